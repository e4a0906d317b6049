/* Calendars in layers, seasons, thaws and disruptions of single places, with days worked out by hand. The
 * week is Monday to Friday; 2020 has no holidays here but 1 May. */
#include "base/test_support.h"

#include "base/json.h"
#include "domain/network/calendar_book.h"

#include <string.h>

static struct arena arena;

static struct calendar_source source_of(const char *versions)
{
    struct calendar_source source;
    struct error err;
    struct text file = text_format(&arena, "{\"id\":\"x\",\"versions\":[%s]}", versions);
    if (calendar_source_read(file, &arena, &source, &err) != OK) {
        fail_msg("%s", err.message);
    }
    return source;
}

static struct seasons seasons_of(void)
{
    struct seasons seasons;
    struct error err;
    assert_int_equal(
        seasons_read(TEXT("{\"id\":\"north\",\"follow_thaw\":[\"earth\"],\"works\":{\"earth\":["
                          "{\"kind\":\"closed\",\"from\":\"01-01\",\"to\":\"04-19\"},"
                          "{\"kind\":\"normal\",\"from\":\"04-20\",\"to\":\"10-31\"}]}}"),
                     &arena, &seasons, &err),
        OK);
    return seasons;
}

struct fixture {
    struct calendar_book book;
    struct book_source sources[2];
    struct book_season divisions[1];
    struct seasons seasons;
    struct disruption disruptions[2];
    struct date thaw;
};

static void open_book(struct fixture *f)
{
    struct error err;
    f->seasons = seasons_of();
    f->book.nation = source_of("{\"published_on\":\"2019-11-21\",\"years\":{\"2020\":{\"off\":["
                               "\"2020-05-01\"],\"work\":[]}}}");
    f->book.seasons = &f->seasons;
    f->book.as_of = date_of(2020, 2, 1);
    f->book.sources = f->sources;
    f->book.divisions = f->divisions;
    f->book.disruptions = f->disruptions;
    if (calendar_book_open(&f->book, &arena, &err) != OK) {
        fail_msg("%s", err.message);
    }
}

static struct plan_calendars of_project(struct fixture *f, const char *division,
                                        const char *project)
{
    const struct calendar_place place = {text_of(division), TEXT(""), text_of(project)};
    struct plan_calendars calendars;
    struct error err;
    assert_int_equal(calendar_book_project(&f->book, &place, WORK_EARTH, &arena, &calendars, &err),
                     OK);
    return calendars;
}

static bool opens(const struct daymap *map, int month, int day)
{
    return daymap_is_working(map, date_of(2020, month, day));
}

static void layers_lie_over_each_other_and_only_for_their_own(void **state)
{
    struct fixture f = {0};
    struct plan_item items[] = {{.department = TEXT("nr")}, {.department = TEXT("hc")}};
    const struct calendar_place place = {TEXT("230109"), TEXT(""), TEXT("p1")};
    struct error err;
    (void)state;
    /* The city is off on Tuesday 7 April and works on Saturday the 11th; nr works on the 7th all the same
     * and is off on the 8th; project p1 is off on the 9th. */
    f.book.city = source_of("{\"published_on\":\"2020-01-05\",\"years\":{\"2020\":{\"off\":["
                            "\"2020-04-07\"],\"work\":[\"2020-04-11\"]}}}");
    f.sources[0] = (struct book_source){
        {SCOPE_OF_DEPARTMENT, TEXT("nr")},
        source_of("{\"published_on\":\"2020-01-05\",\"years\":{\"2020\":{\"off\":["
                  "\"2020-04-08\"],\"work\":[\"2020-04-07\"]}}}")};
    f.sources[1] = (struct book_source){
        {SCOPE_OF_PROJECT, TEXT("p1")},
        source_of("{\"published_on\":\"2020-01-05\",\"years\":{\"2020\":{\"off\":["
                  "\"2020-04-09\"],\"work\":[]}}}")};
    f.book.source_count = 2;
    open_book(&f);
    struct plan_calendars own = of_project(&f, "230109", "p1"),
                          other = of_project(&f, "230109", "p2");
    assert_false(opens(own.working, 4, 7));
    assert_true(opens(own.working, 4, 8));
    assert_false(opens(own.working, 4, 9));
    assert_true(opens(own.working, 4, 11));
    assert_false(opens(own.working, 5, 1));
    assert_true(opens(other.working, 4, 9));
    assert_int_equal(calendar_book_items(&f.book, &place, &arena, items, 2, &err), OK);
    assert_true(opens(items[0].window, 4, 7));
    assert_false(opens(items[0].window, 4, 8));
    assert_false(opens(items[0].window, 4, 9));
    assert_null(items[1].window);
    /* p1's day off is one without works; nobody else's is. */
    assert_true(opens(other.season, 4, 20) && !opens(other.season, 4, 19));
    assert_true(opens(own.season, 4, 20));
}

