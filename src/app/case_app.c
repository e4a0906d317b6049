#include "app/case_app.h"

#include "app/case_work.h"

struct case_job {
    struct app *app;
    const struct actor *actor;
    int64_t case_id, expected_version;
    const struct case_step *step;
    struct text result, paper, reason;
    bool granted;
    int64_t id;
};

struct opened {
    struct case_session session;
    struct case_project of;
    struct case_work work;
};

static enum error_kind open_case(struct opened *opened, const struct case_job *job, struct tx *tx,
                                 struct arena *arena, struct error *err)
{
    TRY(case_session_begin(&opened->session, job->app, job->actor, tx, arena, err));
    return case_work_find(&opened->session, job->case_id, &opened->of, &opened->work, err);
}

static enum error_kind check_version(const struct opened *opened, const struct case_job *job,
                                     struct error *err)
{
    return opened->work.stored.version == job->expected_version
               ? OK
               : error_set(err, ERROR_CONFLICT, "case.stale",
                           "办件已被他人办理, 请刷新 (somebody else was first)");
}

static enum error_kind check_reason(struct text reason, struct error *err)
{
    size_t length = text_count_characters(reason);
    if (length == 0 || length > CASE_REASON_MAX) {
        error_set(err, ERROR_INVALID, "case.reason", "请写明理由 (a reason of 1 to %d characters)",
                  CASE_REASON_MAX);
        return error_at_field(err, "reason");
    }
    return OK;
}

/* --- events ------------------------------------------------------------------------------------- */

/* A commitment is decided on at once: the window's acceptance comes with it. */
static enum error_kind accept_first(struct case_work *work, struct error *err)
{
    const struct case_step accept = {
        .event = CASE_ACCEPT_WINDOW, .side = SIDE_WINDOW, .reason = TEXT("告知承诺")};
    enum case_state state = case_state_of(work->entries, work->entry_count);
    if (state != CASE_RECEIVED &&
        (state != CASE_CORRECTED || case_is_accepted(work->entries, work->entry_count))) {
        return OK;
    }
    return case_work_step(work, &accept, TEXT(""), err);
}

static enum error_kind do_event(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    const struct case_job *job = context;
    struct opened opened;
    struct case_step step = *job->step;
    TRY(open_case(&opened, job, tx, &arena, err));
    if (step.event == CASE_ASK_CORRECTION) {
        return error_set(err, ERROR_INVALID, "case.notice",
                         "补正由申报的一次性告知统一发出 (what is missing is told by the notice of "
                         "the application)");
    }
    if (step.event == CASE_DECIDE_COMMITTED) {
        TRY(case_work_check_desk(&opened.work, SIDE_DEPARTMENT, err));
        TRY(check_version(&opened, job, err));
        TRY(accept_first(&opened.work, err));
    } else {
        TRY(check_version(&opened, job, err));
    }
    TRY(case_work_side(&opened.work, step.event, &step.side, err));
    return case_work_step(&opened.work, &step, job->result, err);
}

enum error_kind case_app_do(struct app *app, const struct actor *actor, int64_t case_id,
                            int64_t expected_version, const struct case_step *step,
                            struct text result, struct error *err)
{
    struct case_job job = {.app = app,
                           .actor = actor,
                           .case_id = case_id,
                           .expected_version = expected_version,
                           .step = step,
                           .result = result};
    return db_write(app->db, do_event, &job, err);
}

/* --- defects ------------------------------------------------------------------------------------ */

static enum error_kind check_paper(const struct case_work *work, struct text paper,
                                   struct text *key_out, struct error *err)
{
    *key_out = paper;
    for (size_t i = 0; i < work->at->paper_count; i++) {
        struct text key = paper_key(&work->of->approvals.template, &work->at->papers[i]);
        if (text_is_equal(work->at->papers[i].id, paper) || text_is_equal(key, paper)) {
            *key_out = key;
            return OK;
        }
    }
    if (paper.length > 0) {
        error_set(err, ERROR_INVALID, "defect.paper", "该事项没有这份材料 (no such paper)");
        return error_at_field(err, "paper");
    }
    return OK;
}

static enum error_kind add_defect(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct case_job *job = context;
    struct opened opened;
    struct json_writer json;
    struct stored_defect defect = {.why = job->reason, .added_by = job->actor->name};
    TRY(open_case(&opened, job, tx, &arena, err));
    TRY(case_work_check_desk(&opened.work, SIDE_WINDOW, err));
    TRY(check_reason(job->reason, err));
    TRY(check_paper(&opened.work, job->paper, &defect.paper, err));
    if (case_rule_find(opened.work.stored.state, CASE_ASK_CORRECTION) == NULL) {
        return error_set(err, ERROR_CONFLICT, "case.step",
                         "办件状态为“%s”, 不能再提补正 (nothing can be asked for any more)",
                         case_state_zh(opened.work.stored.state));
    }
    TRY(defect_store_add(tx, job->case_id, &defect, opened.session.now, err));
    job->id = defect.id;
    case_journal_begin(&opened.work, &json);
    json_member_text(&json, "paper", defect.paper);
    json_member_text(&json, "why", defect.why);
    return case_journal_end(&opened.work, &json, "case.defect", "", err);
}

