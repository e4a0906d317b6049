/* The server: libmicrohttpd's io threads read, guard and send; workers run the handlers; one timer
 * thread ends slow connections and keeps house; one feeder thread tells open pages what changed. */
#include "http/server.h"

#include "http/server_internal.h"

#include "app/party_app.h"
#include "base/log.h"
#include "store/journal_store.h"
#include "store/notice_store.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { WORKER_STACK = 1 << 20, DEFAULT_WORKERS = 40, DEFAULT_IO = 2, FEED_BATCH = 500 };

static int64_t monotonic(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* --- peers and their deadlines ------------------------------------------------------------------ */

static void note_peer(void *cls, struct MHD_Connection *connection, void **socket_context,
                      enum MHD_ConnectionNotificationCode code)
{
    struct http_server *server = cls;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        struct peer *peer =
            foreign_calloc(1, sizeof *peer); /* lives as long as the library's connection */
        if (peer == NULL) {
            abort();
        }
        peer->socket =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        peer->deadline = monotonic() + (int64_t)HEADER_DEADLINE_S * 1000000;
        pthread_mutex_lock(&server->peer_lock);
        peer->next = server->peers;
        if (peer->next != NULL) {
            peer->next->previous = peer;
        }
        server->peers = peer;
        pthread_mutex_unlock(&server->peer_lock);
        *socket_context = peer;
        return;
    }
    struct peer *peer = *socket_context;
    pthread_mutex_lock(&server->peer_lock);
    if (peer->previous != NULL) {
        peer->previous->next = peer->next;
    } else {
        server->peers = peer->next;
    }
    if (peer->next != NULL) {
        peer->next->previous = peer->previous;
    }
    pthread_mutex_unlock(&server->peer_lock);
    free(peer);
}

static void set_deadline(struct http_server *server, struct peer *peer, int64_t seconds)
{
    pthread_mutex_lock(&server->peer_lock);
    peer->deadline = seconds == 0 ? INT64_MAX : monotonic() + seconds * 1000000;
    pthread_mutex_unlock(&server->peer_lock);
}

static void end_slow_peers(struct http_server *server)
{
    int64_t now = monotonic();
    pthread_mutex_lock(&server->peer_lock);
    for (struct peer *peer = server->peers; peer != NULL; peer = peer->next) {
        if (now > peer->deadline) {
            shutdown(peer->socket, SHUT_RDWR);
            peer->deadline = INT64_MAX;
        }
    }
    pthread_mutex_unlock(&server->peer_lock);
}

/* --- the queue of work --------------------------------------------------------------------------- */

static bool enqueue(struct http_server *server, struct exchange *exchange)
{
    pthread_mutex_lock(&server->queue_lock);
    bool room = server->queue_length < QUEUE_MAX;
    if (room) {
        exchange->next = NULL;
        if (server->queue_tail != NULL) {
            server->queue_tail->next = exchange;
        } else {
            server->queue_head = exchange;
        }
        server->queue_tail = exchange;
        server->queue_length++;
        pthread_cond_signal(&server->queue_filled);
    }
    pthread_mutex_unlock(&server->queue_lock);
    return room;
}

static struct exchange *dequeue(struct http_server *server)
{
    pthread_mutex_lock(&server->queue_lock);
    while (server->queue_head == NULL && !atomic_load(&server->stopping)) {
        pthread_cond_wait(&server->queue_filled, &server->queue_lock);
    }
    struct exchange *exchange = server->queue_head;
    if (exchange != NULL) {
        server->queue_head = exchange->next;
        server->queue_tail = server->queue_head == NULL ? NULL : server->queue_tail;
        server->queue_length--;
    }
    pthread_mutex_unlock(&server->queue_lock);
    return exchange;
}

static void want_feed(struct http_server *server)
{
    pthread_mutex_lock(&server->feed_lock);
    server->feed_is_wanted = true;
    pthread_cond_signal(&server->feed_wanted);
    pthread_mutex_unlock(&server->feed_lock);
}

