#include "cli/cli.h"
#include "cli/commands.h"

#include "base/json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const struct command commands[] = {
    {"init", "--data DIR [--database postgres://...] [--journal-hash sha256|sm3] [--example harbin-2020] [--format json]", "make a data folder and its first administrator", init_cli},
    {"serve", "--data DIR [--listen ADDR:PORT] [--as-of DAY] [--behind-proxy]", "answer HTTP requests", serve_cli},
    {"user", "add --data DIR --name NAME --role ROLE [--division CODE] [--department ID] [--owner CODE] --password-stdin", "add a person", user_cli},
    {"routes", "[--format tsv|markdown|json]", "list every address that the server answers", routes_cli},
    {"plan", "NETWORK.json --format json|csv | PLAN.xml|PLAN.xer --format csv|mspdi | --data DIR [--as-of DAY] [--handling serial|parallel] PROJECT-CODE --format json|csv", "schedule any network or a project and say why", plan_cli},
    {"solve", "--schedules N | --seconds T [--threads K] [--seed S] [--format csv|json] FILE...", "schedule instances of the literature (.sm) under limited resources", solve_cli},
    {"import", "--data DIR --programme NAME --year 2020 [--dry-run] [--day DAY] [--format json] FILE", "take a list into a programme", import_cli},
    {"export", "--data DIR --format xlsx|csv --out FILE [--filter \"division=230109&state=overdue\"] [--programme NAME --year 2020] [--as-of DAY]", "write the register as a list", export_cli},
    {"calendar", "count FROM TO | add DAY N [--as-of DAY] | check FILE | set --data DIR --scope SCOPE --reason TEXT FILE | show --data DIR [--scope SCOPE] [--as-of DAY] [--format json]", "count working days; check, set and show calendars", calendar_cli},
    {"template", "check FILE | add --data DIR FILE [--format json]", "check a template of approvals, add it as the next version", template_cli},
    {"forecast", "--data DIR [--as-of DAY] [--by DAY] [--trials N] [--seed S] [--threads K] [--keep] [--format json|text] [--programme NAME] [--year Y] [--lang zh|en]", "forecast how many projects will have started by a day", forecast_cli},
    {"brief", "--data DIR [--as-of DAY] [--by DAY] [--format json|text|pdf] [--out FILE] [--programme NAME] [--year Y] [--lang zh|en]", "print the brief of a programme as of a day", brief_cli},
    {"daily", "--data DIR [--as-of DAY] [--format json]", "do what the day asks of cases: deemed acceptance, reminders, lapses", daily_cli},
    {"journal", "verify --data DIR|FILE [--checkpoint FILE] [--vkey KEY] | export|checkpoint|key --data DIR [--out FILE]", "check, export and sign the record of every change", journal_cli},
    {"help", "", "print this list", help_cli},
};
/* clang-format on */

enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

int help_cli(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        printf("  kaigong %-10s %s\n      %s\n", commands[i].name, commands[i].arguments,
               commands[i].summary);
    }
    return EXIT_DONE;
}

static const struct command *running;
static const struct cli_door *other_door;

const struct cli_door *cli_door(void)
{
    return other_door;
}

int cli_run(int argc, char **argv, const struct cli_door *door)
{
    other_door = door;
    const char *name = argc > 1 ? argv[1] : "help";
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            running = &commands[i];
            return commands[i].run(argc > 1 ? argc - 1 : 1, argc > 1 ? argv + 1 : argv);
        }
    }
    fprintf(stderr, "kaigong: there is no command \"%s\"; kaigong help lists them\n", name);
    return EXIT_MISUSE;
}

static int misuse(const char *what, const char *which)
{
    fprintf(stderr, "kaigong %s: %s %s\nusage: kaigong %s %s\n", running->name, what, which,
            running->name, running->arguments);
    return -1;
}

