/* A project becomes a model: values checked, links sorted and the redundant ones left out,
 * resources packed into lanes, both directions laid out for passes. */
#include "domain/levelling/levelling_internal.h"
#include "domain/levelling/levelling_lane.h"

#include <string.h>

enum { REDUCE_ACTIVITIES_MAX = 1200 };
#define SLOTS_MAX ((size_t)1 << 28)

static enum error_kind refuse_value(const char *what, size_t index, int64_t value,
                                    struct error *err)
{
    return error_set(err, ERROR_INVALID, "levelling.value", "%s %zu is %lld, which is not allowed",
                     what, index, (long long)value);
}

static enum error_kind check_times(const struct levelling_project *p, struct error *err)
{
    int64_t sum = (int64_t)p->profile_ticks, release = 0, delivery = 0;
    for (size_t a = 0; a < p->activity_count; a++) {
        int32_t r = p->releases != NULL ? p->releases[a] : 0;
        int32_t q = p->deliveries != NULL ? p->deliveries[a] : 0;
        if (p->durations[a] < 0) {
            return refuse_value("the duration of activity", a, p->durations[a], err);
        }
        if (r < 0 || q < 0) {
            return refuse_value("the release or delivery of activity", a, r < 0 ? r : q, err);
        }
        sum += p->durations[a];
        release = r > release ? r : release;
        delivery = q > delivery ? q : delivery;
    }
    for (size_t l = 0; l < p->link_count; l++) {
        const struct levelling_link *link = &p->links[l];
        if (link->from < 0 || (size_t)link->from >= p->activity_count || link->to < 0 ||
            (size_t)link->to >= p->activity_count) {
            return refuse_value("an end of link", l, link->from, err);
        }
        int64_t wait = (int64_t)link->lag - p->durations[link->from];
        sum += wait > 0 ? wait : 0;
    }
    if (sum + release + delivery >= LEVELLING_HORIZON_MAX) {
        return error_set(err, ERROR_LIMIT, "levelling.size",
                         "durations, lags and releases add up to %lld ticks, the bound is %d",
                         (long long)(sum + release + delivery), LEVELLING_HORIZON_MAX);
    }
    return OK;
}

/* After the profile an activity must fit, so that every pass ends. */
static bool fits_ever(const struct levelling_project *p, size_t activity)
{
    const int32_t *needs = p->needs + activity * p->resource_count;
    bool fits = true;
    for (size_t r = 0; r < p->resource_count; r++) {
        fits = fits && needs[r] <= p->capacities[r];
    }
    return fits || p->durations[activity] == 0;
}

static enum error_kind check_needs(const struct levelling_project *p, struct error *err)
{
    for (size_t r = 0; r < p->resource_count; r++) {
        if (p->capacities[r] < 0) {
            return refuse_value("the capacity of resource", r, p->capacities[r], err);
        }
    }
    for (size_t i = 0; i < p->profile_ticks * p->resource_count; i++) {
        if (p->profile[i] < 0) {
            return refuse_value("the profile at", i, p->profile[i], err);
        }
    }
    for (size_t a = 0; a < p->activity_count; a++) {
        for (size_t r = 0; r < p->resource_count; r++) {
            if (p->needs[a * p->resource_count + r] < 0) {
                return refuse_value("a need of activity", a, p->needs[a * p->resource_count + r],
                                    err);
            }
        }
        if (!fits_ever(p, a)) {
            return error_set(err, ERROR_INVALID, "levelling.capacity",
                             "activity %zu needs more of a resource than there is", a);
        }
    }
    return OK;
}

static enum error_kind check(const struct levelling_project *p, struct error *err)
{
    if (p->activity_count > LEVELLING_ACTIVITIES_MAX ||
        p->resource_count > LEVELLING_RESOURCES_MAX || p->link_count > LEVELLING_LINKS_MAX ||
        p->profile_ticks >= (size_t)LEVELLING_HORIZON_MAX) {
        return error_set(err, ERROR_LIMIT, "levelling.size",
                         "%zu activities, %zu resources, %zu links are more than can be levelled",
                         p->activity_count, p->resource_count, p->link_count);
    }
    TRY(check_times(p, err));
    return check_needs(p, err);
}

