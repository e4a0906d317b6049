/* A template file as a struct. What cannot be read at all is an error; a name that points nowhere is a
 * problem among others, so that a city sees all of them at once. */
#include "domain/template/template_internal.h"

#include "base/json.h"

struct reader {
    struct arena *arena;
    struct problem_list *problems;
    struct template *template;
    struct error *err;
};

static enum error_kind shape(struct reader *reader, const char *what)
{
    return error_set(reader->err, ERROR_INVALID, "template.shape", "the template: %s", what);
}

static enum error_kind names(struct reader *reader, const struct json_value *value, struct text *zh,
                             struct text *en)
{
    TRY(json_get_text(value, "name_zh", true, zh, reader->err));
    *en = *zh;
    return json_get_text(value, "name_en", false, en, reader->err);
}

static enum error_kind whole(struct reader *reader, const struct json_value *value, const char *key,
                             bool required, int *out)
{
    int64_t number = *out;
    TRY(json_get_int(value, key, required, &number, reader->err));
    if (number < -1000000 || number > 1000000) {
        return shape(reader, "a number is out of range");
    }
    *out = (int)number;
    return OK;
}

static enum error_kind list(struct reader *reader, const struct json_value *object, const char *key,
                            bool required, size_t max, const struct json_value **out)
{
    static const struct json_value empty = {.kind = JSON_ARRAY};
    *out = &empty;
    TRY(json_get_array(object, key, required, out, reader->err));
    return (*out)->count <= max ? OK
                                : error_set(reader->err, ERROR_LIMIT, "template.long",
                                            "\"%s\" has %zu entries, at most %zu are read", key,
                                            (*out)->count, max);
}

/* --- lists by name ---------------------------------------------------------------------------- */

static enum error_kind read_stages(struct reader *reader, const struct json_value *root)
{
    const struct json_value *stages;
    TRY(list(reader, root, "stages", true, 20, &stages));
    struct template_stage *out = ARENA_ARRAY(reader->arena, struct template_stage, stages->count);
    for (size_t i = 0; i < stages->count; i++) {
        TRY(whole(reader, &stages->items[i], "id", true, &out[i].id));
        TRY(names(reader, &stages->items[i], &out[i].name_zh, &out[i].name_en));
        TRY(json_get_text(&stages->items[i], "lead_department", false, &out[i].lead, reader->err));
        TRY(whole(reader, &stages->items[i], "limit_working_days", false, &out[i].limit_days));
    }
    reader->template->stages = out;
    reader->template->stage_count = stages->count;
    return OK;
}

static enum error_kind read_departments(struct reader *reader, const struct json_value *root)
{
    const struct json_value *departments;
    TRY(list(reader, root, "departments", true, 200, &departments));
    struct template_department *out =
        ARENA_ARRAY(reader->arena, struct template_department, departments->count);
    for (size_t i = 0; i < departments->count; i++) {
        TRY(json_get_text(&departments->items[i], "id", true, &out[i].id, reader->err));
        TRY(names(reader, &departments->items[i], &out[i].name_zh, &out[i].name_en));
    }
    reader->template->departments = out;
    reader->template->department_count = departments->count;
    return OK;
}

static enum error_kind read_conditions(struct reader *reader, const struct json_value *root)
{
    const struct json_value *conditions = json_find(root, "conditions");
    if (conditions == NULL || conditions->kind != JSON_OBJECT || conditions->count > 100) {
        return shape(reader, "\"conditions\" is an object of at most 100");
    }
    struct template_condition *out =
        ARENA_ARRAY(reader->arena, struct template_condition, conditions->count);
    for (size_t i = 0; i < conditions->count; i++) {
        const struct json_value *value = &conditions->items[i];
        out[i].id = conditions->keys[i];
        TRY(json_get_text(value, "zh", true, &out[i].name_zh, reader->err));
        out[i].name_en = out[i].id;
        TRY(json_get_text(value, "en", false, &out[i].name_en, reader->err));
        TRY(json_get_bool(value, "default", true, &out[i].initially, reader->err));
    }
    reader->template->conditions = out;
    reader->template->condition_count = conditions->count;
    return OK;
}

/* --- items ------------------------------------------------------------------------------------ */

