/* Everything that is checked before a handler runs and before a body is read: the form of the
 * request, the route, who asks, whether the role may, whether the request was forged, the size. */
#include "http/http_parse.h"
#include "http/server_internal.h"

#include "app/party_app.h"

#include <arpa/inet.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool is_named(const char *name, size_t length, const char *wanted)
{
    return strlen(wanted) == length && strncasecmp(name, wanted, length) == 0;
}

/* Keeps the headers that the server looks at; anything odd marks the request as malformed. A header
 * that must stand once and stands twice is malformed too. */
static enum MHD_Result take_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                   size_t name_size, const char *value, size_t value_size)
{
    struct exchange *exchange = cls;
    struct http_request *request = &exchange->request;
    struct text text = {value == NULL ? "" : value, value_size};
    struct {
        const char *name;
        struct text *place;
    } wanted[] = {
        {"Host", &exchange->host},
        {"Origin", &exchange->origin},
        {"Cookie", &exchange->cookie},
        {"Content-Length", &exchange->content_length},
        {"Transfer-Encoding", &exchange->transfer_encoding},
        {"Content-Type", &request->content_type},
        {"If-Match", &request->if_match},
        {"Upload-Offset", &request->upload_offset},
        {"If-None-Match", &request->if_none_match},
        {"Idempotency-Key", &request->idempotency_key},
        {"Last-Event-ID", &request->last_event_id},
        {"X-CSRF-Token", &exchange->csrf_header},
        {"Sec-Fetch-Site", &exchange->fetch_site},
        {"X-Forwarded-For", &exchange->forwarded_for},
        {"X-Forwarded-Proto", &exchange->forwarded_proto},
    };
    (void)kind;
    if (!http_is_token((struct text){name, name_size}) || !http_is_header_value(text)) {
        exchange->bad_header = true;
    }
    if (is_named(name, name_size, "Accept-Encoding")) {
        exchange->gzip = http_accepts_gzip(text);
    }
    if (is_named(name, name_size, "Cache-Control")) {
        exchange->wants_fresh = exchange->wants_fresh || text_contains(text, TEXT("no-store"));
    }
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (is_named(name, name_size, wanted[i].name)) {
            if (wanted[i].place->data != NULL) {
                exchange->bad_header = true;
            }
            *wanted[i].place = text_copy(text, &exchange->arena);
        }
    }
    return MHD_YES;
}

static enum error_kind check_form(struct exchange *exchange, int64_t *length_out, struct error *err)
{
    int64_t length = 0;
    bool chunked = exchange->transfer_encoding.data != NULL;
    bool sized = exchange->content_length.data != NULL;
    exchange->has_body = chunked || sized;
    if (exchange->bad_header) {
        return error_set(err, ERROR_MALFORMED, "http.header", "the headers cannot be read");
    }
    if (chunked && (sized || exchange->transfer_encoding.length != 7 ||
                    strncasecmp(exchange->transfer_encoding.data, "chunked", 7) != 0)) {
        return error_set(err, ERROR_MALFORMED, "http.length",
                         "the length of the body is not said clearly");
    }
    if (sized) {
        struct text value = exchange->content_length;
        if (value.length == 0 || value.data[0] == '+' || !text_parse_int64(value, &length) ||
            length < 0) {
            return error_set(err, ERROR_MALFORMED, "http.length",
                             "the length of the body is not said clearly");
        }
    }
    exchange->has_body = chunked || length > 0;
    *length_out = chunked ? -1 : length;
    return OK;
}

static void take_address(struct http_server *server, struct exchange *exchange)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char host[64] = "local";
    if (info != NULL && info->client_addr != NULL) {
        const struct sockaddr *address = info->client_addr;
        const void *raw =
            address->sa_family == AF_INET
                ? (const void *)&((const struct sockaddr_in *)(const void *)address)->sin_addr
            : address->sa_family == AF_INET6
                ? (const void *)&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr
                : NULL;
        if (raw != NULL) {
            inet_ntop(address->sa_family, raw, host, sizeof host);
        }
    }
    exchange->request.address = text_copy(text_of(host), &exchange->arena);
    if (server->behind_proxy && exchange->forwarded_for.length > 0) {
        struct text list = exchange->forwarded_for;
        size_t start = list.length;
        while (start > 0 && list.data[start - 1] != ',') {
            start--;
        }
        struct text last = text_trim(text_slice(list, start, list.length));
        if (last.length > 0 && last.length < 64) {
            exchange->request.address = last;
        }
    }
    exchange->request.secure = server->behind_proxy && exchange->forwarded_proto.length == 5 &&
                               strncasecmp(exchange->forwarded_proto.data, "https", 5) == 0;
}

