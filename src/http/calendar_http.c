#include "http/calendar_http.h"

#include "app/calendar_app.h"
#include "report/calendar_report.h"
#include "store/approval_store.h"

#include <string.h>

enum { CALENDAR_DAYS_MAX = 3700 };

struct listing {
    struct http_request *request;
    struct json_writer json;
    struct date as_of;
    struct calendar_view view;
    struct text scope, division;
    int64_t version;
};

/* --- reading ---------------------------------------------------------------------------------- */

/* Division, department and project exist, the project within the caller's reach. */
static enum error_kind check_place(struct tx *tx, struct http_request *request,
                                   const struct calendar_place *place, struct error *err)
{
    const struct calendar_scope scopes[] = {{SCOPE_OF_DIVISION, place->division},
                                            {SCOPE_OF_DEPARTMENT, place->department},
                                            {SCOPE_OF_PROJECT, place->project}};
    static const char *const fields[] = {"division", "department", "project"};
    const struct scope within = party_scope(&request->actor);
    for (size_t i = 0; i < 3; i++) {
        if (scopes[i].id.length > 0 &&
            approval_store_check_scope(tx, &scopes[i], &within, err) != OK) {
            return error_at_field(err, fields[i]);
        }
    }
    return OK;
}

static enum error_kind read_days(struct tx *tx, void *context, struct error *err)
{
    struct listing *listing = context;
    struct arena *arena = listing->request->arena;
    struct calendar_book book;
    TRY(check_place(tx, listing->request, &listing->view.place, err));
    TRY(calendar_book_store_load(tx, listing->view.place.project, listing->as_of, arena, &book,
                                 err));
    http_json_init(listing->request, &listing->json);
    json_object_open(&listing->json);
    TRY(calendar_report_write_days(&book, &listing->view, arena, &listing->json, err));
    json_object_close(&listing->json);
    return OK;
}

enum error_kind calendar_http_show(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    struct date today = app_today(request->app);
    struct listing listing = {
        .request = request,
        .view = {.place = {http_query(request, "division"), http_query(request, "department"),
                           http_query(request, "project")},
                 .from = date_of(date_year(today), 1, 1),
                 .to = date_of(date_year(today), 12, 31),
                 .work = WORK_EARTH}};
    struct calendar_view *view = &listing.view;
    struct text work = http_query(request, "work");
    TRY(http_query_as_of(request, &listing.as_of, err));
    TRY(http_query_date(request, "from", &view->from, err));
    TRY(http_query_date(request, "to", &view->to, err));
    if (view->to.day_number < view->from.day_number ||
        view->to.day_number - view->from.day_number > CALENDAR_DAYS_MAX) {
        error_set(err, ERROR_INVALID, "query.span", "from and to lie at most ten years apart");
        return error_at_field(err, "to");
    }
    view->all_works = text_is_equal(work, TEXT("all"));
    if (work.length > 0 && !view->all_works && !work_kind_parse(work, &view->work)) {
        error_set(err, ERROR_INVALID, "query.work", "there is no kind of work \"%.*s\"",
                  (int)(work.length < 40 ? work.length : 40), work.data);
        return error_at_field(err, "work");
    }
    TRY(db_read(request->app->db, read_days, &listing, err));
    return http_json(response, 200, &listing.json, err);
}

static enum error_kind read_list(struct tx *tx, void *context, struct error *err)
{
    struct listing *listing = context;
    http_json_init(listing->request, &listing->json);
    const struct scope within = party_scope(&listing->request->actor);
    return calendar_report_write_list(tx, &within, listing->as_of, listing->request->arena,
                                      &listing->json, err);
}

enum error_kind calendar_http_list(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    struct listing listing = {.request = request};
    TRY(http_query_as_of(request, &listing.as_of, err));
    TRY(db_read(request->app->db, read_list, &listing, err));
    return http_json(response, 200, &listing.json, err);
}

static enum error_kind read_scope(struct tx *tx, void *context, struct error *err)
{
    struct listing *listing = context;
    http_json_init(listing->request, &listing->json);
    const struct scope within = party_scope(&listing->request->actor);
    return calendar_report_write_scope(tx, listing->scope, &within, listing->as_of,
                                       listing->request->arena, &listing->json, &listing->version,
                                       err);
}

