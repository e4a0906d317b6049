/* src/report/plan_report.h: plans of a programme's projects as of a day, from what is stored; and what
 * has to be submitted soon so that no start is lost. */
#ifndef KAIGONG_REPORT_PLAN_REPORT_H
#define KAIGONG_REPORT_PLAN_REPORT_H

#include "domain/network/network_template.h"
#include "domain/schedule/schedule_project.h"
#include "report/calendar_report.h"
#include "report/programme_report.h"
#include "store/approval_store.h"

enum { PLAN_TEMPLATES_MAX = 64 };

/* Calendars and templates that the projects of one run share. */
struct plan_context {
    struct tx *tx;
    struct arena *arena; /* lives as long as the context */
    struct date as_of;
    struct calendar_book book;
    struct plan_calendars
        calendars; /* of departments, divisions and projects without days of their own */
    struct template templates[PLAN_TEMPLATES_MAX];
    int template_versions[PLAN_TEMPLATES_MAX];
    size_t template_count;
};

/* project     the only project whose plan is wanted, or "" for a programme's
 * Errors      ERROR_INVALID calendar.year   as_of lies in a year without holidays known */
MUST_CHECK enum error_kind plan_report_init(struct plan_context *context, struct tx *tx,
                                            struct text project, struct date as_of,
                                            struct arena *arena, struct error *err);

/* Takes the calendars as they were known on another day than that of the plans. */
MUST_CHECK enum error_kind plan_report_know(struct plan_context *context, struct date known_on,
                                            struct error *err);

/* The template of a project, read once for the context.
 * Errors      ERROR_LIMIT plan.templates */
MUST_CHECK enum error_kind plan_report_find_template(struct plan_context *context,
                                                     const struct project *project,
                                                     const struct template **out,
                                                     struct error *err);

/* The project's row in its newest programme as of a day.
 *
 * scope       whose projects the reader reaches
 * Errors      ERROR_NOT_FOUND project.unknown */
MUST_CHECK enum error_kind plan_report_find_row(struct tx *tx, struct text code,
                                                const struct scope *scope, struct date as_of,
                                                struct arena *arena, struct register_row *row_out,
                                                struct error *err);

/* The plan of a project. A continued project resumes under the permits that it has: its plan has the
 * season and the target only.
 *
 * arena       holds the plan; may be dropped after each project
 * Errors      those of network_build and schedule_compute
 *             ERROR_LIMIT schedule.horizon   the plan leaves the years whose holidays are known: named */
MUST_CHECK enum error_kind plan_report_project(struct plan_context *context,
                                               const struct register_row *row,
                                               enum handling handling, struct arena *arena,
                                               struct project_plan *plan_out, struct error *err);

/* One item that has to be submitted by a day, or the start is lost. */
struct due_item {
    struct text code, project, division_zh, division_en, owner, officer, source;
    struct text item, name_zh, name_en, department, department_zh, department_en;
    struct date submit_by, late_start, late_finish, target;
    int total_float;
    bool start_lost; /* the day has passed: the target start cannot be met any more */
};

/* What every project of a programme that does not run has to submit by `until`, ascending by day. */
MUST_CHECK enum error_kind due_report_find(struct plan_context *context,
                                           const struct programme *programme,
                                           const struct scope *scope, struct date until,
                                           struct due_item **items_out, size_t *count_out,
                                           struct error *err);

/* Marks the summaries of projects that have an item with start_lost. */
void due_report_mark(const struct due_item *items, size_t count, struct programme_facts *facts,
                     struct arena *arena);

/* {"as_of","by","days","groups":[{"key","name_zh","items":[…]}]} by department, owner, officer or
 * project. Errors      ERROR_INVALID query.by */
MUST_CHECK enum error_kind due_report_write(const struct due_item *items, size_t count,
                                            struct text by, struct arena *arena,
                                            struct json_writer *json, struct error *err);
void due_report_write_item(const struct due_item *item, struct json_writer *json);

#endif
