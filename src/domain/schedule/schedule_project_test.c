#include "base/test_support.h"

#include "domain/schedule/schedule_project.h"

#include <string.h>

/* Items: code -> proposal -> permit, papers (soft for permit), tender (market, natural) -> permit.
 */
enum { CODE, PROPOSAL, PAPERS, TENDER, PERMIT, PIT, UTILITIES, ITEMS };

struct fixture {
    struct arena arena;
    struct daymap working, natural, season;
    struct plan_prerequisite prerequisites[ITEMS][3];
    struct plan_item items[ITEMS];
    int32_t gate_all[1], any[2];
    struct plan_group group;
    struct plan_request request;
    struct project_plan plan;
    struct error err;
};

static uint8_t open_days[1000];

static void require(struct fixture *f, int item, int before, bool soft)
{
    f->prerequisites[item][f->items[item].prerequisite_count++] =
        (struct plan_prerequisite){before, soft};
}

static void begin(struct fixture *f)
{
    static const struct {
        const char *id, *zh;
        int duration;
        bool natural, market;
    } rows[ITEMS] = {
        {"code", "赋码", 0, false, false},       {"proposal", "建议书", 5, false, false},
        {"papers", "图纸", 3, false, false},     {"tender", "招标", 20, true, true},
        {"permit", "施工许可", 2, false, false}, {"pit", "分阶段许可", 1, false, false},
        {"utilities", "报装", 8, false, false},
    };
    struct date anchor = date_of(2020, 3, 2); /* a Monday */
    *f = (struct fixture){0};
    daymap_init_week(&f->working, TEXT("working"), 0x1f, NULL, 0, NULL, 0, anchor, &f->arena);
    daymap_init_week(&f->natural, TEXT("natural"), 0x7f, NULL, 0, NULL, 0, anchor, &f->arena);
    /* Work may begin from 20 March 2020 on. */
    for (int i = 0; i < 1000; i++) {
        open_days[i] = date_of(2019, 11, 1).day_number + i >= date_of(2020, 3, 20).day_number;
    }
    daymap_init_days(&f->season, TEXT("season"), date_of(2019, 11, 1), open_days, 1000, &f->arena);
    for (int i = 0; i < ITEMS; i++) {
        f->items[i] = (struct plan_item){.id = text_of(rows[i].id),
                                         .name_zh = text_of(rows[i].zh),
                                         .name_en = text_of(rows[i].id),
                                         .duration = rows[i].duration,
                                         .natural = rows[i].natural,
                                         .market = rows[i].market,
                                         .prerequisites = f->prerequisites[i],
                                         .accepted_on = DATE_NONE,
                                         .decided_on = DATE_NONE,
                                         .expected_on = DATE_NONE};
    }
    require(f, PROPOSAL, CODE, false);
    require(f, PERMIT, PROPOSAL, false);
    require(f, PERMIT, PAPERS, true);
    require(f, PERMIT, TENDER, false);
    require(f, PIT, PROPOSAL, false);
    require(f, UTILITIES, PERMIT, false);
    f->gate_all[0] = PROPOSAL;
    f->any[0] = PERMIT;
    f->any[1] = PIT;
    f->group = (struct plan_group){f->any, 2};
    f->request = (struct plan_request){.items = f->items,
                                       .item_count = ITEMS,
                                       .gate_all = f->gate_all,
                                       .gate_all_count = 1,
                                       .gate_any = &f->group,
                                       .gate_any_count = 1,
                                       .handling = HANDLING_PARALLEL,
                                       .as_of = anchor,
                                       .target_start = date_of(2020, 4, 14),
                                       .started_on = DATE_NONE,
                                       .calendars = {&f->working, &f->natural, &f->season}};
}

static void compute(struct fixture *f)
{
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

#define assert_day(actual, year, month, day)                                                       \
    assert_int_equal((actual).day_number, date_of(year, month, day).day_number)

static void the_plan_holds_what_the_start_needs(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f);
    compute(&f);
    assert_null(dates(&f, "utilities"));
    assert_null(dates(&f, "pit")); /* nothing chose it, the permit comes first in its group */
    assert_non_null(dates(&f, "papers"));
    assert_int_equal(f.plan.built.row_count, 7);
    arena_release(&f.arena);
}

