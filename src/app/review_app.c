#include "app/review_app.h"

#include "app/case_work.h"
#include "app/service_work.h"
#include "domain/journal/journal.h"
#include "domain/service/officer.h"
#include "store/party_store.h"

struct review_work {
    struct app *app;
    struct service_session session;
    struct arena *arena;
    struct review *review;
    struct review **out;
    size_t *count_out;
    const struct case_step *step;
    struct text chair, text;
    int64_t id;
    bool conflict;
    enum verdict verdict;
    enum review_state end;
};

static enum error_kind journal(struct tx *tx, const struct review_work *work, const char *action,
                               const struct review *review, struct text sha256, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct json_writer json;
    service_journal_begin(&json, &arena);
    json_member_int(&json, "case", review->case_id);
    json_member_string(&json, "item", text_c_string(review->item, &arena));
    json_member_int(&json, "review", review->id);
    if (sha256.length > 0) {
        json_member_text(&json, "sha256", sha256);
    } else {
        json_member_text(&json, "text", work->text);
    }
    json_member_string(&json, "verdict", verdict_name(work->verdict));
    return service_journal_end(tx, &json, action,
                               text_format(&arena, "project:%.*s", TEXT_ARGS(review->project)),
                               &work->session, err);
}

static enum error_kind tell_panel(struct tx *tx, const struct review_work *work,
                                  const struct review *review, struct text note, struct error *err)
{
    SCOPED_ARENA arena = {0};
    const struct notice notice = {
        .kind = NOTICE_REVIEW,
        .subject = text_format(&arena, "review:%lld", (long long)review->id),
        .project = review->project_name,
        .item = review->item,
        .item_en = review->item,
        .note = note,
        .day = review->day,
    };
    for (size_t i = 0; i < review->member_count; i++) {
        TRY(service_tell(tx, &review->members[i].person_id, 1, &notice, &work->session, err));
    }
    return service_tell_desk(tx, review->department, &notice, &work->session, err);
}

/* --- convening ---------------------------------------------------------------------------------- */

static enum error_kind find_panel(struct tx *tx, const struct review_work *work, struct error *err)
{
    struct review *review = work->review;
    review->chair_id = 0;
    for (size_t i = 0; i < review->member_count; i++) {
        struct review_member *member = &review->members[i];
        struct person person;
        enum error_kind kind = person_store_find(tx, member->person, work->arena, &person, err);
        if (kind == OK && person.role != ROLE_EXPERT) {
            kind = error_set(err, ERROR_INVALID, "review.panel",
                             "%.*s 不是评审专家 (not an expert)", TEXT_ARGS(member->person));
        }
        if (kind != OK) {
            error_at_field(err, "panel");
            return kind;
        }
        member->person_id = person.id;
        if (text_is_equal(member->person, work->chair)) {
            review->chair_id = person.id;
        }
    }
    return OK;
}

/* Until the review ends its panel reaches the project. */
static enum error_kind invite(struct tx *tx, const struct review_work *work,
                              const struct project *project, struct error *err)
{
    for (size_t i = 0; i < work->review->member_count; i++) {
        struct review_member *member = &work->review->members[i];
        struct authority authority = {
            .person_id = member->person_id,
            .role = ROLE_EXPERT,
            .body = TEXT(""),
            .project_id = project->id,
            .from = work->session.today,
            .until = DATE_NONE,
            .paper = TEXT("线上评审"),
            .given_by = work->session.actor->name,
        };
        TRY(authority_store_add(tx, &authority, work->session.now, err));
        member->authority_id = authority.id;
    }
    return OK;
}

static enum error_kind convene(struct tx *tx, void *context, struct error *err)
{
    struct review_work *work = context;
    struct review *review = work->review;
    struct case_session session;
    struct case_project *of = ARENA_NEW(work->arena, struct case_project);
    struct case_work *at = ARENA_NEW(work->arena, struct case_work);
    struct case_step step = *work->step;
    TRY(case_session_begin(&session, work->app, work->session.actor, tx, work->arena, err));
    TRY(case_work_find(&session, review->case_id, of, at, err));
    TRY(case_work_check_desk(at, SIDE_DEPARTMENT, err));
    TRY(find_panel(tx, work, err));
    TRY(review_check(review, work->session.today, err));
    TRY(case_work_side(at, step.event, &step.side, err));
    TRY(case_work_step(at, &step, TEXT(""), err));
    review->department = at->stored.department;
    review->item = at->stored.item_id;
    review->project = of->project.code;
    review->project_name = of->project.name;
    TRY(invite(tx, work, &of->project, err));
    TRY(review_store_add(tx, review, work->session.now, err));
    TRY(tell_panel(tx, work, review, TEXT("邀请评审"), err));
    return journal(tx, work, "review.convene", review, TEXT(""), err);
}

