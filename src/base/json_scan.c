#include "base/json_scan.h"

#include <string.h>

void json_scan_init(struct json_scan *scan, struct text bytes, struct arena *arena)
{
    *scan = (struct json_scan){
        .start = bytes.data, .at = bytes.data, .end = bytes.data + bytes.length, .arena = arena};
}

long json_scan_line(const struct json_scan *scan)
{
    long line = 1;
    for (const char *c = scan->start; c < scan->at; c++) {
        line += *c == '\n';
    }
    return line;
}

static enum error_kind syntax(const struct json_scan *scan, const char *what, struct error *err)
{
    const char *line_start = scan->at;
    while (line_start > scan->start && line_start[-1] != '\n') {
        line_start--;
    }
    return error_set(err, ERROR_MALFORMED, "json.syntax", "not JSON at line %ld, column %ld: %s",
                     json_scan_line(scan), (long)(scan->at - line_start) + 1, what);
}

static enum error_kind other_kind(const struct json_scan *scan, const char *expected,
                                  struct error *err)
{
    return error_set(err, ERROR_INVALID, "json.type", "line %ld: %s is expected here",
                     json_scan_line(scan), expected);
}

static void skip_blanks(struct json_scan *scan)
{
    while (scan->at < scan->end &&
           (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\t' || *scan->at == '\r')) {
        scan->at++;
    }
}

/* The next byte that is no blank, or NUL at the end (which is no JSON either). */
static char peek(struct json_scan *scan)
{
    skip_blanks(scan);
    return scan->at < scan->end ? *scan->at : '\0';
}

enum json_kind json_scan_kind(struct json_scan *scan)
{
    char c = peek(scan);
    switch (c) {
    case '{':
        return JSON_OBJECT;
    case '[':
        return JSON_ARRAY;
    case '"':
        return JSON_TEXT;
    case 't':
    case 'f':
        return JSON_BOOL;
    default:
        return c == '-' || (c >= '0' && c <= '9') ? JSON_INT : JSON_NULL;
    }
}

static enum error_kind open(struct json_scan *scan, char bracket, const char *expected,
                            struct error *err)
{
    if (peek(scan) != bracket) {
        return scan->at == scan->end ? syntax(scan, "the text ends too early", err)
                                     : other_kind(scan, expected, err);
    }
    if (scan->depth == JSON_SCAN_DEPTH_MAX) {
        return syntax(scan, "nested deeper than 64", err);
    }
    scan->at++;
    scan->first[scan->depth++] = true;
    return OK;
}

enum error_kind json_scan_object_open(struct json_scan *scan, struct error *err)
{
    return open(scan, '{', "an object", err);
}

enum error_kind json_scan_array_open(struct json_scan *scan, struct error *err)
{
    return open(scan, '[', "a list", err);
}

/* Past the comma before the next value of a list or object, or past its end. */
static enum error_kind advance(struct json_scan *scan, char closing, bool *more_out,
                               struct error *err)
{
    bool first = scan->first[scan->depth - 1];
    char c = peek(scan);
    if (c == closing) {
        scan->at++;
        scan->depth--;
        *more_out = false;
        return OK;
    }
    if (!first) {
        if (c != ',') {
            return syntax(
                scan, closing == ']' ? "\",\" or \"]\" is expected" : "\",\" or \"}\" is expected",
                err);
        }
        scan->at++;
    }
    scan->first[scan->depth - 1] = false;
    *more_out = true;
    return OK;
}

enum error_kind json_scan_item(struct json_scan *scan, bool *more_out, struct error *err)
{
    return advance(scan, ']', more_out, err);
}

enum error_kind json_scan_member(struct json_scan *scan, struct text *key_out, bool *more_out,
                                 struct error *err)
{
    TRY(advance(scan, '}', more_out, err));
    if (!*more_out) {
        return OK;
    }
    if (peek(scan) != '"') {
        return syntax(scan, "a member's name is expected", err);
    }
    TRY(json_scan_text(scan, key_out, err));
    if (peek(scan) != ':') {
        return syntax(scan, "\":\" is expected", err);
    }
    scan->at++;
    return OK;
}

static bool hex4(const char *digits, const char *end, uint32_t *value_out)
{
    uint32_t value = 0;
    if (end - digits < 4) {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        char c = digits[i];
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A') + 10
                                                : 16;
        if (digit == 16) {
            return false;
        }
        value = value * 16 + digit;
    }
    *value_out = value;
    return true;
}

static char *put_utf8(char *to, uint32_t point)
{
    if (point < 0x80) {
        *to++ = (char)point;
    } else if (point < 0x800) {
        *to++ = (char)(0xC0 | point >> 6);
        *to++ = (char)(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        *to++ = (char)(0xE0 | point >> 12);
        *to++ = (char)(0x80 | (point >> 6 & 0x3F));
        *to++ = (char)(0x80 | (point & 0x3F));
    } else {
        *to++ = (char)(0xF0 | point >> 18);
        *to++ = (char)(0x80 | (point >> 12 & 0x3F));
        *to++ = (char)(0x80 | (point >> 6 & 0x3F));
        *to++ = (char)(0x80 | (point & 0x3F));
    }
    return to;
}

/* \uXXXX, with its second half where it is a surrogate; NULL when it is none or NUL. */
static const char *take_unicode(const char *from, const char *end, char **to)
{
    uint32_t point, low;
    if (!hex4(from, end, &point) || point == 0 || (point >= 0xDC00 && point < 0xE000)) {
        return NULL;
    }
    from += 4;
    if (point >= 0xD800 && point < 0xDC00) {
        if (end - from < 6 || from[0] != '\\' || from[1] != 'u' || !hex4(from + 2, end, &low) ||
            low < 0xDC00 || low >= 0xE000) {
            return NULL;
        }
        from += 6;
        point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
    }
    *to = put_utf8(*to, point);
    return from;
}

/* The text between the quotes with its escapes resolved; never longer than it was. */
static enum error_kind unescape(struct json_scan *scan, struct text raw, struct text *text_out,
                                struct error *err)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    char *start = arena_alloc(scan->arena, raw.length + 1), *to = start;
    const char *end = raw.data + raw.length;
    for (const char *from = raw.data; from < end;) {
        if (*from != '\\') {
            *to++ = *from++;
            continue;
        }
        const char *name = from + 1 < end ? memchr(names, from[1], sizeof names - 1) : NULL;
        if (name != NULL) {
            *to++ = values[name - names];
            from += 2;
        } else {
            from = from + 1 < end && from[1] == 'u' ? take_unicode(from + 2, end, &to) : NULL;
            if (from == NULL) {
                return syntax(scan, "there is no such escape", err);
            }
        }
    }
    *text_out = (struct text){start, (size_t)(to - start)};
    return OK;
}

enum error_kind json_scan_text(struct json_scan *scan, struct text *text_out, struct error *err)
{
    if (peek(scan) != '"') {
        return scan->at == scan->end ? syntax(scan, "the text ends too early", err)
                                     : other_kind(scan, "a text", err);
    }
    const char *start = ++scan->at;
    unsigned char all = 0;
    bool escapes = false;
    while (scan->at < scan->end && *scan->at != '"') {
        unsigned char c = (unsigned char)*scan->at;
        if (c < 0x20) {
            return syntax(scan, "a control character stands in a text", err);
        }
        if (c == '\\') {
            escapes = true;
            scan->at++; /* what follows is no end, even when it is a quote */
            if (scan->at == scan->end) {
                break;
            }
        }
        all |= c;
        scan->at++;
    }
    if (scan->at >= scan->end) {
        scan->at = scan->end;
        return syntax(scan, "a text does not end", err);
    }
    struct text raw = {start, (size_t)(scan->at - start)};
    /* A byte behind a backslash is not in `all`; it is refused as an escape if it is no ASCII. */
    if (all >= 0x80 && !text_is_utf8(raw)) {
        return syntax(scan, "a text is not UTF-8", err);
    }
    if (escapes) {
        TRY(unescape(scan, raw, &raw, err));
    }
    scan->at++;
    *text_out = raw;
    return OK;
}

static bool is_digit(const struct json_scan *scan)
{
    return scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9';
}

/* Past a number; *whole_out tells whether it has no fraction and no exponent. */
static enum error_kind take_number(struct json_scan *scan, bool *whole_out, struct error *err)
{
    bool whole = true;
    if (*scan->at == '-') {
        scan->at++;
    }
    if (!is_digit(scan)) {
        return syntax(scan, "a digit is expected", err);
    }
    if (*scan->at == '0') {
        scan->at++;
    } else {
        while (is_digit(scan)) {
            scan->at++;
        }
    }
    if (scan->at < scan->end && *scan->at == '.') {
        whole = false;
        scan->at++;
        if (!is_digit(scan)) {
            return syntax(scan, "a digit is expected", err);
        }
        while (is_digit(scan)) {
            scan->at++;
        }
    }
    if (scan->at < scan->end && (*scan->at == 'e' || *scan->at == 'E')) {
        whole = false;
        scan->at++;
        if (scan->at < scan->end && (*scan->at == '+' || *scan->at == '-')) {
            scan->at++;
        }
        if (!is_digit(scan)) {
            return syntax(scan, "a digit is expected", err);
        }
        while (is_digit(scan)) {
            scan->at++;
        }
    }
    if (is_digit(scan)) {
        return syntax(scan, "a number has no leading zero", err);
    }
    *whole_out = whole;
    return OK;
}

enum error_kind json_scan_int(struct json_scan *scan, int64_t *value_out, struct error *err)
{
    bool whole;
    if (json_scan_kind(scan) != JSON_INT) {
        return scan->at == scan->end ? syntax(scan, "the text ends too early", err)
                                     : other_kind(scan, "a whole number", err);
    }
    const char *start = scan->at;
    TRY(take_number(scan, &whole, err));
    struct text digits = {start, (size_t)(scan->at - start)};
    if (!whole || !text_parse_int64(digits, value_out)) {
        return other_kind(scan, "a whole number", err);
    }
    return OK;
}

static bool take_word(struct json_scan *scan, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, word, length) != 0) {
        return false;
    }
    scan->at += length;
    return true;
}

