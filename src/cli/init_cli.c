/* kaigong init: a new data folder with its database, city, journal key and first administrator. */
#include "app/app.h"
#include "app/journal_app.h"
#include "app/party_app.h"
#include "base/clock.h"
#include "base/json.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/register_cli.h"

#include <stdio.h>
#include <string.h>

static int report(const char *data_dir, struct text password, bool json, struct arena *arena,
                  struct error *err)
{
    if (json) {
        struct json_writer out;
        struct text text;
        json_writer_init(&out, arena, 65536);
        json_object_open(&out);
        json_member_string(&out, "data", data_dir);
        if (password.length > 0) {
            json_member_string(&out, "name", "admin");
            json_member_text(&out, "password", password);
        }
        json_object_close(&out);
        if (json_writer_text(&out, &text, err) != OK) {
            return cli_fail(err, false);
        }
        printf("%.*s\n", TEXT_ARGS(text));
    } else if (password.length > 0) {
        printf("%s is ready. The first administrator; this password is not shown again:\n"
               "  name:     admin\n  password: %.*s\n",
               data_dir, TEXT_ARGS(password));
    } else {
        printf("%s was initialised before; nothing was changed.\n", data_dir);
    }
    return EXIT_DONE;
}

static enum error_kind choose_hash(struct app *app, const char *name, struct error *err)
{
    enum journal_hash algorithm;
    if (!journal_hash_parse(text_of(name), &algorithm)) {
        return error_set(err, ERROR_INVALID, "journal.hash",
                         "the journal's hash is sha256 or sm3, not %s", name);
    }
    return journal_app_choose_hash(app, algorithm, err);
}

int init_cli(int argc, char **argv)
{
    const char *data_dir = NULL, *database = NULL, *format = "text", *example = NULL, *hash = NULL;
    const struct option_rule rules[] = {
        {"--data", &data_dir, NULL, true},      {"--database", &database, NULL, false},
        {"--journal-hash", &hash, NULL, false}, {"--format", &format, NULL, false},
        {"--example", &example, NULL, false},
    };
    const char *words[1];
    if (cli_parse(argc, argv, rules, sizeof rules / sizeof rules[0], words, 0) < 0) {
        return EXIT_MISUSE;
    }
    SCOPED_ARENA arena = {0};
    struct app app = {0};
    struct error err;
    struct text password = TEXT("");
    int64_t people = 0;
    bool json = strcmp(format, "json") == 0;
    struct app_options options = {
        .data_dir = data_dir,
        .database_url = database,
        .as_of = DATE_NONE,
        .clock = clock_now,
        .make = true,
    };
    enum error_kind kind = app_open(&app, &options, &err);
    if (kind == OK && hash != NULL) {
        kind = choose_hash(&app, hash, &err);
    }
    if (kind == OK) {
        kind = app_initialise(&app, &err);
    }
    if (kind == OK) {
        kind = party_app_count_people(&app, &people, &err);
    }
    if (kind == OK && example != NULL && people == 0) {
        kind = example_cli_load(&app, example, &err);
    }
    if (kind == OK) {
        kind = app_add_administrator(&app, "admin", &arena, &password, &err);
    }
    app_close(&app);
    return kind != OK ? cli_fail(&err, json) : report(data_dir, password, json, &arena, &err);
}
