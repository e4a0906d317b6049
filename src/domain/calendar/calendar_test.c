#include "base/test_support.h"

#include "base/asset.h"
#include "domain/calendar/calendar.h"

#include <string.h>

static struct arena arena;
static struct calendar_source nation;

/* The nation's calendar of 2007-2026 as it was known on a day. */
static struct calendar known_on(struct date as_of)
{
    struct calendar calendar;
    struct error err;
    assert_int_equal(calendar_build(&nation, 1, NULL, 0, as_of, date_of(2019, 1, 1),
                                    date_of(date_is_none(as_of) ? 2026 : 2020, 12, 31), &arena,
                                    &calendar, &err),
                     OK);
    return calendar;
}

static struct date after(const struct calendar *calendar, struct date day, int n)
{
    struct date end = DATE_NONE;
    assert_int_equal(calendar_add(calendar, day, n, &end, NULL), OK);
    return end;
}

static void assert_day(struct date actual, int year, int month, int day)
{
    assert_int_equal(actual.day_number, date_of(year, month, day).day_number);
}

static void the_winter_of_2020_holds_101_working_days(void **state)
{
    struct calendar calendar = known_on(DATE_NONE);
    int count = 0;
    (void)state;
    assert_int_equal(
        calendar_count(&calendar, date_of(2019, 11, 1), date_of(2020, 3, 31), &count, NULL), OK);
    assert_int_equal(count, 101);
}

static void five_working_days_from_5_march_end_on_12_march(void **state)
{
    struct calendar calendar = known_on(DATE_NONE);
    (void)state;
    assert_day(after(&calendar, date_of(2020, 3, 5), 5), 2020, 3, 12);
    assert_day(after(&calendar, date_of(2020, 3, 12), -5), 2020, 3, 5);
}

static void parcel_2_was_33_natural_and_22_working_days_early(void **state)
{
    struct calendar calendar = known_on(DATE_NONE);
    int count = 0;
    (void)state;
    assert_int_equal(date_of(2020, 4, 14).day_number - date_of(2020, 3, 12).day_number, 33);
    assert_int_equal(
        calendar_count(&calendar, date_of(2020, 3, 12), date_of(2020, 4, 14), &count, NULL), OK);
    assert_int_equal(count, 22);
    assert_int_equal(
        calendar_count(&calendar, date_of(2020, 4, 14), date_of(2020, 3, 12), &count, NULL), OK);
    assert_int_equal(count, -22);
}

static void the_second_notice_of_2020_moves_a_deadline_in_flight(void **state)
{
    struct calendar first = known_on(date_of(2020, 1, 26)), second = known_on(date_of(2020, 1, 27));
    (void)state;
    assert_day(after(&first, date_of(2020, 1, 17), 20), 2020, 2, 19);
    assert_day(after(&second, date_of(2020, 1, 17), 20), 2020, 2, 21);
}

static void a_year_without_data_is_named(void **state)
{
    struct calendar calendar;
    struct error err;
    (void)state;
    assert_int_equal(calendar_build(&nation, 1, NULL, 0, DATE_NONE, date_of(2026, 12, 1),
                                    date_of(2027, 1, 31), &arena, &calendar, &err),
                     ERROR_INVALID);
    assert_string_equal(err.code, "calendar.year");
    assert_non_null(strstr(err.message, "2027"));
}

static void a_year_is_unknown_until_its_notice_is_published(void **state)
{
    struct calendar calendar;
    struct error err;
    const struct date from = date_of(2019, 11, 1), to = date_of(2020, 3, 31);
    (void)state;
    assert_int_equal(calendar_build(&nation, 1, NULL, 0, date_of(2019, 11, 20), from, to, &arena,
                                    &calendar, &err),
                     ERROR_INVALID);
    assert_non_null(strstr(err.message, "2020"));
    assert_int_equal(calendar_build(&nation, 1, NULL, 0, date_of(2019, 11, 21), from, to, &arena,
                                    &calendar, &err),
                     OK);
}

