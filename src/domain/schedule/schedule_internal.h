/* src/domain/schedule/schedule_internal.h: what the passes share with the order they go in. */
#ifndef KAIGONG_DOMAIN_SCHEDULE_INTERNAL_H
#define KAIGONG_DOMAIN_SCHEDULE_INTERNAL_H

#include "domain/schedule/schedule.h"

/* What the passes touch, one record an activity in topological order, half a cache line: a link
 * then costs one line of its other end and one of a calendar's table. */
struct node {
    int32_t start, finish; /* early, as day numbers */
    int32_t start_index;   /* early start, in working days of its own calendar */
    int32_t late_index;    /* late start */
    int32_t free_float;
    int32_t late_driver;
    int32_t duration;
    int32_t calendar;
};

/* A link as its successor sees it. */
struct arc {
    int32_t from; /* position in the order */
    int32_t lag;
    uint32_t link_and_type; /* link * 4 + type */
};

struct pass {
    const struct network *network;
    struct daymap *const *maps;
    size_t count;
    int32_t *order;    /* activity at a position; NULL when the network stands in order already */
    int32_t *position; /* the other way; NULL likewise */
    struct node *nodes;
    struct arc *arcs;
    int32_t *first_arc; /* [count + 1] */
    int32_t *early_driver;
};

static inline size_t activity_at(const struct pass *pass, size_t position)
{
    return pass->order == NULL ? position : (size_t)pass->order[position];
}

static inline size_t position_of(const struct pass *pass, size_t activity)
{
    return pass->position == NULL ? activity : (size_t)pass->position[activity];
}

/* Lays nodes and arcs out in an order in which every link leads forward.
 *
 * Errors      ERROR_INVALID schedule.cycle    there is none */
MUST_CHECK enum error_kind schedule_lay_out(struct pass *pass, struct arena *arena,
                                            struct error *err);

#endif
