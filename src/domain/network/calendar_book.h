/* src/domain/network/calendar_book.h
 *
 * The calendars of a city as of a day: nation, city, departments, projects, the seasons and thaws of
 * divisions, disruptions; and the tables of days that a project's plan takes from them. Tables that
 * projects share are made once. Pure: everything that it knows is handed in; it lives on one arena.
 * Rules: docs/domain/calendar.md C-4, C-9 to C-13. */
#ifndef KAIGONG_DOMAIN_CALENDAR_BOOK_H
#define KAIGONG_DOMAIN_CALENDAR_BOOK_H

#include "domain/calendar/calendar.h"
#include "domain/calendar/disruption.h"
#include "domain/network/network_build.h"

/* The versions of a department or a project. */
struct book_source {
    struct calendar_scope scope;
    struct calendar_source source;
};

/* What a division's seasons are, if they are not the city's. */
struct book_season {
    struct text division;
    struct text name_zh, name_en;
    struct seasons seasons;
};

struct book_map; /* a table that was made before */

struct calendar_book {
    struct calendar_source nation, city; /* city: version_count 0 when it has no days of its own */
    const struct book_source *sources;   /* ascending by kind and id of the scope */
    size_t source_count;
    const struct seasons *seasons; /* of every division that is not in the list below */
    const struct book_season *divisions;
    size_t division_count;
    const struct disruption *disruptions; /* ascending by first day */
    size_t disruption_count;
    struct date as_of;    /* only what was known on that day counts */
    struct date from, to; /* set by calendar_book_open: the span of every table */
    struct arena *arena;  /* set by calendar_book_open */
    struct book_map *maps;
    struct daymap *every;
};

/* The span of a book's tables: years whose holidays are known, at most BOOK_YEARS before and after the
 * year of as_of. Members other than from, to, arena, maps and every are the caller's.
 * Errors      ERROR_INVALID calendar.year   nothing is known of the year of as_of: named */
enum { BOOK_YEARS = 3 };
MUST_CHECK enum error_kind calendar_book_open(struct calendar_book *book, struct arena *arena,
                                              struct error *err);

/* The tables that a project's plan begins with: those of departments without days of their own, natural
 * days, and the season of a kind of work in its division.
 *
 * place   division and project code; department ""
 * arena   holds tables that are the project's alone
 * Errors  those of calendar_build */
MUST_CHECK enum error_kind calendar_book_project(struct calendar_book *book,
                                                 const struct calendar_place *place,
                                                 enum work_kind work, struct arena *arena,
                                                 struct plan_calendars *calendars_out,
                                                 struct error *err);

/* Sets the window and clock of each item whose department has days of its own; NULL elsewhere. */
MUST_CHECK enum error_kind calendar_book_items(struct calendar_book *book,
                                               const struct calendar_place *place,
                                               struct arena *arena, struct plan_item *items,
                                               size_t item_count, struct error *err);

/* The days of a place over any span, with every layer and disruption of approvals. */
MUST_CHECK enum error_kind calendar_book_days(const struct calendar_book *book,
                                              const struct calendar_place *place, struct date from,
                                              struct date to, struct arena *arena,
                                              struct calendar *out, struct error *err);

/* The seasons of a division. */
const struct seasons *calendar_book_seasons(const struct calendar_book *book, struct text division);

#endif
