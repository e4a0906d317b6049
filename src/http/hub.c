#include "http/hub.h"

#include "app/party_app.h"
#include "base/json.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RING = 4096, SUBJECT_MAX = 160, SUBSCRIBERS_MAX = 2000, EVENT_MAX = 1024, BLOCK = 4096 };

struct hub_event {
    int64_t seq;
    char subject[SUBJECT_MAX];
};

struct subscriber {
    struct subscriber *next, *previous;
    struct hub *hub;
    struct MHD_Connection *connection;
    uint64_t cursor; /* number of the next event to send */
    bool suspended, heartbeat_due, greeted, reset;
    enum role role;
    int64_t person_id;
    bool bounded; /* not every project lies in its scope */
    char token[80];
};

struct hub {
    pthread_mutex_t lock;
    struct party *party;
    struct subscriber *subscribers;
    size_t count;
    bool stopped;
    uint64_t published; /* events ever; the newest stands at (published - 1) % RING */
    struct hub_event ring[RING];
};

struct hub *hub_open(struct party *party)
{
    struct hub *hub = foreign_calloc(1, sizeof *hub); /* handed to libmicrohttpd's callbacks */
    if (hub == NULL) {
        abort();
    }
    pthread_mutex_init(&hub->lock, NULL);
    hub->party = party;
    return hub;
}

static void wake(struct subscriber *subscriber)
{
    if (subscriber->suspended) {
        subscriber->suspended = false;
        MHD_resume_connection(subscriber->connection);
    }
}

static void wake_all(struct hub *hub)
{
    for (struct subscriber *s = hub->subscribers; s != NULL; s = s->next) {
        wake(s);
    }
}

void hub_stop(struct hub *hub)
{
    pthread_mutex_lock(&hub->lock);
    hub->stopped = true;
    wake_all(hub);
    pthread_mutex_unlock(&hub->lock);
}

size_t hub_count(struct hub *hub)
{
    pthread_mutex_lock(&hub->lock);
    size_t count = hub->count;
    pthread_mutex_unlock(&hub->lock);
    return count;
}

void hub_close(struct hub *hub)
{
    if (hub != NULL) {
        pthread_mutex_destroy(&hub->lock);
        free(hub);
    }
}

void hub_publish(struct hub *hub, struct text subject, int64_t seq)
{
    pthread_mutex_lock(&hub->lock);
    struct hub_event *event = &hub->ring[hub->published % RING];
    event->seq = seq;
    snprintf(event->subject, sizeof event->subject, "%.*s", TEXT_ARGS(subject));
    hub->published++;
    wake_all(hub);
    pthread_mutex_unlock(&hub->lock);
}

void hub_heartbeat(struct hub *hub)
{
    pthread_mutex_lock(&hub->lock);
    for (struct subscriber *s = hub->subscribers; s != NULL; s = s->next) {
        s->heartbeat_due = true;
    }
    wake_all(hub);
    pthread_mutex_unlock(&hub->lock);
}

/* A notice is told to its reader, people and sessions to those who keep them; whoever is bound to a scope learns that
 * a project changed, not which: it may lie outside. */
static struct text visible_subject(const struct subscriber *subscriber, const char *subject)
{
    struct text text = text_of(subject);
    const char *colon = strchr(subject, ':');
    if (text_has_prefix(text, TEXT("notice:"))) {
        int64_t reader = 0;
        bool own = text_parse_int64(text_slice(text, 7, text.length), &reader) &&
                   reader == subscriber->person_id;
        return own ? TEXT("notice:") : TEXT("");
    }
    if (text_has_prefix(text, TEXT("person:")) && !role_has(subscriber->role, PERMISSION_USERS)) {
        return TEXT("");
    }
    if (subscriber->bounded && colon != NULL) {
        return text_slice(text, 0, (size_t)(colon - text.data) + 1);
    }
    return text;
}

static size_t write_event(const struct subscriber *subscriber, const struct hub_event *event,
                          char *buffer, size_t room)
{
    struct text subject = visible_subject(subscriber, event->subject);
    struct arena arena = {0};
    struct json_writer json;
    struct text data;
    if (subject.length == 0) {
        return 0;
    }
    json_writer_init(&json, &arena, EVENT_MAX);
    json_object_open(&json);
    json_member_text(&json, "subject", subject);
    json_member_int(&json, "seq", event->seq);
    json_object_close(&json);
    int length = json_writer_text(&json, &data, NULL) != OK
                     ? 0
                     : snprintf(buffer, room, "id: %lld\nevent: change\ndata: %.*s\n\n",
                                (long long)event->seq, TEXT_ARGS(data));
    arena_release(&arena);
    return length > 0 && (size_t)length < room ? (size_t)length : 0;
}

