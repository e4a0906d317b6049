/* JSON from anywhere, read as a tree and written again: the same tree comes back. Then read by the
 * scan, which must take what the tree took, value for value. What only the scan takes may have no
 * other fault than a doubled member or a number that the tree cannot hold. */
#include "base/json.h"
#include "base/json_scan.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void write_value(struct json_writer *json, const struct json_value *value)
{
    switch (value->kind) {
    case JSON_NULL:
    case JSON_REAL: /* the product writes no fractions but money */
        json_put_null(json);
        return;
    case JSON_BOOL:
        json_put_bool(json, value->boolean);
        return;
    case JSON_INT:
        json_put_int(json, value->integer);
        return;
    case JSON_TEXT:
        json_put_text(json, value->text);
        return;
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    bool object = value->kind == JSON_OBJECT;
    object ? json_object_open(json) : json_array_open(json);
    for (size_t i = 0; i < value->count; i++) {
        if (object) {
            json_key(json, text_c_string(value->keys[i], json->out.arena));
        }
        write_value(json, &value->items[i]);
    }
    object ? json_object_close(json) : json_array_close(json);
}

static void compare(const struct json_value *a, const struct json_value *b)
{
    if (a->kind == JSON_REAL) {
        must(b->kind == JSON_NULL);
        return;
    }
    must(a->kind == b->kind && a->count == b->count && a->integer == b->integer &&
         a->boolean == b->boolean);
    must(a->kind != JSON_TEXT || (text_is_equal(a->text, b->text) && text_is_utf8(a->text)));
    for (size_t i = 0; i < a->count; i++) {
        must(a->kind != JSON_OBJECT || text_is_equal(a->keys[i], b->keys[i]));
        compare(&a->items[i], &b->items[i]);
    }
}

static int depth_of(const struct json_value *value)
{
    int deepest = 0;
    for (size_t i = 0; i < value->count; i++) {
        int depth = depth_of(&value->items[i]);
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + (value->kind == JSON_ARRAY || value->kind == JSON_OBJECT);
}

static void write_and_read(const struct json_value *value, size_t size, struct arena *arena)
{
    const struct json_value *again;
    struct json_writer json;
    struct text written;
    if (depth_of(value) > 30) {
        return; /* the writer's own nesting is of this program and bounded */
    }
    json_writer_init(&json, arena, 6 * size + 64);
    write_value(&json, value);
    must(json_writer_text(&json, &written, NULL) == OK);
    must(json_read(written, written.length, arena, &again, NULL) == OK);
    compare(value, again);
}

/* Reads with the scan what the tree says comes next. */
static void scan_value(struct json_scan *scan, const struct json_value *value)
{
    struct error err;
    struct text text;
    int64_t number;
    bool flag, more;
    must(json_scan_kind(scan) == (value->kind == JSON_REAL ? JSON_INT : value->kind));
    switch (value->kind) {
    case JSON_TEXT:
        must(json_scan_text(scan, &text, &err) == OK && text_is_equal(text, value->text));
        return;
    case JSON_INT:
        must(json_scan_int(scan, &number, &err) == OK && number == value->integer);
        return;
    case JSON_BOOL:
        must(json_scan_bool(scan, &flag, &err) == OK && flag == value->boolean);
        return;
    case JSON_ARRAY:
        must(json_scan_array_open(scan, &err) == OK);
        for (size_t i = 0; i < value->count; i++) {
            must(json_scan_item(scan, &more, &err) == OK && more);
            scan_value(scan, &value->items[i]);
        }
        must(json_scan_item(scan, &more, &err) == OK && !more);
        return;
    case JSON_OBJECT:
        must(json_scan_object_open(scan, &err) == OK);
        for (size_t i = 0; i < value->count; i++) {
            must(json_scan_member(scan, &text, &more, &err) == OK && more &&
                 text_is_equal(text, value->keys[i]));
            scan_value(scan, &value->items[i]);
        }
        must(json_scan_member(scan, &text, &more, &err) == OK && !more);
        return;
    default:
        must(json_scan_skip(scan, &err) == OK);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA arena = {0};
    const struct text bytes = {(const char *)data, size};
    const struct json_value *value;
    struct json_scan scan;
    struct error err = {0}, scan_err = {0};

    bool tree = json_read(bytes, size, &arena, &value, &err) == OK;
    json_scan_init(&scan, bytes, &arena);
    bool scanned = json_scan_skip(&scan, &scan_err) == OK && json_scan_end(&scan, &scan_err) == OK;
    must(tree || (err.kind == ERROR_MALFORMED && text_is_utf8(text_of(err.message))));
    must(scanned || text_is_utf8(text_of(scan_err.message)));
    must(!tree || scanned);
    must(!scanned || tree || strstr(err.message, "duplicate") != NULL ||
         strstr(err.message, "too big") != NULL || strstr(err.message, "overflow") != NULL ||
         strstr(err.message, "nested") != NULL);
    if (tree) {
        write_and_read(value, size, &arena);
        json_scan_init(&scan, bytes, &arena);
        scan_value(&scan, value);
        must(json_scan_end(&scan, &err) == OK);
    }
    return 0;
}
