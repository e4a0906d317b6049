/* src/store/review_store.h: on-line reviews and their panels. Texts that come out are copied to the
 * arena. */
#ifndef KAIGONG_STORE_REVIEW_STORE_H
#define KAIGONG_STORE_REVIEW_STORE_H

#include "domain/service/review.h"
#include "store/db.h"

/* Adds a review with its panel; sets review->id. Errors      ERROR_CONFLICT review.open   one is open */
MUST_CHECK enum error_kind review_store_add(struct tx *tx, struct review *review, int64_t now,
                                            struct error *err);
/* Errors      ERROR_NOT_FOUND review.unknown */
MUST_CHECK enum error_kind review_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                             struct review *out, struct error *err);
/* Those that a person is invited to, and those of a department's cases ("" for none). */
MUST_CHECK enum error_kind review_store_list(struct tx *tx, int64_t person_id,
                                             struct text department, struct arena *arena,
                                             struct review **out, size_t *count_out,
                                             struct error *err);
/* Errors      ERROR_CONFLICT review.signed   the opinion was signed in between */
MUST_CHECK enum error_kind review_store_save_member(struct tx *tx, int64_t review_id,
                                                    const struct review_member *member,
                                                    struct error *err);
/* Saves state, verdict and conclusion. Errors      ERROR_CONFLICT review.step */
MUST_CHECK enum error_kind review_store_end(struct tx *tx, const struct review *review,
                                            struct error *err);

#endif
