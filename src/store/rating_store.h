/* src/store/rating_store.h: how owners rate their service officers, and the tasks of poor ratings.
 * Texts that come out are copied to the arena. */
#ifndef KAIGONG_STORE_RATING_STORE_H
#define KAIGONG_STORE_RATING_STORE_H

#include "domain/service/officer.h"
#include "store/db.h"

struct rating {
    int64_t case_id, officer_id;
    struct text officer, project, item; /* read only */
    struct text rated_by, remark;
    struct date rated_on;
    enum grade grade;
    enum rating_state state; /* of a poor one's task; means nothing without due_on */
    struct date due_on;      /* DATE_NONE: no task */
    struct text correction, call_back, closed_by;
    struct date corrected_on, closed_on;
};

/* Errors      ERROR_CONFLICT rating.twice */
MUST_CHECK enum error_kind rating_store_add(struct tx *tx, const struct rating *rating,
                                            struct error *err);
/* Errors      ERROR_NOT_FOUND rating.unknown */
MUST_CHECK enum error_kind rating_store_find(struct tx *tx, int64_t case_id, struct arena *arena,
                                             struct rating *out, struct error *err);
/* Of an officer or (0) all; with a task in a state or ("") any. */
MUST_CHECK enum error_kind rating_store_list(struct tx *tx, int64_t officer_id, struct text state,
                                             struct arena *arena, struct rating **out,
                                             size_t *count_out, struct error *err);
/* Errors      ERROR_CONFLICT rating.stale   its task was not in `was` any more */
MUST_CHECK enum error_kind rating_store_save(struct tx *tx, const struct rating *rating,
                                             enum rating_state was, struct error *err);

#endif
