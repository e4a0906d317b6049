#include "store/journal_store.h"

#include "queries_sql.h"

#include <string.h>

static struct text hash_text(const struct hash *hash)
{
    return (struct text){(const char *)hash->bytes, JOURNAL_HASH_SIZE};
}

static bool read_hash(struct statement *row, int column, struct hash *out)
{
    struct text bytes = column_blob(row, column);
    if (bytes.length != JOURNAL_HASH_SIZE) {
        return false;
    }
    memcpy(out->bytes, bytes.data, JOURNAL_HASH_SIZE);
    return true;
}

enum error_kind setting_store_find(struct tx *tx, const char *name, struct arena *arena,
                                   struct text *value_out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &SETTING_FIND);
    bool row;
    bind_text(find, SETTING_FIND_NAME, text_of(name));
    TRY(statement_step(find, &row, err));
    *value_out = row ? text_copy(column_text(find, 0), arena) : TEXT("");
    return OK;
}

enum error_kind setting_store_set(struct tx *tx, const char *name, struct text value,
                                  struct error *err)
{
    SCOPED_STATEMENT set = tx_query(tx, &SETTING_SET);
    bind_text(set, SETTING_SET_NAME, text_of(name));
    bind_text(set, SETTING_SET_VALUE, value);
    return statement_run(set, NULL, err);
}

enum error_kind journal_store_algorithm(struct tx *tx, enum journal_hash *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &SETTING_FIND);
    bool row;
    *out = JOURNAL_SHA256;
    bind_text(find, SETTING_FIND_NAME, TEXT("journal.hash"));
    TRY(statement_step(find, &row, err));
    if (row && !journal_hash_parse(column_text(find, 0), out)) {
        return error_set(err, ERROR_INTERNAL, "journal.hash",
                         "the setting journal.hash is unknown");
    }
    return OK;
}

enum error_kind journal_store_size(struct tx *tx, uint64_t *size_out, struct error *err)
{
    SCOPED_STATEMENT size = tx_query(tx, &JOURNAL_SIZE);
    bool row;
    TRY(statement_step(size, &row, err));
    *size_out = row ? (uint64_t)column_int(size, 0) : 0;
    return OK;
}

/* --- the tree's nodes ------------------------------------------------------------------------- */

static enum error_kind read_node(void *context, int level, uint64_t place, struct hash *hash_out,
                                 struct error *err)
{
    struct tx *tx = context;
    SCOPED_STATEMENT find = tx_query(tx, level == 0 ? &JOURNAL_LEAF_FIND : &JOURNAL_NODE_FIND);
    bool row;
    if (level == 0) {
        bind_int(find, JOURNAL_LEAF_FIND_SEQ, (int64_t)place);
    } else {
        bind_int(find, JOURNAL_NODE_FIND_LEVEL, level);
        bind_int(find, JOURNAL_NODE_FIND_PLACE, (int64_t)place);
    }
    TRY(statement_step(find, &row, err));
    if (!row || !read_hash(find, 0, hash_out)) {
        return error_set(err, ERROR_INTERNAL, "journal.node",
                         "the journal lacks node %llu of level %d", (unsigned long long)place,
                         level);
    }
    return OK;
}

static enum error_kind add_node(struct tx *tx, int level, uint64_t place, const struct hash *hash,
                                struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &JOURNAL_NODE_ADD);
    bind_int(add, JOURNAL_NODE_ADD_LEVEL, level);
    bind_int(add, JOURNAL_NODE_ADD_PLACE, (int64_t)place);
    bind_blob(add, JOURNAL_NODE_ADD_HASH, hash_text(hash));
    return statement_run(add, NULL, err);
}

/* What the works of one commit know of the journal's end. */
struct head {
    bool known;
    enum journal_hash algorithm;
    uint64_t size, roots_known; /* bit k: roots[k] is what roots[k] of a journal_frontier is */
    struct hash roots[64];
};
_Static_assert(sizeof(struct head) <= TX_MEMORY_SIZE, "the head fits the memory of a transaction");

static enum error_kind load_head(struct tx *tx, struct head *head, struct error *err)
{
    if (!head->known) {
        TRY(journal_store_algorithm(tx, &head->algorithm, err));
        TRY(journal_store_size(tx, &head->size, err));
        head->roots_known = 0;
        head->known = true;
    }
    return OK;
}

static struct head *find_head(struct tx *tx, struct head *own)
{
    struct head *shared = tx_memory(tx);
    return shared != NULL ? shared : own;
}

/* Stores the subtrees that the new leaf completes: as many as its number has trailing ones. */
static enum error_kind complete_subtrees(struct tx *tx, struct head *head, const struct hash *leaf,
                                         struct error *err)
{
    struct hash hash = *leaf;
    uint64_t seq = head->size;
    int level = 0;
    for (; (seq >> level & 1) != 0; level++) {
        uint64_t place = seq >> level;
        if ((head->roots_known >> level & 1) == 0) {
            TRY(read_node(tx, level, place - 1, &head->roots[level], err));
        }
        hash = journal_node_hash(head->algorithm, &head->roots[level], &hash);
        TRY(add_node(tx, level + 1, place >> 1, &hash, err));
    }
    head->roots[level] = hash;
    head->roots_known |= (uint64_t)1 << level;
    head->size++;
    return OK;
}

