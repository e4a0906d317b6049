/* src/store/case_calendar.h: the working days by which cases are counted, as known on a day: nation,
 * city, department, project, less what stops approvals there. */
#ifndef KAIGONG_STORE_CASE_CALENDAR_H
#define KAIGONG_STORE_CASE_CALENDAR_H

#include "store/calendar_book_store.h"

struct case_calendars {
    struct calendar_book book;
    struct date from, to; /* as far back as cases may reach, as far ahead as holidays are known */
    struct arena *arena;
    struct calendar city; /* for stages and projects, and for places without days of their own */
};

/* Errors      ERROR_INVALID calendar.year   nothing is known of the year of as_of */
MUST_CHECK enum error_kind case_calendars_open(struct tx *tx, struct date as_of,
                                               struct arena *arena, struct case_calendars *out,
                                               struct error *err);
/* The calendar of a place; shared where it has no days of its own. */
MUST_CHECK enum error_kind case_calendars_find(const struct case_calendars *calendars,
                                               const struct calendar_place *place,
                                               const struct calendar **out, struct error *err);

#endif
