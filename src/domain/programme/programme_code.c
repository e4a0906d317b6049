/* Codes, words and field rules of a project. */
#include "domain/programme/programme.h"

#include <string.h>

struct word {
    const char *name, *zh;
};

static const struct word natures[] = {
    [NATURE_NEW] = {"new", "新建"},
    [NATURE_CONTINUED] = {"continued", "续建"},
    [NATURE_EXTENSION] = {"extension", "改扩建"},
};
static const struct word types[] = {
    [TYPE_GOVERNMENT] = {"government", "政府投资"}, [TYPE_LINEAR] = {"linear", "线性基础设施"},
    [TYPE_RATIFIED] = {"ratified", "企业核准"},     [TYPE_FILED] = {"filed", "企业备案"},
    [TYPE_SMALL] = {"small", "小型社会投资"},       [TYPE_LAND_PLAN] = {"land_plan", "带方案出让"},
};
static const struct word events[] = {
    [SITE_START] = {"start", "开工"},
    [SITE_STOP] = {"stop", "停工"},
    [SITE_RESUME] = {"resume", "复工"},
};

enum { NATURE_COUNT = 3, TYPE_COUNT = 6, EVENT_COUNT = 3 };

static int find_word(const struct word *words, int count, struct text text)
{
    for (int i = 0; i < count; i++) {
        if (text_is_equal(text, text_of(words[i].name)) ||
            text_is_equal(text, text_of(words[i].zh))) {
            return i;
        }
    }
    return -1;
}

const char *project_nature_name(enum project_nature nature)
{
    return natures[nature].name;
}

const char *project_nature_zh(enum project_nature nature)
{
    return natures[nature].zh;
}

bool project_nature_parse(struct text text, enum project_nature *nature_out)
{
    int found = find_word(natures, NATURE_COUNT, text);
    if (found >= 0) {
        *nature_out = (enum project_nature)found;
    }
    return found >= 0;
}

const char *project_type_name(enum project_type type)
{
    return types[type].name;
}

const char *project_type_zh(enum project_type type)
{
    return types[type].zh;
}

bool project_type_parse(struct text text, enum project_type *type_out)
{
    int found = find_word(types, TYPE_COUNT, text);
    if (found >= 0) {
        *type_out = (enum project_type)found;
    }
    return found >= 0;
}

const char *site_event_name(enum site_event_kind kind)
{
    return events[kind].name;
}

const char *site_event_zh(enum site_event_kind kind)
{
    return events[kind].zh;
}

bool site_event_parse(struct text text, enum site_event_kind *kind_out)
{
    int found = find_word(events, EVENT_COUNT, text);
    if (found >= 0) {
        *kind_out = (enum site_event_kind)found;
    }
    return found >= 0;
}

/* --- project codes ---------------------------------------------------------------------------- */

/* The number that stands at [from, from + length), or -1. */
static int digits_at(struct text text, size_t from, size_t length)
{
    int value = 0;
    for (size_t i = from; i < from + length; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return -1;
        }
        value = value * 10 + text.data[i] - '0';
    }
    return value;
}

static enum error_kind code_error(struct text code, const char *what, struct error *err)
{
    size_t shown = 0, next = 0; /* whole characters only */
    while (next < code.length && next <= 40) {
        shown = next;
        text_next_character(code, &next);
    }
    shown = next <= 40 ? next : shown;
    error_set(err, ERROR_INVALID, "project.code", "项目代码 \"%.*s\": %s", (int)shown, code.data,
              what);
    return err == NULL ? ERROR_INVALID : error_at_field(err, "code");
}

/* YYYY-DDDDDD-II-TT-NNNNNN and YYMM-DDDDDD-GG-TT-RRRRRC have the same length and hyphens; a month
 * beyond 12 or a year of the old form tells them apart. */
enum error_kind project_code_check(struct text code, struct error *err)
{
    static const size_t hyphens[] = {4, 11, 14, 17};
    if (code.length != 24) {
        return code_error(code, "应为 24 位, 含 4 个连字符, 如 2020-230109-73-03-000006", err);
    }
    for (size_t i = 0; i < 4; i++) {
        if (code.data[hyphens[i]] != '-') {
            return code_error(code, "连字符应在第 5、12、15、18 位", err);
        }
    }
    int head = digits_at(code, 0, 4), division = digits_at(code, 5, 6);
    int group = digits_at(code, 12, 2), type = digits_at(code, 15, 2);
    if (head < 0 || division < 0 || group < 0 || type < 0) {
        return code_error(code, "年份、区划、行业、类型各段应为数字", err);
    }
    if (division < 100 || (division >= 1000 && (division < 110000 || division > 829999))) {
        return code_error(code, "第二段不是行政区划代码", err);
    }
    bool old_form = head >= 2000 && head <= 2021 && digits_at(code, 18, 6) >= 0;
    if (old_form) {
        if (type < 1 || type > 3) {
            return code_error(code, "类型段应为 01 审批、02 核准或 03 备案", err);
        }
        return group >= 1 && group <= 97
                   ? OK
                   : code_error(code, "行业段应为 GB/T 4754 两位大类 01-97", err);
    }
    int month = head % 100;
    if (head / 100 < 16 || month < 1 || month > 12) {
        return code_error(code, "首段应为年份 (2000-2021) 或年月 YYMM", err);
    }
    for (size_t i = 18; i < 24; i++) {
        bool upper = code.data[i] >= 'A' && code.data[i] <= 'Z';
        if (!upper && (code.data[i] < '0' || code.data[i] > '9')) {
            return code_error(code, "末段应为 6 位数字或大写字母", err);
        }
    }
    return OK;
}

