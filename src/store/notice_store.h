/* src/store/notice_store.h: notices, settings of readers, messages on their way. */
#ifndef KAIGONG_STORE_NOTICE_STORE_H
#define KAIGONG_STORE_NOTICE_STORE_H

#include "domain/notice/notice.h"
#include "store/db.h"

struct stored_notice {
    int64_t id, created_at, read_at; /* read_at 0: not yet */
    struct notice notice;
};

/* A message on its way to one reader over one channel. */
struct message {
    int64_t id, tries;   /* tries made before this one */
    struct text channel; /* "email", "webhook" */
    struct text recipient, title, body;
};

/* settled  nothing of it waits for a digest */
MUST_CHECK enum error_kind notice_store_add(struct tx *tx, const struct notice *notice,
                                            bool settled, int64_t now, struct error *err);
/* Newest first, with lower ids than `before`. */
MUST_CHECK enum error_kind notice_store_list(struct tx *tx, int64_t person_id, int64_t before,
                                             bool unread, int64_t limit, struct arena *arena,
                                             struct stored_notice **out, size_t *count_out,
                                             struct error *err);
/* Counted no further than 1,000. */
MUST_CHECK enum error_kind notice_store_count_unread(struct tx *tx, int64_t person_id,
                                                     int64_t *count_out, struct error *err);
/* Marks one as read, or with `all_before` every one up to it. */
MUST_CHECK enum error_kind notice_store_read(struct tx *tx, int64_t person_id, int64_t id,
                                             bool all_before, int64_t now, struct error *err);
/* Those that wait for a digest, oldest first. */
MUST_CHECK enum error_kind notice_store_waiting(struct tx *tx, int64_t person_id,
                                                struct arena *arena, struct stored_notice **out,
                                                size_t *count_out, struct error *err);
MUST_CHECK enum error_kind notice_store_settle(struct tx *tx, int64_t person_id, int64_t up_to,
                                               struct error *err);
MUST_CHECK enum error_kind notice_store_newest(struct tx *tx, int64_t *id_out, struct error *err);
typedef void notice_visit(void *context, int64_t id, int64_t person_id);
MUST_CHECK enum error_kind notice_store_visit(struct tx *tx, int64_t after, notice_visit *visit,
                                              void *context, struct error *err);

/* A reader who never said anything gets the defaults: page only, NOTICE_HOUR, Chinese. */
MUST_CHECK enum error_kind notice_setting_store_find(struct tx *tx, int64_t person_id,
                                                     struct arena *arena,
                                                     struct notice_setting *out, struct error *err);
MUST_CHECK enum error_kind notice_setting_store_put(struct tx *tx, int64_t person_id,
                                                    const struct notice_setting *setting,
                                                    struct error *err);
/* Readers whose digest leaves now. */
MUST_CHECK enum error_kind notice_store_digest_candidates(struct tx *tx, struct date today,
                                                          int hour_now, struct arena *arena,
                                                          int64_t **out, size_t *count_out,
                                                          struct error *err);
/* *noted_out false: today's was made already. */
MUST_CHECK enum error_kind notice_store_note_digest(struct tx *tx, int64_t person_id,
                                                    struct date today, bool *noted_out,
                                                    struct error *err);

MUST_CHECK enum error_kind outbox_store_add(struct tx *tx, const struct message *message,
                                            int64_t now, struct error *err);
MUST_CHECK enum error_kind outbox_store_due(struct tx *tx, int64_t now, struct arena *arena,
                                            struct message **out, size_t *count_out,
                                            struct error *err);
/* Takes a message until `until`; *claimed_out false: another server has it. */
MUST_CHECK enum error_kind outbox_store_claim(struct tx *tx, int64_t id, int64_t now, int64_t until,
                                              bool *claimed_out, struct error *err);
/* state: "waiting" again from next_at on, "sent", "failed". */
MUST_CHECK enum error_kind outbox_store_settle(struct tx *tx, int64_t id, struct text state,
                                               int64_t next_at, struct text why, struct error *err);
MUST_CHECK enum error_kind outbox_store_end_old(struct tx *tx, int64_t oldest, struct error *err);

#endif
