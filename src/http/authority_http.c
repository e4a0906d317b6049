#include "http/authority_http.h"

#include "app/authority_app.h"

enum error_kind department_http_list(struct http_request *request, struct http_response *response,
                                     struct error *err)
{
    struct body *departments;
    size_t count;
    struct json_writer json;
    TRY(authority_app_list_departments(request->app, request->arena, &departments, &count, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_key(&json, "items");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(&json);
        json_member_text(&json, "id", departments[i].code);
        json_member_text(&json, "name_zh", departments[i].name_zh);
        json_member_text(&json, "name_en", departments[i].name_en);
        json_object_close(&json);
    }
    json_array_close(&json);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

static void put_authority(struct json_writer *json, const struct authority *authority,
                          struct date today)
{
    bool over = authority->ended ||
                (!date_is_none(authority->until) && date_compare(authority->until, today) < 0);
    json_object_open(json);
    json_member_int(json, "id", authority->id);
    json_member_text(json, "person", authority->person);
    json_member_text(json, "person_name", authority->person_name);
    json_member_string(json, "role", role_name(authority->role));
    json_member_string(json, "role_zh", role_zh(authority->role));
    json_member_text(json, "body", authority->body);
    json_member_text(json, "project", authority->project);
    json_member_text(json, "project_name", authority->project_name);
    json_member_date(json, "from", authority->from);
    json_member_date(json, "until", authority->until);
    json_member_text(json, "paper", authority->paper);
    json_member_text(json, "given_by", authority->given_by);
    json_member_bool(json, "counts", !over && date_compare(authority->from, today) <= 0);
    json_member_bool(json, "over", over);
    json_object_close(json);
}

enum error_kind authority_http_list(struct http_request *request, struct http_response *response,
                                    struct error *err)
{
    struct authority *authorities;
    size_t count;
    struct json_writer json;
    TRY(authority_app_list(request->app, &request->actor, http_query(request, "project"),
                           request->arena, &authorities, &count, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_key(&json, "items");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++) {
        put_authority(&json, &authorities[i], app_today(request->app));
    }
    json_array_close(&json);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

enum error_kind authority_http_give(struct http_request *request, struct http_response *response,
                                    struct error *err)
{
    static const char *const members[] = {"person", "project", "body", "from",
                                          "until",  "paper",   NULL};
    const struct json_value *body;
    struct authority authority = {.until = DATE_NONE, .from = app_today(request->app)};
    struct json_writer json;
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "person", true, &authority.person, err));
    TRY(json_get_text(body, "project", false, &authority.project, err));
    TRY(json_get_text(body, "body", false, &authority.body, err));
    TRY(json_get_text(body, "paper", false, &authority.paper, err));
    TRY(json_get_date(body, "from", false, &authority.from, err));
    TRY(json_get_date(body, "until", false, &authority.until, err));
    TRY(authority_app_give(request->app, &request->actor, &authority, request->arena, err));
    http_json_init(request, &json);
    put_authority(&json, &authority, app_today(request->app));
    return http_json(response, 201, &json, err);
}

enum error_kind authority_http_end(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    int64_t id;
    if (!text_parse_int64(http_param(request, "id"), &id)) {
        return error_set(err, ERROR_NOT_FOUND, "authority.unknown", "there is no such authority");
    }
    TRY(authority_app_end(request->app, &request->actor, id, err));
    http_nothing(response);
    return OK;
}
