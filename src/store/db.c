/* The part that both databases share: a pool of links for reading, and one writer thread that takes
 * all works that wait, and makes them durable by one commit. */
#include "store/db.h"
#include "store/db_driver.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { READERS_MAX = 64, BATCH_MAX = 512 };

struct job {
    db_work *work;
    void *context;
    struct error *err;
    enum error_kind kind;
    sem_t done; /* each its own: one lock for all that wake would be a queue of its own */
    struct job *next;
};

struct db {
    const struct db_driver *driver;
    char *data_dir, *url;
    int schema_version;

    pthread_mutex_t readers_lock;
    pthread_cond_t reader_free;
    struct connection *readers[READERS_MAX];
    int reader_count, readers_idle; /* the first readers_idle of readers are free */

    pthread_t writer;
    bool writer_runs;
    pthread_mutex_t queue_lock;
    pthread_cond_t queue_filled;
    struct job *first, *last;
    bool stopping;
    struct connection *write_connection;
    _Alignas(
        16) unsigned char memory[TX_MEMORY_SIZE]; /* of the transaction that the writer has open */
};

static enum error_kind connect_to(struct db *db, bool writer, struct connection **out,
                                  struct error *err)
{
    return db->driver->connect(db->data_dir, db->url, writer, out, err);
}

/* --- writing ---------------------------------------------------------------------------------- */

static struct job *take_batch(struct db *db)
{
    pthread_mutex_lock(&db->queue_lock);
    while (db->first == NULL && !db->stopping) {
        pthread_cond_wait(&db->queue_filled, &db->queue_lock);
    }
    struct job *batch = db->first;
    struct job *last = batch;
    for (int i = 1; last != NULL && last->next != NULL && i < BATCH_MAX; i++) {
        last = last->next;
    }
    if (last != NULL) {
        db->first = last->next;
        last->next = NULL;
        if (db->first == NULL) {
            db->last = NULL;
        }
    }
    pthread_mutex_unlock(&db->queue_lock);
    return batch;
}

static void finish_batch(struct job *batch)
{
    while (batch != NULL) {
        struct job *next = batch->next; /* the job is on its caller's stack: gone once done */
        sem_post(&batch->done);
        batch = next;
    }
}

static void fail_batch(struct job *batch, const struct error *err, bool only_accepted)
{
    for (struct job *job = batch; job != NULL; job = job->next) {
        if (!only_accepted || job->kind == OK) {
            job->kind = err->kind;
            if (job->err != NULL) {
                *job->err = *err;
            }
        }
    }
}

static void run_job(struct db *db, struct job *job)
{
    const struct db_driver *driver = db->driver;
    struct tx tx = {db, driver, db->write_connection, db->memory};
    _Alignas(16) unsigned char before[TX_MEMORY_SIZE];
    struct error ignored;
    job->kind = driver->execute(db->write_connection, "SAVEPOINT work", job->err);
    if (job->kind != OK) {
        return;
    }
    memcpy(before, db->memory, sizeof before);
    job->kind = job->work(&tx, job->context, job->err);
    if (job->kind != OK) {
        memcpy(db->memory, before, sizeof before);
        if (driver->in_transaction(db->write_connection)) {
            enum error_kind undone =
                driver->execute(db->write_connection, "ROLLBACK TO SAVEPOINT work", &ignored);
            (void)undone; /* when it fails the commit fails too */
        }
    }
    if (!driver->in_transaction(db->write_connection)) {
        return;
    }
    enum error_kind released =
        driver->execute(db->write_connection, "RELEASE SAVEPOINT work", &ignored);
    if (job->kind == OK && released != OK) {
        job->kind = released;
        if (job->err != NULL) {
            *job->err = ignored;
        }
    }
}

static enum error_kind ensure_writer(struct db *db, struct error *err)
{
    if (db->write_connection != NULL && !db->driver->is_healthy(db->write_connection)) {
        db->driver->disconnect(db->write_connection);
        db->write_connection = NULL;
    }
    return db->write_connection == NULL ? connect_to(db, true, &db->write_connection, err) : OK;
}

static void drop_writer(struct db *db)
{
    db->driver->disconnect(db->write_connection);
    db->write_connection = NULL;
}

/* The database gave up the whole transaction under a job (the disk is full or fails): what the jobs
 * before it did is gone too, and nothing may run after it outside a transaction. */
