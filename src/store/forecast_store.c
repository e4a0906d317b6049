#include "store/forecast_store.h"

#include "queries_sql.h"
#include "store/store_row.h"

static enum error_kind add_chances(struct tx *tx, const struct kept_forecast *forecast,
                                   struct error *err)
{
    for (size_t i = 0; i < forecast->chance_count; i++) {
        SCOPED_STATEMENT add = tx_query(tx, &FORECAST_CHANCE_ADD);
        bind_int(add, FORECAST_CHANCE_ADD_FORECAST_ID, forecast->id);
        bind_int(add, FORECAST_CHANCE_ADD_PROJECT_ID, forecast->chances[i].project_id);
        bind_int(add, FORECAST_CHANCE_ADD_CHANCE_BY, forecast->chances[i].chance_by);
        TRY(statement_run(add, NULL, err));
    }
    return OK;
}

enum error_kind forecast_store_add(struct tx *tx, struct kept_forecast *forecast, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &FORECAST_ADD);
    bool row;
    bind_int(add, FORECAST_ADD_PROGRAMME_ID, forecast->programme_id);
    bind_date(add, FORECAST_ADD_AS_OF, forecast->as_of);
    bind_date(add, FORECAST_ADD_BY_DAY, forecast->by);
    bind_int(add, FORECAST_ADD_TRIALS, forecast->trials);
    bind_int(add, FORECAST_ADD_SEED, forecast->seed);
    bind_int(add, FORECAST_ADD_STARTED, forecast->started);
    bind_int(add, FORECAST_ADD_PLANNED, forecast->planned);
    bind_int(add, FORECAST_ADD_P10, forecast->p10);
    bind_int(add, FORECAST_ADD_P50, forecast->p50);
    bind_int(add, FORECAST_ADD_P90, forecast->p90);
    bind_text(add, FORECAST_ADD_KEPT_BY, forecast->kept_by);
    bind_int(add, FORECAST_ADD_KEPT_AT, forecast->kept_at);
    TRY(statement_step(add, &row, err));
    if (!row) {
        return error_set(err, ERROR_INTERNAL, "forecast.add", "the forecast got no number");
    }
    forecast->id = column_int(add, 0);
    return add_chances(tx, forecast, err);
}

enum error_kind forecast_store_list(struct tx *tx, int64_t programme_id, struct date as_of,
                                    struct arena *arena, struct kept_forecast **out,
                                    size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &FORECAST_LIST);
    struct kept_forecast *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_int(list, FORECAST_LIST_PROGRAMME_ID, programme_id);
    bind_date(list, FORECAST_LIST_AS_OF, as_of);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = (struct kept_forecast){
            .id = column_int(list, 0),
            .programme_id = programme_id,
            .as_of = column_date(list, 1),
            .by = column_date(list, 2),
            .trials = column_int(list, 3),
            .seed = column_int(list, 4),
            .started = column_int(list, 5),
            .planned = column_int(list, 6),
            .p10 = column_int(list, 7),
            .p50 = column_int(list, 8),
            .p90 = column_int(list, 9),
            .kept_by = row_copy(list, 10, arena),
            .kept_at = column_int(list, 11),
        };
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind forecast_store_outcomes(struct tx *tx, int64_t programme_id, struct date as_of,
                                        struct arena *arena, struct forecast_outcome **out,
                                        size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &FORECAST_OUTCOMES);
    struct forecast_outcome *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_int(list, FORECAST_OUTCOMES_PROGRAMME_ID, programme_id);
    bind_date(list, FORECAST_OUTCOMES_AS_OF, as_of);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count++] = (struct forecast_outcome){
            column_int(list, 0), (int32_t)column_int(list, 1), column_int(list, 2) != 0};
    }
    *out = items;
    *count_out = count;
    return OK;
}
