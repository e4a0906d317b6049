/* src/http/second_factor_http.h: setting up, proving and removing second factors. */
#ifndef KAIGONG_HTTP_SECOND_FACTOR_HTTP_H
#define KAIGONG_HTTP_SECOND_FACTOR_HTTP_H

#include "http/http.h"

http_handler second_factor_http_show;
http_handler second_factor_http_start;
http_handler second_factor_http_confirm;
http_handler second_factor_http_remove;
http_handler second_factor_http_reset;

#endif
