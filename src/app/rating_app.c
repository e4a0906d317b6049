#include "app/rating_app.h"

#include "app/service_work.h"
#include "store/case_calendar.h"
#include "store/case_store.h"
#include "store/officer_store.h"
#include "store/party_store.h"

struct rating_work {
    struct service_session session;
    struct arena *arena;
    struct rating *rating;
    int64_t case_id, person_id;
    struct text text, state;
    struct rating **out;
    size_t *count_out;
};

static enum error_kind journal(struct tx *tx, const struct rating_work *work, const char *action,
                               const struct rating *rating, struct error *err)
{
    struct json_writer json;
    service_journal_begin(&json, work->arena);
    json_member_int(&json, "case", rating->case_id);
    json_member_date(&json, "due_on", rating->due_on);
    json_member_int(&json, "grade", rating->grade);
    json_member_text(&json, "item", rating->item);
    json_member_text(&json, "officer", rating->officer);
    json_member_text(&json, "text", work->text);
    return service_journal_end(tx, &json, action,
                               text_format(work->arena, "project:%.*s", TEXT_ARGS(rating->project)),
                               &work->session, err);
}

/* --- rating ------------------------------------------------------------------------------------- */

static enum error_kind find_officer(struct tx *tx, const struct rating_work *work,
                                    int64_t project_id, struct rating *rating, struct error *err)
{
    struct person officer;
    TRY(officer_store_find_project(tx, project_id, work->session.today, &rating->officer_id, err));
    if (rating->officer_id == 0) {
        return error_set(err, ERROR_CONFLICT, "rating.nobody",
                         "该项目没有首席服务员 (nobody goes with the project)");
    }
    TRY(person_store_find_id(tx, rating->officer_id, work->arena, &officer, err));
    rating->officer = officer.name;
    return OK;
}

/* A poor rating has to be put right and called back within 15 working days of the city. */
static enum error_kind open_task(struct tx *tx, const struct rating_work *work,
                                 struct rating *rating, struct error *err)
{
    struct case_calendars calendars;
    rating->due_on = DATE_NONE;
    if (!grade_is_poor(rating->grade)) {
        return OK;
    }
    TRY(case_calendars_open(tx, work->session.today, work->arena, &calendars, err));
    return calendar_add(&calendars.city, work->session.today, RATING_TASK_DAYS, &rating->due_on,
                        err);
}

static enum error_kind find_case(struct tx *tx, const struct rating_work *work,
                                 struct stored_case *out, struct error *err)
{
    const struct scope scope = party_scope(work->session.actor);
    struct project project;
    TRY(case_store_find(tx, work->case_id, work->arena, out, err));
    if (project_store_find_in(tx, &scope, out->project, work->arena, &project, err) != OK) {
        return err->kind != ERROR_NOT_FOUND ? err->kind
                                            : error_set(err, ERROR_NOT_FOUND, "case.unknown",
                                                        "没有这个办件 (there is no such case)");
    }
    return out->open ? error_set(err, ERROR_CONFLICT, "rating.unfinished",
                                 "办件办结后再评价 (a case is rated when it has ended)")
                     : OK;
}

static enum error_kind tell(struct tx *tx, const struct rating_work *work,
                            const struct rating *rating, struct error *err)
{
    const struct notice notice = {
        .kind = date_is_none(rating->due_on) ? NOTICE_RATING : NOTICE_DEADLINE,
        .subject = text_format(work->arena, "case:%lld", (long long)rating->case_id),
        .project = rating->project,
        .item = rating->item,
        .item_en = rating->item,
        .note = text_of(grade_zh(rating->grade)),
        .day = rating->due_on,
    };
    return service_tell(tx, &rating->officer_id, 1, &notice, &work->session, err);
}

static enum error_kind rate(struct tx *tx, void *context, struct error *err)
{
    struct rating_work *work = context;
    struct rating rating = *work->rating;
    struct stored_case stored;
    TRY(find_case(tx, work, &stored, err));
    rating.project = stored.project;
    rating.item = stored.item_id;
    TRY(find_officer(tx, work, stored.project_id, &rating, err));
    TRY(open_task(tx, work, &rating, err));
    TRY(rating_store_add(tx, &rating, err));
    TRY(tell(tx, work, &rating, err));
    TRY(journal(tx, work, "rating.add", &rating, err));
    return rating_store_find(tx, work->case_id, work->arena, work->rating, err);
}

