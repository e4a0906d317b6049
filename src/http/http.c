#include "http/http.h"

#include "http/routes.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* --- reading ---------------------------------------------------------------------------------- */

static const struct http_pair *find_pair(const struct http_pair *pairs, size_t count,
                                         const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (text_is_equal(pairs[i].name, text_of(name))) {
            return &pairs[i];
        }
    }
    return NULL;
}

struct text http_param(const struct http_request *request, const char *name)
{
    const struct http_pair *pair = find_pair(request->parameters, request->parameter_count, name);
    return pair == NULL ? TEXT("") : pair->value;
}

struct text http_query(const struct http_request *request, const char *name)
{
    const struct http_pair *pair = find_pair(request->query, request->query_count, name);
    return pair == NULL ? TEXT("") : pair->value;
}

bool http_has_query(const struct http_request *request, const char *name)
{
    return find_pair(request->query, request->query_count, name) != NULL;
}

enum error_kind http_query_int(const struct http_request *request, const char *name, int64_t min,
                               int64_t max, int64_t *out, struct error *err)
{
    struct text value = http_query(request, name);
    int64_t number;
    if (value.length == 0) {
        return OK;
    }
    if (!text_parse_int64(value, &number) || number < min || number > max) {
        error_set(err, ERROR_INVALID, "query.int", "%s is a whole number from %lld to %lld", name,
                  (long long)min, (long long)max);
        return error_at_field(err, name);
    }
    *out = number;
    return OK;
}

enum error_kind http_query_date(const struct http_request *request, const char *name,
                                struct date *out, struct error *err)
{
    struct text value = http_query(request, name);
    if (value.length > 0 && date_parse(value, out, err) != OK) {
        return error_at_field(err, name);
    }
    return OK;
}

enum error_kind http_query_as_of(const struct http_request *request, struct date *out,
                                 struct error *err)
{
    struct date day = app_today(request->app);
    TRY(http_query_date(request, "as_of", &day, err));
    *out = day;
    return OK;
}

enum error_kind http_body_json(const struct http_request *request,
                               const struct json_value **object_out, struct error *err)
{
    const struct json_value *value;
    TRY(json_read(request->body, request->route->body_limit, request->arena, &value, err));
    if (value->kind != JSON_OBJECT) {
        return error_set(err, ERROR_MALFORMED, "json.object", "the body is a JSON object");
    }
    *object_out = value;
    return OK;
}

enum error_kind http_if_match(const struct http_request *request, int64_t *version_out,
                              struct error *err)
{
    struct text value = request->if_match;
    int64_t version;
    if (value.length == 0) {
        return error_set(err, ERROR_PRECONDITION, "http.if_match",
                         "say the version that you change in If-Match");
    }
    if (value.length < 3 || value.data[0] != '"' || value.data[value.length - 1] != '"' ||
        !text_parse_int64(text_slice(value, 1, value.length - 1), &version) || version < 0) {
        return error_set(err, ERROR_MALFORMED, "http.if_match",
                         "If-Match is a version in quotation marks, as \"3\"");
    }
    *version_out = version;
    return OK;
}

/* --- answering -------------------------------------------------------------------------------- */

void http_json_init(struct http_request *request, struct json_writer *json)
{
    json_writer_init(json, request->arena, HTTP_JSON_MAX);
}

enum error_kind http_json(struct http_response *response, int status,
                          const struct json_writer *json, struct error *err)
{
    struct text body;
    TRY(json_writer_text(json, &body, err));
    response->status = status;
    response->content_type = "application/json; charset=utf-8";
    response->body = body;
    return OK;
}

void http_nothing(struct http_response *response)
{
    response->status = 204;
    response->body = TEXT("");
}

void http_header(struct http_response *response, const char *name, struct text value)
{
    if (response->header_count < sizeof response->headers / sizeof response->headers[0]) {
        response->headers[response->header_count++] = (struct http_pair){text_of(name), value};
    }
}

void http_etag(struct http_request *request, struct http_response *response, int64_t version)
{
    http_header(response, "ETag", text_format(request->arena, "\"%lld\"", (long long)version));
}

static bool is_plain(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '.' || byte == '-' || byte == '_';
}

/* RFC 6266: a plain name for old clients and the real one, percent-encoded. */
static void name_download(struct http_request *request, struct http_response *response,
                          const char *name)
{
    struct text_builder plain, encoded;
    text_builder_init(&plain, request->arena, 512);
    text_builder_init(&encoded, request->arena, 2048);
    for (const char *c = name; *c != '\0'; c++) {
        if (is_plain(*c)) {
            text_builder_add_byte(&plain, *c);
            text_builder_add_byte(&encoded, *c);
        } else {
            text_builder_add_byte(&plain, '_');
            text_builder_add_format(&encoded, "%%%02X", (unsigned)(unsigned char)*c);
        }
    }
    http_header(response, "Content-Disposition",
                text_format(request->arena, "attachment; filename=\"%.*s\"; filename*=UTF-8''%.*s",
                            TEXT_ARGS(text_builder_text(&plain)),
                            TEXT_ARGS(text_builder_text(&encoded))));
}

void http_bytes(struct http_request *request, struct http_response *response, struct text bytes,
                const char *content_type, const char *download_name)
{
    response->body = bytes;
    response->content_type = content_type;
    if (download_name != NULL) {
        name_download(request, response, download_name);
    }
}

void http_file(struct http_request *request, struct http_response *response, const char *file_path,
               const char *content_type, const char *download_name)
{
    response->file_path = arena_copy(request->arena, file_path, strlen(file_path));
    response->content_type = content_type;
    if (download_name != NULL) {
        name_download(request, response, download_name);
    }
}

/* --- cursors ---------------------------------------------------------------------------------- */

struct text http_cursor_make(struct http_request *request, struct text key)
{
    size_t size = sodium_base64_encoded_len(key.length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *cursor = arena_alloc(request->arena, size);
    sodium_bin2base64(cursor, size, (const unsigned char *)key.data, key.length,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return text_of(cursor);
}

enum error_kind http_cursor_read(struct http_request *request, struct text *key_out,
                                 struct error *err)
{
    struct text cursor = http_query(request, "cursor");
    unsigned char *key = arena_alloc(request->arena, cursor.length + 1);
    size_t length = 0;
    if (cursor.length > 0 &&
        (cursor.length > 2048 ||
         sodium_base642bin(key, cursor.length, cursor.data, cursor.length, NULL, &length, NULL,
                           sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
         !text_is_utf8((struct text){(const char *)key, length}))) {
        error_set(err, ERROR_INVALID, "query.cursor", "this cursor was not made here");
        return error_at_field(err, "cursor");
    }
    *key_out = (struct text){(const char *)key, length};
    return OK;
}
