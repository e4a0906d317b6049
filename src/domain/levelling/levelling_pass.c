/* Schedule generation: the serial and the parallel scheme (Kolisch 1996) on packed profiles, for
 * either direction of time. Hot: no allocation, few branches that depend on data. */
#include "domain/levelling/levelling_internal.h"
#include "domain/levelling/levelling_lane.h"

#include <string.h>

#define BIT_WORD(i) ((size_t)(i) >> 6)
#define BIT(i) ((uint64_t)1 << ((i)&63))

void bench_init(struct bench *bench, const struct model *model, struct arena *arena)
{
    size_t n = (size_t)model->count;
    *bench = (struct bench){.model = model};
    bench->planes = ARENA_ARRAY(arena, uint32_t, model->plane_count * model->plane_slots);
    bench->starts = ARENA_ARRAY(arena, int32_t, n + 1);
    bench->rank = ARENA_ARRAY(arena, int32_t, n + 1);
    bench->missing = ARENA_ARRAY(arena, int32_t, n + 1);
    bench->ready_at = ARENA_ARRAY(arena, int32_t, n + 1);
    bench->bucket_next = ARENA_ARRAY(arena, int32_t, n + 1);
    bench->bucket_head = ARENA_ARRAY(arena, int32_t, model->plane_slots);
    bench->eligible = ARENA_ARRAY(arena, uint64_t, BIT_WORD(n) + 2);
    bench->events = ARENA_ARRAY(arena, uint64_t, BIT_WORD(model->plane_slots) + 2);
    bench->counts = ARENA_ARRAY(arena, int32_t, model->plane_slots * 5 / 2 + 2);
    bench->scratch = ARENA_ARRAY(arena, int32_t, n + 1);
    bench->dirty = (int32_t)model->plane_slots;
}

/* An empty profile: everything that there is, up to where the last pass wrote. */
static void clear_profile(struct bench *bench)
{
    const struct model *model = bench->model;
    size_t end = ((size_t)bench->dirty + LANE_WINDOW) / LANE_GROUP * LANE_GROUP;
    end = end < model->plane_slots ? end : model->plane_slots;
    for (size_t q = 0; q < model->plane_count; q++) {
        uint32_t *plane = bench->planes + q * model->plane_slots;
        if (model->profile != NULL) {
            memcpy(plane, model->profile + q * model->plane_slots, end * sizeof *plane);
            continue;
        }
        lane_group *groups = (lane_group *)(void *)plane, word = lane_all(model->plane_words[q]);
        for (size_t g = 0; g < end / LANE_GROUP; g++) {
            groups[g] = word;
        }
    }
}

/* One plane is by far the most frequent case, so it is laid out without a loop. */
__attribute__((always_inline)) static inline uint32_t fit_window(const struct bench *bench,
                                                                 const struct side *side,
                                                                 const struct task *task,
                                                                 int32_t base)
{
    const struct lane_need *need = &side->needs[task->need_first];
    const struct lane_need *end = &side->needs[task->need_end];
    uint32_t fit = lane_fit(bench->planes + need->plane + base, need->need, need->guard);
    while (__builtin_expect(++need < end, 0)) {
        fit &= lane_fit(bench->planes + need->plane + base, need->need, need->guard);
    }
    return fit;
}

/* The first run of `duration` slots with room, for runs longer than a fold. */
static int32_t find_long_run(const struct bench *bench, const struct side *side,
                             const struct task *task, int32_t earliest)
{
    int32_t base = earliest & ~(LANE_GROUP - 1), run = 0;
    uint32_t fit = fit_window(bench, side, task, base) & ~(uint32_t)0 << (earliest - base);
    for (;; base += LANE_WINDOW, fit = fit_window(bench, side, task, base)) {
        int32_t at = 0;
        while (at < LANE_WINDOW) {
            uint32_t rest = fit >> at;
            int32_t ones = rest == ~(uint32_t)0 ? LANE_WINDOW : __builtin_ctz(~rest);
            ones = ones > LANE_WINDOW - at ? LANE_WINDOW - at : ones;
            run += ones;
            at += ones;
            if (run >= task->duration) {
                return base + at - run;
            }
            if (at < LANE_WINDOW) {
                run = 0;
                rest = fit >> at;
                at = rest == 0 ? LANE_WINDOW : at + __builtin_ctz(rest);
            }
        }
    }
}