static enum error_kind show_scope(struct http_request *request, struct http_response *response,
                                  struct date as_of, struct error *err)
{
    struct listing listing = {
        .request = request, .scope = http_param(request, "scope"), .as_of = as_of};
    TRY(db_read(request->app->db, read_scope, &listing, err));
    http_etag(request, response, listing.version);
    return http_json(response, 200, &listing.json, err);
}

enum error_kind calendar_http_find(struct http_request *request, struct http_response *response,
                                   struct error *err)
{
    struct date as_of;
    TRY(http_query_as_of(request, &as_of, err));
    return show_scope(request, response, as_of, err);
}

static enum error_kind read_seasons(struct tx *tx, void *context, struct error *err)
{
    struct listing *listing = context;
    const struct calendar_place place = {listing->division, TEXT(""), TEXT("")};
    TRY(check_place(tx, listing->request, &place, err));
    http_json_init(listing->request, &listing->json);
    return season_report_write(tx, listing->division, listing->as_of, listing->request->arena,
                               &listing->json, err);
}

static enum error_kind show_seasons(struct http_request *request, struct http_response *response,
                                    struct text division, struct date as_of, struct error *err)
{
    struct listing listing = {.request = request, .division = division, .as_of = as_of};
    TRY(db_read(request->app->db, read_seasons, &listing, err));
    return http_json(response, 200, &listing.json, err);
}

enum error_kind season_http_list(struct http_request *request, struct http_response *response,
                                 struct error *err)
{
    struct date as_of;
    TRY(http_query_as_of(request, &as_of, err));
    return show_seasons(request, response, http_query(request, "division"), as_of, err);
}

static enum error_kind read_disruptions(struct tx *tx, void *context, struct error *err)
{
    struct listing *listing = context;
    http_json_init(listing->request, &listing->json);
    const struct scope within = party_scope(&listing->request->actor);
    return disruption_report_write(tx, &within, listing->as_of, listing->request->arena,
                                   &listing->json, err);
}

static enum error_kind show_disruptions(struct http_request *request,
                                        struct http_response *response, int status,
                                        struct date as_of, struct error *err)
{
    struct listing listing = {.request = request, .as_of = as_of};
    TRY(db_read(request->app->db, read_disruptions, &listing, err));
    return http_json(response, status, &listing.json, err);
}

enum error_kind disruption_http_list(struct http_request *request, struct http_response *response,
                                     struct error *err)
{
    struct date as_of;
    TRY(http_query_as_of(request, &as_of, err));
    return show_disruptions(request, response, 200, as_of, err);
}

/* --- changing --------------------------------------------------------------------------------- */

/* The body with what every change says: who, from when, why. */
static enum error_kind read_word(struct http_request *request, const char *const *members,
                                 const char *known_key, const struct json_value **body_out,
                                 struct calendar_word *word, struct error *err)
{
    *word = (struct calendar_word){.actor = &request->actor, .known_on = DATE_NONE};
    if (request->method != HTTP_POST) {
        TRY(http_if_match(request, &word->expected, err));
    }
    TRY(http_body_json(request, body_out, err));
    TRY(json_only(*body_out, members, err));
    TRY(json_get_text(*body_out, "reason", true, &word->reason, err));
    return json_get_date(*body_out, known_key, false, &word->known_on, err);
}

/* Whoever comes second sees what stands now. */
static enum error_kind with_current(struct http_request *request, struct http_response *response,
                                    enum error_kind kind, struct error *err)
{
    struct listing listing = {.request = request,
                              .scope = http_param(request, "scope"),
                              .as_of = app_today(request->app)};
    struct error ignored;
    if (kind == ERROR_CONFLICT && listing.scope.length > 0 &&
        db_read(request->app->db, read_scope, &listing, &ignored) == OK &&
        json_writer_text(&listing.json, &response->current, &ignored) != OK) {
        response->current = TEXT("");
    }
    return err->kind;
}

enum error_kind calendar_http_set(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    static const char *const members[] = {"published_on", "reason", "years", NULL};
    const struct json_value *body;
    struct calendar_word word;
    int64_t version;
    TRY(read_word(request, members, "published_on", &body, &word, err));
    enum error_kind kind = calendar_app_set(request->app, &word, http_param(request, "scope"),
                                            json_find(body, "years"), &version, err);
    if (kind != OK && strcmp(err->field, "known_on") == 0) {
        return error_at_field(err, "published_on"); /* the body's own word */
    }
    if (kind != OK) {
        return with_current(request, response, kind, err);
    }
    return show_scope(request, response, app_today(request->app), err);
}

