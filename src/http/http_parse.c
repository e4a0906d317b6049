#include "http/http_parse.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool http_parse_method(const char *name, enum http_method *method_out)
{
    static const struct {
        const char *name;
        enum http_method method;
    } methods[] = {
        {"GET", HTTP_GET}, {"HEAD", HTTP_GET},    {"POST", HTTP_POST},
        {"PUT", HTTP_PUT}, {"PATCH", HTTP_PATCH}, {"DELETE", HTTP_DELETE},
    };
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (strcmp(methods[i].name, name) == 0) {
            *method_out = methods[i].method;
            return true;
        }
    }
    return false;
}

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    if (digit >= 'a' && digit <= 'f') {
        return digit - 'a' + 10;
    }
    return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

static bool is_control(char byte)
{
    return (unsigned char)byte < 0x20 || byte == 0x7F;
}

/* Decodes %XX, and + as a blank in queries; refuses control characters and bad UTF-8. */
static bool decode(struct text raw, bool plus_is_blank, struct arena *arena, struct text *out)
{
    char *bytes = arena_alloc(arena, raw.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < raw.length; i++) {
        char byte = raw.data[i];
        if (byte == '%') {
            int high = i + 2 < raw.length ? hex_value(raw.data[i + 1]) : -1;
            int low = i + 2 < raw.length ? hex_value(raw.data[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return false;
            }
            byte = (char)(high * 16 + low);
            i += 2;
        } else if (byte == '+' && plus_is_blank) {
            byte = ' ';
        }
        if (is_control(byte)) {
            return false;
        }
        bytes[length++] = byte;
    }
    *out = (struct text){bytes, length};
    return text_is_utf8(*out);
}

static bool has_odd_segment(struct text path)
{
    size_t start = 1;
    for (size_t i = 1; i <= path.length; i++) {
        if (i < path.length && path.data[i] != '/') {
            continue;
        }
        struct text segment = text_slice(path, start, i);
        bool last = i == path.length;
        if ((segment.length == 0 && !(last && path.length == 1)) ||
            text_is_equal(segment, TEXT(".")) || text_is_equal(segment, TEXT(".."))) {
            return true;
        }
        start = i + 1;
    }
    return false;
}

static enum error_kind refuse_query(struct error *err)
{
    return error_set(err, ERROR_MALFORMED, "http.query", "the query cannot be read");
}

static enum error_kind parse_query(struct text raw, struct arena *arena,
                                   struct http_pair query[HTTP_QUERY_MAX], size_t *count_out,
                                   struct error *err)
{
    size_t count = 0, start = 0;
    for (size_t i = 0; i <= raw.length; i++) {
        if (i < raw.length && raw.data[i] != '&') {
            continue;
        }
        struct text pair = text_slice(raw, start, i);
        start = i + 1;
        if (pair.length == 0) {
            continue;
        }
        if (count == HTTP_QUERY_MAX) {
            return error_set(err, ERROR_LIMIT, "http.query", "a query has at most %d parameters",
                             HTTP_QUERY_MAX);
        }
        const char *equals = memchr(pair.data, '=', pair.length);
        size_t name_length = equals == NULL ? pair.length : (size_t)(equals - pair.data);
        struct text value =
            equals == NULL ? TEXT("") : text_slice(pair, name_length + 1, pair.length);
        if (!decode(text_slice(pair, 0, name_length), true, arena, &query[count].name) ||
            !decode(value, true, arena, &query[count].value)) {
            return refuse_query(err);
        }
        for (size_t other = 0; other < count; other++) {
            if (text_is_equal(query[other].name, query[count].name)) {
                return refuse_query(err);
            }
        }
        count++;
    }
    *count_out = count;
    return OK;
}

enum error_kind http_parse_target(struct text target, struct arena *arena, struct text *path_out,
                                  struct http_pair query[HTTP_QUERY_MAX], size_t *query_count_out,
                                  struct error *err)
{
    const char *mark = memchr(target.data, '?', target.length);
    size_t path_length = mark == NULL ? target.length : (size_t)(mark - target.data);
    struct text raw_path = text_slice(target, 0, path_length);
    struct text path;
    *query_count_out = 0;
    if (path_length == 0 || target.data[0] != '/' || !decode(raw_path, false, arena, &path) ||
        has_odd_segment(path)) {
        return error_set(err, ERROR_MALFORMED, "http.path", "the path cannot be read");
    }
    *path_out = path;
    return mark == NULL ? OK
                        : parse_query(text_slice(target, path_length + 1, target.length), arena,
                                      query, query_count_out, err);
}

struct text http_parse_cookie(struct text header, const char *name)
{
    struct text found = TEXT("");
    size_t start = 0;
    int times = 0;
    for (size_t i = 0; i <= header.length; i++) {
        if (i < header.length && header.data[i] != ';') {
            continue;
        }
        struct text pair = text_trim(text_slice(header, start, i));
        size_t length = strlen(name);
        start = i + 1;
        if (pair.length > length && pair.data[length] == '=' &&
            memcmp(pair.data, name, length) == 0) {
            found = text_slice(pair, length + 1, pair.length);
            times++;
        }
    }
    return times == 1 ? found : TEXT("");
}

bool http_is_token(struct text name)
{
    for (size_t i = 0; i < name.length; i++) {
        char c = name.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL)) {
            return false;
        }
    }
    return name.length > 0;
}

bool http_is_header_value(struct text value)
{
    for (size_t i = 0; i < value.length; i++) {
        if (is_control(value.data[i]) && value.data[i] != '\t') {
            return false;
        }
    }
    return true;
}

bool http_accepts_gzip(struct text header)
{
    size_t start = 0;
    for (size_t i = 0; i <= header.length; i++) {
        if (i < header.length && header.data[i] != ',') {
            continue;
        }
        struct text part = text_trim(text_slice(header, start, i));
        start = i + 1;
        if (part.length >= 4 && strncasecmp(part.data, "gzip", 4) == 0 &&
            (part.length == 4 || part.data[4] == ';' || part.data[4] == ' ')) {
            return !text_contains(part, TEXT("q=0")) || text_contains(part, TEXT("q=0."));
        }
    }
    return false;
}

bool http_is_same_origin(struct text origin, struct text host)
{
    struct text rest = origin;
    if (text_has_prefix(origin, TEXT("https://"))) {
        rest = text_slice(origin, 8, origin.length);
    } else if (text_has_prefix(origin, TEXT("http://"))) {
        rest = text_slice(origin, 7, origin.length);
    } else {
        return false;
    }
    return rest.length > 0 && rest.length == host.length &&
           strncasecmp(rest.data, host.data, host.length) == 0;
}
