#include "store/officer_store.h"

#include "queries_sql.h"
#include "store/store_row.h"

/* --- directory -------------------------------------------------------------------------------- */

static void read_officer(struct statement *row, struct arena *arena, struct officer *out)
{
    *out = (struct officer){
        .person_id = column_int(row, 0),
        .person = row_copy(row, 1, arena),
        .name = row_copy(row, 2, arena),
        .unit = row_copy(row, 3, arena),
        .post = row_copy(row, 4, arena),
        .office_phone = row_copy(row, 5, arena),
        .serves = row_copy(row, 6, arena),
        .mobile = row_copy(row, 7, arena),
        .listed = column_bool(row, 8),
        .version = column_int(row, 9),
        .projects = (int)column_int(row, 10),
        .deputy = row_copy(row, 11, arena),
        .deputy_until = column_date(row, 12),
    };
}

enum error_kind officer_store_list(struct tx *tx, bool listed, struct date today,
                                   struct arena *arena, struct officer **out, size_t *count_out,
                                   struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &OFFICER_LIST);
    struct officer *rows = NULL;
    size_t count = 0, capacity = 0;
    bind_bool(list, OFFICER_LIST_LISTED, listed);
    bind_date(list, OFFICER_LIST_SCOPE_DAY, today);
    for (;;) {
        bool row;
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        rows = row_grow(arena, rows, count, &capacity, sizeof *rows);
        read_officer(list, arena, &rows[count++]);
    }
    *out = rows;
    *count_out = count;
    return OK;
}

enum error_kind officer_store_find(struct tx *tx, struct text name, struct date today,
                                   struct arena *arena, struct officer *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &OFFICER_FIND);
    bind_text(find, OFFICER_FIND_NAME, name);
    bind_date(find, OFFICER_FIND_SCOPE_DAY, today);
    TRY(row_step_found(find, "officer.unknown", "没有这位服务员 (there is no such officer)", err));
    read_officer(find, arena, out);
    return OK;
}

enum error_kind officer_store_find_project(struct tx *tx, int64_t project_id, struct date today,
                                           int64_t *person_id_out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &OFFICER_FIND_PROJECT);
    bool row;
    bind_int(find, OFFICER_FIND_PROJECT_PROJECT_ID, project_id);
    bind_date(find, OFFICER_FIND_PROJECT_SCOPE_DAY, today);
    TRY(statement_step(find, &row, err));
    *person_id_out = row ? column_int(find, 0) : 0;
    return OK;
}

enum error_kind officer_store_save(struct tx *tx, struct officer *officer, struct error *err)
{
    SCOPED_STATEMENT save = tx_query(tx, &OFFICER_SAVE);
    int64_t changes = 0;
    bind_int(save, OFFICER_SAVE_PERSON_ID, officer->person_id);
    bind_text(save, OFFICER_SAVE_UNIT, officer->unit);
    bind_text(save, OFFICER_SAVE_POST, officer->post);
    bind_text(save, OFFICER_SAVE_OFFICE_PHONE, officer->office_phone);
    bind_text(save, OFFICER_SAVE_SERVES, officer->serves);
    bind_text(save, OFFICER_SAVE_MOBILE, officer->mobile);
    bind_bool(save, OFFICER_SAVE_LISTED, officer->listed);
    bind_int(save, OFFICER_SAVE_EXPECTED_VERSION, officer->version);
    TRY(statement_run(save, &changes, err));
    if (changes != 1) {
        return error_set(err, ERROR_CONFLICT, "officer.stale",
                         "已被他人修改, 请刷新 (somebody else was first)");
    }
    officer->version++;
    return OK;
}

/* --- covers ----------------------------------------------------------------------------------- */

static void read_cover(struct statement *row, struct arena *arena, struct cover *out)
{
    *out = (struct cover){
        .id = column_int(row, 0),
        .officer_id = column_int(row, 1),
        .deputy_id = column_int(row, 2),
        .officer = row_copy(row, 3, arena),
        .officer_name = row_copy(row, 4, arena),
        .deputy = row_copy(row, 5, arena),
        .deputy_name = row_copy(row, 6, arena),
        .from = column_date(row, 8),
        .until = column_date(row, 9),
    };
    cover_kind_parse(column_text(row, 7), &out->kind);
}

enum error_kind cover_store_list(struct tx *tx, int64_t person_id, struct date today,
                                 struct arena *arena, struct cover **out, size_t *count_out,
                                 struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &COVER_LIST);
    struct cover *rows = NULL;
    size_t count = 0, capacity = 0;
    bind_int(list, COVER_LIST_PERSON_ID, person_id);
    bind_date(list, COVER_LIST_TODAY, today);
    for (;;) {
        bool row;
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        rows = row_grow(arena, rows, count, &capacity, sizeof *rows);
        read_cover(list, arena, &rows[count++]);
    }
    *out = rows;
    *count_out = count;
    return OK;
}

