/* src/report/register_report.h: the register and one project as JSON, as of a day. */
#ifndef KAIGONG_REPORT_REGISTER_REPORT_H
#define KAIGONG_REPORT_REGISTER_REPORT_H

#include "base/json.h"
#include "store/programme_store.h"

/* One row of the register as a JSON object. */
void register_report_write_row(struct json_writer *json, const struct register_row *row);

/* The whole of one project: its row, sections with events, plan versions, progress, template.
 *
 * scope       whose projects the reader reaches; outside of it: not found
 * version_out the project's version, for its ETag
 * Errors      ERROR_NOT_FOUND project.unknown */
MUST_CHECK enum error_kind register_report_project(struct tx *tx, struct text code,
                                                   const struct scope *scope, struct date as_of,
                                                   struct arena *arena, struct json_writer *json,
                                                   int64_t *version_out, struct error *err);

/* Where a page of the register ends, for the next to begin behind it. */
struct register_place {
    struct text sort_key, code;
};

/* The members "items", "total" and "as_of" of a page, in an object that the caller has opened.
 *
 * filter      limit rows are shown
 * more_out    whether there is another page
 * last_out    where this one ends; set when there is another */
MUST_CHECK enum error_kind register_report_list(struct tx *tx, const struct register_filter *filter,
                                                struct arena *arena, struct json_writer *json,
                                                bool *more_out, struct register_place *last_out,
                                                struct error *err);

#endif
