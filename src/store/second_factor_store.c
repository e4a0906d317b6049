#include "store/second_factor_store.h"

#include "queries_sql.h"
#include "store/store_row.h"

enum error_kind second_factor_store_find(struct tx *tx, int64_t person_id, struct arena *arena,
                                         bool *found_out, struct second_factor *out,
                                         struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &SECOND_FACTOR_FIND);
    bind_int(find, SECOND_FACTOR_FIND_PERSON_ID, person_id);
    TRY(statement_step(find, found_out, err));
    if (*found_out) {
        *out = (struct second_factor){text_copy(column_blob(find, 0), arena), column_int(find, 1),
                                      column_bool(find, 2)};
    }
    return OK;
}

enum error_kind second_factor_store_put(struct tx *tx, int64_t person_id, struct text sealed,
                                        int64_t now, struct error *err)
{
    SCOPED_STATEMENT put = tx_query(tx, &SECOND_FACTOR_PUT);
    int64_t changes = 0;
    bind_int(put, SECOND_FACTOR_PUT_PERSON_ID, person_id);
    bind_blob(put, SECOND_FACTOR_PUT_SEALED, sealed);
    bind_int(put, SECOND_FACTOR_PUT_NOW, now);
    TRY(statement_run(put, &changes, err));
    return changes == 1 ? OK
                        : error_set(err, ERROR_CONFLICT, "second_factor.enrolled",
                                    "a second factor stands already; remove it first");
}

static enum error_kind run_once(struct statement *statement, bool *done_out, struct error *err)
{
    int64_t changes = 0;
    TRY(statement_run(statement, &changes, err));
    *done_out = changes == 1;
    return OK;
}

enum error_kind second_factor_store_use(struct tx *tx, int64_t person_id, int64_t step,
                                        bool *used_out, struct error *err)
{
    SCOPED_STATEMENT use = tx_query(tx, &SECOND_FACTOR_USE);
    bind_int(use, SECOND_FACTOR_USE_STEP, step);
    bind_int(use, SECOND_FACTOR_USE_PERSON_ID, person_id);
    return run_once(use, used_out, err);
}

enum error_kind second_factor_store_end(struct tx *tx, int64_t person_id, struct error *err)
{
    SCOPED_STATEMENT codes = tx_query(tx, &RECOVERY_CODE_END);
    bind_int(codes, RECOVERY_CODE_END_PERSON_ID, person_id);
    TRY(statement_run(codes, NULL, err));
    SCOPED_STATEMENT end = tx_query(tx, &SECOND_FACTOR_END);
    bind_int(end, SECOND_FACTOR_END_PERSON_ID, person_id);
    return statement_run(end, NULL, err);
}

enum error_kind recovery_code_store_add(struct tx *tx, int64_t person_id, struct text code_hash,
                                        struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &RECOVERY_CODE_ADD);
    bind_int(add, RECOVERY_CODE_ADD_PERSON_ID, person_id);
    bind_text(add, RECOVERY_CODE_ADD_CODE_HASH, code_hash);
    return statement_run(add, NULL, err);
}

enum error_kind recovery_code_store_use(struct tx *tx, int64_t person_id, struct text code_hash,
                                        bool *used_out, struct error *err)
{
    SCOPED_STATEMENT use = tx_query(tx, &RECOVERY_CODE_USE);
    bind_int(use, RECOVERY_CODE_USE_PERSON_ID, person_id);
    bind_text(use, RECOVERY_CODE_USE_CODE_HASH, code_hash);
    return run_once(use, used_out, err);
}

enum error_kind recovery_code_store_count(struct tx *tx, int64_t person_id, int64_t *count_out,
                                          struct error *err)
{
    SCOPED_STATEMENT count = tx_query(tx, &RECOVERY_CODE_COUNT);
    bind_int(count, RECOVERY_CODE_COUNT_PERSON_ID, person_id);
    TRY(row_step_found(count, "recovery_code.count", "codes cannot be counted", err));
    *count_out = column_int(count, 0);
    return OK;
}
