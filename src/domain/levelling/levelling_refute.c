/* Refutes makespans: with a deadline every activity has a window; where windows, links and
 * resources contradict each other, no schedule meets the deadline. Each step only ever takes away
 * starts that no schedule can have, so a contradiction is a proof; none proves nothing. */
#include "domain/levelling/levelling_internal.h"

#include <string.h>

enum { REFUTE_ACTIVITIES_MAX = 600, REFUTE_CELLS_MAX = 4000000, ROUNDS_MAX = 60 };

struct refuter {
    const struct model *model;
    const struct side *side;
    int32_t n, ticks; /* ticks below this are looked at */
    size_t resources;
    int32_t *first, *last; /* [activity]: its earliest and its latest start */
    int64_t *supply;       /* [resource * (ticks + 1) + t]: what there is before t */
    int64_t *used;         /* [tick]: of one resource, by what must run then */
    int64_t steps;         /* left */
};

static int32_t duration_of(const struct refuter *f, int32_t a)
{
    return f->model->project->durations[a];
}

static int64_t need_of(const struct refuter *f, int32_t a, size_t resource)
{
    return f->model->project->needs[(size_t)a * f->resources + resource];
}

static int64_t supply_between(const struct refuter *f, size_t resource, int32_t from, int32_t to)
{
    const int64_t *supply = f->supply + resource * ((size_t)f->ticks + 1);
    return supply[to] - supply[from];
}

/* --- links --------------------------------------------------------------------------------------*/

/* Windows agree with the links; false: one is empty. */
static bool keep_links(struct refuter *f, bool *changed)
{
    const struct side *side = f->side;
    for (int32_t i = 0; i < f->n; i++) {
        int32_t a = side->order[i];
        for (int32_t l = side->link_first[a]; l < side->link_first[a + 1]; l++) {
            int32_t to = side->link_to[l], reach = f->first[a] + side->link_lag[l];
            *changed = *changed || reach > f->first[to];
            f->first[to] = reach > f->first[to] ? reach : f->first[to];
        }
    }
    for (int32_t i = f->n; i-- > 0;) {
        int32_t a = side->order[i];
        for (int32_t l = side->link_first[a]; l < side->link_first[a + 1]; l++) {
            int32_t reach = f->last[side->link_to[l]] - side->link_lag[l];
            *changed = *changed || reach < f->last[a];
            f->last[a] = reach < f->last[a] ? reach : f->last[a];
        }
        if (f->first[a] > f->last[a]) {
            return false;
        }
    }
    f->steps -= f->n * 4;
    return true;
}

/* --- what must run at a tick --------------------------------------------------------------------*/

static void add_certain(struct refuter *f, size_t resource)
{
    memset(f->used, 0, ((size_t)f->ticks + 1) * sizeof *f->used);
    for (int32_t a = 0; a < f->n; a++) {
        int32_t end = f->first[a] + duration_of(f, a);
        if (f->last[a] < end) {
            f->used[f->last[a]] += need_of(f, a, resource);
            f->used[end] -= need_of(f, a, resource);
        }
    }
    for (int32_t t = 1; t <= f->ticks; t++) {
        f->used[t] += f->used[t - 1];
    }
    f->steps -= f->ticks + f->n;
}

/* Whether an activity has room in a tick beside all that must run then. */
static bool has_room(const struct refuter *f, size_t resource, int32_t a, int32_t tick)
{
    int64_t need = need_of(f, a, resource);
    bool own = f->last[a] <= tick && tick < f->first[a] + duration_of(f, a);
    return f->used[tick] + (own ? 0 : need) <= supply_between(f, resource, tick, tick + 1);
}

static int32_t first_with_room(struct refuter *f, size_t resource, int32_t a)
{
    int32_t start = f->first[a], length = duration_of(f, a);
    for (int32_t t = start; t < start + length && start <= f->last[a]; t++) {
        start = has_room(f, resource, a, t) ? start : t + 1;
        f->steps--;
    }
    return start;
}

static int32_t last_with_room(struct refuter *f, size_t resource, int32_t a)
{
    int32_t start = f->last[a], length = duration_of(f, a);
    for (int32_t t = start + length - 1; t >= start && start >= f->first[a]; t--) {
        start = has_room(f, resource, a, t) ? start : t - length;
        f->steps--;
    }
    return start;
}

/* Both ends are found before either is moved: `used` tells of the window as it was. */
static bool move_window(struct refuter *f, size_t resource, int32_t a, bool *changed)
{
    int32_t first = first_with_room(f, resource, a), last = last_with_room(f, resource, a);
    if (first > last) {
        return false;
    }
    *changed = *changed || first > f->first[a] || last < f->last[a];
    f->first[a] = first;
    f->last[a] = last;
    return true;
}

/* Time-tabling: no activity starts where what must run leaves it no room. */
static bool keep_profile(struct refuter *f, bool *changed)
{
    for (size_t r = 0; r < f->resources; r++) {
        add_certain(f, r);
        for (int32_t t = 0; t < f->ticks; t++) {
            if (f->used[t] > supply_between(f, r, t, t + 1)) {
                return false;
            }
        }
        for (int32_t a = 0; a < f->n; a++) {
            if (need_of(f, a, r) == 0 || duration_of(f, a) == 0) {
                continue;
            }
            if (!move_window(f, r, a, changed)) {
                return false;
            }
        }
    }
    return true;
}

