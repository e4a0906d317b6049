/* src/base/json.h: JSON, written on an arena and read from foreign bytes.
 *
 * Writing: the only place that makes JSON text; commas and escapes are its business, nesting is
 * checked by assertion. Reading: a bounded tree of values on an arena (jansson does the parsing).
 * Numbers are 64-bit integers or, where a fraction is allowed, doubles. */
#ifndef KAIGONG_BASE_JSON_H
#define KAIGONG_BASE_JSON_H

#include "base/date.h"
#include "base/money.h"
#include "base/text.h"

struct json_writer {
    struct text_builder out;
    int depth;
    bool comma[32]; /* whether the value at this depth needs a comma before it */
};

void json_writer_init(struct json_writer *json, struct arena *arena, size_t max_length);
void json_object_open(struct json_writer *json);
void json_object_close(struct json_writer *json);
void json_array_open(struct json_writer *json);
void json_array_close(struct json_writer *json);
void json_key(struct json_writer *json, const char *key); /* then exactly one value */
void json_put_text(struct json_writer *json, struct text value);
void json_put_string(struct json_writer *json, const char *value); /* NULL gives null */
void json_put_int(struct json_writer *json, int64_t value);
void json_put_bool(struct json_writer *json, bool value);
void json_put_null(struct json_writer *json);
void json_put_date(struct json_writer *json, struct date value); /* DATE_NONE gives null */
void json_put_wan(struct json_writer *json, struct money value); /* a number of 万元 */
void json_put_raw(struct json_writer *json, struct text value);  /* already JSON, trusted */
/* key and value in one call */
void json_member_text(struct json_writer *json, const char *key, struct text value);
void json_member_string(struct json_writer *json, const char *key, const char *value);
void json_member_int(struct json_writer *json, const char *key, int64_t value);
void json_member_bool(struct json_writer *json, const char *key, bool value);
void json_member_date(struct json_writer *json, const char *key, struct date value);
void json_member_wan(struct json_writer *json, const char *key, struct money value);

/* Errors      ERROR_LIMIT json.too_long    the text passed max_length */
MUST_CHECK enum error_kind json_writer_text(const struct json_writer *json, struct text *text_out,
                                            struct error *err);

enum json_kind { JSON_NULL, JSON_BOOL, JSON_INT, JSON_REAL, JSON_TEXT, JSON_ARRAY, JSON_OBJECT };

struct json_value {
    enum json_kind kind;
    bool boolean;
    int64_t integer;
    double real;
    struct text text;               /* JSON_TEXT */
    const struct json_value *items; /* JSON_ARRAY: items; JSON_OBJECT: values, in written order */
    const struct text *keys;        /* JSON_OBJECT */
    size_t count;
};

/* Reads one JSON document; duplicate keys, bad UTF-8, depth beyond 64 and trailing bytes are refused.
 * Errors      ERROR_MALFORMED json.syntax   with line and column in the message
 *             ERROR_LIMIT     json.too_long more than max_length bytes */
MUST_CHECK enum error_kind json_read(struct text bytes, size_t max_length, struct arena *arena,
                                     const struct json_value **value_out, struct error *err);

/* The member of an object, or NULL. NULL and non-objects are accepted and give NULL. */
const struct json_value *json_find(const struct json_value *object, const char *key);

/* Typed members. A missing or null member leaves *out as it was when `required` is false.
 * Errors      ERROR_INVALID json.missing, json.type   err->field names the member */
MUST_CHECK enum error_kind json_get_text(const struct json_value *object, const char *key,
                                         bool required, struct text *out, struct error *err);
MUST_CHECK enum error_kind json_get_int(const struct json_value *object, const char *key,
                                        bool required, int64_t *out, struct error *err);
MUST_CHECK enum error_kind json_get_bool(const struct json_value *object, const char *key,
                                         bool required, bool *out, struct error *err);
MUST_CHECK enum error_kind json_get_date(const struct json_value *object, const char *key,
                                         bool required, struct date *out, struct error *err);
MUST_CHECK enum error_kind json_get_array(const struct json_value *object, const char *key,
                                          bool required, const struct json_value **out,
                                          struct error *err);
/* Refuses a member that is not in `allowed` (NULL-terminated): ERROR_INVALID json.unknown. */
MUST_CHECK enum error_kind json_only(const struct json_value *object, const char *const *allowed,
                                     struct error *err);

#endif
