/* src/app/desk_app.h: what a department does at its desk: who handles a case, who stands in for whom, many
 * cases accepted at once, how many it can handle. Each change is one transaction. Rules:
 * docs/domain/desk.md. */
#ifndef KAIGONG_APP_DESK_APP_H
#define KAIGONG_APP_DESK_APP_H

#include "app/app.h"
#include "store/desk_store.h"

enum { DESK_ACCEPT_MAX = 100, DESK_CASES_MAX = 100000 };

/* Gives a case to somebody of its department; a head to anybody, the others take what nobody has and
 * hand on or give back their own. Who gets it hears of it at once.
 *
 * person      sign-in name; "" for nobody
 * Errors      ERROR_INVALID   desk.person   not of the department, or not there any more
 *             ERROR_FORBIDDEN desk.assign   it is a colleague's
 *             ERROR_CONFLICT  case.stale, case.step (it has ended)
 *             ERROR_NOT_FOUND case.unknown, party.department */
MUST_CHECK enum error_kind desk_app_assign(struct app *app, const struct actor *actor,
                                           int64_t case_id, int64_t expected_version,
                                           struct text person, struct error *err);

/* One case of many that are accepted. */
struct desk_acceptance {
    int64_t case_id, version; /* what the actor saw */
    struct error err;         /* kind OK: done */
};
/* Accepts each case in a transaction of its own: at the window, or by the department where the window
 * has done so. What cannot be accepted says why and holds up nothing. */
void desk_app_accept(struct app *app, const struct actor *actor, struct desk_acceptance *cases,
                     size_t count);

/* Sets stand_in->id, department and set_by. A head for anybody of the department, the others for
 * themselves.
 * Errors      ERROR_INVALID   desk.person, stand_in.self, stand_in.days
 *             ERROR_FORBIDDEN desk.stand_in */
MUST_CHECK enum error_kind desk_app_add_stand_in(struct app *app, const struct actor *actor,
                                                 struct stand_in *stand_in, struct error *err);
/* Errors      ERROR_NOT_FOUND stand_in.unknown, ERROR_FORBIDDEN desk.stand_in */
MUST_CHECK enum error_kind desk_app_end_stand_in(struct app *app, const struct actor *actor,
                                                 int64_t id, struct error *err);

/* From a day on the actor's department handles so many cases at a time.
 * Errors      ERROR_INVALID desk.cases   below 0 or above DESK_CASES_MAX */
MUST_CHECK enum error_kind desk_app_put_capacity(struct app *app, const struct actor *actor,
                                                 struct date from, int64_t cases,
                                                 struct error *err);

/* Keeps what plans say of open cases, all in one transaction; the journal has no entry, for nothing happened. */
MUST_CHECK enum error_kind desk_app_keep_costs(struct app *app, const struct desk_case_cost *costs,
                                               size_t count, struct error *err);

#endif
