/* src/http/http_parse.h: strict reading of what a client sends, before anything else looks at it.
 * Pure functions over bytes, so that they can be fuzzed. */
#ifndef KAIGONG_HTTP_PARSE_H
#define KAIGONG_HTTP_PARSE_H

#include "http/http.h"

bool http_parse_method(const char *name, enum http_method *method_out);

/* Splits and decodes the raw target ("/api/v1/projects?q=%E5%93%88").
 * Errors      ERROR_MALFORMED http.path    not absolute, bad percent signs, control characters,
 *                                          not UTF-8, "." or ".." or empty segments
 *             ERROR_MALFORMED http.query   the same in the query, or a name twice
 *             ERROR_LIMIT     http.query   more than HTTP_QUERY_MAX parameters */
MUST_CHECK enum error_kind http_parse_target(struct text target, struct arena *arena,
                                             struct text *path_out,
                                             struct http_pair query[HTTP_QUERY_MAX],
                                             size_t *query_count_out, struct error *err);

/* The value of one cookie; "" when it is missing or there twice. */
struct text http_parse_cookie(struct text header, const char *name);
bool http_is_token(struct text name);         /* RFC 9110 5.6.2: the name of a header */
bool http_is_header_value(struct text value); /* no control characters but the tab */
/* Whether Accept-Encoding allows gzip. */
bool http_accepts_gzip(struct text header);
/* Whether an Origin names the host that the request was sent to. */
bool http_is_same_origin(struct text origin, struct text host);

#endif
