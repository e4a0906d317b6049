/* src/store/upload_store.h: files that are being handed in piece by piece. How far one has come is said
 * by the size of its file alone (app/upload_app.c). */
#ifndef KAIGONG_STORE_UPLOAD_STORE_H
#define KAIGONG_STORE_UPLOAD_STORE_H

#include "store/db.h"

struct upload {
    struct text id; /* 32 hex digits */
    int64_t person_id;
    struct text project, paper, name; /* code, id in the template, name of the file */
    int64_t size;                     /* bytes in all */
    int64_t offset;                   /* bytes that have come; not stored */
};

MUST_CHECK enum error_kind upload_store_add(struct tx *tx, const struct upload *upload,
                                            int64_t project_id, int64_t now, struct error *err);
/* Errors      ERROR_NOT_FOUND upload.unknown */
MUST_CHECK enum error_kind upload_store_find(struct tx *tx, struct text id, struct arena *arena,
                                             struct upload *out, struct error *err);
MUST_CHECK enum error_kind upload_store_list(struct tx *tx, int64_t person_id, struct arena *arena,
                                             struct upload **out, size_t *count_out,
                                             struct error *err);
/* Ids in ascending order, at most `limit` behind `after`. */
MUST_CHECK enum error_kind upload_store_list_all(struct tx *tx, struct text after, int64_t limit,
                                                 struct arena *arena, struct text **out,
                                                 size_t *count_out, struct error *err);
MUST_CHECK enum error_kind upload_store_remove(struct tx *tx, struct text id, struct error *err);

#endif
