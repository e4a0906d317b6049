/* src/http/review_http.h: on-line reviews of cases. */
#ifndef KAIGONG_REVIEW_HTTP_H
#define KAIGONG_REVIEW_HTTP_H

#include "http/http.h"

http_handler review_http_convene, review_http_list, review_http_show, review_http_declare,
    review_http_sign, review_http_conclude, review_http_cancel;

#endif
