/* src/domain/calendar/disruption.h
 *
 * Whose days a calendar changes (its scope), and disruptions: spans of days that an epidemic, a flood
 * or a power cut takes out for a scope. Pure. Rules: docs/domain/calendar.md C-10, C-13. */
#ifndef KAIGONG_DOMAIN_DISRUPTION_H
#define KAIGONG_DOMAIN_DISRUPTION_H

#include "base/date.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum calendar_scope_kind {
    SCOPE_OF_NATION,
    SCOPE_OF_CITY, /* every department and project of the city; "all" of a disruption */
    SCOPE_OF_DIVISION,
    SCOPE_OF_DEPARTMENT,
    SCOPE_OF_PROJECT,
};

struct calendar_scope {
    enum calendar_scope_kind kind;
    struct text id; /* of the division, department or project; borrowed; "" for nation and city */
};

enum { CALENDAR_SCOPE_MAX = 80 }; /* bytes of a scope as text */

/* "nation", "city", "department:nr", "project:2020-...": what has a calendar. */
bool calendar_scope_parse(struct text text, struct calendar_scope *scope_out);
/* "all", "division:230109", "department:nr", "project:2020-...": what a disruption stops. */
bool disruption_scope_parse(struct text text, struct calendar_scope *scope_out);

/* What stands still. */
enum disruption_stops { STOPS_APPROVALS, STOPS_WORKS, STOPS_BOTH };
const char *disruption_stops_name(enum disruption_stops stops); /* "approvals", "works", "both" */
bool disruption_stops_parse(struct text text, enum disruption_stops *stops_out);

enum { DISRUPTION_DAYS_MAX = 1100 }; /* three years */

struct disruption {
    int64_t id;
    struct calendar_scope scope;
    struct date from, to; /* both inside */
    enum disruption_stops stops;
    struct text reason; /* borrowed */
};

/* Whether the span and what stops go together with the scope.
 * Errors      ERROR_INVALID disruption.span    to before from, or too long: field "to"
 *             ERROR_INVALID disruption.stops   works of a department, which has none: "stops" */
MUST_CHECK enum error_kind disruption_check(const struct disruption *disruption, struct error *err);

/* Whose work is asked about; a text that is "" matches no scope but the city's. */
struct calendar_place {
    struct text division, department, project;
};
bool disruption_concerns(const struct disruption *disruption, const struct calendar_place *place,
                         bool works);

#endif
