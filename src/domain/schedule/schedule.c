#include "domain/schedule/schedule.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

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

static size_t activity_at(const struct pass *pass, size_t position)
{
    return pass->order == NULL ? position : (size_t)pass->order[position];
}

/* S-3: a milestone takes no time, so its finish is its start. */
static enum link_type settled_type(const struct network *network, size_t link)
{
    static const enum link_type from_milestone[] = {LINK_SS, LINK_SS, LINK_SF, LINK_SF};
    static const enum link_type to_milestone[] = {LINK_FS, LINK_SS, LINK_FS, LINK_SS};
    enum link_type type = (enum link_type)network->link_type[link];
    if (network->durations[network->link_from[link]] == 0) {
        type = from_milestone[type];
    }
    if (network->durations[network->link_to[link]] == 0) {
        type = to_milestone[type];
    }
    return type;
}

static bool stands_in_order(const struct network *network)
{
    for (size_t i = 0; i < network->link_count; i++) {
        if (network->link_from[i] >= network->link_to[i]) {
            return false;
        }
    }
    return true;
}

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

static void lay_out(struct pass *pass, struct arena *arena)
{
    const struct network *network = pass->network;
    size_t count = pass->count;

    pass->nodes = ARENA_ARRAY(arena, struct node, count);
    pass->arcs = ARENA_ARRAY(arena, struct arc, network->link_count);
    pass->first_arc = ARENA_ARRAY(arena, int32_t, count + 2);
    pass->early_driver = ARENA_ARRAY(arena, int32_t, count);
    for (size_t p = 0; p < count; p++) {
        size_t activity = activity_at(pass, p);
        pass->nodes[p].duration = network->durations[activity];
        pass->nodes[p].calendar = network->calendars[activity];
    }
    /* Counting sort by successor, stable, so that the first of two equal links drives. */
    int32_t *first = pass->first_arc;
    for (size_t i = 0; i < network->link_count; i++) {
        int32_t to = network->link_to[i];
        first[(pass->position == NULL ? to : pass->position[to]) + 2]++;
    }
    for (size_t p = 2; p <= count; p++) {
        first[p + 1] += first[p];
    }
    for (size_t i = 0; i < network->link_count; i++) {
        int32_t to = network->link_to[i], from = network->link_from[i];
        int32_t p = pass->position == NULL ? to : pass->position[to];
        struct arc *arc = &pass->arcs[first[p + 1]++];
        arc->from = pass->position == NULL ? from : pass->position[from];
        arc->lag = network->link_lag[i];
        arc->link_and_type = (uint32_t)i * 4 + settled_type(network, i);
    }
}

static int32_t link_of(const struct arc *arc)
{
    return (int32_t)(arc->link_and_type >> 2);
}

static bool binds_finish(uint32_t type) /* of the successor */
{
    return type >= LINK_FF;
}

static bool comes_from_finish(uint32_t type) /* of the predecessor */
{
    return type == LINK_FS || type == LINK_FF;
}

static int32_t days_after_first(const struct node *node)
{
    return node->duration > 0 ? node->duration - 1 : 0;
}

/* S-4: the earliest start index that a link leaves its successor. */
static int32_t earliest_index(const struct node *from, const struct node *to, const struct arc *arc,
                              struct daymap *map)
{
    uint32_t type = arc->link_and_type & 3;
    int32_t day = comes_from_finish(type) ? from->finish : from->start;
    int32_t index = daymap_index(map, day + (type == LINK_FS)) + arc->lag;
    return binds_finish(type) ? index - days_after_first(to) : index;
}

/* S-6: the latest start index of the predecessor that still lets the successor start on `to_index`.
 * The exact counterpart of earliest_index. */
static int32_t latest_index(const struct node *from, const struct node *to, int32_t to_index,
                            const struct arc *arc, struct daymap *from_map, struct daymap *to_map)
{
    uint32_t type = arc->link_and_type & 3;
    int32_t index = to_index - arc->lag + (binds_finish(type) ? days_after_first(to) : 0);
    int32_t day = daymap_day(to_map, index) - (type == LINK_FS);
    index = daymap_index_back(from_map, day);
    return comes_from_finish(type) ? index - days_after_first(from) : index;
}

