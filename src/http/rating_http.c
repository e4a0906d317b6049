#include "http/rating_http.h"

#include "app/rating_app.h"
#include "http/officer_http.h"

static void put_rating(struct json_writer *json, const struct rating *rating, struct date today)
{
    bool task = !date_is_none(rating->due_on);
    json_object_open(json);
    json_member_int(json, "case", rating->case_id);
    json_member_text(json, "project", rating->project);
    json_member_text(json, "item", rating->item);
    json_member_text(json, "officer", rating->officer);
    json_member_date(json, "rated_on", rating->rated_on);
    json_member_int(json, "grade", rating->grade);
    json_member_string(json, "grade_zh", grade_zh(rating->grade));
    json_member_string(json, "grade_en", grade_en(rating->grade));
    json_member_text(json, "remark", rating->remark);
    json_key(json, "task");
    if (!task) {
        json_put_null(json);
    } else {
        json_object_open(json);
        json_member_string(json, "state", rating_state_name(rating->state));
        json_member_date(json, "due_on", rating->due_on);
        json_member_bool(json, "overdue",
                         rating->state != RATING_CLOSED && date_compare(rating->due_on, today) < 0);
        json_member_text(json, "correction", rating->correction);
        json_member_date(json, "corrected_on", rating->corrected_on);
        json_member_text(json, "call_back", rating->call_back);
        json_member_text(json, "closed_by", rating->closed_by);
        json_member_date(json, "closed_on", rating->closed_on);
        json_object_close(json);
    }
    json_object_close(json);
}

static enum error_kind answer(struct http_request *request, struct http_response *response,
                              int status, const struct rating *rating, struct error *err)
{
    struct json_writer json;
    http_json_init(request, &json);
    put_rating(&json, rating, app_today(request->app));
    return http_json(response, status, &json, err);
}

enum error_kind rating_http_rate(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    static const char *const members[] = {"grade", "remark", NULL};
    const struct json_value *body;
    struct text remark = TEXT("");
    struct rating rating;
    int64_t id, grade = 0;
    TRY(service_http_id(request, "id", "case.unknown", &id, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_int(body, "grade", true, &grade, err));
    TRY(json_get_text(body, "remark", false, &remark, err));
    TRY(rating_app_rate(request->app, &request->actor, id, grade, remark, request->arena, &rating,
                        err));
    return answer(request, response, 201, &rating, err);
}

enum error_kind rating_http_list(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    struct rating *ratings;
    size_t count;
    struct json_writer json;
    TRY(rating_app_list(request->app, &request->actor, http_query(request, "state"), request->arena,
                        &ratings, &count, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_key(&json, "items");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++) {
        put_rating(&json, &ratings[i], app_today(request->app));
    }
    json_array_close(&json);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

enum error_kind rating_http_correct(struct http_request *request, struct http_response *response,
                                    struct error *err)
{
    static const char *const members[] = {"text", NULL};
    const struct json_value *body;
    struct text text = TEXT("");
    struct rating rating;
    int64_t id;
    TRY(service_http_id(request, "id", "rating.unknown", &id, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "text", true, &text, err));
    TRY(rating_app_correct(request->app, &request->actor, id, text, request->arena, &rating, err));
    return answer(request, response, 200, &rating, err);
}

enum error_kind rating_http_close(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    static const char *const members[] = {"call_back", NULL};
    const struct json_value *body;
    struct text call_back = TEXT("");
    struct rating rating;
    int64_t id;
    TRY(service_http_id(request, "id", "rating.unknown", &id, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "call_back", true, &call_back, err));
    TRY(rating_app_close(request->app, &request->actor, id, call_back, request->arena, &rating,
                         err));
    return answer(request, response, 200, &rating, err);
}