static void fail_lost_batch(struct db *db, struct job *batch, const struct job *culprit)
{
    struct error err = {0};
    if (culprit->err != NULL &&
        (culprit->kind == ERROR_FULL || culprit->kind == ERROR_UNAVAILABLE)) {
        err = *culprit->err;
    } else {
        error_set(&err, ERROR_UNAVAILABLE, "db.unavailable", "the database lost the transaction");
    }
    drop_writer(db);
    fail_batch(batch, &err, false);
}

/* Opens the transaction of a batch; false when every job has failed. */
static bool begin_batch(struct db *db, struct job *batch)
{
    struct error err = {0};
    if (ensure_writer(db, &err) != OK) {
        fail_batch(batch, &err, false);
        return false;
    }
    if (db->driver->execute(db->write_connection, db->driver->begin_write, &err) != OK) {
        drop_writer(db); /* it may have begun and wait for the lock in vain */
        fail_batch(batch, &err, false);
        return false;
    }
    memset(db->memory, 0, sizeof db->memory);
    return true;
}

static void commit_batch(struct db *db, struct job *batch)
{
    struct error err = {0};
    struct error ignored;
    if (db->driver->execute(db->write_connection, "COMMIT", &err) == OK) {
        return;
    }
    if (db->driver->execute(db->write_connection, "ROLLBACK", &ignored) != OK ||
        err.kind == ERROR_UNAVAILABLE) {
        /* What the disk or the server has is not known: start on a new link. */
        drop_writer(db);
    }
    fail_batch(batch, &err, true);
}

/* Each job in a savepoint of its own, so that one that fails takes no other along. */
static void run_guarded(struct db *db, struct job *batch)
{
    if (!begin_batch(db, batch)) {
        return;
    }
    for (struct job *job = batch; job != NULL; job = job->next) {
        run_job(db, job);
        if (!db->driver->in_transaction(db->write_connection)) {
            fail_lost_batch(db, batch, job);
            return;
        }
    }
    commit_batch(db, batch);
}

/* Most batches hold no job that fails: they run without savepoints, which are two round trips a job on
 * PostgreSQL. When one does fail, nothing has been committed, and all run again with them. */
static void run_batch(struct db *db, struct job *batch)
{
    struct error ignored;
    if (!begin_batch(db, batch)) {
        return;
    }
    struct tx tx = {db, db->driver, db->write_connection, db->memory};
    for (struct job *job = batch; job != NULL; job = job->next) {
        job->kind = job->work(&tx, job->context, job->err);
        if (!db->driver->in_transaction(db->write_connection)) {
            fail_lost_batch(db, batch, job);
            return;
        }
        if (job->kind != OK) {
            if (db->driver->execute(db->write_connection, "ROLLBACK", &ignored) != OK) {
                drop_writer(db);
            }
            if (batch->next != NULL) {
                run_guarded(db, batch);
            }
            return;
        }
    }
    commit_batch(db, batch);
}

static void *writer_main(void *argument)
{
    struct db *db = argument;
    for (;;) {
        struct job *batch = take_batch(db);
        if (batch == NULL) {
            return NULL;
        }
        run_batch(db, batch);
        finish_batch(batch);
    }
}

enum error_kind db_write(struct db *db, db_work *work, void *context, struct error *err)
{
    struct job job = {.work = work, .context = context, .err = err};
    sem_init(&job.done, 0, 0);
    pthread_mutex_lock(&db->queue_lock);
    if (db->last == NULL) {
        db->first = &job;
    } else {
        db->last->next = &job;
    }
    db->last = &job;
    pthread_cond_signal(&db->queue_filled);
    pthread_mutex_unlock(&db->queue_lock);
    while (sem_wait(&job.done) != 0) {
        /* a signal came between */
    }
    sem_destroy(&job.done);
    return job.kind;
}

/* --- reading ---------------------------------------------------------------------------------- */

static enum error_kind borrow_reader(struct db *db, struct connection **out, struct error *err)
{
    pthread_mutex_lock(&db->readers_lock);
    while (db->readers_idle == 0) {
        pthread_cond_wait(&db->reader_free, &db->readers_lock);
    }
    *out = db->readers[--db->readers_idle];
    pthread_mutex_unlock(&db->readers_lock);
    if (*out != NULL && !db->driver->is_healthy(*out)) {
        db->driver->disconnect(*out);
        *out = NULL;
    }
    return *out == NULL ? connect_to(db, false, out, err) : OK;
}

