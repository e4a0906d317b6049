#include "exchange/register_column.h"

#include <string.h>

struct alias {
    enum register_column column;
    const char *header; /* folded, brackets left out */
};

/* The first row of a column is what our export writes. */
/* clang-format off */
static const struct alias aliases[] = {
    {COLUMN_CODE, "项目代码"}, {COLUMN_CODE, "统一代码"}, {COLUMN_CODE, "项目统一代码"},
    {COLUMN_CODE, "项目编码"}, {COLUMN_CODE, "项目编号"}, {COLUMN_CODE, "投资项目代码"},
    {COLUMN_CODE, "投资项目统一代码"}, {COLUMN_CODE, "投资项目在线审批监管平台代码"},
    {COLUMN_CODE, "在线平台代码"}, {COLUMN_CODE, "在线审批平台项目代码"}, {COLUMN_CODE, "赋码"},
    {COLUMN_CODE, "国家代码"}, {COLUMN_CODE, "代码"}, {COLUMN_CODE, "projectcode"}, {COLUMN_CODE, "code"},

    {COLUMN_NAME, "项目名称"}, {COLUMN_NAME, "名称"}, {COLUMN_NAME, "工程名称"}, {COLUMN_NAME, "项目"},
    {COLUMN_NAME, "建设项目名称"}, {COLUMN_NAME, "建设项目"}, {COLUMN_NAME, "项目全称"},
    {COLUMN_NAME, "projectname"}, {COLUMN_NAME, "name"},

    {COLUMN_OWNER, "建设单位"}, {COLUMN_OWNER, "项目单位"}, {COLUMN_OWNER, "项目法人"},
    {COLUMN_OWNER, "项目业主"}, {COLUMN_OWNER, "业主单位"}, {COLUMN_OWNER, "业主"},
    {COLUMN_OWNER, "建设主体"}, {COLUMN_OWNER, "投资主体"}, {COLUMN_OWNER, "投资单位"},
    {COLUMN_OWNER, "项目法人单位"}, {COLUMN_OWNER, "申报单位"}, {COLUMN_OWNER, "企业名称"},
    {COLUMN_OWNER, "建设单位名称"}, {COLUMN_OWNER, "项目单位名称"}, {COLUMN_OWNER, "owner"},

    {COLUMN_OWNER_CODE, "统一社会信用代码"}, {COLUMN_OWNER_CODE, "社会信用代码"},
    {COLUMN_OWNER_CODE, "信用代码"}, {COLUMN_OWNER_CODE, "建设单位统一社会信用代码"},
    {COLUMN_OWNER_CODE, "建设单位代码"}, {COLUMN_OWNER_CODE, "项目单位代码"},

    {COLUMN_DIVISION, "行政区划代码"}, {COLUMN_DIVISION, "区划代码"}, {COLUMN_DIVISION, "行政区划"},
    {COLUMN_DIVISION, "区划"}, {COLUMN_DIVISION, "行政区代码"}, {COLUMN_DIVISION, "区县代码"},
    {COLUMN_DIVISION, "行政区划编码"}, {COLUMN_DIVISION, "division"},

    {COLUMN_DIVISION_NAME, "所属区县"}, {COLUMN_DIVISION_NAME, "行政区划名称"},
    {COLUMN_DIVISION_NAME, "区县"}, {COLUMN_DIVISION_NAME, "区县市"}, {COLUMN_DIVISION_NAME, "所属地区"},
    {COLUMN_DIVISION_NAME, "所在区县"}, {COLUMN_DIVISION_NAME, "所在地区"}, {COLUMN_DIVISION_NAME, "所在区"},
    {COLUMN_DIVISION_NAME, "所属区域"}, {COLUMN_DIVISION_NAME, "所属区"}, {COLUMN_DIVISION_NAME, "行政区"},
    {COLUMN_DIVISION_NAME, "属地"}, {COLUMN_DIVISION_NAME, "地区"}, {COLUMN_DIVISION_NAME, "责任区县"},
    {COLUMN_DIVISION_NAME, "所属地"}, {COLUMN_DIVISION_NAME, "项目所在地"}, {COLUMN_DIVISION_NAME, "区域"},

    {COLUMN_PLACE, "建设地点"}, {COLUMN_PLACE, "建设地址"}, {COLUMN_PLACE, "项目地点"},
    {COLUMN_PLACE, "项目地址"}, {COLUMN_PLACE, "地点"}, {COLUMN_PLACE, "详细地址"},
    {COLUMN_PLACE, "建设详细地址"}, {COLUMN_PLACE, "place"},

    {COLUMN_SECTOR, "行业门类"}, {COLUMN_SECTOR, "行业"}, {COLUMN_SECTOR, "所属行业"},
    {COLUMN_SECTOR, "国标行业"}, {COLUMN_SECTOR, "行业类别"}, {COLUMN_SECTOR, "行业分类"},
    {COLUMN_SECTOR, "国民经济行业"}, {COLUMN_SECTOR, "国民经济行业分类"}, {COLUMN_SECTOR, "行业代码"},
    {COLUMN_SECTOR, "产业门类"}, {COLUMN_SECTOR, "sector"},

    {COLUMN_TYPE, "项目类型"}, {COLUMN_TYPE, "审批类型"}, {COLUMN_TYPE, "项目类别"},
    {COLUMN_TYPE, "立项类型"}, {COLUMN_TYPE, "立项方式"}, {COLUMN_TYPE, "管理方式"},
    {COLUMN_TYPE, "投资管理方式"}, {COLUMN_TYPE, "type"},

    {COLUMN_NATURE, "建设性质"}, {COLUMN_NATURE, "项目性质"}, {COLUMN_NATURE, "性质"},
    {COLUMN_NATURE, "新续建"}, {COLUMN_NATURE, "新建续建"}, {COLUMN_NATURE, "建设类型"},
    {COLUMN_NATURE, "nature"},

    {COLUMN_TOTAL, "总投资"}, {COLUMN_TOTAL, "总投资额"}, {COLUMN_TOTAL, "项目总投资"},
    {COLUMN_TOTAL, "计划总投资"}, {COLUMN_TOTAL, "投资总额"}, {COLUMN_TOTAL, "投资额"},
    {COLUMN_TOTAL, "概算总投资"}, {COLUMN_TOTAL, "估算总投资"}, {COLUMN_TOTAL, "总投资规模"},
    {COLUMN_TOTAL, "投资规模"}, {COLUMN_TOTAL, "项目总投资额"}, {COLUMN_TOTAL, "计划总投资额"},
    {COLUMN_TOTAL, "totalinvestment"}, {COLUMN_TOTAL, "total"},

    {COLUMN_ANNUAL_PLAN, "年度计划投资"}, {COLUMN_ANNUAL_PLAN, "年度计划投资额"},
    {COLUMN_ANNUAL_PLAN, "年度投资计划"}, {COLUMN_ANNUAL_PLAN, "年计划投资"},
    {COLUMN_ANNUAL_PLAN, "计划投资"}, {COLUMN_ANNUAL_PLAN, "投资计划"}, {COLUMN_ANNUAL_PLAN, "年度投资"},
    {COLUMN_ANNUAL_PLAN, "当年计划投资"}, {COLUMN_ANNUAL_PLAN, "本年计划投资"},
    {COLUMN_ANNUAL_PLAN, "本年度计划投资"}, {COLUMN_ANNUAL_PLAN, "计划投资额"},
    {COLUMN_ANNUAL_PLAN, "年度计划完成投资"}, {COLUMN_ANNUAL_PLAN, "计划完成投资"},
    {COLUMN_ANNUAL_PLAN, "年度计划"}, {COLUMN_ANNUAL_PLAN, "annualplan"},

    {COLUMN_PLANNED_START, "计划开复工日期"}, {COLUMN_PLANNED_START, "计划开复工时间"},
    {COLUMN_PLANNED_START, "计划开工日期"}, {COLUMN_PLANNED_START, "计划开工时间"},
    {COLUMN_PLANNED_START, "计划开复工"}, {COLUMN_PLANNED_START, "计划开工"},
    {COLUMN_PLANNED_START, "拟开工日期"}, {COLUMN_PLANNED_START, "拟开工时间"},
    {COLUMN_PLANNED_START, "预计开工日期"}, {COLUMN_PLANNED_START, "预计开工时间"},
    {COLUMN_PLANNED_START, "拟开复工时间"}, {COLUMN_PLANNED_START, "拟开复工日期"},
    {COLUMN_PLANNED_START, "预计开复工时间"}, {COLUMN_PLANNED_START, "预计开复工日期"},
    {COLUMN_PLANNED_START, "开工日期计划"}, {COLUMN_PLANNED_START, "开工时间计划"},
    {COLUMN_PLANNED_START, "plannedstart"},

    {COLUMN_PLANNED_FINISH, "计划竣工日期"}, {COLUMN_PLANNED_FINISH, "计划竣工时间"},
    {COLUMN_PLANNED_FINISH, "计划完工日期"}, {COLUMN_PLANNED_FINISH, "计划完工时间"},
    {COLUMN_PLANNED_FINISH, "竣工日期"}, {COLUMN_PLANNED_FINISH, "竣工时间"},
    {COLUMN_PLANNED_FINISH, "拟竣工时间"}, {COLUMN_PLANNED_FINISH, "拟竣工日期"},
    {COLUMN_PLANNED_FINISH, "预计竣工时间"}, {COLUMN_PLANNED_FINISH, "预计竣工日期"},
    {COLUMN_PLANNED_FINISH, "拟建成时间"}, {COLUMN_PLANNED_FINISH, "拟建成日期"},
    {COLUMN_PLANNED_FINISH, "计划建成时间"}, {COLUMN_PLANNED_FINISH, "计划竣工"},
    {COLUMN_PLANNED_FINISH, "计划投产时间"}, {COLUMN_PLANNED_FINISH, "建成时间"},
    {COLUMN_PLANNED_FINISH, "建成日期"}, {COLUMN_PLANNED_FINISH, "计划建成日期"},
    {COLUMN_PLANNED_FINISH, "预计建成时间"}, {COLUMN_PLANNED_FINISH, "完工时间"},
    {COLUMN_PLANNED_FINISH, "完工日期"}, {COLUMN_PLANNED_FINISH, "plannedfinish"},

    {COLUMN_ACTUAL_START, "实际开复工日期"}, {COLUMN_ACTUAL_START, "实际开复工时间"},
    {COLUMN_ACTUAL_START, "实际开工日期"}, {COLUMN_ACTUAL_START, "实际开工时间"},
    {COLUMN_ACTUAL_START, "实际开复工"}, {COLUMN_ACTUAL_START, "实际开工"},
    {COLUMN_ACTUAL_START, "开复工日期"}, {COLUMN_ACTUAL_START, "开复工时间"},
    {COLUMN_ACTUAL_START, "已开复工日期"}, {COLUMN_ACTUAL_START, "已开工日期"},
    {COLUMN_ACTUAL_START, "actualstart"},

    {COLUMN_PROBLEM, "存在问题"}, {COLUMN_PROBLEM, "问题"}, {COLUMN_PROBLEM, "需协调问题"},
    {COLUMN_PROBLEM, "需要协调解决的问题"}, {COLUMN_PROBLEM, "需协调解决的问题"},
    {COLUMN_PROBLEM, "存在的问题"}, {COLUMN_PROBLEM, "主要问题"}, {COLUMN_PROBLEM, "存在困难及问题"},
    {COLUMN_PROBLEM, "存在困难和问题"}, {COLUMN_PROBLEM, "存在问题及困难"}, {COLUMN_PROBLEM, "problem"},

    {COLUMN_SOURCE, "名称来源"}, {COLUMN_SOURCE, "来源"}, {COLUMN_SOURCE, "数据来源"},

    {COLUMN_SERVICE_OFFICER, "服务专员"}, {COLUMN_SERVICE_OFFICER, "包保专员"},
    {COLUMN_SERVICE_OFFICER, "首席服务员"}, {COLUMN_SERVICE_OFFICER, "服务员"},
    {COLUMN_SERVICE_OFFICER, "项目专员"}, {COLUMN_SERVICE_OFFICER, "服务秘书"},

    {COLUMN_IGNORED, "序号"}, {COLUMN_IGNORED, "编号"}, {COLUMN_IGNORED, "状态"},
    {COLUMN_IGNORED, "no"}, {COLUMN_IGNORED, "no."},
};
/* clang-format on */

