#include "domain/schedule/schedule_internal.h"

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

/* In a large network the other end of a link waits in memory: asked for so many links before, it is
 * there. */
enum { AHEAD = 64 };

static void ask_for_arc(const struct pass *pass, int32_t arc)
{
    if ((uint32_t)arc < (uint32_t)pass->first_arc[pass->count]) {
        __builtin_prefetch(&pass->nodes[pass->arcs[arc].from], 1);
    }
}

/* S-7: what the predecessors of an activity may slip before its early dates move. */
static void leave_room(struct pass *pass, size_t p)
{
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
            ask_for_arc(pass, i + AHEAD);
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
        node->free_float = INT32_MAX;
        pass->early_driver[p] = driver;
        leave_room(pass, p);
    }
}

/* S-10: of links that give the same late date, the one to the activity that is given last; of two
 * to the same activity, the first. */
static bool drives_rather(const struct pass *pass, int32_t link, const struct node *from)
{
    int32_t other = from->late_driver;
    if (other < 0) {
        return true;
    }
    const int32_t *to = pass->network->link_to;
    return to[link] > to[other] || (to[link] == to[other] && link < other);
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
            ask_for_arc(pass, i - AHEAD);
            int32_t latest =
                latest_index(from, node, node->late_index, arc, pass->maps[from->calendar], map);
            if (latest < from->late_index ||
                (latest == from->late_index && drives_rather(pass, link_of(arc), from))) {
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

/* S-8; none where the calendar knows no working day before. */
static struct date submit_by(struct daymap *map, int32_t late_index)
{
    bool none = map->arena == NULL && late_index - 1 < map->low_index;
    return none ? DATE_NONE : (struct date){daymap_day(map, late_index - 1)};
}

/* In the network's order: reading from one place at random is cheaper than writing to ten. */
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
    for (size_t a = 0; a < count; a++) {
        size_t p = position_of(pass, a);
        size_t ahead = position_of(pass, a + AHEAD < count ? a + AHEAD : a);
        __builtin_prefetch(&pass->nodes[ahead]);
        __builtin_prefetch(&pass->early_driver[ahead]);
        const struct node *node = &pass->nodes[p];
        struct daymap *map = pass->maps[node->calendar];
        int32_t late = node->late_index;
        schedule->early_start[a].day_number = node->start;
        schedule->early_finish[a].day_number = node->finish;
        schedule->late_start[a].day_number = daymap_day(map, late);
        schedule->late_finish[a].day_number = daymap_day(map, late + days_after_first(node));
        schedule->submit_by[a] = submit_by(map, late);
        int32_t total = late - node->start_index, most = total > 0 ? total : 0;
        schedule->total_float[a] = total;
        schedule->free_float[a] = node->free_float < most ? node->free_float : most;
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

enum error_kind schedule_compute(const struct network *network, struct arena *arena,
                                 struct schedule *schedule_out, struct error *err)
{
    struct pass pass = {
        .network = network, .maps = network->maps, .count = network->activity_count};
    struct schedule schedule = {.start = network->start, .finish = network->finish};

    for (size_t i = 0; i < network->map_count; i++) {
        network->maps[i]->overrun = false;
    }
    TRY(schedule_lay_out(&pass, arena, err));
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
