#include "http/register_http.h"

#include "app/programme_app.h"
#include "base/asset.h"
#include "report/history_report.h"
#include "report/register_report.h"

#include <stdio.h>
#include <string.h>

enum { PAGE_ROWS = 100, PAGE_ROWS_MAX = 500 };

/* --- filters ---------------------------------------------------------------------------------- */

static enum error_kind find_programme(struct http_request *request, struct tx *tx,
                                      struct programme *out, struct error *err)
{
    struct programme *all;
    size_t count;
    struct text name = http_query(request, "programme");
    int64_t year = 0;
    TRY(http_query_int(request, "year", 2000, 2100, &year, err));
    TRY(programme_store_list(tx, request->arena, &all, &count, err));
    for (size_t i = 0; i < count; i++) {
        if ((name.length == 0 || text_is_equal(all[i].name, name)) &&
            (year == 0 || all[i].year == year)) {
            *out = all[i];
            return OK;
        }
    }
    return error_set(err, ERROR_NOT_FOUND, "programme.unknown", "there is no such programme");
}

/* The words that a filter takes; anything else would quietly show nothing. */
struct filter_words {
    const char *name;
    const char *words[10]; /* ends with NULL */
};

static const struct filter_words filter_words[] = {
    {"sort",
     {"code", "-code", "name", "-name", "planned_start", "-planned_start", "total", "-total"}},
    {"state", {"planned", "overdue", "started", "resumed", "running", "stopped"}},
    {"nature", {"new", "continued", "extension"}},
    {"type", {"government", "linear", "ratified", "filed", "small", "land_plan"}},
};

static enum error_kind check_words(const struct http_request *request, struct error *err)
{
    for (size_t i = 0; i < sizeof filter_words / sizeof filter_words[0]; i++) {
        struct text value = http_query(request, filter_words[i].name);
        bool known = value.length == 0;
        for (size_t w = 0; filter_words[i].words[w] != NULL && !known; w++) {
            known = text_is_equal(value, text_of(filter_words[i].words[w]));
        }
        if (!known) {
            error_set(err, ERROR_INVALID, "query.word", "%s cannot be \"%.*s\"",
                      filter_words[i].name, (int)(value.length < 40 ? value.length : 40),
                      value.data);
            return error_at_field(err, filter_words[i].name);
        }
    }
    return OK;
}

enum error_kind register_http_filter(struct http_request *request, struct tx *tx,
                                     struct register_filter *filter_out,
                                     struct programme *programme_out, struct error *err)
{
    struct text key;
    TRY(check_words(request, err));
    TRY(find_programme(request, tx, programme_out, err));
    *filter_out = (struct register_filter){
        .programme_id = programme_out->id,
        .year = programme_out->year,
        .q = text_trim(http_query(request, "q")),
        .division = http_query(request, "division"),
        .sector = http_query(request, "sector"),
        .type = http_query(request, "type"),
        .nature = http_query(request, "nature"),
        .state = http_query(request, "state"),
        .scope = party_scope(&request->actor),
        .sort = http_query(request, "sort"),
        .limit = PAGE_ROWS,
    };
    TRY(http_query_as_of(request, &filter_out->as_of, err));
    TRY(http_query_int(request, "limit", 1, PAGE_ROWS_MAX, &filter_out->limit, err));
    TRY(http_cursor_read(request, &key, err));
    const char *line = key.length == 0 ? NULL : memchr(key.data, '\n', key.length);
    if (line != NULL) {
        filter_out->after_key = text_slice(key, 0, (size_t)(line - key.data));
        filter_out->after_code = text_slice(key, filter_out->after_key.length + 1, key.length);
    } else if (key.length > 0) {
        error_set(err, ERROR_INVALID, "query.cursor", "the cursor is not one of this list");
        return error_at_field(err, "cursor");
    }
    return OK;
}

/* --- reading ---------------------------------------------------------------------------------- */

struct reading {
    struct http_request *request;
    struct json_writer json;
    int64_t version;
    struct date as_of;
};

