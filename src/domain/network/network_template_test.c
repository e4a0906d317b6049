/* The five templates of the product, planned to a start: what the rules say must hold for each. */
#include "base/test_support.h"

#include "base/asset.h"
#include "domain/network/network_template.h"
#include "domain/schedule/schedule_project.h"

#include <string.h>

struct fixture {
    struct arena arena;
    struct template template;
    struct calendar calendar;
    struct seasons seasons;
    struct plan_request request;
    struct project_plan plan;
    struct error err;
};

static struct text product_file(const char *path)
{
    const struct asset *asset = asset_find(text_of(path));
    assert_non_null(asset);
    return (struct text){(const char *)asset->bytes, asset->size};
}

static void begin(struct fixture *f, const char *template_path, const char *conditions)
{
    const struct template_problem *problems;
    struct calendar_source source;
    size_t problem_count;
    *f = (struct fixture){0};
    assert_int_equal(template_read(product_file(template_path), &f->arena, &f->template, &problems,
                                   &problem_count, &f->err),
                     OK);
    assert_int_equal(problem_count, 0);
    assert_int_equal(
        calendar_source_read(product_file("data/calendars/cn.json"), &f->arena, &source, &f->err),
        OK);
    assert_int_equal(calendar_build(&source, 1, NULL, 0, DATE_NONE, date_of(2018, 1, 1),
                                    date_of(2026, 12, 31), &f->arena, &f->calendar, &f->err),
                     OK);
    assert_int_equal(seasons_read(product_file("data/seasons/cn-northeast.json"), &f->arena,
                                  &f->seasons, &f->err),
                     OK);
    assert_int_equal(plan_request_read(&f->template, text_of(conditions), NULL, 0, &f->arena,
                                       &f->request, &f->err),
                     OK);
    f->request.as_of = date_of(2019, 11, 1);
    f->request.target_start = date_of(2020, 4, 20);
    f->request.started_on = DATE_NONE;
    plan_calendars_init(&f->request.calendars, &f->calendar, &f->seasons, WORK_EARTH, &f->arena);
}

static void compute(struct fixture *f, enum handling handling)
{
    f->request.handling = handling;
    assert_int_equal(project_plan_compute(&f->request, &f->arena, &f->plan, &f->err), OK);
    assert_int_equal(schedule_check(&f->plan.built.network, &f->plan.schedule, &f->err), OK);
}

static const struct plan_dates *dates(const struct fixture *f, const char *id)
{
    for (size_t i = 0; i < f->plan.built.row_count; i++) {
        if (text_is_equal(f->plan.built.rows[i].id, text_of(id))) {
            return &f->plan.dates[i];
        }
    }
    return NULL;
}

static void parallel_handling_is_never_later_than_serial(void **state)
{
    static const char *const templates[] = {
        "data/templates/gov_building.json", "data/templates/gov_linear.json",
        "data/templates/social_general.json", "data/templates/social_small.json",
        "data/templates/social_landplan.json"};
    (void)state;
    for (size_t i = 0; i < sizeof templates / sizeof templates[0]; i++) {
        struct fixture f;
        begin(&f, templates[i], "{}");
        compute(&f, HANDLING_SERIAL);
        struct date serial = dates(&f, "ready")->early_start;
        compute(&f, HANDLING_PARALLEL);
        struct date parallel = dates(&f, "ready")->early_start;
        assert_true(date_compare(parallel, serial) <= 0);
        assert_null(dates(&f, "completion"));
        assert_non_null(dates(&f, "qs"));
        arena_release(&f.arena);
    }
}

static void the_first_building_permit_comes_in_january(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, "data/templates/gov_building.json", "{\"eia_form\":false}");
    compute(&f, HANDLING_PARALLEL);
    /* Accepted on Friday 1 November 2019. Working days: proposal 5 (8 Nov), feasibility 5 (15 Nov),
     * allocation 5 (22 Nov), land permit 3 (27 Nov), scheme 7 (6 Dec). */
    assert_int_equal(dates(&f, "proposal")->early_finish.day_number,
                     date_of(2019, 11, 8).day_number);
    assert_int_equal(dates(&f, "feasibility")->early_finish.day_number,
                     date_of(2019, 11, 15).day_number);
    assert_int_equal(dates(&f, "allocation")->early_finish.day_number,
                     date_of(2019, 11, 22).day_number);
    assert_int_equal(dates(&f, "land_permit")->early_finish.day_number,
                     date_of(2019, 11, 27).day_number);
    assert_int_equal(dates(&f, "scheme")->early_finish.day_number, date_of(2019, 12, 6).day_number);
    /* Preliminary design 7 (17 Dec), tender 20 natural days (6 Jan), supervision 1 (7 Jan), permit
     * 2 (9 Jan). */
    assert_int_equal(dates(&f, "prelim")->early_finish.day_number,
                     date_of(2019, 12, 17).day_number);
    assert_int_equal(dates(&f, "tender")->early_finish.day_number, date_of(2020, 1, 6).day_number);
    assert_int_equal(dates(&f, "permit")->early_finish.day_number, date_of(2020, 1, 9).day_number);
    /* No earthworks before March, with winter measures. */
    assert_int_equal(dates(&f, "ready")->early_start.day_number, date_of(2020, 1, 9).day_number);
    assert_int_equal(dates(&f, "start")->early_start.day_number, date_of(2020, 3, 1).day_number);
    assert_true(f.plan.feasible);
    arena_release(&f.arena);
}

static void conditions_choose_the_items(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, "data/templates/gov_building.json", "{\"staged_permit\":true,\"forest_land\":true}");
    compute(&f, HANDLING_PARALLEL);
    assert_non_null(dates(&f, "permit_pit"));
    assert_non_null(dates(&f, "forest"));
    assert_null(dates(&f, "permit"));
    arena_release(&f.arena);
}

static void drawings_wait_for_the_works_permit_with_their_decision_only(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f, "data/templates/gov_building.json", "{}");
    compute(&f, HANDLING_PARALLEL);
    /* Both begin when the scheme is decided. */
    assert_int_equal(dates(&f, "drawings")->early_start.day_number,
                     dates(&f, "works_permit")->early_start.day_number);
    compute(&f, HANDLING_SERIAL);
    assert_true(date_compare(dates(&f, "drawings")->early_start,
                             dates(&f, "works_permit")->early_finish) > 0);
    arena_release(&f.arena);
}

static void progress_of_an_unknown_item_is_refused(void **state)
{
    struct fixture f;
    struct plan_progress progress = {TEXT("nothing"), DATE_NONE, DATE_NONE, DATE_NONE};
    (void)state;
    begin(&f, "data/templates/social_small.json", "{}");
    assert_int_equal(
        plan_request_read(&f.template, TEXT("{}"), &progress, 1, &f.arena, &f.request, &f.err),
        ERROR_INVALID);
    assert_string_equal(f.err.code, "network.progress");
    arena_release(&f.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parallel_handling_is_never_later_than_serial),
        cmocka_unit_test(the_first_building_permit_comes_in_january),
        cmocka_unit_test(conditions_choose_the_items),
        cmocka_unit_test(drawings_wait_for_the_works_permit_with_their_decision_only),
        cmocka_unit_test(progress_of_an_unknown_item_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
