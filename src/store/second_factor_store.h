/* src/store/second_factor_store.h: secrets of second factors, sealed, and recovery codes, hashed. */
#ifndef KAIGONG_STORE_SECOND_FACTOR_STORE_H
#define KAIGONG_STORE_SECOND_FACTOR_STORE_H

#include "store/db.h"

struct second_factor {
    struct text sealed; /* by app/second_factor_app.c */
    int64_t last_step;
    bool confirmed;
};

MUST_CHECK enum error_kind second_factor_store_find(struct tx *tx, int64_t person_id,
                                                    struct arena *arena, bool *found_out,
                                                    struct second_factor *out, struct error *err);
/* Errors      ERROR_CONFLICT second_factor.enrolled   a proved one stands */
MUST_CHECK enum error_kind second_factor_store_put(struct tx *tx, int64_t person_id,
                                                   struct text sealed, int64_t now,
                                                   struct error *err);
/* Notes that the code of a step was used, which proves the secret. *used_out false: not the first. */
MUST_CHECK enum error_kind second_factor_store_use(struct tx *tx, int64_t person_id, int64_t step,
                                                   bool *used_out, struct error *err);
/* The secret and all recovery codes. */
MUST_CHECK enum error_kind second_factor_store_end(struct tx *tx, int64_t person_id,
                                                   struct error *err);
MUST_CHECK enum error_kind recovery_code_store_add(struct tx *tx, int64_t person_id,
                                                   struct text code_hash, struct error *err);
MUST_CHECK enum error_kind recovery_code_store_use(struct tx *tx, int64_t person_id,
                                                   struct text code_hash, bool *used_out,
                                                   struct error *err);
MUST_CHECK enum error_kind recovery_code_store_count(struct tx *tx, int64_t person_id,
                                                     int64_t *count_out, struct error *err);

#endif
