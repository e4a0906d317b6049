#include "store/party_store.h"

#include "queries_sql.h"

#include <string.h>

static void read_person(struct statement *row, struct arena *arena, struct person *out)
{
    enum role role = ROLE_ANONYMOUS;
    role_parse(column_text(row, 3), &role);
    *out = (struct person){
        .id = column_int(row, 0),
        .name = text_copy(column_text(row, 1), arena),
        .display_name = text_copy(column_text(row, 2), arena),
        .role = role,
        .division = text_copy(column_text(row, 4), arena),
        .password_hash = text_copy(column_text(row, 5), arena),
        .enabled = column_bool(row, 6),
        .must_change = column_bool(row, 7),
        .version = column_int(row, 8),
        .body = text_copy(column_text(row, 9), arena),
        .body_name = text_copy(column_text(row, 10), arena),
        .second_factor = column_bool(row, 11),
    };
}

enum error_kind person_store_find(struct tx *tx, struct text name, struct arena *arena,
                                  struct person *out, struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &PERSON_FIND);
    bool row;
    bind_text(statement, PERSON_FIND_NAME, name);
    TRY(statement_step(statement, &row, err));
    if (!row) {
        return error_set(err, ERROR_NOT_FOUND, "person.unknown", "there is no person \"%.*s\"",
                         TEXT_ARGS(name));
    }
    read_person(statement, arena, out);
    return OK;
}

enum error_kind person_store_find_id(struct tx *tx, int64_t id, struct arena *arena,
                                     struct person *out, struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &PERSON_FIND_ID);
    bool row;
    bind_int(statement, PERSON_FIND_ID_ID, id);
    TRY(statement_step(statement, &row, err));
    if (!row) {
        return error_set(err, ERROR_NOT_FOUND, "person.unknown", "there is no such person");
    }
    read_person(statement, arena, out);
    return OK;
}

enum error_kind person_store_list(struct tx *tx, struct arena *arena, struct person **out,
                                  size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &PERSON_LIST);
    size_t count = 0, capacity = 64;
    struct person *people = ARENA_ARRAY(arena, struct person, capacity);
    for (;;) {
        bool row;
        TRY(statement_step(statement, &row, err));
        if (!row) {
            break;
        }
        if (count == capacity) {
            struct person *more = ARENA_ARRAY(arena, struct person, capacity * 2);
            memcpy(more, people, count * sizeof *people);
            people = more;
            capacity *= 2;
        }
        read_person(statement, arena, &people[count++]);
    }
    *out = people;
    *count_out = count;
    return OK;
}

static enum error_kind count_rows(struct statement *statement, int64_t *count_out,
                                  struct error *err)
{
    bool row;
    TRY(statement_step(statement, &row, err));
    *count_out = row ? column_int(statement, 0) : 0;
    return OK;
}

enum error_kind person_store_count(struct tx *tx, int64_t *count_out, struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &PERSON_COUNT);
    return count_rows(statement, count_out, err);
}

enum error_kind person_store_count_keepers(struct tx *tx, int64_t *count_out, struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &PERSON_COUNT_KEEPERS);
    return count_rows(statement, count_out, err);
}

enum error_kind person_store_check_division(struct tx *tx, struct text division, struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &PERSON_DIVISION_FIND);
    bool row;
    bind_text(statement, PERSON_DIVISION_FIND_CODE, division);
    TRY(statement_step(statement, &row, err));
    if (!row) {
        error_set(err, ERROR_INVALID, "person.division", "there is no division \"%.*s\"",
                  TEXT_ARGS(division));
        return error_at_field(err, "division");
    }
    return OK;
}

enum error_kind person_store_add(struct tx *tx, struct person *person, int64_t now,
                                 struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &PERSON_ADD);
    bind_text(statement, PERSON_ADD_NAME, person->name);
    bind_text(statement, PERSON_ADD_DISPLAY_NAME, person->display_name);
    bind_text(statement, PERSON_ADD_ROLE, text_of(role_name(person->role)));
    bind_text(statement, PERSON_ADD_DIVISION, person->division);
    bind_text(statement, PERSON_ADD_BODY, person->body);
    bind_text(statement, PERSON_ADD_PASSWORD_HASH, person->password_hash);
    bind_bool(statement, PERSON_ADD_MUST_CHANGE, person->must_change);
    bind_int(statement, PERSON_ADD_CREATED_AT, now);
    bool row;
    enum error_kind kind = statement_step(statement, &row, err);
    if (kind == ERROR_CONFLICT) {
        error_set(err, ERROR_CONFLICT, "person.name_taken", "there is already a person \"%.*s\"",
                  TEXT_ARGS(person->name));
        return error_at_field(err, "name");
    }
    if (kind == OK) {
        person->id = column_int(statement, 0);
        person->version = 1;
        person->enabled = true;
    }
    return kind;
}

