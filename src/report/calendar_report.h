/* src/report/calendar_report.h: what the page of calendars shows of the city's calendars. */
#ifndef KAIGONG_REPORT_CALENDAR_REPORT_H
#define KAIGONG_REPORT_CALENDAR_REPORT_H

#include "base/json.h"
#include "domain/network/calendar_book.h"
#include "domain/party/party.h"
#include "store/calendar_book_store.h"

/* The days of a scope over a span, its seasons and what disrupts it: members "off", "make_up" (working
 * rest days), "exceptions", "seasons", "disruptions" of an open object. */
struct calendar_view {
    struct calendar_place place;
    struct date from, to;
    enum work_kind work;
    bool all_works; /* the seasons of every kind of work, not of `work` alone */
};
MUST_CHECK enum error_kind calendar_report_write_days(const struct calendar_book *book,
                                                      const struct calendar_view *view,
                                                      struct arena *arena, struct json_writer *json,
                                                      struct error *err);

/* {"items":[{"scope","name_zh","name_en","version","published_on","author","reason"}…]}: the nation, the
 * city, each department, and the projects that have a calendar.
 *
 * within      whose projects the reader reaches; others are left out */
MUST_CHECK enum error_kind calendar_report_write_list(struct tx *tx, const struct scope *within,
                                                      struct date as_of, struct arena *arena,
                                                      struct json_writer *json, struct error *err);

/* {"scope","version","years","versions":[…]}: what a scope's own layer says as of a day.
 *
 * version_out   the newest version, 0 for none
 * Errors        ERROR_NOT_FOUND calendar.scope */
MUST_CHECK enum error_kind calendar_report_write_scope(struct tx *tx, struct text scope,
                                                       const struct scope *within,
                                                       struct date as_of, struct arena *arena,
                                                       struct json_writer *json,
                                                       int64_t *version_out, struct error *err);

/* {"items":[{"division",…,"works":{…},"thaws":[…]}]}, one a division; only one when `division` is not "". */
MUST_CHECK enum error_kind season_report_write(struct tx *tx, struct text division,
                                               struct date as_of, struct arena *arena,
                                               struct json_writer *json, struct error *err);

/* {"items":[…]} of disruptions, without those of projects outside the scope. */
MUST_CHECK enum error_kind disruption_report_write(struct tx *tx, const struct scope *within,
                                                   struct date as_of, struct arena *arena,
                                                   struct json_writer *json, struct error *err);

#endif
