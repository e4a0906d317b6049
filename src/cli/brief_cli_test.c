/* From the official's list to the brief: the example is taken in as a person would, then the brief is
 * made and compared with the golden files. KAIGONG_GOLDEN_WRITE=1 writes them anew. */
#include "base/test_support.h"

#include "cli/register_cli.h"
#include "report/brief_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arena arena;
static struct app app;
static char data_dir[] = "/tmp/kaigong-brief-XXXXXX";

static int64_t first_of_april(void)
{
    return (int64_t)date_of(2020, 4, 1).day_number * 86400 * 1000000 + (int64_t)3600 * 1000000;
}

static void ok(enum error_kind kind, const struct error *err)
{
    if (kind != OK) {
        print_error("%s: %s\n", err->code, err->message);
    }
    assert_int_equal(kind, OK);
}

static int load_example(void **state)
{
    struct error err = {0};
    (void)state;
    assert_non_null(mkdtemp(data_dir));
    struct app_options app_options = {
        .data_dir = data_dir, .as_of = date_of(2020, 4, 1), .clock = first_of_april, .make = true};
    ok(app_open(&app, &app_options, &err), &err);
    ok(app_initialise(&app, &err), &err);
    ok(example_cli_load(&app, "harbin-2020", &err), &err);
    return 0;
}

static int remove_example(void **state)
{
    char command[128];
    (void)state;
    app_close(&app);
    arena_release(&arena);
    snprintf(command, sizeof command, "rm -rf '%s'", data_dir);
    return system(command);
}

struct making {
    struct brief_request request;
    struct brief brief;
};

static enum error_kind make(struct tx *tx, void *context, struct error *err)
{
    struct making *making = context;
    return brief_report_make(tx, &making->request, &arena, &making->brief, err);
}

static struct brief brief_of(struct date day, const char *division)
{
    struct error err = {0};
    struct making making = {
        .request = {.as_of = day, .by = DATE_NONE, .city_zh = app.city_zh, .city_en = app.city_en}};
    snprintf(making.request.scope.key, SCOPE_KEY_SIZE, "%s", division);
    ok(db_read(app.db, make, &making, &err), &err);
    return making.brief;
}

static void assert_golden(const char *path, struct text actual)
{
    if (getenv("KAIGONG_GOLDEN_WRITE") != NULL) {
        FILE *out = fopen(path, "wb");
        assert_non_null(out);
        assert_int_equal(fwrite(actual.data, 1, actual.length, out), actual.length);
        assert_int_equal(fclose(out), 0);
        return;
    }
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *expected = arena_alloc(&arena, actual.length + 2);
    size_t length = fread(expected, 1, actual.length + 1, file);
    fclose(file);
    assert_int_equal(length, actual.length);
    assert_memory_equal(expected, actual.data, length);
}

static void the_first_of_april_gives_the_figures_of_the_article(void **state)
{
    struct brief brief = brief_of(date_of(2020, 4, 1), "");
    const struct programme_statistics *s = &brief.facts.statistics;
    (void)state;
    assert_int_equal(s->projects, 111);
    assert_int_equal(s->total.cents, (int64_t)38350000 * MONEY_CENTS_PER_WAN);
    assert_int_equal(s->annual_plan.cents, (int64_t)6010000 * MONEY_CENTS_PER_WAN);
    assert_int_equal(s->started_by_day, 49);
    assert_int_equal(s->started_before_day, 15);
    assert_int_equal(s->started_on_day, 34);
    assert_int_equal(s->starts + s->resumes, 49);
    assert_int_equal(brief.by.day_number, date_of(2020, 4, 30).day_number);
    assert_int_equal(brief.planned_by, 91);
    assert_true(brief.synthetic);
}

static void parcel_2_is_33_natural_and_22_working_days_ahead(void **state)
{
    struct brief brief = brief_of(date_of(2020, 4, 1), "");
    size_t found = 0;
    (void)state;
    for (size_t i = 0; i < brief.ahead_count; i++) {
        size_t index = brief.ahead[i].index;
        if (text_is_equal(brief.facts.facts[index].code, TEXT("2020-230109-73-03-000006"))) {
            assert_int_equal(brief.ahead[i].natural_days, 33);
            assert_int_equal(brief.ahead[i].working_days, 22);
            assert_int_equal(brief.facts.summaries[index].since.day_number,
                             date_of(2020, 3, 12).day_number);
            found++;
        }
    }
    assert_int_equal(found, 1);
    assert_true(brief.speed_count >= 1);
    assert_true(
        text_is_equal(brief.speeds[0].code, TEXT("2020-230109-73-03-000006"))); /* the fastest */
    assert_int_equal(brief.speeds[0].working_days, 5);
    assert_int_equal(brief.speeds[0].natural_days, 7);
}

