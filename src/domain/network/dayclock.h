/* src/domain/network/dayclock.h
 *
 * The working hours of days: what a calendar of an imported schedule says of each day, to the
 * minute. A calendar of resources on one activity is the union of theirs, or what they share with
 * the activity's own. Pure; daymap.h numbers the minutes. */
#ifndef KAIGONG_DOMAIN_DAYCLOCK_H
#define KAIGONG_DOMAIN_DAYCLOCK_H

#include "base/arena.h"
#include "base/date.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DAY_MINUTES = 1440, DAY_SHIFTS_MAX = 16 };

/* Minutes of a day from `from` to before `to`; 0 <= from < to <= DAY_MINUTES. */
struct day_shift {
    int16_t from, to;
};

struct day_hours {
    int count;                               /* 0: a free day */
    struct day_shift shifts[DAY_SHIFTS_MAX]; /* ascending, apart */
};

struct day_exception {
    int32_t day;
    struct day_hours hours;
};

struct dayclock {
    struct day_hours week[7];               /* Monday first */
    const struct day_exception *exceptions; /* ascending by day, no day twice; borrowed */
    size_t exception_count;
};

/* Adds a shift where it belongs, melted with those it touches; false when there are too many. */
bool day_hours_add(struct day_hours *hours, int from, int to);
int day_hours_total(const struct day_hours *hours);
/* Working minutes before a minute of the day. */
int day_hours_before(const struct day_hours *hours, int minute);
/* The minute of the day in which the n-th working minute is done, n from 0; n is below the total.
 */
int day_hours_minute(const struct day_hours *hours, int n);
bool day_hours_is_equal(const struct day_hours *a, const struct day_hours *b);

const struct day_hours *dayclock_hours(const struct dayclock *clock, int32_t day);

/* Sorts exceptions by day; of several for one day the last given counts. Returns how many stay. */
size_t day_exceptions_settle(struct day_exception *exceptions, size_t count, struct arena *arena);

enum dayclock_join { DAYCLOCK_EITHER, DAYCLOCK_BOTH };

/* Hours in which either of two works, or both do. `a` and `b` may be the same as the result. */
struct dayclock dayclock_combine(const struct dayclock *a, const struct dayclock *b,
                                 enum dayclock_join join, struct arena *arena);

#endif
