#include "store/upload_store.h"

#include "queries_sql.h"
#include "store/store_row.h"

enum error_kind upload_store_add(struct tx *tx, const struct upload *upload, int64_t project_id,
                                 int64_t now, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &UPLOAD_ADD);
    bind_text(add, UPLOAD_ADD_ID, upload->id);
    bind_int(add, UPLOAD_ADD_PERSON_ID, upload->person_id);
    bind_int(add, UPLOAD_ADD_PROJECT_ID, project_id);
    bind_text(add, UPLOAD_ADD_PAPER, upload->paper);
    bind_text(add, UPLOAD_ADD_NAME, upload->name);
    bind_int(add, UPLOAD_ADD_SIZE, upload->size);
    bind_int(add, UPLOAD_ADD_NOW, now);
    return statement_run(add, NULL, err);
}

static struct upload read_upload(struct statement *row, struct arena *arena)
{
    return (struct upload){.id = row_copy(row, 0, arena),
                           .person_id = column_int(row, 1),
                           .project = row_copy(row, 2, arena),
                           .paper = row_copy(row, 3, arena),
                           .name = row_copy(row, 4, arena),
                           .size = column_int(row, 5)};
}

enum error_kind upload_store_find(struct tx *tx, struct text id, struct arena *arena,
                                  struct upload *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &UPLOAD_FIND);
    bind_text(find, UPLOAD_FIND_ID, id);
    TRY(row_step_found(find, "upload.unknown", "没有这次上传 (there is no such upload)", err));
    *out = read_upload(find, arena);
    return OK;
}

enum error_kind upload_store_list(struct tx *tx, int64_t person_id, struct arena *arena,
                                  struct upload **out, size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &UPLOAD_LIST);
    struct upload *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_int(list, UPLOAD_LIST_PERSON_ID, person_id);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = read_upload(list, arena);
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind upload_store_list_all(struct tx *tx, struct text after, int64_t limit,
                                      struct arena *arena, struct text **out, size_t *count_out,
                                      struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &UPLOAD_LIST_ALL);
    struct text *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_text(list, UPLOAD_LIST_ALL_AFTER, after);
    bind_int(list, UPLOAD_LIST_ALL_LIMIT, limit);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = row_copy(list, 0, arena);
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind upload_store_remove(struct tx *tx, struct text id, struct error *err)
{
    SCOPED_STATEMENT remove = tx_query(tx, &UPLOAD_REMOVE);
    bind_text(remove, UPLOAD_REMOVE_ID, id);
    return statement_run(remove, NULL, err);
}
