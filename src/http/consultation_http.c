#include "http/consultation_http.h"

#include "app/consultation_app.h"
#include "http/officer_http.h"

/* Who asked is named to nobody but the desk. */
static void put_consultation(const struct http_request *request, struct json_writer *json,
                             const struct consultation *one)
{
    const struct question *question = &one->question;
    char at[INSTANT_TEXT_SIZE];
    bool desk = role_has(request->actor.role, PERMISSION_HANDLE);
    json_object_open(json);
    json_member_int(json, "id", question->id);
    json_member_text(json, "item", question->item);
    json_member_text(json, "department", question->department);
    json_member_string(json, "state", question_state_name(question->state));
    json_member_bool(json, "private", question->asked_private);
    json_member_bool(
        json, "public",
        question_is_public(question->state, question->asked_private, question->public));
    json_member_bool(json, "anonymous", question->person_id == 0);
    json_member_int(json, "guide", question->guide);
    json_key(json, "posts");
    json_array_open(json);
    for (size_t i = 0; i < one->post_count; i++) {
        const struct question_post *post = &one->posts[i];
        json_object_open(json);
        json_member_bool(json, "answers", post->answers);
        json_member_text(json, "text", post->body);
        json_member_string(json, "at", instant_format(post->created_at, at));
        if (desk) {
            json_member_text(json, "author", post->author);
        }
        json_object_close(json);
    }
    json_array_close(json);
    json_object_close(json);
}

static void put_consultations(const struct http_request *request, struct json_writer *json,
                              const struct consultation *all, size_t count)
{
    json_key(json, "items");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        put_consultation(request, json, &all[i]);
    }
    json_array_close(json);
}

static void put_guides(struct json_writer *json, const struct guide_text *guides, size_t count)
{
    json_key(json, "guides");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(json);
        json_member_int(json, "id", guides[i].question_id);
        json_member_int(json, "version", guides[i].version);
        json_member_text(json, "title", guides[i].title);
        json_member_text(json, "text", guides[i].body);
        json_member_date(json, "written_on", guides[i].written_on);
        json_object_close(json);
    }
    json_array_close(json);
}

enum error_kind question_http_list_item(struct http_request *request,
                                        struct http_response *response, struct error *err)
{
    struct consulted_item item;
    struct consultation *all;
    struct guide_text *guides;
    size_t count, guide_count;
    struct json_writer json;
    TRY(consultation_app_list_item(request->app, http_param(request, "item"), request->arena, &item,
                                   &all, &count, &guides, &guide_count, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_member_text(&json, "item", item.id);
    json_member_text(&json, "name_zh", item.name_zh);
    json_member_text(&json, "name_en", item.name_en);
    json_member_text(&json, "department", item.department);
    put_guides(&json, guides, guide_count);
    put_consultations(request, &json, all, count);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

enum error_kind question_http_ask(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    static const char *const members[] = {"text", "private", NULL};
    const struct json_value *body;
    struct text text = TEXT(""), ticket;
    struct question question;
    bool asked_private = false;
    struct json_writer json;
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "text", true, &text, err));
    TRY(json_get_bool(body, "private", false, &asked_private, err));
    TRY(consultation_app_ask(request->app, &request->actor, http_param(request, "item"), text,
                             asked_private, request->address, request->arena, &question, &ticket,
                             err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_member_int(&json, "id", question.id);
    json_member_text(&json, "department", question.department);
    json_member_text(&json, "ticket", ticket);
    json_object_close(&json);
    return http_json(response, 201, &json, err);
}

enum error_kind question_http_list(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    struct consultation *all;
    size_t count;
    struct json_writer json;
    TRY(consultation_app_list(request->app, &request->actor, http_query(request, "state"),
                              request->arena, &all, &count, err));
    http_json_init(request, &json);
    json_object_open(&json);
    put_consultations(request, &json, all, count);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

static enum error_kind answer_one(struct http_request *request, struct http_response *response,
                                  int64_t id, struct text ticket, struct error *err)
{
    struct consultation one;
    struct json_writer json;
    TRY(consultation_app_find(request->app, &request->actor, id, ticket, request->arena, &one,
                              err));
    http_json_init(request, &json);
    put_consultation(request, &json, &one);
    return http_json(response, 200, &json, err);
}

enum error_kind question_http_show(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    int64_t id;
    TRY(service_http_id(request, "id", "question.unknown", &id, err));
    return answer_one(request, response, id, http_query(request, "ticket"), err);
}

enum error_kind question_http_ask_on(struct http_request *request, struct http_response *response,
                                     struct error *err)
{
    static const char *const members[] = {"text", "ticket", NULL};
    const struct json_value *body;
    struct text text = TEXT(""), ticket = TEXT("");
    int64_t id;
    TRY(service_http_id(request, "id", "question.unknown", &id, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "text", true, &text, err));
    TRY(json_get_text(body, "ticket", false, &ticket, err));
    TRY(consultation_app_ask_on(request->app, &request->actor, id, ticket, text, err));
    return answer_one(request, response, id, ticket, err);
}

enum error_kind question_http_answer(struct http_request *request, struct http_response *response,
                                     struct error *err)
{
    static const char *const members[] = {"text", "public", NULL};
    const struct json_value *body;
    struct text text = TEXT("");
    bool public = true;
    int64_t id;
    TRY(service_http_id(request, "id", "question.unknown", &id, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "text", true, &text, err));
    TRY(json_get_bool(body, "public", false, &public, err));
    TRY(consultation_app_answer(request->app, &request->actor, id, text, public, err));
    return answer_one(request, response, id, TEXT(""), err);
}

enum error_kind question_http_hide(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    static const char *const members[] = {"reason", NULL};
    const struct json_value *body;
    struct text reason = TEXT("");
    int64_t id;
    TRY(service_http_id(request, "id", "question.unknown", &id, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "reason", true, &reason, err));
    TRY(consultation_app_hide(request->app, &request->actor, id, reason, err));
    return answer_one(request, response, id, TEXT(""), err);
}

static enum error_kind answer_guide(struct http_request *request, struct http_response *response,
                                    int64_t id, struct error *err)
{
    struct guide_text *guides;
    size_t count;
    struct json_writer json;
    TRY(consultation_app_list_versions(request->app, id, request->arena, &guides, &count, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_member_text(&json, "item", guides[0].item);
    put_guides(&json, guides, count);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

enum error_kind guide_http_write(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    static const char *const members[] = {"title", "text", NULL};
    const struct json_value *body;
    struct text title = TEXT(""), text = TEXT("");
    int64_t id, version;
    TRY(service_http_id(request, "id", "question.unknown", &id, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "title", true, &title, err));
    TRY(json_get_text(body, "text", true, &text, err));
    TRY(consultation_app_write_guide(request->app, &request->actor, id, title, text, &version,
                                     err));
    return answer_guide(request, response, id, err);
}

enum error_kind guide_http_show(struct http_request *request, struct http_response *response,
                                struct error *err)
{
    int64_t id;
    TRY(service_http_id(request, "id", "guide.unknown", &id, err));
    return answer_guide(request, response, id, err);
}