enum error_kind rating_app_rate(struct app *app, const struct actor *actor, int64_t case_id,
                                int64_t grade, struct text remark, struct arena *arena,
                                struct rating *out, struct error *err)
{
    struct rating_work work = {.session = service_session_begin(app, actor),
                               .arena = arena,
                               .case_id = case_id,
                               .text = remark,
                               .rating = out};
    if (actor->role == ROLE_OFFICER) {
        return error_set(err, ERROR_FORBIDDEN, "rating.self",
                         "由建设单位评价 (the owner rates, not the officer)");
    }
    if (grade < GRADE_VERY_GOOD || grade > GRADE_VERY_POOR) {
        error_set(err, ERROR_INVALID, "rating.grade",
                  "1 非常满意 至 5 非常不满意 (a grade is 1, very good, to 5, very poor)");
        return error_at_field(err, "grade");
    }
    if (grade_is_poor((enum grade)grade) || remark.length > 0) {
        TRY(service_check_text(remark, "remark", err)); /* a poor rating says why */
    }
    *out = (struct rating){.case_id = case_id,
                           .rated_by = actor->name,
                           .rated_on = work.session.today,
                           .grade = (enum grade)grade,
                           .remark = remark};
    return app_write(app, rate, &work, err);
}

/* --- the task of a poor rating ------------------------------------------------------------------ */

static enum error_kind find_task(struct tx *tx, const struct rating_work *work, struct rating *out,
                                 struct error *err)
{
    TRY(rating_store_find(tx, work->case_id, work->arena, out, err));
    return date_is_none(out->due_on) ? error_set(err, ERROR_CONFLICT, "rating.step",
                                                 "该评价无需整改 (there is nothing to put right)")
                                     : OK;
}

static enum error_kind correct(struct tx *tx, void *context, struct error *err)
{
    struct rating_work *work = context;
    struct rating rating;
    TRY(find_task(tx, work, &rating, err));
    TRY(rating_correct(&rating.state, rating.officer_id, work->session.actor->person_id, err));
    rating.correction = work->text;
    rating.corrected_on = work->session.today;
    TRY(rating_store_save(tx, &rating, RATING_OPEN, err));
    *work->rating = rating;
    return journal(tx, work, "rating.correct", &rating, err);
}

enum error_kind rating_app_correct(struct app *app, const struct actor *actor, int64_t case_id,
                                   struct text correction, struct arena *arena, struct rating *out,
                                   struct error *err)
{
    struct rating_work work = {.session = service_session_begin(app, actor),
                               .arena = arena,
                               .case_id = case_id,
                               .text = correction,
                               .rating = out};
    TRY(service_check_text(correction, "text", err));
    return app_write(app, correct, &work, err);
}

static enum error_kind close_task(struct tx *tx, void *context, struct error *err)
{
    struct rating_work *work = context;
    struct rating rating;
    TRY(find_task(tx, work, &rating, err));
    TRY(rating_close(&rating.state, rating.officer_id, work->session.actor->person_id, err));
    rating.call_back = work->text;
    rating.closed_by = work->session.actor->name;
    rating.closed_on = work->session.today;
    TRY(rating_store_save(tx, &rating, RATING_CORRECTED, err));
    *work->rating = rating;
    return journal(tx, work, "rating.close", &rating, err);
}

enum error_kind rating_app_close(struct app *app, const struct actor *actor, int64_t case_id,
                                 struct text call_back, struct arena *arena, struct rating *out,
                                 struct error *err)
{
    struct rating_work work = {.session = service_session_begin(app, actor),
                               .arena = arena,
                               .case_id = case_id,
                               .text = call_back,
                               .rating = out};
    TRY(service_check_text(call_back, "call_back", err));
    return app_write(app, close_task, &work, err);
}

static enum error_kind list(struct tx *tx, void *context, struct error *err)
{
    struct rating_work *work = context;
    return rating_store_list(tx, work->person_id, work->state, work->arena, work->out,
                             work->count_out, err);
}

enum error_kind rating_app_list(struct app *app, const struct actor *actor, struct text state,
                                struct arena *arena, struct rating **out, size_t *count_out,
                                struct error *err)
{
    struct rating_work work = {
        .arena = arena,
        .person_id = role_has(actor->role, PERMISSION_OFFICERS) ? 0 : actor->person_id,
        .state = state,
        .out = out,
        .count_out = count_out};
    enum rating_state known;
    if (state.length > 0 && !rating_state_parse(state, &known)) {
        error_set(err, ERROR_INVALID, "query.state", "a state is open, corrected or closed");
        return error_at_field(err, "state");
    }
    return db_read(app->db, list, &work, err);
}