static void go_forward(struct pass *pass, struct date start)
{
    const struct date *not_before = pass->network->not_before;
    for (size_t p = 0; p < pass->count; p++) {
        struct node *node = &pass->nodes[p];
        struct daymap *map = pass->maps[node->calendar];
        int32_t index = daymap_index(map, start.day_number);
        int32_t driver = DRIVEN_BY_ANCHOR;
        if (not_before != NULL && !date_is_none(not_before[activity_at(pass, p)])) {
            int32_t bound = daymap_index(map, not_before[activity_at(pass, p)].day_number);
            if (bound > index) {
                index = bound;
                driver = DRIVEN_BY_BOUND;
            }
        }
        for (int32_t i = pass->first_arc[p]; i < pass->first_arc[p + 1]; i++) {
            const struct arc *arc = &pass->arcs[i];
            int32_t earliest = earliest_index(&pass->nodes[arc->from], node, arc, map);
            if (earliest > index || (earliest == index && driver < 0)) {
                index = earliest;
                driver = link_of(arc);
            }
        }
        node->start_index = index;
        node->start = daymap_day(map, index);
        node->finish =
            node->duration > 1 ? daymap_day(map, index + node->duration - 1) : node->start;
        pass->early_driver[p] = driver;
    }
}

static void go_backward(struct pass *pass, struct date finish)
{
    const struct date *not_after = pass->network->not_after;
    for (size_t p = 0; p < pass->count; p++) {
        struct node *node = &pass->nodes[p];
        struct daymap *map = pass->maps[node->calendar];
        int32_t index = daymap_index_back(map, finish.day_number);
        node->late_driver = DRIVEN_BY_ANCHOR;
        if (not_after != NULL && !date_is_none(not_after[activity_at(pass, p)])) {
            int32_t bound = daymap_index_back(map, not_after[activity_at(pass, p)].day_number);
            if (bound < index) {
                index = bound;
                node->late_driver = DRIVEN_BY_BOUND;
            }
        }
        node->late_index = index - days_after_first(node);
    }
    for (size_t p = pass->count; p-- > 0;) {
        const struct node *node = &pass->nodes[p];
        struct daymap *map = pass->maps[node->calendar];
        for (int32_t i = pass->first_arc[p]; i < pass->first_arc[p + 1]; i++) {
            const struct arc *arc = &pass->arcs[i];
            struct node *from = &pass->nodes[arc->from];
            int32_t latest =
                latest_index(from, node, node->late_index, arc, pass->maps[from->calendar], map);
            if (latest < from->late_index ||
                (latest == from->late_index && from->late_driver < 0)) {
                from->late_index = latest;
                from->late_driver = link_of(arc);
            }
        }
    }
}

static struct date latest_finish(const struct pass *pass)
{
    int32_t day = pass->nodes[0].finish;
    for (size_t p = 1; p < pass->count; p++) {
        day = pass->nodes[p].finish > day ? pass->nodes[p].finish : day;
    }
    return (struct date){day};
}

static struct date earliest_late_start(const struct pass *pass)
{
    int32_t earliest = INT32_MAX;
    for (size_t p = 0; p < pass->count; p++) {
        const struct node *node = &pass->nodes[p];
        int32_t day = daymap_day(pass->maps[node->calendar], node->late_index);
        earliest = day < earliest ? day : earliest;
    }
    return (struct date){earliest};
}

/* S-7: what an activity may slip before another early date moves, at most its total float. */
static void find_free_float(struct pass *pass)
{
    for (size_t p = 0; p < pass->count; p++) {
        struct node *node = &pass->nodes[p];
        int32_t total = node->late_index - node->start_index;
        node->free_float = total > 0 ? total : 0;
    }
    for (size_t p = 0; p < pass->count; p++) {
        const struct node *node = &pass->nodes[p];
        struct daymap *map = pass->maps[node->calendar];
        for (int32_t i = pass->first_arc[p]; i < pass->first_arc[p + 1]; i++) {
            const struct arc *arc = &pass->arcs[i];
            struct node *from = &pass->nodes[arc->from];
            int32_t room =
                latest_index(from, node, node->start_index, arc, pass->maps[from->calendar], map) -
                from->start_index;
            from->free_float = room < from->free_float ? room : from->free_float;
        }
    }
}

/* S-8; none where the calendar knows no working day before. */
static struct date submit_by(struct daymap *map, int32_t late_index)
{
    bool none = map->arena == NULL && late_index - 1 < map->low_index;
    return none ? DATE_NONE : (struct date){daymap_day(map, late_index - 1)};
}

