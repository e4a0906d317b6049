/* src/app/journal_app.h: the journal's key, its checkpoints, its verification and its export. */
#ifndef KAIGONG_APP_JOURNAL_APP_H
#define KAIGONG_APP_JOURNAL_APP_H

#include "app/app.h"
#include "domain/journal/journal.h"

/* Makes the key pair when the installation has none: the secret half in journal.key (mode 0600) of
 * the data folder, the public half as the setting journal.key, and an entry that names it.
 * Errors      ERROR_FULL journal.key_file   the file cannot be written */
MUST_CHECK enum error_kind journal_app_ensure_key(struct app *app, struct error *err);

/* Chooses the hash of a new installation; the few entries that stand are hashed anew.
 * Errors      ERROR_CONFLICT journal.hash   a checkpoint was signed already, or the journal is long */
MUST_CHECK enum error_kind journal_app_choose_hash(struct app *app, enum journal_hash algorithm,
                                                   struct error *err);

/* The public key, as others keep it to check us by. */
MUST_CHECK enum error_kind journal_app_key(struct app *app, struct arena *arena,
                                           struct text *key_out, struct error *err);

/* Signs the journal as it stands. `keep` also stores the note, one for each size.
 * Errors      ERROR_NOT_FOUND journal.key_file   the data folder has no key */
MUST_CHECK enum error_kind journal_app_checkpoint(struct app *app, bool keep, struct arena *arena,
                                                  struct text *note_out, struct error *err);

struct journal_report {
    uint64_t size;
    struct hash root;
    enum journal_hash algorithm;
    struct text key;
    int64_t checkpoint_count;
};

/* Reads the whole journal and recomputes all that can be: each leaf, each subtree, each checkpoint's
 * signature and root, the columns beside each entry, and the database's own check of its files.
 *
 * trusted     the public key that signed, or "": the one that the installation names
 * saved_note  an older checkpoint that was kept elsewhere, or ""
 * Errors      ERROR_INVALID journal.altered   the message begins with the entry at fault */
MUST_CHECK enum error_kind journal_app_verify(struct app *app, struct text trusted,
                                              struct text saved_note, struct arena *arena,
                                              struct journal_report *report_out, struct error *err);

/* Hands the lines of an export (domain/journal/journal_file.h) to `write`, after a new checkpoint. */
typedef enum error_kind journal_line_writer(void *context, struct text line, struct error *err);
MUST_CHECK enum error_kind journal_app_export(struct app *app, journal_line_writer *write,
                                              void *context, struct error *err);

#endif