/* The items that a list of ids names; unknown ones become problems. */
static enum error_kind item_list(struct reader *reader, const struct json_value *ids, struct text own,
                                 const char *rule, const int **out, size_t *count_out)
{
    int *items = ARENA_ARRAY(reader->arena, int, ids->count);
    size_t count = 0;
    for (size_t i = 0; i < ids->count; i++) {
        if (ids->items[i].kind != JSON_TEXT) {
            return shape(reader, "a list of items holds their ids");
        }
        int found = template_find_item(reader->template, ids->items[i].text);
        if (found < 0) {
            problem_add(reader->problems, own, rule, "没有事项 \"%.*s\" (unknown item)",
                        (int)(ids->items[i].text.length < 60 ? ids->items[i].text.length : 60),
                        ids->items[i].text.data);
        } else {
            items[count++] = found;
        }
    }
    *out = items;
    *count_out = count;
    return OK;
}

static enum error_kind read_paper(struct reader *reader, const struct json_value *value,
                                  struct text own, struct paper *paper)
{
    struct text kind = TEXT("");
    const struct json_value *made = json_find(value, "produced_by");
    TRY(json_get_text(value, "id", true, &paper->id, reader->err));
    TRY(names(reader, value, &paper->name_zh, &paper->name_en));
    TRY(json_get_text(value, "kind", true, &kind, reader->err));
    paper->primary = text_is_equal(kind, TEXT("primary"));
    if (!paper->primary && !text_is_equal(kind, TEXT("supplementary"))) {
        problem_add(reader->problems, own, "T-6",
                    "材料 \"%.*s\" 应为 primary 或 supplementary (bad kind of paper)",
                    TEXT_ARGS(paper->id));
    }
    if (made == NULL || made->kind == JSON_NULL) {
        return OK;
    }
    struct json_value one = {.kind = JSON_ARRAY, .items = made, .count = 1};
    if (made->kind != JSON_TEXT && made->kind != JSON_ARRAY) {
        return shape(reader, "\"produced_by\" is an item or a list of items");
    }
    return item_list(reader, made->kind == JSON_TEXT ? &one : made, own, "T-3", &paper->produced_by,
                     &paper->produced_by_count);
}

