#include "http/party_http.h"

#include "app/party_app.h"
#include "http/server.h"

#include <string.h>

static void put_person(struct json_writer *json, const struct person *person)
{
    json_member_text(json, "name", person->name);
    json_member_text(json, "display_name", person->display_name);
    json_member_string(json, "role", role_name(person->role));
    json_member_string(json, "role_zh", role_zh(person->role));
    json_member_text(json, "division", person->division);
    json_member_text(json, "body", person->body);
    json_member_text(json, "body_name", person->body_name);
    json_member_bool(json, "must_change", person->must_change);
    json_member_bool(json, "second_factor", person->second_factor);
}

static void put_account(struct json_writer *json, const struct person *person)
{
    json_object_open(json);
    put_person(json, person);
    json_member_bool(json, "enabled", person->enabled);
    json_member_int(json, "version", person->version);
    json_object_close(json);
}

static void set_cookie(struct http_request *request, struct http_response *response,
                       struct text value, int max_age_s)
{
    http_header(response, "Set-Cookie",
                text_format(request->arena,
                            "kaigong_session=%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s",
                            TEXT_ARGS(value), max_age_s, request->secure ? "; Secure" : ""));
}

enum error_kind sign_in_http_check(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    static const char *const members[] = {"name", "password", "code", NULL};
    const struct json_value *body;
    struct text name, password, code = TEXT("");
    struct sign_in result;
    struct json_writer json;
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "name", true, &name, err));
    TRY(json_get_text(body, "password", true, &password, err));
    TRY(json_get_text(body, "code", false, &code, err));
    TRY(party_app_sign_in(http_server_party(request->server), name, password, code,
                          request->address, request->session_token, request->arena, &result, err));
    set_cookie(request, response, result.token, (int)(SESSION_ABSOLUTE_LIMIT / 1000000));
    http_json_init(request, &json);
    json_object_open(&json);
    json_member_text(&json, "csrf", result.csrf);
    json_key(&json, "user");
    json_object_open(&json);
    put_person(&json, &result.person);
    json_object_close(&json);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

enum error_kind sign_in_http_end(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    TRY(party_app_sign_out(http_server_party(request->server), &request->actor,
                           request->session_token, err));
    set_cookie(request, response, TEXT(""), 0);
    http_nothing(response);
    return OK;
}

enum error_kind password_http_change(struct http_request *request, struct http_response *response,
                                     struct error *err)
{
    static const char *const members[] = {"old", "new", NULL};
    const struct json_value *body;
    struct text old_password, new_password;
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "old", true, &old_password, err));
    TRY(json_get_text(body, "new", true, &new_password, err));
    TRY(party_app_change_password(http_server_party(request->server), &request->actor,
                                  request->session_token, old_password, new_password,
                                  request->address, err));
    http_nothing(response);
    return OK;
}

enum error_kind person_http_list(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    struct person *people;
    size_t count;
    struct json_writer json;
    TRY(party_app_list_people(request->app, request->arena, &people, &count, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_key(&json, "items");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++) {
        put_account(&json, &people[i]);
    }
    json_array_close(&json);
    json_member_int(&json, "total", (int64_t)count);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

enum error_kind person_http_add(struct http_request *request, struct http_response *response,
                                struct error *err)
{
    static const char *const members[] = {"name", "display_name", "role", "division",
                                          "body", "password",     NULL};
    const struct json_value *body;
    struct text role, password;
    struct person person = {.must_change = true};
    struct json_writer json;
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "name", true, &person.name, err));
    TRY(json_get_text(body, "display_name", false, &person.display_name, err));
    TRY(json_get_text(body, "role", true, &role, err));
    TRY(json_get_text(body, "division", false, &person.division, err));
    TRY(json_get_text(body, "body", false, &person.body, err));
    TRY(json_get_text(body, "password", true, &password, err));
    if (!role_parse(role, &person.role)) {
        error_set(err, ERROR_INVALID, "person.role", "there is no role \"%.*s\"", TEXT_ARGS(role));
        return error_at_field(err, "role");
    }
    TRY(party_app_add_person(request->app, &request->actor, &person, password, err));
    TRY(party_app_find_person(request->app, person.name, request->arena, &person, err));
    http_etag(request, response, person.version);
    http_json_init(request, &json);
    put_account(&json, &person);
    return http_json(response, 201, &json, err);
}

