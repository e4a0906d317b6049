/* src/report/desk_report.h: a department's inbox with the reason of its order in words, what plans say of
 * open cases, and what will land at the department. Rules: docs/domain/desk.md. */
#ifndef KAIGONG_REPORT_DESK_REPORT_H
#define KAIGONG_REPORT_DESK_REPORT_H

#include "report/plan_report.h"
#include "store/case_calendar.h"
#include "store/case_store.h"
#include "store/desk_store.h"

/* What the plan of a project says of each of its open cases as of the context's day. A project without a
 * plan that can be made, and one whose works run, loses nothing.
 *
 * costs_out   on the arena */
MUST_CHECK enum error_kind desk_report_costs(struct plan_context *context, struct text project,
                                             struct arena *arena, struct desk_case_cost **costs_out,
                                             size_t *count_out, struct error *err);

/* A page of the inbox as the member "items", and "counts" {"open","lost","overdue"} of the whole inbox.
 *
 * last_out    the last row shown; its id is 0 when no more follow */
MUST_CHECK enum error_kind desk_report_write(struct tx *tx, const struct desk_filter *filter,
                                             struct arena *arena, struct json_writer *json,
                                             struct desk_row *last_out, struct error *err);

/* {"department","as_of","weeks":[{"from","until","landing","in_hand","capacity","over"}],"items":[…]}: by
 * week what has to be submitted to the department by all plans of the programme, and the most cases that
 * it then has in hand on one day, against its capacity (null: none was set). Source D-5, D-6 */
enum { DESK_WEEKS_MAX = 52 };
MUST_CHECK enum error_kind desk_report_write_load(struct plan_context *context,
                                                  const struct programme *programme,
                                                  struct text department, int weeks,
                                                  struct json_writer *json, struct error *err);

#endif
