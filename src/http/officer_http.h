/* src/http/officer_http.h: service officers: directory, assignments, stand-ins, work log. */
#ifndef KAIGONG_OFFICER_HTTP_H
#define KAIGONG_OFFICER_HTTP_H

#include "http/http.h"

http_handler officer_http_list, officer_http_save, officer_http_reveal, officer_http_assign,
    cover_http_list, cover_http_add, cover_http_end, work_log_http_add, work_log_http_list,
    work_log_http_list_own;

/* The path parameter as an id. Errors      ERROR_NOT_FOUND code */
MUST_CHECK enum error_kind service_http_id(const struct http_request *request, const char *name,
                                           const char *code, int64_t *id_out, struct error *err);

#endif
