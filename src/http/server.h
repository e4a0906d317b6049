/* src/http/server.h: the server: libmicrohttpd's io threads read and check, workers handle. */
#ifndef KAIGONG_HTTP_SERVER_H
#define KAIGONG_HTTP_SERVER_H

#include "http/http.h"

struct party;

struct server_options {
    const char *listen;      /* "127.0.0.1:8080", "[::1]:8080", ":8080", or a path: a unix socket */
    bool behind_proxy;       /* believe X-Forwarded-For and -Proto; always so on a unix socket */
    int io_threads, workers; /* 0: 2 and 40 */
};

/* Starts to listen. *server_out is closed by http_server_close.
 * Errors      ERROR_UNAVAILABLE http.listen */
MUST_CHECK enum error_kind http_server_open(struct app *app, const struct server_options *options,
                                            struct http_server **server_out, struct error *err);
/* Takes no new requests, finishes those that were begun (10 s at most), stops.
 * Returns false when some were still running: the process should end at once. */
bool http_server_close(struct http_server *server);
/* Serves until SIGTERM or SIGINT, which the caller has blocked in all threads. */
MUST_CHECK enum error_kind http_serve(struct app *app, const char *listen, bool behind_proxy,
                                      void (*ready)(const struct app *app, const char *listen,
                                                    int port),
                                      bool *finished_out, struct error *err);
int http_server_port(const struct http_server *server); /* 0 on a unix socket */
struct party *http_server_party(const struct http_server *server);

#endif
