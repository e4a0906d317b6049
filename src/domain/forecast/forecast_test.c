#include "base/test_support.h"

#include "domain/forecast/forecast.h"

#include <string.h>

enum { LENGTH = 4, HORIZON = 100 };

/* Chains of activities over five working days a week; 2 March 2020 is a Monday. */
struct chain {
    struct text ids[LENGTH];
    int32_t durations[LENGTH], calendars[LENGTH], from[LENGTH], to[LENGTH], lag[LENGTH];
    uint8_t type[LENGTH];
    struct daymap *maps[1];
    struct network network;
    struct forecast_activity activities[LENGTH];
};

struct fixture {
    struct arena arena;
    struct daymap five;
    struct chain chains[4];
    struct forecast_project projects[4];
    struct duration_quantiles quantiles[2];
    struct date checkpoints[2];
    struct forecast_input input;
    const struct forecast_model *model;
    struct forecast_result result;
    struct error err;
};

static void begin(struct fixture *f)
{
    memset(f, 0, sizeof *f);
    daymap_init_week(&f->five, TEXT("five"), 0x1f, NULL, 0, NULL, 0, date_of(2020, 3, 2),
                     &f->arena);
    f->input = (struct forecast_input){.as_of = date_of(2020, 3, 2),
                                       .horizon = HORIZON,
                                       .seed = 1,
                                       .projects = f->projects,
                                       .quantiles = f->quantiles,
                                       .quantile_count = 2,
                                       .checkpoints = f->checkpoints,
                                       .checkpoint_count = 2};
    f->checkpoints[0] = date_of(2020, 3, 6);
    f->checkpoints[1] = date_of(2020, 3, 31);
}

/* Items of the given durations one after the other, then the start. */
static struct chain *add_chain(struct fixture *f, const int *durations, size_t count)
{
    size_t number = f->input.project_count++;
    struct chain *chain = &f->chains[number];
    for (size_t i = 0; i <= count; i++) {
        chain->ids[i] = TEXT("item");
        chain->durations[i] = i < count ? durations[i] : 0;
        chain->activities[i] = (struct forecast_activity){100 * number + i, -1, -1, -1};
        chain->from[i] = (int32_t)i;
        chain->to[i] = (int32_t)i + 1;
        chain->type[i] = LINK_FS;
    }
    chain->maps[0] = &f->five;
    chain->network = (struct network){.activity_count = count + 1,
                                      .ids = chain->ids,
                                      .durations = chain->durations,
                                      .calendars = chain->calendars,
                                      .link_count = count,
                                      .link_from = chain->from,
                                      .link_to = chain->to,
                                      .link_type = chain->type,
                                      .link_lag = chain->lag,
                                      .maps = chain->maps,
                                      .map_count = 1,
                                      .start = date_of(2020, 3, 2),
                                      .finish = DATE_NONE};
    f->projects[number] = (struct forecast_project){
        &chain->network, chain->activities, (int32_t)count, DATE_NONE, -1, (int32_t)number};
    return chain;
}

static void run(struct fixture *f, uint32_t tiles, bool desks)
{
    assert_int_equal(forecast_model_build(&f->input, &f->arena, &f->model, &f->err), OK);
    forecast_result_init(f->model, &f->arena, &f->result);
    if (desks) {
        forecast_run_desks(f->model, 0, tiles, &f->arena, &f->result);
    } else {
        forecast_run(f->model, 0, tiles, &f->arena, &f->result);
    }
}

static void assert_day(struct fixture *f, size_t project, int permille, struct date day)
{
    struct date found = forecast_day(&f->result, f->model, project, permille);
    assert_int_equal(found.day_number, day.day_number);
}

static void a_range_has_its_ends_and_its_median(void **state)
{
    (void)state;
    struct duration_quantiles q;
    /* From 10 over 10 to 30: F(x) = 1 - (30 - x)^2 / 400; the median is 30 - 14.14 = 15.86. */
    duration_quantiles_of_range(10, 10, 30, &q);
    assert_int_equal(q.days[0], 10);
    assert_int_equal(q.days[127], 16);
    assert_true(q.days[255] == 29); /* 30 - 20 / sqrt(512) = 29.1 */
    duration_quantiles_of_range(5, 5, 5, &q);
    assert_int_equal(q.days[0], 5);
    assert_int_equal(q.days[255], 5);
    /* Symmetric: the median is the middle. */
    duration_quantiles_of_range(10, 20, 30, &q);
    assert_int_equal(q.days[127], 20);
    assert_int_equal(q.days[128], 20);
    for (int i = 0; i < DURATION_QUANTILES; i++) {
        assert_int_equal(q.days[i] + q.days[DURATION_QUANTILES - 1 - i], 40);
    }
}

