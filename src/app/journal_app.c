#include "app/journal_app.h"

#include "base/json.h"
#include "domain/journal/journal_file.h"
#include "store/journal_store.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { KEY_FILE_MAX = 1024, NEW_JOURNAL_MAX = 1000 };

/* --- the key ------------------------------------------------------------------------------------ */

static enum error_kind file_error(const char *path, struct error *err)
{
    return error_set(err, ERROR_FULL, "journal.key_file", "%s: %s", path, strerror(errno));
}

static bool write_whole(int file, struct text bytes)
{
    return write(file, bytes.data, bytes.length) == (ssize_t)bytes.length && fsync(file) == 0;
}

static enum error_kind write_key_file(const struct app *app, struct text secret, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct text path = text_format(&arena, "%s/journal.key", app->data_dir);
    int file = open(path.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        return file_error(path.data, err);
    }
    bool written = write_whole(file, text_format(&arena, "%.*s\n", TEXT_ARGS(secret)));
    written = close(file) == 0 && written;
    int folder = open(app->data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    written = folder >= 0 && fsync(folder) == 0 && written;
    if (folder >= 0) {
        close(folder);
    }
    return written ? OK : file_error(path.data, err);
}

static enum error_kind read_key_file(const struct app *app, struct arena *arena,
                                     struct journal_key *key_out,
                                     unsigned char seed_out[JOURNAL_SEED_SIZE], struct error *err)
{
    char bytes[KEY_FILE_MAX];
    struct text path = text_format(arena, "%s/journal.key", app->data_dir);
    FILE *file = fopen(path.data, "rb");
    if (file == NULL) {
        return error_set(err, ERROR_NOT_FOUND, "journal.key_file", "%s: %s", path.data,
                         strerror(errno));
    }
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    enum error_kind kind =
        journal_seed_parse((struct text){bytes, length}, arena, key_out, seed_out, err);
    OPENSSL_cleanse(bytes, sizeof bytes);
    return kind;
}

static enum error_kind make_key(const struct app *app, struct arena *arena,
                                struct journal_key *key_out, struct error *err)
{
    unsigned char seed[JOURNAL_SEED_SIZE];
    enum error_kind kind = read_key_file(app, arena, key_out, seed, err);
    if (kind == ERROR_NOT_FOUND) {
        if (RAND_bytes(seed, sizeof seed) != 1) {
            return error_set(err, ERROR_INTERNAL, "journal.random", "there is no randomness");
        }
        *key_out = journal_key_of_seed(
            text_format(arena, "kaigong/%.*s", TEXT_ARGS(app->city_code)), seed);
        kind = write_key_file(app, journal_seed_text(key_out, seed, arena), err);
    }
    OPENSSL_cleanse(seed, sizeof seed);
    return kind;
}

struct keep_key {
    struct text key;
    int64_t now;
};

static enum error_kind keep_key(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct keep_key *work = context;
    struct json_writer json;
    struct text data;
    json_writer_init(&json, &arena, 4096);
    json_object_open(&json);
    json_member_text(&json, "key", work->key);
    json_object_close(&json);
    TRY(json_writer_text(&json, &data, err));
    TRY(setting_store_set(tx, "journal.key", work->key, err));
    return journal_store_append(tx, "journal.key", TEXT("journal"), TEXT("system"), data, work->now,
                                err);
}

enum error_kind journal_app_ensure_key(struct app *app, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct text known;
    struct journal_key key;
    TRY(app_get_setting(app, "journal.key", &arena, &known, err));
    if (known.length > 0) {
        return OK;
    }
    TRY(make_key(app, &arena, &key, err));
    struct keep_key work = {journal_key_text(&key, &arena), app_now(app)};
    return db_write(app->db, keep_key, &work, err);
}

enum error_kind journal_app_key(struct app *app, struct arena *arena, struct text *key_out,
                                struct error *err)
{
    struct text key;
    TRY(app_get_setting(app, "journal.key", arena, &key, err));
    if (key.length == 0) {
        return error_set(err, ERROR_NOT_FOUND, "journal.key", "the journal has no key yet");
    }
    *key_out = key;
    return OK;
}

static enum error_kind choose_hash(struct tx *tx, void *context, struct error *err)
{
    const enum journal_hash *algorithm = context;
    uint64_t size;
    TRY(journal_store_size(tx, &size, err));
    if (size > NEW_JOURNAL_MAX) {
        return error_set(err, ERROR_CONFLICT, "journal.hash",
                         "the hash is chosen when the journal is new");
    }
    return journal_store_choose_hash(tx, *algorithm, err);
}

enum error_kind journal_app_choose_hash(struct app *app, enum journal_hash algorithm,
                                        struct error *err)
{
    return db_write(app->db, choose_hash, &algorithm, err);
}

/* --- checkpoints ---------------------------------------------------------------------------------- */

struct sign {
    const struct journal_key *key;
    const unsigned char *seed;
    int64_t now;
    bool keep;
    struct arena *arena;
    struct text note;
};

static enum error_kind sign(struct tx *tx, void *context, struct error *err)
{
    struct sign *work = context;
    struct checkpoint_body body;
    struct text kept;
    TRY(journal_store_size(tx, &body.size, err));
    TRY(journal_store_find_checkpoint(tx, body.size, work->arena, &kept, err));
    if (kept.length > 0) {
        work->note = kept;
        return OK;
    }
    TRY(journal_store_root(tx, body.size, &body.root, err));
    work->note = journal_checkpoint_sign(&body, work->key, work->seed, work->arena);
    return work->keep ? journal_store_add_checkpoint(tx, body.size, work->note, work->now, err)
                      : OK;
}

enum error_kind journal_app_checkpoint(struct app *app, bool keep, struct arena *arena,
                                       struct text *note_out, struct error *err)
{
    unsigned char seed[JOURNAL_SEED_SIZE];
    struct journal_key key;
    TRY(read_key_file(app, arena, &key, seed, err));
    struct sign work = {&key, seed, app_now(app), keep, arena, TEXT("")};
    enum error_kind kind =
        keep ? db_write(app->db, sign, &work, err) : db_read(app->db, sign, &work, err);
    OPENSSL_cleanse(seed, sizeof seed);
    if (kind == OK) {
        *note_out = work.note;
    }
    return kind;
}

/* --- export --------------------------------------------------------------------------------------- */

struct kept_checkpoint {
    int64_t size;
    struct text note;
};

struct export
{
    struct text key;
    uint64_t size;
    journal_line_writer *write;
    void *context;
    struct arena arena;
    struct kept_checkpoint *checkpoints;
    size_t checkpoint_count, checkpoint_room, next_checkpoint;
};

static enum error_kind keep_checkpoint(void *context, int64_t size, struct text note,
                                       struct error *err)
{
    struct export *work = context;
    (void)err;
    if (work->checkpoint_count == work->checkpoint_room) {
        size_t room = work->checkpoint_room == 0 ? 64 : work->checkpoint_room * 2;
        struct kept_checkpoint *more = ARENA_ARRAY(&work->arena, struct kept_checkpoint, room);
        if (work->checkpoint_count > 0) {
            memcpy(more, work->checkpoints, work->checkpoint_count * sizeof *more);
        }
        work->checkpoints = more;
        work->checkpoint_room = room;
    }
    work->checkpoints[work->checkpoint_count++] =
        (struct kept_checkpoint){size, text_copy(note, &work->arena)};
    return OK;
}

static enum error_kind export_entry(void *context, const struct journal_row *row, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct export *work = context;
    TRY(work->write(work->context, journal_file_entry(row->entry, &row->leaf, &arena), err));
    while (work->next_checkpoint < work->checkpoint_count &&
           work->checkpoints[work->next_checkpoint].size <= row->seq + 1) {
        const struct kept_checkpoint *next = &work->checkpoints[work->next_checkpoint++];
        TRY(work->write(work->context,
                        journal_file_checkpoint((uint64_t)next->size, next->note, &arena), err));
    }
    return OK;
}

static enum error_kind export_all(struct tx *tx, void *context, struct error *err)
{
    struct export *work = context;
    enum journal_hash algorithm;
    struct hash root;
    TRY(journal_store_visit_checkpoints(tx, keep_checkpoint, work, err));
    if (work->checkpoint_count == 0) {
        return error_set(err, ERROR_INTERNAL, "journal.checkpoint", "there is no checkpoint");
    }
    work->size = (uint64_t)work->checkpoints[work->checkpoint_count - 1].size;
    TRY(journal_store_algorithm(tx, &algorithm, err));
    TRY(journal_store_root(tx, work->size, &root, err));
    TRY(work->write(work->context,
                    journal_file_header(algorithm, work->key, work->size, &root, &work->arena),
                    err));
    return journal_store_visit(tx, 0, (int64_t)work->size, export_entry, work, err);
}

enum error_kind journal_app_export(struct app *app, journal_line_writer *write, void *context,
                                   struct error *err)
{
    struct export work = {.write = write, .context = context};
    struct text note;
    enum error_kind kind = journal_app_key(app, &work.arena, &work.key, err);
    if (kind == OK) {
        kind = journal_app_checkpoint(app, true, &work.arena, &note, err);
    }
    if (kind == OK) {
        kind = db_read(app->db, export_all, &work, err);
    }
    arena_release(&work.arena);
    return kind;
}
