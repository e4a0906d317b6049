#include "store/case_store.h"

#include "queries_sql.h"
#include "store/store_row.h"

/* --- applications ------------------------------------------------------------------------------- */

struct text application_number(const struct application *application, struct arena *arena)
{
    int year, month, day;
    date_split(application->submitted_on, &year, &month, &day);
    return text_format(arena, "%04d%02d%02d-%06lld", year, month, day, (long long)application->id);
}

bool application_number_parse(struct text number, int64_t *id_out)
{
    enum { DAY_LENGTH = 8 };
    return number.length > DAY_LENGTH + 1 && number.data[DAY_LENGTH] == '-' &&
           text_parse_int64(text_slice(number, DAY_LENGTH + 1, number.length), id_out) &&
           *id_out > 0;
}

enum error_kind application_store_add(struct tx *tx, struct application *application, int64_t now,
                                      struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &APPLICATION_ADD);
    bind_int(add, APPLICATION_ADD_PROJECT_ID, application->project_id);
    bind_int(add, APPLICATION_ADD_STAGE, application->stage);
    bind_text(add, APPLICATION_ADD_FORM, application->form);
    bind_date(add, APPLICATION_ADD_SUBMITTED_ON, application->submitted_on);
    bind_text(add, APPLICATION_ADD_SUBMITTED_BY, application->submitted_by);
    bind_int(add, APPLICATION_ADD_NOW, now);
    TRY(row_step_found(add, "application.add", "the application was not added", err));
    application->id = column_int(add, 0);
    application->version = 1;
    return OK;
}

static struct application read_application(struct statement *row, struct arena *arena)
{
    return (struct application){
        .id = column_int(row, 0),
        .project_id = column_int(row, 1),
        .project = row_copy(row, 2, arena),
        .stage = (int)column_int(row, 3),
        .form = row_copy(row, 4, arena),
        .submitted_on = column_date(row, 5),
        .submitted_by = row_copy(row, 6, arena),
        .noticed_on = column_date(row, 7),
        .closed_on = column_date(row, 8),
        .closed_by = row_copy(row, 9, arena),
        .version = column_int(row, 10),
    };
}

enum error_kind application_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                       struct application *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &APPLICATION_FIND);
    bind_int(find, APPLICATION_FIND_ID, id);
    TRY(row_step_found(find, "application.unknown", "没有这个申报 (there is no such application)",
                       err));
    *out = read_application(find, arena);
    return OK;
}

enum error_kind application_store_list(struct tx *tx, int64_t project_id, struct arena *arena,
                                       struct application **out, size_t *count_out,
                                       struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &APPLICATION_LIST);
    struct application *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_int(list, APPLICATION_LIST_PROJECT_ID, project_id);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = read_application(list, arena);
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind application_store_save(struct tx *tx, struct application *application,
                                       struct error *err)
{
    SCOPED_STATEMENT save = tx_query(tx, &APPLICATION_SAVE);
    int64_t changes;
    bind_int(save, APPLICATION_SAVE_ID, application->id);
    bind_int(save, APPLICATION_SAVE_EXPECTED_VERSION, application->version);
    bind_date(save, APPLICATION_SAVE_NOTICED_ON, application->noticed_on);
    bind_date(save, APPLICATION_SAVE_CLOSED_ON, application->closed_on);
    bind_text(save, APPLICATION_SAVE_CLOSED_BY, application->closed_by);
    TRY(statement_run(save, &changes, err));
    if (changes == 0) {
        return error_set(err, ERROR_CONFLICT, "application.stale",
                         "申报已被他人更新 (somebody else changed the application)");
    }
    application->version++;
    return OK;
}

/* --- cases -------------------------------------------------------------------------------------- */

enum error_kind case_store_add(struct tx *tx, struct stored_case *stored, int64_t now,
                               struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &CASE_ADD);
    bind_int(add, CASE_ADD_APPLICATION_ID, stored->application_id);
    bind_int(add, CASE_ADD_PROJECT_ID, stored->project_id);
    bind_text(add, CASE_ADD_ITEM_ID, stored->item_id);
    bind_text(add, CASE_ADD_DEPARTMENT, stored->department);
    bind_int(add, CASE_ADD_STAGE, stored->stage);
    bind_int(add, CASE_ADD_NOW, now);
    enum error_kind kind = row_step_found(add, "case.add", "the case was not added", err);
    if (kind == ERROR_CONFLICT) {
        return error_set(err, ERROR_CONFLICT, "case.open",
                         "事项“%.*s”已有在办件 (the item has an open case)",
                         TEXT_ARGS(stored->item_id));
    }
    TRY(kind);
    stored->id = column_int(add, 0);
    stored->state = CASE_DRAFT;
    stored->version = 0;
    stored->open = true;
    return OK;
}

