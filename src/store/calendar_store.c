#include "store/calendar_store.h"

#include "queries_sql.h"
#include "store/store_row.h"

/* Days are ISO text: everything lies before this one. */
static struct date day_or_last(struct date as_of)
{
    return date_is_none(as_of) ? date_of(9999, 12, 31) : as_of;
}

/* --- calendars -------------------------------------------------------------------------------- */

enum error_kind calendar_store_list(struct tx *tx, struct text scope, struct date as_of,
                                    struct arena *arena, struct stored_calendar **out,
                                    size_t *count_out, struct error *err)
{
    bool all = scope.length == 0;
    SCOPED_STATEMENT list = tx_query(tx, all ? &CALENDAR_LIST : &CALENDAR_LIST_SCOPE);
    struct stored_calendar *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    if (all) {
        bind_date(list, CALENDAR_LIST_AS_OF, day_or_last(as_of));
    } else {
        bind_text(list, CALENDAR_LIST_SCOPE_SCOPE, scope);
        bind_date(list, CALENDAR_LIST_SCOPE_AS_OF, day_or_last(as_of));
    }
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = (struct stored_calendar){
            row_copy(list, 0, arena), column_int(list, 1),      column_date(list, 2),
            row_copy(list, 3, arena), row_copy(list, 4, arena), row_copy(list, 5, arena),
            column_int(list, 6)};
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind calendar_store_add(struct tx *tx, const struct stored_calendar *calendar,
                                   struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &CALENDAR_ADD);
    bind_text(add, CALENDAR_ADD_SCOPE, calendar->scope);
    bind_int(add, CALENDAR_ADD_VERSION, calendar->version);
    bind_date(add, CALENDAR_ADD_PUBLISHED_ON, calendar->published_on);
    bind_text(add, CALENDAR_ADD_BODY, calendar->body);
    bind_text(add, CALENDAR_ADD_AUTHOR, calendar->author);
    bind_text(add, CALENDAR_ADD_REASON, calendar->reason);
    bind_int(add, CALENDAR_ADD_NOW, calendar->created_at);
    return statement_run(add, NULL, err);
}

/* --- seasons and thaws ------------------------------------------------------------------------ */

enum error_kind season_store_list(struct tx *tx, struct date as_of, struct arena *arena,
                                  struct stored_season **out, size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &SEASON_LIST);
    struct stored_season *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_date(list, SEASON_LIST_AS_OF, day_or_last(as_of));
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = (struct stored_season){
            row_copy(list, 0, arena), row_copy(list, 1, arena), column_int(list, 2),
            column_date(list, 3),     column_bool(list, 4),     row_copy(list, 5, arena),
            row_copy(list, 6, arena), row_copy(list, 7, arena), column_int(list, 8)};
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind season_store_add(struct tx *tx, const struct stored_season *season,
                                 struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &SEASON_ADD);
    bind_text(add, SEASON_ADD_DIVISION, season->division);
    bind_text(add, SEASON_ADD_WORK, season->work);
    bind_int(add, SEASON_ADD_VERSION, season->version);
    bind_date(add, SEASON_ADD_KNOWN_ON, season->known_on);
    bind_bool(add, SEASON_ADD_FOLLOWS_THAW, season->follows_thaw);
    bind_text(add, SEASON_ADD_WINDOWS, season->windows);
    bind_text(add, SEASON_ADD_AUTHOR, season->author);
    bind_text(add, SEASON_ADD_REASON, season->reason);
    bind_int(add, SEASON_ADD_NOW, season->created_at);
    return statement_run(add, NULL, err);
}

enum error_kind thaw_store_list(struct tx *tx, struct date as_of, struct arena *arena,
                                struct stored_thaw **out, size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &THAW_LIST);
    struct stored_thaw *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_date(list, THAW_LIST_AS_OF, day_or_last(as_of));
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = (struct stored_thaw){row_copy(list, 0, arena), column_int(list, 1),
                                              column_int(list, 2),      column_date(list, 3),
                                              column_date(list, 4),     row_copy(list, 5, arena),
                                              row_copy(list, 6, arena), column_int(list, 7)};
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind thaw_store_add(struct tx *tx, const struct stored_thaw *thaw, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &THAW_ADD);
    bind_text(add, THAW_ADD_DIVISION, thaw->division);
    bind_int(add, THAW_ADD_YEAR, thaw->year);
    bind_int(add, THAW_ADD_VERSION, thaw->version);
    bind_date(add, THAW_ADD_KNOWN_ON, thaw->known_on);
    bind_date(add, THAW_ADD_DAY, thaw->day);
    bind_text(add, THAW_ADD_AUTHOR, thaw->author);
    bind_text(add, THAW_ADD_REASON, thaw->reason);
    bind_int(add, THAW_ADD_NOW, thaw->created_at);
    return statement_run(add, NULL, err);
}

/* --- disruptions ------------------------------------------------------------------------------ */

enum error_kind disruption_store_list(struct tx *tx, struct date as_of, struct arena *arena,
                                      struct stored_disruption **out, size_t *count_out,
                                      struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &DISRUPTION_LIST);
    struct stored_disruption *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_date(list, DISRUPTION_LIST_AS_OF, day_or_last(as_of));
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = (struct stored_disruption){
            .id = column_int(list, 0),
            .scope = row_copy(list, 1, arena),
            .from = column_date(list, 2),
            .stops = row_copy(list, 3, arena),
            .reason = row_copy(list, 4, arena),
            .known_on = column_date(list, 5),
            .author = row_copy(list, 6, arena),
            .created_at = column_int(list, 7),
            .version = column_int(list, 8),
            .end_known_on = column_date(list, 9),
            .to = column_date(list, 10),
            .end_author = row_copy(list, 11, arena),
            .end_reason = row_copy(list, 12, arena),
        };
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind disruption_store_add(struct tx *tx, struct stored_disruption *disruption,
                                     struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &DISRUPTION_ADD);
    bind_text(add, DISRUPTION_ADD_SCOPE, disruption->scope);
    bind_date(add, DISRUPTION_ADD_FROM_DAY, disruption->from);
    bind_text(add, DISRUPTION_ADD_STOPS, disruption->stops);
    bind_text(add, DISRUPTION_ADD_REASON, disruption->reason);
    bind_date(add, DISRUPTION_ADD_KNOWN_ON, disruption->known_on);
    bind_text(add, DISRUPTION_ADD_AUTHOR, disruption->author);
    bind_int(add, DISRUPTION_ADD_NOW, disruption->created_at);
    TRY(row_step_found(add, "disruption.add", "the disruption was not added", err));
    disruption->id = column_int(add, 0);
    return OK;
}

enum error_kind disruption_store_end(struct tx *tx, const struct stored_disruption *disruption,
                                     int64_t now, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &DISRUPTION_END_ADD);
    bind_int(add, DISRUPTION_END_ADD_DISRUPTION_ID, disruption->id);
    bind_int(add, DISRUPTION_END_ADD_VERSION, disruption->version);
    bind_date(add, DISRUPTION_END_ADD_KNOWN_ON, disruption->end_known_on);
    bind_date(add, DISRUPTION_END_ADD_TO_DAY, disruption->to);
    bind_text(add, DISRUPTION_END_ADD_AUTHOR, disruption->end_author);
    bind_text(add, DISRUPTION_END_ADD_REASON, disruption->end_reason);
    bind_int(add, DISRUPTION_END_ADD_NOW, now);
    return statement_run(add, NULL, err);
}
