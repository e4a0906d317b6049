/* src/app/daily_app.h: what the calendar does to cases without anybody's act: deemed acceptance, ended
 * special procedures, deemed consent, moved deadlines, reminders, lapses, permits that will lapse. Each
 * is a transaction of its own that does nothing twice; a day that was missed is made up for. */
#ifndef KAIGONG_APP_DAILY_APP_H
#define KAIGONG_APP_DAILY_APP_H

#include "app/app.h"

struct daily_report {
    int64_t accepted;  /* deemed accepted */
    int64_t resumed;   /* special procedures that lapsed */
    int64_t consented; /* deemed consents */
    int64_t moved;     /* deadlines that a new calendar moved */
    int64_t reminded;  /* tolerances and commitments */
    int64_t lapsed;
    int64_t warned; /* permits that will lapse, or have lapsed */
    int64_t swept;  /* unfinished uploads of which nobody has sent a piece for a day */
};

/* Does what today asks for. A case that cannot be done is logged and does not hold up the others.
 * Errors      those of db_read */
MUST_CHECK enum error_kind daily_app_run(struct app *app, struct daily_report *out,
                                         struct error *err);

#endif