enum { ALIAS_COUNT = sizeof aliases / sizeof aliases[0], HEADER_BYTES_MAX = 200 };

const char *register_column_zh(enum register_column column)
{
    if (column == COLUMN_TOTAL) {
        return "总投资(万元)";
    }
    if (column == COLUMN_ANNUAL_PLAN) {
        return "年度计划投资(万元)";
    }
    for (size_t i = 0; i < ALIAS_COUNT; i++) {
        if (aliases[i].column == column) {
            return aliases[i].header;
        }
    }
    return "";
}

static uint32_t fold_character(uint32_t character)
{
    return character >= 0xFF01 && character <= 0xFF5E   ? character - 0xFEE0
           : character == 0x3010 || character == 0x3014 ? '['
           : character == 0x3011 || character == 0x3015 ? ']'
                                                        : character;
}

static bool is_blank(uint32_t character)
{
    return character <= ' ' || character == 0xA0 || character == 0x3000 ||
           (character >= 0x2000 && character <= 0x200F) || character == 0xFEFF;
}

struct text register_fold(struct text text, struct arena *arena)
{
    char *folded = arena_alloc(arena, text.length + 1);
    size_t length = 0;
    for (size_t offset = 0; offset < text.length;) {
        size_t from = offset;
        uint32_t character = text_next_character(text, &offset);
        uint32_t half = fold_character(character);
        if (is_blank(character)) {
            continue;
        }
        if (half < 0x80) {
            folded[length++] = (char)half;
        } else {
            memcpy(folded + length, text.data + from, offset - from);
            length += offset - from;
        }
    }
    return (struct text){folded, length};
}

