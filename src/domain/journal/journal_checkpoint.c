/* Checkpoints: signed notes (C2SP signed-note) with Ed25519 over the text of a tlog-checkpoint. */
#include "domain/journal/journal.h"

#include <assert.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

enum { SIGNATURE_SIZE = 64, ED25519_ALGORITHM = 1 };
#define DASH "\xE2\x80\x94" /* the em dash that begins a signature line */

static struct text base64(const unsigned char *bytes, size_t size, struct arena *arena)
{
    unsigned char *text = arena_alloc(arena, (size + 2) / 3 * 4 + 1);
    int length = EVP_EncodeBlock(text, bytes, (int)size);
    return (struct text){(const char *)text, (size_t)length};
}

/* Canonical base64 of exactly `size` bytes. */
static bool decode_base64(struct text text, unsigned char *bytes, size_t size, struct arena *arena)
{
    if (text.length != (size + 2) / 3 * 4) {
        return false;
    }
    unsigned char *decoded = arena_alloc(arena, text.length);
    if (EVP_DecodeBlock(decoded, (const unsigned char *)text.data, (int)text.length) < 0) {
        return false;
    }
    memcpy(bytes, decoded, size);
    return text_is_equal(base64(bytes, size, arena), text);
}

static void put_id(uint32_t id, unsigned char bytes[4])
{
    for (int i = 0; i < 4; i++) {
        bytes[i] = (unsigned char)(id >> (24 - 8 * i));
    }
}

static uint32_t key_id(struct text name, const unsigned char *public_key)
{
    SCOPED_ARENA arena = {0};
    struct text_builder bytes;
    text_builder_init(&bytes, &arena, name.length + 100);
    text_builder_add(&bytes, name);
    text_builder_add_byte(&bytes, '\n');
    text_builder_add_byte(&bytes, ED25519_ALGORITHM);
    text_builder_add(&bytes, (struct text){(const char *)public_key, JOURNAL_PUBLIC_SIZE});
    struct hash hash = hash_bytes(JOURNAL_SHA256, text_builder_text(&bytes));
    return (uint32_t)hash.bytes[0] << 24 | (uint32_t)hash.bytes[1] << 16 |
           (uint32_t)hash.bytes[2] << 8 | hash.bytes[3];
}

struct journal_key journal_key_of_seed(struct text name,
                                       const unsigned char seed[JOURNAL_SEED_SIZE])
{
    struct journal_key key = {.name = name};
    size_t size = JOURNAL_PUBLIC_SIZE;
    EVP_PKEY *secret =
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, JOURNAL_SEED_SIZE);
    assert(secret != NULL);
    int got = EVP_PKEY_get_raw_public_key(secret, key.public_key, &size);
    assert(got == 1 && size == JOURNAL_PUBLIC_SIZE);
    EVP_PKEY_free(secret);
    key.id = key_id(name, key.public_key);
    return key;
}

struct text journal_key_text(const struct journal_key *key, struct arena *arena)
{
    unsigned char bytes[1 + JOURNAL_PUBLIC_SIZE] = {ED25519_ALGORITHM};
    memcpy(bytes + 1, key->public_key, JOURNAL_PUBLIC_SIZE);
    struct text encoded = base64(bytes, sizeof bytes, arena);
    return text_format(arena, "%.*s+%08" PRIx32 "+%.*s", TEXT_ARGS(key->name), key->id,
                       TEXT_ARGS(encoded));
}

enum error_kind journal_key_parse(struct text text, struct arena *arena,
                                  struct journal_key *key_out, struct error *err)
{
    unsigned char bytes[1 + JOURNAL_PUBLIC_SIZE];
    struct journal_key key = {.id = 0};
    text = text_trim(text);
    const char *plus = memchr(text.data, '+', text.length);
    size_t name_length = plus == NULL ? 0 : (size_t)(plus - text.data);
    if (plus == NULL || text.length < name_length + 11 || plus[9] != '+' ||
        !decode_base64(text_slice(text, name_length + 10, text.length), bytes, sizeof bytes,
                       arena) ||
        bytes[0] != ED25519_ALGORITHM) {
        return error_set(err, ERROR_MALFORMED, "journal.key",
                         "a key is written name+id+base64 of an Ed25519 key");
    }
    key.name = text_copy(text_slice(text, 0, name_length), arena);
    memcpy(key.public_key, bytes + 1, JOURNAL_PUBLIC_SIZE);
    key.id = key_id(key.name, key.public_key);
    struct text written = journal_key_text(&key, arena);
    if (!text_is_equal(written, text)) {
        return error_set(err, ERROR_MALFORMED, "journal.key", "the key's id does not fit the key");
    }
    *key_out = key;
    return OK;
}

#define SEED_PREFIX "PRIVATE+KEY+"

struct text journal_seed_text(const struct journal_key *key,
                              const unsigned char seed[JOURNAL_SEED_SIZE], struct arena *arena)
{
    unsigned char bytes[1 + JOURNAL_SEED_SIZE] = {ED25519_ALGORITHM};
    memcpy(bytes + 1, seed, JOURNAL_SEED_SIZE);
    struct text encoded = base64(bytes, sizeof bytes, arena);
    return text_format(arena, SEED_PREFIX "%.*s+%08" PRIx32 "+%.*s", TEXT_ARGS(key->name), key->id,
                       TEXT_ARGS(encoded));
}

