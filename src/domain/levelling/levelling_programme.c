/* A programme through the desks: the serial scheme over one order of all activities, and a search
 * over orders and variants by late acceptance (Burke and Bykov 2017). The objective never gets
 * better by waiting, so some order gives a best schedule (docs/domain/levelling.md L-12). */
#include "domain/levelling/levelling_programme.h"

#include "domain/levelling/levelling_internal.h"

#include <string.h>

enum { HISTORY = 64, DEFAULT_SCHEDULES = 2000 };
#define CELLS_MAX ((size_t)1 << 27)

struct calendar_index {
    int32_t *before;  /* [tick]: working ticks before it, for 0 .. horizon */
    int32_t *working; /* [place]: the working tick */
    int32_t count;
};

struct run {
    const struct levelling_programme *p;
    const struct levelling_options *options;
    struct random random;
    struct calendar_index *calendars;
    int32_t *project_of;    /* [activity] */
    int32_t *variant_of;    /* [activity] */
    int32_t *in_first, *in; /* links by the activity that they lead to */
    int32_t **used;         /* [desk][tick] */
    int32_t *more;          /* [desk]: cases at a time beyond its capacity; INT32_MAX: no bound */
    int32_t *order;         /* all activities; those of variants not taken are passed over */
    int32_t *variant;       /* [project] */
    int32_t *starts, *ends; /* [activity] */
    int64_t schedules;
};

/* --- checks -------------------------------------------------------------------------------------*/

static enum error_kind refuse(const char *what, size_t index, struct error *err)
{
    return error_set(err, ERROR_INVALID, "levelling.value", "%s %zu is out of range", what, index);
}

static enum error_kind check_projects(const struct levelling_programme *p, struct error *err)
{
    int32_t variant = 0, activity = 0;
    for (size_t i = 0; i < p->project_count; i++) {
        const struct levelled_project *project = &p->projects[i];
        if (project->first_variant != variant || project->variant_count < 1 ||
            project->variant_count > LEVELLED_VARIANTS_MAX || project->weight < 0 ||
            project->weight > (int64_t)1 << 36) {
            return refuse("project", i, err);
        }
        variant += project->variant_count;
    }
    if ((size_t)variant != p->variant_count) {
        return refuse("the number of variants", p->variant_count, err);
    }
    for (size_t v = 0; v < p->variant_count; v++) {
        const struct levelled_variant *one = &p->variants[v];
        if (one->first_activity != activity || one->activity_count < 1 ||
            (size_t)one->activity_count > p->activity_count - (size_t)activity || one->gate < 0 ||
            one->gate >= one->activity_count || one->price < 0 || one->price > (int64_t)1 << 40) {
            return refuse("variant", v, err);
        }
        activity += one->activity_count;
    }
    return (size_t)activity == p->activity_count
               ? OK
               : refuse("the number of activities", p->activity_count, err);
}

static enum error_kind check_rest(const struct levelling_programme *p, const int32_t *variant_of,
                                  struct error *err)
{
    for (size_t a = 0; a < p->activity_count; a++) {
        const struct levelled_activity *one = &p->activities[a];
        if (one->duration < 0 || one->release < 0 || one->calendar < 0 ||
            (size_t)one->calendar >= p->calendar_count || one->desk < NO_DESK ||
            one->desk >= (int32_t)p->desk_count) {
            return refuse("activity", a, err);
        }
    }
    for (size_t l = 0; l < p->link_count; l++) {
        const struct levelling_link *link = &p->links[l];
        if (link->from < 0 || link->from >= link->to || (size_t)link->to >= p->activity_count ||
            link->lag < 0 || variant_of[link->from] != variant_of[link->to]) {
            return refuse("link", l, err);
        }
    }
    for (size_t d = 0; d < p->desk_count; d++) {
        for (int32_t t = 0; t < p->horizon; t++) {
            if (p->desks[d].capacity[t] < 0 || p->desks[d].green_most < 0) {
                return refuse("the capacity of desk", d, err);
            }
        }
    }
    return OK;
}

