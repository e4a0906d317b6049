#include "app/case_work.h"

#include "store/journal_store.h"

#include <string.h>

const struct actor case_system_actor = {.name = {"system", 6}, .role = ROLE_COORDINATOR};

/* --- opening ------------------------------------------------------------------------------------ */

enum error_kind case_session_begin(struct case_session *session, struct app *app,
                                   const struct actor *actor, struct tx *tx, struct arena *arena,
                                   struct error *err)
{
    *session = (struct case_session){
        .tx = tx, .arena = arena, .actor = actor, .now = app_now(app), .today = app_today(app)};
    return case_calendars_open(tx, session->today, arena, &session->calendars, err);
}

enum error_kind case_project_open(struct case_session *session, struct text code,
                                  struct case_project *out, struct error *err)
{
    const struct scope scope = party_scope(session->actor);
    *out = (struct case_project){0};
    TRY(project_store_find_in(session->tx, &scope, code, session->arena, &out->project, err));
    TRY(approval_store_load(session->tx, &out->project, session->today, session->arena,
                            &out->approvals, err));
    TRY(case_store_list_project(session->tx, out->project.id, session->arena, &out->cases,
                                &out->case_count, err));
    return paper_store_facts(session->tx, out->project.id, &out->approvals, out->cases,
                             out->case_count, session->arena, &out->papers, err);
}

enum error_kind case_work_read_clock(struct case_work *work, struct error *err)
{
    struct case_session *session = work->session;
    struct case_limits limits = case_limits_of(work->at);
    return case_clock_read(work->entries, work->entry_count, &limits, work->calendar,
                           session->today, session->arena, &work->clock, err);
}

static void count_papers(struct case_work *work)
{
    struct text *tolerated = ARENA_ARRAY(work->session->arena, struct text, work->tolerance_count);
    size_t count = 0;
    for (size_t i = 0; i < work->tolerance_count; i++) {
        if (work->tolerances[i].state == TOLERANCE_OPEN) {
            tolerated[count++] = work->tolerances[i].paper;
        }
    }
    work->papers_missing =
        item_papers_missing(&work->of->papers, work->item, tolerated, count, &work->papers_wait);
}

enum error_kind case_work_open(struct case_session *session, struct case_project *of,
                               int64_t case_id, struct case_work *out, struct error *err)
{
    *out = (struct case_work){.session = session, .of = of};
    TRY(case_store_find(session->tx, case_id, session->arena, &out->stored, err));
    out->item = template_find_item(&of->approvals.template, out->stored.item_id);
    if (out->item < 0 || out->stored.project_id != of->project.id) {
        return error_set(err, ERROR_NOT_FOUND, "case.unknown",
                         "没有这个办件 (there is no such case)");
    }
    out->at = &of->approvals.template.items[out->item];
    const struct calendar_place place = {of->project.division, out->stored.department,
                                         of->project.code};
    TRY(case_calendars_find(&session->calendars, &place, &out->calendar, err));
    TRY(case_event_store_list(session->tx, case_id, session->arena, &out->stored_entries,
                              &out->entry_count, err));
    out->entries = ARENA_ARRAY(session->arena, struct case_entry, out->entry_count + CASE_ROOM);
    for (size_t i = 0; i < out->entry_count; i++) {
        out->entries[i] = out->stored_entries[i].entry;
    }
    TRY(tolerance_store_list(session->tx, case_id, session->arena, &out->tolerances,
                             &out->tolerance_count, err));
    TRY(commitment_store_list(session->tx, case_id, session->arena, &out->commitments,
                              &out->commitment_count, err));
    count_papers(out);
    return case_work_read_clock(out, err);
}

enum error_kind case_work_find(struct case_session *session, int64_t case_id,
                               struct case_project *of_out, struct case_work *out,
                               struct error *err)
{
    struct stored_case stored;
    TRY(case_store_find(session->tx, case_id, session->arena, &stored, err));
    enum error_kind kind = case_project_open(session, stored.project, of_out, err);
    if (kind == ERROR_NOT_FOUND) {
        return error_set(err, ERROR_NOT_FOUND, "case.unknown",
                         "没有这个办件 (there is no such case)");
    }
    TRY(kind);
    return case_work_open(session, of_out, case_id, out, err);
}

/* --- who may ------------------------------------------------------------------------------------ */

