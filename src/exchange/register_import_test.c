#include "base/test_support.h"

#include "base/asset.h"
#include "exchange/register_import.h"
#include "exchange/register_words.h"

#include <string.h>

static const struct register_division divisions[] = {
    {{"230100", 6}, {"哈尔滨市", 12}}, {{"230102", 6}, {"道里区", 9}},
    {{"230103", 6}, {"南岗区", 9}},    {{"230104", 6}, {"道外区", 9}},
    {{"230108", 6}, {"平房区", 9}},    {{"230109", 6}, {"松北区", 9}},
    {{"230110", 6}, {"香坊区", 9}},    {{"230111", 6}, {"呼兰区", 9}},
    {{"230112", 6}, {"阿城区", 9}},    {{"230113", 6}, {"双城区", 9}},
    {{"230123", 6}, {"依兰县", 9}},    {{"230124", 6}, {"方正县", 9}},
    {{"230125", 6}, {"宾县", 6}},      {{"230126", 6}, {"巴彦县", 9}},
    {{"230127", 6}, {"木兰县", 9}},    {{"230128", 6}, {"通河县", 9}},
    {{"230129", 6}, {"延寿县", 9}},    {{"230183", 6}, {"尚志市", 9}},
    {{"230184", 6}, {"五常市", 9}},
};
static const struct register_import_options options = {
    divisions, sizeof divisions / sizeof divisions[0], 2020};

static struct text example(const char *path)
{
    const struct asset *asset = asset_find(text_of(path));
    assert_non_null(asset);
    return (struct text){(const char *)asset->bytes, asset->size};
}

#define HEADER                                                                                     \
    "项目代码,项目名称,行政区划,行业,项目类型,建设性质,总投资(万元),计划开工日期,计划竣工时间\n"
#define CODE "2020-230102-65-03-000001"
#define CODE_2 "2020-230103-65-03-000002"

static struct register_list read_list(struct arena *arena, const char *file)
{
    struct register_list list;
    struct error err = {0};
    enum error_kind kind = register_import(text_of(file), &options, arena, &list, &err);
    if (kind != OK) {
        print_error("%s: %s\n", err.code, err.message);
    }
    assert_int_equal(kind, OK);
    return list;
}

static struct error read_failing(struct arena *arena, const char *file)
{
    struct register_list list;
    struct error err = {0};
    assert_int_not_equal(register_import(text_of(file), &options, arena, &list, &err), OK);
    return err;
}

static void assert_example(const struct register_list *list)
{
    struct money total = {0}, annual = {0};
    assert_int_equal(list->row_count, 111);
    assert_int_equal(list->refused_count, 0);
    for (size_t i = 0; i < list->row_count; i++) {
        assert_int_equal(money_add(total, list->rows[i].project.total, &total, NULL), OK);
        assert_int_equal(money_add(annual, list->rows[i].project.annual_plan, &annual, NULL), OK);
    }
    assert_int_equal(total.cents, 38350000ll * MONEY_CENTS_PER_WAN);
    assert_int_equal(annual.cents, 6010000ll * MONEY_CENTS_PER_WAN);
}

static void the_example_has_the_same_111_rows_in_both_formats(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct register_list csv, xlsx;
    struct error err;
    assert_int_equal(register_import(example("examples/harbin-2020/harbin-2020.csv"), &options,
                                     &arena, &csv, &err),
                     OK);
    assert_int_equal(register_import(example("examples/harbin-2020/harbin-2020.xlsx"), &options,
                                     &arena, &xlsx, &err),
                     OK);
    assert_example(&csv);
    assert_example(&xlsx);
    for (size_t i = 0; i < 111; i++) {
        struct list_change *changes;
        struct project merged;
        size_t count;
        assert_true(text_is_equal(csv.rows[i].project.code, xlsx.rows[i].project.code));
        assert_int_equal(csv.rows[i].given, xlsx.rows[i].given);
        assert_int_equal(csv.rows[i].row + 1, xlsx.rows[i].row); /* the title above the header */
        list_row_compare(&csv.rows[i].project, &xlsx.rows[i], &arena, &merged, &changes, &count);
        assert_int_equal(count, 0);
    }
    /* Row 2 of the csv: 15,700 万元, planned for 3 April, resumed on 1 April. */
    const struct project *first = &csv.rows[0].project;
    assert_text(first->code, "2019-230100-65-03-000001");
    assert_int_equal(first->total.cents, 15700ll * MONEY_CENTS_PER_WAN);
    assert_int_equal(first->nature, NATURE_CONTINUED);
    assert_int_equal(first->type, TYPE_FILED);
    assert_int_equal(first->planned_start.day_number, date_of(2020, 4, 3).day_number);
    assert_int_equal(first->actual_start.day_number, date_of(2020, 4, 1).day_number);
    assert_int_equal(first->planned_finish.day_number, date_of(2021, 10, 14).day_number);
}

