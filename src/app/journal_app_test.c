/* Tampering behind the program's back, on both databases: the verification names the entry. */
#include "app/journal_app.h"
#include "base/clock.h"
#include "store/journal_store.h"
#include "store/store_fixture.h"

#include <sqlite3.h>
#include <sys/stat.h>

/* A new database has an entry for each migration: what is altered comes later. */
enum { ENTRIES = 80 };

static void run_sql(const struct store_fixture *fixture, const char *sql)
{
    if (fixture->url[0] != '\0') {
        fixture_postgres(fixture->url, sql);
        return;
    }
    char path[128];
    sqlite3 *handle;
    snprintf(path, sizeof path, "%s/kaigong.db", fixture->folder);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    sqlite3_busy_timeout(handle, 5000);
    if (sqlite3_exec(handle, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", sql, sqlite3_errmsg(handle));
    }
    sqlite3_close(handle);
}

static enum error_kind add_entries(struct tx *tx, void *context, struct error *err)
{
    uint64_t size;
    (void)context;
    for (;;) {
        TRY(journal_store_size(tx, &size, err));
        if (size == ENTRIES) {
            return OK;
        }
        TRY(journal_store_append(tx, "test.add", TEXT("test:一"), TEXT("li"), TEXT("{\"n\":1}"), 5,
                                 err));
    }
}

static void open_app(struct app *app, struct store_fixture *fixture)
{
    struct error err;
    memset(app, 0, sizeof *app);
    app->db = fixture->db;
    app->data_dir = fixture->folder;
    app->clock = clock_now;
    app->city_code = TEXT("230100");
    assert_int_equal(journal_app_ensure_key(app, &err), OK);
    assert_int_equal(db_write(fixture->db, add_entries, NULL, &err), OK);
}

static void expect_whole(struct app *app, struct text saved)
{
    SCOPED_ARENA arena = {0};
    struct journal_report report;
    struct error err;
    if (journal_app_verify(app, TEXT(""), saved, &arena, &report, &err) != OK) {
        fail_msg("%s", err.message);
    }
    assert_int_equal(report.size, ENTRIES);
}

static void expect_fault(struct app *app, struct text saved, const char *begin)
{
    SCOPED_ARENA arena = {0};
    struct journal_report report;
    struct error err;
    assert_int_equal(journal_app_verify(app, TEXT(""), saved, &arena, &report, &err),
                     ERROR_INVALID);
    if (strncmp(err.message, begin, strlen(begin)) != 0) {
        fail_msg("expected \"%s...\": %s", begin, err.message);
    }
}

/* What is done, how the finding begins, and how it is put right again. */
static const struct tampering {
    const char *does, *finding, *undoes;
} tamperings[] = {
    {"UPDATE journal SET entry = replace(entry, '\"n\":1', '\"n\":2') WHERE seq = 67",
     "entry 67:", "UPDATE journal SET entry = replace(entry, '\"n\":2', '\"n\":1') WHERE seq = 67"},
    {"UPDATE journal SET actor = 'wu' WHERE seq = 18",
     "entry 18:", "UPDATE journal SET actor = 'li' WHERE seq = 18"},
    {"UPDATE journal SET at = 6 WHERE seq = 18",
     "entry 18:", "UPDATE journal SET at = 5 WHERE seq = 18"},
    {"UPDATE journal SET action = 'test.ad' WHERE seq = 18",
     "entry 18:", "UPDATE journal SET action = 'test.add' WHERE seq = 18"},
    {"UPDATE journal SET subject = 'test:二' WHERE seq = 18",
     "entry 18:", "UPDATE journal SET subject = 'test:一' WHERE seq = 18"},
    {"CREATE TABLE spare AS SELECT leaf_hash FROM journal WHERE seq = 4;"
     "UPDATE journal SET leaf_hash = (SELECT leaf_hash FROM journal WHERE seq = 5) WHERE seq = 4",
     "entry 4:",
     "UPDATE journal SET leaf_hash = (SELECT leaf_hash FROM spare) WHERE seq = 4;"
     "DROP TABLE spare"},
    {"CREATE TABLE spare AS SELECT hash FROM journal_node WHERE level = 2 AND place = 1;"
     "UPDATE journal_node SET hash = (SELECT hash FROM journal_node WHERE level = 2 AND place = 0)"
     " WHERE level = 2 AND place = 1",
     "entry 7: the stored hash of entries 4 to 7",
     "UPDATE journal_node SET hash = (SELECT hash FROM spare) WHERE level = 2 AND place = 1;"
     "DROP TABLE spare"},
    {"CREATE TABLE spare AS SELECT * FROM journal_node WHERE level = 1 AND place = 3;"
     "DELETE FROM journal_node WHERE level = 1 AND place = 3",
     "entry 7: the stored hash of entries 6 to 7",
     "INSERT INTO journal_node SELECT * FROM spare; DROP TABLE spare"},
    {"CREATE TABLE spare AS SELECT * FROM journal WHERE seq = 11; DELETE FROM journal WHERE seq = "
     "11",
     "entry 11: it is missing", "INSERT INTO journal SELECT * FROM spare; DROP TABLE spare"},
    {"UPDATE journal SET seq = -1 WHERE seq = 3; UPDATE journal SET seq = 3 WHERE seq = 4;"
     "UPDATE journal SET seq = 4 WHERE seq = -1",
     "entry 3:",
     "UPDATE journal SET seq = -1 WHERE seq = 3; UPDATE journal SET seq = 3 WHERE seq = 4;"
     "UPDATE journal SET seq = 4 WHERE seq = -1"},
    {"INSERT INTO journal_node (level, place, hash) SELECT 9, 9, hash FROM journal_node"
     " WHERE level = 1 AND place = 0",
     "entry 80: 1 stored hashes belong to no entry", "DELETE FROM journal_node WHERE level = 9"},
    {"UPDATE checkpoint SET note = replace(note, '80', '79')",
     "the checkpoint of 80 entries:", "UPDATE checkpoint SET note = replace(note, '79', '80')"},
};

static void tamper_body(struct store_fixture *fixture)
{
    SCOPED_ARENA arena = {0};
    struct app app;
    struct text note;
    struct error err;
    open_app(&app, fixture);
    /* A note whose text could hold "79" would not be put right by the last row: sign until it does not. */
    assert_int_equal(journal_app_checkpoint(&app, true, &arena, &note, &err), OK);
    expect_whole(&app, note);
    size_t count = sizeof tamperings / sizeof tamperings[0];
    bool plain = !text_contains(note, TEXT("79"));
    for (size_t i = 0; i < (plain ? count : count - 1); i++) {
        run_sql(fixture, tamperings[i].does);
        expect_fault(&app, TEXT(""), tamperings[i].finding);
        run_sql(fixture, tamperings[i].undoes);
        expect_whole(&app, note);
    }
    arena_release(&app.arena);
}

static void whatever_is_altered_is_found_and_its_entry_named(void **state)
{
    (void)state;
    fixture_on_both(tamper_body);
}

static void cut_body(struct store_fixture *fixture)
{
    SCOPED_ARENA arena = {0};
    struct app app;
    struct text note;
    struct error err;
    open_app(&app, fixture);
    assert_int_equal(journal_app_checkpoint(&app, false, &arena, &note, &err), OK);
    run_sql(
        fixture,
        "DELETE FROM journal WHERE seq >= 64;"
        "DELETE FROM journal_node WHERE place >= 32 AND level = 1 OR place >= 16 AND level = 2");
    expect_fault(&app, note, "entry 64: it is missing");
    arena_release(&app.arena);
}

static void a_cut_tail_is_found_by_a_checkpoint_that_was_kept(void **state)
{
    (void)state;
    fixture_on_both(cut_body);
}

static void key_body(struct store_fixture *fixture)
{
    SCOPED_ARENA arena = {0};
    struct app app;
    struct text first, second;
    struct error err;
    struct stat status;
    char path[128];
    open_app(&app, fixture);
    assert_int_equal(journal_app_key(&app, &arena, &first, &err), OK);
    assert_int_equal(journal_app_ensure_key(&app, &err), OK);
    assert_int_equal(journal_app_key(&app, &arena, &second, &err), OK);
    assert_true(text_is_equal(first, second));
    snprintf(path, sizeof path, "%s/journal.key", fixture->folder);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    arena_release(&app.arena);
}

static void the_key_is_made_once_and_only_its_owner_reads_it(void **state)
{
    (void)state;
    fixture_on_both(key_body);
}

static void sm3_body(struct store_fixture *fixture)
{
    SCOPED_ARENA arena = {0};
    struct app app;
    struct text note;
    struct error err;
    struct journal_report report;
    open_app(&app, fixture);
    assert_int_equal(journal_app_choose_hash(&app, JOURNAL_SM3, &err), OK);
    assert_int_equal(journal_app_checkpoint(&app, true, &arena, &note, &err), OK);
    assert_int_equal(journal_app_verify(&app, TEXT(""), note, &arena, &report, &err), OK);
    assert_int_equal(report.algorithm, JOURNAL_SM3);
    assert_int_equal(journal_app_choose_hash(&app, JOURNAL_SHA256, &err), ERROR_CONFLICT);
    assert_string_equal(err.code, "journal.hash");
    arena_release(&app.arena);
}

static void the_hash_is_chosen_before_the_first_checkpoint(void **state)
{
    (void)state;
    fixture_on_both(sm3_body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_is_altered_is_found_and_its_entry_named),
        cmocka_unit_test(a_cut_tail_is_found_by_a_checkpoint_that_was_kept),
        cmocka_unit_test(the_key_is_made_once_and_only_its_owner_reads_it),
        cmocka_unit_test(the_hash_is_chosen_before_the_first_checkpoint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
