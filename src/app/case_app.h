/* src/app/case_app.h: what people do with a case. Each function is one transaction: load, ask the
 * domain, save, journal. What is read for showing is in src/report/case_report.h. */
#ifndef KAIGONG_APP_CASE_APP_H
#define KAIGONG_APP_CASE_APP_H

#include "app/app.h"
#include "domain/approval/case.h"

/* Does an event on a case, by the side that the table names. `decide_committed` on a case that is not
 * accepted yet accepts it first: a commitment is decided on at once.
 *
 * expected_version   what the actor saw
 * step               event, reason, special, length, unit; the side is found here
 * result             number of the permit, with a decision; ""
 * Errors             those of case_apply; ERROR_CONFLICT case.stale, ERROR_INVALID case.notice (a
 *                    correction is told by the application's one notice),
 *                    ERROR_NOT_FOUND case.unknown, party.department */
MUST_CHECK enum error_kind case_app_do(struct app *app, const struct actor *actor, int64_t case_id,
                                       int64_t expected_version, const struct case_step *step,
                                       struct text result, struct error *err);

/* Notes what a department misses, for the one notice.
 *
 * paper       id of a paper of the item; "" for something else
 * Errors      ERROR_INVALID defect.paper, case.reason; ERROR_CONFLICT case.step (told already) */
MUST_CHECK enum error_kind case_app_add_defect(struct app *app, const struct actor *actor,
                                               int64_t case_id, struct text paper, struct text why,
                                               int64_t *id_out, struct error *err);

/* Asks for the green channel, and answers; not by the same person, within the department's share.
 * Errors      ERROR_CONFLICT green.asked, green.decided, green.share, green.closed
 *             ERROR_FORBIDDEN green.self */
MUST_CHECK enum error_kind case_app_ask_green(struct app *app, const struct actor *actor,
                                              int64_t case_id, struct text reason,
                                              struct error *err);
MUST_CHECK enum error_kind case_app_decide_green(struct app *app, const struct actor *actor,
                                                 int64_t case_id, bool granted, struct text reason,
                                                 struct error *err);

/* Extends the validity of a permit by as long again.
 * Errors      those of validity_extend; ERROR_CONFLICT case.step (not decided) */
MUST_CHECK enum error_kind case_app_extend_validity(struct app *app, const struct actor *actor,
                                                    int64_t case_id, int64_t expected_version,
                                                    struct text reason, struct error *err);

#endif
