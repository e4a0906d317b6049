#include "base/log.h"

#include "base/clock.h"

#include <string.h>
#include <unistd.h>

enum { LINE_MAX_LENGTH = 16384 };

void log_begin(struct log_line *line, const char *event)
{
    char at[INSTANT_TEXT_SIZE];
    memset(line, 0, sizeof *line);
    json_writer_init(&line->json, &line->arena, LINE_MAX_LENGTH);
    json_object_open(&line->json);
    json_member_string(&line->json, "at", instant_format(clock_now(), at));
    json_member_string(&line->json, "event", event);
}

void log_end(struct log_line *line)
{
    struct text text;
    json_object_close(&line->json);
    if (json_writer_text(&line->json, &text, NULL) == OK) {
        struct text whole = text_format(&line->arena, "%.*s\n", TEXT_ARGS(text));
        ssize_t written = write(STDERR_FILENO, whole.data, whole.length);
        (void)written; /* a log that cannot be written is nowhere to be told */
    }
    arena_release(&line->arena);
}
