#include "base/test_support.h"

#include "domain/programme/programme_list.h"

#include <string.h>

static void assert_code(const char *code, enum error_kind kind)
{
    struct error err = {0};
    assert_int_equal(project_code_check(text_of(code), &err), kind);
    if (kind != OK) {
        assert_string_equal(err.code, "project.code");
        assert_string_equal(err.field, "code");
        assert_true(text_is_utf8(text_of(err.message)));
    }
}

static void both_forms_of_a_project_code_are_taken(void **state)
{
    (void)state;
    assert_code("2020-230109-73-03-000006", OK);
    assert_code("2020-000291-48-01-000019", OK); /* a ministry */
    assert_code("2102-230109-04-01-38472X", OK); /* February 2021, the form of GB/T 40058 */
    assert_code("2612-230109-04-05-000000", OK);
}

static void each_part_of_a_project_code_has_its_rule(void **state)
{
    (void)state;
    assert_code("", ERROR_INVALID);
    assert_code("2020-230109-73-03-00006", ERROR_INVALID);   /* short */
    assert_code("2020-230109-73-03-0000006", ERROR_INVALID); /* long */
    assert_code("2020_230109-73-03-000006", ERROR_INVALID);  /* no hyphen */
    assert_code("2020-23O109-73-03-000006", ERROR_INVALID);  /* a letter O */
    assert_code("2020-009999-73-03-000006", ERROR_INVALID);  /* neither division nor ministry */
    assert_code("2020-930109-73-03-000006", ERROR_INVALID);  /* no such province */
    assert_code("2020-230109-73-04-000006", ERROR_INVALID);  /* old form knows 01 to 03 */
    assert_code("2020-230109-98-03-000006", ERROR_INVALID);  /* industries end at 97 */
    assert_code("2113-230109-04-01-384726", ERROR_INVALID);  /* month 13 */
    assert_code("2100-230109-04-01-384726", ERROR_INVALID);  /* month 0 */
    assert_code("2102-230109-04-01-38472x", ERROR_INVALID);  /* lower case */
    assert_code("1999-230109-73-03-000006", ERROR_INVALID);
    assert_code("项目代码项目代码项目代码项目代码项目代码", ERROR_INVALID);
}

static void a_credit_code_is_taken_with_its_own_check_character_only(void **state)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    char code[] = "91350100M000100Y43";
    (void)state;
    for (size_t i = 0; i < 31; i++) {
        code[17] = alphabet[i];
        assert_int_equal(credit_code_check(text_of(code), NULL),
                         alphabet[i] == '3' ? OK : ERROR_INVALID);
    }
}

/* 3 at the first place weighs 1: 31 - 3 = 28, the letter at place 28 is W. */
static void the_check_character_is_worked_out_by_weights(void **state)
{
    (void)state;
    assert_int_equal(credit_code_check(TEXT("30000000000000000W"), NULL), OK);
    /* 1 at the second place weighs 3: 31 - 3 = 28 as well. */
    assert_int_equal(credit_code_check(TEXT("01000000000000000W"), NULL), OK);
    /* Nothing but zeros: the sum is 0, and so is the check. */
    assert_int_equal(credit_code_check(TEXT("000000000000000000"), NULL), OK);
}

static void a_credit_code_of_other_characters_is_refused(void **state)
{
    struct error err = {0};
    (void)state;
    assert_int_equal(credit_code_check(TEXT(""), &err), ERROR_INVALID);
    assert_int_equal(credit_code_check(TEXT("91350100M000100Y4"), &err), ERROR_INVALID);
    assert_int_equal(credit_code_check(TEXT("91350100I000100Y43"), &err), ERROR_INVALID);
    assert_int_equal(credit_code_check(TEXT("91350100m000100Y43"), &err), ERROR_INVALID);
    assert_string_equal(err.code, "owner.code");
    assert_int_equal(credit_code_check((struct text){"91350100M000100Y\0003", 18}, &err),
                     ERROR_INVALID);
}

