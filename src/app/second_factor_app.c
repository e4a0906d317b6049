#include "app/second_factor_app.h"

#include "app/notice_app.h"
#include "store/journal_store.h"
#include "store/second_factor_store.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

enum {
    KEY_BYTES = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    SEALED_BYTES = NONCE_BYTES + TOTP_SECRET_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES,
    CODE_HASH_HEX = 2 * crypto_hash_sha256_BYTES + 1,
};

/* --- sealing ---------------------------------------------------------------------------------- */

static enum error_kind key_error(const char *path, struct error *err)
{
    return error_set(err, ERROR_INTERNAL, "second_factor.key", "%s: %s", path, strerror(errno));
}

/* Makes the key beside and links it into place, so that of two servers one makes it, whole. */
static enum error_kind make_key(const char *path, struct arena *arena, struct error *err)
{
    unsigned char key[KEY_BYTES];
    const char *part = text_format(arena, "%s.%d.part", path, (int)getpid()).data;
    int file = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) {
        return key_error(path, err);
    }
    randombytes_buf(key, sizeof key);
    bool whole = write(file, key, sizeof key) == (ssize_t)sizeof key && fsync(file) == 0;
    whole = close(file) == 0 && whole;
    sodium_memzero(key, sizeof key);
    bool linked = whole && (link(part, path) == 0 || errno == EEXIST);
    enum error_kind kind = linked ? OK : key_error(path, err);
    unlink(part);
    return kind;
}

static enum error_kind read_key(const struct app *app, unsigned char key[KEY_BYTES],
                                struct error *err)
{
    SCOPED_ARENA arena = {0};
    const char *path = text_format(&arena, "%s/second-factor.key", app->data_dir).data;
    if (access(path, F_OK) != 0) {
        TRY(make_key(path, &arena, err));
    }
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = file < 0 ? -1 : read(file, key, KEY_BYTES);
    if (file >= 0) {
        close(file);
    }
    return got == KEY_BYTES ? OK : key_error(path, err);
}

static enum error_kind seal(const struct app *app, int64_t person_id,
                            const unsigned char secret[TOTP_SECRET_BYTES],
                            unsigned char sealed[SEALED_BYTES], struct error *err)
{
    unsigned char key[KEY_BYTES];
    TRY(read_key(app, key, err));
    randombytes_buf(sealed, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_BYTES, NULL, secret,
                                               TOTP_SECRET_BYTES, (const unsigned char *)&person_id,
                                               sizeof person_id, NULL, sealed, key);
    sodium_memzero(key, sizeof key);
    return OK;
}

static enum error_kind unseal(const struct app *app, int64_t person_id, struct text sealed,
                              unsigned char secret[TOTP_SECRET_BYTES], struct error *err)
{
    unsigned char key[KEY_BYTES];
    const unsigned char *bytes = (const unsigned char *)sealed.data;
    TRY(read_key(app, key, err));
    bool open = sealed.length == SEALED_BYTES &&
                crypto_aead_xchacha20poly1305_ietf_decrypt(
                    secret, NULL, NULL, bytes + NONCE_BYTES, SEALED_BYTES - NONCE_BYTES,
                    (const unsigned char *)&person_id, sizeof person_id, bytes, key) == 0;
    sodium_memzero(key, sizeof key);
    return open ? OK
                : error_set(err, ERROR_INTERNAL, "second_factor.key",
                            "second-factor.key is not the one that sealed this");
}

/* --- codes ------------------------------------------------------------------------------------ */

struct factor_work {
    struct app *app;
    const struct actor *actor;
    struct text name; /* whose second factor */
    int64_t person_id;
    struct text code;
    unsigned char sealed[SEALED_BYTES];
    struct text hashes[RECOVERY_CODES];
    bool right;
    int64_t now;
};

static struct text hash_code(int64_t person_id, struct text normal, struct arena *arena)
{
    unsigned char raw[crypto_hash_sha256_BYTES];
    char *hex = arena_alloc(arena, CODE_HASH_HEX);
    struct text bound = text_format(arena, "%lld:%.*s", (long long)person_id, TEXT_ARGS(normal));
    crypto_hash_sha256(raw, (const unsigned char *)bound.data, bound.length);
    sodium_bin2hex(hex, CODE_HASH_HEX, raw, sizeof raw);
    return text_of(hex);
}

static enum error_kind journal(struct tx *tx, const char *action, const struct factor_work *work,
                               struct text actor, struct error *err)
{
    SCOPED_ARENA arena = {0};
    return journal_store_append(tx, action,
                                text_format(&arena, "person:%.*s", TEXT_ARGS(work->name)), actor,
                                TEXT("{}"), work->now, err);
}