static void return_reader(struct db *db, struct connection *connection)
{
    pthread_mutex_lock(&db->readers_lock);
    db->readers[db->readers_idle++] = connection;
    pthread_cond_signal(&db->reader_free);
    pthread_mutex_unlock(&db->readers_lock);
}

enum error_kind db_read(struct db *db, db_work *work, void *context, struct error *err)
{
    struct connection *connection = NULL;
    struct error ignored;
    enum error_kind kind = borrow_reader(db, &connection, err);
    if (kind == OK) {
        kind = db->driver->execute(connection, db->driver->begin_read, err);
    }
    if (kind == OK) {
        struct tx tx = {db, db->driver, connection, NULL};
        kind = work(&tx, context, err);
        if (db->driver->execute(connection, "ROLLBACK", &ignored) != OK) {
            db->driver->disconnect(connection);
            connection = NULL;
        }
    }
    return_reader(db, connection);
    return kind;
}

/* --- opening ---------------------------------------------------------------------------------- */

static enum error_kind make_folder(const char *data_dir, struct error *err)
{
    if (mkdir(data_dir, 0700) != 0 && errno != EEXIST) {
        return error_set(err, ERROR_UNAVAILABLE, "db.folder", "%s: %s", data_dir, strerror(errno));
    }
    return OK;
}

enum error_kind db_open(const char *data_dir, const char *database_url, int readers,
                        struct db **db_out, struct error *err)
{
    struct db *db = foreign_calloc(1, sizeof *db);
    assert(db != NULL && readers >= 1 && readers <= READERS_MAX);
    db->driver = database_url == NULL ? &db_sqlite_driver : &db_postgres_driver;
    db->data_dir = foreign_strdup(data_dir);
    db->url = database_url == NULL ? NULL : foreign_strdup(database_url);
    pthread_mutex_init(&db->readers_lock, NULL);
    pthread_mutex_init(&db->queue_lock, NULL);
    pthread_cond_init(&db->reader_free, NULL);
    pthread_cond_init(&db->queue_filled, NULL);
    db->reader_count = db->readers_idle = readers; /* links are made when they are first needed */

    enum error_kind kind = make_folder(data_dir, err);
    if (kind == OK) {
        kind = connect_to(db, true, &db->write_connection, err);
    }
    if (kind == OK) {
        kind = db_migrate(db, db->write_connection, db->driver, &db->schema_version, err);
    }
    if (kind == OK && pthread_create(&db->writer, NULL, writer_main, db) != 0) {
        kind = error_set(err, ERROR_INTERNAL, "db.thread", "the writer thread cannot be started");
    }
    if (kind != OK) {
        db_close(db);
        return kind;
    }
    db->writer_runs = true;
    *db_out = db;
    return OK;
}

void db_close(struct db *db)
{
    if (db == NULL) {
        return;
    }
    if (db->writer_runs) {
        pthread_mutex_lock(&db->queue_lock);
        db->stopping = true;
        pthread_cond_signal(&db->queue_filled);
        pthread_mutex_unlock(&db->queue_lock);
        pthread_join(db->writer, NULL);
    }
    for (int i = 0; i < db->reader_count; i++) {
        if (db->readers[i] != NULL) {
            db->driver->disconnect(db->readers[i]);
        }
    }
    if (db->write_connection != NULL) {
        db->driver->disconnect(db->write_connection);
    }
    pthread_mutex_destroy(&db->readers_lock);
    pthread_mutex_destroy(&db->queue_lock);
    pthread_cond_destroy(&db->reader_free);
    pthread_cond_destroy(&db->queue_filled);
    free(db->data_dir);
    free(db->url);
    free(db);
}

bool db_is_postgres(const struct db *db)
{
    return db->driver == &db_postgres_driver;
}

int db_schema_version(const struct db *db)
{
    return db->schema_version;
}

void *tx_memory(struct tx *tx)
{
    return tx->memory;
}

/* --- statements ------------------------------------------------------------------------------- */

struct statement *tx_query(struct tx *tx, const struct query *query)
{
    struct statement *statement = tx->driver->query(tx->connection, query);
    statement->in_use = true;
    statement->started = false;
    statement->bound = 0;
    return statement;
}

