/* kaigong calendar: counts working days with the calendars that come with the program. */
#include "cli/cli.h"
#include "cli/commands.h"

#include "base/asset.h"
#include "base/json.h"
#include "domain/calendar/calendar.h"

#include <stdio.h>
#include <string.h>

/* The nation's calendar over the years that matter: as far around the day as the count may reach. */
static enum error_kind build(struct date from, struct date to, struct date as_of,
                             struct arena *arena, struct calendar *out, struct error *err)
{
    struct calendar_source nation;
    const struct asset *file = asset_find(TEXT("data/calendars/cn.json"));
    TRY(calendar_source_read((struct text){(const char *)file->bytes, file->size}, arena, &nation,
                             err));
    return calendar_build(&nation, 1, NULL, 0, as_of, from, to, arena, out, err);
}

static enum error_kind count(struct text from_text, struct text to_text, struct date as_of,
                             struct json_writer *json, struct arena *arena, struct error *err)
{
    struct calendar calendar;
    struct date from, to;
    int days;
    TRY(date_parse(from_text, &from, err));
    TRY(date_parse(to_text, &to, err));
    bool forward = date_compare(from, to) <= 0;
    TRY(build(forward ? from : to, forward ? to : from, as_of, arena, &calendar, err));
    TRY(calendar_count(&calendar, from, to, &days, err));
    json_member_date(json, "from", from);
    json_member_date(json, "to", to);
    json_member_int(json, "working_days", days);
    json_member_int(json, "natural_days", to.day_number - from.day_number);
    return OK;
}

/* The span grows until the end is found or a year without data stops it. */
static enum error_kind add(struct text day_text, struct text n_text, struct date as_of,
                           struct json_writer *json, struct arena *arena, struct error *err)
{
    struct calendar calendar;
    struct date day, end;
    int64_t n;
    TRY(date_parse(day_text, &day, err));
    if (!text_parse_int64(n_text, &n) || n < -20000 || n > 20000) {
        return error_set(err, ERROR_INVALID, "calendar.number",
                         "a number of working days is -20000 to 20000, not \"%.*s\"",
                         (int)(n_text.length < 40 ? n_text.length : 40), n_text.data);
    }
    for (int reach = 1;; reach++) {
        int year = date_year(day);
        struct date from = n < 0 ? date_of(year - reach + 1 > 0 ? year - reach + 1 : 1, 1, 1) : day;
        struct date to = n < 0 ? day : date_of(year + reach - 1 < 9999 ? year + reach - 1 : 9999, 12, 31);
        TRY(build(from, to, as_of, arena, &calendar, err));
        if (calendar_add(&calendar, day, (int)n, &end, err) == OK) {
            break;
        }
    }
    json_member_date(json, "day", day);
    json_member_int(json, "working_days", n);
    json_member_date(json, "end", end);
    return OK;
}

int calendar_cli(int argc, char **argv)
{
    SCOPED_ARENA arena = {0};
    const char *format = "text", *as_of_text = NULL, *words[3];
    const struct option_rule rules[] = {{"--format", &format, NULL, false},
                                        {"--as-of", &as_of_text, NULL, false}};
    struct error err;
    struct json_writer json;
    struct text text;
    struct date as_of = DATE_NONE;

    int word_count = cli_parse(argc, argv, rules, 2, words, 3);
    if (word_count != 3 || (strcmp(words[0], "count") != 0 && strcmp(words[0], "add") != 0)) {
        if (word_count >= 0) {
            fprintf(stderr, "usage: kaigong calendar count FROM TO | calendar add DAY N\n");
        }
        return EXIT_MISUSE;
    }
    bool as_json = strcmp(format, "json") == 0, counts = strcmp(words[0], "count") == 0;
    json_writer_init(&json, &arena, 1000);
    json_object_open(&json);
    if ((as_of_text != NULL && date_parse(text_of(as_of_text), &as_of, &err) != OK) ||
        (counts ? count(text_of(words[1]), text_of(words[2]), as_of, &json, &arena, &err)
                : add(text_of(words[1]), text_of(words[2]), as_of, &json, &arena, &err)) != OK) {
        return cli_fail(&err, as_json);
    }
    json_object_close(&json);
    if (json_writer_text(&json, &text, &err) != OK) {
        return cli_fail(&err, as_json);
    }
    if (as_json) {
        printf("%.*s\n", TEXT_ARGS(text));
        return EXIT_DONE;
    }
    const struct json_value *value, *answer;
    if (json_read(text, text.length, &arena, &value, &err) != OK) {
        return cli_fail(&err, as_json);
    }
    answer = json_find(value, counts ? "working_days" : "end");
    if (counts) {
        printf("%lld\n", (long long)answer->integer);
    } else {
        printf("%.*s\n", TEXT_ARGS(answer->text));
    }
    return EXIT_DONE;
}
