#include "report/plan_report.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE = 1000 };

enum error_kind plan_report_init(struct plan_context *context, struct tx *tx, struct text project,
                                 struct date as_of, struct arena *arena, struct error *err)
{
    *context = (struct plan_context){.tx = tx, .arena = arena, .as_of = as_of};
    TRY(calendar_book_store_load(tx, project, as_of, arena, &context->book, err));
    TRY(calendar_book_open(&context->book, arena, err));
    return plan_report_know(context, as_of, err);
}

enum error_kind plan_report_know(struct plan_context *context, struct date known_on,
                                 struct error *err)
{
    const struct calendar_place anywhere = {TEXT(""), TEXT(""), TEXT("")};
    context->book.as_of = known_on;
    context->book.maps = NULL;
    return calendar_book_project(&context->book, &anywhere, WORK_EARTH, context->arena,
                                 &context->calendars, err);
}

enum error_kind plan_report_find_row(struct tx *tx, struct text code, const struct scope *scope,
                                     struct date as_of, struct arena *arena,
                                     struct register_row *row_out, struct error *err)
{
    struct project project;
    struct programme programme;
    TRY(project_store_find_in(tx, scope, code, arena, &project, err));
    *row_out = (struct register_row){.project = project, .baseline_start = DATE_NONE};
    enum error_kind kind = programme_store_of_project(tx, project.id, arena, &programme, err);
    if (kind == ERROR_NOT_FOUND) {
        return OK; /* it stands in no list any more */
    }
    TRY(kind);
    return register_store_row(tx, &programme, project.code, as_of, arena, row_out, err);
}

enum error_kind plan_report_find_template(struct plan_context *context,
                                          const struct project *project,
                                          const struct template **out, struct error *err)
{
    for (size_t i = 0; i < context->template_count; i++) {
        if (context->template_versions[i] == project->template_version &&
            text_is_equal(context->templates[i].id, project->template_id)) {
            *out = &context->templates[i];
            return OK;
        }
    }
    if (context->template_count == PLAN_TEMPLATES_MAX) {
        return error_set(err, ERROR_LIMIT, "plan.templates",
                         "more than %d templates in one programme", PLAN_TEMPLATES_MAX);
    }
    size_t place = context->template_count;
    TRY(approval_store_template(context->tx, project, context->arena, &context->templates[place],
                                err));
    context->template_versions[place] = project->template_version;
    context->template_count++;
    *out = &context->templates[place];
    return OK;
}

static struct date up_to(struct date day, struct date as_of)
{
    return date_is_none(day) || date_compare(day, as_of) > 0 ? DATE_NONE : day;
}

static enum error_kind read_request(struct plan_context *context, const struct project *project,
                                    struct arena *arena, struct plan_request *request,
                                    struct error *err)
{
    const struct template *template = NULL;
    struct item_progress *stored;
    size_t count;
    TRY(plan_report_find_template(context, project, &template, err));
    TRY(progress_store_list(context->tx, project->id, context->as_of, arena, &stored, &count, err));
    struct plan_progress *progress = ARENA_ARRAY(arena, struct plan_progress, count);
    for (size_t i = 0; i < count; i++) {
        progress[i] = (struct plan_progress){
            stored[i].item_id, up_to(stored[i].accepted_on, context->as_of),
            up_to(stored[i].decided_on, context->as_of), stored[i].expected_on};
    }
    return plan_request_read(template, project->conditions, progress, count, arena, request, err);
}

/* Says which year is missing: the first one behind the span of the book. */
static enum error_kind name_year(const struct calendar_book *book, struct error *err)
{
    int year = date_year(book->to) + 1;
    if (err == NULL || strcmp(err->code, "schedule.horizon") != 0) {
        return err == NULL ? ERROR_LIMIT : err->kind;
    }
    return error_set(
        err, ERROR_LIMIT, "schedule.horizon",
        calendar_source_knows(&book->nation, year)
            ? "计划超出 %d 年, 距计划日超过 %d 年 (the plan reaches past %d, more than %d "
              "years from its day)"
            : "计划超出 %d 年, %d 年的节假日安排尚无数据 (the plan reaches past %d; "
              "the holidays of %d are not known)",
        year - 1, calendar_source_knows(&book->nation, year) ? BOOK_YEARS : year, year - 1,
        calendar_source_knows(&book->nation, year) ? BOOK_YEARS : year);
}

