/* The search: two populations, one a direction of time. A child of two schedules of one direction
 * is a schedule of the other, so each pass both crosses and justifies (Debels and Vanhoucke 2007). */
#include "domain/levelling/levelling_internal.h"

#include <string.h>

enum { BARREN_GENERATIONS = 6 };

struct tuning {
    double parallel_first, parallel; /* shares of parallel passes */
    double mutate;
    int shifts, shift_span;
    int window_low, window_high; /* percent of the father's order */
    int population;              /* 0: by budget */
    int keymode;
    int x1, x2, x3;
    double noise;
};
struct tuning tuning = {.parallel_first = 0.5,
                        .parallel = 0.2,
                        .mutate = 0.3,
                        .shifts = 2,
                        .shift_span = 10,
                        .window_low = 25,
                        .window_high = 75,
                        .noise = 0.3};

struct entry {
    int32_t makespan; /* INT32_MAX: empty */
    int64_t key;      /* less is better among equal makespans; equal in both: the same schedule */
    int32_t *starts;
    int32_t *order; /* for a pass of the other side */
};

struct search {
    const struct model *model;
    struct bench bench;
    struct random random;
    bool turning; /* children go the other way in time */
    int32_t size; /* of each population */
    struct entry *entries[2];
    int32_t bound;
    int64_t schedules;
    int32_t best;
    int32_t *best_starts;
    int32_t *order; /* the child being made */
    int32_t *place; /* by activity: its place in the father's order */
    int32_t *energy;
    /* where the run stands */
    int phase;
    int32_t next;
    int32_t barren; /* passes since a schedule was taken in */
};

void random_init(struct random *random, uint64_t seed, uint64_t stream)
{
    random->state[0] = seed * 0x9E3779B97F4A7C15u + 0x243F6A8885A308D3u;
    random->state[1] = (stream + 1) * 0xD1B54A32D192ED03u;
    for (int i = 0; i < 8; i++) {
        random_next(random);
    }
}

/* xoroshiro128+ (Blackman and Vigna 2018); the high bits are used. */
uint64_t random_next(struct random *random)
{
    uint64_t a = random->state[0], b = random->state[1], sum = a + b;
    b ^= a;
    random->state[0] = (a << 24 | a >> 40) ^ b ^ b << 16;
    random->state[1] = b << 37 | b >> 27;
    return sum;
}

/* Both populations go forward where capacities vary by tick: a backward pass does not know yet at
 * which tick it will have begun. */
static const struct side *side_of(const struct search *s, int population)
{
    return &s->model->sides[s->turning ? population : FORWARD];
}

static void set_order(struct search *s, const struct side *side, struct entry *entry)
{
    if (s->turning) {
        pass_turn(&s->bench, side, entry->starts, entry->order);
    } else {
        pass_keep(&s->bench, side, entry->starts, entry->order);
    }
}

static bool chance(struct search *s, double p)
{
    return (double)(random_next(&s->random) >> 11) * 0x1p-53 < p;
}

static int32_t population_size(int64_t budget)
{
    if (tuning.population > 0) {
        return tuning.population;
    }
    return budget <= 2000 ? 16 : budget <= 12000 ? 40 : budget <= 120000 ? 120 : 400;
}

struct search *search_new(const struct model *model, uint64_t seed, int stream, int64_t budget,
                          int32_t bound, struct arena *arena)
{
    struct search *s = ARENA_NEW(arena, struct search);
    size_t n = (size_t)model->count + 1;
    s->model = model;
    bench_init(&s->bench, model, arena);
    random_init(&s->random, seed, (uint64_t)stream);
    s->size = population_size(budget);
    s->bound = bound;
    s->turning = model->profile == NULL;
    s->best = INT32_MAX;
    s->best_starts = ARENA_ARRAY(arena, int32_t, n);
    s->order = ARENA_ARRAY(arena, int32_t, n);
    s->place = ARENA_ARRAY(arena, int32_t, n);
    s->energy = ARENA_ARRAY(arena, int32_t, n);
    for (int side = 0; side < 2; side++) {
        s->entries[side] = ARENA_ARRAY(arena, struct entry, (size_t)s->size);
        for (int32_t i = 0; i < s->size; i++) {
            s->entries[side][i].makespan = INT32_MAX;
            s->entries[side][i].starts = ARENA_ARRAY(arena, int32_t, n);
            s->entries[side][i].order = ARENA_ARRAY(arena, int32_t, n);
        }
    }
    const struct levelling_project *p = model->project;
    for (int32_t a = 0; a < model->count; a++) {
        double e = 0;
        for (size_t r = 0; r < p->resource_count; r++) {
            if (p->capacities[r] > 0)
                e += 64.0 * p->needs[(size_t)a * p->resource_count + r] / p->capacities[r];
        }
        s->energy[a] = (int32_t)(e * (tuning.keymode & 8 ? 1 : p->durations[a])) + 1;
    }
    return s;
}