static inline int32_t find_run(const struct bench *bench, const struct side *side,
                               const struct task *task, int32_t earliest)
{
    int32_t base = earliest & ~(LANE_GROUP - 1);
    uint32_t open = ~(uint32_t)0 << (earliest & (LANE_GROUP - 1));
    if (__builtin_expect(task->duration > FOLD_SPAN, 0)) {
        return find_long_run(bench, side, task, earliest);
    }
    for (;;) {
        uint32_t fit = fit_window(bench, side, task, base) & open;
        fit &= fit >> task->folds[0];
        fit &= fit >> task->folds[1];
        fit &= fit >> task->folds[2];
        fit &= fit >> task->folds[3];
        if (fit != 0) {
            return base + __builtin_ctz(fit);
        }
        base += task->step;
        open = ~(uint32_t)0;
    }
}

static inline void book(struct bench *bench, const struct side *side, const struct task *task,
                        int32_t start)
{
    const struct lane_need *need = &side->needs[task->need_first];
    const struct lane_need *end = &side->needs[task->need_end];
    do {
        lane_book(bench->planes + need->plane, start, start + task->duration, need->need);
    } while (__builtin_expect(++need < end, 0));
}

static inline int32_t first_by_links(const struct bench *bench, const struct side *side,
                                     const struct task *task)
{
    const struct link_group *group = &side->groups[task->group_first];
    const struct link_group *end = &side->groups[task->group_end];
    const int32_t *starts = bench->starts;
    int32_t first = 0;
    do {
        int32_t a = starts[group->from[0]] + group->lag[0];
        int32_t b = starts[group->from[1]] + group->lag[1];
        int32_t c = starts[group->from[2]] + group->lag[2];
        int32_t d = starts[group->from[3]] + group->lag[3];
        a = a > b ? a : b;
        c = c > d ? c : d;
        a = a > c ? a : c;
        first = first > a ? first : a;
    } while (__builtin_expect(++group < end, 0));
    return first;
}

int32_t pass_serial(struct bench *bench, const struct side *side, const int32_t *order,
                    int32_t limit)
{
    int32_t count = bench->model->count, makespan = 0, dirty = 0;
    clear_profile(bench);
    bench->starts[count] = 0;
    for (int32_t i = 0; i < count; i++) {
        int32_t a = order[i];
        const struct task *task = &side->tasks[a];
        int32_t start = find_run(bench, side, task, first_by_links(bench, side, task));
        int32_t reach = start + task->tail, finish = start + task->duration;
        bench->starts[a] = start;
        if (__builtin_expect(reach > limit, 0)) {
            bench->dirty = dirty;
            return PASS_CUT;
        }
        makespan = reach > makespan ? reach : makespan;
        dirty = finish > dirty ? finish : dirty;
        book(bench, side, task, start);
    }
    bench->dirty = dirty;
    return makespan;
}

/* --- parallel -----------------------------------------------------------------------------------*/

/* Becomes eligible at once, or waits in the bucket of its tick. */
static inline void make_ready(struct bench *bench, int32_t activity, int32_t at, int32_t now)
{
    if (at <= now) {
        bench->eligible[BIT_WORD(bench->rank[activity])] |= BIT(bench->rank[activity]);
        return;
    }
    bool empty = (bench->events[BIT_WORD(at)] & BIT(at)) == 0 || bench->bucket_head[at] < 0;
    bench->bucket_next[activity] = empty ? -1 : bench->bucket_head[at];
    bench->bucket_head[at] = activity;
    bench->events[BIT_WORD(at)] |= BIT(at);
}

/* Marks a tick at which something ends, with no activity waiting for it yet. */
static inline void mark_event(struct bench *bench, int32_t at)
{
    uint64_t *word = &bench->events[BIT_WORD(at)];
    if ((*word & BIT(at)) == 0) {
        *word |= BIT(at);
        bench->bucket_head[at] = -1;
    }
}

