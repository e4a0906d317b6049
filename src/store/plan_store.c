/* Plan versions, sections, site events and progress of a project. */
#include "store/programme_store.h"

#include "queries_sql.h"
#include "store/store_row.h"

/* --- plans ------------------------------------------------------------------------------------ */

static struct plan_version read_plan(struct statement *row, struct arena *arena)
{
    return (struct plan_version){
        .number = column_int(row, 0),
        .effective_on = column_date(row, 1),
        .planned_start = column_date(row, 2),
        .planned_finish = column_date(row, 3),
        .annual = {column_int(row, 4)},
        .author = row_copy(row, 5, arena),
        .reason = row_copy(row, 6, arena),
        .year = column_int(row, 7),
    };
}

enum error_kind plan_store_add(struct tx *tx, int64_t project_id, struct plan_version *plan,
                               int64_t now, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &PLAN_ADD);
    bind_int(add, PLAN_ADD_PROJECT_ID, project_id);
    bind_int(add, PLAN_ADD_YEAR, plan->year);
    bind_date(add, PLAN_ADD_EFFECTIVE_ON, plan->effective_on);
    bind_date(add, PLAN_ADD_PLANNED_START, plan->planned_start);
    bind_date(add, PLAN_ADD_PLANNED_FINISH, plan->planned_finish);
    bind_int(add, PLAN_ADD_ANNUAL_CENTS, plan->annual.cents);
    bind_text(add, PLAN_ADD_AUTHOR, plan->author);
    bind_text(add, PLAN_ADD_REASON, plan->reason);
    bind_int(add, PLAN_ADD_NOW, now);
    TRY(row_step_found(add, "plan.add", "the plan was not added", err));
    plan->number = column_int(add, 0);
    return OK;
}

enum error_kind plan_store_newest(struct tx *tx, int64_t project_id, int64_t year,
                                  struct date as_of, struct arena *arena, struct plan_version *out,
                                  bool *found_out, struct error *err)
{
    SCOPED_STATEMENT newest = tx_query(tx, &PLAN_NEWEST);
    bind_int(newest, PLAN_NEWEST_PROJECT_ID, project_id);
    bind_int(newest, PLAN_NEWEST_YEAR, year);
    bind_date(newest, PLAN_NEWEST_AS_OF, as_of);
    TRY(statement_step(newest, found_out, err));
    if (*found_out) {
        *out = read_plan(newest, arena);
    }
    return OK;
}

enum error_kind plan_store_list(struct tx *tx, int64_t project_id, struct arena *arena,
                                struct plan_version **out, size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &PLAN_LIST);
    struct plan_version *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_int(list, PLAN_LIST_PROJECT_ID, project_id);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = read_plan(list, arena);
    }
    *out = items;
    *count_out = count;
    return OK;
}

/* --- sections and events ---------------------------------------------------------------------- */

enum error_kind section_store_list(struct tx *tx, int64_t project_id, struct arena *arena,
                                   struct section **out, size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &SECTION_LIST);
    struct section *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_int(list, SECTION_LIST_PROJECT_ID, project_id);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] =
            (struct section){column_int(list, 0), column_int(list, 1), row_copy(list, 2, arena)};
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind section_store_add(struct tx *tx, int64_t project_id, int64_t number,
                                  struct text name, int64_t *id_out, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &SECTION_ADD);
    bind_int(add, SECTION_ADD_PROJECT_ID, project_id);
    bind_int(add, SECTION_ADD_NUMBER, number);
    bind_text(add, SECTION_ADD_NAME, name);
    TRY(row_step_found(add, "section.add", "the section was not added", err));
    *id_out = column_int(add, 0);
    return OK;
}

