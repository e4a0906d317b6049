#include "domain/notice/notice.h"

#include <string.h>

enum { NOTICE_TEXT_MAX = 4096, EMAIL_MAX = 254, PHONE_MAX = 32 };

/* {project}, {item}, {note} and {day} stand for the notice's members; a part in [ ] is left out when
 * a member in it is empty. docs/domain/notice.md N-1, N-2. */
/* clang-format off */
static const struct {
    const char *name;
    bool urgent;
    const char *zh, *en;
} kinds[NOTICE_KIND_COUNT] = {
    [NOTICE_ASSIGNED]    = {"assigned",    true,  "交给您办理：[{project}][ {item}][，{note}][，期限 {day}]", "Assigned to you: [{project}][ {item}][, {note}][, until {day}]"},
    [NOTICE_DEADLINE]    = {"deadline",    true,  "即将到期：[{project}][ {item}][，{note}][，最晚 {day}]", "Due soon: [{project}][ {item}][, {note}][, by {day}]"},
    [NOTICE_OVERDUE]     = {"overdue",     true,  "已经逾期：[{project}][ {item}][，{note}][，应于 {day} 前办理]", "Overdue: [{project}][ {item}][, {note}][, was due by {day}]"},
    [NOTICE_CORRECTION]  = {"correction",  true,  "需要补正：[{project}][ {item}][，{note}][，最晚 {day}]", "To be completed: [{project}][ {item}][, {note}][, by {day}]"},
    [NOTICE_ENDED]       = {"ended",       false, "授权已终止：[{project}][，{note}][，{day}]", "Authority ended: [{project}][, {note}][, {day}]"},
    [NOTICE_ACCEPTED]    = {"accepted",    false, "已受理：[{project}][ {item}][，{note}][，{day}]", "Accepted: [{project}][ {item}][, {note}][, {day}]"},
    [NOTICE_DECIDED]     = {"decided",     false, "已办结：[{project}][ {item}][，{note}][，{day}]", "Decided: [{project}][ {item}][, {note}][, {day}]"},
    [NOTICE_PROCEDURE]   = {"procedure",   false, "特别程序或延期：[{project}][ {item}][，{note}][，预计到 {day}]", "Special procedure or extension: [{project}][ {item}][, {note}][, until {day}]"},
    [NOTICE_TOLERANCE]   = {"tolerance",   false, "容缺办理：[{project}][ {item}][，{note}][，补齐期限 {day}]", "Tolerance: [{project}][ {item}][, {note}][, paper due {day}]"},
    [NOTICE_COMMITMENT]  = {"commitment",  false, "告知承诺：[{project}][ {item}][，{note}][，{day}]", "Commitment: [{project}][ {item}][, {note}][, {day}]"},
    [NOTICE_ANSWER]      = {"answer",      false, "咨询：[{project}][ {item}][，{note}]", "Consultation: [{project}][ {item}][, {note}]"},
    [NOTICE_APPOINTMENT] = {"appointment", false, "预约：[{project}][ {item}][，{note}][，{day}]", "Appointment: [{project}][ {item}][, {note}][, {day}]"},
    [NOTICE_REVIEW]      = {"review",      false, "评审或会办：[{project}][ {item}][，{note}][，{day}]", "Review or joint meeting: [{project}][ {item}][, {note}][, {day}]"},
    [NOTICE_RATING]      = {"rating",      false, "服务评价：[{project}][ {item}][，{note}]", "Rating of the service: [{project}][ {item}][, {note}]"},
    [NOTICE_SECURITY]    = {"security",    true,  "账号安全：[{note}]", "Your account: [{note}]"},
};
/* clang-format on */

const char *notice_kind_name(enum notice_kind kind)
{
    return kinds[kind].name;
}

bool notice_kind_parse(struct text text, enum notice_kind *kind_out)
{
    for (int kind = 0; kind < NOTICE_KIND_COUNT; kind++) {
        if (text_is_equal(text, text_of(kinds[kind].name))) {
            *kind_out = (enum notice_kind)kind;
            return true;
        }
    }
    return false;
}

bool notice_is_urgent(enum notice_kind kind)
{
    return kinds[kind].urgent;
}

/* --- text ------------------------------------------------------------------------------------- */

