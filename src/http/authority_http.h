/* src/http/authority_http.h: departments, and written authorities. */
#ifndef KAIGONG_HTTP_AUTHORITY_HTTP_H
#define KAIGONG_HTTP_AUTHORITY_HTTP_H

#include "http/http.h"

http_handler department_http_list;
http_handler authority_http_list;
http_handler authority_http_give;
http_handler authority_http_end;

#endif
