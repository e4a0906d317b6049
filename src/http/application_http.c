/* Forms, applications and papers. */
#include "http/case_http.h"

#include "app/application_app.h"
#include "report/case_report.h"

struct application_reading {
    struct http_request *request;
    struct json_writer json;
    struct date as_of;
    int64_t id;
    int stage;
};

enum { STAGE_MAX = 1000, ITEMS_MAX = 500 };

/* --- the form ----------------------------------------------------------------------------------- */

static enum error_kind read_form(struct tx *tx, void *context, struct error *err)
{
    struct application_reading *reading = context;
    struct http_request *request = reading->request;
    const struct scope scope = party_scope(&request->actor);
    struct case_context *cases = ARENA_NEW(request->arena, struct case_context);
    TRY(case_report_init(cases, tx, &scope, http_param(request, "code"), reading->as_of,
                         request->arena, err));
    http_json_init(request, &reading->json);
    return case_report_write_form(cases, reading->stage, &reading->json, err);
}

enum error_kind form_http_show(struct http_request *request, struct http_response *response,
                               struct error *err)
{
    struct application_reading reading = {.request = request};
    int64_t stage;
    TRY(http_param_id(request, "stage", "form.stage", &stage, err));
    reading.stage = stage > STAGE_MAX ? STAGE_MAX : (int)stage;
    TRY(http_query_as_of(request, &reading.as_of, err));
    TRY(db_read(request->app->db, read_form, &reading, err));
    return http_json(response, 200, &reading.json, err);
}

/* --- applications ------------------------------------------------------------------------------- */

static enum error_kind read_application(struct tx *tx, void *context, struct error *err)
{
    struct application_reading *reading = context;
    struct http_request *request = reading->request;
    const struct scope scope = party_scope(&request->actor);
    struct case_context *cases = ARENA_NEW(request->arena, struct case_context);
    struct application application;
    TRY(application_store_find(tx, reading->id, request->arena, &application, err));
    if (case_report_init(cases, tx, &scope, application.project, reading->as_of, request->arena,
                         err) != OK) {
        return err->kind != ERROR_NOT_FOUND
                   ? err->kind
                   : error_set(err, ERROR_NOT_FOUND, "application.unknown",
                               "没有这个申报 (there is no such application)");
    }
    http_json_init(request, &reading->json);
    return case_report_write_application(cases, &application, &reading->json, err);
}

static enum error_kind answer_application(struct http_request *request,
                                          struct http_response *response, int64_t id, int status,
                                          struct error *err)
{
    struct application_reading reading = {.request = request, .id = id};
    TRY(http_query_as_of(request, &reading.as_of, err));
    TRY(db_read(request->app->db, read_application, &reading, err));
    return http_json(response, status, &reading.json, err);
}

static enum error_kind find_number(const struct http_request *request, int64_t *id_out,
                                   struct error *err)
{
    return application_number_parse(http_param(request, "number"), id_out)
               ? OK
               : error_set(err, ERROR_NOT_FOUND, "application.unknown",
                           "没有这个申报 (there is no such application)");
}

enum error_kind application_http_show(struct http_request *request, struct http_response *response,
                                      struct error *err)
{
    int64_t id;
    TRY(find_number(request, &id, err));
    return answer_application(request, response, id, 200, err);
}

static enum error_kind read_items(const struct json_value *body, struct arena *arena,
                                  struct application_request *wanted, struct error *err)
{
    static const struct json_value none = {.kind = JSON_ARRAY};
    const struct json_value *items = &none;
    TRY(json_get_array(body, "items", false, &items, err));
    if (items->count > ITEMS_MAX) {
        error_set(err, ERROR_INVALID, "application.item", "at most %d items", ITEMS_MAX);
        return error_at_field(err, "items");
    }
    struct text *ids = ARENA_ARRAY(arena, struct text, items->count);
    for (size_t i = 0; i < items->count; i++) {
        if (items->items[i].kind != JSON_TEXT) {
            error_set(err, ERROR_INVALID, "json.type", "items holds ids of items");
            return error_at_field(err, "items");
        }
        ids[i] = items->items[i].text;
    }
    wanted->items = ids;
    wanted->item_count = items->count;
    return OK;
}

