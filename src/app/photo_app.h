/* src/app/photo_app.h: photos as evidence, named by what they hold. A file is written and synced
 * before anything names it; its name on the disk never comes from a user. */
#ifndef KAIGONG_APP_PHOTO_APP_H
#define KAIGONG_APP_PHOTO_APP_H

#include "app/app.h"

enum { PHOTO_MAX_BYTES = 10 << 20 };

/* Keeps a JPEG or PNG.
 *
 * name_out    SHA-256 of its bytes, in hex: what an event names
 * Errors      ERROR_INVALID photo.kind   it is neither
 *             ERROR_FULL db.full, ERROR_NOT_FOUND project.unknown */
MUST_CHECK enum error_kind photo_app_store(struct app *app, const struct actor *actor,
                                           struct text code, struct text bytes, struct arena *arena,
                                           struct text *name_out, struct error *err);
/* Errors      ERROR_INVALID photo.unknown   no such photo was handed in */
MUST_CHECK enum error_kind photo_app_check(struct app *app, struct text name, struct error *err);
/* Where a photo of a project's event lies, and its media type. ERROR_NOT_FOUND photo.unknown */
MUST_CHECK enum error_kind photo_app_find(struct app *app, const struct actor *actor,
                                          struct text code, struct text name, struct arena *arena,
                                          const char **path_out, const char **type_out,
                                          struct error *err);

#endif