static enum error_kind read_tolerance(struct reader *reader, const struct json_value *value,
                                      struct template_item *item)
{
    const struct json_value *tolerance = json_find(value, "tolerance");
    struct text mode = TEXT("");
    if (tolerance == NULL || tolerance->kind == JSON_NULL) {
        return OK;
    }
    TRY(json_get_text(tolerance, "mode", true, &mode, reader->err));
    TRY(whole(reader, tolerance, "supply_within_working_days", true, &item->supply_days));
    item->tolerance = text_is_equal(mode, TEXT("accept"))   ? TOLERANCE_ACCEPT
                      : text_is_equal(mode, TEXT("decide")) ? TOLERANCE_DECIDE
                                                            : TOLERANCE_NONE;
    if (item->tolerance == TOLERANCE_NONE) {
        problem_add(reader->problems, item->id, "T-8", "容缺方式应为 accept 或 decide (bad mode)");
    }
    return OK;
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

static enum error_kind read_names_of_item(struct reader *reader, const struct json_value *value,
                                          struct template_item *item)
{
    struct text department = TEXT(""), condition = TEXT("");
    TRY(json_get_text(value, "department_id", true, &department, reader->err));
    TRY(json_get_text(value, "condition", false, &condition, reader->err));
    item->department = find_department(reader->template, department);
    if (item->department < 0) {
        problem_add(reader->problems, item->id, "T-4", "没有部门 \"%.*s\" (missing department)",
                    (int)(department.length < 60 ? department.length : 60), department.data);
    }
    item->condition = condition.length == 0 ? -1 : find_condition(reader->template, condition);
    if (condition.length > 0 && item->condition < 0) {
        problem_add(reader->problems, item->id, "T-4", "没有条件 \"%.*s\" (unknown condition)",
                    (int)(condition.length < 60 ? condition.length : 60), condition.data);
    }
    return OK;
}

static enum error_kind read_item(struct reader *reader, const struct json_value *value,
                                 struct template_item *item)
{
    const struct json_value *papers, *prerequisites;
    item->counted = true;
    TRY(names(reader, value, &item->name_zh, &item->name_en));
    TRY(json_get_text(value, "kind", true, &item->kind, reader->err));
    TRY(whole(reader, value, "stage", true, &item->stage));
    TRY(whole(reader, value, "statutory_working_days", true, &item->statutory_days));
    TRY(whole(reader, value, "promised_working_days", true, &item->promised_days));
    TRY(whole(reader, value, "natural_days", false, &item->natural_days));
    TRY(whole(reader, value, "validity_months", false, &item->validity_months));
    TRY(json_get_bool(value, "counted_in_total", false, &item->counted, reader->err));
    TRY(json_get_bool(value, "commitment", false, &item->commitment, reader->err));
    TRY(json_get_bool(value, "never_defer", false, &item->never_defer, reader->err));
    TRY(json_get_bool(value, "milestone", false, &item->milestone, reader->err));
    TRY(json_get_text(value, "parallel_group", false, &item->group, reader->err));
    TRY(json_get_text(value, "output", false, &item->output, reader->err));
    TRY(json_get_text(value, "basis", false, &item->basis, reader->err));
    TRY(read_names_of_item(reader, value, item));
    TRY(read_tolerance(reader, value, item));
    TRY(list(reader, value, "prerequisites", true, TEMPLATE_ITEMS_MAX, &prerequisites));
    TRY(item_list(reader, prerequisites, item->id, "T-3", &item->prerequisites,
                  &item->prerequisite_count));
    TRY(list(reader, value, "documents", true, 100, &papers));
    struct paper *out = ARENA_ARRAY(reader->arena, struct paper, papers->count);
    for (size_t i = 0; i < papers->count; i++) {
        TRY(read_paper(reader, &papers->items[i], item->id, &out[i]));
    }
    item->papers = out;
    item->paper_count = papers->count;
    return OK;
}

static enum error_kind read_items(struct reader *reader, const struct json_value *root)
{
    const struct json_value *items;
    TRY(list(reader, root, "items", true, TEMPLATE_ITEMS_MAX, &items));
    struct template_item *out = ARENA_ARRAY(reader->arena, struct template_item, items->count);
    if (items->count == 0) {
        return shape(reader, "it has no items");
    }
    for (size_t i = 0; i < items->count; i++) { /* all ids first: prerequisites name later items too */
        TRY(json_get_text(&items->items[i], "id", true, &out[i].id, reader->err));
    }
    reader->template->items = out;
    reader->template->item_count = items->count;
    for (size_t i = 0; i < items->count; i++) {
        TRY(read_item(reader, &items->items[i], &out[i]));
    }
    return OK;
}

static enum error_kind read_gate(struct reader *reader, const struct json_value *root)
{
    struct template *template = reader->template;
    const struct json_value *gate = json_find(root, "start_gate"), *all, *any;
    if (gate == NULL || gate->kind != JSON_OBJECT) {
        return shape(reader, "\"start_gate\" is missing");
    }
    TRY(list(reader, gate, "all_decided", true, TEMPLATE_ITEMS_MAX, &all));
    TRY(item_list(reader, all, TEXT("start_gate"), "T-12", &template->gate_all,
                  &template->gate_all_count));
    TRY(list(reader, gate, "any_decided", true, 50, &any));
    struct gate_group *groups = ARENA_ARRAY(reader->arena, struct gate_group, any->count);
    for (size_t i = 0; i < any->count; i++) {
        if (any->items[i].kind != JSON_ARRAY) {
            return shape(reader, "\"any_decided\" is a list of lists");
        }
        TRY(item_list(reader, &any->items[i], TEXT("start_gate"), "T-12", &groups[i].items,
                      &groups[i].count));
    }
    template->gate_any = groups;
    template->gate_any_count = any->count;
    return OK;
}

enum error_kind template_read(struct text bytes, struct arena *arena, struct template *out,
                              const struct template_problem **problems_out,
                              size_t *problem_count_out, struct error *err)
{
    const struct json_value *root;
    struct problem_list *problems = ARENA_NEW(arena, struct problem_list);
    struct template template = {.version = 1};
    struct reader reader = {arena, problems, &template, err};
    problems->arena = arena;
    TRY(json_read(bytes, TEMPLATE_FILE_MAX, arena, &root, err));
    TRY(json_get_text(root, "id", true, &template.id, err));
    TRY(names(&reader, root, &template.name_zh, &template.name_en));
    TRY(json_get_text(root, "note", false, &template.note, err));
    TRY(whole(&reader, root, "version", false, &template.version));
    TRY(whole(&reader, root, "cap_working_days", false, &template.cap_days));
    TRY(read_stages(&reader, root));
    TRY(read_departments(&reader, root));
    TRY(read_conditions(&reader, root));
    TRY(read_items(&reader, root));
    TRY(read_gate(&reader, root));
    template_check(&template, problems, arena);
    *problems_out = problems->items;
    *problem_count_out = problems->count;
    if (problems->count == 0) {
        *out = template;
    }
    return OK;
}
