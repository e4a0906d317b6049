/* src/http/promise_http.h: tolerances, commitments, credit records, and what of them is public. */
#ifndef KAIGONG_HTTP_PROMISE_HTTP_H
#define KAIGONG_HTTP_PROMISE_HTTP_H

#include "http/http.h"

http_handler tolerance_http_allow, tolerance_http_list;
http_handler commitment_http_sign, commitment_http_do, commitment_http_count;
http_handler commitment_text_http_list, commitment_text_http_add;
http_handler green_http_show, credit_http_list, credit_http_repair;

#endif