static void cases_outweigh_the_belief_as_they_come_in(void **state)
{
    (void)state;
    struct duration_quantiles belief, q;
    int32_t counts[8] = {0};
    duration_quantiles_of_range(2, 2, 2, &belief);
    duration_quantiles_of_cases(counts, 8, &belief, 10, &q);
    assert_int_equal(q.days[255], 2); /* nothing learned yet */
    counts[7] = 10;                   /* ten cases of a week beside a belief that weighs ten */
    duration_quantiles_of_cases(counts, 8, &belief, 10, &q);
    assert_int_equal(q.days[127], 2);
    assert_int_equal(q.days[128], 7);
    counts[7] = 30;
    duration_quantiles_of_cases(counts, 8, &belief, 10, &q);
    assert_int_equal(q.days[63], 2);
    assert_int_equal(q.days[64], 7);
    counts[7] = 4;
    counts[1] = 12;
    duration_quantiles_of_cases(counts, 8, &belief, 0, &q); /* history alone */
    assert_int_equal(q.days[191], 1);
    assert_int_equal(q.days[192], 7);
}

static void what_is_left_is_what_the_longer_cases_had_left(void **state)
{
    (void)state;
    struct duration_quantiles whole, left;
    for (int q = 0; q < DURATION_QUANTILES; q++) {
        whole.days[q] = q < 128 ? 5 : q < 192 ? 10 : 20;
    }
    duration_quantiles_left(&whole, 5, &left); /* half were longer: half of them 5, half 15 more */
    assert_int_equal(left.days[0], 5);
    assert_int_equal(left.days[127], 5);
    assert_int_equal(left.days[128], 15);
    duration_quantiles_left(&whole, 30, &left);
    assert_int_equal(left.days[0], 1);
    assert_int_equal(left.days[255], 1);
}

static void certain_durations_give_one_day(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    /* Three days end on Wednesday, four more on Tuesday 10 March; a milestone stands on the 11th. */
    add_chain(&f, (int[]){3, 4}, 2);
    run(&f, 2, false);
    assert_int_equal(f.result.trials, 2 * FORECAST_TILE);
    assert_day(&f, 0, 1, date_of(2020, 3, 11));
    assert_day(&f, 0, 999, date_of(2020, 3, 11));
    assert_int_equal(forecast_chance(&f.result, f.model, 0, date_of(2020, 3, 10)), 0);
    assert_int_equal(forecast_chance(&f.result, f.model, 0, date_of(2020, 3, 11)), 1000000);
    assert_int_equal(forecast_percentile(&f.result, 0, 500).value, 0);
    assert_int_equal(forecast_percentile(&f.result, 1, 500).value, 1);
    arena_release(&f.arena);
}

static void a_start_waits_for_its_plan_and_for_the_thaw(void **state)
{
    (void)state;
    struct fixture f;
    struct forecast_thaw thaw = {.identity = 5};
    begin(&f);
    add_chain(&f, (int[]){3}, 1);
    add_chain(&f, (int[]){3}, 1);
    f.projects[0].not_before = date_of(2020, 3, 20);
    f.projects[1].ground = 0;
    for (int q = 0; q < DURATION_QUANTILES; q++) {
        thaw.days[q] = q < 128 ? date_of(2020, 4, 1) : date_of(2020, 4, 20);
    }
    f.input.thaws = &thaw;
    f.input.thaw_count = 1;
    run(&f, 16, false);
    assert_day(&f, 0, 500, date_of(2020, 3, 20));
    /* Twins complement each other: exactly half of the trials thaw early. */
    assert_int_equal(forecast_chance(&f.result, f.model, 1, date_of(2020, 4, 1)), 500000);
    assert_int_equal(forecast_chance(&f.result, f.model, 1, date_of(2020, 4, 19)), 500000);
    assert_int_equal(forecast_chance(&f.result, f.model, 1, date_of(2020, 4, 20)), 1000000);
    arena_release(&f.arena);
}

static void a_desk_serves_one_case_after_the_other(void **state)
{
    (void)state;
    struct fixture f;
    int16_t capacity[HORIZON];
    struct forecast_desk desk = {capacity};
    begin(&f);
    for (int day = 0; day < HORIZON; day++) {
        capacity[day] = 1;
    }
    for (int i = 0; i < 3; i++) {
        add_chain(&f, (int[]){5}, 1)->activities[0].desk = 0;
    }
    f.projects[0].rank = 7; /* served last */
    f.input.desks = &desk;
    f.input.desk_count = 1;
    run(&f, 1, true);
    assert_day(&f, 1, 500, date_of(2020, 3, 9));
    assert_day(&f, 2, 500, date_of(2020, 3, 16));
    assert_day(&f, 0, 500, date_of(2020, 3, 23));
    /* A second reviewer from the second week on: the third case waits for one week only. */
    for (int day = 7; day < HORIZON; day++) {
        capacity[day] = 2;
    }
    run(&f, 1, true);
    assert_day(&f, 1, 500, date_of(2020, 3, 9));
    assert_day(&f, 2, 500, date_of(2020, 3, 16));
    assert_day(&f, 0, 500, date_of(2020, 3, 16));
    arena_release(&f.arena);
}