static size_t write_pending(struct subscriber *subscriber, char *buffer, size_t max)
{
    struct hub *hub = subscriber->hub;
    size_t length = 0;
    if (!subscriber->greeted) {
        length += (size_t)snprintf(buffer, max, "retry: 3000\n\n");
        subscriber->greeted = true;
    }
    if (subscriber->reset || hub->published - subscriber->cursor > RING) {
        length += (size_t)snprintf(buffer + length, max - length, "event: reset\ndata: {}\n\n");
        subscriber->reset = false;
        subscriber->cursor = hub->published;
    }
    while (subscriber->cursor < hub->published && max - length > EVENT_MAX) {
        const struct hub_event *event = &hub->ring[subscriber->cursor++ % RING];
        length += write_event(subscriber, event, buffer + length, max - length);
    }
    if (length == 0 && subscriber->heartbeat_due) {
        length = (size_t)snprintf(buffer, max, ":\n\n");
    }
    subscriber->heartbeat_due = false;
    return length;
}

static void note_rights(struct subscriber *subscriber, const struct actor *actor)
{
    const struct scope scope = party_scope(actor);
    subscriber->role = actor->role;
    subscriber->person_id = actor->person_id;
    subscriber->bounded = !scope_is_all(&scope);
}

static bool is_session_alive(struct subscriber *subscriber)
{
    SCOPED_ARENA arena = {0};
    struct actor actor;
    struct text csrf;
    bool alive = party_app_find_session(subscriber->hub->party, text_of(subscriber->token), false,
                                        &arena, &actor, &csrf);
    if (alive) {
        note_rights(subscriber, &actor);
    }
    return alive;
}

static ssize_t read_stream(void *cls, uint64_t position, char *buffer, size_t max)
{
    struct subscriber *subscriber = cls;
    struct hub *hub = subscriber->hub;
    (void)position;
    bool alive = is_session_alive(subscriber);
    pthread_mutex_lock(&hub->lock);
    ssize_t length = MHD_CONTENT_READER_END_OF_STREAM;
    if (alive && !hub->stopped) {
        length = (ssize_t)write_pending(subscriber, buffer, max);
        if (length == 0) {
            subscriber->suspended = true;
            MHD_suspend_connection(subscriber->connection);
        }
    }
    pthread_mutex_unlock(&hub->lock);
    return length;
}

static void end_stream(void *cls)
{
    struct subscriber *subscriber = cls;
    struct hub *hub = subscriber->hub;
    pthread_mutex_lock(&hub->lock);
    if (subscriber->previous != NULL) {
        subscriber->previous->next = subscriber->next;
    } else {
        hub->subscribers = subscriber->next;
    }
    if (subscriber->next != NULL) {
        subscriber->next->previous = subscriber->previous;
    }
    hub->count--;
    pthread_mutex_unlock(&hub->lock);
    memset(subscriber->token, 0, sizeof subscriber->token);
    free(subscriber);
}

static void set_cursor(struct hub *hub, struct subscriber *subscriber, struct text last_event_id)
{
    int64_t seen;
    subscriber->cursor = hub->published;
    if (!text_parse_int64(last_event_id, &seen)) {
        return;
    }
    uint64_t oldest = hub->published > RING ? hub->published - RING : 0;
    while (subscriber->cursor > oldest && hub->ring[(subscriber->cursor - 1) % RING].seq > seen) {
        subscriber->cursor--;
    }
    subscriber->reset = subscriber->cursor == oldest; /* something may be missing between */
}

struct MHD_Response *hub_subscribe(struct hub *hub, struct MHD_Connection *connection,
                                   const struct actor *actor, struct text session_token,
                                   struct text last_event_id)
{
    struct subscriber *subscriber = foreign_calloc(1, sizeof *subscriber);
    if (subscriber == NULL) {
        abort();
    }
    subscriber->hub = hub;
    subscriber->connection = connection;
    note_rights(subscriber, actor);
    snprintf(subscriber->token, sizeof subscriber->token, "%.*s", TEXT_ARGS(session_token));
    pthread_mutex_lock(&hub->lock);
    if (hub->stopped || hub->count >= SUBSCRIBERS_MAX) {
        pthread_mutex_unlock(&hub->lock);
        free(subscriber);
        return NULL;
    }
    set_cursor(hub, subscriber, last_event_id);
    subscriber->next = hub->subscribers;
    if (hub->subscribers != NULL) {
        hub->subscribers->previous = subscriber;
    }
    hub->subscribers = subscriber;
    hub->count++;
    pthread_mutex_unlock(&hub->lock);
    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, BLOCK, read_stream, subscriber, end_stream);
    if (response == NULL) {
        end_stream(subscriber);
    }
    return response;
}
