#include "base/error.h"
#include "base/test_support.h"
#include "base/text.h"

#include <string.h>

static void a_message_is_utf8_whatever_it_quotes(void **state)
{
    struct error err;
    (void)state;
    error_set(&err, ERROR_INVALID, "a.b", "near '\\ude0%s'", "\xE5\x93");
    assert_string_equal(err.message, "near '\\ude0?\?'");
    error_set(&err, ERROR_INVALID, "a.b", "%s", "\xFF哈\xEF\xBF\xBD\xC0\xAF");
    assert_string_equal(err.message, "?哈\xEF\xBF\xBD?\?");
}

static void a_message_that_is_cut_ends_in_a_whole_character(void **state)
{
    char longer[1000];
    struct error err;
    (void)state;
    for (size_t start = 0; start < 3; start++) { /* each place of the cut within a character */
        memset(longer, 'a', start);
        for (size_t i = start; i + 3 < sizeof longer; i += 3) {
            memcpy(longer + i, "哈", 4);
        }
        error_set(&err, ERROR_LIMIT, "a.b", "%s", longer);
        assert_true(text_is_utf8(text_of(err.message)));
        assert_true(strlen(err.message) >= sizeof err.message - 3);
        assert_memory_equal(err.message, longer, strlen(err.message));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_utf8_whatever_it_quotes),
        cmocka_unit_test(a_message_that_is_cut_ends_in_a_whole_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