/* --- links --------------------------------------------------------------------------------------*/

struct links {
    size_t count;
    struct levelling_link *items; /* sorted by from (then as they came) */
    int32_t *first;               /* [activity + 1] */
};

static void sort_links(struct links *links, size_t n, struct arena *arena)
{
    int32_t *place = ARENA_ARRAY(arena, int32_t, n + 1);
    struct levelling_link *sorted = ARENA_ARRAY(arena, struct levelling_link, links->count + 1);
    links->first = ARENA_ARRAY(arena, int32_t, n + 1);
    for (size_t l = 0; l < links->count; l++) {
        links->first[links->items[l].from + 1]++;
    }
    for (size_t a = 0; a < n; a++) {
        links->first[a + 1] += links->first[a];
        place[a] = links->first[a];
    }
    for (size_t l = 0; l < links->count; l++) {
        sorted[place[links->items[l].from]++] = links->items[l];
    }
    links->items = sorted;
}

/* A topological order; ERROR_INVALID names an activity of a cycle. */
static enum error_kind order_links(const struct links *links, size_t n, struct arena *arena,
                                   int32_t **order_out, struct error *err)
{
    int32_t *missing = ARENA_ARRAY(arena, int32_t, n + 1);
    int32_t *order = ARENA_ARRAY(arena, int32_t, n + 1);
    size_t filled = 0;
    for (size_t l = 0; l < links->count; l++) {
        missing[links->items[l].to]++;
    }
    for (size_t a = 0; a < n; a++) {
        if (missing[a] == 0) {
            order[filled++] = (int32_t)a;
        }
    }
    for (size_t i = 0; i < filled; i++) {
        for (int32_t l = links->first[order[i]]; l < links->first[order[i] + 1]; l++) {
            if (--missing[links->items[l].to] == 0) {
                order[filled++] = links->items[l].to;
            }
        }
    }
    for (size_t a = 0; a < n && filled < n; a++) {
        if (missing[a] > 0) {
            return error_set(err, ERROR_INVALID, "levelling.cycle",
                             "the links form a cycle through activity %zu or one before it", a);
        }
    }
    *order_out = order;
    return OK;
}

/* Leaves out each link that a path of others implies; passes then look at fewer. */
static void reduce_links(struct links *links, size_t n, const int32_t *order, struct arena *arena)
{
    const int32_t none = INT32_MIN / 2;
    if (n > REDUCE_ACTIVITIES_MAX) {
        return;
    }
    int32_t *longest = ARENA_ARRAY(arena, int32_t, n * n + 1);
    size_t kept = 0;
    for (size_t i = 0; i < n * n; i++) {
        longest[i] = none;
    }
    for (size_t i = n; i-- > 0;) {
        int32_t *own = longest + (size_t)order[i] * n;
        for (int32_t l = links->first[order[i]]; l < links->first[order[i] + 1]; l++) {
            const int32_t *next = longest + (size_t)links->items[l].to * n;
            int32_t lag = links->items[l].lag;
            for (size_t k = 0; k < n; k++) {
                if (next[k] != none && next[k] + lag > own[k]) {
                    own[k] = next[k] + lag;
                }
            }
        }
        /* `own` now holds paths of two links and more; the links themselves join afterwards. */
        for (int32_t l = links->first[order[i]]; l < links->first[order[i] + 1]; l++) {
            struct levelling_link *link = &links->items[l];
            if (own[link->to] >= link->lag) {
                link->from = -1;
            } else {
                own[link->to] = link->lag;
            }
        }
    }
    for (size_t l = 0; l < links->count; l++) {
        if (links->items[l].from >= 0) {
            links->items[kept++] = links->items[l];
        }
    }
    links->count = kept;
}

/* --- lanes --------------------------------------------------------------------------------------*/

struct lane {
    size_t plane;
    unsigned shift;
};

struct packing {
    struct lane *lanes; /* [resource] */
    uint32_t *guards;   /* [plane] */
    size_t plane_count;
};