static enum error_kind read_list(struct tx *tx, void *context, struct error *err)
{
    struct reading *reading = context;
    struct http_request *request = reading->request;
    struct register_filter filter;
    struct programme programme;
    struct register_place last;
    bool more;

    TRY(register_http_filter(request, tx, &filter, &programme, err));
    http_json_init(request, &reading->json);
    json_object_open(&reading->json);
    TRY(register_report_list(tx, &filter, request->arena, &reading->json, &more, &last, err));
    json_key(&reading->json, "next");
    if (!more) {
        json_put_null(&reading->json);
    } else {
        json_put_text(
            &reading->json,
            http_cursor_make(request, text_format(request->arena, "%.*s\n%.*s",
                                                  TEXT_ARGS(last.sort_key), TEXT_ARGS(last.code))));
    }
    json_object_close(&reading->json);
    return OK;
}

enum error_kind register_http_list(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    struct reading reading = {.request = request};
    TRY(db_read(request->app->db, read_list, &reading, err));
    return http_json(response, 200, &reading.json, err);
}

static enum error_kind read_project(struct tx *tx, void *context, struct error *err)
{
    struct reading *reading = context;
    const struct scope scope = party_scope(&reading->request->actor);
    http_json_init(reading->request, &reading->json);
    return register_report_project(tx, http_param(reading->request, "code"), &scope, reading->as_of,
                                   reading->request->arena, &reading->json, &reading->version, err);
}

/* Answers with the project as it is now. */
static enum error_kind show_project(struct http_request *request, struct http_response *response,
                                    int status, struct error *err)
{
    struct reading reading = {.request = request};
    TRY(http_query_as_of(request, &reading.as_of, err));
    TRY(db_read(request->app->db, read_project, &reading, err));
    http_etag(request, response, reading.version);
    return http_json(response, status, &reading.json, err);
}

/* A stale write is answered with the newer state beside the refusal. */
static enum error_kind with_current(struct http_request *request, struct http_response *response,
                                    enum error_kind kind, const struct error *err)
{
    struct reading reading = {.request = request, .as_of = app_today(request->app)};
    struct error ignored;
    if (kind == ERROR_CONFLICT && strcmp(err->code, "project.stale") == 0 &&
        db_read(request->app->db, read_project, &reading, &ignored) == OK &&
        json_writer_text(&reading.json, &response->current, &ignored) == OK) {
        http_etag(request, response, reading.version);
    }
    return kind;
}

enum error_kind register_http_show(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    return show_project(request, response, 200, err);
}

static enum error_kind read_history(struct tx *tx, void *context, struct error *err)
{
    struct reading *reading = context;
    struct http_request *request = reading->request;
    struct project project;
    struct text key;
    int64_t before = INT64_MAX;

    const struct scope scope = party_scope(&request->actor);
    TRY(project_store_find_in(tx, &scope, http_param(request, "code"), request->arena, &project,
                              err));
    TRY(http_cursor_read(request, &key, err));
    if (key.length > 0 && !text_parse_int64(key, &before)) {
        error_set(err, ERROR_INVALID, "query.cursor", "the cursor is not one of this list");
        return error_at_field(err, "cursor");
    }
    http_json_init(request, &reading->json);
    json_object_open(&reading->json);
    int64_t next = -1;
    TRY(history_report_write(tx,
                             text_format(request->arena, "project:%.*s", TEXT_ARGS(project.code)),
                             before, PAGE_ROWS, &reading->json, &next, err));
    json_key(&reading->json, "next");
    if (next < 0) {
        json_put_null(&reading->json);
    } else {
        json_put_text(&reading->json, http_cursor_make(request, text_format(request->arena, "%lld",
                                                                            (long long)next)));
    }
    json_object_close(&reading->json);
    return OK;
}

