/* What plain day plans do without: lags of other calendars, activities that stand or hold, and the
 * minutes at which work begins and ends (docs/domain/schedule.md S-12 to S-15). */
#include "domain/schedule/schedule_internal.h"

static struct daymap *map_of(const struct pass *pass, const struct node *node)
{
    return pass->maps[node->calendar];
}

/* How far behind a finish as it is told work is over, for a link. */
static int32_t after_finish(const struct pass *pass, const struct arc *arc)
{
    return lag_of(arc) == LAG_TURNED_FINISH ? 0 : pass->inclusive;
}

int32_t schedule_point(const struct pass *pass, const struct node *from, const struct node *to,
                       const struct arc *arc)
{
    uint32_t type = arc->link_and_type & 3;
    int kind = lag_of(arc);
    int32_t point = arc_leaves_finish(type) ? from->finish + after_finish(pass, arc) : from->start;
    if (kind == LAG_ELAPSED) {
        return point + arc->lag;
    }
    if (kind == LAG_SUCCESSOR && arc->lag == 0) {
        return point;
    }
    struct daymap *map = map_of(pass, kind == LAG_SUCCESSOR ? to : from);
    return daymap_end(map, daymap_index(map, point) + arc->lag);
}

int32_t schedule_earliest_far(const struct pass *pass, const struct node *from,
                              const struct node *to, const struct arc *arc)
{
    struct daymap *map = map_of(pass, to);
    int32_t point = schedule_point(pass, from, to, arc);
    return arc_binds_finish(arc->link_and_type & 3)
               ? daymap_index(map, point - after_finish(pass, arc)) - span_of(pass, to)
               : daymap_index(map, point);
}

int32_t schedule_limit(const struct pass *pass, const struct node *from, const struct node *to,
                       int32_t to_index, const struct arc *arc)
{
    uint32_t type = arc->link_and_type & 3;
    struct daymap *to_map = map_of(pass, to), *from_map = map_of(pass, from);
    int32_t index = to_index + (arc_binds_finish(type) ? span_of(pass, to) : 0);
    int32_t after = arc_binds_finish(type) ? after_finish(pass, arc) : 0;
    switch (lag_of(arc)) {
    case LAG_SUCCESSOR:
        return daymap_day(to_map, index - arc->lag) + after;
    case LAG_ELAPSED:
        return daymap_day(to_map, index) + after - arc->lag;
    default: {
        int32_t tick = daymap_day(to_map, index) + after;
        return daymap_day(from_map, daymap_index(from_map, tick) - arc->lag);
    }
    }
}

int32_t schedule_latest_far(const struct pass *pass, const struct node *from, const struct node *to,
                            int32_t to_index, const struct arc *arc)
{
    struct daymap *map = map_of(pass, from);
    int32_t point = schedule_limit(pass, from, to, to_index, arc);
    if (lag_of(arc) == LAG_TURNED_FINISH) {
        return daymap_index_back(map, point) - span_of(pass, from);
    }
    if (arc_leaves_finish(arc->link_and_type & 3)) {
        return daymap_index(map, point) - from->duration;
    }
    /* A milestone of minutes may stand at the end of the work before it. */
    return pass->inclusive == 0 && from->duration == 0 ? daymap_index(map, point)
                                                       : daymap_index_back(map, point);
}

/* --- activities that stand or hold ------------------------------------------------------------ */

static const struct activity_rule *rule_of(const struct pass *pass, size_t p)
{
    return &pass->network->rules[activity_at(pass, p)];
}

bool schedule_is_done(const struct pass *pass, size_t p)
{
    return rule_of(pass, p)->done;
}

bool schedule_stands(const struct pass *pass, size_t p)
{
    return rule_of(pass, p)->stands || rule_of(pass, p)->done;
}

static int32_t start_of_finish(const struct pass *pass, const struct node *node, int32_t finish)
{
    return daymap_index(map_of(pass, node), finish) - span_of(pass, node);
}

static int32_t standing_index(const struct pass *pass, size_t p)
{
    const struct network *network = pass->network;
    struct date start =
        network->not_before == NULL ? DATE_NONE : network->not_before[activity_at(pass, p)];
    const struct node *node = &pass->nodes[p];
    return date_is_none(start) ? start_of_finish(pass, node, rule_of(pass, p)->finish_not_before)
                               : daymap_index(map_of(pass, node), start.day_number);
}

