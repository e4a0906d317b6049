/* Papers of a project and what departments miss. */
#include "store/case_store.h"

#include "queries_sql.h"
#include "store/store_row.h"

enum error_kind paper_store_put(struct tx *tx, int64_t project_id, const struct stored_paper *paper,
                                int64_t now, struct error *err)
{
    SCOPED_STATEMENT put = tx_query(tx, &PAPER_PUT);
    bind_int(put, PAPER_PUT_PROJECT_ID, project_id);
    bind_text(put, PAPER_PUT_PAPER, paper->paper);
    bind_text(put, PAPER_PUT_FILE, paper->file);
    bind_text(put, PAPER_PUT_NAME, paper->name);
    bind_text(put, PAPER_PUT_MEDIA, paper->media);
    bind_int(put, PAPER_PUT_SIZE, paper->size);
    bind_date(put, PAPER_PUT_ADDED_ON, paper->added_on);
    bind_text(put, PAPER_PUT_ADDED_BY, paper->added_by);
    bind_int(put, PAPER_PUT_NOW, now);
    return statement_run(put, NULL, err);
}

enum error_kind paper_store_list(struct tx *tx, int64_t project_id, struct arena *arena,
                                 struct stored_paper **out, size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &PAPER_LIST);
    struct stored_paper *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_int(list, PAPER_LIST_PROJECT_ID, project_id);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = (struct stored_paper){row_copy(list, 0, arena), row_copy(list, 1, arena),
                                               row_copy(list, 2, arena), row_copy(list, 3, arena),
                                               column_int(list, 4),      column_date(list, 5),
                                               row_copy(list, 6, arena)};
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind paper_store_facts(struct tx *tx, int64_t project_id,
                                  const struct project_approvals *approvals,
                                  const struct stored_case *cases, size_t case_count,
                                  struct arena *arena, struct paper_facts *out, struct error *err)
{
    const struct template *template = &approvals->template;
    bool *decided = ARENA_ARRAY(arena, bool, template->item_count);
    bool *handled = ARENA_ARRAY(arena, bool, template->item_count);
    struct stored_paper *papers;
    size_t count;
    for (size_t i = 0; i < template->item_count; i++) {
        decided[i] = !date_is_none(approvals->progress[i].decided_on);
        handled[i] = decided[i] || !date_is_none(approvals->progress[i].accepted_on);
    }
    for (size_t i = 0; i < case_count; i++) {
        int item = template_find_item(template, cases[i].item_id);
        if (item >= 0 && cases[i].open && cases[i].state != CASE_DRAFT) {
            handled[item] = true;
        }
    }
    TRY(paper_store_list(tx, project_id, arena, &papers, &count, err));
    struct text *keys = ARENA_ARRAY(arena, struct text, count);
    for (size_t i = 0; i < count; i++) {
        keys[i] = papers[i].paper;
    }
    *out = (struct paper_facts){template, approvals->applies, decided, handled, keys, count};
    return OK;
}

enum error_kind defect_store_add(struct tx *tx, int64_t case_id, struct stored_defect *defect,
                                 int64_t now, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &DEFECT_ADD);
    bind_int(add, DEFECT_ADD_CASE_ID, case_id);
    bind_text(add, DEFECT_ADD_PAPER, defect->paper);
    bind_text(add, DEFECT_ADD_WHY, defect->why);
    bind_text(add, DEFECT_ADD_ADDED_BY, defect->added_by);
    bind_int(add, DEFECT_ADD_NOW, now);
    TRY(row_step_found(add, "defect.add", "the defect was not added", err));
    defect->id = column_int(add, 0);
    return OK;
}

enum error_kind defect_store_list(struct tx *tx, int64_t case_id, struct arena *arena,
                                  struct stored_defect **out, size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &DEFECT_LIST);
    struct stored_defect *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_int(list, DEFECT_LIST_CASE_ID, case_id);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = (struct stored_defect){column_int(list, 0), row_copy(list, 1, arena),
                                                row_copy(list, 2, arena), column_date(list, 3),
                                                row_copy(list, 4, arena)};
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind defect_store_tell(struct tx *tx, int64_t case_id, struct date day,
                                  struct error *err)
{
    SCOPED_STATEMENT tell = tx_query(tx, &DEFECT_TELL);
    bind_int(tell, DEFECT_TELL_CASE_ID, case_id);
    bind_date(tell, DEFECT_TELL_DAY, day);
    return statement_run(tell, NULL, err);
}