static enum error_kind read_change(const struct json_value *body, struct arena *arena,
                                   struct person_change *change, struct error *err)
{
    static const char *const members[] = {"display_name", "role",    "division", "body",
                                          "password",     "enabled", NULL};
    struct text *texts = ARENA_ARRAY(arena, struct text, 5);
    bool *enabled = ARENA_NEW(arena, bool);
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "display_name", false, &texts[0], err));
    TRY(json_get_text(body, "role", false, &texts[1], err));
    TRY(json_get_text(body, "division", false, &texts[2], err));
    TRY(json_get_text(body, "password", false, &texts[3], err));
    TRY(json_get_text(body, "body", false, &texts[4], err));
    TRY(json_get_bool(body, "enabled", false, enabled, err));
    *change = (struct person_change){
        .display_name = json_find(body, "display_name") != NULL ? &texts[0] : NULL,
        .role = json_find(body, "role") != NULL ? &texts[1] : NULL,
        .division = json_find(body, "division") != NULL ? &texts[2] : NULL,
        .body = json_find(body, "body") != NULL ? &texts[4] : NULL,
        .password = json_find(body, "password") != NULL ? &texts[3] : NULL,
        .enabled = json_find(body, "enabled") != NULL ? enabled : NULL,
    };
    return OK;
}

/* Puts the person as it is now into a 409, so that the page can show what changed. */
static void put_current(struct http_request *request, struct http_response *response,
                        struct text name)
{
    struct person person;
    struct json_writer json;
    struct error unused;
    if (party_app_find_person(request->app, name, request->arena, &person, &unused) == OK) {
        http_json_init(request, &json);
        put_account(&json, &person);
        if (json_writer_text(&json, &response->current, &unused) != OK) {
            response->current = TEXT("");
        }
    }
}

enum error_kind person_http_change(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    const struct json_value *body;
    struct person_change change;
    struct person person;
    struct json_writer json;
    struct text name = http_param(request, "name");
    int64_t version;
    TRY(http_if_match(request, &version, err));
    TRY(http_body_json(request, &body, err));
    TRY(read_change(body, request->arena, &change, err));
    enum error_kind kind =
        party_app_change_person(http_server_party(request->server), &request->actor, name, version,
                                &change, request->arena, &person, err);
    if (kind == ERROR_CONFLICT && strcmp(err->code, "person.stale") == 0) {
        put_current(request, response, name);
    }
    TRY(kind);
    TRY(party_app_find_person(request->app, name, request->arena, &person, err));
    http_etag(request, response, person.version);
    http_json_init(request, &json);
    put_account(&json, &person);
    return http_json(response, 200, &json, err);
}

enum error_kind view_http_list(struct http_request *request, struct http_response *response,
                               struct error *err)
{
    struct saved_view *views;
    size_t count;
    struct json_writer json;
    TRY(party_app_list_views(request->app, &request->actor, http_query(request, "page"),
                             request->arena, &views, &count, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_key(&json, "items");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(&json);
        json_member_text(&json, "name", views[i].name);
        json_member_text(&json, "query", views[i].query);
        json_object_close(&json);
    }
    json_array_close(&json);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

enum error_kind view_http_put(struct http_request *request, struct http_response *response,
                              struct error *err)
{
    static const char *const members[] = {"page", "query", NULL};
    const struct json_value *body;
    struct text page, query;
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "page", true, &page, err));
    TRY(json_get_text(body, "query", true, &query, err));
    TRY(party_app_put_view(request->app, &request->actor, page, http_param(request, "name"), query,
                           err));
    http_nothing(response);
    return OK;
}

enum error_kind view_http_delete(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    TRY(party_app_delete_view(request->app, &request->actor, http_query(request, "page"),
                              http_param(request, "name"), err));
    http_nothing(response);
    return OK;
}
