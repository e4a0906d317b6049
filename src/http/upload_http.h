/* src/http/upload_http.h: papers that are handed in piece by piece. */
#ifndef KAIGONG_HTTP_UPLOAD_HTTP_H
#define KAIGONG_HTTP_UPLOAD_HTTP_H

#include "http/http.h"

http_handler upload_http_list, upload_http_begin, upload_http_show, upload_http_add;
http_handler upload_http_finish, upload_http_remove;

#endif
