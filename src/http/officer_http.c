#include "http/officer_http.h"

#include "app/authority_app.h"
#include "app/officer_app.h"

enum { LOG_DAYS = 92 };

enum error_kind service_http_id(const struct http_request *request, const char *name,
                                const char *code, int64_t *id_out, struct error *err)
{
    if (!text_parse_int64(http_param(request, name), id_out) || *id_out < 1) {
        return error_set(err, ERROR_NOT_FOUND, code, "没有这一项 (there is no such thing)");
    }
    return OK;
}

/* --- directory -------------------------------------------------------------------------------- */

/* Everybody sees the office; who is signed in the masked personal number too; the programme office
 * what it enters. */
static void put_officer(struct http_request *request, struct json_writer *json,
                        const struct officer *officer)
{
    const struct actor *actor = &request->actor;
    json_object_open(json);
    json_member_text(json, "name", officer->name);
    json_member_text(json, "unit", officer->unit);
    json_member_text(json, "post", officer->post);
    json_member_text(json, "office_phone", officer->office_phone);
    json_member_text(json, "serves", officer->serves);
    json_member_int(json, "projects", officer->projects);
    json_key(json, "deputy");
    if (officer->deputy.length == 0) {
        json_put_null(json);
    } else {
        json_object_open(json);
        json_member_text(json, "name", officer->deputy);
        json_member_date(json, "until", officer->deputy_until);
        json_object_close(json);
    }
    if (actor->role != ROLE_ANONYMOUS) {
        json_member_text(json, "person", officer->person);
        json_member_text(json, "mobile", phone_mask(officer->mobile, request->arena));
    }
    if (role_has(actor->role, PERMISSION_OFFICERS)) {
        int limit = officer_app_load_limit(request->app);
        json_member_bool(json, "listed", officer->listed);
        json_member_int(json, "version", officer->version);
        json_member_int(json, "load_limit", limit);
        json_member_bool(json, "overloaded", officer->projects > limit);
    }
    json_object_close(json);
}

