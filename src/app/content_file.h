/* src/app/content_file.h: files kept by the SHA-256 of their bytes in a folder of the data folder.
 * A file is whole or not there: it is written beside its place, made durable, and renamed. */
#ifndef KAIGONG_APP_CONTENT_FILE_H
#define KAIGONG_APP_CONTENT_FILE_H

#include "app/app.h"

/* What the bytes are by their own marks: a JPEG, a PNG, a PDF, an Office or OFD package, a DWG. NULL
 * for anything else, and for what carries a second format behind its end. */
const char *content_file_media(struct text bytes);

/* Keeps the bytes; the same bytes are kept once.
 *
 * folder      "photos", "papers"
 * name_out    the hash, hex
 * Errors      ERROR_FULL db.full, ERROR_UNAVAILABLE file.write */
MUST_CHECK enum error_kind content_file_keep(const struct app *app, const char *folder,
                                             struct text bytes, struct arena *arena,
                                             struct text *name_out, struct error *err);

/* Where a kept file lies; NULL when the name is no hash or nothing is kept under it. */
const char *content_file_path(const struct app *app, const char *folder, struct text name,
                              struct arena *arena);

#endif
