#include "base/test_support.h"

#include "domain/schedule/schedule.h"

#include <string.h>

enum { FIVE, ALL, CALENDARS };

/* A small network; 2 March 2020 is a Monday. */
struct fixture {
    struct arena arena;
    struct daymap five, all;
    struct daymap *maps[CALENDARS];
    struct text ids[8];
    int32_t durations[8], calendars[8];
    int32_t from[16], to[16], lag[16];
    uint8_t type[16];
    struct network network;
    struct schedule schedule;
    struct error err;
};

static void begin(struct fixture *f, struct date start, struct date finish)
{
    *f = (struct fixture){0};
    struct date anchor = date_is_none(start) ? finish : start;
    daymap_init_week(&f->five, TEXT("five"), 0x1f, NULL, 0, NULL, 0, anchor, &f->arena);
    daymap_init_week(&f->all, TEXT("all"), 0x7f, NULL, 0, NULL, 0, anchor, &f->arena);
    f->maps[FIVE] = &f->five;
    f->maps[ALL] = &f->all;
    f->network = (struct network){.ids = f->ids,
                                  .durations = f->durations,
                                  .calendars = f->calendars,
                                  .link_from = f->from,
                                  .link_to = f->to,
                                  .link_type = f->type,
                                  .link_lag = f->lag,
                                  .maps = f->maps,
                                  .map_count = CALENDARS,
                                  .start = start,
                                  .finish = finish};
}

static int32_t activity(struct fixture *f, const char *id, int duration, int calendar)
{
    size_t i = f->network.activity_count++;
    f->ids[i] = text_of(id);
    f->durations[i] = duration;
    f->calendars[i] = calendar;
    return (int32_t)i;
}

static void link_up(struct fixture *f, int32_t from, int32_t to, enum link_type type, int lag)
{
    size_t i = f->network.link_count++;
    f->from[i] = from;
    f->to[i] = to;
    f->type[i] = (uint8_t)type;
    f->lag[i] = lag;
}

static void compute(struct fixture *f)
{
    assert_int_equal(network_check(&f->network, &f->err), OK);
    assert_int_equal(schedule_compute(&f->network, &f->arena, &f->schedule, &f->err), OK);
    assert_int_equal(schedule_check(&f->network, &f->schedule, &f->err), OK);
}

static void end(struct fixture *f)
{
    arena_release(&f->arena);
}

#define assert_day(actual, year, month, day)                                                       \
    assert_int_equal((actual).day_number, date_of(year, month, day).day_number)

static void a_duration_ends_on_its_last_working_day(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, date_of(2020, 3, 5), DATE_NONE);
    int32_t a = activity(&f, "A", 5, FIVE), b = activity(&f, "B", 5, ALL);
    compute(&f);
    /* Thursday, Friday, Monday, Tuesday, Wednesday. */
    assert_day(f.schedule.early_start[a], 2020, 3, 5);
    assert_day(f.schedule.early_finish[a], 2020, 3, 11);
    assert_day(f.schedule.early_finish[b], 2020, 3, 9);
    end(&f);
}

static void work_that_may_begin_on_a_saturday_begins_on_monday(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, date_of(2020, 3, 7), DATE_NONE);
    int32_t a = activity(&f, "A", 1, FIVE);
    compute(&f);
    assert_day(f.schedule.early_start[a], 2020, 3, 9);
    end(&f);
}

static void a_successor_starts_on_the_next_working_day_of_its_own_calendar(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, date_of(2020, 3, 2), DATE_NONE);
    int32_t a = activity(&f, "A", 5, FIVE); /* to Friday 6 March */
    int32_t b = activity(&f, "B", 1, FIVE), c = activity(&f, "C", 1, ALL);
    link_up(&f, a, b, LINK_FS, 0);
    link_up(&f, a, c, LINK_FS, 0);
    compute(&f);
    assert_day(f.schedule.early_start[b], 2020, 3, 9);
    assert_day(f.schedule.early_start[c], 2020, 3, 7);
    end(&f);
}

