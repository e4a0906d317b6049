#include "base/test_support.h"

#include "domain/levelling/levelling_internal.h"
#include "domain/levelling/levelling_programme.h"

#include <stdlib.h>
#include <string.h>

enum { HORIZON = 40, MOST = 6, CASES = 250 };

static struct arena arena;

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

struct world {
    uint8_t week[HORIZON], whole[HORIZON];
    const uint8_t *calendars[2];
    int32_t capacity[2][HORIZON];
    struct levelling_desk desks[2];
    struct levelled_project projects[MOST];
    struct levelled_variant variants[MOST];
    struct levelled_activity activities[MOST];
    struct levelling_link links[MOST];
    struct levelling_programme programme;
};

/* Calendar 0 works five ticks in seven, calendar 1 always; two desks of one case at a time. */
static struct world *new_world(void)
{
    struct world *w = ARENA_NEW(&arena, struct world);
    for (int t = 0; t < HORIZON; t++) {
        w->week[t] = t % 7 < 5;
        w->whole[t] = 1;
        w->capacity[0][t] = w->capacity[1][t] = 1;
    }
    w->calendars[0] = w->week;
    w->calendars[1] = w->whole;
    for (int d = 0; d < 2; d++) {
        w->desks[d] = (struct levelling_desk){w->capacity[d], 1};
    }
    w->programme = (struct levelling_programme){.horizon = HORIZON,
                                                .calendar_count = 2,
                                                .calendars = w->calendars,
                                                .desk_count = 2,
                                                .desks = w->desks,
                                                .projects = w->projects,
                                                .variants = w->variants,
                                                .activities = w->activities,
                                                .links = w->links};
    return w;
}

/* A project with one variant of one activity. */
static void add_project(struct world *w, int32_t duration, int32_t due, int64_t weight)
{
    struct levelling_programme *p = &w->programme;
    int32_t i = (int32_t)p->project_count++;
    w->projects[i] = (struct levelled_project){i, 1, due, weight, false};
    w->variants[i] = (struct levelled_variant){i, 1, 0, 0};
    w->activities[i] = (struct levelled_activity){duration, 0, 0, 0};
    p->variant_count++;
    p->activity_count++;
}

static const struct levelling_options options = {.seed = 3, .schedules = 300, .islands = 1};

static struct levelled_programme solve(const struct world *w)
{
    struct levelled_programme levelled;
    struct error err = {0};
    if (levelling_programme_solve(&w->programme, &options, &arena, &levelled, &err) != OK) {
        fail_msg("%s", err.message);
    }
    return levelled;
}

/* Two of 3 working days, both due on day 3: one ends on day 3, the other begins on Thursday (3), rests
 * at the weekend and ends on Monday, so opens on 8: 5 late. The dearer goes first. */
static void the_larger_investment_is_not_late(void **state)
{
    struct world *w = new_world();
    (void)state;
    add_project(w, 3, 3, 2);
    add_project(w, 3, 3, 10);
    struct levelled_programme levelled = solve(w);
    assert_int_equal(levelled.opened[1], 3);
    assert_int_equal(levelled.opened[0], 8);
    assert_int_equal(levelled.value.late, 10);
    assert_int_equal(levelled.late_bound, 0);
}

static void a_reviewer_on_leave_makes_cases_wait(void **state)
{
    struct world *w = new_world();
    (void)state;
    add_project(w, 2, 2, 1);
    w->capacity[0][1] = 0;
    struct levelled_programme levelled = solve(w);
    assert_int_equal(levelled.starts[0], 2);
    assert_int_equal(levelled.opened[0], 4);
    assert_int_equal(levelled.value.late, 2);
}

/* The lever costs 7 and saves 2 days: taken where they are late, left where they are not. */
static void a_lever_is_taken_only_where_it_saves_lateness(void **state)
{
    struct world *w = new_world();
    struct levelling_programme *p = &w->programme;
    (void)state;
    w->variants[0] = (struct levelled_variant){0, 1, 0, 0};
    w->variants[1] = (struct levelled_variant){1, 1, 0, 7};
    w->activities[0] = (struct levelled_activity){4, 1, 0, 0};
    w->activities[1] = (struct levelled_activity){2, 1, 0, 0};
    w->projects[0] = (struct levelled_project){0, 2, 2, 1, false};
    p->project_count = 1;
    p->variant_count = p->activity_count = 2;
    struct levelled_programme levelled = solve(w);
    assert_int_equal(levelled.variant[0], 1);
    assert_int_equal(levelled.value.price, 7);
    assert_int_equal(levelled.starts[0], -1);
    w->projects[0].due = 4;
    levelled = solve(w);
    assert_int_equal(levelled.variant[0], 0);
    assert_int_equal(levelled.value.price, 0);
}

/* Served before the others, whatever they weigh; at a desk that keeps one of two for it, one at a
 * time. */
static void the_green_channel_goes_first_within_its_bound(void **state)
{
    struct world *w = new_world();
    (void)state;
    for (int i = 0; i < 3; i++) {
        add_project(w, 2, 0, i == 2 ? 100 : 1);
        w->projects[i].green = i < 2;
        w->activities[i].calendar = 1;
    }
    for (int t = 0; t < HORIZON; t++) {
        w->capacity[0][t] = 2;
    }
    struct levelled_programme levelled = solve(w);
    assert_int_equal(levelled.opened[0] + levelled.opened[1], 2 + 4);
    assert_int_equal(levelled.opened[2], 2);
}

