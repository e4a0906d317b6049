/* src/domain/schedule/schedule.h
 *
 * Early and late days, floats, the critical path and the last day to submit, for any network. Exact
 * integers; time linear in activities plus links; the same answer on every machine. Negative float
 * is a result, not an error. The rules are docs/domain/schedule.md, S-1 and on. */
#ifndef KAIGONG_DOMAIN_SCHEDULE_H
#define KAIGONG_DOMAIN_SCHEDULE_H

#include "domain/network/network.h"

enum { DRIVEN_BY_ANCHOR = -1, DRIVEN_BY_BOUND = -2 };

/* Arrays of activity_count, in the network's order. */
struct schedule {
    size_t activity_count;
    struct date *early_start, *early_finish;
    struct date *late_start, *late_finish;
    struct date *submit_by; /* the working day before late_start; DATE_NONE where the calendar
                             * knows none */
    int32_t *total_float;   /* working days of the activity's own calendar; may be negative */
    int32_t *free_float;    /* the delay that moves no early date of another activity; at most the
                             * total float, 0 or more */
    bool *critical;         /* total_float is 0 or less */
    int32_t *early_driver;  /* the link that sets the early dates, or DRIVEN_BY_... */
    int32_t *late_driver;   /* the link that sets the late dates, or DRIVEN_BY_... */
    struct date start, finish; /* the days that the two passes counted from */
};

/* The schedule of a network that network_check accepts.
 *
 * network       its day maps grow as needed
 * arena         holds the result and what is needed on the way
 * Errors        ERROR_INVALID schedule.cycle    names the activities of one cycle
 *               ERROR_LIMIT   schedule.horizon  a date would lie outside what a calendar knows
 * Source        docs/domain/schedule.md S-1 to S-9 */
MUST_CHECK enum error_kind schedule_compute(const struct network *network, struct arena *arena,
                                            struct schedule *schedule_out, struct error *err);

/* The activities of one cycle in the order of its links, or 0. */
size_t schedule_find_cycle(const struct network *network, struct arena *arena,
                           int32_t **activities_out);

enum schedule_language { SCHEDULE_ZH, SCHEDULE_EN };

/* How each date goes back to a constraint; computed once for all activities, linear in their
 * number. */
struct schedule_chains {
    int32_t *early_root, *early_links; /* where the chain begins, and its length in links */
    int32_t *late_root, *late_links;
};
void schedule_trace(const struct network *network, const struct schedule *schedule,
                    struct arena *arena, struct schedule_chains *chains_out);

/* Adds the sentence that says which link, calendar and constraint drive the dates of an activity.
 */
void schedule_because(const struct network *network, const struct schedule *schedule,
                      const struct schedule_chains *chains, size_t activity,
                      enum schedule_language language, struct text_builder *out);

/* The links from an activity back to the constraint that drives its early dates (or its late
 * dates), nearest first. */
size_t schedule_explain(const struct network *network, const struct schedule *schedule,
                        size_t activity, bool late, struct arena *arena, int32_t **links_out);

/* The longest path: the activities of the driving chain that ends in the latest early finish of all
 * (of several, that of the activity given first), in the order of time. Unlike critical by float it
 * does not change with calendars, deadlines or targets. Source      docs/domain/schedule.md S-16 */
size_t schedule_longest_path(const struct network *network, const struct schedule *schedule,
                             struct arena *arena, int32_t **activities_out);

/* Interfering float: the part of the total float that moves early dates of others, though not the
 * end. 0 or more where the total float is not negative. */
static inline int32_t schedule_interfering_float(const struct schedule *schedule, size_t activity)
{
    return schedule->total_float[activity] - schedule->free_float[activity];
}

/* A second opinion that shares no code with schedule_compute: walks days one by one. Slow; for
 * tests and debug builds. Errors      ERROR_INTERNAL schedule.check    names the activity and the
 * rule that is broken */
MUST_CHECK enum error_kind schedule_check(const struct network *network,
                                          const struct schedule *schedule, struct error *err);

#endif