int cli_parse(int argc, char **argv, const struct option_rule *rules, size_t rule_count,
              const char **words, int max_words)
{
    int word_count = 0;
    for (int i = 1; i < argc; i++) {
        const struct option_rule *rule = NULL;
        for (size_t r = 0; r < rule_count && rule == NULL; r++) {
            rule = strcmp(rules[r].name, argv[i]) == 0 ? &rules[r] : NULL;
        }
        if (rule == NULL && strncmp(argv[i], "--", 2) == 0) {
            return misuse("unknown option", argv[i]);
        }
        if (rule == NULL) {
            if (word_count == max_words) {
                return misuse("one word too many:", argv[i]);
            }
            words[word_count++] = argv[i];
        } else if (rule->value == NULL) {
            *rule->given = true;
        } else if (i + 1 == argc) {
            return misuse("a value is missing after", argv[i]);
        } else {
            *rule->value = argv[++i];
        }
    }
    for (size_t r = 0; r < rule_count; r++) {
        if (rules[r].required && rules[r].value != NULL && *rules[r].value == NULL) {
            return misuse("missing option", rules[r].name);
        }
    }
    return word_count;
}

int cli_fail(const struct error *err, bool json)
{
    if (json) {
        SCOPED_ARENA arena = {0};
        struct json_writer out;
        struct text text;
        json_writer_init(&out, &arena, 1 << 16);
        json_object_open(&out);
        json_member_string(&out, "code", err->code);
        json_member_string(&out, "message", err->message);
        if (err->field[0] != '\0') {
            json_member_string(&out, "field", err->field);
        }
        if (err->row > 0) {
            json_member_int(&out, "row", err->row);
        }
        json_object_close(&out);
        if (json_writer_text(&out, &text, NULL) == OK) {
            printf("%.*s\n", TEXT_ARGS(text));
        }
    }
    fprintf(stderr, "kaigong: %s", err->message);
    if (err->field[0] != '\0') {
        fprintf(stderr, " (%s)", err->field);
    }
    if (err->row > 0) {
        fprintf(stderr, " [row %ld]", err->row);
    }
    fprintf(stderr, " [%s]\n", err->code);
    return error_exit_code(err->kind);
}

enum error_kind cli_read_file(const char *path, size_t max_bytes, struct arena *arena,
                              struct text *bytes_out, struct error *err)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (file == NULL) {
        return error_set(err, ERROR_NOT_FOUND, "file.open", "%s: %s", path, strerror(errno));
    }
    struct text_builder bytes;
    char piece[65536];
    size_t got;
    text_builder_init(&bytes, arena, max_bytes);
    while ((got = fread(piece, 1, sizeof piece, file)) > 0 && !bytes.overflowed) {
        text_builder_add(&bytes, (struct text){piece, got});
    }
    bool failed = ferror(file) != 0;
    if (file != stdin) {
        fclose(file);
    }
    if (failed) {
        return error_set(err, ERROR_NOT_FOUND, "file.read", "%s cannot be read", path);
    }
    if (bytes.overflowed) {
        return error_set(err, ERROR_LIMIT, "file.too_long", "%s has more than %zu bytes", path,
                         max_bytes);
    }
    *bytes_out = text_builder_text(&bytes);
    return OK;
}

enum error_kind cli_write_file(const char *path, struct text bytes, struct error *err)
{
    bool standard = path == NULL || strcmp(path, "-") == 0;
    FILE *file = standard ? stdout : fopen(path, "wb");
    if (file == NULL) {
        return error_set(err, ERROR_NOT_FOUND, "file.open", "%s: %s", path, strerror(errno));
    }
    bool written = fwrite(bytes.data, 1, bytes.length, file) == bytes.length;
    written = fflush(file) == 0 && written;
    if (!standard) {
        written = fclose(file) == 0 && written;
    }
    if (!written) {
        return error_set(err, ERROR_FULL, "file.write", "%s: %s",
                         standard ? "standard output" : path, strerror(errno));
    }
    return OK;
}