enum error_kind event_store_list(struct tx *tx, int64_t project_id, struct arena *arena,
                                 struct stored_event **out, size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &SITE_EVENT_LIST);
    struct stored_event *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_int(list, SITE_EVENT_LIST_PROJECT_ID, project_id);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        struct stored_event *item = &items[count++];
        *item = (struct stored_event){
            .event = {.id = column_int(list, 0),
                      .section_id = column_int(list, 1),
                      .day = column_date(list, 3),
                      .evidence = {.permit = row_copy(list, 4, arena),
                                   .photo = row_copy(list, 5, arena),
                                   .photo_day = column_date(list, 6),
                                   .photo_place = row_copy(list, 7, arena),
                                   .witness = row_copy(list, 8, arena),
                                   .imported = column_bool(list, 9)}},
            .actor = row_copy(list, 10, arena),
            .section_number = column_int(list, 11),
        };
        site_event_parse(column_text(list, 2), &item->event.kind);
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind event_store_add(struct tx *tx, int64_t project_id, struct site_event *event,
                                struct text actor, int64_t now, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &SITE_EVENT_ADD);
    bind_int(add, SITE_EVENT_ADD_SECTION_ID, event->section_id);
    bind_int(add, SITE_EVENT_ADD_PROJECT_ID, project_id);
    bind_text(add, SITE_EVENT_ADD_KIND, text_of(site_event_name(event->kind)));
    bind_date(add, SITE_EVENT_ADD_DAY, event->day);
    bind_text(add, SITE_EVENT_ADD_PERMIT, event->evidence.permit);
    bind_text(add, SITE_EVENT_ADD_PHOTO, event->evidence.photo);
    bind_date(add, SITE_EVENT_ADD_PHOTO_DAY, event->evidence.photo_day);
    bind_text(add, SITE_EVENT_ADD_PHOTO_PLACE, event->evidence.photo_place);
    bind_text(add, SITE_EVENT_ADD_WITNESS, event->evidence.witness);
    bind_bool(add, SITE_EVENT_ADD_IMPORTED, event->evidence.imported);
    bind_text(add, SITE_EVENT_ADD_ACTOR, actor);
    bind_int(add, SITE_EVENT_ADD_NOW, now);
    enum error_kind kind = row_step_found(add, "event.add", "the event was not added", err);
    if (kind == ERROR_CONFLICT) {
        return error_set(err, ERROR_CONFLICT, "event.started_before",
                         "the section has had its start; one start a section");
    }
    if (kind == OK) {
        event->id = column_int(add, 0);
    }
    return kind;
}

enum error_kind event_store_move(struct tx *tx, int64_t event_id, struct date day,
                                 struct error *err)
{
    SCOPED_STATEMENT move = tx_query(tx, &SITE_EVENT_MOVE);
    int64_t changes = 0;
    bind_int(move, SITE_EVENT_MOVE_ID, event_id);
    bind_date(move, SITE_EVENT_MOVE_DAY, day);
    TRY(statement_run(move, &changes, err));
    return changes == 1 ? OK
                        : error_set(err, ERROR_CONFLICT, "event.recorded",
                                    "an event recorded with evidence is not moved by a list");
}

enum error_kind event_store_duplicate(struct tx *tx, const struct site_event *event,
                                      struct arena *arena, struct text *code_out, struct error *err)
{
    SCOPED_STATEMENT photo = tx_query(tx, &SITE_EVENT_PHOTO_ELSEWHERE);
    bool row;
    *code_out = TEXT("");
    bind_text(photo, SITE_EVENT_PHOTO_ELSEWHERE_PHOTO, event->evidence.photo);
    bind_int(photo, SITE_EVENT_PHOTO_ELSEWHERE_SECTION_ID, event->section_id);
    TRY(statement_step(photo, &row, err));
    if (row) {
        *code_out = row_copy(photo, 0, arena);
        return OK;
    }
    SCOPED_STATEMENT permit = tx_query(tx, &SITE_EVENT_PERMIT_ELSEWHERE);
    bind_text(permit, SITE_EVENT_PERMIT_ELSEWHERE_PERMIT, event->evidence.permit);
    bind_int(permit, SITE_EVENT_PERMIT_ELSEWHERE_SECTION_ID, event->section_id);
    TRY(statement_step(permit, &row, err));
    if (row && event->kind == SITE_START) {
        *code_out = row_copy(permit, 0, arena);
    }
    return OK;
}

/* --- progress --------------------------------------------------------------------------------- */

enum error_kind progress_store_list(struct tx *tx, int64_t project_id, struct date as_of,
                                    struct arena *arena, struct item_progress **out,
                                    size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &PROGRESS_LIST);
    struct item_progress *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_int(list, PROGRESS_LIST_PROJECT_ID, project_id);
    bind_date(list, PROGRESS_LIST_AS_OF, as_of);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = (struct item_progress){row_copy(list, 0, arena), column_date(list, 1),
                                                column_date(list, 2), column_date(list, 3)};
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind progress_store_set(struct tx *tx, int64_t project_id,
                                   const struct item_progress *progress, struct error *err)
{
    SCOPED_STATEMENT set = tx_query(tx, &PROGRESS_SET);
    bind_int(set, PROGRESS_SET_PROJECT_ID, project_id);
    bind_text(set, PROGRESS_SET_ITEM_ID, progress->item_id);
    bind_date(set, PROGRESS_SET_ACCEPTED_ON, progress->accepted_on);
    bind_date(set, PROGRESS_SET_DECIDED_ON, progress->decided_on);
    bind_date(set, PROGRESS_SET_EXPECTED_ON, progress->expected_on);
    return statement_run(set, NULL, err);
}

enum error_kind progress_store_undo(struct tx *tx, int64_t project_id, struct text item_id,
                                    struct date day, struct error *err)
{
    SCOPED_STATEMENT undo = tx_query(tx, &PROGRESS_UNDO);
    bind_int(undo, PROGRESS_UNDO_PROJECT_ID, project_id);
    bind_text(undo, PROGRESS_UNDO_ITEM_ID, item_id);
    bind_date(undo, PROGRESS_UNDO_DAY, day);
    return statement_run(undo, NULL, err);
}
