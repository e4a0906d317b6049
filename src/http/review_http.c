#include "http/review_http.h"

#include "app/review_app.h"
#include "http/officer_http.h"

static void put_member(struct json_writer *json, const struct review *review,
                       const struct review_member *member)
{
    char at[INSTANT_TEXT_SIZE];
    json_object_open(json);
    json_member_text(json, "person", member->person);
    json_member_text(json, "name", member->name);
    json_member_bool(json, "chair", member->person_id == review->chair_id);
    json_member_string(json, "declared", declaration_name(member->declared));
    json_member_string(json, "verdict", verdict_name(member->verdict));
    json_member_text(json, "opinion", member->opinion);
    json_member_text(json, "sha256", member->sha256);
    json_member_string(json, "signed_at",
                       member->signed_at == 0 ? NULL : instant_format(member->signed_at, at));
    json_object_close(json);
}

static void put_review(struct json_writer *json, const struct review *review)
{
    json_object_open(json);
    json_member_int(json, "id", review->id);
    json_member_int(json, "case", review->case_id);
    json_member_text(json, "project", review->project);
    json_member_text(json, "project_name", review->project_name);
    json_member_text(json, "item", review->item);
    json_member_text(json, "department", review->department);
    json_member_text(json, "convened_by", review->convened_by);
    json_member_date(json, "day", review->day);
    json_member_text(json, "link", review->link);
    json_member_int(json, "quorum", review->quorum);
    json_member_int(json, "signed", review_count_signed(review));
    json_member_string(json, "state", review_state_name(review->state));
    json_member_string(json, "verdict", verdict_name(review->verdict));
    json_member_string(json, "verdict_zh", verdict_zh(review->verdict));
    json_member_text(json, "conclusion", review->conclusion);
    json_key(json, "panel");
    json_array_open(json);
    for (size_t i = 0; i < review->member_count; i++) {
        put_member(json, review, &review->members[i]);
    }
    json_array_close(json);
    json_object_close(json);
}

static enum error_kind answer(struct http_request *request, struct http_response *response,
                              int64_t id, int status, struct error *err)
{
    struct review review;
    struct json_writer json;
    TRY(review_app_find(request->app, &request->actor, id, request->arena, &review, err));
    http_json_init(request, &json);
    put_review(&json, &review);
    return http_json(response, status, &json, err);
}

enum error_kind review_http_list(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    struct review *reviews;
    size_t count;
    struct json_writer json;
    TRY(review_app_list(request->app, &request->actor, request->arena, &reviews, &count, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_key(&json, "items");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++) {
        put_review(&json, &reviews[i]);
    }
    json_array_close(&json);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

enum error_kind review_http_show(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    int64_t id;
    TRY(service_http_id(request, "id", "review.unknown", &id, err));
    return answer(request, response, id, 200, err);
}

static enum error_kind read_panel(struct http_request *request, const struct json_value *list,
                                  struct review *review, struct error *err)
{
    bool good = list->count <= REVIEW_PANEL_MAX;
    for (size_t i = 0; good && i < list->count; i++) {
        good = list->items[i].kind == JSON_TEXT;
    }
    if (!good) {
        error_set(err, ERROR_INVALID, "review.panel", "a panel is a list of 3 to %d sign-in names",
                  REVIEW_PANEL_MAX);
        return error_at_field(err, "panel");
    }
    review->members = ARENA_ARRAY(request->arena, struct review_member, list->count);
    review->member_count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        review->members[i].person = list->items[i].text;
    }
    return OK;
}

enum error_kind review_http_convene(struct http_request *request, struct http_response *response,
                                    struct error *err)
{
    static const char *const members[] = {"day",   "link",   "quorum",       "chair",
                                          "panel", "reason", "working_days", NULL};
    const struct json_value *body, *panel;
    struct review review = {.link = TEXT(""), .day = app_today(request->app)};
    struct case_step step = {.event = CASE_START_SPECIAL, .special = SPECIAL_EXPERT_REVIEW};
    struct text chair = TEXT("");
    int64_t quorum = 0, days = 0;
    TRY(service_http_id(request, "id", "case.unknown", &review.case_id, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_date(body, "day", false, &review.day, err));
    TRY(json_get_text(body, "link", false, &review.link, err));
    TRY(json_get_int(body, "quorum", true, &quorum, err));
    TRY(json_get_text(body, "chair", true, &chair, err));
    TRY(json_get_array(body, "panel", true, &panel, err));
    TRY(json_get_text(body, "reason", true, &step.reason, err));
    TRY(json_get_int(body, "working_days", true, &days, err));
    TRY(read_panel(request, panel, &review, err));
    review.quorum = quorum < 0 || quorum > REVIEW_PANEL_MAX ? 0 : (int)quorum;
    step.length = days < 0 || days > INT16_MAX ? 0 : (int)days; /* the domain refuses 0 */
    TRY(review_app_convene(request->app, &request->actor, &review, chair, &step, request->arena,
                           err));
    return answer(request, response, review.id, 201, err);
}

enum error_kind review_http_declare(struct http_request *request, struct http_response *response,
                                    struct error *err)
{
    static const char *const members[] = {"conflict", "note", NULL};
    const struct json_value *body;
    struct text note = TEXT("");
    bool conflict = false;
    int64_t id;
    TRY(service_http_id(request, "id", "review.unknown", &id, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_bool(body, "conflict", true, &conflict, err));
    TRY(json_get_text(body, "note", false, &note, err));
    TRY(review_app_declare(request->app, &request->actor, id, conflict, note, err));
    return answer(request, response, id, 200, err);
}

/* The verdict and the text that stands under `key`. */
static enum error_kind read_verdict(struct http_request *request, const char *key,
                                    enum verdict *verdict_out, struct text *text_out,
                                    struct error *err)
{
    const char *const members[] = {"verdict", key, NULL};
    const struct json_value *body;
    struct text verdict = TEXT("");
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "verdict", true, &verdict, err));
    TRY(json_get_text(body, key, true, text_out, err));
    if (!verdict_parse(verdict, verdict_out)) {
        error_set(err, ERROR_INVALID, "review.verdict", "a verdict is pass, conditions or fail");
        return error_at_field(err, "verdict");
    }
    return OK;
}

enum error_kind review_http_sign(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    enum verdict verdict;
    struct text opinion = TEXT("");
    int64_t id;
    TRY(service_http_id(request, "id", "review.unknown", &id, err));
    TRY(read_verdict(request, "opinion", &verdict, &opinion, err));
    TRY(review_app_sign(request->app, &request->actor, id, verdict, opinion, err));
    return answer(request, response, id, 200, err);
}

enum error_kind review_http_conclude(struct http_request *request, struct http_response *response,
                                     struct error *err)
{
    enum verdict verdict;
    struct text conclusion = TEXT("");
    int64_t id;
    TRY(service_http_id(request, "id", "review.unknown", &id, err));
    TRY(read_verdict(request, "conclusion", &verdict, &conclusion, err));
    TRY(review_app_conclude(request->app, &request->actor, id, verdict, conclusion, err));
    return answer(request, response, id, 200, err);
}

enum error_kind review_http_cancel(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    static const char *const members[] = {"reason", NULL};
    const struct json_value *body;
    struct text reason = TEXT("");
    int64_t id;
    TRY(service_http_id(request, "id", "review.unknown", &id, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "reason", true, &reason, err));
    TRY(review_app_cancel(request->app, &request->actor, id, reason, err));
    return answer(request, response, id, 200, err);
}
