/* Damage that no statement made: single bits of the journal's own pages on SQLite, single columns of
 * every entry on PostgreSQL. What changes the journal is found, and nothing ends the program. */
#include "app/journal_app.h"
#include "base/clock.h"
#include "store/journal_store.h"
#include "store/store_fixture.h"

#include <sqlite3.h>

enum { ENTRIES = 40, FLIPS = 300, PAGES_MAX = 256, FILE_MAX = 4 << 20, CONTENT_MAX = 1 << 20 };

static enum error_kind add_entries(struct tx *tx, void *context, struct error *err)
{
    (void)context;
    for (int i = 0; i < ENTRIES; i++) {
        TRY(journal_store_append(tx, "test.add", TEXT("test:一"), TEXT("li"),
                                 TEXT("{\"note\":\"道里区道路1号项目\",\"n\":1}"), 5 + i, err));
    }
    return OK;
}

static void open_app(struct app *app, struct store_fixture *fixture)
{
    memset(app, 0, sizeof *app);
    app->db = fixture->db;
    app->data_dir = fixture->folder;
    app->clock = clock_now;
    app->city_code = TEXT("230100");
}

static void fill(struct store_fixture *fixture)
{
    SCOPED_ARENA arena = {0};
    struct app app;
    struct text note;
    struct error err;
    open_app(&app, fixture);
    assert_int_equal(journal_app_ensure_key(&app, &err), OK);
    assert_int_equal(db_write(fixture->db, add_entries, NULL, &err), OK);
    assert_int_equal(journal_app_checkpoint(&app, true, &arena, &note, &err), OK);
}

/* --- bits of the file --------------------------------------------------------------------------- */

static struct {
    char path[128];
    unsigned char bytes[FILE_MAX];
    long length, page_bytes;
    long pages[PAGES_MAX];
    size_t page_count;
} file;

static char original[CONTENT_MAX], found[CONTENT_MAX];

static void load_file(const struct store_fixture *fixture)
{
    sqlite3 *handle;
    sqlite3_stmt *statement;
    snprintf(file.path, sizeof file.path, "%s/kaigong.db", fixture->folder);
    assert_int_equal(sqlite3_open(file.path, &handle), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(handle,
                           "SELECT pageno, pgsize FROM dbstat WHERE name IN ('journal',"
                           "'journal_node', 'checkpoint', 'journal_subject',"
                           "'sqlite_autoindex_journal_1',"
                           "'sqlite_autoindex_journal_node_1',"
                           "'sqlite_autoindex_checkpoint_1')",
                           -1, &statement, NULL),
        SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW && file.page_count < PAGES_MAX) {
        file.pages[file.page_count++] = sqlite3_column_int(statement, 0);
        file.page_bytes = sqlite3_column_int(statement, 1);
    }
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    FILE *stream = fopen(file.path, "rb");
    assert_non_null(stream);
    file.length = (long)fread(file.bytes, 1, sizeof file.bytes, stream);
    assert_int_equal(fclose(stream), 0);
    assert_true(file.page_count >= 6);
}

static void write_file(void)
{
    char beside[160];
    FILE *stream = fopen(file.path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(file.bytes, 1, (size_t)file.length, stream), (size_t)file.length);
    assert_int_equal(fclose(stream), 0);
    snprintf(beside, sizeof beside, "%s-wal", file.path);
    unlink(beside);
    snprintf(beside, sizeof beside, "%s-shm", file.path);
    unlink(beside);
}

/* All that the journal's tables say, in their order; false when SQLite itself refuses to read it. */
static bool dump(char content[CONTENT_MAX])
{
    static const char *const queries[] = {
        "SELECT seq, at, actor, action, subject, entry, hex(leaf_hash) FROM journal NOT INDEXED"
        " ORDER BY seq",
        "SELECT level, place, hex(hash) FROM journal_node ORDER BY level, place",
        "SELECT tree_size, note FROM checkpoint ORDER BY tree_size"};
    sqlite3 *handle;
    size_t length = 0;
    bool whole = sqlite3_open(file.path, &handle) == SQLITE_OK;
    for (size_t i = 0; whole && i < sizeof queries / sizeof queries[0]; i++) {
        sqlite3_stmt *statement = NULL;
        int code = sqlite3_prepare_v2(handle, queries[i], -1, &statement, NULL);
        while (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
            for (int column = 0; column < sqlite3_column_count(statement); column++) {
                const unsigned char *text = sqlite3_column_text(statement, column);
                length += (size_t)snprintf(content + length, CONTENT_MAX - length, "%d:%s|",
                                           sqlite3_column_type(statement, column),
                                           text == NULL ? "" : (const char *)text);
                assert_true(length < CONTENT_MAX);
            }
            code = SQLITE_OK;
        }
        whole = code == SQLITE_DONE;
        sqlite3_finalize(statement);
    }
    sqlite3_close(handle);
    return whole;
}

