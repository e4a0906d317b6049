#include "store/promise_store.h"

#include "queries_sql.h"
#include "store/store_row.h"

/* --- tolerances --------------------------------------------------------------------------------- */

enum error_kind tolerance_store_add(struct tx *tx, struct tolerance *tolerance, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &TOLERANCE_ADD);
    bind_int(add, TOLERANCE_ADD_CASE_ID, tolerance->case_id);
    bind_int(add, TOLERANCE_ADD_PROJECT_ID, tolerance->project_id);
    bind_text(add, TOLERANCE_ADD_PAPER, tolerance->paper);
    bind_text(add, TOLERANCE_ADD_MODE, text_of(tolerance_mode_name(tolerance->mode)));
    bind_text(add, TOLERANCE_ADD_BASIS, tolerance->basis);
    bind_text(add, TOLERANCE_ADD_TEXT_ID, tolerance->text_id);
    bind_int(add, TOLERANCE_ADD_TEXT_VERSION, tolerance->text_version);
    bind_text(add, TOLERANCE_ADD_SIGNER, tolerance->signer);
    bind_text(add, TOLERANCE_ADD_ALLOWED_BY, tolerance->allowed_by);
    bind_date(add, TOLERANCE_ADD_ALLOWED_ON, tolerance->allowed_on);
    bind_date(add, TOLERANCE_ADD_DUE_ON, tolerance->due_on);
    bind_int(add, TOLERANCE_ADD_REMINDED, tolerance->reminded);
    TRY(row_step_found(add, "tolerance.add", "the tolerance was not added", err));
    tolerance->id = column_int(add, 0);
    tolerance->state = TOLERANCE_OPEN;
    return OK;
}

static enum error_kind read_tolerance(struct statement *row, struct arena *arena,
                                      struct tolerance *out, struct error *err)
{
    *out = (struct tolerance){
        .id = column_int(row, 0),
        .case_id = column_int(row, 1),
        .project_id = column_int(row, 2),
        .paper = row_copy(row, 3, arena),
        .basis = row_copy(row, 5, arena),
        .text_id = row_copy(row, 6, arena),
        .text_version = column_int(row, 7),
        .signer = row_copy(row, 8, arena),
        .allowed_by = row_copy(row, 9, arena),
        .allowed_on = column_date(row, 10),
        .due_on = column_date(row, 11),
        .reminded = (int)column_int(row, 13),
        .ended_on = column_date(row, 14),
    };
    if (!tolerance_mode_parse(column_text(row, 4), &out->mode) ||
        !tolerance_state_parse(column_text(row, 12), &out->state)) {
        return error_set(err, ERROR_INTERNAL, "tolerance.broken", "a tolerance cannot be read");
    }
    return OK;
}

enum error_kind tolerance_store_list(struct tx *tx, int64_t case_id, struct arena *arena,
                                     struct tolerance **out, size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &TOLERANCE_LIST_CASE);
    struct tolerance *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_int(list, TOLERANCE_LIST_CASE_CASE_ID, case_id);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        TRY(read_tolerance(list, arena, &items[count++], err));
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind tolerance_store_list_open(struct tx *tx, int64_t after, struct arena *arena,
                                          struct tolerance **out, size_t *count_out,
                                          struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &TOLERANCE_LIST_OPEN);
    struct tolerance *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_int(list, TOLERANCE_LIST_OPEN_AFTER, after);
    bind_int(list, TOLERANCE_LIST_OPEN_LIMIT, PROMISE_PAGE);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        TRY(read_tolerance(list, arena, &items[count++], err));
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind tolerance_store_save(struct tx *tx, const struct tolerance *tolerance,
                                     struct error *err)
{
    SCOPED_STATEMENT save = tx_query(tx, &TOLERANCE_SAVE);
    int64_t changes;
    bind_int(save, TOLERANCE_SAVE_ID, tolerance->id);
    bind_text(save, TOLERANCE_SAVE_STATE, text_of(tolerance_state_name(tolerance->state)));
    bind_int(save, TOLERANCE_SAVE_REMINDED, tolerance->reminded);
    bind_date(save, TOLERANCE_SAVE_ENDED_ON, tolerance->ended_on);
    TRY(statement_run(save, &changes, err));
    return changes > 0 ? OK
                       : error_set(err, ERROR_CONFLICT, "tolerance.ended",
                                   "容缺已结束 (the tolerance is not open any more)");
}

