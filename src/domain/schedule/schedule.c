#include "domain/schedule/schedule_internal.h"

/* In a large network the other end of a link waits in memory: asked for so many links before, it is
 * there. */
enum { AHEAD = 64 };
/* Sweeps over maximal lags before a plan is taken to contradict itself. */
enum { ROUNDS_MAX = 2000 };

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
            latest_index(pass, from, node, node->start_index, arc, map) - from->start_index;
        from->free_float = room < from->free_float ? room : from->free_float;
    }
}

/* S-5: the earliest start index, and what drives it. */
static int32_t earliest_start(const struct pass *pass, size_t p, int32_t start, bool first_round,
                              int32_t *driver_out)
{
    const struct date *not_before = pass->network->not_before;
    const struct node *node = &pass->nodes[p];
    struct daymap *map = pass->maps[node->calendar];
    int32_t index = daymap_index(map, start);
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
        if (first_round && (size_t)arc->from > p) {
            continue;
        }
        ask_for_arc(pass, i + AHEAD);
        int32_t earliest = earliest_index(pass, &pass->nodes[arc->from], node, arc, map);
        if (earliest > index || (earliest == index && driver < 0)) {
            index = earliest;
            driver = link_of(arc);
        }
    }
    *driver_out = driver;
    return index;
}

/* The early dates of one activity; whether they moved. */
static inline bool settle_early(struct pass *pass, size_t p, bool first_round)
{
    struct node *node = &pass->nodes[p];
    struct daymap *map = pass->maps[node->calendar];
    int32_t driver, start = node->start, finish = node->finish;
    int32_t index = earliest_start(pass, p, pass->early_anchor, first_round, &driver);
    if (pass->wanted != NULL) {
        index = schedule_keep_rule(pass, p, index, &driver);
    }
    node->start_index = index;
    pass->early_driver[p] = driver;
    if (pass->inclusive == 0) {
        schedule_place_minutes(pass, p);
    } else {
        node->start = daymap_day(map, index);
        node->finish =
            node->duration > 1 ? daymap_day(map, index + node->duration - 1) : node->start;
    }
    return node->start != start || node->finish != finish;
}

bool schedule_settle_early(struct pass *pass, size_t p)
{
    return settle_early(pass, p, false);
}

/* One sweep; whether a date moved. */
static bool sweep_forward(struct pass *pass, bool first_round)
{
    bool moved = false;
    for (size_t p = 0; p < pass->count; p++) {
        if (settle_early(pass, p, first_round)) {
            moved = true;
            pass->moved = p;
        }
        pass->nodes[p].free_float = INT32_MAX;
        if (!pass->turns_back) {
            leave_room(pass, p);
        }
    }
    return moved;
}

/* With maximal lags a sweep may move what an earlier one has placed: again, until nothing moves. A
 * cycle that gains at each turn moves for ever; one that gains only here and there, since calendars
 * differ, comes to rest. */
static enum error_kind go_forward(struct pass *pass, struct date start, struct arena *arena,
                                  struct error *err)
{
    pass->early_anchor = start.day_number;
    (void)sweep_forward(pass, true);
    bool moved = pass->turns_back;
    for (int round = 0; moved; round++) {
        moved = sweep_forward(pass, false);
        if (moved && round >= ROUNDS_MAX) {
            return schedule_contradiction(pass, pass->moved, false, arena, err);
        }
    }
    for (size_t p = 0; pass->turns_back && p < pass->count; p++) {
        leave_room(pass, p);
    }
    return OK;
}

/* S-10: of links that give the same late date, the one to the activity that is given last; of two
 * to the same activity, the first. */
static bool drives_rather(const struct pass *pass, int32_t link, const struct node *from)
{
    int32_t other = from->late_driver;
    if (other < 0) {
        return true;
    }
    int32_t to = link_target(pass->network, (size_t)link);
    int32_t other_to = link_target(pass->network, (size_t)other);
    return to > other_to || (to == other_to && link < other);
}