static void the_desk_that_costs_most_is_named_with_what_one_more_buys(void **state)
{
    struct world *w = new_world();
    struct levelling_desk_cost *costs;
    int32_t worst;
    struct error err;
    (void)state;
    for (int i = 0; i < 3; i++) {
        add_project(w, 2, 2, 10);
        w->activities[i].calendar = 1;
    }
    add_project(w, 2, 2, 10);
    w->activities[3] = (struct levelled_activity){2, 1, 1, 0};
    struct levelled_programme levelled = solve(w);
    /* One desk serves three by 2, 4, 6: late 2 and 4. Two reviewers: 2, 2, 4. */
    assert_int_equal(levelled.value.late, 60);
    assert_int_equal(
        levelling_desk_costs(&w->programme, &options, &levelled, &arena, &costs, &worst, &err), OK);
    assert_int_equal(worst, 0);
    assert_int_equal(costs[0].late_saved, 40);
    assert_int_equal(costs[0].late_projects_saved, 1);
    assert_int_equal(costs[0].late_without, 60);
    assert_int_equal(costs[1].late_saved, 0);
    assert_int_equal(costs[1].late_without, 0);
}

static void what_lies_beyond_the_horizon_is_counted(void **state)
{
    struct world *w = new_world();
    (void)state;
    add_project(w, 20, 20, 1);
    add_project(w, 20, 20, 1);
    struct levelled_programme levelled = solve(w);
    assert_int_equal(levelled.unplaced, 1);
    assert_int_equal(levelled.starts[0] == HORIZON || levelled.starts[1] == HORIZON, 1);
}

static void what_cannot_be_is_refused(void **state)
{
    struct world *w = new_world();
    struct levelled_programme levelled;
    struct error err;
    (void)state;
    add_project(w, 1, 1, 1);
    w->activities[0].desk = 2;
    assert_int_equal(levelling_programme_solve(&w->programme, &options, &arena, &levelled, &err),
                     ERROR_INVALID);
    w->activities[0].desk = 0;
    w->programme.link_count = 1;
    assert_int_equal(levelling_programme_solve(&w->programme, &options, &arena, &levelled, &err),
                     ERROR_INVALID);
    assert_string_equal(err.code, "levelling.value");
    w->programme.link_count = 0;
    w->programme.horizon = INT32_MAX;
    assert_int_equal(levelling_programme_solve(&w->programme, &options, &arena, &levelled, &err),
                     ERROR_LIMIT);
}

/* --- exhaustive ---------------------------------------------------------------------------------*/

/* All orders of a programme in which each project is one activity; the least lateness. */
static int64_t least_late(const struct levelling_programme *p, int32_t *ends, int32_t *starts,
                          unsigned placed)
{
    int64_t least = INT64_MAX;
    if (placed == (1u << p->project_count) - 1) {
        least = 0;
        for (size_t i = 0; i < p->project_count; i++) {
            int64_t late = ends[i] > p->projects[i].due ? ends[i] - p->projects[i].due : 0;
            least += late * p->projects[i].weight;
        }
        return least;
    }
    for (size_t i = 0; i < p->project_count; i++) {
        const struct levelled_activity *a = &p->activities[i];
        if ((placed >> i & 1) != 0) {
            continue;
        }
        for (int32_t start = a->release;; start++) {
            int32_t worked = 0, t = start;
            bool fits = p->calendars[a->calendar][start] != 0;
            for (; fits && worked < a->duration; t++) {
                int32_t used = 0;
                for (size_t j = 0; j < p->project_count; j++) {
                    used += (placed >> j & 1) != 0 && p->activities[j].desk == a->desk &&
                            starts[j] <= t && t < ends[j] &&
                            p->calendars[p->activities[j].calendar][t] != 0;
                }
                worked += p->calendars[a->calendar][t] != 0;
                fits = p->calendars[a->calendar][t] == 0 || used < p->desks[a->desk].capacity[t];
            }
            if (fits) {
                starts[i] = start;
                ends[i] = t;
                break;
            }
        }
        int64_t late = least_late(p, ends, starts, placed | 1u << i);
        least = late < least ? late : least;
    }
    return least;
}

static void small_programmes_are_as_good_as_all_orders(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        struct world *w = new_world();
        struct random random;
        int32_t starts[MOST], ends[MOST];
        random_init(&random, seed, 9);
        int count = 1 + random_below(&random, MOST);
        for (int i = 0; i < count; i++) {
            add_project(w, 1 + random_below(&random, 3), random_below(&random, 12),
                        random_below(&random, 5));
            w->activities[i].desk = random_below(&random, 2);
            w->activities[i].calendar = random_below(&random, 2);
            w->activities[i].release = random_below(&random, 4);
        }
        for (int t = 0; t < 12; t++) {
            w->capacity[0][t] = random_below(&random, 3);
            w->desks[0].green_most = 2;
        }
        struct levelled_programme levelled = solve(w);
        int64_t least = least_late(&w->programme, ends, starts, 0);
        if (levelled.value.late != least || levelled.late_bound > least) {
            fail_msg("seed %llu: %lld, all orders %lld", (unsigned long long)seed,
                     (long long)levelled.value.late, (long long)least);
        }
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_larger_investment_is_not_late),
        cmocka_unit_test(a_reviewer_on_leave_makes_cases_wait),
        cmocka_unit_test(a_lever_is_taken_only_where_it_saves_lateness),
        cmocka_unit_test(the_green_channel_goes_first_within_its_bound),
        cmocka_unit_test(the_desk_that_costs_most_is_named_with_what_one_more_buys),
        cmocka_unit_test(what_lies_beyond_the_horizon_is_counted),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(small_programmes_are_as_good_as_all_orders),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
