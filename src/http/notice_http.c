#include "http/notice_http.h"

#include "app/notice_app.h"

enum { PAGE = 50, PAGE_MAX = 200 };

static void put_notice(struct http_request *request, struct json_writer *json,
                       const struct stored_notice *row)
{
    const struct notice *notice = &row->notice;
    char at[INSTANT_TEXT_SIZE];
    json_object_open(json);
    json_member_int(json, "id", row->id);
    json_member_string(json, "kind", notice_kind_name(notice->kind));
    json_member_bool(json, "urgent", notice_is_urgent(notice->kind));
    json_member_text(json, "subject", notice->subject);
    json_member_date(json, "day", notice->day);
    json_member_text(json, "text_zh", notice_text(notice, false, request->arena));
    json_member_text(json, "text_en", notice_text(notice, true, request->arena));
    json_member_string(json, "created_at", instant_format(row->created_at, at));
    json_member_bool(json, "read", row->read_at != 0);
    json_object_close(json);
}

enum error_kind notice_http_list(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    struct stored_notice *rows;
    size_t count;
    int64_t unread, before = INT64_MAX, limit = PAGE;
    struct text key;
    struct json_writer json;
    bool only_unread = text_is_equal(http_query(request, "unread"), TEXT("1"));
    TRY(http_query_int(request, "limit", 1, PAGE_MAX, &limit, err));
    TRY(http_cursor_read(request, &key, err));
    if (key.length > 0 && !text_parse_int64(key, &before)) {
        error_set(err, ERROR_INVALID, "query.cursor", "the cursor is not one of this list");
        return error_at_field(err, "cursor");
    }
    TRY(notice_app_list(request->app, &request->actor, before, only_unread, limit, request->arena,
                        &rows, &count, &unread, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_key(&json, "items");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++) {
        put_notice(request, &json, &rows[i]);
    }
    json_array_close(&json);
    json_member_int(&json, "unread", unread);
    json_key(&json, "next");
    if ((int64_t)count < limit) {
        json_put_null(&json);
    } else {
        json_put_text(&json, http_cursor_make(request, text_format(request->arena, "%lld",
                                                                   (long long)rows[count - 1].id)));
    }
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

enum error_kind notice_http_read(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    static const char *const members[] = {"id", "up_to", NULL};
    const struct json_value *body;
    int64_t id = 0, up_to = 0;
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    bool all_before = json_find(body, "up_to") != NULL;
    TRY(json_get_int(body, "id", !all_before, &id, err));
    TRY(json_get_int(body, "up_to", false, &up_to, err));
    TRY(notice_app_read(request->app, &request->actor, all_before ? up_to : id, all_before, err));
    http_nothing(response);
    return OK;
}

static enum error_kind show_setting(struct http_request *request, struct http_response *response,
                                    struct error *err)
{
    struct notice_setting setting;
    struct json_writer json;
    TRY(notice_app_find_setting(request->app, &request->actor, request->arena, &setting, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_member_text(&json, "email", setting.email);
    json_member_text(&json, "phone", setting.phone);
    json_member_int(&json, "hour", setting.hour);
    json_member_string(&json, "language", setting.english ? "en" : "zh");
    json_member_bool(&json, "by_email", setting.by_email);
    json_member_bool(&json, "by_webhook", setting.by_webhook);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

enum error_kind notice_setting_http_show(struct http_request *request,
                                         struct http_response *response, struct error *err)
{
    return show_setting(request, response, err);
}

enum error_kind notice_setting_http_put(struct http_request *request,
                                        struct http_response *response, struct error *err)
{
    static const char *const members[] = {"email",    "phone",      "hour", "language",
                                          "by_email", "by_webhook", NULL};
    const struct json_value *body;
    struct notice_setting setting = {.hour = NOTICE_HOUR};
    struct text language = TEXT("zh");
    int64_t hour = NOTICE_HOUR;
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "email", false, &setting.email, err));
    TRY(json_get_text(body, "phone", false, &setting.phone, err));
    TRY(json_get_int(body, "hour", false, &hour, err));
    TRY(json_get_text(body, "language", false, &language, err));
    TRY(json_get_bool(body, "by_email", false, &setting.by_email, err));
    TRY(json_get_bool(body, "by_webhook", false, &setting.by_webhook, err));
    setting.hour = hour < 0 || hour > 23 ? -1 : (int)hour;
    setting.english = text_is_equal(language, TEXT("en"));
    if (!setting.english && !text_is_equal(language, TEXT("zh"))) {
        error_set(err, ERROR_INVALID, "notice.language", "a language is zh or en");
        return error_at_field(err, "language");
    }
    TRY(notice_app_put_setting(request->app, &request->actor, &setting, err));
    return show_setting(request, response, err);
}