static void a_day_before_its_first_start_shows_no_later_event(void **state)
{
    struct brief brief = brief_of(date_of(2020, 1, 2), "");
    (void)state;
    assert_int_equal(brief.facts.statistics.projects, 111);
    assert_int_equal(brief.facts.statistics.started_by_day, 0);
    assert_int_equal(brief.ahead_count, 0);
    assert_int_equal(brief.speed_count, 0);
}

/* The calendar ends with 2026; nothing in a brief of the example needs a later year. */
static void a_year_without_a_calendar_stops_only_what_needs_it(void **state)
{
    struct brief brief = brief_of(date_of(2031, 1, 1), "");
    (void)state;
    assert_int_equal(brief.facts.statistics.projects, 111);
    assert_int_equal(brief.facts.statistics.started_by_day, 0);
}

static void districts_add_up_to_the_city(void **state)
{
    struct brief city = brief_of(date_of(2020, 4, 1), "");
    size_t projects = 0, started = 0, planned = 0;
    (void)state;
    for (size_t i = 0; i < city.facts.count; i++) {
        bool first = true;
        for (size_t j = 0; j < i && first; j++) {
            first = !text_is_equal(city.facts.facts[i].division, city.facts.facts[j].division);
        }
        if (first) {
            struct brief own =
                brief_of(date_of(2020, 4, 1), text_c_string(city.facts.facts[i].division, &arena));
            projects += own.facts.statistics.projects;
            started += own.facts.statistics.started_by_day;
            planned += own.planned_by;
        }
    }
    assert_int_equal(projects, 111);
    assert_int_equal(started, 49);
    assert_int_equal(planned, 91);
}

static void json_and_text_are_as_the_golden_files(void **state)
{
    struct brief brief = brief_of(date_of(2020, 4, 1), "");
    struct text json;
    struct error err = {0};
    (void)state;
    ok(brief_report_json(&brief, &arena, &json, &err), &err);
    assert_golden("tests/golden/brief-2020-04-01.json", json);
    assert_golden("tests/golden/brief-2020-04-01.zh.txt", brief_report_text(&brief, false, &arena));
    assert_golden("tests/golden/brief-2020-04-01.en.txt", brief_report_text(&brief, true, &arena));
}

static void the_pdf_is_the_same_twice(void **state)
{
    struct brief brief = brief_of(date_of(2020, 4, 1), "");
    struct text first, second, english;
    struct error err = {0};
    (void)state;
    ok(brief_report_pdf(&brief, false, &arena, &first, &err), &err);
    ok(brief_report_pdf(&brief, false, &arena, &second, &err), &err);
    assert_true(text_has_prefix(first, TEXT("%PDF-")));
    assert_true(text_is_equal(first, second));
    ok(brief_report_pdf(&brief, true, &arena, &english, &err), &err);
    ok(brief_report_pdf(&brief, true, &arena, &second, &err), &err);
    assert_true(text_is_equal(english, second));
    assert_false(text_is_equal(english, first));
    const char *copy = getenv("KAIGONG_BRIEF_PDF");
    if (copy != NULL) {
        FILE *file = fopen(copy, "wb");
        assert_non_null(file);
        fwrite(first.data, 1, first.length, file);
        fclose(file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_of_april_gives_the_figures_of_the_article),
        cmocka_unit_test(parcel_2_is_33_natural_and_22_working_days_ahead),
        cmocka_unit_test(a_day_before_its_first_start_shows_no_later_event),
        cmocka_unit_test(a_year_without_a_calendar_stops_only_what_needs_it),
        cmocka_unit_test(districts_add_up_to_the_city),
        cmocka_unit_test(json_and_text_are_as_the_golden_files),
        cmocka_unit_test(the_pdf_is_the_same_twice),
    };
    return cmocka_run_group_tests(tests, load_example, remove_example);
}
