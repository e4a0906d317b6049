#include "app/promise_app.h"

#include "app/case_work.h"
#include "base/asset.h"
#include "store/journal_store.h"

enum { TEXT_MAX_BYTES = 32 * 1024, SIGNER_MAX = 64, DUE_DAYS = 20, CORRECTION_DAYS = 10 };

/* --- texts -------------------------------------------------------------------------------------- */

static enum error_kind read_text(const struct json_value *value, struct commitment_text *out,
                                 int *due_days, int *correction_days, struct error *err)
{
    int64_t due = DUE_DAYS, correction = CORRECTION_DAYS;
    struct text title = TEXT("");
    TRY(json_get_text(value, "id", true, &out->id, err));
    TRY(json_get_int(value, "version", true, &out->version, err));
    TRY(json_get_text(value, "title_zh", true, &title, err));
    TRY(json_get_int(value, "due_working_days", false, &due, err));
    TRY(json_get_int(value, "correction_working_days", false, &correction, err));
    if (out->id.length == 0 || out->id.length > SIGNER_MAX || due < 1 || due > 250 ||
        correction < 1 || correction > 250) {
        return error_set(err, ERROR_INVALID, "commitment_text.body",
                         "a text has an id, and periods of 1 to 250 working days");
    }
    *due_days = (int)due;
    *correction_days = (int)correction;
    return OK;
}

static bool has_text(const struct commitment_text *texts, size_t count, struct text id)
{
    for (size_t i = 0; i < count; i++) {
        if (text_is_equal(texts[i].id, id)) {
            return true;
        }
    }
    return false;
}

/* A value of the program's file as text again, so that it is read like a stored one. */
static void write_value(const struct json_value *value, struct json_writer *json,
                        struct arena *arena)
{
    switch (value->kind) {
    case JSON_OBJECT:
        json_object_open(json);
        for (size_t i = 0; i < value->count; i++) {
            json_key(json, text_c_string(value->keys[i], arena));
            write_value(&value->items[i], json, arena);
        }
        json_object_close(json);
        break;
    case JSON_ARRAY:
        json_array_open(json);
        for (size_t i = 0; i < value->count; i++) {
            write_value(&value->items[i], json, arena);
        }
        json_array_close(json);
        break;
    case JSON_INT:
        json_put_int(json, value->integer);
        break;
    case JSON_TEXT:
        json_put_text(json, value->text);
        break;
    case JSON_BOOL:
        json_put_bool(json, value->boolean);
        break;
    default:
        json_put_null(json);
    }
}

static enum error_kind canonical(const struct json_value *value, struct arena *arena,
                                 struct text *body_out, struct error *err)
{
    struct json_writer json;
    json_writer_init(&json, arena, TEXT_MAX_BYTES);
    write_value(value, &json, arena);
    return json_writer_text(&json, body_out, err);
}

enum error_kind promise_app_texts(struct tx *tx, struct arena *arena, struct commitment_text **out,
                                  size_t *count_out, struct error *err)
{
    const struct asset *file = asset_find(TEXT("data/commitments/standard.json"));
    const struct json_value *own;
    struct commitment_text *stored;
    size_t count;
    TRY(commitment_text_store_list(tx, arena, &stored, &count, err));
    TRY(json_read((struct text){(const char *)file->bytes, file->size}, TEXT_MAX_BYTES, arena, &own,
                  err));
    struct commitment_text *texts = ARENA_ARRAY(arena, struct commitment_text, count + own->count);
    for (size_t i = 0; i < count; i++) {
        texts[i] = stored[i];
    }
    for (size_t i = 0; i < own->count; i++) {
        struct commitment_text text;
        int due, correction;
        TRY(read_text(&own->items[i], &text, &due, &correction, err));
        if (!has_text(texts, count, text.id)) {
            TRY(canonical(&own->items[i], arena, &text.body, err));
            texts[count++] = text;
        }
    }
    *out = texts;
    *count_out = count;
    return OK;
}

