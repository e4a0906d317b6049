/* src/store/store_fixture.h: for tests: a new database of each kind, removed afterwards. PostgreSQL is
 * the server that KAIGONG_TEST_POSTGRES names; ./dev test starts one (tools/postgres). */
#ifndef KAIGONG_STORE_STORE_FIXTURE_H
#define KAIGONG_STORE_STORE_FIXTURE_H

#include "base/test_support.h"
#include "store/db.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct store_fixture {
    struct db *db;
    char folder[64];
    char name[64];
    char url[512]; /* "" for SQLite */
};

/* Runs a statement on the server itself, outside the program. */
static inline void fixture_postgres(const char *url, const char *sql)
{
    PGconn *link = PQconnectdb(url);
    if (PQstatus(link) != CONNECTION_OK) {
        fail_msg("%s", PQerrorMessage(link));
    }
    PGresult *result = PQexec(link, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        fail_msg("%s: %s", sql, PQerrorMessage(link));
    }
    PQclear(result);
    PQfinish(link);
}

static inline void fixture_make(struct store_fixture *fixture, bool postgres)
{
    static int number;
    memset(fixture, 0, sizeof *fixture);
    snprintf(fixture->folder, sizeof fixture->folder, "/tmp/kaigong-test-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    if (postgres) {
        const char *server = getenv("KAIGONG_TEST_POSTGRES");
        const char *path = strstr(server, "/postgres?");
        char sql[160];
        assert_non_null(path);
        snprintf(fixture->name, sizeof fixture->name, "kaigong_test_%d_%d", (int)getpid(),
                 ++number);
        snprintf(fixture->url, sizeof fixture->url, "%.*s/%s%s", (int)(path - server), server,
                 fixture->name, path + strlen("/postgres"));
        snprintf(sql, sizeof sql, "CREATE DATABASE %s", fixture->name);
        fixture_postgres(server, sql);
    }
}

static inline void fixture_open(struct store_fixture *fixture)
{
    struct error err;
    const char *url = fixture->url[0] == '\0' ? NULL : fixture->url;
    if (db_open(fixture->folder, url, 2, &fixture->db, &err) != OK) {
        fail_msg("%s", err.message);
    }
}

static inline void fixture_remove(struct store_fixture *fixture)
{
    char command[160];
    db_close(fixture->db);
    fixture->db = NULL;
    if (fixture->url[0] != '\0') {
        snprintf(command, sizeof command, "DROP DATABASE %s WITH (FORCE)", fixture->name);
        fixture_postgres(getenv("KAIGONG_TEST_POSTGRES"), command);
    }
    snprintf(command, sizeof command, "rm -rf '%s'", fixture->folder);
    assert_int_equal(system(command), 0);
}

typedef void fixture_body(struct store_fixture *fixture);

/* Runs a test on a new database of each kind. */
static inline void fixture_on_both(fixture_body *body)
{
    struct store_fixture fixture;
    int kinds = getenv("KAIGONG_TEST_POSTGRES") != NULL ? 2 : 1;
    if (kinds == 1) {
        print_message("KAIGONG_TEST_POSTGRES is not set: SQLite only\n");
    }
    for (int kind = 0; kind < kinds; kind++) {
        fixture_make(&fixture, kind == 1);
        fixture_open(&fixture);
        body(&fixture);
        fixture_remove(&fixture);
    }
}

#endif
