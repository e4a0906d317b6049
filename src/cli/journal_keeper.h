/* src/cli/journal_keeper.h: what a running server does for its journal beside its requests: verifies
 * all of it once behind the start, and signs a checkpoint every hour in which something was added. */
#ifndef KAIGONG_CLI_JOURNAL_KEEPER_H
#define KAIGONG_CLI_JOURNAL_KEEPER_H

#include "app/app.h"

#include <pthread.h>

struct journal_keeper {
    struct app *app;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool runs, stopping, verifying;
};

void journal_keeper_start(struct journal_keeper *keeper, struct app *app);
/* False while a verification still runs: the caller ends the process without waiting for it. */
bool journal_keeper_stop(struct journal_keeper *keeper);

#endif