enum error_kind cover_store_find(struct tx *tx, int64_t id, struct arena *arena, struct cover *out,
                                 struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &COVER_FIND);
    bind_int(find, COVER_FIND_ID, id);
    TRY(row_step_found(find, "cover.unknown", "没有这项代理 (there is no such stand-in)", err));
    read_cover(find, arena, out);
    return OK;
}

static enum error_kind authorise(struct tx *tx, const struct cover *cover, struct error *err)
{
    SCOPED_STATEMENT give = tx_query(tx, &COVER_AUTHORISE);
    bind_int(give, COVER_AUTHORISE_ID, cover->id);
    TRY(statement_run(give, NULL, err));
    if (cover->kind == COVER_STAND_IN) {
        return OK;
    }
    SCOPED_STATEMENT leave = tx_query(tx, &COVER_LEAVE);
    bind_int(leave, COVER_LEAVE_OFFICER_ID, cover->officer_id);
    bind_date(leave, COVER_LEAVE_UNTIL_DAY, cover->until);
    return statement_run(leave, NULL, err);
}

enum error_kind cover_store_add(struct tx *tx, struct cover *cover, struct text made_by,
                                int64_t now, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &COVER_ADD);
    bind_int(add, COVER_ADD_OFFICER_ID, cover->officer_id);
    bind_int(add, COVER_ADD_DEPUTY_ID, cover->deputy_id);
    bind_text(add, COVER_ADD_KIND, text_of(cover_kind_name(cover->kind)));
    bind_date(add, COVER_ADD_FROM_DAY, cover->from);
    bind_date(add, COVER_ADD_UNTIL_DAY, cover->until);
    bind_text(add, COVER_ADD_MADE_BY, made_by);
    bind_int(add, COVER_ADD_NOW, now);
    TRY(row_step_found(add, "cover.add", "the stand-in was not stored", err));
    cover->id = column_int(add, 0);
    statement_close(add);
    return authorise(tx, cover, err);
}

enum error_kind cover_store_end(struct tx *tx, int64_t id, int64_t now, struct error *err)
{
    SCOPED_STATEMENT end = tx_query(tx, &COVER_END);
    SCOPED_STATEMENT authorities = tx_query(tx, &COVER_END_AUTHORITIES);
    int64_t changes = 0;
    bind_int(end, COVER_END_ID, id);
    bind_int(end, COVER_END_NOW, now);
    TRY(statement_run(end, &changes, err));
    if (changes != 1) {
        return error_set(err, ERROR_NOT_FOUND, "cover.unknown",
                         "没有这项代理 (there is no such stand-in)");
    }
    bind_int(authorities, COVER_END_AUTHORITIES_ID, id);
    bind_int(authorities, COVER_END_AUTHORITIES_NOW, now);
    return statement_run(authorities, NULL, err);
}

/* --- work log --------------------------------------------------------------------------------- */

enum error_kind work_log_store_add(struct tx *tx, struct work_log *entry, int64_t now,
                                   struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &WORK_LOG_ADD);
    bind_int(add, WORK_LOG_ADD_OFFICER_ID, entry->officer_id);
    bind_int(add, WORK_LOG_ADD_PROJECT_ID, entry->project_id);
    bind_date(add, WORK_LOG_ADD_DAY, entry->day);
    bind_text(add, WORK_LOG_ADD_KIND, text_of(work_log_kind_name(entry->kind)));
    bind_text(add, WORK_LOG_ADD_BODY, entry->body);
    bind_int(add, WORK_LOG_ADD_NOW, now);
    TRY(row_step_found(add, "work_log.add", "the entry was not stored", err));
    entry->id = column_int(add, 0);
    return OK;
}

static void read_work_log(struct statement *row, struct arena *arena, struct work_log *out)
{
    *out = (struct work_log){
        .id = column_int(row, 0),
        .officer = row_copy(row, 1, arena),
        .officer_name = row_copy(row, 2, arena),
        .project = row_copy(row, 3, arena),
        .project_name = row_copy(row, 4, arena),
        .day = column_date(row, 5),
        .body = row_copy(row, 7, arena),
    };
    work_log_kind_parse(column_text(row, 6), &out->kind);
}

enum error_kind work_log_store_list(struct tx *tx, const struct work_log_filter *filter,
                                    struct arena *arena, struct work_log **out, size_t *count_out,
                                    struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &WORK_LOG_LIST);
    struct work_log *rows = NULL;
    size_t count = 0, capacity = 0;
    bind_int(list, WORK_LOG_LIST_OFFICER_ID, filter->officer_id);
    bind_int(list, WORK_LOG_LIST_PROJECT_ID, filter->project_id);
    bind_date(list, WORK_LOG_LIST_FROM_DAY, filter->from);
    bind_date(list, WORK_LOG_LIST_UNTIL_DAY, filter->until);
    for (;;) {
        bool row;
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        rows = row_grow(arena, rows, count, &capacity, sizeof *rows);
        read_work_log(list, arena, &rows[count++]);
    }
    *out = rows;
    *count_out = count;
    return OK;
}
