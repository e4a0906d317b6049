#include "store/joint_store.h"

#include "queries_sql.h"
#include "store/store_row.h"

#include <string.h>

static enum error_kind add_case(struct tx *tx, int64_t sheet_id, const struct joint_case *one,
                                struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &JOINT_CASE_ADD);
    bind_int(add, JOINT_CASE_ADD_SHEET_ID, sheet_id);
    bind_int(add, JOINT_CASE_ADD_CASE_ID, one->case_id);
    bind_text(add, JOINT_CASE_ADD_DEPARTMENT, one->department);
    bind_int(add, JOINT_CASE_ADD_VERSION, one->version);
    bind_text(add, JOINT_CASE_ADD_EVENT, text_of(case_event_name(one->event)));
    bind_text(add, JOINT_CASE_ADD_REASON, one->reason);
    bind_text(add, JOINT_CASE_ADD_RESULT, one->result);
    return statement_run(add, NULL, err);
}

enum error_kind joint_store_add(struct tx *tx, struct joint_sheet *sheet, int64_t now,
                                struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &JOINT_SHEET_ADD);
    bind_text(add, JOINT_SHEET_ADD_TITLE, sheet->title);
    bind_text(add, JOINT_SHEET_ADD_CONCLUSION, sheet->conclusion);
    bind_date(add, JOINT_SHEET_ADD_MET_ON, sheet->met_on);
    bind_text(add, JOINT_SHEET_ADD_LINK, sheet->link);
    bind_text(add, JOINT_SHEET_ADD_MADE_BY, sheet->made_by);
    bind_int(add, JOINT_SHEET_ADD_NOW, now);
    TRY(row_step_found(add, "joint.add", "the sheet was not stored", err));
    sheet->id = column_int(add, 0);
    statement_close(add);
    for (size_t i = 0; i < sheet->case_count; i++) {
        TRY(add_case(tx, sheet->id, &sheet->cases[i], err));
    }
    return OK;
}

static void read_sheet(struct statement *row, struct arena *arena, struct joint_sheet *out)
{
    *out = (struct joint_sheet){
        .id = column_int(row, 0),
        .title = row_copy(row, 1, arena),
        .conclusion = row_copy(row, 2, arena),
        .met_on = column_date(row, 3),
        .link = row_copy(row, 4, arena),
        .made_by = row_copy(row, 6, arena),
    };
    joint_state_parse(column_text(row, 5), &out->state);
}

static enum error_kind read_cases(struct tx *tx, struct arena *arena, struct joint_sheet *sheet,
                                  struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &JOINT_CASE_LIST);
    size_t capacity = 0;
    bind_int(list, JOINT_CASE_LIST_SHEET_ID, sheet->id);
    for (;;) {
        bool row;
        TRY(statement_step(list, &row, err));
        if (!row) {
            return OK;
        }
        sheet->cases =
            row_grow(arena, sheet->cases, sheet->case_count, &capacity, sizeof *sheet->cases);
        struct joint_case *one = &sheet->cases[sheet->case_count++];
        *one = (struct joint_case){
            .case_id = column_int(list, 0),
            .department = row_copy(list, 1, arena),
            .version = column_int(list, 2),
            .reason = row_copy(list, 4, arena),
            .result = row_copy(list, 5, arena),
            .project = row_copy(list, 6, arena),
            .item = row_copy(list, 7, arena),
        };
        case_event_parse(column_text(list, 3), &one->event);
    }
}

static enum error_kind read_signatures(struct tx *tx, struct arena *arena,
                                       struct joint_sheet *sheet, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &JOINT_SIGNATURE_LIST);
    size_t capacity = 0;
    bind_int(list, JOINT_SIGNATURE_LIST_SHEET_ID, sheet->id);
    for (;;) {
        bool row;
        TRY(statement_step(list, &row, err));
        if (!row) {
            return OK;
        }
        sheet->signatures = row_grow(arena, sheet->signatures, sheet->signature_count, &capacity,
                                     sizeof *sheet->signatures);
        sheet->signatures[sheet->signature_count++] = (struct joint_signature){
            .department = row_copy(list, 0, arena),
            .signer = row_copy(list, 1, arena),
            .signed_at = column_int(list, 2),
        };
    }
}

enum error_kind joint_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                 struct joint_sheet *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &JOINT_SHEET_FIND);
    struct joint_sheet sheet;
    bind_int(find, JOINT_SHEET_FIND_ID, id);
    TRY(row_step_found(find, "joint.unknown", "没有这份会办单 (there is no such sheet)", err));
    read_sheet(find, arena, &sheet);
    statement_close(find);
    TRY(read_cases(tx, arena, &sheet, err));
    TRY(read_signatures(tx, arena, &sheet, err));
    *out = sheet;
    return OK;
}

enum error_kind joint_store_list(struct tx *tx, struct arena *arena, struct joint_sheet **out,
                                 size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &JOINT_SHEET_LIST);
    struct joint_sheet *rows = NULL;
    size_t count = 0, capacity = 0;
    for (;;) {
        bool row;
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        rows = row_grow(arena, rows, count, &capacity, sizeof *rows);
        read_sheet(list, arena, &rows[count++]);
    }
    for (size_t i = 0; i < count; i++) {
        TRY(read_cases(tx, arena, &rows[i], err));
        TRY(read_signatures(tx, arena, &rows[i], err));
    }
    *out = rows;
    *count_out = count;
    return OK;
}

enum error_kind joint_store_sign(struct tx *tx, int64_t id, struct text department,
                                 struct text signer, int64_t now, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &JOINT_SIGNATURE_ADD);
    bind_int(add, JOINT_SIGNATURE_ADD_SHEET_ID, id);
    bind_text(add, JOINT_SIGNATURE_ADD_DEPARTMENT, department);
    bind_text(add, JOINT_SIGNATURE_ADD_SIGNER, signer);
    bind_int(add, JOINT_SIGNATURE_ADD_NOW, now);
    enum error_kind kind = statement_run(add, NULL, err);
    return kind == ERROR_CONFLICT && strcmp(err->code, "db.unique") == 0
               ? error_set(err, ERROR_CONFLICT, "joint.signed",
                           "本部门已签署 (the department has signed)")
               : kind;
}

enum error_kind joint_store_end(struct tx *tx, int64_t id, enum joint_state state,
                                struct error *err)
{
    SCOPED_STATEMENT end = tx_query(tx, &JOINT_SHEET_END);
    int64_t changes = 0;
    bind_int(end, JOINT_SHEET_END_ID, id);
    bind_text(end, JOINT_SHEET_END_STATE, text_of(joint_state_name(state)));
    TRY(statement_run(end, &changes, err));
    return changes == 1 ? OK
                        : error_set(err, ERROR_CONFLICT, "joint.step",
                                    "会办单已办结 (the sheet is not open any more)");
}
