/* src/store/journal_store.h: keeps the journal beside what it records, in the same transaction. */
#ifndef KAIGONG_STORE_JOURNAL_STORE_H
#define KAIGONG_STORE_JOURNAL_STORE_H

#include "domain/journal/journal.h"
#include "store/db.h"

/* Appends one entry; every change of the program does this in its own transaction.
 *
 * action     "project.change"; subject "project:CODE"; actor the sign-in name or "system"
 * data_json  canonical JSON of what changed; never a password, token or key
 * Errors     ERROR_LIMIT journal.entry   larger than JOURNAL_ENTRY_MAX */
MUST_CHECK enum error_kind journal_store_append(struct tx *tx, const char *action,
                                                struct text subject, struct text actor,
                                                struct text data_json, int64_t now,
                                                struct error *err);

MUST_CHECK enum error_kind journal_store_size(struct tx *tx, uint64_t *size_out, struct error *err);
MUST_CHECK enum error_kind journal_store_algorithm(struct tx *tx, enum journal_hash *out,
                                                   struct error *err);
/* Sets the hash and builds the tree of the entries that stand anew with it.
 * Errors      ERROR_CONFLICT journal.hash   a checkpoint was signed with the old one */
MUST_CHECK enum error_kind journal_store_choose_hash(struct tx *tx, enum journal_hash algorithm,
                                                     struct error *err);
/* The root of the first `size` entries, from the stored subtrees. */
MUST_CHECK enum error_kind journal_store_root(struct tx *tx, uint64_t size, struct hash *root_out,
                                              struct error *err);
MUST_CHECK enum error_kind journal_store_inclusion(struct tx *tx, uint64_t index, uint64_t size,
                                                   struct hash proof_out[JOURNAL_PROOF_MAX],
                                                   size_t *count_out, struct error *err);
MUST_CHECK enum error_kind journal_store_consistency(struct tx *tx, uint64_t old_size,
                                                     uint64_t new_size,
                                                     struct hash proof_out[JOURNAL_PROOF_MAX],
                                                     size_t *count_out, struct error *err);
MUST_CHECK enum error_kind journal_store_add_checkpoint(struct tx *tx, uint64_t size,
                                                        struct text note, int64_t now,
                                                        struct error *err);

struct journal_row {
    int64_t seq, at;
    struct text actor, action, subject, entry;
    struct hash leaf;
    bool leaf_whole; /* false: the stored hash has not its 32 bytes */
};

/* Calls `visit` for each entry from `from` on, at most `limit`; texts live until it returns. */
typedef enum error_kind journal_visitor(void *context, const struct journal_row *row,
                                        struct error *err);
MUST_CHECK enum error_kind journal_store_visit(struct tx *tx, int64_t from, int64_t limit,
                                               journal_visitor *visit, void *context,
                                               struct error *err);
/* Calls `visit` for each checkpoint, smallest tree first. */
typedef enum error_kind checkpoint_visitor(void *context, int64_t size, struct text note,
                                           struct error *err);
MUST_CHECK enum error_kind journal_store_visit_checkpoints(struct tx *tx, checkpoint_visitor *visit,
                                                           void *context, struct error *err);
/* Reads stored subtrees of one level (1 and up) in ascending order from a place on, at most `limit`.
 *
 * places_out, hashes_out   room for `limit`; a hash that has not its 32 bytes comes as zeros */
MUST_CHECK enum error_kind journal_store_list_nodes(struct tx *tx, int level, int64_t from,
                                                    int64_t limit, int64_t *places_out,
                                                    struct hash *hashes_out, size_t *count_out,
                                                    struct error *err);
MUST_CHECK enum error_kind journal_store_count_nodes(struct tx *tx, int64_t *count_out,
                                                     struct error *err);
/* The note of a checkpoint; "" when there is none of that size. */
MUST_CHECK enum error_kind journal_store_find_checkpoint(struct tx *tx, uint64_t size,
                                                         struct arena *arena, struct text *note_out,
                                                         struct error *err);
/* What the database says of its own files: "ok", or the first thing that is wrong. */
MUST_CHECK enum error_kind journal_store_check_database(struct tx *tx, struct arena *arena,
                                                        struct text *report_out, struct error *err);

/* Settings of the installation; "" when never set. */
MUST_CHECK enum error_kind setting_store_find(struct tx *tx, const char *name, struct arena *arena,
                                              struct text *value_out, struct error *err);
MUST_CHECK enum error_kind setting_store_set(struct tx *tx, const char *name, struct text value,
                                             struct error *err);

#endif