static void lags_count_in_the_calendar_of_the_successor(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, date_of(2020, 3, 2), DATE_NONE);
    int32_t a = activity(&f, "A", 5, FIVE); /* Monday 2 to Friday 6 March */
    int32_t fs = activity(&f, "FS", 1, FIVE), fs_all = activity(&f, "FS all", 1, ALL);
    int32_t ss = activity(&f, "SS", 1, FIVE), ff = activity(&f, "FF", 2, FIVE);
    int32_t sf = activity(&f, "SF", 2, FIVE), early = activity(&f, "early", 1, FIVE);
    link_up(&f, a, fs, LINK_FS, 2);
    link_up(&f, a, fs_all, LINK_FS, 2);
    link_up(&f, a, ss, LINK_SS, 2);
    link_up(&f, a, ff, LINK_FF, 1);
    link_up(&f, a, sf, LINK_SF, 3);
    link_up(&f, a, early, LINK_FS, -2);
    compute(&f);
    assert_day(f.schedule.early_start[fs], 2020, 3, 11);    /* Monday and Tuesday lie between */
    assert_day(f.schedule.early_start[fs_all], 2020, 3, 9); /* Saturday and Sunday do */
    assert_day(f.schedule.early_start[ss], 2020, 3, 4);     /* Monday and two on */
    assert_day(f.schedule.early_finish[ff], 2020, 3, 9);    /* Friday and one on */
    assert_day(f.schedule.early_start[ff], 2020, 3, 6);
    assert_day(f.schedule.early_finish[sf], 2020, 3, 5);   /* Monday and three on */
    assert_day(f.schedule.early_start[early], 2020, 3, 5); /* Monday 9 and two back */
    end(&f);
}

static void a_day_that_the_successor_does_not_work_counts_as_its_next_one(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, date_of(2020, 3, 7), DATE_NONE);
    int32_t a = activity(&f, "A", 1, ALL); /* Saturday 7 March */
    int32_t ss = activity(&f, "SS", 1, FIVE), ss1 = activity(&f, "SS+1", 1, FIVE);
    int32_t ff = activity(&f, "FF", 1, FIVE), fs = activity(&f, "FS", 1, FIVE);
    link_up(&f, a, ss, LINK_SS, 0);
    link_up(&f, a, ss1, LINK_SS, 1);
    link_up(&f, a, ff, LINK_FF, 0);
    link_up(&f, a, fs, LINK_FS, 0);
    compute(&f);
    assert_day(f.schedule.early_start[ss], 2020, 3, 9);
    assert_day(f.schedule.early_start[ss1], 2020, 3, 10);
    assert_day(f.schedule.early_finish[ff], 2020, 3, 9);
    assert_day(f.schedule.early_start[fs], 2020, 3, 9);
    end(&f);
}

static void a_milestone_takes_no_time(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, date_of(2020, 3, 2), DATE_NONE);
    int32_t a = activity(&f, "A", 5, FIVE), m = activity(&f, "M", 0, FIVE);
    int32_t b = activity(&f, "B", 1, FIVE);
    link_up(&f, a, m, LINK_FS, 0);
    link_up(&f, m, b, LINK_FS, 0);
    compute(&f);
    assert_day(f.schedule.early_start[m], 2020, 3, 9);
    assert_day(f.schedule.early_finish[m], 2020, 3, 9);
    assert_day(f.schedule.early_start[b], 2020, 3, 9);
    assert_int_equal(f.schedule.total_float[a], 0);
    end(&f);
}

static void backward_dates_count_from_the_finish(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, DATE_NONE, date_of(2020, 4, 14)); /* Tuesday */
    int32_t a = activity(&f, "A", 5, FIVE), b = activity(&f, "B", 3, ALL);
    int32_t c = activity(&f, "C", 2, FIVE), d = activity(&f, "D", 1, FIVE);
    link_up(&f, a, b, LINK_FS, 0);
    link_up(&f, b, d, LINK_FS, 0);
    link_up(&f, a, c, LINK_SS, 2);
    link_up(&f, c, d, LINK_FF, 1);
    compute(&f);
    /* D on Tuesday 14; B Saturday 11 to Monday 13; A until Friday 10. */
    assert_day(f.schedule.late_start[d], 2020, 4, 14);
    assert_day(f.schedule.late_start[b], 2020, 4, 11);
    assert_day(f.schedule.late_finish[b], 2020, 4, 13);
    assert_day(f.schedule.late_finish[a], 2020, 4, 10);
    assert_day(f.schedule.late_start[a], 2020, 4, 6);
    /* The day of acceptance is not counted: the Friday before. */
    assert_day(f.schedule.submit_by[a], 2020, 4, 3);
    /* C may end on Monday 13; it starts two working days after A at the earliest. */
    assert_day(f.schedule.late_finish[c], 2020, 4, 13);
    assert_day(f.schedule.late_start[c], 2020, 4, 10);
    assert_day(f.schedule.early_start[c], 2020, 4, 8);
    assert_int_equal(f.schedule.total_float[c], 2);
    assert_int_equal(f.schedule.free_float[c], 2);
    assert_false(f.schedule.critical[c]);
    /* Early dates count from the earliest late start, so the longest path has no float. */
    assert_day(f.schedule.start, 2020, 4, 6);
    assert_int_equal(f.schedule.total_float[a], 0);
    assert_true(f.schedule.critical[a]);
    end(&f);
}

