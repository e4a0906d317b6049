/* src/report/forecast_report.h: how many projects of a programme will have started by a day, each
 * project's chance and what drives it, from what is known on a day. Rules: docs/domain/forecast.md. */
#ifndef KAIGONG_REPORT_FORECAST_REPORT_H
#define KAIGONG_REPORT_FORECAST_REPORT_H

#include "base/json.h"
#include "domain/forecast/forecast.h"
#include "report/plan_report.h"
#include "store/forecast_store.h"

enum { FORECAST_TRIALS_MAX = 100000, FORECAST_PROJECTS_MAX = 20000, FORECAST_THREADS_MAX = 16 };

struct forecast_request {
    struct text programme; /* "" and year 0: the newest */
    int64_t year;
    struct scope scope; /* whose projects the reader reaches */
    struct date as_of;
    struct date by; /* the day that the answer is about; DATE_NONE: the end of as_of's month */
    int64_t trials; /* 1 to FORECAST_TRIALS_MAX; rounded up to whole tiles */
    int64_t seed;
    int threads;
    bool synthetic; /* said in the answer */
};

/* What a distribution was made from: a range, and finished cases beside it. */
struct duration_source {
    int32_t least, likely, most;
    int32_t spent;         /* days of a running item that have passed */
    const int32_t *counts; /* [DURATION_CASE_DAYS + 1] cases by the days that they took, or NULL */
};
enum { DURATION_PRIOR_CASES = 10 };

/* One project that is asked about. */
struct forecast_row {
    int64_t project_id;
    struct text code, name, division_zh, division_en;
    struct money total;
    struct date planned_start, started_on;
    bool started;
    const struct project_plan *plan;       /* NULL: it has started */
    const struct forecast_activity *drawn; /* one an item of the plan's request */
    struct text *items_zh, *items_en; /* names of the network's activities, "" for milestones */
    size_t activity_count;
};

struct forecast_report {
    struct forecast_request request;
    struct programme programme;
    struct forecast_row *rows;
    size_t count;
    size_t learned_cases;                  /* finished cases that durations were learned from */
    const struct duration_source *sources; /* one a table of input.quantiles */
    struct forecast_input input;
    const struct forecast_model *model;
    struct forecast_result result;
};

/* Reads what is known and builds the model.
 * Errors      ERROR_NOT_FOUND programme.unknown
 *             ERROR_LIMIT     forecast.projects   more than FORECAST_PROJECTS_MAX
 *             those of plan_report_project and forecast_model_build */
MUST_CHECK enum error_kind
forecast_report_load(struct tx *tx, const struct forecast_request *request, struct arena *arena,
                     struct forecast_report *report_out, struct error *err);

/* Runs the trials on the request's threads; needs no database. */
void forecast_report_run(struct forecast_report *report, struct arena *arena);

/* {"as_of","by","programme","synthetic","trials","seed","learned_cases","planned","started","p10","p50",
 * "p90","p50_low","p50_high","curve":[{"day","planned","p10","p50","p90"}],"projects":[{"code","name",
 * "planned_start","chance_by_plan","chance_by","p50_start","p90_start","drivers":[{"name_zh","name_en",
 * "critical","influence"}]}]}; chances are in thousandths; projects that have not started, the least
 * likely first. */
void forecast_report_write(const struct forecast_report *report, struct json_writer *json);

/* What is kept of a forecast; its chances live on the arena. */
struct kept_forecast forecast_report_kept(const struct forecast_report *report,
                                          struct arena *arena);

/* {"forecasts":[{"as_of","by","started","planned","p10","p50","p90","actual","inside","kept_by"}],
 * "scored","inside","brier","calibration":[{"from","to","count","forecast","happened"}]}: the forecasts of
 * a programme that were kept by a day, those whose day has come with what happened; Brier score and
 * calibration in thousandths. Errors      ERROR_NOT_FOUND programme.unknown */
MUST_CHECK enum error_kind forecast_score_write(struct tx *tx, struct text programme, int64_t year,
                                                struct date as_of, struct arena *arena,
                                                struct json_writer *json, struct error *err);

/* A few lines for a person. */
struct text forecast_report_text(const struct forecast_report *report, bool english,
                                 struct arena *arena);

#endif
