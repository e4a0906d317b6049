/* src/store/forecast_store.h: forecasts that were kept, and what became of them. */
#ifndef KAIGONG_STORE_FORECAST_STORE_H
#define KAIGONG_STORE_FORECAST_STORE_H

#include "base/date.h"
#include "store/db.h"

struct kept_chance {
    int64_t project_id;
    int32_t chance_by; /* thousandths */
};

struct kept_forecast {
    int64_t id, programme_id;
    struct date as_of, by;
    int64_t trials, seed;
    int64_t started, planned; /* by as_of; by `by` */
    int64_t p10, p50, p90;
    struct text kept_by;
    int64_t kept_at;
    const struct kept_chance *chances; /* of projects that had not started */
    size_t chance_count;
};

/* Adds the forecast with its chances; sets its id. */
MUST_CHECK enum error_kind forecast_store_add(struct tx *tx, struct kept_forecast *forecast,
                                              struct error *err);

/* The forecasts of a programme made by a day, oldest first; without their chances. */
MUST_CHECK enum error_kind forecast_store_list(struct tx *tx, int64_t programme_id,
                                               struct date as_of, struct arena *arena,
                                               struct kept_forecast **out, size_t *count_out,
                                               struct error *err);

/* What a forecast said of a project, and whether it started between the forecast and its day. */
struct forecast_outcome {
    int64_t forecast_id;
    int32_t chance_by;
    bool started;
};

/* Outcomes of the forecasts whose day has come by `as_of`, by forecast. */
MUST_CHECK enum error_kind forecast_store_outcomes(struct tx *tx, int64_t programme_id,
                                                   struct date as_of, struct arena *arena,
                                                   struct forecast_outcome **out, size_t *count_out,
                                                   struct error *err);

#endif
