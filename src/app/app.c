#include "app/app.h"

#include "app/journal_app.h"
#include "app/party_app.h"
#include "base/asset.h"
#include "base/json.h"
#include "domain/template/template.h"
#include "store/journal_store.h"
#include "store/programme_store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
    DEFAULT_READERS = 4,
    CONFIG_LINE_MAX = 1024,
    DEFAULT_UTC_OFFSET = 480,
    GREEN_SHARE_PERCENT = 10,
    DIVISIONS_MAX = 200
};

/* --- kaigong.conf: name = value, a line each; # begins a comment --------------------------------- */

struct text app_config(struct app *app, const char *name)
{
    struct text path = text_format(&app->arena, "%s/kaigong.conf", app->data_dir);
    FILE *file = fopen(path.data, "r");
    struct text found = TEXT("");
    char line[CONFIG_LINE_MAX];
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        char *equals = strchr(line, '=');
        if (line[0] == '#' || equals == NULL) {
            continue;
        }
        struct text key = text_trim((struct text){line, (size_t)(equals - line)});
        if (text_is_equal(key, text_of(name))) {
            found = text_copy(text_trim(text_of(equals + 1)), &app->arena);
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return found;
}

static enum error_kind write_config(const struct app *app, const char *database_url,
                                    struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct text path = text_format(&arena, "%s/kaigong.conf", app->data_dir);
    FILE *file = fopen(path.data, "wx");
    if (file == NULL && errno == EEXIST) {
        return OK;
    }
    if (file == NULL) {
        return error_set(err, ERROR_FULL, "app.config", "%s: %s", path.data, strerror(errno));
    }
    chmod(path.data, 0600); /* the address of a database may hold a password */
    fprintf(file, "# Settings of this installation; see docs/operations.md.\n");
    fprintf(file, "utc_offset_minutes = %d\n", DEFAULT_UTC_OFFSET);
    if (database_url != NULL) {
        fprintf(file, "database = %s\n", database_url);
    }
    if (fclose(file) != 0) {
        return error_set(err, ERROR_FULL, "app.config", "%s: %s", path.data, strerror(errno));
    }
    return OK;
}

/* --- settings ---------------------------------------------------------------------------------- */

struct setting_work {
    struct app *app;
    const char *name;
    struct text value;
    struct arena *arena;
};

static enum error_kind read_settings(struct tx *tx, void *context, struct error *err)
{
    struct app *app = ((struct setting_work *)context)->app;
    struct text synthetic;
    TRY(setting_store_find(tx, "city.code", &app->arena, &app->city_code, err));
    TRY(setting_store_find(tx, "city.name_zh", &app->arena, &app->city_zh, err));
    TRY(setting_store_find(tx, "city.name_en", &app->arena, &app->city_en, err));
    TRY(setting_store_find(tx, "synthetic", &app->arena, &synthetic, err));
    app->synthetic = text_is_equal(synthetic, TEXT("1"));
    return OK;
}

static enum error_kind get_setting(struct tx *tx, void *context, struct error *err)
{
    struct setting_work *work = context;
    return setting_store_find(tx, work->name, work->arena, &work->value, err);
}

enum error_kind app_get_setting(struct app *app, const char *name, struct arena *arena,
                                struct text *value_out, struct error *err)
{
    struct setting_work work = {app, name, TEXT(""), arena};
    TRY(db_read(app->db, get_setting, &work, err));
    *value_out = work.value;
    return OK;
}

static enum error_kind set_setting(struct tx *tx, void *context, struct error *err)
{
    struct setting_work *work = context;
    return setting_store_set(tx, work->name, work->value, err);
}

enum error_kind app_set_setting(struct app *app, const char *name, struct text value,
                                struct error *err)
{
    struct setting_work work = {app, name, value, NULL};
    TRY(db_write(app->db, set_setting, &work, err));
    return db_read(app->db, read_settings, &work, err);
}

/* --- opening ------------------------------------------------------------------------------------ */

static enum error_kind find_data_dir(struct app *app, bool make, struct error *err)
{
    struct stat status;
    if (stat(app->data_dir, &status) == 0) {
        if (!S_ISDIR(status.st_mode)) {
            return error_set(err, ERROR_NOT_FOUND, "app.no_data", "%s is not a folder",
                             app->data_dir);
        }
        return OK;
    }
    if (!make) {
        return error_set(err, ERROR_NOT_FOUND, "app.no_data",
                         "there is no data folder %s; kaigong init makes one", app->data_dir);
    }
    if (mkdir(app->data_dir, 0700) != 0) {
        return error_set(err, ERROR_NOT_FOUND, "app.no_data", "%s: %s", app->data_dir,
                         strerror(errno));
    }
    return OK;
}

/* How much of a department's open cases may stand in the green channel, in per cent. */
static enum error_kind read_green_share(struct app *app, struct error *err)
{
    struct text value = app_config(app, "green_share_percent");
    int64_t percent = GREEN_SHARE_PERCENT;
    if (value.length > 0 && (!text_parse_int64(value, &percent) || percent < 0 || percent > 100)) {
        return error_set(err, ERROR_INVALID, "app.config",
                         "kaigong.conf: green_share_percent is 0 to 100");
    }
    app->green_share_percent = (int)percent;
    return OK;
}

enum error_kind app_open(struct app *app, const struct app_options *options, struct error *err)
{
    memset(app, 0, sizeof *app);
    app->data_dir = arena_copy(&app->arena, options->data_dir, strlen(options->data_dir));
    app->clock = options->clock;
    app->as_of = options->as_of;
    TRY(find_data_dir(app, options->make, err));
    if (options->make) {
        TRY(write_config(app, options->database_url, err));
    }
    int64_t offset = DEFAULT_UTC_OFFSET;
    text_parse_int64(app_config(app, "utc_offset_minutes"), &offset);
    app->utc_offset_minutes = (int)offset;
    TRY(read_green_share(app, err));
    if (!second_factor_rule_parse(app_config(app, "second_factor"), &app->second_factor)) {
        return error_set(err, ERROR_INVALID, "app.config",
                         "kaigong.conf: second_factor is required, offered or off");
    }
    struct text url = options->database_url != NULL ? text_of(options->database_url)
                                                    : app_config(app, "database");
    int readers = options->readers > 0 ? options->readers : DEFAULT_READERS;
    TRY(db_open(app->data_dir, url.length > 0 ? text_c_string(url, &app->arena) : NULL, readers,
                &app->db, err));
    struct setting_work work = {.app = app};
    TRY(db_read(app->db, read_settings, &work, err));
    if (app->city_code.length == 0 && !options->make) {
        return error_set(err, ERROR_NOT_FOUND, "app.no_data",
                         "%s was never initialised; kaigong init does that", app->data_dir);
    }
    return OK;
}

void app_close(struct app *app)
{
    db_close(app->db);
    app->db = NULL;
    arena_release(&app->arena);
}

struct joined_work {
    const struct app *app;
    db_work *work;
    void *context;
};

static enum error_kind run_joined(struct tx *tx, void *context, struct error *err)
{
    const struct joined_work *joined = context;
    TRY(joined->work(tx, joined->context, err));
    return joined->app->along(tx, joined->app->along_context, err);
}

enum error_kind app_write(struct app *app, db_work *work, void *context, struct error *err)
{
    struct joined_work joined = {app, work, context};
    return app->along == NULL ? db_write(app->db, work, context, err)
                              : db_write(app->db, run_joined, &joined, err);
}

int64_t app_now(const struct app *app)
{
    return app->clock();
}

struct date app_today(const struct app *app)
{
    return date_is_none(app->as_of) ? date_of_instant(app->clock(), app->utc_offset_minutes)
                                    : app->as_of;
}

/* --- a new data folder -------------------------------------------------------------------------- */

struct initialise {
    struct text city_code, city_zh, city_en;
    struct division divisions[DIVISIONS_MAX];
    int64_t now;
    size_t division_count;
};

static enum error_kind read_division(const struct json_value *value, const char *code_key,
                                     struct division *out, struct error *err)
{
    out->kind = TEXT("zone");
    TRY(json_get_text(value, code_key, true, &out->code, err));
    TRY(json_get_text(value, "name_zh", true, &out->name_zh, err));
    TRY(json_get_text(value, "name_en", true, &out->name_en, err));
    return json_get_text(value, "kind", false, &out->kind, err);
}

/* data/divisions-harbin.json: GB/T 2260 codes and the zones that have none. */
static enum error_kind read_divisions(struct initialise *work, struct arena *arena,
                                      struct error *err)
{
    const struct asset *asset = asset_find(TEXT("data/divisions-harbin.json"));
    const struct json_value *document, *divisions, *zones = NULL;
    if (asset == NULL) {
        return error_set(err, ERROR_INTERNAL, "app.divisions", "the divisions are not built in");
    }
    struct text bytes = {(const char *)asset->bytes, asset->size};
    TRY(json_read(bytes, asset->size, arena, &document, err));
    const struct json_value *city = json_find(document, "city");
    TRY(json_get_text(city, "code", true, &work->city_code, err));
    TRY(json_get_text(city, "name_zh", true, &work->city_zh, err));
    TRY(json_get_text(city, "name_en", true, &work->city_en, err));
    TRY(json_get_array(document, "divisions", true, &divisions, err));
    TRY(json_get_array(document, "functional_zones", false, &zones, err));
    work->divisions[work->division_count++] =
        (struct division){work->city_code, work->city_zh, work->city_en, TEXT("city")};
    for (size_t i = 0; i < divisions->count && work->division_count < DIVISIONS_MAX; i++) {
        TRY(read_division(&divisions->items[i], "code", &work->divisions[work->division_count++],
                          err));
    }
    for (size_t i = 0; zones != NULL && i < zones->count && work->division_count < DIVISIONS_MAX;
         i++) {
        TRY(read_division(&zones->items[i], "id", &work->divisions[work->division_count++], err));
    }
    return OK;
}

/* The templates that come with the program, as their first versions. */
static enum error_kind store_templates(struct tx *tx, int64_t now, struct error *err)
{
    SCOPED_ARENA arena = {0};
    for (size_t i = 0; i < asset_count; i++) {
        struct template template;
        const struct template_problem *problems;
        size_t problem_count;
        struct text body = {(const char *)assets[i].bytes, assets[i].size};
        if (!text_has_prefix(text_of(assets[i].path), TEXT("data/templates/"))) {
            continue;
        }
        TRY(template_read(body, &arena, &template, &problems, &problem_count, err));
        if (problem_count > 0) {
            return error_set(err, ERROR_INTERNAL, "template.problems", "%s breaks rule %s",
                             assets[i].path, problems[0].rule);
        }
        TRY(template_store_add(tx, template.id, template.version, body, now, err));
        TRY(journal_store_append(
            tx, "template.add", text_format(&arena, "template:%.*s", TEXT_ARGS(template.id)),
            TEXT("system"), text_format(&arena, "{\"version\":%d}", template.version), now, err));
    }
    return OK;
}

static enum error_kind store_city(struct tx *tx, void *context, struct error *err)
{
    struct initialise *work = context;
    for (size_t i = 0; i < work->division_count; i++) {
        TRY(division_store_add(tx, &work->divisions[i], (int64_t)i, err));
    }
    TRY(store_templates(tx, work->now, err));
    TRY(setting_store_set(tx, "city.name_zh", work->city_zh, err));
    TRY(setting_store_set(tx, "city.name_en", work->city_en, err));
    return setting_store_set(tx, "city.code", work->city_code, err);
}

enum error_kind app_initialise(struct app *app, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct setting_work settings = {.app = app};
    if (app->city_code.length == 0) {
        struct initialise *work = ARENA_NEW(&arena, struct initialise);
        work->now = app_now(app);
        TRY(read_divisions(work, &arena, err));
        TRY(db_write(app->db, store_city, work, err));
        TRY(db_read(app->db, read_settings, &settings, err));
    }
    return journal_app_ensure_key(app, err);
}

enum error_kind app_add_administrator(struct app *app, const char *name, struct arena *arena,
                                      struct text *password_out, struct error *err)
{
    static const struct actor system_actor = {.name = {"system", 6}};
    int64_t people = 0;
    TRY(party_app_count_people(app, &people, err));
    if (people > 0) {
        *password_out = TEXT("");
        return OK;
    }
    struct person admin = {
        .name = text_of(name),
        .display_name = TEXT("安全管理员"),
        .role = ROLE_SECURITY,
        .division = TEXT(""),
        .must_change = true,
    };
    struct text password = party_app_random(15, arena);
    TRY(party_app_add_person(app, &system_actor, &admin, password, err));
    *password_out = password;
    return OK;
}
