#include "http/programme_http.h"

#include "app/import_app.h"
#include "base/asset.h"
#include "exchange/register_export.h"
#include "exchange/register_import.h"
#include "http/register_http.h"
#include "report/export_report.h"
#include "report/plan_report.h"

#include <string.h>

enum { DUE_DAYS = 7, DUE_DAYS_MAX = 400, COCKPIT_DUE = 50 };

struct view {
    struct http_request *request;
    struct json_writer json;
    struct date as_of;
    int64_t days;
    struct text bytes, name;
    const char *type;
};

static enum error_kind named_programme(struct http_request *request, struct tx *tx,
                                       struct programme *out, struct error *err)
{
    int64_t year = 0;
    TRY(http_query_int(request, "year", 2000, 2100, &year, err));
    return programme_report_find(tx, http_query(request, "programme"), year, request->arena, out,
                                 err);
}

/* --- cockpit and due -------------------------------------------------------------------------- */

static enum error_kind find_due(struct view *view, struct tx *tx, const struct programme *programme,
                                struct due_item **items_out, size_t *count_out, struct error *err)
{
    struct plan_context *plans = ARENA_NEW(view->request->arena, struct plan_context);
    const struct scope scope = party_scope(&view->request->actor);
    TRY(plan_report_init(plans, tx, TEXT(""), view->as_of, view->request->arena, err));
    return due_report_find(plans, programme, &scope, date_add_days(view->as_of, (int)view->days),
                           items_out, count_out, err);
}

static enum error_kind make_cockpit(struct tx *tx, void *context, struct error *err)
{
    struct view *view = context;
    struct http_request *request = view->request;
    struct programme programme;
    struct programme_facts *facts = ARENA_NEW(request->arena, struct programme_facts);
    struct due_item *due;
    size_t due_count;

    TRY(named_programme(request, tx, &programme, err));
    const struct scope scope = party_scope(&request->actor);
    TRY(programme_report_load(tx, &programme, &scope, view->as_of, request->arena, facts, err));
    TRY(find_due(view, tx, &programme, &due, &due_count, err));
    due_report_mark(due, due_count, facts, request->arena);
    http_json_init(request, &view->json);
    cockpit_report_write(facts, &view->json);
    json_member_int(&view->json, "due_total", (int64_t)due_count);
    json_key(&view->json, "due");
    json_array_open(&view->json);
    for (size_t i = 0; i < due_count && i < COCKPIT_DUE; i++) {
        due_report_write_item(&due[i], &view->json);
    }
    json_array_close(&view->json);
    json_object_close(&view->json);
    return OK;
}

enum error_kind cockpit_http_show(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    struct view view = {.request = request, .days = DUE_DAYS};
    TRY(http_query_as_of(request, &view.as_of, err));
    TRY(db_read(request->app->db, make_cockpit, &view, err));
    return http_json(response, 200, &view.json, err);
}

static enum error_kind make_due(struct tx *tx, void *context, struct error *err)
{
    struct view *view = context;
    struct programme programme;
    struct due_item *due;
    size_t count;
    TRY(named_programme(view->request, tx, &programme, err));
    TRY(find_due(view, tx, &programme, &due, &count, err));
    http_json_init(view->request, &view->json);
    json_object_open(&view->json);
    json_member_date(&view->json, "as_of", view->as_of);
    json_member_int(&view->json, "days", view->days);
    json_member_int(&view->json, "total", (int64_t)count);
    TRY(due_report_write(due, count, http_query(view->request, "by"), view->request->arena,
                         &view->json, err));
    json_object_close(&view->json);
    return OK;
}

enum error_kind due_http_show(struct http_request *request, struct http_response *response,
                              struct error *err)
{
    struct view view = {.request = request, .days = DUE_DAYS};
    TRY(http_query_as_of(request, &view.as_of, err));
    TRY(http_query_int(request, "days", 0, DUE_DAYS_MAX, &view.days, err));
    TRY(db_read(request->app->db, make_due, &view, err));
    return http_json(response, 200, &view.json, err);
}

