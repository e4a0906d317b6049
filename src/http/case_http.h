/* src/http/case_http.h: cases, applications, papers. */
#ifndef KAIGONG_HTTP_CASE_HTTP_H
#define KAIGONG_HTTP_CASE_HTTP_H

#include "http/http.h"
#include "store/case_store.h"

http_handler case_http_list, case_http_show, case_http_do, case_http_add_defect;
http_handler case_http_ask_green, case_http_decide_green, case_http_extend_validity;
http_handler form_http_show, application_http_submit, application_http_show;
http_handler application_http_notify, application_http_close;
http_handler paper_http_list, paper_http_add, paper_http_show;

void paper_http_write(const struct stored_paper *paper, struct json_writer *json);
/* The case of the parameter `id` as the answer. */
MUST_CHECK enum error_kind case_http_answer(struct http_request *request,
                                            struct http_response *response, int64_t case_id,
                                            int status, struct error *err);
/* A path parameter that is a number. Errors   ERROR_NOT_FOUND code */
MUST_CHECK enum error_kind http_param_id(const struct http_request *request, const char *name,
                                         const char *code, int64_t *id_out, struct error *err);

#endif
