/* jansson's own enum has the names JSON_ARRAY, JSON_OBJECT, JSON_REAL and JSON_NULL, and functions
 * that share the prefix json_; they are renamed here, in the one file that sees both. */
#define JSON_OBJECT JANSSON_OBJECT
#define JSON_ARRAY JANSSON_ARRAY
#define JSON_STRING JANSSON_STRING
#define JSON_INTEGER JANSSON_INTEGER
#define JSON_REAL JANSSON_REAL
#define JSON_TRUE JANSSON_TRUE
#define JSON_FALSE JANSSON_FALSE
#define JSON_NULL JANSSON_NULL
#include <jansson.h>
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_STRING
#undef JSON_INTEGER
#undef JSON_REAL
#undef JSON_TRUE
#undef JSON_FALSE
#undef JSON_NULL

#include "base/json.h"

#include <string.h>

enum { JSON_DEPTH_MAX = 64 };

static bool copy_value(json_t *from, int depth, struct arena *arena, struct json_value *to);

static bool copy_array(json_t *from, int depth, struct arena *arena, struct json_value *to)
{
    struct json_value *items = ARENA_ARRAY(arena, struct json_value, json_array_size(from));
    to->kind = JSON_ARRAY;
    to->items = items;
    to->count = json_array_size(from);
    for (size_t i = 0; i < to->count; i++) {
        if (!copy_value(json_array_get(from, i), depth + 1, arena, &items[i])) {
            return false;
        }
    }
    return true;
}

static bool copy_object(json_t *from, int depth, struct arena *arena, struct json_value *to)
{
    size_t size = json_object_size(from);
    struct json_value *items = ARENA_ARRAY(arena, struct json_value, size);
    struct text *keys = ARENA_ARRAY(arena, struct text, size);
    const char *key;
    json_t *member;
    size_t i = 0;

    to->kind = JSON_OBJECT;
    to->items = items;
    to->keys = keys;
    to->count = size;
    json_object_foreach(from, key, member)
    {
        keys[i] = text_copy(text_of(key), arena);
        if (!copy_value(member, depth + 1, arena, &items[i])) {
            return false;
        }
        i++;
    }
    return true;
}

static bool copy_value(json_t *from, int depth, struct arena *arena, struct json_value *to)
{
    if (depth > JSON_DEPTH_MAX) {
        return false;
    }
    switch (json_typeof(from)) {
    case JANSSON_OBJECT:
        return copy_object(from, depth, arena, to);
    case JANSSON_ARRAY:
        return copy_array(from, depth, arena, to);
    case JANSSON_STRING:
        to->kind = JSON_TEXT;
        to->text =
            text_copy((struct text){json_string_value(from), json_string_length(from)}, arena);
        return true;
    case JANSSON_INTEGER:
        to->kind = JSON_INT;
        to->integer = json_integer_value(from);
        to->real = (double)to->integer;
        return true;
    case JANSSON_REAL:
        to->kind = JSON_REAL;
        to->real = json_real_value(from);
        return true;
    case JANSSON_TRUE:
    case JANSSON_FALSE:
        to->kind = JSON_BOOL;
        to->boolean = json_typeof(from) == JANSSON_TRUE;
        return true;
    case JANSSON_NULL:
        to->kind = JSON_NULL;
        return true;
    }
    return false;
}

enum error_kind json_read(struct text bytes, size_t max_length, struct arena *arena,
                          const struct json_value **value_out, struct error *err)
{
    if (bytes.length > max_length) {
        return error_set(err, ERROR_LIMIT, "json.too_long",
                         "the document has %zu bytes, at most %zu are read", bytes.length,
                         max_length);
    }
    if (bytes.length > 0 && memchr(bytes.data, '\0', bytes.length) != NULL) {
        return error_set(err, ERROR_MALFORMED, "json.syntax", "a NUL byte is not JSON");
    }
    json_error_t fault;
    json_t *root =
        json_loadb(bytes.data, bytes.length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &fault);
    if (root == NULL) {
        return error_set(err, ERROR_MALFORMED, "json.syntax", "not JSON at line %d, column %d: %s",
                         fault.line, fault.column, fault.text);
    }
    struct json_value *value = ARENA_NEW(arena, struct json_value);
    bool copied = copy_value(root, 0, arena, value);
    json_decref(root);
    if (!copied) {
        return error_set(err, ERROR_MALFORMED, "json.syntax", "JSON is nested deeper than %d",
                         JSON_DEPTH_MAX);
    }
    *value_out = value;
    return OK;
}

