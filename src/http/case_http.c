#include "http/case_http.h"

#include "app/case_app.h"
#include "report/case_report.h"

struct case_reading {
    struct http_request *request;
    struct json_writer json;
    struct date as_of;
    int64_t case_id, version;
};

enum error_kind http_param_id(const struct http_request *request, const char *name,
                              const char *code, int64_t *id_out, struct error *err)
{
    if (!text_parse_int64(http_param(request, name), id_out) || *id_out < 1) {
        return error_set(err, ERROR_NOT_FOUND, code, "没有这一项 (there is no such thing)");
    }
    return OK;
}

/* --- showing ------------------------------------------------------------------------------------ */

static enum error_kind read_case(struct tx *tx, void *context, struct error *err)
{
    struct case_reading *reading = context;
    struct http_request *request = reading->request;
    const struct scope scope = party_scope(&request->actor);
    struct case_context *cases = ARENA_NEW(request->arena, struct case_context);
    struct stored_case stored;
    TRY(case_store_find(tx, reading->case_id, request->arena, &stored, err));
    if (case_report_init(cases, tx, &scope, stored.project, reading->as_of, request->arena, err) !=
        OK) {
        return err->kind != ERROR_NOT_FOUND ? err->kind
                                            : error_set(err, ERROR_NOT_FOUND, "case.unknown",
                                                        "没有这个办件 (there is no such case)");
    }
    reading->version = stored.version;
    http_json_init(request, &reading->json);
    return case_report_write(cases, &stored, CASE_FULL, &reading->json, err);
}

enum error_kind case_http_answer(struct http_request *request, struct http_response *response,
                                 int64_t case_id, int status, struct error *err)
{
    struct case_reading reading = {.request = request, .case_id = case_id};
    TRY(http_query_as_of(request, &reading.as_of, err));
    TRY(db_read(request->app->db, read_case, &reading, err));
    http_etag(request, response, reading.version);
    return http_json(response, status, &reading.json, err);
}

enum error_kind case_http_show(struct http_request *request, struct http_response *response,
                               struct error *err)
{
    int64_t id;
    TRY(http_param_id(request, "id", "case.unknown", &id, err));
    return case_http_answer(request, response, id, 200, err);
}

static enum error_kind read_cases(struct tx *tx, void *context, struct error *err)
{
    struct case_reading *reading = context;
    struct http_request *request = reading->request;
    const struct scope scope = party_scope(&request->actor);
    struct case_context *cases = ARENA_NEW(request->arena, struct case_context);
    TRY(case_report_init(cases, tx, &scope, http_param(request, "code"), reading->as_of,
                         request->arena, err));
    http_json_init(request, &reading->json);
    json_object_open(&reading->json);
    json_member_date(&reading->json, "as_of", reading->as_of);
    TRY(case_report_write_project(cases, &reading->json, err));
    json_object_close(&reading->json);
    return OK;
}

enum error_kind case_http_list(struct http_request *request, struct http_response *response,
                               struct error *err)
{
    struct case_reading reading = {.request = request};
    TRY(http_query_as_of(request, &reading.as_of, err));
    TRY(db_read(request->app->db, read_cases, &reading, err));
    return http_json(response, 200, &reading.json, err);
}

/* --- acting ------------------------------------------------------------------------------------- */

static enum error_kind read_unit(struct text unit, enum day_unit *unit_out, struct error *err)
{
    *unit_out = text_is_equal(unit, TEXT("natural_day")) ? UNIT_NATURAL_DAY : UNIT_WORKING_DAY;
    if (unit.length > 0 && *unit_out == UNIT_WORKING_DAY &&
        !text_is_equal(unit, TEXT("working_day"))) {
        error_set(err, ERROR_INVALID, "case.unit", "unit is working_day or natural_day");
        return error_at_field(err, "unit");
    }
    return OK;
}