enum error_kind journal_store_append(struct tx *tx, const char *action, struct text subject,
                                     struct text actor, struct text data_json, int64_t now,
                                     struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct head own = {0}, *head = find_head(tx, &own);
    if (data_json.length + subject.length + actor.length > JOURNAL_ENTRY_MAX / 2) {
        return error_set(err, ERROR_LIMIT, "journal.entry",
                         "the change is too large to be recorded");
    }
    TRY(load_head(tx, head, err));
    struct text entry = journal_entry_text((int64_t)head->size, now, actor, text_of(action),
                                           subject, data_json, &arena);
    struct hash leaf = journal_leaf_hash(head->algorithm, entry);
    SCOPED_STATEMENT add = tx_query(tx, &JOURNAL_ADD);
    bind_int(add, JOURNAL_ADD_SEQ, (int64_t)head->size);
    bind_int(add, JOURNAL_ADD_AT, now);
    bind_text(add, JOURNAL_ADD_ACTOR, actor);
    bind_text(add, JOURNAL_ADD_ACTION, text_of(action));
    bind_text(add, JOURNAL_ADD_SUBJECT, subject);
    bind_text(add, JOURNAL_ADD_ENTRY, entry);
    bind_blob(add, JOURNAL_ADD_LEAF_HASH, hash_text(&leaf));
    TRY(statement_run(add, NULL, err));
    return complete_subtrees(tx, head, &leaf, err);
}

static enum error_kind find_leaf_text(struct tx *tx, uint64_t seq, struct arena *arena,
                                      struct text *entry_out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &JOURNAL_ENTRY_FIND);
    bool row;
    bind_int(find, JOURNAL_ENTRY_FIND_SEQ, (int64_t)seq);
    TRY(statement_step(find, &row, err));
    if (!row) {
        return error_set(err, ERROR_INTERNAL, "journal.entry", "the journal lacks entry %llu",
                         (unsigned long long)seq);
    }
    *entry_out = text_copy(column_text(find, 0), arena);
    return OK;
}

/* The next entry, at the end of a head that runs through the journal from its beginning. */
static enum error_kind hash_anew(struct tx *tx, struct head *head, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct text entry;
    TRY(find_leaf_text(tx, head->size, &arena, &entry, err));
    struct hash leaf = journal_leaf_hash(head->algorithm, entry);
    SCOPED_STATEMENT set = tx_query(tx, &JOURNAL_LEAF_SET);
    bind_int(set, JOURNAL_LEAF_SET_SEQ, (int64_t)head->size);
    bind_blob(set, JOURNAL_LEAF_SET_LEAF_HASH, hash_text(&leaf));
    TRY(statement_run(set, NULL, err));
    return complete_subtrees(tx, head, &leaf, err);
}

static enum error_kind refuse_checkpoint(void *context, int64_t size, struct text note,
                                         struct error *err)
{
    (void)context;
    (void)note;
    return error_set(err, ERROR_CONFLICT, "journal.hash",
                     "the first %lld entries were signed with the hash that is in use",
                     (long long)size);
}

enum error_kind journal_store_choose_hash(struct tx *tx, enum journal_hash algorithm,
                                          struct error *err)
{
    uint64_t size;
    enum journal_hash before;
    TRY(journal_store_algorithm(tx, &before, err));
    if (before == algorithm) {
        return setting_store_set(tx, "journal.hash", text_of(journal_hash_name(algorithm)), err);
    }
    TRY(journal_store_visit_checkpoints(tx, refuse_checkpoint, NULL, err));
    TRY(setting_store_set(tx, "journal.hash", text_of(journal_hash_name(algorithm)), err));
    TRY(journal_store_size(tx, &size, err));
    SCOPED_STATEMENT forget = tx_query(tx, &JOURNAL_NODE_FORGET);
    TRY(statement_run(forget, NULL, err));
    struct head own = {0}, *head = find_head(tx, &own);
    *head = (struct head){.known = true, .algorithm = algorithm};
    while (head->size < size) {
        TRY(hash_anew(tx, head, err));
    }
    return OK;
}

enum error_kind journal_store_root(struct tx *tx, uint64_t size, struct hash *root_out,
                                   struct error *err)
{
    enum journal_hash algorithm;
    TRY(journal_store_algorithm(tx, &algorithm, err));
    return journal_root(algorithm, size, read_node, tx, root_out, err);
}

enum error_kind journal_store_inclusion(struct tx *tx, uint64_t index, uint64_t size,
                                        struct hash proof_out[JOURNAL_PROOF_MAX], size_t *count_out,
                                        struct error *err)
{
    enum journal_hash algorithm;
    uint64_t all;
    TRY(journal_store_algorithm(tx, &algorithm, err));
    TRY(journal_store_size(tx, &all, err));
    if (size > all) {
        return error_set(err, ERROR_INVALID, "journal.range", "the journal has %llu entries",
                         (unsigned long long)all);
    }
    return journal_inclusion_proof(algorithm, index, size, read_node, tx, proof_out, count_out,
                                   err);
}