static enum error_kind check_size(const struct levelling_programme *p, struct error *err)
{
    if (p->horizon < 0 || p->horizon > LEVELLING_HORIZON_MAX ||
        p->activity_count > LEVELLING_ACTIVITIES_MAX || p->link_count > LEVELLING_LINKS_MAX ||
        p->desk_count > LEVELLED_DESKS_MAX || p->variant_count > p->activity_count ||
        p->project_count > p->variant_count ||
        (p->desk_count + 2 * p->calendar_count) * ((size_t)p->horizon + 1) > CELLS_MAX) {
        return error_set(err, ERROR_LIMIT, "levelling.size",
                         "%zu activities at %zu desks over %d ticks are more than can be levelled",
                         p->activity_count, p->desk_count, p->horizon);
    }
    return OK;
}

/* --- preparation --------------------------------------------------------------------------------*/

static void index_calendars(struct run *run, struct arena *arena)
{
    const struct levelling_programme *p = run->p;
    run->calendars = ARENA_ARRAY(arena, struct calendar_index, p->calendar_count + 1);
    for (size_t c = 0; c < p->calendar_count; c++) {
        struct calendar_index *index = &run->calendars[c];
        index->before = ARENA_ARRAY(arena, int32_t, (size_t)p->horizon + 1);
        index->working = ARENA_ARRAY(arena, int32_t, (size_t)p->horizon + 1);
        for (int32_t t = 0; t < p->horizon; t++) {
            index->before[t] = index->count;
            if (p->calendars[c][t] != 0) {
                index->working[index->count++] = t;
            }
        }
        index->before[p->horizon] = index->count;
    }
}

static void index_links(struct run *run, struct arena *arena)
{
    const struct levelling_programme *p = run->p;
    size_t n = p->activity_count;
    int32_t *place = ARENA_ARRAY(arena, int32_t, n + 1);
    run->in_first = ARENA_ARRAY(arena, int32_t, n + 1);
    run->in = ARENA_ARRAY(arena, int32_t, p->link_count + 1);
    for (size_t l = 0; l < p->link_count; l++) {
        run->in_first[p->links[l].to + 1]++;
    }
    for (size_t a = 0; a < n; a++) {
        run->in_first[a + 1] += run->in_first[a];
        place[a] = run->in_first[a];
    }
    for (size_t l = 0; l < p->link_count; l++) {
        run->in[place[p->links[l].to]++] = (int32_t)l;
    }
}

static enum error_kind prepare(const struct levelling_programme *p,
                               const struct levelling_options *options, struct arena *arena,
                               struct run *run, struct error *err)
{
    TRY(check_size(p, err));
    TRY(check_projects(p, err));
    *run = (struct run){.p = p, .options = options};
    run->project_of = ARENA_ARRAY(arena, int32_t, p->activity_count + 1);
    run->variant_of = ARENA_ARRAY(arena, int32_t, p->activity_count + 1);
    for (size_t i = 0; i < p->project_count; i++) {
        for (int32_t v = 0; v < p->projects[i].variant_count; v++) {
            int32_t variant = p->projects[i].first_variant + v;
            for (int32_t k = 0; k < p->variants[variant].activity_count; k++) {
                run->project_of[p->variants[variant].first_activity + k] = (int32_t)i;
                run->variant_of[p->variants[variant].first_activity + k] = variant;
            }
        }
    }
    TRY(check_rest(p, run->variant_of, err));
    random_init(&run->random, options->seed, 0);
    index_calendars(run, arena);
    index_links(run, arena);
    run->used = ARENA_ARRAY(arena, int32_t *, p->desk_count + 1);
    run->more = ARENA_ARRAY(arena, int32_t, p->desk_count + 1);
    for (size_t d = 0; d < p->desk_count; d++) {
        run->used[d] = ARENA_ARRAY(arena, int32_t, (size_t)p->horizon + 1);
    }
    run->order = ARENA_ARRAY(arena, int32_t, p->activity_count + 1);
    run->variant = ARENA_ARRAY(arena, int32_t, p->project_count + 1);
    run->starts = ARENA_ARRAY(arena, int32_t, p->activity_count + 1);
    run->ends = ARENA_ARRAY(arena, int32_t, p->activity_count + 1);
    return OK;
}

