#include "base/test_support.h"

#include "base/text.h"

static void blanks_of_every_kind_are_trimmed(void **state)
{
    (void)state;
    assert_text(text_trim(TEXT("\xEF\xBB\xBF \t\xE3\x80\x80项目 名\xC2\xA0\r\n")), "项目 名");
    assert_text(text_trim(TEXT(" \xE3\x80\x80 ")), "");
}

static void only_well_formed_utf8_is_accepted(void **state)
{
    (void)state;
    assert_true(text_is_utf8(TEXT("开工 \xF0\xA0\x80\x80 \xEF\xBF\xBD")));
    assert_false(text_is_utf8(TEXT("\xC0\x80")));         /* overlong */
    assert_false(text_is_utf8(TEXT("\xED\xA0\x80")));     /* surrogate */
    assert_false(text_is_utf8(TEXT("\xF4\x90\x80\x80"))); /* beyond U+10FFFF */
    assert_false(text_is_utf8(TEXT("\xE5\xBC")));         /* cut */
    assert_false(text_is_utf8((struct text){"a\0b", 3}));
}

static void characters_are_counted_not_bytes(void **state)
{
    (void)state;
    assert_int_equal(text_count_characters(TEXT("开工a")), 3);
}

static void integers_are_read_whole_and_without_overflow(void **state)
{
    int64_t value = 0;
    (void)state;
    assert_true(text_parse_int64(TEXT("-9223372036854775808"), &value));
    assert_true(value == INT64_MIN);
    assert_true(text_parse_int64(TEXT("+17"), &value));
    assert_int_equal(value, 17);
    assert_false(text_parse_int64(TEXT("9223372036854775808"), &value));
    assert_false(text_parse_int64(TEXT("1a"), &value));
    assert_false(text_parse_int64(TEXT("-"), &value));
    assert_int_equal(value, 17);
}

static void a_builder_keeps_nothing_beyond_its_maximum(void **state)
{
    SCOPED_ARENA arena = {0};
    struct text_builder builder;
    (void)state;
    text_builder_init(&builder, &arena, 4);
    text_builder_add(&builder, TEXT("abc"));
    text_builder_add(&builder, TEXT("de"));
    assert_true(builder.overflowed);
    assert_text(text_builder_text(&builder), "abc");
}

static void a_long_message_ends_with_a_whole_character(void **state)
{
    struct error err;
    SCOPED_ARENA arena = {0};
    struct text_builder name;
    (void)state;
    text_builder_init(&name, &arena, 10000);
    text_builder_add_byte(&name, 'a');
    for (int i = 0; i < 400; i++) {
        text_builder_add(&name, TEXT("长"));
    }
    error_set(&err, ERROR_INVALID, "x", "%.*s", TEXT_ARGS(text_builder_text(&name)));
    assert_true(text_is_utf8(text_of(err.message)));
    assert_true(text_of(err.message).length > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blanks_of_every_kind_are_trimmed),
        cmocka_unit_test(only_well_formed_utf8_is_accepted),
        cmocka_unit_test(characters_are_counted_not_bytes),
        cmocka_unit_test(integers_are_read_whole_and_without_overflow),
        cmocka_unit_test(a_builder_keeps_nothing_beyond_its_maximum),
        cmocka_unit_test(a_long_message_ends_with_a_whole_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
