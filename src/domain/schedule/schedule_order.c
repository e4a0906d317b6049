/* The order of the passes: every link leads forward, and activities that depend on each other stand
 * close together in memory, whatever order they were given in. */
#include "domain/schedule/schedule_internal.h"

#include <string.h>

/* Links by one of their ends: offsets and the links themselves. */
static int32_t *group_links(const int32_t *ends, size_t link_count, size_t count,
                            struct arena *arena, int32_t **links_out)
{
    int32_t *first = ARENA_ARRAY(arena, int32_t, count + 2);
    int32_t *links = ARENA_ARRAY(arena, int32_t, link_count);
    for (size_t i = 0; i < link_count; i++) {
        first[ends[i] + 2]++;
    }
    for (size_t i = 2; i <= count; i++) {
        first[i + 1] += first[i];
    }
    for (size_t i = 0; i < link_count; i++) {
        links[first[ends[i] + 1]++] = (int32_t)i;
    }
    *links_out = links;
    return first;
}

/* Kahn's algorithm. Returns how many activities could be placed: fewer than all means a cycle;
 * waiting_out then tells how many predecessors each one still waits for. */
static size_t order_activities(const struct network *network, struct arena *arena,
                               int32_t **order_out, int32_t **waiting_out)
{
    int32_t *links;
    int32_t *first = group_links(network->link_from, network->link_count, network->activity_count,
                                 arena, &links);
    int32_t *waiting = ARENA_ARRAY(arena, int32_t, network->activity_count);
    int32_t *order = ARENA_ARRAY(arena, int32_t, network->activity_count);
    int32_t *stack = ARENA_ARRAY(arena, int32_t, network->activity_count);
    size_t placed = 0, depth = 0;

    for (size_t i = 0; i < network->link_count; i++) {
        waiting[network->link_to[i]]++;
    }
    /* Last freed, first placed: a plan is followed to its end before the next begins, so that
     * activities that depend on each other stand close together in memory. */
    for (size_t i = network->activity_count; i-- > 0;) {
        if (waiting[i] == 0) {
            stack[depth++] = (int32_t)i;
        }
    }
    while (depth > 0) {
        int32_t at = stack[--depth];
        order[placed++] = at;
        for (int32_t i = first[at]; i < first[at + 1]; i++) {
            int32_t to = network->link_to[links[i]];
            if (--waiting[to] == 0) {
                stack[depth++] = to;
            }
        }
    }
    *order_out = order;
    *waiting_out = waiting;
    return placed;
}

size_t schedule_find_cycle(const struct network *network, struct arena *arena,
                           int32_t **activities_out)
{
    int32_t *order, *waiting, *links;
    if (order_activities(network, arena, &order, &waiting) == network->activity_count) {
        return 0;
    }
    /* Each activity that waits has a predecessor that waits: going back must come round. */
    int32_t *first =
        group_links(network->link_to, network->link_count, network->activity_count, arena, &links);
    int32_t *step_of = ARENA_ARRAY(arena, int32_t, network->activity_count);
    int32_t *walk = ARENA_ARRAY(arena, int32_t, network->activity_count + 1);
    size_t length = 0;
    int32_t at = 0;
    while (waiting[at] == 0) {
        at++;
    }
    while (step_of[at] == 0) {
        walk[length++] = at;
        step_of[at] = (int32_t)length;
        int32_t i = first[at];
        while (waiting[network->link_from[links[i]]] == 0) {
            i++;
        }
        at = network->link_from[links[i]];
    }
    size_t size = length - (size_t)step_of[at] + 1;
    int32_t *cycle = ARENA_ARRAY(arena, int32_t, size);
    for (size_t i = 0; i < size; i++) {
        cycle[i] = walk[length - 1 - i];
    }
    *activities_out = cycle;
    return size;
}

