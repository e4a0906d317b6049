#include "base/test_support.h"

#include "base/asset.h"
#include "domain/approval/case_clock.h"

/* The nation's calendar as it was known on a day. */
static struct calendar calendar_known_on(struct date day, struct arena *arena)
{
    const struct asset *file = asset_find(TEXT("data/calendars/cn.json"));
    struct calendar_source nation;
    struct calendar calendar;
    struct error err;
    assert_int_equal(calendar_source_read((struct text){(const char *)file->bytes, file->size},
                                          arena, &nation, &err),
                     OK);
    assert_int_equal(calendar_build(&nation, 1, NULL, 0, day, date_of(2019, 6, 1),
                                    date_of(2020, 12, 31), arena, &calendar, &err),
                     OK);
    return calendar;
}

static struct case_clock read_clock(const struct case_entry *entries, size_t count,
                                    struct case_limits limits, struct date as_of,
                                    struct arena *arena)
{
    struct calendar calendar = calendar_known_on(as_of, arena);
    struct case_clock clock;
    struct error err;
    assert_int_equal(
        case_clock_read(entries, count, &limits, &calendar, as_of, arena, &clock, &err), OK);
    return clock;
}

#define assert_day(day, year, month, number)                                                       \
    assert_int_equal((day).day_number, date_of(year, month, number).day_number)

static const struct case_limits twenty = {20, 20, UNIT_WORKING_DAY};

/* 6, 9, 10, 11 and 12 March: five working days, seven natural ones. */
static void parcel_2_was_decided_on_the_fifth_working_day(void **state)
{
    SCOPED_ARENA arena = {0};
    const struct case_entry entries[] = {
        {.event = CASE_SUBMIT, .state = CASE_RECEIVED, .day = date_of(2020, 3, 5)},
        {.event = CASE_ACCEPT_WINDOW, .state = CASE_AT_WINDOW, .day = date_of(2020, 3, 5)},
        {.event = CASE_ACCEPT_DEPARTMENT, .state = CASE_AT_DEPARTMENT, .day = date_of(2020, 3, 5)},
        {.event = CASE_DECIDE_YES, .state = CASE_APPROVED, .day = date_of(2020, 3, 12)},
    };
    struct case_limits five = {5, 20, UNIT_WORKING_DAY};
    (void)state;
    struct case_clock clock = read_clock(entries, 4, five, date_of(2020, 4, 1), &arena);
    assert_int_equal(clock.counted, 5);
    assert_int_equal(clock.natural_days, 7);
    assert_int_equal(clock.charges[CHARGE_DEPARTMENT], 7);
    assert_day(clock.due_on, 2020, 3, 12);
    assert_day(clock.limit_on, 2020, 4, 2);
    assert_day(clock.ended_on, 2020, 3, 12);
    assert_false(clock.overdue);
    assert_false(clock.running);
    assert_text(case_clock_zh(&clock, &arena), "用时 5个工作日，停表 0");
}

/* Twenty working days from 17 January: 19 January is a make-up day, the holiday was from 24 to 30
 * January and, from 27 January on, to 2 February. Old: 19..23 Jan (5), 31 Jan (6), 1 Feb make-up (7),
 * 3..7 (12), 10..14 (17), 17, 18, 19 (20). New: 19..23 Jan (5), 3..7 Feb (10), 10..14 (15), 17..21 (20). */
static void the_longer_holiday_of_2020_moves_a_deadline_in_flight(void **state)
{
    SCOPED_ARENA arena = {0};
    const struct case_entry entries[] = {
        {.event = CASE_SUBMIT, .state = CASE_RECEIVED, .day = date_of(2020, 1, 16)},
        {.event = CASE_ACCEPT_WINDOW, .state = CASE_AT_WINDOW, .day = date_of(2020, 1, 17)},
    };
    (void)state;
    struct case_clock before = read_clock(entries, 2, twenty, date_of(2020, 1, 26), &arena);
    struct case_clock after = read_clock(entries, 2, twenty, date_of(2020, 1, 27), &arena);
    assert_day(before.due_on, 2020, 2, 19);
    assert_day(after.due_on, 2020, 2, 21);
    assert_int_equal(after.counted, 5);
    assert_int_equal(after.natural_days, 11);
}

/* Accepted Monday 2 March. 3..6 run (4); expert review from Friday 6th, told as 3 working days, stops
 * 9, 10, 11; ended early on the 11th; 12, 13, 16, 17, 18, 19, 20, 23 run (12). */
