#include "base/test_support.h"

#include "domain/programme/programme.h"

static struct site_event event_on(int64_t section, enum site_event_kind kind, int year, int month,
                                  int day)
{
    return (struct site_event){
        .section_id = section, .kind = kind, .day = date_of(year, month, day)};
}

static struct project_facts facts_of(const struct site_event *events, size_t count)
{
    return (struct project_facts){
        .nature = NATURE_NEW,
        .total = {(int64_t)100 * MONEY_CENTS_PER_WAN},
        .annual_plan = {(int64_t)10 * MONEY_CENTS_PER_WAN},
        .planned_start = date_of(2020, 4, 14),
        .baseline_start = date_of(2020, 4, 14),
        .events = events,
        .event_count = count,
    };
}

static void assert_state(const struct project_facts *facts, struct date day,
                         enum project_state expected, struct date expected_since)
{
    struct date since;
    assert_int_equal(project_state_as_of(facts, day, &since), expected);
    assert_int_equal(since.day_number, expected_since.day_number);
}

static void a_project_is_planned_until_its_day_has_passed(void **state)
{
    struct project_facts facts = facts_of(NULL, 0);
    (void)state;
    assert_state(&facts, date_of(2020, 4, 14), PROJECT_PLANNED, DATE_NONE);
    assert_state(&facts, date_of(2020, 4, 15), PROJECT_OVERDUE, DATE_NONE);
    facts.planned_start = DATE_NONE;
    assert_state(&facts, date_of(2020, 12, 31), PROJECT_PLANNED, DATE_NONE);
}

static void a_start_counts_from_its_day_on_until_a_stop(void **state)
{
    const struct site_event events[] = {event_on(1, SITE_START, 2020, 3, 12),
                                        event_on(1, SITE_STOP, 2020, 11, 1)};
    struct project_facts facts = facts_of(events, 2);
    (void)state;
    assert_state(&facts, date_of(2020, 3, 11), PROJECT_PLANNED, DATE_NONE);
    assert_state(&facts, date_of(2020, 3, 12), PROJECT_STARTED, date_of(2020, 3, 12));
    assert_state(&facts, date_of(2020, 10, 31), PROJECT_STARTED, date_of(2020, 3, 12));
    assert_state(&facts, date_of(2020, 11, 1), PROJECT_STOPPED, DATE_NONE);
}

static void a_start_of_last_year_waits_for_its_resume(void **state)
{
    const struct site_event events[] = {event_on(1, SITE_START, 2019, 9, 10),
                                        event_on(1, SITE_STOP, 2019, 11, 5),
                                        event_on(1, SITE_RESUME, 2020, 3, 20)};
    struct project_facts facts = facts_of(events, 3);
    (void)state;
    assert_state(&facts, date_of(2019, 10, 1), PROJECT_STARTED, date_of(2019, 9, 10));
    assert_state(&facts, date_of(2020, 3, 19), PROJECT_PLANNED, DATE_NONE);
    assert_state(&facts, date_of(2020, 3, 20), PROJECT_RESUMED, date_of(2020, 3, 20));
}

static void the_earliest_running_section_stands_for_the_project(void **state)
{
    const struct site_event events[] = {event_on(1, SITE_START, 2020, 3, 12),
                                        event_on(2, SITE_START, 2020, 3, 20),
                                        event_on(1, SITE_STOP, 2020, 3, 25)};
    struct project_facts facts = facts_of(events, 3);
    (void)state;
    assert_state(&facts, date_of(2020, 3, 22), PROJECT_STARTED, date_of(2020, 3, 12));
    assert_state(&facts, date_of(2020, 3, 25), PROJECT_STARTED, date_of(2020, 3, 20));
}

/* Four projects: started on the 12th, resumed on the 1st itself, overdue, stopped. */
static void counts_are_of_projects_not_of_sections(void **state)
{
    const struct site_event started[] = {event_on(1, SITE_START, 2020, 3, 12),
                                         event_on(2, SITE_START, 2020, 3, 15)};
    const struct site_event resumed[] = {event_on(3, SITE_RESUME, 2020, 4, 1)};
    const struct site_event stopped[] = {event_on(4, SITE_START, 2020, 3, 2),
                                         event_on(4, SITE_STOP, 2020, 3, 3)};
    struct project_facts facts[] = {facts_of(started, 2), facts_of(resumed, 1), facts_of(NULL, 0),
                                    facts_of(stopped, 2)};
    struct programme_statistics statistics;
    (void)state;
    facts[1].nature = NATURE_CONTINUED;
    facts[2].planned_start = date_of(2020, 3, 31);
    assert_int_equal(programme_count(facts, 4, date_of(2020, 4, 1), &statistics, NULL), OK);
    assert_int_equal(statistics.projects, 4);
    assert_int_equal(statistics.total.cents, (int64_t)400 * MONEY_CENTS_PER_WAN);
    assert_int_equal(statistics.annual_plan.cents, (int64_t)40 * MONEY_CENTS_PER_WAN);
    assert_int_equal(statistics.started_by_day, 2);
    assert_int_equal(statistics.started_before_day, 1);
    assert_int_equal(statistics.started_on_day, 1);
    assert_int_equal(statistics.starts, 1);
    assert_int_equal(statistics.resumes, 1);
    assert_int_equal(statistics.new_projects, 3);
    assert_int_equal(statistics.continued_projects, 1);
    assert_int_equal(statistics.overdue, 1);
    assert_int_equal(statistics.stopped, 1);
    /* Running: 2; planned by 13 April: the overdue one; by 14 April also the stopped one. */
    assert_int_equal(programme_planned_by(facts, 4, date_of(2020, 4, 1), date_of(2020, 4, 13)), 3);
    assert_int_equal(programme_planned_by(facts, 4, date_of(2020, 4, 1), date_of(2020, 4, 14)), 4);
}

static void sums_beyond_64_bits_are_refused_not_wrapped(void **state)
{
    struct project_facts facts[] = {facts_of(NULL, 0), facts_of(NULL, 0)};
    struct programme_statistics statistics = {.projects = 77};
    struct error err = {0};
    (void)state;
    facts[0].total.cents = INT64_MAX;
    assert_int_equal(programme_count(facts, 2, date_of(2020, 4, 1), &statistics, &err),
                     ERROR_LIMIT);
    assert_string_equal(err.code, "money.overflow");
    assert_int_equal(statistics.projects, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_project_is_planned_until_its_day_has_passed),
        cmocka_unit_test(a_start_counts_from_its_day_on_until_a_stop),
        cmocka_unit_test(a_start_of_last_year_waits_for_its_resume),
        cmocka_unit_test(the_earliest_running_section_stands_for_the_project),
        cmocka_unit_test(counts_are_of_projects_not_of_sections),
        cmocka_unit_test(sums_beyond_64_bits_are_refused_not_wrapped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