enum error_kind case_work_check_desk(const struct case_work *work, enum case_side side,
                                     struct error *err)
{
    const struct actor *actor = work->session->actor;
    static const enum permission needed[SIDE_COUNT] = {
        [SIDE_OWNER] = PERMISSION_APPLY,       [SIDE_WINDOW] = PERMISSION_HANDLE,
        [SIDE_DEPARTMENT] = PERMISSION_HANDLE, [SIDE_HEAD] = PERMISSION_DIRECT,
        [SIDE_SYSTEM] = PERMISSION_COUNT,
    };
    if (side == SIDE_SYSTEM || !role_has(actor->role, needed[side])) {
        return error_set(err, ERROR_FORBIDDEN, "case.side", "这一步由%s办理 (the %s does this)",
                         case_side_zh(side), case_side_name(side));
    }
    if (side == SIDE_OWNER ||
        (side == SIDE_WINDOW && text_is_equal(actor->body, TEXT(PARTY_WINDOW)))) {
        return OK;
    }
    return party_check_department(actor, work->stored.department, err);
}

enum error_kind case_work_side(const struct case_work *work, enum case_event event,
                               enum case_side *side_out, struct error *err)
{
    const struct case_rule *rule =
        case_rule_find(case_state_of(work->entries, work->entry_count), event);
    *side_out = rule == NULL ? SIDE_OWNER : rule->side; /* without a row the domain refuses */
    return rule == NULL ? OK : case_work_check_desk(work, rule->side, err);
}

/* --- the journal -------------------------------------------------------------------------------- */

void case_journal_begin(const struct case_work *work, struct json_writer *json)
{
    json_writer_init(json, work->session->arena, CASE_JOURNAL_MAX);
    json_object_open(json);
    json_member_int(json, "case", work->stored.id);
    json_member_text(json, "item", work->stored.item_id);
}

enum error_kind case_journal_end(const struct case_work *work, struct json_writer *json,
                                 const char *action, const char *to, struct error *err)
{
    struct case_session *session = work->session;
    struct text list = text_of(to), data;
    if (list.length > 0) {
        json_key(json, "to");
        json_array_open(json);
        for (size_t from = 0, i = 0; i <= list.length; i++) {
            if (i == list.length || list.data[i] == ' ') {
                json_put_text(json, text_slice(list, from, i));
                from = i + 1;
            }
        }
        json_array_close(json);
    }
    json_object_close(json);
    TRY(json_writer_text(json, &data, err));
    TRY(journal_store_append(
        session->tx, action,
        text_format(session->arena, "project:%.*s", TEXT_ARGS(work->of->project.code)),
        session->actor->name, data, session->now, err));
    return case_notice_send(work, action, to, err);
}

/* Who has to be told of an event. */
static const char *told_of(enum case_event event)
{
    switch (event) {
    case CASE_SUBMIT:
    case CASE_RELEASE:
    case CASE_CORRECT:
    case CASE_WITHDRAW:
        return "department";
    case CASE_DEEM_ACCEPTED:
    case CASE_LAPSE_SPECIAL:
    case CASE_DEEM_CONSENT:
        return "owner officer department head";
    case CASE_ACCEPT_DEPARTMENT:
        return "";
    default:
        return "owner officer";
    }
}

static enum error_kind journal_entry(const struct case_work *work, const struct case_entry *entry,
                                     enum case_side side, struct error *err)
{
    struct json_writer json;
    case_journal_begin(work, &json);
    json_member_date(&json, "day", entry->day);
    json_member_date(&json, "due_on", work->clock.due_on);
    if (entry->length > 0) {
        json_member_int(&json, "length", entry->length);
        json_member_string(&json, "unit",
                           entry->unit == UNIT_WORKING_DAY ? "working_day" : "natural_day");
    }
    if (entry->special != SPECIAL_NONE) {
        json_member_date(&json, "planned_end", work->clock.special_end);
        json_member_string(&json, "special", special_name(entry->special));
    }
    json_member_text(&json, "reason", entry->reason);
    if (work->stored.result.length > 0) {
        json_member_text(&json, "result", work->stored.result);
    }
    if (entry->rule.length > 0) {
        json_member_text(&json, "rule", entry->rule);
    }
    json_member_string(&json, "side", case_side_name(side));
    json_member_int(&json, "state", entry->state);
    const char *action =
        text_format(work->session->arena, "case.%s", case_event_name(entry->event)).data;
    return case_journal_end(work, &json, action, told_of(entry->event), err);
}

/* --- what follows from a step ------------------------------------------------------------------- */

/* The item's progress, from which the plan, the gate and the brief are computed. */
static enum error_kind move_plan(struct case_work *work, const struct case_entry *entry,
                                 struct error *err)
{
    struct case_session *session = work->session;
    struct project *project = &work->of->project;
    bool decided = case_state_is_decided(entry->state);
    if (date_is_none(work->clock.accepted_on)) {
        return OK;
    }
    if (case_state_is_end(entry->state) && !decided) {
        return progress_store_undo(session->tx, project->id, work->at->id, entry->day, err);
    }
    struct item_progress *progress = &work->of->approvals.progress[work->item];
    *progress = (struct item_progress){work->at->id, work->clock.accepted_on,
                                       decided ? work->clock.ended_on : DATE_NONE,
                                       decided ? DATE_NONE : work->clock.due_on};
    TRY(progress_store_set(session->tx, project->id, progress, err));
    return project_store_touch(session->tx, project, session->now, err);
}