static enum error_kind cycle_error(const struct network *network, struct arena *arena,
                                   struct error *err)
{
    int32_t *cycle = NULL;
    size_t size = schedule_find_cycle(network, arena, &cycle);
    struct text_builder names;
    text_builder_init(&names, arena, 4096);
    for (size_t i = 0; i < size; i++) {
        struct text id = network->ids[cycle[i]];
        /* Room for the first one again at the end, since a cycle is read round. */
        if (names.length + id.length > 300) {
            text_builder_add(&names, TEXT("… → "));
            break;
        }
        text_builder_add(&names, id);
        text_builder_add(&names, TEXT(" → "));
    }
    struct text first = network->ids[cycle[0]];
    text_builder_add(&names, text_slice(first, 0, first.length < 60 ? first.length : 60));
    return error_set(err, ERROR_INVALID, "schedule.cycle", "%zu activities form a cycle: %.*s",
                     size, TEXT_ARGS(text_builder_text(&names)));
}

/* --- a network that stands in order ----------------------------------------------------------- */

static bool stands_in_order(const struct network *network)
{
    for (size_t i = 0; i < network->link_count; i++) {
        if (network->link_from[i] >= network->link_to[i]) {
            return false;
        }
    }
    return true;
}

/* S-3: a milestone takes no time, so its finish is its start. */
static enum link_type settled_type(enum link_type type, bool from_milestone, bool to_milestone)
{
    static const enum link_type from_start[] = {LINK_SS, LINK_SS, LINK_SF, LINK_SF};
    static const enum link_type to_start[] = {LINK_FS, LINK_SS, LINK_FS, LINK_SS};
    type = from_milestone ? from_start[type] : type;
    return to_milestone ? to_start[type] : type;
}

static void lay_out_as_given(struct pass *pass)
{
    const struct network *network = pass->network;
    int32_t *first = pass->first_arc;

    for (size_t a = 0; a < pass->count; a++) {
        pass->nodes[a].duration = network->durations[a];
        pass->nodes[a].calendar = network->calendars[a];
    }
    /* Counting sort by successor, stable, so that the first of two equal links drives. */
    for (size_t i = 0; i < network->link_count; i++) {
        first[network->link_to[i] + 2]++;
    }
    for (size_t a = 2; a <= pass->count; a++) {
        first[a + 1] += first[a];
    }
    for (size_t i = 0; i < network->link_count; i++) {
        int32_t from = network->link_from[i], to = network->link_to[i];
        enum link_type type =
            settled_type((enum link_type)network->link_type[i], network->durations[from] == 0,
                         network->durations[to] == 0);
        pass->arcs[first[to + 1]++] =
            (struct arc){from, network->link_lag[i], (uint32_t)i * 16 + type};
    }
}

/* --- a network in any order ------------------------------------------------------------------- */

/* What the walk has to know of an activity, a quarter of a cache line. In a large network each look
 * at one is a wait for memory, so there is one record to look at, and the loops below ask for those
 * to come. */
struct spot {
    uint32_t out_count; /* links that leave it, times 2; plus 1 for a milestone */
    int32_t first_out;  /* in walk.to: where they begin */
    int32_t waiting;    /* predecessors not yet placed; then its position */
    int32_t next_arc;   /* number of links that lead to it; then the place of its next arc */
};

struct walk {
    struct pass *pass;
    struct spot *spots;
    int32_t *to; /* successors, grouped by predecessor */
};

enum { AHEAD = 64 };

static void count_ends(const struct network *network, struct spot *spots)
{
    size_t links = network->link_count;
    for (size_t a = 0; a < network->activity_count; a++) {
        spots[a].out_count = network->durations[a] == 0;
    }
    for (size_t i = 0; i < links; i++) {
        size_t ahead = i + AHEAD < links ? i + AHEAD : i;
        __builtin_prefetch(&spots[network->link_from[ahead]], 1);
        __builtin_prefetch(&spots[network->link_to[ahead]], 1);
        spots[network->link_from[i]].out_count += 2;
        spots[network->link_to[i]].next_arc++;
    }
}

static void group_successors(const struct network *network, struct walk *walk)
{
    struct spot *spots = walk->spots;
    size_t links = network->link_count;
    int32_t next = 0;
    for (size_t a = 0; a < network->activity_count; a++) {
        next += (int32_t)(spots[a].out_count / 2);
        spots[a].first_out = next;
        spots[a].waiting = spots[a].next_arc;
    }
    for (size_t i = 0; i < links; i++) {
        size_t ahead = i + AHEAD < links ? i + AHEAD : i;
        __builtin_prefetch(&spots[network->link_from[ahead]], 1);
        walk->to[--spots[network->link_from[i]].first_out] = network->link_to[i];
    }
}

