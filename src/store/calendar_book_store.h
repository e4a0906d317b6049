/* src/store/calendar_book_store.h: the city's calendars as of a day, from what is stored and from the
 * files that come with the program. */
#ifndef KAIGONG_STORE_CALENDAR_BOOK_STORE_H
#define KAIGONG_STORE_CALENDAR_BOOK_STORE_H

#include "base/json.h"
#include "domain/network/calendar_book.h"
#include "store/calendar_store.h"

/* Loads a book, which calendar_book_open then opens. The nation's notices are those of the program's file
 * and those that the city added, in the order of their publication.
 *
 * project     the only project whose calendar is needed, or "" for all */
MUST_CHECK enum error_kind calendar_book_store_load(struct tx *tx, struct text project,
                                                    struct date as_of, struct arena *arena,
                                                    struct calendar_book *book_out,
                                                    struct error *err);

/* The city's working days over a span (nation and city, no disruptions), as known on a day; a year that
 * was announced later counts as it was first announced.
 *
 * as_of       DATE_NONE: everything that is known
 * Errors      those of calendar_build */
MUST_CHECK enum error_kind calendar_book_store_city(struct tx *tx, struct date as_of,
                                                    struct date from, struct date to,
                                                    struct arena *arena, struct calendar *out,
                                                    struct error *err);

#endif