static void make_up_days_and_extended_holidays_are_what_the_newest_notice_says(void **state)
{
    struct calendar first = known_on(date_of(2020, 1, 26)), second = known_on(DATE_NONE);
    (void)state;
    assert_true(calendar_is_workday(&first, date_of(2020, 1, 19)));  /* a Sunday */
    assert_true(calendar_is_workday(&first, date_of(2020, 2, 1)));   /* a Saturday, made up */
    assert_false(calendar_is_workday(&second, date_of(2020, 2, 1))); /* off again */
    assert_true(calendar_is_workday(&first, date_of(2020, 1, 31)));
    assert_false(calendar_is_workday(&second, date_of(2020, 1, 31)));
    assert_true(calendar_is_workday(&second, date_of(2020, 2, 3)));
}

static void days_beyond_the_span_are_refused(void **state)
{
    struct calendar calendar = known_on(DATE_NONE);
    struct date end;
    int count;
    (void)state;
    assert_int_equal(calendar_add(&calendar, date_of(2026, 12, 30), 10, &end, NULL), ERROR_LIMIT);
    assert_int_equal(calendar_add(&calendar, DATE_NONE, 1, &end, NULL), ERROR_LIMIT);
    assert_int_equal(calendar_add(&calendar, date_of(2020, 1, 1), INT32_MIN, &end, NULL),
                     ERROR_LIMIT);
    assert_int_equal(
        calendar_count(&calendar, date_of(2018, 12, 31), date_of(2019, 1, 1), &count, NULL),
        ERROR_LIMIT);
    assert_int_equal(
        calendar_deadline(&calendar, date_of(2020, 1, 1), INT32_MAX, UNIT_NATURAL_DAY, &end, NULL),
        ERROR_LIMIT);
    assert_int_equal(calendar_build(&nation, 1, NULL, 0, DATE_NONE, date_of(2020, 1, 1), DATE_NONE,
                                    &arena, &calendar, NULL),
                     ERROR_LIMIT);
}

static void bad_calendar_and_season_files_are_refused(void **state)
{
    static const char *const calendars[] = {
        "[]",
        "{\"id\":\"x\"}",
        "{\"id\":\"x\",\"versions\":[{\"years\":{}}]}",
        "{\"id\":\"x\",\"versions\":[{\"published_on\":\"2020-02-31\",\"years\":{}}]}",
        "{\"id\":\"x\",\"versions\":[{\"published_on\":\"2020-01-01\",\"years\":"
        "{\"2020\":{\"off\":[\"2021-01-01\"],\"work\":[]}}}]}",
        "{\"id\":\"x\",\"versions\":[{\"published_on\":\"2020-01-01\",\"years\":"
        "{\"2020\":{\"off\":[\"2020-01-01\"],\"work\":[\"2020-01-01\"]}}}]}",
    };
    static const char *const seasons[] = {
        "{\"id\":\"x\"}",
        "{\"id\":\"x\",\"works\":{\"earht\":[]}}",
        "{\"id\":\"x\",\"works\":{\"earth\":[{\"kind\":\"warm\",\"from\":\"01-01\",\"to\":\"02-"
        "01\"}]}}",
        "{\"id\":\"x\",\"works\":{\"earth\":[{\"kind\":\"winter\",\"from\":\"11-01\",\"to\":\"02-"
        "01\"}]}}",
        "{\"id\":\"x\",\"works\":{\"earth\":[{\"kind\":\"winter\",\"from\":\"01-01\",\"to\":\"02-"
        "01\"},"
        "{\"kind\":\"closed\",\"from\":\"02-01\",\"to\":\"03-01\"}]}}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof calendars / sizeof calendars[0]; i++) {
        struct calendar_source source;
        assert_int_not_equal(calendar_source_read(text_of(calendars[i]), &arena, &source, NULL),
                             OK);
    }
    for (size_t i = 0; i < sizeof seasons / sizeof seasons[0]; i++) {
        struct seasons read;
        assert_int_not_equal(seasons_read(text_of(seasons[i]), &arena, &read, NULL), OK);
    }
}

static void a_city_and_a_disruption_change_days(void **state)
{
    static const int years[] = {2020};
    const struct calendar_day extra[] = {{{0}, false}};
    struct calendar_day days[] = {extra[0]};
    days[0].day = date_of(2020, 3, 9); /* a Monday */
    const struct calendar_version version = {date_of(2020, 1, 1), years, 1, days, 1};
    const struct calendar_source layers[] = {nation, {TEXT("230100"), &version, 1}};
    const struct calendar_day flood[] = {{date_of(2020, 3, 10), false}};
    struct calendar calendar;
    (void)state;
    assert_int_equal(calendar_build(layers, 2, flood, 1, DATE_NONE, date_of(2020, 1, 1),
                                    date_of(2020, 12, 31), &arena, &calendar, NULL),
                     OK);
    /* 6, 11, 12, 13, 16 March: the 9th and 10th are out. */
    assert_day(after(&calendar, date_of(2020, 3, 5), 5), 2020, 3, 16);
}

