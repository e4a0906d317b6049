#include "http/promise_http.h"

#include "app/promise_app.h"
#include "http/case_http.h"
#include "store/approval_store.h"

struct promise_view {
    struct http_request *request;
    struct json_writer json;
    int64_t case_id;
};

enum { COMMIT_ITEMS_MAX = 100 };

static enum error_kind answer_view(struct http_request *request, struct http_response *response,
                                   db_work *read, struct error *err)
{
    struct promise_view view = {.request = request};
    TRY(db_read(request->app->db, read, &view, err));
    return http_json(response, 200, &view.json, err);
}

/* --- tolerances --------------------------------------------------------------------------------- */

enum error_kind tolerance_http_allow(struct http_request *request, struct http_response *response,
                                     struct error *err)
{
    static const char *const members[] = {"paper", "mode", "days", "basis", "signer", NULL};
    const struct json_value *body;
    struct tolerance_wish wish = {0};
    struct text mode = TEXT("");
    int64_t days = 0, id;
    TRY(http_param_id(request, "id", "case.unknown", &wish.case_id, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "paper", true, &wish.paper, err));
    TRY(json_get_text(body, "mode", true, &mode, err));
    TRY(json_get_int(body, "days", true, &days, err));
    TRY(json_get_text(body, "basis", false, &wish.basis, err));
    TRY(json_get_text(body, "signer", false, &wish.signer, err));
    if (!tolerance_mode_parse(mode, &wish.mode)) {
        error_set(err, ERROR_INVALID, "tolerance.mode", "mode is accept or decide");
        return error_at_field(err, "mode");
    }
    wish.days = days < 0 || days > INT16_MAX ? 0 : (int)days; /* the domain refuses 0 */
    TRY(promise_app_tolerate(request->app, &request->actor, &wish, &id, err));
    return case_http_answer(request, response, wish.case_id, 201, err);
}

static void write_tolerable(const struct template *template, const struct template_item *item,
                            struct json_writer *json)
{
    json_object_open(json);
    json_member_text(json, "template", template->id);
    json_member_text(json, "item", item->id);
    json_member_text(json, "name_zh", item->name_zh);
    json_member_text(json, "name_en", item->name_en);
    json_member_text(json, "department_zh", template->departments[item->department].name_zh);
    json_member_string(json, "mode", tolerance_mode_name(item->tolerance));
    json_member_string(json, "mode_zh", tolerance_mode_zh(item->tolerance));
    json_member_int(json, "days", item->supply_days);
    json_member_bool(json, "commitment", item->commitment);
    json_key(json, "papers");
    json_array_open(json);
    for (size_t p = 0; p < item->paper_count; p++) {
        if (!item->papers[p].primary && item->tolerance != TOLERANCE_NONE) {
            json_put_text(json, item->papers[p].name_zh);
        }
    }
    json_array_close(json);
    json_object_close(json);
}

static enum error_kind read_tolerable(struct tx *tx, void *context, struct error *err)
{
    struct promise_view *view = context;
    struct template_reference *list;
    size_t count;
    TRY(template_store_newest(tx, view->request->arena, &list, &count, err));
    http_json_init(view->request, &view->json);
    json_object_open(&view->json);
    json_key(&view->json, "items");
    json_array_open(&view->json);
    for (size_t i = 0; i < count; i++) {
        struct template template;
        const struct project version = {.template_id = list[i].id,
                                        .template_version = (int)list[i].version};
        TRY(approval_store_template(tx, &version, view->request->arena, &template, err));
        for (size_t k = 0; k < template.item_count; k++) {
            if (template.items[k].tolerance != TOLERANCE_NONE || template.items[k].commitment) {
                write_tolerable(&template, &template.items[k], &view->json);
            }
        }
    }
    json_array_close(&view->json);
    json_object_close(&view->json);
    return OK;
}

enum error_kind tolerance_http_list(struct http_request *request, struct http_response *response,
                                    struct error *err)
{
    return answer_view(request, response, read_tolerable, err);
}

/* --- commitments -------------------------------------------------------------------------------- */