/* --- lists in and out --------------------------------------------------------------------------- */

struct division_table {
    struct arena *arena;
    struct register_division *items;
    size_t count;
};

static enum error_kind read_divisions(struct tx *tx, void *context, struct error *err)
{
    struct division_table *table = context;
    struct division *list;
    TRY(division_store_list(tx, table->arena, &list, &table->count, err));
    table->items = ARENA_ARRAY(table->arena, struct register_division, table->count);
    for (size_t i = 0; i < table->count; i++) {
        table->items[i] = (struct register_division){list[i].code, list[i].name_zh};
    }
    return OK;
}

enum error_kind list_http_import(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    struct division_table divisions = {.arena = request->arena};
    struct register_list list;
    struct import_report report;
    struct json_writer json;
    struct text dry_run = http_query(request, "dry_run");
    struct import_request wanted = {.programme_name = http_query(request, "programme"),
                                    .file_name = http_query(request, "name"),
                                    .day = DATE_NONE,
                                    .dry_run =
                                        dry_run.length > 0 && !text_is_equal(dry_run, TEXT("0"))};
    TRY(http_query_int(request, "year", 2000, 2100, &wanted.year, err));
    TRY(db_read(request->app->db, read_divisions, &divisions, err));
    struct register_import_options options = {divisions.items, divisions.count, (int)wanted.year};
    TRY(register_import(request->body, &options, request->arena, &list, err));
    wanted.rows = list.rows;
    wanted.row_count = list.row_count;
    wanted.refusals = list.refused;
    wanted.refusal_count = list.refused_count;
    wanted.notes = list.notes;
    wanted.note_count = list.note_count;
    wanted.rows_read = list.data_rows;
    TRY(import_app_run(request->app, &request->actor, &wanted, request->arena, &report, err));
    http_json_init(request, &json);
    import_report_write(&report, &json);
    return http_json(response, report.refused_count > 0 && !wanted.dry_run ? 422 : 200, &json, err);
}

struct export_rows {
    struct arena *arena;
    struct register_line *lines;
    size_t count, capacity;
};

static enum error_kind add_line(void *context, const struct register_row *row, struct error *err)
{
    struct export_rows *rows = context;
    (void)err;
    if (rows->count == rows->capacity) {
        size_t capacity = rows->capacity == 0 ? 256 : rows->capacity * 2;
        struct register_line *lines = ARENA_ARRAY(rows->arena, struct register_line, capacity);
        if (rows->count > 0) {
            memcpy(lines, rows->lines, rows->count * sizeof *lines);
        }
        rows->lines = lines;
        rows->capacity = capacity;
    }
    struct register_line *line = &rows->lines[rows->count++];
    *line = (struct register_line){row->project, text_copy(row->division_zh, rows->arena),
                                   text_of(project_state_zh(row->state))};
    struct project *project = &line->project; /* the walk's texts end with their page */
    struct text *texts[] = {&project->code,           &project->name,     &project->owner_name,
                            &project->owner_code,     &project->division, &project->place,
                            &project->sector,         &project->problem,  &project->source,
                            &project->service_officer};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        *texts[i] = text_copy(*texts[i], rows->arena);
    }
    return OK;
}

static enum error_kind make_export(struct tx *tx, void *context, struct error *err)
{
    struct view *view = context;
    struct http_request *request = view->request;
    struct register_filter filter;
    struct programme programme;
    struct export_rows rows = {.arena = request->arena};
    enum register_format format;
    if (!register_format_parse(http_query(request, "format"), &format)) {
        error_set(err, ERROR_INVALID, "query.format", "format is xlsx or csv");
        return error_at_field(err, "format");
    }
    TRY(register_http_filter(request, tx, &filter, &programme, err));
    TRY(export_report_walk(tx, &filter, add_line, &rows, err));
    view->type = register_format_media_type(format);
    view->name = text_format(request->arena, "%.*s-%lld.%s", TEXT_ARGS(programme.name),
                             (long long)programme.year, format == REGISTER_XLSX ? "xlsx" : "csv");
    return register_export_bytes(format, rows.lines, rows.count, request->arena, &view->bytes, err);
}