enum error_kind register_http_history(struct http_request *request, struct http_response *response,
                                      struct error *err)
{
    struct reading reading = {.request = request};
    TRY(db_read(request->app->db, read_history, &reading, err));
    return http_json(response, 200, &reading.json, err);
}

/* --- changing --------------------------------------------------------------------------------- */

/* 万元 as a JSON number; a whole number or a decimal. */
static enum error_kind get_wan(const struct json_value *object, const char *key, bool required,
                               struct money *out, bool *given_out, struct error *err)
{
    const struct json_value *value = json_find(object, key);
    *given_out = value != NULL && value->kind != JSON_NULL;
    if (!*given_out && !required) {
        return OK;
    }
    if (!*given_out || (value->kind != JSON_INT && value->kind != JSON_REAL)) {
        error_set(err, ERROR_INVALID, *given_out ? "json.type" : "json.missing",
                  "the member \"%s\" has to be a number of 万元", key);
        return error_at_field(err, key);
    }
    char text[64];
    if (value->kind == JSON_INT) {
        snprintf(text, sizeof text, "%lld", (long long)value->integer);
    } else {
        snprintf(text, sizeof text, "%.6f", value->real);
    }
    if (money_parse(text_of(text), MONEY_CENTS_PER_WAN, out, err) != OK) {
        return error_at_field(err, key);
    }
    return OK;
}

static enum error_kind bad_word(const char *field, struct text word, struct error *err)
{
    error_set(err, ERROR_INVALID, "project.word", "\"%.*s\" is no %s",
              (int)(word.length < 40 ? word.length : 40), word.data, field);
    return error_at_field(err, field);
}

static enum error_kind read_new_project(const struct json_value *body, struct project *project,
                                        struct error *err)
{
    struct text type = TEXT("filed"), nature = TEXT("new");
    bool given;
    *project = (struct project){
        .planned_start = DATE_NONE, .planned_finish = DATE_NONE, .actual_start = DATE_NONE};
    TRY(json_get_text(body, "code", true, &project->code, err));
    TRY(json_get_text(body, "name", true, &project->name, err));
    TRY(json_get_text(body, "owner", false, &project->owner_name, err));
    TRY(json_get_text(body, "owner_code", false, &project->owner_code, err));
    TRY(json_get_text(body, "division", true, &project->division, err));
    TRY(json_get_text(body, "place", false, &project->place, err));
    TRY(json_get_text(body, "sector", true, &project->sector, err));
    TRY(json_get_text(body, "type", false, &type, err));
    TRY(json_get_text(body, "nature", false, &nature, err));
    TRY(json_get_text(body, "problem", false, &project->problem, err));
    TRY(json_get_text(body, "template", false, &project->template_id, err));
    TRY(json_get_text(body, "service_officer", false, &project->service_officer, err));
    TRY(json_get_date(body, "planned_start", false, &project->planned_start, err));
    TRY(json_get_date(body, "planned_finish", false, &project->planned_finish, err));
    TRY(get_wan(body, "total_wan", true, &project->total, &given, err));
    TRY(get_wan(body, "annual_plan_wan", false, &project->annual_plan, &given, err));
    if (!project_type_parse(type, &project->type)) {
        return bad_word("type", type, err);
    }
    return project_nature_parse(nature, &project->nature) ? OK : bad_word("nature", nature, err);
}

enum error_kind register_http_add(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    static const char *const members[] = {"programme",
                                          "year",
                                          "code",
                                          "name",
                                          "owner",
                                          "owner_code",
                                          "division",
                                          "place",
                                          "sector",
                                          "type",
                                          "nature",
                                          "problem",
                                          "template",
                                          "service_officer",
                                          "planned_start",
                                          "planned_finish",
                                          "total_wan",
                                          "annual_plan_wan",
                                          NULL};
    const struct json_value *body;
    struct text programme = TEXT("");
    struct project project;
    int64_t year = 0;

    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "programme", true, &programme, err));
    TRY(json_get_int(body, "year", true, &year, err));
    TRY(read_new_project(body, &project, err));
    TRY(programme_app_add_project(request->app, &request->actor, programme, year, &project, err));
    request->parameters[0] = (struct http_pair){TEXT("code"), project.code};
    request->parameter_count = 1;
    http_header(response, "Location",
                text_format(request->arena, "/api/v1/projects/%.*s", TEXT_ARGS(project.code)));
    return show_project(request, response, 201, err);
}

