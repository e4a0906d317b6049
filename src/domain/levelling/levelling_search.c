/* The search: two populations, one a direction of time. A child of two schedules of one direction
 * is a schedule of the other, so each pass both crosses and justifies (Debels and Vanhoucke 2007).
 * What is set below was measured on the public third of PSPLIB, as means of several seeds. */
#include "domain/levelling/levelling_internal.h"

#include <string.h>

enum {
    PARALLEL_FIRST_PERCENT = 50, /* of the first schedules by the parallel scheme */
    PARALLEL_PERCENT = 10,       /* of the children */
    MUTATION_ACTIVITIES = 42,    /* one child in so many activities' share is mutated */
    MUTATION_SHIFTS = 2,
    MUTATION_PLACES = 10,    /* a shift moves an activity by at most so many places */
    WINDOW_LOW_PERCENT = 25, /* of the order: the part that a child has from its mother */
    WINDOW_HIGH_PERCENT = 65,
    CANDIDATES = 4, /* mothers and windows, of which the one that changes most is taken */
    NOISE = 5000,   /* percent of the critical path and activities: see sample_order */
    NOISE_MOST_PERCENT = 120,
    BARREN_GENERATIONS = 6, /* without a new schedule in either population: a new beginning */
    TWIN_TRIES = 8,
    ENERGY_UNIT = 64,
    SIZE_LEAST = 4,
    THINNING = 5,          /* a population ends with one in so many of its first schedules */
    NUMBERS_MAX = 1 << 24, /* of all populations together */
};

struct entry {
    int32_t makespan; /* INT32_MAX: empty */
    int64_t key;      /* less is better among equal makespans; equal in both: the same schedule */
    int32_t *starts;
    int32_t *order; /* for a pass of the other side */
};

enum phase { PHASE_SAMPLE, PHASE_TURN, PHASE_BREED_FORWARD, PHASE_BREED_BACKWARD };

struct search {
    const struct model *model;
    struct bench bench;
    struct random random;
    bool turning;       /* children go the other way in time */
    bool parallel;      /* the parallel scheme takes part */
    int32_t size, most; /* of each population, now and at first */
    int64_t budget;     /* 0: not known */
    struct entry *entries[2];
    int32_t bound;
    int64_t schedules;
    int32_t best;
    int32_t *best_starts;
    int32_t *order;  /* of the child being made */
    int32_t *place;  /* by activity: its place in the father's order */
    int64_t *energy; /* by activity: what it takes of all resources */
    enum phase phase;
    int32_t next;   /* the place of the phase that is filled next */
    int32_t barren; /* passes since a schedule was taken in */
};

/* --- chance -------------------------------------------------------------------------------------*/

/* xoroshiro128+ (Blackman and Vigna 2018); the high bits are used. */
uint64_t random_next(struct random *random)
{
    uint64_t a = random->state[0], b = random->state[1], sum = a + b;
    b ^= a;
    random->state[0] = (a << 24 | a >> 40) ^ b ^ b << 16;
    random->state[1] = b << 37 | b >> 27;
    return sum;
}

void random_init(struct random *random, uint64_t seed, uint64_t stream)
{
    random->state[0] = seed * 0x9E3779B97F4A7C15u + 0x243F6A8885A308D3u;
    random->state[1] = (stream + 1) * 0xD1B54A32D192ED03u;
    for (int i = 0; i < 8; i++) {
        random_next(random);
    }
}

static bool one_in(struct search *s, int32_t part, int32_t whole)
{
    return random_below(&s->random, whole) < part;
}

/* --- beginning ----------------------------------------------------------------------------------*/

/* Small budgets need few schedules that meet often, large ones many that stay different. */
static int32_t population_size(int64_t budget, int32_t count)
{
    int32_t size = budget == 0 ? 80 : budget <= 2000 ? 16 : budget <= 12000 ? 40 : 120;
    int32_t room = NUMBERS_MAX / (4 * (count + 1));
    size = size > room ? room : size;
    return size < SIZE_LEAST ? SIZE_LEAST : size;
}