enum error_kind journal_seed_parse(struct text text, struct arena *arena,
                                   struct journal_key *key_out,
                                   unsigned char seed_out[JOURNAL_SEED_SIZE], struct error *err)
{
    unsigned char bytes[1 + JOURNAL_SEED_SIZE];
    const struct text prefix = TEXT(SEED_PREFIX);
    text = text_trim(text);
    struct text rest =
        text_has_prefix(text, prefix) ? text_slice(text, prefix.length, text.length) : TEXT("");
    const char *plus = rest.length == 0 ? NULL : memchr(rest.data, '+', rest.length);
    size_t name_length = plus == NULL ? 0 : (size_t)(plus - rest.data);
    if (plus == NULL || rest.length < name_length + 11 ||
        !decode_base64(text_slice(rest, name_length + 10, rest.length), bytes, sizeof bytes,
                       arena) ||
        bytes[0] != ED25519_ALGORITHM) {
        return error_set(err, ERROR_MALFORMED, "journal.key", "the journal's key file is damaged");
    }
    struct journal_key key =
        journal_key_of_seed(text_copy(text_slice(rest, 0, name_length), arena), bytes + 1);
    if (!text_is_equal(journal_seed_text(&key, bytes + 1, arena), text)) {
        return error_set(err, ERROR_MALFORMED, "journal.key", "the journal's key file is damaged");
    }
    memcpy(seed_out, bytes + 1, JOURNAL_SEED_SIZE);
    *key_out = key;
    return OK;
}

struct text journal_checkpoint_sign(const struct checkpoint_body *body,
                                    const struct journal_key *key,
                                    const unsigned char seed[JOURNAL_SEED_SIZE],
                                    struct arena *arena)
{
    unsigned char signature[4 + SIGNATURE_SIZE];
    size_t size = SIGNATURE_SIZE;
    struct text root = base64(body->root.bytes, JOURNAL_HASH_SIZE, arena);
    struct text text = text_format(arena, "%.*s\n%" PRIu64 "\n%.*s\n", TEXT_ARGS(key->name),
                                   body->size, TEXT_ARGS(root));
    EVP_PKEY *secret =
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, JOURNAL_SEED_SIZE);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    assert(secret != NULL && context != NULL);
    int done = EVP_DigestSignInit(context, NULL, NULL, NULL, secret) == 1 &&
               EVP_DigestSign(context, signature + 4, &size, (const unsigned char *)text.data,
                              text.length) == 1;
    assert(done && size == SIGNATURE_SIZE);
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(secret);
    put_id(key->id, signature);
    struct text encoded = base64(signature, sizeof signature, arena);
    return text_format(arena, "%.*s\n" DASH " %.*s %.*s\n", TEXT_ARGS(text), TEXT_ARGS(key->name),
                       TEXT_ARGS(encoded));
}

static bool signature_holds(struct text text, const unsigned char *signature,
                            const struct journal_key *key)
{
    EVP_PKEY *public_key =
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key->public_key, JOURNAL_PUBLIC_SIZE);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool holds = public_key != NULL && context != NULL &&
                 EVP_DigestVerifyInit(context, NULL, NULL, NULL, public_key) == 1 &&
                 EVP_DigestVerify(context, signature, SIGNATURE_SIZE,
                                  (const unsigned char *)text.data, text.length) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(public_key);
    return holds;
}

/* Takes the line up to the next newline off the front of rest. */
static bool take_line(struct text *rest, struct text *line_out)
{
    const char *end = rest->length == 0 ? NULL : memchr(rest->data, '\n', rest->length);
    if (end == NULL) {
        return false;
    }
    *line_out = (struct text){rest->data, (size_t)(end - rest->data)};
    *rest = text_slice(*rest, line_out->length + 1, rest->length);
    return true;
}

static bool read_body(struct text text, const struct journal_key *key, struct arena *arena,
                      struct checkpoint_body *body)
{
    struct text origin, size, root;
    int64_t value;
    if (!take_line(&text, &origin) || !take_line(&text, &size) || !take_line(&text, &root) ||
        !text_is_equal(origin, key->name) || !text_parse_int64(size, &value) || value < 0 ||
        !decode_base64(root, body->root.bytes, JOURNAL_HASH_SIZE, arena)) {
        return false;
    }
    body->size = (uint64_t)value;
    return text_is_equal(text_format(arena, "%" PRIu64, body->size), size);
}

enum error_kind journal_checkpoint_open(struct text note, const struct journal_key *key,
                                        struct arena *arena, struct checkpoint_body *body_out,
                                        struct error *err)
{
    const char *blank = note.length == 0 ? NULL : memmem(note.data, note.length, "\n\n", 2);
    struct checkpoint_body body;
    if (blank == NULL) {
        return error_set(err, ERROR_MALFORMED, "journal.checkpoint", "this is no signed note");
    }
    struct text text = {note.data, (size_t)(blank - note.data) + 1};
    struct text rest = text_slice(note, text.length + 1, note.length), line;
    struct text prefix = text_format(arena, DASH " %.*s ", TEXT_ARGS(key->name));
    while (take_line(&rest, &line)) {
        unsigned char signature[4 + SIGNATURE_SIZE], id[4];
        put_id(key->id, id);
        if (!text_has_prefix(line, prefix) ||
            !decode_base64(text_slice(line, prefix.length, line.length), signature,
                           sizeof signature, arena) ||
            memcmp(signature, id, sizeof id) != 0) {
            continue; /* another's signature: a note may carry several */
        }
        if (!signature_holds(text, signature + 4, key)) {
            return error_set(err, ERROR_INVALID, "journal.signature",
                             "the checkpoint's signature does not hold");
        }
        if (!read_body(text, key, arena, &body)) {
            return error_set(err, ERROR_MALFORMED, "journal.checkpoint",
                             "the checkpoint's text cannot be read");
        }
        *body_out = body;
        return OK;
    }
    return error_set(err, ERROR_INVALID, "journal.signature",
                     "the checkpoint is not signed by %.*s", TEXT_ARGS(key->name));
}
