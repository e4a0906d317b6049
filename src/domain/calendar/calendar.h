/* src/domain/calendar/calendar.h
 *
 * Working days: weekends, public holidays, and rest days turned into working days to make up for a
 * holiday, in versions and layers (nation, city, department, project); and the season of each kind of
 * work. Pure: no clock, no input or output. Rules: docs/domain/calendar.md. */
#ifndef KAIGONG_DOMAIN_CALENDAR_H
#define KAIGONG_DOMAIN_CALENDAR_H

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"

#include <stdint.h>

struct json_value;
struct json_writer;

/* --- what a calendar file says ---------------------------------------------------------------- */

struct calendar_day {
    struct date day;
    bool working;
};

/* One notice: what became known on a day. */
struct calendar_version {
    struct date published_on;
    const int *years; /* years that it makes known, ascending */
    size_t year_count;
    const struct calendar_day *days; /* ascending by day; ordinary weekends are not among them */
    size_t day_count;
    int64_t number; /* of its scope, from 1; 0 for a notice of a file */
};

/* The versions of one scope, ascending by published_on. A later version's word on a year replaces the
 * earlier one's: a notice says the whole year. */
struct calendar_source {
    struct text id; /* "cn", "230100" */
    const struct calendar_version *versions;
    size_t version_count;
    /* A year of which nothing was published by the day that is asked for takes its first notice, so
     * that a plan reaches into the next year (C-9); false: it is unknown. */
    bool first_stands_in;
};

/* The notice that says a year as of a day, or NULL. Source docs/domain/calendar.md C-2, C-9 */
const struct calendar_version *calendar_source_version(const struct calendar_source *source,
                                                       int year, struct date as_of);
/* Whether any notice speaks of the year, whenever it was published. */
bool calendar_source_knows(const struct calendar_source *source, int year);

/* Reads a calendar file (data/calendars/cn.json is the model).
 * Errors      ERROR_MALFORMED, ERROR_INVALID calendar.file, date.*   names what is wrong */
MUST_CHECK enum error_kind calendar_source_read(struct text bytes, struct arena *arena,
                                                struct calendar_source *out, struct error *err);
/* Reads what one notice says of its years, {"2020":{"off":[DAY...],"work":[DAY...]}}, into years and
 * days of a version. Errors as above; err->field names the year's list. */
MUST_CHECK enum error_kind calendar_years_read(const struct json_value *years, struct arena *arena,
                                               struct calendar_version *version, struct error *err);
/* Writes that object, or what it says of one year; years and days ascending. */
void calendar_year_write(const struct calendar_version *version, int year,
                         struct json_writer *json);
void calendar_years_write(const struct calendar_version *version, struct json_writer *json);

/* --- a calendar over a span of days ----------------------------------------------------------- */

struct calendar {
    struct date first;
    int32_t day_count;
    const uint8_t *working; /* one byte a day from first on: 0 or 1 */
    const int32_t *before;  /* [day_count + 1]: working days in [first, first + i) */
    const int32_t *days;    /* [before[day_count]]: offset of the i-th working day */
};

/* Lays the sources over each other for the days from..to: the first (the nation's) makes years known
 * and gives the week its shape, each further one changes days.
 *
 * as_of        only versions published on or before it count; DATE_NONE: all
 * disruptions  days taken out for the scope (epidemic, flood): working false; may be NULL
 * Errors       ERROR_INVALID calendar.year    a year in the span of which nothing is known: named
 *              ERROR_LIMIT   calendar.span    more than 100 years
 * Source       docs/domain/calendar.md C-1 to C-4 */
MUST_CHECK enum error_kind calendar_build(const struct calendar_source *sources,
                                          size_t source_count,
                                          const struct calendar_day *disruptions,
                                          size_t disruption_count, struct date as_of,
                                          struct date from, struct date to, struct arena *arena,
                                          struct calendar *out, struct error *err);

/* Every function below asks about days inside the span; beyond it is ERROR_LIMIT calendar.span. */

bool calendar_is_workday(const struct calendar *calendar, struct date day);