static void day_12_of_20_with_3_stopped(void **state)
{
    SCOPED_ARENA arena = {0};
    const struct case_entry entries[] = {
        {.event = CASE_SUBMIT, .state = CASE_RECEIVED, .day = date_of(2020, 2, 28)},
        {.event = CASE_ACCEPT_WINDOW, .state = CASE_AT_WINDOW, .day = date_of(2020, 3, 2)},
        {.event = CASE_ACCEPT_DEPARTMENT, .state = CASE_AT_DEPARTMENT, .day = date_of(2020, 3, 3)},
        {.event = CASE_START_SPECIAL,
         .state = CASE_SPECIAL,
         .day = date_of(2020, 3, 6),
         .special = SPECIAL_EXPERT_REVIEW,
         .length = 5,
         .unit = UNIT_WORKING_DAY},
        {.event = CASE_END_SPECIAL, .state = CASE_SPECIAL_ENDED, .day = date_of(2020, 3, 11)},
    };
    (void)state;
    struct case_clock clock = read_clock(entries, 5, twenty, date_of(2020, 3, 23), &arena);
    assert_text(case_clock_en(&clock, &arena), "day 12 of 20 working days, 3 stopped");
    assert_text(case_clock_zh(&clock, &arena), "第 12 天 / 共 20个工作日，停表 3");
    /* 24 natural days from 28 February: 3 + 4 in hand, 5 with the experts (7 to 11 March), 12 after. */
    assert_int_equal(clock.natural_days, 24);
    assert_int_equal(clock.charges[CHARGE_CONSULTEE], 5);
    assert_int_equal(clock.charges[CHARGE_DEPARTMENT], 19);
    /* 8 more: 24..27 and 30, 31 March, 1, 2 April. */
    assert_day(clock.due_on, 2020, 4, 2);
    assert_true(clock.running);
    /* While the review ran, its planned end stood for the day on which the clock goes on: 4 + 16 from
     * Friday 13 March are 16..20, 23..27, 30, 31 March, 1, 2, 3 April and, after Qingming (4 to 6), 7. */
    struct case_clock during = read_clock(entries, 4, twenty, date_of(2020, 3, 9), &arena);
    assert_false(during.running);
    assert_day(during.special_end, 2020, 3, 13);
    assert_day(during.due_on, 2020, 4, 7);
    assert_int_equal(during.stopped, 1);
}

/* Told as 3 working days from Friday 6 March: the clock runs again after Wednesday the 11th. */
static void a_special_procedure_past_its_end_stops_nothing(void **state)
{
    SCOPED_ARENA arena = {0};
    const struct case_entry entries[] = {
        {.event = CASE_SUBMIT, .state = CASE_RECEIVED, .day = date_of(2020, 3, 2)},
        {.event = CASE_ACCEPT_WINDOW, .state = CASE_AT_WINDOW, .day = date_of(2020, 3, 2)},
        {.event = CASE_ACCEPT_DEPARTMENT, .state = CASE_AT_DEPARTMENT, .day = date_of(2020, 3, 2)},
        {.event = CASE_START_SPECIAL,
         .state = CASE_SPECIAL,
         .day = date_of(2020, 3, 6),
         .special = SPECIAL_PUBLIC_NOTICE,
         .length = 3,
         .unit = UNIT_WORKING_DAY},
        {.event = CASE_END_SPECIAL, .state = CASE_SPECIAL_ENDED, .day = date_of(2020, 3, 17)},
    };
    (void)state;
    struct case_clock open = read_clock(entries, 4, twenty, date_of(2020, 3, 13), &arena);
    assert_true(open.special_overrun);
    assert_true(open.running);
    assert_int_equal(open.counted, 6); /* 3..6, then 12 and 13 */
    assert_int_equal(open.stopped, 3);
    struct case_clock ended = read_clock(entries, 5, twenty, date_of(2020, 3, 18), &arena);
    assert_true(ended.special_overrun);
    assert_int_equal(ended.counted, 9);                     /* and 16, 17, 18 */
    assert_int_equal(ended.charges[CHARGE_NOTICE], 5);      /* 7 to 11 March */
    assert_int_equal(ended.charges[CHARGE_DEPARTMENT], 11); /* 3..6, 12..18 */
}

/* A correction before acceptance is the owner's; the clock has not begun. */
static void a_correction_before_acceptance_is_charged_to_the_owner(void **state)
{
    SCOPED_ARENA arena = {0};
    const struct case_entry entries[] = {
        {.event = CASE_SUBMIT, .state = CASE_RECEIVED, .day = date_of(2020, 3, 2)},
        {.event = CASE_ASK_CORRECTION, .state = CASE_CORRECTION, .day = date_of(2020, 3, 4)},
        {.event = CASE_CORRECT, .state = CASE_CORRECTED, .day = date_of(2020, 3, 12)},
        {.event = CASE_ACCEPT_WINDOW, .state = CASE_AT_WINDOW, .day = date_of(2020, 3, 13)},
    };
    (void)state;
    struct case_clock early = read_clock(entries, 3, twenty, date_of(2020, 3, 12), &arena);
    assert_true(date_is_none(early.accepted_on) && date_is_none(early.due_on));
    assert_text(case_clock_en(&early, &arena), "not accepted yet");
    struct case_clock clock = read_clock(entries, 4, twenty, date_of(2020, 3, 16), &arena);
    assert_int_equal(clock.charges[CHARGE_OWNER], 8);
    assert_int_equal(clock.charges[CHARGE_DEPARTMENT], 6);
    assert_int_equal(clock.natural_days, 14);
    assert_int_equal(clock.counted, 1);
    assert_int_equal(clock.stopped, 0);
}

