/* SQLite: one file in WAL mode; a commit is durable (synchronous FULL). */
#include "queries_sql.h"
#include "store/db_driver.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct connection {
    sqlite3 *handle;
    bool broken; /* an I/O error: what the file holds is read anew on another link */
    struct sqlite_statement *cache[QUERY_COUNT];
};

struct sqlite_statement {
    struct statement base; /* first: a statement of this driver is cast to this struct */
    struct connection *connection;
    sqlite3_stmt *handle;          /* NULL when it cannot be prepared */
    struct sqlite_statement *next; /* of the same query: one runs inside another */
};

static enum error_kind fail(struct connection *connection, int code, const char *what,
                            struct error *err)
{
    const char *message = sqlite3_errmsg(connection->handle);
    switch (code & 0xFF) {
    case SQLITE_CONSTRAINT:
        if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY) {
            return error_set(err, ERROR_CONFLICT, "db.unique", "%s: it stands there already", what);
        }
        return error_set(err, ERROR_INTERNAL, "db.failed", "%s: %s", what, message);
    case SQLITE_FULL:
        return error_set(err, ERROR_FULL, "db.full", "the disk is full; nothing was stored");
    case SQLITE_IOERR:
        connection->broken = true;
        return error_set(err, ERROR_UNAVAILABLE, "db.unavailable", "the disk fails (%s: %s)", what,
                         message);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(err, ERROR_UNAVAILABLE, "db.busy", "another program holds the database");
    default:
        return error_set(err, ERROR_INTERNAL, "db.failed", "%s: %s", what, message);
    }
}

