/* A template file as a struct. Whatever is wrong with a member becomes a problem that names its item,
 * so that a city sees all of them at once; only what is no JSON or too large is an error. */
#include "domain/template/template_internal.h"

#include "base/json.h"

struct reader {
    struct arena *arena;
    struct problem_list *problems;
    struct template *template;
    struct text own;    /* the item that is read, "" for the template as a whole */
    int extension_days; /* what an item has that says nothing */
};

static void shape(struct reader *reader, const char *what)
{
    problem_add(reader->problems, reader->own, "T-1", "%s", what);
}

static const char *const root_members[] = {
    "id",         "version",    "national_flow_type", "name_zh", "name_en",
    "note",       "origin",     "cap_working_days",   "stages",  "departments",
    "conditions", "start_gate", "clock_rules",        "items",   NULL};
static const char *const stage_members[] = {
    "id", "standard_code", "name_zh", "name_en", "lead_department", "limit_working_days", NULL};
static const char *const department_members[] = {"id", "name_zh", "name_en", NULL};
static const char *const condition_members[] = {"zh", "en", "default", NULL};
static const char *const gate_members[] = {"all_decided", "any_decided", NULL};
static const char *const tolerance_members[] = {"mode", "supply_within_working_days", NULL};
static const char *const paper_members[] = {"id",   "name_zh",     "name_en",
                                            "kind", "produced_by", NULL};
static const char *const item_members[] = {"id",
                                           "name_zh",
                                           "name_en",
                                           "stage",
                                           "kind",
                                           "department",
                                           "department_id",
                                           "statutory_working_days",
                                           "statutory_origin",
                                           "promised_working_days",
                                           "promised_origin",
                                           "natural_days",
                                           "counted_in_total",
                                           "prerequisites",
                                           "documents",
                                           "deferrable",
                                           "tolerance",
                                           "commitment",
                                           "never_defer",
                                           "parallel_group",
                                           "condition",
                                           "special_procedures",
                                           "regional_assessment",
                                           "milestone",
                                           "output",
                                           "validity_months",
                                           "validity_extensions",
                                           "extension_working_days",
                                           "deemed_consent",
                                           "basis",
                                           NULL};
static const char *const item_kinds[] = {"permit",    "filing",     "registration",
                                         "technical", "contract",   "market",
                                         "service",   "acceptance", NULL};

static bool is_among(struct text text, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        if (text_is_equal(text, text_of(names[i]))) {
            return true;
        }
    }
    return false;
}

/* Whether the value is an object; T-13 for members that nobody reads, unless they start with x_. */
static bool read_object(struct reader *reader, const struct json_value *value, const char *what,
                        const char *const *members)
{
    if (value == NULL || value->kind != JSON_OBJECT) {
        problem_add(reader->problems, reader->own, "T-1", "%s 应为对象 (%s has to be an object)",
                    what, what);
        return false;
    }
    for (size_t i = 0; i < value->count; i++) {
        if (!is_among(value->keys[i], members) && !text_has_prefix(value->keys[i], TEXT("x_"))) {
            struct text key = problem_quote(value->keys[i]);
            problem_add(reader->problems, reader->own, "T-13",
                        "%s 没有成员 \"%.*s\" (unknown member)", what, TEXT_ARGS(key));
        }
    }
    return true;
}

static void read_text(struct reader *reader, const struct json_value *value, const char *key,
                      bool required, struct text *out)
{
    struct error err;
    if (json_get_text(value, key, required, out, &err) != OK) {
        shape(reader, err.message);
    } else if (required && out->length == 0) {
        problem_add(reader->problems, reader->own, "T-1", "成员 \"%s\" 为空 (is empty)", key);
    }
}

static void read_bool(struct reader *reader, const struct json_value *value, const char *key,
                      bool required, bool *out)
{
    struct error err;
    if (json_get_bool(value, key, required, out, &err) != OK) {
        shape(reader, err.message);
    }
}

static void read_whole(struct reader *reader, const struct json_value *value, const char *key,
                       const char *rule, bool required, int *out)
{
    int64_t number = *out;
    struct error err;
    if (json_get_int(value, key, required, &number, &err) != OK) {
        problem_add(reader->problems, reader->own, rule, "%s", err.message);
    } else if (number < -1000000 || number > 1000000) {
        problem_add(reader->problems, reader->own, rule, "\"%s\" 超出范围 (out of range): %lld",
                    key, (long long)number);
    } else {
        *out = (int)number;
    }
}