static void measure_energy(struct search *s)
{
    const struct levelling_project *p = s->model->project;
    for (size_t a = 0; a < p->activity_count; a++) {
        int64_t share = 0;
        for (size_t r = 0; r < p->resource_count; r++) {
            int64_t capacity = p->capacities[r] > 0 ? p->capacities[r] : 1;
            share += p->needs[a * p->resource_count + r] * (int64_t)ENERGY_UNIT / capacity;
        }
        s->energy[a] = share * p->durations[a] + 1;
    }
}

struct search *search_new(const struct model *model, uint64_t seed, int stream, int64_t budget,
                          int32_t bound, struct arena *arena)
{
    struct search *s = ARENA_NEW(arena, struct search);
    size_t n = (size_t)model->count + 1;
    s->model = model;
    bench_init(&s->bench, model, arena);
    random_init(&s->random, seed, (uint64_t)stream);
    s->turning = model->profile == NULL;
    s->parallel = model->count <= PARALLEL_ACTIVITIES_MAX;
    s->size = population_size(budget, model->count);
    s->bound = bound;
    s->most = s->size;
    s->budget = budget;
    s->best = INT32_MAX;
    s->best_starts = ARENA_ARRAY(arena, int32_t, n);
    s->order = ARENA_ARRAY(arena, int32_t, n);
    s->place = ARENA_ARRAY(arena, int32_t, n);
    s->energy = ARENA_ARRAY(arena, int64_t, n);
    measure_energy(s);
    for (int side = 0; side < 2; side++) {
        s->entries[side] = ARENA_ARRAY(arena, struct entry, (size_t)s->size);
        for (int32_t i = 0; i < s->size; i++) {
            s->entries[side][i].makespan = INT32_MAX;
            s->entries[side][i].starts = ARENA_ARRAY(arena, int32_t, n);
            s->entries[side][i].order = ARENA_ARRAY(arena, int32_t, n);
        }
    }
    return s;
}

/* --- the populations ----------------------------------------------------------------------------*/

/* Both populations go forward where capacities vary by tick: a backward pass does not know yet at
 * which tick it will have begun. */
static const struct side *side_of(const struct search *s, int population)
{
    return &s->model->sides[s->turning ? population : FORWARD];
}

/* How much work stands how late: of two equal makespans the one with less is nearer to the next. */
static int64_t key_of(const struct search *s, const struct side *side, const int32_t *starts)
{
    int64_t key = 0;
    for (int32_t a = 0; a < s->model->count; a++) {
        key += (int64_t)(starts[a] + side->tasks[a].duration) * s->energy[a];
    }
    return key;
}

static bool is_better(int32_t makespan, int64_t key, const struct entry *than)
{
    return makespan < than->makespan || (makespan == than->makespan && key < than->key);
}

static bool is_twin(const struct search *s, int population, int32_t makespan, int64_t key)
{
    const struct entry *entries = s->entries[population];
    bool twin = false;
    for (int32_t i = 0; i < s->size; i++) {
        twin = twin || (entries[i].makespan == makespan && entries[i].key == key);
    }
    return twin;
}

static void keep(struct search *s, int population, struct entry *entry, int32_t makespan,
                 int64_t key, const int32_t *starts)
{
    const struct side *side = side_of(s, population);
    entry->makespan = makespan;
    entry->key = key;
    memcpy(entry->starts, starts, (size_t)s->model->count * sizeof *starts);
    if (s->turning) {
        pass_turn(&s->bench, side, entry->starts, entry->order);
    } else {
        pass_keep(&s->bench, side, entry->starts, entry->order);
    }
}

/* In forward time, whichever way the pass went. */
static void keep_best(struct search *s, int population, int32_t makespan)
{
    const struct side *forward = &s->model->sides[FORWARD];
    const int32_t *starts = s->bench.starts;
    if (makespan >= s->best) {
        return;
    }
    s->best = makespan;
    for (int32_t a = 0; a < s->model->count; a++) {
        s->best_starts[a] = population == FORWARD || !s->turning
                                ? starts[a]
                                : makespan - starts[a] - forward->tasks[a].duration;
    }
}

/* Makes a pass of s->order; its schedule takes the place if it is better than what stands there. The
 * pass is cut as soon as it cannot be. */
