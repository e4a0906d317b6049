#include "base/test_support.h"

#include "base/date.h"

static void days_are_counted_from_1970(void **state)
{
    (void)state;
    assert_int_equal(date_of(1970, 1, 1).day_number, 0);
    assert_int_equal(date_of(2020, 3, 12).day_number, 18333);
    assert_int_equal(date_of(2000, 2, 29).day_number, 11016);
    assert_int_equal(date_of(2020, 4, 14).day_number - date_of(2020, 3, 12).day_number, 33);
}

static void splitting_gives_back_every_day_of_four_centuries(void **state)
{
    (void)state;
    for (int number = date_of(1800, 1, 1).day_number; number < date_of(2200, 1, 1).day_number;
         number++) {
        int year, month, day;
        date_split((struct date){number}, &year, &month, &day);
        assert_true(date_is_valid(year, month, day));
        assert_int_equal(date_of(year, month, day).day_number, number);
    }
}

static void weekdays_begin_on_monday(void **state)
{
    (void)state;
    assert_int_equal(date_weekday(date_of(2020, 3, 12)), 3);  /* Thursday */
    assert_int_equal(date_weekday(date_of(1969, 12, 28)), 6); /* Sunday */
}

static void days_that_do_not_exist_are_refused(void **state)
{
    struct date day = date_of(2020, 1, 1);
    struct error err;
    (void)state;
    assert_int_equal(date_parse(TEXT("2020-02-31"), &day, &err), ERROR_INVALID);
    assert_string_equal(err.code, "date.day");
    assert_int_equal(date_parse(TEXT("2020-2-3"), &day, &err), ERROR_INVALID);
    assert_string_equal(err.code, "date.format");
    assert_int_equal(date_parse(TEXT("2019-02-29"), &day, &err), ERROR_INVALID);
    assert_int_equal(day.day_number, date_of(2020, 1, 1).day_number);
    assert_int_equal(date_parse(TEXT("2020-02-29"), &day, &err), OK);
    assert_int_equal(day.day_number, date_of(2020, 2, 29).day_number);
}

static void adding_months_clips_to_the_last_day(void **state)
{
    (void)state;
    assert_int_equal(date_add_months(date_of(2019, 11, 30), 3).day_number,
                     date_of(2020, 2, 29).day_number);
    assert_int_equal(date_add_months(date_of(2020, 1, 15), -1).day_number,
                     date_of(2019, 12, 15).day_number);
}

static void the_day_of_an_instant_follows_the_zone(void **state)
{
    char text[INSTANT_TEXT_SIZE];
    int64_t instant = ((int64_t)18353 * 86400 + 17 * 3600) * 1000000; /* 2020-04-01T17:00Z */
    (void)state;
    assert_int_equal(date_of_instant(instant, 480).day_number, date_of(2020, 4, 2).day_number);
    assert_int_equal(date_of_instant(-1, 0).day_number, -1);
    assert_string_equal(instant_format(instant + 5, text), "2020-04-01T17:00:00.000005Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_counted_from_1970),
        cmocka_unit_test(splitting_gives_back_every_day_of_four_centuries),
        cmocka_unit_test(weekdays_begin_on_monday),
        cmocka_unit_test(days_that_do_not_exist_are_refused),
        cmocka_unit_test(adding_months_clips_to_the_last_day),
        cmocka_unit_test(the_day_of_an_instant_follows_the_zone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
