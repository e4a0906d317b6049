/* src/store/promise_store.h: tolerances, commitments and their texts, green channel, credit records.
 * Every function works inside a transaction; texts that come out are copied to the arena. */
#ifndef KAIGONG_STORE_PROMISE_STORE_H
#define KAIGONG_STORE_PROMISE_STORE_H

#include "domain/approval/commitment.h"
#include "domain/approval/tolerance.h"
#include "store/db.h"

struct tolerance {
    int64_t id, case_id, project_id;
    struct text paper; /* the key of the paper */
    enum tolerance_mode mode;
    struct text basis, text_id;
    int64_t text_version;
    struct text signer, allowed_by;
    struct date allowed_on, due_on;
    enum tolerance_state state;
    int reminded;         /* working days of the last reminder, or 0 */
    struct date ended_on; /* DATE_NONE while it is open */
};

struct commitment {
    int64_t id, case_id, project_id;
    bool start; /* signed for the start of the project, with others */
    struct text text_id;
    int64_t text_version;
    struct text signer;
    struct date signed_on, due_on;
    enum commitment_state state;
    bool corrected;
    struct date late_on; /* its day passed first; DATE_NONE: it did not */
    int reminded;
    int64_t version;
};

struct commitment_text {
    struct text id;
    int64_t version;
    struct text body; /* JSON */
};

struct commitment_check {
    struct date day;
    struct text checker, event, note;
};

struct green_request {
    struct text reason, asked_by;
    struct date asked_on;
    struct text state; /* "asked", "granted", "refused" */
    struct text decided_by;
    struct date decided_on;
    struct text answer;
};

struct green_share {
    struct text department;
    int64_t open, green, asked, granted;
};

struct green_case {
    int64_t case_id;
    struct text project, item, department, reason, decided_by;
    struct date decided_on;
};

struct credit_record {
    int64_t id;
    struct text owner; /* its code, or its name where it has none */
    int64_t case_id;
    struct text kind, reason;
    struct date recorded_on, until_on, repaired_on;
    struct text repaired_by;
};

enum { PROMISE_PAGE = 500 };

/* Sets tolerance->id. */
MUST_CHECK enum error_kind tolerance_store_add(struct tx *tx, struct tolerance *tolerance,
                                               struct error *err);
MUST_CHECK enum error_kind tolerance_store_list(struct tx *tx, int64_t case_id, struct arena *arena,
                                                struct tolerance **out, size_t *count_out,
                                                struct error *err);
MUST_CHECK enum error_kind tolerance_store_list_open(struct tx *tx, int64_t after,
                                                     struct arena *arena, struct tolerance **out,
                                                     size_t *count_out, struct error *err);
/* Errors      ERROR_CONFLICT tolerance.ended   it is not open any more */
MUST_CHECK enum error_kind tolerance_store_save(struct tx *tx, const struct tolerance *tolerance,
                                                struct error *err);

/* Errors      ERROR_CONFLICT db.unique   the version stands there already */
MUST_CHECK enum error_kind commitment_text_store_add(struct tx *tx,
                                                     const struct commitment_text *text,
                                                     int64_t now, struct error *err);
/* The newest version of each. */
MUST_CHECK enum error_kind commitment_text_store_list(struct tx *tx, struct arena *arena,
                                                      struct commitment_text **out,
                                                      size_t *count_out, struct error *err);
/* Sets id and version. */
MUST_CHECK enum error_kind commitment_store_add(struct tx *tx, struct commitment *commitment,
                                                struct error *err);
/* Errors      ERROR_NOT_FOUND commitment.unknown */
MUST_CHECK enum error_kind commitment_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                                 struct commitment *out, struct error *err);
MUST_CHECK enum error_kind commitment_store_list(struct tx *tx, int64_t case_id,
                                                 struct arena *arena, struct commitment **out,
                                                 size_t *count_out, struct error *err);
/* Those whose day counts: pending and correcting. */
MUST_CHECK enum error_kind commitment_store_list_running(struct tx *tx, int64_t after,
                                                         struct arena *arena,
                                                         struct commitment **out, size_t *count_out,
                                                         struct error *err);
/* Errors      ERROR_CONFLICT commitment.stale */
MUST_CHECK enum error_kind commitment_store_save(struct tx *tx, struct commitment *commitment,
                                                 struct error *err);
/* How many commitments had which outcome; owner "" counts all. */
MUST_CHECK enum error_kind commitment_store_count(struct tx *tx, struct text owner,
                                                  int64_t counts_out[OUTCOME_BROKEN + 1],
                                                  struct error *err);
MUST_CHECK enum error_kind commitment_check_store_add(struct tx *tx, int64_t commitment_id,
                                                      const struct commitment_check *check,
                                                      int64_t now, struct error *err);
MUST_CHECK enum error_kind commitment_check_store_list(struct tx *tx, int64_t commitment_id,
                                                       struct arena *arena,
                                                       struct commitment_check **out,
                                                       size_t *count_out, struct error *err);

/* Errors      ERROR_CONFLICT green.asked   it was asked for before */
MUST_CHECK enum error_kind green_store_ask(struct tx *tx, int64_t case_id, struct text reason,
                                           struct text asked_by, struct date day,
                                           struct error *err);
/* *found_out is false when nobody asked. */
MUST_CHECK enum error_kind green_store_find(struct tx *tx, int64_t case_id, struct arena *arena,
                                            struct green_request *out, bool *found_out,
                                            struct error *err);
/* Errors      ERROR_CONFLICT green.decided */
MUST_CHECK enum error_kind green_store_decide(struct tx *tx, int64_t case_id,
                                              const struct green_request *decision,
                                              struct error *err);
MUST_CHECK enum error_kind green_store_statistics(struct tx *tx, struct arena *arena,
                                                  struct green_share **out, size_t *count_out,
                                                  struct error *err);
MUST_CHECK enum error_kind green_store_list(struct tx *tx, struct arena *arena,
                                            struct green_case **out, size_t *count_out,
                                            struct error *err);

/* Sets record->id. */
MUST_CHECK enum error_kind credit_store_add(struct tx *tx, struct credit_record *record,
                                            struct error *err);
/* The last day on which an owner is shut out; DATE_NONE: it is not. */
MUST_CHECK enum error_kind credit_store_until(struct tx *tx, struct text owner,
                                              struct date *until_out, struct error *err);
MUST_CHECK enum error_kind credit_store_list(struct tx *tx, struct text owner, struct arena *arena,
                                             struct credit_record **out, size_t *count_out,
                                             struct error *err);
/* Errors      ERROR_NOT_FOUND credit.unknown   or it is repaired already */
MUST_CHECK enum error_kind credit_store_repair(struct tx *tx, int64_t id, struct date day,
                                               struct text by, struct arena *arena,
                                               struct text *owner_out, struct error *err);

#endif