static enum error_kind read_wish(const struct json_value *body, struct arena *arena,
                                 struct commitment_wish *wish, struct error *err)
{
    static const char *const members[] = {"text", "items", "signer", "start", NULL};
    const struct json_value *items;
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "text", true, &wish->text, err));
    TRY(json_get_text(body, "signer", true, &wish->signer, err));
    TRY(json_get_bool(body, "start", false, &wish->start, err));
    TRY(json_get_array(body, "items", true, &items, err));
    struct text *ids = ARENA_ARRAY(arena, struct text, items->count);
    for (size_t i = 0; i < items->count; i++) {
        if (items->count > COMMIT_ITEMS_MAX || items->items[i].kind != JSON_TEXT) {
            error_set(err, ERROR_INVALID, "json.type", "items holds at most %d ids of items",
                      COMMIT_ITEMS_MAX);
            return error_at_field(err, "items");
        }
        ids[i] = items->items[i].text;
    }
    wish->items = ids;
    wish->item_count = items->count;
    return OK;
}

enum error_kind commitment_http_sign(struct http_request *request, struct http_response *response,
                                     struct error *err)
{
    const struct json_value *body;
    struct commitment_wish wish = {.project = http_param(request, "code")};
    TRY(http_body_json(request, &body, err));
    TRY(read_wish(body, request->arena, &wish, err));
    TRY(promise_app_commit(request->app, &request->actor, &wish, err));
    TRY(case_http_list(request, response, err));
    response->status = 201;
    return OK;
}

static bool parse_event(struct text text, enum commitment_event *event_out)
{
    for (int event = COMMITMENT_SUPPLY; event < COMMITMENT_EVENT_COUNT; event++) {
        if (event != COMMITMENT_LAPSE &&
            text_is_equal(text, text_of(commitment_event_name(event)))) {
            *event_out = (enum commitment_event)event;
            return true;
        }
    }
    return false;
}

static enum error_kind find_case(struct tx *tx, void *context, struct error *err)
{
    struct promise_view *view = context;
    struct commitment commitment;
    TRY(commitment_store_find(tx, view->case_id, view->request->arena, &commitment, err));
    view->case_id = commitment.case_id;
    return OK;
}

enum error_kind commitment_http_do(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    static const char *const members[] = {"event", "note", NULL};
    const struct json_value *body;
    struct promise_view view = {.request = request};
    struct text name = TEXT(""), note = TEXT("");
    enum commitment_event event;
    int64_t version;
    TRY(http_param_id(request, "id", "commitment.unknown", &view.case_id, err));
    TRY(http_if_match(request, &version, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "event", true, &name, err));
    TRY(json_get_text(body, "note", false, &note, err));
    if (!parse_event(name, &event)) {
        error_set(err, ERROR_INVALID, "commitment.event",
                  "event is supply, check_good, check_bad, order or revoke");
        return error_at_field(err, "event");
    }
    TRY(promise_app_do(request->app, &request->actor, view.case_id, version, event, note, err));
    TRY(db_read(request->app->db, find_case, &view, err));
    return case_http_answer(request, response, view.case_id, 200, err);
}

static enum error_kind count_commitments(struct tx *tx, void *context, struct error *err)
{
    struct promise_view *view = context;
    int64_t counts[OUTCOME_BROKEN + 1];
    TRY(commitment_store_count(tx, http_query(view->request, "owner"), counts, err));
    http_json_init(view->request, &view->json);
    json_object_open(&view->json);
    for (int i = 0; i <= OUTCOME_BROKEN; i++) {
        json_member_int(&view->json, commitment_outcome_name(i), counts[i]);
    }
    json_object_close(&view->json);
    return OK;
}

enum error_kind commitment_http_count(struct http_request *request, struct http_response *response,
                                      struct error *err)
{
    return answer_view(request, response, count_commitments, err);
}

/* --- texts -------------------------------------------------------------------------------------- */

static enum error_kind read_texts(struct tx *tx, void *context, struct error *err)
{
    struct promise_view *view = context;
    struct commitment_text *texts;
    size_t count;
    TRY(promise_app_texts(tx, view->request->arena, &texts, &count, err));
    http_json_init(view->request, &view->json);
    json_object_open(&view->json);
    json_key(&view->json, "items");
    json_array_open(&view->json);
    for (size_t i = 0; i < count; i++) {
        json_put_raw(&view->json, texts[i].body);
    }
    json_array_close(&view->json);
    json_object_close(&view->json);
    return OK;
}