static enum error_kind execute(struct connection *connection, const char *sql, struct error *err)
{
    int code = sqlite3_exec(connection->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK
               ? OK
               : fail(connection, sqlite3_extended_errcode(connection->handle), "statement", err);
}

static void disconnect(struct connection *connection)
{
    for (int i = 0; i < QUERY_COUNT; i++) {
        while (connection->cache[i] != NULL) {
            struct sqlite_statement *statement = connection->cache[i];
            connection->cache[i] = statement->next;
            sqlite3_finalize(statement->handle);
            free(statement);
        }
    }
    sqlite3_close(connection->handle);
    free(connection);
}

static enum error_kind connect_file(const char *data_dir, const char *url, bool writer,
                                    struct connection **out, struct error *err)
{
    char path[4096];
    struct connection *connection = foreign_calloc(1, sizeof *connection);
    (void)url;
    assert(connection != NULL);
    snprintf(path, sizeof path, "%s/kaigong.db", data_dir);
    int code = sqlite3_open_v2(path, &connection->handle,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                                   (writer ? SQLITE_OPEN_CREATE : 0),
                               NULL);
    if (code != SQLITE_OK) {
        error_set(err, ERROR_UNAVAILABLE, "db.open", "%s: %s", path,
                  sqlite3_errmsg(connection->handle));
        disconnect(connection);
        return ERROR_UNAVAILABLE;
    }
    sqlite3_busy_timeout(connection->handle, 10000);
    enum error_kind kind = execute(connection,
                                   "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                   "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
                                   "PRAGMA cache_size = -2048; PRAGMA trusted_schema = OFF;",
                                   err);
    if (kind == OK && !writer) {
        kind = execute(connection, "PRAGMA query_only = ON", err);
    }
    if (kind != OK) {
        disconnect(connection);
        return kind;
    }
    *out = connection;
    return OK;
}

static bool is_healthy(const struct connection *connection)
{
    return !connection->broken;
}

static bool in_transaction(const struct connection *connection)
{
    return sqlite3_get_autocommit(connection->handle) == 0;
}

/* --- statements ------------------------------------------------------------------------------- */

static struct sqlite_statement *own(struct statement *statement)
{
    return (struct sqlite_statement *)statement;
}

static struct statement *query_sqlite(struct connection *connection, const struct query *query)
{
    struct sqlite_statement *fresh = connection->cache[query->id];
    while (fresh != NULL && (fresh->base.in_use || fresh->handle == NULL)) {
        fresh = fresh->next;
    }
    if (fresh != NULL) {
        return &fresh->base;
    }
    fresh = foreign_calloc(1, sizeof *fresh);
    assert(fresh != NULL);
    fresh->base.driver = &db_sqlite_driver;
    fresh->base.query = query;
    fresh->connection = connection;
    fresh->next = connection->cache[query->id];
    connection->cache[query->id] = fresh;
    sqlite3_prepare_v3(connection->handle, query->sqlite_sql, -1, SQLITE_PREPARE_PERSISTENT,
                       &fresh->handle, NULL);
    return &fresh->base;
}

static void bind_text_sqlite(struct statement *statement, int parameter, struct text value)
{
    sqlite3_bind_text64(own(statement)->handle, parameter, value.length == 0 ? "" : value.data,
                        value.length, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static void bind_blob_sqlite(struct statement *statement, int parameter, struct text value)
{
    sqlite3_bind_blob64(own(statement)->handle, parameter, value.length == 0 ? "" : value.data,
                        value.length, SQLITE_TRANSIENT);
}

static void bind_int_sqlite(struct statement *statement, int parameter, int64_t value)
{
    sqlite3_bind_int64(own(statement)->handle, parameter, value);
}

static void bind_null_sqlite(struct statement *statement, int parameter)
{
    sqlite3_bind_null(own(statement)->handle, parameter);
}

static enum error_kind step_sqlite(struct statement *statement, bool *row_out, struct error *err)
{
    struct sqlite_statement *mine = own(statement);
    if (mine->handle == NULL) {
        return error_set(err, ERROR_INTERNAL, "db.prepare", "query %s cannot be prepared: %s",
                         statement->query->name, sqlite3_errmsg(mine->connection->handle));
    }
    int code = sqlite3_step(mine->handle);
    if (code == SQLITE_ROW || code == SQLITE_DONE) {
        *row_out = code == SQLITE_ROW;
        return OK;
    }
    return fail(mine->connection, code, statement->query->name, err);
}

static int64_t changes_sqlite(struct statement *statement)
{
    return sqlite3_changes64(own(statement)->connection->handle);
}

static void close_sqlite(struct statement *statement)
{
    struct sqlite_statement *mine = own(statement);
    sqlite3_reset(mine->handle);
    sqlite3_clear_bindings(mine->handle);
}

static struct text column_text_sqlite(struct statement *statement, int column)
{
    const void *data = sqlite3_column_text(own(statement)->handle, column);
    size_t length = (size_t)sqlite3_column_bytes(own(statement)->handle, column);
    return data == NULL ? (struct text){"", 0} : (struct text){data, length};
}

static struct text column_blob_sqlite(struct statement *statement, int column)
{
    const void *data = sqlite3_column_blob(own(statement)->handle, column);
    size_t length = (size_t)sqlite3_column_bytes(own(statement)->handle, column);
    return data == NULL ? (struct text){"", 0} : (struct text){data, length};
}

static int64_t column_int_sqlite(struct statement *statement, int column)
{
    return sqlite3_column_int64(own(statement)->handle, column);
}

static bool column_is_null_sqlite(struct statement *statement, int column)
{
    return sqlite3_column_type(own(statement)->handle, column) == SQLITE_NULL;
}

const struct db_driver db_sqlite_driver = {
    .name = "sqlite",
    .connect = connect_file,
    .disconnect = disconnect,
    .is_healthy = is_healthy,
    .in_transaction = in_transaction,
    .execute = execute,
    .query = query_sqlite,
    .bind_text = bind_text_sqlite,
    .bind_blob = bind_blob_sqlite,
    .bind_int = bind_int_sqlite,
    .bind_null = bind_null_sqlite,
    .step = step_sqlite,
    .changes = changes_sqlite,
    .close = close_sqlite,
    .column_text = column_text_sqlite,
    .column_blob = column_blob_sqlite,
    .column_int = column_int_sqlite,
    .column_is_null = column_is_null_sqlite,
    .begin_write = "BEGIN IMMEDIATE",
    .begin_read = "BEGIN",
    .type_id = "INTEGER PRIMARY KEY AUTOINCREMENT",
    .type_bytes = "BLOB",
};
