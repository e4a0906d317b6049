/* src/app/officer_app.h: the directory of service officers, their assignments, who stands in, and the
 * work log. Each change is one transaction with its entry in the journal. Rules:
 * docs/domain/service.md. */
#ifndef KAIGONG_APP_OFFICER_APP_H
#define KAIGONG_APP_OFFICER_APP_H

#include "app/app.h"
#include "store/officer_store.h"
#include "store/party_store.h"

/* How many projects an officer carries before a warning: `officer_load` of kaigong.conf. */
int officer_app_load_limit(struct app *app);
/* Every officer, or those of the public directory. */
MUST_CHECK enum error_kind officer_app_list(struct app *app, bool listed, struct arena *arena,
                                            struct officer **out, size_t *count_out,
                                            struct error *err);
/* Errors      ERROR_NOT_FOUND officer.unknown */
MUST_CHECK enum error_kind officer_app_find(struct app *app, struct text name, struct arena *arena,
                                            struct officer *out, struct error *err);
/* Enters what the directory says of officer->person; `officer` gets the rest.
 * Errors      ERROR_INVALID officer.*, ERROR_NOT_FOUND officer.unknown, ERROR_CONFLICT officer.stale */
MUST_CHECK enum error_kind officer_app_save(struct app *app, const struct actor *actor,
                                            struct officer *officer, struct arena *arena,
                                            struct error *err);
/* The personal number; who asked and why stands in the journal.
 * Errors      ERROR_INVALID service.text at "why", ERROR_NOT_FOUND officer.unknown */
MUST_CHECK enum error_kind officer_app_reveal(struct app *app, const struct actor *actor,
                                              struct text name, struct text why,
                                              struct arena *arena, struct text *mobile_out,
                                              struct error *err);

/* A stand-in or hand-over of cover->officer by cover->deputy; both are told.
 * Errors      ERROR_INVALID cover.*, ERROR_CONFLICT cover.overlap, ERROR_NOT_FOUND officer.unknown */
MUST_CHECK enum error_kind cover_app_add(struct app *app, const struct actor *actor,
                                         struct cover *cover, struct arena *arena,
                                         struct error *err);
/* Ends a stand-in at once. Errors   ERROR_NOT_FOUND cover.unknown, ERROR_CONFLICT cover.hand_over */
MUST_CHECK enum error_kind cover_app_end(struct app *app, const struct actor *actor, int64_t id,
                                         struct error *err);
/* Those on either side of which the actor stands; all for the programme office. */
MUST_CHECK enum error_kind cover_app_list(struct app *app, const struct actor *actor,
                                          struct arena *arena, struct cover **out,
                                          size_t *count_out, struct error *err);

/* Enters what the actor, an officer, did for entry->project.
 * Errors      ERROR_INVALID work_log.*, ERROR_NOT_FOUND project.unknown */
MUST_CHECK enum error_kind work_log_app_add(struct app *app, const struct actor *actor,
                                            struct work_log *entry, struct arena *arena,
                                            struct error *err);
/* Of a project within the actor's scope, or with project "" the actor's own.
 * Errors      ERROR_NOT_FOUND project.unknown */
MUST_CHECK enum error_kind work_log_app_list(struct app *app, const struct actor *actor,
                                             struct text project, struct date from,
                                             struct date until, struct arena *arena,
                                             struct work_log **out, size_t *count_out,
                                             struct error *err);

#endif