enum error_kind season_http_set(struct http_request *request, struct http_response *response,
                                struct error *err)
{
    static const char *const members[] = {"known_on", "reason", "windows", "follows_thaw", NULL};
    const struct json_value *body;
    struct text division = http_param(request, "division");
    struct calendar_word word;
    bool follows_thaw = false;
    int64_t version;
    TRY(read_word(request, members, "known_on", &body, &word, err));
    TRY(json_get_bool(body, "follows_thaw", true, &follows_thaw, err));
    TRY(calendar_app_set_season(request->app, &word, division, http_param(request, "work"),
                                follows_thaw, json_find(body, "windows"), &version, err));
    http_etag(request, response, version);
    return show_seasons(request, response, division, app_today(request->app), err);
}

enum error_kind thaw_http_set(struct http_request *request, struct http_response *response,
                              struct error *err)
{
    static const char *const members[] = {"known_on", "reason", "day", NULL};
    const struct json_value *body;
    struct text division = http_param(request, "division");
    struct calendar_word word;
    struct date day = DATE_NONE;
    int64_t year = 0, version;
    TRY(read_word(request, members, "known_on", &body, &word, err));
    TRY(json_get_date(body, "day", false, &day, err));
    if (json_find(body, "day") == NULL) {
        error_set(err, ERROR_INVALID, "json.missing",
                  "\"day\" is missing; null takes the thaw back");
        return error_at_field(err, "day");
    }
    if (!text_parse_int64(http_param(request, "year"), &year)) {
        error_set(err, ERROR_INVALID, "thaw.year", "a year is a number");
        return error_at_field(err, "year");
    }
    TRY(calendar_app_set_thaw(request->app, &word, division, year, day, &version, err));
    http_etag(request, response, version);
    return show_seasons(request, response, division, app_today(request->app), err);
}

enum error_kind disruption_http_add(struct http_request *request, struct http_response *response,
                                    struct error *err)
{
    static const char *const members[] = {"scope",  "from",     "to", "stops",
                                          "reason", "known_on", NULL};
    const struct json_value *body;
    struct calendar_word word;
    struct disruption disruption = {0};
    struct text scope = TEXT(""), stops = TEXT("");
    int64_t id;
    TRY(read_word(request, members, "known_on", &body, &word, err));
    TRY(json_get_text(body, "scope", true, &scope, err));
    TRY(json_get_date(body, "from", true, &disruption.from, err));
    TRY(json_get_date(body, "to", true, &disruption.to, err));
    TRY(json_get_text(body, "stops", true, &stops, err));
    if (!disruption_stops_parse(stops, &disruption.stops)) {
        error_set(err, ERROR_INVALID, "disruption.stops", "what stops is approvals, works or both");
        return error_at_field(err, "stops");
    }
    TRY(calendar_app_add_disruption(request->app, &word, scope, &disruption, &id, err));
    http_header(response, "Location",
                text_format(request->arena, "/api/v1/disruptions/%lld", (long long)id));
    return show_disruptions(request, response, 201, app_today(request->app), err);
}

enum error_kind disruption_http_end(struct http_request *request, struct http_response *response,
                                    struct error *err)
{
    static const char *const members[] = {"to", "reason", "known_on", NULL};
    const struct json_value *body;
    struct calendar_word word;
    struct date to = DATE_NONE;
    int64_t id = 0, version;
    TRY(read_word(request, members, "known_on", &body, &word, err));
    TRY(json_get_date(body, "to", false, &to, err));
    if (json_find(body, "to") == NULL) {
        error_set(err, ERROR_INVALID, "json.missing",
                  "\"to\" is missing; null takes the disruption back");
        return error_at_field(err, "to");
    }
    if (!text_parse_int64(http_param(request, "id"), &id)) {
        return error_set(err, ERROR_NOT_FOUND, "disruption.unknown", "there is no such disruption");
    }
    TRY(calendar_app_end_disruption(request->app, &word, id, to, &version, err));
    http_etag(request, response, version);
    return show_disruptions(request, response, 200, app_today(request->app), err);
}
