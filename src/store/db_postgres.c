/* PostgreSQL through libpq: prepared statements, values in text form, results read whole. Every call
 * ends within ANSWER_MS, so that a lost server never hangs a request. */
#include "queries_sql.h"
#include "store/db_driver.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { VALUES_MAX = 64, ANSWER_MS = 15000 };

struct connection {
    PGconn *handle;
    bool lost; /* an answer did not come in time */
    struct postgres_statement *cache[QUERY_COUNT];
    bool prepared[QUERY_COUNT];
};

struct postgres_statement {
    struct statement base; /* first: a statement of this driver is cast to this struct */
    struct connection *connection;
    struct postgres_statement *next; /* of the same query: one runs inside another */
    char *values[VALUES_MAX];        /* own copies; NULL for null */
    int lengths[VALUES_MAX], formats[VALUES_MAX];
    PGresult *result;
    int row;          /* of result; -1 before the first */
    struct text blob; /* the decoded bytes of the last column_blob */
};

static int64_t monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

/* The last result of what was sent; NULL when it does not come in time. The server ends a statement
 * earlier by itself; this is for a server that says nothing any more. */
static PGresult *await_result(struct connection *connection, int sent)
{
    PGconn *handle = connection->handle;
    int64_t deadline = monotonic_ms() + ANSWER_MS;
    PGresult *last = NULL;
    connection->lost = connection->lost || sent != 1;
    while (!connection->lost) {
        while (PQisBusy(handle)) {
            struct pollfd wait = {.fd = PQsocket(handle), .events = POLLIN};
            int64_t left = deadline - monotonic_ms();
            int ready = left <= 0 ? 0 : poll(&wait, 1, (int)left);
            if (ready == 0 || (ready < 0 && errno != EINTR)) {
                connection->lost = true;
                break;
            }
            if (ready > 0 && PQconsumeInput(handle) != 1) {
                break; /* the link is cut: PQgetResult says so */
            }
        }
        if (connection->lost) {
            break;
        }
        PGresult *next = PQgetResult(handle);
        if (next == NULL) {
            return last;
        }
        PQclear(last);
        last = next;
    }
    PQclear(last);
    return NULL;
}

static enum error_kind fail(struct connection *connection, const PGresult *result, const char *what,
                            struct error *err)
{
    const char *state = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQerrorMessage(connection->handle);
    int length = (int)strcspn(message, "\n");
    if (state == NULL || PQstatus(connection->handle) != CONNECTION_OK ||
        strncmp(state, "08", 2) == 0 || strncmp(state, "57", 2) == 0 ||
        strcmp(state, "55P03") == 0) {
        return error_set(err, ERROR_UNAVAILABLE, "db.unavailable",
                         "the database does not answer (%s)", what);
    }
    if (strcmp(state, "23505") == 0) {
        return error_set(err, ERROR_CONFLICT, "db.unique", "%s: it stands there already", what);
    }
    if (strcmp(state, "53100") == 0) {
        return error_set(err, ERROR_FULL, "db.full", "the disk is full; nothing was stored");
    }
    return error_set(err, ERROR_INTERNAL, "db.failed", "%s: %.*s", what, length, message);
}

static enum error_kind execute(struct connection *connection, const char *sql, struct error *err)
{
    PGresult *result = await_result(connection, PQsendQuery(connection->handle, sql));
    ExecStatusType status = PQresultStatus(result);
    enum error_kind kind = OK;
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        kind = fail(connection, result, "statement", err);
    } else if (strcmp(sql, "COMMIT") == 0 && strcmp(PQcmdStatus(result), "COMMIT") != 0) {
        /* The server answers COMMIT of a failed transaction with ROLLBACK. */
        kind = error_set(err, ERROR_INTERNAL, "db.failed", "the transaction was rolled back");
    }
    PQclear(result);
    return kind;
}

static void clear_values(struct postgres_statement *statement)
{
    for (int i = 0; i < statement->base.query->parameter_count; i++) {
        free(statement->values[i]);
        statement->values[i] = NULL;
    }
    PQclear(statement->result);
    statement->result = NULL;
    free((char *)statement->blob.data);
    statement->blob = (struct text){NULL, 0};
}

