#include "base/test_support.h"

#include "domain/levelling/levelling.h"

#include <string.h>

static struct arena arena;

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static enum error_kind solve(const struct levelling_project *project, int64_t schedules,
                             struct levelling_answer *answer, struct error *err)
{
    const struct levelling_options options = {.seed = 7, .schedules = schedules, .islands = 1};
    return levelling_solve(project, &options, &arena, answer, err);
}

/* Two crews; A and B need one each for 3 ticks, C both for 2 and follows A. By hand: A and B run
 * beside each other, C after both: 5. */
static void activities_share_what_there_is(void **state)
{
    const int32_t durations[] = {3, 3, 2}, needs[] = {1, 1, 2}, capacities[] = {2};
    const struct levelling_link links[] = {{0, 2, 3}};
    const struct levelling_project project = {.activity_count = 3,
                                              .durations = durations,
                                              .resource_count = 1,
                                              .needs = needs,
                                              .capacities = capacities,
                                              .link_count = 1,
                                              .links = links};
    struct levelling_answer answer;
    struct error err;
    (void)state;
    assert_int_equal(solve(&project, 100, &answer, &err), OK);
    assert_int_equal(answer.makespan, 5);
    /* 3 + 3 + 4 units of work by two crews take 5 ticks: the bound says so. */
    assert_int_equal(answer.lower_bound, 5);
    assert_true(answer.optimal);
    assert_int_equal(answer.starts[2], 3);
}

/* One desk, closed in ticks 1 to 3; an activity is not interrupted, so 2 ticks of work begin at 4
 * and the single tick before. */
static void a_closed_desk_is_waited_for(void **state)
{
    const int32_t durations[] = {2, 1}, needs[] = {1, 1}, capacities[] = {1};
    const int32_t profile[] = {1, 0, 0, 0};
    const struct levelling_project project = {.activity_count = 2,
                                              .durations = durations,
                                              .resource_count = 1,
                                              .needs = needs,
                                              .capacities = capacities,
                                              .profile = profile,
                                              .profile_ticks = 4};
    struct levelling_answer answer;
    struct error err;
    (void)state;
    assert_int_equal(solve(&project, 100, &answer, &err), OK);
    assert_int_equal(answer.makespan, 6);
    assert_int_equal(answer.starts[0], 4);
    assert_int_equal(answer.starts[1], 0);
    assert_int_equal(answer.lower_bound, 6);
}

/* Releases hold at one end and deliveries at the other: 5 + 2 + 4 of the second. */
static void releases_and_deliveries_count(void **state)
{
    const int32_t durations[] = {3, 2}, releases[] = {0, 5}, deliveries[] = {1, 4};
    const struct levelling_project project = {.activity_count = 2,
                                              .durations = durations,
                                              .releases = releases,
                                              .deliveries = deliveries};
    struct levelling_answer answer;
    struct error err;
    (void)state;
    assert_int_equal(solve(&project, 100, &answer, &err), OK);
    assert_int_equal(answer.makespan, 11);
    assert_true(answer.optimal);
}

/* B starts 2 before A ends, C starts 4 after B starts: lags of either size are kept. */
static void lags_are_kept(void **state)
{
    const int32_t durations[] = {5, 1, 1}, needs[] = {1, 1, 1}, capacities[] = {2};
    const struct levelling_link links[] = {{0, 1, 3}, {1, 2, 4}};
    const struct levelling_project project = {.activity_count = 3,
                                              .durations = durations,
                                              .resource_count = 1,
                                              .needs = needs,
                                              .capacities = capacities,
                                              .link_count = 2,
                                              .links = links};
    struct levelling_answer answer;
    struct error err;
    (void)state;
    assert_int_equal(solve(&project, 100, &answer, &err), OK);
    assert_int_equal(answer.makespan, 8);
    assert_true(answer.optimal);
}

static void capacities_of_any_size_are_exact(void **state)
{
    const int32_t durations[] = {2, 2, 2}, capacities[] = {127, 32767, 2000000000};
    const int32_t needs[] = {64, 0, 0, 63, 16384, 1000000000, 0, 16384, 1000000001};
    const struct levelling_project project = {.activity_count = 3,
                                              .durations = durations,
                                              .resource_count = 3,
                                              .needs = needs,
                                              .capacities = capacities};
    struct levelling_answer answer;
    struct error err;
    (void)state;
    /* The last two exceed the second resource by one and the third by one. */
    assert_int_equal(solve(&project, 100, &answer, &err), OK);
    assert_int_equal(answer.makespan, 4);
}