static void the_day_of_acceptance_is_not_counted(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f);
    compute(&f);
    /* Accepted on Monday 2 March, five working days: Tuesday 3 to Monday 9. */
    assert_day(dates(&f, "proposal")->early_start, 2020, 3, 3);
    assert_day(dates(&f, "proposal")->early_finish, 2020, 3, 9);
    /* Twenty natural days from 3 to 22 March; the permit Monday 23 and Tuesday 24. */
    assert_day(dates(&f, "tender")->early_finish, 2020, 3, 22);
    assert_day(dates(&f, "permit")->early_finish, 2020, 3, 24);
    /* Work may begin on the day of the last decision. */
    assert_day(dates(&f, "start")->early_start, 2020, 3, 24);
    arena_release(&f.arena);
}

static void late_days_count_back_from_the_target(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f);
    compute(&f);
    /* Target Tuesday 14 April: the permit Monday 13 and Tuesday 14, submitted by Friday 10. */
    assert_day(dates(&f, "permit")->late_finish, 2020, 4, 14);
    assert_day(dates(&f, "permit")->submit_by, 2020, 4, 10);
    /* The tender until Sunday 12, its twenty days from 24 March, announced by 23 March. */
    assert_day(dates(&f, "tender")->late_finish, 2020, 4, 12);
    assert_day(dates(&f, "tender")->submit_by, 2020, 3, 23);
    /* A soft paper holds the decision only: until 14 April. */
    assert_day(dates(&f, "papers")->late_finish, 2020, 4, 14);
    assert_true(f.plan.feasible);
    assert_int_equal(dates(&f, "start")->total_float, 21);
    arena_release(&f.arena);
}

static void serial_handling_keeps_every_order(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f);
    f.request.handling = HANDLING_SERIAL;
    compute(&f);
    /* Code, proposal 3 to 9 March, papers 10 to 12; the permit waits for the tender until 22 March.
     */
    assert_day(dates(&f, "papers")->early_start, 2020, 3, 10);
    assert_day(dates(&f, "papers")->early_finish, 2020, 3, 12);
    /* The paper is hard now: before the permit's two days. */
    assert_day(dates(&f, "papers")->late_finish, 2020, 4, 10);
    /* The tender is a market step and runs beside. */
    assert_day(dates(&f, "tender")->early_start, 2020, 3, 3);
    arena_release(&f.arena);
}

static void an_item_that_may_never_be_deferred_waits_for_all_its_papers(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f);
    f.items[PERMIT].never_defer = true;
    compute(&f);
    assert_day(dates(&f, "papers")->late_finish, 2020, 4, 12 - 2);
    arena_release(&f.arena);
}

static void progress_stays_and_the_rest_is_planned_from_the_day(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f);
    f.items[CODE].accepted_on = f.items[CODE].decided_on = date_of(2020, 2, 20);
    f.items[PROPOSAL].accepted_on = date_of(2020, 2, 27); /* five days: 28 February to 5 March */
    f.items[TENDER].accepted_on = date_of(2020, 2, 20);
    f.items[TENDER].expected_on = date_of(2020, 3, 10);
    compute(&f);
    assert_day(dates(&f, "code")->early_finish, 2020, 2, 20);
    assert_day(dates(&f, "proposal")->early_start, 2020, 2, 27);
    assert_day(dates(&f, "proposal")->early_finish, 2020, 3, 5);
    assert_true(date_is_none(dates(&f, "proposal")->submit_by));
    assert_day(dates(&f, "tender")->early_finish, 2020, 3, 10);
    assert_day(dates(&f, "permit")->early_start, 2020, 3, 11);
    /* Ready on 12 March, but the season opens on the 20th. */
    assert_day(dates(&f, "ready")->early_start, 2020, 3, 12);
    assert_day(dates(&f, "start")->early_start, 2020, 3, 20);
    arena_release(&f.arena);
}

