/* src/app/content_file.h: files kept by the SHA-256 of their bytes in a folder of the data folder.
 * A file is whole or not there: it is written beside its place, made durable, and renamed. */
#ifndef KAIGONG_APP_CONTENT_FILE_H
#define KAIGONG_APP_CONTENT_FILE_H

#include "app/app.h"

/* What the bytes are by their own marks and by libmagic's opinion: a JPEG, a PNG, a PDF, a Word, Excel or
 * OFD package, a DWG. NULL for anything else, for what is not whole, and for what is a second format too.
 * Source docs/domain/upload.md UP-4 */
const char *content_file_media(struct text bytes);
/* The same for a file, which is not read into memory. */
const char *content_file_media_of(const char *path);

/* Keeps the bytes; the same bytes are kept once.
 *
 * folder      "photos", "papers"
 * name_out    the hash, hex
 * Errors      ERROR_FULL db.full, ERROR_UNAVAILABLE file.write */
MUST_CHECK enum error_kind content_file_keep(const struct app *app, const char *folder,
                                             struct text bytes, struct arena *arena,
                                             struct text *name_out, struct error *err);

/* Keeps a file that lies in the data folder and is durable; it stays where it is too, until its own name
 * is removed. Errors as above */
MUST_CHECK enum error_kind content_file_adopt(const struct app *app, const char *folder,
                                              const char *path, struct arena *arena,
                                              struct text *name_out, struct error *err);

/* What errno says of a file that was written. */
MUST_CHECK enum error_kind content_file_error(struct error *err);

/* Where a kept file lies; NULL when the name is no hash or nothing is kept under it. */
const char *content_file_path(const struct app *app, const char *folder, struct text name,
                              struct arena *arena);

#endif
