/* src/http/programme_http.h: the programme as a whole: cockpit, due, lists in and out, and the
 * reference data that pages choose from. */
#ifndef KAIGONG_HTTP_PROGRAMME_HTTP_H
#define KAIGONG_HTTP_PROGRAMME_HTTP_H

#include "http/http.h"

http_handler cockpit_http_show, due_http_show;
http_handler list_http_import, list_http_export;
http_handler division_http_list, template_http_list, template_http_show;
http_handler map_http_show;

#endif
