/* src/http/rating_http.h: ratings of service officers and the tasks of poor ones. */
#ifndef KAIGONG_RATING_HTTP_H
#define KAIGONG_RATING_HTTP_H

#include "http/http.h"

http_handler rating_http_rate, rating_http_list, rating_http_correct, rating_http_close;

#endif