static void log_failure(const struct exchange *exchange)
{
    const struct http_request *request = &exchange->request;
    int status = exchange->response.status;
    struct log_line line;
    if (status < 500 && status != 401 && status != 403 && status != 429) {
        return;
    }
    log_begin(&line, "request.failed");
    json_member_string(&line.json, "request_id", request->id);
    json_member_int(&line.json, "status", status);
    json_member_string(&line.json, "method", http_method_name(request->method));
    json_member_text(&line.json, "path", request->path.data == NULL ? TEXT("") : request->path);
    json_member_text(&line.json, "address", request->address);
    json_member_text(&line.json, "actor",
                     request->actor.name.data == NULL ? TEXT("") : request->actor.name);
    json_member_string(&line.json, "code", exchange->err.code);
    json_member_string(&line.json, "message", exchange->err.message);
    log_end(&line);
}

/* What a handler may set to answer is as it was at first when it fails. */
static void handle(struct http_server *server, struct exchange *exchange)
{
    struct http_request *request = &exchange->request;
    exchange->response.status = 200;
    if (server_find_kept(server, exchange)) {
        return;
    }
    if (server_handle_once(server, exchange, &exchange->err) != OK) {
        server_write_problem(exchange, &exchange->err);
        log_failure(exchange);
    } else if (request->method != HTTP_GET) {
        want_feed(server);
    }
    server_compress(exchange);
    server_keep(server, exchange);
}

static void enter_slow(struct http_server *server)
{
    pthread_mutex_lock(&server->slow_lock);
    while (server->slow_running == SLOW_AT_ONCE) {
        pthread_cond_wait(&server->slow_free, &server->slow_lock);
    }
    server->slow_running++;
    pthread_mutex_unlock(&server->slow_lock);
}

static void leave_slow(struct http_server *server)
{
    pthread_mutex_lock(&server->slow_lock);
    server->slow_running--;
    pthread_cond_signal(&server->slow_free);
    pthread_mutex_unlock(&server->slow_lock);
}

static void *work(void *cls)
{
    struct http_server *server = cls;
    for (;;) {
        struct exchange *exchange = dequeue(server);
        if (exchange == NULL) {
            return NULL;
        }
        bool reads = exchange->request.method == HTTP_GET;
        if (reads) {
            enter_slow(server);
        }
        handle(server, exchange);
        if (reads) {
            leave_slow(server);
        }
        exchange->state = EXCHANGE_DONE;
        MHD_resume_connection(exchange->connection);
    }
}

/* --- what libmicrohttpd calls --------------------------------------------------------------------- */

/* The raw target, before the library decodes it, begins the exchange. */
static void *begin_exchange(void *cls, const char *uri, struct MHD_Connection *connection)
{
    struct http_server *server = cls;
    struct arena arena = {0};
    struct exchange *exchange = ARENA_NEW(&arena, struct exchange);
    exchange->arena = arena;
    exchange->connection = connection;
    exchange->target = text_copy(text_of(uri), &exchange->arena);
    exchange->peer =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    struct http_request *request = &exchange->request;
    request->app = server->app;
    request->server = server;
    request->arena = &exchange->arena;
    request->address = TEXT("");
    snprintf(request->id, sizeof request->id, "%016llx",
             server->id_start + atomic_fetch_add(&server->requests, 1));
    /* Counted before the look, so that who stops the server either waits for it or is seen by it: the
     * library may not be stopped while a connection waits for a worker. */
    atomic_fetch_add(&server->in_flight, 1);
    exchange->late = atomic_load(&server->draining);
    return exchange;
}

static void end_exchange(void *cls, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode code)
{
    struct http_server *server = cls;
    struct exchange *exchange = *context;
    (void)connection;
    (void)code;
    if (exchange != NULL) {
        set_deadline(server, exchange->peer, IDLE_DEADLINE_S);
        server_let_go_kept(server, exchange);
        struct arena arena = exchange->arena; /* the exchange itself lives on it */
        *context = NULL;
        arena_release(&arena);
        atomic_fetch_sub(&server->in_flight, 1);
    }
}