static void a_target_that_cannot_be_met_names_the_first_conflict(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f);
    f.request.target_start = date_of(2020, 3, 20);
    compute(&f);
    assert_false(f.plan.feasible);
    /* The permit has to be decided by Friday 20: Thursday 19; the tender until Wednesday 18. It can
     * end on 22 March, four days late; the permit follows later. */
    assert_int_equal(f.plan.conflict, CONFLICT_LATE);
    assert_text(f.plan.built.rows[f.plan.conflict_row].id, "tender");
    assert_int_equal(f.plan.dates[f.plan.conflict_row].total_float, -4);
    assert_text(
        project_plan_conflict(&f.plan, SCHEDULE_EN, &f.arena),
        "\"tender\" has to be submitted by 2020-02-27, but its clock can start on 2020-03-03 "
        "at the earliest: 4 natural days late.");
    arena_release(&f.arena);
}

static void a_target_outside_the_season_says_when_it_opens(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f);
    f.request.as_of = date_of(2020, 1, 6);
    f.request.target_start = date_of(2020, 3, 10);
    compute(&f);
    assert_false(f.plan.feasible);
    assert_int_equal(f.plan.conflict, CONFLICT_SEASON);
    assert_day(f.plan.built.season_opens, 2020, 3, 20);
    assert_day(dates(&f, "permit")->late_finish, 2020, 3, 10);
    assert_day(dates(&f, "start")->late_start, 2020, 3, 20);
    assert_text(project_plan_conflict(&f.plan, SCHEDULE_ZH, &f.arena),
                "目标开工日 2020-03-10 不在施工季内，最早 2020-03-20 可以开工。");
    arena_release(&f.arena);
}

static void a_start_that_has_happened_is_done(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f);
    f.request.started_on = date_of(2020, 2, 25);
    compute(&f);
    assert_day(dates(&f, "start")->early_start, 2020, 2, 25);
    assert_true(f.plan.feasible);
    arena_release(&f.arena);
}

static void every_row_explains_itself_in_both_languages(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f);
    f.items[CODE].accepted_on = f.items[CODE].decided_on = date_of(2020, 2, 20);
    f.items[PROPOSAL].accepted_on = date_of(2020, 2, 27);
    compute(&f);
    for (size_t row = 0; row < f.plan.built.row_count; row++) {
        for (int language = SCHEDULE_ZH; language <= SCHEDULE_EN; language++) {
            struct text_builder out;
            text_builder_init(&out, &f.arena, 4096);
            project_plan_because(&f.plan, row, (enum schedule_language)language, &out);
            assert_true(out.length > 10);
        }
    }
    arena_release(&f.arena);
}

static void progress_after_the_day_of_the_plan_is_refused(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f);
    f.items[CODE].decided_on = date_of(2020, 3, 3);
    assert_int_equal(project_plan_compute(&f.request, &f.arena, &f.plan, &f.err), ERROR_INVALID);
    assert_string_equal(f.err.code, "network.progress");
    arena_release(&f.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_plan_holds_what_the_start_needs),
        cmocka_unit_test(the_day_of_acceptance_is_not_counted),
        cmocka_unit_test(late_days_count_back_from_the_target),
        cmocka_unit_test(serial_handling_keeps_every_order),
        cmocka_unit_test(an_item_that_may_never_be_deferred_waits_for_all_its_papers),
        cmocka_unit_test(progress_stays_and_the_rest_is_planned_from_the_day),
        cmocka_unit_test(a_target_that_cannot_be_met_names_the_first_conflict),
        cmocka_unit_test(a_target_outside_the_season_says_when_it_opens),
        cmocka_unit_test(a_start_that_has_happened_is_done),
        cmocka_unit_test(every_row_explains_itself_in_both_languages),
        cmocka_unit_test(progress_after_the_day_of_the_plan_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