static struct stored_case read_case(struct statement *row, struct arena *arena)
{
    return (struct stored_case){
        .id = column_int(row, 0),
        .application_id = column_int(row, 1),
        .project_id = column_int(row, 2),
        .project = row_copy(row, 3, arena),
        .item_id = row_copy(row, 4, arena),
        .department = row_copy(row, 5, arena),
        .stage = (int)column_int(row, 6),
        .state = (enum case_state)column_int(row, 7),
        .version = column_int(row, 8),
        .open = column_bool(row, 9),
        .committed = column_bool(row, 10),
        .green = column_bool(row, 11),
        .first_on = column_date(row, 12),
        .accepted_on = column_date(row, 13),
        .ended_on = column_date(row, 14),
        .due_on = column_date(row, 15),
        .limit_on = column_date(row, 16),
        .result = row_copy(row, 17, arena),
        .valid_until = column_date(row, 18),
        .validity_extensions = (int)column_int(row, 19),
        .validity_warning = (enum validity_warning)column_int(row, 20),
        .assignee = row_copy(row, 21, arena),
    };
}

enum error_kind case_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                struct stored_case *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &CASE_FIND);
    bind_int(find, CASE_FIND_ID, id);
    TRY(row_step_found(find, "case.unknown", "没有这个办件 (there is no such case)", err));
    *out = read_case(find, arena);
    return OK;
}

static enum error_kind list_cases(struct statement *list, struct arena *arena,
                                  struct stored_case **out, size_t *count_out, struct error *err)
{
    struct stored_case *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = read_case(list, arena);
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind case_store_list_project(struct tx *tx, int64_t project_id, struct arena *arena,
                                        struct stored_case **out, size_t *count_out,
                                        struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &CASE_LIST_PROJECT);
    bind_int(list, CASE_LIST_PROJECT_PROJECT_ID, project_id);
    return list_cases(list, arena, out, count_out, err);
}

enum error_kind case_store_list_application(struct tx *tx, int64_t application_id,
                                            struct arena *arena, struct stored_case **out,
                                            size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &CASE_LIST_APPLICATION);
    bind_int(list, CASE_LIST_APPLICATION_APPLICATION_ID, application_id);
    return list_cases(list, arena, out, count_out, err);
}

enum error_kind case_store_list_open(struct tx *tx, int64_t after, struct arena *arena,
                                     struct stored_case **out, size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &CASE_LIST_OPEN);
    bind_int(list, CASE_LIST_OPEN_AFTER, after);
    bind_int(list, CASE_LIST_OPEN_LIMIT, CASE_PAGE);
    return list_cases(list, arena, out, count_out, err);
}

enum error_kind case_store_list_valid(struct tx *tx, int64_t after, struct arena *arena,
                                      struct stored_case **out, size_t *count_out,
                                      struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &CASE_LIST_VALID);
    bind_int(list, CASE_LIST_VALID_AFTER, after);
    bind_int(list, CASE_LIST_VALID_LIMIT, CASE_PAGE);
    return list_cases(list, arena, out, count_out, err);
}

enum error_kind case_store_save(struct tx *tx, struct stored_case *stored, int64_t now,
                                struct error *err)
{
    SCOPED_STATEMENT save = tx_query(tx, &CASE_SAVE);
    int64_t changes;
    bind_int(save, CASE_SAVE_ID, stored->id);
    bind_int(save, CASE_SAVE_EXPECTED_VERSION, stored->version);
    bind_int(save, CASE_SAVE_STATE, stored->state);
    bind_bool(save, CASE_SAVE_OPEN, stored->open);
    bind_bool(save, CASE_SAVE_COMMITTED, stored->committed);
    bind_bool(save, CASE_SAVE_GREEN, stored->green);
    bind_date(save, CASE_SAVE_FIRST_ON, stored->first_on);
    bind_date(save, CASE_SAVE_ACCEPTED_ON, stored->accepted_on);
    bind_date(save, CASE_SAVE_ENDED_ON, stored->ended_on);
    bind_date(save, CASE_SAVE_DUE_ON, stored->due_on);
    bind_date(save, CASE_SAVE_LIMIT_ON, stored->limit_on);
    bind_text(save, CASE_SAVE_RESULT, stored->result);
    bind_date(save, CASE_SAVE_VALID_UNTIL, stored->valid_until);
    bind_int(save, CASE_SAVE_VALIDITY_EXTENSIONS, stored->validity_extensions);
    bind_int(save, CASE_SAVE_VALIDITY_WARNING, stored->validity_warning);
    bind_text(save, CASE_SAVE_ASSIGNEE, stored->assignee);
    bind_int(save, CASE_SAVE_NOW, now);
    TRY(statement_run(save, &changes, err));
    if (changes == 0) {
        return error_set(err, ERROR_CONFLICT, "case.stale",
                         "办件已被他人办理, 请刷新 (somebody else was first)");
    }
    stored->version++;
    return OK;
}