static enum MHD_Result send_now(struct http_server *server, struct exchange *exchange)
{
    int64_t seconds = SEND_DEADLINE_S + (int64_t)(exchange->response.body.length >> 17);
    if (exchange->response.stream) {
        seconds = 0;
    } else if (exchange->response.file_path != NULL) {
        seconds = 10 * SEND_DEADLINE_S;
    }
    set_deadline(server, exchange->peer, seconds);
    return server_send(server, exchange);
}

static void refuse(struct exchange *exchange)
{
    exchange->state = EXCHANGE_DONE;
    server_write_problem(exchange, &exchange->err);
    log_failure(exchange);
}

static enum MHD_Result begin(struct http_server *server, struct exchange *exchange,
                             const char *method)
{
    if (server_guard(server, exchange, method, &exchange->err) != OK) {
        refuse(exchange);
    }
    if (exchange->state == EXCHANGE_DONE) {
        /* With a body the answer goes out at once, unread bytes and the connection are dropped;
         * without one the library calls again and the connection stays. */
        return exchange->has_body ? send_now(server, exchange) : MHD_YES;
    }
    exchange->state = EXCHANGE_READING;
    set_deadline(server, exchange->peer,
                 BODY_DEADLINE_S + (int64_t)(exchange->request.route->body_limit >> 17));
    return MHD_YES;
}

static enum MHD_Result take_body(struct exchange *exchange, const char *data, size_t *size)
{
    enum { PATIENCE = 4 }; /* times the limit that are read and thrown away */
    text_builder_add(&exchange->body, (struct text){data, *size});
    exchange->discarded += exchange->body.overflowed ? *size : 0;
    bool patient = exchange->discarded <= PATIENCE * exchange->request.route->body_limit + 65536;
    *size = 0;
    return patient ? MHD_YES : MHD_NO;
}

/* On the io thread: a quick route, or one whose answer is kept. */
static bool answer_at_once(struct http_server *server, struct exchange *exchange)
{
    if (exchange->request.route->traits & ROUTE_QUICK) {
        handle(server, exchange);
        return true;
    }
    return server_find_kept(server, exchange);
}

static enum MHD_Result finish(struct http_server *server, struct exchange *exchange)
{
    if (exchange->body.overflowed) {
        error_set(&exchange->err, ERROR_LIMIT, "http.body", "the body has at most %zu bytes here",
                  exchange->request.route->body_limit);
        refuse(exchange);
        return send_now(server, exchange);
    }
    if (exchange->late) {
        error_set(&exchange->err, ERROR_UNAVAILABLE, "http.stopping", "the server is stopping");
        refuse(exchange);
        http_header(&exchange->response, "Connection", TEXT("close"));
        return send_now(server, exchange);
    }
    exchange->request.body = text_builder_text(&exchange->body);
    if (server->quick_inline && answer_at_once(server, exchange)) {
        exchange->state = EXCHANGE_DONE;
        return send_now(server, exchange);
    }
    exchange->state = EXCHANGE_QUEUED;
    set_deadline(server, exchange->peer, 0);
    MHD_suspend_connection(exchange->connection);
    if (!enqueue(server, exchange)) {
        error_set(&exchange->err, ERROR_UNAVAILABLE, "http.busy", "too many requests at once");
        exchange->state = EXCHANGE_DONE;
        server_write_problem(exchange, &exchange->err);
        MHD_resume_connection(exchange->connection);
    }
    return MHD_YES;
}

static enum MHD_Result access_request(void *cls, struct MHD_Connection *connection, const char *url,
                                      const char *method, const char *version, const char *data,
                                      size_t *size, void **context)
{
    struct http_server *server = cls;
    struct exchange *exchange = *context;
    (void)connection;
    (void)url;
    (void)version;
    switch (exchange->state) {
    case EXCHANGE_NEW:
        return begin(server, exchange, method);
    case EXCHANGE_READING:
        return *size > 0 ? take_body(exchange, data, size) : finish(server, exchange);
    case EXCHANGE_QUEUED:
        return MHD_YES;
    default:
        return send_now(server, exchange);
    }
}

static void log_library(void *cls, const char *format, va_list arguments)
{
    (void)cls;
    (void)format;
    (void)arguments; /* the library's remarks are about clients' mistakes and hold their bytes */
}

