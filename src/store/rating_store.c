#include "store/rating_store.h"

#include "queries_sql.h"
#include "store/store_row.h"

#include <string.h>

static struct text state_text(const struct rating *rating)
{
    return date_is_none(rating->due_on) ? TEXT("none") : text_of(rating_state_name(rating->state));
}

enum error_kind rating_store_add(struct tx *tx, const struct rating *rating, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &RATING_ADD);
    bind_int(add, RATING_ADD_CASE_ID, rating->case_id);
    bind_int(add, RATING_ADD_OFFICER_ID, rating->officer_id);
    bind_text(add, RATING_ADD_RATED_BY, rating->rated_by);
    bind_date(add, RATING_ADD_RATED_ON, rating->rated_on);
    bind_int(add, RATING_ADD_GRADE, rating->grade);
    bind_text(add, RATING_ADD_REMARK, rating->remark);
    bind_text(add, RATING_ADD_STATE, state_text(rating));
    bind_date(add, RATING_ADD_DUE_ON, rating->due_on);
    enum error_kind kind = statement_run(add, NULL, err);
    return kind == ERROR_CONFLICT && strcmp(err->code, "db.unique") == 0
               ? error_set(err, ERROR_CONFLICT, "rating.twice",
                           "该办件已评价过 (the case was rated already)")
               : kind;
}

static void read_rating(struct statement *row, struct arena *arena, struct rating *out)
{
    *out = (struct rating){
        .case_id = column_int(row, 0),
        .officer_id = column_int(row, 1),
        .officer = row_copy(row, 2, arena),
        .rated_by = row_copy(row, 3, arena),
        .rated_on = column_date(row, 4),
        .grade = (enum grade)column_int(row, 5),
        .remark = row_copy(row, 6, arena),
        .due_on = column_date(row, 8),
        .correction = row_copy(row, 9, arena),
        .corrected_on = column_date(row, 10),
        .call_back = row_copy(row, 11, arena),
        .closed_by = row_copy(row, 12, arena),
        .closed_on = column_date(row, 13),
        .project = row_copy(row, 14, arena),
        .item = row_copy(row, 15, arena),
    };
    rating_state_parse(column_text(row, 7), &out->state);
}

enum error_kind rating_store_find(struct tx *tx, int64_t case_id, struct arena *arena,
                                  struct rating *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &RATING_FIND);
    bind_int(find, RATING_FIND_CASE_ID, case_id);
    TRY(row_step_found(find, "rating.unknown", "没有这项评价 (there is no such rating)", err));
    read_rating(find, arena, out);
    return OK;
}

enum error_kind rating_store_list(struct tx *tx, int64_t officer_id, struct text state,
                                  struct arena *arena, struct rating **out, size_t *count_out,
                                  struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &RATING_LIST);
    struct rating *rows = NULL;
    size_t count = 0, capacity = 0;
    bind_int(list, RATING_LIST_OFFICER_ID, officer_id);
    bind_text(list, RATING_LIST_STATE, state);
    for (;;) {
        bool row;
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        rows = row_grow(arena, rows, count, &capacity, sizeof *rows);
        read_rating(list, arena, &rows[count++]);
    }
    *out = rows;
    *count_out = count;
    return OK;
}

enum error_kind rating_store_save(struct tx *tx, const struct rating *rating, enum rating_state was,
                                  struct error *err)
{
    SCOPED_STATEMENT save = tx_query(tx, &RATING_SAVE);
    int64_t changes = 0;
    bind_int(save, RATING_SAVE_CASE_ID, rating->case_id);
    bind_text(save, RATING_SAVE_STATE, state_text(rating));
    bind_text(save, RATING_SAVE_CORRECTION, rating->correction);
    bind_date(save, RATING_SAVE_CORRECTED_ON, rating->corrected_on);
    bind_text(save, RATING_SAVE_CALL_BACK, rating->call_back);
    bind_text(save, RATING_SAVE_CLOSED_BY, rating->closed_by);
    bind_date(save, RATING_SAVE_CLOSED_ON, rating->closed_on);
    bind_text(save, RATING_SAVE_WAS, text_of(rating_state_name(was)));
    TRY(statement_run(save, &changes, err));
    return changes == 1 ? OK
                        : error_set(err, ERROR_CONFLICT, "rating.stale",
                                    "已被他人办理, 请刷新 (somebody else was first)");
}