/* --- one schedule -------------------------------------------------------------------------------*/

static int32_t ready_at(const struct run *run, int32_t activity)
{
    int64_t ready = run->p->activities[activity].release;
    for (int32_t i = run->in_first[activity]; i < run->in_first[activity + 1]; i++) {
        const struct levelling_link *link = &run->p->links[run->in[i]];
        int64_t end = (int64_t)run->ends[link->from] + link->lag;
        ready = end > ready ? end : ready;
    }
    return ready < run->p->horizon ? (int32_t)ready : run->p->horizon;
}

/* Whether the desk has a case free on a tick, for a project of either channel. */
static bool is_free(const struct run *run, int32_t desk, int32_t tick, bool green)
{
    int64_t most = (int64_t)run->p->desks[desk].capacity[tick] + run->more[desk];
    most = green && most > run->p->desks[desk].green_most ? run->p->desks[desk].green_most : most;
    return run->used[desk][tick] < most;
}

/* The first start with the desk free on every working tick; `horizon` where there is none. */
static void place(struct run *run, int32_t activity, bool wait)
{
    const struct levelled_activity *one = &run->p->activities[activity];
    const struct calendar_index *index = &run->calendars[one->calendar];
    bool green = run->p->projects[run->project_of[activity]].green;
    int32_t ready = ready_at(run, activity), first = index->before[ready], run_length = 0;
    run->starts[activity] = run->ends[activity] = ready;
    if (one->duration == 0 || ready == run->p->horizon) {
        return;
    }
    int32_t k = first;
    for (; k < index->count && run_length < one->duration; k++) {
        bool fits =
            !wait || one->desk == NO_DESK || is_free(run, one->desk, index->working[k], green);
        run_length = fits ? run_length + 1 : 0;
    }
    bool found = run_length == one->duration;
    run->starts[activity] = found ? index->working[k - run_length] : run->p->horizon;
    run->ends[activity] = found ? index->working[k - 1] + 1 : run->p->horizon;
    for (int32_t i = k - run_length; found && wait && one->desk != NO_DESK && i < k; i++) {
        run->used[one->desk][index->working[i]]++;
    }
}

static int32_t opened_at(const struct run *run, size_t project)
{
    const struct levelled_variant *variant = &run->p->variants[run->variant[project]];
    return run->ends[variant->first_activity + variant->gate];
}

static int64_t lateness(const struct levelled_project *project, int32_t opened)
{
    int64_t late = (int64_t)opened - project->due;
    return late > 0 ? late * project->weight : 0;
}

static struct levelling_value value_of(const struct run *run)
{
    struct levelling_value value = {0};
    for (size_t i = 0; i < run->p->project_count; i++) {
        int32_t opened = opened_at(run, i);
        value.late += lateness(&run->p->projects[i], opened);
        value.price += run->p->variants[run->variant[i]].price;
        value.end = opened > value.end ? opened : value.end;
    }
    return value;
}

static struct levelling_value make_schedule(struct run *run)
{
    const struct levelling_programme *p = run->p;
    for (size_t d = 0; d < p->desk_count; d++) {
        memset(run->used[d], 0, (size_t)p->horizon * sizeof(int32_t));
    }
    /* The green channel is served first, within its bound; the others find what is left. */
    for (int green = 1; green >= 0; green--) {
        for (size_t i = 0; i < p->activity_count; i++) {
            int32_t a = run->order[i], project = run->project_of[a];
            if (p->projects[project].green == (green == 1) &&
                run->variant[project] == run->variant_of[a]) {
                place(run, a, true);
            }
        }
    }
    run->schedules++;
    return value_of(run);
}