static void breed(struct search *s, int population, int32_t place, bool parallel)
{
    struct entry *entry = &s->entries[population][place];
    const struct side *side = side_of(s, population);
    int32_t makespan = parallel ? pass_parallel(&s->bench, side, s->order, entry->makespan)
                                : pass_serial(&s->bench, side, s->order, entry->makespan);
    s->schedules++;
    s->barren++;
    if (makespan == PASS_CUT) {
        return;
    }
    keep_best(s, population, makespan);
    int64_t key = key_of(s, side, s->bench.starts);
    if (entry->makespan == INT32_MAX ||
        (is_better(makespan, key, entry) && !is_twin(s, population, makespan, key))) {
        s->barren = 0;
        keep(s, population, entry, makespan, key, s->bench.starts);
    }
}

/* --- making orders ------------------------------------------------------------------------------*/

/* An order by latest start, blurred: a small project by more, since its search soon runs dry. */
static void sample_order(struct search *s, const struct side *side)
{
    int32_t percent = NOISE / s->model->count;
    percent = percent > NOISE_MOST_PERCENT ? NOISE_MOST_PERCENT : percent;
    int32_t spread = (int32_t)((int64_t)s->model->path * percent / 100) + 1;
    for (int32_t a = 0; a < s->model->count; a++) {
        s->place[a] = s->model->path - side->tails[a] + random_below(&s->random, spread);
    }
    pass_sort(&s->bench, side, s->place, s->order);
    pass_repair(&s->bench, side, s->order);
}

/* The better of two, neither of them `other`. */
static int32_t choose(struct search *s, int population, int32_t other)
{
    struct entry *entries = s->entries[population];
    int32_t a = random_below(&s->random, s->size), b = random_below(&s->random, s->size);
    a = a == other ? (a + 1) % s->size : a;
    b = b == other ? (b + 1) % s->size : b;
    return is_better(entries[a].makespan, entries[a].key, &entries[b]) ? a : b;
}

static int32_t count_differences(const int32_t *a, const int32_t *b, int32_t count)
{
    int32_t differences = 0;
    for (int32_t i = 0; i < count; i++) {
        differences += a[i] != b[i];
    }
    return differences;
}

struct crossing {
    const int32_t *father, *mother; /* orders */
    int32_t from, to;               /* places that the mother rules */
};

static struct crossing choose_crossing(struct search *s, int population, int32_t father)
{
    const struct entry *entries = s->entries[population];
    struct crossing best = {entries[father].order, entries[father].order, 0, 0};
    int32_t n = s->model->count, most = -1;
    for (int i = 0; i < CANDIDATES; i++) {
        int32_t percent = WINDOW_LOW_PERCENT +
                          random_below(&s->random, WINDOW_HIGH_PERCENT - WINDOW_LOW_PERCENT + 1);
        int32_t span = (int32_t)((int64_t)n * percent / 100);
        int32_t from = random_below(&s->random, n - span + 1);
        const int32_t *mother = entries[choose(s, population, father)].order;
        int32_t differences = count_differences(best.father, mother, n);
        if (differences > most) {
            most = differences;
            best.mother = mother;
            best.from = from;
            best.to = from + span;
        }
    }
    return best;
}

/* The father's order; inside the window his activities stand in the mother's order. Both orders
 * agree with the links, so the child does. */
static void cross(struct search *s, const struct crossing *crossing)
{
    int32_t n = s->model->count, at = crossing->from, *place = s->place, *order = s->order;
    for (int32_t i = 0; i < n; i++) {
        place[crossing->father[i]] = i;
    }
    memcpy(order, crossing->father, (size_t)n * sizeof *order);
    for (int32_t i = 0; i < n && at < crossing->to; i++) {
        int32_t a = crossing->mother[i];
        order[at] = a;
        at += place[a] >= crossing->from && place[a] < crossing->to;
    }
}

static bool is_followed(const struct side *side, int32_t before, int32_t after)
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
    int32_t moved = order[at], reach = 1 + random_below(&s->random, MUTATION_PLACES);
    if (one_in(s, 1, 2)) {
        for (; reach > 0 && at > 0 && !is_followed(side, order[at - 1], moved); reach--, at--) {
            order[at] = order[at - 1];
        }
    } else {
        for (; reach > 0 && at < n - 1 && !is_followed(side, moved, order[at + 1]); reach--, at++) {
            order[at] = order[at + 1];
        }
    }
    order[at] = moved;
}

static void mutate(struct search *s, const struct side *side)
{
    for (int i = 0; i < MUTATION_SHIFTS; i++) {
        shift(s, side);
    }
}

