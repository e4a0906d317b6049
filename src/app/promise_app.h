/* src/app/promise_app.h: tolerances and commitments: what an owner may owe for a while, who allowed it,
 * and how it is checked. Each function is one transaction. */
#ifndef KAIGONG_APP_PROMISE_APP_H
#define KAIGONG_APP_PROMISE_APP_H

#include "app/app.h"
#include "domain/approval/commitment.h"
#include "domain/approval/tolerance.h"
#include "store/promise_store.h"

struct tolerance_wish {
    int64_t case_id;
    struct text paper;
    enum tolerance_mode mode;
    int days; /* working days */
    struct text basis, signer;
};

/* Allows a paper to come later; a refusal is journalled with its rule and answered as the error.
 *
 * id_out      of the tolerance
 * Errors      those of tolerance_check; ERROR_NOT_FOUND case.unknown, party.department */
MUST_CHECK enum error_kind promise_app_tolerate(struct app *app, const struct actor *actor,
                                                const struct tolerance_wish *wish, int64_t *id_out,
                                                struct error *err);

struct commitment_wish {
    struct text project, text; /* code; id of the text, "item" or "start" */
    const struct text *items;
    size_t item_count;
    struct text signer;
    bool start; /* one signature for the start of the project */
};

/* Signs one text for one or more items; each has an open case. A draft that waited for another item
 * is handed in by it.
 *
 * Errors      those of commitment_check_item; ERROR_INVALID commitment.text, commitment.items,
 *             commitment.signer; ERROR_CONFLICT commitment.no_case, commitment.twice */
MUST_CHECK enum error_kind promise_app_commit(struct app *app, const struct actor *actor,
                                              const struct commitment_wish *wish,
                                              struct error *err);

/* Supplies, checks, orders to put right by a day, or revokes.
 *
 * note        what was found; needed but for a supply
 * due_on      of an order; else DATE_NONE: the text's correction period counts
 * Errors      those of commitment_apply; ERROR_CONFLICT commitment.stale */
MUST_CHECK enum error_kind promise_app_do(struct app *app, const struct actor *actor,
                                          int64_t commitment_id, int64_t expected_version,
                                          enum commitment_event event, struct text note,
                                          struct error *err);

/* The texts that count: the newest version of each, the program's own where the city has none. */
MUST_CHECK enum error_kind promise_app_texts(struct tx *tx, struct arena *arena,
                                             struct commitment_text **out, size_t *count_out,
                                             struct error *err);
/* Adds the next version of a text; nothing is overwritten.
 * Errors      ERROR_INVALID commitment_text.body, commitment_text.version */
MUST_CHECK enum error_kind promise_app_add_text(struct app *app, const struct actor *actor,
                                                struct text body, int64_t *version_out,
                                                struct error *err);

/* Ends a credit record before its day: what was owed has been made good.
 * Errors      ERROR_NOT_FOUND credit.unknown, ERROR_INVALID case.reason */
MUST_CHECK enum error_kind promise_app_repair(struct app *app, const struct actor *actor,
                                              int64_t credit_id, struct text reason,
                                              struct error *err);

#endif
