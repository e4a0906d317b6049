/* src/http/consultation_http.h: questions about items, their answers, guide texts. */
#ifndef KAIGONG_CONSULTATION_HTTP_H
#define KAIGONG_CONSULTATION_HTTP_H

#include "http/http.h"

http_handler question_http_list_item, question_http_ask, question_http_list, question_http_show,
    question_http_ask_on, question_http_answer, question_http_hide, guide_http_write,
    guide_http_show;

#endif