static void disconnect(struct connection *connection)
{
    for (int i = 0; i < QUERY_COUNT; i++) {
        while (connection->cache[i] != NULL) {
            struct postgres_statement *statement = connection->cache[i];
            connection->cache[i] = statement->next;
            clear_values(statement);
            free(statement);
        }
    }
    PQfinish(connection->handle);
    free(connection);
}

static void ignore_notice(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

static enum error_kind connect_server(const char *data_dir, const char *url, bool writer,
                                      struct connection **out, struct error *err)
{
    static const char *const keys[] = {"dbname",           "connect_timeout", "tcp_user_timeout",
                                       "application_name", "options",         NULL};
    const char *values[] = {url,
                            "5",
                            "10000",
                            "kaigong",
                            "-c statement_timeout=10s -c lock_timeout=10s -c client_encoding=UTF8",
                            NULL};
    struct connection *connection = foreign_calloc(1, sizeof *connection);
    (void)data_dir;
    (void)writer;
    assert(connection != NULL);
    connection->handle = PQconnectdbParams(keys, values, 1);
    if (PQstatus(connection->handle) != CONNECTION_OK) {
        /* The message may hold the address, never the password. */
        const char *message = PQerrorMessage(connection->handle);
        error_set(err, ERROR_UNAVAILABLE, "db.unavailable", "the database cannot be reached: %.*s",
                  (int)strcspn(message, "\n"), message);
        disconnect(connection);
        return ERROR_UNAVAILABLE;
    }
    PQsetNoticeReceiver(connection->handle, ignore_notice, NULL);
    *out = connection;
    return OK;
}

static bool is_healthy(const struct connection *connection)
{
    return !connection->lost && PQstatus(connection->handle) == CONNECTION_OK;
}

static bool in_transaction(const struct connection *connection)
{
    PGTransactionStatusType status = PQtransactionStatus(connection->handle);
    return is_healthy(connection) && (status == PQTRANS_INTRANS || status == PQTRANS_INERROR);
}

/* --- statements ------------------------------------------------------------------------------- */

static struct postgres_statement *own(struct statement *statement)
{
    return (struct postgres_statement *)statement;
}

static struct statement *query_postgres(struct connection *connection, const struct query *query)
{
    struct postgres_statement *statement = connection->cache[query->id];
    while (statement != NULL && statement->base.in_use) {
        statement = statement->next;
    }
    if (statement == NULL) {
        statement = foreign_calloc(1, sizeof *statement);
        assert(statement != NULL && query->parameter_count <= VALUES_MAX);
        statement->base.driver = &db_postgres_driver;
        statement->base.query = query;
        statement->connection = connection;
        statement->next = connection->cache[query->id];
        connection->cache[query->id] = statement;
    }
    statement->row = -1;
    return &statement->base;
}

static void set_value(struct statement *statement, int parameter, const char *data, size_t length,
                      bool binary)
{
    struct postgres_statement *mine = own(statement);
    free(mine->values[parameter - 1]);
    char *copy = foreign_malloc(length + 1);
    assert(copy != NULL);
    if (length > 0) {
        memcpy(copy, data, length);
    }
    copy[length] = '\0';
    mine->values[parameter - 1] = copy;
    mine->lengths[parameter - 1] = (int)length;
    mine->formats[parameter - 1] = binary;
}

static void bind_text_postgres(struct statement *statement, int parameter, struct text value)
{
    set_value(statement, parameter, value.data, value.length, false);
}

static void bind_blob_postgres(struct statement *statement, int parameter, struct text value)
{
    set_value(statement, parameter, value.data, value.length, true);
}

static void bind_int_postgres(struct statement *statement, int parameter, int64_t value)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRId64, value);
    set_value(statement, parameter, digits, (size_t)length, false);
}

static void bind_null_postgres(struct statement *statement, int parameter)
{
    struct postgres_statement *mine = own(statement);
    free(mine->values[parameter - 1]);
    mine->values[parameter - 1] = NULL;
    mine->formats[parameter - 1] = 0;
}

