/* Answers that are kept until the journal moves (docs/decisions/0040).
 *
 * Every change of what a kept route shows appends to the journal in the same transaction. So an answer
 * that was made while the journal had a size is exact for as long as the database says that size, whoever
 * wrote: this server, another one on the same database, or a command. The size is read from the
 * database on each request, never remembered.
 *
 * What an answer depends on besides is its key: the target as it was sent; the role, the scope and the
 * body of who asks; today, for the city and for authorities; whether it is compressed. Keys are
 * compared whole. */
#include "http/server_internal.h"

#include "store/journal_store.h"

#include <sodium.h>
#include <string.h>

enum {
    KEPT_BUCKETS = 256,
    KEPT_BYTES_MAX = 8 * MIB,
    KEPT_ANSWER_MAX = 1 * MIB,
    KEPT_KEY_MAX = 1024,
    KEPT_BLOCKS = 8 * KIB, /* what the blocks of an answer's arena may take beside what is used */
};

struct kept_answer {
    struct arena arena; /* this struct lives on it too */
    struct kept_answer *next_in_bucket;
    struct kept_answer *newer, *older; /* by their last use */
    int holders;                       /* the table, and exchanges that are being sent */
    size_t bytes;
    struct text key;
    struct http_response response;
};

struct kept_answers {
    pthread_mutex_t lock;
    unsigned char hash_key[crypto_shorthash_KEYBYTES];
    uint64_t size; /* of the journal, for all that is kept */
    struct kept_answer *buckets[KEPT_BUCKETS];
    struct kept_answer *newest, *oldest;
    size_t bytes;
};

struct kept_answers *server_kept_open(struct arena *arena)
{
    struct kept_answers *kept = ARENA_NEW(arena, struct kept_answers);
    pthread_mutex_init(&kept->lock, NULL);
    randombytes_buf(kept->hash_key, sizeof kept->hash_key);
    return kept;
}

static void let_go(struct kept_answer *answer)
{
    if (--answer->holders == 0) {
        struct arena arena = answer->arena;
        arena_release(&arena);
    }
}

static uint64_t hash_of(const struct kept_answers *kept, struct text key)
{
    uint64_t hash;
    _Static_assert(sizeof hash == crypto_shorthash_BYTES, "one hash, one word");
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)key.data, key.length,
                     kept->hash_key);
    return hash;
}

static struct kept_answer **find_link(struct kept_answers *kept, struct text key)
{
    struct kept_answer **link = &kept->buckets[hash_of(kept, key) % KEPT_BUCKETS];
    while (*link != NULL && !text_is_equal((*link)->key, key)) {
        link = &(*link)->next_in_bucket;
    }
    return link;
}

static void unlink_use(struct kept_answers *kept, struct kept_answer *answer)
{
    *(answer->newer != NULL ? &answer->newer->older : &kept->newest) = answer->older;
    *(answer->older != NULL ? &answer->older->newer : &kept->oldest) = answer->newer;
}

static void link_newest(struct kept_answers *kept, struct kept_answer *answer)
{
    answer->newer = NULL;
    answer->older = kept->newest;
    *(kept->newest != NULL ? &kept->newest->newer : &kept->oldest) = answer;
    kept->newest = answer;
}

static void drop(struct kept_answers *kept, struct kept_answer *answer)
{
    *find_link(kept, answer->key) = answer->next_in_bucket;
    unlink_use(kept, answer);
    kept->bytes -= answer->bytes;
    let_go(answer);
}

/* What was kept for a smaller journal is of no use any more; a snapshot that is older than what is kept
 * (another server was quicker) finds and keeps nothing. */
static bool move_to(struct kept_answers *kept, uint64_t size)
{
    while (size > kept->size && kept->oldest != NULL) {
        drop(kept, kept->oldest);
    }
    kept->size = size > kept->size ? size : kept->size;
    return size == kept->size;
}

static void put(struct kept_answers *kept, struct kept_answer *answer)
{
    struct kept_answer **link = find_link(kept, answer->key);
    if (*link != NULL) {
        drop(kept, *link);
    }
    while (kept->oldest != NULL && kept->bytes + answer->bytes > KEPT_BYTES_MAX) {
        drop(kept, kept->oldest);
    }
    link = find_link(kept, answer->key);
    answer->next_in_bucket = NULL;
    *link = answer;
    link_newest(kept, answer);
    kept->bytes += answer->bytes;
}

void server_kept_close(struct kept_answers *kept)
{
    while (kept->oldest != NULL) {
        drop(kept, kept->oldest);
    }
    pthread_mutex_destroy(&kept->lock);
}

/* --- what the server calls -------------------------------------------------------------------- */

static enum error_kind read_size(struct tx *tx, void *context, struct error *err)
{
    return journal_store_size(tx, context, err);
}