enum error_kind json_scan_bool(struct json_scan *scan, bool *value_out, struct error *err)
{
    skip_blanks(scan);
    if (take_word(scan, "true")) {
        *value_out = true;
        return OK;
    }
    if (take_word(scan, "false")) {
        *value_out = false;
        return OK;
    }
    return other_kind(scan, "true or false", err);
}

enum error_kind json_scan_skip(struct json_scan *scan, struct error *err)
{
    struct text text;
    bool flag, more = true;
    switch (json_scan_kind(scan)) {
    case JSON_OBJECT:
        TRY(json_scan_object_open(scan, err));
        for (;;) {
            TRY(json_scan_member(scan, &text, &more, err));
            if (!more) {
                return OK;
            }
            TRY(json_scan_skip(scan, err));
        }
    case JSON_ARRAY:
        TRY(json_scan_array_open(scan, err));
        for (;;) {
            TRY(json_scan_item(scan, &more, err));
            if (!more) {
                return OK;
            }
            TRY(json_scan_skip(scan, err));
        }
    case JSON_TEXT:
        return json_scan_text(scan, &text, err);
    case JSON_BOOL:
        return json_scan_bool(scan, &flag, err);
    case JSON_INT:
        return take_number(scan, &flag, err);
    default:
        return take_word(scan, "null") ? OK : syntax(scan, "a value is expected", err);
    }
}

enum error_kind json_scan_end(struct json_scan *scan, struct error *err)
{
    skip_blanks(scan);
    return scan->at == scan->end ? OK : syntax(scan, "the text goes on after its value", err);
}
