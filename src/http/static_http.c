/* The pages: files that stand inside the program under web/, with an ETag and packed once at the
 * start. An address without a file that is not the API's is a page of the single entry. */
#include "http/server_internal.h"

#include "base/asset.h"

#include <sodium.h>
#include <string.h>

/* clang-format off */
static const struct {
    const char *ending, *content_type;
    bool pack;
} types[] = {
    {".html",  "text/html; charset=utf-8",        true},
    {".js",    "text/javascript; charset=utf-8",  true},
    {".css",   "text/css; charset=utf-8",         true},
    {".json",  "application/json; charset=utf-8", true},
    {".svg",   "image/svg+xml",                   true},
    {".map",   "application/json; charset=utf-8", true},
    {".txt",   "text/plain; charset=utf-8",       true},
    {".png",   "image/png",                       false},
    {".ico",   "image/x-icon",                    false},
    {".woff2", "font/woff2",                      false},
    {".wasm",  "application/wasm",                true},
    {".webmanifest", "application/manifest+json", true},
};
/* clang-format on */

static bool has_ending(struct text path, const char *ending)
{
    size_t length = strlen(ending);
    return path.length > length && memcmp(path.data + path.length - length, ending, length) == 0;
}

/* "app-3F2A91BC.js": a dash or dot and eight or more letters and digits before the ending. */
static bool has_hashed_name(struct text path)
{
    size_t end = path.length, run = 0;
    while (end > 0 && path.data[end - 1] != '.' && path.data[end - 1] != '/') {
        end--;
    }
    end = end > 0 ? end - 1 : 0;
    bool digit = false;
    while (end > 0) {
        char c = path.data[end - 1];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!letter && !(c >= '0' && c <= '9')) {
            return run >= 8 && digit && (c == '-' || c == '.');
        }
        digit = digit || !letter;
        run++;
        end--;
    }
    return false;
}

static void load_file(struct http_server *server, const struct asset *asset,
                      struct static_file *file)
{
    unsigned char hash[16];
    char hex[33];
    file->path = text_of(asset->path);
    file->bytes = (struct text){(const char *)asset->bytes, asset->size};
    file->content_type = "application/octet-stream";
    file->hashed_name = has_hashed_name(file->path);
    crypto_generichash(hash, sizeof hash, asset->bytes, asset->size, NULL, 0);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    file->etag = text_format(&server->arena, "\"%s\"", hex);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (has_ending(file->path, types[i].ending)) {
            file->content_type = types[i].content_type;
            if (types[i].pack && asset->size >= GZIP_MIN) {
                file->gzip = server_gzip(file->bytes, 9, &server->arena);
            }
        }
    }
}

void server_load_files(struct http_server *server)
{
    server->files = ARENA_ARRAY(&server->arena, struct static_file, asset_count + 1);
    for (size_t i = 0; i < asset_count; i++) {
        if (text_has_prefix(text_of(assets[i].path), TEXT("web/"))) {
            load_file(server, &assets[i], &server->files[server->file_count++]);
        }
    }
}

static const struct static_file *find_file(const struct http_server *server, struct text path)
{
    size_t low = 0, high = server->file_count; /* ascending by path, as the assets are */
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = text_compare(server->files[middle].path, path);
        if (order == 0) {
            return &server->files[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

static bool has_dot_in_last_segment(struct text path)
{
    for (size_t i = path.length; i > 0 && path.data[i - 1] != '/'; i--) {
        if (path.data[i - 1] == '.') {
            return true;
        }
    }
    return false;
}

bool server_answer_static(struct http_server *server, struct exchange *exchange, struct text path)
{
    struct http_response *response = &exchange->response;
    struct text name = text_format(&exchange->arena, "web%.*s", TEXT_ARGS(path));
    const struct static_file *file = find_file(server, name);
    if (text_is_equal(path, TEXT("/healthz")) || text_is_equal(path, TEXT("/readyz"))) {
        return false;
    }
    if (file == NULL && !has_dot_in_last_segment(path)) {
        file = find_file(server, TEXT("web/index.html"));
    }
    if (file == NULL) {
        return false;
    }
    bool packed = exchange->gzip && file->gzip.length > 0;
    response->status = 200;
    response->content_type = file->content_type;
    response->body = packed ? file->gzip : file->bytes;
    http_header(response, "ETag", file->etag);
    http_header(response, "Cache-Control",
                file->hashed_name ? TEXT("public, max-age=31536000, immutable") : TEXT("no-cache"));
    if (file->gzip.length > 0) {
        http_header(response, "Vary", TEXT("Accept-Encoding"));
    }
    if (exchange->request.if_none_match.data != NULL &&
        text_contains(exchange->request.if_none_match, file->etag)) {
        response->status = 304;
        response->body = TEXT("");
    } else if (packed) {
        http_header(response, "Content-Encoding", TEXT("gzip"));
    }
    exchange->state = EXCHANGE_DONE;
    return true;
}