static bool find_size(struct http_server *server, uint64_t *size_out)
{
    struct error unused;
    return db_read(server->app->db, read_size, size_out, &unused) == OK;
}

static struct text key_of(struct http_server *server, struct exchange *exchange)
{
    const struct actor *actor = &exchange->request.actor;
    const struct scope scope = party_scope(actor);
    return text_format(&exchange->arena, "%.*s\n%d\n%s\n%.*s\n%d\n%d\n%d",
                       TEXT_ARGS(exchange->target), (int)actor->role, scope.key,
                       TEXT_ARGS(actor->body), (int)scope.today.day_number,
                       (int)app_today(server->app).day_number, (int)exchange->gzip);
}

/* The same size and key have the same answer; the hash's key, new with each start of the program,
 * keeps the tags of one version from being taken for those of the next. */
static void set_etag(struct kept_answers *kept, struct exchange *exchange,
                     struct http_response *response)
{
    for (size_t i = 0; i < response->header_count; i++) {
        if (text_is_equal(response->headers[i].name, TEXT("ETag"))) {
            return;
        }
    }
    http_header(response, "ETag",
                text_format(&exchange->arena, "W/\"%llu-%016llx\"",
                            (unsigned long long)exchange->journal_size,
                            (unsigned long long)hash_of(kept, exchange->kept_key)));
}

/* Only our own tag says that: a version ("3") does not tell one day's view from another's. */
static bool is_unchanged(const struct exchange *exchange)
{
    struct text seen = exchange->request.if_none_match;
    const struct http_response *response = &exchange->response;
    bool same = false;
    for (size_t i = 0; i < response->header_count && text_has_prefix(seen, TEXT("W/")); i++) {
        same = same || (text_is_equal(response->headers[i].name, TEXT("ETag")) &&
                        text_is_equal(response->headers[i].value, seen));
    }
    return same;
}

static void leave_out_body(struct exchange *exchange)
{
    exchange->response.status = 304;
    exchange->response.body = TEXT("");
}

bool server_find_kept(struct http_server *server, struct exchange *exchange)
{
    struct kept_answers *kept = server->kept;
    if (!(exchange->request.route->traits & ROUTE_KEPT) || exchange->wants_fresh ||
        exchange->target.length > KEPT_KEY_MAX || exchange->kept_key.length > 0) {
        return false;
    }
    if (!find_size(server, &exchange->journal_size)) {
        return false;
    }
    exchange->kept_key = key_of(server, exchange);
    pthread_mutex_lock(&kept->lock);
    struct kept_answer *found =
        move_to(kept, exchange->journal_size) ? *find_link(kept, exchange->kept_key) : NULL;
    if (found != NULL) {
        unlink_use(kept, found);
        link_newest(kept, found);
        found->holders++;
    }
    pthread_mutex_unlock(&kept->lock);
    if (found == NULL) {
        return false;
    }
    exchange->kept = found;
    exchange->response = found->response;
    if (is_unchanged(exchange)) {
        leave_out_body(exchange);
    }
    return true;
}

void server_keep(struct http_server *server, struct exchange *exchange)
{
    struct kept_answers *kept = server->kept;
    struct http_response *response = &exchange->response;
    uint64_t size;
    if (exchange->kept_key.length == 0 || response->status != 200 || response->file_path != NULL ||
        response->stream) {
        return;
    }
    /* Nothing was written while the handler read, so what it read is the journal's state of this size. */
    if (!find_size(server, &size) || size != exchange->journal_size) {
        return;
    }
    set_etag(kept, exchange, response);
    if (response->body.length <= KEPT_ANSWER_MAX) {
        struct arena arena = {0};
        struct kept_answer *answer = ARENA_NEW(&arena, struct kept_answer);
        answer->key = text_copy(exchange->kept_key, &arena);
        answer->response = *response;
        answer->response.body = text_copy(response->body, &arena);
        for (size_t i = 0; i < response->header_count; i++) {
            answer->response.headers[i].value = text_copy(response->headers[i].value, &arena);
        }
        answer->holders = 1;
        answer->bytes = arena.used_bytes + KEPT_BLOCKS;
        answer->arena = arena;
        pthread_mutex_lock(&kept->lock);
        if (move_to(kept, size)) {
            put(kept, answer);
        } else {
            let_go(answer);
        }
        pthread_mutex_unlock(&kept->lock);
    }
    if (is_unchanged(exchange)) {
        leave_out_body(exchange);
    }
}

void server_let_go_kept(struct http_server *server, struct exchange *exchange)
{
    if (exchange->kept != NULL) {
        pthread_mutex_lock(&server->kept->lock);
        let_go(exchange->kept);
        pthread_mutex_unlock(&server->kept->lock);
    }
}