/* Points `slot` at the member's text when the body has it. */
static enum error_kind change_text(const struct json_value *body, const char *key,
                                   struct arena *arena, const struct text **slot, struct error *err)
{
    const struct json_value *value = json_find(body, key);
    if (value == NULL) {
        return OK;
    }
    struct text *text = ARENA_NEW(arena, struct text);
    TRY(json_get_text(body, key, true, text, err));
    *slot = text;
    return OK;
}

static enum error_kind read_change(struct http_request *request, const struct json_value *body,
                                   struct project_change *change, struct error *err)
{
    struct arena *arena = request->arena;
    struct money *total = ARENA_NEW(arena, struct money);
    const struct json_value *conditions = json_find(body, "conditions");
    bool given;
    TRY(change_text(body, "name", arena, &change->name, err));
    TRY(change_text(body, "owner", arena, &change->owner_name, err));
    TRY(change_text(body, "owner_code", arena, &change->owner_code, err));
    TRY(change_text(body, "division", arena, &change->division, err));
    TRY(change_text(body, "place", arena, &change->place, err));
    TRY(change_text(body, "sector", arena, &change->sector, err));
    TRY(change_text(body, "type", arena, &change->type, err));
    TRY(change_text(body, "nature", arena, &change->nature, err));
    TRY(change_text(body, "problem", arena, &change->problem, err));
    TRY(change_text(body, "template", arena, &change->template_id, err));
    TRY(change_text(body, "service_officer", arena, &change->service_officer, err));
    TRY(get_wan(body, "total_wan", false, total, &given, err));
    change->total = given ? total : NULL;
    if (conditions != NULL) {
        struct text *text = ARENA_NEW(arena, struct text);
        TRY(programme_app_conditions(conditions, arena, text, err));
        change->conditions = text;
    }
    return OK;
}

enum error_kind register_http_change(struct http_request *request, struct http_response *response,
                                     struct error *err)
{
    static const char *const members[] = {
        "name",   "owner",   "owner_code", "division",        "place",     "sector",     "type",
        "nature", "problem", "template",   "service_officer", "total_wan", "conditions", NULL};
    const struct json_value *body;
    struct project_change change = {0};
    int64_t version;

    TRY(http_if_match(request, &version, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(read_change(request, body, &change, err));
    enum error_kind kind = programme_app_change_project(
        request->app, &request->actor, http_param(request, "code"), version, &change, err);
    if (kind != OK) {
        return with_current(request, response, kind, err);
    }
    return show_project(request, response, 200, err);
}

enum error_kind register_http_set_plan(struct http_request *request, struct http_response *response,
                                       struct error *err)
{
    static const char *const members[] = {
        "year", "planned_start", "planned_finish", "annual_plan_wan", "reason", NULL};
    const struct json_value *body;
    struct plan_version plan = {.planned_start = DATE_NONE, .planned_finish = DATE_NONE};
    int64_t version;
    bool given;

    TRY(http_if_match(request, &version, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_int(body, "year", false, &plan.year, err));
    TRY(json_get_date(body, "planned_start", true, &plan.planned_start, err));
    TRY(json_get_date(body, "planned_finish", false, &plan.planned_finish, err));
    TRY(json_get_text(body, "reason", true, &plan.reason, err));
    TRY(get_wan(body, "annual_plan_wan", true, &plan.annual, &given, err));
    enum error_kind kind = programme_app_set_plan(request->app, &request->actor,
                                                  http_param(request, "code"), version, &plan, err);
    if (kind != OK) {
        return with_current(request, response, kind, err);
    }
    return show_project(request, response, 201, err);
}
