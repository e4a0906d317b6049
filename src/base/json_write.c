#include "base/json.h"

#include <assert.h>

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

static void quoted(struct json_writer *json, struct text value)
{
    size_t plain = 0;
    text_builder_add_byte(&json->out, '"');
    for (size_t i = 0; i < value.length; i++) {
        unsigned char byte = (unsigned char)value.data[i];
        if (byte >= 0x20 && byte != '"' && byte != '\\') {
            continue;
        }
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
