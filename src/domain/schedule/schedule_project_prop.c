/* Laws of project plans over the product's templates, random conditions, progress, days and
 * targets. A failure prints the seed; PROP_SEED=17 replays one plan. */
#include "base/test_support.h"

#include "base/asset.h"
#include "domain/network/network_template.h"
#include "domain/schedule/schedule_project.h"

#include <stdio.h>
#include <stdlib.h>

enum { PLANS = 600, TEMPLATES = 5 };

struct random {
    uint64_t state;
};

static int any(struct random *random, int low, int high)
{
    random->state = random->state * 6364136223846793005u + 1442695040888963407u;
    return low + (int)((random->state >> 33) % (uint64_t)(high - low + 1));
}

struct city {
    struct arena arena;
    struct template templates[TEMPLATES];
    struct calendar calendar;
    struct seasons seasons;
    struct plan_calendars calendars;
};

static struct text product_file(const char *path)
{
    const struct asset *asset = asset_find(text_of(path));
    assert_non_null(asset);
    return (struct text){(const char *)asset->bytes, asset->size};
}

static void open_city(struct city *city)
{
    static const char *const paths[TEMPLATES] = {
        "data/templates/gov_building.json", "data/templates/gov_linear.json",
        "data/templates/social_general.json", "data/templates/social_small.json",
        "data/templates/social_landplan.json"};
    struct calendar_source source;
    struct error err;
    *city = (struct city){0};
    for (int i = 0; i < TEMPLATES; i++) {
        const struct template_problem *problems;
        size_t count;
        assert_int_equal(template_read(product_file(paths[i]), &city->arena, &city->templates[i],
                                       &problems, &count, &err),
                         OK);
    }
    assert_int_equal(
        calendar_source_read(product_file("data/calendars/cn.json"), &city->arena, &source, &err),
        OK);
    assert_int_equal(calendar_build(&source, 1, NULL, 0, DATE_NONE, date_of(2017, 1, 1),
                                    date_of(2026, 12, 31), &city->arena, &city->calendar, &err),
                     OK);
    assert_int_equal(seasons_read(product_file("data/seasons/cn-northeast.json"), &city->arena,
                                  &city->seasons, &err),
                     OK);
    plan_calendars_init(&city->calendars, &city->calendar, &city->seasons, WORK_EARTH,
                        &city->arena);
}

/* A JSON object that sets some of the conditions. */
static struct text any_conditions(const struct template *template, struct random *random,
                                  struct arena *arena)
{
    struct text_builder out;
    bool first = true;
    text_builder_init(&out, arena, 4096);
    text_builder_add_byte(&out, '{');
    for (size_t i = 0; i < template->condition_count; i++) {
        if (any(random, 0, 1) == 1) {
            text_builder_add_format(&out, "%s\"%.*s\":%s", first ? "" : ",",
                                    TEXT_ARGS(template->conditions[i].id),
                                    any(random, 0, 1) == 1 ? "true" : "false");
            first = false;
        }
    }
    text_builder_add_byte(&out, '}');
    return text_builder_text(&out);
}

static size_t any_progress(const struct template *template, struct random *random,
                           struct date as_of, struct plan_progress *progress)
{
    size_t count = 0;
    int share = any(random, 0, 10);
    for (size_t i = 0; i < template->item_count; i++) {
        if (any(random, 0, 9) >= share) {
            continue;
        }
        struct date accepted = date_add_days(as_of, -any(random, 0, 60));
        bool decided = any(random, 0, 2) > 0;
        progress[count++] = (struct plan_progress){
            template->items[i].id, accepted,
            decided
                ? date_add_days(accepted, any(random, 0, as_of.day_number - accepted.day_number))
                : DATE_NONE,
            !decided && any(random, 0, 1) == 1 ? date_add_days(as_of, any(random, -20, 40))
                                               : DATE_NONE};
    }
    return count;
}