enum error_kind list_http_export(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    struct view view = {.request = request};
    TRY(db_read(request->app->db, make_export, &view, err));
    http_bytes(request, response, view.bytes, view.type, text_c_string(view.name, request->arena));
    return OK;
}

/* --- reference data ----------------------------------------------------------------------------- */

static enum error_kind list_divisions(struct tx *tx, void *context, struct error *err)
{
    struct view *view = context;
    struct division *list;
    size_t count;
    TRY(division_store_list(tx, view->request->arena, &list, &count, err));
    http_json_init(view->request, &view->json);
    json_object_open(&view->json);
    json_key(&view->json, "items");
    json_array_open(&view->json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(&view->json);
        json_member_text(&view->json, "code", list[i].code);
        json_member_text(&view->json, "name_zh", list[i].name_zh);
        json_member_text(&view->json, "name_en", list[i].name_en);
        json_member_text(&view->json, "kind", list[i].kind);
        json_object_close(&view->json);
    }
    json_array_close(&view->json);
    json_object_close(&view->json);
    return OK;
}

enum error_kind division_http_list(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    struct view view = {.request = request};
    TRY(db_read(request->app->db, list_divisions, &view, err));
    return http_json(response, 200, &view.json, err);
}

static enum error_kind list_templates(struct tx *tx, void *context, struct error *err)
{
    struct view *view = context;
    struct template_reference *list;
    size_t count;
    TRY(template_store_newest(tx, view->request->arena, &list, &count, err));
    http_json_init(view->request, &view->json);
    json_object_open(&view->json);
    json_key(&view->json, "items");
    json_array_open(&view->json);
    for (size_t i = 0; i < count; i++) {
        struct template template;
        struct project version = {.template_id = list[i].id,
                                  .template_version = (int)list[i].version};
        TRY(approval_store_template(tx, &version, view->request->arena, &template, err));
        json_object_open(&view->json);
        json_member_text(&view->json, "id", template.id);
        json_member_int(&view->json, "version", list[i].version);
        json_member_text(&view->json, "name_zh", template.name_zh);
        json_member_text(&view->json, "name_en", template.name_en);
        json_member_int(&view->json, "items", (int64_t) template.item_count);
        json_object_close(&view->json);
    }
    json_array_close(&view->json);
    json_object_close(&view->json);
    return OK;
}

enum error_kind template_http_list(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    struct view view = {.request = request};
    TRY(db_read(request->app->db, list_templates, &view, err));
    return http_json(response, 200, &view.json, err);
}

static enum error_kind read_template(struct tx *tx, void *context, struct error *err)
{
    struct view *view = context;
    struct template_reference *list;
    size_t count;
    struct text id = http_param(view->request, "id");
    TRY(template_store_newest(tx, view->request->arena, &list, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (text_is_equal(list[i].id, id)) {
            return template_store_find(tx, id, list[i].version, view->request->arena, &view->bytes,
                                       err);
        }
    }
    return error_set(err, ERROR_NOT_FOUND, "template.unknown", "there is no such template");
}

enum error_kind template_http_show(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    struct view view = {.request = request};
    TRY(db_read(request->app->db, read_template, &view, err));
    http_bytes(request, response, view.bytes, "application/json; charset=utf-8", NULL);
    return OK;
}

enum error_kind map_http_show(struct http_request *request, struct http_response *response,
                              struct error *err)
{
    const struct asset *map = asset_find(TEXT("data/harbin-districts.geojson"));
    (void)err;
    http_bytes(request, response, (struct text){(const char *)map->bytes, map->size},
               "application/geo+json; charset=utf-8", NULL);
    return OK;
}
