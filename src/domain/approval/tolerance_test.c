#include "base/test_support.h"

#include "domain/approval/tolerance.h"

#include <string.h>

/* March 2020: Monday to Friday. */
static struct calendar march_calendar(struct arena *arena)
{
    static const int years[] = {2020};
    static const struct calendar_version version = {
        .published_on = {0}, .years = years, .year_count = 1};
    static const struct calendar_source week = {
        .id = {"week", 4}, .versions = &version, .version_count = 1};
    struct calendar calendar;
    struct error err;
    assert_int_equal(calendar_build(&week, 1, NULL, 0, DATE_NONE, date_of(2020, 1, 1),
                                    date_of(2020, 12, 31), arena, &calendar, &err),
                     OK);
    return calendar;
}

static const struct paper papers[] = {
    {.id = {"p1", 2}, .name_zh = {"主件", 6}, .primary = true},
    {.id = {"p2", 2}, .name_zh = {"辅件", 6}},
};
static const struct template_item accepting = {.promised_days = 10,
                                               .statutory_days = 20,
                                               .papers = papers,
                                               .paper_count = 2,
                                               .tolerance = TOLERANCE_ACCEPT,
                                               .supply_days = 8};

struct asked {
    struct arena arena;
    struct calendar calendar;
    struct template_item item;
    struct tolerance_request request;
};

/* Everything in order on Thursday 5 March: 8 working days, due on Tuesday 17 March. */
static void ask(struct asked *a)
{
    *a = (struct asked){.item = accepting};
    a->calendar = march_calendar(&a->arena);
    a->request = (struct tolerance_request){.item = &a->item,
                                            .paper = 1,
                                            .mode = TOLERANCE_ACCEPT,
                                            .days = 8,
                                            .basis = TEXT("容缺受理清单"),
                                            .signed_by_owner = true,
                                            .state = CASE_RECEIVED,
                                            .promised_days = 10,
                                            .today = date_of(2020, 3, 5),
                                            .credit_until = DATE_NONE,
                                            .calendar = &a->calendar};
}

static void refused(struct asked *a, const char *code)
{
    struct date due;
    struct error err = {0};
    assert_int_not_equal(tolerance_check(&a->request, &due, &err), OK);
    assert_string_equal(err.code, code);
    arena_release(&a->arena);
    ask(a);
}

static void a_paper_in_order_is_tolerated_until_its_day(void **state)
{
    struct asked a;
    struct date due;
    struct error err;
    (void)state;
    ask(&a);
    assert_int_equal(tolerance_check(&a.request, &due, &err), OK);
    assert_int_equal(due.day_number, date_of(2020, 3, 17).day_number);
    arena_release(&a.arena);
}

static void a_refusal_names_its_rule(void **state)
{
    struct asked a;
    (void)state;
    ask(&a);
    a.request.paper = -1;
    refused(&a, "tolerance.paper");
    a.request.paper = 0;
    refused(&a, "tolerance.primary");
    a.item.never_defer = true;
    refused(&a, "tolerance.never_defer");
    a.item.promised_days = 0;
    refused(&a, "tolerance.instant");
    a.request.mode = TOLERANCE_DECIDE;
    refused(&a, "tolerance.mode");
    a.request.days = 9;
    refused(&a, "tolerance.long");
    a.request.days = 0;
    refused(&a, "tolerance.long");
    a.request.promised_days = 9;
    refused(&a, "tolerance.end"); /* 8 lies one day before the promised end */
    a.request.basis = TEXT("");
    refused(&a, "tolerance.basis");
    a.request.signed_by_owner = false;
    refused(&a, "tolerance.unsigned");
    a.request.credit_until = date_of(2020, 3, 5);
    refused(&a, "tolerance.credit");
    a.request.state = CASE_AT_WINDOW;
    refused(&a, "tolerance.state");
    a.request.already = true;
    refused(&a, "tolerance.twice");
    arena_release(&a.arena);
}

/* 20 working days are the most at acceptance, whatever a template says; for a decision it says. */
static void the_most_is_20_working_days_at_acceptance(void **state)
{
    struct asked a;
    struct date due;
    struct error err;
    (void)state;
    ask(&a);
    a.item.supply_days = 40;
    a.request.promised_days = 60;
    a.request.days = 21;
    assert_int_equal(tolerance_check(&a.request, &due, &err), ERROR_INVALID);
    assert_string_equal(err.code, "tolerance.long");
    a.item.tolerance = a.request.mode = TOLERANCE_DECIDE;
    a.request.state = CASE_AT_DEPARTMENT;
    assert_int_equal(tolerance_check(&a.request, &due, &err), OK);
    assert_int_equal(due.day_number, date_of(2020, 4, 3).day_number);
    a.request.state = CASE_APPROVED;
    assert_int_equal(tolerance_check(&a.request, &due, &err), ERROR_CONFLICT);
    arena_release(&a.arena);
}

/* A credit record that ended yesterday shuts nobody out. */
static void the_right_comes_back_after_its_suspension(void **state)
{
    struct asked a;
    struct date due;
    struct error err;
    (void)state;
    ask(&a);
    a.request.credit_until = date_of(2020, 3, 4);
    assert_int_equal(tolerance_check(&a.request, &due, &err), OK);
    arena_release(&a.arena);
}

/* Due on Tuesday 17 March: five working days before is the 10th, three the 12th, one the 16th. */
static void reminders_come_at_5_3_and_1_working_days(void **state)
{
    SCOPED_ARENA arena = {0};
    struct calendar calendar = march_calendar(&arena);
    const int expected[][2] = {{9, 0},  {10, 5}, {11, 0}, {12, 3}, {13, 0},
                               {14, 0}, {15, 0}, {16, 1}, {17, 0}, {18, 0}};
    int reminded = 0;
    struct error err;
    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        int days;
        assert_int_equal(reminder_due(date_of(2020, 3, 17), reminded,
                                      date_of(2020, 3, expected[i][0]), &calendar, &days, &err),
                         OK);
        assert_int_equal(days, expected[i][1]);
        reminded = days == 0 ? reminded : days;
    }
    int days; /* a job that did not run for a week sends the nearest one only */
    assert_int_equal(
        reminder_due(date_of(2020, 3, 17), 0, date_of(2020, 3, 13), &calendar, &days, &err), OK);
    assert_int_equal(days, 3);
}

static void the_words_can_be_read_back(void **state)
{
    enum tolerance_state tolerance;
    enum tolerance_mode mode;
    (void)state;
    assert_true(tolerance_state_parse(text_of(tolerance_state_name(TOLERANCE_LAPSED)), &tolerance));
    assert_int_equal(tolerance, TOLERANCE_LAPSED);
    assert_true(tolerance_mode_parse(TEXT("decide"), &mode) && mode == TOLERANCE_DECIDE);
    assert_false(tolerance_mode_parse(TEXT("none"), &mode));
    assert_string_equal(tolerance_mode_zh(TOLERANCE_ACCEPT), "容缺受理");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_paper_in_order_is_tolerated_until_its_day),
        cmocka_unit_test(a_refusal_names_its_rule),
        cmocka_unit_test(the_most_is_20_working_days_at_acceptance),
        cmocka_unit_test(the_right_comes_back_after_its_suspension),
        cmocka_unit_test(reminders_come_at_5_3_and_1_working_days),
        cmocka_unit_test(the_words_can_be_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