enum error_kind journal_store_consistency(struct tx *tx, uint64_t old_size, uint64_t new_size,
                                          struct hash proof_out[JOURNAL_PROOF_MAX],
                                          size_t *count_out, struct error *err)
{
    enum journal_hash algorithm;
    uint64_t all;
    TRY(journal_store_algorithm(tx, &algorithm, err));
    TRY(journal_store_size(tx, &all, err));
    if (new_size > all) {
        return error_set(err, ERROR_INVALID, "journal.range", "the journal has %llu entries",
                         (unsigned long long)all);
    }
    return journal_consistency_proof(algorithm, old_size, new_size, read_node, tx, proof_out,
                                     count_out, err);
}

enum error_kind journal_store_add_checkpoint(struct tx *tx, uint64_t size, struct text note,
                                             int64_t now, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &CHECKPOINT_ADD);
    bind_int(add, CHECKPOINT_ADD_TREE_SIZE, (int64_t)size);
    bind_text(add, CHECKPOINT_ADD_NOTE, note);
    bind_int(add, CHECKPOINT_ADD_NOW, now);
    return statement_run(add, NULL, err);
}

/* --- walking ---------------------------------------------------------------------------------- */

/* Entries are fetched in pieces, so that a driver that reads whole results stays small. */
enum { VISIT_PIECE = 5000 };

static enum error_kind visit_piece(struct tx *tx, int64_t from, int64_t limit,
                                   journal_visitor *visit, void *context, int64_t *next_out,
                                   int64_t *seen_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &JOURNAL_LIST);
    bool more;
    bind_int(list, JOURNAL_LIST_FROM, from);
    bind_int(list, JOURNAL_LIST_LIMIT, limit);
    for (;;) {
        TRY(statement_step(list, &more, err));
        if (!more) {
            return OK;
        }
        struct journal_row row = {.seq = column_int(list, 0),
                                  .at = column_int(list, 1),
                                  .actor = column_text(list, 2),
                                  .action = column_text(list, 3),
                                  .subject = column_text(list, 4),
                                  .entry = column_text(list, 5)};
        row.leaf_whole = read_hash(list, 6, &row.leaf);
        *next_out = row.seq + 1;
        (*seen_out)++;
        TRY(visit(context, &row, err));
    }
}

enum error_kind journal_store_visit(struct tx *tx, int64_t from, int64_t limit,
                                    journal_visitor *visit, void *context, struct error *err)
{
    while (limit > 0) {
        int64_t piece = limit < VISIT_PIECE ? limit : VISIT_PIECE, seen = 0;
        TRY(visit_piece(tx, from, piece, visit, context, &from, &seen, err));
        if (seen < piece) {
            break;
        }
        limit -= seen;
    }
    return OK;
}

enum error_kind journal_store_visit_checkpoints(struct tx *tx, checkpoint_visitor *visit,
                                                void *context, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &CHECKPOINT_LIST);
    bool row;
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            return OK;
        }
        TRY(visit(context, column_int(list, 0), column_text(list, 1), err));
    }
}

enum error_kind journal_store_list_nodes(struct tx *tx, int level, int64_t from, int64_t limit,
                                         int64_t *places_out, struct hash *hashes_out,
                                         size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &JOURNAL_NODE_LIST);
    size_t count = 0;
    bind_int(list, JOURNAL_NODE_LIST_LEVEL, level);
    bind_int(list, JOURNAL_NODE_LIST_FROM, from);
    bind_int(list, JOURNAL_NODE_LIST_LIMIT, limit);
    for (;;) {
        bool row;
        TRY(statement_step(list, &row, err));
        if (!row) {
            *count_out = count;
            return OK;
        }
        places_out[count] = column_int(list, 0);
        if (!read_hash(list, 1, &hashes_out[count])) {
            memset(&hashes_out[count], 0, sizeof hashes_out[count]);
        }
        count++;
    }
}

enum error_kind journal_store_count_nodes(struct tx *tx, int64_t *count_out, struct error *err)
{
    SCOPED_STATEMENT count = tx_query(tx, &JOURNAL_NODE_COUNT);
    bool row;
    TRY(statement_step(count, &row, err));
    *count_out = row ? column_int(count, 0) : 0;
    return OK;
}

enum error_kind journal_store_find_checkpoint(struct tx *tx, uint64_t size, struct arena *arena,
                                              struct text *note_out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &CHECKPOINT_FIND);
    bool row;
    bind_int(find, CHECKPOINT_FIND_TREE_SIZE, (int64_t)size);
    TRY(statement_step(find, &row, err));
    *note_out = row ? text_copy(column_text(find, 0), arena) : TEXT("");
    return OK;
}

enum error_kind journal_store_check_database(struct tx *tx, struct arena *arena,
                                             struct text *report_out, struct error *err)
{
    SCOPED_STATEMENT check = tx_query(tx, &DATABASE_CHECK);
    bool row;
    TRY(statement_step(check, &row, err));
    *report_out = row ? text_copy(column_text(check, 0), arena) : TEXT("no answer");
    return OK;
}
