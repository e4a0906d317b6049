/* src/http/portal_http.h: the owner's portal. */
#ifndef KAIGONG_HTTP_PORTAL_HTTP_H
#define KAIGONG_HTTP_PORTAL_HTTP_H

#include "http/http.h"

http_handler portal_http_show, receipt_http_show;

#endif
