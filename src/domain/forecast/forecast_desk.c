/* Trials through the desks: one trial after the other, each activity booked at the first days on which its
 * desk has room. */
#include "domain/forecast/forecast_internal.h"

#include <string.h>

struct trial {
    const struct forecast_model *model;
    int16_t *free;  /* [desk][horizon]: cases that the desk could take on a day */
    int16_t *start; /* [activity * 2], end beside it, by places of the whole model */
};

static int16_t earliest(const struct trial *trial, const struct model_project *project,
                        const struct model_activity *activity, int16_t duration)
{
    const struct forecast_model *model = trial->model;
    const int16_t *time = trial->start + 2 * (size_t)project->first;
    int16_t start = activity->not_before;
    for (uint32_t b = 0; b < activity->bind_count; b++) {
        const struct bind *bind = &model->binds[activity->first_bind + b];
        const time_source *sources = &model->sources[bind->first_source];
        int16_t latest = time[sources[0]];
        for (uint32_t s = 1; s < bind->source_count; s++) {
            latest = time[sources[s]] > latest ? time[sources[s]] : latest;
        }
        latest = bind->table == NULL ? latest : bind->table[latest];
        int16_t bound = (int16_t)(latest + bind->add - (bind->minus_duration ? duration : 0));
        start = bound > start ? bound : start;
    }
    return start < activity->limit ? start : activity->limit;
}

/* The first start from `start` on with room on each of the days; booked. */
static int16_t book(const struct trial *trial, const struct model_activity *activity, int16_t start,
                    int16_t duration)
{
    const struct forecast_model *model = trial->model;
    const struct forecast_calendar *calendar = &model->calendars[activity->calendar];
    int16_t *free = trial->free + (size_t)activity->desk * (size_t)model->input.horizon;
    while (start + duration <= activity->limit) {
        int16_t at = (int16_t)(start + duration - 1);
        while (at >= start && free[calendar->day_of[at]] > 0) {
            at--;
        }
        if (at < start) {
            for (int16_t i = start; i < start + duration; i++) {
                free[calendar->day_of[i]]--;
            }
            return start;
        }
        start = (int16_t)(at + 1);
    }
    return activity->limit;
}

static void serve(const struct trial *trial, const uint32_t *project_of,
                  int16_t (*durations)[FORECAST_TILE], int t)
{
    const struct forecast_model *model = trial->model;
    for (size_t i = 0; i < model->activity_count; i++) {
        uint32_t place = model->served[i];
        const struct model_activity *activity = &model->activities[place];
        int16_t duration = durations[place][t];
        int16_t start = earliest(trial, &model->projects[project_of[place]], activity, duration);
        if (activity->desk >= 0) {
            start = book(trial, activity, start, duration);
        }
        int16_t end = (int16_t)(start + duration);
        trial->start[2 * (size_t)place] = start;
        trial->start[2 * (size_t)place + 1] = end < activity->limit ? end : activity->limit;
    }
}

static uint32_t *projects_of(const struct forecast_model *model, struct arena *scratch)
{
    uint32_t *project_of = ARENA_ARRAY(scratch, uint32_t, model->activity_count);
    for (size_t p = 0; p < model->input.project_count; p++) {
        for (uint32_t i = 0; i < model->projects[p].count; i++) {
            project_of[model->projects[p].first + i] = (uint32_t)p;
        }
    }
    return project_of;
}

static int16_t *full_desks(const struct forecast_model *model, struct arena *scratch)
{
    size_t horizon = (size_t)model->input.horizon;
    int16_t *full = ARENA_ARRAY(scratch, int16_t, model->input.desk_count * horizon);
    for (size_t d = 0; d < model->input.desk_count; d++) {
        memcpy(full + d * horizon, model->input.desks[d].capacity, horizon * sizeof *full);
    }
    return full;
}

/* The starts of one tile: durations first, for many trials at once, then trial by trial. */
static void run_tile(const struct tile *tile, const struct trial *trial, const int16_t *full,
                     const uint32_t *project_of, int16_t (*durations)[FORECAST_TILE],
                     int16_t (*starts)[FORECAST_TILE])
{
    const struct forecast_model *model = trial->model;
    size_t free_size = model->input.desk_count * (size_t)model->input.horizon * sizeof(int16_t);
    for (size_t a = 0; a < model->activity_count; a++) {
        tile_durations(model, tile, &model->activities[a], durations[a]);
    }
    for (int t = 0; t < FORECAST_TILE; t++) {
        memcpy(trial->free, full, free_size);
        serve(trial, project_of, durations, t);
        for (size_t p = 0; p < model->input.project_count; p++) {
            const struct model_project *project = &model->projects[p];
            starts[p][t] =
                project->started ? 0 : trial->start[2 * (size_t)(project->first + project->start)];
        }
    }
}

void forecast_run_desks(const struct forecast_model *model, uint32_t first_tile,
                        uint32_t tile_number, struct arena *scratch, struct forecast_result *result)
{
    struct tile tile;
    struct trial trial = {model, NULL, NULL};
    int16_t *full = full_desks(model, scratch);
    trial.free =
        ARENA_ARRAY(scratch, int16_t, model->input.desk_count * (size_t)model->input.horizon);
    trial.start = ARENA_ARRAY(scratch, int16_t, 2 * model->activity_count);
    uint32_t *project_of = projects_of(model, scratch);
    int16_t(*durations)[FORECAST_TILE] =
        arena_alloc_array(scratch, model->activity_count, sizeof *durations);
    int16_t(*day)[FORECAST_TILE] =
        arena_alloc_array(scratch, model->input.project_count, sizeof *day);
    int16_t(*starts)[FORECAST_TILE] =
        arena_alloc_array(scratch, model->input.project_count, sizeof *starts);
    tile_init(model, scratch, &tile);
    for (uint32_t i = 0; i < tile_number; i++) {
        tile_draw(model, first_tile + i, &tile);
        run_tile(&tile, &trial, full, project_of, durations, starts);
        for (size_t p = 0; p < model->input.project_count; p++) {
            if (model->projects[p].started) {
                memset(day[p], 0, sizeof day[p]);
            } else {
                tile_start_days(model, &tile, &model->projects[p], starts[p], day[p]);
            }
        }
        tile_count(model, day, result);
    }
}
