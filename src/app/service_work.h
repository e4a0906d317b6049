/* src/app/service_work.h: what the use cases of service officers and of the channels without a meeting
 * have in common: an entry of the journal, a notice, the minute of the city's day. */
#ifndef KAIGONG_APP_SERVICE_WORK_H
#define KAIGONG_APP_SERVICE_WORK_H

#include "app/app.h"
#include "app/notice_app.h"
#include "base/json.h"

enum { SERVICE_JOURNAL_MAX = 16 * 1024 };

/* Who acts, when. */
struct service_session {
    const struct actor *actor;
    int64_t now;
    struct date today;
    int minute; /* of today in the city's zone */
};
struct service_session service_session_begin(const struct app *app, const struct actor *actor);

/* Opens the object of an entry; the caller adds members and calls service_journal_end. */
void service_journal_begin(struct json_writer *json, struct arena *arena);
/* Closes it and appends the entry; nobody acts as "anonymous". */
MUST_CHECK enum error_kind service_journal_end(struct tx *tx, struct json_writer *json,
                                               const char *action, struct text subject,
                                               const struct service_session *session,
                                               struct error *err);
/* Tells each of `people`, but not who acts. */
MUST_CHECK enum error_kind service_tell(struct tx *tx, const int64_t *people, size_t count,
                                        const struct notice *notice,
                                        const struct service_session *session, struct error *err);
/* Tells the desk of a department. */
MUST_CHECK enum error_kind service_tell_desk(struct tx *tx, struct text department,
                                             const struct notice *notice,
                                             const struct service_session *session,
                                             struct error *err);

#endif
