#include "base/test_support.h"

#include "domain/approval/gate.h"

static const int all[] = {0, 1};
static const int permits[] = {2, 3};
static const struct gate_group any[] = {{permits, 2}};
static const struct template_item items[] = {
    {.id = {"eia", 3}, .name_zh = {"环评", 6}, .name_en = {"EIA", 3}},
    {.id = {"energy", 6}, .name_zh = {"节能", 6}, .name_en = {"energy", 6}},
    {.id = {"permit", 6}, .name_zh = {"施工许可", 12}, .name_en = {"permit", 6}},
    {.id = {"pit", 3}, .name_zh = {"基坑许可", 12}, .name_en = {"pit permit", 10}},
};
static const struct template template = {.items = items,
                                         .item_count = 4,
                                         .gate_all = all,
                                         .gate_all_count = 2,
                                         .gate_any = any,
                                         .gate_any_count = 1};

static void what_applies_and_is_not_decided_keeps_the_gate_closed(void **state)
{
    SCOPED_ARENA arena = {0};
    const bool applies[] = {true, false, true, true}, decided[] = {false, false, false, false};
    struct gate_unmet *unmet;
    size_t count;
    (void)state;
    gate_check(&template, applies, decided, &arena, &unmet, &count);
    assert_int_equal(count, 2);
    assert_text(unmet[0].item, "eia");
    assert_text(unmet[1].name_zh, "施工许可 或 基坑许可");
}

static void one_of_a_group_is_enough(void **state)
{
    SCOPED_ARENA arena = {0};
    const bool applies[] = {true, true, true, true}, decided[] = {true, true, false, true};
    struct gate_unmet *unmet;
    size_t count;
    (void)state;
    gate_check(&template, applies, decided, &arena, &unmet, &count);
    assert_int_equal(count, 0);
}

static void every_condition_says_how_it_stands(void **state)
{
    SCOPED_ARENA arena = {0};
    const bool applies[] = {true, false, true, true};
    const enum gate_standing standings[] = {GATE_COMMITTED, GATE_OPEN, GATE_OPEN, GATE_TOLERATED};
    struct gate_line *lines;
    size_t count;
    (void)state;
    gate_list(&template, applies, standings, &arena, &lines, &count);
    assert_int_equal(count, 3);
    assert_int_equal(lines[0].item, 0);
    assert_int_equal(lines[0].group, 0);
    assert_string_equal(gate_standing_name(lines[0].standing), "committed");
    assert_int_equal(lines[1].item, 2);
    assert_int_equal(lines[1].group, 1);
    assert_string_equal(gate_standing_name(lines[2].standing), "tolerated");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_applies_and_is_not_decided_keeps_the_gate_closed),
        cmocka_unit_test(one_of_a_group_is_enough),
        cmocka_unit_test(every_condition_says_how_it_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
