#include "store/desk_store.h"

#include "domain/party/party.h"
#include "queries_sql.h"
#include "store/store_row.h"

static struct desk_row read_row(struct statement *row, struct arena *arena)
{
    return (struct desk_row){
        .id = column_int(row, 0),
        .version = column_int(row, 1),
        .project = {.id = column_int(row, 2),
                    .code = row_copy(row, 3, arena),
                    .name = row_copy(row, 4, arena),
                    .owner_name = row_copy(row, 5, arena),
                    .division = row_copy(row, 6, arena),
                    .template_id = row_copy(row, 7, arena),
                    .template_version = (int)column_int(row, 8)},
        .item_id = row_copy(row, 9, arena),
        .department = row_copy(row, 10, arena),
        .stage = (int)column_int(row, 11),
        .state = (enum case_state)column_int(row, 12),
        .cost = {.green = column_bool(row, 13),
                 .due_on = column_date(row, 14),
                 .planned = !column_is_null(row, 17),
                 .float_days = (int)column_int(row, 17),
                 .decide_by = column_date(row, 18),
                 .target = column_date(row, 19)},
        .assignee = row_copy(row, 15, arena),
        .rank = column_int(row, 16),
    };
}

static enum error_kind read_rows(struct statement *list, struct arena *arena, struct desk_row **out,
                                 size_t *count_out, struct error *err)
{
    struct desk_row *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = read_row(list, arena);
    }
    *out = items;
    *count_out = count;
    return OK;
}

static enum error_kind list_window(struct tx *tx, const struct desk_filter *filter,
                                   struct arena *arena, struct desk_row **out, size_t *count_out,
                                   struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &DESK_LIST_WINDOW);
    bind_int(list, DESK_LIST_WINDOW_AFTER_RANK, filter->after_rank);
    bind_int(list, DESK_LIST_WINDOW_AFTER_ID, filter->after_id);
    bind_int(list, DESK_LIST_WINDOW_STATE, filter->state);
    bind_text(list, DESK_LIST_WINDOW_ITEM, filter->item);
    bind_bool(list, DESK_LIST_WINDOW_OVERDUE, filter->overdue);
    bind_date(list, DESK_LIST_WINDOW_TODAY, filter->today);
    bind_bool(list, DESK_LIST_WINDOW_GREEN, filter->green);
    bind_bool(list, DESK_LIST_WINDOW_UNASSIGNED, filter->unassigned);
    bind_text(list, DESK_LIST_WINDOW_ASSIGNEE, filter->assignee);
    bind_int(list, DESK_LIST_WINDOW_LIMIT, filter->limit);
    return read_rows(list, arena, out, count_out, err);
}

static bool is_window(struct text department)
{
    return text_is_equal(department, TEXT(PARTY_WINDOW));
}

enum error_kind desk_store_list(struct tx *tx, const struct desk_filter *filter,
                                struct arena *arena, struct desk_row **out, size_t *count_out,
                                struct error *err)
{
    if (is_window(filter->department)) {
        return list_window(tx, filter, arena, out, count_out, err);
    }
    SCOPED_STATEMENT list = tx_query(tx, &DESK_LIST);
    bind_text(list, DESK_LIST_DEPARTMENT, filter->department);
    bind_int(list, DESK_LIST_AFTER_RANK, filter->after_rank);
    bind_int(list, DESK_LIST_AFTER_ID, filter->after_id);
    bind_int(list, DESK_LIST_STATE, filter->state);
    bind_text(list, DESK_LIST_ITEM, filter->item);
    bind_bool(list, DESK_LIST_OVERDUE, filter->overdue);
    bind_date(list, DESK_LIST_TODAY, filter->today);
    bind_bool(list, DESK_LIST_GREEN, filter->green);
    bind_bool(list, DESK_LIST_UNASSIGNED, filter->unassigned);
    bind_text(list, DESK_LIST_ASSIGNEE, filter->assignee);
    bind_int(list, DESK_LIST_LIMIT, filter->limit);
    return read_rows(list, arena, out, count_out, err);
}

static enum error_kind read_counts(struct statement *count, struct desk_counts *out,
                                   struct error *err)
{
    TRY(row_step_found(count, "desk.count", "the cases were not counted", err));
    *out = (struct desk_counts){column_int(count, 0), column_int(count, 1), column_int(count, 2)};
    return OK;
}

enum error_kind desk_store_count(struct tx *tx, struct text department, struct date today,
                                 struct desk_counts *out, struct error *err)
{
    if (is_window(department)) {
        SCOPED_STATEMENT count = tx_query(tx, &DESK_COUNT_WINDOW);
        bind_int(count, DESK_COUNT_WINDOW_MOST, DESK_COUNT_MAX);
        bind_int(count, DESK_COUNT_WINDOW_KEPT, DESK_RANK_KEPT);
        return read_counts(count, out, err);
    }
    SCOPED_STATEMENT count = tx_query(tx, &DESK_COUNT);
    bind_text(count, DESK_COUNT_DEPARTMENT, department);
    bind_int(count, DESK_COUNT_MOST, DESK_COUNT_MAX);
    bind_int(count, DESK_COUNT_KEPT, DESK_RANK_KEPT);
    bind_date(count, DESK_COUNT_TODAY, today);
    return read_counts(count, out, err);
}