enum error_kind commitment_text_http_list(struct http_request *request,
                                          struct http_response *response, struct error *err)
{
    return answer_view(request, response, read_texts, err);
}

enum error_kind commitment_text_http_add(struct http_request *request,
                                         struct http_response *response, struct error *err)
{
    struct json_writer json;
    int64_t version;
    TRY(promise_app_add_text(request->app, &request->actor, request->body, &version, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_member_int(&json, "version", version);
    json_object_close(&json);
    return http_json(response, 201, &json, err);
}

/* --- green channel and credit ------------------------------------------------------------------- */

static enum error_kind read_green(struct tx *tx, void *context, struct error *err)
{
    struct promise_view *view = context;
    struct green_share *shares;
    struct green_case *cases;
    size_t share_count, case_count;
    TRY(green_store_statistics(tx, view->request->arena, &shares, &share_count, err));
    TRY(green_store_list(tx, view->request->arena, &cases, &case_count, err));
    http_json_init(view->request, &view->json);
    json_object_open(&view->json);
    json_key(&view->json, "departments");
    json_array_open(&view->json);
    for (size_t i = 0; i < share_count; i++) {
        json_object_open(&view->json);
        json_member_text(&view->json, "department", shares[i].department);
        json_member_int(&view->json, "open", shares[i].open);
        json_member_int(&view->json, "green", shares[i].green);
        json_member_int(&view->json, "asked", shares[i].asked);
        json_member_int(&view->json, "granted", shares[i].granted);
        json_object_close(&view->json);
    }
    json_array_close(&view->json);
    json_key(&view->json, "cases");
    json_array_open(&view->json);
    for (size_t i = 0; i < case_count; i++) {
        json_object_open(&view->json);
        json_member_text(&view->json, "project", cases[i].project);
        json_member_text(&view->json, "item", cases[i].item);
        json_member_text(&view->json, "department", cases[i].department);
        json_member_text(&view->json, "reason", cases[i].reason);
        json_member_date(&view->json, "granted_on", cases[i].decided_on);
        json_object_close(&view->json);
    }
    json_array_close(&view->json);
    json_object_close(&view->json);
    return OK;
}

enum error_kind green_http_show(struct http_request *request, struct http_response *response,
                                struct error *err)
{
    return answer_view(request, response, read_green, err);
}

static enum error_kind read_credit(struct tx *tx, void *context, struct error *err)
{
    struct promise_view *view = context;
    const struct actor *actor = &view->request->actor;
    struct credit_record *records;
    size_t count;
    /* An enterprise sees its own records only. */
    struct text owner = role_body(actor->role) == BODY_ENTERPRISE
                            ? actor->body
                            : http_query(view->request, "owner");
    TRY(credit_store_list(tx, owner, view->request->arena, &records, &count, err));
    http_json_init(view->request, &view->json);
    json_object_open(&view->json);
    json_key(&view->json, "items");
    json_array_open(&view->json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(&view->json);
        json_member_int(&view->json, "id", records[i].id);
        json_member_text(&view->json, "owner", records[i].owner);
        json_member_int(&view->json, "case", records[i].case_id);
        json_member_text(&view->json, "kind", records[i].kind);
        json_member_text(&view->json, "reason", records[i].reason);
        json_member_date(&view->json, "recorded_on", records[i].recorded_on);
        json_member_date(&view->json, "until", records[i].until_on);
        json_member_date(&view->json, "repaired_on", records[i].repaired_on);
        json_member_text(&view->json, "repaired_by", records[i].repaired_by);
        json_object_close(&view->json);
    }
    json_array_close(&view->json);
    json_object_close(&view->json);
    return OK;
}

enum error_kind credit_http_list(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    return answer_view(request, response, read_credit, err);
}

enum error_kind credit_http_repair(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    static const char *const members[] = {"reason", NULL};
    const struct json_value *body;
    struct text reason = TEXT("");
    int64_t id;
    TRY(http_param_id(request, "id", "credit.unknown", &id, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "reason", true, &reason, err));
    TRY(promise_app_repair(request->app, &request->actor, id, reason, err));
    http_nothing(response);
    return OK;
}
