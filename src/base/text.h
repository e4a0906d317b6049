/* src/base/text.h: text as a borrowed slice of UTF-8, and a builder on an arena.
 *
 * Text is checked at the door (text_is_utf8) and not NUL-terminated. */
#ifndef KAIGONG_BASE_TEXT_H
#define KAIGONG_BASE_TEXT_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    const char *data; /* borrowed */
    size_t length;    /* bytes */
};

#define TEXT(literal) ((struct text){"" literal, sizeof(literal) - 1})
/* For printf's "%.*s". */
#define TEXT_ARGS(text) (int)(text).length, (text).data

struct text text_of(const char *c_string); /* NULL gives the empty text */
struct text text_copy(struct text text, struct arena *arena);
const char *text_c_string(struct text text, struct arena *arena); /* a NUL-terminated copy */
struct text text_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

bool text_is_equal(struct text a, struct text b);
int text_compare(struct text a, struct text b); /* by bytes, as memcmp */
bool text_has_prefix(struct text text, struct text prefix);
bool text_contains(struct text text, struct text part);
struct text text_trim(struct text text); /* ASCII blanks, U+3000, U+00A0, U+FEFF at both ends */
struct text text_slice(struct text text, size_t from, size_t to);
bool text_is_utf8(struct text text); /* RFC 3629: no surrogates, no overlong forms, no NUL */
size_t text_count_characters(struct text text);
/* The code point at *offset, which moves past it; 0xFFFD and one byte on bad input. */
uint32_t text_next_character(struct text text, size_t *offset);
/* A whole decimal integer with an optional sign and nothing else. */
bool text_parse_int64(struct text text, int64_t *value_out);

struct text_builder {
    struct arena *arena;
    char *data;
    size_t length, capacity;
    size_t max_length; /* beyond it `overflowed` is set and nothing more is kept */
    bool overflowed;
};

void text_builder_init(struct text_builder *builder, struct arena *arena, size_t max_length);
void text_builder_add(struct text_builder *builder, struct text text);
void text_builder_add_byte(struct text_builder *builder, char byte);
void text_builder_add_format(struct text_builder *builder, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Room for `more` bytes at the end, which the caller fills; NULL when the text would pass its maximum. */
char *text_builder_extend(struct text_builder *builder, size_t more);
struct text text_builder_text(const struct text_builder *builder);

#endif