enum error_kind plan_report_project(struct plan_context *context, const struct register_row *row,
                                    enum handling handling, struct arena *arena,
                                    struct project_plan *plan_out, struct error *err)
{
    struct plan_request request = {0};
    const struct calendar_place place = {
        .division = row->project.division, .department = TEXT(""), .project = row->project.code};
    if (row->project.nature != NATURE_CONTINUED) {
        TRY(read_request(context, &row->project, arena, &request, err));
    }
    request.handling = handling;
    request.as_of = context->as_of;
    request.target_start = row->project.planned_start;
    request.started_on = row->project.actual_start;
    TRY(calendar_book_project(&context->book, &place, WORK_EARTH, arena, &request.calendars, err));
    TRY(calendar_book_items(&context->book, &place, arena, (struct plan_item *)request.items,
                            request.item_count, err));
    enum error_kind kind = project_plan_compute(&request, arena, plan_out, err);
    return kind == ERROR_LIMIT ? name_year(&context->book, err) : kind;
}

/* --- due -------------------------------------------------------------------------------------- */

struct due_list {
    struct due_item *items;
    size_t count, capacity;
};

static void add_due(struct due_list *list, struct due_item item, struct arena *arena)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 64 : list->capacity * 2;
        struct due_item *items = ARENA_ARRAY(arena, struct due_item, capacity);
        for (size_t i = 0; i < list->count; i++) {
            items[i] = list->items[i];
        }
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = item;
}

/* Texts of the plan live on the project's own arena or in the context's templates. */
static void collect(const struct register_row *row, const struct project_plan *plan,
                    struct date until, struct date as_of, struct arena *arena,
                    struct due_list *list)
{
    for (size_t r = 0; r < plan->built.row_count; r++) {
        const struct plan_row *at = &plan->built.rows[r];
        const struct plan_dates *dates = &plan->dates[r];
        if (at->item < 0 || at->state != PLAN_TODO || date_is_none(dates->submit_by) ||
            date_compare(dates->submit_by, until) > 0) {
            continue;
        }
        const struct plan_item *item = &plan->request.items[at->item];
        add_due(list,
                (struct due_item){
                    .code = row->project.code,
                    .project = row->project.name,
                    .division_zh = row->division_zh,
                    .division_en = row->division_en,
                    .owner = row->project.owner_name,
                    .officer = row->project.service_officer,
                    .source = row->project.source,
                    .item = text_copy(item->id, arena),
                    .name_zh = text_copy(item->name_zh, arena),
                    .name_en = text_copy(item->name_en, arena),
                    .department = text_copy(item->department, arena),
                    .department_zh = text_copy(item->department_zh, arena),
                    .department_en = text_copy(item->department_en, arena),
                    .submit_by = dates->submit_by,
                    .late_start = dates->late_start,
                    .late_finish = dates->late_finish,
                    .target = row->project.planned_start,
                    .total_float = dates->total_float,
                    .start_lost = date_compare(dates->submit_by, as_of) < 0,
                },
                arena);
    }
}

static int compare_due(const void *a, const void *b)
{
    const struct due_item *left = a, *right = b;
    int order = date_compare(left->submit_by, right->submit_by);
    if (order == 0) {
        order = text_compare(left->code, right->code);
    }
    return order != 0 ? order : text_compare(left->item, right->item);
}

enum error_kind due_report_find(struct plan_context *context, const struct programme *programme,
                                const struct scope *scope, struct date until,
                                struct due_item **items_out, size_t *count_out, struct error *err)
{
    struct due_list list = {0};
    struct register_filter filter = {.programme_id = programme->id,
                                     .year = programme->year,
                                     .as_of = context->as_of,
                                     .scope = *scope,
                                     .limit = PAGE};
    size_t count = PAGE;
    while (count == PAGE) {
        struct register_row *rows;
        TRY(register_store_list(context->tx, &filter, context->arena, &rows, &count, err));
        for (size_t i = 0; i < count; i++) {
            SCOPED_ARENA arena = {0};
            struct project_plan plan;
            if (project_is_running(rows[i].state) || rows[i].project.nature == NATURE_CONTINUED ||
                date_is_none(rows[i].project.planned_start)) {
                continue;
            }
            TRY(plan_report_project(context, &rows[i], HANDLING_PARALLEL, &arena, &plan, err));
            collect(&rows[i], &plan, until, context->as_of, context->arena, &list);
        }
        if (count > 0) {
            filter.after_code = rows[count - 1].project.code;
        }
    }
    if (list.count > 0) { /* no list at all when nothing is due */
        qsort(list.items, list.count, sizeof *list.items, compare_due);
    }
    *items_out = list.items;
    *count_out = list.count;
    return OK;
}

