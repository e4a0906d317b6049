#include "app/daily_app.h"

#include "app/case_work.h"
#include "app/upload_app.h"
#include "base/log.h"

/* What a thing needs today; found by reading, done in a transaction that finds it again. */
enum due_act {
    ACT_NONE,
    ACT_ACCEPT,
    ACT_RESUME,
    ACT_CONSENT,
    ACT_MOVE,
    ACT_REMIND,
    ACT_LAPSE,
    ACT_WARN
};

struct daily_job {
    struct app *app;
    struct daily_report *report;
    int64_t after; /* the id from which the page goes on */
    int64_t ids[PROMISE_PAGE];
    int64_t case_ids[PROMISE_PAGE];
    size_t count;  /* that need something */
    size_t looked; /* rows of the page */
    int64_t id, case_id;
    enum due_act done;
};

static void log_failure(int64_t case_id, const struct error *err)
{
    struct log_line line;
    log_begin(&line, "daily.failed");
    json_member_int(&line.json, "case", case_id);
    json_member_string(&line.json, "code", err->code);
    json_member_string(&line.json, "message", err->message);
    log_end(&line);
}

/* The project of the case before is the project of this one more often than not. */
static enum error_kind open_next(struct case_session *session, struct case_project *of,
                                 const struct stored_case *stored, struct case_work *work,
                                 struct error *err)
{
    if (!text_is_equal(of->project.code, stored->project)) {
        TRY(case_project_open(session, stored->project, of, err));
    }
    return case_work_open(session, of, stored->id, work, err);
}

/* --- cases -------------------------------------------------------------------------------------- */

static struct case_facts timer_facts(const struct case_work *work)
{
    return (struct case_facts){.entries = work->entries,
                               .entry_count = work->entry_count,
                               .today = work->session->today,
                               .calendar = work->calendar,
                               .correction_days = work->of->approvals.template.correction_days};
}

static bool is_past(const struct case_work *work, struct date day)
{
    return !date_is_none(day) && date_compare(work->session->today, day) > 0;
}

static bool may_consent(const struct case_work *work)
{
    for (size_t i = 0; i < work->tolerance_count; i++) {
        if (work->tolerances[i].state == TOLERANCE_OPEN) {
            return false;
        }
    }
    return work->at->deemed_consent && !work->at->never_defer && work->papers_missing == 0 &&
           is_past(work, work->clock.due_on) &&
           case_rule_find(work->stored.state, CASE_DEEM_CONSENT) != NULL;
}

/* In a correction the deadline goes along with today; that is no news. */
static bool has_moved(const struct case_work *work)
{
    return work->stored.state != CASE_CORRECTION && !date_is_none(work->clock.accepted_on) &&
           (date_compare(work->clock.due_on, work->stored.due_on) != 0 ||
            date_compare(work->clock.limit_on, work->stored.limit_on) != 0);
}

static enum error_kind find_case_act(const struct case_work *work, enum due_act *out,
                                     struct error *err)
{
    struct case_facts facts = timer_facts(work);
    struct date told_by, special_end;
    bool accepted = case_is_accepted(work->entries, work->entry_count);
    TRY(case_told_by(&facts, &told_by, err));
    TRY(case_special_end(work->entries, work->entry_count, work->calendar, &special_end, err));
    *out = !accepted && is_past(work, told_by) ? ACT_ACCEPT
           : is_past(work, special_end)        ? ACT_RESUME
           : may_consent(work)                 ? ACT_CONSENT
           : has_moved(work)                   ? ACT_MOVE
                                               : ACT_NONE;
    return OK;
}

