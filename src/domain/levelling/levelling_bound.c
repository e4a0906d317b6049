/* Lower bounds of the makespan. Each is a proof: a number is returned only if no schedule can have
 * a smaller makespan (docs/domain/levelling.md L-7). */
#include "domain/levelling/levelling_internal.h"

#include <string.h>

enum { PAIRS_ACTIVITIES_MAX = 4000 };

/* The work that one resource can do before each tick of the profile. */
struct supply {
    int64_t *before; /* [profile_ticks + 1] */
    size_t ticks;
    int64_t after; /* a tick, from the end of the profile on */
};

static struct supply supply_of(const struct levelling_project *p, size_t resource,
                               struct arena *arena)
{
    struct supply supply = {ARENA_ARRAY(arena, int64_t, p->profile_ticks + 1), p->profile_ticks,
                            p->capacities[resource]};
    for (size_t t = 0; t < p->profile_ticks; t++) {
        supply.before[t + 1] = supply.before[t] + p->profile[t * p->resource_count + resource];
    }
    return supply;
}

/* The first tick by which `work` can be done if it starts at `from`; `work` is above 0. */
static int64_t done_by(const struct supply *supply, int64_t from, int64_t work)
{
    if (from < (int64_t)supply->ticks) {
        int64_t target = supply->before[from] + work;
        size_t low = (size_t)from, high = supply->ticks;
        if (supply->before[high] >= target) {
            while (high - low > 1) {
                size_t middle = low + (high - low) / 2;
                *(supply->before[middle] >= target ? &high : &low) = middle;
            }
            return (int64_t)high;
        }
        work = target - supply->before[supply->ticks];
        from = (int64_t)supply->ticks;
    }
    return supply->after > 0 ? from + (work + supply->after - 1) / supply->after : from;
}

struct demand {
    int32_t head, rest; /* before its start, after its finish */
    int64_t work;
};

static void sort_by_rest(struct demand *demands, size_t count)
{
    for (size_t gap = count / 2; gap > 0; gap /= 2) {
        for (size_t i = gap; i < count; i++) {
            struct demand moved = demands[i];
            size_t at = i;
            for (; at >= gap && demands[at - gap].rest < moved.rest; at -= gap) {
                demands[at] = demands[at - gap];
            }
            demands[at] = moved;
        }
    }
}

/* All work with a head of at least h and a rest of at least q lies between: h + time for it + q. */
static int64_t bound_by_work(const struct supply *supply, struct demand *demands, size_t count)
{
    int64_t bound = 0;
    sort_by_rest(demands, count);
    for (size_t i = 0; i < count; i++) {
        int32_t head = demands[i].head;
        int64_t work = 0;
        for (size_t j = 0; j < count; j++) {
            work += demands[j].head >= head ? demands[j].work : 0;
            if (work > 0 && (j + 1 == count || demands[j + 1].rest < demands[j].rest)) {
                int64_t reach = done_by(supply, head, work) + demands[j].rest;
                bound = reach > bound ? reach : bound;
            }
        }
    }
    return bound;
}

/* Only the whole of the work, where pairs would take too long. */
static int64_t bound_by_sum(const struct supply *supply, const struct demand *demands, size_t count)
{
    int32_t head = INT32_MAX, rest = INT32_MAX;
    int64_t work = 0;
    for (size_t i = 0; i < count; i++) {
        head = demands[i].head < head ? demands[i].head : head;
        rest = demands[i].rest < rest ? demands[i].rest : rest;
        work += demands[i].work;
    }
    return work > 0 ? done_by(supply, head, work) + rest : 0;
}

int32_t bound_plain(const struct model *model, struct arena *arena)
{
    const struct levelling_project *p = model->project;
    const struct side *side = &model->sides[FORWARD];
    struct demand *demands = ARENA_ARRAY(arena, struct demand, p->activity_count + 1);
    int64_t bound = model->path;
    for (size_t r = 0; r < p->resource_count; r++) {
        struct supply supply = supply_of(p, r, arena);
        size_t count = 0;
        for (size_t a = 0; a < p->activity_count; a++) {
            int64_t work = (int64_t)p->durations[a] * p->needs[a * p->resource_count + r];
            if (work > 0) {
                demands[count++] =
                    (struct demand){side->heads[a], side->tails[a] - p->durations[a], work};
            }
        }
        int64_t reach = count <= PAIRS_ACTIVITIES_MAX ? bound_by_work(&supply, demands, count)
                                                      : bound_by_sum(&supply, demands, count);
        bound = reach > bound ? reach : bound;
    }
    return (int32_t)bound;
}

int32_t bound_compute(const struct model *model, int32_t goal, int64_t steps, struct arena *arena)
{
    return bound_refute(model, bound_plain(model, arena), goal, steps, arena);
}
