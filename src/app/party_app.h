/* src/app/party_app.h: people, signing in, sessions. Each change is one transaction with its entry
 * in the journal. Sessions are kept in memory as well, so that a request is recognised without the
 * database; the store's copy lets them outlive the process. Rules: docs/domain/party.md. */
#ifndef KAIGONG_APP_PARTY_APP_H
#define KAIGONG_APP_PARTY_APP_H

#include "app/app.h"
#include "store/party_store.h"

struct party; /* sessions, brakes; safe for many threads */

/* Loads the sessions that still run. */
MUST_CHECK enum error_kind party_app_open(struct app *app, struct party **party_out,
                                          struct error *err);
void party_app_close(struct party *party);

struct sign_in {
    struct text token; /* the cookie's value: said once, stored nowhere */
    struct text csrf;
    struct person person; /* without its hash */
};

/* code        of the second factor, or a recovery code, or ""
 * old_token   the session that the request carried, or "": it ends
 * Errors      ERROR_UNAUTHENTICATED party.wrong     name or password, the same text for both
 *             ERROR_UNAUTHENTICATED party.code      a code is needed, or this one is wrong
 *             ERROR_THROTTLED       party.throttled */
MUST_CHECK enum error_kind party_app_sign_in(struct party *party, struct text name,
                                             struct text password, struct text code,
                                             struct text address, struct text old_token,
                                             struct arena *arena, struct sign_in *out,
                                             struct error *err);
MUST_CHECK enum error_kind party_app_sign_out(struct party *party, const struct actor *actor,
                                              struct text token, struct error *err);

/* Who a token belongs to; false when nobody. Texts are copied to the arena. No database.
 * use   a person did something: the idle time starts anew (an open stream alone does not count) */
bool party_app_find_session(struct party *party, struct text token, bool use, struct arena *arena,
                            struct actor *actor_out, struct text *csrf_out);

/* Errors      ERROR_FORBIDDEN party.old_password, ERROR_INVALID person.password, party.throttled */
MUST_CHECK enum error_kind party_app_change_password(struct party *party, const struct actor *actor,
                                                     struct text token, struct text old_password,
                                                     struct text new_password, struct text address,
                                                     struct error *err);

/* --- for second_factor_app: proofs by the person of a session, under the same brake as signing in.
 * Errors      ERROR_FORBIDDEN party.old_password, ERROR_THROTTLED party.throttled */
MUST_CHECK enum error_kind party_app_prove(struct party *party, const struct actor *actor,
                                           struct text password, struct text address,
                                           struct error *err);
/* All that was asked for is proved: only now earlier failures are forgiven. */
void party_app_note_proved(struct party *party, const struct actor *actor, struct text address);
/* Lets running sessions of a person know what the store knows of it. */
MUST_CHECK enum error_kind party_app_refresh(struct party *party, struct text name,
                                             struct error *err);
/* Ends all sessions of a person, at once. */
MUST_CHECK enum error_kind party_app_end_sessions(struct party *party, struct text name,
                                                  struct error *err);

/* Adds a person; person->id and version are set. Also for the command line, without a `party`.
 * Errors      ERROR_INVALID person.*, ERROR_CONFLICT person.name_taken */
MUST_CHECK enum error_kind party_app_add_person(struct app *app, const struct actor *actor,
                                                struct person *person, struct text password,
                                                struct error *err);

/* Which members a change gives; the others stay. */
struct person_change {
    const struct text *display_name, *role, *division, *body, *password;
    const bool *enabled;
};
/* Errors      ERROR_NOT_FOUND person.unknown, ERROR_CONFLICT person.stale,
 *             ERROR_CONFLICT person.last_keeper   nobody would be left who can make people */
MUST_CHECK enum error_kind party_app_change_person(struct party *party, const struct actor *actor,
                                                   struct text name, int64_t expected_version,
                                                   const struct person_change *change,
                                                   struct arena *arena, struct person *out,
                                                   struct error *err);
MUST_CHECK enum error_kind party_app_find_person(struct app *app, struct text name,
                                                 struct arena *arena, struct person *out,
                                                 struct error *err);
MUST_CHECK enum error_kind party_app_list_people(struct app *app, struct arena *arena,
                                                 struct person **out, size_t *count_out,
                                                 struct error *err);

MUST_CHECK enum error_kind party_app_count_people(struct app *app, int64_t *count_out,
                                                  struct error *err);

/* Writes what only memory knows (when sessions were last used) and drops what is over. */
MUST_CHECK enum error_kind party_app_keep_house(struct party *party, struct error *err);

/* Saved views of the caller. */
MUST_CHECK enum error_kind party_app_list_views(struct app *app, const struct actor *actor,
                                                struct text page, struct arena *arena,
                                                struct saved_view **out, size_t *count_out,
                                                struct error *err);
MUST_CHECK enum error_kind party_app_put_view(struct app *app, const struct actor *actor,
                                              struct text page, struct text name, struct text query,
                                              struct error *err);
MUST_CHECK enum error_kind party_app_delete_view(struct app *app, const struct actor *actor,
                                                 struct text page, struct text name,
                                                 struct error *err);

/* Answers kept for a day for repeated requests (Idempotency-Key). A key is taken inside the
 * transaction of the change itself (app->along), so that the change cannot be done without it; until
 * the answer is kept too its status is ANSWER_UNKNOWN. */
enum { ANSWER_UNKNOWN = 0 };
struct taken_key {
    int64_t person_id;
    struct text token, request;
    int64_t now;
};
/* A db_work; context is a struct taken_key.
 * Errors      ERROR_CONFLICT http.idempotency   the key is taken */
MUST_CHECK enum error_kind party_app_take_key(struct tx *tx, void *context, struct error *err);
MUST_CHECK enum error_kind party_app_find_answer(struct app *app, const struct actor *actor,
                                                 struct text token, struct arena *arena,
                                                 bool *found_out, struct kept_answer *out,
                                                 struct error *err);
MUST_CHECK enum error_kind party_app_keep_answer(struct app *app, const struct actor *actor,
                                                 struct text token,
                                                 const struct kept_answer *answer,
                                                 struct error *err);

/* A random word of `bytes` bytes as base64url, for passwords and tokens. */
struct text party_app_random(size_t bytes, struct arena *arena);
/* Argon2id; waits while two others are being computed. */
MUST_CHECK enum error_kind party_app_hash_password(struct text password, struct arena *arena,
                                                   struct text *hash_out, struct error *err);

#endif