/* --- unified social credit codes -------------------------------------------------------------- */

enum error_kind credit_code_check(struct text code, struct error *err)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static const int weights[] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    int sum = 0;
    if (code.length != 18) {
        error_set(err, ERROR_INVALID, "owner.code", "统一社会信用代码应为 18 位, 不是 %zu 位",
                  code.length);
        return err == NULL ? ERROR_INVALID : error_at_field(err, "owner_code");
    }
    for (size_t i = 0; i < 18; i++) {
        const char *found = code.data[i] == '\0' ? NULL : strchr(alphabet, code.data[i]);
        if (found == NULL) {
            error_set(err, ERROR_INVALID, "owner.code",
                      "统一社会信用代码 %.*s 第 %zu 位不是允许的字符 (不用 I O S V Z)",
                      TEXT_ARGS(code), i + 1);
            return err == NULL ? ERROR_INVALID : error_at_field(err, "owner_code");
        }
        int value = (int)(found - alphabet);
        if (i < 17) {
            sum += value * weights[i];
        } else if (value != (31 - sum % 31) % 31) {
            error_set(err, ERROR_INVALID, "owner.code", "统一社会信用代码 %.*s 的校验位应为 %c",
                      TEXT_ARGS(code), alphabet[(31 - sum % 31) % 31]);
            return err == NULL ? ERROR_INVALID : error_at_field(err, "owner_code");
        }
    }
    return OK;
}

/* --- the whole project ------------------------------------------------------------------------ */

static enum error_kind field_error(const char *code, const char *field, const char *message,
                                   struct error *err)
{
    error_set(err, ERROR_INVALID, code, "%s", message);
    return err == NULL ? ERROR_INVALID : error_at_field(err, field);
}

static enum error_kind check_length(struct text text, size_t max, const char *field,
                                    struct error *err)
{
    size_t length = text_count_characters(text);
    if (length > max) {
        error_set(err, ERROR_INVALID, "project.length", "%s 有 %zu 个字, 最多 %zu 个", field,
                  length, max);
        return err == NULL ? ERROR_INVALID : error_at_field(err, field);
    }
    for (size_t i = 0; i < text.length; i++) {
        if ((unsigned char)text.data[i] < 0x20 && text.data[i] != '\n') {
            return field_error("project.control", field, "文字中有控制字符", err);
        }
    }
    return OK;
}

enum error_kind project_check(const struct project *project, struct error *err)
{
    TRY(project_code_check(project->code, err));
    if (text_trim(project->name).length == 0) {
        return field_error("project.name", "name", "项目名称不能为空", err);
    }
    TRY(check_length(project->name, PROJECT_NAME_MAX, "name", err));
    TRY(check_length(project->owner_name, PROJECT_NAME_MAX, "owner", err));
    TRY(check_length(project->place, PROJECT_PLACE_MAX, "place", err));
    TRY(check_length(project->problem, PROJECT_PROBLEM_MAX, "problem", err));
    TRY(check_length(project->source, PROJECT_NAME_MAX, "source", err));
    TRY(check_length(project->service_officer, PROJECT_NAME_MAX, "service_officer", err));
    if (project->owner_code.length > 0) {
        TRY(credit_code_check(project->owner_code, err));
    }
    if (project->sector.length != 1 || project->sector.data[0] < 'A' ||
        project->sector.data[0] > 'T') {
        return field_error("project.sector", "sector", "行业门类应为 GB/T 4754 的字母 A-T", err);
    }
    if (project->total.cents < 0 || project->annual_plan.cents < 0) {
        return field_error("money.negative", "total_wan", "金额不能为负", err);
    }
    if (project->annual_plan.cents > project->total.cents) {
        return field_error("project.annual_plan", "annual_plan_wan", "年度计划投资大于总投资", err);
    }
    if (!date_is_none(project->planned_start) && !date_is_none(project->planned_finish) &&
        date_compare(project->planned_finish, project->planned_start) < 0) {
        return field_error("project.dates", "planned_finish", "计划竣工早于计划开工", err);
    }
    return OK;
}
