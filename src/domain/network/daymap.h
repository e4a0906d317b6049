/* src/domain/network/daymap.h
 *
 * A calendar as a map between ticks and working ticks. The tick is the day for a city's plans and
 * the minute for an imported schedule (NETWORK_MINUTES); what follows says day for both.
 *
 * The working days of one calendar, numbered: an index counts working days only, so that "n working
 * days later" is an addition. Both ways are one table look-up; the table grows on demand, from a
 * week and its exceptions, or is fixed over a span of days that a caller knows. Index 0 is the
 * first working day on or after the anchor; a look-up past what the calendar knows sets `overrun`
 * and gives a value at the edge, so that a pass tests once, at its end. */
#ifndef KAIGONG_DOMAIN_DAYMAP_H
#define KAIGONG_DOMAIN_DAYMAP_H

#include "base/arena.h"
#include "base/date.h"
#include "base/text.h"
#include "domain/network/dayclock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 0001-01-01 and 9999-12-31 as day numbers. */
enum { DAYMAP_FIRST_DAY = -719162, DAYMAP_LAST_DAY = 2932896 };
/* A week's table reaches this far from its anchor on both sides, some 2,700 years: a bound on the
 * memory that foreign input can ask for. */
enum { DAYMAP_REACH_DAYS = 1000000 };
/* Some 1,100 years: minutes, durations and lags then add up within 32 bits. */
enum { DAYMAP_CLOCK_REACH_DAYS = 400000 };

/* A span of days that a calendar takes out or gives back beyond the common one, and why: "放假（本市
 * 日历第 2 版）", "off (city calendar, version 2)". For sentences only. */
struct daymap_note {
    struct date first, last;
    struct text zh, en;
};

struct daymap {
    struct text id;
    struct text name_zh, name_en; /* what sentences call it; empty: the id */
    const struct daymap_note *notes;
    size_t note_count;
    /* The rule, one of three. */
    unsigned week; /* bit 0 = Monday ... bit 6 = Sunday works */
    const int32_t
        *exceptions; /* ascending; day * 2 + 1 for a working day, day * 2 for a free one */
    size_t exception_count;
    const struct dayclock *clock; /* or: hours of days, and ticks are minutes since 1970-01-01 */
    const uint8_t *working; /* or: one byte a day from first_day to last_day; NULL for a week */
    int32_t first_day, last_day; /* what the rule knows */
    /* The table: days low .. low + day_count - 1. */
    int32_t low, day_count;
    int32_t quick_low,
        quick_count; /* the ticks that one look-up finds: the same, none of a clock */
    int32_t low_index, index_count; /* index_count is 0 for a clock, which is always far */
    const int32_t *before; /* [day_count + 1]: index of the first working day on or after low + i */
    const int32_t *days;   /* [index_count]: day of index low_index + i */
    struct arena *arena;   /* where the table grows; NULL when it is fixed */
    bool overrun;
};

/* A calendar of a week and its exceptions. Where a day is both off and work, work wins.
 *
 * week    bit 0 = Monday ... bit 6 = Sunday
 * anchor  the table starts around this day
 * arena   holds the table for as long as the map is used */
void daymap_init_week(struct daymap *map, struct text id, unsigned week, const struct date *off,
                      size_t off_count, const struct date *work, size_t work_count,
                      struct date anchor, struct arena *arena);

/* A calendar known over a span only; the table is complete at once and shared freely afterwards.
 *
 * working  one byte a day from `first` on, borrowed, 0 or 1 */
void daymap_init_days(struct daymap *map, struct text id, struct date first, const uint8_t *working,
                      size_t count, struct arena *arena);

/* A calendar of hours: its ticks are minutes. An index counts working minutes from the anchor on.
 *
 * clock   borrowed
 * anchor  a day; the map reaches DAYMAP_CLOCK_REACH_DAYS from it on both sides */
void daymap_init_clock(struct daymap *map, struct text id, const struct dayclock *clock,
                       struct date anchor, struct arena *arena);

/* Extends the table where it can; the edge where it cannot. */
int32_t daymap_index_far(struct daymap *map, int32_t day);
int32_t daymap_day_far(struct daymap *map, int32_t index);

/* The index of the first working day on or after `day`, whether or not it has one. */
static inline int32_t daymap_index(struct daymap *map, int32_t day)
{
    uint32_t offset = (uint32_t)day - (uint32_t)map->quick_low;
    return offset <= (uint32_t)map->quick_count ? map->before[offset] : daymap_index_far(map, day);
}

/* The index of the last working day on or before `day`. */
static inline int32_t daymap_index_back(struct daymap *map, int32_t day)
{
    return daymap_index(map, day + 1) - 1;
}

static inline int32_t daymap_day(struct daymap *map, int32_t index)
{
    uint32_t offset = (uint32_t)index - (uint32_t)map->low_index;
    return offset < (uint32_t)map->index_count ? map->days[offset] : daymap_day_far(map, index);
}

/* The end of the working tick before `index`: where work that ends there ends. */
static inline int32_t daymap_end(struct daymap *map, int32_t index)
{
    return daymap_day(map, index - 1) + 1;
}

/* By the rule alone, without the table; false outside what the rule knows. */
bool daymap_is_working(const struct daymap *map, struct date day);

#endif
