/* src/http/http.h: what a handler sees of a request, and how it answers.
 *
 * The server (server.c, on libmicrohttpd) reads, checks and routes; before a handler runs, the
 * table's permission, the request-forgery token, the size and the UTF-8 of path and query are
 * checked. Handlers run on worker threads, may block, and own nothing: all they make lives on
 * request->arena. A handler that fails returns the kind, and the server answers problem+json. */
#ifndef KAIGONG_HTTP_H
#define KAIGONG_HTTP_H

#include "app/app.h"
#include "base/json.h"

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE };
enum { HTTP_PARAMETERS_MAX = 4, HTTP_QUERY_MAX = 32 };

struct http_pair {
    struct text name, value; /* decoded */
};

struct route;
struct http_server;

struct http_request {
    struct app *app;
    struct http_server *server;
    struct arena *arena;
    struct actor actor; /* nobody: ROLE_ANONYMOUS */
    enum http_method method;
    const struct route *route;
    struct text path;
    struct text body; /* whole; its UTF-8 is not checked */
    struct text content_type;
    struct text if_match, if_none_match, idempotency_key, last_event_id, upload_offset;
    struct text session_token; /* the cookie's value, or "" */
    struct text csrf;          /* of the session, or "" */
    struct text address;       /* the client's, without port */
    bool secure;               /* came through TLS (X-Forwarded-Proto of a trusted front) */
    char id[20];               /* names the request in answers and log lines */
    struct http_pair parameters[HTTP_PARAMETERS_MAX];
    size_t parameter_count;
    struct http_pair query[HTTP_QUERY_MAX];
    size_t query_count;
};

/* --- reading -------------------------------------------------------------------------------------
 * A path parameter: ":code" of the pattern is http_param(request, "code"). */
struct text http_param(const struct http_request *request, const char *name);
/* A query parameter; "" when it is missing. */
struct text http_query(const struct http_request *request, const char *name);
bool http_has_query(const struct http_request *request, const char *name);
/* Typed query parameters; *out stays as it was when the parameter is missing or empty.
 * Errors      ERROR_INVALID query.int, date.format, date.day, with the field named */
MUST_CHECK enum error_kind http_query_int(const struct http_request *request, const char *name,
                                          int64_t min, int64_t max, int64_t *out,
                                          struct error *err);
MUST_CHECK enum error_kind http_query_date(const struct http_request *request, const char *name,
                                           struct date *out, struct error *err);
/* The parameter as_of, or the server's today. */
MUST_CHECK enum error_kind http_query_as_of(const struct http_request *request, struct date *out,
                                            struct error *err);
/* The body as a JSON object.
 * Errors      those of json_read; ERROR_MALFORMED json.object */
MUST_CHECK enum error_kind http_body_json(const struct http_request *request,
                                          const struct json_value **object_out, struct error *err);
/* The version in If-Match: "3"; "0" where nothing stands yet.
 * Errors      ERROR_PRECONDITION http.if_match   missing; ERROR_MALFORMED http.if_match unreadable */
MUST_CHECK enum error_kind http_if_match(const struct http_request *request, int64_t *version_out,
                                         struct error *err);

/* --- answering ------------------------------------------------------------------------------- */

struct http_response {
    int status; /* 200 at first */
    const char *content_type;
    struct text body;      /* on the request's arena, or static */
    const char *file_path; /* when set: this file is sent instead of body */
    bool static_body;      /* body outlives the request and is not copied */
    bool stream;           /* server-sent events take over */
    struct http_pair headers[8];
    size_t header_count;
    struct text current; /* JSON put into a problem as "current" (409) */
    struct text unmet;   /* JSON put into a problem as "unmet" (422 gate.closed) */
    struct text allow;   /* 405 */
};

typedef enum error_kind http_handler(struct http_request *request, struct http_response *response,
                                     struct error *err);

enum { HTTP_JSON_MAX = 64 << 20 };
/* Starts a JSON answer on the request's arena; http_json ends it.
 * Errors      ERROR_LIMIT json.too_long */
void http_json_init(struct http_request *request, struct json_writer *json);
MUST_CHECK enum error_kind http_json(struct http_response *response, int status,
                                     const struct json_writer *json, struct error *err);
void http_nothing(struct http_response *response); /* 204 */
/* content_type is static; download_name (NULL: shown in place) may hold any UTF-8. */
void http_bytes(struct http_request *request, struct http_response *response, struct text bytes,
                const char *content_type, const char *download_name);
void http_file(struct http_request *request, struct http_response *response, const char *file_path,
               const char *content_type, const char *download_name);
void http_header(struct http_response *response, const char *name, struct text value);
void http_etag(struct http_request *request, struct http_response *response, int64_t version);

/* --- cursors ---------------------------------------------------------------------------------
 * A cursor is the base64url of where the last page ended; it is checked, not trusted. */
struct text http_cursor_make(struct http_request *request, struct text key);
/* The key of the parameter `cursor`; "" when there is none.
 * Errors      ERROR_INVALID query.cursor */
MUST_CHECK enum error_kind http_cursor_read(struct http_request *request, struct text *key_out,
                                            struct error *err);

#endif
