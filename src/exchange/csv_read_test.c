#include "base/test_support.h"

#include "exchange/csv_read.h"

#include <string.h>

static enum error_kind print_row(void *context, const struct sheet_row *row, struct error *err)
{
    (void)err;
    struct text_builder *out = context;
    text_builder_add_format(out, "%ld", row->number);
    for (size_t i = 0; i < row->count; i++) {
        text_builder_add_format(out, " %d:[%.*s]", row->cells[i].column,
                                TEXT_ARGS(row->cells[i].text));
    }
    text_builder_add_byte(out, '\n');
    return OK;
}

static enum error_kind read_all(struct text bytes, struct arena *arena, struct text *out,
                                struct error *err)
{
    struct text_builder builder;
    text_builder_init(&builder, arena, 1 << 20);
    enum error_kind kind = csv_read_rows(bytes, arena, print_row, &builder, err);
    *out = text_builder_text(&builder);
    return kind;
}

static void assert_rows(struct text bytes, const char *expected)
{
    SCOPED_ARENA arena = {0};
    struct text out;
    struct error err = {0};
    assert_int_equal(read_all(bytes, &arena, &out, &err), OK);
    assert_text(out, expected);
}

static void assert_refused(struct text bytes, const char *code, long row)
{
    SCOPED_ARENA arena = {0};
    struct text out;
    struct error err = {0};
    assert_int_not_equal(read_all(bytes, &arena, &out, &err), OK);
    assert_string_equal(err.code, code);
    assert_int_equal(err.row, row);
}

static void records_end_in_any_usual_way(void **state)
{
    (void)state;
    assert_rows(TEXT("a,b\r\nc,d\n,,\n\n e ,\"\"\rf"),
                "1 0:[a] 1:[b]\n2 0:[c] 1:[d]\n5 0:[e]\n6 0:[f]\n");
    assert_rows(TEXT(""), "");
}

static void quoted_values_hold_delimiters_lines_and_marks(void **state)
{
    (void)state;
    assert_rows(TEXT("\"a,1\",\"b\nc\",\"d\"\"e\"\"\"\nf,g\"h,\"i\"j\n"),
                "1 0:[a,1] 1:[b\nc] 2:[d\"e\"]\n2 0:[f] 1:[g\"h] 2:[ij]\n");
}

static void the_delimiter_is_found_out(void **state)
{
    (void)state;
    assert_rows(TEXT("a;b;c\n1,5;2;3\n"), "1 0:[a] 1:[b] 2:[c]\n2 0:[1,5] 1:[2] 2:[3]\n");
    assert_rows(TEXT("a\tb\n1,5\t2\n"), "1 0:[a] 1:[b]\n2 0:[1,5] 1:[2]\n");
    assert_rows(TEXT("title\na,b\n1;2,3\n"), "1 0:[title]\n2 0:[a] 1:[b]\n3 0:[1;2] 1:[3]\n");
    assert_rows(TEXT("sep=;\r\na,b;c\r\n"), "2 0:[a,b] 1:[c]\n");
}

static void chinese_encodings_are_told_apart(void **state)
{
    (void)state;
    /* 项目,区 in each encoding */
    const char *expected = "1 0:[项目] 1:[区]\n";
    assert_rows(TEXT("项目,区\n"), expected);
    assert_rows(TEXT("\xEF\xBB\xBF项目,区\n"), expected);
    assert_rows(TEXT("\xCF\xEE\xC4\xBF,\xC7\xF8\n"), expected);
    assert_rows(TEXT("\xFF\xFE\x79\x98\xEE\x76,\0\x3A\x53\n\0"), expected);
    assert_rows(TEXT("\xFE\xFF\x98\x79\x76\xEE\0,\x53\x3A\0\n"), expected);
}

static void bytes_that_are_no_text_are_refused_with_their_line(void **state)
{
    (void)state;
    assert_refused(TEXT("a\nb\n\xFF\xFF"), "encoding.unknown", 3);
    assert_refused(TEXT("\xEF\xBB\xBF"
                        "a\n\xC4\xFF"),
                   "encoding.unknown", 2);
    assert_refused(TEXT("a\nb\0c"), "encoding.nul", 2);
    assert_refused(TEXT("\xFF\xFE"
                        "a\0\n\0\0\0"),
                   "encoding.nul", 2);
    assert_refused(TEXT("\xFF\xFE"
                        "a\0\n"),
                   "encoding.unknown", 1);
}

static void a_mark_that_never_closes_is_refused(void **state)
{
    (void)state;
    assert_refused(TEXT("a\n\"b,c\nd\n"), "csv.quote", 2);
}

static void what_is_too_large_is_refused_with_its_place(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    char *data = arena_alloc(&arena, 2000000);
    memset(data, 'x', 2000000);
    memcpy(data, "a,b\nc,", 6);
    assert_refused((struct text){data, 2000000}, "csv.cell", 2);
    memcpy(data, "a,b\nc,\"", 7);
    assert_refused((struct text){data, 2000000}, "csv.cell", 2);
    memset(data, ',', 20000);
    data[600] = 'x';
    assert_refused((struct text){data, 700}, "csv.columns", 1);
    data[600] = ',';
    assert_refused((struct text){data, 20000}, "csv.columns", 1);
    for (size_t i = 0; i < 2000000; i += 2) {
        memcpy(data + i, "x\n", 2);
    }
    assert_refused((struct text){data, 2000000}, "csv.rows", SHEET_ROWS_MAX + 1);
    for (size_t i = 0; i < 2000000; i += 100000) { /* twenty quoted cells of 100,000 */
        memset(data + i, 'y', 100000);
        data[i] = '"';
        memcpy(data + i + 99998, "\",", 2);
    }
    assert_refused((struct text){data, 2000000}, "csv.row", 1);
}

static void columns_are_named_as_in_a_spreadsheet(void **state)
{
    (void)state;
    char name[SHEET_COLUMN_TEXT_SIZE];
    assert_string_equal(sheet_column_format(0, name), "A");
    assert_string_equal(sheet_column_format(25, name), "Z");
    assert_string_equal(sheet_column_format(26, name), "AA");
    assert_string_equal(sheet_column_format(16383, name), "XFD");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_end_in_any_usual_way),
        cmocka_unit_test(quoted_values_hold_delimiters_lines_and_marks),
        cmocka_unit_test(the_delimiter_is_found_out),
        cmocka_unit_test(chinese_encodings_are_told_apart),
        cmocka_unit_test(bytes_that_are_no_text_are_refused_with_their_line),
        cmocka_unit_test(a_mark_that_never_closes_is_refused),
        cmocka_unit_test(what_is_too_large_is_refused_with_its_place),
        cmocka_unit_test(columns_are_named_as_in_a_spreadsheet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