static int32_t most_of(const struct levelling_project *p, size_t resource)
{
    int32_t most = p->capacities[resource];
    for (size_t t = 0; t < p->profile_ticks; t++) {
        int32_t capacity = p->profile[t * p->resource_count + resource];
        most = capacity > most ? capacity : most;
    }
    return most;
}

static void pack_lanes(const struct levelling_project *p, struct arena *arena,
                       struct packing *packing)
{
    static const unsigned widths[] = {8, 16, 32};
    packing->lanes = ARENA_ARRAY(arena, struct lane, p->resource_count + 1);
    packing->guards = ARENA_ARRAY(arena, uint32_t, p->resource_count + 1);
    packing->plane_count = 0;
    for (int w = 0; w < 3; w++) {
        unsigned shift = 32;
        for (size_t r = 0; r < p->resource_count; r++) {
            int32_t most = most_of(p, r);
            unsigned width = most <= 127 ? 8 : most <= 32767 ? 16 : 32;
            if (width != widths[w]) {
                continue;
            }
            if (shift >= 32) {
                shift = 0;
                packing->plane_count++;
            }
            packing->lanes[r] = (struct lane){packing->plane_count - 1, shift};
            packing->guards[packing->plane_count - 1] |= 1u << (shift + width - 1);
            shift += width;
        }
    }
    packing->plane_count += packing->plane_count == 0;
}

static enum error_kind make_planes(struct model *model, const struct packing *packing,
                                   struct arena *arena, struct error *err)
{
    const struct levelling_project *p = model->project;
    model->plane_count = packing->plane_count;
    model->plane_slots = ((size_t)model->horizon + 4 * LANE_WINDOW) / LANE_WINDOW * LANE_WINDOW;
    if (model->plane_slots * model->plane_count > SLOTS_MAX) {
        return error_set(err, ERROR_LIMIT, "levelling.size",
                         "%zu ticks of %zu resources are more than can be levelled",
                         model->plane_slots, p->resource_count);
    }
    model->plane_words = ARENA_ARRAY(arena, uint32_t, model->plane_count);
    memcpy(model->plane_words, packing->guards, model->plane_count * sizeof(uint32_t));
    for (size_t r = 0; r < p->resource_count; r++) {
        model->plane_words[packing->lanes[r].plane] |= (uint32_t)p->capacities[r]
                                                       << packing->lanes[r].shift;
    }
    if (p->profile_ticks == 0) {
        return OK;
    }
    model->profile = ARENA_ARRAY(arena, uint32_t, model->plane_count * model->plane_slots);
    for (size_t q = 0; q < model->plane_count; q++) {
        for (size_t t = 0; t < model->plane_slots; t++) {
            model->profile[q * model->plane_slots + t] =
                t < p->profile_ticks ? packing->guards[q] : model->plane_words[q];
        }
    }
    for (size_t t = 0; t < p->profile_ticks; t++) {
        for (size_t r = 0; r < p->resource_count; r++) {
            model->profile[packing->lanes[r].plane * model->plane_slots + t] |=
                (uint32_t)p->profile[t * p->resource_count + r] << packing->lanes[r].shift;
        }
    }
    return OK;
}

/* --- sides --------------------------------------------------------------------------------------*/

static void set_folds(struct task *task)
{
    int32_t length = 1;
    for (int i = 0; i < FOLD_STEPS; i++) {
        int32_t fold = task->duration - length;
        fold = fold > length ? length : fold < 0 ? 0 : fold;
        task->folds[i] = (uint8_t)fold;
        length += fold;
    }
    task->step =
        task->duration <= 1 ? LANE_WINDOW : (LANE_WINDOW + 1 - task->duration) & ~(LANE_GROUP - 1);
}

static void add_needs(const struct model *model, const struct packing *packing, size_t activity,
                      struct side *side, int32_t *filled)
{
    const struct levelling_project *p = model->project;
    struct task *task = &side->tasks[activity];
    task->need_first = *filled;
    for (size_t q = 0; q < packing->plane_count && task->duration > 0; q++) {
        uint32_t need = 0;
        for (size_t r = 0; r < p->resource_count; r++) {
            if (packing->lanes[r].plane == q) {
                need |= (uint32_t)p->needs[activity * p->resource_count + r]
                        << packing->lanes[r].shift;
            }
        }
        if (need != 0) {
            side->needs[(*filled)++] =
                (struct lane_need){q * model->plane_slots, need, packing->guards[q]};
        }
    }
    if (*filled == task->need_first) {
        side->needs[(*filled)++] = (struct lane_need){0, 0, 0};
    }
    task->need_end = *filled;
}