static int32_t end_out(const struct spot *spot)
{
    return spot->first_out + (int32_t)(spot->out_count / 2);
}

/* Kahn's algorithm, first freed first placed: what is placed soon is known long before, so that
 * memory is asked for it in time. Returns how many could be placed. */
static size_t place_all(struct walk *walk)
{
    struct spot *spots = walk->spots;
    int32_t *order = walk->pass->order;
    size_t placed = 0, freed = 0;
    int32_t arcs = 0;

    for (size_t a = 0; a < walk->pass->count; a++) {
        if (spots[a].waiting == 0) {
            order[freed++] = (int32_t)a;
        }
    }
    for (; placed < freed; placed++) {
        if (placed + 2 * AHEAD < freed) {
            __builtin_prefetch(&spots[order[placed + 2 * AHEAD]], 1);
        }
        if (placed + AHEAD < freed) {
            __builtin_prefetch(&walk->to[spots[order[placed + AHEAD]].first_out]);
        }
        if (placed + AHEAD / 2 < freed) {
            const struct spot *next = &spots[order[placed + AHEAD / 2]];
            for (int32_t i = next->first_out; i < end_out(next); i++) {
                __builtin_prefetch(&spots[walk->to[i]], 1);
            }
        }
        struct spot *spot = &spots[order[placed]];
        for (int32_t i = spot->first_out; i < end_out(spot); i++) {
            int32_t to = walk->to[i];
            order[freed] = to;
            freed += --spots[to].waiting == 0;
        }
        int32_t arc_count = spot->next_arc;
        spot->waiting = (int32_t)placed;
        spot->next_arc = arcs;
        walk->pass->first_arc[placed] = arcs;
        arcs += arc_count;
    }
    walk->pass->first_arc[placed] = arcs;
    return placed;
}

/* In the order of the links, so that the first of two equal ones drives. */
static void make_arcs(const struct network *network, struct walk *walk)
{
    struct pass *pass = walk->pass;
    struct spot *spots = walk->spots;
    size_t links = network->link_count;
    for (size_t i = 0; i < links; i++) {
        size_t far = i + 2 * AHEAD < links ? i + 2 * AHEAD : i;
        size_t near = i + AHEAD < links ? i + AHEAD : i;
        __builtin_prefetch(&spots[network->link_from[far]]);
        __builtin_prefetch(&spots[network->link_to[far]], 1);
        __builtin_prefetch(&pass->arcs[spots[network->link_to[near]].next_arc], 1);
        const struct spot *from = &spots[network->link_from[i]];
        struct spot *to = &spots[network->link_to[i]];
        enum link_type type = settled_type((enum link_type)network->link_type[i],
                                           from->out_count % 2 == 1, to->out_count % 2 == 1);
        pass->arcs[to->next_arc++] =
            (struct arc){from->waiting, network->link_lag[i], (uint32_t)i * 16 + type};
    }
    for (size_t a = 0; a < pass->count; a++) {
        size_t ahead = a + AHEAD < pass->count ? a + AHEAD : a;
        __builtin_prefetch(&pass->nodes[spots[ahead].waiting], 1);
        pass->position[a] = spots[a].waiting;
        pass->nodes[spots[a].waiting].duration = network->durations[a];
        pass->nodes[spots[a].waiting].calendar = network->calendars[a];
    }
}

static enum error_kind lay_out_in_order(struct pass *pass, struct arena *arena, struct error *err)
{
    const struct network *network = pass->network;
    struct walk walk = {.pass = pass,
                        .spots = ARENA_ARRAY(arena, struct spot, pass->count),
                        .to = ARENA_ARRAY(arena, int32_t, network->link_count)};

    pass->order = ARENA_ARRAY(arena, int32_t, pass->count + 1);
    pass->position = ARENA_ARRAY(arena, int32_t, pass->count);
    count_ends(network, walk.spots);
    group_successors(network, &walk);
    if (place_all(&walk) < pass->count) {
        return cycle_error(network, arena, err);
    }
    make_arcs(network, &walk);
    return OK;
}

/* --- lags of all kinds -------------------------------------------------------------------------- */