enum error_kind case_store_has_item(struct tx *tx, int64_t project_id, struct text item,
                                    bool *has_out, struct error *err)
{
    SCOPED_STATEMENT known = tx_query(tx, &CASE_ITEM_KNOWN);
    bind_int(known, CASE_ITEM_KNOWN_PROJECT_ID, project_id);
    bind_text(known, CASE_ITEM_KNOWN_ITEM_ID, item);
    return statement_step(known, has_out, err);
}

enum error_kind case_store_count_open(struct tx *tx, struct text department, int64_t *open_out,
                                      int64_t *green_out, struct error *err)
{
    SCOPED_STATEMENT count = tx_query(tx, &CASE_COUNT_OPEN);
    bind_text(count, CASE_COUNT_OPEN_DEPARTMENT, department);
    TRY(row_step_found(count, "case.count", "the cases were not counted", err));
    *open_out = column_int(count, 0);
    *green_out = column_int(count, 1);
    return OK;
}

/* --- events ------------------------------------------------------------------------------------- */

enum error_kind case_event_store_add(struct tx *tx, int64_t case_id,
                                     const struct stored_entry *entry, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &CASE_EVENT_ADD);
    bind_int(add, CASE_EVENT_ADD_CASE_ID, case_id);
    bind_int(add, CASE_EVENT_ADD_SEQ, entry->seq);
    bind_text(add, CASE_EVENT_ADD_EVENT, text_of(case_event_name(entry->entry.event)));
    bind_int(add, CASE_EVENT_ADD_STATE, entry->entry.state);
    bind_date(add, CASE_EVENT_ADD_DAY, entry->entry.day);
    bind_text(add, CASE_EVENT_ADD_SPECIAL, text_of(special_name(entry->entry.special)));
    bind_int(add, CASE_EVENT_ADD_LENGTH, entry->entry.length);
    bind_int(add, CASE_EVENT_ADD_UNIT, entry->entry.unit);
    bind_text(add, CASE_EVENT_ADD_REASON, entry->entry.reason);
    bind_text(add, CASE_EVENT_ADD_RULE, entry->entry.rule);
    bind_text(add, CASE_EVENT_ADD_SIDE, text_of(case_side_name(entry->side)));
    bind_text(add, CASE_EVENT_ADD_ACTOR, entry->actor);
    bind_int(add, CASE_EVENT_ADD_NOW, entry->created_at);
    return statement_run(add, NULL, err);
}

static enum error_kind read_entry(struct statement *row, struct arena *arena,
                                  struct stored_entry *out, struct error *err)
{
    struct case_entry entry = {
        .state = (enum case_state)column_int(row, 1),
        .day = column_date(row, 2),
        .length = (int)column_int(row, 4),
        .unit = (enum day_unit)column_int(row, 5),
        .reason = row_copy(row, 6, arena),
        .rule = row_copy(row, 7, arena),
    };
    struct text special = column_text(row, 3);
    enum case_side side = SIDE_OWNER;
    struct text side_text = column_text(row, 8);
    while (side < SIDE_COUNT && !text_is_equal(side_text, text_of(case_side_name(side)))) {
        side++;
    }
    if (side == SIDE_COUNT || !case_event_parse(column_text(row, 0), &entry.event) ||
        (special.length > 0 && !special_parse(special, &entry.special))) {
        return error_set(err, ERROR_INTERNAL, "case.broken", "an event of a case cannot be read");
    }
    *out = (struct stored_entry){entry, side, row_copy(row, 9, arena), column_int(row, 10),
                                 column_int(row, 11)};
    return OK;
}

enum error_kind case_event_store_list(struct tx *tx, int64_t case_id, struct arena *arena,
                                      struct stored_entry **out, size_t *count_out,
                                      struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &CASE_EVENT_LIST);
    struct stored_entry *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_int(list, CASE_EVENT_LIST_CASE_ID, case_id);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        TRY(read_entry(list, arena, &items[count++], err));
    }
    *out = items;
    *count_out = count;
    return OK;
}

/* --- readers ------------------------------------------------------------------------------------ */

enum error_kind case_store_list_readers(struct tx *tx, const struct project *project,
                                        struct text department, const struct case_readers *readers,
                                        struct date today, struct arena *arena, int64_t **ids_out,
                                        size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &CASE_READER_LIST);
    int64_t *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_bool(list, CASE_READER_LIST_OWNER, readers->owner);
    bind_bool(list, CASE_READER_LIST_OFFICER, readers->officer);
    bind_bool(list, CASE_READER_LIST_DEPARTMENT, readers->department);
    bind_bool(list, CASE_READER_LIST_HEAD, readers->head);
    bind_text(list, CASE_READER_LIST_OWNER_CODE, project->owner_code);
    bind_int(list, CASE_READER_LIST_PROJECT_ID, project->id);
    bind_text(list, CASE_READER_LIST_DEPARTMENT_ID, department);
    bind_date(list, CASE_READER_LIST_SCOPE_DAY, today);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = column_int(list, 0);
    }
    *ids_out = items;
    *count_out = count;
    return OK;
}
