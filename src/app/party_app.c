#include "app/party_app.h"

#include "app/authority_app.h"
#include "app/party_session.h"
#include "app/second_factor_app.h"
#include "base/json.h"
#include "store/journal_store.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum {
    TOKEN_BYTES = 32,
    HASHES_AT_ONCE = 2,
    HASH_PASSES = 2,
    HASH_MEMORY = 19 << 20,
    DISPLAY_NAME_MAX = 100,
    VIEWS_OF_PERSON = 200,
};

struct party {
    struct app *app;
    struct session_cache sessions;
    pthread_mutex_t throttle_lock;
    struct throttle throttle;
    char dummy_hash[crypto_pwhash_STRBYTES]; /* what an unknown name is checked against */
};

/* --- hashing ---------------------------------------------------------------------------------- */

static pthread_mutex_t hash_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t hash_free = PTHREAD_COND_INITIALIZER;
static int hashes_running;

static void enter_hashing(void)
{
    pthread_mutex_lock(&hash_lock);
    while (hashes_running == HASHES_AT_ONCE) {
        pthread_cond_wait(&hash_free, &hash_lock);
    }
    hashes_running++;
    pthread_mutex_unlock(&hash_lock);
}

static void leave_hashing(void)
{
    pthread_mutex_lock(&hash_lock);
    hashes_running--;
    pthread_cond_signal(&hash_free);
    pthread_mutex_unlock(&hash_lock);
}

