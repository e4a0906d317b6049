/* src/domain/journal/journal.h
 *
 * The append-only record of every change as bytes: canonical entries, the Merkle tree over them, proofs,
 * and signed checkpoints. Bytes in, bytes out; keeping them is the business of src/store/.
 * Sources: RFC 6962 section 2 (tree and proofs); C2SP signed-note and tlog-checkpoint (checkpoints).
 * Rules: docs/domain/journal.md. */
#ifndef KAIGONG_DOMAIN_JOURNAL_H
#define KAIGONG_DOMAIN_JOURNAL_H

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum journal_hash { JOURNAL_SHA256, JOURNAL_SM3 }; /* both give 32 bytes */
enum { JOURNAL_HASH_SIZE = 32, JOURNAL_ENTRY_MAX = 1 << 20, JOURNAL_PROOF_MAX = 128 };

struct hash {
    unsigned char bytes[JOURNAL_HASH_SIZE];
};

const char *journal_hash_name(enum journal_hash algorithm); /* "sha256", "sm3" */
bool journal_hash_parse(struct text text, enum journal_hash *algorithm_out);
bool hash_is_equal(const struct hash *a, const struct hash *b);
enum { HASH_HEX_SIZE = 65 };
char *hash_hex(const struct hash *hash, char buffer[HASH_HEX_SIZE]);
bool hash_parse_hex(struct text text, struct hash *hash_out);
/* The plain hash of bytes, as for the name of a stored file. */
struct hash hash_bytes(enum journal_hash algorithm, struct text bytes);

/* H(0x00 || entry) and H(0x01 || left || right). */
struct hash journal_leaf_hash(enum journal_hash algorithm, struct text entry);
struct hash journal_node_hash(enum journal_hash algorithm, const struct hash *left,
                              const struct hash *right);
struct hash journal_empty_root(enum journal_hash algorithm);

/* A tree that grows at its right edge: the roots of its complete subtrees. A zeroed one is empty. */
struct journal_frontier {
    uint64_t size;
    struct hash roots[64]; /* roots[k] is valid where bit k of size is set */
};
void journal_frontier_add(enum journal_hash algorithm, struct journal_frontier *frontier,
                          const struct hash *leaf);
struct hash journal_frontier_root(enum journal_hash algorithm,
                                  const struct journal_frontier *frontier);

/* The canonical text of an entry: members in order, no blanks, data as it was written.
 * Source docs/domain/journal.md J-1 */
struct text journal_entry_text(int64_t seq, int64_t at, struct text actor, struct text action,
                               struct text subject, struct text data, struct arena *arena);

/* Whether an entry is what journal_entry_text makes of these members and of some data. */
bool journal_entry_fits(struct text entry, int64_t seq, int64_t at, struct text actor,
                        struct text action, struct text subject);
/* The number that a canonical entry bears, or -1. */
int64_t journal_entry_seq(struct text entry);

/* Reads what a proof needs: the hash of the complete subtree of 2^level leaves that begins at leaf
 * place * 2^level. */
typedef enum error_kind journal_node_reader(void *context, int level, uint64_t place,
                                            struct hash *hash_out, struct error *err);

/* The root of the first `size` leaves. */
MUST_CHECK enum error_kind journal_root(enum journal_hash algorithm, uint64_t size,
                                        journal_node_reader *read, void *context,
                                        struct hash *root_out, struct error *err);
/* RFC 6962 2.1.1 and 2.1.2. Errors ERROR_INVALID journal.range */
MUST_CHECK enum error_kind journal_inclusion_proof(enum journal_hash algorithm, uint64_t index,
                                                   uint64_t size, journal_node_reader *read,
                                                   void *context,
                                                   struct hash proof_out[JOURNAL_PROOF_MAX],
                                                   size_t *count_out, struct error *err);
MUST_CHECK enum error_kind journal_consistency_proof(enum journal_hash algorithm, uint64_t old_size,
                                                     uint64_t new_size, journal_node_reader *read,
                                                     void *context,
                                                     struct hash proof_out[JOURNAL_PROOF_MAX],
                                                     size_t *count_out, struct error *err);
/* RFC 9162 2.1.3.2 and 2.1.4.2. */
bool journal_inclusion_holds(enum journal_hash algorithm, const struct hash *leaf, uint64_t index,
                             uint64_t size, const struct hash *proof, size_t count,
                             const struct hash *root);
bool journal_consistency_holds(enum journal_hash algorithm, uint64_t old_size, uint64_t new_size,
                               const struct hash *old_root, const struct hash *new_root,
                               const struct hash *proof, size_t count);

/* --- checkpoints ------------------------------------------------------------------------------ */

enum { JOURNAL_SEED_SIZE = 32, JOURNAL_PUBLIC_SIZE = 32 };

struct journal_key {
    struct text name; /* "kaigong/230100": whose journal it is */
    unsigned char public_key[JOURNAL_PUBLIC_SIZE];
    uint32_t id; /* first four bytes of SHA-256(name || "\n" || 0x01 || public key) */
};

/* The public key of a secret seed. */
struct journal_key journal_key_of_seed(struct text name,
                                       const unsigned char seed[JOURNAL_SEED_SIZE]);
/* "name+id+base64", as others keep it to check us by. */
struct text journal_key_text(const struct journal_key *key, struct arena *arena);
/* Errors ERROR_MALFORMED journal.key */
MUST_CHECK enum error_kind journal_key_parse(struct text text, struct arena *arena,
                                             struct journal_key *key_out, struct error *err);

/* The secret half as the key file keeps it: "PRIVATE+KEY+name+id+base64" of the seed. */
struct text journal_seed_text(const struct journal_key *key,
                              const unsigned char seed[JOURNAL_SEED_SIZE], struct arena *arena);
/* Errors ERROR_MALFORMED journal.key */
MUST_CHECK enum error_kind journal_seed_parse(struct text text, struct arena *arena,
                                              struct journal_key *key_out,
                                              unsigned char seed_out[JOURNAL_SEED_SIZE],
                                              struct error *err);

struct checkpoint_body {
    uint64_t size;
    struct hash root;
};

/* A signed note: origin, size, root in base64, a blank line, the signature line. */
struct text journal_checkpoint_sign(const struct checkpoint_body *body,
                                    const struct journal_key *key,
                                    const unsigned char seed[JOURNAL_SEED_SIZE],
                                    struct arena *arena);
/* Errors ERROR_MALFORMED journal.checkpoint, ERROR_INVALID journal.signature */
MUST_CHECK enum error_kind journal_checkpoint_open(struct text note, const struct journal_key *key,
                                                   struct arena *arena,
                                                   struct checkpoint_body *body_out,
                                                   struct error *err);

#endif