static inline bool fits_at(const struct bench *bench, const struct side *side,
                           const struct task *task, int32_t at)
{
    const struct lane_need *need = &side->needs[task->need_first];
    const struct lane_need *end = &side->needs[task->need_end];
    if (bench->model->profile != NULL) {
        return find_run(bench, side, task, at) == at;
    }
    /* What there is never shrinks later, so the first tick tells. */
    bool fits = true;
    do {
        uint32_t slot = bench->planes[need->plane + (size_t)at] - need->need;
        fits = fits && (slot & need->guard) == need->guard;
    } while (__builtin_expect(++need < end, 0));
    return fits;
}

struct parallel_state {
    int32_t now, left, makespan;
};

/* Starts one activity; its links make others ready. */
static inline void start_now(struct bench *bench, const struct side *side, int32_t activity,
                             struct parallel_state *state)
{
    const struct task *task = &side->tasks[activity];
    int32_t start = state->now, reach = start + task->tail;
    bench->starts[activity] = start;
    bench->eligible[BIT_WORD(bench->rank[activity])] &= ~BIT(bench->rank[activity]);
    state->makespan = reach > state->makespan ? reach : state->makespan;
    state->left--;
    if (task->duration > 0) {
        book(bench, side, task, start);
        mark_event(bench, start + task->duration);
    }
    for (int32_t l = side->link_first[activity]; l < side->link_first[activity + 1]; l++) {
        int32_t to = side->link_to[l], at = start + side->link_lag[l];
        bench->ready_at[to] = at > bench->ready_at[to] ? at : bench->ready_at[to];
        if (--bench->missing[to] == 0) {
            make_ready(bench, to, bench->ready_at[to], start);
        }
    }
}

/* Starts whatever fits at this tick, by rank; what becomes ready meanwhile joins in. */
static bool start_eligible(struct bench *bench, const struct side *side, const int32_t *order,
                           int32_t limit, struct parallel_state *state)
{
    size_t words = BIT_WORD(bench->model->count) + 1;
    for (size_t w = 0; w < words; w++) {
        uint64_t open = bench->eligible[w];
        while (open != 0) {
            int32_t rank = (int32_t)(w * 64) + __builtin_ctzll(open);
            int32_t activity = order[rank];
            const struct task *task = &side->tasks[activity];
            open &= open - 1;
            if (state->now + task->tail > limit) {
                return false;
            }
            if (fits_at(bench, side, task, state->now)) {
                start_now(bench, side, activity, state);
                /* Only what comes later in the order is still looked at in this tick, except that
                 * a task without duration may free tasks before it. */
                open |= bench->eligible[w] & ~(BIT(rank) | (BIT(rank) - 1));
                if (task->duration == 0) {
                    open = 0;
                    w = SIZE_MAX; /* from the first again */
                }
            }
        }
    }
    return true;
}

static int32_t next_event(struct bench *bench, int32_t after)
{
    size_t w = BIT_WORD(after + 1);
    uint64_t open = bench->events[w] & ~(BIT(after + 1) - 1);
    while (open == 0) {
        open = bench->events[++w];
    }
    return (int32_t)(w * 64) + __builtin_ctzll(open);
}

static void prepare_parallel(struct bench *bench, const struct side *side, const int32_t *order)
{
    const struct model *model = bench->model;
    int32_t count = model->count;
    clear_profile(bench);
    bench->starts[count] = 0;
    memset(bench->eligible, 0, (BIT_WORD(count) + 1) * sizeof(uint64_t));
    memset(bench->events, 0, (BIT_WORD(model->plane_slots) + 2) * sizeof(uint64_t));
    memcpy(bench->missing, side->incoming, (size_t)count * sizeof(int32_t));
    memcpy(bench->ready_at, side->releases, (size_t)count * sizeof(int32_t));
    for (int32_t i = 0; i < count; i++) {
        bench->rank[order[i]] = i;
    }
    for (int32_t i = 0; i < count; i++) {
        if (side->incoming[i] == 0) {
            make_ready(bench, i, side->releases[i], 0);
        }
    }
}

