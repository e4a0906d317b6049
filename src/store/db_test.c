/* The driver interface, on both databases: transactions, group commit, faults, versions, queries. */
#include "queries_sql.h"
#include "store/journal_store.h"
#include "store/store_fixture.h"

#include <pthread.h>
#include <sqlite3.h>

static enum error_kind count_entries(struct tx *tx, void *context, struct error *err)
{
    return journal_store_size(tx, context, err);
}

static uint64_t journal_size(struct db *db)
{
    uint64_t size = 0;
    struct error err;
    assert_int_equal(db_read(db, count_entries, &size, &err), OK);
    return size;
}

struct change {
    int number;
    bool fails;
};

static enum error_kind make_change(struct tx *tx, void *context, struct error *err)
{
    const struct change *change = context;
    char name[32];
    snprintf(name, sizeof name, "change.%d", change->number);
    TRY(setting_store_set(tx, name, TEXT("made"), err));
    TRY(journal_store_append(tx, "test.change", TEXT("test:一"), TEXT("system"), TEXT("{}"), 1,
                             err));
    return change->fails ? error_set(err, ERROR_INVALID, "test.refused", "refused") : OK;
}

static enum error_kind find_change(struct tx *tx, void *context, struct error *err)
{
    struct change *change = context;
    SCOPED_ARENA arena = {0};
    char name[32];
    struct text value;
    snprintf(name, sizeof name, "change.%d", change->number);
    TRY(setting_store_find(tx, name, &arena, &value, err));
    change->fails = value.length == 0;
    return OK;
}

/* --- transactions ----------------------------------------------------------------------------- */

static void refused_body(struct store_fixture *fixture)
{
    struct change change = {7, true};
    struct error err;
    uint64_t before = journal_size(fixture->db);
    assert_int_equal(db_write(fixture->db, make_change, &change, &err), ERROR_INVALID);
    assert_string_equal(err.code, "test.refused");
    assert_int_equal(journal_size(fixture->db), before);
    assert_int_equal(db_read(fixture->db, find_change, &change, &err), OK);
    assert_true(change.fails);
}

static void a_refused_work_leaves_nothing(void **state)
{
    (void)state;
    fixture_on_both(refused_body);
}

enum { THREADS = 8, CHANGES = 40 };

struct client {
    struct db *db;
    int first;
};

/* Every fifth work is refused; the others share its commit and stay. */
static void *run_client(void *context)
{
    const struct client *client = context;
    for (int i = 0; i < CHANGES; i++) {
        struct change change = {client->first + i, i % 5 == 0};
        struct error err;
        enum error_kind kind = db_write(client->db, make_change, &change, &err);
        if (kind != (change.fails ? ERROR_INVALID : OK)) {
            fprintf(stderr, "%s\n", err.message);
            return (void *)client;
        }
    }
    return NULL;
}