/* The library ends the process when its own state breaks; say where before that. */
static void log_panic(void *cls, const char *file, unsigned int line_number, const char *reason)
{
    struct log_line line;
    (void)cls;
    log_begin(&line, "library.panic");
    json_member_string(&line.json, "file", file);
    json_member_int(&line.json, "line", line_number);
    json_member_string(&line.json, "reason", reason);
    log_end(&line);
    abort();
}

/* --- feeding open pages ---------------------------------------------------------------------------- */

static enum error_kind publish_entry(void *context, const struct journal_row *row,
                                     struct error *err)
{
    struct http_server *server = context;
    (void)err;
    hub_publish(server->hub, row->subject, row->seq);
    server->fed_seq = row->seq + 1;
    return OK;
}

static void publish_notice(void *context, int64_t id, int64_t person_id)
{
    struct http_server *server = context;
    char subject[40];
    snprintf(subject, sizeof subject, "notice:%lld", (long long)person_id);
    hub_publish(server->hub, text_of(subject), server->fed_seq - 1); /* no entry is skipped */
    server->fed_notice = id;
}

static enum error_kind read_feed(struct tx *tx, void *context, struct error *err)
{
    struct http_server *server = context;
    uint64_t size;
    if (server->fed_seq < 0) { /* at the start: from the journal's end on */
        TRY(journal_store_size(tx, &size, err));
        TRY(notice_store_newest(tx, &server->fed_notice, err));
        server->fed_seq = (int64_t)size;
        return OK;
    }
    TRY(notice_store_visit(tx, server->fed_notice, publish_notice, server, err));
    return journal_store_visit(tx, server->fed_seq, FEED_BATCH, publish_entry, server, err);
}

static void feed_once(struct http_server *server)
{
    struct error err;
    int64_t before;
    do {
        before = server->fed_seq;
        if (db_read(server->app->db, read_feed, server, &err) != OK) {
            return; /* the next change or heartbeat tries again */
        }
    } while (before >= 0 && server->fed_seq - before >= FEED_BATCH);
}

static void *feed(void *cls)
{
    struct http_server *server = cls;
    for (;;) {
        pthread_mutex_lock(&server->feed_lock);
        while (!server->feed_is_wanted && !atomic_load(&server->stopping)) {
            pthread_cond_wait(&server->feed_wanted, &server->feed_lock);
        }
        server->feed_is_wanted = false;
        pthread_mutex_unlock(&server->feed_lock);
        if (atomic_load(&server->stopping)) {
            return NULL;
        }
        feed_once(server);
    }
}

/* --- time ------------------------------------------------------------------------------------------- */

static void keep_house(struct http_server *server)
{
    struct error err;
    if (party_app_keep_house(server->party, &err) != OK) {
        struct log_line line;
        log_begin(&line, "housekeeping.failed");
        json_member_string(&line.json, "message", err.message);
        log_end(&line);
    }
}

static void *tick(void *cls)
{
    struct http_server *server = cls;
    for (int second = 1; !atomic_load(&server->stopping); second++) {
        struct timespec one = {1, 0};
        nanosleep(&one, NULL);
        end_slow_peers(server);
        if (second % HEARTBEAT_S == 0) {
            hub_heartbeat(server->hub);
            want_feed(server); /* what other processes wrote */
        }
        if (second % HOUSEKEEPING_S == 0) {
            keep_house(server);
        }
    }
    return NULL;
}

/* --- listening ---------------------------------------------------------------------------------------- */

static enum error_kind refuse_listen(const char *listen_address, const char *why, struct error *err)
{
    return error_set(err, ERROR_UNAVAILABLE, "http.listen", "cannot listen on %s: %s",
                     listen_address, why);
}

static enum error_kind listen_unix(struct http_server *server, const char *path, int *socket_out,
                                   struct error *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        return refuse_listen(path, "the path is too long", err);
    }
    memcpy(address.sun_path, path, strlen(path));
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    unlink(path);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        chmod(path, 0660) != 0 || listen(listener, 1024) != 0) {
        return refuse_listen(path, strerror(errno), err);
    }
    server->socket_path = arena_copy(&server->arena, path, strlen(path));
    server->unix_socket = true;
    *socket_out = listener;
    return OK;
}

