/* src/cli/register_cli.h: taking a list in from the command line, also for the example. */
#ifndef KAIGONG_CLI_REGISTER_CLI_H
#define KAIGONG_CLI_REGISTER_CLI_H

#include "app/import_app.h"

/* Reads the bytes of a list into a request to take it in; the year is set before.
 * Errors      those of register_import */
MUST_CHECK enum error_kind register_cli_read(struct app *app, struct text bytes,
                                             struct import_request *request, struct arena *arena,
                                             struct error *err);

/* The example programme that comes with the program: "harbin-2020".
 * Errors      ERROR_NOT_FOUND example.unknown */
MUST_CHECK enum error_kind example_cli_load(struct app *app, const char *name, struct error *err);

#endif
