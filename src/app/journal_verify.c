/* The verification on line. It walks the entries once, rebuilds the tree at its edge, and holds each
 * stored subtree, in order of its level, against the one that the entries give. */
#include "app/journal_app.h"
#include "store/journal_store.h"

#include <inttypes.h>
#include <string.h>

enum { NODE_PIECE = 256, LEVELS = 48 };

/* What is stored of one level, read in pieces. */
struct level_cursor {
    int64_t *places; /* NULL until the level is first needed */
    struct hash *hashes;
    size_t count, next;
};

struct saved_checkpoint {
    int64_t size;
    struct text note;
    struct saved_checkpoint *next;
};

struct verify {
    struct tx *tx;
    struct text trusted, saved_note;
    struct arena *arena;
    enum journal_hash algorithm;
    struct journal_key key;
    struct journal_frontier frontier;
    struct level_cursor levels[LEVELS];
    int64_t node_count;
    struct saved_checkpoint *first, **last, *due;
    uint64_t covered;
    struct journal_report report;
};

static enum error_kind at_entry(uint64_t seq, const char *what, struct error *err)
{
    return error_set(err, ERROR_INVALID, "journal.altered", "entry %" PRIu64 ": %s", seq, what);
}

/* The next stored subtree of a level must be this one. */
static enum error_kind check_node(struct verify *work, int level, uint64_t place,
                                  const struct hash *hash, struct error *err)
{
    struct level_cursor *cursor = &work->levels[level];
    if (cursor->places == NULL) {
        cursor->places = ARENA_ARRAY(work->arena, int64_t, NODE_PIECE);
        cursor->hashes = ARENA_ARRAY(work->arena, struct hash, NODE_PIECE);
    }
    if (cursor->next == cursor->count) {
        cursor->next = 0;
        TRY(journal_store_list_nodes(work->tx, level, (int64_t)place, NODE_PIECE, cursor->places,
                                     cursor->hashes, &cursor->count, err));
    }
    if (cursor->next == cursor->count || cursor->places[cursor->next] != (int64_t)place ||
        !hash_is_equal(&cursor->hashes[cursor->next], hash)) {
        uint64_t last = ((place + 1) << level) - 1;
        return error_set(err, ERROR_INVALID, "journal.altered",
                         "entry %" PRIu64 ": the stored hash of entries %" PRIu64 " to %" PRIu64
                         " (level %d) is missing or not theirs",
                         last, place << level, last, level);
    }
    cursor->next++;
    work->node_count++;
    return OK;
}

static enum error_kind check_nodes(struct verify *work, const struct hash *leaf, struct error *err)
{
    struct hash hash = *leaf;
    uint64_t seq = work->frontier.size;
    for (int level = 0; (seq >> level & 1) != 0 && level + 1 < LEVELS; level++) {
        hash = journal_node_hash(work->algorithm, &work->frontier.roots[level], &hash);
        TRY(check_node(work, level + 1, seq >> (level + 1), &hash, err));
    }
    journal_frontier_add(work->algorithm, &work->frontier, leaf);
    return OK;
}

static enum error_kind check_checkpoint(struct verify *work, struct text note, struct error *err)
{
    struct checkpoint_body body;
    struct error why = {0};
    uint64_t size = work->frontier.size;
    if (journal_checkpoint_open(note, &work->key, work->arena, &body, &why) != OK) {
        return error_set(err, ERROR_INVALID, "journal.altered",
                         "the checkpoint of %" PRIu64 " entries: %s", size, why.message);
    }
    struct hash root = journal_frontier_root(work->algorithm, &work->frontier);
    if (body.size != size || !hash_is_equal(&root, &body.root)) {
        return error_set(err, ERROR_INVALID, "journal.altered",
                         "entry %" PRIu64 " or one before it, from entry %" PRIu64
                         " on: they are not the entries that were signed",
                         size - 1, work->covered);
    }
    work->covered = size;
    work->report.checkpoint_count++;
    return OK;
}

static enum error_kind check_due(struct verify *work, struct error *err)
{
    while (work->due != NULL && (uint64_t)work->due->size == work->frontier.size) {
        TRY(check_checkpoint(work, work->due->note, err));
        work->due = work->due->next;
    }
    return OK;
}

static enum error_kind check_row(void *context, const struct journal_row *row, struct error *err)
{
    struct verify *work = context;
    uint64_t due = work->frontier.size;
    struct hash leaf = journal_leaf_hash(work->algorithm, row->entry);
    if (row->seq != (int64_t)due) {
        return at_entry(due, "it is missing", err);
    }
    if (!row->leaf_whole || !hash_is_equal(&leaf, &row->leaf)) {
        return at_entry(due, "the text does not have the hash that stands with it", err);
    }
    if (!journal_entry_fits(row->entry, row->seq, row->at, row->actor, row->action, row->subject)) {
        return at_entry(due, "its columns do not say what its text says", err);
    }
    TRY(check_nodes(work, &leaf, err));
    return check_due(work, err);
}

static enum error_kind keep_checkpoint(void *context, int64_t size, struct text note,
                                       struct error *err)
{
    struct verify *work = context;
    struct saved_checkpoint *checkpoint = ARENA_NEW(work->arena, struct saved_checkpoint);
    (void)err;
    checkpoint->size = size;
    checkpoint->note = text_copy(note, work->arena);
    *work->last = checkpoint;
    work->last = &checkpoint->next;
    return OK;
}