/* Working days after `from` up to and with `to`: the first day is not counted, as a day of acceptance
 * is not; negative when to lies before from. Source docs/domain/calendar.md C-5 */
MUST_CHECK enum error_kind calendar_count(const struct calendar *calendar, struct date from,
                                          struct date to, int *count_out, struct error *err);

/* The n-th working day after `day`, which itself is not counted: the deadline of an item accepted on
 * `day` with n working days. Negative n goes back; 0 gives the day.
 * Source      行政许可法 Art. 82; docs/domain/calendar.md C-5 */
MUST_CHECK enum error_kind calendar_add(const struct calendar *calendar, struct date day, int n,
                                        struct date *day_out, struct error *err);

/* How a duration is counted. */
enum day_unit { UNIT_WORKING_DAY, UNIT_NATURAL_DAY };
const char *day_unit_zh(enum day_unit unit); /* 工作日, 日 */

/* The deadline of something accepted on `day`: n days of the unit after it; the last day of natural
 * days that is no working day moves to the next one. Source docs/domain/calendar.md C-6 */
MUST_CHECK enum error_kind calendar_deadline(const struct calendar *calendar, struct date day,
                                             int n, enum day_unit unit, struct date *day_out,
                                             struct error *err);

/* --- seasons ---------------------------------------------------------------------------------- */

enum work_kind {
    WORK_EARTH,    /* earthworks, foundations */
    WORK_CONCRETE, /* concrete, masonry */
    WORK_OUTDOOR,  /* outdoor finishing */
    WORK_ROAD,     /* roads, asphalt */
    WORK_STEEL,
    WORK_INDOOR,
    WORK_EQUIPMENT,
    WORK_KIND_COUNT,
};
const char *work_kind_name(enum work_kind kind); /* "earth", ... */
const char *work_kind_zh(enum work_kind kind);   /* 土方与基础, ... */
bool work_kind_parse(struct text text, enum work_kind *kind_out);

enum season_kind { SEASON_NORMAL, SEASON_WINTER, SEASON_CLOSED }; /* 正常, 需冬施措施, 不可施工 */
const char *season_kind_name(enum season_kind kind);              /* "normal", "winter", "closed" */

struct season_window {
    enum season_kind kind;
    int from, to; /* month * 100 + day, both inside; from <= to */
};

/* Of one region; a day in no window is normal. */
struct seasons {
    struct text id;
    const struct season_window *windows[WORK_KIND_COUNT]; /* ascending, none overlaps the next */
    size_t window_counts[WORK_KIND_COUNT];
    bool follows_thaw[WORK_KIND_COUNT]; /* the work stands on the ground and waits for its thaw */
    /* The days from which the ground could be worked normally, one a year at most; a year without
     * one is as the windows say. */
    const struct date *thaws;
    size_t thaw_count;
};

/* Reads a season file (data/seasons/cn-northeast.json is the model).
 * Errors      ERROR_MALFORMED, ERROR_INVALID season.file */
MUST_CHECK enum error_kind seasons_read(struct text bytes, struct arena *arena, struct seasons *out,
                                        struct error *err);

/* Reads the windows of one kind of work, [{"kind","from","to"}], which may be empty: always normal.
 * Errors      ERROR_INVALID season.file   err->field "windows" */
MUST_CHECK enum error_kind season_windows_read(const struct json_value *list, enum work_kind work,
                                               struct arena *arena, struct seasons *seasons,
                                               struct error *err);
void season_windows_write(const struct seasons *seasons, enum work_kind work,
                          struct json_writer *json);

/* The season of a kind of work on a day. A thaw moves only work that follows it, and only in the
 * spring of its year: normal from that day on, and before it as on the last day before the normal
 * window. Source docs/domain/calendar.md C-7 */
enum season_kind season_of(const struct seasons *seasons, enum work_kind work, struct date day);

/* The thaw of a year, or DATE_NONE. */
struct date season_thaw(const struct seasons *seasons, int year);

/* One byte a day: whether the work is possible, with winter measures where `winter_measures`. */
uint8_t *season_days(const struct seasons *seasons, enum work_kind work, bool winter_measures,
                     struct date from, struct date to, struct arena *arena);

#endif
