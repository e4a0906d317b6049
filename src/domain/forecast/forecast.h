/* src/domain/forecast/forecast.h
 *
 * How many projects will have started by a day, and how sure that is: Monte Carlo over the networks of
 * a programme. Durations are drawn from histories or ranges, common causes make a slow department slow
 * for all its items and a late thaw late for a whole division. The same seed gives the same bits on any
 * machine and with any split of the trials over threads: draws are a function of (seed, identity of the
 * activity, trial), and results are sums of whole numbers. Rules: docs/domain/forecast.md. */
#ifndef KAIGONG_DOMAIN_FORECAST_H
#define KAIGONG_DOMAIN_FORECAST_H

#include "domain/network/network.h"

enum {
    FORECAST_TILE = 64,       /* trials that run side by side */
    FORECAST_DAYS_MAX = 4000, /* horizon, natural days */
    FORECAST_FACTORS_MAX = 1024,
    FORECAST_CAUSES_MAX = 256, /* weight of a common cause: its share in 256 of the draws */
    DURATION_QUANTILES = 256,
    DURATION_DAYS_MAX = 10000,
    DURATION_CASE_DAYS = 400, /* a longer case counts as this long */
};

/* --- durations ----------------------------------------------------------------------------------- */

/* Equally likely durations, ascending, in days of the activity's calendar, 1 or more. */
struct duration_quantiles {
    int16_t days[DURATION_QUANTILES];
};

/* A triangle: from `least` over `likely` to `most` days. Asserts 1 <= least <= likely <= most <=
 * DURATION_DAYS_MAX. Source docs/domain/forecast.md F-2 */
void duration_quantiles_of_range(int least, int likely, int most, struct duration_quantiles *out);

/* Finished cases, mixed with what was believed before: the belief weighs as much as `prior_cases` cases.
 *
 * counts[d]   how many cases took d days, d < count */
void duration_quantiles_of_cases(const int32_t *counts, size_t count,
                                 const struct duration_quantiles *prior, int prior_cases,
                                 struct duration_quantiles *out);

/* What is left of a duration after `spent` days of it have passed without an end; one day where none of
 * the durations is so long. */
void duration_quantiles_left(const struct duration_quantiles *whole, int spent,
                             struct duration_quantiles *out);

/* --- the model ----------------------------------------------------------------------------------- */

struct forecast_activity {
    uint64_t identity; /* draws follow it: equal in two scenarios, equal draws */
    int32_t quantiles; /* place in forecast_input.quantiles; -1: the network's duration */
    int32_t factor;    /* the common cause that it shares, say its department; -1: none */
    int32_t desk;      /* place in forecast_input.desks; -1: nobody's time */
};

struct forecast_project {
    const struct network *network; /* NULL: it has started */
    const struct forecast_activity *activities;
    int32_t start;          /* the activity that is the start of works */
    struct date not_before; /* it starts no earlier even when ready; DATE_NONE: as soon as it can */
    int32_t ground;         /* place in forecast_input.thaws of the ground it waits for; -1: none */
    int32_t rank;           /* smaller is served first at the desks */
};

/* Days by which the thaw of a division may come, 256 equally likely, ascending; DATE_NONE is no date. */
struct forecast_thaw {
    uint64_t identity;
    struct date days[DURATION_QUANTILES];
};

struct forecast_desk {
    const int16_t
        *capacity; /* cases at a time, one a natural day from as_of on, `horizon` of them */
};

struct forecast_input {
    struct date as_of;
    int32_t horizon; /* natural days from as_of that are told apart */
    uint64_t seed;
    int cause_weight; /* 0 to FORECAST_CAUSES_MAX: how much of the draws a common cause decides */
    const struct forecast_project *projects;
    size_t project_count;
    const struct duration_quantiles *quantiles;
    size_t quantile_count;
    const struct forecast_thaw *thaws;
    size_t thaw_count;
    const struct forecast_desk *desks; /* used by forecast_run_desks */
    size_t desk_count;
    const struct date *checkpoints; /* ascending; the count of starts is told for each */
    size_t checkpoint_count;
};

struct forecast_model;

/* Builds the model; the input's tables are borrowed. Networks keep to network_check.
 * Errors      ERROR_LIMIT   forecast.horizon  horizon outside 1..FORECAST_DAYS_MAX
 *             ERROR_INVALID schedule.cycle    a network is not acyclic
 *             ERROR_INVALID forecast.index    a place that does not exist */
MUST_CHECK enum error_kind forecast_model_build(const struct forecast_input *input,
                                                struct arena *arena,
                                                const struct forecast_model **model_out,
                                                struct error *err);

/* --- the run ------------------------------------------------------------------------------------- */

/* Sums over trials; two results of the same model add up. */
struct forecast_result {
    int64_t trials;
    size_t project_count, checkpoint_count;
    int32_t horizon;
    uint32_t
        *day_counts; /* [project][horizon + 1]: trials that start it on that day; last: later */
    uint32_t *count_counts; /* [checkpoint][projects + 1]: trials with so many starts by then */
};

void forecast_result_init(const struct forecast_model *model, struct arena *arena,
                          struct forecast_result *result_out);
void forecast_result_add(struct forecast_result *sum, const struct forecast_result *part);

/* Runs the tiles first_tile, first_tile + 1, ... of FORECAST_TILE trials each; nobody waits for a desk.
 * The model is shared by threads; result and scratch are one thread's. */
void forecast_run(const struct forecast_model *model, uint32_t first_tile, uint32_t tile_count,
                  struct arena *scratch, struct forecast_result *result);

/* The same trials through the desks: activities are served by the rank of their project, then in the
 * order of the plan, each at the first day on which its desk has room for all of its days. */
void forecast_run_desks(const struct forecast_model *model, uint32_t first_tile,
                        uint32_t tile_count, struct arena *scratch, struct forecast_result *result);

/* --- what it says -------------------------------------------------------------------------------- */

/* A number of starts, with the bounds that hold it in 19 of 20 runs with other seeds. */
struct forecast_percentile {
    size_t value, low, high;
};

/* The smallest number of starts by a checkpoint that at least `permille` of the trials keep to: 100 is
 * P10, 500 is P50. */
struct forecast_percentile forecast_percentile(const struct forecast_result *result,
                                               size_t checkpoint, int permille);

/* In how many of a million trials the project has started by `day`. */
int32_t forecast_chance(const struct forecast_result *result, const struct forecast_model *model,
                        size_t project, struct date day);

/* The day by which the project has started in `permille` of the trials; DATE_NONE: beyond the horizon. */
struct date forecast_day(const struct forecast_result *result, const struct forecast_model *model,
                         size_t project, int permille);

/* What drives the start of one project. */
struct forecast_driver {
    int32_t critical; /* trials in a million in which the activity lies on the chain to the start */
    int32_t influence; /* correlation of its duration with the day of the start, in thousandths */
};

/* One a network activity of the project, over the trials of the tiles. */
void forecast_drivers(const struct forecast_model *model, size_t project, uint32_t first_tile,
                      uint32_t tile_count, struct forecast_driver *drivers_out);

#endif
