/* src/store/consultation_store.h: questions about items with their answers, and the guide texts that
 * good answers become. Texts that come out are copied to the arena. */
#ifndef KAIGONG_STORE_CONSULTATION_STORE_H
#define KAIGONG_STORE_CONSULTATION_STORE_H

#include "base/arena.h"
#include "domain/service/consultation.h"
#include "store/db.h"

/* What a question is about. */
struct consulted_item {
    struct text id, name_zh, name_en, department;
};
/* Looks through the newest templates. Errors      ERROR_NOT_FOUND item.unknown */
MUST_CHECK enum error_kind consulted_item_find(struct tx *tx, struct text id, struct arena *arena,
                                               struct consulted_item *out, struct error *err);

struct question {
    int64_t id;
    struct text item, department;
    int64_t person_id;   /* 0: anonymous */
    struct text address; /* written only */
    struct text ticket;  /* SHA-256 in hex; "" of a signed-in person */
    bool asked_private, public;
    enum question_state state;
    int64_t version, created_at;
    int64_t guide; /* newest version of the guide text that it became, or 0; read only */
};
struct question_post {
    bool answers; /* by the department */
    struct text body, author;
    int64_t created_at;
};
struct guide_text {
    int64_t question_id, version;
    struct text item, title, body, author;
    struct date written_on;
};

/* Sets question->id and version. */
MUST_CHECK enum error_kind question_store_add(struct tx *tx, struct question *question, int64_t now,
                                              struct error *err);
/* Errors      ERROR_NOT_FOUND question.unknown */
MUST_CHECK enum error_kind question_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                               struct question *out, struct error *err);
/* Moves version on. Errors      ERROR_CONFLICT question.stale */
MUST_CHECK enum error_kind question_store_save(struct tx *tx, struct question *question,
                                               struct error *err);
/* What everybody may see of an item, newest first. */
MUST_CHECK enum error_kind question_store_list_public(struct tx *tx, struct text item,
                                                      struct arena *arena, struct question **out,
                                                      size_t *count_out, struct error *err);
/* Of a department's desk or of a person ("" and 0 for none); state "" for any. */
MUST_CHECK enum error_kind question_store_list(struct tx *tx, struct text department,
                                               int64_t person_id, struct text state,
                                               struct arena *arena, struct question **out,
                                               size_t *count_out, struct error *err);
/* Unanswered ones of a person, or (0) of all who did not sign in. */
MUST_CHECK enum error_kind question_store_count_open(struct tx *tx, int64_t person_id,
                                                     int64_t *count_out, struct error *err);
MUST_CHECK enum error_kind question_store_count_address(struct tx *tx, struct text address,
                                                        int64_t since, int64_t *count_out,
                                                        struct error *err);
MUST_CHECK enum error_kind question_store_add_post(struct tx *tx, int64_t question_id,
                                                   const struct question_post *post, int64_t now,
                                                   struct error *err);
MUST_CHECK enum error_kind question_store_list_posts(struct tx *tx, int64_t question_id,
                                                     struct arena *arena,
                                                     struct question_post **out, size_t *count_out,
                                                     struct error *err);
/* Errors      ERROR_CONFLICT db.unique   somebody wrote the version first */
MUST_CHECK enum error_kind guide_store_add(struct tx *tx, const struct guide_text *guide,
                                           int64_t now, struct error *err);
/* The newest version of each guide text of an item; or (item "") every version of one question's. */
MUST_CHECK enum error_kind guide_store_list(struct tx *tx, struct text item, int64_t question_id,
                                            struct arena *arena, struct guide_text **out,
                                            size_t *count_out, struct error *err);
/* Who works at the desk of a department. */
MUST_CHECK enum error_kind desk_store_people(struct tx *tx, struct text department,
                                             struct arena *arena, int64_t **out, size_t *count_out,
                                             struct error *err);

#endif
