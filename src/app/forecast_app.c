#include "app/forecast_app.h"

#include "base/json.h"
#include "store/journal_store.h"

enum { FORECAST_ENTRY_MAX = 2048 };

struct keep {
    struct text programme;
    int64_t year;
    struct kept_forecast *forecast;
};

static enum error_kind journal_keep(struct tx *tx, const struct keep *work, struct error *err)
{
    SCOPED_ARENA arena = {0};
    const struct kept_forecast *forecast = work->forecast;
    struct json_writer data;
    struct text text;
    json_writer_init(&data, &arena, FORECAST_ENTRY_MAX);
    json_object_open(&data);
    json_member_date(&data, "as_of", forecast->as_of);
    json_member_date(&data, "by", forecast->by);
    json_member_int(&data, "p10", forecast->p10);
    json_member_int(&data, "p50", forecast->p50);
    json_member_int(&data, "p90", forecast->p90);
    json_member_int(&data, "seed", forecast->seed);
    json_member_int(&data, "trials", forecast->trials);
    json_object_close(&data);
    TRY(json_writer_text(&data, &text, err));
    return journal_store_append(tx, "forecast.keep",
                                text_format(&arena, "programme:%.*s/%lld",
                                            TEXT_ARGS(work->programme), (long long)work->year),
                                forecast->kept_by, text, forecast->kept_at, err);
}

static enum error_kind keep(struct tx *tx, void *context, struct error *err)
{
    struct keep *work = context;
    TRY(forecast_store_add(tx, work->forecast, err));
    return journal_keep(tx, work, err);
}

enum error_kind forecast_app_keep(struct app *app, const struct actor *actor, struct text programme,
                                  int64_t year, struct kept_forecast *forecast, struct error *err)
{
    struct keep work = {programme, year, forecast};
    forecast->kept_by = actor->name;
    forecast->kept_at = app_now(app);
    TRY(db_write(app->db, keep, &work, err));
    return OK;
}