enum error_kind desk_store_set_cost(struct tx *tx, const struct desk_case_cost *of,
                                    struct error *err)
{
    SCOPED_STATEMENT set = tx_query(tx, &DESK_SET_COST);
    const struct desk_cost *cost = &of->cost;
    bind_int(set, DESK_SET_COST_ID, of->case_id);
    bind_int(set, DESK_SET_COST_RANK, desk_rank(cost));
    if (cost->planned) {
        bind_int(set, DESK_SET_COST_FLOAT_DAYS, cost->float_days);
    } else {
        bind_null(set, DESK_SET_COST_FLOAT_DAYS);
    }
    bind_date(set, DESK_SET_COST_DECIDE_BY, cost->decide_by);
    bind_date(set, DESK_SET_COST_TARGET, cost->target);
    return statement_run(set, NULL, err);
}

enum error_kind desk_store_list_projects(struct tx *tx, int64_t after, int64_t limit,
                                         struct arena *arena, struct desk_project **out,
                                         size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &DESK_PROJECTS);
    struct desk_project *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_int(list, DESK_PROJECTS_AFTER, after);
    bind_int(list, DESK_PROJECTS_LIMIT, limit);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = (struct desk_project){column_int(list, 0), row_copy(list, 1, arena)};
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind desk_store_list_running(struct tx *tx, struct text department, struct arena *arena,
                                        struct desk_running **out, size_t *count_out,
                                        struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &DESK_RUNNING);
    struct desk_running *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_text(list, DESK_RUNNING_DEPARTMENT, department);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = (struct desk_running){row_copy(list, 0, arena), row_copy(list, 1, arena),
                                               column_date(list, 2)};
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind desk_store_list_people(struct tx *tx, struct text department, struct arena *arena,
                                       struct desk_person **out, size_t *count_out,
                                       struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &DESK_COLLEAGUES);
    struct desk_person *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_text(list, DESK_COLLEAGUES_DEPARTMENT, department);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = (struct desk_person){row_copy(list, 0, arena), row_copy(list, 1, arena),
                                              row_copy(list, 2, arena)};
    }
    *out = items;
    *count_out = count;
    return OK;
}

/* --- stand-ins ---------------------------------------------------------------------------------- */

enum error_kind stand_in_store_add(struct tx *tx, struct stand_in *stand_in, int64_t now,
                                   struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &DESK_STAND_IN_ADD);
    bind_text(add, DESK_STAND_IN_ADD_DEPARTMENT, stand_in->department);
    bind_text(add, DESK_STAND_IN_ADD_PERSON, stand_in->person);
    bind_text(add, DESK_STAND_IN_ADD_STAND_IN, stand_in->stand_in);
    bind_date(add, DESK_STAND_IN_ADD_FROM_ON, stand_in->from);
    bind_date(add, DESK_STAND_IN_ADD_UNTIL_ON, stand_in->until);
    bind_text(add, DESK_STAND_IN_ADD_SET_BY, stand_in->set_by);
    bind_int(add, DESK_STAND_IN_ADD_NOW, now);
    TRY(row_step_found(add, "db.failed", "an insert gave no id", err));
    stand_in->id = column_int(add, 0);
    return OK;
}

static struct stand_in read_stand_in(struct statement *row, struct arena *arena)
{
    return (struct stand_in){column_int(row, 0),      row_copy(row, 1, arena),
                             row_copy(row, 2, arena), row_copy(row, 3, arena),
                             column_date(row, 4),     column_date(row, 5),
                             row_copy(row, 6, arena)};
}

enum error_kind stand_in_store_list(struct tx *tx, struct text department, struct date today,
                                    struct arena *arena, struct stand_in **out, size_t *count_out,
                                    struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &DESK_STAND_IN_LIST);
    struct stand_in *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_text(list, DESK_STAND_IN_LIST_DEPARTMENT, department);
    bind_date(list, DESK_STAND_IN_LIST_TODAY, today);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = read_stand_in(list, arena);
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind stand_in_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                    struct stand_in *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &DESK_STAND_IN_FIND);
    bind_int(find, DESK_STAND_IN_FIND_ID, id);
    TRY(row_step_found(find, "stand_in.unknown", "没有这项代班 (there is no such stand-in)", err));
    *out = read_stand_in(find, arena);
    return OK;
}

enum error_kind stand_in_store_end(struct tx *tx, int64_t id, struct error *err)
{
    SCOPED_STATEMENT end = tx_query(tx, &DESK_STAND_IN_END);
    bind_int(end, DESK_STAND_IN_END_ID, id);
    return statement_run(end, NULL, err);
}

/* --- capacity ----------------------------------------------------------------------------------- */

enum error_kind desk_capacity_store_put(struct tx *tx, struct text department,
                                        const struct desk_capacity *capacity, int64_t now,
                                        struct error *err)
{
    SCOPED_STATEMENT put = tx_query(tx, &DESK_CAPACITY_PUT);
    bind_text(put, DESK_CAPACITY_PUT_DEPARTMENT, department);
    bind_date(put, DESK_CAPACITY_PUT_FROM_ON, capacity->from);
    bind_int(put, DESK_CAPACITY_PUT_CASES, capacity->cases);
    bind_text(put, DESK_CAPACITY_PUT_SET_BY, capacity->set_by);
    bind_int(put, DESK_CAPACITY_PUT_NOW, now);
    return statement_run(put, NULL, err);
}

enum error_kind desk_capacity_store_list(struct tx *tx, struct text department, struct arena *arena,
                                         struct desk_capacity **out, size_t *count_out,
                                         struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &DESK_CAPACITY_LIST);
    struct desk_capacity *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_text(list, DESK_CAPACITY_LIST_DEPARTMENT, department);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = (struct desk_capacity){column_date(list, 0), column_int(list, 1),
                                                row_copy(list, 2, arena)};
    }
    *out = items;
    *count_out = count;
    return OK;
}
