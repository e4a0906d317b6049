#include "http/plan_http.h"

#include "app/photo_app.h"
#include "app/start_app.h"
#include "exchange/plan_json.h"
#include "report/case_report.h"
#include "report/plan_report.h"

#include <string.h>

struct planning {
    struct http_request *request;
    struct json_writer json;
    struct date as_of;
    enum handling handling;
};

/* The project's cases as of the day, as a JSON array. */
static enum error_kind write_cases(struct planning *planning, struct tx *tx, struct text code,
                                   struct text *cases_out, struct error *err)
{
    struct http_request *request = planning->request;
    const struct scope scope = party_scope(&request->actor);
    struct case_context *context = ARENA_NEW(request->arena, struct case_context);
    struct json_writer json;
    TRY(case_report_init(context, tx, &scope, code, planning->as_of, request->arena, err));
    json_writer_init(&json, request->arena, HTTP_JSON_MAX);
    TRY(case_report_write_list(context, &json, err));
    return json_writer_text(&json, cases_out, err);
}

static enum error_kind make_plan(struct tx *tx, void *context, struct error *err)
{
    struct planning *planning = context;
    struct http_request *request = planning->request;
    struct register_row row;
    struct plan_context *plans = ARENA_NEW(request->arena, struct plan_context);
    struct project_plan plan;
    struct text cases;
    const struct scope scope = party_scope(&request->actor);
    TRY(plan_report_find_row(tx, http_param(request, "code"), &scope, planning->as_of,
                             request->arena, &row, err));
    TRY(plan_report_init(plans, tx, row.project.code, planning->as_of, request->arena, err));
    TRY(plan_report_project(plans, &row, planning->handling, request->arena, &plan, err));
    TRY(write_cases(planning, tx, row.project.code, &cases, err));
    http_json_init(request, &planning->json);
    plan_json_put_project(&planning->json, row.project.code, &plan, cases, request->arena);
    return OK;
}

enum error_kind plan_http_show(struct http_request *request, struct http_response *response,
                               struct error *err)
{
    struct planning planning = {.request = request, .handling = HANDLING_PARALLEL};
    struct text handling = http_query(request, "handling");
    TRY(http_query_as_of(request, &planning.as_of, err));
    if (handling.length > 0 && !handling_parse(handling, &planning.handling)) {
        error_set(err, ERROR_INVALID, "query.handling", "handling is serial or parallel");
        return error_at_field(err, "handling");
    }
    TRY(db_read(request->app->db, make_plan, &planning, err));
    return http_json(response, 200, &planning.json, err);
}

/* --- the gate --------------------------------------------------------------------------------- */

static void write_unmet(struct json_writer *json, const struct gate_unmet *unmet, size_t count)
{
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(json);
        json_member_text(json, "item", unmet[i].item);
        json_member_text(json, "name_zh", unmet[i].name_zh);
        json_member_text(json, "name_en", unmet[i].name_en);
        json_member_text(json, "reason", unmet[i].reason_zh);
        json_member_text(json, "reason_en", unmet[i].reason_en);
        json_object_close(json);
    }
    json_array_close(json);
}

static enum error_kind read_unmet(struct tx *tx, void *context, struct error *err)
{
    struct planning *planning = context;
    struct http_request *request = planning->request;
    struct project project;
    struct gate_unmet *unmet;
    size_t count;
    const struct scope scope = party_scope(&request->actor);
    TRY(project_store_find_in(tx, &scope, http_param(request, "code"), request->arena, &project,
                              err));
    TRY(approval_store_gate(tx, &project, planning->as_of, request->arena, &unmet, &count, err));
    http_json_init(request, &planning->json);
    write_unmet(&planning->json, unmet, count);
    return OK;
}

static enum error_kind read_gate(struct tx *tx, void *context, struct error *err)
{
    struct planning *planning = context;
    struct http_request *request = planning->request;
    const struct scope scope = party_scope(&request->actor);
    struct case_context *cases = ARENA_NEW(request->arena, struct case_context);
    TRY(case_report_init(cases, tx, &scope, http_param(request, "code"), planning->as_of,
                         request->arena, err));
    http_json_init(request, &planning->json);
    return case_report_write_gate(cases, &planning->json, err);
}

enum error_kind gate_http_show(struct http_request *request, struct http_response *response,
                               struct error *err)
{
    struct planning planning = {.request = request};
    TRY(http_query_as_of(request, &planning.as_of, err));
    TRY(db_read(request->app->db, read_gate, &planning, err));
    return http_json(response, 200, &planning.json, err);
}