static void add_incoming(const struct model *model, const struct links *incoming, size_t activity,
                         struct side *side, int32_t *filled)
{
    struct task *task = &side->tasks[activity];
    int32_t from = incoming->first[activity], to = incoming->first[activity + 1];
    int32_t total = to - from + 1;
    task->group_first = *filled;
    for (int32_t i = 0; i < total; i += LINK_GROUP) {
        struct link_group *group = &side->groups[(*filled)++];
        for (int32_t k = 0; k < LINK_GROUP; k++) {
            bool real = from + i + k < to;
            group->from[k] = real ? incoming->items[from + i + k].to : model->count;
            group->lag[k] = real ? incoming->items[from + i + k].lag : side->releases[activity];
        }
    }
    task->group_end = *filled;
    side->incoming[activity] = to - from;
}

/* First ticks by links and releases; last ones by links and deliveries. */
static void set_heads_and_tails(const struct model *model, struct side *side)
{
    for (int32_t i = 0; i < model->count; i++) {
        side->heads[i] = side->releases[i];
        side->tails[i] = side->tasks[i].duration + side->deliveries[i];
    }
    for (int32_t i = 0; i < model->count; i++) {
        int32_t a = side->order[i];
        for (int32_t l = side->link_first[a]; l < side->link_first[a + 1]; l++) {
            int32_t reach = side->heads[a] + side->link_lag[l];
            if (reach > side->heads[side->link_to[l]]) {
                side->heads[side->link_to[l]] = reach;
            }
        }
    }
    for (int32_t i = model->count; i-- > 0;) {
        int32_t a = side->order[i];
        for (int32_t l = side->link_first[a]; l < side->link_first[a + 1]; l++) {
            int32_t reach = side->tails[side->link_to[l]] + side->link_lag[l];
            if (reach > side->tails[a]) {
                side->tails[a] = reach;
            }
        }
        side->tasks[a].tail = side->tails[a];
    }
}

/* outgoing: links by `from`; incoming: the same links by `to`, their ends swapped. */
static void make_side(const struct model *model, const struct packing *packing,
                      const struct links *outgoing, const struct links *incoming,
                      struct arena *arena, struct side *side)
{
    size_t n = (size_t)model->count;
    int32_t needs = 0, groups = 0;
    side->tasks = ARENA_ARRAY(arena, struct task, n + 1);
    side->groups = ARENA_ARRAY(arena, struct link_group, n + incoming->count / LINK_GROUP + 1);
    side->needs = ARENA_ARRAY(arena, struct lane_need, n * packing->plane_count + 1);
    side->link_first = outgoing->first;
    side->link_to = ARENA_ARRAY(arena, int32_t, outgoing->count + 1);
    side->link_lag = ARENA_ARRAY(arena, int32_t, outgoing->count + 1);
    side->incoming = ARENA_ARRAY(arena, int32_t, n + 1);
    side->heads = ARENA_ARRAY(arena, int32_t, n + 1);
    side->tails = ARENA_ARRAY(arena, int32_t, n + 1);
    for (size_t l = 0; l < outgoing->count; l++) {
        side->link_to[l] = outgoing->items[l].to;
        side->link_lag[l] = outgoing->items[l].lag;
    }
    for (size_t a = 0; a < n; a++) {
        side->tasks[a].duration = model->project->durations[a];
        set_folds(&side->tasks[a]);
        add_needs(model, packing, a, side, &needs);
        add_incoming(model, incoming, a, side, &groups);
    }
    set_heads_and_tails(model, side);
}

/* The same links seen from their other end. With `turn`, lags become those of reversed time: there
 * an activity starts where it ended. */