enum error_kind person_store_save(struct tx *tx, const struct person *person, struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &PERSON_SAVE);
    int64_t changes = 0;
    bind_text(statement, PERSON_SAVE_DISPLAY_NAME, person->display_name);
    bind_text(statement, PERSON_SAVE_ROLE, text_of(role_name(person->role)));
    bind_text(statement, PERSON_SAVE_DIVISION, person->division);
    bind_text(statement, PERSON_SAVE_BODY, person->body);
    bind_text(statement, PERSON_SAVE_PASSWORD_HASH, person->password_hash);
    bind_bool(statement, PERSON_SAVE_ENABLED, person->enabled);
    bind_bool(statement, PERSON_SAVE_MUST_CHANGE, person->must_change);
    bind_int(statement, PERSON_SAVE_ID, person->id);
    bind_int(statement, PERSON_SAVE_EXPECTED_VERSION, person->version);
    TRY(statement_run(statement, &changes, err));
    if (changes == 0) {
        return error_set(err, ERROR_CONFLICT, "person.stale",
                         "somebody else has changed this person meanwhile");
    }
    return OK;
}

enum error_kind session_store_add(struct tx *tx, const struct session *session, struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &SESSION_ADD);
    bind_text(statement, SESSION_ADD_TOKEN_HASH, session->token_hash);
    bind_int(statement, SESSION_ADD_PERSON_ID, session->person_id);
    bind_text(statement, SESSION_ADD_CSRF, session->csrf);
    bind_int(statement, SESSION_ADD_CREATED_AT, session->created_at);
    bind_int(statement, SESSION_ADD_SEEN_AT, session->seen_at);
    return statement_run(statement, NULL, err);
}

enum error_kind session_store_list(struct tx *tx, int64_t oldest, struct arena *arena,
                                   struct session **out, size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &SESSION_LIST);
    size_t count = 0, capacity = 64;
    struct session *sessions = ARENA_ARRAY(arena, struct session, capacity);
    bind_int(statement, SESSION_LIST_OLDEST, oldest);
    for (;;) {
        bool row;
        TRY(statement_step(statement, &row, err));
        if (!row) {
            break;
        }
        if (count == capacity) {
            struct session *more = ARENA_ARRAY(arena, struct session, capacity * 2);
            memcpy(more, sessions, count * sizeof *sessions);
            sessions = more;
            capacity *= 2;
        }
        sessions[count++] = (struct session){
            .token_hash = text_copy(column_text(statement, 0), arena),
            .person_id = column_int(statement, 1),
            .csrf = text_copy(column_text(statement, 2), arena),
            .created_at = column_int(statement, 3),
            .seen_at = column_int(statement, 4),
        };
    }
    *out = sessions;
    *count_out = count;
    return OK;
}

enum error_kind session_store_note_seen(struct tx *tx, struct text token_hash, int64_t seen_at,
                                        struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &SESSION_NOTE_SEEN);
    bind_int(statement, SESSION_NOTE_SEEN_SEEN_AT, seen_at);
    bind_text(statement, SESSION_NOTE_SEEN_TOKEN_HASH, token_hash);
    return statement_run(statement, NULL, err);
}

enum error_kind session_store_end(struct tx *tx, struct text token_hash, struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &SESSION_END);
    bind_text(statement, SESSION_END_TOKEN_HASH, token_hash);
    return statement_run(statement, NULL, err);
}

enum error_kind session_store_end_of_person(struct tx *tx, int64_t person_id,
                                            struct text except_hash, struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &SESSION_END_OF_PERSON);
    bind_int(statement, SESSION_END_OF_PERSON_PERSON_ID, person_id);
    bind_text(statement, SESSION_END_OF_PERSON_EXCEPT_HASH, except_hash);
    return statement_run(statement, NULL, err);
}

enum error_kind session_store_end_old(struct tx *tx, int64_t oldest, int64_t unseen_since,
                                      struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &SESSION_END_OLD);
    bind_int(statement, SESSION_END_OLD_OLDEST, oldest);
    bind_int(statement, SESSION_END_OLD_UNSEEN_SINCE, unseen_since);
    return statement_run(statement, NULL, err);
}

