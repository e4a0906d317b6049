/* src/app/app.h: what every use case works on: the database, the city, the clock. */
#ifndef KAIGONG_APP_H
#define KAIGONG_APP_H

#include "base/arena.h"
#include "base/date.h"
#include "domain/party/party.h"
#include "domain/party/second_factor.h"
#include "store/db.h"

struct app {
    struct db *db;
    const char *data_dir;
    int64_t (*clock)(void);  /* UTC microseconds */
    struct date as_of;       /* DATE_NONE, or the day that counts as today */
    int green_share_percent; /* of a department's open cases, at most */
    int utc_offset_minutes;  /* the city's zone, ahead of UTC */
    /* Settings of the city, read once when the data folder is opened. */
    struct text city_code, city_zh, city_en;
    enum second_factor_rule second_factor;
    bool synthetic; /* the example's made-up history is in it: every page and print says so */
    /* What the next change takes along in its own transaction, with it or not at all; NULL for
     * nothing. Set only on the copy that one request works on. */
    db_work *along;
    void *along_context;
    struct arena arena; /* the program's: settings live here */
};

struct app_options {
    const char *data_dir;
    const char *database_url; /* NULL: as the data folder's kaigong.conf says, else SQLite */
    struct date as_of;        /* DATE_NONE: the clock's day */
    int64_t (*clock)(void);
    int readers; /* connections for reading; 0 means 4 */
    bool make;   /* make the data folder when it is missing (kaigong init) */
};

/* Opens a data folder: kaigong.conf, the database with its schema brought up to date, settings.
 * Release with app_close, also after a failure.
 * Errors      ERROR_NOT_FOUND app.no_data   no such folder, or it was never initialised
 *             those of db_open */
MUST_CHECK enum error_kind app_open(struct app *app, const struct app_options *options,
                                    struct error *err);
void app_close(struct app *app); /* a zeroed struct is accepted */

/* db_write with app->along. Every change that a POST can ask for goes through here. */
MUST_CHECK enum error_kind app_write(struct app *app, db_work *work, void *context,
                                     struct error *err);

int64_t app_now(const struct app *app);
struct date app_today(const struct app *app); /* in the city's zone, or app->as_of */

/* What a new data folder holds before any list comes in: database, journal key, settings,
 * divisions, templates. What stands already stays. */
MUST_CHECK enum error_kind app_initialise(struct app *app, struct error *err);
/* The first administrator, the last step of a new installation: when anything before fails, there is
 * nobody whose password was never seen.
 *
 * password_out   random, on `arena`, to be shown once; "" when there are people already */
MUST_CHECK enum error_kind app_add_administrator(struct app *app, const char *name,
                                                 struct arena *arena, struct text *password_out,
                                                 struct error *err);

/* A line of kaigong.conf, on the program's arena; "" when it has none. */
struct text app_config(struct app *app, const char *name);

/* One setting; "" when it was never set. */
MUST_CHECK enum error_kind app_get_setting(struct app *app, const char *name, struct arena *arena,
                                           struct text *value_out, struct error *err);
MUST_CHECK enum error_kind app_set_setting(struct app *app, const char *name, struct text value,
                                           struct error *err);

#endif
