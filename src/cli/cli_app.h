/* src/cli/cli_app.h: what commands on a data folder share. */
#ifndef KAIGONG_CLI_CLI_APP_H
#define KAIGONG_CLI_CLI_APP_H

#include "app/app.h"

/* Opens the data folder; as_of_text NULL or "" means the clock's day. Release with app_close.
 * Errors      those of app_open and date_parse */
MUST_CHECK enum error_kind cli_open_app(struct app *app, const char *data_dir,
                                        const char *as_of_text, struct error *err);
/* Who acts on the command line. */
extern const struct actor cli_actor;

#endif
