#include "http/second_factor_http.h"

#include "app/second_factor_app.h"
#include "exchange/qr_code.h"
#include "http/server.h"

static enum error_kind get_words(struct http_request *request, const char *first,
                                 const char *second, struct text *first_out,
                                 struct text *second_out, struct error *err)
{
    const char *const members[] = {first, second, NULL};
    const struct json_value *body;
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, first, true, first_out, err));
    return second == NULL ? OK : json_get_text(body, second, true, second_out, err);
}

enum error_kind second_factor_http_show(struct http_request *request,
                                        struct http_response *response, struct error *err)
{
    struct second_factor_state state;
    struct json_writer json;
    TRY(second_factor_app_find(request->app, &request->actor, &state, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_member_bool(&json, "enrolled", state.enrolled);
    json_member_bool(&json, "must_enrol", request->actor.must_enrol);
    json_member_int(&json, "recovery_codes", state.recovery_codes);
    json_member_string(&json, "rule", second_factor_rule_name(request->app->second_factor));
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

enum error_kind second_factor_http_start(struct http_request *request,
                                         struct http_response *response, struct error *err)
{
    struct text password, unused, secret, uri;
    struct json_writer json;
    struct qr_code code;
    TRY(get_words(request, "password", NULL, &password, &unused, err));
    TRY(second_factor_app_start(http_server_party(request->server), request->app, &request->actor,
                                password, request->address, request->arena, &secret, &uri, err));
    TRY(qr_code_make(uri, request->arena, &code, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_member_text(&json, "secret", secret);
    json_member_text(&json, "uri", uri);
    json_key(&json, "qr");
    json_object_open(&json);
    json_member_int(&json, "size", code.size);
    json_member_text(&json, "path", code.path);
    json_object_close(&json);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

enum error_kind second_factor_http_confirm(struct http_request *request,
                                           struct http_response *response, struct error *err)
{
    struct text code, unused, codes[RECOVERY_CODES];
    struct json_writer json;
    TRY(get_words(request, "code", NULL, &code, &unused, err));
    TRY(second_factor_app_confirm(http_server_party(request->server), request->app, &request->actor,
                                  code, request->arena, codes, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_key(&json, "recovery_codes");
    json_array_open(&json);
    for (int i = 0; i < RECOVERY_CODES; i++) {
        json_put_text(&json, codes[i]);
    }
    json_array_close(&json);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

enum error_kind second_factor_http_remove(struct http_request *request,
                                          struct http_response *response, struct error *err)
{
    struct text password, code;
    TRY(get_words(request, "password", "code", &password, &code, err));
    TRY(second_factor_app_remove(http_server_party(request->server), request->app, &request->actor,
                                 password, code, request->address, err));
    http_nothing(response);
    return OK;
}

enum error_kind second_factor_http_reset(struct http_request *request,
                                         struct http_response *response, struct error *err)
{
    TRY(second_factor_app_reset(http_server_party(request->server), request->app, &request->actor,
                                http_param(request, "name"), err));
    http_nothing(response);
    return OK;
}
