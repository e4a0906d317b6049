#include "domain/service/officer.h"

#include <string.h>

enum { DIRECTORY_MAX = 200, PHONE_MAX = 40, COVER_DAYS_MAX = 366 };

static bool parse_name(struct text text, const char *const *names, int count, int *out)
{
    for (int i = 0; i < count; i++) {
        if (text_is_equal(text, text_of(names[i]))) {
            *out = i;
            return true;
        }
    }
    return false;
}

/* --- directory -------------------------------------------------------------------------------- */

static bool is_phone(struct text phone)
{
    for (size_t i = 0; i < phone.length; i++) {
        if (strchr("0123456789+-() ", phone.data[i]) == NULL) {
            return false;
        }
    }
    return phone.length <= PHONE_MAX;
}

static enum error_kind check_phone(struct text phone, const char *field, struct error *err)
{
    if (!is_phone(phone)) {
        error_set(err, ERROR_INVALID, "officer.phone",
                  "电话只含数字、空格和 +-(), 最多 %d 位 (a phone number has digits only)",
                  PHONE_MAX);
        return error_at_field(err, field);
    }
    return OK;
}

enum error_kind officer_check(const struct officer *officer, struct error *err)
{
    const struct {
        struct text value;
        const char *field;
    } texts[] = {{officer->unit, "unit"}, {officer->post, "post"}, {officer->serves, "serves"}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (text_count_characters(texts[i].value) > DIRECTORY_MAX) {
            error_set(err, ERROR_INVALID, "officer.text", "最多 %d 字 (at most %d characters)",
                      DIRECTORY_MAX, DIRECTORY_MAX);
            return error_at_field(err, texts[i].field);
        }
    }
    TRY(check_phone(officer->office_phone, "office_phone", err));
    TRY(check_phone(officer->mobile, "mobile", err));
    if (officer->listed && (officer->unit.length == 0 || officer->office_phone.length == 0)) {
        error_set(err, ERROR_INVALID, "officer.listed",
                  "公开名单须有单位和办公电话 (who is listed has a unit and an office phone)");
        return error_at_field(err, officer->unit.length == 0 ? "unit" : "office_phone");
    }
    return OK;
}

struct text phone_mask(struct text phone, struct arena *arena)
{
    if (phone.length == 0) {
        return TEXT("");
    }
    if (phone.length < 11) {
        size_t from = phone.length < 2 ? phone.length : phone.length - 2;
        return text_format(arena, "****%.*s", TEXT_ARGS(text_slice(phone, from, phone.length)));
    }
    return text_format(arena, "%.*s****%.*s", TEXT_ARGS(text_slice(phone, 0, 3)),
                       TEXT_ARGS(text_slice(phone, phone.length - 4, phone.length)));
}

enum error_kind service_check_text(struct text text, const char *field, struct error *err)
{
    size_t length = text_count_characters(text_trim(text));
    if (length == 0 || length > REASON_MAX) {
        error_set(err, ERROR_INVALID, "service.text", "请填写 1 至 %d 字 (1 to %d characters)",
                  REASON_MAX, REASON_MAX);
        return error_at_field(err, field);
    }
    return OK;
}

/* --- stand-in and hand-over ------------------------------------------------------------------- */

static const char *const cover_kinds[] = {"stand_in", "hand_over"};

const char *cover_kind_name(enum cover_kind kind)
{
    return cover_kinds[kind];
}

bool cover_kind_parse(struct text text, enum cover_kind *kind_out)
{
    int kind;
    if (!parse_name(text, cover_kinds, 2, &kind)) {
        return false;
    }
    *kind_out = (enum cover_kind)kind;
    return true;
}

enum error_kind cover_check(const struct cover *cover, struct date today, struct error *err)
{
    if (cover->officer_id == cover->deputy_id) {
        error_set(err, ERROR_INVALID, "cover.deputy",
                  "不能由本人代理 (nobody stands in for oneself)");
        return error_at_field(err, "deputy");
    }
    if (date_is_none(cover->from) || date_compare(cover->from, today) < 0) {
        error_set(err, ERROR_INVALID, "cover.from", "开始日不早于今天 (it begins today or later)");
        return error_at_field(err, "from");
    }
    if (date_is_none(cover->until) || date_compare(cover->until, cover->from) < 0 ||
        cover->until.day_number - cover->from.day_number >= COVER_DAYS_MAX) {
        error_set(err, ERROR_INVALID, "cover.until",
                  "结束日在开始日之后, 最长 %d 天 (it ends after it begins, within %d days)",
                  COVER_DAYS_MAX, COVER_DAYS_MAX);
        return error_at_field(err, "until");
    }
    return OK;
}

