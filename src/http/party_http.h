/* src/http/party_http.h: signing in, people, saved views. */
#ifndef KAIGONG_HTTP_PARTY_HTTP_H
#define KAIGONG_HTTP_PARTY_HTTP_H

#include "http/http.h"

http_handler sign_in_http_check;
http_handler sign_in_http_end;
http_handler session_http_show;
http_handler password_http_change;
http_handler person_http_list;
http_handler person_http_add;
http_handler person_http_change;
http_handler view_http_list;
http_handler view_http_put;
http_handler view_http_delete;

#endif
