#include "http/upload_http.h"

#include "app/upload_app.h"
#include "http/case_http.h"

static void put_upload(struct json_writer *json, const struct upload *upload)
{
    json_object_open(json);
    json_member_text(json, "id", upload->id);
    json_member_text(json, "project", upload->project);
    json_member_text(json, "paper", upload->paper);
    json_member_text(json, "name", upload->name);
    json_member_int(json, "size", upload->size);
    json_member_int(json, "offset", upload->offset);
    json_member_int(json, "piece_max", UPLOAD_PIECE_MAX);
    json_object_close(json);
}

static enum error_kind answer(struct http_request *request, struct http_response *response,
                              const struct upload *upload, int status, struct error *err)
{
    struct json_writer json;
    http_json_init(request, &json);
    put_upload(&json, upload);
    http_header(response, "Upload-Offset",
                text_format(request->arena, "%lld", (long long)upload->offset));
    return http_json(response, status, &json, err);
}

enum error_kind upload_http_list(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    struct upload *list;
    size_t count;
    struct json_writer json;
    TRY(upload_app_list(request->app, &request->actor, request->arena, &list, &count, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_key(&json, "items");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++) {
        put_upload(&json, &list[i]);
    }
    json_array_close(&json);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

enum error_kind upload_http_begin(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    static const char *const members[] = {"project", "paper", "name", "size", NULL};
    const struct json_value *body;
    struct upload upload = {.size = 0};
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "project", true, &upload.project, err));
    TRY(json_get_text(body, "paper", true, &upload.paper, err));
    TRY(json_get_text(body, "name", true, &upload.name, err));
    TRY(json_get_int(body, "size", true, &upload.size, err));
    TRY(upload_app_begin(request->app, &request->actor, &upload, request->arena, err));
    return answer(request, response, &upload, 201, err);
}

enum error_kind upload_http_show(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    struct upload upload;
    TRY(upload_app_find(request->app, &request->actor, http_param(request, "id"), request->arena,
                        &upload, err));
    return answer(request, response, &upload, 200, err);
}

enum error_kind upload_http_add(struct http_request *request, struct http_response *response,
                                struct error *err)
{
    struct upload upload;
    int64_t offset;
    if (!text_parse_int64(request->upload_offset, &offset) || offset < 0) {
        return error_set(err, ERROR_MALFORMED, "upload.offset",
                         "Upload-Offset says where the piece belongs");
    }
    TRY(upload_app_add(request->app, &request->actor, http_param(request, "id"), offset,
                       request->body, request->arena, &upload, err));
    return answer(request, response, &upload, 200, err);
}

enum error_kind upload_http_finish(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    struct stored_paper paper;
    struct json_writer json;
    TRY(upload_app_finish(request->app, &request->actor, http_param(request, "id"), request->arena,
                          &paper, err));
    http_json_init(request, &json);
    paper_http_write(&paper, &json);
    return http_json(response, 201, &json, err);
}

enum error_kind upload_http_remove(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    TRY(upload_app_remove(request->app, &request->actor, http_param(request, "id"), err));
    http_nothing(response);
    return OK;
}
