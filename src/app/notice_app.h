/* src/app/notice_app.h: telling people. Other use cases call notice_add inside their transaction, so
 * that a notice stands exactly when the change does that it tells of. What leaves the house (e-mail, a
 * city's own messenger) is first written as a message beside it and sent by notice_app_send until it
 * arrives: at least once, never lost. Rules: docs/domain/notice.md. */
#ifndef KAIGONG_APP_NOTICE_APP_H
#define KAIGONG_APP_NOTICE_APP_H

#include "app/app.h"
#include "store/notice_store.h"

/* Tells notice->person_id. Urgent kinds make their messages at once, the others wait for the digest.
 *
 * now      the caller's clock, app_now(app)
 * Errors   those of the database */
MUST_CHECK enum error_kind notice_add(struct tx *tx, const struct notice *notice, int64_t now,
                                      struct error *err);

/* The actor's own notices, newest first.
 *
 * before       only lower ids; INT64_MAX for the first page
 * unread_out   how many are unread in all, counted to 1,000 */
MUST_CHECK enum error_kind notice_app_list(struct app *app, const struct actor *actor,
                                           int64_t before, bool unread, int64_t limit,
                                           struct arena *arena, struct stored_notice **out,
                                           size_t *count_out, int64_t *unread_out,
                                           struct error *err);
/* Marks one as read, or with `all_before` every one up to it. */
MUST_CHECK enum error_kind notice_app_read(struct app *app, const struct actor *actor, int64_t id,
                                           bool all_before, struct error *err);

MUST_CHECK enum error_kind notice_app_find_setting(struct app *app, const struct actor *actor,
                                                   struct arena *arena, struct notice_setting *out,
                                                   struct error *err);
/* Errors      ERROR_INVALID notice.* */
MUST_CHECK enum error_kind notice_app_put_setting(struct app *app, const struct actor *actor,
                                                  const struct notice_setting *setting,
                                                  struct error *err);

/* Makes the digests whose hour has come, at the clock's hour in the city's zone. */
MUST_CHECK enum error_kind notice_app_make_digests(struct app *app, struct error *err);

/* Sends one message; returns OK when the other side has taken it. Called without a transaction. */
typedef enum error_kind message_sender(void *context, const struct message *message,
                                       struct error *err);
/* Sends what is due through `send`. A message that is refused is tried again after a growing pause.
 *
 * first_s   the first pause, in seconds
 * sent_out  how many went out, failed_out how many were given up now */
MUST_CHECK enum error_kind notice_app_send(struct app *app, message_sender *send, void *context,
                                           int first_s, size_t *sent_out, size_t *failed_out,
                                           struct error *err);

#endif