/* Puts the checkpoint that was kept elsewhere among the others, by its size. */
static enum error_kind add_saved_note(struct verify *work, struct error *err)
{
    struct checkpoint_body body;
    if (work->saved_note.length == 0) {
        return OK;
    }
    TRY(journal_checkpoint_open(work->saved_note, &work->key, work->arena, &body, err));
    struct saved_checkpoint *saved = ARENA_NEW(work->arena, struct saved_checkpoint);
    struct saved_checkpoint **place = &work->first;
    saved->size = (int64_t)body.size;
    saved->note = work->saved_note;
    while (*place != NULL && (*place)->size <= saved->size) {
        place = &(*place)->next;
    }
    saved->next = *place;
    *place = saved;
    return OK;
}

static enum error_kind prepare(struct verify *work, struct error *err)
{
    struct text key = work->trusted;
    TRY(journal_store_algorithm(work->tx, &work->algorithm, err));
    if (key.length == 0) {
        TRY(setting_store_find(work->tx, "journal.key", work->arena, &key, err));
    }
    if (key.length > 0) {
        TRY(journal_key_parse(key, work->arena, &work->key, err));
    }
    work->report.key = key;
    work->last = &work->first;
    TRY(journal_store_visit_checkpoints(work->tx, keep_checkpoint, work, err));
    if (key.length == 0 && (work->first != NULL || work->saved_note.length > 0)) {
        return error_set(err, ERROR_INVALID, "journal.altered",
                         "there are checkpoints, but the setting journal.key is missing");
    }
    TRY(add_saved_note(work, err));
    work->due = work->first;
    if (work->due != NULL && work->due->size < 1) {
        return error_set(err, ERROR_INVALID, "journal.altered",
                         "a checkpoint of no entries stands");
    }
    return OK;
}

static enum error_kind check_end(struct verify *work, struct error *err)
{
    int64_t stored;
    uint64_t size = work->frontier.size;
    if (work->due != NULL) {
        return error_set(err, ERROR_INVALID, "journal.altered",
                         "entry %" PRIu64 ": it is missing, a checkpoint has %" PRId64 " entries",
                         size, work->due->size);
    }
    TRY(journal_store_count_nodes(work->tx, &stored, err));
    if (stored != work->node_count) {
        return error_set(err, ERROR_INVALID, "journal.altered",
                         "entry %" PRIu64 ": %" PRId64 " stored hashes belong to no entry", size,
                         stored - work->node_count);
    }
    return OK;
}

/* The number in "row 17 missing from index ...", or 0. */
static int64_t row_of(struct text report)
{
    int64_t row = 0;
    size_t end = 4;
    if (!text_has_prefix(report, TEXT("row "))) {
        return 0;
    }
    while (end < report.length && report.data[end] >= '0' && report.data[end] <= '9') {
        end++;
    }
    return text_parse_int64(text_slice(report, 4, end), &row) ? row : 0;
}

/* SQLite names a row of a damaged index; rows of the journal are counted from 1. */
static enum error_kind check_database(struct verify *work, struct error *err)
{
    struct text report;
    TRY(journal_store_check_database(work->tx, work->arena, &report, err));
    if (text_is_equal(report, TEXT("ok"))) {
        return OK;
    }
    int64_t row = 0;
    if (text_contains(report, TEXT("index journal_")) ||
        text_contains(report, TEXT("index sqlite_autoindex_journal_1"))) {
        row = row_of(report);
    }
    return row > 0 ? error_set(err, ERROR_INVALID, "journal.altered", "entry %" PRId64 ": %.*s",
                               row - 1, TEXT_ARGS(report))
                   : error_set(err, ERROR_INVALID, "journal.altered", "the database's files: %.*s",
                               TEXT_ARGS(report));
}

static enum error_kind verify(struct tx *tx, void *context, struct error *err)
{
    struct verify *work = context;
    work->tx = tx;
    TRY(prepare(work, err));
    struct error why = {0};
    enum error_kind kind = journal_store_visit(tx, 0, INT64_MAX, check_row, work, &why);
    if (kind != OK && strncmp(why.code, "db.", 3) == 0) {
        return error_set(err, kind == ERROR_INTERNAL ? ERROR_INVALID : kind, "journal.altered",
                         "entry %" PRIu64 ": it cannot be read: %s", work->frontier.size,
                         why.message);
    }
    if (kind != OK) {
        *err = why;
        return kind;
    }
    TRY(check_end(work, err));
    return check_database(work, err);
}

enum error_kind journal_app_verify(struct app *app, struct text trusted, struct text saved_note,
                                   struct arena *arena, struct journal_report *report_out,
                                   struct error *err)
{
    struct verify *work = ARENA_NEW(arena, struct verify);
    work->trusted = trusted;
    work->saved_note = saved_note;
    work->arena = arena;
    TRY(db_read(app->db, verify, work, err));
    *report_out = work->report;
    report_out->size = work->frontier.size;
    report_out->root = journal_frontier_root(work->algorithm, &work->frontier);
    report_out->algorithm = work->algorithm;
    return OK;
}
