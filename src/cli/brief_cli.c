/* kaigong brief: the brief of a programme as of a day, as JSON, text or PDF. */
#include "cli/cli.h"
#include "cli/cli_app.h"
#include "cli/commands.h"
#include "report/brief_report.h"

#include <stdio.h>
#include <string.h>

struct brief_options {
    const char *data_dir, *as_of, *by, *format, *out, *programme, *year, *language;
};

struct brief_work {
    struct brief_request request;
    struct arena *arena;
    struct brief *brief;
};

static enum error_kind make(struct tx *tx, void *context, struct error *err)
{
    struct brief_work *work = context;
    return brief_report_make(tx, &work->request, work->arena, work->brief, err);
}

static enum error_kind render(const struct brief *brief, const struct brief_options *options,
                              struct arena *arena, struct text *bytes_out, struct error *err)
{
    bool english = strcmp(options->language, "en") == 0;
    if (strcmp(options->format, "pdf") == 0) {
        return brief_report_pdf(brief, english, arena, bytes_out, err);
    }
    if (strcmp(options->format, "text") == 0) {
        *bytes_out = brief_report_text(brief, english, arena);
        return OK;
    }
    struct text json;
    TRY(brief_report_json(brief, arena, &json, err));
    *bytes_out = text_format(arena, "%.*s\n", TEXT_ARGS(json));
    return OK;
}

static enum error_kind read_request(const struct brief_options *options, const struct app *app,
                                    struct brief_request *request, struct error *err)
{
    *request = (struct brief_request){.programme = text_of(options->programme),
                                      .as_of = app_today(app),
                                      .by = DATE_NONE,
                                      .city_zh = app->city_zh,
                                      .city_en = app->city_en,
                                      .synthetic = app->synthetic};
    if (options->by != NULL) {
        TRY(date_parse(text_of(options->by), &request->by, err));
    }
    if (options->year != NULL && !text_parse_int64(text_of(options->year), &request->year)) {
        return error_set(err, ERROR_INVALID, "programme.year", "\"%s\" is not a year",
                         options->year);
    }
    return OK;
}

static enum error_kind write_brief(const struct brief_options *options, struct app *app,
                                   struct arena *arena, struct error *err)
{
    struct brief brief;
    struct brief_work work = {.arena = arena, .brief = &brief};
    struct text bytes;
    TRY(cli_open_app(app, options->data_dir, options->as_of, err));
    TRY(read_request(options, app, &work.request, err));
    TRY(db_read(app->db, make, &work, err));
    TRY(render(&brief, options, arena, &bytes, err));
    return cli_write_file(options->out, bytes, err);
}

static bool is_one_of(const char *word, const char *a, const char *b, const char *c)
{
    return strcmp(word, a) == 0 || strcmp(word, b) == 0 || strcmp(word, c) == 0;
}

int brief_cli(int argc, char **argv)
{
    struct brief_options options = {.format = "text", .language = "zh"};
    const struct option_rule rules[] = {
        {"--data", &options.data_dir, NULL, true}, {"--as-of", &options.as_of, NULL, false},
        {"--by", &options.by, NULL, false},        {"--format", &options.format, NULL, false},
        {"--out", &options.out, NULL, false},      {"--programme", &options.programme, NULL, false},
        {"--year", &options.year, NULL, false},    {"--lang", &options.language, NULL, false},
    };
    const char *words[1];
    if (cli_parse(argc, argv, rules, sizeof rules / sizeof rules[0], words, 0) < 0) {
        return EXIT_MISUSE;
    }
    if (!is_one_of(options.format, "json", "text", "pdf") ||
        !is_one_of(options.language, "zh", "en", "zh")) {
        fprintf(stderr, "kaigong brief: --format is json, text or pdf; --lang is zh or en\n");
        return EXIT_MISUSE;
    }
    SCOPED_ARENA arena = {0};
    struct app app = {0};
    struct error err = {0};
    enum error_kind kind = write_brief(&options, &app, &arena, &err);
    app_close(&app);
    return kind == OK ? EXIT_DONE : cli_fail(&err, strcmp(options.format, "json") == 0);
}
