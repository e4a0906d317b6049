#include "app/application_app.h"

#include "app/case_work.h"
#include "store/journal_store.h"

struct application_job {
    struct app *app;
    const struct actor *actor;
    const struct application_request *request;
    int64_t id;
    struct text reason;
};

/* --- handing in --------------------------------------------------------------------------------- */

static bool has_open_case(const struct case_project *of, struct text item)
{
    for (size_t i = 0; i < of->case_count; i++) {
        if (of->cases[i].open && text_is_equal(of->cases[i].item_id, item)) {
            return true;
        }
    }
    return false;
}

static enum error_kind find_named(const struct case_project *of,
                                  const struct application_request *request, struct text id,
                                  int *item_out, struct error *err)
{
    int item = template_find_item(&of->approvals.template, id);
    if (item < 0 || !application_has_item(&of->approvals.template, of->approvals.applies, item,
                                          request->stage)) {
        error_set(err, ERROR_INVALID, "application.item",
                  "事项“%.*s”不在本阶段申报范围 (not an item of this stage of the project)",
                  (int)(id.length < 60 ? id.length : 60), id.data);
        return error_at_field(err, "items");
    }
    *item_out = item;
    return OK;
}

/* The items of the application, in the template's order or in the order in which they are named. */
static enum error_kind choose_items(const struct case_project *of,
                                    const struct application_request *request, int *items,
                                    size_t *count_out, struct error *err)
{
    size_t count = 0;
    for (size_t i = 0; i < request->item_count; i++) {
        TRY(find_named(of, request, request->items[i], &items[count++], err));
    }
    for (size_t i = 0; request->item_count == 0 && i < of->approvals.template.item_count; i++) {
        if (application_has_item(&of->approvals.template, of->approvals.applies, (int)i,
                                 request->stage) &&
            date_is_none(of->approvals.progress[i].decided_on) &&
            !has_open_case(of, of->approvals.template.items[i].id)) {
            items[count++] = (int)i;
        }
    }
    *count_out = count;
    return count > 0 ? OK
                     : error_set(err, ERROR_INVALID, "application.empty",
                                 "本阶段没有可申报的事项 (nothing is left to hand in)");
}

static enum error_kind add_case(struct case_session *session, struct case_project *of,
                                int64_t application_id, int item, struct error *err)
{
    const struct template_item *at = &of->approvals.template.items[item];
    const struct case_step submit = {.event = CASE_SUBMIT, .side = SIDE_OWNER};
    struct case_work work;
    struct stored_case stored = {
        .application_id = application_id,
        .project_id = of->project.id,
        .item_id = at->id,
        .department = of->approvals.template.departments[at->department].id,
        .stage = at->stage,
    };
    TRY(case_store_add(session->tx, &stored, session->now, err));
    TRY(case_work_open(session, of, stored.id, &work, err));
    return work.papers_wait ? OK : case_work_step(&work, &submit, TEXT(""), err);
}

static enum error_kind journal_application(struct case_session *session,
                                           const struct case_project *of,
                                           const struct application *application,
                                           const char *action, struct text reason,
                                           struct error *err)
{
    struct json_writer json;
    struct text data;
    json_writer_init(&json, session->arena, CASE_JOURNAL_MAX);
    json_object_open(&json);
    json_member_text(&json, "application", application_number(application, session->arena));
    if (reason.length > 0) {
        json_member_text(&json, "reason", reason);
    }
    json_member_int(&json, "stage", application->stage);
    json_object_close(&json);
    TRY(json_writer_text(&json, &data, err));
    return journal_store_append(
        session->tx, action,
        text_format(session->arena, "project:%.*s", TEXT_ARGS(of->project.code)),
        session->actor->name, data, session->now, err);
}

static enum error_kind submit(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct application_job *job = context;
    struct case_session session;
    struct case_project of;
    size_t count;
    TRY(case_session_begin(&session, job->app, job->actor, tx, &arena, err));
    TRY(case_project_open(&session, job->request->project, &of, err));
    int *items =
        ARENA_ARRAY(&arena, int, of.approvals.template.item_count + job->request->item_count);
    TRY(choose_items(&of, job->request, items, &count, err));
    struct application application = {
        .project_id = of.project.id,
        .project = of.project.code,
        .stage = job->request->stage,
        .form = job->request->form,
        .submitted_on = session.today,
        .submitted_by = job->actor->name,
    };
    TRY(application_store_add(tx, &application, session.now, err));
    TRY(journal_application(&session, &of, &application, "application.submit", TEXT(""), err));
    for (size_t i = 0; i < count; i++) {
        TRY(add_case(&session, &of, application.id, items[i], err));
    }
    job->id = application.id;
    return OK;
}

enum error_kind application_app_submit(struct app *app, const struct actor *actor,
                                       const struct application_request *request, int64_t *id_out,
                                       struct error *err)
{
    struct application_job job = {.app = app, .actor = actor, .request = request};
    TRY(db_write(app->db, submit, &job, err));
    *id_out = job.id;
    return OK;
}

/* --- the one notice ----------------------------------------------------------------------------- */

struct opened_application {
    struct case_session session;
    struct case_project of;
    struct application application;
    struct stored_case *cases;
    size_t case_count;
};

