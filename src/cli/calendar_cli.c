/* kaigong calendar: counts working days with the calendars that come with the program. */
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

int calendar_cli(int argc, char **argv)
{
    SCOPED_ARENA arena = {0};
    const char *format = "text", *as_of = NULL, *words[3];
    const struct option_rule rules[] = {{"--format", &format, NULL, false},
                                        {"--as-of", &as_of, NULL, false}};
    struct request request = {.as_of = DATE_NONE};
    struct error err;

    int word_count = cli_parse(argc, argv, rules, 2, words, 3);
    request.as_json = strcmp(format, "json") == 0;
    if (word_count != 3 || (strcmp(words[0], "count") != 0 && strcmp(words[0], "add") != 0) ||
        (!request.as_json && strcmp(format, "text") != 0)) {
        if (word_count >= 0) {
            fprintf(stderr, "usage: kaigong calendar count FROM TO | calendar add DAY N "
                            "[--as-of DAY] [--format text|json]\n");
        }
        return EXIT_MISUSE;
    }
    request.first = words[1];
    request.second = words[2];
    if ((as_of != NULL && date_parse(text_of(as_of), &request.as_of, &err) != OK) ||
        (strcmp(words[0], "count") == 0 ? count(&request, &arena, &err)
                                        : add(&request, &arena, &err)) != OK) {
        return cli_fail(&err, request.as_json);
    }
    return EXIT_DONE;
}