/* The last index from which work of an activity ends by a tick. */
static int32_t last_start(const struct pass *pass, const struct node *node, int32_t tick)
{
    struct daymap *map = pass->maps[node->calendar];
    return pass->inclusive == 0 ? daymap_index(map, tick) - node->duration
                                : daymap_index_back(map, tick) - span_of(pass, node);
}

void schedule_bound_latest(struct pass *pass, size_t p, struct date finish)
{
    const struct date *not_after = pass->network->not_after;
    struct node *node = &pass->nodes[p];
    node->late_index = last_start(pass, node, finish.day_number);
    node->late_driver = DRIVEN_BY_ANCHOR;
    if (not_after != NULL && !date_is_none(not_after[activity_at(pass, p)])) {
        int32_t bound = last_start(pass, node, not_after[activity_at(pass, p)].day_number);
        if (bound < node->late_index) {
            node->late_index = bound;
            node->late_driver = DRIVEN_BY_BOUND;
        }
    }
    if (pass->wanted != NULL) {
        schedule_bound_late(pass, p);
    }
    if (pass->late_point != NULL) {
        pass->late_point[p] = schedule_last_tick(pass, p, finish.day_number);
    }
}

/* S-6: what one link leaves its predecessor, of which `latest` is the last start; whether that is
 * earlier than before. */
static inline bool hold_to(struct pass *pass, size_t p, const struct arc *arc)
{
    const struct node *node = &pass->nodes[p];
    struct node *from = &pass->nodes[arc->from];
    int32_t latest =
        latest_index(pass, from, node, node->late_index, arc, pass->maps[node->calendar]);
    if (pass->wanted != NULL && schedule_stands(pass, (size_t)arc->from)) {
        return false;
    }
    if (pass->late_point != NULL) {
        int32_t limit = schedule_limit(pass, from, node, node->late_index, arc);
        int32_t *point = &pass->late_point[arc->from];
        *point = limit < *point ? limit : *point;
    }
    bool earlier = latest < from->late_index;
    if (earlier || (latest == from->late_index && drives_rather(pass, link_of(arc), from))) {
        from->late_index = latest;
        from->late_driver = link_of(arc);
    }
    return earlier;
}

bool schedule_hold_to(struct pass *pass, size_t p, const struct arc *arc)
{
    return (pass->wanted == NULL || !schedule_is_done(pass, p)) && hold_to(pass, p, arc);
}

static bool sweep_backward(struct pass *pass)
{
    bool moved = false;
    for (size_t p = pass->count; p-- > 0;) {
        if (pass->wanted != NULL && schedule_is_done(pass, p)) {
            continue; /* what is finished holds nobody back */
        }
        for (int32_t i = pass->first_arc[p]; i < pass->first_arc[p + 1]; i++) {
            ask_for_arc(pass, i - AHEAD);
            if (hold_to(pass, p, &pass->arcs[i])) {
                moved = true;
                pass->moved = (size_t)pass->arcs[i].from;
            }
        }
    }
    return moved;
}