enum error_kind case_app_add_defect(struct app *app, const struct actor *actor, int64_t case_id,
                                    struct text paper, struct text why, int64_t *id_out,
                                    struct error *err)
{
    struct case_job job = {
        .app = app, .actor = actor, .case_id = case_id, .paper = paper, .reason = why};
    TRY(db_write(app->db, add_defect, &job, err));
    *id_out = job.id;
    return OK;
}

/* --- green channel ------------------------------------------------------------------------------ */

static enum error_kind check_green_open(const struct opened *opened, struct error *err)
{
    return opened->work.stored.open ? OK
                                    : error_set(err, ERROR_CONFLICT, "green.closed",
                                                "办件已办结 (the case has ended already)");
}

static enum error_kind ask_green(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    const struct case_job *job = context;
    struct opened opened;
    struct json_writer json;
    TRY(open_case(&opened, job, tx, &arena, err));
    TRY(check_green_open(&opened, err));
    TRY(check_reason(job->reason, err));
    TRY(green_store_ask(tx, job->case_id, job->reason, job->actor->name, opened.session.today,
                        err));
    case_journal_begin(&opened.work, &json);
    json_member_text(&json, "reason", job->reason);
    return case_journal_end(&opened.work, &json, "green.ask", "head", err);
}

enum error_kind case_app_ask_green(struct app *app, const struct actor *actor, int64_t case_id,
                                   struct text reason, struct error *err)
{
    struct case_job job = {.app = app, .actor = actor, .case_id = case_id, .reason = reason};
    return db_write(app->db, ask_green, &job, err);
}

static enum error_kind check_share(struct tx *tx, const struct opened *opened, int percent,
                                   struct error *err)
{
    int64_t open, green;
    TRY(case_store_count_open(tx, opened->work.stored.department, &open, &green, err));
    return green_check_share(green, open, percent, err);
}

static enum error_kind decide_green(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    const struct case_job *job = context;
    struct opened opened;
    struct json_writer json;
    struct green_request request;
    bool found;
    TRY(open_case(&opened, job, tx, &arena, err));
    TRY(case_work_check_desk(&opened.work, SIDE_HEAD, err));
    TRY(check_green_open(&opened, err));
    TRY(check_reason(job->reason, err));
    TRY(green_store_find(tx, job->case_id, &arena, &request, &found, err));
    if (found && text_is_equal(request.asked_by, job->actor->name)) {
        return error_set(err, ERROR_FORBIDDEN, "green.self",
                         "申请人不能自己审批绿色通道 (nobody grants what he asked for himself)");
    }
    if (job->granted) {
        TRY(check_share(tx, &opened, job->app->green_share_percent, err));
    }
    request = (struct green_request){.state = job->granted ? TEXT("granted") : TEXT("refused"),
                                     .decided_by = job->actor->name,
                                     .decided_on = opened.session.today,
                                     .answer = job->reason};
    TRY(green_store_decide(tx, job->case_id, &request, err));
    opened.work.stored.green = job->granted;
    TRY(case_work_save(&opened.work, err));
    case_journal_begin(&opened.work, &json);
    json_member_text(&json, "reason", job->reason);
    return case_journal_end(&opened.work, &json, job->granted ? "green.grant" : "green.refuse",
                            "owner officer department", err);
}

enum error_kind case_app_decide_green(struct app *app, const struct actor *actor, int64_t case_id,
                                      bool granted, struct text reason, struct error *err)
{
    struct case_job job = {
        .app = app, .actor = actor, .case_id = case_id, .reason = reason, .granted = granted};
    return db_write(app->db, decide_green, &job, err);
}

/* --- validity ----------------------------------------------------------------------------------- */

static enum error_kind extend_validity(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    const struct case_job *job = context;
    struct opened opened;
    struct json_writer json;
    TRY(open_case(&opened, job, tx, &arena, err));
    struct stored_case *stored = &opened.work.stored;
    TRY(case_work_check_desk(&opened.work, SIDE_DEPARTMENT, err));
    TRY(check_version(&opened, job, err));
    TRY(check_reason(job->reason, err));
    if (!case_state_is_decided(stored->state)) {
        return error_set(err, ERROR_CONFLICT, "case.step",
                         "尚未准予, 没有有效期可延 (there is no permit to extend)");
    }
    TRY(validity_extend(opened.work.at, stored->ended_on, stored->validity_extensions,
                        opened.session.today, &stored->valid_until, err));
    stored->validity_extensions++;
    TRY(case_work_save(&opened.work, err));
    case_journal_begin(&opened.work, &json);
    json_member_text(&json, "reason", job->reason);
    json_member_date(&json, "valid_until", stored->valid_until);
    TRY(case_journal_end(&opened.work, &json, "permit.extend", "owner officer", err));
    return case_work_check_validity(&opened.work, err);
}

enum error_kind case_app_extend_validity(struct app *app, const struct actor *actor,
                                         int64_t case_id, int64_t expected_version,
                                         struct text reason, struct error *err)
{
    struct case_job job = {.app = app,
                           .actor = actor,
                           .case_id = case_id,
                           .expected_version = expected_version,
                           .reason = reason};
    return db_write(app->db, extend_validity, &job, err);
}