static int32_t hold_back(const struct pass *pass, size_t p, int32_t index)
{
    const struct node *node = &pass->nodes[p];
    int32_t start = rule_of(pass, p)->start_not_after;
    const struct date *not_after = pass->network->not_after;
    if (start != NO_TICK) {
        int32_t latest = daymap_index(map_of(pass, node), start);
        index = latest < index ? latest : index;
    }
    if (not_after != NULL && !date_is_none(not_after[activity_at(pass, p)])) {
        int32_t finish = not_after[activity_at(pass, p)].day_number;
        int32_t latest = start_of_finish(pass, node, finish);
        index = latest < index ? latest : index;
    }
    return index;
}

int32_t schedule_keep_rule(struct pass *pass, size_t p, int32_t index, int32_t *driver)
{
    const struct activity_rule *rule = rule_of(pass, p);
    int32_t kept = index;
    if (rule->finish_not_before != NO_TICK) {
        int32_t bound = start_of_finish(pass, &pass->nodes[p], rule->finish_not_before);
        if (bound > kept) {
            kept = bound;
            *driver = DRIVEN_BY_BOUND;
        }
    }
    pass->wanted[p] = kept;
    if (rule->holds) {
        int32_t held = hold_back(pass, p, kept);
        *driver = held < kept ? DRIVEN_BY_BOUND : *driver;
        kept = held;
    }
    if (rule->stands || rule->early_stands || rule->done) {
        int32_t standing = standing_index(pass, p);
        *driver = standing == kept ? *driver : DRIVEN_BY_BOUND;
        kept = standing;
        pass->wanted[p] = rule->stands ? pass->wanted[p] : standing;
    }
    return kept;
}

int32_t schedule_last_tick(const struct pass *pass, size_t p, int32_t finish)
{
    const struct date *not_after = pass->network->not_after;
    size_t a = activity_at(pass, p);
    if (not_after != NULL && not_after[a].day_number < finish) {
        finish = not_after[a].day_number;
    }
    if (pass->network->rules != NULL) {
        const struct activity_rule *rule = rule_of(pass, p);
        finish = rule->deadline < finish ? rule->deadline : finish;
        finish = pass->nodes[p].duration == 0 && rule->start_not_after < finish
                     ? rule->start_not_after
                     : finish;
    }
    return finish;
}

void schedule_bound_late(struct pass *pass, size_t p)
{
    const struct activity_rule *rule = rule_of(pass, p);
    struct node *node = &pass->nodes[p];
    if (rule->start_not_after != NO_TICK) {
        int32_t latest = daymap_index(map_of(pass, node), rule->start_not_after);
        if (latest < node->late_index) {
            node->late_index = latest;
            node->late_driver = DRIVEN_BY_BOUND;
        }
    }
    if (rule->deadline != NO_TICK) {
        int32_t latest = start_of_finish(pass, node, rule->deadline);
        if (latest < node->late_index) {
            node->late_index = latest;
            node->late_driver = DRIVEN_BY_BOUND;
        }
    }
    if (schedule_stands(pass, p)) {
        node->late_index = standing_index(pass, p);
        node->late_driver = DRIVEN_BY_BOUND;
    }
}

/* --- minutes ---------------------------------------------------------------------------------- */

/* Between the end of one stretch of work and the beginning of the next no work is done: the same
 * index, two ticks. `tick` where it lies between them, else the nearer. */
static int32_t between(const struct pass *pass, const struct node *node, int32_t index,
                       int32_t tick)
{
    struct daymap *map = map_of(pass, node);
    int32_t begin = daymap_day(map, index), end = daymap_end(map, index);
    return tick < end ? end : tick > begin ? begin : tick;
}

/* Where work may begin by the anchor and the bound alone. */
static int32_t first_tick(const struct pass *pass, size_t p)
{
    struct daymap *map = map_of(pass, &pass->nodes[p]);
    const struct date *not_before = pass->network->not_before;
    int32_t tick = pass->early_anchor;
    if (not_before != NULL && !date_is_none(not_before[activity_at(pass, p)]) &&
        not_before[activity_at(pass, p)].day_number > tick) {
        tick = not_before[activity_at(pass, p)].day_number;
    }
    return daymap_day(map, daymap_index(map, tick));
}

/* The latest tick from which the links that drive let a milestone stand, or a finish lie. */
static int32_t driving_tick(const struct pass *pass, size_t p, bool finish)
{
    const struct node *node = &pass->nodes[p];
    int32_t tick = finish ? INT32_MIN : first_tick(pass, p);
    for (int32_t i = pass->first_arc[p]; i < pass->first_arc[p + 1]; i++) {
        const struct arc *arc = &pass->arcs[i];
        const struct node *from = &pass->nodes[arc->from];
        if (finish == arc_binds_finish(arc->link_and_type & 3) &&
            earliest_index(pass, from, node, arc, map_of(pass, node)) == node->start_index) {
            int32_t point = schedule_point(pass, from, node, arc);
            tick = point > tick ? point : tick;
        }
    }
    return tick;
}

