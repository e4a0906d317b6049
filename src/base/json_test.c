#include "base/test_support.h"

#include "base/json.h"

#include <string.h>

static void commas_and_escapes_are_right(void **state)
{
    SCOPED_ARENA arena = {0};
    struct json_writer json;
    struct text text;
    (void)state;
    json_writer_init(&json, &arena, 1000);
    json_object_open(&json);
    json_member_text(&json, "a", TEXT("引\"号\\\n\x01"));
    json_key(&json, "b");
    json_array_open(&json);
    json_put_int(&json, INT64_MIN);
    json_put_null(&json);
    json_object_open(&json);
    json_object_close(&json);
    json_put_bool(&json, true);
    json_array_close(&json);
    json_member_date(&json, "c", date_of(2020, 3, 12));
    json_member_wan(&json, "d", (struct money){500000});
    json_object_close(&json);
    assert_int_equal(json_writer_text(&json, &text, NULL), OK);
    assert_text(text, "{\"a\":\"引\\\"号\\\\\\n\\u0001\",\"b\":[-9223372036854775808,null,{},true],"
                      "\"c\":\"2020-03-12\",\"d\":0.5}");
}

/* Writing looks at eight bytes at once: the byte to escape stands at each place of one and across two. */
static void a_text_without_bytes_is_an_empty_text(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct json_writer json;
    struct text out;
    json_writer_init(&json, &arena, 64);
    json_put_text(&json, (struct text){NULL, 0});
    assert_int_equal(json_writer_text(&json, &out, NULL), OK);
    assert_text(out, "\"\"");
}

static void an_escape_is_found_at_every_place(void **state)
{
    SCOPED_ARENA arena = {0};
    static const char bytes[] = {'"', '\\', '\n', 0x1f, 0x01};
    (void)state;
    for (size_t at = 0; at < 19; at++) {
        for (size_t b = 0; b < sizeof bytes; b++) {
            char plain[19];
            const struct json_value *value;
            struct json_writer json;
            struct text text;
            struct error err;
            memcpy(plain, "\x7f\x20!#[]\xe5\xbc\x80\xe5\xb7\xa5~abcdef", sizeof plain);
            plain[at] = at < 6 || at > 11 ? bytes[b] : plain[at];
            json_writer_init(&json, &arena, 200);
            json_array_open(&json);
            json_put_text(&json, (struct text){plain, sizeof plain});
            json_array_close(&json);
            assert_int_equal(json_writer_text(&json, &text, &err), OK);
            assert_int_equal(json_read(text, 200, &arena, &value, &err), OK);
            assert_text(value->items[0].text, (text_format(&arena, "%.19s", plain)).data);
        }
    }
}

static void what_is_read_is_what_was_written(void **state)
{
    SCOPED_ARENA arena = {0};
    const struct json_value *value;
    struct text name = TEXT("");
    struct error err;
    int64_t number = 0;
    (void)state;
    assert_int_equal(json_read(TEXT("{\"n\":9007199254740993,\"t\":\"开\",\"x\":null}"), 100,
                               &arena, &value, &err),
                     OK);
    assert_int_equal(json_get_int(value, "n", true, &number, &err), OK);
    assert_true(number == INT64_C(9007199254740993));
    assert_int_equal(json_get_text(value, "t", true, &name, &err), OK);
    assert_text(name, "开");
    assert_int_equal(json_get_text(value, "x", false, &name, &err), OK);
    assert_text(name, "开");
    assert_int_equal(json_get_text(value, "x", true, &name, &err), ERROR_INVALID);
    assert_string_equal(err.code, "json.missing");
    assert_string_equal(err.field, "x");
    assert_int_equal(json_get_text(value, "n", true, &name, &err), ERROR_INVALID);
    assert_string_equal(err.code, "json.type");
}

static void documents_that_are_not_json_are_refused(void **state)
{
    static const char *const documents[] = {
        "", "{\"a\":1,\"a\":2}", "[1,]", "{\"a\":\"\xFF\"}", "[1] [2]", "{\"a\":tru}"};
    SCOPED_ARENA arena = {0};
    const struct json_value *value;
    struct error err;
    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        assert_int_equal(json_read(text_of(documents[i]), 100, &arena, &value, &err),
                         ERROR_MALFORMED);
    }
    /* jansson takes a NUL behind a number for no byte at all */
    assert_int_equal(json_read(TEXT("[9\0]"), 100, &arena, &value, &err), ERROR_MALFORMED);
    assert_int_equal(json_read(TEXT("9\0"), 100, &arena, &value, &err), ERROR_MALFORMED);
    assert_int_equal(json_read(TEXT("[1,2,3]"), 6, &arena, &value, &err), ERROR_LIMIT);
}

static void deep_nesting_is_refused(void **state)
{
    SCOPED_ARENA arena = {0};
    const struct json_value *value;
    struct error err;
    char nested[201];
    (void)state;
    for (int i = 0; i < 100; i++) {
        nested[i] = '[';
        nested[199 - i] = ']';
    }
    assert_int_equal(json_read((struct text){nested, 200}, 1000, &arena, &value, &err),
                     ERROR_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commas_and_escapes_are_right),
        cmocka_unit_test(a_text_without_bytes_is_an_empty_text),
        cmocka_unit_test(an_escape_is_found_at_every_place),
        cmocka_unit_test(what_is_read_is_what_was_written),
        cmocka_unit_test(documents_that_are_not_json_are_refused),
        cmocka_unit_test(deep_nesting_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