/* Promise 3, statute 20, extended by 2: due on the fifth working day. */
static void an_extension_lengthens_both_limits(void **state)
{
    SCOPED_ARENA arena = {0};
    const struct case_limits limits = {3, 20, UNIT_WORKING_DAY};
    const struct case_entry entries[] = {
        {.event = CASE_SUBMIT, .state = CASE_RECEIVED, .day = date_of(2020, 3, 2)},
        {.event = CASE_ACCEPT_WINDOW, .state = CASE_AT_WINDOW, .day = date_of(2020, 3, 2)},
        {.event = CASE_EXTEND, .state = CASE_AT_WINDOW, .day = date_of(2020, 3, 5), .length = 2},
    };
    (void)state;
    assert_day(read_clock(entries, 2, limits, date_of(2020, 3, 4), &arena).due_on, 2020, 3, 5);
    struct case_clock clock = read_clock(entries, 3, limits, date_of(2020, 3, 9), &arena);
    assert_day(clock.due_on, 2020, 3, 9);
    assert_day(clock.limit_on, 2020, 4, 1);
    assert_false(clock.overdue);
    assert_true(read_clock(entries, 3, limits, date_of(2020, 3, 10), &arena).overdue);
}

/* An instant item is due on the day of acceptance; 30 natural days from 2 March end on 1 April. */
static void instant_items_and_natural_days_have_their_own_deadlines(void **state)
{
    SCOPED_ARENA arena = {0};
    const struct case_limits instant = {0, 0, UNIT_WORKING_DAY}, month = {30, 30, UNIT_NATURAL_DAY};
    const struct case_entry entries[] = {
        {.event = CASE_SUBMIT, .state = CASE_RECEIVED, .day = date_of(2020, 3, 2)},
        {.event = CASE_ACCEPT_WINDOW, .state = CASE_AT_WINDOW, .day = date_of(2020, 3, 2)},
    };
    (void)state;
    assert_day(read_clock(entries, 2, instant, date_of(2020, 3, 2), &arena).due_on, 2020, 3, 2);
    assert_day(read_clock(entries, 2, instant, date_of(2020, 3, 4), &arena).due_on, 2020, 3, 2);
    assert_day(read_clock(entries, 2, month, date_of(2020, 3, 4), &arena).due_on, 2020, 4, 1);
    assert_int_equal(read_clock(entries, 2, month, date_of(2020, 3, 4), &arena).counted, 2);
}

/* One item runs 3..6 March and 12..13, another 5..10: the stage runs 3..10 and 12..13, of which 3, 4, 5,
 * 6, 9, 10, 12, 13 are working days. */
static void a_stage_runs_while_one_of_its_items_runs(void **state)
{
    SCOPED_ARENA arena = {0};
    struct calendar calendar = calendar_known_on(date_of(2020, 3, 1), &arena);
    const struct case_span first[] = {
        {date_of(2020, 3, 3), date_of(2020, 3, 6), CHARGE_DEPARTMENT, true, false},
        {date_of(2020, 3, 7), date_of(2020, 3, 11), CHARGE_OWNER, false, true},
        {date_of(2020, 3, 12), date_of(2020, 3, 13), CHARGE_DEPARTMENT, true, false},
    };
    const struct case_span second[] = {
        {date_of(2020, 3, 5), date_of(2020, 3, 10), CHARGE_DEPARTMENT, true, false},
    };
    const struct stage_member members[] = {{first, 3}, {second, 1}, {NULL, 0}};
    struct stage_clock clock;
    struct error err;
    (void)state;
    assert_int_equal(stage_clock_read(members, 3, &calendar, &clock, &err), OK);
    assert_int_equal(clock.counted, 8);
    assert_day(clock.first_on, 2020, 3, 2);
    assert_int_equal(clock.natural_days, 11);

    const struct stage_clock stages[] = {clock, {DATE_NONE, 0, 0}, {date_of(2020, 3, 20), 4, 6}};
    struct project_clock project = project_clock_read(stages, 3);
    assert_int_equal(project.counted, 12);
    assert_int_equal(project.natural_days, 24); /* 2 to 26 March */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parcel_2_was_decided_on_the_fifth_working_day),
        cmocka_unit_test(the_longer_holiday_of_2020_moves_a_deadline_in_flight),
        cmocka_unit_test(day_12_of_20_with_3_stopped),
        cmocka_unit_test(a_special_procedure_past_its_end_stops_nothing),
        cmocka_unit_test(a_correction_before_acceptance_is_charged_to_the_owner),
        cmocka_unit_test(an_extension_lengthens_both_limits),
        cmocka_unit_test(instant_items_and_natural_days_have_their_own_deadlines),
        cmocka_unit_test(a_stage_runs_while_one_of_its_items_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
