#include "report/case_report.h"

#include "store/promise_store.h"

enum error_kind case_report_init(struct case_context *context, struct tx *tx,
                                 const struct scope *scope, struct text code, struct date as_of,
                                 struct arena *arena, struct error *err)
{
    struct programme programme;
    struct plan_version plan;
    struct stored_event *events;
    size_t count;
    bool found = false;
    *context =
        (struct case_context){.tx = tx, .arena = arena, .as_of = as_of, .planned_start = DATE_NONE};
    TRY(project_store_find_in(tx, scope, code, arena, &context->project, err));
    TRY(approval_store_load(tx, &context->project, as_of, arena, &context->approvals, err));
    TRY(case_calendars_open(tx, as_of, arena, &context->calendars, err));
    TRY(event_store_list(tx, context->project.id, arena, &events, &count, err));
    for (size_t i = 0; i < count; i++) {
        context->started = context->started || (events[i].event.kind == SITE_START &&
                                                date_compare(events[i].event.day, as_of) <= 0);
    }
    enum error_kind kind =
        programme_store_of_project(tx, context->project.id, arena, &programme, err);
    if (kind == ERROR_NOT_FOUND) {
        return OK;
    }
    TRY(kind);
    struct date year = date_of((int)programme.year, 1, 1); /* known before it takes effect */
    TRY(plan_store_newest(tx, context->project.id, programme.year,
                          date_compare(as_of, year) > 0 ? as_of : year, arena, &plan, &found, err));
    context->planned_start = found ? plan.planned_start : DATE_NONE;
    return OK;
}

/* --- one case ----------------------------------------------------------------------------------- */

/* A case as its entries up to as_of say it. */
struct case_view {
    const struct stored_case *stored;
    const struct template_item *at;
    struct stored_entry *stored_entries;
    struct case_entry *entries;
    size_t count;
    struct case_clock clock;
    struct case_span *spans;
    size_t span_count;
};

static enum error_kind read_view(struct case_context *context, const struct stored_case *stored,
                                 struct case_view *view, struct error *err)
{
    const struct template *template = &context->approvals.template;
    int item = template_find_item(template, stored->item_id);
    *view = (struct case_view){.stored = stored, .at = &template->items[item < 0 ? 0 : item]};
    const struct calendar_place place = {context->project.division, stored->department,
                                         context->project.code};
    const struct calendar *calendar;
    TRY(case_calendars_find(&context->calendars, &place, &calendar, err));
    TRY(case_event_store_list(context->tx, stored->id, context->arena, &view->stored_entries,
                              &view->count, err));
    view->entries = ARENA_ARRAY(context->arena, struct case_entry, view->count);
    for (size_t i = 0; i < view->count; i++) {
        view->entries[i] = view->stored_entries[i].entry;
        if (date_compare(view->entries[i].day, context->as_of) > 0) {
            view->count = i;
        }
    }
    struct case_limits limits = case_limits_of(view->at);
    TRY(case_spans(view->entries, view->count, calendar, context->as_of, context->arena,
                   &view->spans, &view->span_count, err));
    return case_clock_read(view->entries, view->count, &limits, calendar, context->as_of,
                           context->arena, &view->clock, err);
}

static void write_state(enum case_state state, struct json_writer *json)
{
    json_key(json, "state");
    json_object_open(json);
    json_member_int(json, "code", state);
    json_member_string(json, "name", case_state_name(state));
    json_member_string(json, "zh", case_state_zh(state));
    json_object_close(json);
}

static void write_clock(const struct case_clock *clock, struct arena *arena,
                        struct json_writer *json)
{
    json_key(json, "clock");
    json_object_open(json);
    json_member_int(json, "day", clock->counted);
    json_member_int(json, "of", clock->limits.promised);
    json_member_int(json, "statutory", clock->limits.statutory);
    json_member_int(json, "stopped", clock->stopped);
    json_member_string(json, "unit",
                       clock->limits.unit == UNIT_WORKING_DAY ? "working_day" : "natural_day");
    json_member_bool(json, "running", clock->running);
    json_member_bool(json, "overdue", clock->overdue);
    json_member_bool(json, "special_overrun", clock->special_overrun);
    json_member_date(json, "special_end", clock->special_end);
    json_member_date(json, "first_on", clock->first_on);
    json_member_date(json, "accepted_on", clock->accepted_on);
    json_member_date(json, "ended_on", clock->ended_on);
    json_member_date(json, "due_on", clock->due_on);
    json_member_date(json, "limit_on", clock->limit_on);
    json_member_int(json, "natural_days", clock->natural_days);
    json_member_int(json, "working_days", clock->working_days);
    json_key(json, "charges");
    json_object_open(json);
    for (int i = 0; i < CHARGE_COUNT; i++) {
        json_member_int(json, case_charge_name(i), clock->charges[i]);
    }
    json_object_close(json);
    json_member_text(json, "text_zh", case_clock_zh(clock, arena));
    json_member_text(json, "text_en", case_clock_en(clock, arena));
    json_object_close(json);
}

