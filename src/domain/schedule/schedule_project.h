/* src/domain/schedule/schedule_project.h
 *
 * The plan of one project: its network (network_build.h) computed, read back as rows that say what
 * is done, running and to do, whether the target start can be met, and what stands in its way
 * first. A programme is a loop over this with shared calendars and one arena a project. */
#ifndef KAIGONG_DOMAIN_SCHEDULE_PROJECT_H
#define KAIGONG_DOMAIN_SCHEDULE_PROJECT_H

#include "domain/network/network_build.h"
#include "domain/schedule/schedule.h"

/* What a row of the plan shows. What is done stands on its days and has no float; what is running
 * started on the day of acceptance and has no day to submit any more. */
struct plan_dates {
    struct date early_start, early_finish, late_start, late_finish;
    struct date submit_by; /* DATE_NONE when it was submitted, and for milestones */
    int32_t total_float, free_float;
    bool critical;
};

enum plan_conflict {
    CONFLICT_NONE,
    CONFLICT_SEASON, /* no work may begin on the target day */
    CONFLICT_LATE,   /* the row has negative float */
};

struct project_plan {
    struct plan_request request;
    struct project_network built;
    struct schedule schedule; /* of the network's activities */
    struct schedule_chains chains;
    struct plan_dates *dates; /* one a row of `built` */
    bool feasible;            /* the target can be met; true without a target */
    enum plan_conflict conflict;
    int32_t conflict_row; /* the row at fault that comes first; -1 when there is none */
};

/* Errors      those of network_build and schedule_compute */
MUST_CHECK enum error_kind project_plan_compute(const struct plan_request *request,
                                                struct arena *arena, struct project_plan *plan_out,
                                                struct error *err);

/* The sentence that explains a row's dates. */
void project_plan_because(const struct project_plan *plan, size_t row,
                          enum schedule_language language, struct text_builder *out);

/* The first conflict as a sentence; "" when there is none. */
struct text project_plan_conflict(const struct project_plan *plan, enum schedule_language language,
                                  struct arena *arena);

#endif
