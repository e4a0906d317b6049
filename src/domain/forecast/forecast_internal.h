/* src/domain/forecast/forecast_internal.h: the model as the runs see it. Times are working indices of
 * an activity's calendar, 0 being the first working day on or after as_of; a calendar's `limit` stands
 * for every day beyond the horizon. */
#ifndef KAIGONG_DOMAIN_FORECAST_INTERNAL_H
#define KAIGONG_DOMAIN_FORECAST_INTERNAL_H

#include "domain/forecast/forecast.h"

enum { FORECAST_CALENDARS_MAX = 128 };

struct forecast_calendar {
    struct daymap *map;
    int16_t limit;     /* working days within the horizon */
    int16_t *day_of;   /* [limit + 1]: natural day of an index; the last one is the horizon */
    int16_t *index_of; /* [horizon + 1]: index of the first working day on or after a day */
};

/* How a time of one calendar reads in another. */
enum time_map { MAP_START, MAP_NEXT, MAP_FINISH };

/* Predecessors that bind an activity in the same way: the latest of them decides. */
struct bind {
    const int16_t *table; /* NULL: the same calendar */
    int16_t table_limit;
    int16_t add;
    bool minus_duration; /* it binds the end */
    uint32_t first_source, source_count;
};

/* Where a predecessor's time stands: activity * 2, + 1 for its end. */
typedef uint32_t time_source;

struct model_activity {
    uint32_t key; /* of its draws */
    int32_t quantiles, factor, desk;
    int16_t duration, not_before, limit;
    uint8_t calendar;
    uint32_t first_bind, bind_count;
    int32_t activity; /* in its network */
};

struct model_project {
    uint32_t first, count; /* activities, in an order that keeps to the links */
    uint32_t start;        /* place of the start among them */
    int16_t not_before;    /* natural day */
    int32_t ground;
    bool started;
};

struct forecast_model {
    struct forecast_input input; /* its tables are borrowed */
    struct forecast_calendar *calendars;
    size_t calendar_count;
    struct model_project *projects;
    struct model_activity *activities;
    size_t activity_count, largest_project;
    struct bind *binds;
    time_source *sources;
    uint32_t *served;   /* all activities in the order in which the desks serve them */
    int16_t *thaw_days; /* [thaw][DURATION_QUANTILES] natural days */
    uint32_t *thaw_keys, *factor_keys;
    size_t factor_count;
    int16_t *checkpoints; /* natural days */
};

/* What the trials of one tile share. */
struct tile {
    uint32_t number;
    uint8_t (*causes)[FORECAST_TILE]; /* [factor]: the draw of a common cause */
    int16_t (*thaws)[FORECAST_TILE];  /* [thaw] natural days */
};

void tile_init(const struct forecast_model *model, struct arena *scratch, struct tile *tile_out);
void tile_draw(const struct forecast_model *model, uint32_t number, struct tile *tile);
/* The durations of an activity in the trials of a tile. */
void tile_durations(const struct forecast_model *model, const struct tile *tile,
                    const struct model_activity *activity, int16_t out[FORECAST_TILE]);
/* Starts of a project without desks: time[2 * i] and time[2 * i + 1] are start and end of its i-th
 * activity, day the natural days of its start. */
void tile_project(const struct forecast_model *model, const struct tile *tile,
                  const struct model_project *project, int16_t (*time)[FORECAST_TILE],
                  int16_t day[FORECAST_TILE]);
/* Days of the start from the time at which the network lets it start. */
void tile_start_days(const struct forecast_model *model, const struct tile *tile,
                     const struct model_project *project, const int16_t start[FORECAST_TILE],
                     int16_t day[FORECAST_TILE]);
/* Adds the starts of a tile: day is [project][FORECAST_TILE]. */
void tile_count(const struct forecast_model *model, int16_t (*day)[FORECAST_TILE],
                struct forecast_result *result);

#endif