static void crowd_body(struct store_fixture *fixture)
{
    pthread_t threads[THREADS];
    struct client clients[THREADS];
    uint64_t before = journal_size(fixture->db);
    for (int i = 0; i < THREADS; i++) {
        clients[i] = (struct client){fixture->db, 1000 * i};
        assert_int_equal(pthread_create(&threads[i], NULL, run_client, &clients[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *failed;
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    assert_int_equal(journal_size(fixture->db), before + THREADS * CHANGES * 4 / 5);
    for (int i = 0; i < THREADS * CHANGES; i++) {
        struct change change = {1000 * (i / CHANGES) + i % CHANGES, false};
        struct error err;
        assert_int_equal(db_read(fixture->db, find_change, &change, &err), OK);
        assert_int_equal(change.fails, i % CHANGES % 5 == 0);
    }
}

static void works_of_one_commit_stand_or_fall_singly(void **state)
{
    (void)state;
    fixture_on_both(crowd_body);
}

static void two_programs_body(struct store_fixture *fixture)
{
    struct store_fixture other = *fixture;
    struct error err;
    fixture_open(&other);
    uint64_t before = journal_size(fixture->db);
    for (int i = 0; i < 6; i++) {
        struct change change = {i, false};
        assert_int_equal(db_write(i % 2 == 0 ? fixture->db : other.db, make_change, &change, &err),
                         OK);
    }
    assert_int_equal(journal_size(other.db), before + 6);
    db_close(other.db);
}

static void two_programs_write_by_turns_without_a_gap(void **state)
{
    (void)state;
    fixture_on_both(two_programs_body);
}

/* --- faults ----------------------------------------------------------------------------------- */

static void fault_body(struct store_fixture *fixture)
{
    uint64_t before = journal_size(fixture->db);
    int n = 1;
    for (;; n++) {
        struct change change = {n, false};
        struct error err;
        db_test_fail_after(n);
        enum error_kind kind = db_write(fixture->db, make_change, &change, &err);
        if (!db_test_fail_after(0)) {
            assert_int_equal(kind, OK);
            break;
        }
        assert_int_equal(kind, ERROR_INTERNAL);
        assert_string_equal(err.code, "db.test");
        assert_int_equal(journal_size(fixture->db), before);
        assert_int_equal(db_read(fixture->db, find_change, &change, &err), OK);
        assert_true(change.fails);
    }
    assert_true(n > 4); /* setting, journal.hash, size, entry at least */
    assert_int_equal(journal_size(fixture->db), before + 1);
}

static void whichever_statement_fails_nothing_is_stored(void **state)
{
    (void)state;
    fixture_on_both(fault_body);
}

static enum error_kind leave_one_unbound(struct tx *tx, void *context, struct error *err)
{
    (void)context;
    SCOPED_STATEMENT set = tx_query(tx, &SETTING_SET);
    bind_text(set, SETTING_SET_NAME, TEXT("half"));
    return statement_run(set, NULL, err);
}

static void unbound_body(struct store_fixture *fixture)
{
    struct error err;
    assert_int_equal(db_write(fixture->db, leave_one_unbound, NULL, &err), ERROR_INTERNAL);
    assert_string_equal(err.code, "db.unbound");
}

static void a_parameter_left_out_is_refused(void **state)
{
    (void)state;
    fixture_on_both(unbound_body);
}

static enum error_kind add_twice(struct tx *tx, void *context, struct error *err)
{
    (void)context;
    for (int i = 0; i < 2; i++) {
        SCOPED_STATEMENT add = tx_query(tx, &SCHEMA_VERSION_ADD);
        bind_int(add, SCHEMA_VERSION_ADD_VERSION, 0);
        bind_int(add, SCHEMA_VERSION_ADD_NOW, 1);
        TRY(statement_run(add, NULL, err));
    }
    return OK;
}

static void unique_body(struct store_fixture *fixture)
{
    struct error err;
    assert_int_equal(db_write(fixture->db, add_twice, NULL, &err), ERROR_CONFLICT);
    assert_string_equal(err.code, "db.unique");
}

static void a_key_that_stands_already_is_a_conflict(void **state)
{
    (void)state;
    fixture_on_both(unique_body);
}

static enum error_kind claim_newer(struct tx *tx, void *context, struct error *err)
{
    (void)context;
    SCOPED_STATEMENT add = tx_query(tx, &SCHEMA_VERSION_ADD);
    bind_int(add, SCHEMA_VERSION_ADD_VERSION, 9999);
    bind_int(add, SCHEMA_VERSION_ADD_NOW, 1);
    return statement_run(add, NULL, err);
}

static void newer_body(struct store_fixture *fixture)
{
    struct error err;
    struct db *again = NULL;
    assert_int_equal(db_write(fixture->db, claim_newer, NULL, &err), OK);
    assert_int_equal(
        db_open(fixture->folder, fixture->url[0] == '\0' ? NULL : fixture->url, 1, &again, &err),
        ERROR_CONFLICT);
    assert_string_equal(err.code, "db.newer");
    assert_null(again);
}

static void data_of_a_newer_program_is_refused(void **state)
{
    (void)state;
    fixture_on_both(newer_body);
}

static void lost_body(struct store_fixture *fixture)
{
    struct change change = {1, false};
    struct error err;
    if (fixture->url[0] == '\0') {
        return;
    }
    uint64_t before = journal_size(fixture->db);
    fixture_postgres(getenv("KAIGONG_TEST_POSTGRES"),
                     "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                     "WHERE application_name = 'kaigong'");
    /* The first answer may be that the outcome is unknown; then it works on a new link. */
    enum error_kind kind = db_write(fixture->db, make_change, &change, &err);
    assert_true(kind == ERROR_UNAVAILABLE || kind == OK);
    uint64_t first = kind == OK ? 1 : 0;
    assert_int_equal(db_write(fixture->db, make_change, &change, &err), OK);
    uint64_t size = 0;
    if (db_read(fixture->db, count_entries, &size, &err) != OK) {
        assert_int_equal(err.kind, ERROR_UNAVAILABLE);
    }
    assert_int_equal(journal_size(fixture->db), before + 1 + first);
}

static void a_lost_link_to_postgresql_is_made_anew(void **state)
{
    (void)state;
    fixture_on_both(lost_body);
}

/* --- queries ---------------------------------------------------------------------------------- */

static void prepare_on_sqlite(const struct store_fixture *fixture)
{
    char path[128];
    sqlite3 *handle;
    snprintf(path, sizeof path, "%s/kaigong.db", fixture->folder);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    for (int i = 0; i < QUERY_COUNT; i++) {
        sqlite3_stmt *statement = NULL;
        if (sqlite3_prepare_v2(handle, queries[i]->sqlite_sql, -1, &statement, NULL) != SQLITE_OK) {
            fail_msg("%s: %s", queries[i]->name, sqlite3_errmsg(handle));
        }
        assert_int_equal(queries[i]->id, i);
        assert_int_equal(sqlite3_bind_parameter_count(statement), queries[i]->parameter_count);
        sqlite3_finalize(statement);
    }
    sqlite3_close(handle);
}

static void prepare_on_postgres(const struct store_fixture *fixture)
{
    PGconn *link = PQconnectdb(fixture->url);
    for (int i = 0; i < QUERY_COUNT; i++) {
        PGresult *result = PQprepare(link, queries[i]->name, queries[i]->postgres_sql, 0, NULL);
        if (PQresultStatus(result) != PGRES_COMMAND_OK) {
            fail_msg("%s: %s", queries[i]->name, PQerrorMessage(link));
        }
        PQclear(result);
    }
    PQfinish(link);
}

static void query_body(struct store_fixture *fixture)
{
    if (fixture->url[0] == '\0') {
        prepare_on_sqlite(fixture);
    } else {
        prepare_on_postgres(fixture);
    }
}

static void every_query_can_be_prepared(void **state)
{
    (void)state;
    fixture_on_both(query_body);
}

/* --- the journal's tree ------------------------------------------------------------------------ */

enum { TREE = 70 };

static enum error_kind append_seven(struct tx *tx, void *context, struct error *err)
{
    (void)context;
    for (int i = 0; i < 7; i++) {
        TRY(journal_store_append(tx, "test.add", TEXT("test:1"), TEXT("system"), TEXT("{}"), 5,
                                 err));
    }
    return OK;
}

static enum error_kind add_to_frontier(void *context, const struct journal_row *row,
                                       struct error *err)
{
    struct hash *leaves = context;
    (void)err;
    assert_true(row->leaf_whole);
    leaves[row->seq] = row->leaf;
    return OK;
}

static enum error_kind check_proofs(struct tx *tx, void *context, struct error *err)
{
    struct hash leaves[TREE], roots[TREE + 1], proof[JOURNAL_PROOF_MAX];
    struct journal_frontier frontier = {0};
    size_t count;
    (void)context;
    TRY(journal_store_visit(tx, 0, TREE, add_to_frontier, leaves, err));
    for (uint64_t size = 1; size <= TREE; size++) {
        journal_frontier_add(JOURNAL_SHA256, &frontier, &leaves[size - 1]);
        roots[size] = journal_frontier_root(JOURNAL_SHA256, &frontier);
        struct hash stored;
        TRY(journal_store_root(tx, size, &stored, err));
        assert_true(hash_is_equal(&stored, &roots[size]));
        for (uint64_t i = 0; i < size; i++) {
            TRY(journal_store_inclusion(tx, i, size, proof, &count, err));
            assert_true(journal_inclusion_holds(JOURNAL_SHA256, &leaves[i], i, size, proof, count,
                                                &roots[size]));
            assert_true(size == 1 ||
                        !journal_inclusion_holds(JOURNAL_SHA256, &leaves[i], (i + 1) % size, size,
                                                 proof, count, &roots[size]));
            TRY(journal_store_consistency(tx, i + 1, size, proof, &count, err));
            assert_true(journal_consistency_holds(JOURNAL_SHA256, i + 1, size, &roots[i + 1],
                                                  &roots[size], proof, count));
        }
    }
    return OK;
}

static void tree_body(struct store_fixture *fixture)
{
    struct error err;
    while (journal_size(fixture->db) < TREE) {
        assert_int_equal(db_write(fixture->db, append_seven, NULL, &err), OK);
    }
    assert_int_equal(db_read(fixture->db, check_proofs, NULL, &err), OK);
}

static void stored_subtrees_prove_every_entry_and_every_older_size(void **state)
{
    (void)state;
    fixture_on_both(tree_body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refused_work_leaves_nothing),
        cmocka_unit_test(works_of_one_commit_stand_or_fall_singly),
        cmocka_unit_test(two_programs_write_by_turns_without_a_gap),
        cmocka_unit_test(whichever_statement_fails_nothing_is_stored),
        cmocka_unit_test(a_parameter_left_out_is_refused),
        cmocka_unit_test(a_key_that_stands_already_is_a_conflict),
        cmocka_unit_test(data_of_a_newer_program_is_refused),
        cmocka_unit_test(a_lost_link_to_postgresql_is_made_anew),
        cmocka_unit_test(every_query_can_be_prepared),
        cmocka_unit_test(stored_subtrees_prove_every_entry_and_every_older_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
