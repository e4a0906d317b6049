/* src/http/system_http.h: the server about itself, and the session with what a page needs first. */
#ifndef KAIGONG_HTTP_SYSTEM_HTTP_H
#define KAIGONG_HTTP_SYSTEM_HTTP_H

#include "http/http.h"

http_handler health_http_show;
http_handler ready_http_show;
http_handler openapi_http_show;
http_handler stream_http_open;

#endif
