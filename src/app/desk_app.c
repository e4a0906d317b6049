#include "app/desk_app.h"

#include "app/case_app.h"
#include "app/case_work.h"
#include "app/notice_app.h"
#include "store/journal_store.h"
#include "store/party_store.h"

#include <string.h>

enum { DESK_JOURNAL_MAX = 4096 };

struct desk_work {
    struct app *app;
    const struct actor *actor;
    int64_t case_id, expected_version;
    struct text person;
    struct stand_in *stand_in;
    int64_t stand_in_id;
    struct desk_capacity capacity;
    const struct desk_case_cost *costs;
    size_t cost_count;
};

/* Somebody who can work at the desk of the department. */
static enum error_kind find_colleague(struct tx *tx, struct text name, struct text department,
                                      struct arena *arena, struct person *out, struct error *err)
{
    enum error_kind kind = person_store_find(tx, name, arena, out, err);
    if (kind != OK && kind != ERROR_NOT_FOUND) {
        return kind;
    }
    if (kind == ERROR_NOT_FOUND || !out->enabled || !role_has(out->role, PERMISSION_HANDLE) ||
        !text_is_equal(out->body, department)) {
        error_set(err, ERROR_INVALID, "desk.person",
                  "“%.*s”不是本部门的审批人员 (nobody of that name works at this desk)",
                  TEXT_ARGS(name));
        return error_at_field(err, "person");
    }
    return OK;
}

/* --- assignment --------------------------------------------------------------------------------- */

static enum error_kind check_assigner(const struct actor *actor, struct text holder,
                                      struct text person, struct error *err)
{
    bool own = text_is_equal(holder, actor->name);
    bool takes = holder.length == 0 && text_is_equal(person, actor->name);
    return own || takes || role_has(actor->role, PERMISSION_DIRECT)
               ? OK
               : error_set(
                     err, ERROR_FORBIDDEN, "desk.assign",
                     "只有部门负责人可以改派他人的办件 (a colleague's case is moved by the head "
                     "of the department)");
}

static enum error_kind tell(struct case_work *work, int64_t person_id, struct error *err)
{
    struct case_session *session = work->session;
    const struct notice notice = {
        .person_id = person_id,
        .kind = NOTICE_ASSIGNED,
        .subject = text_format(session->arena, "project:%.*s", TEXT_ARGS(work->of->project.code)),
        .project = work->of->project.name,
        .item = work->at->name_zh,
        .item_en = work->at->name_en,
        .day = work->stored.due_on,
    };
    return notice_add(session->tx, &notice, session->now, err);
}