/* How much work stands how near to the end. */
static int64_t key_of(const struct search *s, const struct side *side, const int32_t *starts,
                      int32_t makespan)
{
    int64_t key = 0;
    int mode = tuning.keymode & 7;
    int32_t from = makespan - makespan / 4;
    for (int32_t a = 0; a < s->model->count; a++) {
        int64_t finish = starts[a] + side->tasks[a].duration;
        int64_t late;
        switch (mode) {
        case 0:
            late = finish > from ? finish - from : 0;
            key += late * late * s->energy[a];
            break;
        case 1:
            key += finish * s->energy[a];
            break;
        case 2:
            key += finish * finish / 16 * s->energy[a];
            break;
        case 3:
            late = finish > from ? finish - from : 0;
            key += late * s->energy[a];
            break;
        case 4:
            key += finish * finish;
            break;
        case 5:
            key += finish * finish / 16 * finish / 16 * s->energy[a];
            break;
        }
    }
    return key;
}

static bool better(int32_t makespan, int64_t key, const struct entry *than)
{
    return makespan < than->makespan || (makespan == than->makespan && key < than->key);
}

static void keep_best(struct search *s, int side, int32_t makespan)
{
    if (makespan >= s->best) {
        return;
    }
    s->best = makespan;
    for (int32_t a = 0; a < s->model->count; a++) {
        s->best_starts[a] =
            side == FORWARD || !s->turning
                ? s->bench.starts[a]
                : makespan - s->bench.starts[a] - s->model->sides[FORWARD].tasks[a].duration;
    }
}

static bool is_twin(const struct search *s, int side, int32_t makespan, int64_t key)
{
    for (int32_t i = 0; i < s->size; i++) {
        if (s->entries[side][i].makespan == makespan && s->entries[side][i].key == key) {
            return true;
        }
    }
    return false;
}

/* Makes a pass of s->order and lets the schedule take a place in the population. */
static bool breed(struct search *s, int side, int32_t place, bool parallel)
{
    struct entry *entry = &s->entries[side][place];
    const struct side *forth = side_of(s, side);
    int32_t makespan = parallel ? pass_parallel(&s->bench, forth, s->order, entry->makespan)
                                : pass_serial(&s->bench, forth, s->order, entry->makespan);
    s->schedules++;
    s->barren++;
    if (makespan == PASS_CUT) {
        return false;
    }
    keep_best(s, side, makespan);
    int64_t key = key_of(s, forth, s->bench.starts, makespan);
    if (entry->makespan != INT32_MAX &&
        (!better(makespan, key, entry) || is_twin(s, side, makespan, key))) {
        return false;
    }
    s->barren = 0;
    entry->makespan = makespan;
    entry->key = key;
    memcpy(entry->starts, s->bench.starts, (size_t)s->model->count * sizeof(int32_t));
    set_order(s, forth, entry);
    return true;
}

/* --- making orders ------------------------------------------------------------------------------*/

/* An order by latest start, blurred. */
static void sample_order(struct search *s, const struct side *side)
{
    int32_t count = s->model->count, spread = (int32_t)(s->model->path * tuning.noise) + 1;
    int32_t *key = s->place, *order = s->order;
    int32_t most = 0;
    for (int32_t a = 0; a < count; a++) {
        key[a] = s->model->path - side->tails[a] + random_below(&s->random, spread);
        if (tuning.x1)
            key[a] += side->tasks[a].duration;
        most = key[a] > most ? key[a] : most;
    }
    int32_t *counts = s->bench.counts, sum = 0;
    memset(counts, 0, (size_t)(most + 1) * sizeof *counts);
    for (int32_t a = 0; a < count; a++) {
        counts[key[a]]++;
    }
    for (int32_t t = 0; t <= most; t++) {
        int32_t here = counts[t];
        counts[t] = sum;
        sum += here;
    }
    for (int32_t a = 0; a < count; a++) {
        order[counts[key[a]]++] = a;
    }
    pass_repair(&s->bench, side, order);
}

/* The father's order inside a window of it, the mother's before and after. */
static void cross(struct search *s, const int32_t *father, const int32_t *mother)
{
    int32_t n = s->model->count, *place = s->place, *order = s->order;
    int32_t span =
        n *
        (tuning.window_low + random_below(&s->random, tuning.window_high - tuning.window_low + 1)) /
        100;
    int32_t from = random_below(&s->random, n - span + 1), to = from + span;
    int32_t before = 0, after = to;
    for (int32_t i = 0; i < n; i++) {
        place[father[i]] = i;
    }
    memcpy(order + from, father + from, (size_t)span * sizeof *order);
    for (int32_t i = 0; i < n; i++) {
        int32_t a = mother[i], p = place[a];
        order[before] = p < from ? a : order[before];
        order[after] = p >= to ? a : order[after];
        before += p < from;
        after += p >= to;
    }
}