static void note_bound(struct statement *statement, int parameter)
{
    assert(parameter >= 1 && parameter <= statement->query->parameter_count);
    statement->bound |= (uint64_t)1 << (parameter - 1);
}

void bind_text(struct statement *statement, int parameter, struct text value)
{
    note_bound(statement, parameter);
    statement->driver->bind_text(statement, parameter, value);
}

void bind_blob(struct statement *statement, int parameter, struct text value)
{
    note_bound(statement, parameter);
    statement->driver->bind_blob(statement, parameter, value);
}

void bind_int(struct statement *statement, int parameter, int64_t value)
{
    note_bound(statement, parameter);
    statement->driver->bind_int(statement, parameter, value);
}

void bind_bool(struct statement *statement, int parameter, bool value)
{
    bind_int(statement, parameter, value ? 1 : 0);
}

void bind_null(struct statement *statement, int parameter)
{
    note_bound(statement, parameter);
    statement->driver->bind_null(statement, parameter);
}

void bind_date(struct statement *statement, int parameter, struct date value)
{
    char text[DATE_TEXT_SIZE];
    if (date_is_none(value)) {
        bind_null(statement, parameter);
    } else {
        bind_text(statement, parameter, text_of(date_format(value, text)));
    }
}

#ifdef KAIGONG_CHECKED
static atomic_int statements_left; /* until one is made to fail; 0: never */
static atomic_bool test_struck;

bool db_test_fail_after(int n)
{
    atomic_store(&statements_left, n);
    return atomic_exchange(&test_struck, false);
}

static bool is_made_to_fail(void)
{
    bool struck = atomic_load(&statements_left) > 0 && atomic_fetch_sub(&statements_left, 1) == 1;
    if (struck) {
        atomic_store(&test_struck, true);
    }
    return struck;
}
#else
static bool is_made_to_fail(void)
{
    return false;
}
#endif

/* Before the first step of a statement. */
static enum error_kind check_start(struct statement *statement, struct error *err)
{
    int count = statement->query->parameter_count;
    uint64_t all = count == 0 ? 0 : ~(uint64_t)0 >> (64 - count);
    if (statement->bound != all) {
        return error_set(err, ERROR_INTERNAL, "db.unbound", "query %s was run without all values",
                         statement->query->name);
    }
    if (!statement->started && is_made_to_fail()) {
        return error_set(err, ERROR_INTERNAL, "db.test", "query %s was made to fail",
                         statement->query->name);
    }
    statement->started = true;
    return OK;
}

enum error_kind statement_step(struct statement *statement, bool *row_out, struct error *err)
{
    enum error_kind kind = check_start(statement, err);
    if (kind == OK) {
        kind = statement->driver->step(statement, row_out, err);
    }
    if (kind != OK || !*row_out) {
        statement_close(statement);
    }
    return kind;
}

enum error_kind statement_run(struct statement *statement, int64_t *changes_out, struct error *err)
{
    bool row;
    enum error_kind kind = check_start(statement, err);
    if (kind == OK) {
        kind = statement->driver->step(statement, &row, err);
    }
    if (kind == OK && changes_out != NULL) {
        *changes_out = statement->driver->changes(statement);
    }
    statement_close(statement);
    return kind;
}

void statement_close(struct statement *statement)
{
    if (statement->in_use) {
        statement->in_use = false;
        statement->driver->close(statement);
    }
}

struct text column_text(struct statement *statement, int column)
{
    return statement->driver->column_text(statement, column);
}

struct text column_blob(struct statement *statement, int column)
{
    return statement->driver->column_blob(statement, column);
}

int64_t column_int(struct statement *statement, int column)
{
    return statement->driver->column_int(statement, column);
}

bool column_bool(struct statement *statement, int column)
{
    return column_int(statement, column) != 0;
}

bool column_is_null(struct statement *statement, int column)
{
    return statement->driver->column_is_null(statement, column);
}

struct date column_date(struct statement *statement, int column)
{
    struct date date = DATE_NONE;
    struct error ignored;
    struct text text = column_text(statement, column);
    if (text.length > 0 && date_parse(text, &date, &ignored) != OK) {
        return DATE_NONE;
    }
    return date;
}