/* --- events ----------------------------------------------------------------------------------- */

static enum error_kind read_event(const struct json_value *body, int64_t *section,
                                  struct text *section_name, struct site_event *event,
                                  struct error *err)
{
    static const char *const members[] = {"section", "section_name", "kind",
                                          "day",     "evidence",     NULL};
    static const char *const parts[] = {"permit",      "photo",   "photo_day",
                                        "photo_place", "witness", NULL};
    const struct json_value *evidence = json_find(body, "evidence");
    struct text kind = TEXT("");
    *event = (struct site_event){.evidence = {.photo_day = DATE_NONE}};
    TRY(json_only(body, members, err));
    TRY(json_get_int(body, "section", true, section, err));
    TRY(json_get_text(body, "section_name", false, section_name, err));
    TRY(json_get_text(body, "kind", true, &kind, err));
    TRY(json_get_date(body, "day", true, &event->day, err));
    if (!site_event_parse(kind, &event->kind)) {
        error_set(err, ERROR_INVALID, "event.kind", "an event is start, stop or resume");
        return error_at_field(err, "kind");
    }
    TRY(json_only(evidence, parts, err));
    TRY(json_get_text(evidence, "permit", false, &event->evidence.permit, err));
    TRY(json_get_text(evidence, "photo", false, &event->evidence.photo, err));
    TRY(json_get_date(evidence, "photo_day", false, &event->evidence.photo_day, err));
    TRY(json_get_text(evidence, "photo_place", false, &event->evidence.photo_place, err));
    return json_get_text(evidence, "witness", false, &event->evidence.witness, err);
}

enum error_kind event_http_record(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    const struct json_value *body;
    struct site_event event;
    struct text section_name = TEXT("");
    struct json_writer json;
    int64_t section = 1;

    TRY(http_body_json(request, &body, err));
    TRY(read_event(body, &section, &section_name, &event, err));
    if (event.evidence.photo.length > 0) {
        TRY(photo_app_check(request->app, event.evidence.photo, err));
    }
    enum error_kind kind =
        start_app_record(request->app, &request->actor, http_param(request, "code"), section,
                         section_name, &event, err);
    if (kind != OK) {
        struct planning planning = {.request = request, .as_of = event.day};
        struct error ignored;
        if (strcmp(err->code, "gate.closed") == 0 &&
            db_read(request->app->db, read_unmet, &planning, &ignored) == OK &&
            json_writer_text(&planning.json, &response->unmet, &ignored) != OK) {
            response->unmet = TEXT("");
        }
        return kind;
    }
    http_json_init(request, &json);
    json_object_open(&json);
    json_member_int(&json, "id", event.id);
    json_member_string(&json, "kind", site_event_name(event.kind));
    json_member_date(&json, "day", event.day);
    json_member_int(&json, "section", section);
    json_object_close(&json);
    return http_json(response, 201, &json, err);
}

enum error_kind photo_http_store(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    struct json_writer json;
    struct text name;
    TRY(photo_app_store(request->app, &request->actor, http_param(request, "code"), request->body,
                        request->arena, &name, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_member_text(&json, "photo", name);
    json_object_close(&json);
    return http_json(response, 201, &json, err);
}

enum error_kind photo_http_show(struct http_request *request, struct http_response *response,
                                struct error *err)
{
    const char *path, *type;
    TRY(photo_app_find(request->app, &request->actor, http_param(request, "code"),
                       http_param(request, "photo"), request->arena, &path, &type, err));
    http_file(request, response, path, type, NULL);
    return OK;
}

enum error_kind progress_http_set(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    static const char *const members[] = {"accepted_on", "decided_on", "expected_on", NULL};
    const struct json_value *body;
    struct item_progress progress = {http_param(request, "item"), DATE_NONE, DATE_NONE, DATE_NONE};
    struct json_writer json;

    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_date(body, "accepted_on", false, &progress.accepted_on, err));
    TRY(json_get_date(body, "decided_on", false, &progress.decided_on, err));
    TRY(json_get_date(body, "expected_on", false, &progress.expected_on, err));
    TRY(start_app_set_progress(request->app, &request->actor, http_param(request, "code"),
                               &progress, 1, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_member_text(&json, "item", progress.item_id);
    json_member_date(&json, "accepted_on", progress.accepted_on);
    json_member_date(&json, "decided_on", progress.decided_on);
    json_member_date(&json, "expected_on", progress.expected_on);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}
