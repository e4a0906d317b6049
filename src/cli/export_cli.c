/* kaigong export: the register as a list for Excel, exactly what the filter shows. */
#include "cli/cli.h"
#include "cli/cli_app.h"
#include "cli/commands.h"
#include "exchange/register_export.h"
#include "report/export_report.h"
#include "report/programme_report.h"

#include <stdio.h>
#include <string.h>

struct export_options {
    const char *data, *format, *out, *filter, *programme, *year, *as_of;
};

struct export_work {
    const struct export_options *options;
    struct date as_of;
    enum register_format format;
    struct register_export *file;
    struct arena *arena;
    size_t rows;
};

static enum error_kind add_row(void *context, const struct register_row *row, struct error *err)
{
    struct export_work *work = context;
    struct register_line line = {row->project, row->division_zh,
                                 text_of(project_state_zh(row->state))};
    (void)err;
    register_export_add(work->file, &line);
    work->rows++;
    return OK;
}

/* "division=230109&state=overdue", as in the address of the register. */
static enum error_kind read_filter(const char *text, struct register_filter *filter,
                                   struct error *err)
{
    struct text rest = text_of(text);
    while (rest.length > 0) {
        const char *end = memchr(rest.data, '&', rest.length);
        struct text pair =
            text_slice(rest, 0, end == NULL ? rest.length : (size_t)(end - rest.data));
        const char *equals = memchr(pair.data, '=', pair.length);
        size_t name_length = equals == NULL ? pair.length : (size_t)(equals - pair.data);
        TRY(export_filter_set(filter, text_slice(pair, 0, name_length),
                              text_slice(pair, name_length + 1, pair.length), err));
        rest = text_slice(rest, pair.length + 1, rest.length);
    }
    return OK;
}

static enum error_kind write_rows(struct tx *tx, void *context, struct error *err)
{
    struct export_work *work = context;
    const struct export_options *options = work->options;
    struct programme programme;
    int64_t year = 0;
    if (options->year != NULL && !text_parse_int64(text_of(options->year), &year)) {
        return error_set(err, ERROR_INVALID, "programme.year", "\"%s\" is no year", options->year);
    }
    TRY(programme_report_find(tx, text_of(options->programme), year, work->arena, &programme, err));
    struct register_filter filter = {
        .programme_id = programme.id, .year = programme.year, .as_of = work->as_of};
    TRY(read_filter(options->filter == NULL ? "" : options->filter, &filter, err));
    TRY(register_export_open(work->format, options->out, work->arena, &work->file, err));
    enum error_kind kind = export_report_walk(tx, &filter, add_row, work, err);
    struct error closing;
    enum error_kind closed = register_export_close(work->file, &closing);
    if (kind == OK && closed != OK) {
        *err = closing;
        return closed;
    }
    return kind;
}

int export_cli(int argc, char **argv)
{
    SCOPED_ARENA arena = {0};
    struct export_options options = {.format = NULL};
    const struct option_rule rules[] = {
        {"--data", &options.data, NULL, true},
        {"--format", &options.format, NULL, true},
        {"--out", &options.out, NULL, true},
        {"--filter", &options.filter, NULL, false},
        {"--programme", &options.programme, NULL, false},
        {"--year", &options.year, NULL, false},
        {"--as-of", &options.as_of, NULL, false},
    };
    const char *words[1];
    struct app app = {0};
    struct error err;
    struct export_work work = {.options = &options, .arena = &arena};

    if (cli_parse(argc, argv, rules, sizeof rules / sizeof rules[0], words, 0) < 0) {
        return EXIT_MISUSE;
    }
    if (!register_format_parse(text_of(options.format), &work.format)) {
        fprintf(stderr, "kaigong export: a format is xlsx or csv, not %s\n", options.format);
        return EXIT_MISUSE;
    }
    enum error_kind kind = cli_open_app(&app, options.data, options.as_of, &err);
    if (kind == OK) {
        work.as_of = app_today(&app);
        kind = db_read(app.db, write_rows, &work, &err);
    }
    app_close(&app);
    if (kind != OK) {
        return cli_fail(&err, false);
    }
    printf("%zu rows written to %s\n", work.rows, options.out);
    return EXIT_DONE;
}