/* The form as the applicant filled it in: an object of texts, kept as it is. */
static enum error_kind read_fields(const struct json_value *body, struct arena *arena,
                                   struct text *form_out, struct error *err)
{
    const struct json_value *form = json_find(body, "form");
    struct json_writer json;
    json_writer_init(&json, arena, APPLICATION_FORM_MAX);
    json_object_open(&json);
    for (size_t i = 0; form != NULL && i < form->count; i++) {
        if (form->kind != JSON_OBJECT || form->items[i].kind != JSON_TEXT) {
            error_set(err, ERROR_INVALID, "json.type", "form is an object of texts");
            return error_at_field(err, "form");
        }
        json_key(&json, text_c_string(form->keys[i], arena));
        json_put_text(&json, form->items[i].text);
    }
    json_object_close(&json);
    return json_writer_text(&json, form_out, err);
}

enum error_kind application_http_submit(struct http_request *request,
                                        struct http_response *response, struct error *err)
{
    static const char *const members[] = {"stage", "items", "form", NULL};
    const struct json_value *body;
    struct application_request wanted = {.project = http_param(request, "code")};
    int64_t stage = 0, id;
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_int(body, "stage", true, &stage, err));
    TRY(read_items(body, request->arena, &wanted, err));
    TRY(read_fields(body, request->arena, &wanted.form, err));
    wanted.stage = stage < 0 || stage > STAGE_MAX ? STAGE_MAX : (int)stage;
    TRY(application_app_submit(request->app, &request->actor, &wanted, &id, err));
    return answer_application(request, response, id, 201, err);
}

enum error_kind application_http_notify(struct http_request *request,
                                        struct http_response *response, struct error *err)
{
    static const char *const members[] = {"reason", NULL};
    const struct json_value *body;
    struct text reason = TEXT("");
    int64_t id;
    TRY(find_number(request, &id, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "reason", false, &reason, err));
    TRY(application_app_notify(request->app, &request->actor, id, reason, err));
    return answer_application(request, response, id, 200, err);
}

enum error_kind application_http_close(struct http_request *request, struct http_response *response,
                                       struct error *err)
{
    int64_t id;
    TRY(find_number(request, &id, err));
    TRY(application_app_close(request->app, &request->actor, id, err));
    return answer_application(request, response, id, 200, err);
}

/* --- papers ------------------------------------------------------------------------------------- */

void paper_http_write(const struct stored_paper *paper, struct json_writer *json)
{
    json_object_open(json);
    json_member_text(json, "paper", paper->paper);
    json_member_text(json, "name", paper->name);
    json_member_text(json, "media", paper->media);
    json_member_int(json, "size", paper->size);
    json_member_text(json, "file", paper->file);
    json_member_date(json, "added_on", paper->added_on);
    json_member_text(json, "added_by", paper->added_by);
    json_object_close(json);
}

static enum error_kind read_papers(struct tx *tx, void *context, struct error *err)
{
    struct application_reading *reading = context;
    struct http_request *request = reading->request;
    const struct scope scope = party_scope(&request->actor);
    struct project project;
    struct stored_paper *papers;
    size_t count;
    TRY(project_store_find_in(tx, &scope, http_param(request, "code"), request->arena, &project,
                              err));
    TRY(paper_store_list(tx, project.id, request->arena, &papers, &count, err));
    http_json_init(request, &reading->json);
    json_object_open(&reading->json);
    json_key(&reading->json, "items");
    json_array_open(&reading->json);
    for (size_t i = 0; i < count; i++) {
        paper_http_write(&papers[i], &reading->json);
    }
    json_array_close(&reading->json);
    json_object_close(&reading->json);
    return OK;
}

enum error_kind paper_http_list(struct http_request *request, struct http_response *response,
                                struct error *err)
{
    struct application_reading reading = {.request = request};
    TRY(db_read(request->app->db, read_papers, &reading, err));
    return http_json(response, 200, &reading.json, err);
}

enum error_kind paper_http_add(struct http_request *request, struct http_response *response,
                               struct error *err)
{
    struct stored_paper paper;
    struct json_writer json;
    TRY(paper_app_add(request->app, &request->actor, http_param(request, "code"),
                      http_param(request, "paper"), http_query(request, "name"), request->body,
                      request->arena, &paper, err));
    http_json_init(request, &json);
    paper_http_write(&paper, &json);
    return http_json(response, 201, &json, err);
}

enum error_kind paper_http_show(struct http_request *request, struct http_response *response,
                                struct error *err)
{
    struct stored_paper paper;
    const char *path;
    TRY(paper_app_find(request->app, &request->actor, http_param(request, "code"),
                       http_param(request, "paper"), request->arena, &paper, &path, err));
    http_file(request, response, path, text_c_string(paper.media, request->arena),
              text_c_string(paper.name, request->arena));
    return OK;
}
