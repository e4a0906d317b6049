/* src/http/calendar_http.h: calendars, seasons, thaws and disruptions. */
#ifndef KAIGONG_HTTP_CALENDAR_HTTP_H
#define KAIGONG_HTTP_CALENDAR_HTTP_H

#include "http/http.h"

http_handler calendar_http_show, calendar_http_list, calendar_http_find, calendar_http_set;
http_handler season_http_list, season_http_set, thaw_http_set;
http_handler disruption_http_list, disruption_http_add, disruption_http_end;

#endif