static enum error_kind move_deadline(struct case_work *work, struct error *err)
{
    struct json_writer json;
    case_journal_begin(work, &json);
    json_member_date(&json, "due_from", work->stored.due_on);
    json_member_date(&json, "due_to", work->clock.due_on);
    json_member_date(&json, "limit_from", work->stored.limit_on);
    json_member_date(&json, "limit_to", work->clock.limit_on);
    TRY(case_journal_end(work, &json, "case.deadline", "owner officer department", err));
    work->stored.due_on = work->clock.due_on;
    work->stored.limit_on = work->clock.limit_on;
    TRY(case_work_save(work, err));
    struct item_progress *progress = &work->of->approvals.progress[work->item];
    progress->expected_on = work->clock.due_on;
    return progress_store_set(work->session->tx, work->of->project.id, progress, err);
}

static enum error_kind do_case_act(struct case_work *work, enum due_act act, struct error *err)
{
    static const enum case_event events[] = {[ACT_ACCEPT] = CASE_DEEM_ACCEPTED,
                                             [ACT_RESUME] = CASE_LAPSE_SPECIAL,
                                             [ACT_CONSENT] = CASE_DEEM_CONSENT};
    if (act == ACT_NONE) {
        return OK;
    }
    if (act == ACT_MOVE) {
        return move_deadline(work, err);
    }
    const struct case_step step = {.event = events[act], .side = SIDE_SYSTEM};
    return case_work_step(work, &step, TEXT(""), err);
}

static enum error_kind do_case(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct daily_job *job = context;
    struct case_session session;
    struct case_project of;
    struct case_work work;
    job->done = ACT_NONE;
    TRY(case_session_begin(&session, job->app, &case_system_actor, tx, &arena, err));
    TRY(case_work_find(&session, job->case_id, &of, &work, err));
    TRY(find_case_act(&work, &job->done, err));
    return do_case_act(&work, job->done, err);
}

static enum error_kind look_at_cases(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct daily_job *job = context;
    struct case_session session;
    struct case_project of = {0};
    struct stored_case *cases;
    job->count = 0;
    TRY(case_session_begin(&session, job->app, &case_system_actor, tx, &arena, err));
    TRY(case_store_list_open(tx, job->after, &arena, &cases, &job->looked, err));
    for (size_t i = 0; i < job->looked; i++) {
        struct case_work work;
        enum due_act act = ACT_NONE;
        if (cases[i].state != CASE_DRAFT) {
            TRY(open_next(&session, &of, &cases[i], &work, err));
            TRY(find_case_act(&work, &act, err));
        }
        if (act != ACT_NONE) {
            job->case_ids[job->count++] = cases[i].id;
        }
        job->after = cases[i].id;
    }
    return OK;
}

static void count_done(struct daily_report *report, enum due_act done)
{
    report->accepted += done == ACT_ACCEPT;
    report->resumed += done == ACT_RESUME;
    report->consented += done == ACT_CONSENT;
    report->moved += done == ACT_MOVE;
    report->reminded += done == ACT_REMIND;
    report->lapsed += done == ACT_LAPSE;
    report->warned += done == ACT_WARN;
}

/* One thing may have more than one act due, as an acceptance that brings a consent. */
static void do_until_nothing(struct daily_job *job, db_work *work)
{
    enum { ACTS_MAX = 5 };
    struct error err;
    for (int i = 0; i < ACTS_MAX; i++) {
        if (db_write(job->app->db, work, job, &err) != OK) {
            log_failure(job->case_id, &err);
            return;
        }
        count_done(job->report, job->done);
        if (job->done == ACT_NONE) {
            return;
        }
    }
}

/* Looks at a list in pages by `look`, and does by `act` what it found. */
static enum error_kind walk(struct daily_job *job, db_work *look, db_work *act, struct error *err)
{
    job->after = 0;
    do {
        TRY(db_read(job->app->db, look, job, err));
        for (size_t i = 0; i < job->count; i++) {
            job->case_id = job->case_ids[i];
            job->id = job->ids[i];
            do_until_nothing(job, act);
        }
    } while (job->looked > 0);
    return OK;
}

/* --- tolerances --------------------------------------------------------------------------------- */

