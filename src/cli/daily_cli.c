/* kaigong daily: what the calendar does to cases without anybody's act. A running server does it itself
 * once a day; this does it for any day, from a script or to replay one. */
#include "app/daily_app.h"
#include "base/clock.h"
#include "cli/cli.h"
#include "cli/commands.h"

#include <stdio.h>

struct daily_options {
    const char *data_dir, *as_of, *format;
};

static void print_report(const struct daily_report *report)
{
    const struct {
        const char *name;
        int64_t count;
    } lines[] = {
        {"deemed accepted", report->accepted},
        {"special procedures ended", report->resumed},
        {"deemed consents", report->consented},
        {"deadlines moved", report->moved},
        {"reminders", report->reminded},
        {"lapsed", report->lapsed},
        {"permits", report->warned},
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        printf("%-26s %lld\n", lines[i].name, (long long)lines[i].count);
    }
}

static void print_json(const struct daily_report *report)
{
    printf(
        "{\"accepted\":%lld,\"resumed\":%lld,\"consented\":%lld,\"moved\":%lld,\"reminded\":%lld,"
        "\"lapsed\":%lld,\"warned\":%lld}\n",
        (long long)report->accepted, (long long)report->resumed, (long long)report->consented,
        (long long)report->moved, (long long)report->reminded, (long long)report->lapsed,
        (long long)report->warned);
}

static enum error_kind run(const struct daily_options *options, struct app *app,
                           struct daily_report *report, struct error *err)
{
    struct app_options app_options = {
        .data_dir = options->data_dir, .as_of = DATE_NONE, .clock = clock_now};
    if (options->as_of != NULL) {
        TRY(date_parse(text_of(options->as_of), &app_options.as_of, err));
    }
    TRY(app_open(app, &app_options, err));
    return daily_app_run(app, report, err);
}

int daily_cli(int argc, char **argv)
{
    struct daily_options options = {0};
    const struct option_rule rules[] = {
        {"--data", &options.data_dir, NULL, true},
        {"--as-of", &options.as_of, NULL, false},
        {"--format", &options.format, NULL, false},
    };
    const char *words[1];
    struct app app = {0};
    struct daily_report report;
    struct error err;
    if (cli_parse(argc, argv, rules, sizeof rules / sizeof rules[0], words, 0) < 0) {
        return EXIT_MISUSE;
    }
    bool json = options.format != NULL && text_is_equal(text_of(options.format), TEXT("json"));
    enum error_kind kind = run(&options, &app, &report, &err);
    app_close(&app);
    if (kind != OK) {
        return cli_fail(&err, json);
    }
    json ? print_json(&report) : print_report(&report);
    return EXIT_DONE;
}
