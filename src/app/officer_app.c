#include "app/officer_app.h"

#include "app/service_work.h"
#include "store/programme_store.h"

static struct text person_subject(struct text name, struct arena *arena)
{
    return text_format(arena, "person:%.*s", TEXT_ARGS(name));
}

/* --- directory -------------------------------------------------------------------------------- */

int officer_app_load_limit(struct app *app)
{
    int64_t limit = 0;
    return text_parse_int64(app_config(app, "officer_load"), &limit) && limit > 0 && limit < 1000
               ? (int)limit
               : OFFICER_LOAD;
}

struct officer_work {
    struct service_session session;
    struct arena *arena;
    bool listed;
    struct text name, why;
    struct officer *officer;
    struct officer **out;
    size_t *count_out;
};

static enum error_kind list_officers(struct tx *tx, void *context, struct error *err)
{
    struct officer_work *work = context;
    return officer_store_list(tx, work->listed, work->session.today, work->arena, work->out,
                              work->count_out, err);
}

enum error_kind officer_app_list(struct app *app, bool listed, struct arena *arena,
                                 struct officer **out, size_t *count_out, struct error *err)
{
    struct officer_work work = {.session = service_session_begin(app, NULL),
                                .arena = arena,
                                .listed = listed,
                                .out = out,
                                .count_out = count_out};
    return db_read(app->db, list_officers, &work, err);
}

static enum error_kind find_officer(struct tx *tx, void *context, struct error *err)
{
    struct officer_work *work = context;
    return officer_store_find(tx, work->name, work->session.today, work->arena, work->officer, err);
}

enum error_kind officer_app_find(struct app *app, struct text name, struct arena *arena,
                                 struct officer *out, struct error *err)
{
    struct officer_work work = {
        .session = service_session_begin(app, NULL), .arena = arena, .name = name, .officer = out};
    return db_read(app->db, find_officer, &work, err);
}

static enum error_kind save_officer(struct tx *tx, void *context, struct error *err)
{
    struct officer_work *work = context;
    struct officer *given = work->officer, stored;
    struct json_writer json;
    TRY(officer_store_find(tx, given->person, work->session.today, work->arena, &stored, err));
    if (given->version != stored.version) {
        return error_set(err, ERROR_CONFLICT, "officer.stale",
                         "已被他人修改, 请刷新 (somebody else was first)");
    }
    stored.unit = given->unit;
    stored.post = given->post;
    stored.office_phone = given->office_phone;
    stored.serves = given->serves;
    stored.mobile = given->mobile.data == NULL ? stored.mobile : given->mobile;
    stored.listed = given->listed;
    TRY(officer_store_save(tx, &stored, err));
    service_journal_begin(&json, work->arena);
    json_member_bool(&json, "listed", stored.listed);
    json_member_bool(&json, "mobile_changed", given->mobile.data != NULL);
    json_member_text(&json, "office_phone", stored.office_phone);
    json_member_text(&json, "post", stored.post);
    json_member_text(&json, "serves", stored.serves);
    json_member_text(&json, "unit", stored.unit);
    TRY(service_journal_end(tx, &json, "officer.save", person_subject(stored.person, work->arena),
                            &work->session, err));
    work->out[0] = ARENA_NEW(work->arena, struct officer);
    *work->out[0] = stored;
    return OK;
}

enum error_kind officer_app_save(struct app *app, const struct actor *actor,
                                 struct officer *officer, struct arena *arena, struct error *err)
{
    struct officer *saved = NULL;
    struct officer_work work = {.session = service_session_begin(app, actor),
                                .arena = arena,
                                .officer = officer,
                                .out = &saved};
    TRY(officer_check(officer, err));
    TRY(app_write(app, save_officer, &work, err));
    *officer = *saved;
    return OK;
}

static enum error_kind reveal(struct tx *tx, void *context, struct error *err)
{
    struct officer_work *work = context;
    struct json_writer json;
    TRY(officer_store_find(tx, work->name, work->session.today, work->arena, work->officer, err));
    service_journal_begin(&json, work->arena);
    json_member_text(&json, "why", work->why);
    return service_journal_end(tx, &json, "officer.reveal",
                               person_subject(work->officer->person, work->arena), &work->session,
                               err);
}

