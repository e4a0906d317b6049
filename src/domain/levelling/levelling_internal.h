/* The parts of levelling: the model that a project is turned into, passes over it, the search and
 * the lower bounds. A side is a direction of time: the forward side places from the first tick on,
 * the backward side does the same to the network with every link turned round. */
#ifndef KAIGONG_DOMAIN_LEVELLING_INTERNAL_H
#define KAIGONG_DOMAIN_LEVELLING_INTERNAL_H

#include "domain/levelling/levelling.h"

enum {
    LINK_GROUP = 4,     /* incoming links are read four at a time */
    FOLD_STEPS = 4,     /* runs of up to 1 << FOLD_STEPS slots are found by shifting */
    FOLD_SPAN = 1 << 4, /* that many */
    PARALLEL_ACTIVITIES_MAX = 8192,
};

/* Incoming links of an activity; unused places point at the anchor, whose start is 0. */
struct link_group {
    int32_t from[LINK_GROUP];
    int32_t lag[LINK_GROUP];
};

struct lane_need {
    size_t plane; /* the first slot of the plane */
    uint32_t need, guard;
};

struct task {
    int32_t duration;
    uint8_t folds[FOLD_STEPS]; /* shifts that leave a 1 where `duration` ones begin */
    int32_t step;              /* the next window to look at, from the one that had no room */
    int32_t tail;              /* from its start to the end, at least */
    int32_t group_first, group_end;
    int32_t need_first, need_end; /* one or more entries */
};

struct side {
    struct task *tasks;        /* [activity] */
    struct link_group *groups; /* by task */
    struct lane_need *needs;   /* by task */
    int32_t *link_first;       /* [activity + 1]: outgoing links */
    int32_t *link_to, *link_lag;
    int32_t *incoming;   /* [activity]: how many */
    int32_t *heads;      /* [activity]: the first tick at which it can start, by links alone */
    int32_t *tails;      /* [activity]: task.tail */
    int32_t *releases;   /* [activity] */
    int32_t *deliveries; /* [activity] */
    int32_t *order;      /* a topological order */
};

struct model {
    const struct levelling_project *project;
    int32_t count;
    int32_t path;    /* the critical path: no schedule is shorter */
    int32_t horizon; /* no pass goes beyond */
    size_t plane_count;
    size_t plane_slots;    /* of each plane, a multiple of the lane window */
    uint32_t *plane_words; /* [plane]: all that there is, guards set */
    uint32_t *profile;     /* [plane * plane_slots + tick], NULL: plane_words all the time */
    bool starts_apart;     /* every lag is the duration or more: an order by finish is an order */
    struct side sides[2];  /* forward, backward */
};

enum { FORWARD = 0, BACKWARD = 1 };

MUST_CHECK enum error_kind model_build(const struct levelling_project *project, struct arena *arena,
                                       struct model *model_out, struct error *err);

/* --- passes -------------------------------------------------------------------------------------*/

/* The memory of one search; passes write only here. */
struct bench {
    const struct model *model;
    uint32_t *planes;
    int32_t *starts; /* [activity], then the anchor: of the last pass, in its side's time */
    int32_t dirty;   /* slots that differ from an empty profile lie below */
    /* parallel pass and repairs */
    int32_t *rank, *missing, *ready_at;
    int32_t *bucket_next, *bucket_head; /* activities by the tick at which they become ready */
    uint64_t *eligible;                 /* bit = rank */
    uint64_t *events;                   /* bit = tick */
    int32_t *counts, *scratch;          /* sorting */
};

enum { PASS_CUT = INT32_MAX };

void bench_init(struct bench *bench, const struct model *model, struct arena *arena);

/* Places activities one by one in the given order, each as early as it fits. The makespan, or
 * PASS_CUT as soon as it is known to be above `limit`. The order agrees with the side's links. */
int32_t pass_serial(struct bench *bench, const struct side *side, const int32_t *order,
                    int32_t limit);
/* Goes through time and starts what is ready and fits, first in `order` first. */
int32_t pass_parallel(struct bench *bench, const struct side *side, const int32_t *order,
                      int32_t limit);
/* By a key of 0 or more and at most 2.5 times the horizon, the least first; equal ones in the side's
 * order. */
void pass_sort(struct bench *bench, const struct side *side, const int32_t *keys,
               int32_t *order_out);
/* The order for a pass of the other side that pushes a schedule together: by finish, last first;
 * among equals the one that started last, which measures a good deal better than any other rule. */
void pass_turn(struct bench *bench, const struct side *side, const int32_t *starts,
               int32_t *order_out);
/* The order for another pass of the same side: by start. */
void pass_keep(struct bench *bench, const struct side *side, const int32_t *starts,
               int32_t *order_out);
/* Makes an order that agrees with a side's links and keeps to the given one where it can. */
void pass_repair(struct bench *bench, const struct side *side, int32_t *order);

/* --- lower bounds -------------------------------------------------------------------------------*/

/* The quick bounds: critical path, and the work of each resource between heads and tails. */
int32_t bound_plain(const struct model *model, struct arena *arena);
/* Goes up from a bound as long as the makespan is refuted within `steps`; at most to `goal`. */
int32_t bound_refute(const struct model *model, int32_t bound, int32_t goal, int64_t steps,
                     struct arena *arena);
/* A makespan that no schedule beats, at least bound_plain. `goal`: a makespan that is known; stops
 * when the bound reaches it. */
int32_t bound_compute(const struct model *model, int32_t goal, int64_t steps, struct arena *arena);

/* --- search -------------------------------------------------------------------------------------*/

struct random {
    uint64_t state[2];
};

void random_init(struct random *random, uint64_t seed, uint64_t stream);
uint64_t random_next(struct random *random);
/* 0 .. bound-1 */
static inline int32_t random_below(struct random *random, int32_t bound)
{
    return (int32_t)((random_next(random) >> 32) * (uint64_t)(uint32_t)bound >> 32);
}

struct search;

/* A search over one model. `budget`: schedules that it is to make, which sizes its population; 0:
 * not known. It ends a run early when it holds a schedule of `bound`. */
struct search *search_new(const struct model *model, uint64_t seed, int stream, int64_t budget,
                          int32_t bound, struct arena *arena);
/* Goes on until `schedules` passes are made in all, the bound is met or it is cancelled. */
void search_run(struct search *search, int64_t schedules, bool (*cancelled)(void *), void *context);
int64_t search_schedules(const struct search *search);
int32_t search_makespan(const struct search *search);      /* INT32_MAX before the first pass */
const int32_t *search_starts(const struct search *search); /* forward */
/* Takes a schedule of another search over the same model into the population. */
void search_accept(struct search *search, const struct search *other);
/* Says how many passes were made in all, where several searches share a count. */
void search_count(struct search *search, int64_t schedules);

#endif