static void natural_days_that_end_on_a_rest_day_move_on(void **state)
{
    struct calendar calendar = known_on(DATE_NONE);
    struct date end = DATE_NONE;
    (void)state;
    /* 30 days after 5 March is Saturday 4 April, a holiday until Monday 6 April. */
    assert_int_equal(
        calendar_deadline(&calendar, date_of(2020, 3, 5), 30, UNIT_NATURAL_DAY, &end, NULL), OK);
    assert_day(end, 2020, 4, 7);
}

static enum season_kind season_with(struct seasons seasons, struct date thaw, enum work_kind work,
                                    struct date day)
{
    seasons.thaws = &thaw;
    seasons.thaw_count = 1;
    return season_of(&seasons, work, day);
}

static void earthworks_follow_the_season_and_the_thaw(void **state)
{
    const struct asset *file = asset_find(TEXT("data/seasons/cn-northeast.json"));
    struct seasons seasons;
    (void)state;
    assert_non_null(file);
    assert_int_equal(
        seasons_read((struct text){(const char *)file->bytes, file->size}, &arena, &seasons, NULL),
        OK);
    assert_int_equal(season_of(&seasons, WORK_EARTH, date_of(2020, 1, 15)), SEASON_CLOSED);
    assert_int_equal(season_of(&seasons, WORK_EARTH, date_of(2020, 3, 12)), SEASON_WINTER);
    assert_int_equal(season_of(&seasons, WORK_EARTH, date_of(2020, 4, 20)), SEASON_NORMAL);
    /* The ground thaws on 2 May: 20 April still needs measures; on 10 April it would not. */
    assert_int_equal(season_with(seasons, date_of(2020, 5, 2), WORK_EARTH, date_of(2020, 4, 20)),
                     SEASON_WINTER);
    assert_int_equal(season_with(seasons, date_of(2020, 4, 10), WORK_EARTH, date_of(2020, 4, 12)),
                     SEASON_NORMAL);
    /* Asphalt may not be laid before the thaw; steel does not stand on the ground and is not moved. */
    assert_int_equal(season_with(seasons, date_of(2020, 5, 2), WORK_ROAD, date_of(2020, 4, 28)),
                     SEASON_CLOSED);
    assert_int_equal(season_with(seasons, date_of(2020, 5, 2), WORK_STEEL, date_of(2020, 4, 20)),
                     SEASON_NORMAL);
    assert_int_equal(season_with(seasons, date_of(2020, 5, 2), WORK_EARTH, date_of(2021, 4, 20)),
                     SEASON_NORMAL);
}

static int read_nation(void **state)
{
    const struct asset *file = asset_find(TEXT("data/calendars/cn.json"));
    (void)state;
    return file != NULL &&
                   calendar_source_read((struct text){(const char *)file->bytes, file->size},
                                        &arena, &nation, NULL) == OK
               ? 0
               : -1;
}

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_winter_of_2020_holds_101_working_days),
        cmocka_unit_test(five_working_days_from_5_march_end_on_12_march),
        cmocka_unit_test(parcel_2_was_33_natural_and_22_working_days_early),
        cmocka_unit_test(the_second_notice_of_2020_moves_a_deadline_in_flight),
        cmocka_unit_test(a_year_without_data_is_named),
        cmocka_unit_test(a_year_is_unknown_until_its_notice_is_published),
        cmocka_unit_test(make_up_days_and_extended_holidays_are_what_the_newest_notice_says),
        cmocka_unit_test(days_beyond_the_span_are_refused),
        cmocka_unit_test(bad_calendar_and_season_files_are_refused),
        cmocka_unit_test(a_city_and_a_disruption_change_days),
        cmocka_unit_test(natural_days_that_end_on_a_rest_day_move_on),
        cmocka_unit_test(earthworks_follow_the_season_and_the_thaw),
    };
    return cmocka_run_group_tests(tests, read_nation, release);
}
