/* The passes over a tile of trials. The inner loops run over FORECAST_TILE equal places without a branch,
 * so that the compiler puts many trials into one vector register. */
#include "domain/forecast/forecast_internal.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                             \
    !defined(__SANITIZE_ADDRESS__)
#define VECTORISED __attribute__((target_clones("avx2", "default"), optimize("O3")))
#else
#define VECTORISED
#endif
#define INLINE __attribute__((always_inline)) static inline

/* --- chance -------------------------------------------------------------------------------------- */

/* The finish of MurmurHash3 (Appleby, public domain): a draw is a function of key and place alone. */
INLINE uint32_t mix(uint32_t key, uint32_t place)
{
    uint32_t h = key ^ place * UINT32_C(0x9E3779B9);
    h = (h ^ h >> 16) * UINT32_C(0x85EBCA6B);
    h = (h ^ h >> 13) * UINT32_C(0xC2B2AE35);
    return h ^ h >> 16;
}

enum { HALF = FORECAST_TILE / 2, WORDS = HALF / 4 };

/* Half a tile of bytes. */
INLINE void draw_half(uint32_t key, uint32_t tile, uint8_t out[HALF])
{
    uint32_t words[WORDS];
    for (uint32_t i = 0; i < WORDS; i++) {
        words[i] = mix(key, tile * WORDS + i);
    }
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    for (int i = 0; i < WORDS; i++) {
        words[i] = __builtin_bswap32(words[i]);
    }
#endif
    memcpy(out, words, sizeof words);
}

/* One byte a trial. The second half of the tile is the complement of the first: what is long in one
 * trial is short in its twin, which halves the draws and steadies the mean. */
INLINE void draw_bytes(uint32_t key, uint32_t tile, uint8_t out[FORECAST_TILE])
{
    draw_half(key, tile, out);
    for (int t = 0; t < HALF; t++) {
        out[HALF + t] = (uint8_t)~out[t];
    }
}

void tile_init(const struct forecast_model *model, struct arena *scratch, struct tile *tile_out)
{
    tile_out->causes = arena_alloc_array(scratch, model->factor_count, FORECAST_TILE);
    tile_out->thaws = arena_alloc_array(scratch, model->input.thaw_count, sizeof *tile_out->thaws);
}

void tile_draw(const struct forecast_model *model, uint32_t number, struct tile *tile)
{
    tile->number = number;
    for (size_t f = 0; f < model->factor_count; f++) {
        draw_bytes(model->factor_keys[f], number, tile->causes[f]);
    }
    for (size_t i = 0; i < model->input.thaw_count; i++) {
        uint8_t draws[FORECAST_TILE];
        draw_bytes(model->thaw_keys[i], number, draws);
        for (int t = 0; t < FORECAST_TILE; t++) {
            tile->thaws[i][t] = model->thaw_days[i * DURATION_QUANTILES + draws[t]];
        }
    }
}

/* F-4: in `weight` of 256 trials the common cause draws for the activity, so that each duration keeps its
 * own distribution whatever the weight. Twins choose alike. */
INLINE void share_cause(const uint8_t *restrict cause, const uint8_t *restrict choice, int weight,
                        uint8_t *restrict draw)
{
    uint8_t below = (uint8_t)(weight - 1); /* weight is 1 to 256 */
    for (int t = 0; t < HALF; t++) {
        uint8_t own = choice[t] <= below ? 0 : 0xff;
        draw[t] = (uint8_t)((draw[t] & own) | (cause[t] & ~own));
    }
}

/* table[place] for each trial. */
INLINE void look_up(const int16_t *table, const int16_t *place, int16_t *out)
{
#pragma GCC unroll 16
    for (int t = 0; t < FORECAST_TILE; t++) {
        out[t] = table[place[t]];
    }
}

INLINE void draw_durations(const struct forecast_model *model, const struct tile *tile,
                           const struct model_activity *activity, int16_t *restrict out)
{
    uint8_t draw[HALF], choice[HALF];
    int16_t place[FORECAST_TILE];
    if (activity->quantiles < 0) {
        for (int t = 0; t < FORECAST_TILE; t++) {
            out[t] = activity->duration;
        }
        return;
    }
    draw_half(activity->key, tile->number, draw);
    if (activity->factor >= 0 && model->input.cause_weight > 0) {
        draw_half(~activity->key, tile->number, choice);
        share_cause(tile->causes[activity->factor], choice, model->input.cause_weight, draw);
    }
    for (int t = 0; t < HALF; t++) {
        place[t] = draw[t];
        place[HALF + t] = (int16_t)(DURATION_QUANTILES - 1 - draw[t]);
    }
    look_up(model->input.quantiles[activity->quantiles].days, place, out);
}

VECTORISED void tile_durations(const struct forecast_model *model, const struct tile *tile,
                               const struct model_activity *activity, int16_t out[FORECAST_TILE])
{
    draw_durations(model, tile, activity, out);
}

/* --- one project --------------------------------------------------------------------------------- */

