/* kaigong plan: the schedule of any network, or the plan of a project. */
#include "cli/cli.h"
#include "cli/cli_app.h"
#include "cli/commands.h"

#include "exchange/network_json.h"
#include "exchange/plan_json.h"
#include "exchange/project_file.h"
#include "report/plan_report.h"

#include <stdio.h>
#include <string.h>

enum { CSV_PIECE_BYTES = 1 << 16 };
#define PLAN_JSON_MAX ((size_t)2 << 30)

/* The file at its own size, since a network is large. cli_read_file would hold it up to three
 * times. */
static enum error_kind read_network_file(const char *path, struct arena *arena,
                                         struct text *bytes_out, struct error *err)
{
    long size = -1;
    FILE *file = strcmp(path, "-") == 0 ? NULL : fopen(path, "rb");
    if (file != NULL && fseek(file, 0, SEEK_END) == 0) {
        size = ftell(file);
        rewind(file);
    }
    if (size < 0 || size > NETWORK_JSON_MAX) {
        if (file != NULL) {
            fclose(file);
        }
        return cli_read_file(path, NETWORK_JSON_MAX, arena, bytes_out, err);
    }
    char *bytes = arena_alloc(arena, (size_t)size + 1);
    size_t got = fread(bytes, 1, (size_t)size, file);
    fclose(file);
    if (got != (size_t)size) {
        return error_set(err, ERROR_NOT_FOUND, "file.read", "%s cannot be read", path);
    }
    *bytes_out = (struct text){bytes, got};
    return OK;
}

/* Written piece by piece, so that the text of a large plan is never held as a whole. */
static enum error_kind write_csv(const struct network_plan *plan, struct arena *arena,
                                 struct error *err)
{
    struct text_builder out, sentence;
    text_builder_init(&out, arena, PLAN_JSON_MAX);
    text_builder_init(&sentence, arena, PLAN_JSON_MAX);
    text_builder_add(&out, TEXT(PLAN_CSV_HEADER));
    for (size_t a = 0; a < plan->network.activity_count; a++) {
        plan_csv_add_activity(&out, plan, a, &sentence);
        if (out.length >= CSV_PIECE_BYTES) {
            TRY(cli_write_file(NULL, text_builder_text(&out), err));
            out.length = 0;
        }
    }
    return cli_write_file(NULL, text_builder_text(&out), err);
}

static enum error_kind write_json(const struct network_plan *plan, struct arena *arena,
                                  struct error *err)
{
    struct json_writer json;
    struct text text;
    json_writer_init(&json, arena, PLAN_JSON_MAX);
    plan_json_put_network(&json, plan, arena);
    TRY(json_writer_text(&json, &text, err));
    TRY(cli_write_file(NULL, text, err));
    return cli_write_file(NULL, TEXT("\n"), err);
}

enum plan_format { FORMAT_JSON, FORMAT_CSV, FORMAT_MSPDI };

/* A schedule of another product: its tasks, by their uid, to the minute. */
static enum error_kind plan_file(struct text bytes, bool xer, enum plan_format format,
                                 struct arena *arena, struct error *err)
{
    struct project_file file;
    struct project_schedule schedule;
    struct text_builder out;
    TRY(xer ? xer_read(bytes, arena, &file, err) : mspdi_read(bytes, arena, &file, err));
    TRY(project_file_schedule(&file, arena, &schedule, err));
    text_builder_init(&out, arena, PLAN_JSON_MAX);
    if (format == FORMAT_MSPDI) {
        mspdi_write(&file, &schedule, &out);
    } else {
        project_csv_add(&out, &file, &schedule);
    }
    return cli_write_file(NULL, text_builder_text(&out), err);
}