/* "127.0.0.1:8080", "[::1]:8080", ":8080" (loopback), "8080" (loopback). */
static bool parse_address(const char *listen_address, struct sockaddr_storage *out,
                          socklen_t *length_out)
{
    char host[64] = "";
    const char *colon = strrchr(listen_address, ':');
    const char *port_text = colon == NULL ? listen_address : colon + 1;
    size_t host_length = colon == NULL ? 0 : (size_t)(colon - listen_address);
    int64_t port;
    if (!text_parse_int64(text_of(port_text), &port) || port < 0 || port > 65535 ||
        host_length >= sizeof host) {
        return false;
    }
    memcpy(host, listen_address, host_length);
    if (host_length == 0 || strcmp(host, "localhost") == 0) {
        memcpy(host, "127.0.0.1", 10);
    }
    memset(out, 0, sizeof *out);
    struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)out;
    if (host[0] == '[' && host[strlen(host) - 1] == ']') {
        host[strlen(host) - 1] = '\0';
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons((uint16_t)port);
        *length_out = sizeof *v6;
        return inet_pton(AF_INET6, host + 1, &v6->sin6_addr) == 1;
    }
    v4->sin_family = AF_INET;
    v4->sin_port = htons((uint16_t)port);
    *length_out = sizeof *v4;
    return inet_pton(AF_INET, host, &v4->sin_addr) == 1;
}

static enum error_kind listen_tcp(struct http_server *server, const char *listen_address,
                                  int *socket_out, struct error *err)
{
    struct sockaddr_storage address;
    socklen_t length;
    int one = 1;
    if (!parse_address(listen_address, &address, &length)) {
        return refuse_listen(listen_address, "this is not ADDRESS:PORT", err);
    }
    int listener = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0) {
        return refuse_listen(listen_address, strerror(errno), err);
    }
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, 1024) != 0) {
        refuse_listen(listen_address, strerror(errno), err);
        close(listener);
        return ERROR_UNAVAILABLE;
    }
    getsockname(listener, (struct sockaddr *)&address, &length);
    server->port =
        ntohs(address.ss_family == AF_INET ? ((struct sockaddr_in *)(void *)&address)->sin_port
                                           : ((struct sockaddr_in6 *)(void *)&address)->sin6_port);
    *socket_out = listener;
    return OK;
}

static enum error_kind start_daemon(struct http_server *server,
                                    const struct server_options *options, struct error *err)
{
    int listener = -1;
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max < 65536 ? limit.rlim_max : 65536;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    if (strchr(options->listen, '/') != NULL) {
        TRY(listen_unix(server, options->listen, &listener, err));
    } else {
        TRY(listen_tcp(server, options->listen, &listener, err));
    }
    server->behind_proxy = options->behind_proxy || server->unix_socket;
    unsigned io_threads = options->io_threads > 0 ? (unsigned)options->io_threads : DEFAULT_IO;
    bool many_from_one = server->behind_proxy;
    MHD_set_panic_func(log_panic, NULL);
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG | MHD_USE_ITC,
        0, NULL, NULL, access_request, server, MHD_OPTION_EXTERNAL_LOGGER, log_library, NULL,
        MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_THREAD_POOL_SIZE, io_threads,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADER_LIMIT, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)CONNECTIONS_MAX, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        many_from_one ? 0u : (unsigned)CONNECTIONS_PER_ADDRESS, MHD_OPTION_CONNECTION_TIMEOUT, 0u,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, begin_exchange, server,
        MHD_OPTION_NOTIFY_COMPLETED, end_exchange, server, MHD_OPTION_NOTIFY_CONNECTION, note_peer,
        server, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
    if (server->daemon == NULL) {
        close(listener);
        return refuse_listen(options->listen, "the HTTP library did not start", err);
    }
    return OK;
}

