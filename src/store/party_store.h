/* src/store/party_store.h: people, sessions, saved views, answers kept for repeated requests. */
#ifndef KAIGONG_STORE_PARTY_STORE_H
#define KAIGONG_STORE_PARTY_STORE_H

#include "domain/party/party.h"
#include "store/db.h"

struct person {
    int64_t id, version;
    struct text name, display_name;
    enum role role;
    struct text division;      /* "" but for a district */
    struct text body;          /* enterprise or department, or "" */
    struct text body_name;     /* its Chinese name, read only */
    struct text password_hash; /* never leaves app/; "" in lists */
    bool enabled, must_change;
    bool second_factor; /* has proved one; read only */
};

struct session {
    struct text token_hash; /* SHA-256 of the cookie's value, hex */
    int64_t person_id;
    struct text csrf;
    int64_t created_at, seen_at;
};

struct saved_view {
    struct text name, query;
};

struct kept_answer {
    struct text request; /* method, path and hash of the body */
    int64_t status;
    struct text body;
};

/* Errors      ERROR_NOT_FOUND person.unknown */
MUST_CHECK enum error_kind person_store_find(struct tx *tx, struct text name, struct arena *arena,
                                             struct person *out, struct error *err);
MUST_CHECK enum error_kind person_store_find_id(struct tx *tx, int64_t id, struct arena *arena,
                                                struct person *out, struct error *err);
MUST_CHECK enum error_kind person_store_list(struct tx *tx, struct arena *arena,
                                             struct person **out, size_t *count_out,
                                             struct error *err);
MUST_CHECK enum error_kind person_store_count(struct tx *tx, int64_t *count_out, struct error *err);
/* Enabled security administrators: who can make other people. */
MUST_CHECK enum error_kind person_store_count_keepers(struct tx *tx, int64_t *count_out,
                                                      struct error *err);
/* Errors      ERROR_INVALID person.division   there is no such division */
MUST_CHECK enum error_kind person_store_check_division(struct tx *tx, struct text division,
                                                       struct error *err);
/* A body that people belong to: an enterprise or a department. */
struct body {
    struct text code, kind, name_zh, name_en; /* kind: "enterprise", "department" */
};
MUST_CHECK enum error_kind body_store_put(struct tx *tx, const struct body *body,
                                          struct error *err);
MUST_CHECK enum error_kind body_store_find(struct tx *tx, struct text code, struct arena *arena,
                                           bool *found_out, struct body *out, struct error *err);
/* What the register calls an enterprise; "" when none of its projects is there. */
MUST_CHECK enum error_kind body_store_owner_name(struct tx *tx, struct text code,
                                                 struct arena *arena, struct text *out,
                                                 struct error *err);

/* Sets person->id. Errors      ERROR_CONFLICT person.name_taken */
MUST_CHECK enum error_kind person_store_add(struct tx *tx, struct person *person, int64_t now,
                                            struct error *err);
/* Errors      ERROR_CONFLICT person.stale   somebody changed it since person->version */
MUST_CHECK enum error_kind person_store_save(struct tx *tx, const struct person *person,
                                             struct error *err);

/* Binds a scope's key and day; each query has the two under its own numbers. */
void scope_bind(struct statement *statement, int scope, int scope_day, const struct scope *of);
/* Whether a project, by what it says of itself or by an authority of today, lies in a scope. */
MUST_CHECK enum error_kind scope_store_has(struct tx *tx, const struct scope *scope,
                                           int64_t project_id, struct text division,
                                           struct text owner_code, bool *has_out,
                                           struct error *err);

/* Errors      ERROR_NOT_FOUND authority.unknown */
MUST_CHECK enum error_kind authority_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                                struct authority *out, struct error *err);
/* 0 and "" let everything through; newest first. */
struct authority_filter {
    int64_t person_id;
    struct text body, project;
    enum role role; /* ROLE_ANONYMOUS for all */
};
MUST_CHECK enum error_kind authority_store_list(struct tx *tx,
                                                const struct authority_filter *filter,
                                                struct arena *arena, struct authority **out,
                                                size_t *count_out, struct error *err);
/* Sets authority->id. */
MUST_CHECK enum error_kind authority_store_add(struct tx *tx, struct authority *authority,
                                               int64_t now, struct error *err);
/* Errors      ERROR_CONFLICT authority.ended */
MUST_CHECK enum error_kind authority_store_end(struct tx *tx, int64_t id, int64_t now,
                                               struct error *err);

MUST_CHECK enum error_kind session_store_add(struct tx *tx, const struct session *session,
                                             struct error *err);
/* Of enabled people, made after `oldest`. */
MUST_CHECK enum error_kind session_store_list(struct tx *tx, int64_t oldest, struct arena *arena,
                                              struct session **out, size_t *count_out,
                                              struct error *err);
MUST_CHECK enum error_kind session_store_note_seen(struct tx *tx, struct text token_hash,
                                                   int64_t seen_at, struct error *err);
MUST_CHECK enum error_kind session_store_end(struct tx *tx, struct text token_hash,
                                             struct error *err);
/* All of a person but `except_hash` ("" for none). */
MUST_CHECK enum error_kind session_store_end_of_person(struct tx *tx, int64_t person_id,
                                                       struct text except_hash, struct error *err);
MUST_CHECK enum error_kind session_store_end_old(struct tx *tx, int64_t oldest,
                                                 int64_t unseen_since, struct error *err);

MUST_CHECK enum error_kind saved_view_store_list(struct tx *tx, int64_t person_id, struct text page,
                                                 struct arena *arena, struct saved_view **out,
                                                 size_t *count_out, struct error *err);
MUST_CHECK enum error_kind saved_view_store_put(struct tx *tx, int64_t person_id, struct text page,
                                                struct text name, struct text query,
                                                struct error *err);
MUST_CHECK enum error_kind saved_view_store_count(struct tx *tx, int64_t person_id,
                                                  int64_t *count_out, struct error *err);
/* Errors      ERROR_NOT_FOUND view.unknown */
MUST_CHECK enum error_kind saved_view_store_delete(struct tx *tx, int64_t person_id,
                                                   struct text page, struct text name,
                                                   struct error *err);

MUST_CHECK enum error_kind kept_answer_store_find(struct tx *tx, int64_t person_id,
                                                  struct text token, struct arena *arena,
                                                  bool *found_out, struct kept_answer *out,
                                                  struct error *err);
/* Errors      ERROR_CONFLICT db.unique   the person has used the token */
MUST_CHECK enum error_kind kept_answer_store_take(struct tx *tx, int64_t person_id,
                                                  struct text token,
                                                  const struct kept_answer *answer, int64_t now,
                                                  struct error *err);
/* The answer of a token that was taken or not yet. */
MUST_CHECK enum error_kind kept_answer_store_keep(struct tx *tx, int64_t person_id,
                                                  struct text token,
                                                  const struct kept_answer *answer, int64_t now,
                                                  struct error *err);
MUST_CHECK enum error_kind kept_answer_store_end_old(struct tx *tx, int64_t oldest,
                                                     struct error *err);

#endif