static void columns_may_come_in_any_order_under_other_names(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct register_list list = read_list(
        &arena,
        "哈尔滨市2020年重点项目表,,,,,,\n"
        "单位：亿元,,,,,,\n"
        "拟开工时间,项目总投资,所属区县,统一代码,工程名称,项目性质,2020年度计划投资（万元）\n"
        "2020年4月14日,１．５７,哈尔滨市道里区,２０２０－２３０１０２－６５－０３－０００００１,"
        "数据中心,新建项目,\"1,800\"\n");
    assert_int_equal(list.refused_count, 0);
    assert_int_equal(list.row_count, 1);
    const struct project *project = &list.rows[0].project;
    assert_int_equal(list.rows[0].row, 4);
    assert_text(project->code, CODE);
    assert_text(project->division, "230102");
    assert_int_equal(project->total.cents, 15700ll * MONEY_CENTS_PER_WAN);
    assert_int_equal(project->annual_plan.cents, 1800ll * MONEY_CENTS_PER_WAN);
    assert_int_equal(project->planned_start.day_number, date_of(2020, 4, 14).day_number);
    assert_int_equal(project->type, TYPE_FILED); /* from 03 in the code */
    assert_int_equal(list.rows[0].given & 1u << LIST_TYPE, 0);
    assert_int_equal(list.rows[0].given & 1u << LIST_SECTOR, 0);
}

static void money_is_read_in_the_unit_of_its_cell_column_or_sheet(void **state)
{
    (void)state;
    static const struct {
        const char *header, *value;
        long long wan;
    } cases[] = {{"总投资(万元)", "15700", 15700},
                 {"总投资（亿元）", "1.57", 15700},
                 {"总投资额", "15700", 15700},
                 {"总投资(万元)", "1.57亿元", 15700},
                 {"总投资（单位：元）", "157000000", 15700},
                 {"计划总投资\n(亿元)", "0.5", 5000}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        SCOPED_ARENA arena = {0};
        struct text file =
            text_format(&arena, "项目代码,项目名称,行政区划,\"%s\"\n" CODE ",数据中心,道里区,%s\n",
                        cases[i].header, cases[i].value);
        struct register_list list = read_list(&arena, file.data);
        assert_int_equal(list.row_count, 1);
        assert_int_equal(list.rows[0].project.total.cents, cases[i].wan * MONEY_CENTS_PER_WAN);
    }
}

static struct register_list read_with_start(struct arena *arena, const char *start,
                                            const char *finish)
{
    struct text file = text_format(
        arena, HEADER CODE ",数据中心,230102,I,企业备案,新建,100,%s,%s\n", start, finish);
    return read_list(arena, file.data);
}

static void days_are_read_in_every_usual_form(void **state)
{
    (void)state;
    static const char *const forms[] = {"2020-04-14", "2020/4/14",
                                        "2020.4.14",  "2020年4月14日",
                                        "20200414",   "２０２０年４月１４日",
                                        "4月14日",    "2020-04-14 00:00:00",
                                        "43935",      "2020 年 4 月 14 日"};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        SCOPED_ARENA arena = {0};
        struct register_list list = read_with_start(&arena, forms[i], "");
        assert_int_equal(list.row_count, 1);
        assert_int_equal(list.rows[0].project.planned_start.day_number,
                         date_of(2020, 4, 14).day_number);
        assert_true(date_is_none(list.rows[0].project.planned_finish));
    }
}

static void a_finish_may_be_a_month_and_then_means_its_last_day(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct register_list list = read_with_start(&arena, "2020-4-14", "2024年2月");
    assert_int_equal(list.rows[0].project.planned_finish.day_number,
                     date_of(2024, 2, 29).day_number);
}

static void days_that_do_not_exist_or_are_unclear_are_refused(void **state)
{
    (void)state;
    static const char *const starts[] = {"2020-02-31", "2020年4月", "4月31日",
                                         "2020-13-01", "14/4/2020", "明年",
                                         "0020-01-01", "20200231",  "2020-04-14-01"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        SCOPED_ARENA arena = {0};
        struct register_list list = read_with_start(&arena, starts[i], "");
        assert_int_equal(list.row_count, 0);
        assert_int_equal(list.refused_count, 1);
        assert_int_equal(list.refused[0].row, 2);
        assert_text(list.refused[0].column, "计划开工日期");
        assert_true(text_contains(list.refused[0].message, text_of(starts[i])));
        assert_true(text_contains(list.refused[0].message_en, text_of(starts[i])));
    }
    SCOPED_ARENA arena = {0};
    struct register_list list = read_with_start(&arena, "2020-04-14", "10月1日");
    assert_int_equal(list.refused_count, 1);
    assert_text(list.refused[0].column, "计划竣工时间");
}

