/* src/app/joint_app.h: joint handling. The last signature moves all cases of a sheet in its own
 * transaction, or none. Rules: docs/domain/service.md. */
#ifndef KAIGONG_APP_JOINT_APP_H
#define KAIGONG_APP_JOINT_APP_H

#include "app/app.h"
#include "store/joint_store.h"

/* Writes a sheet; its cases name case, event, reason and result and get the rest as they are now.
 * Errors      ERROR_INVALID joint.*, ERROR_NOT_FOUND case.unknown with the row,
 *             ERROR_FORBIDDEN joint.department   a head has no case of the own department in it */
MUST_CHECK enum error_kind joint_app_add(struct app *app, const struct actor *actor,
                                         struct joint_sheet *sheet, struct error *err);
/* Signs for the actor's department. The last signature does every case's event at once.
 * Errors      ERROR_CONFLICT joint.stale   a case has moved since the sheet was written: named
 *             ERROR_CONFLICT, ERROR_INVALID those of case_apply, the case named in front
 *             ERROR_CONFLICT joint.step, joint.signed; ERROR_NOT_FOUND joint.unknown */
MUST_CHECK enum error_kind joint_app_sign(struct app *app, const struct actor *actor, int64_t id,
                                          struct error *err);
/* By whoever wrote it. Errors      ERROR_CONFLICT joint.step, ERROR_FORBIDDEN joint.writer */
MUST_CHECK enum error_kind joint_app_cancel(struct app *app, const struct actor *actor, int64_t id,
                                            struct text reason, struct error *err);
MUST_CHECK enum error_kind joint_app_find(struct app *app, int64_t id, struct arena *arena,
                                          struct joint_sheet *out, struct error *err);
MUST_CHECK enum error_kind joint_app_list(struct app *app, struct arena *arena,
                                          struct joint_sheet **out, size_t *count_out,
                                          struct error *err);

#endif