/* --- commitments -------------------------------------------------------------------------------- */

enum error_kind commitment_text_store_add(struct tx *tx, const struct commitment_text *text,
                                          int64_t now, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &COMMITMENT_TEXT_ADD);
    bind_text(add, COMMITMENT_TEXT_ADD_ID, text->id);
    bind_int(add, COMMITMENT_TEXT_ADD_VERSION, text->version);
    bind_text(add, COMMITMENT_TEXT_ADD_BODY, text->body);
    bind_int(add, COMMITMENT_TEXT_ADD_NOW, now);
    return statement_run(add, NULL, err);
}

enum error_kind commitment_text_store_list(struct tx *tx, struct arena *arena,
                                           struct commitment_text **out, size_t *count_out,
                                           struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &COMMITMENT_TEXT_NEWEST);
    struct commitment_text *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = (struct commitment_text){row_copy(list, 0, arena), column_int(list, 1),
                                                  row_copy(list, 2, arena)};
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind commitment_store_add(struct tx *tx, struct commitment *commitment,
                                     struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &COMMITMENT_ADD);
    bind_int(add, COMMITMENT_ADD_CASE_ID, commitment->case_id);
    bind_int(add, COMMITMENT_ADD_PROJECT_ID, commitment->project_id);
    bind_bool(add, COMMITMENT_ADD_START, commitment->start);
    bind_text(add, COMMITMENT_ADD_TEXT_ID, commitment->text_id);
    bind_int(add, COMMITMENT_ADD_TEXT_VERSION, commitment->text_version);
    bind_text(add, COMMITMENT_ADD_SIGNER, commitment->signer);
    bind_date(add, COMMITMENT_ADD_SIGNED_ON, commitment->signed_on);
    bind_date(add, COMMITMENT_ADD_DUE_ON, commitment->due_on);
    bind_text(add, COMMITMENT_ADD_STATE, text_of(commitment_state_name(commitment->state)));
    bind_int(add, COMMITMENT_ADD_REMINDED, commitment->reminded);
    TRY(row_step_found(add, "commitment.add", "the commitment was not added", err));
    commitment->id = column_int(add, 0);
    commitment->version = 1;
    return OK;
}

static enum error_kind read_commitment(struct statement *row, struct arena *arena,
                                       struct commitment *out, struct error *err)
{
    *out = (struct commitment){
        .id = column_int(row, 0),
        .case_id = column_int(row, 1),
        .project_id = column_int(row, 2),
        .start = column_bool(row, 3),
        .text_id = row_copy(row, 4, arena),
        .text_version = column_int(row, 5),
        .signer = row_copy(row, 6, arena),
        .signed_on = column_date(row, 7),
        .due_on = column_date(row, 8),
        .corrected = column_bool(row, 10),
        .late_on = column_date(row, 11),
        .reminded = (int)column_int(row, 12),
        .version = column_int(row, 13),
    };
    return commitment_state_parse(column_text(row, 9), &out->state)
               ? OK
               : error_set(err, ERROR_INTERNAL, "commitment.broken", "a commitment cannot be read");
}

enum error_kind commitment_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                      struct commitment *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &COMMITMENT_FIND);
    bind_int(find, COMMITMENT_FIND_ID, id);
    TRY(row_step_found(find, "commitment.unknown", "没有这个承诺 (there is no such commitment)",
                       err));
    return read_commitment(find, arena, out, err);
}

