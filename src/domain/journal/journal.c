#include "domain/journal/journal.h"

#include "base/json.h"

#include <assert.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <string.h>

const char *journal_hash_name(enum journal_hash algorithm)
{
    return algorithm == JOURNAL_SM3 ? "sm3" : "sha256";
}

bool journal_hash_parse(struct text text, enum journal_hash *algorithm_out)
{
    if (text_is_equal(text, TEXT("sha256"))) {
        *algorithm_out = JOURNAL_SHA256;
    } else if (text_is_equal(text, TEXT("sm3"))) {
        *algorithm_out = JOURNAL_SM3;
    } else {
        return false;
    }
    return true;
}

bool hash_is_equal(const struct hash *a, const struct hash *b)
{
    return memcmp(a->bytes, b->bytes, JOURNAL_HASH_SIZE) == 0;
}

char *hash_hex(const struct hash *hash, char buffer[HASH_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < JOURNAL_HASH_SIZE; i++) {
        buffer[2 * i] = digits[hash->bytes[i] >> 4];
        buffer[2 * i + 1] = digits[hash->bytes[i] & 15];
    }
    buffer[HASH_HEX_SIZE - 1] = '\0';
    return buffer;
}

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

bool hash_parse_hex(struct text text, struct hash *hash_out)
{
    struct hash hash;
    if (text.length != HASH_HEX_SIZE - 1) {
        return false;
    }
    for (int i = 0; i < JOURNAL_HASH_SIZE; i++) {
        int high = hex_value(text.data[2 * i]), low = hex_value(text.data[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        hash.bytes[i] = (unsigned char)(high << 4 | low);
    }
    *hash_out = hash;
    return true;
}

/* --- hashes ----------------------------------------------------------------------------------- */

/* One context a thread, kept until the thread ends: making one costs more than a hash. */
static pthread_key_t context_key;
static pthread_once_t context_once = PTHREAD_ONCE_INIT;

static void free_context(void *context)
{
    EVP_MD_CTX_free(context);
}

static void make_context_key(void)
{
    int failed = pthread_key_create(&context_key, free_context);
    assert(!failed);
    (void)failed;
}

static EVP_MD_CTX *thread_context(void)
{
    static __thread EVP_MD_CTX *context;
    if (context == NULL) {
        pthread_once(&context_once, make_context_key);
        context = EVP_MD_CTX_new();
        pthread_setspecific(context_key, context);
    }
    return context;
}

/* prefix < 0: none. */
static struct hash digest(enum journal_hash algorithm, int prefix, struct text first,
                          struct text second)
{
    EVP_MD_CTX *context = thread_context();
    static __thread const EVP_MD *methods[2];
    struct hash hash;
    unsigned char byte = (unsigned char)prefix;

    if (methods[JOURNAL_SHA256] == NULL) {
        methods[JOURNAL_SHA256] = EVP_sha256();
        methods[JOURNAL_SM3] = EVP_sm3();
    }
    int done = EVP_DigestInit_ex(context, methods[algorithm], NULL) == 1 &&
               (prefix < 0 || EVP_DigestUpdate(context, &byte, 1) == 1) &&
               EVP_DigestUpdate(context, first.data, first.length) == 1 &&
               EVP_DigestUpdate(context, second.data, second.length) == 1 &&
               EVP_DigestFinal_ex(context, hash.bytes, NULL) == 1;
    assert(done);
    return hash;
}

static struct text bytes_of(const struct hash *hash)
{
    return (struct text){(const char *)hash->bytes, JOURNAL_HASH_SIZE};
}

struct hash hash_bytes(enum journal_hash algorithm, struct text bytes)
{
    return digest(algorithm, -1, bytes, TEXT(""));
}

struct hash journal_leaf_hash(enum journal_hash algorithm, struct text entry)
{
    return digest(algorithm, 0, entry, TEXT(""));
}

struct hash journal_node_hash(enum journal_hash algorithm, const struct hash *left,
                              const struct hash *right)
{
    return digest(algorithm, 1, bytes_of(left), bytes_of(right));
}

struct hash journal_empty_root(enum journal_hash algorithm)
{
    return digest(algorithm, -1, TEXT(""), TEXT(""));
}

/* --- the tree --------------------------------------------------------------------------------- */

void journal_frontier_add(enum journal_hash algorithm, struct journal_frontier *frontier,
                          const struct hash *leaf)
{
    struct hash hash = *leaf;
    int level = 0;
    for (uint64_t rest = frontier->size; (rest & 1) != 0; rest >>= 1, level++) {
        hash = journal_node_hash(algorithm, &frontier->roots[level], &hash);
    }
    frontier->roots[level] = hash;
    frontier->size++;
}

struct hash journal_frontier_root(enum journal_hash algorithm,
                                  const struct journal_frontier *frontier)
{
    if (frontier->size == 0) {
        return journal_empty_root(algorithm);
    }
    int level = __builtin_ctzll(frontier->size);
    struct hash root = frontier->roots[level];
    for (level++; level < 64; level++) {
        if ((frontier->size >> level & 1) != 0) {
            root = journal_node_hash(algorithm, &frontier->roots[level], &root);
        }
    }
    return root;
}

struct text journal_entry_text(int64_t seq, int64_t at, struct text actor, struct text action,
                               struct text subject, struct text data, struct arena *arena)
{
    struct json_writer json;
    struct text text;
    json_writer_init(&json, arena, JOURNAL_ENTRY_MAX);
    json_object_open(&json);
    json_member_text(&json, "action", action);
    json_member_text(&json, "actor", actor);
    json_member_int(&json, "at", at);
    json_key(&json, "data");
    json_put_raw(&json, data);
    json_member_int(&json, "seq", seq);
    json_member_text(&json, "subject", subject);
    json_member_int(&json, "v", 1);
    json_object_close(&json);
    enum error_kind kind = json_writer_text(&json, &text, NULL);
    assert(kind == OK); /* journal_store_append bounds data */
    return text;
}

bool journal_entry_fits(struct text entry, int64_t seq, int64_t at, struct text actor,
                        struct text action, struct text subject)
{
    SCOPED_ARENA arena = {0};
    struct text frame = journal_entry_text(seq, at, actor, action, subject, TEXT(""), &arena);
    /* Quotes inside a JSON text are escaped, so this stands only where the data would. */
    const struct text gap = TEXT("\"data\":,\"seq\":");
    const char *found = memmem(frame.data, frame.length, gap.data, gap.length);
    size_t head = found == NULL ? 0 : (size_t)(found - frame.data) + sizeof "\"data\":" - 1;
    return found != NULL && entry.length > frame.length &&
           memcmp(entry.data, frame.data, head) == 0 &&
           memcmp(entry.data + entry.length - (frame.length - head), frame.data + head,
                  frame.length - head) == 0;
}

int64_t journal_entry_seq(struct text entry)
{
    const struct text mark = TEXT(",\"seq\":");
    /* From the back: the subject behind it cannot hold a bare quote, the data before it can. */
    for (size_t at = entry.length; at-- > 0;) {
        struct text rest = text_slice(entry, at, entry.length);
        if (text_has_prefix(rest, mark)) {
            size_t end = mark.length;
            int64_t seq;
            while (end < rest.length && rest.data[end] != ',') {
                end++;
            }
            return text_parse_int64(text_slice(rest, mark.length, end), &seq) ? seq : -1;
        }
    }
    return -1;
}

/* --- proofs ----------------------------------------------------------------------------------- */

struct tree {
    enum journal_hash algorithm;
    journal_node_reader *read;
    void *context;
};

/* The hash of leaves [from, from + count); from is a multiple of the largest power of two <= count. */
static enum error_kind subtree(const struct tree *tree, uint64_t from, uint64_t count,
                               struct hash *hash_out, struct error *err)
{
    uint64_t end = from + count;
    bool started = false;
    struct hash hash = {{0}};
    /* From the right: each set bit of count, lowest first, is one complete subtree. */
    while (end > from) {
        int level = __builtin_ctzll(end - from);
        uint64_t size = (uint64_t)1 << level;
        struct hash node;
        TRY(tree->read(tree->context, level, (end - size) >> level, &node, err));
        hash = started ? journal_node_hash(tree->algorithm, &node, &hash) : node;
        started = true;
        end -= size;
    }
    *hash_out = hash;
    return OK;
}

static uint64_t split(uint64_t count)
{
    return (uint64_t)1 << (63 - __builtin_clzll(count - 1));
}

enum error_kind journal_root(enum journal_hash algorithm, uint64_t size, journal_node_reader *read,
                             void *context, struct hash *root_out, struct error *err)
{
    struct tree tree = {algorithm, read, context};
    if (size == 0) {
        *root_out = journal_empty_root(algorithm);
        return OK;
    }
    return subtree(&tree, 0, size, root_out, err);
}

static enum error_kind range_error(struct error *err)
{
    return error_set(err, ERROR_INVALID, "journal.range",
                     "a proof is asked beyond the tree's size");
}

enum error_kind journal_inclusion_proof(enum journal_hash algorithm, uint64_t index, uint64_t size,
                                        journal_node_reader *read, void *context,
                                        struct hash proof_out[JOURNAL_PROOF_MAX], size_t *count_out,
                                        struct error *err)
{
    struct tree tree = {algorithm, read, context};
    struct hash path[JOURNAL_PROOF_MAX];
    size_t count = 0;
    uint64_t from = 0, left = size, at = index;
    if (index >= size) {
        return range_error(err);
    }
    while (left > 1) {
        uint64_t half = split(left);
        bool in_left = at < half;
        TRY(in_left ? subtree(&tree, from + half, left - half, &path[count], err)
                    : subtree(&tree, from, half, &path[count], err));
        count++;
        if (in_left) {
            left = half;
        } else {
            from += half;
            at -= half;
            left -= half;
        }
    }
    for (size_t i = 0; i < count; i++) {
        proof_out[i] = path[count - 1 - i];
    }
    *count_out = count;
    return OK;
}

enum error_kind journal_consistency_proof(enum journal_hash algorithm, uint64_t old_size,
                                          uint64_t new_size, journal_node_reader *read,
                                          void *context, struct hash proof_out[JOURNAL_PROOF_MAX],
                                          size_t *count_out, struct error *err)
{
    struct tree tree = {algorithm, read, context};
    struct hash path[JOURNAL_PROOF_MAX];
    size_t count = 0;
    uint64_t from = 0, left = new_size, old = old_size;
    bool whole = true;
    if (old_size == 0 || old_size > new_size) {
        return range_error(err);
    }
    while (old < left) {
        uint64_t half = split(left);
        if (old <= half) {
            TRY(subtree(&tree, from + half, left - half, &path[count++], err));
            left = half;
        } else {
            TRY(subtree(&tree, from, half, &path[count++], err));
            from += half;
            old -= half;
            left -= half;
            whole = false;
        }
    }
    if (!whole) {
        TRY(subtree(&tree, from, left, &path[count++], err));
    }
    for (size_t i = 0; i < count; i++) {
        proof_out[i] = path[count - 1 - i];
    }
    *count_out = count;
    return OK;
}

bool journal_inclusion_holds(enum journal_hash algorithm, const struct hash *leaf, uint64_t index,
                             uint64_t size, const struct hash *proof, size_t count,
                             const struct hash *root)
{
    if (index >= size) {
        return false;
    }
    uint64_t at = index, last = size - 1;
    struct hash hash = *leaf;
    for (size_t i = 0; i < count; i++) {
        if (last == 0) {
            return false;
        }
        if ((at & 1) != 0 || at == last) {
            hash = journal_node_hash(algorithm, &proof[i], &hash);
            while ((at & 1) == 0 && at != 0) {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = journal_node_hash(algorithm, &hash, &proof[i]);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && hash_is_equal(&hash, root);
}

bool journal_consistency_holds(enum journal_hash algorithm, uint64_t old_size, uint64_t new_size,
                               const struct hash *old_root, const struct hash *new_root,
                               const struct hash *proof, size_t count)
{
    if (old_size == 0 || old_size > new_size) {
        return false;
    }
    if (old_size == new_size) {
        return count == 0 && hash_is_equal(old_root, new_root);
    }
    bool power = (old_size & (old_size - 1)) == 0;
    if (!power && count == 0) {
        return false;
    }
    uint64_t at = old_size - 1, last = new_size - 1;
    while ((at & 1) != 0) {
        at >>= 1;
        last >>= 1;
    }
    struct hash old_hash = power ? *old_root : proof[0], new_hash = old_hash;
    for (size_t i = power ? 0 : 1; i < count; i++) {
        if (last == 0) {
            return false;
        }
        if ((at & 1) != 0 || at == last) {
            old_hash = journal_node_hash(algorithm, &proof[i], &old_hash);
            new_hash = journal_node_hash(algorithm, &proof[i], &new_hash);
            while ((at & 1) == 0 && at != 0) {
                at >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = journal_node_hash(algorithm, &new_hash, &proof[i]);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && hash_is_equal(&old_hash, old_root) && hash_is_equal(&new_hash, new_root);
}
