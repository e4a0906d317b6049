/* src/app/authority_app.h: bodies that people belong to, and written authorities: a delegate of an
 * owner, the service officer of a project, an invited expert. Each change is one transaction with its
 * entry in the journal, and acts on the next request. Rules: docs/domain/party.md U-9, U-10. */
#ifndef KAIGONG_APP_AUTHORITY_APP_H
#define KAIGONG_APP_AUTHORITY_APP_H

#include "app/app.h"
#include "store/party_store.h"

/* Checks the body of a person who is being added or changed, and notes its names: a department has to
 * stand in a template, an enterprise's code has to be right.
 * Errors      ERROR_INVALID person.body */
MUST_CHECK enum error_kind authority_app_settle_body(struct tx *tx, const struct person *person,
                                                     struct error *err);

/* The departments of the newest templates, by id. */
MUST_CHECK enum error_kind authority_app_list_departments(struct app *app, struct arena *arena,
                                                          struct body **out, size_t *count_out,
                                                          struct error *err);

/* Those that the actor may know of: the programme office and the security administrator all, an owner
 * its enterprise's, everybody the own ones.
 *
 * project  a project's code, or "" for all */
MUST_CHECK enum error_kind authority_app_list(struct app *app, const struct actor *actor,
                                              struct text project, struct arena *arena,
                                              struct authority **out, size_t *count_out,
                                              struct error *err);

/* Gives an authority; `authority` names person and project (or body) and gets the rest.
 * Errors      ERROR_INVALID authority.*, ERROR_FORBIDDEN authority.giver,
 *             ERROR_NOT_FOUND person.unknown, project.unknown, authority.unknown */
MUST_CHECK enum error_kind authority_app_give(struct app *app, const struct actor *actor,
                                              struct authority *authority, struct arena *arena,
                                              struct error *err);
/* Ends it at once.
 * Errors      ERROR_NOT_FOUND authority.unknown, ERROR_CONFLICT authority.ended */
MUST_CHECK enum error_kind authority_app_end(struct app *app, const struct actor *actor, int64_t id,
                                             struct error *err);

#endif