static void write_events(const struct case_view *view, struct json_writer *json)
{
    json_key(json, "events");
    json_array_open(json);
    for (size_t i = 0; i < view->count; i++) {
        const struct stored_entry *kept = &view->stored_entries[i];
        const struct case_entry *entry = &kept->entry;
        json_object_open(json);
        json_member_string(json, "event", case_event_name(entry->event));
        json_member_string(json, "zh", case_event_zh(entry->event));
        json_member_int(json, "state", entry->state);
        json_member_date(json, "day", entry->day);
        if (entry->special != SPECIAL_NONE) {
            json_member_string(json, "special", special_name(entry->special));
            json_member_string(json, "special_zh", special_zh(entry->special));
        }
        if (entry->length > 0) {
            json_member_int(json, "length", entry->length);
            json_member_string(json, "unit",
                               entry->unit == UNIT_WORKING_DAY ? "working_day" : "natural_day");
        }
        json_member_text(json, "reason", entry->reason);
        json_member_text(json, "rule", entry->rule);
        json_member_string(json, "side", case_side_name(kept->side));
        json_member_text(json, "actor", kept->actor);
        json_object_close(json);
    }
    json_array_close(json);
}

static enum error_kind write_tolerances(struct case_context *context,
                                        const struct stored_case *stored, struct json_writer *json,
                                        struct error *err)
{
    struct tolerance *tolerances;
    size_t count;
    TRY(tolerance_store_list(context->tx, stored->id, context->arena, &tolerances, &count, err));
    json_key(json, "tolerances");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(json);
        json_member_int(json, "id", tolerances[i].id);
        json_member_text(json, "paper", tolerances[i].paper);
        json_member_string(json, "mode", tolerance_mode_name(tolerances[i].mode));
        json_member_string(json, "mode_zh", tolerance_mode_zh(tolerances[i].mode));
        json_member_text(json, "basis", tolerances[i].basis);
        json_member_text(json, "text", tolerances[i].text_id);
        json_member_int(json, "text_version", tolerances[i].text_version);
        json_member_text(json, "signer", tolerances[i].signer);
        json_member_text(json, "allowed_by", tolerances[i].allowed_by);
        json_member_date(json, "allowed_on", tolerances[i].allowed_on);
        json_member_date(json, "due_on", tolerances[i].due_on);
        json_member_string(json, "state", tolerance_state_name(tolerances[i].state));
        json_member_string(json, "state_zh", tolerance_state_zh(tolerances[i].state));
        json_member_date(json, "ended_on", tolerances[i].ended_on);
        json_object_close(json);
    }
    json_array_close(json);
    return OK;
}

static enum error_kind write_checks(struct case_context *context, int64_t commitment_id,
                                    struct json_writer *json, struct error *err)
{
    struct commitment_check *checks;
    size_t count;
    TRY(commitment_check_store_list(context->tx, commitment_id, context->arena, &checks, &count,
                                    err));
    json_key(json, "checks");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(json);
        json_member_date(json, "day", checks[i].day);
        json_member_text(json, "checker", checks[i].checker);
        json_member_text(json, "event", checks[i].event);
        json_member_text(json, "note", checks[i].note);
        json_object_close(json);
    }
    json_array_close(json);
    return OK;
}

static enum error_kind write_commitments(struct case_context *context,
                                         const struct stored_case *stored, struct json_writer *json,
                                         struct error *err)
{
    struct commitment *commitments;
    size_t count;
    TRY(commitment_store_list(context->tx, stored->id, context->arena, &commitments, &count, err));
    json_key(json, "commitments");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        const struct commitment *at = &commitments[i];
        json_object_open(json);
        json_member_int(json, "id", at->id);
        json_member_bool(json, "start", at->start);
        json_member_text(json, "text", at->text_id);
        json_member_int(json, "text_version", at->text_version);
        json_member_text(json, "signer", at->signer);
        json_member_date(json, "signed_on", at->signed_on);
        json_member_date(json, "due_on", at->due_on);
        json_member_string(json, "state", commitment_state_name(at->state));
        json_member_string(json, "state_zh", commitment_state_zh(at->state));
        json_member_string(
            json, "outcome",
            commitment_outcome_name(commitment_outcome(at->state, !date_is_none(at->late_on))));
        json_member_int(json, "version", at->version);
        TRY(write_checks(context, at->id, json, err));
        json_object_close(json);
    }
    json_array_close(json);
    return OK;
}

