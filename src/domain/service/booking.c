#include "domain/service/booking.h"

#include <stdio.h>
#include <string.h>

enum { DAY_MINUTES = 24 * 60, PLACE_MAX = 200, LINK_MAX = 500 };

/* clang-format off */
static const struct {
    enum booking_state from;
    enum booking_event event;
    enum booking_state to;
    bool begun; /* the slot has begun; false: it has not */
} rules[] = {
    {BOOKING_BOOKED,  BOOKING_CANCEL, BOOKING_CANCELLED, false},
    {BOOKING_BOOKED,  BOOKING_COME,   BOOKING_CAME,      true},
    {BOOKING_BOOKED,  BOOKING_MISS,   BOOKING_NO_SHOW,   true},
    {BOOKING_NO_SHOW, BOOKING_COME,   BOOKING_CAME,      true}, /* noted wrongly */
};
/* clang-format on */

static const char *const states[] = {"booked", "cancelled", "came", "no_show"};

const char *booking_state_name(enum booking_state state)
{
    return states[state];
}

const char *booking_state_zh(enum booking_state state)
{
    static const char *const names[] = {"已预约", "已取消", "已到", "爽约"};
    return names[state];
}

bool booking_state_parse(struct text text, enum booking_state *state_out)
{
    for (int i = 0; i < 4; i++) {
        if (text_is_equal(text, text_of(states[i]))) {
            *state_out = (enum booking_state)i;
            return true;
        }
    }
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool minute_parse(struct text text, int *minute_out)
{
    const char *c = text.data;
    if (text.length != 5 || c[2] != ':' || !is_digit(c[0]) || !is_digit(c[1]) || !is_digit(c[3]) ||
        !is_digit(c[4])) {
        return false;
    }
    int hour = (c[0] - '0') * 10 + c[1] - '0', minute = (c[3] - '0') * 10 + c[4] - '0';
    if (hour > 23 || minute > 59) {
        return false;
    }
    *minute_out = hour * 60 + minute;
    return true;
}

char *minute_format(int minute, char buffer[MINUTE_TEXT_SIZE])
{
    unsigned of_day = (unsigned)minute % DAY_MINUTES;
    snprintf(buffer, MINUTE_TEXT_SIZE, "%02u:%02u", of_day / 60 % 24, of_day % 60);
    return buffer;
}

enum error_kind link_check(struct text link, struct error *err)
{
    static const char scheme[] = "https://";
    size_t start = sizeof scheme - 1;
    bool good = link.length == 0 || (text_has_prefix(link, text_of(scheme)) &&
                                     link.length > start && link.length <= LINK_MAX);
    for (size_t i = 0; i < link.length; i++) {
        unsigned char byte = (unsigned char)link.data[i];
        good = good && byte > ' ' && byte != 0x7f && strchr("\"<>\\^`{|}", byte) == NULL;
    }
    if (good && link.length > 0) {
        good = strchr("/?#:@", link.data[start]) == NULL;
    }
    if (!good) {
        error_set(
            err, ERROR_INVALID, "service.link",
            "会议链接须以 https:// 开头, 不含空格 (a link is an https address without blanks)");
        return error_at_field(err, "link");
    }
    return OK;
}

static enum error_kind fail(struct error *err, const char *code, const char *field,
                            const char *message)
{
    error_set(err, ERROR_INVALID, code, "%s", message);
    return error_at_field(err, field);
}

enum error_kind slot_check(const struct slot *slot, struct date today, struct error *err)
{
    if (date_is_none(slot->day) || date_compare(slot->day, today) < 0 ||
        slot->day.day_number - today.day_number > BOOKING_AHEAD_DAYS) {
        return fail(err, "slot.day", "day", "时段须在今后 60 天之内 (a day of the next 60 days)");
    }
    if (slot->from_minute < 0 || slot->to_minute > DAY_MINUTES ||
        slot->to_minute <= slot->from_minute) {
        return fail(err, "slot.time", "to", "结束时间须晚于开始时间 (a slot ends after it begins)");
    }
    if (slot->capacity < 1 || slot->capacity > SLOT_CAPACITY_MAX) {
        return fail(err, "slot.capacity", "capacity", "容量为 1 至 200 (1 to 200 visits)");
    }
    if (text_count_characters(slot->place) > PLACE_MAX ||
        (slot->place.length == 0 && slot->link.length == 0)) {
        return fail(err, "slot.place", "place",
                    "请填写地点或会议链接 (a place of at most 200 characters, or a link)");
    }
    return link_check(slot->link, err);
}

static bool has_begun(const struct slot *slot, struct date today, int now_minute)
{
    int order = date_compare(slot->day, today);
    return order < 0 || (order == 0 && slot->from_minute <= now_minute);
}

enum error_kind booking_check(const struct slot *slot, struct date today, int now_minute,
                              int64_t open, int64_t missed, struct error *err)
{
    if (has_begun(slot, today, now_minute)) {
        return error_set(err, ERROR_CONFLICT, "booking.past",
                         "该时段已经开始 (the slot has begun)");
    }
    if (slot->taken >= slot->capacity) {
        return error_set(err, ERROR_CONFLICT, "booking.full", "该时段已约满 (the slot is full)");
    }
    if (open >= BOOKING_OPEN_MAX) {
        return error_set(err, ERROR_CONFLICT, "booking.too_many",
                         "每人最多同时预约 %d 次 (a person has at most %d bookings ahead)",
                         BOOKING_OPEN_MAX, BOOKING_OPEN_MAX);
    }
    if (missed >= BOOKING_NO_SHOWS_MAX) {
        return error_set(err, ERROR_CONFLICT, "booking.missed",
                         "%d 天内爽约 %lld 次, 暂不能预约 (missed %lld times in %d days)",
                         BOOKING_NO_SHOW_DAYS, (long long)missed, (long long)missed,
                         BOOKING_NO_SHOW_DAYS);
    }
    return OK;
}

enum error_kind booking_apply(enum booking_state *state, enum booking_event event,
                              const struct slot *slot, struct date today, int now_minute,
                              struct error *err)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (rules[i].from != *state || rules[i].event != event) {
            continue;
        }
        bool begun = has_begun(slot, today, now_minute);
        if (begun == rules[i].begun) {
            *state = rules[i].to;
            return OK;
        }
        return error_set(err, ERROR_CONFLICT, begun ? "booking.begun" : "booking.ahead",
                         begun ? "时段已开始, 不能取消 (the slot has begun)"
                               : "时段尚未开始 (the slot has not begun)");
    }
    return error_set(err, ERROR_CONFLICT, "booking.step", "预约状态为“%s” (the booking is %s)",
                     booking_state_zh(*state), booking_state_name(*state));
}
