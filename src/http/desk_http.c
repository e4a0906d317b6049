#include "http/desk_http.h"

#include "app/desk_app.h"
#include "http/case_http.h"
#include "report/desk_report.h"
#include "report/learned_report.h"

enum { DESK_PAGE = 50, DESK_PAGE_MAX = 200, DESK_WEEKS = 12 };

enum error_kind http_desk_department(const struct http_request *request,
                                     struct text *department_out, struct error *err)
{
    struct text asked = http_query(request, "department");
    bool own = role_has(request->actor.role, PERMISSION_HANDLE);
    *department_out = asked.length == 0 && own ? request->actor.body : asked;
    if (department_out->length == 0) {
        error_set(err, ERROR_INVALID, "query.department", "请指明部门 (name the department)");
        return error_at_field(err, "department");
    }
    return own ? party_check_department(&request->actor, *department_out, err) : OK;
}

/* --- the inbox ---------------------------------------------------------------------------------- */

struct desk_reading {
    struct http_request *request;
    struct json_writer json;
    struct desk_filter filter;
    struct desk_row last;
    struct text programme;
    int64_t year, weeks;
    struct desk_person *people;
    size_t person_count;
};

static enum error_kind read_flag(const struct http_request *request, const char *name,
                                 bool *flag_out, struct error *err)
{
    int64_t flag = 0;
    TRY(http_query_int(request, name, 0, 1, &flag, err));
    *flag_out = flag == 1;
    return OK;
}

static enum error_kind read_cursor(const struct http_request *request, struct desk_filter *filter,
                                   struct error *err)
{
    struct text key;
    size_t dot = 0;
    TRY(http_cursor_read((struct http_request *)request, &key, err));
    if (key.length == 0) {
        return OK;
    }
    while (dot < key.length && key.data[dot] != '.') {
        dot++;
    }
    if (dot == key.length || !text_parse_int64(text_slice(key, 0, dot), &filter->after_rank) ||
        !text_parse_int64(text_slice(key, dot + 1, key.length), &filter->after_id)) {
        error_set(err, ERROR_INVALID, "query.cursor", "the cursor is not one of this list");
        return error_at_field(err, "cursor");
    }
    return OK;
}

static enum error_kind read_filter(const struct http_request *request, struct desk_filter *filter,
                                   struct error *err)
{
    int64_t state = -1;
    *filter = (struct desk_filter){.today = app_today(request->app),
                                   .item = http_query(request, "item"),
                                   .assignee = http_query(request, "assignee"),
                                   .after_rank = INT64_MIN,
                                   .limit = DESK_PAGE};
    TRY(http_desk_department(request, &filter->department, err));
    TRY(http_query_int(request, "state", 1, CASE_STATE_COUNT - 1, &state, err));
    TRY(http_query_int(request, "limit", 1, DESK_PAGE_MAX, &filter->limit, err));
    TRY(read_flag(request, "overdue", &filter->overdue, err));
    TRY(read_flag(request, "green", &filter->green, err));
    TRY(read_flag(request, "unassigned", &filter->unassigned, err));
    filter->state = (int)state;
    return read_cursor(request, filter, err);
}

static enum error_kind read_desk(struct tx *tx, void *context, struct error *err)
{
    struct desk_reading *reading = context;
    struct http_request *request = reading->request;
    http_json_init(request, &reading->json);
    json_object_open(&reading->json);
    json_member_text(&reading->json, "department", reading->filter.department);
    json_member_date(&reading->json, "as_of", reading->filter.today);
    TRY(desk_report_write(tx, &reading->filter, request->arena, &reading->json, &reading->last,
                          err));
    json_key(&reading->json, "next");
    if (reading->last.id == 0) {
        json_put_null(&reading->json);
    } else {
        json_put_text(&reading->json,
                      http_cursor_make(request, text_format(request->arena, "%lld.%lld",
                                                            (long long)reading->last.rank,
                                                            (long long)reading->last.id)));
    }
    json_object_close(&reading->json);
    return OK;
}

enum error_kind desk_http_show(struct http_request *request, struct http_response *response,
                               struct error *err)
{
    struct desk_reading reading = {.request = request};
    TRY(read_filter(request, &reading.filter, err));
    TRY(db_read(request->app->db, read_desk, &reading, err));
    return http_json(response, 200, &reading.json, err);
}

/* --- who does what ------------------------------------------------------------------------------ */

