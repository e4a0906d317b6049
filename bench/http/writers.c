/* Clients that change projects, for bench/http: each has its own connection and project, and sends the
 * next PATCH when the last one was acknowledged. A client in C, so that the server is the limit.
 *
 * Usage: writers PORT COOKIE TOKEN SECONDS CODE=VERSION...     one client a project
 * Prints the acknowledged changes and the seconds that passed. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS_MAX = 64, ANSWER_MAX = 65536 };

struct client {
    const char *code;
    long version, acked;
    int connection;
};

static int port;
static const char *cookie, *token;
static double until;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void fail(const char *what, const char *answer)
{
    fprintf(stderr, "writers: %s: %.300s\n", what, answer);
    exit(1);
}

static int connect_to_server(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connection < 0 || connect(connection, (struct sockaddr *)&address, sizeof address) != 0) {
        fail("connect", "");
    }
    return connection;
}

/* Reads one answer whole; its status. */
static int read_answer(int connection, char answer[ANSWER_MAX])
{
    size_t length = 0, whole = 0;
    while (whole == 0 || length < whole) {
        ssize_t count = recv(connection, answer + length, ANSWER_MAX - 1 - length, 0);
        if (count <= 0) {
            fail("the connection ended", "");
        }
        length += (size_t)count;
        answer[length] = '\0';
        const char *end = strstr(answer, "\r\n\r\n");
        if (whole == 0 && end != NULL) {
            const char *size = strcasestr(answer, "\r\ncontent-length:");
            if (size == NULL || size > end) {
                fail("no length", answer);
            }
            whole = (size_t)(end + 4 - answer) + strtoul(size + 17, NULL, 10);
            if (whole >= ANSWER_MAX) {
                fail("too long", answer);
            }
        }
    }
    return atoi(answer + 9);
}

static void *run_client(void *context)
{
    struct client *client = context;
    static _Thread_local char answer[ANSWER_MAX];
    char request[2048], body[128];
    while (now_s() < until) {
        int body_length =
            snprintf(body, sizeof body, "{\"problem\":\"电力迁改 %ld\"}", client->acked);
        int length =
            snprintf(request, sizeof request,
                     "PATCH /api/v1/projects/%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                     "Cookie: %s\r\nX-CSRF-Token: %s\r\nIf-Match: \"%ld\"\r\n"
                     "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
                     client->code, port, cookie, token, client->version, body_length, body);
        if (send(client->connection, request, (size_t)length, 0) != length) {
            fail("send", "");
        }
        if (read_answer(client->connection, answer) != 200) {
            fail("refused", answer);
        }
        client->version++;
        client->acked++;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    struct client clients[CLIENTS_MAX];
    pthread_t threads[CLIENTS_MAX];
    int count = argc - 5;
    long acked = 0;
    if (count < 1 || count > CLIENTS_MAX) {
        fprintf(stderr, "usage: writers PORT COOKIE TOKEN SECONDS CODE=VERSION...\n");
        return 2;
    }
    port = atoi(argv[1]);
    cookie = argv[2];
    token = argv[3];
    for (int i = 0; i < count; i++) {
        char *version = strchr(argv[5 + i], '=');
        if (version == NULL) {
            fail("no version", argv[5 + i]);
        }
        *version = '\0';
        clients[i] = (struct client){argv[5 + i], atol(version + 1), 0, connect_to_server()};
    }
    double start = now_s();
    until = start + atof(argv[4]);
    for (int i = 0; i < count; i++) {
        if (pthread_create(&threads[i], NULL, run_client, &clients[i]) != 0) {
            fail("thread", "");
        }
    }
    for (int i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
        close(clients[i].connection);
        acked += clients[i].acked;
    }
    printf("%ld %.3f\n", acked, now_s() - start);
    return 0;
}
