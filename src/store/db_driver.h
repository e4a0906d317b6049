/* src/store/db_driver.h: what a database has to do, once for SQLite and once for PostgreSQL. Only
 * the files of the driver interface include this. */
#ifndef KAIGONG_STORE_DB_DRIVER_H
#define KAIGONG_STORE_DB_DRIVER_H

#include "store/db.h"

struct connection; /* one link to the database; used by one thread at a time */

struct db_driver {
    const char *name;
    /* A link for reading only, or for the writer. */
    enum error_kind (*connect)(const char *data_dir, const char *url, bool writer,
                               struct connection **out, struct error *err);
    void (*disconnect)(struct connection *connection);
    bool (*is_healthy)(const struct connection *connection);     /* false: connect anew */
    bool (*in_transaction)(const struct connection *connection); /* false also when it was lost */
    enum error_kind (*execute)(struct connection *connection, const char *sql, struct error *err);
    /* Never NULL: a query that cannot be prepared fails at its first step. */
    struct statement *(*query)(struct connection *connection, const struct query *query);
    void (*bind_text)(struct statement *statement, int parameter, struct text value);
    void (*bind_blob)(struct statement *statement, int parameter, struct text value);
    void (*bind_int)(struct statement *statement, int parameter, int64_t value);
    void (*bind_null)(struct statement *statement, int parameter);
    enum error_kind (*step)(struct statement *statement, bool *row_out, struct error *err);
    int64_t (*changes)(struct statement *statement); /* of the statement that has just run */
    void (*close)(struct statement *statement);
    struct text (*column_text)(struct statement *statement, int column);
    struct text (*column_blob)(struct statement *statement, int column);
    int64_t (*column_int)(struct statement *statement, int column);
    bool (*column_is_null)(struct statement *statement, int column);
    const char *begin_write; /* takes the one writer's lock */
    const char *begin_read;
    const char *type_id, *type_bytes; /* what @id and @bytes of a migration mean */
};

extern const struct db_driver db_sqlite_driver, db_postgres_driver;

struct statement {
    const struct db_driver *driver;
    const struct query *query;
    bool in_use, started;
    uint64_t bound; /* bit n - 1: parameter n has a value */
};

struct tx {
    struct db *db;
    const struct db_driver *driver;
    struct connection *connection;
    void *memory; /* TX_MEMORY_SIZE bytes, or NULL */
};

/* Brings the schema up to date; runs on the writer's connection before anything else. */
MUST_CHECK enum error_kind db_migrate(struct db *db, struct connection *connection,
                                      const struct db_driver *driver, int *version_out,
                                      struct error *err);

#endif