enum error_kind review_app_convene(struct app *app, const struct actor *actor,
                                   struct review *review, struct text chair,
                                   const struct case_step *step, struct arena *arena,
                                   struct error *err)
{
    struct review_work work = {.app = app,
                               .session = service_session_begin(app, actor),
                               .arena = arena,
                               .review = review,
                               .chair = chair,
                               .step = step,
                               .text = step->reason};
    review->convened_by = actor->name;
    return app_write(app, convene, &work, err);
}

/* --- the panel ---------------------------------------------------------------------------------- */

static enum error_kind find_member(struct tx *tx, const struct review_work *work,
                                   struct arena *arena, struct review *review,
                                   struct review_member **member, struct error *err)
{
    TRY(review_store_find(tx, work->id, arena, review, err));
    return review_find_member(review, work->session.actor->person_id, member, err);
}

static enum error_kind declare(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct review_work *work = context;
    struct review review;
    struct review_member *member;
    TRY(find_member(tx, work, &arena, &review, &member, err));
    TRY(review_declare(member, work->conflict, err));
    TRY(review_store_save_member(tx, review.id, member, err));
    return journal(tx, work, work->conflict ? "review.conflict" : "review.clear", &review, TEXT(""),
                   err);
}

enum error_kind review_app_declare(struct app *app, const struct actor *actor, int64_t id,
                                   bool conflict, struct text note, struct error *err)
{
    struct review_work work = {
        .session = service_session_begin(app, actor), .id = id, .conflict = conflict, .text = note};
    if (note.length > 0) {
        TRY(service_check_text(note, "note", err));
    }
    return app_write(app, declare, &work, err);
}

static enum error_kind sign(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct review_work *work = context;
    struct review review;
    struct review_member *member;
    char hex[HASH_HEX_SIZE];
    TRY(find_member(tx, work, &arena, &review, &member, err));
    TRY(review_sign(member, work->verdict, work->text, err));
    struct hash hash = hash_bytes(JOURNAL_SHA256, work->text);
    member->sha256 = text_of(hash_hex(&hash, hex));
    member->signed_at = work->session.now;
    TRY(review_store_save_member(tx, review.id, member, err));
    return journal(tx, work, "review.sign", &review, member->sha256, err);
}

enum error_kind review_app_sign(struct app *app, const struct actor *actor, int64_t id,
                                enum verdict verdict, struct text opinion, struct error *err)
{
    struct review_work work = {.session = service_session_begin(app, actor),
                               .id = id,
                               .verdict = verdict,
                               .text = opinion};
    TRY(service_check_text(opinion, "opinion", err));
    return app_write(app, sign, &work, err);
}

/* --- the end ------------------------------------------------------------------------------------ */

static enum error_kind end_authorities(struct tx *tx, const struct review_work *work,
                                       const struct review *review, struct error *err)
{
    for (size_t i = 0; i < review->member_count; i++) {
        enum error_kind kind =
            authority_store_end(tx, review->members[i].authority_id, work->session.now, err);
        if (kind != OK && kind != ERROR_CONFLICT) { /* a conflict: somebody ended it before */
            return kind;
        }
    }
    return OK;
}

/* The clock runs again, unless the planned length of the procedure has passed before. */
static enum error_kind resume_case(struct tx *tx, const struct review_work *work,
                                   const struct review *review, struct arena *arena,
                                   struct error *err)
{
    struct case_session session;
    struct case_project *of = ARENA_NEW(arena, struct case_project);
    struct case_work *at = ARENA_NEW(arena, struct case_work);
    TRY(case_session_begin(&session, work->app, work->session.actor, tx, arena, err));
    TRY(case_work_find(&session, review->case_id, of, at, err));
    const struct case_rule *rule = case_rule_find(at->stored.state, CASE_END_SPECIAL);
    if (rule == NULL) {
        return OK;
    }
    const struct case_step step = {
        .event = CASE_END_SPECIAL,
        .side = rule->side,
        .reason = text_format(arena, "评审 %lld: %s", (long long)review->id,
                              work->end == REVIEW_CANCELLED ? "撤销" : verdict_zh(work->verdict))};
    return case_work_step(at, &step, TEXT(""), err);
}