/* The network without its maximal lags, which alone decides on the order. */
static struct network leave_out_maximal(const struct network *network, struct arena *arena)
{
    struct network plain = *network;
    int32_t *from = ARENA_ARRAY(arena, int32_t, network->link_count);
    int32_t *to = ARENA_ARRAY(arena, int32_t, network->link_count);
    plain.link_count = 0;
    plain.link_rules = NULL;
    for (size_t i = 0; i < network->link_count; i++) {
        if (!network->link_rules[i].maximal) {
            from[plain.link_count] = network->link_from[i];
            to[plain.link_count++] = network->link_to[i];
        }
    }
    plain.link_from = from;
    plain.link_to = to;
    return plain;
}

/* S-14: of whole days, "finishes on the day of the start" ends one day later than it starts; lags
 * of other calendars are measured from point to point. */
static int32_t point_lag(const struct network *network, size_t link, enum link_type type)
{
    bool plain = network->link_rules[link].lag == LAG_SUCCESSOR && !link_is_maximal(network, link);
    bool day = network->unit == NETWORK_DAYS && type == LINK_SF;
    return network->link_lag[link] + (day && !plain ? 1 : 0);
}

/* S-13: "at most lag after" is "the predecessor at least minus lag from the successor", counted in
 * the successor's calendar. */
struct arc schedule_make_arc(const struct pass *pass, size_t link)
{
    static const enum link_type turned[] = {LINK_SF, LINK_SS, LINK_FF, LINK_FS};
    const struct network *network = pass->network;
    int32_t from = (int32_t)position_of(pass, (size_t)link_source(network, link));
    enum link_type type = settled_type((enum link_type)network->link_type[link],
                                       network->durations[network->link_from[link]] == 0,
                                       network->durations[network->link_to[link]] == 0);
    if (network->link_rules == NULL) {
        return (struct arc){from, network->link_lag[link], (uint32_t)link * 16 + type};
    }
    uint32_t kind = network->link_rules[link].lag;
    int32_t lag = point_lag(network, link, type);
    if (!link_is_maximal(network, link)) {
        return (struct arc){from, lag, (uint32_t)link * 16 + kind * 4 + type};
    }
    kind = kind == LAG_ELAPSED                                ? LAG_ELAPSED
           : type == LINK_FF && network->unit == NETWORK_DAYS ? LAG_TURNED_FINISH
                                                              : LAG_PREDECESSOR;
    return (struct arc){from, -lag, (uint32_t)link * 16 + kind * 4 + turned[type]};
}

static void make_all_arcs(struct pass *pass, struct arena *arena)
{
    const struct network *network = pass->network;
    int32_t *first = ARENA_ARRAY(arena, int32_t, pass->count + 2);
    for (size_t i = 0; i < network->link_count; i++) {
        first[position_of(pass, (size_t)link_target(network, i)) + 2]++;
    }
    for (size_t p = 2; p <= pass->count; p++) {
        first[p + 1] += first[p];
    }
    for (size_t i = 0; i < network->link_count; i++) {
        size_t to = position_of(pass, (size_t)link_target(network, i));
        pass->arcs[first[to + 1]++] = schedule_make_arc(pass, i);
    }
    pass->first_arc = first;
}

static enum error_kind lay_out(struct pass *pass, struct arena *arena, struct error *err)
{
    if (stands_in_order(pass->network)) {
        lay_out_as_given(pass);
        return OK;
    }
    return lay_out_in_order(pass, arena, err);
}

enum error_kind schedule_lay_out(struct pass *pass, struct arena *arena, struct error *err)
{
    const struct network *network = pass->network;
    pass->nodes = ARENA_ARRAY(arena, struct node, pass->count);
    pass->arcs = ARENA_ARRAY(arena, struct arc, network->link_count);
    pass->first_arc = ARENA_ARRAY(arena, int32_t, pass->count + 2);
    pass->early_driver = ARENA_ARRAY(arena, int32_t, pass->count);
    if (network->link_rules == NULL) {
        return lay_out(pass, arena, err);
    }
    struct network plain = leave_out_maximal(network, arena);
    pass->network = &plain;
    enum error_kind kind = lay_out(pass, arena, err);
    pass->network = network;
    TRY(kind);
    pass->turns_back = plain.link_count < network->link_count;
    make_all_arcs(pass, arena);
    return OK;
}