static enum error_kind open_application(struct opened_application *opened,
                                        const struct application_job *job, struct tx *tx,
                                        struct arena *arena, struct error *err)
{
    TRY(case_session_begin(&opened->session, job->app, job->actor, tx, arena, err));
    TRY(application_store_find(tx, job->id, arena, &opened->application, err));
    if (case_project_open(&opened->session, opened->application.project, &opened->of, err) != OK) {
        return err->kind != ERROR_NOT_FOUND
                   ? err->kind
                   : error_set(err, ERROR_NOT_FOUND, "application.unknown",
                               "没有这个申报 (there is no such application)");
    }
    return case_store_list_application(tx, job->id, arena, &opened->cases, &opened->case_count,
                                       err);
}

/* What a case misses as one sentence; "" when no department noted anything. */
static enum error_kind read_defects(struct case_session *session, const struct case_work *work,
                                    struct text *sentence_out, struct error *err)
{
    struct stored_defect *defects;
    size_t count;
    struct text_builder text;
    TRY(defect_store_list(session->tx, work->stored.id, session->arena, &defects, &count, err));
    text_builder_init(&text, session->arena, CASE_REASON_MAX * 3);
    for (size_t i = 0; i < count; i++) {
        if (date_is_none(defects[i].told_on)) {
            text_builder_add(&text, text.length == 0 ? TEXT("") : TEXT("；"));
            text_builder_add(&text, defects[i].why);
        }
    }
    *sentence_out = text_builder_text(&text);
    return OK;
}

static enum error_kind tell_case(struct opened_application *opened, const struct stored_case *at,
                                 bool *told_out, struct error *err)
{
    struct case_session *session = &opened->session;
    struct case_work work;
    struct case_step step = {.event = CASE_ASK_CORRECTION, .side = SIDE_WINDOW};
    *told_out = false;
    if (!at->open) {
        return OK;
    }
    TRY(case_work_open(session, &opened->of, at->id, &work, err));
    TRY(read_defects(session, &work, &step.reason, err));
    if (step.reason.length == 0) {
        return OK;
    }
    TRY(case_work_check_desk(&work, SIDE_WINDOW, err));
    TRY(case_work_step(&work, &step, TEXT(""), err));
    *told_out = true;
    return defect_store_tell(session->tx, at->id, session->today, err);
}

static enum error_kind notify(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    const struct application_job *job = context;
    struct opened_application opened;
    bool any = false, told;
    TRY(open_application(&opened, job, tx, &arena, err));
    if (!date_is_none(opened.application.noticed_on)) {
        return error_set(err, ERROR_INVALID, "case.told_once",
                         "补正只能一次性告知 (what is missing is told once)");
    }
    for (size_t i = 0; i < opened.case_count; i++) {
        TRY(tell_case(&opened, &opened.cases[i], &told, err));
        any = any || told;
    }
    if (!any) {
        return error_set(err, ERROR_INVALID, "notice.empty",
                         "各部门没有提出缺件 (no department noted anything missing)");
    }
    opened.application.noticed_on = opened.session.today;
    TRY(application_store_save(tx, &opened.application, err));
    return journal_application(&opened.session, &opened.of, &opened.application,
                               "application.notice", job->reason, err);
}

enum error_kind application_app_notify(struct app *app, const struct actor *actor, int64_t id,
                                       struct text reason, struct error *err)
{
    struct application_job job = {.app = app, .actor = actor, .id = id, .reason = reason};
    return db_write(app->db, notify, &job, err);
}

/* --- closing ------------------------------------------------------------------------------------ */

/* The template names the lead department of a stage by its Chinese name. */
static enum error_kind check_lead(const struct opened_application *opened, struct error *err)
{
    const struct template *template = &opened->of.approvals.template;
    struct text lead = TEXT("");
    for (size_t i = 0; i < template->stage_count; i++) {
        lead =
            template->stages[i].id == opened->application.stage ? template->stages[i].lead : lead;
    }
    for (size_t i = 0; i < template->department_count; i++) {
        if (text_is_equal(template->departments[i].name_zh, lead) &&
            text_is_equal(template->departments[i].id, opened->session.actor->body)) {
            return OK;
        }
    }
    return error_set(err, ERROR_FORBIDDEN, "application.lead",
                     "本阶段由牵头部门“%.*s”办结 (the lead department closes the stage)",
                     TEXT_ARGS(lead));
}

static enum error_kind close_stage(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    const struct application_job *job = context;
    struct opened_application opened;
    TRY(open_application(&opened, job, tx, &arena, err));
    TRY(check_lead(&opened, err));
    if (!date_is_none(opened.application.closed_on)) {
        return error_set(err, ERROR_CONFLICT, "application.closed",
                         "本阶段已办结 (it is closed already)");
    }
    for (size_t i = 0; i < opened.case_count; i++) {
        int item = template_find_item(&opened.of.approvals.template, opened.cases[i].item_id);
        bool beside =
            item >= 0 && text_is_equal(opened.of.approvals.template.items[item].group, TEXT("PAR"));
        if (opened.cases[i].open && !beside) {
            return error_set(err, ERROR_CONFLICT, "application.running",
                             "事项“%.*s”尚未办结 (a case has not ended)",
                             TEXT_ARGS(opened.cases[i].item_id));
        }
    }
    opened.application.closed_on = opened.session.today;
    opened.application.closed_by = job->actor->name;
    TRY(application_store_save(tx, &opened.application, err));
    return journal_application(&opened.session, &opened.of, &opened.application,
                               "application.close", TEXT(""), err);
}

enum error_kind application_app_close(struct app *app, const struct actor *actor, int64_t id,
                                      struct error *err)
{
    struct application_job job = {.app = app, .actor = actor, .id = id};
    return db_write(app->db, close_stage, &job, err);
}