static void words_are_read_in_both_languages(void **state)
{
    (void)state;
    for (int i = NATURE_NEW; i <= NATURE_EXTENSION; i++) {
        enum project_nature zh = NATURE_NEW, en = NATURE_NEW;
        assert_true(project_nature_parse(text_of(project_nature_zh((enum project_nature)i)), &zh));
        assert_true(
            project_nature_parse(text_of(project_nature_name((enum project_nature)i)), &en));
        assert_int_equal(zh, i);
        assert_int_equal(en, i);
    }
    for (int i = TYPE_GOVERNMENT; i <= TYPE_LAND_PLAN; i++) {
        enum project_type zh = TYPE_GOVERNMENT, en = TYPE_GOVERNMENT;
        assert_true(project_type_parse(text_of(project_type_zh((enum project_type)i)), &zh));
        assert_true(project_type_parse(text_of(project_type_name((enum project_type)i)), &en));
        assert_int_equal(zh, i);
        assert_int_equal(en, i);
    }
    for (int i = SITE_START; i <= SITE_RESUME; i++) {
        enum site_event_kind zh = SITE_START, en = SITE_START;
        assert_true(site_event_parse(text_of(site_event_zh((enum site_event_kind)i)), &zh));
        assert_true(site_event_parse(text_of(site_event_name((enum site_event_kind)i)), &en));
        assert_int_equal(zh, i);
        assert_int_equal(en, i);
    }
    enum project_nature nature = NATURE_CONTINUED;
    assert_false(project_nature_parse(TEXT("旧建"), &nature));
    assert_int_equal(nature, NATURE_CONTINUED);
}

static struct project good_project(void)
{
    return (struct project){
        .code = TEXT("2020-230109-73-03-000006"),
        .name = TEXT("二号地块"),
        .division = TEXT("230109"),
        .sector = TEXT("M"),
        .type = TYPE_LAND_PLAN,
        .total = {(int64_t)800 * MONEY_CENTS_PER_WAN},
        .annual_plan = {(int64_t)800 * MONEY_CENTS_PER_WAN},
        .planned_start = date_of(2020, 4, 14),
        .planned_finish = date_of(2020, 4, 14),
        .actual_start = DATE_NONE,
    };
}

static void assert_refused(const struct project *project, const char *field)
{
    struct error err = {0};
    assert_int_equal(project_check(project, &err), ERROR_INVALID);
    assert_string_equal(err.field, field);
    assert_true(text_is_utf8(text_of(err.message)));
    assert_non_null(project_rule_find(err.code));
    assert_string_not_equal(project_rule_find(err.code)->en, "");
}

static void a_project_is_checked_field_by_field(void **state)
{
    static char name[PROJECT_NAME_MAX * 3 + 3];
    struct project project = good_project();
    (void)state;
    assert_int_equal(project_check(&project, NULL), OK);
    project.name = TEXT(" \xE3\x80\x80");
    assert_refused(&project, "name");
    for (int i = 0; i < PROJECT_NAME_MAX + 1; i++) {
        memcpy(name + i * 3, "字", 3);
    }
    project.name = (struct text){name, PROJECT_NAME_MAX * 3};
    assert_int_equal(project_check(&project, NULL), OK);
    project.name = (struct text){name, PROJECT_NAME_MAX * 3 + 3};
    assert_refused(&project, "name");
    project = good_project();
    project.sector = TEXT("U");
    assert_refused(&project, "sector");
    project = good_project();
    project.owner_code = TEXT("91350100M000100Y44");
    assert_refused(&project, "owner_code");
    project = good_project();
    project.total.cents = -1;
    assert_refused(&project, "total_wan");
    project = good_project();
    project.annual_plan.cents++;
    assert_refused(&project, "annual_plan_wan");
    project = good_project();
    project.planned_finish = date_of(2020, 4, 13);
    assert_refused(&project, "planned_finish");
    project.planned_start = DATE_NONE;
    assert_int_equal(project_check(&project, NULL), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_forms_of_a_project_code_are_taken),
        cmocka_unit_test(each_part_of_a_project_code_has_its_rule),
        cmocka_unit_test(a_credit_code_is_taken_with_its_own_check_character_only),
        cmocka_unit_test(the_check_character_is_worked_out_by_weights),
        cmocka_unit_test(a_credit_code_of_other_characters_is_refused),
        cmocka_unit_test(words_are_read_in_both_languages),
        cmocka_unit_test(a_project_is_checked_field_by_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
