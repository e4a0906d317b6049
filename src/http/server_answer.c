/* How an answer leaves: problems, headers that stand on every answer, compression, files. */
#include "http/server_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* clang-format off */
static const struct {
    const char *name, *value;
} standing_headers[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
    {"Content-Security-Policy",
     "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
     "form-action 'self'; frame-ancestors 'none'"},
};
/* clang-format on */

static const char *title_of(int status)
{
    switch (status) {
    case 400:
        return "The request cannot be read";
    case 401:
        return "Not signed in";
    case 403:
        return "Not allowed";
    case 404:
        return "Not found";
    case 405:
        return "Method not allowed";
    case 409:
        return "Conflict";
    case 413:
        return "Too large";
    case 422:
        return "The input breaks a rule";
    case 428:
        return "The version is missing";
    case 429:
        return "Too many tries";
    case 503:
        return "Not available now";
    case 507:
        return "No room left";
    default:
        return "Our mistake";
    }
}

void server_write_problem(struct exchange *exchange, const struct error *err)
{
    struct http_response *response = &exchange->response;
    bool ours = err->kind == ERROR_INTERNAL; /* its message may name tables or paths: logged only */
    int status = response->allow.length > 0 ? 405 : error_http_status(err->kind);
    struct json_writer json;
    struct error unused;
    json_writer_init(&json, &exchange->arena, 8 * MIB);
    json_object_open(&json);
    json_member_string(&json, "type", "about:blank");
    json_member_string(&json, "title", title_of(status));
    json_member_int(&json, "status", status);
    json_member_string(&json, "code", ours ? "internal" : err->code);
    json_member_string(&json, "detail",
                       ours ? "something went wrong here; it was noted" : err->message);
    if (err->field[0] != '\0') {
        json_member_string(&json, "field", err->field);
    }
    if (err->row > 0) {
        json_member_int(&json, "row", err->row);
    }
    json_member_string(&json, "request_id", exchange->request.id);
    if (response->current.length > 0) {
        json_key(&json, "current");
        json_put_raw(&json, response->current);
    }
    if (response->unmet.length > 0) {
        json_key(&json, "unmet");
        json_put_raw(&json, response->unmet);
    }
    json_object_close(&json);
    if (http_json(response, status, &json, &unused) != OK) {
        response->status = 500;
        response->body = TEXT("{\"status\":500,\"code\":\"internal\"}");
    }
    response->content_type = "application/problem+json; charset=utf-8";
    response->file_path = NULL;
    response->stream = false;
    response->header_count = 0;
    if (response->allow.length > 0) {
        http_header(response, "Allow", response->allow);
    }
    if (status == 429) {
        http_header(response, "Retry-After", TEXT("900"));
    }
}

struct text server_gzip(struct text bytes, int level, struct arena *arena)
{
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return TEXT("");
    }
    size_t room = deflateBound(&stream, bytes.length);
    char *out = arena_alloc(arena, room);
    stream.next_in = (Bytef *)(uintptr_t)bytes.data;
    stream.avail_in = (uInt)bytes.length;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)room;
    bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    size_t length = stream.total_out;
    deflateEnd(&stream);
    return done ? (struct text){out, length} : TEXT("");
}

void server_compress(struct exchange *exchange)
{
    enum { FAST = 3 };
    struct http_response *response = &exchange->response;
    bool text =
        response->content_type != NULL && (strstr(response->content_type, "json") != NULL ||
                                           strncmp(response->content_type, "text/", 5) == 0);
    if (!exchange->gzip || !text || response->file_path != NULL ||
        response->body.length < GZIP_MIN) {
        return;
    }
    struct text packed = server_gzip(response->body, FAST, &exchange->arena);
    if (packed.length > 0 && packed.length < response->body.length) {
        response->body = packed;
        http_header(response, "Content-Encoding", TEXT("gzip"));
    }
    http_header(response, "Vary", TEXT("Accept-Encoding"));
}

static struct MHD_Response *make_file_response(struct exchange *exchange)
{
    struct stat status;
    int file = open(exchange->response.file_path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0 || fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        if (file >= 0) {
            close(file);
        }
        return NULL;
    }
    return MHD_create_response_from_fd64((uint64_t)status.st_size, file);
}

static struct MHD_Response *make_response(struct http_server *server, struct exchange *exchange)
{
    struct http_response *response = &exchange->response;
    if (response->stream) {
        struct MHD_Response *stream =
            hub_subscribe(server->hub, exchange->connection, &exchange->request.actor,
                          exchange->request.session_token, exchange->request.last_event_id);
        if (stream != NULL) {
            return stream;
        }
        error_set(&exchange->err, ERROR_UNAVAILABLE, "http.streams", "too many open streams");
        server_write_problem(exchange, &exchange->err);
    }
    if (response->file_path != NULL) {
        struct MHD_Response *file = make_file_response(exchange);
        if (file != NULL) {
            return file;
        }
        error_set(&exchange->err, ERROR_NOT_FOUND, "http.file", "the file is not there");
        server_write_problem(exchange, &exchange->err);
    }
    /* The body lives on the exchange's arena, which outlives the sending. */
    return MHD_create_response_from_buffer(
        response->body.length, (void *)(uintptr_t)response->body.data, MHD_RESPMEM_PERSISTENT);
}

enum MHD_Result server_send(struct http_server *server, struct exchange *exchange)
{
    struct http_response *response = &exchange->response;
    struct MHD_Response *message = make_response(server, exchange);
    bool cache_said = false;
    if (message == NULL) {
        return MHD_NO;
    }
    for (size_t i = 0; i < sizeof standing_headers / sizeof standing_headers[0]; i++) {
        MHD_add_response_header(message, standing_headers[i].name, standing_headers[i].value);
    }
    if (response->content_type != NULL && response->status != 204) {
        MHD_add_response_header(message, "Content-Type", response->content_type);
    }
    for (size_t i = 0; i < response->header_count; i++) {
        const char *name = text_c_string(response->headers[i].name, &exchange->arena);
        cache_said = cache_said || strcmp(name, "Cache-Control") == 0;
        MHD_add_response_header(message, name,
                                text_c_string(response->headers[i].value, &exchange->arena));
    }
    if (!cache_said) {
        MHD_add_response_header(message, "Cache-Control", "no-store");
    }
    if (exchange->request.secure) {
        MHD_add_response_header(message, "Strict-Transport-Security", "max-age=31536000");
    }
    MHD_add_response_header(message, "X-Request-Id", exchange->request.id);
    enum MHD_Result result =
        MHD_queue_response(exchange->connection, (unsigned)response->status, message);
    MHD_destroy_response(message);
    return result;
}
