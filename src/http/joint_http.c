#include "http/joint_http.h"

#include "app/joint_app.h"
#include "http/officer_http.h"

static void put_sheet(struct json_writer *json, const struct joint_sheet *sheet)
{
    char at[INSTANT_TEXT_SIZE];
    json_object_open(json);
    json_member_int(json, "id", sheet->id);
    json_member_text(json, "title", sheet->title);
    json_member_text(json, "conclusion", sheet->conclusion);
    json_member_date(json, "met_on", sheet->met_on);
    json_member_text(json, "link", sheet->link);
    json_member_string(json, "state", joint_state_name(sheet->state));
    json_member_text(json, "made_by", sheet->made_by);
    json_key(json, "cases");
    json_array_open(json);
    for (size_t i = 0; i < sheet->case_count; i++) {
        const struct joint_case *one = &sheet->cases[i];
        json_object_open(json);
        json_member_int(json, "case", one->case_id);
        json_member_int(json, "version", one->version);
        json_member_text(json, "project", one->project);
        json_member_text(json, "item", one->item);
        json_member_text(json, "department", one->department);
        json_member_string(json, "event", case_event_name(one->event));
        json_member_text(json, "reason", one->reason);
        json_member_text(json, "result", one->result);
        json_object_close(json);
    }
    json_array_close(json);
    json_key(json, "signatures");
    json_array_open(json);
    for (size_t i = 0; i < sheet->signature_count; i++) {
        json_object_open(json);
        json_member_text(json, "department", sheet->signatures[i].department);
        json_member_text(json, "signer", sheet->signatures[i].signer);
        json_member_string(json, "at", instant_format(sheet->signatures[i].signed_at, at));
        json_object_close(json);
    }
    json_array_close(json);
    json_object_close(json);
}

enum error_kind joint_http_list(struct http_request *request, struct http_response *response,
                                struct error *err)
{
    struct joint_sheet *sheets;
    size_t count;
    struct json_writer json;
    TRY(joint_app_list(request->app, request->arena, &sheets, &count, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_key(&json, "items");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++) {
        put_sheet(&json, &sheets[i]);
    }
    json_array_close(&json);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

static enum error_kind answer_sheet(struct http_request *request, struct http_response *response,
                                    int64_t id, int status, struct error *err)
{
    struct joint_sheet sheet;
    struct json_writer json;
    TRY(joint_app_find(request->app, id, request->arena, &sheet, err));
    http_json_init(request, &json);
    put_sheet(&json, &sheet);
    return http_json(response, status, &json, err);
}

enum error_kind joint_http_show(struct http_request *request, struct http_response *response,
                                struct error *err)
{
    int64_t id;
    TRY(service_http_id(request, "id", "joint.unknown", &id, err));
    return answer_sheet(request, response, id, 200, err);
}

static enum error_kind read_case(const struct json_value *value, struct joint_case *out,
                                 struct error *err)
{
    static const char *const members[] = {"case", "event", "reason", "result", NULL};
    struct text event = TEXT("");
    *out = (struct joint_case){.result = TEXT("")};
    TRY(json_only(value, members, err));
    TRY(json_get_int(value, "case", true, &out->case_id, err));
    TRY(json_get_text(value, "event", true, &event, err));
    TRY(json_get_text(value, "reason", true, &out->reason, err));
    TRY(json_get_text(value, "result", false, &out->result, err));
    if (!case_event_parse(event, &out->event)) {
        error_set(err, ERROR_INVALID, "case.event", "there is no such event of a case");
        return error_at_field(err, "event");
    }
    if (out->result.length > CASE_REASON_MAX) {
        error_set(err, ERROR_INVALID, "case.result", "the number of a permit is shorter");
        return error_at_field(err, "result");
    }
    return OK;
}

static enum error_kind read_cases(struct http_request *request, const struct json_value *list,
                                  struct joint_sheet *sheet, struct error *err)
{
    if (list->count > JOINT_CASES_MAX) {
        error_set(err, ERROR_INVALID, "joint.cases", "1 to %d cases", JOINT_CASES_MAX);
        return error_at_field(err, "cases");
    }
    sheet->cases = ARENA_ARRAY(request->arena, struct joint_case, list->count);
    for (size_t i = 0; i < list->count; i++) {
        enum error_kind kind = read_case(&list->items[i], &sheet->cases[i], err);
        if (kind != OK) {
            error_at_row(err, (long)i + 1);
            return kind;
        }
    }
    sheet->case_count = list->count;
    return OK;
}

enum error_kind joint_http_add(struct http_request *request, struct http_response *response,
                               struct error *err)
{
    static const char *const members[] = {"title", "conclusion", "met_on", "link", "cases", NULL};
    const struct json_value *body, *cases;
    struct joint_sheet sheet = {.link = TEXT(""), .met_on = app_today(request->app)};
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "title", true, &sheet.title, err));
    TRY(json_get_text(body, "conclusion", true, &sheet.conclusion, err));
    TRY(json_get_date(body, "met_on", false, &sheet.met_on, err));
    TRY(json_get_text(body, "link", false, &sheet.link, err));
    TRY(json_get_array(body, "cases", true, &cases, err));
    TRY(read_cases(request, cases, &sheet, err));
    TRY(joint_app_add(request->app, &request->actor, &sheet, err));
    return answer_sheet(request, response, sheet.id, 201, err);
}

enum error_kind joint_http_sign(struct http_request *request, struct http_response *response,
                                struct error *err)
{
    int64_t id;
    TRY(service_http_id(request, "id", "joint.unknown", &id, err));
    TRY(joint_app_sign(request->app, &request->actor, id, err));
    return answer_sheet(request, response, id, 200, err);
}

enum error_kind joint_http_cancel(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    static const char *const members[] = {"reason", NULL};
    const struct json_value *body;
    struct text reason = TEXT("");
    int64_t id;
    TRY(service_http_id(request, "id", "joint.unknown", &id, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "reason", true, &reason, err));
    TRY(joint_app_cancel(request->app, &request->actor, id, reason, err));
    return answer_sheet(request, response, id, 200, err);
}
