/* Forecasts held against what happened: whether the count lay between P10 and P90, the Brier score (Brier
 * 1950) of the projects' chances, and whether what was said to happen in so many of a hundred cases did. */
#include "report/forecast_report.h"

enum { BINS = 10 };

struct bin {
    int64_t count, chance, happened;
};

struct score {
    int64_t outcomes, squares; /* squares in millionths */
    struct bin bins[BINS];
};

static void add_outcome(struct score *score, const struct forecast_outcome *outcome)
{
    int64_t chance = outcome->chance_by, miss = chance - (outcome->started ? 1000 : 0);
    struct bin *bin = &score->bins[chance >= 1000 ? BINS - 1 : chance * BINS / 1000];
    score->outcomes++;
    score->squares += miss * miss;
    bin->count++;
    bin->chance += chance;
    bin->happened += outcome->started;
}

static void write_calibration(const struct score *score, struct json_writer *json)
{
    json_key(json, "calibration");
    json_array_open(json);
    for (int b = 0; b < BINS; b++) {
        const struct bin *bin = &score->bins[b];
        if (bin->count == 0) {
            continue;
        }
        json_object_open(json);
        json_member_int(json, "from", b * 1000 / BINS);
        json_member_int(json, "to", (b + 1) * 1000 / BINS);
        json_member_int(json, "count", bin->count);
        json_member_int(json, "forecast", (bin->chance + bin->count / 2) / bin->count);
        json_member_int(json, "happened", (bin->happened * 1000 + bin->count / 2) / bin->count);
        json_object_close(json);
    }
    json_array_close(json);
}

static void write_forecast(const struct kept_forecast *forecast, bool due, int64_t actual,
                           struct json_writer *json)
{
    json_object_open(json);
    json_member_date(json, "as_of", forecast->as_of);
    json_member_date(json, "by", forecast->by);
    json_member_int(json, "started", forecast->started);
    json_member_int(json, "planned", forecast->planned);
    json_member_int(json, "p10", forecast->p10);
    json_member_int(json, "p50", forecast->p50);
    json_member_int(json, "p90", forecast->p90);
    if (due) {
        json_member_int(json, "actual", actual);
        json_member_bool(json, "inside", forecast->p10 <= actual && actual <= forecast->p90);
    }
    json_member_text(json, "kept_by", forecast->kept_by);
    json_object_close(json);
}

enum error_kind forecast_score_write(struct tx *tx, struct text name, int64_t year,
                                     struct date as_of, struct arena *arena,
                                     struct json_writer *json, struct error *err)
{
    struct programme programme;
    struct kept_forecast *forecasts;
    struct forecast_outcome *outcomes;
    struct score score = {0};
    size_t count, outcome_count, next = 0;
    int64_t scored = 0, inside = 0;
    TRY(programme_report_find(tx, name, year, arena, &programme, err));
    TRY(forecast_store_list(tx, programme.id, as_of, arena, &forecasts, &count, err));
    TRY(forecast_store_outcomes(tx, programme.id, as_of, arena, &outcomes, &outcome_count, err));
    json_object_open(json);
    json_key(json, "forecasts");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        const struct kept_forecast *forecast = &forecasts[i];
        bool due = date_compare(forecast->by, as_of) <= 0;
        int64_t actual = forecast->started;
        for (; next < outcome_count && outcomes[next].forecast_id == forecast->id; next++) {
            actual += outcomes[next].started;
            add_outcome(&score, &outcomes[next]);
        }
        scored += due;
        inside += due && forecast->p10 <= actual && actual <= forecast->p90;
        write_forecast(forecast, due, actual, json);
    }
    json_array_close(json);
    json_member_int(json, "scored", scored);
    json_member_int(json, "inside", inside);
    json_member_int(json, "outcomes", score.outcomes);
    json_member_int(json, "brier", score.outcomes == 0 ? 0 : score.squares / score.outcomes / 1000);
    write_calibration(&score, json);
    json_object_close(json);
    return OK;
}