enum error_kind desk_http_assign(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    static const char *const members[] = {"person", NULL};
    const struct json_value *body;
    struct text person = TEXT("");
    int64_t id, version;
    TRY(http_param_id(request, "id", "case.unknown", &id, err));
    TRY(http_if_match(request, &version, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "person", false, &person, err));
    TRY(desk_app_assign(request->app, &request->actor, id, version, person, err));
    return case_http_answer(request, response, id, 200, err);
}

static enum error_kind read_people(struct tx *tx, void *context, struct error *err)
{
    struct desk_reading *reading = context;
    return desk_store_list_people(tx, reading->filter.department, reading->request->arena,
                                  &reading->people, &reading->person_count, err);
}

enum error_kind desk_http_people(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    struct desk_reading reading = {.request = request};
    struct json_writer *json = &reading.json;
    TRY(http_desk_department(request, &reading.filter.department, err));
    TRY(db_read(request->app->db, read_people, &reading, err));
    http_json_init(request, json);
    json_object_open(json);
    json_key(json, "items");
    json_array_open(json);
    for (size_t i = 0; i < reading.person_count; i++) {
        json_object_open(json);
        json_member_text(json, "name", reading.people[i].name);
        json_member_text(json, "display_name", reading.people[i].display_name);
        json_member_text(json, "role", reading.people[i].role);
        json_object_close(json);
    }
    json_array_close(json);
    json_object_close(json);
    return http_json(response, 200, json, err);
}

static enum error_kind read_acceptances(const struct http_request *request,
                                        struct desk_acceptance **out, size_t *count_out,
                                        struct error *err)
{
    static const char *const members[] = {"cases", NULL}, *const of_case[] = {"id", "version",
                                                                              NULL};
    const struct json_value *body, *list;
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_array(body, "cases", true, &list, err));
    size_t count = list->count;
    if (count == 0 || count > DESK_ACCEPT_MAX) {
        error_set(err, ERROR_INVALID, "desk.cases", "1 to %d cases at once", DESK_ACCEPT_MAX);
        return error_at_field(err, "cases");
    }
    *out = ARENA_ARRAY(request->arena, struct desk_acceptance, count);
    for (size_t i = 0; i < count; i++) {
        const struct json_value *at = &list->items[i];
        TRY(json_only(at, of_case, err));
        TRY(json_get_int(at, "id", true, &(*out)[i].case_id, err));
        TRY(json_get_int(at, "version", true, &(*out)[i].version, err));
    }
    *count_out = count;
    return OK;
}

enum error_kind desk_http_accept(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    struct desk_acceptance *cases;
    struct json_writer json;
    size_t count;
    int64_t done = 0;
    TRY(read_acceptances(request, &cases, &count, err));
    desk_app_accept(request->app, &request->actor, cases, count);
    http_json_init(request, &json);
    json_object_open(&json);
    json_key(&json, "cases");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++) {
        bool accepted = cases[i].err.kind == OK;
        done += accepted;
        json_object_open(&json);
        json_member_int(&json, "id", cases[i].case_id);
        json_member_bool(&json, "accepted", accepted);
        json_member_string(&json, "code", accepted ? "" : cases[i].err.code);
        json_member_string(&json, "detail", accepted ? "" : cases[i].err.message);
        json_object_close(&json);
    }
    json_array_close(&json);
    json_member_int(&json, "accepted", done);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

/* --- load and capacity -------------------------------------------------------------------------- */

static enum error_kind read_load(struct tx *tx, void *context, struct error *err)
{
    struct desk_reading *reading = context;
    struct http_request *request = reading->request;
    struct plan_context *plans = ARENA_NEW(request->arena, struct plan_context);
    struct programme programme;
    http_json_init(request, &reading->json);
    TRY(programme_report_find(tx, reading->programme, reading->year, request->arena, &programme,
                              err));
    TRY(plan_report_init(plans, tx, TEXT(""), reading->filter.today, request->arena, err));
    return desk_report_write_load(plans, &programme, reading->filter.department,
                                  (int)reading->weeks, &reading->json, err);
}

enum error_kind desk_http_show_load(struct http_request *request, struct http_response *response,
                                    struct error *err)
{
    struct desk_reading reading = {
        .request = request, .programme = http_query(request, "programme"), .weeks = DESK_WEEKS};
    TRY(http_desk_department(request, &reading.filter.department, err));
    TRY(http_query_int(request, "year", 2000, 2100, &reading.year, err));
    TRY(http_query_int(request, "weeks", 1, DESK_WEEKS_MAX, &reading.weeks, err));
    TRY(http_query_as_of(request, &reading.filter.today, err));
    TRY(db_read(request->app->db, read_load, &reading, err));
    return http_json(response, 200, &reading.json, err);
}

