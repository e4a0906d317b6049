/* src/http/report_http.h: what is read across projects: the brief, the forecast. */
#ifndef KAIGONG_HTTP_REPORT_HTTP_H
#define KAIGONG_HTTP_REPORT_HTTP_H

#include "http/http.h"

http_handler brief_http_show, forecast_http_show, forecast_http_keep, forecast_http_list,
    planner_http_show;

#endif
