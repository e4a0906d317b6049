/* src/http/desk_http.h: a department's desk. */
#ifndef KAIGONG_HTTP_DESK_HTTP_H
#define KAIGONG_HTTP_DESK_HTTP_H

#include "http/http.h"

http_handler desk_http_show, desk_http_assign, desk_http_accept, desk_http_people;
http_handler desk_http_show_load, desk_http_put_capacity, learned_http_show;
http_handler stand_in_http_list, stand_in_http_add, stand_in_http_end;

/* Whose desk is meant: the actor's own, or for the programme office and leaders the one of the parameter
 * `department`.
 * Errors      ERROR_NOT_FOUND party.department, ERROR_INVALID query.department   none is named */
MUST_CHECK enum error_kind http_desk_department(const struct http_request *request,
                                                struct text *department_out, struct error *err);

#endif
