/* src/base/json_scan.h: reading large JSON as it comes, without a tree.
 *
 * For documents of hundreds of thousands of values, where json_read's tree would cost ten times the
 * bytes (docs/decisions/0010). The caller asks for what it expects, in order; everything else it
 * skips. As strict as json_read: bad UTF-8, bad escapes, depth beyond 64 and trailing bytes are
 * refused. Doubled members are the caller's business, since only it knows which members it reads.
 * After an error the scan is not used again. */
#ifndef KAIGONG_BASE_JSON_SCAN_H
#define KAIGONG_BASE_JSON_SCAN_H

#include "base/json.h"

enum { JSON_SCAN_DEPTH_MAX = 64 };

struct json_scan {
    const char *start, *at, *end; /* borrowed bytes */
    struct arena *arena;          /* for texts with escapes */
    int depth;
    bool first[JSON_SCAN_DEPTH_MAX]; /* nothing was read yet at this depth */
};

/* All of them: ERROR_MALFORMED json.syntax with line and column in the message; a value of another
 * kind than asked for is ERROR_INVALID json.type, with its line. */

void json_scan_init(struct json_scan *scan, struct text bytes, struct arena *arena);
/* The kind of the next value; JSON_NULL also where there is no value, which the read then reports.
 * Every number is JSON_INT. */
enum json_kind json_scan_kind(struct json_scan *scan);
MUST_CHECK enum error_kind json_scan_object_open(struct json_scan *scan, struct error *err);
/* The next member's key, after which its value has to be read or skipped; false at the end. */
MUST_CHECK enum error_kind json_scan_member(struct json_scan *scan, struct text *key_out,
                                            bool *more_out, struct error *err);
MUST_CHECK enum error_kind json_scan_array_open(struct json_scan *scan, struct error *err);
MUST_CHECK enum error_kind json_scan_item(struct json_scan *scan, bool *more_out,
                                          struct error *err);
/* Borrowed from the bytes where it has no escapes. */
MUST_CHECK enum error_kind json_scan_text(struct json_scan *scan, struct text *text_out,
                                          struct error *err);
/* A whole number within 64 bits; 3.0 and 1e3 are not. */
MUST_CHECK enum error_kind json_scan_int(struct json_scan *scan, int64_t *value_out,
                                         struct error *err);
MUST_CHECK enum error_kind json_scan_bool(struct json_scan *scan, bool *value_out,
                                          struct error *err);
MUST_CHECK enum error_kind json_scan_skip(struct json_scan *scan, struct error *err);
MUST_CHECK enum error_kind json_scan_end(struct json_scan *scan, struct error *err);
/* The line on which the scan stands, from 1; for messages. */
long json_scan_line(const struct json_scan *scan);

#endif
