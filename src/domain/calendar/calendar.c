#include "domain/calendar/calendar.h"

enum { SPAN_MAX = 36600 };

const char *day_unit_zh(enum day_unit unit)
{
    return unit == UNIT_WORKING_DAY ? "工作日" : "日";
}

/* --- building --------------------------------------------------------------------------------- */

static bool is_published(const struct calendar_version *version, struct date as_of)
{
    return date_is_none(as_of) || date_compare(version->published_on, as_of) <= 0;
}

static bool speaks_of(const struct calendar_version *version, int year)
{
    for (size_t i = 0; i < version->year_count; i++) {
        if (version->years[i] == year) {
            return true;
        }
    }
    return false;
}

const struct calendar_version *calendar_source_version(const struct calendar_source *source,
                                                       int year, struct date as_of)
{
    const struct calendar_version *first = NULL;
    for (size_t v = source->version_count; v > 0; v--) {
        const struct calendar_version *version = &source->versions[v - 1];
        if (!speaks_of(version, year)) {
            continue;
        }
        if (is_published(version, as_of)) {
            return version;
        }
        first = version;
    }
    return source->first_stands_in ? first : NULL;
}

bool calendar_source_knows(const struct calendar_source *source, int year)
{
    return calendar_source_version(source, year, DATE_NONE) != NULL;
}

static void lay_days(const struct calendar_day *days, size_t count, int year, struct date from,
                     int32_t day_count, uint8_t *working)
{
    for (size_t i = 0; i < count; i++) {
        int64_t offset = (int64_t)days[i].day.day_number - from.day_number;
        if (offset >= 0 && offset < day_count && (year == 0 || date_year(days[i].day) == year)) {
            working[offset] = days[i].working;
        }
    }
}

static enum error_kind lay_sources(const struct calendar_source *sources, size_t source_count,
                                   struct date as_of, struct date from, struct date to,
                                   uint8_t *working, struct error *err)
{
    int32_t day_count = to.day_number - from.day_number + 1;
    for (int year = date_year(from); year <= date_year(to); year++) {
        for (size_t s = 0; s < source_count; s++) {
            const struct calendar_version *version =
                calendar_source_version(&sources[s], year, as_of);
            if (version == NULL && s == 0) {
                return error_set(err, ERROR_INVALID, "calendar.year",
                                 "%d 年的节假日安排尚无数据, 不能计算工作日 "
                                 "(no holidays are known for %d)",
                                 year, year);
            }
            if (version != NULL) {
                lay_days(version->days, version->day_count, year, from, day_count, working);
            }
        }
    }
    return OK;
}

enum error_kind calendar_build(const struct calendar_source *sources, size_t source_count,
                               const struct calendar_day *disruptions, size_t disruption_count,
                               struct date as_of, struct date from, struct date to,
                               struct arena *arena, struct calendar *out, struct error *err)
{
    int64_t span = (int64_t)to.day_number - from.day_number + 1;
    if (date_is_none(from) || date_is_none(to) || span < 1 || span > SPAN_MAX) {
        return error_set(err, ERROR_LIMIT, "calendar.span",
                         "a calendar spans 1 to %d days, not %lld", SPAN_MAX, (long long)span);
    }
    int32_t day_count = (int32_t)span;
    uint8_t *working = ARENA_ARRAY(arena, uint8_t, day_count);
    for (int32_t i = 0; i < day_count; i++) {
        working[i] = date_weekday(date_add_days(from, i)) < 5;
    }
    TRY(lay_sources(sources, source_count, as_of, from, to, working, err));
    lay_days(disruptions, disruption_count, 0, from, day_count, working);

    int32_t *before = ARENA_ARRAY(arena, int32_t, day_count + 1);
    int32_t *days = ARENA_ARRAY(arena, int32_t, day_count);
    for (int32_t i = 0; i < day_count; i++) {
        if (working[i]) {
            days[before[i]] = i;
        }
        before[i + 1] = before[i] + working[i];
    }
    *out = (struct calendar){from, day_count, working, before, days};
    return OK;
}

/* --- counting --------------------------------------------------------------------------------- */

static bool is_inside(const struct calendar *calendar, struct date day)
{
    int64_t offset = (int64_t)day.day_number - calendar->first.day_number;
    return offset >= 0 && offset < calendar->day_count;
}

static enum error_kind outside(struct error *err)
{
    return error_set(err, ERROR_LIMIT, "calendar.span", "the day lies outside the calendar's span");
}

bool calendar_is_workday(const struct calendar *calendar, struct date day)
{
    return is_inside(calendar, day) &&
           calendar->working[day.day_number - calendar->first.day_number] != 0;
}

enum error_kind calendar_count(const struct calendar *calendar, struct date from, struct date to,
                               int *count_out, struct error *err)
{
    if (!is_inside(calendar, from) || !is_inside(calendar, to)) {
        return outside(err);
    }
    *count_out = calendar->before[to.day_number - calendar->first.day_number + 1] -
                 calendar->before[from.day_number - calendar->first.day_number + 1];
    return OK;
}

enum error_kind calendar_add(const struct calendar *calendar, struct date day, int n,
                             struct date *day_out, struct error *err)
{
    if (!is_inside(calendar, day)) {
        return outside(err);
    }
    if (n == 0) {
        *day_out = day;
        return OK;
    }
    int32_t offset = day.day_number - calendar->first.day_number;
    int64_t index = n > 0 ? (int64_t)calendar->before[offset + 1] + n - 1
                          : (int64_t)calendar->before[offset] + n;
    if (index < 0 || index >= calendar->before[calendar->day_count]) {
        return outside(err);
    }
    *day_out = date_add_days(calendar->first, calendar->days[index]);
    return OK;
}

enum error_kind calendar_deadline(const struct calendar *calendar, struct date day, int n,
                                  enum day_unit unit, struct date *day_out, struct error *err)
{
    if (unit == UNIT_WORKING_DAY) {
        return calendar_add(calendar, day, n, day_out, err);
    }
    int64_t number = (int64_t)day.day_number + n;
    if (!is_inside(calendar, day) || number > (int64_t)calendar->first.day_number + SPAN_MAX ||
        number < calendar->first.day_number) {
        return outside(err);
    }
    struct date last = {(int32_t)number};
    if (!is_inside(calendar, last)) {
        return outside(err);
    }
    if (calendar_is_workday(calendar, last)) {
        *day_out = last;
        return OK;
    }
    return calendar_add(calendar, last, 1, day_out, err);
}