static int compare(struct levelling_value a, struct levelling_value b)
{
    if (a.late != b.late) {
        return a.late < b.late ? -1 : 1;
    }
    if (a.price != b.price) {
        return a.price < b.price ? -1 : 1;
    }
    return a.end < b.end ? -1 : a.end > b.end;
}

/* --- the search ---------------------------------------------------------------------------------*/

/* Alone each project starts as early as it ever can: what is late then is late for certain. */
static int64_t bound_late(struct run *run)
{
    const struct levelling_programme *p = run->p;
    int64_t bound = 0;
    for (size_t a = 0; a < p->activity_count; a++) {
        place(run, (int32_t)a, false);
    }
    for (size_t i = 0; i < p->project_count; i++) {
        int64_t least = INT64_MAX;
        for (int32_t v = 0; v < p->projects[i].variant_count; v++) {
            run->variant[i] = p->projects[i].first_variant + v;
            int64_t late = lateness(&p->projects[i], opened_at(run, i));
            least = late < least ? late : least;
        }
        bound += least;
    }
    return bound;
}

/* The quickest variant of each, projects by due tick; the first order of activities is by that. */
static void begin(struct run *run, struct arena *arena)
{
    const struct levelling_programme *p = run->p;
    size_t filled = 0, n = p->project_count;
    int32_t *rank = ARENA_ARRAY(arena, int32_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        int32_t best = p->projects[i].first_variant;
        for (int32_t v = 0; v < p->projects[i].variant_count; v++) {
            const struct levelled_variant *one = &p->variants[p->projects[i].first_variant + v];
            const struct levelled_variant *kept = &p->variants[best];
            if (run->ends[one->first_activity + one->gate] <
                run->ends[kept->first_activity + kept->gate]) {
                best = p->projects[i].first_variant + v;
            }
        }
        run->variant[i] = best;
        size_t at = i;
        for (; at > 0 && p->projects[rank[at - 1]].due > p->projects[i].due; at--) {
            rank[at] = rank[at - 1];
        }
        rank[at] = (int32_t)i;
    }
    for (size_t i = 0; i < n; i++) {
        const struct levelled_project *project = &p->projects[rank[i]];
        for (int32_t v = project->first_variant;
             v < project->first_variant + project->variant_count; v++) {
            for (int32_t k = 0; k < p->variants[v].activity_count; k++) {
                run->order[filled++] = p->variants[v].first_activity + k;
            }
        }
    }
}

static bool is_linked(const struct run *run, int32_t before, int32_t after)
{
    for (int32_t i = run->in_first[after]; i < run->in_first[after + 1]; i++) {
        if (run->p->links[run->in[i]].from == before) {
            return true;
        }
    }
    return false;
}

/* Moves an activity, not past one that it is linked with. */
static void move_activity(struct run *run)
{
    int32_t n = (int32_t)run->p->activity_count, at = random_below(&run->random, n);
    int32_t moved = run->order[at], reach = 1 + random_below(&run->random, n < 200 ? n : 200);
    if (random_below(&run->random, 2) == 0) {
        for (; reach > 0 && at > 0 && !is_linked(run, run->order[at - 1], moved); reach--, at--) {
            run->order[at] = run->order[at - 1];
        }
    } else {
        for (; reach > 0 && at + 1 < n && !is_linked(run, moved, run->order[at + 1]);
             reach--, at++) {
            run->order[at] = run->order[at + 1];
        }
    }
    run->order[at] = moved;
}

/* Moves all activities of a project to a place of the order, in the order that they have. */
static void move_project(struct run *run, int32_t *scratch)
{
    int32_t n = (int32_t)run->p->activity_count, kept = 0, taken = 0, written = 0;
    int32_t project = random_below(&run->random, (int32_t)run->p->project_count);
    int32_t target = random_below(&run->random, n);
    for (int32_t i = 0; i < n; i++) {
        int32_t a = run->order[i];
        if (run->project_of[a] == project) {
            scratch[n + taken++] = a;
        } else {
            scratch[kept++] = a;
        }
    }
    target = target > kept ? kept : target;
    for (int32_t i = 0; i <= kept; i++) {
        for (int32_t k = 0; i == target && k < taken; k++) {
            run->order[written++] = scratch[n + k];
        }
        if (i < kept) {
            run->order[written++] = scratch[i];
        }
    }
}