static struct links swap_links(const struct links *links, const struct levelling_project *p,
                               bool turn, struct arena *arena)
{
    struct links swapped = {links->count, NULL, NULL};
    swapped.items = ARENA_ARRAY(arena, struct levelling_link, links->count + 1);
    for (size_t l = 0; l < links->count; l++) {
        const struct levelling_link *link = &links->items[l];
        int32_t lag = link->lag + (turn ? p->durations[link->to] - p->durations[link->from] : 0);
        swapped.items[l] = (struct levelling_link){link->to, link->from, lag};
    }
    sort_links(&swapped, p->activity_count, arena);
    return swapped;
}

static void make_sides(struct model *model, const struct packing *packing, struct links *links,
                       int32_t *order, struct arena *arena)
{
    const struct levelling_project *p = model->project;
    size_t n = p->activity_count;
    struct side *forward = &model->sides[FORWARD], *backward = &model->sides[BACKWARD];
    struct links into = swap_links(links, p, false, arena);
    struct links turned = swap_links(links, p, true, arena);
    struct links turned_into = swap_links(&turned, p, false, arena);
    int32_t *zeros = ARENA_ARRAY(arena, int32_t, n + 1);

    forward->order = order;
    backward->order = ARENA_ARRAY(arena, int32_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        backward->order[i] = order[n - 1 - i];
    }
    forward->releases = ARENA_ARRAY(arena, int32_t, n + 1);
    forward->deliveries = ARENA_ARRAY(arena, int32_t, n + 1);
    memcpy(forward->releases, p->releases != NULL ? p->releases : zeros, n * sizeof(int32_t));
    memcpy(forward->deliveries, p->deliveries != NULL ? p->deliveries : zeros, n * sizeof(int32_t));
    backward->releases = forward->deliveries;
    backward->deliveries = forward->releases;
    make_side(model, packing, links, &into, arena, forward);
    make_side(model, packing, &turned, &turned_into, arena, backward);
}

/* Enough for a pass that places one activity after the other. */
static int32_t find_horizon(const struct levelling_project *p, const struct links *links)
{
    int64_t sum = (int64_t)p->profile_ticks, release = 0;
    for (size_t a = 0; a < p->activity_count; a++) {
        int64_t wait = 0;
        for (int32_t l = links->first[a]; l < links->first[a + 1]; l++) {
            int64_t lag = (int64_t)links->items[l].lag - p->durations[a];
            wait = lag > wait ? lag : wait;
        }
        sum += p->durations[a] + wait;
        int32_t r = p->releases != NULL ? p->releases[a] : 0;
        int32_t q = p->deliveries != NULL ? p->deliveries[a] : 0;
        release = r > release ? r : release;
        release = q > release ? q : release;
    }
    return (int32_t)(sum + release);
}

enum error_kind model_build(const struct levelling_project *project, struct arena *arena,
                            struct model *model_out, struct error *err)
{
    size_t n = project->activity_count;
    struct model model = {.project = project, .count = (int32_t)n, .starts_apart = true};
    struct packing packing;
    struct links links = {project->link_count, NULL, NULL};
    int32_t *order = NULL;

    TRY(check(project, err));
    links.items = ARENA_ARRAY(arena, struct levelling_link, links.count + 1);
    if (links.count > 0) {
        memcpy(links.items, project->links, links.count * sizeof *links.items);
    }
    sort_links(&links, n, arena);
    TRY(order_links(&links, n, arena, &order, err));
    reduce_links(&links, n, order, arena);
    sort_links(&links, n, arena);
    for (size_t l = 0; l < links.count; l++) {
        model.starts_apart =
            model.starts_apart && links.items[l].lag >= project->durations[links.items[l].from];
    }
    model.horizon = find_horizon(project, &links);
    pack_lanes(project, arena, &packing);
    TRY(make_planes(&model, &packing, arena, err));
    make_sides(&model, &packing, &links, order, arena);
    for (size_t a = 0; a < n; a++) {
        int32_t reach = model.sides[FORWARD].heads[a] + model.sides[FORWARD].tails[a];
        model.path = reach > model.path ? reach : model.path;
    }
    *model_out = model;
    return OK;
}
