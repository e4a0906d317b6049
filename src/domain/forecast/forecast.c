#include "domain/forecast/forecast_internal.h"

#include <math.h>

void forecast_result_init(const struct forecast_model *model, struct arena *arena,
                          struct forecast_result *result_out)
{
    size_t projects = model->input.project_count, checkpoints = model->input.checkpoint_count;
    *result_out = (struct forecast_result){.project_count = projects,
                                           .checkpoint_count = checkpoints,
                                           .horizon = model->input.horizon};
    result_out->day_counts =
        ARENA_ARRAY(arena, uint32_t, projects * ((size_t)model->input.horizon + 1));
    result_out->count_counts = ARENA_ARRAY(arena, uint32_t, checkpoints * (projects + 1));
}

void forecast_result_add(struct forecast_result *sum, const struct forecast_result *part)
{
    size_t days = sum->project_count * ((size_t)sum->horizon + 1);
    size_t counts = sum->checkpoint_count * (sum->project_count + 1);
    for (size_t i = 0; i < days; i++) {
        sum->day_counts[i] += part->day_counts[i];
    }
    for (size_t i = 0; i < counts; i++) {
        sum->count_counts[i] += part->count_counts[i];
    }
    sum->trials += part->trials;
}

/* The smallest count that at least `needed` trials keep to. */
static size_t count_at(const uint32_t *counts, size_t last, int64_t needed)
{
    int64_t seen = 0;
    for (size_t n = 0; n < last; n++) {
        seen += counts[n];
        if (seen >= needed) {
            return n;
        }
    }
    return last;
}

static int64_t share_of(int64_t trials, int64_t permille)
{
    return (trials * permille + 999) / 1000;
}

struct forecast_percentile forecast_percentile(const struct forecast_result *result,
                                               size_t checkpoint, int permille)
{
    const uint32_t *counts = result->count_counts + checkpoint * (result->project_count + 1);
    int64_t trials = result->trials;
    /* An order statistic of a sample: its place is binomial; 1.96 deviations hold 19 of 20. */
    int64_t spread =
        (int64_t)ceil(1.96 * sqrt((double)trials * permille / 1000.0 * (1000 - permille) / 1000.0));
    int64_t needed = share_of(trials, permille);
    int64_t low = needed - spread < 1 ? 1 : needed - spread;
    return (struct forecast_percentile){count_at(counts, result->project_count, needed),
                                        count_at(counts, result->project_count, low),
                                        count_at(counts, result->project_count, needed + spread)};
}

int32_t forecast_chance(const struct forecast_result *result, const struct forecast_model *model,
                        size_t project, struct date day)
{
    const uint32_t *counts = result->day_counts + project * ((size_t)result->horizon + 1);
    int64_t offset = (int64_t)day.day_number - model->input.as_of.day_number, seen = 0;
    for (int64_t d = 0; d <= offset && d < result->horizon; d++) {
        seen += counts[d];
    }
    return result->trials == 0 ? 0 : (int32_t)(seen * 1000000 / result->trials);
}

struct date forecast_day(const struct forecast_result *result, const struct forecast_model *model,
                         size_t project, int permille)
{
    const uint32_t *counts = result->day_counts + project * ((size_t)result->horizon + 1);
    size_t day = count_at(counts, (size_t)result->horizon, share_of(result->trials, permille));
    return day == (size_t)result->horizon ? DATE_NONE : date_add_days(model->input.as_of, (int)day);
}

/* --- drivers ------------------------------------------------------------------------------------- */

struct sums {
    int64_t trials, critical;
    int64_t d, dd, s, ss, ds;
};

static void mark_chain(const struct forecast_model *model, const struct model_project *project,
                       int16_t (*time)[FORECAST_TILE], int t, bool *on_chain)
{
    const struct model_activity *activities = &model->activities[project->first];
    for (uint32_t i = 0; i < project->count; i++) {
        on_chain[i] = i == project->start;
    }
    for (uint32_t i = project->start + 1; i-- > 0;) {
        const struct model_activity *activity = &activities[i];
        int16_t duration = (int16_t)(time[2 * i + 1][t] - time[2 * i][t]);
        for (uint32_t b = 0; on_chain[i] && b < activity->bind_count; b++) {
            const struct bind *bind = &model->binds[activity->first_bind + b];
            for (uint32_t s = 0; s < bind->source_count; s++) {
                time_source source = model->sources[bind->first_source + s];
                int16_t at = time[source][t];
                at = bind->table == NULL ? at : bind->table[at];
                at = (int16_t)(at + bind->add - (bind->minus_duration ? duration : 0));
                on_chain[source / 2] = on_chain[source / 2] || at >= time[2 * i][t];
            }
        }
    }
}

static void add_trial(struct sums *sums, int16_t duration, int16_t start, bool on_chain)
{
    sums->trials++;
    sums->critical += on_chain;
    sums->d += duration;
    sums->dd += (int64_t)duration * duration;
    sums->s += start;
    sums->ss += (int64_t)start * start;
    sums->ds += (int64_t)duration * start;
}

static struct forecast_driver driver_of(const struct sums *sums)
{
    double n = (double)sums->trials;
    double both = n * (double)sums->ds - (double)sums->d * (double)sums->s;
    double own = n * (double)sums->dd - (double)sums->d * (double)sums->d;
    double start = n * (double)sums->ss - (double)sums->s * (double)sums->s;
    double correlation = own > 0 && start > 0 ? both / sqrt(own * start) : 0;
    return (struct forecast_driver){
        sums->trials == 0 ? 0 : (int32_t)(sums->critical * 1000000 / sums->trials),
        (int32_t)lround(1000 * correlation)};
}

void forecast_drivers(const struct forecast_model *model, size_t number, uint32_t first_tile,
                      uint32_t tile_number, struct forecast_driver *drivers_out)
{
    SCOPED_ARENA scratch = {0};
    const struct model_project *project = &model->projects[number];
    struct sums *sums = ARENA_ARRAY(&scratch, struct sums, project->count);
    bool *on_chain = ARENA_ARRAY(&scratch, bool, project->count);
    int16_t(*time)[FORECAST_TILE] =
        arena_alloc_array(&scratch, 2 * (size_t)project->count + 1, sizeof *time);
    int16_t day[FORECAST_TILE];
    struct tile tile;
    tile_init(model, &scratch, &tile);
    for (uint32_t n = 0; n < tile_number; n++) {
        tile_draw(model, first_tile + n, &tile);
        tile_project(model, &tile, project, time, day);
        for (int t = 0; t < FORECAST_TILE && !project->started; t++) {
            mark_chain(model, project, time, t, on_chain);
            for (uint32_t i = 0; i < project->count; i++) {
                add_trial(&sums[i], (int16_t)(time[2 * i + 1][t] - time[2 * i][t]), day[t],
                          on_chain[i]);
            }
        }
    }
    for (uint32_t i = 0; i < project->count; i++) {
        drivers_out[model->activities[project->first + i].activity] = driver_of(&sums[i]);
    }
}
