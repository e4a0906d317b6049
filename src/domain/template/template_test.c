#include "base/test_support.h"

#include "base/asset.h"
#include "domain/template/template.h"

#include <string.h>

static struct text file_text(const char *id, struct arena *arena)
{
    const struct asset *file = asset_find(text_format(arena, "data/templates/%s.json", id));
    assert_non_null(file);
    return (struct text){(const char *)file->bytes, file->size};
}

static struct template read_template(const char *id, struct arena *arena)
{
    struct template template;
    const struct template_problem *problems;
    size_t count;
    struct error err;
    assert_int_equal(template_read(file_text(id, arena), arena, &template, &problems, &count, &err),
                     OK);
    for (size_t i = 0; i < count; i++) {
        print_error("%.*s %s %.*s\n", TEXT_ARGS(problems[i].item), problems[i].rule,
                    TEXT_ARGS(problems[i].message));
    }
    assert_int_equal(count, 0);
    return template;
}

static void the_five_templates_have_the_published_longest_paths(void **state)
{
    static const struct {
        const char *id;
        int permit_promised, permit_statutory, completion_promised, completion_statutory;
    } expected[] = {
        {"gov_building", 39, 142, 48, 187},  {"gov_linear", 33, 134, 42, 179},
        {"social_general", 19, 67, 28, 112}, {"social_small", 14, 57, 21, 102},
        {"social_landplan", 3, 47, 12, 92},
    };
    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        SCOPED_ARENA arena = {0};
        struct template template = read_template(expected[i].id, &arena);
        bool *applies;
        int permit = template_find_item(&template, TEXT("permit"));
        int completion = template_find_item(&template, TEXT("completion"));
        assert_int_equal(template_apply(&template, TEXT("{}"), &arena, &applies, NULL), OK);
        assert_int_equal(template_longest_path(&template, applies, permit, false, &arena),
                         expected[i].permit_promised);
        assert_int_equal(template_longest_path(&template, applies, permit, true, &arena),
                         expected[i].permit_statutory);
        assert_int_equal(template_longest_path(&template, applies, completion, false, &arena),
                         expected[i].completion_promised);
        assert_int_equal(template_longest_path(&template, applies, completion, true, &arena),
                         expected[i].completion_statutory);
    }
}

static void conditions_choose_the_items(void **state)
{
    SCOPED_ARENA arena = {0};
    struct template template = read_template("social_general", &arena);
    struct error err;
    bool *applies;
    (void)state;
    assert_int_equal(template_apply(&template, TEXT("{\"ratification\":true,\"filing\":false}"),
                                    &arena, &applies, NULL),
                     OK);
    assert_true(applies[template_find_item(&template, TEXT("ratify"))]);
    assert_false(applies[template_find_item(&template, TEXT("filing"))]);
    assert_int_equal(template_apply(&template, TEXT("{\"moon\":true}"), &arena, &applies, &err),
                     ERROR_INVALID);
    assert_string_equal(err.code, "template.condition");
}

/* The file with the first `from` replaced. */
static struct text altered(const char *id, const char *from, const char *to, struct arena *arena)
{
    struct text text = file_text(id, arena);
    const char *at = memmem(text.data, text.length, from, strlen(from));
    assert_non_null(at);
    size_t before = (size_t)(at - text.data);
    return text_format(arena, "%.*s%s%.*s", (int)before, text.data, to,
                       (int)(text.length - before - strlen(from)), at + strlen(from));
}

static void expect_problem(const char *from, const char *to, const char *item, const char *rule,
                           const char *part)
{
    SCOPED_ARENA arena = {0};
    struct template template;
    const struct template_problem *problems;
    size_t count;
    bool found = false;
    assert_int_equal(template_read(altered("social_small", from, to, &arena), &arena, &template,
                                   &problems, &count, NULL),
                     OK);
    for (size_t i = 0; i < count; i++) {
        found = found || (text_is_equal(problems[i].item, text_of(item)) &&
                          strcmp(problems[i].rule, rule) == 0 &&
                          text_contains(problems[i].message, text_of(part)));
    }
    for (size_t i = 0; i < count && !found; i++) {
        print_error("%.*s %s %.*s\n", TEXT_ARGS(problems[i].item), problems[i].rule,
                    TEXT_ARGS(problems[i].message));
    }
    assert_true(found);
}

static void each_broken_rule_is_named_with_its_item(void **state)
{
    (void)state;
    expect_problem("\"prerequisites\": []", "\"prerequisites\": [\"permit\"]", "code", "T-5",
                   "permit -> ");
    expect_problem("\"prerequisites\": [\"code\"]", "\"prerequisites\": [\"nowhere\"]", "filing",
                   "T-3", "nowhere");
    expect_problem("\"department_id\": \"drx\"", "\"department_id\": \"mars\"", "code", "T-4",
                   "mars");
    expect_problem("\"commitment\": true, \"never_defer\": false",
                   "\"commitment\": true, \"never_defer\": true", "filing", "T-9", "never_defer");
    expect_problem("\"statutory_working_days\": 20, \"promised_working_days\": 3",
                   "\"statutory_working_days\": 2, \"promised_working_days\": 3", "soil_water",
                   "T-10", "3");
    expect_problem("\"id\": \"filing\"", "\"id\": \"code\"", "code", "T-2", "");
    expect_problem("\"department_id\": \"drx\",", "", "code", "T-4", "missing department");
    expect_problem("\"statutory_working_days\": 20", "\"statutory_working_days\": \"20\"",
                   "soil_water", "T-10", "whole number");
    expect_problem("\"statutory_working_days\": 20", "\"statutory_working_days\": -1", "soil_water",
                   "T-10", "out of range");
    expect_problem("\"name_zh\": \"项目代码赋码\",", "", "code", "T-1", "name_zh");
    expect_problem("\"any_decided\": [[\"permit\"]]", "\"any_decided\": [[]]", "start_gate", "T-12",
                   "empty group");
    expect_problem("\"never_defer\": false", "\"never_deffer\": false", "code", "T-13",
                   "never_deffer");
    expect_problem("\"cap_working_days\": 38", "\"cap_working_days\": 20", "completion", "T-14",
                   "21");
}

