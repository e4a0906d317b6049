/* src/app/programme_app.h: changes of the register. Each function is one transaction: load, ask the
 * domain, save, journal. What is read for showing is in src/report/. */
#ifndef KAIGONG_APP_PROGRAMME_APP_H
#define KAIGONG_APP_PROGRAMME_APP_H

#include "app/app.h"
#include "base/json.h"
#include "store/programme_store.h"

/* Which members a change gives; the others stay. */
struct project_change {
    const struct text *name, *owner_name, *owner_code, *division, *place, *sector, *type, *nature;
    const struct text *problem, *template_id, *conditions, *service_officer;
    const struct money *total;
};

/* Adds a project to a programme (which is made when `programme_name` is new) with its first plan.
 *
 * project      without id and version; template chosen by its type when template_id is empty;
 *              annual_plan and planned_* become plan version 1 of the year
 * Errors       ERROR_INVALID project.*, ERROR_CONFLICT project.code_taken,
 *              ERROR_FORBIDDEN party.scope */
MUST_CHECK enum error_kind programme_app_add_project(struct app *app, const struct actor *actor,
                                                     struct text programme_name, int64_t year,
                                                     struct project *project, struct error *err);

/* Errors       ERROR_CONFLICT project.stale   somebody changed it since `expected_version` */
MUST_CHECK enum error_kind programme_app_change_project(struct app *app, const struct actor *actor,
                                                        struct text code, int64_t expected_version,
                                                        const struct project_change *change,
                                                        struct error *err);

/* Adds a plan version that takes effect today. plan->year 0 means the year of the newest programme;
 * plan->number is set. Errors as above, ERROR_INVALID plan.reason when no reason is given. */
MUST_CHECK enum error_kind programme_app_set_plan(struct app *app, const struct actor *actor,
                                                  struct text code, int64_t expected_version,
                                                  struct plan_version *plan, struct error *err);

/* --- for other use cases of this floor, inside their transaction --- */

/* Chooses template and conditions by the project's type where none is given. */
MUST_CHECK enum error_kind programme_app_choose_template(struct tx *tx, struct project *project,
                                                         struct arena *arena, struct error *err);
/* Stores a new project with its first section, its first plan, its membership and its entries. */
MUST_CHECK enum error_kind programme_app_store_project(struct tx *tx, const struct actor *actor,
                                                       const struct programme *programme,
                                                       struct project *project, struct date since,
                                                       int64_t now, struct error *err);
/* Finds the programme or makes it. */
MUST_CHECK enum error_kind programme_app_ensure(struct tx *tx, const struct actor *actor,
                                                struct text name, int64_t year, int64_t now,
                                                struct arena *arena, struct programme *out,
                                                bool *made_out, struct error *err);
/* The day on which a list of `year` takes effect: today when it lies in the year, else its first day:
 * a list brought in before or after its year is the year's list. Source docs/domain/programme.md. */
struct date programme_app_effective_day(int64_t year, struct date today);

/* Conditions as they are stored: a JSON object of true and false with its keys in order.
 * Errors      ERROR_INVALID project.conditions */
MUST_CHECK enum error_kind programme_app_conditions(const struct json_value *object,
                                                    struct arena *arena, struct text *text_out,
                                                    struct error *err);

#endif
