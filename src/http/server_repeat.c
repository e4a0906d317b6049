/* A POST with Idempotency-Key is done once: what it answered is kept for a day and answered again.
 *
 * The key is taken in the transaction of the change, so neither is there without the other. The
 * answer is kept after the commit. When the program dies between the two, the same key is told that
 * the request ran and that its answer is lost; it does not run again. */
#include "http/server_internal.h"

#include "app/party_app.h"

#include <sodium.h>
#include <string.h>

enum { KEY_MAX = 200, KEPT_BODY_MAX = 1 * MIB };

static struct text describe(struct http_request *request)
{
    unsigned char hash[16];
    char hex[33];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)request->body.data,
                       request->body.length, NULL, 0);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    struct text_builder out;
    text_builder_init(&out, request->arena, 16384);
    text_builder_add_format(&out, "%s %.*s", http_method_name(request->method),
                            TEXT_ARGS(request->path));
    for (size_t i = 0; i < request->query_count; i++) {
        text_builder_add_format(&out, "&%.*s=%.*s", TEXT_ARGS(request->query[i].name),
                                TEXT_ARGS(request->query[i].value));
    }
    text_builder_add_format(&out, " %s", hex);
    return text_builder_text(&out);
}

/* One request with a key at a time: a second one at the same moment is told to wait. */
static bool enter(struct http_server *server, struct exchange *exchange)
{
    bool free_key = true;
    pthread_mutex_lock(&server->repeat_lock);
    for (const struct exchange *other = server->repeats; other != NULL;
         other = other->next_repeat) {
        free_key =
            free_key &&
            !(other->request.actor.person_id == exchange->request.actor.person_id &&
              text_is_equal(other->request.idempotency_key, exchange->request.idempotency_key));
    }
    if (free_key) {
        exchange->next_repeat = server->repeats;
        server->repeats = exchange;
    }
    pthread_mutex_unlock(&server->repeat_lock);
    return free_key;
}

static void leave(struct http_server *server, struct exchange *exchange)
{
    pthread_mutex_lock(&server->repeat_lock);
    struct exchange **link = &server->repeats;
    while (*link != exchange) {
        link = &(*link)->next_repeat;
    }
    *link = exchange->next_repeat;
    pthread_mutex_unlock(&server->repeat_lock);
}

static enum error_kind answer_once(struct http_server *server, struct exchange *exchange,
                                   struct error *err)
{
    struct http_request *request = &exchange->request;
    struct http_response *response = &exchange->response;
    struct text description = describe(request);
    struct kept_answer kept;
    bool found;
    TRY(party_app_find_answer(request->app, &request->actor, request->idempotency_key,
                              request->arena, &found, &kept, err));
    if (found && !text_is_equal(kept.request, description)) {
        return error_set(err, ERROR_INVALID, "http.idempotency",
                         "this Idempotency-Key was used for another request");
    }
    if (found && kept.status == ANSWER_UNKNOWN) {
        return error_set(err, ERROR_CONFLICT, "http.answer_lost",
                         "this request was done, but its answer was lost when the server stopped; "
                         "look at what it changed");
    }
    if (found) {
        response->status = (int)kept.status;
        response->body = kept.body;
        response->content_type = "application/json; charset=utf-8";
        http_header(response, "Idempotency-Replayed", TEXT("true"));
        return OK;
    }
    struct app own = *request->app; /* the key goes along with this request's change only */
    struct taken_key key = {request->actor.person_id, request->idempotency_key, description,
                            app_now(request->app)};
    own.along = party_app_take_key;
    own.along_context = &key;
    request->app = &own;
    enum error_kind kind = request->route->handler(request, response, err);
    request->app = server->app;
    TRY(kind);
    struct error unused; /* the change is done; a lost copy of its answer is no failure of it */
    kept = (struct kept_answer){description, response->status, response->body};
    if (response->file_path == NULL && response->body.length <= KEPT_BODY_MAX &&
        party_app_keep_answer(request->app, &request->actor, request->idempotency_key, &kept,
                              &unused) != OK) {
        http_header(response, "Idempotency-Kept", TEXT("false"));
    }
    return OK;
}

enum error_kind server_handle_once(struct http_server *server, struct exchange *exchange,
                                   struct error *err)
{
    struct http_request *request = &exchange->request;
    if (request->method != HTTP_POST || request->idempotency_key.length == 0 ||
        request->actor.person_id == 0 || request->route->answer != ANSWER_JSON) {
        return request->route->handler(request, &exchange->response, err);
    }
    if (request->idempotency_key.length > KEY_MAX || !text_is_utf8(request->idempotency_key)) {
        return error_set(err, ERROR_MALFORMED, "http.idempotency",
                         "an Idempotency-Key has at most %d characters", KEY_MAX);
    }
    if (!enter(server, exchange)) {
        return error_set(err, ERROR_CONFLICT, "http.idempotency",
                         "a request with this Idempotency-Key is running");
    }
    enum error_kind kind = answer_once(server, exchange, err);
    leave(server, exchange);
    return kind;
}
