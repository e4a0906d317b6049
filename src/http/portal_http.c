#include "http/portal_http.h"

#include "exchange/qr_code.h"
#include "report/portal_report.h"
#include "store/case_store.h"

struct portal_reading {
    struct http_request *request;
    struct json_writer json;
    struct date as_of;
    struct text programme;
    int64_t year, id;
    struct application application;
};

static enum error_kind read_portal(struct tx *tx, void *context, struct error *err)
{
    struct portal_reading *reading = context;
    struct http_request *request = reading->request;
    const struct scope scope = party_scope(&request->actor);
    struct plan_context *plans = ARENA_NEW(request->arena, struct plan_context);
    struct programme programme;
    http_json_init(request, &reading->json);
    TRY(programme_report_find(tx, reading->programme, reading->year, request->arena, &programme,
                              err));
    TRY(plan_report_init(plans, tx, TEXT(""), reading->as_of, request->arena, err));
    return portal_report_write(plans, &programme, &scope, &reading->json, err);
}

enum error_kind portal_http_show(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    struct portal_reading reading = {.request = request,
                                     .programme = http_query(request, "programme")};
    TRY(http_query_int(request, "year", 2000, 2100, &reading.year, err));
    TRY(http_query_as_of(request, &reading.as_of, err));
    TRY(db_read(request->app->db, read_portal, &reading, err));
    return http_json(response, 200, &reading.json, err);
}

static enum error_kind find_application(struct tx *tx, void *context, struct error *err)
{
    struct portal_reading *reading = context;
    struct http_request *request = reading->request;
    const struct scope scope = party_scope(&request->actor);
    struct project project;
    TRY(application_store_find(tx, reading->id, request->arena, &reading->application, err));
    enum error_kind kind = project_store_find_in(tx, &scope, reading->application.project,
                                                 request->arena, &project, err);
    return kind == ERROR_NOT_FOUND ? error_set(err, kind, "application.unknown",
                                               "没有这份申报 (there is no such application)")
                                   : kind;
}

/* What the applicant shows at a window: the number, readable by people and by a scanner. */
enum error_kind receipt_http_show(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    struct portal_reading reading = {.request = request};
    struct qr_code code;
    if (!application_number_parse(http_param(request, "number"), &reading.id)) {
        return error_set(err, ERROR_NOT_FOUND, "application.unknown",
                         "没有这份申报 (there is no such application)");
    }
    TRY(db_read(request->app->db, find_application, &reading, err));
    struct text number = application_number(&reading.application, request->arena);
    TRY(qr_code_make(number, request->arena, &code, err));
    http_json_init(request, &reading.json);
    json_object_open(&reading.json);
    json_member_text(&reading.json, "number", number);
    json_member_text(&reading.json, "project", reading.application.project);
    json_member_int(&reading.json, "stage", reading.application.stage);
    json_member_date(&reading.json, "submitted_on", reading.application.submitted_on);
    json_member_text(&reading.json, "submitted_by", reading.application.submitted_by);
    json_key(&reading.json, "qr");
    json_object_open(&reading.json);
    json_member_int(&reading.json, "size", code.size);
    json_member_text(&reading.json, "path", code.path);
    json_object_close(&reading.json);
    json_object_close(&reading.json);
    return http_json(response, 200, &reading.json, err);
}
