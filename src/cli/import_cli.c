/* kaigong import: takes an official's list into a programme, all of it or nothing. */
#include "cli/cli.h"
#include "cli/cli_app.h"
#include "cli/commands.h"
#include "cli/register_cli.h"
#include "exchange/register_import.h"
#include "store/programme_store.h"

#include <stdio.h>
#include <string.h>

enum { LIST_FILE_MAX = 64 << 20, REPORT_MAX = 64 << 20 };

struct divisions {
    struct register_division *items;
    size_t count;
    struct arena *arena;
};

static enum error_kind read_divisions(struct tx *tx, void *context, struct error *err)
{
    struct divisions *divisions = context;
    struct division *list;
    TRY(division_store_list(tx, divisions->arena, &list, &divisions->count, err));
    divisions->items = ARENA_ARRAY(divisions->arena, struct register_division, divisions->count);
    for (size_t i = 0; i < divisions->count; i++) {
        divisions->items[i] = (struct register_division){list[i].code, list[i].name_zh};
    }
    return OK;
}

enum error_kind register_cli_read(struct app *app, struct text bytes,
                                  struct import_request *request, struct arena *arena,
                                  struct error *err)
{
    struct divisions divisions = {.arena = arena};
    struct register_list list;
    TRY(db_read(app->db, read_divisions, &divisions, err));
    struct register_import_options options = {divisions.items, divisions.count, (int)request->year};
    TRY(register_import(bytes, &options, arena, &list, err));
    request->rows = list.rows;
    request->row_count = list.row_count;
    request->refusals = list.refused;
    request->refusal_count = list.refused_count;
    request->notes = list.notes;
    request->note_count = list.note_count;
    request->rows_read = list.data_rows;
    return OK;
}

static void print_cells(const char *kind, const struct list_refusal *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fprintf(stderr, "%s", kind);
        if (cells[i].row > 0) {
            fprintf(stderr, "row %ld", cells[i].row);
        } else {
            fputs("list", stderr);
        }
        fprintf(stderr, "%s%.*s: %.*s\n", cells[i].column.length > 0 ? ", " : "",
                TEXT_ARGS(cells[i].column), TEXT_ARGS(cells[i].message));
    }
}

static void print_text(const struct import_report *report)
{
    printf("%zu rows: %zu added, %zu changed, %zu unchanged, %zu refused%s\n", report->rows,
           report->added, report->changed, report->unchanged, report->refused_count,
           report->dry_run ? " (dry run, nothing stored)" : "");
    print_cells("", report->refused, report->refused_count);
    print_cells("note: ", report->notes, report->note_count);
    if (report->refused_count > 0 && !report->dry_run) {
        fprintf(stderr, "nothing was stored: a list comes in whole or not at all\n");
    }
}

static enum error_kind print_report(const struct import_report *report, bool as_json,
                                    struct arena *arena, struct error *err)
{
    struct json_writer json;
    struct text text;
    if (!as_json) {
        print_text(report);
        return OK;
    }
    json_writer_init(&json, arena, REPORT_MAX);
    import_report_write(report, &json);
    TRY(json_writer_text(&json, &text, err));
    TRY(cli_write_file(NULL, text, err));
    return cli_write_file(NULL, TEXT("\n"), err);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static enum error_kind run(struct app *app, const char *data, const char *path, const char *as_of,
                           const char *day, struct import_request *request, bool as_json,
                           struct import_report *report, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct text bytes;
    if (day != NULL) {
        TRY(date_parse(text_of(day), &request->day, err));
    }
    TRY(cli_read_file(path, LIST_FILE_MAX, &arena, &bytes, err));
    TRY(cli_open_app(app, data, as_of, err));
    TRY(register_cli_read(app, bytes, request, &arena, err));
    TRY(import_app_run(app, &cli_actor, request, &arena, report, err));
    return print_report(report, as_json, &arena, err);
}

int import_cli(int argc, char **argv)
{
    const char *data = NULL, *programme = NULL, *year = NULL, *format = "text", *day = NULL;
    const char *as_of = NULL, *words[1];
    struct import_request request = {.day = DATE_NONE};
    const struct option_rule rules[] = {
        {"--data", &data, NULL, true},      {"--programme", &programme, NULL, true},
        {"--year", &year, NULL, true},      {"--dry-run", NULL, &request.dry_run, false},
        {"--format", &format, NULL, false}, {"--day", &day, NULL, false},
        {"--as-of", &as_of, NULL, false},
    };
    struct app app = {0};
    struct import_report report;
    struct error err;

    int word_count = cli_parse(argc, argv, rules, sizeof rules / sizeof rules[0], words, 1);
    if (word_count != 1 || !text_parse_int64(text_of(year), &request.year)) {
        if (word_count >= 0) {
            fprintf(stderr, "usage: kaigong import --data DIR --programme NAME --year 2020 FILE\n");
        }
        return EXIT_MISUSE;
    }
    bool as_json = strcmp(format, "json") == 0;
    request.programme_name = text_of(programme);
    request.file_name = text_of(base_name(words[0]));
    enum error_kind kind = run(&app, data, words[0], as_of, day, &request, as_json, &report, &err);
    app_close(&app);
    if (kind != OK) {
        return cli_fail(&err, as_json);
    }
    return report.refused_count > 0 ? EXIT_REFUSED : EXIT_DONE;
}
