#include "base/json.h"

#include <assert.h>
#include <string.h>

void json_writer_init(struct json_writer *json, struct arena *arena, size_t max_length)
{
    *json = (struct json_writer){0};
    text_builder_init(&json->out, arena, max_length);
}

static void before_value(struct json_writer *json)
{
    if (json->comma[json->depth]) {
        text_builder_add_byte(&json->out, ',');
    }
    json->comma[json->depth] = true;
}

static void open(struct json_writer *json, char bracket)
{
    before_value(json);
    text_builder_add_byte(&json->out, bracket);
    json->depth++;
    assert(json->depth < (int)(sizeof json->comma / sizeof json->comma[0]));
    json->comma[json->depth] = false;
}

static void close_bracket(struct json_writer *json, char bracket)
{
    assert(json->depth > 0);
    json->depth--;
    text_builder_add_byte(&json->out, bracket);
}

void json_object_open(struct json_writer *json)
{
    open(json, '{');
}

void json_object_close(struct json_writer *json)
{
    close_bracket(json, '}');
}

void json_array_open(struct json_writer *json)
{
    open(json, '[');
}

void json_array_close(struct json_writer *json)
{
    close_bracket(json, ']');
}

static bool is_escaped(unsigned char byte)
{
    return byte < 0x20 || byte == '"' || byte == '\\';
}

/* Where the first byte that has to be escaped stands, from `from` on; the length when there is none.
 * Looks at eight bytes at once: a byte of `hit` has its top bit set where the word has such a byte. */
static size_t find_escaped(struct text value, size_t from)
{
    const uint64_t each = 0x0101010101010101, top = 0x8080808080808080;
    size_t i = from;
    for (; i + sizeof(uint64_t) <= value.length; i += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, value.data + i, sizeof word);
        uint64_t quote = word ^ each * '"', backslash = word ^ each * '\\';
        uint64_t hit = ((word - each * 0x20) & ~word) | ((quote - each) & ~quote) |
                       ((backslash - each) & ~backslash);
        if ((hit & top) != 0) {
            break;
        }
    }
    while (i < value.length && !is_escaped((unsigned char)value.data[i])) {
        i++;
    }
    return i;
}

static void escaped(struct json_writer *json, struct text value, size_t first)
{
    size_t plain = 0;
    text_builder_add_byte(&json->out, '"');
    for (size_t i = first; i < value.length; i = find_escaped(value, plain)) {
        unsigned char byte = (unsigned char)value.data[i];
        text_builder_add(&json->out, text_slice(value, plain, i));
        plain = i + 1;
        if (byte == '"' || byte == '\\') {
            text_builder_add_byte(&json->out, '\\');
            text_builder_add_byte(&json->out, (char)byte);
        } else if (byte == '\n') {
            text_builder_add(&json->out, TEXT("\\n"));
        } else {
            text_builder_add_format(&json->out, "\\u%04x", byte);
        }
    }
    text_builder_add(&json->out, text_slice(value, plain, value.length));
    text_builder_add_byte(&json->out, '"');
}

static void quoted(struct json_writer *json, struct text value)
{
    size_t first = find_escaped(value, 0);
    if (first < value.length) {
        escaped(json, value, first);
        return;
    }
    char *place = text_builder_extend(&json->out, value.length + 2);
    if (place != NULL) {
        place[0] = '"';
        if (value.length > 0) { /* an empty text may have no bytes at all */
            memcpy(place + 1, value.data, value.length);
        }
        place[value.length + 1] = '"';
    }
}

void json_key(struct json_writer *json, const char *key)
{
    before_value(json);
    quoted(json, text_of(key));
    text_builder_add_byte(&json->out, ':');
    json->comma[json->depth] = false; /* the value that follows takes no comma */
}

void json_put_text(struct json_writer *json, struct text value)
{
    before_value(json);
    quoted(json, value);
}

void json_put_raw(struct json_writer *json, struct text value)
{
    before_value(json);
    text_builder_add(&json->out, value);
}

void json_put_null(struct json_writer *json)
{
    json_put_raw(json, TEXT("null"));
}

void json_put_string(struct json_writer *json, const char *value)
{
    if (value == NULL) {
        json_put_null(json);
    } else {
        json_put_text(json, text_of(value));
    }
}

void json_put_int(struct json_writer *json, int64_t value)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        digits[--at] = '-';
    }
    json_put_raw(json, (struct text){digits + at, sizeof digits - at});
}

void json_put_bool(struct json_writer *json, bool value)
{
    json_put_raw(json, value ? TEXT("true") : TEXT("false"));
}

void json_put_date(struct json_writer *json, struct date value)
{
    char buffer[DATE_TEXT_SIZE];
    if (date_is_none(value)) {
        json_put_null(json);
    } else {
        json_put_text(json, text_of(date_format(value, buffer)));
    }
}

void json_put_wan(struct json_writer *json, struct money value)
{
    char buffer[MONEY_TEXT_SIZE];
    json_put_raw(json, text_of(money_format_wan(value, buffer)));
}

void json_member_text(struct json_writer *json, const char *key, struct text value)
{
    json_key(json, key);
    json_put_text(json, value);
}

void json_member_string(struct json_writer *json, const char *key, const char *value)
{
    json_key(json, key);
    json_put_string(json, value);
}

void json_member_int(struct json_writer *json, const char *key, int64_t value)
{
    json_key(json, key);
    json_put_int(json, value);
}

void json_member_bool(struct json_writer *json, const char *key, bool value)
{
    json_key(json, key);
    json_put_bool(json, value);
}

void json_member_date(struct json_writer *json, const char *key, struct date value)
{
    json_key(json, key);
    json_put_date(json, value);
}

void json_member_wan(struct json_writer *json, const char *key, struct money value)
{
    json_key(json, key);
    json_put_wan(json, value);
}

enum error_kind json_writer_text(const struct json_writer *json, struct text *text_out,
                                 struct error *err)
{
    if (json->out.overflowed) {
        return error_set(err, ERROR_LIMIT, "json.too_long", "the document passes %zu bytes",
                         json->out.max_length);
    }
    assert(json->depth == 0);
    *text_out = text_builder_text(&json->out);
    return OK;
}
