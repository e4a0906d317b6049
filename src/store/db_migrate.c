/* Brings the schema up to date: numbered files, each in one transaction, each with its entry in the
 * journal. A schema that is newer than the program is refused. */
#include "base/asset.h"
#include "base/json.h"
#include "queries_sql.h"
#include "store/db_driver.h"
#include "store/journal_store.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define MIGRATIONS "src/store/migrations/"

/* The text with @id and @bytes replaced by the database's own words. */
static const char *expand(const struct asset *file, const struct db_driver *driver,
                          struct arena *arena)
{
    struct text_builder sql;
    text_builder_init(&sql, arena, file->size * 2 + 4096);
    for (size_t i = 0; i < file->size; i++) {
        struct text rest = {(const char *)file->bytes + i, file->size - i};
        if (text_has_prefix(rest, TEXT("@id"))) {
            text_builder_add(&sql, text_of(driver->type_id));
            i += 2;
        } else if (text_has_prefix(rest, TEXT("@bytes"))) {
            text_builder_add(&sql, text_of(driver->type_bytes));
            i += 5;
        } else {
            text_builder_add_byte(&sql, (char)file->bytes[i]);
        }
    }
    return text_c_string(text_builder_text(&sql), arena);
}

static int number_of(const struct asset *file)
{
    int number = 0;
    const char *name = file->path + sizeof MIGRATIONS - 1;
    for (int i = 0; i < 4 && name[i] >= '0' && name[i] <= '9'; i++) {
        number = number * 10 + name[i] - '0';
    }
    return number;
}

static enum error_kind read_version(struct tx *tx, int *version_out, struct error *err)
{
    SCOPED_STATEMENT newest = tx_query(tx, &SCHEMA_VERSION_NEWEST);
    bool row;
    TRY(statement_step(newest, &row, err));
    *version_out = row ? (int)column_int(newest, 0) : 0;
    return OK;
}

static enum error_kind note_version(struct tx *tx, const struct asset *file, int64_t now,
                                    struct error *err)
{
    SCOPED_ARENA arena = {0};
    SCOPED_STATEMENT add = tx_query(tx, &SCHEMA_VERSION_ADD);
    struct json_writer data;
    struct text text;
    bind_int(add, SCHEMA_VERSION_ADD_VERSION, number_of(file));
    bind_int(add, SCHEMA_VERSION_ADD_NOW, now);
    TRY(statement_run(add, NULL, err));
    json_writer_init(&data, &arena, 1000);
    json_object_open(&data);
    json_member_string(&data, "file", file->path + sizeof MIGRATIONS - 1);
    json_object_close(&data);
    TRY(json_writer_text(&data, &text, err));
    return journal_store_append(tx, "migration.apply", TEXT("schema"), TEXT("system"), text, now,
                                err);
}

static enum error_kind apply(struct tx *tx, const struct asset *file, int64_t now,
                             struct error *err)
{
    SCOPED_ARENA arena = {0};
    int version = 0;
    TRY(tx->driver->execute(tx->connection, tx->driver->begin_write, err));
    enum error_kind kind = read_version(tx, &version, err);
    bool due = kind == OK && number_of(file) > version; /* another program may have been quicker */
    if (due) {
        kind = tx->driver->execute(tx->connection, expand(file, tx->driver, &arena), err);
    }
    if (due && kind == OK) {
        kind = note_version(tx, file, now, err);
    }
    if (kind == OK) {
        return tx->driver->execute(tx->connection, "COMMIT", err);
    }
    struct error ignored;
    enum error_kind undone = tx->driver->execute(tx->connection, "ROLLBACK", &ignored);
    (void)undone;
    return kind;
}

enum error_kind db_migrate(struct db *db, struct connection *connection,
                           const struct db_driver *driver, int *version_out, struct error *err)
{
    struct tx tx = {db, driver, connection, NULL};
    struct timespec now;
    int version = 0, newest = 0;

    clock_gettime(CLOCK_REALTIME, &now);
    TRY(driver->execute(connection,
                        "CREATE TABLE IF NOT EXISTS schema_version ("
                        "version BIGINT NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL)",
                        err));
    TRY(read_version(&tx, &version, err));
    for (size_t i = 0; i < asset_count; i++) {
        if (strncmp(assets[i].path, MIGRATIONS, sizeof MIGRATIONS - 1) != 0) {
            continue;
        }
        newest = number_of(&assets[i]);
        if (newest > version) {
            TRY(apply(&tx, &assets[i], now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000, err));
            version = newest;
        }
    }
    if (version > newest) {
        return error_set(err, ERROR_CONFLICT, "db.newer",
                         "the data has schema %d, this program knows %d: use a newer program",
                         version, newest);
    }
    *version_out = version;
    return OK;
}
