/* The example programme: the list and the progress that come with the program. */
#include "cli/cli_app.h"
#include "cli/register_cli.h"

#include "app/programme_app.h"
#include "app/start_app.h"
#include "base/asset.h"

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
    return programme_app_change_project(app, &cli_actor, code, 1, &change, err);
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

static enum error_kind load_progress(struct app *app, struct text bytes, struct arena *arena,
                                     struct error *err)
{
    const struct json_value *root, *projects = NULL, *items = NULL;
    TRY(json_read(bytes, bytes.length, arena, &root, err));
    TRY(json_get_array(root, "projects", true, &projects, err));
    for (size_t p = 0; p < projects->count; p++) {
        struct text code = TEXT(""), template_id = TEXT("");
        TRY(json_get_text(&projects->items[p], "code", true, &code, err));
        TRY(json_get_text(&projects->items[p], "template", false, &template_id, err));
        TRY(json_get_array(&projects->items[p], "items", true, &items, err));
        if (template_id.length > 0) {
            TRY(set_template(app, code, template_id, err));
        }
        struct item_progress *progress = ARENA_ARRAY(arena, struct item_progress, items->count);
        for (size_t i = 0; i < items->count; i++) {
            TRY(read_item(&items->items[i], &progress[i], err));
        }
        TRY(start_app_set_progress(app, &cli_actor, code, progress, items->count, err));
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
    struct import_report report;
    TRY(register_cli_take(app, asset_text("data/examples/harbin-2020.xlsx"), &request, &arena,
                          &report, err));
    if (report.refused_count > 0) {
        return error_set(err, ERROR_INTERNAL, "example.refused", "row %ld of the example: %.*s",
                         report.refused[0].row, TEXT_ARGS(report.refused[0].message));
    }
    TRY(app_set_setting(app, "synthetic", TEXT("1"), err));
    return load_progress(app, asset_text("data/examples/harbin-2020-progress.json"), &arena, err);
}