static void read_names(struct reader *reader, const struct json_value *value, struct text *zh,
                       struct text *en)
{
    read_text(reader, value, "name_zh", true, zh);
    *en = *zh;
    read_text(reader, value, "name_en", false, en);
}

/* An id is short and plain, so that it can stand in addresses, messages and file names. */
static void read_id(struct reader *reader, const struct json_value *value, struct text *out)
{
    read_text(reader, value, "id", true, out);
    bool plain = out->length <= ID_MAX;
    for (size_t i = 0; plain && i < out->length; i++) {
        char byte = out->data[i];
        plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '.';
    }
    if (!plain) {
        struct text id = problem_quote(*out);
        problem_add(reader->problems, reader->own, "T-1",
                    "编号 \"%.*s\" 应为 1 至 %d 个字母, 数字, _ - . (bad id)", TEXT_ARGS(id),
                    ID_MAX);
        *out = text_format(reader->arena, "%.*s", TEXT_ARGS(id));
    }
}

/* A list; an empty one when it is missing or something else, with a problem. */
static enum error_kind read_list(struct reader *reader, const struct json_value *object,
                                 const char *key, bool required, size_t max,
                                 const struct json_value **out, struct error *err)
{
    static const struct json_value empty = {.kind = JSON_ARRAY};
    struct error missing;
    *out = &empty;
    if (json_get_array(object, key, required, out, &missing) != OK) {
        shape(reader, missing.message);
    }
    return (*out)->count <= max
               ? OK
               : error_set(err, ERROR_LIMIT, "template.long",
                           "\"%s\" has %zu entries, at most %zu are read", key, (*out)->count, max);
}

/* --- lists by name ---------------------------------------------------------------------------- */

static enum error_kind read_stages(struct reader *reader, const struct json_value *root,
                                   struct error *err)
{
    const struct json_value *stages;
    TRY(read_list(reader, root, "stages", true, 20, &stages, err));
    struct template_stage *out = ARENA_ARRAY(reader->arena, struct template_stage, stages->count);
    for (size_t i = 0; i < stages->count; i++) {
        if (!read_object(reader, &stages->items[i], "stages", stage_members)) {
            continue;
        }
        read_whole(reader, &stages->items[i], "id", "T-1", true, &out[i].id);
        read_names(reader, &stages->items[i], &out[i].name_zh, &out[i].name_en);
        read_text(reader, &stages->items[i], "lead_department", false, &out[i].lead);
        read_whole(reader, &stages->items[i], "limit_working_days", "T-10", false,
                   &out[i].limit_days);
    }
    reader->template->stages = out;
    reader->template->stage_count = stages->count;
    return OK;
}

static enum error_kind read_departments(struct reader *reader, const struct json_value *root,
                                        struct error *err)
{
    const struct json_value *departments;
    TRY(read_list(reader, root, "departments", true, 200, &departments, err));
    struct template_department *out =
        ARENA_ARRAY(reader->arena, struct template_department, departments->count);
    for (size_t i = 0; i < departments->count; i++) {
        if (!read_object(reader, &departments->items[i], "departments", department_members)) {
            continue;
        }
        read_id(reader, &departments->items[i], &out[i].id);
        read_names(reader, &departments->items[i], &out[i].name_zh, &out[i].name_en);
    }
    reader->template->departments = out;
    reader->template->department_count = departments->count;
    return OK;
}

static enum error_kind read_conditions(struct reader *reader, const struct json_value *root,
                                       struct error *err)
{
    const struct json_value *conditions = json_find(root, "conditions");
    if (conditions == NULL || conditions->kind != JSON_OBJECT) {
        shape(reader, "conditions 应为对象 (conditions has to be an object)");
        return OK;
    }
    if (conditions->count > 100) {
        return error_set(err, ERROR_LIMIT, "template.long",
                         "\"conditions\" has %zu entries, at most 100 are read", conditions->count);
    }
    struct template_condition *out =
        ARENA_ARRAY(reader->arena, struct template_condition, conditions->count);
    for (size_t i = 0; i < conditions->count; i++) {
        const struct json_value *value = &conditions->items[i];
        out[i].id = out[i].name_en = conditions->keys[i];
        if (read_object(reader, value, "conditions", condition_members)) {
            read_text(reader, value, "zh", true, &out[i].name_zh);
            read_text(reader, value, "en", false, &out[i].name_en);
            read_bool(reader, value, "default", true, &out[i].initially);
        }
    }
    reader->template->conditions = out;
    reader->template->condition_count = conditions->count;
    return OK;
}

