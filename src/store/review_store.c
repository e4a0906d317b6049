#include "store/review_store.h"

#include "queries_sql.h"
#include "store/store_row.h"

#include <string.h>

static enum error_kind add_member(struct tx *tx, int64_t review_id,
                                  const struct review_member *member, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &REVIEW_MEMBER_ADD);
    bind_int(add, REVIEW_MEMBER_ADD_REVIEW_ID, review_id);
    bind_int(add, REVIEW_MEMBER_ADD_PERSON_ID, member->person_id);
    bind_int(add, REVIEW_MEMBER_ADD_AUTHORITY_ID, member->authority_id);
    return statement_run(add, NULL, err);
}

enum error_kind review_store_add(struct tx *tx, struct review *review, int64_t now,
                                 struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &REVIEW_ADD);
    bind_int(add, REVIEW_ADD_CASE_ID, review->case_id);
    bind_text(add, REVIEW_ADD_CONVENED_BY, review->convened_by);
    bind_date(add, REVIEW_ADD_DAY, review->day);
    bind_text(add, REVIEW_ADD_LINK, review->link);
    bind_int(add, REVIEW_ADD_QUORUM, review->quorum);
    bind_int(add, REVIEW_ADD_CHAIR_ID, review->chair_id);
    bind_int(add, REVIEW_ADD_NOW, now);
    enum error_kind kind = row_step_found(add, "review.add", "the review was not stored", err);
    if (kind == ERROR_CONFLICT && strcmp(err->code, "db.unique") == 0) {
        return error_set(err, ERROR_CONFLICT, "review.open",
                         "该办件正在评审 (a review of the case is open)");
    }
    TRY(kind);
    review->id = column_int(add, 0);
    statement_close(add);
    for (size_t i = 0; i < review->member_count; i++) {
        TRY(add_member(tx, review->id, &review->members[i], err));
    }
    return OK;
}

static enum error_kind read_members(struct tx *tx, struct arena *arena, struct review *review,
                                    struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &REVIEW_MEMBER_LIST);
    size_t capacity = 0;
    bind_int(list, REVIEW_MEMBER_LIST_REVIEW_ID, review->id);
    for (;;) {
        bool row;
        TRY(statement_step(list, &row, err));
        if (!row) {
            return OK;
        }
        review->members = row_grow(arena, review->members, review->member_count, &capacity,
                                   sizeof *review->members);
        review->members[review->member_count++] = (struct review_member){
            .person_id = column_int(list, 0),
            .person = row_copy(list, 1, arena),
            .name = row_copy(list, 2, arena),
            .authority_id = column_int(list, 3),
            .declared = (enum declaration)column_int(list, 4),
            .verdict = (enum verdict)column_int(list, 5),
            .opinion = row_copy(list, 6, arena),
            .sha256 = row_copy(list, 7, arena),
            .signed_at = column_int(list, 8),
        };
    }
}

enum error_kind review_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                  struct review *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &REVIEW_FIND);
    bind_int(find, REVIEW_FIND_ID, id);
    TRY(row_step_found(find, "review.unknown", "没有这次评审 (there is no such review)", err));
    struct review review = {
        .id = column_int(find, 0),
        .case_id = column_int(find, 1),
        .convened_by = row_copy(find, 2, arena),
        .day = column_date(find, 3),
        .link = row_copy(find, 4, arena),
        .quorum = (int)column_int(find, 5),
        .chair_id = column_int(find, 6),
        .verdict = (enum verdict)column_int(find, 8),
        .conclusion = row_copy(find, 9, arena),
        .department = row_copy(find, 10, arena),
        .item = row_copy(find, 11, arena),
        .project = row_copy(find, 12, arena),
        .project_name = row_copy(find, 13, arena),
    };
    review_state_parse(column_text(find, 7), &review.state);
    statement_close(find);
    TRY(read_members(tx, arena, &review, err));
    *out = review;
    return OK;
}

static enum error_kind list_ids(struct tx *tx, int64_t person_id, struct text department,
                                struct arena *arena, int64_t **out, size_t *count_out,
                                struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &REVIEW_LIST);
    size_t capacity = 0;
    *out = NULL;
    *count_out = 0;
    bind_int(list, REVIEW_LIST_PERSON_ID, person_id);
    bind_text(list, REVIEW_LIST_DEPARTMENT, department);
    for (;;) {
        bool row;
        TRY(statement_step(list, &row, err));
        if (!row) {
            return OK;
        }
        *out = row_grow(arena, *out, *count_out, &capacity, sizeof **out);
        (*out)[(*count_out)++] = column_int(list, 0);
    }
}

enum error_kind review_store_list(struct tx *tx, int64_t person_id, struct text department,
                                  struct arena *arena, struct review **out, size_t *count_out,
                                  struct error *err)
{
    int64_t *ids;
    size_t count;
    TRY(list_ids(tx, person_id, department, arena, &ids, &count, err));
    struct review *rows = ARENA_ARRAY(arena, struct review, count);
    for (size_t i = 0; i < count; i++) {
        TRY(review_store_find(tx, ids[i], arena, &rows[i], err));
    }
    *out = rows;
    *count_out = count;
    return OK;
}

enum error_kind review_store_save_member(struct tx *tx, int64_t review_id,
                                         const struct review_member *member, struct error *err)
{
    SCOPED_STATEMENT save = tx_query(tx, &REVIEW_MEMBER_SAVE);
    int64_t changes = 0;
    bind_int(save, REVIEW_MEMBER_SAVE_REVIEW_ID, review_id);
    bind_int(save, REVIEW_MEMBER_SAVE_PERSON_ID, member->person_id);
    bind_int(save, REVIEW_MEMBER_SAVE_DECLARED, member->declared);
    bind_int(save, REVIEW_MEMBER_SAVE_VERDICT, member->verdict);
    bind_text(save, REVIEW_MEMBER_SAVE_OPINION, member->opinion);
    bind_text(save, REVIEW_MEMBER_SAVE_SHA256, member->sha256);
    if (member->signed_at == 0) {
        bind_null(save, REVIEW_MEMBER_SAVE_SIGNED_AT);
    } else {
        bind_int(save, REVIEW_MEMBER_SAVE_SIGNED_AT, member->signed_at);
    }
    TRY(statement_run(save, &changes, err));
    return changes == 1 ? OK
                        : error_set(err, ERROR_CONFLICT, "review.signed",
                                    "意见已签署 (the opinion is signed)");
}

enum error_kind review_store_end(struct tx *tx, const struct review *review, struct error *err)
{
    SCOPED_STATEMENT end = tx_query(tx, &REVIEW_END);
    int64_t changes = 0;
    bind_int(end, REVIEW_END_ID, review->id);
    bind_text(end, REVIEW_END_STATE, text_of(review_state_name(review->state)));
    bind_int(end, REVIEW_END_VERDICT, review->verdict);
    bind_text(end, REVIEW_END_CONCLUSION, review->conclusion);
    TRY(statement_run(end, &changes, err));
    return changes == 1 ? OK
                        : error_set(err, ERROR_CONFLICT, "review.step",
                                    "评审已结束 (the review is not open any more)");
}
