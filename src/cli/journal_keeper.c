#include "cli/journal_keeper.h"

#include "app/journal_app.h"
#include "base/log.h"

#include <time.h>

enum { CHECKPOINT_SECONDS = 3600 };

static void log_failure(const char *event, const struct error *err)
{
    struct log_line line;
    log_begin(&line, event);
    json_member_string(&line.json, "code", err->code);
    json_member_string(&line.json, "message", err->message);
    log_end(&line);
}

static void verify(struct journal_keeper *keeper)
{
    SCOPED_ARENA arena = {0};
    struct journal_report report;
    struct error err;
    if (journal_app_verify(keeper->app, TEXT(""), TEXT(""), &arena, &report, &err) != OK) {
        log_failure("journal.altered", &err);
        return;
    }
    struct log_line line;
    log_begin(&line, "journal.verified");
    json_member_int(&line.json, "entries", (int64_t)report.size);
    log_end(&line);
}

static void sign(struct journal_keeper *keeper)
{
    SCOPED_ARENA arena = {0};
    struct text note;
    struct error err;
    if (journal_app_checkpoint(keeper->app, true, &arena, &note, &err) != OK) {
        log_failure("journal.checkpoint_failed", &err);
    }
}

/* False when the server stops. */
static bool wait_an_hour(struct journal_keeper *keeper)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += CHECKPOINT_SECONDS;
    pthread_mutex_lock(&keeper->lock);
    int waited = 0;
    while (!keeper->stopping && waited == 0) {
        waited = pthread_cond_timedwait(&keeper->wake, &keeper->lock, &until);
    }
    bool goes_on = !keeper->stopping;
    pthread_mutex_unlock(&keeper->lock);
    return goes_on;
}

static void *keep(void *argument)
{
    struct journal_keeper *keeper = argument;
    verify(keeper);
    pthread_mutex_lock(&keeper->lock);
    keeper->verifying = false;
    bool stopping = keeper->stopping;
    pthread_mutex_unlock(&keeper->lock);
    while (!stopping && wait_an_hour(keeper)) {
        sign(keeper);
    }
    return NULL;
}

void journal_keeper_start(struct journal_keeper *keeper, struct app *app)
{
    *keeper = (struct journal_keeper){.app = app, .verifying = true};
    pthread_mutex_init(&keeper->lock, NULL);
    pthread_cond_init(&keeper->wake, NULL);
    keeper->runs = pthread_create(&keeper->thread, NULL, keep, keeper) == 0;
}

bool journal_keeper_stop(struct journal_keeper *keeper)
{
    if (!keeper->runs) {
        return true;
    }
    pthread_mutex_lock(&keeper->lock);
    keeper->stopping = true;
    bool verifying = keeper->verifying;
    pthread_cond_signal(&keeper->wake);
    pthread_mutex_unlock(&keeper->lock);
    if (verifying) {
        return false;
    }
    pthread_join(keeper->thread, NULL);
    return true;
}
