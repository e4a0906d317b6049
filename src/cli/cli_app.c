#include "cli/cli_app.h"

#include "base/clock.h"

#include <string.h>

const struct actor cli_actor = {
    .name = {"system", 6},
    .role = ROLE_COORDINATOR,
    .division = {"", 0},
};

enum error_kind cli_open_app(struct app *app, const char *data_dir, const char *as_of_text,
                             struct error *err)
{
    struct app_options options = {.data_dir = data_dir, .as_of = DATE_NONE, .clock = clock_now};
    memset(app, 0, sizeof *app);
    if (as_of_text != NULL && as_of_text[0] != '\0') {
        TRY(date_parse(text_of(as_of_text), &options.as_of, err));
    }
    return app_open(app, &options, err);
}