static void nothing_takes_no_time(void **state)
{
    const struct levelling_project project = {0};
    struct levelling_answer answer;
    struct error err;
    (void)state;
    assert_int_equal(solve(&project, 100, &answer, &err), OK);
    assert_int_equal(answer.makespan, 0);
    assert_true(answer.optimal);
}

static void what_cannot_be_is_refused_by_name(void **state)
{
    int32_t durations[] = {1, 1};
    const int32_t needs[] = {2, 1}, capacities[] = {1}, fine[] = {1, 1};
    const struct levelling_link cycle[] = {{0, 1, 1}, {1, 0, 1}}, outside[] = {{0, 2, 1}};
    struct levelling_project project = {.activity_count = 2,
                                        .durations = durations,
                                        .resource_count = 1,
                                        .needs = needs,
                                        .capacities = capacities};
    struct levelling_answer answer;
    struct error err;
    (void)state;
    assert_int_equal(solve(&project, 1, &answer, &err), ERROR_INVALID);
    assert_string_equal(err.code, "levelling.capacity");
    project.needs = fine;
    project.links = cycle;
    project.link_count = 2;
    assert_int_equal(solve(&project, 1, &answer, &err), ERROR_INVALID);
    assert_string_equal(err.code, "levelling.cycle");
    project.links = outside;
    project.link_count = 1;
    assert_int_equal(solve(&project, 1, &answer, &err), ERROR_INVALID);
    assert_string_equal(err.code, "levelling.value");
    project.link_count = 0;
    durations[0] = -1;
    assert_int_equal(solve(&project, 1, &answer, &err), ERROR_INVALID);
    assert_string_equal(err.code, "levelling.value");
    durations[0] = INT32_MAX;
    assert_int_equal(solve(&project, 1, &answer, &err), ERROR_LIMIT);
    assert_string_equal(err.code, "levelling.size");
}

static void the_checker_finds_each_broken_rule(void **state)
{
    const int32_t durations[] = {2, 2}, needs[] = {1, 1}, capacities[] = {1}, releases[] = {1, 0};
    const struct levelling_link links[] = {{0, 1, 2}};
    const int32_t good[] = {1, 3}, early[] = {0, 2}, linked[] = {1, 2}, shared[] = {1, 2};
    struct levelling_project project = {.activity_count = 2,
                                        .durations = durations,
                                        .resource_count = 1,
                                        .needs = needs,
                                        .capacities = capacities,
                                        .link_count = 1,
                                        .links = links,
                                        .releases = releases};
    int32_t makespan;
    struct error err;
    (void)state;
    assert_int_equal(levelling_check(&project, good, &arena, &makespan, &err), OK);
    assert_int_equal(makespan, 5);
    assert_int_equal(levelling_check(&project, early, &arena, &makespan, &err), ERROR_INTERNAL);
    assert_int_equal(levelling_check(&project, linked, &arena, &makespan, &err), ERROR_INTERNAL);
    project.link_count = 0;
    assert_int_equal(levelling_check(&project, shared, &arena, &makespan, &err), ERROR_INTERNAL);
    assert_int_equal(levelling_check(&project, good, &arena, &makespan, &err), OK);
}

static bool at_once(void *context)
{
    (void)context;
    return true;
}

static void a_cancelled_search_still_has_an_answer(void **state)
{
    const int32_t durations[] = {3, 3, 2}, needs[] = {1, 1, 1}, capacities[] = {1};
    const struct levelling_link links[] = {{0, 2, 3}};
    const struct levelling_project project = {.activity_count = 3,
                                              .durations = durations,
                                              .resource_count = 1,
                                              .needs = needs,
                                              .capacities = capacities,
                                              .link_count = 1,
                                              .links = links};
    const struct levelling_options options = {.islands = 3, .cancelled = at_once};
    struct levelling_answer answer;
    struct error err;
    (void)state;
    assert_int_equal(levelling_solve(&project, &options, &arena, &answer, &err), OK);
    assert_int_equal(answer.makespan, 8);
    assert_true(answer.schedules >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(activities_share_what_there_is),
        cmocka_unit_test(a_closed_desk_is_waited_for),
        cmocka_unit_test(releases_and_deliveries_count),
        cmocka_unit_test(lags_are_kept),
        cmocka_unit_test(capacities_of_any_size_are_exact),
        cmocka_unit_test(nothing_takes_no_time),
        cmocka_unit_test(what_cannot_be_is_refused_by_name),
        cmocka_unit_test(the_checker_finds_each_broken_rule),
        cmocka_unit_test(a_cancelled_search_still_has_an_answer),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
