/* src/domain/approval/desk.h
 *
 * The order of a department's inbox: by what the lateness of a case costs. A case whose project loses its
 * start comes first, then the least float against the plan; of equal float the green channel, then the
 * nearest due day. The order is one number, so that an index gives it. Pure. Rules D-1 to D-3,
 * docs/domain/desk.md. */
#ifndef KAIGONG_DOMAIN_DESK_H
#define KAIGONG_DOMAIN_DESK_H

#include "base/arena.h"
#include "base/date.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* What the plan of the project says of a case, as last computed. */
struct desk_cost {
    bool
        planned; /* false: nothing is lost by it (no target, works run, not needed for the start) */
    int float_days; /* working days between what is expected and decide_by; below 0: start lost */
    struct date decide_by; /* the last day of a decision with which the start is kept; DATE_NONE */
    struct date target;    /* the planned start; DATE_NONE */
    struct date due_on;    /* of the case; DATE_NONE: its clock never started */
    bool green;
};

/* The rank of a case that no plan has been asked about yet: behind all that a plan speaks of. */
#define DESK_RANK_NEW INT64_C(558558349361151)

/* Smaller comes first; ranks of lost starts are below DESK_RANK_KEPT. Source D-1 */
#define DESK_RANK_KEPT (INT64_C(32768) << 33)
int64_t desk_rank(const struct desk_cost *cost);

/* Why the case stands where it stands, as one sentence: "start of 道里区道路 on 15 April is lost in 3
 * working days".
 *
 * left        working days from today to decide_by; below 0: so many too late. Source D-2 */
struct text desk_reason_zh(const struct desk_cost *cost, struct text project, int left,
                           struct arena *arena);
struct text desk_reason_en(const struct desk_cost *cost, struct text project, int left,
                           struct arena *arena);

#endif
