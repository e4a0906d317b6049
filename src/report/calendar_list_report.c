/* Lists of what is stored: calendars with their versions, seasons with their thaws, disruptions. */
#include "report/calendar_report.h"

#include "store/approval_store.h"

#include <stdio.h>

static void write_version(const struct stored_calendar *row, struct json_writer *json)
{
    char at[INSTANT_TEXT_SIZE];
    json_member_text(json, "author", row->author);
    json_member_string(json, "created_at", instant_format(row->created_at, at));
    json_member_date(json, "published_on", row->published_on);
    json_member_text(json, "reason", row->reason);
    json_member_int(json, "version", row->version);
}

/* The newest version of a scope among rows in the order of their numbers, or NULL. */
static const struct stored_calendar *newest_of(const struct stored_calendar *rows, size_t count,
                                               struct text scope)
{
    const struct stored_calendar *newest = NULL;
    for (size_t i = 0; i < count; i++) {
        newest = text_is_equal(rows[i].scope, scope) ? &rows[i] : newest;
    }
    return newest;
}

static void write_entry(struct text scope, struct text name_zh, struct text name_en,
                        const struct stored_calendar *newest, struct json_writer *json)
{
    json_object_open(json);
    json_member_text(json, "scope", scope);
    json_member_text(json, "name_zh", name_zh);
    json_member_text(json, "name_en", name_en);
    if (newest != NULL) {
        write_version(newest, json);
    } else {
        json_member_int(json, "version", 0);
    }
    json_object_close(json);
}

static enum error_kind write_departments(struct tx *tx, const struct stored_calendar *rows,
                                         size_t count, struct arena *arena,
                                         struct json_writer *json, struct error *err)
{
    struct template_department *departments;
    size_t department_count;
    TRY(approval_store_departments(tx, arena, &departments, &department_count, err));
    for (size_t i = 0; i < department_count; i++) {
        struct text scope = text_format(arena, "department:%.*s", TEXT_ARGS(departments[i].id));
        write_entry(scope, departments[i].name_zh, departments[i].name_en,
                    newest_of(rows, count, scope), json);
    }
    return OK;
}

enum error_kind calendar_report_write_list(struct tx *tx, const struct scope *within,
                                           struct date as_of, struct arena *arena,
                                           struct json_writer *json, struct error *err)
{
    struct stored_calendar *rows;
    size_t count;
    TRY(calendar_store_list(tx, TEXT(""), as_of, arena, &rows, &count, err));
    json_object_open(json);
    json_key(json, "items");
    json_array_open(json);
    write_entry(TEXT("nation"), TEXT("全国"), TEXT("Nation"),
                newest_of(rows, count, TEXT("nation")), json);
    write_entry(TEXT("city"), TEXT("本市"), TEXT("City"), newest_of(rows, count, TEXT("city")),
                json);
    TRY(write_departments(tx, rows, count, arena, json, err));
    for (size_t i = 0; i < count; i++) {
        struct calendar_scope scope;
        struct project project;
        bool last = i + 1 == count || !text_is_equal(rows[i + 1].scope, rows[i].scope);
        if (!last || !calendar_scope_parse(rows[i].scope, &scope) ||
            scope.kind != SCOPE_OF_PROJECT) {
            continue;
        }
        enum error_kind kind = project_store_find_in(tx, within, scope.id, arena, &project, err);
        if (kind == OK) {
            write_entry(rows[i].scope, project.name, project.name, &rows[i], json);
        } else if (kind != ERROR_NOT_FOUND) {
            return kind;
        }
    }
    json_array_close(json);
    json_object_close(json);
    return OK;
}

/* The years that a scope's versions say as of the newest of them: each by the last that speaks of it. */
static enum error_kind write_years(const struct stored_calendar *rows, size_t count,
                                   struct arena *arena, struct json_writer *json, struct error *err)
{
    int first = 9999, last = 0;
    struct calendar_version *versions = ARENA_ARRAY(arena, struct calendar_version, count);
    for (size_t i = 0; i < count; i++) {
        const struct json_value *years;
        TRY(json_read(rows[i].body, rows[i].body.length, arena, &years, err));
        TRY(calendar_years_read(years, arena, &versions[i], err));
        for (size_t y = 0; y < versions[i].year_count; y++) {
            first = versions[i].years[y] < first ? versions[i].years[y] : first;
            last = versions[i].years[y] > last ? versions[i].years[y] : last;
        }
    }
    const struct calendar_source source = {.versions = versions, .version_count = count};
    json_key(json, "years");
    json_object_open(json);
    for (int year = first; year <= last; year++) {
        const struct calendar_version *said = calendar_source_version(&source, year, DATE_NONE);
        char key[12];
        if (said == NULL) {
            continue;
        }
        snprintf(key, sizeof key, "%04d", year);
        json_key(json, key);
        calendar_year_write(said, year, json);
    }
    json_object_close(json);
    return OK;
}

enum error_kind calendar_report_write_scope(struct tx *tx, struct text scope,
                                            const struct scope *within, struct date as_of,
                                            struct arena *arena, struct json_writer *json,
                                            int64_t *version_out, struct error *err)
{
    struct stored_calendar *rows;
    struct calendar_scope parsed;
    size_t count;
    if (!calendar_scope_parse(scope, &parsed)) {
        error_set(err, ERROR_NOT_FOUND, "calendar.scope",
                  "a calendar is of nation, city, department:ID or project:CODE");
        return error_at_field(err, "scope");
    }
    TRY(approval_store_check_scope(tx, &parsed, within, err));
    TRY(calendar_store_list(tx, scope, as_of, arena, &rows, &count, err));
    *version_out = count == 0 ? 0 : rows[count - 1].version;
    json_object_open(json);
    json_member_text(json, "scope", scope);
    json_member_int(json, "version", *version_out);
    TRY(write_years(rows, count, arena, json, err));
    json_key(json, "versions");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(json);
        write_version(&rows[i], json);
        json_key(json, "years");
        json_put_raw(json, rows[i].body);
        json_object_close(json);
    }
    json_array_close(json);
    json_object_close(json);
    return OK;
}

