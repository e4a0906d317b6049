/* Divisions of the city and versions of templates. */
#include "store/programme_store.h"

#include "queries_sql.h"
#include "store/store_row.h"

/* --- reference lists -------------------------------------------------------------------------- */

enum error_kind division_store_list(struct tx *tx, struct arena *arena, struct division **out,
                                    size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &DIVISION_LIST);
    struct division *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = (struct division){row_copy(list, 0, arena), row_copy(list, 1, arena),
                                           row_copy(list, 2, arena), row_copy(list, 3, arena)};
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind division_store_add(struct tx *tx, const struct division *division, int64_t position,
                                   struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &DIVISION_ADD);
    bind_text(add, DIVISION_ADD_CODE, division->code);
    bind_text(add, DIVISION_ADD_NAME_ZH, division->name_zh);
    bind_text(add, DIVISION_ADD_NAME_EN, division->name_en);
    bind_text(add, DIVISION_ADD_KIND, division->kind);
    bind_int(add, DIVISION_ADD_POSITION, position);
    return statement_run(add, NULL, err);
}

enum error_kind template_store_add(struct tx *tx, struct text id, int64_t version, struct text body,
                                   int64_t now, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &TEMPLATE_ADD);
    bind_text(add, TEMPLATE_ADD_ID, id);
    bind_int(add, TEMPLATE_ADD_VERSION, version);
    bind_text(add, TEMPLATE_ADD_BODY, body);
    bind_int(add, TEMPLATE_ADD_NOW, now);
    return statement_run(add, NULL, err);
}

enum error_kind template_store_find(struct tx *tx, struct text id, int64_t version,
                                    struct arena *arena, struct text *body_out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &TEMPLATE_FIND);
    bind_text(find, TEMPLATE_FIND_ID, id);
    bind_int(find, TEMPLATE_FIND_VERSION, version);
    TRY(row_step_found(find, "template.unknown", "there is no such version of the template", err));
    *body_out = row_copy(find, 0, arena);
    return OK;
}

enum error_kind template_store_newest(struct tx *tx, struct arena *arena,
                                      struct template_reference **out, size_t *count_out,
                                      struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &TEMPLATE_NEWEST);
    struct template_reference *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = (struct template_reference){row_copy(list, 0, arena), column_int(list, 1)};
    }
    *out = items;
    *count_out = count;
    return OK;
}
