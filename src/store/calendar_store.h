/* src/store/calendar_store.h: versions of calendars, seasons and thaws, disruptions and their ends.
 * Nothing is changed or deleted; each list shows what was known on a day, oldest version first. */
#ifndef KAIGONG_STORE_CALENDAR_STORE_H
#define KAIGONG_STORE_CALENDAR_STORE_H

#include "store/db.h"

struct stored_calendar {
    struct text scope; /* calendar_scope_parse */
    int64_t version;
    struct date published_on;
    struct text body; /* calendar_years_read */
    struct text author, reason;
    int64_t created_at;
};

struct stored_season {
    struct text division, work;
    int64_t version;
    struct date known_on;
    bool follows_thaw;
    struct text windows; /* season_windows_read */
    struct text author, reason;
    int64_t created_at;
};

struct stored_thaw {
    struct text division;
    int64_t year, version;
    struct date known_on, day; /* day DATE_NONE: taken back */
    struct text author, reason;
    int64_t created_at;
};

struct stored_disruption {
    int64_t id;
    struct text scope; /* disruption_scope_parse */
    struct date from;
    struct text stops, reason;
    struct date known_on;
    struct text author;
    int64_t created_at;
    int64_t version;              /* of its end */
    struct date end_known_on, to; /* to DATE_NONE: it never came about */
    struct text end_author, end_reason;
};

/* as_of DATE_NONE: everything that is known; scope "": every scope. */
MUST_CHECK enum error_kind calendar_store_list(struct tx *tx, struct text scope, struct date as_of,
                                               struct arena *arena, struct stored_calendar **out,
                                               size_t *count_out, struct error *err);
MUST_CHECK enum error_kind season_store_list(struct tx *tx, struct date as_of, struct arena *arena,
                                             struct stored_season **out, size_t *count_out,
                                             struct error *err);
MUST_CHECK enum error_kind thaw_store_list(struct tx *tx, struct date as_of, struct arena *arena,
                                           struct stored_thaw **out, size_t *count_out,
                                           struct error *err);
MUST_CHECK enum error_kind disruption_store_list(struct tx *tx, struct date as_of,
                                                 struct arena *arena,
                                                 struct stored_disruption **out, size_t *count_out,
                                                 struct error *err);

/* Adds a version. Errors      ERROR_CONFLICT db.unique   the version stands there already */
MUST_CHECK enum error_kind calendar_store_add(struct tx *tx, const struct stored_calendar *calendar,
                                              struct error *err);
MUST_CHECK enum error_kind season_store_add(struct tx *tx, const struct stored_season *season,
                                            struct error *err);
MUST_CHECK enum error_kind thaw_store_add(struct tx *tx, const struct stored_thaw *thaw,
                                          struct error *err);
/* Adds the disruption, setting its id, without its end. */
MUST_CHECK enum error_kind disruption_store_add(struct tx *tx, struct stored_disruption *disruption,
                                                struct error *err);
/* Adds a version of its end; created_at is `now`. */
MUST_CHECK enum error_kind disruption_store_end(struct tx *tx,
                                                const struct stored_disruption *disruption,
                                                int64_t now, struct error *err);

#endif
