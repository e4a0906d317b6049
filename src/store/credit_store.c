/* Green channel and credit records. */
#include "store/promise_store.h"

#include "queries_sql.h"
#include "store/store_row.h"

/* --- green channel ------------------------------------------------------------------------------ */

enum error_kind green_store_ask(struct tx *tx, int64_t case_id, struct text reason,
                                struct text asked_by, struct date day, struct error *err)
{
    SCOPED_STATEMENT ask = tx_query(tx, &GREEN_ASK);
    bind_int(ask, GREEN_ASK_CASE_ID, case_id);
    bind_text(ask, GREEN_ASK_REASON, reason);
    bind_text(ask, GREEN_ASK_ASKED_BY, asked_by);
    bind_date(ask, GREEN_ASK_DAY, day);
    enum error_kind kind = statement_run(ask, NULL, err);
    return kind != ERROR_CONFLICT ? kind
                                  : error_set(err, ERROR_CONFLICT, "green.asked",
                                              "已申请过绿色通道 (it was asked for before)");
}

enum error_kind green_store_find(struct tx *tx, int64_t case_id, struct arena *arena,
                                 struct green_request *out, bool *found_out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &GREEN_FIND);
    bind_int(find, GREEN_FIND_CASE_ID, case_id);
    TRY(statement_step(find, found_out, err));
    if (*found_out) {
        *out = (struct green_request){row_copy(find, 0, arena), row_copy(find, 1, arena),
                                      column_date(find, 2),     row_copy(find, 3, arena),
                                      row_copy(find, 4, arena), column_date(find, 5),
                                      row_copy(find, 6, arena)};
    }
    return OK;
}

enum error_kind green_store_decide(struct tx *tx, int64_t case_id,
                                   const struct green_request *decision, struct error *err)
{
    SCOPED_STATEMENT decide = tx_query(tx, &GREEN_DECIDE);
    int64_t changes;
    bind_int(decide, GREEN_DECIDE_CASE_ID, case_id);
    bind_text(decide, GREEN_DECIDE_STATE, decision->state);
    bind_text(decide, GREEN_DECIDE_DECIDED_BY, decision->decided_by);
    bind_date(decide, GREEN_DECIDE_DAY, decision->decided_on);
    bind_text(decide, GREEN_DECIDE_ANSWER, decision->answer);
    TRY(statement_run(decide, &changes, err));
    return changes > 0 ? OK
                       : error_set(err, ERROR_CONFLICT, "green.decided",
                                   "没有待审批的绿色通道申请 (nothing waits for a decision)");
}

enum error_kind green_store_statistics(struct tx *tx, struct arena *arena, struct green_share **out,
                                       size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &GREEN_STATISTICS);
    struct green_share *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] =
            (struct green_share){row_copy(list, 0, arena), column_int(list, 1), column_int(list, 2),
                                 column_int(list, 3), column_int(list, 4)};
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind green_store_list(struct tx *tx, struct arena *arena, struct green_case **out,
                                 size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &GREEN_LIST);
    struct green_case *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = (struct green_case){column_int(list, 0),      row_copy(list, 1, arena),
                                             row_copy(list, 2, arena), row_copy(list, 3, arena),
                                             row_copy(list, 4, arena), row_copy(list, 5, arena),
                                             column_date(list, 6)};
    }
    *out = items;
    *count_out = count;
    return OK;
}

/* --- credit records ----------------------------------------------------------------------------- */

enum error_kind credit_store_add(struct tx *tx, struct credit_record *record, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &CREDIT_ADD);
    bind_text(add, CREDIT_ADD_OWNER, record->owner);
    bind_int(add, CREDIT_ADD_CASE_ID, record->case_id);
    bind_text(add, CREDIT_ADD_KIND, record->kind);
    bind_text(add, CREDIT_ADD_REASON, record->reason);
    bind_date(add, CREDIT_ADD_RECORDED_ON, record->recorded_on);
    bind_date(add, CREDIT_ADD_UNTIL_ON, record->until_on);
    TRY(row_step_found(add, "credit.add", "the credit record was not added", err));
    record->id = column_int(add, 0);
    return OK;
}

enum error_kind credit_store_until(struct tx *tx, struct text owner, struct date *until_out,
                                   struct error *err)
{
    SCOPED_STATEMENT until = tx_query(tx, &CREDIT_UNTIL);
    bind_text(until, CREDIT_UNTIL_OWNER, owner);
    TRY(row_step_found(until, "credit.until", "the credit record was not read", err));
    *until_out = column_date(until, 0);
    return OK;
}

enum error_kind credit_store_list(struct tx *tx, struct text owner, struct arena *arena,
                                  struct credit_record **out, size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &CREDIT_LIST);
    struct credit_record *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_text(list, CREDIT_LIST_OWNER, owner);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = (struct credit_record){
            column_int(list, 0),      row_copy(list, 1, arena), column_int(list, 2),
            row_copy(list, 3, arena), row_copy(list, 4, arena), column_date(list, 5),
            column_date(list, 6),     column_date(list, 7),     row_copy(list, 8, arena)};
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind credit_store_repair(struct tx *tx, int64_t id, struct date day, struct text by,
                                    struct arena *arena, struct text *owner_out, struct error *err)
{
    SCOPED_STATEMENT repair = tx_query(tx, &CREDIT_REPAIR);
    bind_int(repair, CREDIT_REPAIR_ID, id);
    bind_date(repair, CREDIT_REPAIR_DAY, day);
    bind_text(repair, CREDIT_REPAIR_REPAIRED_BY, by);
    TRY(row_step_found(repair, "credit.unknown",
                       "没有未修复的失信记录 (there is no such record to repair)", err));
    *owner_out = row_copy(repair, 0, arena);
    return OK;
}
