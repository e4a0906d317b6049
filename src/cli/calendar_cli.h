/* src/cli/calendar_cli.h: what the parts of kaigong calendar share. */
#ifndef KAIGONG_CLI_CALENDAR_CLI_H
#define KAIGONG_CLI_CALENDAR_CLI_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

struct calendar_command {
    const char *name;     /* "check", "show" or "set" */
    const char *word;     /* FILE; NULL for show */
    const char *data_dir; /* NULL for check */
    const char *scope;    /* NULL: every scope (show) */
    const char *reason, *as_of;
    bool as_json;
};

/* Errors      those of reading the file, of the data folder, of calendar_app_set */
MUST_CHECK enum error_kind calendar_data_run(const struct calendar_command *command,
                                             struct arena *arena, struct error *err);

#endif
