#include "base/test_support.h"

#include "domain/approval/desk.h"

static const struct date due = {18336}; /* 15 March 2020 */

static struct desk_cost cost_of(int float_days, bool green, int due_after)
{
    return (struct desk_cost){.planned = true,
                              .float_days = float_days,
                              .decide_by = date_of(2020, 3, 20),
                              .target = date_of(2020, 4, 15),
                              .due_on = date_add_days(due, due_after),
                              .green = green};
}

static void the_inbox_goes_by_lost_start_float_green_channel_and_clock(void **state)
{
    (void)state;
    const struct desk_cost order[] = {
        cost_of(-40000, false, 9),      cost_of(-5, false, 9), cost_of(-1, true, 9),
        cost_of(-1, false, 0),          cost_of(0, true, 5),   cost_of(0, false, 1),
        cost_of(0, false, 2),           cost_of(3, false, 0),  cost_of(99999, true, 0),
        {.due_on = due, .green = true}, {.due_on = due},       {.due_on = date_add_days(due, 1)},
        {.due_on = DATE_NONE},
    };
    for (size_t i = 1; i < sizeof order / sizeof order[0]; i++) {
        assert_true(desk_rank(&order[i - 1]) < desk_rank(&order[i]));
    }
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        bool lost = order[i].planned && order[i].float_days < 0;
        assert_int_equal(desk_rank(&order[i]) < DESK_RANK_KEPT, lost);
    }
    assert_true(desk_rank(&order[12]) == DESK_RANK_NEW);
}

static void the_reason_names_project_start_and_days(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct desk_cost cost = cost_of(2, false, 0);
    const struct text road = TEXT("一号路");
    assert_text(desk_reason_zh(&cost, road, 3, &arena),
                "再过 3 个工作日不办结, “一号路”4月15日开工不保");
    assert_text(desk_reason_en(&cost, road, 3, &arena),
                "start of 一号路 on 15 April is lost in 3 working days");
    assert_text(desk_reason_en(&cost, road, -1, &arena),
                "start of 一号路 on 15 April cannot be kept: 1 working day too late");
    cost.float_days = -2;
    assert_text(desk_reason_en(&cost, road, 1, &arena),
                "start of 一号路 on 15 April is lost in 1 working day, before the case is due");
    cost.planned = false;
    assert_text(desk_reason_zh(&cost, road, 3, &arena), "不影响计划开工");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_inbox_goes_by_lost_start_float_green_channel_and_clock),
        cmocka_unit_test(the_reason_names_project_start_and_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