/* What the verification of the file says; OK, or a failure with its text. */
static enum error_kind verify_file(struct store_fixture *fixture, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct app app;
    struct journal_report report;
    fixture->db = NULL;
    enum error_kind kind = db_open(fixture->folder, NULL, 2, &fixture->db, err);
    if (kind == OK) {
        open_app(&app, fixture);
        kind = journal_app_verify(&app, TEXT(""), TEXT(""), &arena, &report, err);
    }
    db_close(fixture->db);
    fixture->db = NULL;
    return kind;
}

static void a_flipped_bit_of_the_journal_is_found(void **state)
{
    struct store_fixture fixture;
    struct error err;
    unsigned random = 20201101;
    int altered = 0, placed = 0;
    (void)state;
    fixture_make(&fixture, false);
    fixture_open(&fixture);
    fill(&fixture);
    db_close(fixture.db);
    load_file(&fixture);
    assert_true(dump(original));
    assert_int_equal(verify_file(&fixture, &err), OK);
    for (int flip = 0; flip < FLIPS; flip++) {
        size_t page = (size_t)rand_r(&random) % file.page_count;
        long at;
        do { /* most of a page is free, and free bytes are zero */
            at = (file.pages[page] - 1) * file.page_bytes + rand_r(&random) % file.page_bytes;
        } while (file.bytes[at] == 0);
        unsigned char bit = (unsigned char)(1 << rand_r(&random) % 8);
        file.bytes[at] ^= bit;
        write_file();
        enum error_kind kind = verify_file(&fixture, &err);
        write_file();
        bool same = dump(found) && strcmp(original, found) == 0;
        if (kind == OK && !same) {
            fail_msg("flip %d, bit %u of byte %ld changed the journal and was missed", flip, bit,
                     at);
        }
        if (kind != OK) {
            assert_true(err.code[0] != '\0' && err.message[0] != '\0');
            altered++;
            placed += strncmp(err.message, "entry ", 6) == 0;
        }
        file.bytes[at] ^= bit;
    }
    print_message("%d of %d flips were found, %d of them name an entry\n", altered, FLIPS, placed);
    assert_true(altered > FLIPS / 2 && placed > altered / 3);
    write_file();
    assert_int_equal(verify_file(&fixture, &err), OK);
    fixture_remove(&fixture);
}

/* --- columns on PostgreSQL ------------------------------------------------------------------------ */

static void any_changed_column_on_postgresql_names_its_entry(void **state)
{
    static const struct {
        const char *changes, *undoes;
    } columns[] = {
        {"at = at + 1", "at = at - 1"},
        {"actor = actor || ' '", "actor = rtrim(actor)"},
        {"action = action || ' '", "action = rtrim(action)"},
        {"subject = subject || ' '", "subject = rtrim(subject)"},
        {"entry = entry || ' '", "entry = rtrim(entry)"},
        {"leaf_hash = set_byte(leaf_hash, 31, get_byte(leaf_hash, 31) # 1)",
         "leaf_hash = set_byte(leaf_hash, 31, get_byte(leaf_hash, 31) # 1)"},
    };
    struct store_fixture fixture;
    struct journal_report report;
    struct app app;
    struct error err;
    (void)state;
    if (getenv("KAIGONG_TEST_POSTGRES") == NULL) {
        skip();
    }
    fixture_make(&fixture, true);
    fixture_open(&fixture);
    fill(&fixture);
    open_app(&app, &fixture);
    for (int seq = 0; seq < ENTRIES; seq++) {
        for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
            SCOPED_ARENA arena = {0};
            char sql[256], begin[32];
            snprintf(begin, sizeof begin, "entry %d:", seq);
            snprintf(sql, sizeof sql, "UPDATE journal SET %s WHERE seq = %d", columns[i].changes,
                     seq);
            fixture_postgres(fixture.url, sql);
            assert_int_equal(journal_app_verify(&app, TEXT(""), TEXT(""), &arena, &report, &err),
                             ERROR_INVALID);
            if (strncmp(err.message, begin, strlen(begin)) != 0) {
                fail_msg("%s: %s", sql, err.message);
            }
            snprintf(sql, sizeof sql, "UPDATE journal SET %s WHERE seq = %d", columns[i].undoes,
                     seq);
            fixture_postgres(fixture.url, sql);
        }
    }
    SCOPED_ARENA arena = {0};
    assert_int_equal(journal_app_verify(&app, TEXT(""), TEXT(""), &arena, &report, &err), OK);
    fixture_remove(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flipped_bit_of_the_journal_is_found),
        cmocka_unit_test(any_changed_column_on_postgresql_names_its_entry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