enum error_kind officer_app_reveal(struct app *app, const struct actor *actor, struct text name,
                                   struct text why, struct arena *arena, struct text *mobile_out,
                                   struct error *err)
{
    struct officer officer = {0};
    struct officer_work work = {.session = service_session_begin(app, actor),
                                .arena = arena,
                                .name = name,
                                .why = why,
                                .officer = &officer};
    TRY(service_check_text(why, "why", err));
    TRY(app_write(app, reveal, &work, err));
    *mobile_out = officer.mobile;
    return OK;
}

/* --- covers ----------------------------------------------------------------------------------- */

struct cover_work {
    struct service_session session;
    struct arena *arena;
    struct cover *cover;
    int64_t id, person_id;
    struct cover **out;
    size_t *count_out;
};

static enum error_kind journal_cover(struct tx *tx, struct cover_work *work,
                                     const struct cover *cover, const char *action,
                                     struct error *err)
{
    struct json_writer json;
    service_journal_begin(&json, work->arena);
    json_member_text(&json, "deputy", cover->deputy);
    json_member_date(&json, "from", cover->from);
    json_member_int(&json, "id", cover->id);
    json_member_string(&json, "kind", cover_kind_name(cover->kind));
    json_member_date(&json, "until", cover->until);
    return service_journal_end(tx, &json, action, person_subject(cover->officer, work->arena),
                               &work->session, err);
}

static enum error_kind tell_both(struct tx *tx, struct cover_work *work, const struct cover *cover,
                                 enum notice_kind kind, struct error *err)
{
    const int64_t people[] = {cover->officer_id, cover->deputy_id};
    const struct notice notice = {
        .kind = kind,
        .subject = TEXT("covers"),
        .project = text_format(work->arena, "%.*s → %.*s", TEXT_ARGS(cover->officer_name),
                               TEXT_ARGS(cover->deputy_name)),
        .note = cover->kind == COVER_STAND_IN ? TEXT("代理") : TEXT("交接"),
        .day = cover->until,
    };
    return service_tell(tx, people, 2, &notice, &work->session, err);
}

static enum error_kind check_free(struct tx *tx, struct cover_work *work, struct error *err)
{
    struct cover *others;
    size_t count;
    TRY(cover_store_list(tx, work->cover->officer_id, work->session.today, work->arena, &others,
                         &count, err));
    for (size_t i = 0; i < count; i++) {
        if (cover_overlaps(&others[i], work->cover) &&
            (others[i].officer_id == work->cover->officer_id ||
             others[i].officer_id == work->cover->deputy_id)) {
            return error_set(err, ERROR_CONFLICT, "cover.overlap",
                             "这些天已由 %.*s 代理 %.*s (somebody stands in on these days already)",
                             TEXT_ARGS(others[i].deputy_name), TEXT_ARGS(others[i].officer_name));
        }
    }
    return OK;
}

static enum error_kind add_cover(struct tx *tx, void *context, struct error *err)
{
    struct cover_work *work = context;
    struct cover *cover = work->cover;
    struct officer officer, deputy;
    TRY(officer_store_find(tx, cover->officer, work->session.today, work->arena, &officer, err));
    if (officer_store_find(tx, cover->deputy, work->session.today, work->arena, &deputy, err) !=
        OK) {
        return err->kind == ERROR_NOT_FOUND ? error_at_field(err, "deputy") : err->kind;
    }
    cover->officer_id = officer.person_id;
    cover->officer_name = officer.name;
    cover->deputy_id = deputy.person_id;
    cover->deputy_name = deputy.name;
    TRY(cover_check(cover, work->session.today, err));
    TRY(check_free(tx, work, err));
    TRY(cover_store_add(tx, cover, work->session.actor->name, work->session.now, err));
    TRY(tell_both(tx, work, cover, NOTICE_ASSIGNED, err));
    return journal_cover(tx, work, cover, "cover.add", err);
}

enum error_kind cover_app_add(struct app *app, const struct actor *actor, struct cover *cover,
                              struct arena *arena, struct error *err)
{
    struct cover_work work = {
        .session = service_session_begin(app, actor), .arena = arena, .cover = cover};
    return app_write(app, add_cover, &work, err);
}

