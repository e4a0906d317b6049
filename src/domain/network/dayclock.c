#include "domain/network/dayclock.h"

#include <stdlib.h>
#include <string.h>

bool day_hours_add(struct day_hours *hours, int from, int to)
{
    struct day_hours result = {0};
    bool added = false;
    if (from >= to) {
        return true;
    }
    for (int i = 0; i < hours->count; i++) {
        struct day_shift shift = hours->shifts[i];
        if (shift.to < from || (added && shift.from > to)) {
            result.shifts[result.count++] = shift;
        } else if (shift.from > to) {
            if (hours->count == DAY_SHIFTS_MAX) {
                return false;
            }
            result.shifts[result.count++] = (struct day_shift){(int16_t)from, (int16_t)to};
            result.shifts[result.count++] = shift;
            added = true;
        } else {
            from = shift.from < from ? shift.from : from;
            to = shift.to > to ? shift.to : to;
        }
    }
    if (!added) {
        if (result.count == DAY_SHIFTS_MAX) {
            return false;
        }
        result.shifts[result.count++] = (struct day_shift){(int16_t)from, (int16_t)to};
    }
    *hours = result;
    return true;
}

int day_hours_total(const struct day_hours *hours)
{
    return day_hours_before(hours, DAY_MINUTES);
}

int day_hours_before(const struct day_hours *hours, int minute)
{
    int total = 0;
    for (int i = 0; i < hours->count && hours->shifts[i].from < minute; i++) {
        int to = hours->shifts[i].to < minute ? hours->shifts[i].to : minute;
        total += to - hours->shifts[i].from;
    }
    return total;
}

int day_hours_minute(const struct day_hours *hours, int n)
{
    int i = 0;
    while (i < hours->count - 1 && n >= hours->shifts[i].to - hours->shifts[i].from) {
        n -= hours->shifts[i].to - hours->shifts[i].from;
        i++;
    }
    return hours->shifts[i].from + n;
}

bool day_hours_is_equal(const struct day_hours *a, const struct day_hours *b)
{
    return a->count == b->count &&
           memcmp(a->shifts, b->shifts, (size_t)a->count * sizeof a->shifts[0]) == 0;
}

const struct day_hours *dayclock_hours(const struct dayclock *clock, int32_t day)
{
    size_t low = 0, high = clock->exception_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (clock->exceptions[middle].day < day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < clock->exception_count && clock->exceptions[low].day == day) {
        return &clock->exceptions[low].hours;
    }
    return &clock->week[date_weekday((struct date){day})];
}

/* Stable, so that the last given of a day is the last of its run: merge sort, since qsort is not.
 */
static void sort_exceptions(struct day_exception *items, size_t count, struct day_exception *room)
{
    if (count < 2) {
        return;
    }
    size_t half = count / 2, a = 0, b = half;
    sort_exceptions(items, half, room);
    sort_exceptions(items + half, count - half, room);
    memcpy(room, items, count * sizeof items[0]);
    for (size_t i = 0; i < count; i++) {
        bool left = a < half && (b >= count || room[a].day <= room[b].day);
        items[i] = room[left ? a++ : b++];
    }
}

size_t day_exceptions_settle(struct day_exception *exceptions, size_t count, struct arena *arena)
{
    size_t kept = 0;
    sort_exceptions(exceptions, count, ARENA_ARRAY(arena, struct day_exception, count));
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && exceptions[kept - 1].day == exceptions[i].day) {
            kept--;
        }
        exceptions[kept++] = exceptions[i];
    }
    return kept;
}

/* Too many shifts for one day: those that do not fit are left out, which cannot happen with the
 * five a day of the products that files come from. */
static struct day_hours combine_hours(const struct day_hours *a, const struct day_hours *b,
                                      enum dayclock_join join)
{
    struct day_hours result = {0};
    if (join == DAYCLOCK_EITHER) {
        result = *a;
        for (int i = 0; i < b->count; i++) {
            (void)day_hours_add(&result, b->shifts[i].from, b->shifts[i].to);
        }
        return result;
    }
    for (int i = 0; i < a->count; i++) {
        for (int j = 0; j < b->count; j++) {
            int from =
                a->shifts[i].from > b->shifts[j].from ? a->shifts[i].from : b->shifts[j].from;
            int to = a->shifts[i].to < b->shifts[j].to ? a->shifts[i].to : b->shifts[j].to;
            (void)day_hours_add(&result, from, to);
        }
    }
    return result;
}

struct dayclock dayclock_combine(const struct dayclock *a, const struct dayclock *b,
                                 enum dayclock_join join, struct arena *arena)
{
    struct dayclock result;
    size_t count = 0, i = 0, j = 0;
    struct day_exception *exceptions =
        ARENA_ARRAY(arena, struct day_exception, a->exception_count + b->exception_count);
    while (i < a->exception_count || j < b->exception_count) {
        bool from_a = j >= b->exception_count ||
                      (i < a->exception_count && a->exceptions[i].day <= b->exceptions[j].day);
        int32_t day = from_a ? a->exceptions[i].day : b->exceptions[j].day;
        i += i < a->exception_count && a->exceptions[i].day == day;
        j += j < b->exception_count && b->exceptions[j].day == day;
        exceptions[count].day = day;
        exceptions[count++].hours =
            combine_hours(dayclock_hours(a, day), dayclock_hours(b, day), join);
    }
    for (int day = 0; day < 7; day++) {
        result.week[day] = combine_hours(&a->week[day], &b->week[day], join);
    }
    result.exceptions = exceptions;
    result.exception_count = count;
    return result;
}