static enum error_kind prepare(struct connection *connection, const struct query *query,
                               struct error *err)
{
    if (connection->prepared[query->id]) {
        return OK;
    }
    PGresult *result =
        await_result(connection, PQsendPrepare(connection->handle, query->name, query->postgres_sql,
                                               query->parameter_count, NULL));
    enum error_kind kind = PQresultStatus(result) == PGRES_COMMAND_OK
                               ? OK
                               : fail(connection, result, query->name, err);
    PQclear(result);
    connection->prepared[query->id] = kind == OK;
    return kind;
}

static enum error_kind run(struct postgres_statement *mine, struct error *err)
{
    const struct query *query = mine->base.query;
    TRY(prepare(mine->connection, query, err));
    mine->result = await_result(
        mine->connection,
        PQsendQueryPrepared(mine->connection->handle, query->name, query->parameter_count,
                            (const char *const *)mine->values, mine->lengths, mine->formats, 0));
    ExecStatusType status = PQresultStatus(mine->result);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK
               ? OK
               : fail(mine->connection, mine->result, query->name, err);
}

static enum error_kind step_postgres(struct statement *statement, bool *row_out, struct error *err)
{
    struct postgres_statement *mine = own(statement);
    if (mine->result == NULL) {
        TRY(run(mine, err));
    }
    mine->row++;
    *row_out = mine->row < PQntuples(mine->result);
    return OK;
}

static int64_t changes_postgres(struct statement *statement)
{
    int64_t changes = 0;
    text_parse_int64(text_of(PQcmdTuples(own(statement)->result)), &changes);
    return changes;
}

static void close_postgres(struct statement *statement)
{
    clear_values(own(statement));
}

static struct text column_text_postgres(struct statement *statement, int column)
{
    struct postgres_statement *mine = own(statement);
    return (struct text){PQgetvalue(mine->result, mine->row, column),
                         (size_t)PQgetlength(mine->result, mine->row, column)};
}

static struct text column_blob_postgres(struct statement *statement, int column)
{
    struct postgres_statement *mine = own(statement);
    size_t length = 0;
    unsigned char *bytes = PQunescapeBytea(
        (const unsigned char *)PQgetvalue(mine->result, mine->row, column), &length);
    free((char *)mine->blob.data);
    assert(bytes != NULL);
    /* libpq's memory is plain malloc on this platform; a copy keeps one way of freeing. */
    char *copy = foreign_malloc(length + 1);
    assert(copy != NULL);
    memcpy(copy, bytes, length);
    PQfreemem(bytes);
    mine->blob = (struct text){copy, length};
    return mine->blob;
}

static int64_t column_int_postgres(struct statement *statement, int column)
{
    int64_t value = 0;
    struct text text = column_text_postgres(statement, column);
    if (!text_parse_int64(text, &value) && text_is_equal(text, TEXT("t"))) {
        value = 1; /* the truth of a comparison, as SQLite says it */
    }
    return value;
}

static bool column_is_null_postgres(struct statement *statement, int column)
{
    struct postgres_statement *mine = own(statement);
    return PQgetisnull(mine->result, mine->row, column) == 1;
}

const struct db_driver db_postgres_driver = {
    .name = "postgres",
    .connect = connect_server,
    .disconnect = disconnect,
    .is_healthy = is_healthy,
    .in_transaction = in_transaction,
    .execute = execute,
    .query = query_postgres,
    .bind_text = bind_text_postgres,
    .bind_blob = bind_blob_postgres,
    .bind_int = bind_int_postgres,
    .bind_null = bind_null_postgres,
    .step = step_postgres,
    .changes = changes_postgres,
    .close = close_postgres,
    .column_text = column_text_postgres,
    .column_blob = column_blob_postgres,
    .column_int = column_int_postgres,
    .column_is_null = column_is_null_postgres,
    /* One writer at a time over all servers, as with SQLite: the journal's order is the order of commits. */
    .begin_write = "BEGIN; SELECT pg_advisory_xact_lock(5641873)",
    .begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    .type_id = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    .type_bytes = "BYTEA",
};
