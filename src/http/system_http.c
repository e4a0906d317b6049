#include "http/system_http.h"

#include "http/party_http.h"
#include "http/routes.h"
#include "store/journal_store.h"
#include "store/party_store.h"
#include "store/programme_store.h"

enum error_kind health_http_show(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    (void)err;
    http_bytes(request, response, TEXT("{\"status\":\"ok\"}"), "application/json; charset=utf-8",
               NULL);
    return OK;
}

static enum error_kind touch_database(struct tx *tx, void *context, struct error *err)
{
    return journal_store_size(tx, context, err);
}

/* Ready means: the database answers. */
enum error_kind ready_http_show(struct http_request *request, struct http_response *response,
                                struct error *err)
{
    uint64_t size;
    if (db_read(request->app->db, touch_database, &size, err) != OK) {
        return error_set(err, ERROR_UNAVAILABLE, "db.unavailable", "the database does not answer");
    }
    http_bytes(request, response, TEXT("{\"status\":\"ready\"}"), "application/json; charset=utf-8",
               NULL);
    return OK;
}

enum error_kind openapi_http_show(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    struct text text;
    TRY(routes_openapi(request->arena, &text, err));
    http_bytes(request, response, text, "application/json; charset=utf-8", NULL);
    return OK;
}

enum error_kind stream_http_open(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    (void)request;
    (void)err;
    response->stream = true;
    response->content_type = "text/event-stream; charset=utf-8";
    http_header(response, "X-Accel-Buffering", TEXT("no"));
    return OK;
}

struct show_session {
    struct http_request *request;
    struct person person;
    struct programme *programmes;
    size_t programme_count;
};

static enum error_kind show_session(struct tx *tx, void *context, struct error *err)
{
    struct show_session *work = context;
    struct http_request *request = work->request;
    TRY(person_store_find_id(tx, request->actor.person_id, request->arena, &work->person, err));
    return programme_store_list(tx, request->arena, &work->programmes, &work->programme_count, err);
}

static void put_programmes(struct json_writer *json, const struct programme *programmes,
                           size_t count)
{
    json_key(json, "programmes");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(json);
        json_member_text(json, "name", programmes[i].name);
        json_member_int(json, "year", programmes[i].year);
        json_member_text(json, "level", programmes[i].level);
        json_member_int(json, "version", programmes[i].version);
        json_object_close(json);
    }
    json_array_close(json);
}

enum error_kind session_http_show(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    struct show_session work = {.request = request};
    struct json_writer json;
    TRY(db_read(request->app->db, show_session, &work, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_member_text(&json, "csrf", request->csrf);
    json_key(&json, "user");
    json_object_open(&json);
    json_member_text(&json, "name", work.person.name);
    json_member_text(&json, "display_name", work.person.display_name);
    json_member_string(&json, "role", role_name(work.person.role));
    json_member_string(&json, "role_zh", role_zh(work.person.role));
    json_member_text(&json, "division", work.person.division);
    json_member_text(&json, "body", work.person.body);
    json_member_text(&json, "body_name", work.person.body_name);
    json_member_bool(&json, "must_change", work.person.must_change);
    json_member_bool(&json, "must_enrol", request->actor.must_enrol);
    json_member_bool(&json, "second_factor", work.person.second_factor);
    json_object_close(&json);
    json_member_date(&json, "as_of", app_today(request->app));
    json_key(&json, "city");
    json_object_open(&json);
    json_member_text(&json, "code", request->app->city_code);
    json_member_text(&json, "name_zh", request->app->city_zh);
    json_member_text(&json, "name_en", request->app->city_en);
    json_object_close(&json);
    json_member_bool(&json, "synthetic", request->app->synthetic);
    put_programmes(&json, work.programmes, work.programme_count);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}
