#include "app/calendar_app.h"

#include "store/approval_store.h"
#include "store/calendar_store.h"
#include "store/journal_store.h"

enum { CALENDAR_ENTRY_MAX = 1 << 16 };

/* --- what all have in common ------------------------------------------------------------------ */

static enum error_kind check_word(const struct calendar_word *word, struct date today,
                                  struct error *err)
{
    size_t length = text_count_characters(text_trim(word->reason));
    if (length == 0 || length > CALENDAR_REASON_MAX) {
        error_set(err, ERROR_INVALID, "calendar.reason",
                  "须写明理由, 不超过 %d 字 (a reason has 1 to %d characters)", CALENDAR_REASON_MAX,
                  CALENDAR_REASON_MAX);
        return error_at_field(err, "reason");
    }
    if (!date_is_none(word->known_on) && date_compare(word->known_on, today) > 0) {
        error_set(err, ERROR_INVALID, "calendar.known_on",
                  "公布日不晚于今天 (what becomes known later cannot be entered today)");
        return error_at_field(err, "known_on");
    }
    return OK;
}

static struct date known_on(const struct calendar_word *word, struct date today)
{
    return date_is_none(word->known_on) ? today : word->known_on;
}

/* The version after the one that stands, which the caller saw. */
static enum error_kind follow(const struct calendar_word *word, int64_t stands,
                              struct date known_before, struct date known, struct error *err)
{
    if (word->expected != stands) {
        return error_set(err, ERROR_CONFLICT, "calendar.stale",
                         "已被他人改动: 现为第 %lld 版 (version %lld stands, not %lld)",
                         (long long)stands, (long long)stands, (long long)word->expected);
    }
    if (stands > 0 && date_compare(known, known_before) < 0) {
        char day[DATE_TEXT_SIZE];
        date_format(known_before, day);
        error_set(err, ERROR_INVALID, "calendar.known_on",
                  "公布日不早于上一版的 %s (the version before is of %s)", day, day);
        return error_at_field(err, "known_on");
    }
    return OK;
}

static enum error_kind append(struct tx *tx, const char *action, struct text subject,
                              const struct actor *actor, struct json_writer *data, int64_t now,
                              struct error *err)
{
    struct text text;
    json_object_close(data);
    TRY(json_writer_text(data, &text, err));
    return journal_store_append(tx, action, subject, actor->name, text, now, err);
}

static void open_data(struct json_writer *data, struct arena *arena)
{
    json_writer_init(data, arena, CALENDAR_ENTRY_MAX);
    json_object_open(data);
}

/* --- calendars -------------------------------------------------------------------------------- */

struct set_calendar {
    const struct calendar_word *word;
    struct text scope;
    struct calendar_scope parsed;
    struct text body; /* canonical */
    struct date today;
    int64_t now, version;
};

static enum error_kind set_calendar(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct set_calendar *work = context;
    const struct calendar_word *word = work->word;
    struct stored_calendar *rows;
    struct json_writer data;
    size_t count;
    const struct scope within = party_scope(word->actor);
    TRY(approval_store_check_scope(tx, &work->parsed, &within, err));
    TRY(calendar_store_list(tx, work->scope, DATE_NONE, &arena, &rows, &count, err));
    struct date known = known_on(word, work->today);
    TRY(follow(word, count == 0 ? 0 : rows[count - 1].version,
               count == 0 ? known : rows[count - 1].published_on, known, err));
    struct stored_calendar calendar = {work->scope, word->expected + 1, known,
                                       work->body,  word->actor->name,  text_trim(word->reason),
                                       work->now};
    TRY(calendar_store_add(tx, &calendar, err));
    work->version = calendar.version;
    open_data(&data, &arena);
    json_member_date(&data, "published_on", known);
    json_member_text(&data, "reason", calendar.reason);
    json_member_int(&data, "version", calendar.version);
    json_key(&data, "years");
    json_put_raw(&data, work->body);
    return append(tx, "calendar.add", text_format(&arena, "calendar:%.*s", TEXT_ARGS(work->scope)),
                  word->actor, &data, work->now, err);
}

