/* src/app/consultation_app.h: questions about items, answers by their departments, guide texts. Each
 * change is one transaction with its entry in the journal. Rules: docs/domain/service.md. */
#ifndef KAIGONG_APP_CONSULTATION_APP_H
#define KAIGONG_APP_CONSULTATION_APP_H

#include "app/app.h"
#include "store/consultation_store.h"

/* A question with all that was said. */
struct consultation {
    struct question question;
    struct question_post *posts;
    size_t post_count;
};

/* Asks about an item; nobody needs to be signed in.
 *
 * address      of who asks, to bound those who are not signed in
 * ticket_out   what an anonymous asker reads the answer with, shown once; "" for a signed-in one
 * Errors       ERROR_NOT_FOUND item.unknown, ERROR_INVALID service.text, ERROR_THROTTLED question.throttled */
MUST_CHECK enum error_kind consultation_app_ask(struct app *app, const struct actor *actor,
                                                struct text item, struct text body,
                                                bool asked_private, struct text address,
                                                struct arena *arena, struct question *out,
                                                struct text *ticket_out, struct error *err);
/* Asks on, by who asked. Errors   ERROR_NOT_FOUND question.unknown, ERROR_CONFLICT question.step */
MUST_CHECK enum error_kind consultation_app_ask_on(struct app *app, const struct actor *actor,
                                                   int64_t id, struct text ticket, struct text body,
                                                   struct error *err);
/* Answers for the asker alone or for all; the actor works at the item's department.
 * Errors      ERROR_NOT_FOUND question.unknown, party.department; ERROR_CONFLICT question.* */
MUST_CHECK enum error_kind consultation_app_answer(struct app *app, const struct actor *actor,
                                                   int64_t id, struct text body, bool public,
                                                   struct error *err);
/* Takes a question out of sight for good, with a reason. Errors as above */
MUST_CHECK enum error_kind consultation_app_hide(struct app *app, const struct actor *actor,
                                                 int64_t id, struct text reason, struct error *err);
/* Makes an answered question a guide text of its item, or writes its next version.
 * Errors      as above; ERROR_CONFLICT guide.private */
MUST_CHECK enum error_kind consultation_app_write_guide(struct app *app, const struct actor *actor,
                                                        int64_t id, struct text title,
                                                        struct text body, int64_t *version_out,
                                                        struct error *err);

/* One question: for everybody when it is public, else for who asked and for the department.
 * Errors      ERROR_NOT_FOUND question.unknown */
MUST_CHECK enum error_kind consultation_app_find(struct app *app, const struct actor *actor,
                                                 int64_t id, struct text ticket,
                                                 struct arena *arena, struct consultation *out,
                                                 struct error *err);
/* The public ones of an item with its guide texts. Errors      ERROR_NOT_FOUND item.unknown */
MUST_CHECK enum error_kind consultation_app_list_item(struct app *app, struct text item,
                                                      struct arena *arena,
                                                      struct consulted_item *item_out,
                                                      struct consultation **out, size_t *count_out,
                                                      struct guide_text **guides_out,
                                                      size_t *guide_count_out, struct error *err);
/* The actor's own, or those of its department's desk; state "" for any.
 * Errors      ERROR_INVALID query.state */
MUST_CHECK enum error_kind consultation_app_list(struct app *app, const struct actor *actor,
                                                 struct text state, struct arena *arena,
                                                 struct consultation **out, size_t *count_out,
                                                 struct error *err);
/* Every version of a guide text, newest first. Errors      ERROR_NOT_FOUND guide.unknown */
MUST_CHECK enum error_kind consultation_app_list_versions(struct app *app, int64_t question_id,
                                                          struct arena *arena,
                                                          struct guide_text **out,
                                                          size_t *count_out, struct error *err);

#endif
