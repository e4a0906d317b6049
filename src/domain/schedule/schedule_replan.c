#include "domain/schedule/schedule_replan.h"

#include "domain/schedule/schedule_internal.h"

/* Positions that wait, the next one first. */
struct heap {
    int32_t *items;
    size_t count;
    int32_t sign; /* 1: the lowest position is next; -1: the highest */
};

enum mark { WAITS_EARLY = 1, WAITS_LATE = 2, HAS_ROOM = 4, IS_TOLD = 8 };

/* The latest finish, or the earliest late start, of all: a tree over the positions. */
struct extreme {
    int32_t *values; /* [2 * size]; the root is 1, position p is size + p */
    size_t size;
    int32_t sign; /* 1: the greatest; -1: the least, kept negated */
};

struct schedule_replan {
    struct pass pass;
    struct schedule schedule;
    struct arena *arena;
    int32_t *first_out; /* [count + 1]: the arcs that leave a position */
    int32_t *out_arcs, *out_to;
    int32_t *arc_of; /* [link] */
    struct heap early, late;
    uint8_t *marks;
    int32_t *rooms, *told;
    size_t room_count, told_count;
    struct extreme extreme;
    bool failed; /* the last run did not come to its end */
};

/* --- heaps and trees -------------------------------------------------------------------------- */

