#include "base/test_support.h"

#include "domain/network/lever.h"
#include "domain/schedule/schedule_project.h"

#include <string.h>

enum { PAPER, PERMIT, LICENCE, ITEMS };

/* Three items: a paper of 4 days, a permit of 5 that knows the paper as supplementary, a licence of 3 that needs
 * the permit. 2 March 2020 is a Monday. */
struct fixture {
    struct arena arena;
    struct daymap five, every;
    struct plan_item items[ITEMS];
    struct plan_prerequisite of_permit, of_licence;
    int32_t gate[2];
    struct plan_request request;
};

static void begin(struct fixture *f)
{
    memset(f, 0, sizeof *f);
    struct date day = date_of(2020, 3, 2);
    uint8_t *working = ARENA_ARRAY(&f->arena, uint8_t, 400);
    uint8_t *all = ARENA_ARRAY(&f->arena, uint8_t, 400);
    for (int i = 0; i < 400; i++) {
        all[i] = 1;
        working[i] = date_weekday(date_add_days(day, i - 28)) < 5;
    }
    daymap_init_days(&f->five, TEXT("five"), date_add_days(day, -28), working, 400, &f->arena);
    daymap_init_days(&f->every, TEXT("every"), date_add_days(day, -28), all, 400, &f->arena);
    const int durations[ITEMS] = {4, 5, 3};
    for (int i = 0; i < ITEMS; i++) {
        f->items[i] = (struct plan_item){.id = TEXT("item"),
                                         .duration = durations[i],
                                         .accepted_on = DATE_NONE,
                                         .decided_on = DATE_NONE,
                                         .expected_on = DATE_NONE};
    }
    f->of_permit = (struct plan_prerequisite){PAPER, true};
    f->of_licence = (struct plan_prerequisite){PERMIT, false};
    f->items[PERMIT].prerequisites = &f->of_permit;
    f->items[PERMIT].prerequisite_count = 1;
    f->items[LICENCE].prerequisites = &f->of_licence;
    f->items[LICENCE].prerequisite_count = 1;
    f->gate[0] = PAPER;
    f->gate[1] = LICENCE;
    f->request = (struct plan_request){
        .items = f->items,
        .item_count = ITEMS,
        .gate_all = f->gate,
        .gate_all_count = 2,
        .handling = HANDLING_PARALLEL,
        .as_of = day,
        .target_start = DATE_NONE,
        .started_on = DATE_NONE,
        .calendars = {.working = &f->five, .natural = &f->every, .season = &f->every}};
}

static struct date start_with(struct fixture *f, unsigned levers, int *price)
{
    struct plan_request request;
    struct project_plan plan;
    struct error err;
    levers_apply(&f->request, levers, &f->arena, &request, price);
    assert_int_equal(project_plan_compute(&request, &f->arena, &plan, &err), OK);
    return plan.dates[plan.built.row_count - 1].early_start;
}

static void assert_start(struct fixture *f, unsigned levers, struct date day, int price)
{
    int paid;
    struct date start = start_with(f, levers, &paid);
    assert_int_equal(start.day_number, day.day_number);
    assert_int_equal(paid, price);
}

static void without_levers_nothing_changes_and_costs_nothing(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    /* Accepted on Monday 2 March. The permit's five days end on the 9th, the licence's three on the 12th; work may
     * begin on that day. */
    assert_start(&f, 0, date_of(2020, 3, 12), 0);
    arena_release(&f.arena);
}

static void a_commitment_decides_at_once(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    f.items[LICENCE].may_commit = true;
    /* The licence is decided on the working day after the permit's decision: the 10th. */
    int price;
    struct date start = start_with(&f, 1u << LEVER_COMMITMENT, &price);
    assert_true(date_compare(start, date_of(2020, 3, 12)) < 0);
    assert_int_equal(price, 3);
    f.items[LICENCE].never_defer = true;
    assert_start(&f, 1u << LEVER_COMMITMENT, date_of(2020, 3, 12), 0);
    arena_release(&f.arena);
}

static void a_tolerated_paper_holds_no_decision(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    f.items[PAPER].duration = 20; /* the permit would wait for it until 30 March */
    f.gate[0] = LICENCE;          /* the paper itself is no condition of the start */
    f.items[PERMIT].may_tolerate = true;
    assert_start(&f, 0, date_of(2020, 4, 2), 0);
    assert_start(&f, 1u << LEVER_TOLERANCE, date_of(2020, 3, 12), 1);
    f.items[PERMIT].may_tolerate = false;
    assert_start(&f, 1u << LEVER_TOLERANCE, date_of(2020, 4, 2), 0);
    arena_release(&f.arena);
}

static void the_green_channel_halves_and_leaves_the_market(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    f.items[PAPER].market = true;
    f.items[PAPER].duration = 1;
    /* 5 becomes 3, 3 becomes 2: Thursday the 5th, Monday the 9th. */
    assert_start(&f, 1u << LEVER_GREEN, date_of(2020, 3, 9), 4);
    arena_release(&f.arena);
}

static void what_runs_is_left_alone(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    f.items[PERMIT].may_commit = true;
    f.items[PERMIT].accepted_on = date_of(2020, 2, 28);
    int before, after;
    struct date start = start_with(&f, 0, &before);
    assert_int_equal(start_with(&f, 1u << LEVER_COMMITMENT, &after).day_number, start.day_number);
    assert_int_equal(after, 0);
    arena_release(&f.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_levers_nothing_changes_and_costs_nothing),
        cmocka_unit_test(a_commitment_decides_at_once),
        cmocka_unit_test(a_tolerated_paper_holds_no_decision),
        cmocka_unit_test(the_green_channel_halves_and_leaves_the_market),
        cmocka_unit_test(what_runs_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