enum error_kind officer_http_list(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    struct officer *officers;
    size_t count;
    struct json_writer json;
    bool listed = !role_has(request->actor.role, PERMISSION_OFFICERS);
    TRY(officer_app_list(request->app, listed, request->arena, &officers, &count, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_key(&json, "items");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++) {
        put_officer(request, &json, &officers[i]);
    }
    json_array_close(&json);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

enum error_kind officer_http_save(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    static const char *const members[] = {"unit",   "post", "office_phone", "serves", "mobile",
                                          "listed", NULL};
    const struct json_value *body;
    struct officer officer = {.person = http_param(request, "name"), .listed = true};
    struct json_writer json;
    TRY(http_if_match(request, &officer.version, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "unit", true, &officer.unit, err));
    TRY(json_get_text(body, "post", false, &officer.post, err));
    TRY(json_get_text(body, "office_phone", false, &officer.office_phone, err));
    TRY(json_get_text(body, "serves", false, &officer.serves, err));
    TRY(json_get_text(body, "mobile", false, &officer.mobile, err));
    TRY(json_get_bool(body, "listed", false, &officer.listed, err));
    TRY(officer_app_save(request->app, &request->actor, &officer, request->arena, err));
    http_json_init(request, &json);
    put_officer(request, &json, &officer);
    http_etag(request, response, officer.version);
    return http_json(response, 200, &json, err);
}

enum error_kind officer_http_reveal(struct http_request *request, struct http_response *response,
                                    struct error *err)
{
    static const char *const members[] = {"why", NULL};
    const struct json_value *body;
    struct text why = TEXT(""), mobile;
    struct json_writer json;
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "why", true, &why, err));
    TRY(officer_app_reveal(request->app, &request->actor, http_param(request, "name"), why,
                           request->arena, &mobile, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_member_text(&json, "mobile", mobile);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

enum error_kind officer_http_assign(struct http_request *request, struct http_response *response,
                                    struct error *err)
{
    static const char *const members[] = {"project", "from", "until", "paper", NULL};
    const struct json_value *body;
    struct authority authority = {
        .person = http_param(request, "name"), .until = DATE_NONE, .from = app_today(request->app)};
    struct officer officer;
    struct json_writer json;
    int limit = officer_app_load_limit(request->app);
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "project", true, &authority.project, err));
    TRY(json_get_text(body, "paper", false, &authority.paper, err));
    TRY(json_get_date(body, "from", false, &authority.from, err));
    TRY(json_get_date(body, "until", false, &authority.until, err));
    TRY(officer_app_find(request->app, authority.person, request->arena, &officer, err));
    TRY(authority_app_give(request->app, &request->actor, &authority, request->arena, err));
    TRY(officer_app_find(request->app, authority.person, request->arena, &officer, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_member_int(&json, "authority", authority.id);
    json_member_text(&json, "project", authority.project);
    json_member_int(&json, "load", officer.projects);
    json_member_int(&json, "load_limit", limit);
    json_member_bool(&json, "overloaded", officer.projects > limit);
    json_object_close(&json);
    return http_json(response, 201, &json, err);
}

/* --- covers ----------------------------------------------------------------------------------- */

static void put_cover(struct json_writer *json, const struct cover *cover)
{
    json_object_open(json);
    json_member_int(json, "id", cover->id);
    json_member_string(json, "kind", cover_kind_name(cover->kind));
    json_member_text(json, "officer", cover->officer);
    json_member_text(json, "officer_name", cover->officer_name);
    json_member_text(json, "deputy", cover->deputy);
    json_member_text(json, "deputy_name", cover->deputy_name);
    json_member_date(json, "from", cover->from);
    json_member_date(json, "until", cover->until);
    json_object_close(json);
}

enum error_kind cover_http_list(struct http_request *request, struct http_response *response,
                                struct error *err)
{
    struct cover *covers;
    size_t count;
    struct json_writer json;
    TRY(cover_app_list(request->app, &request->actor, request->arena, &covers, &count, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_key(&json, "items");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++) {
        put_cover(&json, &covers[i]);
    }
    json_array_close(&json);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

enum error_kind cover_http_add(struct http_request *request, struct http_response *response,
                               struct error *err)
{
    static const char *const members[] = {"kind", "deputy", "from", "until", NULL};
    const struct json_value *body;
    struct cover cover = {.officer = http_param(request, "name"),
                          .from = app_today(request->app),
                          .until = DATE_NONE};
    struct text kind = TEXT("stand_in");
    struct json_writer json;
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "kind", false, &kind, err));
    TRY(json_get_text(body, "deputy", true, &cover.deputy, err));
    TRY(json_get_date(body, "from", false, &cover.from, err));
    TRY(json_get_date(body, "until", true, &cover.until, err));
    if (!cover_kind_parse(kind, &cover.kind)) {
        error_set(err, ERROR_INVALID, "cover.kind", "a kind is stand_in or hand_over");
        return error_at_field(err, "kind");
    }
    TRY(cover_app_add(request->app, &request->actor, &cover, request->arena, err));
    http_json_init(request, &json);
    put_cover(&json, &cover);
    return http_json(response, 201, &json, err);
}

enum error_kind cover_http_end(struct http_request *request, struct http_response *response,
                               struct error *err)
{
    int64_t id;
    TRY(service_http_id(request, "id", "cover.unknown", &id, err));
    TRY(cover_app_end(request->app, &request->actor, id, err));
    http_nothing(response);
    return OK;
}

/* --- work log --------------------------------------------------------------------------------- */

static void put_log(struct json_writer *json, const struct work_log *entry)
{
    json_object_open(json);
    json_member_int(json, "id", entry->id);
    json_member_text(json, "officer", entry->officer);
    json_member_text(json, "officer_name", entry->officer_name);
    json_member_text(json, "project", entry->project);
    json_member_text(json, "project_name", entry->project_name);
    json_member_date(json, "day", entry->day);
    json_member_string(json, "kind", work_log_kind_name(entry->kind));
    json_member_string(json, "kind_zh", work_log_kind_zh(entry->kind));
    json_member_text(json, "text", entry->body);
    json_object_close(json);
}

enum error_kind work_log_http_add(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    static const char *const members[] = {"day", "kind", "text", NULL};
    const struct json_value *body;
    struct work_log entry = {.project = http_param(request, "code"),
                             .day = app_today(request->app)};
    struct text kind = TEXT("");
    struct json_writer json;
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_date(body, "day", false, &entry.day, err));
    TRY(json_get_text(body, "kind", true, &kind, err));
    TRY(json_get_text(body, "text", true, &entry.body, err));
    if (!work_log_kind_parse(kind, &entry.kind)) {
        error_set(err, ERROR_INVALID, "work_log.kind",
                  "a kind is policy, papers, visit, push, escalate or safety");
        return error_at_field(err, "kind");
    }
    TRY(work_log_app_add(request->app, &request->actor, &entry, request->arena, err));
    http_json_init(request, &json);
    put_log(&json, &entry);
    return http_json(response, 201, &json, err);
}

static enum error_kind list_log(struct http_request *request, struct http_response *response,
                                struct text project, struct error *err)
{
    struct date until = app_today(request->app);
    struct date from = date_add_days(until, -LOG_DAYS);
    struct work_log *entries;
    size_t count;
    struct json_writer json;
    TRY(http_query_date(request, "from", &from, err));
    TRY(http_query_date(request, "until", &until, err));
    TRY(work_log_app_list(request->app, &request->actor, project, from, until, request->arena,
                          &entries, &count, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_key(&json, "items");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++) {
        put_log(&json, &entries[i]);
    }
    json_array_close(&json);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

enum error_kind work_log_http_list(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    return list_log(request, response, http_param(request, "code"), err);
}

enum error_kind work_log_http_list_own(struct http_request *request, struct http_response *response,
                                       struct error *err)
{
    return list_log(request, response, TEXT(""), err);
}