/* --- items ------------------------------------------------------------------------------------ */

/* The items that a list of ids names, each once; others become problems. */
static void read_item_list(struct reader *reader, const struct json_value *ids, const char *rule,
                           const int **out, size_t *count_out)
{
    int *items = ARENA_ARRAY(reader->arena, int, ids->count);
    size_t count = 0;
    for (size_t i = 0; i < ids->count; i++) {
        if (ids->items[i].kind != JSON_TEXT) {
            shape(reader, "事项列表应为编号 (a list of items holds their ids)");
            continue;
        }
        struct text id = problem_quote(ids->items[i].text);
        int found = template_find_item(reader->template, ids->items[i].text);
        bool again = false;
        for (size_t k = 0; k < count && !again; k++) {
            again = items[k] == found;
        }
        if (found < 0) {
            problem_add(reader->problems, reader->own, rule, "没有事项 \"%.*s\" (unknown item)",
                        TEXT_ARGS(id));
        } else if (again) {
            problem_add(reader->problems, reader->own, "T-2", "\"%.*s\" 重复 (stands twice)",
                        TEXT_ARGS(id));
        } else {
            items[count++] = found;
        }
    }
    *out = items;
    *count_out = count;
}

static enum error_kind read_paper(struct reader *reader, const struct json_value *value,
                                  struct paper *paper, struct error *err)
{
    struct text kind = TEXT("");
    if (!read_object(reader, value, "documents", paper_members)) {
        return OK;
    }
    read_id(reader, value, &paper->id);
    read_names(reader, value, &paper->name_zh, &paper->name_en);
    read_text(reader, value, "kind", true, &kind);
    paper->primary = text_is_equal(kind, TEXT("primary"));
    if (!paper->primary && !text_is_equal(kind, TEXT("supplementary"))) {
        problem_add(reader->problems, reader->own, "T-6",
                    "材料 \"%.*s\" 应为 primary 或 supplementary (bad kind of paper)",
                    TEXT_ARGS(paper->id));
    }
    const struct json_value *made = json_find(value, "produced_by");
    if (made == NULL || made->kind == JSON_NULL) {
        return OK;
    }
    const struct json_value one = {.kind = JSON_ARRAY, .items = made, .count = 1};
    if (made->kind != JSON_ARRAY) {
        made = &one;
    }
    if (made->count > TEMPLATE_ITEMS_MAX) {
        return error_set(err, ERROR_LIMIT, "template.long",
                         "\"produced_by\" has %zu entries, at most %d are read", made->count,
                         TEMPLATE_ITEMS_MAX);
    }
    read_item_list(reader, made, "T-3", &paper->produced_by, &paper->produced_by_count);
    return OK;
}

static void read_tolerance(struct reader *reader, const struct json_value *value,
                           struct template_item *item)
{
    const struct json_value *tolerance = json_find(value, "tolerance");
    struct text mode = TEXT("");
    if (tolerance == NULL || tolerance->kind == JSON_NULL ||
        !read_object(reader, tolerance, "tolerance", tolerance_members)) {
        return;
    }
    read_text(reader, tolerance, "mode", true, &mode);
    read_whole(reader, tolerance, "supply_within_working_days", "T-11", true, &item->supply_days);
    item->tolerance = text_is_equal(mode, TEXT("accept"))   ? TOLERANCE_ACCEPT
                      : text_is_equal(mode, TEXT("decide")) ? TOLERANCE_DECIDE
                                                            : TOLERANCE_NONE;
    if (item->tolerance == TOLERANCE_NONE) {
        shape(reader, "容缺方式应为 accept 或 decide (bad mode of tolerance)");
    }
}

static int find_department(const struct template *template, struct text id)
{
    for (size_t i = 0; i < template->department_count; i++) {
        if (text_is_equal(template->departments[i].id, id)) {
            return (int)i;
        }
    }
    return -1;
}

static int find_condition(const struct template *template, struct text id)
{
    for (size_t i = 0; i < template->condition_count; i++) {
        if (text_is_equal(template->conditions[i].id, id)) {
            return (int)i;
        }
    }
    return -1;
}