static enum error_kind end_cover(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct cover_work *work = context;
    struct cover cover;
    work->arena = &arena;
    TRY(cover_store_find(tx, work->id, &arena, &cover, err));
    if (cover.kind == COVER_HAND_OVER) {
        return error_set(
            err, ERROR_CONFLICT, "cover.hand_over",
            "交接不能撤销, 请重新交接或指派 (a hand-over is not taken back; assign anew)");
    }
    TRY(cover_store_end(tx, work->id, work->session.now, err));
    TRY(tell_both(tx, work, &cover, NOTICE_ENDED, err));
    return journal_cover(tx, work, &cover, "cover.end", err);
}

enum error_kind cover_app_end(struct app *app, const struct actor *actor, int64_t id,
                              struct error *err)
{
    struct cover_work work = {.session = service_session_begin(app, actor), .id = id};
    return app_write(app, end_cover, &work, err);
}

static enum error_kind list_covers(struct tx *tx, void *context, struct error *err)
{
    struct cover_work *work = context;
    return cover_store_list(tx, work->person_id, work->session.today, work->arena, work->out,
                            work->count_out, err);
}

enum error_kind cover_app_list(struct app *app, const struct actor *actor, struct arena *arena,
                               struct cover **out, size_t *count_out, struct error *err)
{
    struct cover_work work = {.session = service_session_begin(app, actor),
                              .arena = arena,
                              .person_id =
                                  role_has(actor->role, PERMISSION_OFFICERS) ? 0 : actor->person_id,
                              .out = out,
                              .count_out = count_out};
    return db_read(app->db, list_covers, &work, err);
}

/* --- work log --------------------------------------------------------------------------------- */

struct log_work {
    struct service_session session;
    struct arena *arena;
    struct work_log *entry;
    struct text project;
    struct work_log_filter filter;
    struct work_log **out;
    size_t *count_out;
};

static enum error_kind add_log(struct tx *tx, void *context, struct error *err)
{
    struct log_work *work = context;
    struct work_log *entry = work->entry;
    const struct scope scope = party_scope(work->session.actor);
    struct project project;
    struct json_writer json;
    TRY(project_store_find_in(tx, &scope, entry->project, work->arena, &project, err));
    TRY(work_log_check(entry->day, entry->body, work->session.today, err));
    entry->project_id = project.id;
    entry->project_name = project.name;
    entry->officer_id = work->session.actor->person_id;
    TRY(work_log_store_add(tx, entry, work->session.now, err));
    service_journal_begin(&json, work->arena);
    json_member_date(&json, "day", entry->day);
    json_member_int(&json, "id", entry->id);
    json_member_string(&json, "kind", work_log_kind_name(entry->kind));
    json_member_text(&json, "text", entry->body);
    return service_journal_end(tx, &json, "work_log.add",
                               text_format(work->arena, "project:%.*s", TEXT_ARGS(entry->project)),
                               &work->session, err);
}

enum error_kind work_log_app_add(struct app *app, const struct actor *actor, struct work_log *entry,
                                 struct arena *arena, struct error *err)
{
    struct log_work work = {
        .session = service_session_begin(app, actor), .arena = arena, .entry = entry};
    entry->officer = actor->name;
    return app_write(app, add_log, &work, err);
}

static enum error_kind list_log(struct tx *tx, void *context, struct error *err)
{
    struct log_work *work = context;
    if (work->project.length > 0) {
        const struct scope scope = party_scope(work->session.actor);
        struct project project;
        TRY(project_store_find_in(tx, &scope, work->project, work->arena, &project, err));
        work->filter.project_id = project.id;
    } else {
        work->filter.officer_id = work->session.actor->person_id;
    }
    return work_log_store_list(tx, &work->filter, work->arena, work->out, work->count_out, err);
}

enum error_kind work_log_app_list(struct app *app, const struct actor *actor, struct text project,
                                  struct date from, struct date until, struct arena *arena,
                                  struct work_log **out, size_t *count_out, struct error *err)
{
    struct log_work work = {.session = service_session_begin(app, actor),
                            .arena = arena,
                            .project = project,
                            .filter = {.from = from, .until = until},
                            .out = out,
                            .count_out = count_out};
    return db_read(app->db, list_log, &work, err);
}