static enum error_kind tell(struct tx *tx, const struct factor_work *work, const char *what,
                            struct error *err)
{
    const struct notice notice = {.person_id = work->person_id,
                                  .kind = NOTICE_SECURITY,
                                  .note = text_of(what),
                                  .day = DATE_NONE};
    return notice_add(tx, &notice, work->now, err);
}

static enum error_kind use_recovery_code(struct tx *tx, struct factor_work *work,
                                         struct arena *arena, struct error *err)
{
    struct text normal = recovery_code_normal(work->code, arena);
    if (normal.length == 0) {
        return OK;
    }
    TRY(recovery_code_store_use(tx, work->person_id, hash_code(work->person_id, normal, arena),
                                &work->right, err));
    if (!work->right) {
        return OK;
    }
    TRY(tell(tx, work, "使用了一个恢复码登录 (a recovery code was used)", err));
    return journal(tx, "second_factor.recovery", work, work->name, err);
}

/* Whether the code is right; what it used up is used up with the transaction. */
static enum error_kind use_code(struct tx *tx, struct factor_work *work, bool confirmed,
                                bool recovery, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct second_factor factor;
    unsigned char secret[TOTP_SECRET_BYTES];
    bool found;
    work->right = false;
    TRY(second_factor_store_find(tx, work->person_id, &arena, &found, &factor, err));
    if (!found || factor.confirmed != confirmed) {
        return error_set(err, ERROR_CONFLICT,
                         found ? "second_factor.enrolled" : "second_factor.none",
                         found ? "the second factor is proved already"
                               : "begin to set up a second factor first");
    }
    TRY(unseal(work->app, work->person_id, factor.sealed, secret, err));
    int64_t step = totp_find_step(secret, work->code, work->now / 1000000, factor.last_step);
    sodium_memzero(secret, sizeof secret);
    if (step >= 0) {
        return second_factor_store_use(tx, work->person_id, step, &work->right, err);
    }
    return recovery ? use_recovery_code(tx, work, &arena, err) : OK;
}

static enum error_kind check(struct tx *tx, void *context, struct error *err)
{
    return use_code(tx, context, true, true, err);
}

enum error_kind second_factor_app_check(struct app *app, const struct person *person,
                                        struct text code, bool *right_out, struct error *err)
{
    struct factor_work work = {.app = app,
                               .name = person->name,
                               .person_id = person->id,
                               .code = code,
                               .now = app_now(app)};
    TRY(db_write(app->db, check, &work, err));
    *right_out = work.right;
    return OK;
}

static enum error_kind refuse_code(struct error *err)
{
    error_set(err, ERROR_INVALID, "second_factor.code", "the code is wrong or was used before");
    return error_at_field(err, "code");
}

/* --- setting up ------------------------------------------------------------------------------- */

struct find_work {
    int64_t person_id;
    struct second_factor_state *out;
};

static enum error_kind find(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    const struct find_work *work = context;
    struct second_factor factor;
    bool found;
    TRY(second_factor_store_find(tx, work->person_id, &arena, &found, &factor, err));
    work->out->enrolled = found && factor.confirmed;
    return recovery_code_store_count(tx, work->person_id, &work->out->recovery_codes, err);
}

enum error_kind second_factor_app_find(struct app *app, const struct actor *actor,
                                       struct second_factor_state *out, struct error *err)
{
    struct find_work work = {actor->person_id, out};
    return db_read(app->db, find, &work, err);
}

static enum error_kind put(struct tx *tx, void *context, struct error *err)
{
    const struct factor_work *work = context;
    const struct text sealed = {(const char *)work->sealed, SEALED_BYTES};
    return second_factor_store_put(tx, work->person_id, sealed, work->now, err);
}

enum error_kind second_factor_app_start(struct party *party, struct app *app,
                                        const struct actor *actor, struct text password,
                                        struct text address, struct arena *arena,
                                        struct text *secret_out, struct text *uri_out,
                                        struct error *err)
{
    unsigned char secret[TOTP_SECRET_BYTES];
    struct factor_work work = {.person_id = actor->person_id, .now = app_now(app)};
    if (app->second_factor == SECOND_FACTOR_OFF) {
        return error_set(err, ERROR_CONFLICT, "second_factor.off",
                         "second factors are switched off here");
    }
    TRY(party_app_prove(party, actor, password, address, err));
    party_app_note_proved(party, actor, address);
    randombytes_buf(secret, sizeof secret);
    TRY(seal(app, actor->person_id, secret, work.sealed, err));
    TRY(db_write(app->db, put, &work, err));
    *secret_out = base32_write(secret, sizeof secret, arena);
    *uri_out = totp_uri(secret, text_format(arena, "开工 %.*s", TEXT_ARGS(app->city_zh)),
                        actor->name, arena);
    sodium_memzero(secret, sizeof secret);
    return OK;
}