static struct text value_of(const struct notice *notice, bool english, struct text name,
                            char day[DATE_TEXT_SIZE])
{
    if (text_is_equal(name, TEXT("project"))) {
        return notice->project;
    }
    if (text_is_equal(name, TEXT("item"))) {
        return english && notice->item_en.length > 0 ? notice->item_en : notice->item;
    }
    if (text_is_equal(name, TEXT("note"))) {
        return notice->note;
    }
    return date_is_none(notice->day) ? TEXT("") : text_of(date_format(notice->day, day));
}

/* A part of the pattern between [ and ]: "{day}" with words around it, one name a part. */
static void add_part(struct text_builder *out, const struct notice *notice, bool english,
                     struct text part)
{
    char day[DATE_TEXT_SIZE];
    const char *open = memchr(part.data, '{', part.length);
    const char *close = memchr(part.data, '}', part.length);
    size_t from = (size_t)(open - part.data), to = (size_t)(close - part.data);
    struct text value = value_of(notice, english, text_slice(part, from + 1, to), day);
    if (value.length > 0) {
        text_builder_add(out, text_slice(part, 0, from));
        text_builder_add(out, value);
        text_builder_add(out, text_slice(part, to + 1, part.length));
    }
}

struct text notice_text(const struct notice *notice, bool english, struct arena *arena)
{
    struct text pattern = text_of(english ? kinds[notice->kind].en : kinds[notice->kind].zh);
    struct text_builder out;
    text_builder_init(&out, arena, NOTICE_TEXT_MAX);
    for (size_t i = 0; i < pattern.length; i++) {
        if (pattern.data[i] != '[') {
            text_builder_add_byte(&out, pattern.data[i]);
            continue;
        }
        const char *close = memchr(pattern.data + i, ']', pattern.length - i);
        size_t end = (size_t)(close - pattern.data);
        add_part(&out, notice, english, text_slice(pattern, i + 1, end));
        i = end;
    }
    return text_builder_text(&out);
}

/* --- settings --------------------------------------------------------------------------------- */

/* An address that can stand in a header and a command of SMTP as it is: visible ASCII, one @ with
 * something on both sides, none of the characters that end or quote an address. */
static bool is_email(struct text email)
{
    size_t ats = 0;
    for (size_t i = 0; i < email.length; i++) {
        unsigned char byte = (unsigned char)email.data[i];
        if (byte <= ' ' || byte > '~' || strchr("<>()[]\\\",;:", byte) != NULL) {
            return false;
        }
        ats += byte == '@';
    }
    return email.length <= EMAIL_MAX && ats == 1 && email.data[0] != '@' &&
           email.data[email.length - 1] != '@';
}

static bool is_phone(struct text phone)
{
    for (size_t i = 0; i < phone.length; i++) {
        char byte = phone.data[i];
        if ((byte < '0' || byte > '9') && byte != '-' && byte != ' ' && !(byte == '+' && i == 0)) {
            return false;
        }
    }
    return phone.length <= PHONE_MAX;
}

static enum error_kind refuse(struct error *err, const char *code, const char *field,
                              const char *why)
{
    error_set(err, ERROR_INVALID, code, "%s", why);
    return error_at_field(err, field);
}

enum error_kind notice_setting_check(const struct notice_setting *setting, struct error *err)
{
    if (setting->email.length > 0 && !is_email(setting->email)) {
        return refuse(err, "notice.email", "email", "this is no e-mail address");
    }
    if (setting->by_email && setting->email.length == 0) {
        return refuse(err, "notice.email", "email", "say to which address");
    }
    if (!is_phone(setting->phone)) {
        return refuse(err, "notice.phone", "phone", "a number has digits, blanks and -");
    }
    if (setting->by_webhook && setting->phone.length == 0) {
        return refuse(err, "notice.phone", "phone", "say to which number");
    }
    if (setting->hour < 0 || setting->hour > 23) {
        return refuse(err, "notice.hour", "hour", "an hour is 0 to 23");
    }
    return OK;
}

/* --- time ------------------------------------------------------------------------------------- */

bool notice_digest_is_due(int hour, struct date last, struct date today, int hour_now)
{
    return hour_now >= hour && (date_is_none(last) || date_compare(last, today) < 0);
}

int notice_pause_s(int tries, int first_s)
{
    int pause = first_s;
    for (int i = 1; i < tries && pause < NOTICE_PAUSE_MAX_S; i++) {
        pause *= 2;
    }
    return pause < NOTICE_PAUSE_MAX_S ? pause : NOTICE_PAUSE_MAX_S;
}
