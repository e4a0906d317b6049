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
    uint32_t link_and_type; /* link * 16 + enum lag_kind * 4 + type */
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
    int32_t inclusive;    /* 1 where a finish is the last tick of work, 0 where it is the next */
    bool turns_back;      /* some arcs lead back: maximal lags */
    int32_t *wanted;      /* early start index before what holds or stands; NULL without rules */
    int32_t *late_point;  /* of minutes: the tick that bounds the late end; NULL for days */
    int32_t early_anchor; /* the tick that early dates count from */
    size_t moved;         /* the last place that a sweep moved */
};

/* What a link leads from and to. Of a maximal lag it is the other way round: the predecessor may
 * not be earlier than the successor less the lag. */
static inline bool link_is_maximal(const struct network *network, size_t link)
{
    return network->link_rules != NULL && network->link_rules[link].maximal;
}

static inline int32_t link_source(const struct network *network, size_t link)
{
    return link_is_maximal(network, link) ? network->link_to[link] : network->link_from[link];
}

static inline int32_t link_target(const struct network *network, size_t link)
{
    return link_is_maximal(network, link) ? network->link_from[link] : network->link_to[link];
}

static inline size_t activity_at(const struct pass *pass, size_t position)
{
    return pass->order == NULL ? position : (size_t)pass->order[position];
}

static inline size_t position_of(const struct pass *pass, size_t activity)
{
    return pass->position == NULL ? activity : (size_t)pass->position[activity];
}

static inline int32_t link_of(const struct arc *arc)
{
    return (int32_t)(arc->link_and_type >> 4);
}

/* Between finishes of whole days a maximal lag compares the days themselves, not their ends. */
enum { LAG_TURNED_FINISH = LAG_PREDECESSOR + 1 };

static inline int lag_of(const struct arc *arc)
{
    return (int)(arc->link_and_type >> 2 & 3);
}

static inline bool arc_binds_finish(uint32_t type) /* of the successor */
{
    return type >= LINK_FF;
}

static inline bool arc_leaves_finish(uint32_t type) /* of the predecessor */
{
    return type == LINK_FS || type == LINK_FF;
}

/* Working ticks from the start to the finish as it is told. */
static inline int32_t span_of(const struct pass *pass, const struct node *node)
{
    return node->duration > 0 ? node->duration - pass->inclusive : 0;
}

/* From point to point, a finish being the end of its last tick: where a link lets its successor
 * start or end, and the last point of its predecessor that still lets it start on `to_index`. */
int32_t schedule_point(const struct pass *pass, const struct node *from, const struct node *to,
                       const struct arc *arc);
int32_t schedule_limit(const struct pass *pass, const struct node *from, const struct node *to,
                       int32_t to_index, const struct arc *arc);
/* earliest_index and latest_index by points, for lags of all kinds and for minutes. */
int32_t schedule_earliest_far(const struct pass *pass, const struct node *from,
                              const struct node *to, const struct arc *arc);
int32_t schedule_latest_far(const struct pass *pass, const struct node *from, const struct node *to,
                            int32_t to_index, const struct arc *arc);

/* S-4: the earliest start index that a link leaves its successor. */
static inline int32_t earliest_index(const struct pass *pass, const struct node *from,
                                     const struct node *to, const struct arc *arc,
                                     struct daymap *map)
{
    if (lag_of(arc) != LAG_SUCCESSOR) {
        return schedule_earliest_far(pass, from, to, arc);
    }
    uint32_t type = arc->link_and_type & 3;
    int32_t day = arc_leaves_finish(type) ? from->finish : from->start;
    day += type == LINK_FS ? pass->inclusive : 0;
    int32_t index = daymap_index(map, day) + arc->lag;
    return arc_binds_finish(type) ? index - span_of(pass, to) : index;
}

/* S-6: the latest start index of the predecessor that still lets the successor start on `to_index`.
 * The exact counterpart of earliest_index. */
static inline int32_t latest_index(const struct pass *pass, const struct node *from,
                                   const struct node *to, int32_t to_index, const struct arc *arc,
                                   struct daymap *to_map)
{
    if (pass->inclusive == 0 || lag_of(arc) != LAG_SUCCESSOR) {
        return schedule_latest_far(pass, from, to, to_index, arc);
    }
    uint32_t type = arc->link_and_type & 3;
    int32_t index = to_index - arc->lag + (arc_binds_finish(type) ? span_of(pass, to) : 0);
    int32_t day = daymap_day(to_map, index) - (type == LINK_FS);
    index = daymap_index_back(pass->maps[from->calendar], day);
    return arc_leaves_finish(type) ? index - span_of(pass, from) : index;
}

/* Lays out and computes; schedule_run computes again what is laid out. */
MUST_CHECK enum error_kind schedule_open(const struct network *network, struct arena *arena,
                                         struct pass *pass, struct schedule *schedule,
                                         struct error *err);
MUST_CHECK enum error_kind schedule_run(struct pass *pass, struct arena *arena,
                                        struct schedule *schedule, struct error *err);
MUST_CHECK enum error_kind schedule_check_overrun(const struct network *network, struct error *err);

/* The parts of the passes for one activity: its early dates (whether they moved); its late start
 * before the links; what a link to the activity at p leaves its predecessor (whether that is
 * earlier); what is told of it. */
bool schedule_settle_early(struct pass *pass, size_t p);
void schedule_bound_latest(struct pass *pass, size_t p, struct date finish);
bool schedule_hold_to(struct pass *pass, size_t p, const struct arc *arc);
void schedule_write(const struct pass *pass, size_t p, struct schedule *schedule);
/* An arc of the link, by the durations and lags that the network has now. */
struct arc schedule_make_arc(const struct pass *pass, size_t link);

/* S-15: what a rule makes of the early start index; keeps the index that the links want. */
int32_t schedule_keep_rule(struct pass *pass, size_t p, int32_t index, int32_t *driver);
/* The same for the late one, before the links. */
void schedule_bound_late(struct pass *pass, size_t p);
/* The tick by which it has to be finished, whatever follows. */
int32_t schedule_last_tick(const struct pass *pass, size_t p, int32_t finish);
/* Its late dates are given. */
bool schedule_stands(const struct pass *pass, size_t p);
bool schedule_is_done(const struct pass *pass, size_t p);

/* S-12: the minutes at which an activity starts and finishes. */
void schedule_place_minutes(struct pass *pass, size_t p);
void schedule_tell_late(const struct pass *pass, size_t p, struct date *start, struct date *finish);

/* Names the cycle of links that cannot all hold.
 *
 * moved     a position that moved in the last of too many sweeps
 * Errors    ERROR_INVALID schedule.contradiction */
enum error_kind schedule_contradiction(const struct pass *pass, size_t moved, bool late,
                                       struct arena *arena, struct error *err);

/* Lays nodes and arcs out in an order in which every link leads forward.
 *
 * Errors      ERROR_INVALID schedule.cycle    there is none */
MUST_CHECK enum error_kind schedule_lay_out(struct pass *pass, struct arena *arena,
                                            struct error *err);

#endif
