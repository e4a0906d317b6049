/* src/store/officer_store.h: service officers, who stands in for them, and what they do. Texts that
 * come out are copied to the arena. */
#ifndef KAIGONG_STORE_OFFICER_STORE_H
#define KAIGONG_STORE_OFFICER_STORE_H

#include "domain/service/officer.h"
#include "store/db.h"

/* Every service officer, or only those of the public directory, by name; what counts on `today`. */
MUST_CHECK enum error_kind officer_store_list(struct tx *tx, bool listed, struct date today,
                                              struct arena *arena, struct officer **out,
                                              size_t *count_out, struct error *err);
/* Errors      ERROR_NOT_FOUND officer.unknown */
MUST_CHECK enum error_kind officer_store_find(struct tx *tx, struct text name, struct date today,
                                              struct arena *arena, struct officer *out,
                                              struct error *err);
/* The officer who goes with a project on a day; 0 for none. */
MUST_CHECK enum error_kind officer_store_find_project(struct tx *tx, int64_t project_id,
                                                      struct date today, int64_t *person_id_out,
                                                      struct error *err);
/* Moves officer->version on. Errors      ERROR_CONFLICT officer.stale */
MUST_CHECK enum error_kind officer_store_save(struct tx *tx, struct officer *officer,
                                              struct error *err);

/* Covers that have not ended before today, of a person on either side; 0 for all. */
MUST_CHECK enum error_kind cover_store_list(struct tx *tx, int64_t person_id, struct date today,
                                            struct arena *arena, struct cover **out,
                                            size_t *count_out, struct error *err);
/* Errors      ERROR_NOT_FOUND cover.unknown */
MUST_CHECK enum error_kind cover_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                            struct cover *out, struct error *err);
/* Sets cover->id and gives the deputy the officer's authorities for its days. After the last day of a
 * hand-over the officer holds none of them any more. */
MUST_CHECK enum error_kind cover_store_add(struct tx *tx, struct cover *cover, struct text made_by,
                                           int64_t now, struct error *err);
/* Ends a cover with the authorities that it gave. Errors      ERROR_NOT_FOUND cover.unknown */
MUST_CHECK enum error_kind cover_store_end(struct tx *tx, int64_t id, int64_t now,
                                           struct error *err);

struct work_log {
    int64_t id, officer_id, project_id;
    struct text officer, officer_name, project, project_name; /* read only */
    struct date day;
    enum work_log_kind kind;
    struct text body;
};
/* Sets entry->id. */
MUST_CHECK enum error_kind work_log_store_add(struct tx *tx, struct work_log *entry, int64_t now,
                                              struct error *err);
/* 0 lets every officer or project through; both days count. */
struct work_log_filter {
    int64_t officer_id, project_id;
    struct date from, until;
};
MUST_CHECK enum error_kind work_log_store_list(struct tx *tx, const struct work_log_filter *filter,
                                               struct arena *arena, struct work_log **out,
                                               size_t *count_out, struct error *err);

#endif