static bool follows(const struct side *side, int32_t before, int32_t after)
{
    for (int32_t l = side->link_first[before]; l < side->link_first[before + 1]; l++) {
        if (side->link_to[l] == after) {
            return true;
        }
    }
    return false;
}

/* Moves an activity some places, not past one that it is linked with. */
static void shift(struct search *s, const struct side *side)
{
    int32_t n = s->model->count, *order = s->order;
    int32_t at = random_below(&s->random, n);
    int32_t moved = order[at];
    int32_t reach = 1 + random_below(&s->random, tuning.shift_span);
    if (random_below(&s->random, 2) == 0) {
        for (; reach > 0 && at > 0 && !follows(side, order[at - 1], moved); reach--, at--) {
            order[at] = order[at - 1];
        }
    } else {
        for (; reach > 0 && at < n - 1 && !follows(side, moved, order[at + 1]); reach--, at++) {
            order[at] = order[at + 1];
        }
    }
    order[at] = moved;
}

static int32_t choose(struct search *s, int side, int32_t other)
{
    struct entry *entries = s->entries[side];
    int32_t a = random_below(&s->random, s->size), b = random_below(&s->random, s->size);
    a = a == other ? (a + 1) % s->size : a;
    b = b == other ? (b + 1) % s->size : b;
    return better(entries[a].makespan, entries[a].key, &entries[b]) ? a : b;
}

static void make_child(struct search *s, int side, int32_t place)
{
    struct entry *parents = s->entries[1 - side];
    const struct side *forth = side_of(s, side);
    int32_t mother = choose(s, 1 - side, place);
    cross(s, parents[place].order, parents[mother].order);
    if (chance(s, tuning.mutate)) {
        for (int i = 0; i < tuning.shifts; i++) {
            shift(s, forth);
        }
    }
    breed(s, side, place, chance(s, tuning.parallel));
}

/* --- the run ------------------------------------------------------------------------------------*/

/* Both populations forgotten, the best schedule kept beside: for when nothing new is born. */
static void restart(struct search *s)
{
    for (int32_t i = 0; i < s->size; i++) {
        s->entries[FORWARD][i].makespan = INT32_MAX;
        s->entries[BACKWARD][i].makespan = INT32_MAX;
    }
    s->phase = 0;
    s->next = 0;
    s->barren = 0;
}

static void step(struct search *s)
{
    int32_t i = s->next;
    if (s->barren > BARREN_GENERATIONS * s->size) {
        restart(s);
        i = 0;
    }
    if (s->phase == 0) {
        sample_order(s, &s->model->sides[FORWARD]);
        breed(s, FORWARD, i, i > 0 && chance(s, tuning.parallel_first));
    } else if (s->phase == 1) {
        memcpy(s->order, s->entries[FORWARD][i].order, (size_t)s->model->count * sizeof(int32_t));
        breed(s, BACKWARD, i, false);
    } else {
        make_child(s, s->phase % 2, i);
    }
    if (++s->next == s->size) {
        s->next = 0;
        s->phase = s->phase < 3 ? s->phase + 1 : 5 - s->phase;
    }
}

void search_run(struct search *s, int64_t schedules, bool (*cancelled)(void *), void *context)
{
    while (s->schedules < schedules && s->best > s->bound) {
        if (cancelled != NULL && s->schedules > 0 && (s->schedules & 15) == 0 &&
            cancelled(context)) {
            return;
        }
        step(s);
    }
}

int64_t search_schedules(const struct search *s)
{
    return s->schedules;
}

int32_t search_makespan(const struct search *s)
{
    return s->best;
}

const int32_t *search_starts(const struct search *s)
{
    return s->best_starts;
}

void search_count(struct search *s, int64_t schedules)
{
    s->schedules = schedules;
}

/* The other's best takes the place of the worst, in the forward population. */
void search_accept(struct search *s, const struct search *other)
{
    int32_t worst = 0, makespan = other->best;
    if (other == s || makespan == INT32_MAX || s->phase < 2) {
        return;
    }
    const struct side *forth = &s->model->sides[FORWARD];
    int64_t key = key_of(s, forth, other->best_starts, makespan);
    for (int32_t i = 1; i < s->size; i++) {
        const struct entry *entry = &s->entries[FORWARD][i];
        if (!better(entry->makespan, entry->key, &s->entries[FORWARD][worst])) {
            worst = i;
        }
    }
    struct entry *entry = &s->entries[FORWARD][worst];
    if (better(makespan, key, entry) && !is_twin(s, FORWARD, makespan, key)) {
        entry->makespan = makespan;
        entry->key = key;
        memcpy(entry->starts, other->best_starts, (size_t)s->model->count * sizeof(int32_t));
        set_order(s, forth, entry);
    }
}
