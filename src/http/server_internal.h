/* src/http/server_internal.h: what the parts of the server share. */
#ifndef KAIGONG_HTTP_SERVER_INTERNAL_H
#define KAIGONG_HTTP_SERVER_INTERNAL_H

#include "http/hub.h"
#include "http/routes.h"
#include "http/server.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

enum {
    HEADER_LIMIT = 16 * 1024,
    HEADER_DEADLINE_S = 10,
    BODY_DEADLINE_S = 30,
    IDLE_DEADLINE_S = 30,
    SEND_DEADLINE_S = 60,
    STOP_DEADLINE_S = 9,
    CONNECTIONS_MAX = 12000,
    CONNECTIONS_PER_ADDRESS = 400,
    QUEUE_MAX = 4096,
    HEARTBEAT_S = 15,
    HOUSEKEEPING_S = 60,
    GZIP_MIN = 1024,
    SLOW_AT_ONCE = 5,
};

/* One connection, for its deadline. */
struct peer {
    struct peer *next, *previous;
    int socket;
    int64_t deadline; /* monotonic microseconds; INT64_MAX: none */
};

/* Answers that are kept until the journal moves. */
struct kept_answers;
struct kept_answer;

enum exchange_state { EXCHANGE_NEW, EXCHANGE_READING, EXCHANGE_QUEUED, EXCHANGE_DONE };

/* One request and its answer; lives on its own arena until the answer is sent. */
struct exchange {
    struct arena arena;
    struct exchange *next;        /* in the queue of work */
    struct exchange *next_repeat; /* among those with an Idempotency-Key */
    struct MHD_Connection *connection;
    struct peer *peer;
    enum exchange_state state;
    struct text target; /* raw */
    struct text_builder body;
    bool late; /* begun after the server was told to stop */
    bool bad_header, gzip, has_body;
    bool
        wants_fresh; /* Cache-Control: no-store: no kept answer will do, and this one is not kept */
    size_t discarded;
    struct text content_length, transfer_encoding, host, origin, fetch_site, csrf_header, cookie,
        forwarded_for, forwarded_proto;
    struct http_request request;
    struct http_response response;
    struct error err;
    struct MHD_Response *stream;
    struct text kept_key;     /* what the answer depends on, when it may be kept */
    uint64_t journal_size;    /* before the handler ran; set with kept_key */
    struct kept_answer *kept; /* whose body is being sent */
};

struct static_file {
    struct text path, bytes, gzip, etag;
    const char *content_type;
    bool hashed_name; /* its name changes with its content: may be kept forever */
};

struct http_server {
    struct app *app;
    struct party *party;
    struct hub *hub;
    struct kept_answers *kept;
    struct MHD_Daemon *daemon;
    struct arena arena;
    bool behind_proxy, unix_socket;
    char *socket_path;
    int port;
    int worker_count;
    pthread_t *workers;
    pthread_t timer, feeder;
    atomic_bool draining; /* no request that begins now is handed to a worker */
    atomic_bool stopping;
    atomic_int in_flight;
    atomic_ullong requests;
    unsigned long long id_start;
    pthread_mutex_t queue_lock;
    pthread_cond_t queue_filled;
    struct exchange *queue_head, *queue_tail;
    size_t queue_length;
    pthread_mutex_t peer_lock;
    struct peer *peers;
    pthread_mutex_t feed_lock;
    pthread_cond_t feed_wanted;
    bool feed_is_wanted;
    int64_t fed_seq;           /* entries of the journal that were published */
    int64_t fed_notice;        /* the newest notice that was published */
    bool quick_inline;         /* io threads answer quick routes themselves */
    pthread_mutex_t slow_lock; /* slow reads leave readers of the database to the quick ones */
    pthread_cond_t slow_free;
    int slow_running;
    pthread_mutex_t repeat_lock;
    struct exchange *repeats; /* running with an Idempotency-Key */
    struct static_file *files;
    size_t file_count;
};

/* server_guard.c: everything that is checked before a handler or the body. */
MUST_CHECK enum error_kind server_guard(struct http_server *server, struct exchange *exchange,
                                        const char *method, struct error *err);
/* server_answer.c */
void server_write_problem(struct exchange *exchange, const struct error *err);
enum MHD_Result server_send(struct http_server *server, struct exchange *exchange);
void server_compress(struct exchange *exchange);
struct text server_gzip(struct text bytes, int level, struct arena *arena);
/* server_repeat.c: runs the handler, once for each Idempotency-Key */
MUST_CHECK enum error_kind server_handle_once(struct http_server *server, struct exchange *exchange,
                                              struct error *err);
/* server_kept.c: answers with what is kept, or keeps what was answered. find_kept is asked before the
 * handler; true when the answer is there. */
struct kept_answers *server_kept_open(struct arena *arena);
void server_kept_close(struct kept_answers *kept);
bool server_find_kept(struct http_server *server, struct exchange *exchange);
void server_keep(struct http_server *server, struct exchange *exchange);
void server_let_go_kept(struct http_server *server, struct exchange *exchange);
/* static_http.c */
void server_load_files(struct http_server *server);
bool server_answer_static(struct http_server *server, struct exchange *exchange, struct text path);

#endif