enum error_kind calendar_app_set(struct app *app, const struct calendar_word *word,
                                 struct text scope, const struct json_value *years,
                                 int64_t *version_out, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct set_calendar work = {
        .word = word, .scope = scope, .today = app_today(app), .now = app_now(app)};
    struct calendar_version version = {0};
    struct json_writer body;
    if (!calendar_scope_parse(scope, &work.parsed)) {
        error_set(err, ERROR_NOT_FOUND, "calendar.scope",
                  "a calendar is of nation, city, department:ID or project:CODE");
        return error_at_field(err, "scope");
    }
    TRY(check_word(word, work.today, err));
    TRY(calendar_years_read(years, &arena, &version, err));
    if (version.year_count == 0) {
        error_set(err, ERROR_INVALID, "calendar.empty", "a version speaks of one year or more");
        return error_at_field(err, "years");
    }
    json_writer_init(&body, &arena, CALENDAR_ENTRY_MAX);
    calendar_years_write(&version, &body);
    TRY(json_writer_text(&body, &work.body, err));
    TRY(db_write(app->db, set_calendar, &work, err));
    *version_out = work.version;
    return OK;
}

/* --- seasons ---------------------------------------------------------------------------------- */

struct set_season {
    const struct calendar_word *word;
    struct stored_season season;
    struct date today;
};

