/* What a client sends before anything else looks at it: target, cookie, Accept-Encoding, Origin, any
 * header, the method. An upload has no form around it: its name is a query parameter, its body the file.
 * The first byte chooses; what is accepted must be UTF-8 without control characters. */
#include "http/http_parse.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(struct text text)
{
    if (!text_is_utf8(text)) {
        abort();
    }
    for (size_t i = 0; i < text.length; i++) {
        if ((unsigned char)text.data[i] < 0x20 || text.data[i] == 0x7F) {
            abort();
        }
    }
}

static void read_target(struct text bytes)
{
    SCOPED_ARENA arena = {0};
    struct http_pair query[HTTP_QUERY_MAX];
    struct text path;
    size_t count;
    struct error err;
    if (http_parse_target(bytes, &arena, &path, query, &count, &err) != OK) {
        return;
    }
    check_text(path);
    if (path.data[0] != '/' || text_contains(path, TEXT("/../"))) {
        abort();
    }
    for (size_t i = 0; i < count; i++) {
        check_text(query[i].name);
        check_text(query[i].value);
    }
}

static void read_method(struct text bytes)
{
    SCOPED_ARENA arena = {0};
    enum http_method method;
    if (http_parse_method(text_c_string(bytes, &arena), &method) && method > HTTP_DELETE) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    struct text bytes = {(const char *)data + 1, size - 1};
    switch (data[0] % 6) {
    case 0:
        read_target(bytes);
        break;
    case 1:
        if (http_parse_cookie(bytes, "kaigong_session").length > bytes.length) {
            abort();
        }
        break;
    case 2:
        http_accepts_gzip(bytes);
        break;
    case 3:
        http_is_same_origin(bytes, TEXT("host:8080"));
        break;
    case 4:
        if (http_is_token(bytes) && !http_is_header_value(bytes)) {
            abort();
        }
        break;
    default:
        read_method(bytes);
    }
    return 0;
}