static void what_was_published_later_is_not_known_on_the_day(void **state)
{
    struct fixture f = {0};
    (void)state;
    f.book.city = source_of("{\"published_on\":\"2020-02-02\",\"years\":{\"2020\":{\"off\":["
                            "\"2020-04-07\"],\"work\":[]}}}");
    open_book(&f); /* as of 1 February */
    assert_true(opens(of_project(&f, "230109", "p").working, 4, 7));
}

static void a_thaw_opens_the_earth_of_its_division_only(void **state)
{
    struct fixture f = {.thaw = date_of(2020, 4, 5)};
    (void)state;
    f.divisions[0] =
        (struct book_season){TEXT("230109"), TEXT("松北区"), TEXT("Songbei"), seasons_of()};
    f.divisions[0].seasons.thaws = &f.thaw;
    f.divisions[0].seasons.thaw_count = 1;
    f.book.division_count = 1;
    open_book(&f);
    struct plan_calendars own = of_project(&f, "230109", "p"),
                          other = of_project(&f, "230102", "p");
    assert_true(!opens(own.season, 4, 4) && opens(own.season, 4, 5));
    assert_true(!opens(other.season, 4, 19) && opens(other.season, 4, 20));
    assert_int_equal(own.season->note_count, 1);
    assert_int_equal(other.season->note_count, 0);
}

static void a_disruption_takes_out_what_it_stops_where_it_does(void **state)
{
    struct fixture f = {0};
    (void)state;
    f.disruptions[0] = (struct disruption){1,
                                           {SCOPE_OF_DIVISION, TEXT("230109")},
                                           date_of(2020, 2, 3),
                                           date_of(2020, 2, 14),
                                           STOPS_APPROVALS,
                                           TEXT("疫情")};
    f.disruptions[1] = (struct disruption){2,
                                           {SCOPE_OF_PROJECT, TEXT("p1")},
                                           date_of(2020, 6, 1),
                                           date_of(2020, 6, 2),
                                           STOPS_WORKS,
                                           TEXT("停电")};
    f.book.disruption_count = 2;
    open_book(&f);
    struct plan_calendars own = of_project(&f, "230109", "p1"),
                          next = of_project(&f, "230109", "p2"),
                          other = of_project(&f, "230102", "p3");
    assert_false(opens(own.working, 2, 3) || opens(own.working, 2, 14) || opens(own.natural, 2, 8));
    assert_true(opens(own.working, 2, 17) && opens(own.natural, 2, 15));
    assert_true(opens(own.every, 2, 8));
    assert_true(opens(other.working, 2, 3) && opens(other.natural, 2, 8));
    assert_false(opens(own.season, 6, 1) || opens(own.season, 6, 2));
    assert_true(opens(own.season, 6, 3) && opens(next.season, 6, 1));
    /* What places have in common is one table. */
    assert_ptr_equal(own.working, next.working);
    assert_ptr_equal(next.season, other.season);
}

