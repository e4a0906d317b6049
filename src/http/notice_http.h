/* src/http/notice_http.h: the caller's notices, and how the caller wants to be told. */
#ifndef KAIGONG_HTTP_NOTICE_HTTP_H
#define KAIGONG_HTTP_NOTICE_HTTP_H

#include "http/http.h"

http_handler notice_http_list;
http_handler notice_http_read;
http_handler notice_setting_http_show;
http_handler notice_setting_http_put;

#endif
