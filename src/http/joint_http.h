/* src/http/joint_http.h: joint handling: conclusion sheets and their signatures. */
#ifndef KAIGONG_JOINT_HTTP_H
#define KAIGONG_JOINT_HTTP_H

#include "http/http.h"

http_handler joint_http_list, joint_http_show, joint_http_add, joint_http_sign, joint_http_cancel;

#endif
