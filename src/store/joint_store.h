/* src/store/joint_store.h: conclusion sheets of joint handling. Texts that come out are copied to the
 * arena. */
#ifndef KAIGONG_STORE_JOINT_STORE_H
#define KAIGONG_STORE_JOINT_STORE_H

#include "domain/service/joint.h"
#include "store/db.h"

/* Adds a sheet with its cases; sets sheet->id. */
MUST_CHECK enum error_kind joint_store_add(struct tx *tx, struct joint_sheet *sheet, int64_t now,
                                           struct error *err);
/* With cases and signatures. Errors      ERROR_NOT_FOUND joint.unknown */
MUST_CHECK enum error_kind joint_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                            struct joint_sheet *out, struct error *err);
/* Newest first, with cases and signatures. */
MUST_CHECK enum error_kind joint_store_list(struct tx *tx, struct arena *arena,
                                            struct joint_sheet **out, size_t *count_out,
                                            struct error *err);
/* Errors      ERROR_CONFLICT joint.signed */
MUST_CHECK enum error_kind joint_store_sign(struct tx *tx, int64_t id, struct text department,
                                            struct text signer, int64_t now, struct error *err);
/* Errors      ERROR_CONFLICT joint.step   it is not open any more */
MUST_CHECK enum error_kind joint_store_end(struct tx *tx, int64_t id, enum joint_state state,
                                           struct error *err);

#endif
