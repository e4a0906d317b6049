/* src/report/portal_report.h: what an owner has to do next in each of its projects, with the last safe day
 * of each act, and how every permit stands. Rules: docs/domain/desk.md D-8. */
#ifndef KAIGONG_REPORT_PORTAL_REPORT_H
#define KAIGONG_REPORT_PORTAL_REPORT_H

#include "report/plan_report.h"

enum { PORTAL_PROJECTS_MAX = 100 };

/* {"as_of","projects":[{"code","name","planned_start","feasible","conflict_zh","conflict_en","actions":[
 * {"act","item","name_zh","name_en","case","by","start_lost"}],"permits":[{"item","name_zh","name_en",
 * "department","department_zh","department_en","state","case","due_on","decide_by"}],
 * "applications":[{"number","stage","submitted_on"}],"cases":[…]}]}: the projects of the newest programme
 * in the scope that do not run yet, actions by their day. */
MUST_CHECK enum error_kind portal_report_write(struct plan_context *context,
                                               const struct programme *programme,
                                               const struct scope *scope, struct json_writer *json,
                                               struct error *err);

#endif
