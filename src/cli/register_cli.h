/* src/cli/register_cli.h: taking a list in from the command line, also for the example. */
#ifndef KAIGONG_CLI_REGISTER_CLI_H
#define KAIGONG_CLI_REGISTER_CLI_H

#include "app/import_app.h"

/* Reads the bytes of a list and takes them into a programme.
 * Errors      those of register_import and import_app_run */
MUST_CHECK enum error_kind register_cli_take(struct app *app, struct text bytes,
                                             struct import_request *request, struct arena *arena,
                                             struct import_report *report_out, struct error *err);

/* The example programme that comes with the program: "harbin-2020".
 * Errors      ERROR_NOT_FOUND example.unknown */
MUST_CHECK enum error_kind example_cli_load(struct app *app, const char *name, struct error *err);

#endif