static void place_standing(struct pass *pass, size_t p)
{
    const struct activity_rule *rule = rule_of(pass, p);
    struct node *node = &pass->nodes[p];
    const struct date *not_before = pass->network->not_before;
    bool given = not_before != NULL && !date_is_none(not_before[activity_at(pass, p)]);
    if (given && (rule->early_stands || rule->done)) {
        node->start = not_before[activity_at(pass, p)].day_number;
    }
    if (rule->finish_not_before != NO_TICK) {
        node->finish =
            rule->done || rule->early_stands
                ? rule->finish_not_before
                : between(pass, node, node->start_index + node->duration, rule->finish_not_before);
        node->start = node->duration == 0 ? node->finish : node->start;
    }
}

void schedule_place_minutes(struct pass *pass, size_t p)
{
    struct node *node = &pass->nodes[p];
    struct daymap *map = map_of(pass, node);
    int32_t end = node->start_index + node->duration;
    bool linked = pass->early_driver[p] >= 0;
    node->start = daymap_day(map, node->start_index);
    if (node->duration == 0) {
        int32_t tick = linked ? driving_tick(pass, p, false) : node->start;
        node->start = between(pass, node, node->start_index, tick);
        node->finish = node->start;
    } else {
        int32_t tick = linked ? driving_tick(pass, p, true) : INT32_MIN;
        node->finish = between(pass, node, end, tick);
    }
    if (pass->wanted != NULL && (schedule_stands(pass, p) || rule_of(pass, p)->early_stands)) {
        place_standing(pass, p);
    }
}

void schedule_tell_late(const struct pass *pass, size_t p, struct date *start, struct date *finish)
{
    const struct node *node = &pass->nodes[p];
    struct daymap *map = map_of(pass, node);
    if (node->duration == 0) {
        start->day_number = between(pass, node, node->late_index, pass->late_point[p]);
        finish->day_number = start->day_number;
    } else {
        start->day_number = daymap_day(map, node->late_index);
        finish->day_number = daymap_end(map, node->late_index + node->duration);
    }
    if (pass->wanted != NULL && schedule_stands(pass, p)) {
        start->day_number = node->start;
        finish->day_number = node->finish;
    } else if (pass->wanted != NULL && rule_of(pass, p)->started) {
        start->day_number = node->start;
    }
}

/* --- contradictions --------------------------------------------------------------------------- */

static int32_t follow(const struct pass *pass, size_t p, bool late)
{
    int32_t link = late ? pass->nodes[p].late_driver : pass->early_driver[p];
    if (link < 0) {
        return -1;
    }
    int32_t other =
        late ? link_target(pass->network, (size_t)link) : link_source(pass->network, (size_t)link);
    return (int32_t)position_of(pass, (size_t)other);
}

enum error_kind schedule_contradiction(const struct pass *pass, size_t moved, bool late,
                                       struct arena *arena, struct error *err)
{
    const struct network *network = pass->network;
    bool *seen = ARENA_ARRAY(arena, bool, pass->count);
    int32_t at = (int32_t)moved;
    while (at >= 0 && !seen[at]) {
        seen[at] = true;
        at = follow(pass, (size_t)at, late);
    }
    if (at < 0) {
        return error_set(err, ERROR_INVALID, "schedule.contradiction",
                         "maximal lags at activity \"%.*s\" cannot be kept",
                         TEXT_ARGS(network->ids[activity_at(pass, moved)]));
    }
    struct text_builder names;
    text_builder_init(&names, arena, 4096);
    size_t size = 0;
    int32_t first = at;
    do {
        struct text id = network->ids[activity_at(pass, (size_t)at)];
        if (names.length + id.length <= 120) {
            text_builder_add(&names, id);
            text_builder_add(&names, late ? TEXT(" → ") : TEXT(" ← "));
        }
        size++;
        at = follow(pass, (size_t)at, late);
    } while (at != first);
    text_builder_add(&names, text_slice(network->ids[activity_at(pass, (size_t)first)], 0, 40));
    return error_set(err, ERROR_INVALID, "schedule.contradiction",
                     "the lags of %zu activities cannot all be kept: %.*s", size,
                     TEXT_ARGS(text_builder_text(&names)));
}