static void bad_cells_are_refused_with_row_and_column(void **state)
{
    (void)state;
    static const struct {
        const char *row, *column, *word, *code;
    } cases[] = {
        {"2020-230102-65-03-00001,甲,道里区,I,企业备案,新建,100,,", "项目代码",
         "2020-230102-65-03-00001", "register.code"},
        {",甲,道里区,I,企业备案,新建,100,,", "项目代码", "空", "register.code_missing"},
        {CODE ",,道里区,I,企业备案,新建,100,,", "项目名称", "空", "register.name_missing"},
        {CODE ",甲,浦东新区,I,企业备案,新建,100,,", "行政区划", "浦东新区", "register.division"},
        {CODE ",甲,,I,企业备案,新建,100,,", "行政区划", "空", "register.division_missing"},
        {CODE ",甲,道里区,Z,企业备案,新建,100,,", "行业", "Z", "register.sector"},
        {CODE ",甲,道里区,I,随便,新建,100,,", "项目类型", "随便", "register.type"},
        {CODE ",甲,道里区,I,企业备案,拆除,100,,", "建设性质", "拆除", "register.nature"},
        {CODE ",甲,道里区,I,企业备案,新建,-500,,", "总投资(万元)", "-500",
         "register.money_negative"},
        {CODE ",甲,道里区,I,企业备案,新建,很多,,", "总投资(万元)", "很多", "register.money"},
        {CODE ",甲,道里区,I,企业备案,新建,\"1,5\",,", "总投资(万元)", "1,5",
         "register.money_comma"},
        {CODE ",甲,道里区,I,企业备案,新建,,,", "总投资(万元)", "空", "register.total_missing"},
        {CODE ",甲,道里区,I,企业备案,新建,99999999999999999999,,", "总投资(万元)", "太大",
         "register.money_large"},
        {CODE ",甲,道里区,I,企业备案,新建,100,2020-04-14,2020-04-13", "计划竣工时间", "2020-04-13",
         "register.finish_before_start"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        SCOPED_ARENA arena = {0};
        struct text file = text_format(&arena, HEADER "\n%s\n", cases[i].row);
        struct register_list list = read_list(&arena, file.data);
        assert_int_equal(list.row_count, 0);
        assert_int_equal(list.data_rows, 1);
        assert_int_equal(list.refused_count, 1);
        assert_int_equal(list.refused[0].row, 3);
        assert_text(list.refused[0].column, cases[i].column);
        assert_true(text_contains(list.refused[0].message, text_of(cases[i].word)));
        assert_text(list.refused[0].code, cases[i].code);
        assert_string_not_equal(register_rule_find(cases[i].code)->en, "");
        assert_true(text_contains(list.refused[0].message_en,
                                  text_of(register_rule_find(cases[i].code)->en)));
    }
}

static void a_name_of_5000_characters_is_refused(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct text_builder file;
    text_builder_init(&file, &arena, 100000);
    text_builder_add(&file, text_of(HEADER CODE ","));
    for (int i = 0; i < 5000; i++) {
        text_builder_add(&file, TEXT("长"));
    }
    text_builder_add(&file, text_of(",道里区,I,企业备案,新建,100,,\n"));
    text_builder_add_byte(&file, '\0');
    struct register_list list = read_list(&arena, text_builder_text(&file).data);
    assert_int_equal(list.refused_count, 1);
    assert_text(list.refused[0].column, "项目名称");
    assert_true(text_contains(list.refused[0].message, TEXT("5000")));
    assert_true(list.refused[0].message.length < 200);
}

static void a_code_may_come_once_in_a_file(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct register_list list =
        read_list(&arena, HEADER CODE ",甲,道里区,I,企业备案,新建,100,,\n" CODE_2
                                      ",乙,南岗区,I,企业备案,新建,100,,\n" CODE
                                      ",丙,道里区,I,企业备案,新建,100,,\n");
    assert_int_equal(list.row_count, 2);
    assert_int_equal(list.data_rows, 3);
    assert_int_equal(list.refused_count, 1);
    assert_int_equal(list.refused[0].row, 4);
    assert_text(list.refused[0].column, "项目代码");
    assert_true(text_contains(list.refused[0].message, TEXT("第2行")));
}

static void sums_titles_and_repeated_headers_are_left_out_with_a_note(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct register_list list =
        read_list(&arena, "序号,项目代码,项目名称,行政区划,总投资(万元),领导批示\n"
                          "一、产业项目,,,,,\n"
                          "1," CODE ",甲,道里区,100,\n"
                          "小计,,,,100,\n"
                          "序号,项目代码,项目名称,行政区划,总投资(万元),领导批示\n"
                          "2," CODE_2 ",乙,南岗区,200,\n"
                          ",,合计,,300,\n"
                          ",,,,,\n"
                          "3,,,,,\n"
                          "注：本表截至4月1日,,,,,\n");
    assert_int_equal(list.row_count, 2);
    assert_int_equal(list.refused_count, 0);
    assert_int_equal(list.note_count, 6); /* the unknown column, and rows 2, 4, 5, 7 and 10 */
    assert_text(list.notes[0].column, "领导批示");
    assert_int_equal(list.notes[1].row, 2);
    assert_int_equal(list.notes[2].row, 4);
    assert_int_equal(list.notes[3].row, 5);
    assert_int_equal(list.notes[4].row, 7);
    assert_int_equal(list.notes[5].row, 10);
    static const char *const codes[] = {"register.unknown_column", "register.title_row",
                                        "register.sum_row",        "register.header_again",
                                        "register.sum_row",        "register.title_row"};
    for (size_t i = 0; i < 6; i++) {
        assert_text(list.notes[i].code, codes[i]);
        assert_text(list.notes[i].message_en, register_rule_find(codes[i])->en);
    }
}

static void missing_columns_are_named_together(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct error err = read_failing(&arena, "项目名称,建设单位,总投资(万元)\n甲,乙,100\n");
    assert_string_equal(err.code, "register.columns");
    assert_non_null(strstr(err.message, "项目代码"));
    assert_non_null(strstr(err.message, "行政区划代码"));
    assert_null(strstr(err.message, "项目名称"));
    assert_int_equal(err.row, 1);
    err = read_failing(&arena, "甲,乙\n丙,丁\n");
    assert_string_equal(err.code, "register.header");
    err = read_failing(&arena, "项目代码,项目名称,名称,总投资,区县\n");
    assert_string_equal(err.code, "register.twice");
    err = read_failing(&arena, "");
    assert_string_equal(err.code, "register.header");
}

static void sectors_may_be_letters_or_names(void **state)
{
    (void)state;
    static const struct {
        const char *cell, *letter;
    } cases[] = {{"C", "C"},
                 {"c", "C"},
                 {"Ｃ", "C"},
                 {"制造业", "C"},
                 {"C 制造业", "C"},
                 {"C39", "C"},
                 {"信息传输、软件和信息技术服务业", "I"},
                 {"教育", "P"},
                 {"农林牧渔业", "A"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        SCOPED_ARENA arena = {0};
        struct text file =
            text_format(&arena, HEADER CODE ",甲,道里区,%s,企业备案,新建,100,,\n", cases[i].cell);
        struct register_list list = read_list(&arena, file.data);
        assert_int_equal(list.row_count, 1);
        assert_text(list.rows[0].project.sector, cases[i].letter);
    }
}

static void a_missing_sector_is_read_from_an_older_code(void **state)
{
    (void)state;
    static const struct {
        const char *code, *letter;
    } cases[] = {{"2020-230102-48-01-000001", "E"}, /* 48: civil engineering */
                 {"2020-230102-13-03-000001", "C"},
                 {"2019-230102-97-01-000001", "T"},
                 {"2020-230102-01-01-000001", "A"},
                 {"2101-230102-04-01-123456", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        SCOPED_ARENA arena = {0};
        struct text file = text_format(
            &arena, "项目代码,项目名称,建设地点,总投资(万元)\n%s,甲,道里区,100\n", cases[i].code);
        struct register_list list = read_list(&arena, file.data);
        assert_int_equal(list.row_count, 1);
        assert_text(list.rows[0].project.sector, cases[i].letter);
        assert_int_equal(list.rows[0].given & 1u << LIST_SECTOR,
                         0); /* a known project keeps its own */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_has_the_same_111_rows_in_both_formats),
        cmocka_unit_test(columns_may_come_in_any_order_under_other_names),
        cmocka_unit_test(money_is_read_in_the_unit_of_its_cell_column_or_sheet),
        cmocka_unit_test(days_are_read_in_every_usual_form),
        cmocka_unit_test(a_finish_may_be_a_month_and_then_means_its_last_day),
        cmocka_unit_test(days_that_do_not_exist_or_are_unclear_are_refused),
        cmocka_unit_test(bad_cells_are_refused_with_row_and_column),
        cmocka_unit_test(a_name_of_5000_characters_is_refused),
        cmocka_unit_test(a_code_may_come_once_in_a_file),
        cmocka_unit_test(sums_titles_and_repeated_headers_are_left_out_with_a_note),
        cmocka_unit_test(missing_columns_are_named_together),
        cmocka_unit_test(sectors_may_be_letters_or_names),
        cmocka_unit_test(a_missing_sector_is_read_from_an_older_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
