/* src/app/forecast_app.h: keeps forecasts, so that they can be held against what happened. */
#ifndef KAIGONG_APP_FORECAST_APP_H
#define KAIGONG_APP_FORECAST_APP_H

#include "app/app.h"
#include "store/forecast_store.h"

/* Keeps a forecast with its chances and notes it in the journal as forecast.keep; sets id, kept_by and
 * kept_at. `programme` and `year` name the programme that it is about. */
MUST_CHECK enum error_kind forecast_app_keep(struct app *app, const struct actor *actor,
                                             struct text programme, int64_t year,
                                             struct kept_forecast *forecast, struct error *err);

#endif
