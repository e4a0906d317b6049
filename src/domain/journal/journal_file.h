/* src/domain/journal/journal_file.h
 *
 * An exported journal: plain text, one JSON object a line, checked without the database. A header
 * (hash, public key, size, root), then each entry with its leaf hash, and each checkpoint right
 * behind the last entry that it covers; the last line is a checkpoint of the whole.
 * Rules: docs/domain/journal.md J-9 to J-11. */
#ifndef KAIGONG_DOMAIN_JOURNAL_FILE_H
#define KAIGONG_DOMAIN_JOURNAL_FILE_H

#include "domain/journal/journal.h"

enum { JOURNAL_LINE_MAX = JOURNAL_ENTRY_MAX + 4096 };

/* Lines with their newline, on `arena`. */
struct text journal_file_header(enum journal_hash algorithm, struct text key, uint64_t size,
                                const struct hash *root, struct arena *arena);
struct text journal_file_entry(struct text entry, const struct hash *leaf, struct arena *arena);
struct text journal_file_checkpoint(uint64_t size, struct text note, struct arena *arena);

/* Reads a file line by line. Zeroed at first, but `arena` and perhaps `trusted`. */
struct journal_file_check {
    struct arena *arena;  /* holds the key; borrowed */
    struct text trusted;  /* the public key that the file must be signed by, or "": its own */
    bool started;         /* the header was read */
    struct text key_text; /* of the header */
    enum journal_hash algorithm;
    struct journal_key key;
    uint64_t size;    /* of the header */
    struct hash root; /* of the header */
    struct journal_frontier frontier;
    uint64_t covered; /* by the newest checkpoint */
    int64_t checkpoint_count;
};

/* One line without its newline.
 * Errors      ERROR_INVALID journal.altered   the message names the entry or checkpoint at fault */
MUST_CHECK enum error_kind journal_file_check_line(struct journal_file_check *check,
                                                   struct text line, struct error *err);
MUST_CHECK enum error_kind journal_file_check_end(const struct journal_file_check *check,
                                                  struct error *err);

#endif
