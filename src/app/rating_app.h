/* src/app/rating_app.h: owners rate the service officer of a finished case; a poor rating opens a task.
 * Rules: docs/domain/service.md. */
#ifndef KAIGONG_APP_RATING_APP_H
#define KAIGONG_APP_RATING_APP_H

#include "app/app.h"
#include "store/rating_store.h"

/* Rates the officer of the case's project, once a case; out gets the rating with its task.
 * Errors      ERROR_INVALID rating.grade; ERROR_NOT_FOUND case.unknown; ERROR_FORBIDDEN rating.self;
 *             ERROR_CONFLICT rating.unfinished, rating.nobody, rating.twice */
MUST_CHECK enum error_kind rating_app_rate(struct app *app, const struct actor *actor,
                                           int64_t case_id, int64_t grade, struct text remark,
                                           struct arena *arena, struct rating *out,
                                           struct error *err);
/* The officer says what was put right; somebody else calls back and closes the task.
 * Errors      ERROR_NOT_FOUND rating.unknown; ERROR_CONFLICT rating.step; ERROR_FORBIDDEN rating.* */
MUST_CHECK enum error_kind rating_app_correct(struct app *app, const struct actor *actor,
                                              int64_t case_id, struct text correction,
                                              struct arena *arena, struct rating *out,
                                              struct error *err);
MUST_CHECK enum error_kind rating_app_close(struct app *app, const struct actor *actor,
                                            int64_t case_id, struct text call_back,
                                            struct arena *arena, struct rating *out,
                                            struct error *err);
/* The actor's own; all for the programme office. state "" for any.
 * Errors      ERROR_INVALID query.state */
MUST_CHECK enum error_kind rating_app_list(struct app *app, const struct actor *actor,
                                           struct text state, struct arena *arena,
                                           struct rating **out, size_t *count_out,
                                           struct error *err);

#endif
