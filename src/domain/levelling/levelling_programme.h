/* src/domain/levelling/levelling_programme.h
 *
 * Takes the projects of a programme through the departments' desks: a desk has so many cases at a
 * time, day by day. First as few late starts as can be, each weighed by what the project invests;
 * then levers as cheap as can be; then the earliest end. Says what each desk costs. Ticks are
 * natural days; calendars say on which of them an activity works. Pure, exact, deterministic for
 * seed and number of schedules. The rules are docs/domain/levelling.md, L-10 and on. */
#ifndef KAIGONG_DOMAIN_LEVELLING_PROGRAMME_H
#define KAIGONG_DOMAIN_LEVELLING_PROGRAMME_H

#include "domain/levelling/levelling.h"

enum { NO_DESK = -1, LEVELLED_VARIANTS_MAX = 64, LEVELLED_DESKS_MAX = 1024 };

struct levelled_activity {
    int32_t duration; /* working ticks of its calendar */
    int32_t calendar;
    int32_t desk;    /* or NO_DESK */
    int32_t release; /* the first tick at which it may start */
};

/* One way of handling a project: its own activities, all later than those of earlier variants. */
struct levelled_variant {
    int32_t first_activity, activity_count;
    int32_t gate; /* the activity, counted from first_activity, whose finish lets the works start */
    int64_t price; /* of its levers */
};

struct levelled_project {
    int32_t first_variant, variant_count; /* 1 or more */
    int32_t due;                          /* the start is late after this tick */
    int64_t weight;                       /* of a day late, 0 or more */
    bool green; /* by the green channel: served before others, within a desk's green_most */
};

struct levelling_desk {
    const int32_t *capacity; /* [tick]: cases at a time */
    int32_t green_most;      /* cases at a time that the green channel may fill */
};

/* All arrays borrowed. */
struct levelling_programme {
    int32_t horizon; /* ticks 0 .. horizon-1 are known */
    size_t calendar_count;
    const uint8_t *const *calendars; /* [calendar][tick]: 1 works, 0 rests */
    size_t desk_count;
    const struct levelling_desk *desks;
    size_t project_count;
    const struct levelled_project *projects;
    size_t variant_count;
    const struct levelled_variant *variants; /* by project */
    size_t activity_count;
    const struct levelled_activity *activities; /* by variant */
    size_t link_count;
    const struct levelling_link *links; /* `to` starts lag natural ticks after the end of `from`, or
                                         * later; from < to, both of one variant */
};

/* Compared member by member, in this order; less is better. */
struct levelling_value {
    int64_t late;  /* weight times ticks late, of all projects */
    int64_t price; /* of the variants taken */
    int64_t end;   /* the last gate */
};

struct levelled_programme {
    int32_t *variant;       /* [project]: the variant taken, counted over all */
    int32_t *starts, *ends; /* [activity]; `horizon` where it is not placed within what is known; -1
                              * where its variant is not taken */
    int32_t *opened;        /* [project]: the tick on which the works can start */
    size_t unplaced;        /* projects whose gate is not placed */
    struct levelling_value value;
    int64_t late_bound; /* no schedule has less weighted lateness */
    int64_t schedules;
};

/* Errors  ERROR_INVALID levelling.value  an index, duration, capacity, weight or link out of range
 *         ERROR_LIMIT   levelling.size   more than levelling.h allows
 *         ERROR_INTERNAL levelling.check our mistake: the checker refused the answer
 * Source  docs/domain/levelling.md L-10 to L-14 */
MUST_CHECK enum error_kind levelling_programme_solve(const struct levelling_programme *programme,
                                                     const struct levelling_options *options,
                                                     struct arena *arena,
                                                     struct levelled_programme *levelled_out,
                                                     struct error *err);

/* What a desk costs the programme, and what one more reviewer (one more case at a time, every tick)
 * buys there. Never negative: the schedule found without still holds with more. */
struct levelling_desk_cost {
    struct levelling_value with_one; /* of the best schedule with one more */
    int64_t late_saved;              /* weighted lateness that one more saves */
    int64_t late_without;            /* that goes if the desk never makes anyone wait */
    int32_t late_projects_saved;     /* projects that are no longer late with one more */
};

/* Each desk by a search with the budget of `options` that begins with the schedule at hand.
 *
 * costs_out  [desk], on the arena
 * worst_out  the desk whose waiting costs most; NO_DESK where none costs anything */
MUST_CHECK enum error_kind levelling_desk_costs(const struct levelling_programme *programme,
                                                const struct levelling_options *options,
                                                const struct levelled_programme *levelled,
                                                struct arena *arena,
                                                struct levelling_desk_cost **costs_out,
                                                int32_t *worst_out, struct error *err);

/* A second opinion that shares no code with the search. */
MUST_CHECK enum error_kind levelling_programme_check(const struct levelling_programme *programme,
                                                     const struct levelled_programme *levelled,
                                                     struct arena *arena, struct error *err);

#endif