/* The new holder, and whoever stands in for it today. */
static enum error_kind tell_holder(struct case_work *work, const struct person *person,
                                   struct error *err)
{
    struct case_session *session = work->session;
    struct stand_in *list;
    size_t count;
    if (!text_is_equal(person->name, session->actor->name)) {
        TRY(tell(work, person->id, err));
    }
    TRY(stand_in_store_list(session->tx, work->stored.department, session->today, session->arena,
                            &list, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct person other;
        if (text_is_equal(list[i].person, person->name) &&
            date_compare(list[i].from, session->today) <= 0) {
            TRY(person_store_find(session->tx, list[i].stand_in, session->arena, &other, err));
            TRY(tell(work, other.id, err));
        }
    }
    return OK;
}

static enum error_kind assign(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct desk_work *job = context;
    struct case_session session;
    struct case_project of;
    struct case_work work;
    struct json_writer json;
    struct person person = {0};
    TRY(case_session_begin(&session, job->app, job->actor, tx, &arena, err));
    TRY(case_work_find(&session, job->case_id, &of, &work, err));
    TRY(case_work_check_desk(&work, SIDE_DEPARTMENT, err));
    if (work.stored.version != job->expected_version) {
        return error_set(err, ERROR_CONFLICT, "case.stale",
                         "办件已被他人办理, 请刷新 (somebody else was first)");
    }
    if (!work.stored.open) {
        return error_set(err, ERROR_CONFLICT, "case.step", "办件已办结 (the case has ended)");
    }
    TRY(check_assigner(job->actor, work.stored.assignee, job->person, err));
    if (job->person.length > 0) {
        TRY(find_colleague(tx, job->person, work.stored.department, &arena, &person, err));
        TRY(tell_holder(&work, &person, err));
    }
    case_journal_begin(&work, &json);
    json_member_text(&json, "assignee", job->person);
    json_member_text(&json, "before", work.stored.assignee);
    work.stored.assignee = job->person;
    TRY(case_work_save(&work, err));
    return case_journal_end(&work, &json, "case.assign", "", err);
}

enum error_kind desk_app_assign(struct app *app, const struct actor *actor, int64_t case_id,
                                int64_t expected_version, struct text person, struct error *err)
{
    struct desk_work job = {.app = app,
                            .actor = actor,
                            .case_id = case_id,
                            .expected_version = expected_version,
                            .person = person};
    return app_write(app, assign, &job, err);
}

/* --- many at once ------------------------------------------------------------------------------- */

struct case_look {
    int64_t id;
    enum case_state state;
};

static enum error_kind look(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct case_look *at = context;
    struct stored_case stored;
    TRY(case_store_find(tx, at->id, &arena, &stored, err));
    at->state = stored.state;
    return OK;
}

static enum error_kind accept_one(struct app *app, const struct actor *actor,
                                  const struct desk_acceptance *one, struct error *err)
{
    struct case_look at = {.id = one->case_id};
    TRY(db_read(app->db, look, &at, err));
    const struct case_step step = {.event = at.state == CASE_AT_WINDOW ? CASE_ACCEPT_DEPARTMENT
                                                                       : CASE_ACCEPT_WINDOW};
    return case_app_do(app, actor, one->case_id, one->version, &step, TEXT(""), err);
}

void desk_app_accept(struct app *app, const struct actor *actor, struct desk_acceptance *cases,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cases[i].err = (struct error){.kind = OK};
        if (accept_one(app, actor, &cases[i], &cases[i].err) == OK) {
            cases[i].err.kind = OK;
        }
    }
}

/* --- stand-ins ---------------------------------------------------------------------------------- */

static enum error_kind journal(struct tx *tx, struct desk_work *job, const char *action,
                               struct text subject, struct json_writer *json, struct error *err)
{
    struct text data;
    json_object_close(json);
    TRY(json_writer_text(json, &data, err));
    return journal_store_append(tx, action, subject, job->actor->name, data, app_now(job->app),
                                err);
}

static enum error_kind journal_stand_in(struct tx *tx, struct desk_work *job, const char *action,
                                        const struct stand_in *stand_in, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct json_writer json;
    json_writer_init(&json, &arena, DESK_JOURNAL_MAX);
    json_object_open(&json);
    json_member_text(&json, "department", stand_in->department);
    json_member_date(&json, "from", stand_in->from);
    json_member_int(&json, "id", stand_in->id);
    json_member_text(&json, "stand_in", stand_in->stand_in);
    json_member_date(&json, "until", stand_in->until);
    return journal(tx, job, action, text_format(&arena, "person:%.*s", TEXT_ARGS(stand_in->person)),
                   &json, err);
}

static enum error_kind check_setter(const struct actor *actor, const struct stand_in *stand_in,
                                    struct error *err)
{
    TRY(party_check_department(actor, stand_in->department, err));
    return text_is_equal(stand_in->person, actor->name) || role_has(actor->role, PERMISSION_DIRECT)
               ? OK
               : error_set(
                     err, ERROR_FORBIDDEN, "desk.stand_in",
                     "只有本人或部门负责人可以安排代班 (oneself or the head arranges a stand-in)");
}