static enum error_kind plan_network(const char *path, enum plan_format format, struct arena *arena,
                                    struct error *err)
{
    struct network_plan plan;
    struct text bytes;
    TRY(read_network_file(path, arena, &bytes, err));
    bool xer = text_has_prefix(bytes, TEXT("ERMHDR"));
    if (xer || project_file_is_xml(bytes)) {
        return format != FORMAT_JSON
                   ? plan_file(bytes, xer, format, arena, err)
                   : error_set(err, ERROR_INVALID, "plan.format",
                               "a schedule of another product is planned as csv or mspdi");
    }
    if (format == FORMAT_MSPDI) {
        return error_set(err, ERROR_INVALID, "plan.format",
                         "only a schedule of another product is written as mspdi");
    }
    TRY(network_json_read(bytes, arena, &plan.network, err));
    TRY(schedule_compute(&plan.network, arena, &plan.schedule, err));
    schedule_trace(&plan.network, &plan.schedule, arena, &plan.chains);
    return format == FORMAT_CSV ? write_csv(&plan, arena, err) : write_json(&plan, arena, err);
}

/* --- a project of a data folder --------------------------------------------------------------- */

struct project_work {
    const char *code;
    struct date as_of;
    enum handling handling;
    bool csv;
    struct arena *arena;
    struct text result;
};

static enum error_kind make_project(struct tx *tx, void *context, struct error *err)
{
    struct project_work *work = context;
    const struct scope everything = {0};
    struct register_row row;
    struct plan_context *plans = ARENA_NEW(work->arena, struct plan_context);
    struct project_plan plan;
    TRY(plan_report_find_row(tx, text_of(work->code), &everything, work->as_of, work->arena, &row,
                             err));
    TRY(plan_report_init(plans, tx, row.project.code, work->as_of, work->arena, err));
    TRY(plan_report_project(plans, &row, work->handling, work->arena, &plan, err));
    if (work->csv) {
        struct text_builder out;
        text_builder_init(&out, work->arena, PLAN_JSON_MAX);
        plan_csv_add_project(&out, &plan, work->arena);
        work->result = text_builder_text(&out);
        return OK;
    }
    struct json_writer json;
    json_writer_init(&json, work->arena, PLAN_JSON_MAX);
    plan_json_put_project(&json, row.project.code, &plan, TEXT(""), work->arena);
    return json_writer_text(&json, &work->result, err);
}

static enum error_kind plan_project(const char *data, const char *as_of, struct project_work *work,
                                    struct error *err)
{
    struct app app = {0};
    enum error_kind kind = cli_open_app(&app, data, as_of, err);
    if (kind == OK) {
        work->as_of = app_today(&app);
        kind = db_read(app.db, make_project, work, err);
    }
    app_close(&app);
    TRY(kind);
    TRY(cli_write_file(NULL, work->result, err));
    return work->csv ? OK : cli_write_file(NULL, TEXT("\n"), err);
}

int plan_cli(int argc, char **argv)
{
    SCOPED_ARENA arena = {0};
    struct error err = {0};
    const char *format = NULL, *data = NULL, *as_of = NULL, *handling = "parallel", *words[1];
    const struct option_rule rules[] = {{"--format", &format, NULL, true},
                                        {"--data", &data, NULL, false},
                                        {"--as-of", &as_of, NULL, false},
                                        {"--handling", &handling, NULL, false}};

    int count = cli_parse(argc, argv, rules, sizeof rules / sizeof rules[0], words, 1);
    if (count < 0) {
        return EXIT_MISUSE;
    }
    struct project_work work = {.arena = &arena, .csv = strcmp(format, "csv") == 0};
    bool mspdi = data == NULL && strcmp(format, "mspdi") == 0;
    enum plan_format plan_format = mspdi ? FORMAT_MSPDI : work.csv ? FORMAT_CSV : FORMAT_JSON;
    if (count != 1 || (!work.csv && !mspdi && strcmp(format, "json") != 0) ||
        !handling_parse(text_of(handling), &work.handling)) {
        fprintf(stderr, "usage: kaigong plan NETWORK.json --format json|csv\n"
                        "       kaigong plan PLAN.xml|PLAN.xer --format csv|mspdi\n"
                        "       kaigong plan --data DIR [--as-of DAY] [--handling serial|parallel] "
                        "PROJECT-CODE --format json|csv\n");
        return EXIT_MISUSE;
    }
    work.code = words[0];
    enum error_kind kind = data != NULL ? plan_project(data, as_of, &work, &err)
                                        : plan_network(words[0], plan_format, &arena, &err);
    return kind == OK ? EXIT_DONE : cli_fail(&err, !work.csv);
}
