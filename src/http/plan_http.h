/* src/http/plan_http.h: the plan of one project, its gate, what happened on its site. */
#ifndef KAIGONG_HTTP_PLAN_HTTP_H
#define KAIGONG_HTTP_PLAN_HTTP_H

#include "http/http.h"

http_handler plan_http_show, gate_http_show;
http_handler event_http_record, photo_http_store, photo_http_show, progress_http_set;

#endif
