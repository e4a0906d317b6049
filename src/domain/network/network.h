/* src/domain/network/network.h
 *
 * A network of activities: durations, links with lags, calendars, and the day that it starts from
 * or leads to. It knows no approvals (network_build.h makes one from a template) and computes
 * nothing (schedule.h does). Struct of arrays, so that a million activities stay cheap. */
#ifndef KAIGONG_DOMAIN_NETWORK_H
#define KAIGONG_DOMAIN_NETWORK_H

#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "domain/network/daymap.h"

#include <stddef.h>
#include <stdint.h>

/* What a tick is: whole days that a finish includes, or minutes that a finish ends before
 * (docs/domain/schedule.md S-12). */
enum network_unit { NETWORK_DAYS, NETWORK_MINUTES };

/* Which day of the predecessor binds which day of the successor (docs/domain/schedule.md S-4). */
enum link_type { LINK_FS, LINK_SS, LINK_FF, LINK_SF };
const char *link_type_name(enum link_type type); /* "FS" ... */
bool link_type_parse(struct text text, enum link_type *type_out);

enum {
    NETWORK_ACTIVITIES_MAX = 10000000,
    NETWORK_LINKS_MAX = 40000000,
    NETWORK_CALENDARS_MAX = 4096,
    NETWORK_DURATION_MAX = 100000,   /* working days */
    NETWORK_LAG_MAX = 100000,        /* either way */
    NETWORK_MINUTES_MAX = 500000000, /* the same of a network of minutes: some 950 years */
};

/* In what the lag of a link is counted. */
enum lag_kind {
    LAG_SUCCESSOR,   /* working ticks of the successor's calendar */
    LAG_ELAPSED,     /* natural ticks */
    LAG_PREDECESSOR, /* working ticks of the predecessor's calendar */
};

/* How a link binds. */
struct link_rule {
    uint8_t lag;  /* enum lag_kind */
    bool maximal; /* the lag is the most there may be between the two, not the least */
};

enum { NO_TICK = INT32_MAX };

/* The bounds of an activity beyond not_before and not_after, and how strong they are. Each is a
 * tick or NO_TICK. */
struct activity_rule {
    int32_t finish_not_before; /* earliest finish */
    int32_t start_not_after;   /* latest start */
    int32_t deadline;          /* latest finish that never binds the early dates */
    bool holds;        /* its latest dates bind the early dates too, whatever the links say */
    bool stands;       /* it starts on not_before, early and late, whatever the links say */
    bool early_stands; /* the same for the early dates only */
    bool started;      /* its late start is told as the day on which it did start */
    bool done; /* it started on not_before and finished on finish_not_before: never critical, and
                * holds nobody back */
};

/* Dates are ticks: of a network of minutes, `day_number` is a minute since 1970-01-01 00:00. */
struct network {
    enum network_unit unit;
    size_t activity_count;
    const struct text *ids;        /* no id twice */
    const struct text *names;      /* may be NULL: the ids are the names */
    const int32_t *durations;      /* working days of the activity's calendar; 0 is a milestone */
    const int32_t *calendars;      /* index into maps */
    const struct date *not_before; /* earliest start; NULL or DATE_NONE where there is none */
    const struct date *not_after;  /* latest finish; NULL or DATE_NONE where there is none */
    const struct activity_rule *rules; /* NULL: there are none */

    size_t link_count;
    const int32_t *link_from, *link_to; /* activities */
    const uint8_t *link_type;           /* enum link_type */
    const int32_t *link_lag;            /* working days of the successor's calendar, or as in */
    const struct link_rule *link_rules; /* NULL: all links are plain */

    struct daymap *const
        *maps; /* tables of the calendars; they grow while a schedule is computed */
    size_t map_count;

    struct date start;  /* early dates count from here; DATE_NONE: from the earliest late start */
    struct date finish; /* late dates count from here; DATE_NONE: from the latest early finish */
};

/* Whether the arrays keep the bounds above and name activities and calendars that exist, and
 * whether there is a day to count from. Errors      ERROR_INVALID network.anchor, network.duration,
 * network.lag, network.link, network.calendar, network.empty */
MUST_CHECK enum error_kind network_check(const struct network *network, struct error *err);

/* A table from text to its place in a list; built once, for networks that come from outside. */
struct id_table {
    const struct text *ids;
    int32_t *slots;
    size_t mask;
};

/* Fills the table; returns the place of the first id that is there twice, or -1. */
long id_table_init(struct id_table *table, const struct text *ids, size_t count,
                   struct arena *arena);
long id_table_find(const struct id_table *table, struct text id); /* -1 when there is none */

#endif
