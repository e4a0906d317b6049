#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct text text_of(const char *c_string)
{
    return c_string == NULL ? (struct text){"", 0} : (struct text){c_string, strlen(c_string)};
}

struct text text_copy(struct text text, struct arena *arena)
{
    return (struct text){arena_copy(arena, text.data, text.length), text.length};
}

const char *text_c_string(struct text text, struct arena *arena)
{
    return arena_copy(arena, text.data, text.length);
}

struct text text_format(struct arena *arena, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *data = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(data, (size_t)length + 1, format, again);
    va_end(again);
    return (struct text){data, (size_t)length};
}

bool text_is_equal(struct text a, struct text b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

int text_compare(struct text a, struct text b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter == 0 ? 0 : memcmp(a.data, b.data, shorter);
    return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

bool text_has_prefix(struct text text, struct text prefix)
{
    return text.length >= prefix.length &&
           (prefix.length == 0 || memcmp(text.data, prefix.data, prefix.length) == 0);
}

bool text_contains(struct text text, struct text part)
{
    return part.length == 0 || memmem(text.data, text.length, part.data, part.length) != NULL;
}

struct text text_slice(struct text text, size_t from, size_t to)
{
    if (to > text.length) {
        to = text.length;
    }
    return from >= to ? (struct text){text.data, 0} : (struct text){text.data + from, to - from};
}

static bool is_blank(uint32_t character)
{
    return character == ' ' || (character >= '\t' && character <= '\r') || character == 0x3000 ||
           character == 0xA0 || character == 0xFEFF;
}

struct text text_trim(struct text text)
{
    size_t first = 0, offset = 0, end = 0;
    bool started = false;
    while (offset < text.length) {
        size_t at = offset;
        if (!is_blank(text_next_character(text, &offset))) {
            if (!started) {
                first = at;
                started = true;
            }
            end = offset;
        }
    }
    return started ? text_slice(text, first, end) : (struct text){text.data, 0};
}

uint32_t text_next_character(struct text text, size_t *offset)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char lead = (unsigned char)text.data[*offset];
    size_t size = lead < 0x80                   ? 1
                  : lead >= 0xF0 && lead < 0xF5 ? 4
                  : lead >= 0xE0 && lead < 0xF0 ? 3
                  : lead >= 0xC2 && lead < 0xE0 ? 2
                                                : 0;
    if (size == 1) {
        (*offset)++;
        return lead;
    }
    if (size == 0 || text.length - *offset < size) {
        (*offset)++;
        return 0xFFFD;
    }
    uint32_t character = lead & (0x7Fu >> size);
    for (size_t i = 1; i < size; i++) {
        unsigned char next = (unsigned char)text.data[*offset + i];
        if ((next & 0xC0) != 0x80) {
            (*offset)++;
            return 0xFFFD;
        }
        character = character << 6 | (next & 0x3Fu);
    }
    if (character < smallest[size] || character > 0x10FFFF ||
        (character >= 0xD800 && character <= 0xDFFF)) {
        (*offset)++;
        return 0xFFFD;
    }
    *offset += size;
    return character;
}

bool text_is_utf8(struct text text)
{
    size_t offset = 0;
    while (offset < text.length) {
        size_t before = offset;
        uint32_t character = text_next_character(text, &offset);
        if (character == 0 || (character == 0xFFFD && offset - before != 3)) {
            return false;
        }
    }
    return true;
}

size_t text_count_characters(struct text text)
{
    size_t count = 0;
    for (size_t offset = 0; offset < text.length; count++) {
        text_next_character(text, &offset);
    }
    return count;
}

bool text_parse_int64(struct text text, int64_t *value_out)
{
    size_t i = 0;
    bool negative = text.length > 0 && text.data[0] == '-';
    if (text.length > 0 && (text.data[0] == '-' || text.data[0] == '+')) {
        i = 1;
    }
    if (i == text.length) {
        return false;
    }
    int64_t value = 0;
    for (; i < text.length; i++) {
        int digit = text.data[i] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, digit, &value)) {
            return false;
        }
    }
    if (!negative && value == INT64_MIN) {
        return false;
    }
    *value_out = negative ? value : -value;
    return true;
}

void text_builder_init(struct text_builder *builder, struct arena *arena, size_t max_length)
{
    *builder = (struct text_builder){.arena = arena, .max_length = max_length};
}

static bool make_room(struct text_builder *builder, size_t more)
{
    if (builder->overflowed || more > builder->max_length - builder->length) {
        builder->overflowed = true;
        return false;
    }
    if (builder->capacity - builder->length < more) {
        size_t capacity = builder->capacity == 0 ? 256 : builder->capacity * 2;
        if (capacity < builder->length + more) {
            capacity = builder->length + more;
        }
        char *data = arena_alloc(builder->arena, capacity);
        if (builder->length > 0) {
            memcpy(data, builder->data, builder->length);
        }
        builder->data = data;
        builder->capacity = capacity;
    }
    return true;
}

char *text_builder_extend(struct text_builder *builder, size_t more)
{
    if (!make_room(builder, more)) {
        return NULL;
    }
    builder->length += more;
    return builder->data + builder->length - more;
}

void text_builder_add(struct text_builder *builder, struct text text)
{
    char *place = text.length == 0 ? NULL : text_builder_extend(builder, text.length);
    if (place != NULL) {
        memcpy(place, text.data, text.length);
    }
}

void text_builder_add_byte(struct text_builder *builder, char byte)
{
    char *place = text_builder_extend(builder, 1);
    if (place != NULL) {
        *place = byte;
    }
}

void text_builder_add_format(struct text_builder *builder, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (make_room(builder, (size_t)length + 1)) {
        vsnprintf(builder->data + builder->length, (size_t)length + 1, format, again);
        builder->length += (size_t)length;
    }
    va_end(again);
}

struct text text_builder_text(const struct text_builder *builder)
{
    return (struct text){builder->data == NULL ? "" : builder->data, builder->length};
}