static bool has_suffix(struct text text, struct text suffix)
{
    return text.length >= suffix.length &&
           memcmp(text.data + text.length - suffix.length, suffix.data, suffix.length) == 0;
}

int64_t register_unit(struct text folded, size_t *length_out)
{
    static const struct {
        struct text word;
        int64_t cents;
    } units[] = {{{"亿元", 6}, 10000000000},
                 {{"万元", 6}, 1000000},
                 {{"元", 3}, 100},
                 {{"亿", 3}, 10000000000},
                 {{"万", 3}, 1000000}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (has_suffix(folded, units[i].word)) {
            *length_out = units[i].word.length;
            return units[i].cents;
        }
    }
    *length_out = 0;
    return 0;
}

/* Drops brackets, and what stands in them unless `with_content`; also marks such as * and : and the
 * case of letters. */
static struct text without_brackets(struct text folded, bool with_content,
                                    char buffer[HEADER_BYTES_MAX])
{
    size_t length = 0;
    int depth = 0;
    for (size_t i = 0; i < folded.length; i++) {
        char c = folded.data[i];
        if (c == '(' || c == '[') {
            depth++;
        } else if (c == ')' || c == ']') {
            depth -= depth > 0;
        } else if (strchr("*:/_-,", c) == NULL && (with_content || depth == 0)) {
            buffer[length++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        }
    }
    return (struct text){buffer, length};
}

static struct text strip_suffix(struct text text, struct text suffix)
{
    return has_suffix(text, suffix) ? text_slice(text, 0, text.length - suffix.length) : text;
}

static enum register_column find_alias(struct text key)
{
    for (size_t i = 0; i < ALIAS_COUNT; i++) {
        if (text_is_equal(key, text_of(aliases[i].header))) {
            return aliases[i].column;
        }
    }
    return COLUMN_UNKNOWN;
}

/* "2020年度" or "2020年" at the front. */
static int leading_year(struct text key, size_t *length_out)
{
    int64_t year;
    struct text rest = text_slice(key, 4, key.length);
    if (key.length < 8 || !text_parse_int64(text_slice(key, 0, 4), &year) || year < 1990 ||
        year > 2100 || !text_has_prefix(rest, TEXT("年"))) {
        return 0;
    }
    rest = text_slice(rest, 3, rest.length);
    *length_out = text_has_prefix(rest, TEXT("度")) ? 10 : 7;
    return (int)year;
}

static enum register_column find_key(struct text key, struct register_header *header)
{
    size_t unit_length, year_length = 0;
    enum register_column column = find_alias(key);
    if (column != COLUMN_UNKNOWN) {
        return column;
    }
    int64_t unit = register_unit(key, &unit_length);
    if (unit != 0) {
        key = text_slice(key, 0, key.length - unit_length);
        key = strip_suffix(key, TEXT("单位"));
    }
    int year = leading_year(key, &year_length);
    key = text_slice(key, year_length, key.length);
    column = find_alias(key);
    if (column != COLUMN_UNKNOWN) {
        header->year = year;
        bool money = column == COLUMN_TOTAL || column == COLUMN_ANNUAL_PLAN;
        if (unit != 0 && !money) {
            return COLUMN_UNKNOWN;
        }
        header->cents_per_unit = money ? unit : 0;
    }
    return column;
}

/* The unit in the last brackets: "总投资(含税)(亿元)". */
static int64_t bracket_unit(struct text folded)
{
    size_t length;
    if (folded.length > 0 && strchr(")]", folded.data[folded.length - 1]) != NULL) {
        return register_unit(text_slice(folded, 0, folded.length - 1), &length);
    }
    return 0;
}

struct register_header register_column_find(struct text header, struct arena *arena)
{
    struct register_header found = {COLUMN_UNKNOWN, 0, 0};
    char buffer[HEADER_BYTES_MAX];
    if (header.length >= HEADER_BYTES_MAX) {
        return found;
    }
    struct text folded = register_fold(header, arena);
    found.column = find_key(without_brackets(folded, true, buffer), &found);
    if (found.column == COLUMN_UNKNOWN) {
        found.column = find_key(without_brackets(folded, false, buffer), &found);
        if (found.column == COLUMN_TOTAL || found.column == COLUMN_ANNUAL_PLAN) {
            found.cents_per_unit = bracket_unit(folded);
        }
    }
    return found;
}
