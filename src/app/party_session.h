/* src/app/party_session.h: the sessions in memory, within party_app. */
#ifndef KAIGONG_APP_PARTY_SESSION_H
#define KAIGONG_APP_PARTY_SESSION_H

#include "store/party_store.h"

#include <pthread.h>

enum { TOKEN_HASH_HEX = 64, SESSION_BUCKETS = 4096, SESSIONS_OF_PERSON = 20 };

struct cached_session {
    struct cached_session *next;
    char token_hash[TOKEN_HASH_HEX + 1];
    char csrf[48];
    char name[260];
    char division[40];
    char body[40];
    int64_t person_id;
    enum role role;
    bool must_change, second_factor;
    int64_t created_at, seen_at, stored_seen_at;
};

struct session_cache {
    pthread_mutex_t lock;
    struct arena arena; /* entries; a list of free ones is used again */
    struct cached_session *buckets[SESSION_BUCKETS];
    struct cached_session *unused;
    size_t count;
};

void session_cache_init(struct session_cache *cache);
void session_cache_release(struct session_cache *cache);
/* Keeps a session; the person's oldest one gives way to the 21st. evicted_out: its hash or "". */
void session_cache_add(struct session_cache *cache, const struct session *session,
                       const struct person *person, char evicted_out[TOKEN_HASH_HEX + 1]);
/* Finds a session that is not over; `use` notes that it was used. */
bool session_cache_find(struct session_cache *cache, const char *token_hash, bool use, int64_t now,
                        struct arena *arena, struct actor *actor_out, struct text *csrf_out);
void session_cache_end(struct session_cache *cache, const char *token_hash);
/* All of a person but `except` ("" for none). */
void session_cache_end_of_person(struct session_cache *cache, int64_t person_id,
                                 const char *except);
/* Takes a person's new name, role and rights over. */
void session_cache_note_person(struct session_cache *cache, const struct person *person);
/* Drops what is over; lists what was used since it was last stored. */
size_t session_cache_sweep(struct session_cache *cache, int64_t now, struct arena *arena,
                           struct session **seen_out);

#endif