/* An ended case owes nothing at its door any more; what a decision left open goes on. */
static enum error_kind end_tolerances(struct case_work *work, const struct case_entry *entry,
                                      struct error *err)
{
    if (!case_state_is_end(entry->state) || entry->state == CASE_TOLERATED) {
        return OK;
    }
    for (size_t i = 0; i < work->tolerance_count; i++) {
        struct tolerance *tolerance = &work->tolerances[i];
        if (tolerance->state == TOLERANCE_OPEN) {
            tolerance->state = TOLERANCE_ENDED;
            tolerance->ended_on = entry->day;
            TRY(tolerance_store_save(work->session->tx, tolerance, err));
        }
    }
    return OK;
}

static void repeat_days(struct case_work *work, const struct case_entry *entry)
{
    struct stored_case *stored = &work->stored;
    stored->state = entry->state;
    stored->open = !case_state_is_end(entry->state);
    stored->committed = stored->committed || entry->event == CASE_DECIDE_COMMITTED;
    stored->first_on = work->clock.first_on;
    stored->accepted_on = work->clock.accepted_on;
    stored->ended_on = work->clock.ended_on;
    stored->due_on = work->clock.due_on;
    stored->limit_on = work->clock.limit_on;
    stored->green = stored->green && stored->open;
    stored->valid_until =
        case_state_is_decided(entry->state)
            ? validity_until(work->at, stored->ended_on, stored->validity_extensions)
            : DATE_NONE;
}

static struct case_facts facts_of(const struct case_work *work)
{
    struct case_facts facts = {
        .entries = work->entries,
        .entry_count = work->entry_count,
        .today = work->session->today,
        .calendar = work->calendar,
        .correction_days = work->of->approvals.template.correction_days,
        .extension_days = work->at->extension_days,
        .papers_missing = work->papers_missing,
        .deemed_consent = work->at->deemed_consent,
        .never_defer = work->at->never_defer,
        .due_on = work->clock.due_on,
    };
    for (size_t i = 0; i < work->tolerance_count; i++) {
        bool open = work->tolerances[i].state == TOLERANCE_OPEN;
        facts.accept_tolerances_open += open && work->tolerances[i].mode == TOLERANCE_ACCEPT;
        facts.decide_tolerances_open += open && work->tolerances[i].mode == TOLERANCE_DECIDE;
    }
    for (size_t i = 0; i < work->commitment_count; i++) {
        facts.committed = facts.committed || work->commitments[i].state == COMMITMENT_SIGNED;
    }
    return facts;
}

/* What was signed has been decided on: from now on it is owed. */
static enum error_kind decide_commitments(struct case_work *work, struct error *err)
{
    for (size_t i = 0; i < work->commitment_count; i++) {
        struct commitment *commitment = &work->commitments[i];
        if (commitment->state == COMMITMENT_SIGNED) {
            TRY(commitment_apply(commitment->state, COMMITMENT_DECIDE, SIDE_DEPARTMENT, false,
                                 &commitment->state, err));
            TRY(commitment_store_save(work->session->tx, commitment, err));
        }
    }
    return OK;
}

enum error_kind case_work_step(struct case_work *work, const struct case_step *step,
                               struct text result, struct error *err)
{
    struct case_session *session = work->session;
    struct case_facts facts = facts_of(work);
    struct case_entry entry;
    TRY(case_apply(&facts, step, &entry, err));
    work->entries[work->entry_count++] = entry;
    TRY(case_work_read_clock(work, err));
    repeat_days(work, &entry);
    if (result.length > 0) {
        work->stored.result = result;
    }
    const struct stored_entry kept = {entry, step->side, session->actor->name, session->now,
                                      work->stored.version + 1};
    TRY(case_work_save(work, err));
    TRY(case_event_store_add(session->tx, work->stored.id, &kept, err));
    TRY(journal_entry(work, &entry, step->side, err));
    TRY(end_tolerances(work, &entry, err));
    if (entry.event == CASE_DECIDE_COMMITTED) {
        TRY(decide_commitments(work, err));
    }
    TRY(move_plan(work, &entry, err));
    TRY(case_work_check_validity(work, err));
    return case_state_is_decided(entry.state)
               ? case_project_release(session, work->of->project.code, err)
               : OK;
}

enum error_kind case_work_save(struct case_work *work, struct error *err)
{
    return case_store_save(work->session->tx, &work->stored, work->session->now, err);
}

/* --- the project's other cases ------------------------------------------------------------------ */

