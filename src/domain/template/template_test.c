#include "base/test_support.h"

#include "base/asset.h"
#include "domain/template/template.h"

#include <string.h>

static struct text file_text(const char *id, struct arena *arena)
{
    const struct asset *file =
        asset_find(text_format(arena, "data/templates/%s.json", id));
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
    assert_true(found);
}

static void each_broken_rule_is_named_with_its_item(void **state)
{
    (void)state;
    expect_problem("\"prerequisites\": []", "\"prerequisites\": [\"permit\"]", "code", "T-5",
                   "permit -> ");
    expect_problem("\"prerequisites\": [\"code\"]", "\"prerequisites\": [\"nowhere\"]", "filing",
                   "T-3", "nowhere");
    expect_problem("\"department_id\": \"drx\"", "\"department_id\": \"mars\"", "code", "T-4", "mars");
    expect_problem("\"commitment\": true, \"never_defer\": false",
                   "\"commitment\": true, \"never_defer\": true", "filing", "T-9", "never_defer");
    expect_problem("\"statutory_working_days\": 20, \"promised_working_days\": 3",
                   "\"statutory_working_days\": 2, \"promised_working_days\": 3", "soil_water", "T-10",
                   "3");
    expect_problem("\"id\": \"filing\"", "\"id\": \"code\"", "code", "T-2", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_five_templates_have_the_published_longest_paths),
        cmocka_unit_test(conditions_choose_the_items),
        cmocka_unit_test(each_broken_rule_is_named_with_its_item),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