static void change(struct run *run, int32_t *scratch)
{
    int32_t project = random_below(&run->random, (int32_t)run->p->project_count);
    const struct levelled_project *one = &run->p->projects[project];
    int32_t kind = random_below(&run->random, 4);
    if (kind == 0 && one->variant_count > 1) {
        run->variant[project] = one->first_variant + random_below(&run->random, one->variant_count);
    } else if (kind <= 1) {
        move_project(run, scratch);
    } else {
        move_activity(run);
    }
}

struct state {
    int32_t *order, *variant;
    struct levelling_value value;
};

static struct state new_state(const struct run *run, struct arena *arena)
{
    struct state state = {ARENA_ARRAY(arena, int32_t, run->p->activity_count + 1),
                          ARENA_ARRAY(arena, int32_t, run->p->project_count + 1),
                          {0, 0, 0}};
    return state;
}

static void save(const struct run *run, struct state *state, struct levelling_value value)
{
    memcpy(state->order, run->order, run->p->activity_count * sizeof(int32_t));
    memcpy(state->variant, run->variant, run->p->project_count * sizeof(int32_t));
    state->value = value;
}

static void load(struct run *run, const struct state *state)
{
    memcpy(run->order, state->order, run->p->activity_count * sizeof(int32_t));
    memcpy(run->variant, state->variant, run->p->project_count * sizeof(int32_t));
}

/* Goes on from the order and variants at hand; leaves the best of them there, scheduled. */
static struct levelling_value search(struct run *run, struct arena *arena)
{
    const struct levelling_options *options = run->options;
    const struct levelling_value nothing = {0, 0, 0};
    int64_t budget = run->schedules + (options->schedules > 0       ? options->schedules
                                       : options->cancelled != NULL ? INT64_MAX / 2
                                                                    : DEFAULT_SCHEDULES);
    struct state now = new_state(run, arena), best = new_state(run, arena);
    int32_t *scratch = ARENA_ARRAY(arena, int32_t, 2 * run->p->activity_count + 1);
    struct levelling_value history[HISTORY];
    save(run, &now, make_schedule(run));
    save(run, &best, now.value);
    for (int i = 0; i < HISTORY; i++) {
        history[i] = now.value;
    }
    for (int64_t step = 0; run->schedules < budget - 1 && run->p->project_count > 0 &&
                           compare(best.value, nothing) > 0;
         step++) {
        if (options->cancelled != NULL && options->cancelled(options->context)) {
            break;
        }
        change(run, scratch);
        struct levelling_value value = make_schedule(run);
        struct levelling_value *old = &history[step % HISTORY];
        if (compare(value, now.value) <= 0 || compare(value, *old) <= 0) {
            save(run, &now, value);
        } else {
            load(run, &now);
        }
        *old = now.value;
        if (compare(now.value, best.value) < 0) {
            save(run, &best, now.value);
        }
    }
    load(run, &best);
    return make_schedule(run);
}

static void hand_out(const struct run *run, struct levelled_programme *out)
{
    const struct levelling_programme *p = run->p;
    for (size_t a = 0; a < p->activity_count; a++) {
        bool taken = run->variant[run->project_of[a]] == run->variant_of[a];
        out->starts[a] = taken ? run->starts[a] : -1;
        out->ends[a] = taken ? run->ends[a] : -1;
    }
    for (size_t i = 0; i < p->project_count; i++) {
        out->variant[i] = run->variant[i];
        out->opened[i] = opened_at(run, i);
        out->unplaced += out->opened[i] >= p->horizon;
    }
}

