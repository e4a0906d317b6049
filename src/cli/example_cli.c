/* The example programme: the list that comes with the program, and a history that is made for it. */
#include "cli/cli_app.h"
#include "cli/example_history.h"
#include "cli/register_cli.h"

#include "app/programme_app.h"
#include "base/asset.h"

#define FOLDER "examples/harbin-2020/"

enum { SEED = 2020 };

static struct text asset_text(const char *path)
{
    const struct asset *asset = asset_find(text_of(path));
    return asset == NULL ? TEXT("") : (struct text){(const char *)asset->bytes, asset->size};
}

static enum error_kind set_template(struct app *app, struct text code, struct text template_id,
                                    struct error *err)
{
    struct project_change change = {.template_id = &template_id};
    static const struct text none = {"{}", 2};
    change.conditions = &none;
    return programme_app_change_project(app, &example_actor, code, 1, &change, err);
}

static enum error_kind read_item(const struct json_value *value, struct item_progress *progress,
                                 struct error *err)
{
    *progress = (struct item_progress){TEXT(""), DATE_NONE, DATE_NONE, DATE_NONE};
    TRY(json_get_text(value, "item", true, &progress->item_id, err));
    TRY(json_get_date(value, "accepted_on", true, &progress->accepted_on, err));
    TRY(json_get_date(value, "decided_on", false, &progress->decided_on, err));
    return json_get_date(value, "expected_on", false, &progress->expected_on, err);
}

/* What is known of one project, given instead of drawn. */
static enum error_kind read_given(struct app *app, struct text bytes, struct arena *arena,
                                  struct example_given *given, struct error *err)
{
    const struct json_value *root, *projects = NULL, *items = NULL;
    struct text template_id = TEXT("");
    TRY(json_read(bytes, bytes.length, arena, &root, err));
    TRY(json_get_array(root, "projects", true, &projects, err));
    const struct json_value *project = &projects->items[0];
    TRY(json_get_text(project, "code", true, &given->code, err));
    TRY(json_get_text(project, "template", true, &template_id, err));
    TRY(json_get_array(project, "items", true, &items, err));
    struct item_progress *progress = ARENA_ARRAY(arena, struct item_progress, items->count);
    for (size_t i = 0; i < items->count; i++) {
        TRY(read_item(&items->items[i], &progress[i], err));
    }
    given->items = progress;
    given->count = items->count;
    return set_template(app, given->code, template_id, err);
}

/* The list as it was before anything had started; the starts are handed to the history. */
static enum error_kind take_list(struct app *app, struct import_request *request,
                                 struct arena *arena, struct example_history *history,
                                 struct error *err)
{
    struct import_report report;
    TRY(register_cli_read(app, asset_text(FOLDER "harbin-2020.xlsx"), request, arena, err));
    struct list_row *rows = ARENA_ARRAY(arena, struct list_row, request->row_count);
    struct example_start *starts = ARENA_ARRAY(arena, struct example_start, request->row_count);
    for (size_t i = 0; i < request->row_count; i++) {
        rows[i] = request->rows[i];
        if (!date_is_none(rows[i].project.actual_start)) {
            starts[history->start_count++] =
                (struct example_start){rows[i].project.code, rows[i].project.actual_start};
            rows[i].project.actual_start = DATE_NONE;
        }
    }
    request->rows = rows;
    history->starts = starts;
    TRY(import_app_run(app, &example_actor, request, arena, &report, err));
    if (report.refused_count > 0) {
        return error_set(err, ERROR_INTERNAL, "example.refused", "row %ld of the example: %.*s",
                         report.refused[0].row, TEXT_ARGS(report.refused[0].message));
    }
    return OK;
}

enum error_kind example_cli_load(struct app *app, const char *name, struct error *err)
{
    SCOPED_ARENA arena = {0};
    if (!text_is_equal(text_of(name), TEXT("harbin-2020"))) {
        return error_set(err, ERROR_NOT_FOUND, "example.unknown",
                         "there is no example \"%s\"; there is harbin-2020", name);
    }
    struct import_request request = {.programme_name = TEXT("省百大"),
                                     .year = 2020,
                                     .file_name = TEXT("harbin-2020.xlsx"),
                                     .day = date_of(2020, 1, 1)};
    struct example_given given;
    struct example_history history = {.from = date_of(2019, 11, 1),
                                      .to = date_of(2020, 4, 1),
                                      .seed = SEED,
                                      .programme = request.programme_name,
                                      .year = request.year,
                                      .given = &given,
                                      .given_count = 1};
    struct app then = example_app_on(app, history.from);
    TRY(app_set_setting(app, "synthetic", TEXT("1"), err));
    TRY(take_list(&then, &request, &arena, &history, err));
    TRY(read_given(&then, asset_text(FOLDER "parcel-2.json"), &arena, &given, err));
    return example_history_play(app, &history, err);
}