static void total_float_counts_the_working_days_of_the_own_calendar(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, date_of(2020, 3, 2), DATE_NONE);
    int32_t a = activity(&f, "A", 10, FIVE); /* to Friday 13 March */
    int32_t b = activity(&f, "B", 1, FIVE), c = activity(&f, "C", 1, ALL);
    compute(&f);
    assert_int_equal(f.schedule.total_float[a], 0);
    assert_int_equal(f.schedule.total_float[b], 9);
    assert_int_equal(f.schedule.total_float[c], 11);
    end(&f);
}

static void negative_float_is_a_result(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, date_of(2020, 3, 2), date_of(2020, 3, 5));
    int32_t a = activity(&f, "A", 5, FIVE);
    compute(&f);
    assert_day(f.schedule.early_finish[a], 2020, 3, 6);
    assert_day(f.schedule.late_finish[a], 2020, 3, 5);
    assert_day(f.schedule.late_start[a], 2020, 2, 28);
    assert_day(f.schedule.submit_by[a], 2020, 2, 27);
    assert_int_equal(f.schedule.total_float[a], -1);
    assert_true(f.schedule.critical[a]);
    end(&f);
}

static void bounds_hold_single_activities(void **state)
{
    struct fixture f;
    struct date not_before[] = {DATE_NONE, date_of(2020, 3, 14)};
    struct date not_after[] = {date_of(2020, 3, 8), DATE_NONE};
    (void)state;
    begin(&f, date_of(2020, 3, 2), DATE_NONE);
    f.network.not_before = not_before;
    f.network.not_after = not_after;
    int32_t a = activity(&f, "A", 1, FIVE), b = activity(&f, "B", 1, FIVE);
    link_up(&f, a, b, LINK_FS, 0);
    compute(&f);
    assert_day(f.schedule.early_start[b], 2020, 3, 16);
    assert_int_equal(f.schedule.early_driver[b], DRIVEN_BY_BOUND);
    assert_day(f.schedule.late_finish[a], 2020, 3, 6);
    assert_int_equal(f.schedule.late_driver[a], DRIVEN_BY_BOUND);
    end(&f);
}

static void a_cycle_is_named_in_the_order_of_its_links(void **state)
{
    struct fixture f;
    int32_t *cycle;
    (void)state;
    begin(&f, date_of(2020, 3, 2), DATE_NONE);
    int32_t z = activity(&f, "Z", 1, FIVE), a = activity(&f, "A", 1, FIVE);
    int32_t b = activity(&f, "B", 1, FIVE), c = activity(&f, "C", 1, FIVE);
    link_up(&f, a, b, LINK_FS, 0);
    link_up(&f, b, c, LINK_SS, 0);
    link_up(&f, c, a, LINK_FF, 0);
    link_up(&f, c, z, LINK_FS, 0);
    assert_int_equal(schedule_compute(&f.network, &f.arena, &f.schedule, &f.err), ERROR_INVALID);
    assert_string_equal(f.err.code, "schedule.cycle");
    assert_int_equal(schedule_find_cycle(&f.network, &f.arena, &cycle), 3);
    for (int i = 0; i < 3; i++) { /* a, b, c from wherever it begins */
        assert_int_equal(cycle[(i + 1) % 3], cycle[i] == a ? b : cycle[i] == b ? c : a);
    }
    assert_non_null(strstr(f.err.message, "A → B"));
    (void)z;
    end(&f);
}