static enum error_kind go_backward(struct pass *pass, struct date finish, struct arena *arena,
                                   struct error *err)
{
    for (size_t p = 0; p < pass->count; p++) {
        schedule_bound_latest(pass, p, finish);
    }
    bool moved = sweep_backward(pass) && pass->turns_back;
    for (int round = 0; moved; round++) {
        moved = sweep_backward(pass);
        if (moved && round >= ROUNDS_MAX) {
            return schedule_contradiction(pass, pass->moved, true, arena, err);
        }
    }
    return OK;
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

static void allocate(struct schedule *schedule, size_t count, struct arena *arena)
{
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
}

static inline void write_one(const struct pass *pass, size_t a, size_t p, struct schedule *schedule)
{
    const struct node *node = &pass->nodes[p];
    struct daymap *map = pass->maps[node->calendar];
    int32_t late = node->late_index;
    schedule->early_start[a].day_number = node->start;
    schedule->early_finish[a].day_number = node->finish;
    schedule->late_start[a].day_number = daymap_day(map, late);
    schedule->late_finish[a].day_number = daymap_day(map, late + span_of(pass, node));
    schedule->submit_by[a] = submit_by(map, late);
    int32_t total = late - (pass->wanted == NULL ? node->start_index : pass->wanted[p]);
    int32_t most = total > 0 ? total : 0;
    int32_t room = node->free_float > 0 ? node->free_float : 0;
    schedule->total_float[a] = total;
    schedule->free_float[a] = room < most ? room : most;
    schedule->critical[a] = total <= 0;
    schedule->early_driver[a] = pass->early_driver[p];
    schedule->late_driver[a] = node->late_driver;
    if (pass->inclusive == 0) {
        schedule_tell_late(pass, p, &schedule->late_start[a], &schedule->late_finish[a]);
    }
    if (pass->wanted != NULL && schedule_is_done(pass, p)) {
        schedule->critical[a] = false;
    }
}

void schedule_write(const struct pass *pass, size_t p, struct schedule *schedule)
{
    write_one(pass, activity_at(pass, p), p, schedule);
}

/* In the network's order: reading from one place at random is cheaper than writing to ten. */
static void write_out(const struct pass *pass, struct schedule *schedule)
{
    for (size_t a = 0; a < pass->count; a++) {
        size_t ahead = position_of(pass, a + AHEAD < pass->count ? a + AHEAD : a);
        __builtin_prefetch(&pass->nodes[ahead]);
        __builtin_prefetch(&pass->early_driver[ahead]);
        write_one(pass, a, position_of(pass, a), schedule);
    }
}

enum error_kind schedule_check_overrun(const struct network *network, struct error *err)
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
    if (network->unit == NETWORK_MINUTES) { /* it walks from the start of the network to each */
        days = (int64_t)network->activity_count *
               (schedule->finish.day_number - schedule->start.day_number) / 4;
    }
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

enum error_kind schedule_run(struct pass *pass, struct arena *arena, struct schedule *schedule,
                             struct error *err)
{
    const struct network *network = pass->network;
    schedule->start = network->start;
    schedule->finish = network->finish;
    for (size_t i = 0; i < network->map_count; i++) {
        network->maps[i]->overrun = false;
    }
    if (date_is_none(network->start)) {
        TRY(go_backward(pass, network->finish, arena, err));
        schedule->start = earliest_late_start(pass);
        TRY(go_forward(pass, schedule->start, arena, err));
    } else {
        TRY(go_forward(pass, network->start, arena, err));
        if (date_is_none(network->finish)) {
            schedule->finish = latest_finish(pass);
        }
        TRY(go_backward(pass, schedule->finish, arena, err));
    }
    write_out(pass, schedule);
    return schedule_check_overrun(network, err);
}

enum error_kind schedule_open(const struct network *network, struct arena *arena, struct pass *pass,
                              struct schedule *schedule, struct error *err)
{
    *pass = (struct pass){
        .network = network,
        .maps = network->maps,
        .count = network->activity_count,
        .inclusive = network->unit == NETWORK_DAYS,
    };
    if (network->rules != NULL) {
        pass->wanted = ARENA_ARRAY(arena, int32_t, pass->count);
    }
    if (network->unit == NETWORK_MINUTES) {
        pass->late_point = ARENA_ARRAY(arena, int32_t, pass->count);
    }
    TRY(schedule_lay_out(pass, arena, err));
    allocate(schedule, pass->count, arena);
    return schedule_run(pass, arena, schedule, err);
}

enum error_kind schedule_compute(const struct network *network, struct arena *arena,
                                 struct schedule *schedule_out, struct error *err)
{
    struct pass pass;
    struct schedule schedule;

    TRY(schedule_open(network, arena, &pass, &schedule, err));
#ifdef KAIGONG_CHECKED
    if (is_small(network, &schedule)) {
        TRY(schedule_check(network, &schedule, err));
    }
#endif
    *schedule_out = schedule;
    return OK;
}
