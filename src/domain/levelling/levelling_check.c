/* The second opinion: rules L-1 to L-4 read as sentences, checked one by one on the project as it
 * was given. It uses no part of the model, no lanes and no order. */
#include "domain/levelling/levelling.h"

#include <string.h>

static enum error_kind check_links(const struct levelling_project *p, const int32_t *starts,
                                   struct error *err)
{
    for (size_t a = 0; a < p->activity_count; a++) {
        if (starts[a] < (p->releases != NULL ? p->releases[a] : 0)) {
            return error_set(err, ERROR_INTERNAL, "levelling.check",
                             "activity %zu starts at %d, before its release", a, starts[a]);
        }
    }
    for (size_t l = 0; l < p->link_count; l++) {
        const struct levelling_link *link = &p->links[l];
        if ((int64_t)starts[link->to] < (int64_t)starts[link->from] + link->lag) {
            return error_set(err, ERROR_INTERNAL, "levelling.check",
                             "link %zu from activity %d to %d is broken", l, link->from, link->to);
        }
    }
    return OK;
}

static int64_t capacity_at(const struct levelling_project *p, size_t resource, size_t tick)
{
    return tick < p->profile_ticks ? p->profile[tick * p->resource_count + resource]
                                   : p->capacities[resource];
}

/* Adds up the use of one resource over time by its changes. */
static enum error_kind check_resource(const struct levelling_project *p, const int32_t *starts,
                                      size_t resource, size_t end, int64_t *changes,
                                      struct error *err)
{
    memset(changes, 0, (end + 1) * sizeof *changes);
    for (size_t a = 0; a < p->activity_count; a++) {
        int64_t need = p->needs[a * p->resource_count + resource];
        changes[starts[a]] += need;
        changes[(size_t)starts[a] + (size_t)p->durations[a]] -= need;
    }
    int64_t used = 0;
    for (size_t t = 0; t < end; t++) {
        used += changes[t];
        if (used > capacity_at(p, resource, t)) {
            return error_set(err, ERROR_INTERNAL, "levelling.check",
                             "at tick %zu resource %zu is asked for %lld and has %lld", t, resource,
                             (long long)used, (long long)capacity_at(p, resource, t));
        }
    }
    return OK;
}

enum error_kind levelling_check(const struct levelling_project *p, const int32_t *starts,
                                struct arena *arena, int32_t *makespan_out, struct error *err)
{
    int64_t makespan = 0, end = 0;
    TRY(check_links(p, starts, err));
    for (size_t a = 0; a < p->activity_count; a++) {
        int64_t finish = (int64_t)starts[a] + p->durations[a];
        int64_t reach = finish + (p->deliveries != NULL ? p->deliveries[a] : 0);
        end = finish > end ? finish : end;
        makespan = reach > makespan ? reach : makespan;
    }
    if (end > INT32_MAX - 1 || makespan > INT32_MAX) {
        return error_set(err, ERROR_INTERNAL, "levelling.check", "the schedule ends at %lld",
                         (long long)makespan);
    }
    int64_t *changes = ARENA_ARRAY(arena, int64_t, (size_t)end + 1);
    for (size_t r = 0; r < p->resource_count; r++) {
        TRY(check_resource(p, starts, r, (size_t)end, changes, err));
    }
    *makespan_out = (int32_t)makespan;
    return OK;
}
