/* src/domain/levelling/levelling.h
 *
 * Puts activities that share people, machines or desks onto a time line: no resource is ever asked
 * for more than it has, every link holds, and the last finish (the makespan) is as early as the
 * search can make it within its budget. Beside each answer stands a lower bound that no schedule
 * can beat. Pure: exact integers, an arena, no clock; the same answer for the same project, seed,
 * budget and number of islands on every machine. Time is counted in ticks (the caller says whether
 * that is a day or a minute). The rules are docs/domain/levelling.md, L-1 and on. */
#ifndef KAIGONG_DOMAIN_LEVELLING_H
#define KAIGONG_DOMAIN_LEVELLING_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LEVELLING_ACTIVITIES_MAX = 1000000,
    LEVELLING_RESOURCES_MAX = 1024,
    LEVELLING_LINKS_MAX = 10000000,
    LEVELLING_ISLANDS_MAX = 64,
};
/* The sum of durations, lags, release and delivery times stays below this many ticks. */
#define LEVELLING_HORIZON_MAX ((int32_t)1 << 26)

/* start of `to` >= start of `from` + lag. A finish-to-start link has the duration of `from` as its
 * lag. No cycles. */
struct levelling_link {
    int32_t from, to;
    int32_t lag;
};

/* Arrays of activity_count unless it says otherwise; all borrowed. */
struct levelling_project {
    size_t activity_count;
    const int32_t *durations; /* ticks, 0 or more; an activity is not interrupted */
    size_t resource_count;
    const int32_t *needs; /* [activity * resource_count + resource], 0 or more, while it runs */
    const int32_t *capacities; /* [resource], from the end of `profile` on */
    const int32_t *profile;    /* [tick * resource_count + resource] for ticks below profile_ticks:
                                * the capacity of that tick; NULL: `capacities` all the time */
    size_t profile_ticks;
    size_t link_count;
    const struct levelling_link *links;
    const int32_t *releases;   /* the first tick at which it may start; NULL: 0 */
    const int32_t *deliveries; /* ticks that follow its finish and count into the makespan without
                                * a resource (a tail); NULL: 0 */
};

struct levelling_options {
    uint64_t seed;
    int64_t schedules;   /* stop after this many schedules in all; each pass over the activities in
                          * either direction is one, also a pass that is cut short; 0: no bound */
    int islands;         /* 1 or more: searches beside each other that exchange their best */
    bool bounds_only;    /* compute the lower bound, do not search */
    int64_t bound_steps; /* effort of the lower bound beyond the plain ones; 0: a default */
    bool (*cancelled)(
        void *context); /* asked often; true ends the search with its best. NULL: never */
    void (*progress)(void *context, int32_t makespan,
                     int64_t schedules); /* after a better answer */
    void *context;
    /* Runs work(item i) for all items, beside each other if it can. NULL: one after the other. The
     * answer does not depend on it. */
    void (*spread)(void *context, void (*work)(void *item), void **items, int item_count);
};

struct levelling_answer {
    int32_t *starts;     /* [activity], ticks; on the arena */
    int32_t makespan;    /* the last finish, deliveries included */
    int32_t lower_bound; /* no schedule has a smaller makespan */
    bool optimal;        /* makespan == lower_bound */
    int64_t schedules;   /* passes made */
};

/* Finds a schedule of a project, anytime.
 *
 * answer_out  checked by levelling_check before it is handed out
 * Errors      ERROR_INVALID levelling.cycle       the links form a cycle; names an activity of it
 *             ERROR_INVALID levelling.capacity    an activity needs more than its capacity
 *             ERROR_INVALID levelling.value       a negative duration, need, release or index
 *             ERROR_LIMIT   levelling.size        more than the bounds above
 *             ERROR_INTERNAL levelling.check      our mistake: the checker refused the answer
 * Source      docs/domain/levelling.md L-1 to L-9 */
MUST_CHECK enum error_kind levelling_solve(const struct levelling_project *project,
                                           const struct levelling_options *options,
                                           struct arena *arena, struct levelling_answer *answer_out,
                                           struct error *err);

/* A second opinion that shares no code with levelling_solve.
 *
 * makespan_out  the makespan of these starts; set only on OK
 * Errors        ERROR_INTERNAL levelling.check    names the activity, link or tick at fault */
MUST_CHECK enum error_kind levelling_check(const struct levelling_project *project,
                                           const int32_t *starts, struct arena *arena,
                                           int32_t *makespan_out, struct error *err);

#endif