static enum error_kind confirm(struct tx *tx, void *context, struct error *err)
{
    struct factor_work *work = context;
    TRY(use_code(tx, work, false, false, err));
    if (!work->right) {
        return OK;
    }
    for (int i = 0; i < RECOVERY_CODES; i++) {
        TRY(recovery_code_store_add(tx, work->person_id, work->hashes[i], err));
    }
    return journal(tx, "second_factor.enrol", work, work->actor->name, err);
}

/* ABCD-EFGH-IJKL-MNOP, 80 bits. */
static struct text make_recovery_code(int64_t person_id, struct arena *arena, struct text *hash_out)
{
    unsigned char raw[RECOVERY_CODE_BYTES];
    randombytes_buf(raw, sizeof raw);
    struct text word = base32_write(raw, sizeof raw, arena);
    *hash_out = hash_code(person_id, word, arena);
    return text_format(arena, "%.4s-%.4s-%.4s-%.4s", word.data, word.data + 4, word.data + 8,
                       word.data + 12);
}

enum error_kind second_factor_app_confirm(struct party *party, struct app *app,
                                          const struct actor *actor, struct text code,
                                          struct arena *arena,
                                          struct text codes_out[RECOVERY_CODES], struct error *err)
{
    struct factor_work work = {.app = app,
                               .actor = actor,
                               .name = actor->name,
                               .person_id = actor->person_id,
                               .code = code,
                               .now = app_now(app)};
    for (int i = 0; i < RECOVERY_CODES; i++) {
        codes_out[i] = make_recovery_code(actor->person_id, arena, &work.hashes[i]);
    }
    TRY(db_write(app->db, confirm, &work, err));
    if (!work.right) {
        return refuse_code(err);
    }
    return party_app_refresh(party, actor->name, err);
}

/* --- removing --------------------------------------------------------------------------------- */

static enum error_kind remove_own(struct tx *tx, void *context, struct error *err)
{
    struct factor_work *work = context;
    TRY(use_code(tx, work, true, true, err));
    if (!work->right) {
        return OK;
    }
    TRY(second_factor_store_end(tx, work->person_id, err));
    return journal(tx, "second_factor.remove", work, work->actor->name, err);
}

enum error_kind second_factor_app_remove(struct party *party, struct app *app,
                                         const struct actor *actor, struct text password,
                                         struct text code, struct text address, struct error *err)
{
    struct factor_work work = {.app = app,
                               .actor = actor,
                               .name = actor->name,
                               .person_id = actor->person_id,
                               .code = code,
                               .now = app_now(app)};
    if (app->second_factor == SECOND_FACTOR_REQUIRED && role_is_two_factor(actor->role)) {
        return error_set(err, ERROR_FORBIDDEN, "second_factor.required",
                         "this city asks for a second factor");
    }
    TRY(party_app_prove(party, actor, password, address, err));
    TRY(db_write(app->db, remove_own, &work, err));
    if (!work.right) {
        return refuse_code(err);
    }
    party_app_note_proved(party, actor, address);
    return party_app_refresh(party, actor->name, err);
}

static enum error_kind reset(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct factor_work *work = context;
    struct person person;
    TRY(person_store_find(tx, work->name, &arena, &person, err));
    work->person_id = person.id;
    TRY(second_factor_store_end(tx, person.id, err));
    TRY(tell(tx, work, "安全管理员重置了第二因素 (the second factor was reset)", err));
    return journal(tx, "second_factor.reset", work, work->actor->name, err);
}

enum error_kind second_factor_app_reset(struct party *party, struct app *app,
                                        const struct actor *actor, struct text name,
                                        struct error *err)
{
    struct factor_work work = {.app = app, .actor = actor, .name = name, .now = app_now(app)};
    if (text_is_equal(actor->name, name)) {
        return error_set(err, ERROR_FORBIDDEN, "second_factor.own",
                         "another security administrator has to do this for you");
    }
    TRY(db_write(app->db, reset, &work, err));
    return party_app_end_sessions(party, name, err);
}
