/* src/cli/daily_keeper.h: runs the daily job of a running server: at the start, and when the day of the
 * city changes. */
#ifndef KAIGONG_CLI_DAILY_KEEPER_H
#define KAIGONG_CLI_DAILY_KEEPER_H

#include "app/app.h"

#include <pthread.h>

struct daily_keeper {
    struct app *app;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool runs, stopping, working;
};

void daily_keeper_start(struct daily_keeper *keeper, struct app *app);
/* False while the job still works: the caller ends the process without waiting for it; what it was
 * doing is rolled back and done at the next start. */
bool daily_keeper_stop(struct daily_keeper *keeper);

#endif