static void the_span_is_what_the_nation_knows_and_a_year_without_data_is_named(void **state)
{
    struct fixture f = {0};
    struct error err;
    (void)state;
    open_book(&f);
    assert_int_equal(f.book.from.day_number, date_of(2020, 1, 1).day_number);
    assert_int_equal(f.book.to.day_number, date_of(2020, 12, 31).day_number);
    f.book.as_of = date_of(2021, 3, 1);
    assert_int_equal(calendar_book_open(&f.book, &arena, &err), ERROR_INVALID);
    assert_string_equal(err.code, "calendar.year");
    assert_non_null(strstr(err.message, "2021"));
}

static void a_year_takes_its_first_notice_before_it_is_published(void **state)
{
    struct calendar_source nation =
        source_of("{\"published_on\":\"2019-11-21\",\"years\":{\"2020\":{\"off\":[],\"work\":[]}}},"
                  "{\"published_on\":\"2020-01-27\",\"years\":{\"2020\":{\"off\":[\"2020-01-31\"],"
                  "\"work\":[]}}}");
    (void)state;
    assert_null(calendar_source_version(&nation, 2020, date_of(2019, 11, 20)));
    nation.first_stands_in = true;
    assert_int_equal(calendar_source_version(&nation, 2020, date_of(2019, 11, 20))->day_count, 0);
    assert_int_equal(calendar_source_version(&nation, 2020, date_of(2020, 1, 26))->day_count, 0);
    assert_int_equal(calendar_source_version(&nation, 2020, date_of(2020, 1, 27))->day_count, 1);
    assert_null(calendar_source_version(&nation, 2021, DATE_NONE));
}

static void scopes_and_disruptions_are_checked(void **state)
{
    struct calendar_scope scope;
    struct error err;
    struct disruption flood = {.scope = {SCOPE_OF_DEPARTMENT, TEXT("nr")},
                               .from = date_of(2020, 2, 3),
                               .to = date_of(2020, 2, 2),
                               .stops = STOPS_APPROVALS};
    (void)state;
    assert_true(calendar_scope_parse(TEXT("department:nr"), &scope));
    assert_int_equal(scope.kind, SCOPE_OF_DEPARTMENT);
    assert_false(calendar_scope_parse(TEXT("department:"), &scope));
    assert_false(calendar_scope_parse(TEXT("division:230109"), &scope));
    assert_false(calendar_scope_parse(TEXT(""), &scope));
    assert_true(disruption_scope_parse(TEXT("all"), &scope));
    assert_false(disruption_scope_parse(TEXT("nation"), &scope));
    assert_int_equal(disruption_check(&flood, &err), ERROR_INVALID);
    assert_string_equal(err.field, "to");
    flood.to = date_of(2020, 2, 3);
    assert_int_equal(disruption_check(&flood, &err), OK);
    flood.stops = STOPS_BOTH;
    assert_int_equal(disruption_check(&flood, &err), ERROR_INVALID);
    assert_string_equal(err.field, "stops");
    flood = (struct disruption){.scope = {SCOPE_OF_CITY, TEXT("")},
                                .from = date_of(2020, 2, 3),
                                .to = date_add_days(date_of(2020, 2, 3), DISRUPTION_DAYS_MAX),
                                .stops = STOPS_BOTH};
    assert_int_equal(disruption_check(&flood, &err), ERROR_INVALID);
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
        cmocka_unit_test(layers_lie_over_each_other_and_only_for_their_own),
        cmocka_unit_test(what_was_published_later_is_not_known_on_the_day),
        cmocka_unit_test(a_thaw_opens_the_earth_of_its_division_only),
        cmocka_unit_test(a_disruption_takes_out_what_it_stops_where_it_does),
        cmocka_unit_test(the_span_is_what_the_nation_knows_and_a_year_without_data_is_named),
        cmocka_unit_test(a_year_takes_its_first_notice_before_it_is_published),
        cmocka_unit_test(scopes_and_disruptions_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