struct text party_app_random(size_t bytes, struct arena *arena)
{
    unsigned char raw[64];
    if (sodium_init() < 0) {
        abort(); /* no source of random numbers: nothing secret can be made */
    }
    size_t size = sodium_base64_encoded_len(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *word = arena_alloc(arena, size);
    randombytes_buf(raw, bytes);
    sodium_bin2base64(word, size, raw, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(raw, sizeof raw);
    return text_of(word);
}

enum error_kind party_app_hash_password(struct text password, struct arena *arena,
                                        struct text *hash_out, struct error *err)
{
    if (sodium_init() < 0) {
        return error_set(err, ERROR_INTERNAL, "party.random", "no source of random numbers");
    }
    char *hash = arena_alloc(arena, crypto_pwhash_STRBYTES);
    enter_hashing();
    int result = crypto_pwhash_str(hash, password.data, password.length, HASH_PASSES, HASH_MEMORY);
    leave_hashing();
    if (result != 0) {
        return error_set(err, ERROR_UNAVAILABLE, "party.hash", "no memory to hash a password");
    }
    *hash_out = text_of(hash);
    return OK;
}

static bool is_password(struct text hash, struct text password)
{
    char buffer[crypto_pwhash_STRBYTES] = {0};
    if (hash.length >= sizeof buffer) {
        return false;
    }
    memcpy(buffer, hash.data, hash.length);
    enter_hashing();
    int result = crypto_pwhash_str_verify(buffer, password.data, password.length);
    leave_hashing();
    return result == 0;
}

static struct text hash_token(struct text token, struct arena *arena)
{
    unsigned char raw[crypto_hash_sha256_BYTES];
    char *hex = arena_alloc(arena, TOKEN_HASH_HEX + 1);
    crypto_hash_sha256(raw, (const unsigned char *)token.data, token.length);
    sodium_bin2hex(hex, TOKEN_HASH_HEX + 1, raw, sizeof raw);
    return text_of(hex);
}

/* --- opening ---------------------------------------------------------------------------------- */

struct load_sessions {
    struct party *party;
    int64_t now;
};

static enum error_kind load_sessions(struct tx *tx, void *context, struct error *err)
{
    struct load_sessions *work = context;
    SCOPED_ARENA arena = {0};
    struct session *sessions;
    size_t count;
    TRY(session_store_list(tx, work->now - SESSION_ABSOLUTE_LIMIT, &arena, &sessions, &count, err));
    for (size_t i = 0; i < count; i++) {
        char evicted[TOKEN_HASH_HEX + 1];
        struct person person;
        if (!session_is_over(sessions[i].created_at, sessions[i].seen_at, work->now)) {
            TRY(person_store_find_id(tx, sessions[i].person_id, &arena, &person, err));
            session_cache_add(&work->party->sessions, &sessions[i], &person, evicted);
        }
    }
    return OK;
}

enum error_kind party_app_open(struct app *app, struct party **party_out, struct error *err)
{
    struct party *party = ARENA_NEW(&app->arena, struct party);
    SCOPED_ARENA arena = {0};
    struct text dummy;
    TRY(party_app_hash_password(TEXT("nobody has this password"), &arena, &dummy, err));
    memcpy(party->dummy_hash, dummy.data, dummy.length);
    party->app = app;
    pthread_mutex_init(&party->throttle_lock, NULL);
    session_cache_init(&party->sessions);
    struct load_sessions work = {party, app->clock()};
    enum error_kind kind = db_read(app->db, load_sessions, &work, err);
    if (kind != OK) {
        party_app_close(party);
        return kind;
    }
    *party_out = party;
    return OK;
}

void party_app_close(struct party *party)
{
    if (party != NULL) {
        session_cache_release(&party->sessions);
        pthread_mutex_destroy(&party->throttle_lock);
    }
}

/* --- journal ---------------------------------------------------------------------------------- */

static enum error_kind journal_person(struct tx *tx, const char *action, struct text name,
                                      struct text actor, struct text data, int64_t now,
                                      struct error *err)
{
    SCOPED_ARENA arena = {0};
    return journal_store_append(tx, action, text_format(&arena, "person:%.*s", TEXT_ARGS(name)),
                                actor, data, now, err);
}

static enum error_kind journal_session(struct tx *tx, const char *action, struct text name,
                                       struct text actor, struct text address, int64_t now,
                                       struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct json_writer json;
    struct text data;
    json_writer_init(&json, &arena, 4096);
    json_object_open(&json);
    json_member_text(&json, "address", address);
    json_object_close(&json);
    TRY(json_writer_text(&json, &data, err));
    return journal_person(tx, action, name, actor, data, now, err);
}

/* --- signing in ------------------------------------------------------------------------------- */

struct find_person {
    struct text name;
    struct arena *arena;
    struct person *out;
};

static enum error_kind find_person(struct tx *tx, void *context, struct error *err)
{
    struct find_person *work = context;
    return person_store_find(tx, work->name, work->arena, work->out, err);
}

struct store_session {
    const struct session *session;
    struct text name, address, old_hash;
    int64_t now;
};

static enum error_kind store_session(struct tx *tx, void *context, struct error *err)
{
    struct store_session *work = context;
    if (work->old_hash.length > 0) {
        TRY(session_store_end(tx, work->old_hash, err));
    }
    TRY(session_store_add(tx, work->session, err));
    return journal_session(tx, "session.sign_in", work->name, work->name, work->address, work->now,
                           err);
}

static enum error_kind note_failure(struct tx *tx, void *context, struct error *err)
{
    struct store_session *work = context;
    return journal_session(tx, "session.sign_in_failed", work->name, TEXT("anonymous"),
                           work->address, work->now, err);
}

static enum error_kind enter_throttle(struct party *party, struct text name, struct text address,
                                      struct error *err)
{
    int64_t now = party->app->clock();
    pthread_mutex_lock(&party->throttle_lock);
    enum error_kind kind = throttle_check(&party->throttle, name, address, now, err);
    if (kind == OK) {
        throttle_note_failure(&party->throttle, name, address, now);
    }
    pthread_mutex_unlock(&party->throttle_lock);
    return kind;
}

static void note_success(struct party *party, struct text name, struct text address)
{
    pthread_mutex_lock(&party->throttle_lock);
    throttle_note_success(&party->throttle, name, address);
    pthread_mutex_unlock(&party->throttle_lock);
}

static enum error_kind open_session(struct party *party, struct person *person, struct text address,
                                    struct text old_token, struct arena *arena, struct sign_in *out,
                                    struct error *err)
{
    struct text old_hash = old_token.length > 0 ? hash_token(old_token, arena) : TEXT("");
    struct text token = party_app_random(TOKEN_BYTES, arena);
    int64_t now = party->app->clock();
    struct session session = {
        .token_hash = hash_token(token, arena),
        .person_id = person->id,
        .csrf = party_app_random(TOKEN_BYTES, arena),
        .created_at = now,
        .seen_at = now,
    };
    struct store_session work = {&session, person->name, address, old_hash, now};
    char evicted[TOKEN_HASH_HEX + 1];
    TRY(db_write(party->app->db, store_session, &work, err));
    if (old_hash.length > 0) {
        session_cache_end(&party->sessions, old_hash.data);
    }
    session_cache_add(&party->sessions, &session, person, evicted);
    person->password_hash = TEXT("");
    *out = (struct sign_in){token, session.csrf, *person};
    return OK;
}

/* The second factor behind the right password. Asking for the code is no failure; a wrong code is one,
 * and only signing in whole forgives earlier ones. */
static enum error_kind check_code(struct party *party, const struct person *person,
                                  struct text code, struct text address, struct error *err)
{
    bool right = false;
    if (!person->second_factor || party->app->second_factor == SECOND_FACTOR_OFF) {
        return OK;
    }
    if (code.length == 0) {
        pthread_mutex_lock(&party->throttle_lock);
        throttle_take_back(&party->throttle, person->name, address);
        pthread_mutex_unlock(&party->throttle_lock);
        error_set(err, ERROR_UNAUTHENTICATED, "party.code",
                  "the code of the second factor is needed");
        return error_at_field(err, "code");
    }
    TRY(second_factor_app_check(party->app, person, code, &right, err));
    if (!right) {
        struct store_session work = {NULL, person->name, address, TEXT(""), party->app->clock()};
        TRY(db_write(party->app->db, note_failure, &work, err));
        error_set(err, ERROR_UNAUTHENTICATED, "party.code", "the code is wrong or was used before");
        return error_at_field(err, "code");
    }
    return OK;
}

enum error_kind party_app_sign_in(struct party *party, struct text name, struct text password,
                                  struct text code, struct text address, struct text old_token,
                                  struct arena *arena, struct sign_in *out, struct error *err)
{
    struct person person = {0};
    struct error unused;
    bool nameable = person_name_check(name, &unused) == OK && password.length <= 1024;
    struct text account = nameable ? name : TEXT("?");
    TRY(enter_throttle(party, account, address, err));

    struct find_person find = {account, arena, &person};
    enum error_kind kind = db_read(party->app->db, find_person, &find, err);
    if (kind != OK && kind != ERROR_NOT_FOUND) {
        return kind;
    }
    bool known = kind == OK && person.enabled;
    struct text hash = kind == OK ? person.password_hash : text_of(party->dummy_hash);
    bool right = is_password(hash, nameable ? password : TEXT("?"));
    if (!known || !right) {
        struct store_session work = {NULL, account, address, TEXT(""), party->app->clock()};
        TRY(db_write(party->app->db, note_failure, &work, err));
        return error_set(err, ERROR_UNAUTHENTICATED, "party.wrong",
                         "the name or the password is wrong");
    }
    TRY(check_code(party, &person, code, address, err));
    note_success(party, account, address);
    return open_session(party, &person, address, old_token, arena, out, err);
}

struct end_session {
    struct text token_hash, name;
    int64_t now;
};

static enum error_kind end_session(struct tx *tx, void *context, struct error *err)
{
    struct end_session *work = context;
    TRY(session_store_end(tx, work->token_hash, err));
    return journal_person(tx, "session.sign_out", work->name, work->name, TEXT("{}"), work->now,
                          err);
}

enum error_kind party_app_sign_out(struct party *party, const struct actor *actor,
                                   struct text token, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct end_session work = {hash_token(token, &arena), actor->name, party->app->clock()};
    TRY(db_write(party->app->db, end_session, &work, err));
    session_cache_end(&party->sessions, work.token_hash.data);
    return OK;
}

bool party_app_find_session(struct party *party, struct text token, bool use, struct arena *arena,
                            struct actor *actor_out, struct text *csrf_out)
{
    if (token.length < 40 || token.length > 64) {
        return false;
    }
    bool found = session_cache_find(&party->sessions, hash_token(token, arena).data, use,
                                    party->app->clock(), arena, actor_out, csrf_out);
    if (found) {
        actor_out->today = app_today(party->app);
        actor_out->must_enrol = actor_out->must_enrol &&
                                party->app->second_factor == SECOND_FACTOR_REQUIRED &&
                                role_is_two_factor(actor_out->role);
    }
    return found;
}

/* --- people ----------------------------------------------------------------------------------- */

static void put_change(struct json_writer *json, const struct person *person)
{
    json_member_text(json, "body", person->body);
    json_member_text(json, "display_name", person->display_name);
    json_member_text(json, "division", person->division);
    json_member_bool(json, "enabled", person->enabled);
    json_member_string(json, "role", role_name(person->role));
}

static enum error_kind journal_change(struct tx *tx, const char *action, struct text actor,
                                      const struct person *person, bool password_set, int64_t now,
                                      struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct json_writer json;
    struct text data;
    json_writer_init(&json, &arena, 8192);
    json_object_open(&json);
    put_change(&json, person);
    json_member_bool(&json, "password_set", password_set);
    json_object_close(&json);
    TRY(json_writer_text(&json, &data, err));
    return journal_person(tx, action, person->name, actor, data, now, err);
}

static enum error_kind check_display_name(struct text name, struct error *err)
{
    if (!text_is_utf8(name) || text_count_characters(name) > DISPLAY_NAME_MAX) {
        error_set(err, ERROR_INVALID, "person.display_name", "a name has at most %d characters",
                  DISPLAY_NAME_MAX);
        return error_at_field(err, "display_name");
    }
    return OK;
}

struct add_person {
    struct person *person;
    struct text actor;
    int64_t now;
};

static enum error_kind add_person(struct tx *tx, void *context, struct error *err)
{
    struct add_person *work = context;
    if (work->person->division.length > 0) {
        TRY(person_store_check_division(tx, work->person->division, err));
    }
    TRY(authority_app_settle_body(tx, work->person, err));
    TRY(person_store_add(tx, work->person, work->now, err));
    return journal_change(tx, "person.create", work->actor, work->person, true, work->now, err);
}

enum error_kind party_app_add_person(struct app *app, const struct actor *actor,
                                     struct person *person, struct text password, struct error *err)
{
    SCOPED_ARENA arena = {0};
    TRY(person_name_check(person->name, err));
    TRY(check_display_name(person->display_name, err));
    TRY(person_role_check(person->role, person->division, person->body, err));
    TRY(password_check(password, person->name, err));
    struct person stored = *person;
    if (stored.display_name.length == 0) {
        stored.display_name = stored.name;
    }
    TRY(party_app_hash_password(password, &arena, &stored.password_hash, err));
    struct add_person work = {&stored, actor->name, app_now(app)};
    TRY(app_write(app, add_person, &work, err));
    *person = stored;
    person->password_hash = TEXT("");
    return OK;
}

struct change_person {
    struct person person; /* as it shall be, with the version it must have now */
    struct text actor, except_hash, address;
    bool password_set;
    int64_t now;
};

static enum error_kind change_person(struct tx *tx, void *context, struct error *err)
{
    struct change_person *work = context;
    const struct person *person = &work->person;
    int64_t keepers;
    if (person->division.length > 0) {
        TRY(person_store_check_division(tx, person->division, err));
    }
    TRY(authority_app_settle_body(tx, person, err));
    TRY(person_store_save(tx, person, err));
    TRY(person_store_count_keepers(tx, &keepers, err));
    if (keepers == 0) {
        return error_set(err, ERROR_CONFLICT, "person.last_keeper",
                         "no enabled security administrator would be left");
    }
    if (!person->enabled || work->password_set) {
        TRY(session_store_end_of_person(tx, person->id, work->except_hash, err));
    }
    return journal_change(tx, "person.change", work->actor, person, work->password_set, work->now,
                          err);
}

static enum error_kind save_person(struct party *party, struct change_person *work,
                                   struct error *err)
{
    TRY(db_write(party->app->db, change_person, work, err));
    if (!work->person.enabled || work->password_set) {
        session_cache_end_of_person(&party->sessions, work->person.id, work->except_hash.data);
    }
    session_cache_note_person(&party->sessions, &work->person);
    return OK;
}

enum error_kind party_app_change_password(struct party *party, const struct actor *actor,
                                          struct text token, struct text old_password,
                                          struct text new_password, struct text address,
                                          struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct change_person work = {.actor = actor->name, .password_set = true};
    TRY(party_app_find_person(party->app, actor->name, &arena, &work.person, err));
    TRY(enter_throttle(party, actor->name, address, err));
    if (!is_password(work.person.password_hash, old_password)) {
        error_set(err, ERROR_FORBIDDEN, "party.old_password", "the old password is wrong");
        return error_at_field(err, "old");
    }
    note_success(party, actor->name, address);
    TRY(password_check(new_password, actor->name, err));
    TRY(party_app_hash_password(new_password, &arena, &work.person.password_hash, err));
    work.person.must_change = false;
    work.except_hash = hash_token(token, &arena);
    work.now = app_now(party->app);
    return save_person(party, &work, err);
}

enum error_kind party_app_prove(struct party *party, const struct actor *actor,
                                struct text password, struct text address, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct person person;
    TRY(party_app_find_person(party->app, actor->name, &arena, &person, err));
    TRY(enter_throttle(party, actor->name, address, err));
    if (!is_password(person.password_hash, password)) {
        error_set(err, ERROR_FORBIDDEN, "party.old_password", "the password is wrong");
        return error_at_field(err, "password");
    }
    return OK;
}

void party_app_note_proved(struct party *party, const struct actor *actor, struct text address)
{
    note_success(party, actor->name, address);
}

enum error_kind party_app_refresh(struct party *party, struct text name, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct person person;
    TRY(party_app_find_person(party->app, name, &arena, &person, err));
    session_cache_note_person(&party->sessions, &person);
    return OK;
}

static enum error_kind end_sessions(struct tx *tx, void *context, struct error *err)
{
    return session_store_end_of_person(tx, *(const int64_t *)context, TEXT(""), err);
}

enum error_kind party_app_end_sessions(struct party *party, struct text name, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct person person;
    TRY(party_app_find_person(party->app, name, &arena, &person, err));
    TRY(db_write(party->app->db, end_sessions, &person.id, err));
    session_cache_end_of_person(&party->sessions, person.id, "");
    return OK;
}

static enum error_kind apply_change(struct person *person, const struct person_change *change,
                                    struct error *err)
{
    const enum role before = person->role;
    if (change->display_name != NULL) {
        TRY(check_display_name(*change->display_name, err));
        person->display_name = *change->display_name;
    }
    if (change->role != NULL && !role_parse(*change->role, &person->role)) {
        error_set(err, ERROR_INVALID, "person.role", "there is no role \"%.*s\"",
                  TEXT_ARGS(*change->role));
        return error_at_field(err, "role");
    }
    if (change->division != NULL) {
        person->division = *change->division;
    } else if (person->role != ROLE_DISTRICT) {
        person->division = TEXT("");
    }
    if (change->body != NULL) {
        person->body = *change->body;
    } else if (role_body(person->role) != role_body(before)) {
        person->body = TEXT("");
    }
    if (change->enabled != NULL) {
        person->enabled = *change->enabled;
    }
    return person_role_check(person->role, person->division, person->body, err);
}

enum error_kind party_app_change_person(struct party *party, const struct actor *actor,
                                        struct text name, int64_t expected_version,
                                        const struct person_change *change, struct arena *arena,
                                        struct person *out, struct error *err)
{
    struct change_person work = {.actor = actor->name, .except_hash = TEXT("")};
    TRY(party_app_find_person(party->app, name, arena, &work.person, err));
    TRY(apply_change(&work.person, change, err));
    if (change->password != NULL) {
        TRY(password_check(*change->password, name, err));
        TRY(party_app_hash_password(*change->password, arena, &work.person.password_hash, err));
        work.person.must_change = true;
        work.password_set = true;
    }
    work.person.version = expected_version;
    work.now = app_now(party->app);
    TRY(save_person(party, &work, err));
    *out = work.person;
    out->version = expected_version + 1;
    out->password_hash = TEXT("");
    return OK;
}

enum error_kind party_app_find_person(struct app *app, struct text name, struct arena *arena,
                                      struct person *out, struct error *err)
{
    struct find_person work = {name, arena, out};
    return db_read(app->db, find_person, &work, err);
}

struct list_people {
    struct arena *arena;
    struct person **out;
    size_t *count_out;
};

static enum error_kind list_people(struct tx *tx, void *context, struct error *err)
{
    struct list_people *work = context;
    return person_store_list(tx, work->arena, work->out, work->count_out, err);
}

enum error_kind party_app_list_people(struct app *app, struct arena *arena, struct person **out,
                                      size_t *count_out, struct error *err)
{
    struct list_people work = {arena, out, count_out};
    return db_read(app->db, list_people, &work, err);
}

static enum error_kind count_people(struct tx *tx, void *context, struct error *err)
{
    return person_store_count(tx, context, err);
}

enum error_kind party_app_count_people(struct app *app, int64_t *count_out, struct error *err)
{
    return db_read(app->db, count_people, count_out, err);
}

/* --- housekeeping ----------------------------------------------------------------------------- */

struct keep_house {
    const struct session *seen;
    size_t count;
    int64_t now;
};

static enum error_kind keep_house(struct tx *tx, void *context, struct error *err)
{
    struct keep_house *work = context;
    for (size_t i = 0; i < work->count; i++) {
        TRY(session_store_note_seen(tx, work->seen[i].token_hash, work->seen[i].seen_at, err));
    }
    TRY(kept_answer_store_end_old(tx, work->now - (int64_t)24 * 3600 * 1000000, err));
    return session_store_end_old(tx, work->now - SESSION_ABSOLUTE_LIMIT,
                                 work->now - SESSION_IDLE_LIMIT, err);
}

enum error_kind party_app_keep_house(struct party *party, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct session *seen;
    int64_t now = party->app->clock();
    size_t count = session_cache_sweep(&party->sessions, now, &arena, &seen);
    struct keep_house work = {seen, count, now};
    return db_write(party->app->db, keep_house, &work, err);
}

/* --- saved views ------------------------------------------------------------------------------ */

struct view_work {
    int64_t person_id;
    struct text page, name, query;
    struct arena *arena;
    struct saved_view **out;
    size_t *count_out;
};

static enum error_kind list_views(struct tx *tx, void *context, struct error *err)
{
    struct view_work *work = context;
    return saved_view_store_list(tx, work->person_id, work->page, work->arena, work->out,
                                 work->count_out, err);
}

enum error_kind party_app_list_views(struct app *app, const struct actor *actor, struct text page,
                                     struct arena *arena, struct saved_view **out,
                                     size_t *count_out, struct error *err)
{
    struct view_work work = {actor->person_id, page, TEXT(""), TEXT(""), arena, out, count_out};
    return db_read(app->db, list_views, &work, err);
}

static enum error_kind put_view(struct tx *tx, void *context, struct error *err)
{
    struct view_work *work = context;
    int64_t count;
    TRY(saved_view_store_put(tx, work->person_id, work->page, work->name, work->query, err));
    TRY(saved_view_store_count(tx, work->person_id, &count, err));
    if (count > VIEWS_OF_PERSON) {
        return error_set(err, ERROR_LIMIT, "view.too_many", "nobody keeps more than %d views",
                         VIEWS_OF_PERSON);
    }
    return OK;
}

enum error_kind party_app_put_view(struct app *app, const struct actor *actor, struct text page,
                                   struct text name, struct text query, struct error *err)
{
    size_t characters = text_count_characters(name);
    if (page.length == 0 || page.length > 40 || characters < 1 || characters > 60 ||
        !text_is_utf8(name) || !text_is_utf8(page)) {
        error_set(err, ERROR_INVALID, "view.name", "a view has a page and 1 to 60 characters");
        return error_at_field(err, "name");
    }
    if (query.length > 2000) {
        error_set(err, ERROR_INVALID, "view.query", "a view's query has at most 2,000 bytes");
        return error_at_field(err, "query");
    }
    struct view_work work = {actor->person_id, page, name, query, NULL, NULL, NULL};
    return db_write(app->db, put_view, &work, err);
}

static enum error_kind delete_view(struct tx *tx, void *context, struct error *err)
{
    struct view_work *work = context;
    return saved_view_store_delete(tx, work->person_id, work->page, work->name, err);
}

enum error_kind party_app_delete_view(struct app *app, const struct actor *actor, struct text page,
                                      struct text name, struct error *err)
{
    struct view_work work = {actor->person_id, page, name, TEXT(""), NULL, NULL, NULL};
    return db_write(app->db, delete_view, &work, err);
}

/* --- answers kept ------------------------------------------------------------------------------ */

struct answer_work {
    int64_t person_id, now;
    struct text token;
    struct arena *arena;
    bool found;
    struct kept_answer answer;
};

static enum error_kind find_answer(struct tx *tx, void *context, struct error *err)
{
    struct answer_work *work = context;
    return kept_answer_store_find(tx, work->person_id, work->token, work->arena, &work->found,
                                  &work->answer, err);
}

enum error_kind party_app_find_answer(struct app *app, const struct actor *actor, struct text token,
                                      struct arena *arena, bool *found_out, struct kept_answer *out,
                                      struct error *err)
{
    struct answer_work work = {.person_id = actor->person_id, .token = token, .arena = arena};
    TRY(db_read(app->db, find_answer, &work, err));
    *found_out = work.found;
    *out = work.answer;
    return OK;
}

enum error_kind party_app_take_key(struct tx *tx, void *context, struct error *err)
{
    const struct taken_key *key = context;
    const struct kept_answer unknown = {key->request, ANSWER_UNKNOWN, TEXT("")};
    enum error_kind kind =
        kept_answer_store_take(tx, key->person_id, key->token, &unknown, key->now, err);
    if (kind == ERROR_CONFLICT) { /* another server of the same database was quicker */
        return error_set(err, ERROR_CONFLICT, "http.idempotency",
                         "a request with this Idempotency-Key is running");
    }
    return kind;
}

static enum error_kind keep_answer(struct tx *tx, void *context, struct error *err)
{
    struct answer_work *work = context;
    return kept_answer_store_keep(tx, work->person_id, work->token, &work->answer, work->now, err);
}

enum error_kind party_app_keep_answer(struct app *app, const struct actor *actor, struct text token,
                                      const struct kept_answer *answer, struct error *err)
{
    struct answer_work work = {
        .person_id = actor->person_id,
        .now = app_now(app),
        .token = token,
        .answer = *answer,
    };
    return db_write(app->db, keep_answer, &work, err);
}