static enum error_kind read_step(const struct json_value *body, struct case_step *step,
                                 struct text *result, struct error *err)
{
    static const char *const members[] = {"event", "reason", "special", "length",
                                          "unit",  "result", NULL};
    struct text event = TEXT(""), special = TEXT(""), unit = TEXT("");
    int64_t length = 0;
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "event", true, &event, err));
    TRY(json_get_text(body, "reason", false, &step->reason, err));
    TRY(json_get_text(body, "special", false, &special, err));
    TRY(json_get_int(body, "length", false, &length, err));
    TRY(json_get_text(body, "unit", false, &unit, err));
    TRY(json_get_text(body, "result", false, result, err));
    if (!case_event_parse(event, &step->event)) {
        error_set(err, ERROR_INVALID, "case.event", "there is no such event of a case");
        return error_at_field(err, "event");
    }
    if (special.length > 0 && !special_parse(special, &step->special)) {
        error_set(err, ERROR_INVALID, "case.special", "there is no such special procedure");
        return error_at_field(err, "special");
    }
    if (result->length > CASE_REASON_MAX) {
        error_set(err, ERROR_INVALID, "case.result", "the number of a permit is shorter");
        return error_at_field(err, "result");
    }
    step->length = length < 0 || length > INT16_MAX ? 0 : (int)length; /* the domain refuses 0 */
    return read_unit(unit, &step->unit, err);
}

enum error_kind case_http_do(struct http_request *request, struct http_response *response,
                             struct error *err)
{
    const struct json_value *body;
    struct case_step step = {0};
    struct text result = TEXT("");
    int64_t id, version;
    TRY(http_param_id(request, "id", "case.unknown", &id, err));
    TRY(http_if_match(request, &version, err));
    TRY(http_body_json(request, &body, err));
    TRY(read_step(body, &step, &result, err));
    TRY(case_app_do(request->app, &request->actor, id, version, &step, result, err));
    return case_http_answer(request, response, id, 200, err);
}

enum error_kind case_http_add_defect(struct http_request *request, struct http_response *response,
                                     struct error *err)
{
    static const char *const members[] = {"paper", "why", NULL};
    const struct json_value *body;
    struct text paper = TEXT(""), why = TEXT("");
    int64_t id, defect;
    TRY(http_param_id(request, "id", "case.unknown", &id, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "paper", false, &paper, err));
    TRY(json_get_text(body, "why", true, &why, err));
    TRY(case_app_add_defect(request->app, &request->actor, id, paper, why, &defect, err));
    return case_http_answer(request, response, id, 201, err);
}

static enum error_kind read_reason(const struct http_request *request, struct text *reason_out,
                                   struct error *err)
{
    static const char *const members[] = {"reason", NULL};
    const struct json_value *body;
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    return json_get_text(body, "reason", true, reason_out, err);
}

enum error_kind case_http_ask_green(struct http_request *request, struct http_response *response,
                                    struct error *err)
{
    struct text reason;
    int64_t id;
    TRY(http_param_id(request, "id", "case.unknown", &id, err));
    TRY(read_reason(request, &reason, err));
    TRY(case_app_ask_green(request->app, &request->actor, id, reason, err));
    return case_http_answer(request, response, id, 201, err);
}

enum error_kind case_http_decide_green(struct http_request *request, struct http_response *response,
                                       struct error *err)
{
    static const char *const members[] = {"granted", "reason", NULL};
    const struct json_value *body;
    struct text reason = TEXT("");
    bool granted = false;
    int64_t id;
    TRY(http_param_id(request, "id", "case.unknown", &id, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_bool(body, "granted", true, &granted, err));
    TRY(json_get_text(body, "reason", true, &reason, err));
    TRY(case_app_decide_green(request->app, &request->actor, id, granted, reason, err));
    return case_http_answer(request, response, id, 200, err);
}

enum error_kind case_http_extend_validity(struct http_request *request,
                                          struct http_response *response, struct error *err)
{
    struct text reason;
    int64_t id, version;
    TRY(http_param_id(request, "id", "case.unknown", &id, err));
    TRY(http_if_match(request, &version, err));
    TRY(read_reason(request, &reason, err));
    TRY(case_app_extend_validity(request->app, &request->actor, id, version, reason, err));
    return case_http_answer(request, response, id, 200, err);
}
