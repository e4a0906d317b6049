/* src/app/calendar_app.h: new versions of calendars, seasons and thaws; disruptions and their ends.
 *
 * Nothing is overwritten: each call adds a version with its author and reason, and a journal entry
 * (calendar.add, season.set, thaw.set, disruption.add, disruption.end). Common to all:
 *
 * expected    the version that the caller saw, 0 for none
 * known_on    the day from which plans know of it, DATE_NONE for today; not after today, nor before that
 *             of the version it follows
 * reason      1 to CALENDAR_REASON_MAX characters
 * Errors      ERROR_CONFLICT  calendar.stale      somebody else was quicker
 *             ERROR_INVALID   calendar.reason, calendar.known_on   field "reason", "known_on"
 *             ERROR_NOT_FOUND calendar.scope      no such department, project or division */
#ifndef KAIGONG_APP_CALENDAR_APP_H
#define KAIGONG_APP_CALENDAR_APP_H

#include "app/app.h"
#include "base/json.h"
#include "domain/calendar/calendar.h"
#include "domain/calendar/disruption.h"

enum { CALENDAR_REASON_MAX = 500 };

/* Who says what from when. */
struct calendar_word {
    const struct actor *actor;
    int64_t expected;
    struct date known_on;
    struct text reason;
};

/* What a scope says of whole years: those that `years` names are replaced, others stand.
 *
 * years       calendar_years_read
 * Errors      also those of calendar_years_read; ERROR_INVALID calendar.empty   no year: field "years" */
MUST_CHECK enum error_kind calendar_app_set(struct app *app, const struct calendar_word *word,
                                            struct text scope, const struct json_value *years,
                                            int64_t *version_out, struct error *err);

/* The windows of one kind of work in a division; the city's code: of all divisions without their own.
 * Errors      also those of season_windows_read; ERROR_INVALID season.work   field "work" */
MUST_CHECK enum error_kind
calendar_app_set_season(struct app *app, const struct calendar_word *word, struct text division,
                        struct text work, bool follows_thaw, const struct json_value *windows,
                        int64_t *version_out, struct error *err);

/* The day from which the ground of a division could be worked normally in a year, or could be expected
 * to be; DATE_NONE takes it back.
 * Errors      also ERROR_INVALID thaw.day   not from January to June of the year: field "day" */
MUST_CHECK enum error_kind calendar_app_set_thaw(struct app *app, const struct calendar_word *word,
                                                 struct text division, int64_t year,
                                                 struct date day, int64_t *version_out,
                                                 struct error *err);

/* disruption->reason is the word's; id_out and version 1 of its end.
 * Errors      also those of disruption_check; ERROR_INVALID disruption.scope   field "scope" */
MUST_CHECK enum error_kind calendar_app_add_disruption(struct app *app,
                                                       const struct calendar_word *word,
                                                       struct text scope,
                                                       const struct disruption *disruption,
                                                       int64_t *id_out, struct error *err);

/* Another last day of a disruption; DATE_NONE: it never came about.
 * Errors      also ERROR_NOT_FOUND disruption.unknown, those of disruption_check */
MUST_CHECK enum error_kind calendar_app_end_disruption(struct app *app,
                                                       const struct calendar_word *word, int64_t id,
                                                       struct date to, int64_t *version_out,
                                                       struct error *err);

#endif
