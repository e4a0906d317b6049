#include "app/joint_app.h"

#include "app/case_work.h"
#include "app/service_work.h"
#include "domain/service/officer.h"

struct joint_work {
    struct app *app;
    struct service_session session;
    struct arena *arena;
    struct joint_sheet *sheet;
    struct joint_sheet **out;
    size_t *count_out;
    int64_t id;
    struct text reason;
};

static enum error_kind journal(struct tx *tx, const struct joint_work *work, const char *action,
                               const struct joint_sheet *sheet, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct json_writer json;
    service_journal_begin(&json, &arena);
    json_key(&json, "cases");
    json_array_open(&json);
    for (size_t i = 0; i < sheet->case_count; i++) {
        json_put_int(&json, sheet->cases[i].case_id);
    }
    json_array_close(&json);
    json_member_text(&json, "conclusion", sheet->conclusion);
    json_member_text(&json, "department", work->session.actor->body);
    json_member_date(&json, "met_on", sheet->met_on);
    if (work->reason.length > 0) {
        json_member_text(&json, "reason", work->reason);
    }
    json_member_text(&json, "title", sheet->title);
    return service_journal_end(tx, &json, action,
                               text_format(&arena, "joint:%lld", (long long)sheet->id),
                               &work->session, err);
}

/* Each department once. */
static enum error_kind tell_departments(struct tx *tx, const struct joint_work *work,
                                        const struct joint_sheet *sheet, struct text note,
                                        struct error *err)
{
    SCOPED_ARENA arena = {0};
    const struct notice notice = {
        .kind = NOTICE_REVIEW,
        .subject = text_format(&arena, "joint:%lld", (long long)sheet->id),
        .project = sheet->title,
        .note = note,
        .day = sheet->met_on,
    };
    for (size_t i = 0; i < sheet->case_count; i++) {
        bool told = false;
        for (size_t other = 0; other < i; other++) {
            told =
                told || text_is_equal(sheet->cases[other].department, sheet->cases[i].department);
        }
        if (!told) {
            TRY(service_tell_desk(tx, sheet->cases[i].department, &notice, &work->session, err));
        }
    }
    return OK;
}

/* --- writing a sheet ---------------------------------------------------------------------------- */

static enum error_kind fill_cases(struct tx *tx, const struct joint_work *work, struct error *err)
{
    struct joint_sheet *sheet = work->sheet;
    const struct actor *actor = work->session.actor;
    bool own = actor->role != ROLE_HEAD;
    for (size_t i = 0; i < sheet->case_count; i++) {
        struct stored_case stored;
        struct joint_case *one = &sheet->cases[i];
        if (case_store_find(tx, one->case_id, work->arena, &stored, err) != OK) {
            enum error_kind kind = err->kind;
            error_at_row(err, (long)i + 1);
            return kind;
        }
        one->version = stored.version;
        one->department = stored.department;
        one->project = stored.project;
        one->item = stored.item_id;
        own = own || text_is_equal(stored.department, actor->body);
    }
    return own ? OK
               : error_set(
                     err, ERROR_FORBIDDEN, "joint.department",
                     "会办须含本部门的办件 (a head convenes for a case of the own department)");
}

static enum error_kind add(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct joint_work *work = context;
    work->arena = &arena;
    TRY(fill_cases(tx, work, err));
    TRY(joint_store_add(tx, work->sheet, work->session.now, err));
    TRY(tell_departments(tx, work, work->sheet, TEXT("待签署会办单"), err));
    return journal(tx, work, "joint.add", work->sheet, err);
}

enum error_kind joint_app_add(struct app *app, const struct actor *actor, struct joint_sheet *sheet,
                              struct error *err)
{
    struct joint_work work = {
        .app = app, .session = service_session_begin(app, actor), .sheet = sheet};
    sheet->made_by = actor->name;
    TRY(joint_check(sheet, work.session.today, err));
    return app_write(app, add, &work, err);
}

/* --- signing ------------------------------------------------------------------------------------ */

/* Names the case in front of what the domain says; the code stays. */
static enum error_kind name_case(const struct joint_case *one, struct error *err)
{
    struct error why = *err;
    return error_set(err, why.kind, why.code, "办件 %lld (%.*s): %.300s", (long long)one->case_id,
                     TEXT_ARGS(one->item), why.message);
}