/* The latest of the sources of a bind: one of them, or made in `room`. */
INLINE const int16_t *latest_of(const struct bind *bind, const time_source *sources,
                                int16_t (*time)[FORECAST_TILE], int16_t *restrict room)
{
    const int16_t *latest = time[sources[0]];
    for (uint32_t s = 1; s < bind->source_count; s++) {
        const int16_t *other = time[sources[s]];
        for (int t = 0; t < FORECAST_TILE; t++) {
            room[t] = other[t] > latest[t] ? other[t] : latest[t];
        }
        latest = room;
    }
    return latest;
}

INLINE void push_start(const struct bind *bind, const int16_t *restrict latest,
                       const int16_t *restrict duration, int16_t *restrict start)
{
    int16_t add = bind->add, share = bind->minus_duration ? -1 : 0;
    for (int t = 0; t < FORECAST_TILE; t++) {
        int16_t bound = (int16_t)(latest[t] + add - (duration[t] & share));
        start[t] = bound > start[t] ? bound : start[t];
    }
}

INLINE void finish(const struct model_activity *activity, const int16_t *restrict duration,
                   int16_t *restrict start, int16_t *restrict end)
{
    int16_t limit = activity->limit;
    for (int t = 0; t < FORECAST_TILE; t++) {
        start[t] = start[t] < limit ? start[t] : limit;
        int16_t last = (int16_t)(start[t] + duration[t]);
        end[t] = last < limit ? last : limit;
    }
}

VECTORISED static void tile_activity(const struct forecast_model *model, const struct tile *tile,
                                     const struct model_activity *activity,
                                     int16_t (*time)[FORECAST_TILE], int16_t *start)
{
    int16_t duration[FORECAST_TILE], room[FORECAST_TILE];
    draw_durations(model, tile, activity, duration);
    for (int t = 0; t < FORECAST_TILE; t++) {
        start[t] = activity->not_before;
    }
    for (uint32_t b = 0; b < activity->bind_count; b++) {
        const struct bind *bind = &model->binds[activity->first_bind + b];
        const int16_t *latest = latest_of(bind, &model->sources[bind->first_source], time, room);
        if (bind->table != NULL) {
            look_up(bind->table, latest, room);
            latest = room;
        }
        push_start(bind, latest, duration, start);
    }
    finish(activity, duration, start, start + FORECAST_TILE);
}

void tile_start_days(const struct forecast_model *model, const struct tile *tile,
                     const struct model_project *project, const int16_t start[FORECAST_TILE],
                     int16_t day[FORECAST_TILE])
{
    const struct model_activity *last = &model->activities[project->first + project->start];
    const int16_t *day_of = model->calendars[last->calendar].day_of;
    for (int t = 0; t < FORECAST_TILE; t++) {
        int16_t at = day_of[start[t]];
        day[t] = at > project->not_before ? at : project->not_before;
    }
    for (int t = 0; project->ground >= 0 && t < FORECAST_TILE; t++) {
        int16_t thaw = tile->thaws[project->ground][t];
        day[t] = day[t] > thaw ? day[t] : thaw;
    }
}

void tile_project(const struct forecast_model *model, const struct tile *tile,
                  const struct model_project *project, int16_t (*time)[FORECAST_TILE],
                  int16_t day[FORECAST_TILE])
{
    if (project->started) {
        memset(day, 0, sizeof(int16_t) * FORECAST_TILE);
        return;
    }
    for (uint32_t i = 0; i < project->count; i++) {
        tile_activity(model, tile, &model->activities[project->first + i], time, time[2 * i]);
    }
    tile_start_days(model, tile, project, time[2 * project->start], day);
}

/* --- counting ------------------------------------------------------------------------------------ */

void tile_count(const struct forecast_model *model, int16_t (*day)[FORECAST_TILE],
                struct forecast_result *result)
{
    size_t projects = result->project_count, days = (size_t)result->horizon + 1;
    for (size_t p = 0; p < projects; p++) {
        for (int t = 0; t < FORECAST_TILE; t++) {
            result->day_counts[p * days + (size_t)day[p][t]]++;
        }
    }
    for (size_t c = 0; c < result->checkpoint_count; c++) {
        uint32_t started[FORECAST_TILE] = {0};
        for (size_t p = 0; p < projects; p++) {
            for (int t = 0; t < FORECAST_TILE; t++) {
                started[t] += day[p][t] <= model->checkpoints[c];
            }
        }
        for (int t = 0; t < FORECAST_TILE; t++) {
            result->count_counts[c * (projects + 1) + started[t]]++;
        }
    }
    result->trials += FORECAST_TILE;
}

void forecast_run(const struct forecast_model *model, uint32_t first_tile, uint32_t tile_count_,
                  struct arena *scratch, struct forecast_result *result)
{
    struct tile tile;
    int16_t(*time)[FORECAST_TILE] =
        arena_alloc_array(scratch, 2 * model->largest_project, sizeof *time);
    int16_t(*day)[FORECAST_TILE] =
        arena_alloc_array(scratch, model->input.project_count, sizeof *day);
    tile_init(model, scratch, &tile);
    for (uint32_t i = 0; i < tile_count_; i++) {
        tile_draw(model, first_tile + i, &tile);
        for (size_t p = 0; p < model->input.project_count; p++) {
            tile_project(model, &tile, &model->projects[p], time, day[p]);
        }
        tile_count(model, day, result);
    }
}