static void heap_push(struct heap *heap, int32_t position)
{
    size_t at = heap->count++;
    int32_t key = position * heap->sign;
    while (at > 0 && heap->items[(at - 1) / 2] * heap->sign > key) {
        heap->items[at] = heap->items[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap->items[at] = position;
}

static int32_t heap_pop(struct heap *heap)
{
    int32_t top = heap->items[0], last = heap->items[--heap->count];
    size_t at = 0;
    for (;;) {
        size_t child = at * 2 + 1;
        if (child >= heap->count) {
            break;
        }
        child += child + 1 < heap->count &&
                 heap->items[child + 1] * heap->sign < heap->items[child] * heap->sign;
        if (heap->items[child] * heap->sign >= last * heap->sign) {
            break;
        }
        heap->items[at] = heap->items[child];
        at = child;
    }
    heap->items[at] = last;
    return top;
}

static void extreme_set(struct extreme *tree, size_t position, int32_t value)
{
    size_t at = tree->size + position;
    tree->values[at] = value * tree->sign;
    for (at /= 2; at > 0; at /= 2) {
        int32_t a = tree->values[at * 2], b = tree->values[at * 2 + 1];
        int32_t greater = a > b ? a : b;
        if (tree->values[at] == greater) {
            break;
        }
        tree->values[at] = greater;
    }
}

/* --- marks ------------------------------------------------------------------------------------ */

static bool mark(struct schedule_replan *r, size_t p, enum mark mark)
{
    bool fresh = (r->marks[p] & mark) == 0;
    r->marks[p] |= (uint8_t)mark;
    return fresh;
}

static void wait_early(struct schedule_replan *r, size_t p)
{
    if (mark(r, p, WAITS_EARLY)) {
        heap_push(&r->early, (int32_t)p);
    }
}

static void wait_late(struct schedule_replan *r, size_t p)
{
    if (mark(r, p, WAITS_LATE)) {
        heap_push(&r->late, (int32_t)p);
    }
}

static void tell(struct schedule_replan *r, size_t p)
{
    if (mark(r, p, IS_TOLD)) {
        r->told[r->told_count++] = (int32_t)p;
    }
}

static void find_room(struct schedule_replan *r, size_t p)
{
    if (mark(r, p, HAS_ROOM)) {
        r->rooms[r->room_count++] = (int32_t)p;
    }
}

/* --- what changes ----------------------------------------------------------------------------- */

static void make_arc_again(struct schedule_replan *r, size_t link)
{
    r->pass.arcs[r->arc_of[link]] = schedule_make_arc(&r->pass, link);
}

void schedule_replan_link(struct schedule_replan *r, size_t link)
{
    const struct network *network = r->pass.network;
    size_t from = position_of(&r->pass, (size_t)link_source(network, link));
    make_arc_again(r, link);
    wait_early(r, position_of(&r->pass, (size_t)link_target(network, link)));
    wait_late(r, from);
    find_room(r, from);
}

void schedule_replan_activity(struct schedule_replan *r, size_t activity)
{
    size_t p = position_of(&r->pass, activity);
    r->pass.nodes[p].duration = r->pass.network->durations[activity];
    /* A milestone's links bind other ends than those of work (S-3). */
    for (int32_t i = r->pass.first_arc[p]; i < r->pass.first_arc[p + 1]; i++) {
        size_t from = (size_t)r->pass.arcs[i].from;
        make_arc_again(r, (size_t)link_of(&r->pass.arcs[i]));
        wait_late(r, from);
        find_room(r, from);
    }
    for (int32_t i = r->first_out[p]; i < r->first_out[p + 1]; i++) {
        make_arc_again(r, (size_t)link_of(&r->pass.arcs[r->out_arcs[i]]));
        wait_early(r, (size_t)r->out_to[i]);
    }
    wait_early(r, p);
    wait_late(r, p);
    find_room(r, p);
}

/* --- the passes ------------------------------------------------------------------------------- */

static void move_early(struct schedule_replan *r)
{
    struct pass *pass = &r->pass;
    while (r->early.count > 0) {
        size_t p = (size_t)heap_pop(&r->early);
        r->marks[p] &= (uint8_t)~WAITS_EARLY;
        tell(r, p);
        int32_t index = pass->nodes[p].start_index;
        if (!schedule_settle_early(pass, p) && index == pass->nodes[p].start_index) {
            continue;
        }
        find_room(r, p);
        for (int32_t i = pass->first_arc[p]; i < pass->first_arc[p + 1]; i++) {
            find_room(r, (size_t)pass->arcs[i].from);
        }
        for (int32_t i = r->first_out[p]; i < r->first_out[p + 1]; i++) {
            wait_early(r, (size_t)r->out_to[i]);
        }
        if (r->extreme.sign > 0) {
            extreme_set(&r->extreme, p, pass->nodes[p].finish);
        }
    }
}

static int32_t late_start_of(const struct pass *pass, size_t p)
{
    const struct node *node = &pass->nodes[p];
    return daymap_day(pass->maps[node->calendar], node->late_index);
}

static void move_late(struct schedule_replan *r)
{
    struct pass *pass = &r->pass;
    while (r->late.count > 0) {
        size_t p = (size_t)heap_pop(&r->late);
        r->marks[p] &= (uint8_t)~WAITS_LATE;
        tell(r, p);
        int32_t index = pass->nodes[p].late_index;
        schedule_bound_latest(pass, p, r->schedule.finish);
        for (int32_t i = r->first_out[p]; i < r->first_out[p + 1]; i++) {
            (void)schedule_hold_to(pass, (size_t)r->out_to[i], &pass->arcs[r->out_arcs[i]]);
        }
        if (pass->nodes[p].late_index == index) {
            continue;
        }
        for (int32_t i = pass->first_arc[p]; i < pass->first_arc[p + 1]; i++) {
            wait_late(r, (size_t)pass->arcs[i].from);
        }
        if (r->extreme.sign < 0) {
            extreme_set(&r->extreme, p, late_start_of(pass, p));
        }
    }
}

static void find_rooms(struct schedule_replan *r)
{
    struct pass *pass = &r->pass;
    for (size_t n = 0; n < r->room_count; n++) {
        size_t p = (size_t)r->rooms[n];
        struct node *node = &pass->nodes[p];
        node->free_float = INT32_MAX;
        for (int32_t i = r->first_out[p]; i < r->first_out[p + 1]; i++) {
            const struct node *to = &pass->nodes[r->out_to[i]];
            int32_t room = latest_index(pass, node, to, to->start_index,
                                        &pass->arcs[r->out_arcs[i]], pass->maps[to->calendar]) -
                           node->start_index;
            node->free_float = room < node->free_float ? room : node->free_float;
        }
        tell(r, p);
    }
}

static void forget_marks(struct schedule_replan *r)
{
    for (size_t i = 0; i < r->told_count; i++) {
        r->marks[r->told[i]] = 0;
    }
    for (size_t i = 0; i < r->room_count; i++) {
        r->marks[r->rooms[i]] = 0;
    }
    for (; r->early.count > 0; r->early.count--) {
        r->marks[r->early.items[r->early.count - 1]] = 0;
    }
    for (; r->late.count > 0; r->late.count--) {
        r->marks[r->late.items[r->late.count - 1]] = 0;
    }
    r->told_count = r->room_count = 0;
}

static void fill_extreme(struct schedule_replan *r)
{
    struct extreme *tree = &r->extreme;
    for (size_t p = 0; p < r->pass.count && tree->sign != 0; p++) {
        tree->values[tree->size + p] =
            tree->sign > 0 ? r->pass.nodes[p].finish : -late_start_of(&r->pass, p);
    }
    for (size_t at = tree->size; tree->sign != 0 && --at > 0;) {
        int32_t a = tree->values[at * 2], b = tree->values[at * 2 + 1];
        tree->values[at] = a > b ? a : b;
    }
}

static enum error_kind run_all(struct schedule_replan *r, size_t *moved_out, struct error *err)
{
    forget_marks(r);
    r->failed = true;
    TRY(schedule_run(&r->pass, r->arena, &r->schedule, err));
    r->failed = false;
    fill_extreme(r);
    if (moved_out != NULL) {
        *moved_out = r->pass.count;
    }
    return OK;
}

enum error_kind schedule_replan_run(struct schedule_replan *r, size_t *moved_out, struct error *err)
{
    const struct network *network = r->pass.network;
    if (r->failed || r->pass.turns_back) {
        return run_all(r, moved_out, err);
    }
    for (size_t i = 0; i < network->map_count; i++) {
        network->maps[i]->overrun = false;
    }
    if (r->extreme.sign < 0) {
        move_late(r);
        if (-r->extreme.values[1] != r->schedule.start.day_number) {
            return run_all(r, moved_out, err);
        }
    }
    move_early(r);
    if (r->extreme.sign > 0 && r->extreme.values[1] != r->schedule.finish.day_number) {
        return run_all(r, moved_out, err);
    }
    move_late(r);
    find_rooms(r);
    for (size_t i = 0; i < r->told_count; i++) {
        schedule_write(&r->pass, (size_t)r->told[i], &r->schedule);
    }
    if (moved_out != NULL) {
        *moved_out = r->told_count;
    }
    forget_marks(r);
    enum error_kind kind = schedule_check_overrun(network, err);
    r->failed = kind != OK;
    return kind;
}

/* --- opening ---------------------------------------------------------------------------------- */

static void group_out_arcs(struct schedule_replan *r, struct arena *arena)
{
    const struct pass *pass = &r->pass;
    size_t links = pass->network->link_count;
    r->first_out = ARENA_ARRAY(arena, int32_t, pass->count + 2);
    r->out_arcs = ARENA_ARRAY(arena, int32_t, links);
    r->out_to = ARENA_ARRAY(arena, int32_t, links);
    r->arc_of = ARENA_ARRAY(arena, int32_t, links);
    for (size_t i = 0; i < links; i++) {
        r->first_out[pass->arcs[i].from + 2]++;
    }
    for (size_t p = 2; p <= pass->count; p++) {
        r->first_out[p + 1] += r->first_out[p];
    }
    for (size_t p = 0; p < pass->count; p++) {
        for (int32_t i = pass->first_arc[p]; i < pass->first_arc[p + 1]; i++) {
            int32_t at = r->first_out[pass->arcs[i].from + 1]++;
            r->out_arcs[at] = i;
            r->out_to[at] = (int32_t)p;
            r->arc_of[link_of(&pass->arcs[i])] = i;
        }
    }
}

enum error_kind schedule_replan_open(const struct network *network, struct arena *arena,
                                     struct schedule_replan **replan_out, struct error *err)
{
    struct schedule_replan *r = ARENA_NEW(arena, struct schedule_replan);
    size_t count = network->activity_count;
    r->arena = arena;
    TRY(schedule_open(network, arena, &r->pass, &r->schedule, err));
    group_out_arcs(r, arena);
    r->early = (struct heap){ARENA_ARRAY(arena, int32_t, count), 0, 1};
    r->late = (struct heap){ARENA_ARRAY(arena, int32_t, count), 0, -1};
    r->marks = ARENA_ARRAY(arena, uint8_t, count);
    r->rooms = ARENA_ARRAY(arena, int32_t, count);
    r->told = ARENA_ARRAY(arena, int32_t, count);
    r->extreme.sign = date_is_none(network->finish) ? 1 : date_is_none(network->start) ? -1 : 0;
    for (r->extreme.size = 1; r->extreme.size < count;) {
        r->extreme.size *= 2;
    }
    if (r->extreme.sign != 0) {
        r->extreme.values = ARENA_ARRAY(arena, int32_t, r->extreme.size * 2);
        for (size_t i = 0; i < r->extreme.size * 2; i++) {
            r->extreme.values[i] = INT32_MIN;
        }
        fill_extreme(r);
    }
    *replan_out = r;
    return OK;
}

const struct schedule *schedule_replan_schedule(const struct schedule_replan *replan)
{
    return &replan->schedule;
}
