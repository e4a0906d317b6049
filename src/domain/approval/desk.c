#include "domain/approval/desk.h"

enum { FLOAT_LEAST = -32768, FLOAT_MOST = 32000, FLOAT_UNPLANNED = 32256 };

int64_t desk_rank(const struct desk_cost *cost)
{
    int64_t days = FLOAT_UNPLANNED;
    if (cost->planned) {
        days = cost->float_days < FLOAT_LEAST  ? FLOAT_LEAST
               : cost->float_days > FLOAT_MOST ? FLOAT_MOST
                                               : cost->float_days;
    }
    return (days - FLOAT_LEAST) << 33 | (int64_t)!cost->green << 32 |
           (uint32_t)cost->due_on.day_number;
}

struct text desk_reason_zh(const struct desk_cost *cost, struct text project, int left,
                           struct arena *arena)
{
    int year, month, day;
    if (!cost->planned || date_is_none(cost->decide_by) || date_is_none(cost->target)) {
        return TEXT("不影响计划开工");
    }
    date_split(cost->target, &year, &month, &day);
    if (left < 0) {
        return text_format(arena, "“%.*s”%d月%d日开工已无法保证, 晚了 %d 个工作日",
                           TEXT_ARGS(project), month, day, -left);
    }
    return text_format(arena, "再过 %d 个工作日不办结, “%.*s”%d月%d日开工不保%s", left,
                       TEXT_ARGS(project), month, day,
                       cost->float_days < 0 ? ", 须早于承诺时限办结" : "");
}

static const char *days_en(int count)
{
    return count == 1 ? "day" : "days";
}

struct text desk_reason_en(const struct desk_cost *cost, struct text project, int left,
                           struct arena *arena)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    int year, month, day;
    if (!cost->planned || date_is_none(cost->decide_by) || date_is_none(cost->target)) {
        return TEXT("no planned start depends on it");
    }
    date_split(cost->target, &year, &month, &day);
    if (left < 0) {
        return text_format(arena, "start of %.*s on %d %s cannot be kept: %d working %s too late",
                           TEXT_ARGS(project), day, months[month - 1], -left, days_en(-left));
    }
    return text_format(arena, "start of %.*s on %d %s is lost in %d working %s%s",
                       TEXT_ARGS(project), day, months[month - 1], left, days_en(left),
                       cost->float_days < 0 ? ", before the case is due" : "");
}
