/* kaigong forecast: how many projects will have started by a day, and how sure that is. */
#include "app/forecast_app.h"
#include "cli/cli.h"
#include "cli/cli_app.h"
#include "cli/commands.h"
#include "report/forecast_report.h"

#include <stdio.h>
#include <string.h>

enum { REPORT_MAX = 16 << 20 };

struct forecast_options {
    const char *data_dir, *as_of, *by, *format, *programme, *year, *language, *trials, *seed,
        *threads;
    bool keep;
};

struct forecast_work {
    struct forecast_request request;
    struct arena *arena;
    struct forecast_report report;
};

static enum error_kind load(struct tx *tx, void *context, struct error *err)
{
    struct forecast_work *work = context;
    return forecast_report_load(tx, &work->request, work->arena, &work->report, err);
}

static enum error_kind read_number(const char *text, const char *name, int64_t low, int64_t high,
                                   int64_t *out, struct error *err)
{
    if (text == NULL) {
        return OK;
    }
    if (!text_parse_int64(text_of(text), out) || *out < low || *out > high) {
        return error_set(err, ERROR_INVALID, "forecast.option", "%s is %lld to %lld, not \"%s\"",
                         name, (long long)low, (long long)high, text);
    }
    return OK;
}

static enum error_kind read_request(const struct forecast_options *options, const struct app *app,
                                    struct forecast_request *request, struct error *err)
{
    int64_t threads = 2;
    *request = (struct forecast_request){.programme = text_of(options->programme),
                                         .as_of = app_today(app),
                                         .by = DATE_NONE,
                                         .trials = 10000,
                                         .seed = 1,
                                         .synthetic = app->synthetic};
    if (options->by != NULL) {
        TRY(date_parse(text_of(options->by), &request->by, err));
    }
    TRY(read_number(options->year, "--year", 2000, 2100, &request->year, err));
    TRY(read_number(options->trials, "--trials", 1, FORECAST_TRIALS_MAX, &request->trials, err));
    TRY(read_number(options->seed, "--seed", 0, INT64_MAX, &request->seed, err));
    TRY(read_number(options->threads, "--threads", 1, FORECAST_THREADS_MAX, &threads, err));
    request->threads = (int)threads;
    return OK;
}

static enum error_kind write_forecast(const struct forecast_options *options, struct app *app,
                                      struct arena *arena, struct error *err)
{
    struct forecast_work work = {.arena = arena};
    struct json_writer json;
    struct text text;
    TRY(cli_open_app(app, options->data_dir, options->as_of, err));
    TRY(read_request(options, app, &work.request, err));
    TRY(db_read(app->db, load, &work, err));
    forecast_report_run(&work.report, arena);
    if (options->keep) {
        struct kept_forecast kept = forecast_report_kept(&work.report, arena);
        TRY(forecast_app_keep(app, &cli_actor, work.report.programme.name,
                              work.report.programme.year, &kept, err));
    }
    if (strcmp(options->format, "text") == 0) {
        bool english = strcmp(options->language, "en") == 0;
        return cli_write_file(NULL, forecast_report_text(&work.report, english, arena), err);
    }
    json_writer_init(&json, arena, REPORT_MAX);
    forecast_report_write(&work.report, &json);
    TRY(json_writer_text(&json, &text, err));
    return cli_write_file(NULL, text_format(arena, "%.*s\n", TEXT_ARGS(text)), err);
}

int forecast_cli(int argc, char **argv)
{
    struct forecast_options options = {.format = "text", .language = "zh"};
    const struct option_rule rules[] = {
        {"--data", &options.data_dir, NULL, true},
        {"--as-of", &options.as_of, NULL, false},
        {"--by", &options.by, NULL, false},
        {"--format", &options.format, NULL, false},
        {"--programme", &options.programme, NULL, false},
        {"--year", &options.year, NULL, false},
        {"--lang", &options.language, NULL, false},
        {"--trials", &options.trials, NULL, false},
        {"--seed", &options.seed, NULL, false},
        {"--threads", &options.threads, NULL, false},
        {"--keep", NULL, &options.keep, false},
    };
    const char *words[1];
    if (cli_parse(argc, argv, rules, sizeof rules / sizeof rules[0], words, 0) < 0) {
        return EXIT_MISUSE;
    }
    bool json = strcmp(options.format, "json") == 0;
    if (!json && strcmp(options.format, "text") != 0) {
        fprintf(stderr, "kaigong forecast: --format is json or text\n");
        return EXIT_MISUSE;
    }
    SCOPED_ARENA arena = {0};
    struct app app = {0};
    struct error err = {0};
    enum error_kind kind = write_forecast(&options, &app, &arena, &err);
    app_close(&app);
    return kind == OK ? EXIT_DONE : cli_fail(&err, json);
}
