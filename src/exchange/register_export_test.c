#include "base/test_support.h"

#include "exchange/register_export.h"
#include "exchange/register_import.h"
#include "exchange/register_value.h"
#include "exchange/xlsx_read.h"

#include <string.h>

static const struct register_division divisions[] = {{{"230102", 6}, {"道里区", 9}}};
static const struct register_import_options options = {divisions, 1, 2020};

static struct register_line any_line(void)
{
    struct register_line line = {
        .project = {.code = TEXT("2020-230102-65-03-000001"),
                    .name = TEXT("数据中心"),
                    .owner_name = TEXT("某公司"),
                    .owner_code = TEXT(""),
                    .division = TEXT("230102"),
                    .place = TEXT("道里区"),
                    .sector = TEXT("I"),
                    .type = TYPE_FILED,
                    .nature = NATURE_CONTINUED,
                    .total = {15700ll * MONEY_CENTS_PER_WAN + 123456},
                    .annual_plan = {1800ll * MONEY_CENTS_PER_WAN},
                    .planned_start = date_of(2020, 4, 3),
                    .planned_finish = DATE_NONE,
                    .actual_start = date_of(2020, 4, 1),
                    .problem = TEXT("缺水，\"要\"协调\n第二行;分号"),
                    .source = TEXT("合成"),
                    .template_id = TEXT(""),
                    .conditions = TEXT(""),
                    .service_officer = TEXT("王某")},
        .division_zh = TEXT("道里区"),
        .state_zh = TEXT("已复工"),
    };
    return line;
}

static void assert_comes_back(enum register_format format, struct register_line line)
{
    SCOPED_ARENA arena = {0};
    struct text bytes;
    struct register_list list;
    struct error err = {0};
    struct project merged;
    struct list_change *changes;
    size_t count;
    assert_int_equal(register_export_bytes(format, &line, 1, &arena, &bytes, &err), OK);
    assert_int_equal(register_import(bytes, &options, &arena, &list, &err), OK);
    assert_int_equal(list.refused_count, 0);
    assert_int_equal(list.note_count, 0);
    assert_int_equal(list.row_count, 1);
    assert_int_equal(list.rows[0].row, 2);
    list_row_compare(&line.project, &list.rows[0], &arena, &merged, &changes, &count);
    for (size_t i = 0; i < count; i++) {
        print_error("%s: [%.*s] -> [%.*s]\n", list_field_name(changes[i].field),
                    TEXT_ARGS(changes[i].from), TEXT_ARGS(changes[i].to));
    }
    assert_int_equal(count, 0);
}

static void an_exported_row_comes_back_unchanged(void **state)
{
    (void)state;
    assert_comes_back(REGISTER_XLSX, any_line());
    assert_comes_back(REGISTER_CSV, any_line());
}

static const char *const hostile[] = {
    "=1+1",      "+86 451",       "-5",     "@SUM(A1)", "=HYPERLINK(\"http://x\",\"y\")",
    "'=1",       "''@x",          "  =1+1", "＝1+1",    "_x000D_",
    "x_x0041_y", "<script>&amp;", "'plain", "a\nb"};

static void formula_like_text_is_harmless_and_comes_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        struct register_line line = any_line();
        line.project.name = text_trim(text_of(hostile[i]));
        line.project.owner_name = line.project.problem = line.project.name;
        line.project.source = line.project.service_officer = line.project.name;
        assert_comes_back(REGISTER_XLSX, line);
        assert_comes_back(REGISTER_CSV, line);
    }
}

static enum error_kind look_for_formulas(void *context, const struct sheet_row *row,
                                         struct error *err)
{
    (void)err;
    for (size_t i = 0; i < row->count; i++) {
        assert_null(strchr("=+-@", row->cells[i].text.data[0]));
        *(size_t *)context += row->cells[i].text.data[0] == '\'';
    }
    return OK;
}

static void no_cell_begins_like_a_formula(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct register_line line = any_line();
    struct text bytes;
    struct error err = {0};
    size_t marked = 0;
    line.project.name = TEXT("=1+1");
    line.project.problem = TEXT("@x");
    assert_int_equal(register_export_bytes(REGISTER_XLSX, &line, 1, &arena, &bytes, &err), OK);
    assert_int_equal(xlsx_read_rows(bytes, 0, &arena, look_for_formulas, &marked, &err), OK);
    assert_int_equal(marked, 2);
    assert_int_equal(register_export_bytes(REGISTER_CSV, &line, 1, &arena, &bytes, &err), OK);
    assert_true(text_contains(bytes, TEXT(",'=1+1,")));
    assert_true(text_contains(bytes, TEXT(",'@x,")));
    assert_true(text_has_prefix(bytes, TEXT("\xEF\xBB\xBF序号,项目代码,项目名称,")));
}

static void the_mark_comes_off_only_where_it_was_put(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    assert_text(register_protect(TEXT("=x"), &arena), "'=x");
    assert_text(register_protect(TEXT("\tx"), &arena), "'\tx");
    assert_text(register_protect(TEXT("x=1"), &arena), "x=1");
    assert_text(register_protect(TEXT("'=x"), &arena), "''=x");
    assert_text(register_unprotect(TEXT("''=x")), "'=x");
    assert_text(register_unprotect(TEXT("'quoted'")), "'quoted'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_exported_row_comes_back_unchanged),
        cmocka_unit_test(formula_like_text_is_harmless_and_comes_back),
        cmocka_unit_test(no_cell_begins_like_a_formula),
        cmocka_unit_test(the_mark_comes_off_only_where_it_was_put),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