/* What an item names elsewhere in the file: its department, its condition; and its kind. */
static void read_references(struct reader *reader, const struct json_value *value,
                            struct template_item *item)
{
    struct text department = TEXT(""), condition = TEXT("");
    struct error err;
    if (json_get_text(value, "department_id", false, &department, &err) != OK) {
        problem_add(reader->problems, reader->own, "T-4", "%s", err.message);
    }
    item->department = find_department(reader->template, department);
    if (department.length == 0) {
        problem_add(reader->problems, reader->own, "T-4", "没有指定部门 (missing department)");
    } else if (item->department < 0) {
        struct text quote = problem_quote(department);
        problem_add(reader->problems, reader->own, "T-4", "没有部门 \"%.*s\" (unknown department)",
                    TEXT_ARGS(quote));
    }
    read_text(reader, value, "condition", false, &condition);
    item->condition = condition.length == 0 ? -1 : find_condition(reader->template, condition);
    if (condition.length > 0 && item->condition < 0) {
        struct text quote = problem_quote(condition);
        problem_add(reader->problems, reader->own, "T-4", "没有条件 \"%.*s\" (unknown condition)",
                    TEXT_ARGS(quote));
    }
    read_text(reader, value, "kind", true, &item->kind);
    if (item->kind.length > 0 && !is_among(item->kind, item_kinds)) {
        struct text quote = problem_quote(item->kind);
        problem_add(reader->problems, reader->own, "T-4", "没有事项类别 \"%.*s\" (unknown kind)",
                    TEXT_ARGS(quote));
    }
}

static enum error_kind read_papers(struct reader *reader, const struct json_value *value,
                                   struct template_item *item, struct error *err)
{
    const struct json_value *papers;
    TRY(read_list(reader, value, "documents", true, 100, &papers, err));
    struct paper *out = ARENA_ARRAY(reader->arena, struct paper, papers->count);
    for (size_t i = 0; i < papers->count; i++) {
        TRY(read_paper(reader, &papers->items[i], &out[i], err));
    }
    item->papers = out;
    item->paper_count = papers->count;
    return OK;
}

static enum error_kind read_item(struct reader *reader, const struct json_value *value,
                                 struct template_item *item, struct error *err)
{
    const struct json_value *prerequisites;
    item->counted = true;
    read_names(reader, value, &item->name_zh, &item->name_en);
    read_whole(reader, value, "stage", "T-4", true, &item->stage);
    read_whole(reader, value, "statutory_working_days", "T-10", true, &item->statutory_days);
    read_whole(reader, value, "promised_working_days", "T-10", true, &item->promised_days);
    read_whole(reader, value, "natural_days", "T-10", false, &item->natural_days);
    read_whole(reader, value, "validity_months", "T-10", false, &item->validity_months);
    read_whole(reader, value, "validity_extensions", "T-10", false, &item->validity_extensions);
    /* What an item leaves out has the template's default, where the law's extension applies at all. */
    item->extension_days =
        item->natural_days == 0 && item->statutory_days > 0 ? reader->extension_days : 0;
    read_whole(reader, value, "extension_working_days", "T-10", false, &item->extension_days);
    read_bool(reader, value, "deemed_consent", false, &item->deemed_consent);
    read_bool(reader, value, "counted_in_total", false, &item->counted);
    read_bool(reader, value, "commitment", false, &item->commitment);
    read_bool(reader, value, "never_defer", false, &item->never_defer);
    read_bool(reader, value, "milestone", false, &item->milestone);
    read_text(reader, value, "parallel_group", false, &item->group);
    read_text(reader, value, "output", false, &item->output);
    read_text(reader, value, "basis", false, &item->basis);
    read_references(reader, value, item);
    read_tolerance(reader, value, item);
    TRY(read_list(reader, value, "prerequisites", true, TEMPLATE_ITEMS_MAX, &prerequisites, err));
    read_item_list(reader, prerequisites, "T-3", &item->prerequisites, &item->prerequisite_count);
    return read_papers(reader, value, item, err);
}