const struct json_value *json_find(const struct json_value *object, const char *key)
{
    if (object == NULL || object->kind != JSON_OBJECT) {
        return NULL;
    }
    for (size_t i = 0; i < object->count; i++) {
        if (text_is_equal(object->keys[i], text_of(key))) {
            return &object->items[i];
        }
    }
    return NULL;
}

/* The member when it is there with the kind asked for; *found_out is NULL when it may be missing. */
static enum error_kind typed(const struct json_value *object, const char *key, bool required,
                             enum json_kind kind, const char *kind_name,
                             const struct json_value **found_out, struct error *err)
{
    const struct json_value *found = json_find(object, key);
    *found_out = NULL;
    if (found == NULL || found->kind == JSON_NULL) {
        if (required) {
            error_set(err, ERROR_INVALID, "json.missing", "the member \"%s\" is missing", key);
            return err == NULL ? ERROR_INVALID : error_at_field(err, key);
        }
        return OK;
    }
    if (found->kind != kind) {
        error_set(err, ERROR_INVALID, "json.type", "the member \"%s\" has to be %s", key,
                  kind_name);
        return err == NULL ? ERROR_INVALID : error_at_field(err, key);
    }
    *found_out = found;
    return OK;
}

enum error_kind json_get_text(const struct json_value *object, const char *key, bool required,
                              struct text *out, struct error *err)
{
    const struct json_value *found;
    TRY(typed(object, key, required, JSON_TEXT, "a text", &found, err));
    if (found != NULL) {
        *out = found->text;
    }
    return OK;
}

enum error_kind json_get_int(const struct json_value *object, const char *key, bool required,
                             int64_t *out, struct error *err)
{
    const struct json_value *found;
    TRY(typed(object, key, required, JSON_INT, "a whole number", &found, err));
    if (found != NULL) {
        *out = found->integer;
    }
    return OK;
}

enum error_kind json_get_bool(const struct json_value *object, const char *key, bool required,
                              bool *out, struct error *err)
{
    const struct json_value *found;
    TRY(typed(object, key, required, JSON_BOOL, "true or false", &found, err));
    if (found != NULL) {
        *out = found->boolean;
    }
    return OK;
}

enum error_kind json_get_date(const struct json_value *object, const char *key, bool required,
                              struct date *out, struct error *err)
{
    const struct json_value *found;
    TRY(typed(object, key, required, JSON_TEXT, "a day such as 2020-03-12", &found, err));
    if (found == NULL) {
        return OK;
    }
    if (date_parse(found->text, out, err) != OK) {
        return err == NULL ? ERROR_INVALID : error_at_field(err, key);
    }
    return OK;
}

enum error_kind json_get_array(const struct json_value *object, const char *key, bool required,
                               const struct json_value **out, struct error *err)
{
    const struct json_value *found;
    TRY(typed(object, key, required, JSON_ARRAY, "a list", &found, err));
    if (found != NULL) {
        *out = found;
    }
    return OK;
}

enum error_kind json_only(const struct json_value *object, const char *const *allowed,
                          struct error *err)
{
    for (size_t i = 0; object != NULL && object->kind == JSON_OBJECT && i < object->count; i++) {
        bool known = false;
        for (size_t k = 0; allowed[k] != NULL && !known; k++) {
            known = text_is_equal(object->keys[i], text_of(allowed[k]));
        }
        if (!known) {
            return error_set(err, ERROR_INVALID, "json.unknown", "there is no member \"%.*s\"",
                             (int)(object->keys[i].length < 60 ? object->keys[i].length : 60),
                             object->keys[i].data);
        }
    }
    return OK;
}
