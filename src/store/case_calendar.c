#include "store/case_calendar.h"

enum { YEARS_BACK = 8 };

enum error_kind case_calendars_open(struct tx *tx, struct date as_of, struct arena *arena,
                                    struct case_calendars *out, struct error *err)
{
    int first = date_year(as_of);
    *out = (struct case_calendars){.arena = arena};
    TRY(calendar_book_store_load(tx, TEXT(""), as_of, arena, &out->book, err));
    TRY(calendar_book_open(&out->book, arena, err));
    while (first > date_year(as_of) - YEARS_BACK &&
           calendar_source_knows(&out->book.nation, first - 1)) {
        first--;
    }
    out->from = date_of(first, 1, 1);
    out->to = out->book.to;
    return calendar_book_store_city(tx, as_of, out->from, out->to, arena, &out->city, err);
}

enum error_kind case_calendars_find(const struct case_calendars *calendars,
                                    const struct calendar_place *place, const struct calendar **out,
                                    struct error *err)
{
    if (calendars->book.source_count == 0 && calendars->book.disruption_count == 0) {
        *out = &calendars->city;
        return OK;
    }
    struct calendar *own = ARENA_NEW(calendars->arena, struct calendar);
    *out = own;
    return calendar_book_days(&calendars->book, place, calendars->from, calendars->to,
                              calendars->arena, own, err);
}
