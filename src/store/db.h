/* src/store/db.h: the database, SQLite or PostgreSQL, behind one set of calls.
 *
 * Every change is one db_write: the work runs inside a transaction, is rolled back when it fails,
 * and is durable when db_write returns OK. One writer thread groups the works of many threads into one
 * commit (docs/decisions/0030, 0031). When one of a group fails, all are rolled back and run again, each
 * in a savepoint, so a work may run twice: it must have no effect outside its transaction but on its own
 * `context`, which it sets anew on each run.
 *
 * Errors of every call below: ERROR_UNAVAILABLE db.unavailable   the outcome is unknown
 *                             ERROR_FULL        db.full          no room; nothing was stored
 *                             ERROR_INTERNAL    db.failed        anything else */
#ifndef KAIGONG_STORE_DB_H
#define KAIGONG_STORE_DB_H

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/money.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct db;        /* the whole database: pool of readers, the writer */
struct tx;        /* one open transaction, read-only or not */
struct statement; /* one running query; belongs to its transaction */

/* Made by tools/sqlc from a .sql file: one per named block. */
struct query {
    const char *name;
    const char *sqlite_sql;
    const char *postgres_sql;
    int parameter_count;
    int id; /* dense, from 0: the place in each connection's cache of prepared statements */
};

/* Opens or makes the database of a data folder and brings its schema up to date.
 *
 * data_dir      the folder; made when missing (mode 0700)
 * database_url  "postgres://..." or NULL for SQLite in data_dir
 * readers       connections for db_read, 1 or more */
MUST_CHECK enum error_kind db_open(const char *data_dir, const char *database_url, int readers,
                                   struct db **db_out, struct error *err);
void db_close(struct db *db); /* NULL is accepted */
bool db_is_postgres(const struct db *db);
int db_schema_version(const struct db *db);

typedef enum error_kind db_work(struct tx *tx, void *context, struct error *err);

MUST_CHECK enum error_kind db_read(struct db *db, db_work *work, void *context, struct error *err);
MUST_CHECK enum error_kind db_write(struct db *db, db_work *work, void *context, struct error *err);

/* Inside a work. Parameters are bound by the names that tools/sqlc made: for the block
 * `project_find` with :code there is `extern const struct query PROJECT_FIND` and
 * `enum { PROJECT_FIND_CODE = 1 }`. Every parameter must be bound before the first step. */
struct statement *tx_query(struct tx *tx, const struct query *query);
void bind_text(struct statement *statement, int parameter, struct text value);
void bind_blob(struct statement *statement, int parameter, struct text value);
void bind_int(struct statement *statement, int parameter, int64_t value);
void bind_bool(struct statement *statement, int parameter, bool value);        /* 0 or 1 */
void bind_date(struct statement *statement, int parameter, struct date value); /* DATE_NONE: NULL */
void bind_null(struct statement *statement, int parameter);

/* Steps to the next row. *row_out is false after the last one; the statement is then closed.
 * Errors      ERROR_CONFLICT db.unique   a UNIQUE or PRIMARY KEY constraint refused the change */
MUST_CHECK enum error_kind statement_step(struct statement *statement, bool *row_out,
                                          struct error *err);
/* Runs a statement that gives no rows; changes_out may be NULL. */
MUST_CHECK enum error_kind statement_run(struct statement *statement, int64_t *changes_out,
                                         struct error *err);
void statement_close(
    struct statement *statement); /* before the last row; also after it, harmless */

/* Columns of the current row, from 0. Text and blobs are borrowed until the next step: copy them. */
struct text column_text(struct statement *statement, int column); /* NULL gives "" */
struct text column_blob(struct statement *statement, int column);
int64_t column_int(struct statement *statement, int column); /* NULL gives 0 */
bool column_bool(struct statement *statement, int column);
struct date column_date(struct statement *statement, int column); /* NULL gives DATE_NONE */
bool column_is_null(struct statement *statement, int column);

/* Room that the works of one commit share, so that they need not read again what one of them wrote:
 * zeroed when the transaction begins, put back as it was when a work is rolled back. NULL for a
 * transaction that only reads. The journal keeps its head there. */
enum { TX_MEMORY_SIZE = 4096 };
void *tx_memory(struct tx *tx);

#ifdef KAIGONG_CHECKED
/* For tests, in debug builds only: from now on the n-th statement (from 1) of any transaction fails with ERROR_INTERNAL
 * db.test; 0 ends that. Returns whether it has struck since the last call. */
bool db_test_fail_after(int n);
#endif

#define SCOPED_STATEMENT __attribute__((cleanup(statement_close_scoped))) struct statement *
static inline void statement_close_scoped(struct statement **statement)
{
    if (*statement != 0) {
        statement_close(*statement);
    }
}

#endif