static enum error_kind find_promise_act(const struct case_work *work, struct date due_on,
                                        int reminded, enum due_act *out, int *days_out,
                                        struct error *err)
{
    *days_out = 0;
    if (is_past(work, due_on)) {
        *out = ACT_LAPSE;
        return OK;
    }
    TRY(reminder_due(due_on, reminded, work->session->today, work->calendar, days_out, err));
    *out = *days_out > 0 ? ACT_REMIND : ACT_NONE;
    return OK;
}

static enum error_kind journal_promise(struct case_work *work, const char *action,
                                       const char *member, int64_t id, struct date due_on, int days,
                                       const char *to, struct error *err)
{
    struct json_writer json;
    case_journal_begin(work, &json);
    json_member_int(&json, member, id);
    if (days > 0) {
        json_member_int(&json, "days_left", days);
    }
    json_member_date(&json, "due_on", due_on);
    return case_journal_end(work, &json, action, to, err);
}

/* Accepted without the paper: the case ends. Decided without it: the permit is revoked. */
static enum error_kind lapse_tolerance(struct case_work *work, struct tolerance *tolerance,
                                       struct error *err)
{
    const struct case_step lapse = {
        .event = CASE_LAPSE_TOLERANCE, .side = SIDE_SYSTEM, .reason = TEXT("容缺材料逾期未补")};
    tolerance->state = TOLERANCE_LAPSED;
    tolerance->ended_on = work->session->today;
    TRY(tolerance_store_save(work->session->tx, tolerance, err));
    TRY(journal_promise(work, "tolerance.lapse", "tolerance", tolerance->id, tolerance->due_on, 0,
                        "owner officer department head", err));
    if (case_rule_find(work->stored.state, CASE_LAPSE_TOLERANCE) != NULL) {
        TRY(case_work_step(work, &lapse, TEXT(""), err));
    }
    return case_owner_record(work, "tolerance", lapse.reason, err);
}

static struct tolerance *find_tolerance(struct case_work *work, int64_t id)
{
    for (size_t i = 0; i < work->tolerance_count; i++) {
        if (work->tolerances[i].id == id && work->tolerances[i].state == TOLERANCE_OPEN) {
            return &work->tolerances[i];
        }
    }
    return NULL;
}

static enum error_kind do_tolerance(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct daily_job *job = context;
    struct case_session session;
    struct case_project of;
    struct case_work work;
    int days;
    job->done = ACT_NONE;
    TRY(case_session_begin(&session, job->app, &case_system_actor, tx, &arena, err));
    TRY(case_work_find(&session, job->case_id, &of, &work, err));
    struct tolerance *tolerance = find_tolerance(&work, job->id);
    if (tolerance == NULL) {
        return OK;
    }
    TRY(find_promise_act(&work, tolerance->due_on, tolerance->reminded, &job->done, &days, err));
    if (job->done == ACT_LAPSE) {
        return lapse_tolerance(&work, tolerance, err);
    }
    if (job->done == ACT_REMIND) {
        tolerance->reminded = days;
        TRY(tolerance_store_save(tx, tolerance, err));
        return journal_promise(&work, "tolerance.remind", "tolerance", tolerance->id,
                               tolerance->due_on, days, "owner officer", err);
    }
    return OK;
}

/* Tolerances are few: each open one is looked at in the transaction that may act on it. */
static enum error_kind look_at_tolerances(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct daily_job *job = context;
    struct tolerance *list;
    TRY(tolerance_store_list_open(tx, job->after, &arena, &list, &job->looked, err));
    for (size_t i = 0; i < job->looked; i++) {
        job->ids[i] = job->after = list[i].id;
        job->case_ids[i] = list[i].case_id;
    }
    job->count = job->looked;
    return OK;
}

/* --- commitments -------------------------------------------------------------------------------- */

static struct commitment *find_commitment(struct case_work *work, int64_t id)
{
    for (size_t i = 0; i < work->commitment_count; i++) {
        enum commitment_state state = work->commitments[i].state;
        if (work->commitments[i].id == id &&
            (state == COMMITMENT_PENDING || state == COMMITMENT_CORRECTING)) {
            return &work->commitments[i];
        }
    }
    return NULL;
}

