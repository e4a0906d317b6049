/* src/base/log.h: one JSON line an event on standard error. Only doors and main log. */
#ifndef KAIGONG_BASE_LOG_H
#define KAIGONG_BASE_LOG_H

#include "base/json.h"

/* {"at","event", ...members}: begin, add members with json_member_*, end. */
struct log_line {
    struct arena arena;
    struct json_writer json;
};

void log_begin(struct log_line *line, const char *event);
void log_end(struct log_line *line);

#endif