static void make_child(struct search *s, int population, int32_t place)
{
    const struct side *side = side_of(s, population);
    size_t bytes = (size_t)s->model->count * sizeof(int32_t);
    struct crossing crossing = choose_crossing(s, 1 - population, place);
    cross(s, &crossing);
    if (one_in(s, MUTATION_ACTIVITIES, s->model->count)) {
        mutate(s, side);
    }
    for (int i = 0; i < TWIN_TRIES && (memcmp(s->order, crossing.father, bytes) == 0 ||
                                       memcmp(s->order, crossing.mother, bytes) == 0);
         i++) {
        mutate(s, side);
    }
    breed(s, population, place, s->parallel && one_in(s, PARALLEL_PERCENT, 100));
}

/* --- the run ------------------------------------------------------------------------------------*/

/* Both populations forgotten, the best schedule kept beside: for when nothing new is born. */
static void begin_anew(struct search *s)
{
    for (int32_t i = 0; i < s->size; i++) {
        s->entries[FORWARD][i].makespan = INT32_MAX;
        s->entries[BACKWARD][i].makespan = INT32_MAX;
    }
    s->phase = PHASE_SAMPLE;
    s->next = 0;
    s->barren = 0;
}

static void drop_worst(struct search *s, int population)
{
    struct entry *entries = s->entries[population];
    int32_t worst = 0;
    for (int32_t i = 1; i < s->size; i++) {
        if (!is_better(entries[i].makespan, entries[i].key, &entries[worst])) {
            worst = i;
        }
    }
    struct entry dropped = entries[worst];
    entries[worst] = entries[s->size - 1];
    entries[s->size - 1] = dropped;
}

/* Many schedules at first, few at the end of the budget: what is left meets more often. */
static void thin_out(struct search *s)
{
    int64_t size = s->most - (int64_t)(s->most - s->most / THINNING) * s->schedules / s->budget;
    while (s->size > size && s->size > SIZE_LEAST) {
        drop_worst(s, FORWARD);
        drop_worst(s, BACKWARD);
        s->size--;
    }
}

static void step(struct search *s)
{
    if (s->next == 0 && s->phase >= PHASE_BREED_FORWARD && s->budget > 0) {
        thin_out(s);
    }
    if (s->barren > BARREN_GENERATIONS * s->size) {
        begin_anew(s);
    }
    int32_t place = s->next;
    switch (s->phase) {
    case PHASE_SAMPLE:
        sample_order(s, &s->model->sides[FORWARD]);
        breed(s, FORWARD, place,
              s->parallel && place > 0 && one_in(s, PARALLEL_FIRST_PERCENT, 100));
        break;
    case PHASE_TURN:
        memcpy(s->order, s->entries[FORWARD][place].order,
               (size_t)s->model->count * sizeof *s->order);
        breed(s, BACKWARD, place, false);
        break;
    case PHASE_BREED_FORWARD:
        make_child(s, FORWARD, place);
        break;
    case PHASE_BREED_BACKWARD:
        make_child(s, BACKWARD, place);
        break;
    }
    if (++s->next == s->size) {
        s->next = 0;
        s->phase = s->phase == PHASE_BREED_BACKWARD ? PHASE_BREED_FORWARD : s->phase + 1;
    }
}

void search_run(struct search *s, int64_t schedules, bool (*cancelled)(void *), void *context)
{
    int64_t between = s->model->count > 2000 ? 1 : 16;
    while (s->schedules < schedules && s->best > s->bound) {
        if (cancelled != NULL && s->schedules > 0 && s->schedules % between == 0 &&
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
    struct entry *entries = s->entries[FORWARD];
    if (other == s || makespan == INT32_MAX || s->phase < PHASE_BREED_FORWARD) {
        return;
    }
    int64_t key = key_of(s, &s->model->sides[FORWARD], other->best_starts);
    for (int32_t i = 1; i < s->size; i++) {
        if (!is_better(entries[i].makespan, entries[i].key, &entries[worst])) {
            worst = i;
        }
    }
    if (is_better(makespan, key, &entries[worst]) && !is_twin(s, FORWARD, makespan, key)) {
        keep(s, FORWARD, &entries[worst], makespan, key, other->best_starts);
    }
}
