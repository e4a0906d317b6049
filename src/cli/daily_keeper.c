#include "cli/daily_keeper.h"

#include "app/daily_app.h"
#include "base/log.h"

#include <time.h>

enum { LOOK_SECONDS = 300 };

static void work(struct daily_keeper *keeper, struct date today)
{
    struct daily_report report;
    struct log_line line;
    struct error err;
    enum error_kind kind = daily_app_run(keeper->app, &report, &err);
    log_begin(&line, kind == OK ? "daily.done" : "daily.failed");
    json_member_date(&line.json, "day", today);
    if (kind != OK) {
        json_member_string(&line.json, "code", err.code);
        json_member_string(&line.json, "message", err.message);
    }
    log_end(&line);
}

/* False when the server stops. */
static bool wait_a_while(struct daily_keeper *keeper)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += LOOK_SECONDS;
    pthread_mutex_lock(&keeper->lock);
    int waited = 0;
    while (!keeper->stopping && waited == 0) {
        waited = pthread_cond_timedwait(&keeper->wake, &keeper->lock, &until);
    }
    bool goes_on = !keeper->stopping;
    pthread_mutex_unlock(&keeper->lock);
    return goes_on;
}

static bool set_working(struct daily_keeper *keeper, bool working)
{
    pthread_mutex_lock(&keeper->lock);
    keeper->working = working;
    bool goes_on = !keeper->stopping;
    pthread_mutex_unlock(&keeper->lock);
    return goes_on;
}

static void *keep(void *argument)
{
    struct daily_keeper *keeper = argument;
    struct date done = DATE_NONE;
    bool goes_on = true;
    while (goes_on) {
        struct date today = app_today(keeper->app);
        if (date_compare(today, done) != 0) {
            work(keeper, today);
            done = today;
        }
        goes_on = set_working(keeper, false) && wait_a_while(keeper) && set_working(keeper, true);
    }
    return NULL;
}

void daily_keeper_start(struct daily_keeper *keeper, struct app *app)
{
    *keeper = (struct daily_keeper){.app = app, .working = true};
    pthread_mutex_init(&keeper->lock, NULL);
    pthread_cond_init(&keeper->wake, NULL);
    keeper->runs = pthread_create(&keeper->thread, NULL, keep, keeper) == 0;
}

bool daily_keeper_stop(struct daily_keeper *keeper)
{
    if (!keeper->runs) {
        return true;
    }
    pthread_mutex_lock(&keeper->lock);
    keeper->stopping = true;
    bool working = keeper->working;
    pthread_cond_signal(&keeper->wake);
    pthread_mutex_unlock(&keeper->lock);
    if (working) {
        return false;
    }
    pthread_join(keeper->thread, NULL);
    return true;
}
