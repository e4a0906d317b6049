#include "http/journal_http.h"

#include "app/journal_app.h"
#include "store/journal_store.h"

enum { JOURNAL_PAGE_MAX = 1000, JOURNAL_PAGE = 100 };

struct list_journal {
    struct json_writer json;
    int64_t from, limit, next;
    uint64_t size;
};

static enum error_kind put_entry(void *context, const struct journal_row *row, struct error *err)
{
    struct list_journal *work = context;
    char hex[HASH_HEX_SIZE], at[INSTANT_TEXT_SIZE];
    (void)err;
    json_object_open(&work->json);
    json_member_int(&work->json, "seq", row->seq);
    json_member_string(&work->json, "at", instant_format(row->at, at));
    json_member_text(&work->json, "actor", row->actor);
    json_member_text(&work->json, "action", row->action);
    json_member_text(&work->json, "subject", row->subject);
    json_key(&work->json, "entry");
    json_put_raw(&work->json, row->entry);
    json_member_text(&work->json, "text", row->entry); /* byte for byte what the leaf hashes */
    json_member_string(&work->json, "leaf", hash_hex(&row->leaf, hex));
    json_object_close(&work->json);
    work->next = row->seq + 1;
    return OK;
}

static enum error_kind list_journal(struct tx *tx, void *context, struct error *err)
{
    struct list_journal *work = context;
    TRY(journal_store_size(tx, &work->size, err));
    json_key(&work->json, "items");
    json_array_open(&work->json);
    TRY(journal_store_visit(tx, work->from, work->limit, put_entry, work, err));
    json_array_close(&work->json);
    return OK;
}

enum error_kind journal_http_list(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    struct list_journal work = {.limit = JOURNAL_PAGE};
    TRY(http_query_int(request, "from", 0, INT64_MAX, &work.from, err));
    TRY(http_query_int(request, "limit", 1, JOURNAL_PAGE_MAX, &work.limit, err));
    work.next = work.from;
    http_json_init(request, &work.json);
    json_object_open(&work.json);
    TRY(db_read(request->app->db, list_journal, &work, err));
    json_member_int(&work.json, "size", (int64_t)work.size);
    json_key(&work.json, "next");
    if (work.next < (int64_t)work.size) {
        json_put_int(&work.json, work.next);
    } else {
        json_put_null(&work.json);
    }
    json_object_close(&work.json);
    return http_json(response, 200, &work.json, err);
}

/* The note is made for the asking and not kept: a GET changes nothing. */
enum error_kind checkpoint_http_show(struct http_request *request, struct http_response *response,
                                     struct error *err)
{
    struct text note;
    TRY(journal_app_checkpoint(request->app, false, request->arena, &note, err));
    http_bytes(request, response, note, "text/plain; charset=utf-8", NULL);
    return OK;
}

struct prove {
    int64_t index, old_size, size; /* index or old_size: -1 when not asked for */
    uint64_t now;                  /* entries that there are */
    struct hash root, proof[JOURNAL_PROOF_MAX];
    size_t count;
};

static enum error_kind prove(struct tx *tx, void *context, struct error *err)
{
    struct prove *work = context;
    TRY(journal_store_size(tx, &work->now, err));
    if (work->size < 0) {
        work->size = (int64_t)work->now;
    }
    if (work->size < 1 || (uint64_t)work->size > work->now || work->index >= work->size ||
        work->old_size > work->size) {
        return error_set(err, ERROR_NOT_FOUND, "journal.range",
                         "the journal has %llu entries: index < size, from <= size",
                         (unsigned long long)work->now);
    }
    TRY(journal_store_root(tx, (uint64_t)work->size, &work->root, err));
    if (work->index >= 0) {
        return journal_store_inclusion(tx, (uint64_t)work->index, (uint64_t)work->size, work->proof,
                                       &work->count, err);
    }
    return journal_store_consistency(tx, (uint64_t)work->old_size, (uint64_t)work->size,
                                     work->proof, &work->count, err);
}

/* index=: that the entry is in the tree of `size` entries; from=: that the tree of `from` entries is
 * its beginning. RFC 6962 2.1.1 and 2.1.2; hashes in hex, in the order of the paper. */
enum error_kind proof_http_show(struct http_request *request, struct http_response *response,
                                struct error *err)
{
    struct prove work = {.index = -1, .old_size = -1, .size = -1};
    struct json_writer json;
    char hex[HASH_HEX_SIZE];
    TRY(http_query_int(request, "index", 0, INT64_MAX, &work.index, err));
    TRY(http_query_int(request, "from", 1, INT64_MAX, &work.old_size, err));
    TRY(http_query_int(request, "size", 1, INT64_MAX, &work.size, err));
    if ((work.index < 0) == (work.old_size < 0)) {
        return error_set(err, ERROR_INVALID, "journal.proof", "ask with index= or with from=");
    }
    TRY(db_read(request->app->db, prove, &work, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_member_int(&json, "size", work.size);
    json_member_string(&json, "root", hash_hex(&work.root, hex));
    json_key(&json, "proof");
    json_array_open(&json);
    for (size_t i = 0; i < work.count; i++) {
        json_put_string(&json, hash_hex(&work.proof[i], hex));
    }
    json_array_close(&json);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}
