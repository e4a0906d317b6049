#include "app/party_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void session_cache_init(struct session_cache *cache)
{
    memset(cache, 0, sizeof *cache);
    pthread_mutex_init(&cache->lock, NULL);
}

void session_cache_release(struct session_cache *cache)
{
    pthread_mutex_destroy(&cache->lock);
    arena_release(&cache->arena);
}

static struct cached_session **bucket_of(struct session_cache *cache, const char *token_hash)
{
    char start[9];
    memcpy(start, token_hash, 8);
    start[8] = '\0';
    return &cache->buckets[strtoul(start, NULL, 16) % SESSION_BUCKETS];
}

static struct cached_session **find_link(struct session_cache *cache, const char *token_hash)
{
    struct cached_session **link = bucket_of(cache, token_hash);
    while (*link != NULL && strcmp((*link)->token_hash, token_hash) != 0) {
        link = &(*link)->next;
    }
    return link;
}

static void unlink_entry(struct session_cache *cache, struct cached_session **link)
{
    struct cached_session *entry = *link;
    *link = entry->next;
    memset(entry, 0, sizeof *entry);
    entry->next = cache->unused;
    cache->unused = entry;
    cache->count--;
}

static void put_text(char *buffer, size_t size, struct text text)
{
    snprintf(buffer, size, "%.*s", TEXT_ARGS(text));
}

/* The oldest session of a person that already has as many as one may have, else NULL. */
static struct cached_session *oldest_beyond_limit(struct session_cache *cache, int64_t person_id)
{
    struct cached_session *oldest = NULL;
    int count = 0;
    for (size_t i = 0; i < SESSION_BUCKETS; i++) {
        for (struct cached_session *entry = cache->buckets[i]; entry != NULL; entry = entry->next) {
            if (entry->person_id == person_id) {
                count++;
                oldest = oldest == NULL || entry->seen_at < oldest->seen_at ? entry : oldest;
            }
        }
    }
    return count >= SESSIONS_OF_PERSON ? oldest : NULL;
}

void session_cache_add(struct session_cache *cache, const struct session *session,
                       const struct person *person, char evicted_out[TOKEN_HASH_HEX + 1])
{
    pthread_mutex_lock(&cache->lock);
    struct cached_session *oldest = oldest_beyond_limit(cache, person->id);
    evicted_out[0] = '\0';
    if (oldest != NULL) {
        memcpy(evicted_out, oldest->token_hash, TOKEN_HASH_HEX + 1);
        unlink_entry(cache, find_link(cache, evicted_out));
    }
    struct cached_session *entry = cache->unused;
    if (entry != NULL) {
        cache->unused = entry->next;
    } else {
        entry = ARENA_NEW(&cache->arena, struct cached_session);
    }
    put_text(entry->token_hash, sizeof entry->token_hash, session->token_hash);
    put_text(entry->csrf, sizeof entry->csrf, session->csrf);
    put_text(entry->name, sizeof entry->name, person->name);
    put_text(entry->division, sizeof entry->division, person->division);
    put_text(entry->body, sizeof entry->body, person->body);
    entry->person_id = person->id;
    entry->role = person->role;
    entry->must_change = person->must_change;
    entry->second_factor = person->second_factor;
    entry->created_at = session->created_at;
    entry->seen_at = entry->stored_seen_at = session->seen_at;
    struct cached_session **bucket = bucket_of(cache, entry->token_hash);
    entry->next = *bucket;
    *bucket = entry;
    cache->count++;
    pthread_mutex_unlock(&cache->lock);
}

bool session_cache_find(struct session_cache *cache, const char *token_hash, bool use, int64_t now,
                        struct arena *arena, struct actor *actor_out, struct text *csrf_out)
{
    pthread_mutex_lock(&cache->lock);
    struct cached_session **link = find_link(cache, token_hash);
    struct cached_session *entry = *link;
    bool found = entry != NULL;
    if (found && session_is_over(entry->created_at, entry->seen_at, now)) {
        unlink_entry(cache, link);
        found = false;
    }
    if (found) {
        entry->seen_at = use ? now : entry->seen_at;
        *actor_out = (struct actor){
            .name = text_copy(text_of(entry->name), arena),
            .role = entry->role,
            .division = text_copy(text_of(entry->division), arena),
            .body = text_copy(text_of(entry->body), arena),
            .person_id = entry->person_id,
            .must_change = entry->must_change,
            .must_enrol = !entry->second_factor, /* as far as the role and the city ask for one */
        };
        *csrf_out = text_copy(text_of(entry->csrf), arena);
    }
    pthread_mutex_unlock(&cache->lock);
    return found;
}

void session_cache_end(struct session_cache *cache, const char *token_hash)
{
    pthread_mutex_lock(&cache->lock);
    struct cached_session **link = find_link(cache, token_hash);
    if (*link != NULL) {
        unlink_entry(cache, link);
    }
    pthread_mutex_unlock(&cache->lock);
}

void session_cache_end_of_person(struct session_cache *cache, int64_t person_id, const char *except)
{
    pthread_mutex_lock(&cache->lock);
    for (size_t i = 0; i < SESSION_BUCKETS; i++) {
        struct cached_session **link = &cache->buckets[i];
        while (*link != NULL) {
            if ((*link)->person_id == person_id && strcmp((*link)->token_hash, except) != 0) {
                unlink_entry(cache, link);
            } else {
                link = &(*link)->next;
            }
        }
    }
    pthread_mutex_unlock(&cache->lock);
}

void session_cache_note_person(struct session_cache *cache, const struct person *person)
{
    pthread_mutex_lock(&cache->lock);
    for (size_t i = 0; i < SESSION_BUCKETS; i++) {
        for (struct cached_session *entry = cache->buckets[i]; entry != NULL; entry = entry->next) {
            if (entry->person_id == person->id) {
                put_text(entry->division, sizeof entry->division, person->division);
                put_text(entry->body, sizeof entry->body, person->body);
                entry->role = person->role;
                entry->must_change = person->must_change;
                entry->second_factor = person->second_factor;
            }
        }
    }
    pthread_mutex_unlock(&cache->lock);
}

size_t session_cache_sweep(struct session_cache *cache, int64_t now, struct arena *arena,
                           struct session **seen_out)
{
    pthread_mutex_lock(&cache->lock);
    struct session *seen = ARENA_ARRAY(arena, struct session, cache->count + 1);
    size_t seen_count = 0;
    for (size_t i = 0; i < SESSION_BUCKETS; i++) {
        struct cached_session **link = &cache->buckets[i];
        while (*link != NULL) {
            struct cached_session *entry = *link;
            if (session_is_over(entry->created_at, entry->seen_at, now)) {
                unlink_entry(cache, link);
                continue;
            }
            if (entry->seen_at != entry->stored_seen_at) {
                entry->stored_seen_at = entry->seen_at;
                seen[seen_count].token_hash = text_copy(text_of(entry->token_hash), arena);
                seen[seen_count++].seen_at = entry->seen_at;
            }
            link = &entry->next;
        }
    }
    pthread_mutex_unlock(&cache->lock);
    *seen_out = seen;
    return seen_count;
}