static void start_thread(pthread_t *thread, void *(*body)(void *), struct http_server *server)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, WORKER_STACK);
    if (pthread_create(thread, &attributes, body, server) != 0) {
        abort(); /* at the start, before anything is served */
    }
    pthread_attr_destroy(&attributes);
}

enum error_kind http_server_open(struct app *app, const struct server_options *options,
                                 struct http_server **server_out, struct error *err)
{
    if (sodium_init() < 0) {
        return error_set(err, ERROR_INTERNAL, "party.random", "no source of random numbers");
    }
    struct arena arena = {0};
    struct http_server *server = ARENA_NEW(&arena, struct http_server);
    server->arena = arena;
    server->app = app;
    randombytes_buf(&server->id_start, sizeof server->id_start);
    pthread_mutex_init(&server->queue_lock, NULL);
    pthread_cond_init(&server->queue_filled, NULL);
    pthread_mutex_init(&server->peer_lock, NULL);
    pthread_mutex_init(&server->repeat_lock, NULL);
    pthread_mutex_init(&server->slow_lock, NULL);
    pthread_cond_init(&server->slow_free, NULL);
    server->quick_inline = !db_is_postgres(app->db);
    pthread_mutex_init(&server->feed_lock, NULL);
    pthread_cond_init(&server->feed_wanted, NULL);
    server_load_files(server);
    TRY(party_app_open(app, &server->party, err));
    server->hub = hub_open(server->party);
    server->kept = server_kept_open(&server->arena);
    server->fed_seq = -1;
    feed_once(server); /* finds where the journal ends */
    server->worker_count = options->workers > 0 ? options->workers : DEFAULT_WORKERS;
    server->workers = ARENA_ARRAY(&server->arena, pthread_t, (size_t)server->worker_count);
    TRY(start_daemon(server, options, err));
    for (int i = 0; i < server->worker_count; i++) {
        start_thread(&server->workers[i], work, server);
    }
    start_thread(&server->timer, tick, server);
    start_thread(&server->feeder, feed, server);
    *server_out = server;
    return OK;
}

bool http_server_close(struct http_server *server)
{
    int64_t deadline = monotonic() + (int64_t)STOP_DEADLINE_S * 1000000;
    MHD_socket listener = MHD_quiesce_daemon(server->daemon);
    if (listener != MHD_INVALID_SOCKET) {
        close(listener);
    }
    atomic_store(&server->draining, true);
    hub_stop(server->hub);
    while (atomic_load(&server->in_flight) > 0 && monotonic() < deadline) {
        struct timespec pause = {0, 10 * 1000000};
        nanosleep(&pause, NULL);
    }
    bool finished = atomic_load(&server->in_flight) == 0;
    keep_house(server);
    if (server->socket_path != NULL) {
        unlink(server->socket_path);
    }
    if (!finished) {
        return false;
    }
    MHD_stop_daemon(server->daemon);
    atomic_store(&server->stopping, true);
    pthread_mutex_lock(&server->queue_lock);
    pthread_cond_broadcast(&server->queue_filled);
    pthread_mutex_unlock(&server->queue_lock);
    want_feed(server);
    for (int i = 0; i < server->worker_count; i++) {
        pthread_join(server->workers[i], NULL);
    }
    pthread_join(server->timer, NULL);
    pthread_join(server->feeder, NULL);
    hub_close(server->hub);
    server_kept_close(server->kept);
    party_app_close(server->party);
    struct arena arena = server->arena;
    arena_release(&arena);
    return true;
}

enum error_kind http_serve(struct app *app, const char *listen_address, bool behind_proxy,
                           void (*ready)(const struct app *app, const char *listen, int port),
                           bool *finished_out, struct error *err)
{
    struct server_options options = {.listen = listen_address, .behind_proxy = behind_proxy};
    struct http_server *server;
    sigset_t signals;
    int signal_number;
    TRY(http_server_open(app, &options, &server, err));
    ready(app, listen_address, server->port);
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigwait(&signals, &signal_number);
    *finished_out = http_server_close(server);
    return OK;
}

int http_server_port(const struct http_server *server)
{
    return server->port;
}

struct party *http_server_party(const struct http_server *server)
{
    return server->party;
}