static void dates_beyond_a_calendar_are_refused_with_its_name(void **state)
{
    struct fixture f;
    static const uint8_t working[10] = {1, 1, 1, 1, 1, 0, 0, 1, 1, 1};
    (void)state;
    begin(&f, date_of(2020, 3, 2), DATE_NONE);
    daymap_init_days(&f.five, TEXT("notices"), date_of(2020, 3, 2), working, 10, &f.arena);
    activity(&f, "A", 9, FIVE);
    assert_int_equal(schedule_compute(&f.network, &f.arena, &f.schedule, &f.err), ERROR_LIMIT);
    assert_string_equal(f.err.code, "schedule.horizon");
    assert_non_null(strstr(f.err.message, "notices"));
    assert_non_null(strstr(f.err.message, "2020-03-11"));
    end(&f);
}

static void a_chain_leads_back_to_its_constraint(void **state)
{
    struct fixture f;
    struct schedule_chains chains;
    struct text_builder sentence;
    int32_t *links;
    (void)state;
    begin(&f, date_of(2020, 3, 2), DATE_NONE);
    int32_t a = activity(&f, "A", 5, FIVE), b = activity(&f, "B", 1, FIVE);
    int32_t c = activity(&f, "C", 1, FIVE);
    link_up(&f, a, b, LINK_FS, 0);
    link_up(&f, b, c, LINK_FS, 2);
    compute(&f);
    assert_int_equal(schedule_explain(&f.network, &f.schedule, (size_t)c, false, &f.arena, &links),
                     2);
    assert_int_equal(links[0], 1);
    assert_int_equal(links[1], 0);
    int32_t *path;
    assert_int_equal(schedule_longest_path(&f.network, &f.schedule, &f.arena, &path), 3);
    assert_int_equal(path[0], a);
    assert_int_equal(path[1], b);
    assert_int_equal(path[2], c);
    schedule_trace(&f.network, &f.schedule, &f.arena, &chains);
    assert_int_equal(chains.early_root[c], a);
    assert_int_equal(chains.early_links[c], 2);
    text_builder_init(&sentence, &f.arena, 1000);
    schedule_because(&f.network, &f.schedule, &chains, (size_t)c, SCHEDULE_EN, &sentence);
    assert_text(
        text_builder_text(&sentence),
        "early start 2020-03-12: FS+2 from B finishing 2020-03-09, calendar five; chain of 2 "
        "from A on 2020-03-02. late finish 2020-03-12: not after 2020-03-12, calendar five.");
    end(&f);
}

static void the_checker_finds_a_date_that_is_one_day_off(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, date_of(2020, 3, 2), DATE_NONE);
    int32_t a = activity(&f, "A", 3, FIVE), b = activity(&f, "B", 2, FIVE);
    link_up(&f, a, b, LINK_FS, 0);
    compute(&f);
    f.schedule.early_start[b].day_number--;
    assert_int_equal(schedule_check(&f.network, &f.schedule, &f.err), ERROR_INTERNAL);
    f.schedule.early_start[b].day_number++;
    f.schedule.late_finish[a].day_number++;
    assert_int_equal(schedule_check(&f.network, &f.schedule, &f.err), ERROR_INTERNAL);
    f.schedule.late_finish[a].day_number--;
    f.schedule.total_float[a]++;
    assert_int_equal(schedule_check(&f.network, &f.schedule, &f.err), ERROR_INTERNAL);
    f.schedule.total_float[a]--;
    f.schedule.submit_by[a].day_number--;
    assert_int_equal(schedule_check(&f.network, &f.schedule, &f.err), ERROR_INTERNAL);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_duration_ends_on_its_last_working_day),
        cmocka_unit_test(work_that_may_begin_on_a_saturday_begins_on_monday),
        cmocka_unit_test(a_successor_starts_on_the_next_working_day_of_its_own_calendar),
        cmocka_unit_test(lags_count_in_the_calendar_of_the_successor),
        cmocka_unit_test(a_day_that_the_successor_does_not_work_counts_as_its_next_one),
        cmocka_unit_test(a_milestone_takes_no_time),
        cmocka_unit_test(backward_dates_count_from_the_finish),
        cmocka_unit_test(total_float_counts_the_working_days_of_the_own_calendar),
        cmocka_unit_test(negative_float_is_a_result),
        cmocka_unit_test(bounds_hold_single_activities),
        cmocka_unit_test(a_cycle_is_named_in_the_order_of_its_links),
        cmocka_unit_test(dates_beyond_a_calendar_are_refused_with_its_name),
        cmocka_unit_test(a_chain_leads_back_to_its_constraint),
        cmocka_unit_test(the_checker_finds_a_date_that_is_one_day_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