static enum error_kind write_defects(struct case_context *context, const struct stored_case *stored,
                                     struct json_writer *json, struct error *err)
{
    struct stored_defect *defects;
    size_t count;
    TRY(defect_store_list(context->tx, stored->id, context->arena, &defects, &count, err));
    json_key(json, "defects");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(json);
        json_member_int(json, "id", defects[i].id);
        json_member_text(json, "paper", defects[i].paper);
        json_member_text(json, "why", defects[i].why);
        json_member_date(json, "told_on", defects[i].told_on);
        json_object_close(json);
    }
    json_array_close(json);
    return OK;
}

static enum error_kind write_green(struct case_context *context, const struct stored_case *stored,
                                   struct json_writer *json, struct error *err)
{
    struct green_request request;
    bool found;
    TRY(green_store_find(context->tx, stored->id, context->arena, &request, &found, err));
    json_key(json, "green_request");
    if (!found) {
        json_put_null(json);
        return OK;
    }
    json_object_open(json);
    json_member_text(json, "reason", request.reason);
    json_member_text(json, "asked_by", request.asked_by);
    json_member_date(json, "asked_on", request.asked_on);
    json_member_text(json, "state", request.state);
    json_member_text(json, "decided_by", request.decided_by);
    json_member_date(json, "decided_on", request.decided_on);
    json_member_text(json, "answer", request.answer);
    json_object_close(json);
    return OK;
}

static void write_head(const struct case_context *context, const struct case_view *view,
                       struct json_writer *json)
{
    const struct stored_case *stored = view->stored;
    const struct template_department *department =
        &context->approvals.template.departments[view->at->department];
    enum case_state state = case_state_of(view->entries, view->count);
    enum case_side turn;
    json_member_int(json, "id", stored->id);
    json_member_int(json, "application", stored->application_id);
    json_member_text(json, "project", context->project.code);
    json_member_text(json, "item", stored->item_id);
    json_member_text(json, "name_zh", view->at->name_zh);
    json_member_text(json, "name_en", view->at->name_en);
    json_member_text(json, "department", stored->department);
    json_member_text(json, "department_zh", department->name_zh);
    json_member_int(json, "stage", stored->stage);
    write_state(state, json);
    json_member_string(json, "turn",
                       case_turn(view->entries, view->count, &turn) ? case_side_name(turn)
                                                                    : "nobody");
    json_member_int(json, "version", stored->version);
    json_member_bool(json, "open", !case_state_is_end(state));
    json_member_bool(json, "committed", stored->committed && case_state_is_decided(state));
    json_member_bool(json, "green", stored->green);
    json_member_text(json, "result", stored->result);
    struct date until = case_state_is_decided(state) ? stored->valid_until : DATE_NONE;
    json_member_date(json, "valid_until", until);
    json_member_int(json, "validity_extensions", stored->validity_extensions);
    json_member_string(json, "validity",
                       validity_warning_name(validity_check(until, context->planned_start,
                                                            context->started, context->as_of)));
}

static enum error_kind write_view(struct case_context *context, const struct case_view *view,
                                  enum case_detail detail, struct json_writer *json,
                                  struct error *err)
{
    json_object_open(json);
    write_head(context, view, json);
    write_clock(&view->clock, context->arena, json);
    if (detail == CASE_FULL) {
        write_events(view, json);
        TRY(write_defects(context, view->stored, json, err));
        TRY(write_tolerances(context, view->stored, json, err));
        TRY(write_commitments(context, view->stored, json, err));
        TRY(write_green(context, view->stored, json, err));
    }
    json_object_close(json);
    return OK;
}

enum error_kind case_report_write(struct case_context *context, const struct stored_case *stored,
                                  enum case_detail detail, struct json_writer *json,
                                  struct error *err)
{
    struct case_view view;
    TRY(read_view(context, stored, &view, err));
    return write_view(context, &view, detail, json, err);
}