static enum error_kind lapse_commitment(struct case_work *work, struct commitment *commitment,
                                        struct error *err)
{
    if (commitment->state == COMMITMENT_PENDING) {
        commitment->late_on = work->session->today;
    }
    TRY(commitment_apply(commitment->state, COMMITMENT_LAPSE, SIDE_SYSTEM, commitment->corrected,
                         &commitment->state, err));
    TRY(commitment_store_save(work->session->tx, commitment, err));
    return journal_promise(work, "commitment.lapse", "commitment", commitment->id,
                           commitment->due_on, 0, "owner officer department head", err);
}

static enum error_kind do_commitment(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct daily_job *job = context;
    struct case_session session;
    struct case_project of;
    struct case_work work;
    int days;
    job->done = ACT_NONE;
    TRY(case_session_begin(&session, job->app, &case_system_actor, tx, &arena, err));
    TRY(case_work_find(&session, job->case_id, &of, &work, err));
    struct commitment *commitment = find_commitment(&work, job->id);
    if (commitment == NULL) {
        return OK;
    }
    TRY(find_promise_act(&work, commitment->due_on, commitment->reminded, &job->done, &days, err));
    if (job->done == ACT_LAPSE) {
        return lapse_commitment(&work, commitment, err);
    }
    if (job->done == ACT_REMIND) {
        commitment->reminded = days;
        TRY(commitment_store_save(tx, commitment, err));
        return journal_promise(&work, "commitment.remind", "commitment", commitment->id,
                               commitment->due_on, days, "owner officer", err);
    }
    return OK;
}

static enum error_kind look_at_commitments(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct daily_job *job = context;
    struct commitment *list;
    TRY(commitment_store_list_running(tx, job->after, &arena, &list, &job->looked, err));
    for (size_t i = 0; i < job->looked; i++) {
        job->ids[i] = job->after = list[i].id;
        job->case_ids[i] = list[i].case_id;
    }
    job->count = job->looked;
    return OK;
}

/* --- permits ------------------------------------------------------------------------------------ */

static enum error_kind do_validity(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct daily_job *job = context;
    struct case_session session;
    struct case_project of;
    struct case_work work;
    job->done = ACT_NONE;
    TRY(case_session_begin(&session, job->app, &case_system_actor, tx, &arena, err));
    TRY(case_work_find(&session, job->case_id, &of, &work, err));
    enum validity_warning before = work.stored.validity_warning;
    TRY(case_work_check_validity(&work, err));
    job->done = work.stored.validity_warning != before ? ACT_WARN : ACT_NONE;
    return OK;
}

static enum error_kind look_at_permits(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct daily_job *job = context;
    struct case_session session;
    struct case_project of = {0};
    struct stored_case *cases;
    job->count = 0;
    TRY(case_session_begin(&session, job->app, &case_system_actor, tx, &arena, err));
    TRY(case_store_list_valid(tx, job->after, &arena, &cases, &job->looked, err));
    for (size_t i = 0; i < job->looked; i++) {
        struct case_work work;
        enum validity_warning warning;
        TRY(open_next(&session, &of, &cases[i], &work, err));
        TRY(case_work_find_warning(&work, &warning, err));
        if (warning != cases[i].validity_warning) {
            job->case_ids[job->count++] = cases[i].id;
        }
        job->after = cases[i].id;
    }
    return OK;
}

enum error_kind daily_app_run(struct app *app, struct daily_report *out, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct daily_job *job = ARENA_NEW(&arena, struct daily_job);
    *out = (struct daily_report){0};
    *job = (struct daily_job){.app = app, .report = out};
    TRY(walk(job, look_at_cases, do_case, err));
    TRY(walk(job, look_at_tolerances, do_tolerance, err));
    TRY(walk(job, look_at_commitments, do_commitment, err));
    TRY(walk(job, look_at_permits, do_validity, err));
    return upload_app_sweep(app, &out->swept, err);
}
