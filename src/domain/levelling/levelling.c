/* The solver as callers see it: model, lower bound, islands of search, the checked answer. */
#include "domain/levelling/levelling_internal.h"

#include <string.h>

enum {
    EXCHANGES = 12,            /* meetings of islands over a budget that is known */
    MEETING_SCHEDULES = 20000, /* passes of an island between meetings where it is not */
    BOUND_STEPS = 5,           /* of the lower bound, for an activity and a schedule */
    BOUND_STEPS_LEAST = 100000,
    PROGRESS_SCHEDULES = 2000, /* a single search reports at least this often */
};

struct island {
    struct search *search;
    int64_t goal;
    const struct levelling_options *options;
};

static void run_island(void *item)
{
    struct island *island = item;
    search_run(island->search, island->goal, island->options->cancelled, island->options->context);
}

static void run_all(struct island *islands, void **items, int count,
                    const struct levelling_options *options)
{
    if (options->spread != NULL && count > 1) {
        options->spread(options->context, run_island, items, count);
        return;
    }
    for (int i = 0; i < count; i++) {
        run_island(&islands[i]);
    }
}

/* The best island: the first among equals, so that the answer depends on nothing else. */
static struct search *best_of(const struct island *islands, int count)
{
    struct search *best = islands[0].search;
    for (int i = 1; i < count; i++) {
        if (search_makespan(islands[i].search) < search_makespan(best)) {
            best = islands[i].search;
        }
    }
    return best;
}

static int64_t made_by(const struct island *islands, int count)
{
    int64_t made = 0;
    for (int i = 0; i < count; i++) {
        made += search_schedules(islands[i].search);
    }
    return made;
}

/* Rounds of search with meetings between them, until the budget is used up. */
static struct search *run_search(const struct model *model, const struct levelling_options *options,
                                 int32_t bound, struct arena *arena)
{
    int count = options->islands;
    int64_t budget = options->schedules, part = MEETING_SCHEDULES, reported = INT32_MAX;
    struct island *islands = ARENA_ARRAY(arena, struct island, (size_t)count);
    void **items = ARENA_ARRAY(arena, void *, (size_t)count);
    if (budget > 0) {
        part = (budget / count + EXCHANGES - 1) / EXCHANGES;
        part = count == 1 ? PROGRESS_SCHEDULES : part;
    }
    for (int i = 0; i < count; i++) {
        int64_t own = budget / count + (i < budget % count);
        islands[i] =
            (struct island){search_new(model, options->seed, i, own, bound, arena), 0, options};
        items[i] = &islands[i];
    }
    for (bool going = true; going;) {
        going = false;
        for (int i = 0; i < count; i++) {
            int64_t own = budget / count + (i < budget % count);
            int64_t next = islands[i].goal + part;
            islands[i].goal = budget > 0 && next > own ? own : next;
            going = going || budget == 0 || islands[i].goal < own;
        }
        run_all(islands, items, count, options);
        struct search *best = best_of(islands, count);
        for (int i = 0; i < count; i++) {
            search_accept(islands[i].search, islands[(i + count - 1) % count].search);
        }
        if (options->progress != NULL && search_makespan(best) < reported) {
            reported = search_makespan(best);
            options->progress(options->context, search_makespan(best), made_by(islands, count));
        }
        going = going && search_makespan(best) > bound &&
                !(options->cancelled != NULL && options->cancelled(options->context));
    }
    struct search *best = best_of(islands, count);
    search_count(best, made_by(islands, count));
    return best;
}

static enum error_kind check_options(const struct levelling_options *options, struct error *err)
{
    if (options->islands < 1 || options->islands > LEVELLING_ISLANDS_MAX ||
        options->schedules < 0) {
        return error_set(err, ERROR_INVALID, "levelling.value",
                         "%d islands and %lld schedules cannot be asked for", options->islands,
                         (long long)options->schedules);
    }
    return OK;
}

/* About a tenth of what the search took. */
static int64_t bound_effort(const struct levelling_options *options,
                            const struct levelling_answer *answer, size_t activities)
{
    int64_t steps = answer->schedules * (int64_t)activities * BOUND_STEPS;
    steps = steps < BOUND_STEPS_LEAST ? BOUND_STEPS_LEAST : steps;
    return options->bound_steps > 0 ? options->bound_steps : steps;
}

enum error_kind levelling_solve(const struct levelling_project *project,
                                const struct levelling_options *options, struct arena *arena,
                                struct levelling_answer *answer_out, struct error *err)
{
    struct model model;
    struct levelling_answer answer = {0};
    size_t n = project->activity_count;

    TRY(check_options(options, err));
    TRY(model_build(project, arena, &model, err));
    answer.starts = ARENA_ARRAY(arena, int32_t, n + 1);
    answer.lower_bound = bound_plain(&model, arena);
    if (n > 0) {
        struct search *best = run_search(&model, options, answer.lower_bound, arena);
        memcpy(answer.starts, search_starts(best), n * sizeof(int32_t));
        answer.schedules = search_schedules(best);
        TRY(levelling_check(project, answer.starts, arena, &answer.makespan, err));
        answer.lower_bound =
            bound_compute(&model, answer.makespan, bound_effort(options, &answer, n), arena);
    }
    if (answer.lower_bound > answer.makespan) {
        return error_set(err, ERROR_INTERNAL, "levelling.check",
                         "the lower bound %d is above the makespan %d", answer.lower_bound,
                         answer.makespan);
    }
    answer.optimal = answer.lower_bound == answer.makespan;
    *answer_out = answer;
    return OK;
}
