#include "base/test_support.h"

#include "base/json_scan.h"

#include <string.h>

/* Both readers of JSON have to agree on what JSON is (docs/decisions/0010). */
static void the_scanner_accepts_what_the_tree_accepts(void **state)
{
    static const char *const documents[] = {"{}",
                                            "[]",
                                            "null",
                                            "true",
                                            "0",
                                            "-0",
                                            "-1.5e+10",
                                            "\"\"",
                                            " [1 , 2]\n",
                                            "{\"a\":[{\"b\":null}]}",
                                            "\"\\u4e59\\ud83d\\ude00\\n\\\"\\\\\\/\"",
                                            "\"开工\"",
                                            "[1e5]",
                                            "9223372036854775807",
                                            "",
                                            "{",
                                            "[1,]",
                                            "[,1]",
                                            "{\"a\"}",
                                            "{\"a\":}",
                                            "{a:1}",
                                            "{\"a\":1,}",
                                            "01",
                                            "1.",
                                            ".5",
                                            "+1",
                                            "1e",
                                            "--1",
                                            "tru",
                                            "nul",
                                            "\"",
                                            "\"\\x\"",
                                            "\"\\u12\"",
                                            "\"\\ud83d\"",
                                            "\"\\udc00\"",
                                            "\"\\u0000\"",
                                            "\"a\nb\"",
                                            "\"\xff\"",
                                            "\"\xc0\x80\"",
                                            "[1] 2",
                                            "[1 2]",
                                            "{\"a\":1 \"b\":2}",
                                            "[\"\\\"]",
                                            "]",
                                            "}",
                                            ":",
                                            ","};
    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        SCOPED_ARENA arena = {0};
        const struct json_value *tree;
        struct json_scan scan;
        bool by_tree = json_read(text_of(documents[i]), 1 << 20, &arena, &tree, NULL) == OK;
        json_scan_init(&scan, text_of(documents[i]), &arena);
        bool by_scan = json_scan_skip(&scan, NULL) == OK && json_scan_end(&scan, NULL) == OK;
        if (strcmp(documents[i], "\"\\u0000\"") == 0) {
            by_tree = false; /* NUL in a text: the scanner refuses it, as text.h does */
        }
        if (by_tree != by_scan) {
            fail_msg("the readers disagree on %s", documents[i]);
        }
    }
}

static void escapes_are_resolved(void **state)
{
    SCOPED_ARENA arena = {0};
    struct json_scan scan;
    struct text text;
    (void)state;
    json_scan_init(&scan, TEXT("\"a\\u4e59\\ud83d\\ude00\\t\\\"\\\\\""), &arena);
    assert_int_equal(json_scan_text(&scan, &text, NULL), OK);
    assert_text(text, "a乙😀\t\"\\");
}

static void members_and_items_come_in_order(void **state)
{
    SCOPED_ARENA arena = {0};
    struct json_scan scan;
    struct text key;
    int64_t number;
    bool more;
    (void)state;
    json_scan_init(&scan, TEXT("{\"a\":[1,-2],\"b\":{\"c\":[]},\"d\":3}"), &arena);
    assert_int_equal(json_scan_object_open(&scan, NULL), OK);
    assert_int_equal(json_scan_member(&scan, &key, &more, NULL), OK);
    assert_text(key, "a");
    assert_int_equal(json_scan_array_open(&scan, NULL), OK);
    assert_int_equal(json_scan_item(&scan, &more, NULL), OK);
    assert_int_equal(json_scan_int(&scan, &number, NULL), OK);
    assert_int_equal(number, 1);
    assert_int_equal(json_scan_item(&scan, &more, NULL), OK);
    assert_int_equal(json_scan_int(&scan, &number, NULL), OK);
    assert_int_equal(number, -2);
    assert_int_equal(json_scan_item(&scan, &more, NULL), OK);
    assert_false(more);
    assert_int_equal(json_scan_member(&scan, &key, &more, NULL), OK);
    assert_int_equal(json_scan_skip(&scan, NULL), OK);
    assert_int_equal(json_scan_member(&scan, &key, &more, NULL), OK);
    assert_text(key, "d");
    assert_int_equal(json_scan_int(&scan, &number, NULL), OK);
    assert_int_equal(json_scan_member(&scan, &key, &more, NULL), OK);
    assert_false(more);
    assert_int_equal(json_scan_end(&scan, NULL), OK);
}

static void depth_is_bounded(void **state)
{
    SCOPED_ARENA arena = {0};
    struct json_scan scan;
    struct error err;
    char deep[200];
    (void)state;
    memset(deep, '[', sizeof deep);
    json_scan_init(&scan, (struct text){deep, sizeof deep}, &arena);
    assert_int_equal(json_scan_skip(&scan, &err), ERROR_MALFORMED);
    assert_non_null(strstr(err.message, "64"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_scanner_accepts_what_the_tree_accepts),
        cmocka_unit_test(escapes_are_resolved),
        cmocka_unit_test(members_and_items_come_in_order),
        cmocka_unit_test(depth_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