/* --- seasons ---------------------------------------------------------------------------------- */

static const struct stored_season *newest_season(const struct stored_season *rows, size_t count,
                                                 struct text division, const char *work)
{
    const struct stored_season *newest = NULL;
    for (size_t i = 0; i < count; i++) {
        if (text_is_equal(rows[i].division, division) &&
            text_is_equal(rows[i].work, text_of(work))) {
            newest = &rows[i];
        }
    }
    return newest;
}

static void write_works(const struct seasons *seasons, struct text division,
                        const struct stored_season *rows, size_t count, struct json_writer *json)
{
    json_key(json, "works");
    json_object_open(json);
    for (int work = 0; work < WORK_KIND_COUNT; work++) {
        const char *name = work_kind_name((enum work_kind)work);
        const struct stored_season *own = newest_season(rows, count, division, name);
        json_key(json, name);
        json_object_open(json);
        json_member_bool(json, "follows_thaw", seasons->follows_thaw[work]);
        json_member_text(json, "reason", own == NULL ? TEXT("") : own->reason);
        json_member_int(json, "version", own == NULL ? 0 : own->version);
        json_key(json, "windows");
        season_windows_write(seasons, (enum work_kind)work, json);
        json_object_close(json);
    }
    json_object_close(json);
}

/* The newest version of each year of the division itself. */
static void write_thaws(struct text division, const struct stored_thaw *rows, size_t count,
                        struct json_writer *json)
{
    json_key(json, "thaws");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        bool newer = i + 1 < count && text_is_equal(rows[i + 1].division, rows[i].division) &&
                     rows[i + 1].year == rows[i].year;
        if (newer || !text_is_equal(rows[i].division, division)) {
            continue;
        }
        json_object_open(json);
        json_member_text(json, "author", rows[i].author);
        json_member_date(json, "day", rows[i].day);
        json_member_date(json, "known_on", rows[i].known_on);
        json_member_text(json, "reason", rows[i].reason);
        json_member_int(json, "version", rows[i].version);
        json_member_int(json, "year", rows[i].year);
        json_object_close(json);
    }
    json_array_close(json);
}

enum error_kind season_report_write(struct tx *tx, struct text division, struct date as_of,
                                    struct arena *arena, struct json_writer *json,
                                    struct error *err)
{
    struct calendar_book book;
    struct division *divisions;
    struct stored_season *seasons;
    struct stored_thaw *thaws;
    size_t division_count, season_count, thaw_count;
    TRY(calendar_book_store_load(tx, TEXT("-"), as_of, arena, &book, err));
    TRY(division_store_list(tx, arena, &divisions, &division_count, err));
    TRY(season_store_list(tx, as_of, arena, &seasons, &season_count, err));
    TRY(thaw_store_list(tx, as_of, arena, &thaws, &thaw_count, err));
    json_object_open(json);
    json_key(json, "items");
    json_array_open(json);
    for (size_t i = 0; i < division_count; i++) {
        if (division.length > 0 && !text_is_equal(division, divisions[i].code)) {
            continue;
        }
        json_object_open(json);
        json_member_text(json, "division", divisions[i].code);
        json_member_text(json, "name_zh", divisions[i].name_zh);
        json_member_text(json, "name_en", divisions[i].name_en);
        write_works(calendar_book_seasons(&book, divisions[i].code), divisions[i].code, seasons,
                    season_count, json);
        write_thaws(divisions[i].code, thaws, thaw_count, json);
        json_object_close(json);
    }
    json_array_close(json);
    json_object_close(json);
    return OK;
}

/* --- disruptions ------------------------------------------------------------------------------ */

static enum error_kind may_see(struct tx *tx, const struct stored_disruption *row,
                               const struct scope *within, bool *may_out, struct error *err)
{
    struct calendar_scope scope;
    *may_out = true;
    if (!disruption_scope_parse(row->scope, &scope) || scope.kind != SCOPE_OF_PROJECT) {
        return OK;
    }
    enum error_kind kind = approval_store_check_scope(tx, &scope, within, err);
    *may_out = kind == OK;
    return kind == ERROR_NOT_FOUND ? OK : kind;
}

enum error_kind disruption_report_write(struct tx *tx, const struct scope *within,
                                        struct date as_of, struct arena *arena,
                                        struct json_writer *json, struct error *err)
{
    struct stored_disruption *rows;
    size_t count;
    TRY(disruption_store_list(tx, as_of, arena, &rows, &count, err));
    json_object_open(json);
    json_key(json, "items");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        bool may;
        TRY(may_see(tx, &rows[i], within, &may, err));
        if (!may) {
            continue;
        }
        json_object_open(json);
        json_member_int(json, "id", rows[i].id);
        json_member_text(json, "scope", rows[i].scope);
        json_member_date(json, "from", rows[i].from);
        json_member_date(json, "to", rows[i].to);
        json_member_text(json, "stops", rows[i].stops);
        json_member_text(json, "reason", rows[i].reason);
        json_member_date(json, "known_on", rows[i].known_on);
        json_member_text(json, "author", rows[i].author);
        json_member_int(json, "version", rows[i].version);
        json_member_text(json, "end_author", rows[i].end_author);
        json_member_text(json, "end_reason", rows[i].end_reason);
        json_object_close(json);
    }
    json_array_close(json);
    json_object_close(json);
    return OK;
}