/* --- pairs that cannot run together -------------------------------------------------------------*/

static bool exclude(const struct refuter *f, int32_t a, int32_t b)
{
    const struct levelling_project *p = f->model->project;
    for (size_t r = 0; r < f->resources; r++) {
        int64_t most = p->capacities[r];
        if (p->profile_ticks == 0 && need_of(f, a, r) + need_of(f, b, r) > most) {
            return duration_of(f, a) > 0 && duration_of(f, b) > 0;
        }
    }
    return false;
}

static bool order_pair(struct refuter *f, int32_t a, int32_t b, bool *changed)
{
    bool a_first = f->first[a] + duration_of(f, a) <= f->last[b];
    bool b_first = f->first[b] + duration_of(f, b) <= f->last[a];
    if (!a_first && !b_first) {
        return false;
    }
    if (a_first != b_first) {
        int32_t before = a_first ? a : b, after = a_first ? b : a;
        int32_t reach = f->first[before] + duration_of(f, before);
        int32_t latest = f->last[after] - duration_of(f, before);
        *changed = *changed || reach > f->first[after] || latest < f->last[before];
        f->first[after] = reach > f->first[after] ? reach : f->first[after];
        f->last[before] = latest < f->last[before] ? latest : f->last[before];
    }
    return f->first[a] <= f->last[a] && f->first[b] <= f->last[b];
}

static bool keep_pairs(struct refuter *f, bool *changed)
{
    for (int32_t a = 0; a < f->n; a++) {
        for (int32_t b = a + 1; b < f->n; b++) {
            if (exclude(f, a, b) && !order_pair(f, a, b, changed)) {
                return false;
            }
        }
    }
    f->steps -= (int64_t)f->n * f->n * 2;
    return true;
}

/* --- energy -------------------------------------------------------------------------------------*/

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* The work of a resource that cannot be kept out of from .. to-1. */
static int64_t work_within(const struct refuter *f, size_t resource, int32_t from, int32_t to)
{
    int64_t work = 0;
    for (int32_t a = 0; a < f->n; a++) {
        int32_t length = duration_of(f, a);
        int32_t left = f->first[a] + length - from; /* when it starts as early as it can */
        int32_t right = to - f->last[a];            /* when it starts as late as it can */
        int32_t inside = least(least(left, right), least(length, to - from));
        work += inside > 0 ? inside * need_of(f, a, resource) : 0;
    }
    return work;
}

/* Energetic reasoning (Baptiste, Le Pape and Nuijten 2001) over the spans from an earliest start to
 * a latest finish. */
static bool keep_energy(struct refuter *f)
{
    for (size_t r = 0; r < f->resources; r++) {
        for (int32_t a = 0; a < f->n; a++) {
            int32_t from = f->first[a];
            for (int32_t b = 0; b < f->n && need_of(f, a, r) > 0; b++) {
                int32_t to = f->last[b] + duration_of(f, b);
                if (need_of(f, b, r) == 0 || to <= from || f->steps < 0) {
                    continue;
                }
                f->steps -= f->n;
                if (work_within(f, r, from, to) > supply_between(f, r, from, to)) {
                    return false;
                }
            }
        }
    }
    return true;
}

/* --- a deadline ---------------------------------------------------------------------------------*/

static bool is_refuted(struct refuter *f, int32_t deadline)
{
    for (int32_t a = 0; a < f->n; a++) {
        f->first[a] = f->side->heads[a];
        f->last[a] = deadline - f->side->tails[a];
    }
    bool changed = true;
    for (int round = 0; round < ROUNDS_MAX && changed && f->steps > 0; round++) {
        changed = false;
        if (!keep_links(f, &changed) || !keep_profile(f, &changed) || !keep_pairs(f, &changed)) {
            return true;
        }
    }
    return f->steps > 0 && !keep_energy(f);
}

static void measure_supply(struct refuter *f)
{
    const struct levelling_project *p = f->model->project;
    for (size_t r = 0; r < f->resources; r++) {
        int64_t *supply = f->supply + r * ((size_t)f->ticks + 1);
        for (size_t t = 0; t < (size_t)f->ticks; t++) {
            supply[t + 1] = supply[t] + (t < p->profile_ticks ? p->profile[t * f->resources + r]
                                                              : p->capacities[r]);
        }
    }
}

int32_t bound_refute(const struct model *model, int32_t bound, int32_t goal, int64_t steps,
                     struct arena *arena)
{
    const struct levelling_project *p = model->project;
    size_t n = p->activity_count, ticks = (size_t)goal;
    if (n == 0 || n > REFUTE_ACTIVITIES_MAX ||
        (ticks + 1) * (p->resource_count + 1) > REFUTE_CELLS_MAX) {
        return bound;
    }
    struct refuter refuter = {.model = model,
                              .side = &model->sides[FORWARD],
                              .n = (int32_t)n,
                              .ticks = goal,
                              .resources = p->resource_count,
                              .first = ARENA_ARRAY(arena, int32_t, n),
                              .last = ARENA_ARRAY(arena, int32_t, n),
                              .supply =
                                  ARENA_ARRAY(arena, int64_t, p->resource_count * (ticks + 1)),
                              .used = ARENA_ARRAY(arena, int64_t, ticks + 1),
                              .steps = steps};
    measure_supply(&refuter);
    while (bound < goal && is_refuted(&refuter, bound)) {
        bound++;
    }
    return bound;
}
