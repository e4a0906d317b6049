#include "exchange/register_words.h"

#include "domain/programme/programme_list.h"

#include <assert.h>
#include <string.h>

/* clang-format off */
static const struct register_rule rules[] = {
    {"register.date",               "", "no day that can be read; write it as 2020-04-14"},
    {"register.date_range",         "", "the year is not between 1990 and 2100"},
    {"register.date_none",          "", "there is no such day; check month and day"},
    {"register.date_no_day",        "", "the day is missing; write it as 2020-04-14"},
    {"register.date_no_year",       "", "the year is missing; write it as 2020-04-14"},
    {"register.money",              "", "no number; write the amount in digits, such as 15700"},
    {"register.money_comma",        "", "the comma does not part thousands; write 15700 or 15,700, and a point before decimals"},
    {"register.money_negative",     "", "an investment is zero or more"},
    {"register.money_fraction",     "", "too many decimals; an amount is exact to the cent"},
    {"register.money_large",        "", "too large; check the unit"},
    {"register.code",               "", "no project code; it is like 2020-230102-65-03-000001 (year-division-industry-kind-number) or 2011-230102-04-01-123456"},
    {"register.code_twice",         "", "this project code stands in an earlier row; a project has one row"},
    {"register.division",           "", "no division of this city; write its code or its name"},
    {"register.sector",             "", "no industry; write the letter A to T of GB/T 4754 or its name"},
    {"register.type",               "", "no kind of project that is known"},
    {"register.nature",             "", "neither new, continued nor an extension"},
    {"register.length",             "", "the text is too long"},
    {"register.annual_over_total",  "", "the plan of the year is more than the total investment"},
    {"register.finish_before_start","", "the planned finish is before the planned start"},
    {"register.total_missing",      "总投资是空的，请填写金额", "the total investment is missing"},
    {"register.code_missing",       "项目代码是空的，请填写 24 位项目代码", "the project code of 24 characters is missing"},
    {"register.name_missing",       "项目名称是空的，请填写", "the project's name is missing"},
    {"register.division_missing",   "行政区划是空的，请填写区划代码或名称", "the division is missing; write its code or its name"},
    {"register.division_differs",   "与行政区划代码所指的区划不一致，请核对", "not the division that the division's code names"},
    {"register.unknown_column",     "不认识的列，没有导入", "a column that is not known was left out"},
    {"register.no_unit",            "没有写明单位，按万元计", "no unit stands there; taken as 10,000 CNY"},
    {"register.sum_row",            "合计行，没有导入", "a row of sums was left out"},
    {"register.title_row",          "标题或说明行，没有导入", "a title or remark was left out"},
    {"register.header_again",       "重复的表头，没有导入", "a repeated header was left out"},
};
/* clang-format on */

static const struct register_rule *find_rule(const char *code)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (strcmp(rules[i].code, code) == 0) {
            return &rules[i];
        }
    }
    return NULL;
}

const struct register_rule *register_rule_find(const char *code)
{
    const struct register_rule *rule = find_rule(code);
    assert(rule != NULL);
    return rule;
}

struct text register_rule_english(const char *code, struct text value, struct arena *arena)
{
    const struct register_rule *rule = find_rule(code);
    const struct project_rule *other = project_rule_find(code);
    struct text words = text_of(rule != NULL ? rule->en : other != NULL ? other->en : "");
    return words.length == 0 || value.length == 0
               ? words
               : text_format(arena, "\"%.*s\": %.*s", TEXT_ARGS(value), TEXT_ARGS(words));
}