static void write_out(const struct pass *pass, struct arena *arena, struct schedule *schedule)
{
    size_t count = pass->count;
    schedule->activity_count = count;
    schedule->early_start = ARENA_ARRAY(arena, struct date, count);
    schedule->early_finish = ARENA_ARRAY(arena, struct date, count);
    schedule->late_start = ARENA_ARRAY(arena, struct date, count);
    schedule->late_finish = ARENA_ARRAY(arena, struct date, count);
    schedule->submit_by = ARENA_ARRAY(arena, struct date, count);
    schedule->total_float = ARENA_ARRAY(arena, int32_t, count);
    schedule->free_float = ARENA_ARRAY(arena, int32_t, count);
    schedule->critical = ARENA_ARRAY(arena, bool, count);
    schedule->early_driver = ARENA_ARRAY(arena, int32_t, count);
    schedule->late_driver = ARENA_ARRAY(arena, int32_t, count);
    for (size_t p = 0; p < count; p++) {
        const struct node *node = &pass->nodes[p];
        struct daymap *map = pass->maps[node->calendar];
        size_t a = activity_at(pass, p);
        int32_t late = node->late_index;
        schedule->early_start[a].day_number = node->start;
        schedule->early_finish[a].day_number = node->finish;
        schedule->late_start[a].day_number = daymap_day(map, late);
        schedule->late_finish[a].day_number = daymap_day(map, late + days_after_first(node));
        schedule->submit_by[a] = submit_by(map, late);
        schedule->total_float[a] = late - node->start_index;
        schedule->free_float[a] = node->free_float;
        schedule->critical[a] = late <= node->start_index;
        schedule->early_driver[a] = pass->early_driver[p];
        schedule->late_driver[a] = node->late_driver;
    }
}

static enum error_kind check_overrun(const struct network *network, struct error *err)
{
    for (size_t i = 0; i < network->map_count; i++) {
        const struct daymap *map = network->maps[i];
        if (map->overrun) {
            char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
            return error_set(err, ERROR_LIMIT, "schedule.horizon",
                             "a date would lie outside calendar \"%.*s\", which knows working days "
                             "from %s to %s",
                             TEXT_ARGS(map->id), date_format((struct date){map->first_day}, from),
                             date_format((struct date){map->last_day}, to));
        }
    }
    return OK;
}

#ifdef KAIGONG_CHECKED
/* The checker walks days one by one: debug builds leave out what would take it longer than a blink.
 */
static bool is_small(const struct network *network, const struct schedule *schedule)
{
    enum { WALK_MAX = 2000000 };
    int64_t days = 0;
    for (size_t i = 0; i < network->activity_count; i++) {
        int32_t total = schedule->total_float[i];
        days += network->durations[i] + (total < 0 ? -total : total) + 10;
    }
    for (size_t i = 0; i < network->link_count; i++) {
        days += network->link_lag[i] < 0 ? -network->link_lag[i] : network->link_lag[i];
        days += schedule->free_float[network->link_from[i]];
    }
    return days <= WALK_MAX;
}
#endif

static enum error_kind put_in_order(struct pass *pass, struct arena *arena, struct error *err)
{
    int32_t *waiting;
    if (stands_in_order(pass->network)) {
        return OK;
    }
    if (order_activities(pass->network, arena, &pass->order, &waiting) < pass->count) {
        return cycle_error(pass->network, arena, err);
    }
    pass->position = waiting; /* all zero by now, and of the right size */
    for (size_t p = 0; p < pass->count; p++) {
        pass->position[pass->order[p]] = (int32_t)p;
    }
    return OK;
}

enum error_kind schedule_compute(const struct network *network, struct arena *arena,
                                 struct schedule *schedule_out, struct error *err)
{
    struct pass pass = {
        .network = network, .maps = network->maps, .count = network->activity_count};
    struct schedule schedule = {.start = network->start, .finish = network->finish};

    for (size_t i = 0; i < network->map_count; i++) {
        network->maps[i]->overrun = false;
    }
    TRY(put_in_order(&pass, arena, err));
    lay_out(&pass, arena);
    if (date_is_none(network->start)) {
        go_backward(&pass, network->finish);
        schedule.start = earliest_late_start(&pass);
        go_forward(&pass, schedule.start);
    } else {
        go_forward(&pass, network->start);
        if (date_is_none(network->finish)) {
            schedule.finish = latest_finish(&pass);
        }
        go_backward(&pass, schedule.finish);
    }
    find_free_float(&pass);
    write_out(&pass, arena, &schedule);
    TRY(check_overrun(network, err));
#ifdef KAIGONG_CHECKED
    if (is_small(network, &schedule)) {
        TRY(schedule_check(network, &schedule, err));
    }
#endif
    *schedule_out = schedule;
    return OK;
}