enum error_kind saved_view_store_list(struct tx *tx, int64_t person_id, struct text page,
                                      struct arena *arena, struct saved_view **out,
                                      size_t *count_out, struct error *err)
{
    enum { MOST = 200 }; /* the query's LIMIT */
    SCOPED_STATEMENT statement = tx_query(tx, &SAVED_VIEW_LIST);
    struct saved_view *views = ARENA_ARRAY(arena, struct saved_view, MOST);
    size_t count = 0;
    bind_int(statement, SAVED_VIEW_LIST_PERSON_ID, person_id);
    bind_text(statement, SAVED_VIEW_LIST_PAGE, page);
    while (count < MOST) {
        bool row;
        TRY(statement_step(statement, &row, err));
        if (!row) {
            break;
        }
        views[count++] = (struct saved_view){text_copy(column_text(statement, 0), arena),
                                             text_copy(column_text(statement, 1), arena)};
    }
    *out = views;
    *count_out = count;
    return OK;
}

enum error_kind saved_view_store_put(struct tx *tx, int64_t person_id, struct text page,
                                     struct text name, struct text query, struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &SAVED_VIEW_PUT);
    bind_int(statement, SAVED_VIEW_PUT_PERSON_ID, person_id);
    bind_text(statement, SAVED_VIEW_PUT_PAGE, page);
    bind_text(statement, SAVED_VIEW_PUT_NAME, name);
    bind_text(statement, SAVED_VIEW_PUT_QUERY, query);
    return statement_run(statement, NULL, err);
}

enum error_kind saved_view_store_count(struct tx *tx, int64_t person_id, int64_t *count_out,
                                       struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &SAVED_VIEW_COUNT);
    bind_int(statement, SAVED_VIEW_COUNT_PERSON_ID, person_id);
    return count_rows(statement, count_out, err);
}

enum error_kind saved_view_store_delete(struct tx *tx, int64_t person_id, struct text page,
                                        struct text name, struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &SAVED_VIEW_DELETE);
    int64_t changes = 0;
    bind_int(statement, SAVED_VIEW_DELETE_PERSON_ID, person_id);
    bind_text(statement, SAVED_VIEW_DELETE_PAGE, page);
    bind_text(statement, SAVED_VIEW_DELETE_NAME, name);
    TRY(statement_run(statement, &changes, err));
    if (changes == 0) {
        return error_set(err, ERROR_NOT_FOUND, "view.unknown", "there is no view \"%.*s\"",
                         TEXT_ARGS(name));
    }
    return OK;
}

enum error_kind kept_answer_store_find(struct tx *tx, int64_t person_id, struct text token,
                                       struct arena *arena, bool *found_out,
                                       struct kept_answer *out, struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &IDEMPOTENCY_FIND);
    bind_int(statement, IDEMPOTENCY_FIND_PERSON_ID, person_id);
    bind_text(statement, IDEMPOTENCY_FIND_TOKEN, token);
    bool row;
    TRY(statement_step(statement, &row, err));
    *found_out = row;
    if (row) {
        *out = (struct kept_answer){text_copy(column_text(statement, 0), arena),
                                    column_int(statement, 1),
                                    text_copy(column_text(statement, 2), arena)};
    }
    return OK;
}

enum error_kind kept_answer_store_take(struct tx *tx, int64_t person_id, struct text token,
                                       const struct kept_answer *answer, int64_t now,
                                       struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &IDEMPOTENCY_TAKE);
    bind_int(statement, IDEMPOTENCY_TAKE_PERSON_ID, person_id);
    bind_text(statement, IDEMPOTENCY_TAKE_TOKEN, token);
    bind_text(statement, IDEMPOTENCY_TAKE_REQUEST, answer->request);
    bind_int(statement, IDEMPOTENCY_TAKE_STATUS, answer->status);
    bind_text(statement, IDEMPOTENCY_TAKE_BODY, answer->body);
    bind_int(statement, IDEMPOTENCY_TAKE_CREATED_AT, now);
    return statement_run(statement, NULL, err);
}

enum error_kind kept_answer_store_keep(struct tx *tx, int64_t person_id, struct text token,
                                       const struct kept_answer *answer, int64_t now,
                                       struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &IDEMPOTENCY_KEEP);
    bind_int(statement, IDEMPOTENCY_KEEP_PERSON_ID, person_id);
    bind_text(statement, IDEMPOTENCY_KEEP_TOKEN, token);
    bind_text(statement, IDEMPOTENCY_KEEP_REQUEST, answer->request);
    bind_int(statement, IDEMPOTENCY_KEEP_STATUS, answer->status);
    bind_text(statement, IDEMPOTENCY_KEEP_BODY, answer->body);
    bind_int(statement, IDEMPOTENCY_KEEP_CREATED_AT, now);
    return statement_run(statement, NULL, err);
}

enum error_kind kept_answer_store_end_old(struct tx *tx, int64_t oldest, struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &IDEMPOTENCY_END_OLD);
    bind_int(statement, IDEMPOTENCY_END_OLD_OLDEST, oldest);
    return statement_run(statement, NULL, err);
}
