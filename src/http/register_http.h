/* src/http/register_http.h: the register, its projects, lists in and out. */
#ifndef KAIGONG_HTTP_REGISTER_HTTP_H
#define KAIGONG_HTTP_REGISTER_HTTP_H

#include "http/http.h"
#include "store/programme_store.h"

http_handler register_http_list, register_http_add, register_http_show, register_http_change;
http_handler register_http_set_plan, register_http_history;

/* The programme that the query names (programme=, year=), or the newest; and the query's filters.
 * Errors      ERROR_NOT_FOUND programme.unknown, ERROR_INVALID query.* */
MUST_CHECK enum error_kind register_http_filter(struct http_request *request, struct tx *tx,
                                                struct register_filter *filter_out,
                                                struct programme *programme_out, struct error *err);

#endif