/* The newest version of a text with its periods. */
static enum error_kind find_text(struct tx *tx, struct text id, struct arena *arena,
                                 struct commitment_text *out, int *due_days, int *correction_days,
                                 struct error *err)
{
    struct commitment_text *texts;
    const struct json_value *value;
    size_t count;
    TRY(promise_app_texts(tx, arena, &texts, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (text_is_equal(texts[i].id, id)) {
            TRY(json_read(texts[i].body, TEXT_MAX_BYTES, arena, &value, err));
            *out = texts[i];
            return read_text(value, out, due_days, correction_days, err);
        }
    }
    error_set(err, ERROR_INVALID, "commitment.text", "没有这份承诺书文本 (there is no such text)");
    return error_at_field(err, "text");
}

struct text_job {
    struct app *app;
    const struct actor *actor;
    struct text body;
    struct commitment_text text;
};

static enum error_kind add_text(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct text_job *job = context;
    struct commitment_text *texts;
    struct json_writer json;
    struct text data;
    size_t count;
    int64_t next = 1;
    TRY(promise_app_texts(tx, &arena, &texts, &count, err));
    for (size_t i = 0; i < count; i++) {
        next = text_is_equal(texts[i].id, job->text.id) ? texts[i].version + 1 : next;
    }
    if (job->text.version != next) {
        error_set(err, ERROR_INVALID, "commitment_text.version",
                  "the next version of this text is %lld, not %lld", (long long)next,
                  (long long)job->text.version);
        return error_at_field(err, "version");
    }
    TRY(commitment_text_store_add(tx, &job->text, app_now(job->app), err));
    json_writer_init(&json, &arena, CASE_JOURNAL_MAX);
    json_object_open(&json);
    json_member_int(&json, "version", job->text.version);
    json_object_close(&json);
    TRY(json_writer_text(&json, &data, err));
    return journal_store_append(
        tx, "commitment_text.add",
        text_format(&arena, "commitment_text:%.*s", TEXT_ARGS(job->text.id)), job->actor->name,
        data, app_now(job->app), err);
}

enum error_kind promise_app_add_text(struct app *app, const struct actor *actor, struct text body,
                                     int64_t *version_out, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct text_job job = {.app = app, .actor = actor};
    const struct json_value *value;
    int due, correction;
    TRY(json_read(body, TEXT_MAX_BYTES, &arena, &value, err));
    TRY(read_text(value, &job.text, &due, &correction, err));
    TRY(canonical(value, &arena, &job.text.body, err));
    TRY(db_write(app->db, add_text, &job, err));
    *version_out = job.text.version;
    return OK;
}

/* --- tolerance ---------------------------------------------------------------------------------- */

struct promise_job {
    struct app *app;
    const struct actor *actor;
    const struct tolerance_wish *tolerance;
    const struct commitment_wish *commitment;
    struct error refusal;
    int64_t id, expected_version;
    enum commitment_event event;
    struct text note;
};

static int find_paper(const struct case_work *work, struct text id)
{
    for (size_t i = 0; i < work->at->paper_count; i++) {
        if (text_is_equal(work->at->papers[i].id, id) ||
            text_is_equal(paper_key(&work->of->approvals.template, &work->at->papers[i]), id)) {
            return (int)i;
        }
    }
    return -1;
}

static enum error_kind check_tolerance(struct case_work *work, const struct tolerance_wish *wish,
                                       int paper, struct date *due_out, struct error *err)
{
    struct tolerance_request request = {
        .item = work->at,
        .paper = paper,
        .mode = wish->mode,
        .days = wish->days,
        .basis = wish->basis,
        .signed_by_owner = wish->signer.length > 0 && wish->signer.length <= SIGNER_MAX,
        .state = work->stored.state,
        .promised_days = work->clock.limits.promised,
        .today = work->session->today,
        .calendar = work->calendar,
    };
    for (size_t i = 0; paper >= 0 && i < work->tolerance_count; i++) {
        struct text key = paper_key(&work->of->approvals.template, &work->at->papers[paper]);
        request.already = request.already || (work->tolerances[i].state == TOLERANCE_OPEN &&
                                              text_is_equal(work->tolerances[i].paper, key));
    }
    TRY(case_owner_credit(work->session, &work->of->project, &request.credit_until, err));
    return tolerance_check(&request, due_out, err);
}

static enum error_kind journal_refusal(struct case_work *work, const struct tolerance_wish *wish,
                                       const struct error *refusal, struct error *err)
{
    struct json_writer json;
    case_journal_begin(work, &json);
    json_member_string(&json, "mode", tolerance_mode_name(wish->mode));
    json_member_text(&json, "paper", wish->paper);
    json_member_string(&json, "rule", refusal->code);
    return case_journal_end(work, &json, "tolerance.refuse", "owner officer", err);
}

static enum error_kind keep_tolerance(struct case_work *work, const struct tolerance_wish *wish,
                                      int paper, struct date due_on, int64_t *id_out,
                                      struct error *err)
{
    struct case_session *session = work->session;
    struct commitment_text text;
    struct json_writer json;
    int due_days, correction_days;
    TRY(find_text(session->tx, TEXT("tolerance"), session->arena, &text, &due_days,
                  &correction_days, err));
    struct tolerance tolerance = {
        .case_id = work->stored.id,
        .project_id = work->of->project.id,
        .paper = paper_key(&work->of->approvals.template, &work->at->papers[paper]),
        .mode = wish->mode,
        .basis = wish->basis,
        .text_id = text.id,
        .text_version = text.version,
        .signer = wish->signer,
        .allowed_by = session->actor->name,
        .allowed_on = session->today,
        .due_on = due_on,
    };
    TRY(reminder_due(due_on, 0, session->today, work->calendar, &tolerance.reminded, err));
    TRY(tolerance_store_add(session->tx, &tolerance, err));
    *id_out = tolerance.id;
    case_journal_begin(work, &json);
    json_member_text(&json, "basis", tolerance.basis);
    json_member_date(&json, "due_on", due_on);
    json_member_string(&json, "mode", tolerance_mode_name(wish->mode));
    json_member_text(&json, "paper", tolerance.paper);
    json_member_text(&json, "signer", tolerance.signer);
    json_member_int(&json, "text_version", tolerance.text_version);
    json_member_int(&json, "tolerance", tolerance.id);
    return case_journal_end(work, &json, "tolerance.allow", "owner officer", err);
}

static enum error_kind tolerate(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct promise_job *job = context;
    struct case_session session;
    struct case_project of;
    struct case_work work;
    struct date due_on;
    job->refusal = (struct error){0};
    TRY(case_session_begin(&session, job->app, job->actor, tx, &arena, err));
    TRY(case_work_find(&session, job->tolerance->case_id, &of, &work, err));
    TRY(case_work_check_desk(&work, SIDE_WINDOW, err));
    int paper = find_paper(&work, job->tolerance->paper);
    if (check_tolerance(&work, job->tolerance, paper, &due_on, &job->refusal) != OK) {
        return journal_refusal(&work, job->tolerance, &job->refusal, err);
    }
    return keep_tolerance(&work, job->tolerance, paper, due_on, &job->id, err);
}

enum error_kind promise_app_tolerate(struct app *app, const struct actor *actor,
                                     const struct tolerance_wish *wish, int64_t *id_out,
                                     struct error *err)
{
    struct promise_job job = {.app = app, .actor = actor, .tolerance = wish};
    TRY(db_write(app->db, tolerate, &job, err));
    if (job.refusal.kind != OK) {
        *err = job.refusal; /* what refused it stands in the journal already */
        return err->kind;
    }
    *id_out = job.id;
    return OK;
}

/* --- commitments -------------------------------------------------------------------------------- */

static enum error_kind find_open_case(const struct case_project *of, struct text item,
                                      int64_t *id_out, struct error *err)
{
    for (size_t i = 0; i < of->case_count; i++) {
        if (of->cases[i].open && text_is_equal(of->cases[i].item_id, item)) {
            *id_out = of->cases[i].id;
            return OK;
        }
    }
    return error_set(err, ERROR_CONFLICT, "commitment.no_case",
                     "事项“%.*s”没有在办件, 请先申报 (hand the item in first)",
                     (int)(item.length < 60 ? item.length : 60), item.data);
}

static enum error_kind check_not_committed(const struct case_work *work, struct error *err)
{
    for (size_t i = 0; i < work->commitment_count; i++) {
        if (work->commitments[i].state == COMMITMENT_SIGNED) {
            return error_set(err, ERROR_CONFLICT, "commitment.twice",
                             "事项已签承诺书 (a commitment was signed for the item)");
        }
    }
    return OK;
}

static enum error_kind keep_commitment(struct case_work *work, const struct commitment_wish *wish,
                                       const struct commitment_text *text, int due_days,
                                       struct error *err)
{
    struct case_session *session = work->session;
    struct json_writer json;
    struct commitment commitment = {
        .case_id = work->stored.id,
        .project_id = work->of->project.id,
        .start = wish->start,
        .text_id = text->id,
        .text_version = text->version,
        .signer = wish->signer,
        .signed_on = session->today,
        .late_on = DATE_NONE,
    };
    TRY(commitment_apply(COMMITMENT_DRAFT, COMMITMENT_SIGN, SIDE_OWNER, false, &commitment.state,
                         err));
    TRY(calendar_add(work->calendar, session->today, due_days, &commitment.due_on, err));
    TRY(reminder_due(commitment.due_on, 0, session->today, work->calendar, &commitment.reminded,
                     err));
    TRY(commitment_store_add(session->tx, &commitment, err));
    case_journal_begin(work, &json);
    json_member_int(&json, "commitment", commitment.id);
    json_member_date(&json, "due_on", commitment.due_on);
    json_member_text(&json, "signer", commitment.signer);
    json_member_bool(&json, "start", commitment.start);
    json_member_text(&json, "text", commitment.text_id);
    json_member_int(&json, "text_version", commitment.text_version);
    return case_journal_end(work, &json, "commitment.sign", "department", err);
}

static enum error_kind commit_item(struct case_session *session, struct case_project *of,
                                   const struct commitment_wish *wish, struct text item,
                                   const struct commitment_text *text, int due_days,
                                   struct error *err)
{
    const struct case_step submit = {.event = CASE_SUBMIT, .side = SIDE_OWNER};
    struct case_work work;
    struct date credit_until;
    int64_t case_id;
    int index = template_find_item(&of->approvals.template, item);
    if (index < 0 || !of->approvals.applies[index]) {
        error_set(err, ERROR_INVALID, "commitment.items", "没有事项“%.*s” (no such item)",
                  (int)(item.length < 60 ? item.length : 60), item.data);
        return error_at_field(err, "items");
    }
    TRY(case_owner_credit(session, &of->project, &credit_until, err));
    TRY(commitment_check_item(&of->approvals.template.items[index], credit_until, session->today,
                              err));
    TRY(find_open_case(of, item, &case_id, err));
    TRY(case_work_open(session, of, case_id, &work, err));
    TRY(check_not_committed(&work, err));
    if (work.stored.state == CASE_DRAFT) {
        TRY(case_work_step(&work, &submit, TEXT(""), err));
    }
    return keep_commitment(&work, wish, text, due_days, err);
}

static enum error_kind commit(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct promise_job *job = context;
    const struct commitment_wish *wish = job->commitment;
    struct case_session session;
    struct case_project of;
    struct commitment_text text;
    int due_days, correction_days;
    TRY(case_session_begin(&session, job->app, job->actor, tx, &arena, err));
    TRY(case_project_open(&session, wish->project, &of, err));
    TRY(find_text(tx, wish->text, &arena, &text, &due_days, &correction_days, err));
    for (size_t i = 0; i < wish->item_count; i++) {
        TRY(commit_item(&session, &of, wish, wish->items[i], &text, due_days, err));
    }
    return OK;
}

enum error_kind promise_app_commit(struct app *app, const struct actor *actor,
                                   const struct commitment_wish *wish, struct error *err)
{
    struct promise_job job = {.app = app, .actor = actor, .commitment = wish};
    if (wish->item_count == 0) {
        error_set(err, ERROR_INVALID, "commitment.items", "请选择承诺的事项 (name the items)");
        return error_at_field(err, "items");
    }
    if (wish->signer.length == 0 || text_count_characters(wish->signer) > SIGNER_MAX) {
        error_set(err, ERROR_INVALID, "commitment.signer", "请签名 (the commitment is signed)");
        return error_at_field(err, "signer");
    }
    return db_write(app->db, commit, &job, err);
}

/* --- checks ------------------------------------------------------------------------------------- */

static enum case_side side_of(enum commitment_event event)
{
    switch (event) {
    case COMMITMENT_SUPPLY:
        return SIDE_OWNER;
    case COMMITMENT_REVOKE:
        return SIDE_HEAD;
    case COMMITMENT_CHECK_GOOD:
    case COMMITMENT_CHECK_BAD:
    case COMMITMENT_ORDER:
        return SIDE_DEPARTMENT;
    default:
        return SIDE_SYSTEM;
    }
}

/* The head revokes: the decision falls with the commitment, and the owner is shut out for a while. */
static enum error_kind revoke_decision(struct case_work *work, struct text note, struct error *err)
{
    const struct case_step revoke = {.event = CASE_REVOKE, .side = SIDE_HEAD, .reason = note};
    if (case_state_is_decided(work->stored.state)) {
        TRY(case_work_step(work, &revoke, TEXT(""), err));
    }
    return case_owner_record(work, "commitment", note, err);
}

static enum error_kind order_correction(struct case_work *work, struct commitment *commitment,
                                        struct error *err)
{
    struct case_session *session = work->session;
    struct commitment_text text;
    int due_days, correction_days;
    TRY(find_text(session->tx, commitment->text_id, session->arena, &text, &due_days,
                  &correction_days, err));
    TRY(calendar_add(work->calendar, session->today, correction_days, &commitment->due_on, err));
    commitment->corrected = true;
    return reminder_due(commitment->due_on, 0, session->today, work->calendar,
                        &commitment->reminded, err);
}

static enum error_kind journal_check(struct case_work *work, const struct commitment *commitment,
                                     enum commitment_event event, struct text note,
                                     struct error *err)
{
    static const char *const actions[COMMITMENT_EVENT_COUNT] = {
        [COMMITMENT_SUPPLY] = "commitment.supply",   [COMMITMENT_CHECK_GOOD] = "commitment.check",
        [COMMITMENT_CHECK_BAD] = "commitment.check", [COMMITMENT_ORDER] = "commitment.correct",
        [COMMITMENT_REVOKE] = "commitment.revoke",
    };
    struct json_writer json;
    case_journal_begin(work, &json);
    json_member_int(&json, "commitment", commitment->id);
    json_member_date(&json, "due_on", commitment->due_on);
    json_member_string(&json, "event", commitment_event_name(event));
    json_member_text(&json, "note", note);
    json_member_string(&json, "state", commitment_state_name(commitment->state));
    return case_journal_end(work, &json, actions[event],
                            event == COMMITMENT_SUPPLY ? "department" : "owner officer", err);
}

static enum error_kind do_commitment(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct promise_job *job = context;
    struct case_session session;
    struct case_project of;
    struct case_work work;
    struct commitment commitment;
    enum case_side side = side_of(job->event);
    TRY(case_session_begin(&session, job->app, job->actor, tx, &arena, err));
    TRY(commitment_store_find(tx, job->id, &arena, &commitment, err));
    TRY(case_work_find(&session, commitment.case_id, &of, &work, err));
    TRY(case_work_check_desk(&work, side, err));
    if (commitment.version != job->expected_version) {
        return error_set(err, ERROR_CONFLICT, "commitment.stale",
                         "承诺已被他人办理, 请刷新 (somebody else was first)");
    }
    TRY(commitment_apply(commitment.state, job->event, side, commitment.corrected,
                         &commitment.state, err));
    if (job->event == COMMITMENT_ORDER) {
        TRY(order_correction(&work, &commitment, err));
    }
    TRY(commitment_store_save(tx, &commitment, err));
    const struct commitment_check check = {session.today, job->actor->name,
                                           text_of(commitment_event_name(job->event)), job->note};
    TRY(commitment_check_store_add(tx, commitment.id, &check, session.now, err));
    TRY(journal_check(&work, &commitment, job->event, job->note, err));
    return job->event == COMMITMENT_REVOKE ? revoke_decision(&work, job->note, err) : OK;
}

enum error_kind promise_app_do(struct app *app, const struct actor *actor, int64_t commitment_id,
                               int64_t expected_version, enum commitment_event event,
                               struct text note, struct error *err)
{
    struct promise_job job = {.app = app,
                              .actor = actor,
                              .id = commitment_id,
                              .expected_version = expected_version,
                              .event = event,
                              .note = note};
    if ((note.length == 0 && event != COMMITMENT_SUPPLY) ||
        text_count_characters(note) > CASE_REASON_MAX) {
        error_set(err, ERROR_INVALID, "case.reason", "请写明情况 (a note of 1 to %d characters)",
                  CASE_REASON_MAX);
        return error_at_field(err, "note");
    }
    return db_write(app->db, do_commitment, &job, err);
}

/* --- credit ------------------------------------------------------------------------------------- */

static enum error_kind repair(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct promise_job *job = context;
    struct json_writer json;
    struct text owner, data;
    TRY(credit_store_repair(tx, job->id, app_today(job->app), job->actor->name, &arena, &owner,
                            err));
    json_writer_init(&json, &arena, CASE_JOURNAL_MAX);
    json_object_open(&json);
    json_member_int(&json, "credit", job->id);
    json_member_text(&json, "reason", job->note);
    json_object_close(&json);
    TRY(json_writer_text(&json, &data, err));
    return journal_store_append(tx, "credit.repair",
                                text_format(&arena, "owner:%.*s", TEXT_ARGS(owner)),
                                job->actor->name, data, app_now(job->app), err);
}

enum error_kind promise_app_repair(struct app *app, const struct actor *actor, int64_t credit_id,
                                   struct text reason, struct error *err)
{
    struct promise_job job = {.app = app, .actor = actor, .id = credit_id, .note = reason};
    if (reason.length == 0 || text_count_characters(reason) > CASE_REASON_MAX) {
        error_set(err, ERROR_INVALID, "case.reason", "请写明理由 (a reason of 1 to %d characters)",
                  CASE_REASON_MAX);
        return error_at_field(err, "reason");
    }
    return db_write(app->db, repair, &job, err);
}