static enum error_kind move_case(struct tx *tx, const struct joint_work *work,
                                 const struct joint_sheet *sheet, const struct joint_case *one,
                                 struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct case_session session;
    struct case_project *of = ARENA_NEW(&arena, struct case_project);
    struct case_work *at = ARENA_NEW(&arena, struct case_work);
    struct case_step step = {.event = one->event};
    TRY(case_session_begin(&session, work->app, work->session.actor, tx, &arena, err));
    TRY(case_work_find(&session, one->case_id, of, at, err));
    if (at->stored.version != one->version) {
        return error_set(
            err, ERROR_CONFLICT, "joint.stale",
            "会办单签发后已有变动, 请重新会办 (it has moved since the sheet was written)");
    }
    const struct case_rule *rule = case_rule_find(at->stored.state, one->event);
    step.side = rule == NULL ? SIDE_DEPARTMENT : rule->side; /* without a row the domain refuses */
    step.reason =
        text_format(&arena, "会办单 %lld: %.*s", (long long)sheet->id, TEXT_ARGS(one->reason));
    return case_work_step(at, &step, one->result, err);
}

static enum error_kind move_all(struct tx *tx, const struct joint_work *work,
                                const struct joint_sheet *sheet, struct error *err)
{
    for (size_t i = 0; i < sheet->case_count; i++) {
        if (move_case(tx, work, sheet, &sheet->cases[i], err) != OK) {
            return name_case(&sheet->cases[i], err);
        }
    }
    TRY(joint_store_end(tx, sheet->id, JOINT_DONE, err));
    TRY(tell_departments(tx, work, sheet, TEXT("会办已办结"), err));
    return journal(tx, work, "joint.conclude", sheet, err);
}

static enum error_kind sign(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct joint_work *work = context;
    const struct actor *actor = work->session.actor;
    struct joint_sheet sheet;
    TRY(joint_store_find(tx, work->id, &arena, &sheet, err));
    TRY(joint_check_signer(&sheet, actor->body, err));
    TRY(joint_store_sign(tx, work->id, actor->body, actor->name, work->session.now, err));
    TRY(journal(tx, work, "joint.sign", &sheet, err));
    TRY(joint_store_find(tx, work->id, &arena, &sheet, err));
    return joint_is_complete(&sheet) ? move_all(tx, work, &sheet, err) : OK;
}

enum error_kind joint_app_sign(struct app *app, const struct actor *actor, int64_t id,
                               struct error *err)
{
    struct joint_work work = {.app = app, .session = service_session_begin(app, actor), .id = id};
    return app_write(app, sign, &work, err);
}

static enum error_kind cancel(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct joint_work *work = context;
    struct joint_sheet sheet;
    TRY(joint_store_find(tx, work->id, &arena, &sheet, err));
    if (!text_is_equal(sheet.made_by, work->session.actor->name)) {
        return error_set(err, ERROR_FORBIDDEN, "joint.writer",
                         "由召集人撤销 (whoever wrote the sheet cancels it)");
    }
    TRY(joint_store_end(tx, work->id, JOINT_CANCELLED, err));
    TRY(tell_departments(tx, work, &sheet, TEXT("会办已撤销"), err));
    return journal(tx, work, "joint.cancel", &sheet, err);
}

enum error_kind joint_app_cancel(struct app *app, const struct actor *actor, int64_t id,
                                 struct text reason, struct error *err)
{
    struct joint_work work = {
        .app = app, .session = service_session_begin(app, actor), .id = id, .reason = reason};
    TRY(service_check_text(reason, "reason", err));
    return app_write(app, cancel, &work, err);
}

/* --- reading ------------------------------------------------------------------------------------ */

static enum error_kind find(struct tx *tx, void *context, struct error *err)
{
    struct joint_work *work = context;
    return joint_store_find(tx, work->id, work->arena, work->sheet, err);
}

enum error_kind joint_app_find(struct app *app, int64_t id, struct arena *arena,
                               struct joint_sheet *out, struct error *err)
{
    struct joint_work work = {.arena = arena, .id = id, .sheet = out};
    return db_read(app->db, find, &work, err);
}

static enum error_kind list(struct tx *tx, void *context, struct error *err)
{
    struct joint_work *work = context;
    return joint_store_list(tx, work->arena, work->out, work->count_out, err);
}

enum error_kind joint_app_list(struct app *app, struct arena *arena, struct joint_sheet **out,
                               size_t *count_out, struct error *err)
{
    struct joint_work work = {.arena = arena, .out = out, .count_out = count_out};
    return db_read(app->db, list, &work, err);
}
