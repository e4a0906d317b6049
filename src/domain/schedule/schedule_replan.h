/* src/domain/schedule/schedule_replan.h
 *
 * A schedule that is kept up to date: after a change of durations, bounds, rules or lags only what
 * moves is computed again, with the answer of a full pass. The links and calendars of a network stay
 * as they are; for others a new one is opened. */
#ifndef KAIGONG_DOMAIN_SCHEDULE_REPLAN_H
#define KAIGONG_DOMAIN_SCHEDULE_REPLAN_H

#include "domain/schedule/schedule.h"

struct schedule_replan;

/* Schedules the network for the first time.
 *
 * network     borrowed; the caller changes its arrays in place, within what network_check accepts
 * arena       holds what is kept
 * Errors      as schedule_compute */
MUST_CHECK enum error_kind schedule_replan_open(const struct network *network, struct arena *arena,
                                                struct schedule_replan **replan_out,
                                                struct error *err);

/* The duration, bounds or rule of an activity, or the lag of a link, are others now. */
void schedule_replan_activity(struct schedule_replan *replan, size_t activity);
void schedule_replan_link(struct schedule_replan *replan, size_t link);

/* Takes the changes over. The time is that of what moves: the activities whose dates change, and
 * their neighbours. When the day that the other pass counts from moves, or with maximal lags, that
 * is all of them.
 *
 * moved_out   how many activities were looked at; may be NULL
 * Errors      as schedule_compute; the schedule is then not to be used until a later run succeeds */
MUST_CHECK enum error_kind schedule_replan_run(struct schedule_replan *replan, size_t *moved_out,
                                               struct error *err);

/* The schedule as of the last run; its arrays change with the next. */
const struct schedule *schedule_replan_schedule(const struct schedule_replan *replan);

#endif