enum error_kind case_project_release(struct case_session *session, struct text code,
                                     struct error *err)
{
    const struct actor *actor = session->actor;
    struct case_project of;
    enum error_kind kind = OK;
    session->actor = &case_system_actor;
    TRY(case_project_open(session, code, &of, err));
    for (size_t i = 0; i < of.case_count && kind == OK; i++) {
        const struct case_step step = {.event = CASE_RELEASE, .side = SIDE_SYSTEM};
        struct case_work work;
        if (!of.cases[i].open || of.cases[i].state != CASE_DRAFT) {
            continue;
        }
        kind = case_work_open(session, &of, of.cases[i].id, &work, err);
        if (kind == OK && !work.papers_wait) {
            kind = case_work_step(&work, &step, TEXT(""), err);
        }
    }
    session->actor = actor;
    return kind;
}

static struct text owner_key(const struct project *project)
{
    return project->owner_code.length > 0 ? project->owner_code : project->owner_name;
}

enum error_kind case_owner_credit(struct case_session *session, const struct project *project,
                                  struct date *until_out, struct error *err)
{
    *until_out = DATE_NONE;
    struct text owner = owner_key(project);
    return owner.length == 0 ? OK : credit_store_until(session->tx, owner, until_out, err);
}

enum error_kind case_owner_record(struct case_work *work, const char *kind, struct text reason,
                                  struct error *err)
{
    struct case_session *session = work->session;
    struct text owner = owner_key(&work->of->project);
    struct json_writer json;
    struct credit_record record = {.owner = owner,
                                   .case_id = work->stored.id,
                                   .kind = text_of(kind),
                                   .reason = reason,
                                   .recorded_on = session->today,
                                   .until_on =
                                       date_add_months(session->today, CREDIT_SUSPENSION_MONTHS)};
    if (owner.length == 0) {
        return OK; /* nobody is named whom it could shut out */
    }
    TRY(credit_store_add(session->tx, &record, err));
    case_journal_begin(work, &json);
    json_member_string(&json, "kind", kind);
    json_member_text(&json, "owner", owner);
    json_member_text(&json, "reason", reason);
    json_member_date(&json, "until", record.until_on);
    return case_journal_end(work, &json, "credit.record", "owner officer", err);
}

/* --- validity ----------------------------------------------------------------------------------- */

static struct date later(struct date a, struct date b)
{
    return date_compare(a, b) > 0 ? a : b;
}

/* A list of the coming year is known before it takes effect. */
static enum error_kind read_start(struct case_work *work, struct date *planned_out,
                                  bool *started_out, struct error *err)
{
    struct case_session *session = work->session;
    struct programme programme;
    struct plan_version plan;
    struct stored_event *events;
    size_t count;
    bool found = false;
    *planned_out = DATE_NONE;
    *started_out = false;
    TRY(event_store_list(session->tx, work->of->project.id, session->arena, &events, &count, err));
    for (size_t i = 0; i < count; i++) {
        *started_out = *started_out || events[i].event.kind == SITE_START;
    }
    enum error_kind kind = programme_store_of_project(session->tx, work->of->project.id,
                                                      session->arena, &programme, err);
    if (kind == ERROR_NOT_FOUND) {
        return OK;
    }
    TRY(kind);
    struct date from = later(session->today, date_of((int)programme.year, 1, 1));
    TRY(plan_store_newest(session->tx, work->of->project.id, programme.year, from, session->arena,
                          &plan, &found, err));
    *planned_out = found ? plan.planned_start : DATE_NONE;
    return OK;
}

enum error_kind case_work_find_warning(struct case_work *work, enum validity_warning *out,
                                       struct error *err)
{
    struct date planned;
    bool started;
    TRY(read_start(work, &planned, &started, err));
    *out = validity_check(work->stored.valid_until, planned, started, work->session->today);
    return OK;
}

enum error_kind case_work_check_validity(struct case_work *work, struct error *err)
{
    struct stored_case *stored = &work->stored;
    struct json_writer json;
    struct date planned;
    bool started;
    if (date_is_none(stored->valid_until)) {
        return OK;
    }
    TRY(read_start(work, &planned, &started, err));
    enum validity_warning warning =
        validity_check(stored->valid_until, planned, started, work->session->today);
    if (warning == stored->validity_warning) {
        return OK;
    }
    stored->validity_warning = warning;
    TRY(case_work_save(work, err));
    if (warning == VALIDITY_FINE) {
        return OK;
    }
    case_journal_begin(work, &json);
    json_member_int(&json, "extensions_left",
                    work->at->validity_extensions - stored->validity_extensions);
    json_member_date(&json, "planned_start", planned);
    json_member_date(&json, "valid_until", stored->valid_until);
    return case_journal_end(work, &json,
                            warning == VALIDITY_LAPSED ? "permit.lapsed" : "permit.will_lapse",
                            "owner officer department", err);
}
