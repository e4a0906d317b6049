/* src/report/planner_report.h: a programme for the planner in the browser: what its plans are built from, as
 * the block of words that src/wasm/planner.c reads, and the names that a page shows. */
#ifndef KAIGONG_REPORT_PLANNER_REPORT_H
#define KAIGONG_REPORT_PLANNER_REPORT_H

#include "report/forecast_report.h"
#include "report/planner_words.h"

/* {"as_of","by","synthetic","programme","none","levers":[{"id","name_zh","name_en","price"}],"items":[{"id",
 * "name_zh","name_en","department_zh","department_en"}],"projects":[{"code","name","division_zh","division_en",
 * "total_wan","planned_start","started","items":[places in items]}],"words":[…]}; "none" is the day number
 * that stands for no day.
 *
 * report      loaded, not necessarily run
 * Errors      ERROR_LIMIT planner.calendars   more than PLANNER_CALENDARS_MAX calendars */
MUST_CHECK enum error_kind planner_report_write(const struct forecast_report *report,
                                                struct json_writer *json, struct error *err);

#endif
