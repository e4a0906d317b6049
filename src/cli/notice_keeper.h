/* src/cli/notice_keeper.h: what a running server does for its notices beside its requests: makes the
 * digests whose hour has come and sends what waits to be sent, every second. Settings: docs/operations.md. */
#ifndef KAIGONG_CLI_NOTICE_KEEPER_H
#define KAIGONG_CLI_NOTICE_KEEPER_H

#include "app/app.h"

#include <pthread.h>
#include <stdatomic.h>

struct message_send;

struct notice_keeper {
    struct app *app;
    struct message_send *send;
    int first_pause_s;
    pthread_t thread;
    bool runs;
    atomic_bool stopping;
};

/* Errors      ERROR_INVALID notice.config   a setting is missing or cannot be */
MUST_CHECK enum error_kind notice_keeper_start(struct notice_keeper *keeper, struct app *app,
                                               struct error *err);
void notice_keeper_stop(struct notice_keeper *keeper);

#endif