enum error_kind commitment_store_list(struct tx *tx, int64_t case_id, struct arena *arena,
                                      struct commitment **out, size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &COMMITMENT_LIST_CASE);
    struct commitment *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_int(list, COMMITMENT_LIST_CASE_CASE_ID, case_id);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        TRY(read_commitment(list, arena, &items[count++], err));
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind commitment_store_list_running(struct tx *tx, int64_t after, struct arena *arena,
                                              struct commitment **out, size_t *count_out,
                                              struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &COMMITMENT_LIST_RUNNING);
    struct commitment *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_int(list, COMMITMENT_LIST_RUNNING_AFTER, after);
    bind_int(list, COMMITMENT_LIST_RUNNING_LIMIT, PROMISE_PAGE);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        TRY(read_commitment(list, arena, &items[count++], err));
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind commitment_store_save(struct tx *tx, struct commitment *commitment,
                                      struct error *err)
{
    SCOPED_STATEMENT save = tx_query(tx, &COMMITMENT_SAVE);
    int64_t changes;
    bind_int(save, COMMITMENT_SAVE_ID, commitment->id);
    bind_int(save, COMMITMENT_SAVE_EXPECTED_VERSION, commitment->version);
    bind_text(save, COMMITMENT_SAVE_STATE, text_of(commitment_state_name(commitment->state)));
    bind_date(save, COMMITMENT_SAVE_DUE_ON, commitment->due_on);
    bind_bool(save, COMMITMENT_SAVE_CORRECTED, commitment->corrected);
    bind_date(save, COMMITMENT_SAVE_LATE_ON, commitment->late_on);
    bind_int(save, COMMITMENT_SAVE_REMINDED, commitment->reminded);
    TRY(statement_run(save, &changes, err));
    if (changes == 0) {
        return error_set(err, ERROR_CONFLICT, "commitment.stale",
                         "承诺已被他人办理, 请刷新 (somebody else was first)");
    }
    commitment->version++;
    return OK;
}

enum error_kind commitment_store_count(struct tx *tx, struct text owner,
                                       int64_t counts_out[OUTCOME_BROKEN + 1], struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &COMMITMENT_COUNT);
    bool row;
    for (int i = 0; i <= OUTCOME_BROKEN; i++) {
        counts_out[i] = 0;
    }
    bind_text(list, COMMITMENT_COUNT_OWNER, owner);
    for (;;) {
        enum commitment_state state;
        TRY(statement_step(list, &row, err));
        if (!row) {
            return OK;
        }
        if (commitment_state_parse(column_text(list, 0), &state)) {
            counts_out[commitment_outcome(state, column_bool(list, 1))] += column_int(list, 2);
        }
    }
}

enum error_kind commitment_check_store_add(struct tx *tx, int64_t commitment_id,
                                           const struct commitment_check *check, int64_t now,
                                           struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &COMMITMENT_CHECK_ADD);
    bind_int(add, COMMITMENT_CHECK_ADD_COMMITMENT_ID, commitment_id);
    bind_date(add, COMMITMENT_CHECK_ADD_DAY, check->day);
    bind_text(add, COMMITMENT_CHECK_ADD_CHECKER, check->checker);
    bind_text(add, COMMITMENT_CHECK_ADD_EVENT, check->event);
    bind_text(add, COMMITMENT_CHECK_ADD_NOTE, check->note);
    bind_int(add, COMMITMENT_CHECK_ADD_NOW, now);
    return statement_run(add, NULL, err);
}

enum error_kind commitment_check_store_list(struct tx *tx, int64_t commitment_id,
                                            struct arena *arena, struct commitment_check **out,
                                            size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &COMMITMENT_CHECK_LIST);
    struct commitment_check *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_int(list, COMMITMENT_CHECK_LIST_COMMITMENT_ID, commitment_id);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] =
            (struct commitment_check){column_date(list, 0), row_copy(list, 1, arena),
                                      row_copy(list, 2, arena), row_copy(list, 3, arena)};
    }
    *out = items;
    *count_out = count;
    return OK;
}