static bool row_is_sound(const struct project_plan *plan, size_t number)
{
    const struct plan_row *row = &plan->built.rows[number];
    const struct plan_dates *dates = &plan->dates[number];
    const struct plan_item *item = row->item < 0 ? NULL : &plan->request.items[row->item];
    struct date as_of = plan->request.as_of;
    if (row->state == PLAN_DONE) {
        /* A milestone that is done may keep its activity; nothing else that is done has one. */
        return (row->activity < 0 || item == NULL) && dates->total_float == 0 && !dates->critical &&
               (item == NULL || date_compare(dates->early_finish, item->decided_on) == 0);
    }
    if (item == NULL) {
        return date_compare(dates->early_start, as_of) >= 0;
    }
    if (row->state == PLAN_RUNNING) {
        return date_compare(dates->early_start, item->accepted_on) == 0 &&
               date_is_none(dates->submit_by) && date_compare(dates->early_finish, as_of) > 0;
    }
    return date_compare(dates->early_start, as_of) > 0 &&
           date_compare(dates->submit_by, dates->late_start) < 0 &&
           daymap_is_working(plan->request.calendars.working, dates->submit_by) &&
           dates->critical == (dates->total_float <= 0);
}

static bool plan_is_sound(const struct project_plan *plan)
{
    bool late = false;
    for (size_t row = 0; row < plan->built.row_count; row++) {
        if (!row_is_sound(plan, row)) {
            printf("row %zu \"%.*s\"\n", row, TEXT_ARGS(plan->built.rows[row].id));
            return false;
        }
        late = late || plan->dates[row].total_float < 0;
    }
    struct error err;
    return plan->feasible == (!late && !plan->built.season_closed) &&
           plan->feasible == (plan->conflict_row < 0) &&
           schedule_check(&plan->built.network, &plan->schedule, &err) == OK;
}

static bool holds(const struct city *city, struct random *random, struct arena *arena)
{
    const struct template *template = &city->templates[any(random, 0, TEMPLATES - 1)];
    struct date as_of = date_add_days(date_of(2019, 6, 1), any(random, 0, 700));
    struct plan_progress *progress = ARENA_ARRAY(arena, struct plan_progress, template->item_count);
    struct plan_request request = {
        .as_of = as_of,
        .target_start =
            any(random, 0, 5) == 0 ? DATE_NONE : date_add_days(as_of, any(random, -30, 300)),
        .started_on = any(random, 0, 9) == 0 ? as_of : DATE_NONE,
        .calendars = city->calendars};
    struct project_plan serial, parallel;
    struct error err = {0};
    size_t count = any_progress(template, random, as_of, progress);
    if (plan_request_read(template, any_conditions(template, random, arena), progress, count, arena,
                          &request, &err) != OK) {
        printf("%s\n", err.message);
        return false;
    }
    request.handling = HANDLING_SERIAL;
    enum error_kind kind = project_plan_compute(&request, arena, &serial, &err);
    request.handling = HANDLING_PARALLEL;
    if (kind != OK || project_plan_compute(&request, arena, &parallel, &err) != OK) {
        printf("%s\n", err.message);
        return false;
    }
    size_t ready = serial.built.row_count - 2;
    return plan_is_sound(&serial) && plan_is_sound(&parallel) &&
           serial.built.row_count == parallel.built.row_count &&
           date_compare(parallel.dates[ready].early_start, serial.dates[ready].early_start) <= 0;
}

static void every_plan_keeps_its_rules_and_parallel_is_never_later(void **state)
{
    const char *replay = getenv("PROP_SEED");
    uint64_t first = replay == NULL ? 1 : strtoull(replay, NULL, 10);
    uint64_t last = replay == NULL ? PLANS : first;
    struct city city;
    (void)state;
    open_city(&city);
    for (uint64_t seed = first; seed <= last; seed++) {
        struct random random = {seed * 0x9e3779b97f4a7c15u};
        SCOPED_ARENA arena = {0};
        if (!holds(&city, &random, &arena)) {
            printf("PROP_SEED=%llu\n", (unsigned long long)seed);
            fail();
        }
    }
    arena_release(&city.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_plan_keeps_its_rules_and_parallel_is_never_later)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