enum error_kind levelling_programme_solve(const struct levelling_programme *programme,
                                          const struct levelling_options *options,
                                          struct arena *arena,
                                          struct levelled_programme *levelled_out,
                                          struct error *err)
{
    struct run run;
    TRY(prepare(programme, options, arena, &run, err));
    struct levelled_programme out = {
        .variant = ARENA_ARRAY(arena, int32_t, programme->project_count + 1),
        .starts = ARENA_ARRAY(arena, int32_t, programme->activity_count + 1),
        .ends = ARENA_ARRAY(arena, int32_t, programme->activity_count + 1),
        .opened = ARENA_ARRAY(arena, int32_t, programme->project_count + 1)};
    out.late_bound = bound_late(&run);
    begin(&run, arena);
    out.value = search(&run, arena);
    out.schedules = run.schedules;
    hand_out(&run, &out);
    TRY(levelling_programme_check(programme, &out, arena, err));
    *levelled_out = out;
    return OK;
}

/* --- what a desk costs --------------------------------------------------------------------------*/

/* The order in which the schedule at hand starts its activities; links lead forward in it. */
static void order_by_start(struct run *run, const struct levelled_programme *levelled,
                           struct arena *arena)
{
    size_t n = run->p->activity_count;
    int32_t *counts = ARENA_ARRAY(arena, int32_t, (size_t)run->p->horizon + 3), sum = 0;
    for (size_t a = 0; a < n; a++) {
        counts[levelled->starts[a] + 1]++;
    }
    for (int32_t t = 0; t < run->p->horizon + 2; t++) {
        int32_t here = counts[t];
        counts[t] = sum;
        sum += here;
    }
    for (size_t a = 0; a < n; a++) {
        run->order[counts[levelled->starts[a] + 1]++] = (int32_t)a;
    }
    memcpy(run->variant, levelled->variant, run->p->project_count * sizeof(int32_t));
}

static int32_t count_late(const struct levelling_programme *p, const int32_t *opened)
{
    int32_t late = 0;
    for (size_t i = 0; i < p->project_count; i++) {
        late += opened[i] > p->projects[i].due;
    }
    return late;
}

enum error_kind levelling_desk_costs(const struct levelling_programme *programme,
                                     const struct levelling_options *options,
                                     const struct levelled_programme *levelled, struct arena *arena,
                                     struct levelling_desk_cost **costs_out, int32_t *worst_out,
                                     struct error *err)
{
    struct run run;
    struct levelling_desk_cost *costs =
        ARENA_ARRAY(arena, struct levelling_desk_cost, programme->desk_count + 1);
    int32_t *opened = ARENA_ARRAY(arena, int32_t, programme->project_count + 1);
    int32_t late = count_late(programme, levelled->opened), worst = NO_DESK;
    TRY(prepare(programme, options, arena, &run, err));
    for (size_t d = 0; d < programme->desk_count; d++) {
        SCOPED_ARENA own = {0};
        struct levelling_desk_cost *cost = &costs[d];
        run.more[d] = 1;
        order_by_start(&run, levelled, &own);
        cost->with_one = search(&run, &own);
        for (size_t i = 0; i < programme->project_count; i++) {
            opened[i] = opened_at(&run, i);
        }
        bool gain = compare(cost->with_one, levelled->value) < 0;
        cost->with_one = gain ? cost->with_one : levelled->value;
        cost->late_saved = levelled->value.late - cost->with_one.late;
        cost->late_projects_saved = gain ? late - count_late(programme, opened) : 0;
        run.more[d] = INT32_MAX / 2;
        struct levelling_value without = search(&run, &own);
        cost->late_without = levelled->value.late - without.late;
        cost->late_without =
            cost->late_without < cost->late_saved ? cost->late_saved : cost->late_without;
        run.more[d] = 0;
        if (cost->late_without > 0 &&
            (worst == NO_DESK || cost->late_without > costs[worst].late_without)) {
            worst = (int32_t)d;
        }
    }
    *costs_out = costs;
    *worst_out = worst;
    return OK;
}