/* Four projects with one item of 1 or 20 days each. Alone, all four are quick in 1 of 16 trials; when the
 * department decides for all, in half of them. Each project's own chance stays a half. */
static void a_common_cause_moves_all_at_once_and_no_chance(void **state)
{
    (void)state;
    for (int weight = 0; weight <= FORECAST_CAUSES_MAX; weight += FORECAST_CAUSES_MAX) {
        struct fixture f;
        begin(&f);
        for (int q = 0; q < DURATION_QUANTILES; q++) {
            f.quantiles[0].days[q] = q < 128 ? 1 : 20;
        }
        for (int i = 0; i < 4; i++) {
            struct chain *chain = add_chain(&f, (int[]){5}, 1);
            chain->activities[0].quantiles = 0;
            chain->activities[0].factor = 3;
        }
        f.input.cause_weight = weight;
        run(&f, 200, false);
        for (size_t p = 0; p < 4; p++) {
            assert_int_equal(forecast_chance(&f.result, f.model, p, date_of(2020, 3, 6)), 500000);
        }
        uint32_t all = f.result.count_counts[4], none = f.result.count_counts[0];
        if (weight == 0) {
            assert_in_range(all, 600, 1000); /* 800 = 12,800 / 16 expected */
        } else {
            assert_int_equal(all, 6400);
            assert_int_equal(none, 6400);
        }
        arena_release(&f.arena);
    }
}

static void a_percentile_is_an_order_statistic_with_its_error(void **state)
{
    (void)state;
    /* 100 trials: 10 with no start, 80 with one, 10 with two. */
    uint32_t counts[4] = {10, 80, 10, 0};
    struct forecast_result result = {
        .trials = 100, .project_count = 3, .checkpoint_count = 1, .count_counts = counts};
    assert_int_equal(forecast_percentile(&result, 0, 100).value, 0);
    assert_int_equal(forecast_percentile(&result, 0, 101).value, 1);
    assert_int_equal(forecast_percentile(&result, 0, 500).value, 1);
    assert_int_equal(forecast_percentile(&result, 0, 900).value, 1);
    assert_int_equal(forecast_percentile(&result, 0, 910).value, 2);
    /* P10 of 100 trials: the 10th of them, give or take 1.96 * 3 = 6. */
    assert_int_equal(forecast_percentile(&result, 0, 100).low, 0);
    assert_int_equal(forecast_percentile(&result, 0, 100).high, 1);
}

static void the_longer_of_two_ways_drives_the_start(void **state)
{
    (void)state;
    struct fixture f;
    struct forecast_driver drivers[LENGTH];
    begin(&f);
    struct chain *chain = add_chain(&f, (int[]){5, 9}, 2);
    /* Two items side by side instead of one after the other: both lead to the start. */
    chain->to[0] = 2;
    chain->activities[1].quantiles = 0;
    duration_quantiles_of_range(7, 9, 14, &f.quantiles[0]);
    run(&f, 1, false);
    forecast_drivers(f.model, 0, 0, 8, drivers);
    assert_int_equal(drivers[0].critical, 0);
    assert_int_equal(drivers[0].influence, 0);
    assert_int_equal(drivers[1].critical, 1000000);
    assert_true(drivers[1].influence > 950);
    arena_release(&f.arena);
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    struct chain *chain = add_chain(&f, (int[]){3, 4}, 2);
    f.input.horizon = FORECAST_DAYS_MAX + 1;
    assert_int_equal(forecast_model_build(&f.input, &f.arena, &f.model, &f.err), ERROR_LIMIT);
    f.input.horizon = HORIZON;
    chain->activities[0].quantiles = 2;
    assert_int_equal(forecast_model_build(&f.input, &f.arena, &f.model, &f.err), ERROR_INVALID);
    assert_string_equal(f.err.code, "forecast.index");
    chain->activities[0].quantiles = 0;
    chain->to[1] = 0;
    assert_int_equal(forecast_model_build(&f.input, &f.arena, &f.model, &f.err), ERROR_INVALID);
    assert_string_equal(f.err.code, "schedule.cycle");
    arena_release(&f.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_range_has_its_ends_and_its_median),
        cmocka_unit_test(cases_outweigh_the_belief_as_they_come_in),
        cmocka_unit_test(what_is_left_is_what_the_longer_cases_had_left),
        cmocka_unit_test(certain_durations_give_one_day),
        cmocka_unit_test(a_start_waits_for_its_plan_and_for_the_thaw),
        cmocka_unit_test(a_desk_serves_one_case_after_the_other),
        cmocka_unit_test(a_common_cause_moves_all_at_once_and_no_chance),
        cmocka_unit_test(a_percentile_is_an_order_statistic_with_its_error),
        cmocka_unit_test(the_longer_of_two_ways_drives_the_start),
        cmocka_unit_test(what_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
