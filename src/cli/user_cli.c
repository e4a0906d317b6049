/* kaigong user add: a person, made by whoever may read the data folder. */
#include "app/party_app.h"
#include "base/json.h"
#include "cli/cli.h"
#include "cli/cli_app.h"
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

enum { PASSWORD_INPUT_MAX = 4096 };

struct user_options {
    const char *data_dir, *name, *role, *division, *department, *owner, *display_name, *format;
    bool password_from_stdin, must_change;
};

static enum error_kind read_password(struct arena *arena, struct text *password_out,
                                     struct error *err)
{
    struct text bytes;
    TRY(cli_read_file("-", PASSWORD_INPUT_MAX, arena, &bytes, err));
    while (bytes.length > 0 &&
           (bytes.data[bytes.length - 1] == '\n' || bytes.data[bytes.length - 1] == '\r')) {
        bytes.length--;
    }
    *password_out = bytes;
    return OK;
}

static enum error_kind add_user(const struct user_options *options, struct app *app,
                                struct arena *arena, struct error *err)
{
    struct text password;
    struct person person = {
        .name = text_of(options->name),
        .display_name = text_of(options->display_name),
        .division = text_of(options->division),
        .body = text_of(options->owner != NULL ? options->owner : options->department),
        .must_change = options->must_change,
    };
    if (!role_parse(text_of(options->role), &person.role)) {
        error_set(
            err, ERROR_INVALID, "person.role",
            "there is no role \"%s\": coordinator, leader, district, system, security, audit, "
            "owner, delegate, officer, approver, head, expert",
            options->role);
        return error_at_field(err, "role");
    }
    TRY(read_password(arena, &password, err));
    TRY(cli_open_app(app, options->data_dir, NULL, err));
    return party_app_add_person(app, &cli_actor, &person, password, err);
}

int user_cli(int argc, char **argv)
{
    struct user_options options = {.format = "text"};
    const struct option_rule rules[] = {
        {"--data", &options.data_dir, NULL, true},
        {"--name", &options.name, NULL, true},
        {"--role", &options.role, NULL, true},
        {"--division", &options.division, NULL, false},
        {"--department", &options.department, NULL, false},
        {"--owner", &options.owner, NULL, false},
        {"--display-name", &options.display_name, NULL, false},
        {"--format", &options.format, NULL, false},
        {"--password-stdin", NULL, &options.password_from_stdin, true},
        {"--must-change", NULL, &options.must_change, false},
    };
    const char *words[1];
    int word_count = cli_parse(argc, argv, rules, sizeof rules / sizeof rules[0], words, 1);
    if (word_count < 0) {
        return EXIT_MISUSE;
    }
    if (word_count != 1 || strcmp(words[0], "add") != 0 || !options.password_from_stdin) {
        fprintf(stderr, "usage: kaigong user add --data DIR --name NAME --role ROLE "
                        "[--division CODE] [--department ID] [--owner CODE] --password-stdin\n");
        return EXIT_MISUSE;
    }
    SCOPED_ARENA arena = {0};
    struct app app = {0};
    struct error err;
    bool json = strcmp(options.format, "json") == 0;
    enum error_kind kind = add_user(&options, &app, &arena, &err);
    app_close(&app);
    if (kind != OK) {
        return cli_fail(&err, json);
    }
    if (json) {
        struct json_writer out;
        struct text text;
        json_writer_init(&out, &arena, 4096);
        json_object_open(&out);
        json_member_string(&out, "name", options.name);
        json_member_string(&out, "role", options.role);
        json_object_close(&out);
        if (json_writer_text(&out, &text, &err) != OK) {
            return cli_fail(&err, false);
        }
        printf("%.*s\n", TEXT_ARGS(text));
    } else {
        printf("%s (%s) can sign in now.\n", options.name, options.role);
    }
    return EXIT_DONE;
}
