/* src/cli/desk_keeper.h: keeps the order of the departments' inboxes while the server runs. It follows the
 * journal: a project that changed is planned anew and what its plan says of its open cases is kept with
 * them; after a new day, a new calendar or template all are. Source: docs/domain/desk.md D-3. */
#ifndef KAIGONG_CLI_DESK_KEEPER_H
#define KAIGONG_CLI_DESK_KEEPER_H

#include "app/app.h"

#include <pthread.h>
#include <stdatomic.h>

struct desk_keeper {
    struct app *app;
    int64_t seen;      /* entries of the journal that were followed */
    struct date swept; /* the day on which all were planned */
    pthread_t thread;
    bool runs;
    atomic_bool stopping;
};

void desk_keeper_start(struct desk_keeper *keeper, struct app *app);
void desk_keeper_stop(struct desk_keeper *keeper);

#endif