static int compare_codes(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

void due_report_mark(const struct due_item *items, size_t count, struct programme_facts *facts,
                     struct arena *arena)
{
    struct text *lost = ARENA_ARRAY(arena, struct text, count);
    size_t lost_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (items[i].start_lost) {
            lost[lost_count++] = items[i].code;
        }
    }
    qsort(lost, lost_count, sizeof *lost, compare_codes);
    for (size_t i = 0; i < facts->count && lost_count > 0; i++) {
        facts->summaries[i].start_lost =
            bsearch(&facts->facts[i].code, lost, lost_count, sizeof *lost, compare_codes) != NULL;
    }
}

void due_report_write_item(const struct due_item *item, struct json_writer *json)
{
    json_object_open(json);
    json_member_text(json, "code", item->code);
    json_member_text(json, "project", item->project);
    json_member_text(json, "division_zh", item->division_zh);
    json_member_text(json, "division_en", item->division_en);
    json_member_text(json, "item", item->item);
    json_member_text(json, "name_zh", item->name_zh);
    json_member_text(json, "name_en", item->name_en);
    json_member_text(json, "department", item->department);
    json_member_text(json, "department_zh", item->department_zh);
    json_member_text(json, "department_en", item->department_en);
    json_member_date(json, "submit_by", item->submit_by);
    json_member_date(json, "late_start", item->late_start);
    json_member_date(json, "target_start", item->target);
    json_member_int(json, "float", item->total_float);
    json_member_bool(json, "start_lost", item->start_lost);
    json_member_text(json, "source", item->source);
    json_object_close(json);
}

struct due_key {
    struct text key, name, name_en; /* name_en is the name where there is no other */
};

static struct due_key key_of(const struct due_item *item, struct text by)
{
    if (text_is_equal(by, TEXT("owner"))) {
        return (struct due_key){item->owner, item->owner, item->owner};
    }
    if (text_is_equal(by, TEXT("officer"))) {
        return (struct due_key){item->officer, item->officer, item->officer};
    }
    if (text_is_equal(by, TEXT("project"))) {
        return (struct due_key){item->code, item->project, item->project};
    }
    return (struct due_key){item->department, item->department_zh, item->department_en};
}

enum error_kind due_report_write(const struct due_item *items, size_t count, struct text by,
                                 struct arena *arena, struct json_writer *json, struct error *err)
{
    static const char *const words[] = {"department", "owner", "officer", "project"};
    bool known = by.length == 0;
    for (size_t i = 0; i < 4; i++) {
        known = known || text_is_equal(by, text_of(words[i]));
    }
    if (!known) {
        error_set(err, ERROR_INVALID, "query.by", "by is department, owner, officer or project");
        return error_at_field(err, "by");
    }
    bool *written = ARENA_ARRAY(arena, bool, count);
    json_key(json, "groups");
    json_array_open(json);
    for (size_t first = 0; first < count; first++) {
        struct due_key key = key_of(&items[first], by);
        if (written[first]) {
            continue;
        }
        json_object_open(json);
        json_member_text(json, "key", key.key);
        json_member_text(json, "name_zh", key.name);
        json_member_text(json, "name_en", key.name_en);
        json_key(json, "items");
        json_array_open(json);
        for (size_t i = first; i < count; i++) {
            if (!written[i] && text_is_equal(key_of(&items[i], by).key, key.key)) {
                due_report_write_item(&items[i], json);
                written[i] = true;
            }
        }
        json_array_close(json);
        json_object_close(json);
    }
    json_array_close(json);
    return OK;
}