enum error_kind case_report_write_list(struct case_context *context, struct json_writer *json,
                                       struct error *err)
{
    struct stored_case *cases;
    size_t count;
    TRY(case_store_list_project(context->tx, context->project.id, context->arena, &cases, &count,
                                err));
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        TRY(case_report_write(context, &cases[i], CASE_SHORT, json, err));
    }
    json_array_close(json);
    return OK;
}

/* --- stage and project -------------------------------------------------------------------------- */

static enum error_kind read_views(struct case_context *context, const struct stored_case *cases,
                                  size_t count, struct case_view **views_out, struct error *err)
{
    *views_out = ARENA_ARRAY(context->arena, struct case_view, count);
    for (size_t i = 0; i < count; i++) {
        TRY(read_view(context, &cases[i], &(*views_out)[i], err));
    }
    return OK;
}

static enum error_kind read_stage(struct case_context *context, const struct case_view *views,
                                  size_t count, int stage, struct stage_clock *clock,
                                  struct error *err)
{
    struct stage_member *members = ARENA_ARRAY(context->arena, struct stage_member, count);
    size_t member_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (views[i].stored->stage == stage) {
            members[member_count++] = (struct stage_member){views[i].spans, views[i].span_count};
        }
    }
    return stage_clock_read(members, member_count, &context->calendars.city, clock, err);
}

static void write_stage_clock(const struct template_stage *stage, const struct stage_clock *clock,
                              struct json_writer *json)
{
    json_object_open(json);
    json_member_int(json, "stage", stage->id);
    json_member_text(json, "name_zh", stage->name_zh);
    json_member_text(json, "name_en", stage->name_en);
    json_member_text(json, "lead", stage->lead);
    json_member_int(json, "limit", stage->limit_days);
    json_member_int(json, "working_days", clock->counted);
    json_member_int(json, "natural_days", clock->natural_days);
    json_member_date(json, "first_on", clock->first_on);
    json_object_close(json);
}

enum error_kind case_report_write_project(struct case_context *context, struct json_writer *json,
                                          struct error *err)
{
    const struct template *template = &context->approvals.template;
    struct stored_case *cases;
    struct case_view *views;
    size_t count;
    TRY(case_store_list_project(context->tx, context->project.id, context->arena, &cases, &count,
                                err));
    TRY(read_views(context, cases, count, &views, err));
    json_key(json, "cases");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        TRY(write_view(context, &views[i], CASE_SHORT, json, err));
    }
    json_array_close(json);
    struct stage_clock *stages =
        ARENA_ARRAY(context->arena, struct stage_clock, template->stage_count);
    json_key(json, "clock");
    json_object_open(json);
    json_key(json, "stages");
    json_array_open(json);
    for (size_t s = 0; s < template->stage_count; s++) {
        TRY(read_stage(context, views, count, template->stages[s].id, &stages[s], err));
        write_stage_clock(&template->stages[s], &stages[s], json);
    }
    json_array_close(json);
    struct project_clock clock = project_clock_read(stages, template->stage_count);
    json_member_int(json, "working_days", clock.counted);
    json_member_int(json, "natural_days", clock.natural_days);
    json_member_date(json, "first_on", clock.first_on);
    json_object_close(json);
    return OK;
}

enum error_kind case_report_write_application(struct case_context *context,
                                              const struct application *application,
                                              struct json_writer *json, struct error *err)
{
    const struct template *template = &context->approvals.template;
    struct stored_case *cases;
    struct case_view *views;
    struct stage_clock clock;
    size_t count;
    TRY(case_store_list_application(context->tx, application->id, context->arena, &cases, &count,
                                    err));
    TRY(read_views(context, cases, count, &views, err));
    TRY(read_stage(context, views, count, application->stage, &clock, err));
    json_object_open(json);
    json_member_text(json, "number", application_number(application, context->arena));
    json_member_text(json, "project", application->project);
    json_member_date(json, "submitted_on", application->submitted_on);
    json_member_text(json, "submitted_by", application->submitted_by);
    json_member_date(json, "noticed_on", application->noticed_on);
    json_member_date(json, "closed_on", application->closed_on);
    json_member_text(json, "closed_by", application->closed_by);
    json_key(json, "form");
    json_put_raw(json, application->form);
    json_key(json, "clock");
    for (size_t s = 0; s < template->stage_count; s++) {
        if (template->stages[s].id == application->stage) {
            write_stage_clock(&template->stages[s], &clock, json);
        }
    }
    json_key(json, "cases");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        TRY(write_view(context, &views[i], CASE_SHORT, json, err));
    }
    json_array_close(json);
    json_object_close(json);
    return OK;
}
