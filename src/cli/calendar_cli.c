/* kaigong calendar: counts working days with the calendars that come with the program; checks, sets and
 * shows those of a city (calendar_data_cli.c). */
#include "cli/calendar_cli.h"
#include "cli/cli.h"
#include "cli/commands.h"

#include "base/asset.h"
#include "base/json.h"
#include "domain/calendar/calendar.h"

#include <stdio.h>
#include <string.h>

struct request {
    struct date as_of; /* DATE_NONE: everything that is known */
    bool as_json;
    const char *first, *second; /* FROM TO, or DAY N */
};

/* The nation's calendar over a span. */
static enum error_kind build(struct date from, struct date to, struct date as_of,
                             struct arena *arena, struct calendar *out, struct error *err)
{
    struct calendar_source nation;
    const struct asset *file = asset_find(TEXT("data/calendars/cn.json"));
    if (file == NULL) {
        return error_set(err, ERROR_INTERNAL, "calendar.missing", "the program has no calendar");
    }
    TRY(calendar_source_read((struct text){(const char *)file->bytes, file->size}, arena, &nation,
                             err));
    return calendar_build(&nation, 1, NULL, 0, as_of, from, to, arena, out, err);
}

static enum error_kind put_json(struct json_writer *json, struct error *err)
{
    struct text text;
    json_object_close(json);
    TRY(json_writer_text(json, &text, err));
    printf("%.*s\n", TEXT_ARGS(text));
    return OK;
}

static enum error_kind count(const struct request *request, struct arena *arena, struct error *err)
{
    struct calendar calendar;
    struct json_writer json;
    struct date from, to;
    int days;
    TRY(date_parse(text_of(request->first), &from, err));
    TRY(date_parse(text_of(request->second), &to, err));
    bool forward = date_compare(from, to) <= 0;
    TRY(build(forward ? from : to, forward ? to : from, request->as_of, arena, &calendar, err));
    TRY(calendar_count(&calendar, from, to, &days, err));
    if (!request->as_json) {
        printf("%d\n", days);
        return OK;
    }
    json_writer_init(&json, arena, 1000);
    json_object_open(&json);
    json_member_date(&json, "from", from);
    json_member_date(&json, "to", to);
    json_member_int(&json, "working_days", days);
    json_member_int(&json, "natural_days", to.day_number - from.day_number);
    return put_json(&json, err);
}

/* The span grows year by year until the end is found or a year without data stops it. */
static enum error_kind find_end(const struct request *request, struct date day, int n,
                                struct arena *arena, struct date *end_out, struct error *err)
{
    int year = date_year(day);
    for (int reach = 0;; reach++) {
        struct calendar calendar;
        struct date from = day, to = day;
        if (n < 0) {
            from = date_of(year > reach ? year - reach : 1, 1, 1);
        } else {
            to = date_of(year + reach <= 9999 ? year + reach : 9999, 12, 31);
        }
        TRY(build(from, to, request->as_of, arena, &calendar, err));
        if (calendar_add(&calendar, day, n, end_out, NULL) == OK) {
            return OK;
        }
    }
}

static enum error_kind add(const struct request *request, struct arena *arena, struct error *err)
{
    struct text number = text_of(request->second);
    struct json_writer json;
    struct date day, end;
    char buffer[DATE_TEXT_SIZE];
    int64_t n;
    TRY(date_parse(text_of(request->first), &day, err));
    if (!text_parse_int64(number, &n) || n < -20000 || n > 20000) {
        return error_set(err, ERROR_INVALID, "calendar.number",
                         "a number of working days is -20000 to 20000, not \"%.*s\"",
                         (int)(number.length < 40 ? number.length : 40), number.data);
    }
    TRY(find_end(request, day, (int)n, arena, &end, err));
    if (!request->as_json) {
        printf("%s\n", date_format(end, buffer));
        return OK;
    }
    json_writer_init(&json, arena, 1000);
    json_object_open(&json);
    json_member_date(&json, "day", day);
    json_member_int(&json, "working_days", n);
    json_member_date(&json, "end", end);
    return put_json(&json, err);
}

/* Which options and how many words a subcommand takes. */
static const struct subcommand {
    const char *name;
    int words;
    bool data, scope, reason, as_of;
} subcommands[] = {
    {"count", 3, false, false, false, true},  {"add", 3, false, false, false, true},
    {"check", 2, false, false, false, false}, {"set", 2, true, true, true, false},
    {"show", 1, true, false, false, true},
};

static bool fits(const struct calendar_command *command, int word_count)
{
    for (size_t i = 0; i < sizeof subcommands / sizeof subcommands[0]; i++) {
        const struct subcommand *sub = &subcommands[i];
        if (strcmp(sub->name, command->name) == 0) {
            return word_count == sub->words && (command->data_dir != NULL) == sub->data &&
                   (!sub->scope || command->scope != NULL) &&
                   (sub->reason == (command->reason != NULL)) &&
                   (sub->as_of || command->as_of == NULL) && (sub->data || command->scope == NULL);
        }
    }
    return false;
}

static enum error_kind run(const struct calendar_command *command, const char *second,
                           struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct request request = {
        .as_of = DATE_NONE, .as_json = command->as_json, .first = command->word, .second = second};
    bool counts = strcmp(command->name, "count") == 0;
    if (!counts && strcmp(command->name, "add") != 0) {
        return calendar_data_run(command, &arena, err);
    }
    if (command->as_of != NULL) {
        TRY(date_parse(text_of(command->as_of), &request.as_of, err));
    }
    return counts ? count(&request, &arena, err) : add(&request, &arena, err);
}

int calendar_cli(int argc, char **argv)
{
    const char *format = "text", *words[3] = {NULL, NULL, NULL};
    struct calendar_command command = {0};
    const struct option_rule rules[] = {{"--format", &format, NULL, false},
                                        {"--as-of", &command.as_of, NULL, false},
                                        {"--data", &command.data_dir, NULL, false},
                                        {"--scope", &command.scope, NULL, false},
                                        {"--reason", &command.reason, NULL, false}};
    struct error err;

    int word_count = cli_parse(argc, argv, rules, 5, words, 3);
    command.as_json = strcmp(format, "json") == 0;
    command.name = word_count > 0 ? words[0] : "";
    command.word = words[1];
    if (!fits(&command, word_count) || (!command.as_json && strcmp(format, "text") != 0)) {
        if (word_count >= 0) {
            fprintf(
                stderr,
                "usage: kaigong calendar count FROM TO | add DAY N [--as-of DAY] | check FILE |\n"
                "       set --data DIR --scope SCOPE --reason TEXT FILE |\n"
                "       show --data DIR [--scope SCOPE] [--as-of DAY]    [--format text|json]\n"
                "SCOPE is nation, city, department:ID or project:CODE\n");
        }
        return EXIT_MISUSE;
    }
    return run(&command, words[2], &err) == OK ? EXIT_DONE : cli_fail(&err, command.as_json);
}
