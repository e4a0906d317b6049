/* kaigong calendar check, set and show: notices and the calendars of a data folder. */
#include "app/calendar_app.h"
#include "cli/calendar_cli.h"
#include "cli/cli.h"
#include "cli/cli_app.h"
#include "report/calendar_report.h"

#include <stdio.h>
#include <string.h>

enum { NOTICE_MAX = 1 << 20, SHOW_MAX = 16 << 20 };

/* --- check ------------------------------------------------------------------------------------ */

/* A whole calendar file ("versions") or one notice ("years"). */
static enum error_kind read_file(const char *path, struct arena *arena,
                                 const struct json_value **notice_out,
                                 struct calendar_source *source_out, struct error *err)
{
    struct calendar_version version = {0};
    struct text bytes;
    TRY(cli_read_file(path, NOTICE_MAX, arena, &bytes, err));
    TRY(json_read(bytes, NOTICE_MAX, arena, notice_out, err));
    if (json_find(*notice_out, "versions") != NULL) {
        *notice_out = NULL;
        return calendar_source_read(bytes, arena, source_out, err);
    }
    TRY(calendar_years_read(json_find(*notice_out, "years"), arena, &version, err));
    struct calendar_version *one = ARENA_NEW(arena, struct calendar_version);
    *one = version;
    *source_out = (struct calendar_source){TEXT(""), one, 1, false};
    return OK;
}

static void put_source(const struct calendar_source *source, struct json_writer *json)
{
    size_t off = 0, work = 0;
    for (size_t v = 0; v < source->version_count; v++) {
        for (size_t i = 0; i < source->versions[v].day_count; i++) {
            *(source->versions[v].days[i].working ? &work : &off) += 1;
        }
    }
    json_object_open(json);
    json_member_bool(json, "ok", true);
    json_member_int(json, "versions", (int64_t)source->version_count);
    json_member_int(json, "off", (int64_t)off);
    json_member_int(json, "work", (int64_t)work);
    json_object_close(json);
}

static enum error_kind print(const struct json_writer *json, struct error *err)
{
    struct text text;
    TRY(json_writer_text(json, &text, err));
    printf("%.*s\n", TEXT_ARGS(text));
    return OK;
}

static enum error_kind check(const struct calendar_command *command, struct arena *arena,
                             struct error *err)
{
    const struct json_value *notice;
    struct calendar_source source;
    struct json_writer json;
    TRY(read_file(command->word, arena, &notice, &source, err));
    json_writer_init(&json, arena, 1000);
    put_source(&source, &json);
    return print(&json, err);
}

/* --- show ------------------------------------------------------------------------------------- */

struct showing {
    struct text scope;
    struct date as_of;
    struct arena *arena;
    struct json_writer json;
    int64_t version;
};

static enum error_kind read_scope(struct tx *tx, void *context, struct error *err)
{
    struct showing *showing = context;
    const struct scope within = party_scope(&cli_actor);
    json_writer_init(&showing->json, showing->arena, SHOW_MAX);
    return showing->scope.length == 0
               ? calendar_report_write_list(tx, &within, showing->as_of, showing->arena,
                                            &showing->json, err)
               : calendar_report_write_scope(tx, showing->scope, &within, showing->as_of,
                                             showing->arena, &showing->json, &showing->version,
                                             err);
}

static enum error_kind show(struct app *app, const struct calendar_command *command,
                            struct arena *arena, struct error *err)
{
    struct showing showing = {
        .scope = text_of(command->scope), .as_of = app_today(app), .arena = arena};
    TRY(db_read(app->db, read_scope, &showing, err));
    return print(&showing.json, err);
}

/* --- set -------------------------------------------------------------------------------------- */

static enum error_kind set(struct app *app, const struct calendar_command *command,
                           struct arena *arena, struct error *err)
{
    struct calendar_word word = {
        .actor = &cli_actor, .known_on = DATE_NONE, .reason = text_of(command->reason)};
    struct showing showing = {.scope = text_of(command->scope), .as_of = DATE_NONE, .arena = arena};
    const struct json_value *notice;
    struct calendar_source source;
    int64_t version;
    TRY(read_file(command->word, arena, &notice, &source, err));
    if (notice == NULL) {
        error_set(err, ERROR_INVALID, "calendar.file",
                  "one notice is set at a time: {\"years\":{...}}, not a file of versions");
        return error_at_field(err, "versions");
    }
    TRY(json_get_date(notice, "published_on", false, &word.known_on, err));
    TRY(db_read(app->db, read_scope, &showing, err));
    word.expected = showing.version;
    TRY(calendar_app_set(app, &word, showing.scope, json_find(notice, "years"), &version, err));
    if (!command->as_json) {
        printf("%s: version %lld\n", command->scope, (long long)version);
        return OK;
    }
    json_writer_init(&showing.json, arena, 1000);
    json_object_open(&showing.json);
    json_member_string(&showing.json, "scope", command->scope);
    json_member_int(&showing.json, "version", version);
    json_object_close(&showing.json);
    return print(&showing.json, err);
}

enum error_kind calendar_data_run(const struct calendar_command *command, struct arena *arena,
                                  struct error *err)
{
    struct app app = {0};
    if (strcmp(command->name, "check") == 0) {
        return check(command, arena, err);
    }
    enum error_kind kind = cli_open_app(&app, command->data_dir, command->as_of, err);
    if (kind == OK) {
        kind = strcmp(command->name, "show") == 0 ? show(&app, command, arena, err)
                                                  : set(&app, command, arena, err);
    }
    app_close(&app);
    return kind;
}
