#include "base/test_support.h"
#include "domain/journal/journal_file.h"

#include <stdio.h>
#include <string.h>

/* The eight leaves that implementers of RFC 6962 test each other with, and the root of all of them. */
static const struct text known_leaves[] = {
    {"", 0},
    {"\x00", 1},
    {"\x10", 1},
    {"\x20\x21", 2},
    {"\x30\x31", 2},
    {"\x40\x41\x42\x43", 4},
    {"\x50\x51\x52\x53\x54\x55\x56\x57", 8},
    {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16},
};

static const char *root_of(int count, char hex[HASH_HEX_SIZE])
{
    struct journal_frontier frontier = {0};
    for (int i = 0; i < count; i++) {
        struct hash leaf = journal_leaf_hash(JOURNAL_SHA256, known_leaves[i]);
        journal_frontier_add(JOURNAL_SHA256, &frontier, &leaf);
    }
    struct hash root = journal_frontier_root(JOURNAL_SHA256, &frontier);
    return hash_hex(&root, hex);
}

static void roots_are_those_of_rfc_6962(void **state)
{
    (void)state;
    char hex[HASH_HEX_SIZE];
    assert_string_equal(root_of(0, hex),
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_string_equal(root_of(1, hex),
                        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    assert_string_equal(root_of(8, hex),
                        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

static void sm3_is_the_hash_of_gb_t_32905(void **state)
{
    (void)state;
    char hex[HASH_HEX_SIZE];
    struct hash hash = hash_bytes(JOURNAL_SM3, TEXT("abc")); /* example 1 of the standard */
    assert_string_equal(hash_hex(&hash, hex),
                        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
}

static void an_entry_is_written_in_one_way(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct text entry = journal_entry_text(17, 5, TEXT("li"), TEXT("project.change"),
                                           TEXT("project:1"), TEXT("{\"seq\":3}"), &arena);
    assert_text(entry, "{\"action\":\"project.change\",\"actor\":\"li\",\"at\":5,"
                       "\"data\":{\"seq\":3},\"seq\":17,\"subject\":\"project:1\",\"v\":1}");
    assert_int_equal(journal_entry_seq(entry), 17);
    assert_true(
        journal_entry_fits(entry, 17, 5, TEXT("li"), TEXT("project.change"), TEXT("project:1")));
    assert_false(
        journal_entry_fits(entry, 17, 5, TEXT("wu"), TEXT("project.change"), TEXT("project:1")));
    assert_false(
        journal_entry_fits(entry, 18, 5, TEXT("li"), TEXT("project.change"), TEXT("project:1")));
}

/* --- checkpoints ------------------------------------------------------------------------------ */

static const unsigned char seed[JOURNAL_SEED_SIZE] = "0123456789abcdef0123456789abcde";

static void a_checkpoint_opens_with_its_key_only(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct error err;
    struct journal_key key = journal_key_of_seed(TEXT("kaigong/230100"), seed), read;
    struct checkpoint_body body = {6, journal_empty_root(JOURNAL_SHA256)}, opened;
    struct text note = journal_checkpoint_sign(&body, &key, seed, &arena);
    assert_int_equal(journal_key_parse(journal_key_text(&key, &arena), &arena, &read, &err), OK);
    assert_int_equal(journal_checkpoint_open(note, &read, &arena, &opened, &err), OK);
    assert_int_equal(opened.size, 6);
    assert_true(hash_is_equal(&opened.root, &body.root));

    unsigned char other_seed[JOURNAL_SEED_SIZE] = "another";
    struct journal_key other = journal_key_of_seed(TEXT("kaigong/230100"), other_seed);
    assert_int_equal(journal_checkpoint_open(note, &other, &arena, &opened, &err), ERROR_INVALID);
    assert_string_equal(err.code, "journal.signature");
}

static void a_flipped_byte_of_a_checkpoint_is_found(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct error err;
    struct journal_key key = journal_key_of_seed(TEXT("kaigong/230100"), seed);
    struct checkpoint_body body = {6, journal_empty_root(JOURNAL_SHA256)}, opened;
    struct text note = journal_checkpoint_sign(&body, &key, seed, &arena);
    char *spoiled = arena_copy(&arena, note.data, note.length);
    for (size_t i = 0; i < note.length; i++) {
        spoiled[i] ^= 1;
        assert_int_not_equal(journal_checkpoint_open((struct text){spoiled, note.length}, &key,
                                                     &arena, &opened, &err),
                             OK);
        spoiled[i] ^= 1;
    }
}

static void the_secret_key_is_read_as_it_was_written(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct error err;
    unsigned char read_seed[JOURNAL_SEED_SIZE];
    struct journal_key key = journal_key_of_seed(TEXT("kaigong/230100"), seed), read;
    struct text text = journal_seed_text(&key, seed, &arena);
    assert_int_equal(journal_seed_parse(text, &arena, &read, read_seed, &err), OK);
    assert_memory_equal(read_seed, seed, JOURNAL_SEED_SIZE);
    assert_int_equal(read.id, key.id);
    assert_int_equal(journal_seed_parse(TEXT("PRIVATE+KEY+x"), &arena, &read, read_seed, &err),
                     ERROR_MALFORMED);
    assert_string_equal(err.code, "journal.key");
}

/* --- an exported file ------------------------------------------------------------------------- */

enum { ENTRIES = 7, LINES = ENTRIES + 3, FIRST_CHECKPOINT = 3 };

/* A header, entries 0 to 6, a checkpoint behind entry 2 and one at the end. */
static void make_file(struct text lines[LINES], struct arena *arena)
{
    struct journal_key key = journal_key_of_seed(TEXT("kaigong/230100"), seed);
    struct journal_frontier frontier = {0};
    int line = 1;
    for (int i = 0; i < ENTRIES; i++) {
        struct text entry = journal_entry_text(i, 100 + i, TEXT("li"), TEXT("test.add"),
                                               TEXT("test:一"), TEXT("{\"n\":1}"), arena);
        struct hash leaf = journal_leaf_hash(JOURNAL_SHA256, entry);
        lines[line++] = journal_file_entry(entry, &leaf, arena);
        journal_frontier_add(JOURNAL_SHA256, &frontier, &leaf);
        if (i + 1 == FIRST_CHECKPOINT || i + 1 == ENTRIES) {
            struct checkpoint_body body = {(uint64_t)i + 1,
                                           journal_frontier_root(JOURNAL_SHA256, &frontier)};
            lines[line++] = journal_file_checkpoint(
                body.size, journal_checkpoint_sign(&body, &key, seed, arena), arena);
        }
    }
    struct hash root = journal_frontier_root(JOURNAL_SHA256, &frontier);
    lines[0] =
        journal_file_header(JOURNAL_SHA256, journal_key_text(&key, arena), ENTRIES, &root, arena);
}

static enum error_kind check_file(const struct text *lines, int count, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct journal_file_check check = {.arena = &arena};
    for (int i = 0; i < count; i++) {
        TRY(journal_file_check_line(&check, text_slice(lines[i], 0, lines[i].length - 1), err));
    }
    return journal_file_check_end(&check, err);
}

static void a_whole_file_is_accepted(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct text lines[LINES];
    struct error err;
    make_file(lines, &arena);
    assert_int_equal(check_file(lines, LINES, &err), OK);
}

static void a_flipped_byte_of_a_file_is_found_and_its_entry_named(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct text lines[LINES];
    struct error err;
    make_file(lines, &arena);
    for (int line = 0; line < LINES; line++) {
        char *bytes = arena_copy(&arena, lines[line].data, lines[line].length);
        struct text whole = lines[line];
        lines[line].data = bytes;
        int entry = line <= FIRST_CHECKPOINT ? line - 1 : line - 2;
        bool is_entry = line != 0 && line != FIRST_CHECKPOINT + 1 && line != LINES - 1;
        char name[32];
        snprintf(name, sizeof name, "entry %d:", entry);
        for (size_t i = 0; i + 1 < whole.length; i++) {
            bytes[i] ^= 4;
            assert_int_equal(check_file(lines, LINES, &err), ERROR_INVALID);
            if (is_entry && strncmp(err.message, name, strlen(name)) != 0) {
                fail_msg("byte %zu of line %d: %s", i, line, err.message);
            }
            bytes[i] ^= 4;
        }
        lines[line] = whole;
    }
}

static void expect_fault(const struct text *lines, int count, const char *name)
{
    struct error err;
    assert_int_equal(check_file(lines, count, &err), ERROR_INVALID);
    if (strncmp(err.message, name, strlen(name)) != 0) {
        fail_msg("%s", err.message);
    }
}

static void dropped_doubled_swapped_and_cut_entries_are_named(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct text whole[LINES], lines[LINES + 1];
    make_file(whole, &arena);

    memcpy(lines, whole, sizeof whole); /* entry 1 dropped */
    memmove(&lines[2], &lines[3], (LINES - 3) * sizeof lines[0]);
    expect_fault(lines, LINES - 1, "entry 1: entry 2 stands in its place");

    memcpy(lines, whole, sizeof whole); /* entry 1 doubled */
    memmove(&lines[3], &whole[2], (LINES - 2) * sizeof lines[0]);
    expect_fault(lines, LINES + 1, "entry 2: entry 1 stands in its place");

    memcpy(lines, whole, sizeof whole); /* entries 0 and 1 swapped */
    lines[1] = whole[2];
    lines[2] = whole[1];
    expect_fault(lines, LINES, "entry 0: entry 1 stands in its place");

    expect_fault(whole, LINES - 2, "entry 6: it is missing"); /* the tail cut off */
}

static void a_file_of_another_key_is_refused(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct text lines[LINES];
    struct error err;
    make_file(lines, &arena);
    struct journal_file_check check = {.arena = &arena, .trusted = TEXT("other+00000000+AA")};
    assert_int_equal(
        journal_file_check_line(&check, text_slice(lines[0], 0, lines[0].length - 1), &err),
        ERROR_INVALID);
    assert_string_equal(err.code, "journal.key");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_are_those_of_rfc_6962),
        cmocka_unit_test(sm3_is_the_hash_of_gb_t_32905),
        cmocka_unit_test(an_entry_is_written_in_one_way),
        cmocka_unit_test(a_checkpoint_opens_with_its_key_only),
        cmocka_unit_test(a_flipped_byte_of_a_checkpoint_is_found),
        cmocka_unit_test(the_secret_key_is_read_as_it_was_written),
        cmocka_unit_test(a_whole_file_is_accepted),
        cmocka_unit_test(a_flipped_byte_of_a_file_is_found_and_its_entry_named),
        cmocka_unit_test(dropped_doubled_swapped_and_cut_entries_are_named),
        cmocka_unit_test(a_file_of_another_key_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
