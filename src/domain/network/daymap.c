#include "domain/network/daymap.h"

#include <assert.h>
#include <stdlib.h>

enum { FIRST_TABLE_BEFORE = 400, FIRST_TABLE_AFTER = 1600 };

static int compare_exceptions(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Sorts and keeps one exception a day, the working one where there are both. */
static size_t settle_exceptions(int32_t *exceptions, size_t count)
{
    size_t kept = 0;
    qsort(exceptions, count, sizeof exceptions[0], compare_exceptions);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && exceptions[kept - 1] >> 1 == exceptions[i] >> 1) {
            kept--;
        }
        exceptions[kept++] = exceptions[i];
    }
    return kept;
}

/* The first exception on or after `day`. */
static size_t find_exception(const struct daymap *map, int32_t day)
{
    size_t low = 0, high = map->exception_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (map->exceptions[middle] >> 1 < day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static int32_t day_of_minute(int32_t minute)
{
    int32_t day = minute / DAY_MINUTES;
    return minute % DAY_MINUTES < 0 ? day - 1 : day;
}

bool daymap_is_working(const struct daymap *map, struct date day)
{
    int32_t number = day.day_number;
    if (map->clock != NULL) {
        int32_t whole = day_of_minute(number);
        int minute = number - whole * DAY_MINUTES;
        const struct day_hours *hours = dayclock_hours(map->clock, whole);
        return whole >= map->first_day && whole <= map->last_day &&
               day_hours_before(hours, minute + 1) > day_hours_before(hours, minute);
    }
    if (number < map->first_day || number > map->last_day) {
        return false;
    }
    if (map->working != NULL) {
        return map->working[number - map->first_day] != 0;
    }
    size_t at = find_exception(map, number);
    if (at < map->exception_count && map->exceptions[at] >> 1 == number) {
        return (map->exceptions[at] & 1) != 0;
    }
    return (map->week >> date_weekday(day) & 1) != 0;
}

/* The table of a clock: working minutes before each day. */
static void cover_hours(struct daymap *map, int32_t low, int32_t day_count, struct arena *arena)
{
    int32_t *before = ARENA_ARRAY(arena, int32_t, (size_t)day_count + 1);
    int32_t index = 0, index_at_old_low = 0;
    for (int32_t i = 0; i < day_count; i++) {
        before[i] = index;
        index_at_old_low = low + i == map->low ? index : index_at_old_low;
        index += day_hours_total(dayclock_hours(map->clock, low + i));
    }
    before[day_count] = index;
    for (int32_t i = 0; i <= day_count; i++) {
        before[i] += map->low_index - index_at_old_low;
    }
    map->low = low;
    map->day_count = day_count;
    map->low_index = before[0];
    map->quick_low = INT32_MIN;
    map->before = before;
}

/* Makes the table anew over a span that includes the old one; indices keep their meaning. */
static void cover(struct daymap *map, int32_t low, int32_t day_count, struct arena *arena)
{
    if (map->clock != NULL) {
        cover_hours(map, low, day_count, arena);
        return;
    }
    int32_t *before = ARENA_ARRAY(arena, int32_t, (size_t)day_count + 1);
    int32_t *days = ARENA_ARRAY(arena, int32_t, (size_t)day_count);
    size_t exception = map->working == NULL ? find_exception(map, low) : 0;
    int weekday = date_weekday((struct date){low});
    int32_t index = 0, index_at_old_low = 0;

    for (int32_t i = 0; i < day_count; i++) {
        int32_t day = low + i;
        bool working;
        before[i] = index;
        if (day == map->low) {
            index_at_old_low = index;
        }
        if (map->working != NULL) {
            working = map->working[day - map->first_day] != 0;
        } else {
            working = (map->week >> weekday & 1) != 0;
            if (exception < map->exception_count && map->exceptions[exception] >> 1 == day) {
                working = (map->exceptions[exception++] & 1) != 0;
            }
        }
        weekday = weekday == 6 ? 0 : weekday + 1;
        if (working) {
            days[index++] = day;
        }
    }
    before[day_count] = index;

    int32_t shift = map->low_index - index_at_old_low;
    for (int32_t i = 0; i <= day_count; i++) {
        before[i] += shift;
    }
    map->low = low;
    map->day_count = day_count;
    map->low_index = shift;
    map->quick_low = low;
    map->quick_count = day_count;
    map->index_count = index;
    map->before = before;
    map->days = days;
}

/* Renumbers so that index 0 is the first working day on or after `anchor`. */
static void start_table(struct daymap *map, int32_t anchor, int32_t low, int32_t day_count,
                        struct arena *arena)
{
    map->low = low;
    map->low_index = 0;
    cover(map, low, day_count, arena);
    int32_t anchor_index = map->before[anchor - low];
    map->low_index = -anchor_index;
    cover(map, low, day_count, arena);
}

void daymap_init_week(struct daymap *map, struct text id, unsigned week, const struct date *off,
                      size_t off_count, const struct date *work, size_t work_count,
                      struct date anchor, struct arena *arena)
{
    int32_t *exceptions = ARENA_ARRAY(arena, int32_t, off_count + work_count);
    for (size_t i = 0; i < off_count; i++) {
        exceptions[i] = off[i].day_number * 2;
    }
    for (size_t i = 0; i < work_count; i++) {
        exceptions[off_count + i] = work[i].day_number * 2 + 1;
    }
    *map = (struct daymap){
        .id = id,
        .week = week,
        .exceptions = exceptions,
        .exception_count = settle_exceptions(exceptions, off_count + work_count),
        .first_day = anchor.day_number - DAYMAP_FIRST_DAY > DAYMAP_REACH_DAYS
                         ? anchor.day_number - DAYMAP_REACH_DAYS
                         : DAYMAP_FIRST_DAY,
        .last_day = DAYMAP_LAST_DAY - anchor.day_number > DAYMAP_REACH_DAYS
                        ? anchor.day_number + DAYMAP_REACH_DAYS
                        : DAYMAP_LAST_DAY,
        .arena = arena,
    };
    int32_t low = anchor.day_number - FIRST_TABLE_BEFORE;
    int32_t high = anchor.day_number + FIRST_TABLE_AFTER;
    low = low < map->first_day ? map->first_day : low;
    high = high > map->last_day ? map->last_day : high;
    start_table(map, anchor.day_number, low, high - low + 1, arena);
}

void daymap_init_clock(struct daymap *map, struct text id, const struct dayclock *clock,
                       struct date anchor, struct arena *arena)
{
    int32_t day = anchor.day_number;
    *map = (struct daymap){
        .id = id,
        .clock = clock,
        .first_day = day - DAYMAP_FIRST_DAY > DAYMAP_CLOCK_REACH_DAYS
                         ? day - DAYMAP_CLOCK_REACH_DAYS
                         : DAYMAP_FIRST_DAY,
        .last_day = day + DAYMAP_CLOCK_REACH_DAYS,
        .arena = arena,
    };
    int32_t low =
        day - FIRST_TABLE_BEFORE < map->first_day ? map->first_day : day - FIRST_TABLE_BEFORE;
    start_table(map, day, low, day + FIRST_TABLE_AFTER - low + 1, arena);
}

void daymap_init_days(struct daymap *map, struct text id, struct date first, const uint8_t *working,
                      size_t count, struct arena *arena)
{
    assert(count > 0 && count < INT32_MAX);
    *map = (struct daymap){
        .id = id,
        .working = working,
        .first_day = first.day_number,
        .last_day = first.day_number + (int32_t)count - 1,
    };
    start_table(map, first.day_number, first.day_number, (int32_t)count, arena);
}

/* Doubles the table towards one side, up to what the rule knows. */
static bool grow(struct daymap *map, bool up)
{
    int32_t high = map->low + map->day_count - 1;
    int32_t low = map->low;
    if (map->arena == NULL) {
        return false;
    }
    if (up) {
        high = map->last_day - high < map->day_count ? map->last_day : high + map->day_count;
    } else {
        low = low - map->first_day < map->day_count ? map->first_day : low - map->day_count;
    }
    if (high - low + 1 == map->day_count) {
        return false;
    }
    cover(map, low, high - low + 1, map->arena);
    return true;
}

/* The hours of the last day before which no more than `index` minutes are worked. */
static int32_t find_day(const struct daymap *map, int32_t index)
{
    int32_t low = 0, high = map->day_count - 1;
    while (low < high) {
        int32_t middle = low + (high - low + 1) / 2;
        if (map->before[middle] <= index) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

static int32_t minute_index(struct daymap *map, int32_t minute)
{
    int32_t day = day_of_minute(minute);
    while (day < map->low || day >= map->low + map->day_count) {
        if (!grow(map, day >= map->low)) {
            map->overrun = true;
            return day < map->low ? map->before[0] : map->before[map->day_count];
        }
    }
    return map->before[day - map->low] +
           day_hours_before(dayclock_hours(map->clock, day), minute - day * DAY_MINUTES);
}

static int32_t minute_of_index(struct daymap *map, int32_t index)
{
    while (index < map->before[0] || index >= map->before[map->day_count]) {
        if (!grow(map, index >= map->before[0])) {
            map->overrun = true;
            return (index < map->before[0] ? map->low : map->low + map->day_count) * DAY_MINUTES;
        }
    }
    int32_t at = find_day(map, index);
    return (map->low + at) * DAY_MINUTES +
           day_hours_minute(dayclock_hours(map->clock, map->low + at), index - map->before[at]);
}

int32_t daymap_index_far(struct daymap *map, int32_t day)
{
    if (map->clock != NULL) {
        return minute_index(map, day);
    }
    while (day < map->low) {
        if (!grow(map, false)) {
            map->overrun = true;
            return map->before[0];
        }
    }
    while (day > map->low + map->day_count) {
        if (!grow(map, true)) {
            map->overrun = true;
            return map->before[map->day_count];
        }
    }
    return map->before[day - map->low];
}

int32_t daymap_day_far(struct daymap *map, int32_t index)
{
    if (map->clock != NULL) {
        return minute_of_index(map, index);
    }
    /* A week without working days has none beyond its last exception: no use in growing for ever,
     * and growing ends at the year 1 or 9999 anyway. */
    while (index < map->low_index) {
        if (!grow(map, false)) {
            map->overrun = true;
            return map->low;
        }
    }
    while (index >= map->low_index + map->index_count) {
        if (!grow(map, true)) {
            map->overrun = true;
            return map->low + map->day_count - 1;
        }
    }
    return map->days[index - map->low_index];
}