static enum error_kind set_season(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct set_season *work = context;
    struct stored_season *rows, *season = &work->season;
    const struct calendar_scope scope = {SCOPE_OF_DIVISION, season->division};
    struct json_writer data;
    size_t count;
    int64_t stands = 0;
    struct date known_before = season->known_on;
    const struct scope within = party_scope(work->word->actor);
    TRY(approval_store_check_scope(tx, &scope, &within, err));
    TRY(season_store_list(tx, DATE_NONE, &arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (text_is_equal(rows[i].division, season->division) &&
            text_is_equal(rows[i].work, season->work)) {
            stands = rows[i].version;
            known_before = rows[i].known_on;
        }
    }
    TRY(follow(work->word, stands, known_before, season->known_on, err));
    season->version = stands + 1;
    TRY(season_store_add(tx, season, err));
    open_data(&data, &arena);
    json_member_bool(&data, "follows_thaw", season->follows_thaw);
    json_member_date(&data, "known_on", season->known_on);
    json_member_text(&data, "reason", season->reason);
    json_member_int(&data, "version", season->version);
    json_key(&data, "windows");
    json_put_raw(&data, season->windows);
    json_member_text(&data, "work", season->work);
    return append(tx, "season.set", text_format(&arena, "season:%.*s", TEXT_ARGS(season->division)),
                  work->word->actor, &data, season->created_at, err);
}

enum error_kind calendar_app_set_season(struct app *app, const struct calendar_word *word,
                                        struct text division, struct text work_name,
                                        bool follows_thaw, const struct json_value *windows,
                                        int64_t *version_out, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct seasons seasons = {.id = TEXT("")};
    struct json_writer json;
    enum work_kind kind;
    struct set_season work = {.word = word, .today = app_today(app)};
    if (!work_kind_parse(work_name, &kind)) {
        error_set(err, ERROR_INVALID, "season.work", "there is no kind of work \"%.*s\"",
                  (int)(work_name.length < 60 ? work_name.length : 60), work_name.data);
        return error_at_field(err, "work");
    }
    TRY(check_word(word, work.today, err));
    TRY(season_windows_read(windows, kind, &arena, &seasons, err));
    json_writer_init(&json, &arena, CALENDAR_ENTRY_MAX);
    season_windows_write(&seasons, kind, &json);
    work.season = (struct stored_season){.division = division,
                                         .work = work_name,
                                         .known_on = known_on(word, work.today),
                                         .follows_thaw = follows_thaw,
                                         .author = word->actor->name,
                                         .reason = text_trim(word->reason),
                                         .created_at = app_now(app)};
    TRY(json_writer_text(&json, &work.season.windows, err));
    TRY(db_write(app->db, set_season, &work, err));
    *version_out = work.season.version;
    return OK;
}

/* --- thaws ------------------------------------------------------------------------------------ */

struct set_thaw {
    const struct calendar_word *word;
    struct stored_thaw thaw;
};

static enum error_kind set_thaw(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct set_thaw *work = context;
    struct stored_thaw *rows, *thaw = &work->thaw;
    const struct calendar_scope scope = {SCOPE_OF_DIVISION, thaw->division};
    struct json_writer data;
    size_t count;
    int64_t stands = 0;
    struct date known_before = thaw->known_on;
    const struct scope within = party_scope(work->word->actor);
    TRY(approval_store_check_scope(tx, &scope, &within, err));
    TRY(thaw_store_list(tx, DATE_NONE, &arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (text_is_equal(rows[i].division, thaw->division) && rows[i].year == thaw->year) {
            stands = rows[i].version;
            known_before = rows[i].known_on;
        }
    }
    TRY(follow(work->word, stands, known_before, thaw->known_on, err));
    thaw->version = stands + 1;
    TRY(thaw_store_add(tx, thaw, err));
    open_data(&data, &arena);
    json_member_date(&data, "day", thaw->day);
    json_member_date(&data, "known_on", thaw->known_on);
    json_member_text(&data, "reason", thaw->reason);
    json_member_int(&data, "version", thaw->version);
    json_member_int(&data, "year", thaw->year);
    return append(tx, "thaw.set", text_format(&arena, "thaw:%.*s", TEXT_ARGS(thaw->division)),
                  work->word->actor, &data, thaw->created_at, err);
}

enum error_kind calendar_app_set_thaw(struct app *app, const struct calendar_word *word,
                                      struct text division, int64_t year, struct date day,
                                      int64_t *version_out, struct error *err)
{
    struct date today = app_today(app);
    struct set_thaw work = {word,
                            {.division = division,
                             .year = year,
                             .known_on = known_on(word, today),
                             .day = day,
                             .author = word->actor->name,
                             .reason = text_trim(word->reason),
                             .created_at = app_now(app)}};
    TRY(check_word(word, today, err));
    if (year < 1949 || year > 2200) {
        error_set(err, ERROR_INVALID, "thaw.year", "a year is 1949 to 2200, not %lld",
                  (long long)year);
        return error_at_field(err, "year");
    }
    if (!date_is_none(day) && (date_compare(day, date_of((int)year, 1, 1)) < 0 ||
                               date_compare(day, date_of((int)year, 6, 30)) > 0)) {
        error_set(err, ERROR_INVALID, "thaw.day",
                  "化冻日应在 %lld 年 1 月至 6 月 (the ground thaws from January to June of %lld)",
                  (long long)year, (long long)year);
        return error_at_field(err, "day");
    }
    TRY(db_write(app->db, set_thaw, &work, err));
    *version_out = work.thaw.version;
    return OK;
}

/* --- disruptions ------------------------------------------------------------------------------ */

struct change_disruption {
    const struct calendar_word *word;
    struct calendar_scope scope;
    struct stored_disruption disruption;
    int64_t now;
};

static enum error_kind add_disruption(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct change_disruption *work = context;
    struct stored_disruption *added = &work->disruption;
    struct json_writer data;
    const struct scope within = party_scope(work->word->actor);
    TRY(approval_store_check_scope(tx, &work->scope, &within, err));
    TRY(disruption_store_add(tx, added, err));
    TRY(disruption_store_end(tx, added, work->now, err));
    open_data(&data, &arena);
    json_member_date(&data, "from", added->from);
    json_member_date(&data, "known_on", added->known_on);
    json_member_text(&data, "reason", added->reason);
    json_member_text(&data, "scope", added->scope);
    json_member_text(&data, "stops", added->stops);
    json_member_date(&data, "to", added->to);
    return append(tx, "disruption.add",
                  text_format(&arena, "disruption:%lld", (long long)added->id), work->word->actor,
                  &data, work->now, err);
}

enum error_kind calendar_app_add_disruption(struct app *app, const struct calendar_word *word,
                                            struct text scope, const struct disruption *disruption,
                                            int64_t *id_out, struct error *err)
{
    struct change_disruption work = {.word = word, .now = app_now(app)};
    struct disruption checked = *disruption;
    struct date today = app_today(app), known = known_on(word, today);
    if (!disruption_scope_parse(scope, &work.scope)) {
        error_set(err, ERROR_INVALID, "disruption.scope",
                  "a disruption is of all, division:CODE, department:ID or project:CODE");
        return error_at_field(err, "scope");
    }
    checked.scope = work.scope;
    TRY(check_word(word, today, err));
    TRY(disruption_check(&checked, err));
    work.disruption = (struct stored_disruption){
        .scope = scope,
        .from = disruption->from,
        .stops = text_of(disruption_stops_name(disruption->stops)),
        .reason = text_trim(word->reason),
        .known_on = known,
        .author = word->actor->name,
        .created_at = work.now,
        .version = 1,
        .end_known_on = known,
        .to = disruption->to,
        .end_author = word->actor->name,
        .end_reason = TEXT(""),
    };
    TRY(db_write(app->db, add_disruption, &work, err));
    *id_out = work.disruption.id;
    return OK;
}

static enum error_kind find_disruption(struct tx *tx, int64_t id, struct arena *arena,
                                       struct stored_disruption *out, struct error *err)
{
    struct stored_disruption *rows;
    size_t count;
    TRY(disruption_store_list(tx, DATE_NONE, arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (rows[i].id == id) {
            *out = rows[i];
            return OK;
        }
    }
    return error_set(err, ERROR_NOT_FOUND, "disruption.unknown", "there is no disruption %lld",
                     (long long)id);
}

static enum error_kind end_disruption(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct change_disruption *work = context;
    const struct calendar_word *word = work->word;
    struct stored_disruption ended;
    struct disruption checked;
    struct json_writer data;
    TRY(find_disruption(tx, work->disruption.id, &arena, &ended, err));
    TRY(follow(word, ended.version, ended.end_known_on, work->disruption.end_known_on, err));
    checked = (struct disruption){.from = ended.from, .to = work->disruption.to};
    if (!disruption_scope_parse(ended.scope, &checked.scope) ||
        !disruption_stops_parse(ended.stops, &checked.stops)) {
        return error_set(err, ERROR_INTERNAL, "disruption.broken", "disruption %lld is unreadable",
                         (long long)ended.id);
    }
    if (!date_is_none(checked.to)) {
        TRY(disruption_check(&checked, err));
    }
    open_data(&data, &arena);
    json_member_date(&data, "known_on", work->disruption.end_known_on);
    json_member_text(&data, "reason", text_trim(word->reason));
    json_key(&data, "to");
    json_array_open(&data);
    json_put_date(&data, ended.to);
    json_put_date(&data, work->disruption.to);
    json_array_close(&data);
    json_member_int(&data, "version", ended.version + 1);
    ended.version++;
    ended.end_known_on = work->disruption.end_known_on;
    ended.to = work->disruption.to;
    ended.end_author = word->actor->name;
    ended.end_reason = text_trim(word->reason);
    TRY(disruption_store_end(tx, &ended, work->now, err));
    work->disruption.version = ended.version;
    return append(tx, "disruption.end", text_format(&arena, "disruption:%lld", (long long)ended.id),
                  word->actor, &data, work->now, err);
}

enum error_kind calendar_app_end_disruption(struct app *app, const struct calendar_word *word,
                                            int64_t id, struct date to, int64_t *version_out,
                                            struct error *err)
{
    struct date today = app_today(app);
    struct change_disruption work = {
        .word = word,
        .now = app_now(app),
        .disruption = {.id = id, .to = to, .end_known_on = known_on(word, today)}};
    TRY(check_word(word, today, err));
    TRY(db_write(app->db, end_disruption, &work, err));
    *version_out = work.disruption.version;
    return OK;
}