int32_t pass_parallel(struct bench *bench, const struct side *side, const int32_t *order,
                      int32_t limit)
{
    struct parallel_state state = {0, bench->model->count, 0};
    prepare_parallel(bench, side, order);
    bench->dirty = (int32_t)bench->model->plane_slots;
    while (state.left > 0) {
        if (!start_eligible(bench, side, order, limit, &state)) {
            bench->dirty = state.makespan;
            return PASS_CUT;
        }
        if (state.left == 0) {
            break;
        }
        state.now = bench->model->profile != NULL &&
                            (size_t)state.now < bench->model->project->profile_ticks
                        ? state.now + 1
                        : next_event(bench, state.now);
        if ((bench->events[BIT_WORD(state.now)] & BIT(state.now)) != 0) {
            for (int32_t a = bench->bucket_head[state.now]; a >= 0; a = bench->bucket_next[a]) {
                bench->eligible[BIT_WORD(bench->rank[a])] |= BIT(bench->rank[a]);
            }
        }
    }
    bench->dirty = state.makespan;
    return state.makespan;
}

/* --- orders -------------------------------------------------------------------------------------*/

/* Sorts by a key of 0 or more, the least first; among equals the order of `base` stays. */
static void sort_stable(struct bench *bench, const int32_t *keys, const int32_t *base,
                        int32_t *order_out)
{
    int32_t count = bench->model->count, last = 0, sum = 0, *counts = bench->counts;
    for (int32_t i = 0; i < count; i++) {
        last = keys[i] > last ? keys[i] : last;
    }
    memset(counts, 0, ((size_t)last + 1) * sizeof *counts);
    for (int32_t i = 0; i < count; i++) {
        counts[keys[i]]++;
    }
    for (int32_t t = 0; t <= last; t++) {
        int32_t here = counts[t];
        counts[t] = sum;
        sum += here;
    }
    for (int32_t i = 0; i < count; i++) {
        order_out[counts[keys[base[i]]]++] = base[i];
    }
}

void pass_sort(struct bench *bench, const struct side *side, const int32_t *keys,
               int32_t *order_out)
{
    sort_stable(bench, keys, side->order, order_out);
}

void pass_turn(struct bench *bench, const struct side *side, const int32_t *starts,
               int32_t *order_out)
{
    const struct model *model = bench->model;
    const struct side *other = &model->sides[side == &model->sides[FORWARD] ? BACKWARD : FORWARD];
    int32_t count = model->count, last = 0, *keys = bench->rank;
    for (int32_t i = 0; i < count; i++) {
        int32_t finish = starts[i] + side->tasks[i].duration;
        last = finish > last ? finish : last;
    }
    for (int32_t i = 0; i < count; i++) {
        keys[i] = last - starts[i];
    }
    sort_stable(bench, keys, other->order, bench->scratch);
    for (int32_t i = 0; i < count; i++) {
        keys[i] -= side->tasks[i].duration;
    }
    sort_stable(bench, keys, bench->scratch, order_out);
    if (!model->starts_apart) {
        pass_repair(bench, other, order_out);
    }
}

void pass_keep(struct bench *bench, const struct side *side, const int32_t *starts,
               int32_t *order_out)
{
    sort_stable(bench, starts, side->order, order_out);
    if (!bench->model->starts_apart) {
        pass_repair(bench, side, order_out);
    }
}

void pass_repair(struct bench *bench, const struct side *side, int32_t *order)
{
    int32_t count = bench->model->count, filled = 0;
    size_t words = BIT_WORD(count) + 1, low = 0;
    memset(bench->eligible, 0, words * sizeof(uint64_t));
    memcpy(bench->scratch, order, (size_t)count * sizeof *order);
    for (int32_t i = 0; i < count; i++) {
        bench->rank[order[i]] = i;
        bench->missing[i] = side->incoming[i];
    }
    for (int32_t i = 0; i < count; i++) {
        if (side->incoming[i] == 0) {
            bench->eligible[BIT_WORD(bench->rank[i])] |= BIT(bench->rank[i]);
        }
    }
    while (filled < count) {
        while (bench->eligible[low] == 0) {
            low++;
        }
        int32_t rank = (int32_t)(low * 64) + __builtin_ctzll(bench->eligible[low]);
        int32_t activity = bench->scratch[rank];
        bench->eligible[low] &= bench->eligible[low] - 1;
        order[filled++] = activity;
        for (int32_t l = side->link_first[activity]; l < side->link_first[activity + 1]; l++) {
            int32_t to = side->link_to[l];
            if (--bench->missing[to] == 0) {
                size_t word = BIT_WORD(bench->rank[to]);
                bench->eligible[word] |= BIT(bench->rank[to]);
                low = word < low ? word : low;
            }
        }
    }
}