static void all_problems_are_listed_and_a_cycle_is_named_whole(void **state)
{
    static const char text[] =
        "{\"id\":\"t\",\"name_zh\":\"测\",\"stages\":[{\"id\":1,\"name_zh\":\"一\"}],"
        "\"departments\":[{\"id\":\"d\",\"name_zh\":\"部\"}],\"conditions\":{},"
        "\"start_gate\":{\"all_decided\":[\"z\"],\"any_decided\":[]},\"items\":["
        "{\"id\":\"a\",\"name_zh\":\"甲\",\"kind\":\"permit\",\"stage\":1,\"department_id\":\"d\","
        "\"statutory_working_days\":1,\"promised_working_days\":1,\"prerequisites\":[\"c\"],"
        "\"documents\":[{\"id\":\"p\",\"name_zh\":\"纸\",\"kind\":\"primary\"}]},"
        "{\"id\":\"b\",\"name_zh\":\"乙\",\"kind\":\"permit\",\"stage\":9,\"department_id\":\"d\","
        "\"statutory_working_days\":1,\"promised_working_days\":2,\"prerequisites\":[\"a\"],"
        "\"documents\":[]},"
        "7,"
        "{\"id\":\"c\",\"name_zh\":\"丙\",\"kind\":\"permit\",\"stage\":1,\"department_id\":\"d\","
        "\"statutory_working_days\":1,\"promised_working_days\":1,\"prerequisites\":[\"b\"],"
        "\"documents\":[{\"id\":\"p\",\"name_zh\":\"纸\",\"kind\":\"primary\"}]}]}";
    static const struct {
        const char *item, *rule, *part;
    } expected[] = {
        {"a", "T-5", "a -> c -> b -> a"},
        {"b", "T-4", "9"},
        {"b", "T-10", "2"},
        {"b", "T-6", "papers"},
        {"items[2]", "T-1", "object"},
        {"start_gate", "T-12", "z"},
    };
    SCOPED_ARENA arena = {0};
    struct template template;
    const struct template_problem *problems;
    size_t count;
    (void)state;
    assert_int_equal(template_read(text_of(text), &arena, &template, &problems, &count, NULL), OK);
    for (size_t e = 0; e < sizeof expected / sizeof expected[0]; e++) {
        bool found = false;
        for (size_t i = 0; i < count; i++) {
            found = found || (text_is_equal(problems[i].item, text_of(expected[e].item)) &&
                              strcmp(problems[i].rule, expected[e].rule) == 0 &&
                              text_contains(problems[i].message, text_of(expected[e].part)));
        }
        assert_true(found);
    }
}

static void a_primary_paper_comes_from_a_prerequisite(void **state)
{
    (void)state;
    expect_problem("\"kind\": \"primary\", \"produced_by\": \"auction\"",
                   "\"kind\": \"primary\", \"produced_by\": \"completion\"", "land_contract", "T-7",
                   "completion");
}

static void extensions_have_the_laws_defaults_and_consent_is_off(void **state)
{
    SCOPED_ARENA arena = {0};
    struct template template = read_template("social_general", &arena);
    const struct template_item *permit =
        &template.items[template_find_item(&template, TEXT("permit"))];
    (void)state;
    assert_int_equal(template.correction_days, 5);
    assert_int_equal(permit->validity_months, 3);
    assert_int_equal(permit->validity_extensions, 2);
    assert_int_equal(template.items[template_find_item(&template, TEXT("ratify"))].extension_days,
                     40);
    assert_int_equal(template.items[template_find_item(&template, TEXT("site"))].extension_days,
                     10);
    assert_int_equal(template.items[template_find_item(&template, TEXT("eia_form"))].extension_days,
                     0);
    for (size_t i = 0; i < template.item_count; i++) {
        assert_false(template.items[i].deemed_consent);
    }
    expect_problem("\"never_defer\": true", "\"never_defer\": true, \"deemed_consent\": true",
                   "land_contract", "T-21", "deemed consent");
    expect_problem("\"validity_months\": 60",
                   "\"validity_months\": null, \"validity_extensions\": 1", "eia_form", "T-20",
                   "validity");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_five_templates_have_the_published_longest_paths),
        cmocka_unit_test(conditions_choose_the_items),
        cmocka_unit_test(each_broken_rule_is_named_with_its_item),
        cmocka_unit_test(all_problems_are_listed_and_a_cycle_is_named_whole),
        cmocka_unit_test(a_primary_paper_comes_from_a_prerequisite),
        cmocka_unit_test(extensions_have_the_laws_defaults_and_consent_is_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
