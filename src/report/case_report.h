/* src/report/case_report.h: cases, applications and forms as the API shows them, as of a day. */
#ifndef KAIGONG_REPORT_CASE_REPORT_H
#define KAIGONG_REPORT_CASE_REPORT_H

#include "base/json.h"
#include "domain/approval/application.h"
#include "domain/party/party.h"
#include "store/case_calendar.h"
#include "store/case_store.h"

/* What several cases of one project share. */
struct case_context {
    struct tx *tx;
    struct arena *arena;
    struct date as_of;
    struct case_calendars calendars; /* as known on as_of */
    struct project project;
    struct project_approvals approvals;
    struct date planned_start; /* DATE_NONE: no plan */
    bool started;
};

/* Errors      ERROR_NOT_FOUND project.unknown   also when it lies outside the scope */
MUST_CHECK enum error_kind case_report_init(struct case_context *context, struct tx *tx,
                                            const struct scope *scope, struct text code,
                                            struct date as_of, struct arena *arena,
                                            struct error *err);

enum case_detail {
    CASE_SHORT,
    CASE_FULL
}; /* full: with events, defects, tolerances, commitments */

/* One case as one JSON value; a case that had no event by as_of shows as a draft. */
MUST_CHECK enum error_kind case_report_write(struct case_context *context,
                                             const struct stored_case *stored,
                                             enum case_detail detail, struct json_writer *json,
                                             struct error *err);
/* The project's cases as a JSON array. */
MUST_CHECK enum error_kind case_report_write_list(struct case_context *context,
                                                  struct json_writer *json, struct error *err);
/* The member "cases", and "clock": {"working_days","natural_days","first_on"} of the project with its
 * "stages". */
MUST_CHECK enum error_kind case_report_write_project(struct case_context *context,
                                                     struct json_writer *json, struct error *err);
/* The application with its cases and its stage's clock, as one value. */
MUST_CHECK enum error_kind case_report_write_application(struct case_context *context,
                                                         const struct application *application,
                                                         struct json_writer *json,
                                                         struct error *err);
/* The form of a stage: its items and each paper once.
 * Errors      ERROR_NOT_FOUND form.stage */
MUST_CHECK enum error_kind case_report_write_form(struct case_context *context, int stage,
                                                  struct json_writer *json, struct error *err);
/* The start gate: {"open","unmet":[…]} with "conditions": how each stands. */
MUST_CHECK enum error_kind case_report_write_gate(struct case_context *context,
                                                  struct json_writer *json, struct error *err);

#endif
