/* src/app/review_app.h: on-line review of a case by invited experts. Convening it starts the special
 * procedure that stops the case's clock, its end ends that. Rules: docs/domain/service.md. */
#ifndef KAIGONG_APP_REVIEW_APP_H
#define KAIGONG_APP_REVIEW_APP_H

#include "app/app.h"
#include "domain/approval/case.h"
#include "store/review_store.h"

/* Convenes a review of review->case_id by the case's own department; its members name people. Each
 * reaches the project while the review is open.
 *
 * chair       sign-in name of a member
 * step        length, unit and reason of the special procedure
 * Errors      ERROR_INVALID review.*, service.link; ERROR_NOT_FOUND case.unknown, person.unknown;
 *             ERROR_CONFLICT review.open, and those of case_apply */
MUST_CHECK enum error_kind review_app_convene(struct app *app, const struct actor *actor,
                                              struct review *review, struct text chair,
                                              const struct case_step *step, struct arena *arena,
                                              struct error *err);
MUST_CHECK enum error_kind review_app_declare(struct app *app, const struct actor *actor,
                                              int64_t id, bool conflict, struct text note,
                                              struct error *err);
/* Signs an opinion: name, time and the hash of the text stand in the journal. */
MUST_CHECK enum error_kind review_app_sign(struct app *app, const struct actor *actor, int64_t id,
                                           enum verdict verdict, struct text opinion,
                                           struct error *err);
MUST_CHECK enum error_kind review_app_conclude(struct app *app, const struct actor *actor,
                                               int64_t id, enum verdict verdict,
                                               struct text conclusion, struct error *err);
/* By the case's department. */
MUST_CHECK enum error_kind review_app_cancel(struct app *app, const struct actor *actor, int64_t id,
                                             struct text reason, struct error *err);
/* For its panel and the case's department. Errors      ERROR_NOT_FOUND review.unknown */
MUST_CHECK enum error_kind review_app_find(struct app *app, const struct actor *actor, int64_t id,
                                           struct arena *arena, struct review *out,
                                           struct error *err);
MUST_CHECK enum error_kind review_app_list(struct app *app, const struct actor *actor,
                                           struct arena *arena, struct review **out,
                                           size_t *count_out, struct error *err);

#endif
