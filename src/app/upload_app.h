/* src/app/upload_app.h: a paper that is handed in piece by piece, so that a broken line costs a piece and
 * not the file. Pieces lie in uploads/ of the data folder until the file is whole; then it is looked at and
 * becomes a paper of the project like one that came at once. Rules: docs/domain/upload.md. */
#ifndef KAIGONG_APP_UPLOAD_APP_H
#define KAIGONG_APP_UPLOAD_APP_H

#include "app/app.h"
#include "store/case_store.h"
#include "store/upload_store.h"

#define UPLOAD_MAX_BYTES ((int64_t)100 << 20)
enum {
    UPLOAD_PIECE_MAX = 4 << 20, /* bytes of one piece */
    UPLOADS_OPEN_MAX = 10,      /* unfinished ones of a person */
    UPLOAD_KEPT_HOURS = 24,     /* after its last piece */
};

/* Begins one; project, paper, name and size are given, id and offset 0 come out on the arena.
 * Errors      ERROR_INVALID  upload.size (0, or above UPLOAD_MAX_BYTES), paper.unknown, paper.name
 *             ERROR_LIMIT    upload.many
 *             ERROR_NOT_FOUND project.unknown */
MUST_CHECK enum error_kind upload_app_begin(struct app *app, const struct actor *actor,
                                            struct upload *upload, struct arena *arena,
                                            struct error *err);
/* How far it has come; only for whoever began it.
 * Errors      ERROR_NOT_FOUND upload.unknown */
MUST_CHECK enum error_kind upload_app_find(struct app *app, const struct actor *actor,
                                           struct text id, struct arena *arena, struct upload *out,
                                           struct error *err);
MUST_CHECK enum error_kind upload_app_list(struct app *app, const struct actor *actor,
                                           struct arena *arena, struct upload **out,
                                           size_t *count_out, struct error *err);
/* Adds a piece behind what has come; it is on the disk when this answers OK.
 *
 * offset      where the piece belongs
 * Errors      ERROR_CONFLICT upload.offset   something else has come so far; upload_out says how much
 *             ERROR_CONFLICT upload.busy     another piece is being written
 *             ERROR_INVALID  upload.size     it goes beyond the size that was said */
MUST_CHECK enum error_kind upload_app_add(struct app *app, const struct actor *actor,
                                          struct text id, int64_t offset, struct text piece,
                                          struct arena *arena, struct upload *upload_out,
                                          struct error *err);
/* Makes the whole file a paper of its project. What is no paper is refused and removed.
 * Errors      ERROR_CONFLICT upload.unfinished
 *             ERROR_INVALID  paper.kind */
MUST_CHECK enum error_kind upload_app_finish(struct app *app, const struct actor *actor,
                                             struct text id, struct arena *arena,
                                             struct stored_paper *stored_out, struct error *err);
MUST_CHECK enum error_kind upload_app_remove(struct app *app, const struct actor *actor,
                                             struct text id, struct error *err);

/* Removes what nobody has touched for UPLOAD_KEPT_HOURS by the computer's clock, and files that no row
 * names; counts them. */
MUST_CHECK enum error_kind upload_app_sweep(struct app *app, int64_t *removed_out,
                                            struct error *err);

#endif