static enum error_kind end(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct review_work *work = context;
    struct review review;
    bool cancelled = work->end == REVIEW_CANCELLED;
    TRY(review_store_find(tx, work->id, &arena, &review, err));
    if (!cancelled) {
        TRY(review_check_conclusion(&review, work->session.actor->person_id, err));
    } else if (party_check_department(work->session.actor, review.department, err) != OK) {
        return error_set(err, ERROR_NOT_FOUND, "review.unknown",
                         "没有这次评审 (there is no such review)");
    }
    review.state = work->end;
    review.verdict = work->verdict;
    review.conclusion = work->text;
    TRY(review_store_end(tx, &review, err));
    TRY(resume_case(tx, work, &review, &arena, err));
    TRY(end_authorities(tx, work, &review, err));
    TRY(tell_panel(tx, work, &review,
                   cancelled ? TEXT("评审撤销") : text_of(verdict_zh(work->verdict)), err));
    return journal(tx, work, cancelled ? "review.cancel" : "review.conclude", &review, TEXT(""),
                   err);
}

enum error_kind review_app_conclude(struct app *app, const struct actor *actor, int64_t id,
                                    enum verdict verdict, struct text conclusion, struct error *err)
{
    struct review_work work = {.app = app,
                               .session = service_session_begin(app, actor),
                               .id = id,
                               .verdict = verdict,
                               .text = conclusion,
                               .end = REVIEW_CONCLUDED};
    TRY(service_check_text(conclusion, "conclusion", err));
    return app_write(app, end, &work, err);
}

enum error_kind review_app_cancel(struct app *app, const struct actor *actor, int64_t id,
                                  struct text reason, struct error *err)
{
    struct review_work work = {.app = app,
                               .session = service_session_begin(app, actor),
                               .id = id,
                               .text = reason,
                               .end = REVIEW_CANCELLED};
    TRY(service_check_text(reason, "reason", err));
    return app_write(app, end, &work, err);
}

/* --- reading ------------------------------------------------------------------------------------ */

static bool may_see(const struct review *review, const struct actor *actor)
{
    for (size_t i = 0; i < review->member_count; i++) {
        if (review->members[i].person_id == actor->person_id) {
            return true;
        }
    }
    return role_has(actor->role, PERMISSION_HANDLE) &&
           text_is_equal(review->department, actor->body);
}

static enum error_kind find(struct tx *tx, void *context, struct error *err)
{
    struct review_work *work = context;
    TRY(review_store_find(tx, work->id, work->arena, work->review, err));
    return may_see(work->review, work->session.actor)
               ? OK
               : error_set(err, ERROR_NOT_FOUND, "review.unknown",
                           "没有这次评审 (there is no such review)");
}

enum error_kind review_app_find(struct app *app, const struct actor *actor, int64_t id,
                                struct arena *arena, struct review *out, struct error *err)
{
    struct review_work work = {
        .session = service_session_begin(app, actor), .arena = arena, .id = id, .review = out};
    return db_read(app->db, find, &work, err);
}

static enum error_kind list(struct tx *tx, void *context, struct error *err)
{
    struct review_work *work = context;
    const struct actor *actor = work->session.actor;
    bool desk = role_has(actor->role, PERMISSION_HANDLE);
    return review_store_list(tx, actor->person_id, desk ? actor->body : TEXT(""), work->arena,
                             work->out, work->count_out, err);
}

enum error_kind review_app_list(struct app *app, const struct actor *actor, struct arena *arena,
                                struct review **out, size_t *count_out, struct error *err)
{
    struct review_work work = {.session = service_session_begin(app, actor),
                               .arena = arena,
                               .out = out,
                               .count_out = count_out};
    return db_read(app->db, list, &work, err);
}