static void take_session(struct http_server *server, struct exchange *exchange)
{
    struct http_request *request = &exchange->request;
    request->csrf = TEXT("");
    request->session_token = TEXT("");
    if (exchange->cookie.data == NULL) {
        return;
    }
    struct text token = http_parse_cookie(exchange->cookie, "kaigong_session");
    if (token.length > 0 && party_app_find_session(server->party, token, true, &exchange->arena,
                                                   &request->actor, &request->csrf)) {
        request->session_token = token;
    }
}

static bool is_equal_in_constant_time(struct text a, struct text b)
{
    return a.length == b.length && a.length > 0 && sodium_memcmp(a.data, b.data, a.length) == 0;
}

/* A change must come from our own pages: browsers say where a request comes from, and a request
 * with a session carries the session's own token. */
static enum error_kind check_forgery(struct exchange *exchange, struct error *err)
{
    const struct http_request *request = &exchange->request;
    if (exchange->origin.data != NULL && !http_is_same_origin(exchange->origin, exchange->host)) {
        return error_set(err, ERROR_FORBIDDEN, "http.origin",
                         "a change must come from this site's own pages");
    }
    if (exchange->fetch_site.data != NULL &&
        text_is_equal(exchange->fetch_site, TEXT("cross-site"))) {
        return error_set(err, ERROR_FORBIDDEN, "http.origin",
                         "a change must come from this site's own pages");
    }
    if (request->session_token.length > 0 && request->route->permission != PERMISSION_PUBLIC &&
        !is_equal_in_constant_time(exchange->csrf_header, request->csrf)) {
        return error_set(err, ERROR_FORBIDDEN, "http.csrf",
                         "send the token of the session in X-CSRF-Token");
    }
    return OK;
}

static enum error_kind find_route(struct exchange *exchange, struct error *err)
{
    struct http_request *request = &exchange->request;
    unsigned methods = 0;
    request->route = route_find(request->method, request->path, request->parameters,
                                &request->parameter_count, &methods);
    if (request->route == NULL && methods == 0) {
        return error_set(err, ERROR_NOT_FOUND, "http.path", "there is nothing at this address");
    }
    if (request->route == NULL) {
        struct text_builder allow;
        text_builder_init(&allow, &exchange->arena, 64);
        for (int method = HTTP_GET; method <= HTTP_DELETE; method++) {
            if (methods & (1u << method)) {
                text_builder_add_format(&allow, "%s%s", allow.length > 0 ? ", " : "",
                                        http_method_name((enum http_method)method));
            }
        }
        exchange->response.allow = text_builder_text(&allow);
        return error_set(err, ERROR_NOT_FOUND, "http.method", "this address has only %.*s",
                         TEXT_ARGS(exchange->response.allow));
    }
    return OK;
}

/* A misspelt filter must not show everything as if it had been applied: only the names that stand
 * beside the route in the table are taken. */
static enum error_kind check_query(const struct http_request *request, struct error *err)
{
    const char *known = request->route->query;
    for (size_t i = 0; i < request->query_count; i++) {
        struct text name = request->query[i].name;
        char field[sizeof err->field];
        if (route_knows_query(request->route, name)) {
            continue;
        }
        error_set(err, ERROR_INVALID, "query.unknown",
                  known[0] == '\0' ? "there is no parameter %.*s here, nor any other"
                                   : "there is no parameter %.*s here; there are: %s",
                  TEXT_ARGS(name), known);
        snprintf(field, sizeof field, "%.*s", TEXT_ARGS(name));
        return error_at_field(err, field);
    }
    return OK;
}

enum error_kind server_guard(struct http_server *server, struct exchange *exchange,
                             const char *method, struct error *err)
{
    struct http_request *request = &exchange->request;
    int64_t length = 0;
    MHD_get_connection_values_n(exchange->connection, MHD_HEADER_KIND, take_header, exchange);
    take_address(server, exchange);
    TRY(check_form(exchange, &length, err));
    if (!http_parse_method(method, &request->method)) {
        return error_set(err, ERROR_MALFORMED, "http.method", "there is no such method here");
    }
    TRY(http_parse_target(exchange->target, &exchange->arena, &request->path, request->query,
                          &request->query_count, err));
    take_session(server, exchange);
    if (!text_has_prefix(request->path, TEXT("/api/")) && request->method == HTTP_GET &&
        server_answer_static(server, exchange, request->path)) {
        return OK;
    }
    TRY(find_route(exchange, err));
    bool changes = request->method != HTTP_GET;
    TRY(party_check_permission(&request->actor, request->route->permission, changes, err));
    if (changes) {
        TRY(check_forgery(exchange, err));
    }
    TRY(check_query(request, err));
    if (length > (int64_t)request->route->body_limit ||
        (length < 0 && request->route->body_limit == NO_BODY)) {
        return error_set(err, ERROR_LIMIT, "http.body", "the body has at most %zu bytes here",
                         request->route->body_limit);
    }
    text_builder_init(&exchange->body, &exchange->arena, request->route->body_limit);
    return OK;
}