enum error_kind desk_http_put_capacity(struct http_request *request, struct http_response *response,
                                       struct error *err)
{
    static const char *const members[] = {"from", "cases", NULL};
    const struct json_value *body;
    struct date from = app_today(request->app);
    int64_t cases = 0;
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_date(body, "from", false, &from, err));
    TRY(json_get_int(body, "cases", true, &cases, err));
    TRY(desk_app_put_capacity(request->app, &request->actor, from, cases, err));
    http_nothing(response);
    return OK;
}

/* --- learning ----------------------------------------------------------------------------------- */

static enum error_kind read_learned(struct tx *tx, void *context, struct error *err)
{
    struct desk_reading *reading = context;
    struct http_request *request = reading->request;
    struct plan_context *plans = ARENA_NEW(request->arena, struct plan_context);
    http_json_init(request, &reading->json);
    TRY(plan_report_init(plans, tx, TEXT(""), reading->filter.today, request->arena, err));
    return learned_report_write(plans, reading->filter.department, &reading->json, err);
}

/* The programme office and leaders may ask about all departments at once. */
enum error_kind learned_http_show(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    struct desk_reading reading = {.request = request};
    if (role_has(request->actor.role, PERMISSION_HANDLE) || http_has_query(request, "department")) {
        TRY(http_desk_department(request, &reading.filter.department, err));
    }
    TRY(http_query_as_of(request, &reading.filter.today, err));
    TRY(db_read(request->app->db, read_learned, &reading, err));
    return http_json(response, 200, &reading.json, err);
}

/* --- stand-ins ---------------------------------------------------------------------------------- */

static void put_stand_in(struct json_writer *json, const struct stand_in *stand_in)
{
    json_object_open(json);
    json_member_int(json, "id", stand_in->id);
    json_member_text(json, "department", stand_in->department);
    json_member_text(json, "person", stand_in->person);
    json_member_text(json, "stand_in", stand_in->stand_in);
    json_member_date(json, "from", stand_in->from);
    json_member_date(json, "until", stand_in->until);
    json_member_text(json, "set_by", stand_in->set_by);
    json_object_close(json);
}

static enum error_kind read_stand_ins(struct tx *tx, void *context, struct error *err)
{
    struct desk_reading *reading = context;
    struct http_request *request = reading->request;
    struct stand_in *list;
    size_t count;
    TRY(stand_in_store_list(tx, reading->filter.department, app_today(request->app), request->arena,
                            &list, &count, err));
    http_json_init(request, &reading->json);
    json_object_open(&reading->json);
    json_key(&reading->json, "items");
    json_array_open(&reading->json);
    for (size_t i = 0; i < count; i++) {
        put_stand_in(&reading->json, &list[i]);
    }
    json_array_close(&reading->json);
    json_object_close(&reading->json);
    return OK;
}

enum error_kind stand_in_http_list(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    struct desk_reading reading = {.request = request};
    TRY(http_desk_department(request, &reading.filter.department, err));
    TRY(db_read(request->app->db, read_stand_ins, &reading, err));
    return http_json(response, 200, &reading.json, err);
}

enum error_kind stand_in_http_add(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    static const char *const members[] = {"person", "stand_in", "from", "until", NULL};
    const struct json_value *body;
    struct stand_in stand_in = {.from = app_today(request->app), .person = request->actor.name};
    struct json_writer json;
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "person", false, &stand_in.person, err));
    TRY(json_get_text(body, "stand_in", true, &stand_in.stand_in, err));
    TRY(json_get_date(body, "from", false, &stand_in.from, err));
    TRY(json_get_date(body, "until", true, &stand_in.until, err));
    TRY(desk_app_add_stand_in(request->app, &request->actor, &stand_in, err));
    http_json_init(request, &json);
    put_stand_in(&json, &stand_in);
    return http_json(response, 201, &json, err);
}

enum error_kind stand_in_http_end(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    int64_t id;
    TRY(http_param_id(request, "id", "stand_in.unknown", &id, err));
    TRY(desk_app_end_stand_in(request->app, &request->actor, id, err));
    http_nothing(response);
    return OK;
}