static enum error_kind add_stand_in(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct desk_work *job = context;
    struct stand_in *stand_in = job->stand_in;
    struct person away, other;
    TRY(check_setter(job->actor, stand_in, err));
    TRY(find_colleague(tx, stand_in->person, stand_in->department, &arena, &away, err));
    enum error_kind kind =
        find_colleague(tx, stand_in->stand_in, stand_in->department, &arena, &other, err);
    if (kind != OK) {
        return kind == ERROR_INVALID ? error_at_field(err, "stand_in") : kind;
    }
    if (away.id == other.id) {
        error_set(err, ERROR_INVALID, "stand_in.self",
                  "不能由本人代班 (nobody stands in for himself)");
        return error_at_field(err, "stand_in");
    }
    if (date_compare(stand_in->until, stand_in->from) < 0 ||
        date_compare(stand_in->until, app_today(job->app)) < 0) {
        error_set(err, ERROR_INVALID, "stand_in.days",
                  "代班止日早于起日或已过 (the last day lies before the first, or is over)");
        return error_at_field(err, "until");
    }
    TRY(stand_in_store_add(tx, stand_in, app_now(job->app), err));
    const struct notice notice = {.person_id = other.id,
                                  .kind = NOTICE_ASSIGNED,
                                  .project = away.display_name,
                                  .day = stand_in->until};
    TRY(notice_add(tx, &notice, app_now(job->app), err));
    return journal_stand_in(tx, job, "desk.stand_in", stand_in, err);
}

enum error_kind desk_app_add_stand_in(struct app *app, const struct actor *actor,
                                      struct stand_in *stand_in, struct error *err)
{
    struct desk_work job = {.app = app, .actor = actor, .stand_in = stand_in};
    stand_in->department = actor->body;
    stand_in->set_by = actor->name;
    return app_write(app, add_stand_in, &job, err);
}

static enum error_kind end_stand_in(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct desk_work *job = context;
    struct stand_in stand_in;
    TRY(stand_in_store_find(tx, job->stand_in_id, &arena, &stand_in, err));
    if (!text_is_equal(stand_in.department, job->actor->body)) {
        return error_set(err, ERROR_NOT_FOUND, "stand_in.unknown",
                         "没有这项代班 (there is no such stand-in)");
    }
    TRY(check_setter(job->actor, &stand_in, err));
    TRY(stand_in_store_end(tx, stand_in.id, err));
    return journal_stand_in(tx, job, "desk.stand_in_end", &stand_in, err);
}

enum error_kind desk_app_end_stand_in(struct app *app, const struct actor *actor, int64_t id,
                                      struct error *err)
{
    struct desk_work job = {.app = app, .actor = actor, .stand_in_id = id};
    return app_write(app, end_stand_in, &job, err);
}

/* --- capacity ----------------------------------------------------------------------------------- */

static enum error_kind put_capacity(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct desk_work *job = context;
    struct json_writer json;
    TRY(desk_capacity_store_put(tx, job->actor->body, &job->capacity, app_now(job->app), err));
    json_writer_init(&json, &arena, DESK_JOURNAL_MAX);
    json_object_open(&json);
    json_member_int(&json, "cases", job->capacity.cases);
    json_member_date(&json, "from", job->capacity.from);
    return journal(tx, job, "desk.capacity",
                   text_format(&arena, "department:%.*s", TEXT_ARGS(job->actor->body)), &json, err);
}

enum error_kind desk_app_put_capacity(struct app *app, const struct actor *actor, struct date from,
                                      int64_t cases, struct error *err)
{
    struct desk_work job = {.app = app, .actor = actor, .capacity = {from, cases, actor->name}};
    if (cases < 0 || cases > DESK_CASES_MAX) {
        error_set(err, ERROR_INVALID, "desk.cases", "0 to %d cases at a time", DESK_CASES_MAX);
        return error_at_field(err, "cases");
    }
    return app_write(app, put_capacity, &job, err);
}

/* --- costs -------------------------------------------------------------------------------------- */

static enum error_kind keep_costs(struct tx *tx, void *context, struct error *err)
{
    const struct desk_work *job = context;
    for (size_t i = 0; i < job->cost_count; i++) {
        TRY(desk_store_set_cost(tx, &job->costs[i], err));
    }
    return OK;
}

enum error_kind desk_app_keep_costs(struct app *app, const struct desk_case_cost *costs,
                                    size_t count, struct error *err)
{
    struct desk_work job = {.app = app, .costs = costs, .cost_count = count};
    return count == 0 ? OK : db_write(app->db, keep_costs, &job, err);
}