bool cover_overlaps(const struct cover *a, const struct cover *b)
{
    return date_compare(a->from, b->until) <= 0 && date_compare(b->from, a->until) <= 0;
}

/* --- work log --------------------------------------------------------------------------------- */

static const char *const work_log_kinds[WORK_LOG_KIND_COUNT] = {
    [WORK_LOG_POLICY] = "policy", [WORK_LOG_PAPERS] = "papers",     [WORK_LOG_VISIT] = "visit",
    [WORK_LOG_PUSH] = "push",     [WORK_LOG_ESCALATE] = "escalate", [WORK_LOG_SAFETY] = "safety",
};

const char *work_log_kind_name(enum work_log_kind kind)
{
    return work_log_kinds[kind];
}

const char *work_log_kind_zh(enum work_log_kind kind)
{
    static const char *const names[WORK_LOG_KIND_COUNT] = {
        [WORK_LOG_POLICY] = "政策解答",   [WORK_LOG_PAPERS] = "代办跑件",
        [WORK_LOG_VISIT] = "现场服务",    [WORK_LOG_PUSH] = "催办协调",
        [WORK_LOG_ESCALATE] = "上报升级", [WORK_LOG_SAFETY] = "安全提醒",
    };
    return names[kind];
}

bool work_log_kind_parse(struct text text, enum work_log_kind *kind_out)
{
    int kind;
    if (!parse_name(text, work_log_kinds, WORK_LOG_KIND_COUNT, &kind)) {
        return false;
    }
    *kind_out = (enum work_log_kind)kind;
    return true;
}

enum error_kind work_log_check(struct date day, struct text text, struct date today,
                               struct error *err)
{
    if (date_is_none(day) || date_compare(day, today) > 0 ||
        today.day_number - day.day_number > WORK_LOG_DAYS) {
        error_set(err, ERROR_INVALID, "work_log.day",
                  "日期在近 %d 天之内 (a day of the last %d days)", WORK_LOG_DAYS, WORK_LOG_DAYS);
        return error_at_field(err, "day");
    }
    return service_check_text(text, "text", err);
}

/* --- rating ----------------------------------------------------------------------------------- */

const char *grade_zh(enum grade grade)
{
    static const char *const names[] = {"", "非常满意", "满意", "基本满意", "不满意", "非常不满意"};
    return names[grade];
}

const char *grade_en(enum grade grade)
{
    static const char *const names[] = {"", "very good", "good", "fair", "poor", "very poor"};
    return names[grade];
}

bool grade_is_poor(enum grade grade)
{
    return grade >= GRADE_POOR;
}

static const char *const rating_states[] = {"open", "corrected", "closed"};

const char *rating_state_name(enum rating_state state)
{
    return rating_states[state];
}

bool rating_state_parse(struct text text, enum rating_state *state_out)
{
    int state;
    if (!parse_name(text, rating_states, 3, &state)) {
        return false;
    }
    *state_out = (enum rating_state)state;
    return true;
}

static enum error_kind rating_move(enum rating_state *state, enum rating_state from,
                                   struct error *err)
{
    if (*state != from) {
        return error_set(err, ERROR_CONFLICT, "rating.step",
                         "整改任务状态为 %s, 不能这样办理 (the task is %s)",
                         rating_state_name(*state), rating_state_name(*state));
    }
    *state = from + 1;
    return OK;
}

enum error_kind rating_correct(enum rating_state *state, int64_t officer_id, int64_t actor_id,
                               struct error *err)
{
    if (officer_id != actor_id) {
        return error_set(err, ERROR_FORBIDDEN, "rating.officer",
                         "由被评价的服务员整改 (the officer puts it right)");
    }
    return rating_move(state, RATING_OPEN, err);
}

enum error_kind rating_close(enum rating_state *state, int64_t officer_id, int64_t actor_id,
                             struct error *err)
{
    if (officer_id == actor_id) {
        return error_set(err, ERROR_FORBIDDEN, "rating.own",
                         "差评由他人回访销号 (somebody else calls back and closes it)");
    }
    return rating_move(state, RATING_CORRECTED, err);
}