static enum error_kind read_items(struct reader *reader, const struct json_value *root,
                                  struct error *err)
{
    const struct json_value *items;
    TRY(read_list(reader, root, "items", true, TEMPLATE_ITEMS_MAX, &items, err));
    struct template_item *out = ARENA_ARRAY(reader->arena, struct template_item, items->count);
    if (items->count == 0) {
        shape(reader, "没有事项 (it has no items)");
    }
    for (size_t i = 0; i < items->count;
         i++) { /* all ids first: prerequisites name later items too */
        out[i].id = text_format(reader->arena, "items[%zu]", i);
        reader->own = out[i].id;
        struct text id = TEXT("");
        if (items->items[i].kind == JSON_OBJECT) {
            read_id(reader, &items->items[i], &id);
            out[i].id = reader->own = id.length > 0 ? id : out[i].id;
        }
        read_object(reader, &items->items[i], "items", item_members);
    }
    reader->template->items = out;
    reader->template->item_count = items->count;
    for (size_t i = 0; i < items->count; i++) {
        reader->own = out[i].id;
        if (items->items[i].kind == JSON_OBJECT) {
            TRY(read_item(reader, &items->items[i], &out[i], err));
        }
    }
    reader->own = TEXT("");
    return OK;
}

static enum error_kind read_gate(struct reader *reader, const struct json_value *root,
                                 struct error *err)
{
    struct template *template = reader->template;
    const struct json_value *gate = json_find(root, "start_gate"), *all, *any;
    reader->own = TEXT("start_gate");
    if (!read_object(reader, gate, "start_gate", gate_members)) {
        return OK;
    }
    TRY(read_list(reader, gate, "all_decided", true, TEMPLATE_ITEMS_MAX, &all, err));
    read_item_list(reader, all, "T-12", &template->gate_all, &template->gate_all_count);
    TRY(read_list(reader, gate, "any_decided", true, 50, &any, err));
    struct gate_group *groups = ARENA_ARRAY(reader->arena, struct gate_group, any->count);
    for (size_t i = 0; i < any->count; i++) {
        if (any->items[i].kind != JSON_ARRAY || any->items[i].count > TEMPLATE_ITEMS_MAX) {
            shape(reader, "\"any_decided\" 应为列表的列表 (is a list of lists)");
            continue;
        }
        read_item_list(reader, &any->items[i], "T-12", &groups[i].items, &groups[i].count);
        if (any->items[i].count == 0) {
            problem_add(reader->problems, reader->own, "T-12",
                        "一组开工条件为空, 永远不能满足 (an empty group can never be met)");
        }
    }
    template->gate_any = groups;
    template->gate_any_count = any->count;
    return OK;
}

static void read_head(struct reader *reader, const struct json_value *root)
{
    struct template *template = reader->template;
    read_id(reader, root, &template->id);
    read_names(reader, root, &template->name_zh, &template->name_en);
    read_text(reader, root, "note", false, &template->note);
    read_whole(reader, root, "version", "T-1", false, &template->version);
    read_whole(reader, root, "cap_working_days", "T-10", false, &template->cap_days);
    if (template->version < 1) {
        shape(reader, "版本号从 1 开始 (versions count from 1)");
    }
    const struct json_value *rules = json_find(root, "clock_rules");
    if (rules != NULL && rules->kind == JSON_OBJECT) {
        read_whole(reader, rules, "correction_notice_working_days", "T-20", false,
                   &template->correction_days);
        read_whole(reader, rules, "extension_default_working_days", "T-20", false,
                   &reader->extension_days);
    }
}

enum error_kind template_read(struct text bytes, struct arena *arena, struct template *out,
                              const struct template_problem **problems_out,
                              size_t *problem_count_out, struct error *err)
{
    const struct json_value *root;
    struct problem_list problems = {.arena = arena};
    struct template template = {.version = 1, .correction_days = TEMPLATE_CORRECTION_DAYS};
    struct reader reader = {arena, &problems, &template, TEXT(""), TEMPLATE_EXTENSION_DAYS};
    TRY(json_read(bytes, TEMPLATE_FILE_MAX, arena, &root, err));
    if (read_object(&reader, root, "template", root_members)) {
        read_head(&reader, root);
        TRY(read_stages(&reader, root, err));
        TRY(read_departments(&reader, root, err));
        TRY(read_conditions(&reader, root, err));
        TRY(read_items(&reader, root, err));
        TRY(read_gate(&reader, root, err));
        template_check(&template, &problems, arena);
    }
    *problems_out = problems.items;
    *problem_count_out = problems.count;
    if (problems.count == 0) {
        *out = template;
    }
    return OK;
}
