/* src/exchange/register_value.h: the values of single cells of an official's list. Each function
 * fails with ERROR_INVALID and a Chinese sentence that names the value and what would be right. */
#ifndef KAIGONG_EXCHANGE_REGISTER_VALUE_H
#define KAIGONG_EXCHANGE_REGISTER_VALUE_H

#include "exchange/register_import.h"
#include "exchange/sheet.h"

bool register_is_blank(struct text folded); /* "", "-", "/", "无": nothing is said */

/* year        of the programme for a day without a year, or 0 to refuse such a day
 * month_ends  "2021年10月" means the last day of that month; otherwise it is refused */
MUST_CHECK enum error_kind register_read_date(const struct cell *cell, int year, bool month_ends,
                                              struct arena *arena, struct date *date_out,
                                              struct error *err);
/* cents_per_unit   where the cell itself names no unit */
MUST_CHECK enum error_kind register_read_money(const struct cell *cell, int64_t cents_per_unit,
                                               struct arena *arena, struct money *money_out,
                                               struct error *err);
MUST_CHECK enum error_kind register_read_code(struct text cell, struct arena *arena,
                                              struct text *code_out, struct error *err);
MUST_CHECK enum error_kind register_read_division(struct text cell,
                                                  const struct register_import_options *options,
                                                  struct arena *arena, struct text *code_out,
                                                  struct error *err);
MUST_CHECK enum error_kind register_read_sector(struct text cell, struct arena *arena,
                                                struct text *letter_out, struct error *err);
/* The section that digits 13 and 14 of an older project code stand for (GB/T 4754 divisions 01 to 97),
 * or "": codes since November 2020 name a department there. Those begin with year and month, so that
 * 2013 to 2021 can only be the year of an older code. */
struct text register_sector_of_code(struct text code);
MUST_CHECK enum error_kind register_read_type(struct text cell, struct arena *arena,
                                              enum project_type *type_out, struct error *err);
MUST_CHECK enum error_kind register_read_nature(struct text cell, struct arena *arena,
                                                enum project_nature *nature_out, struct error *err);
/* Free text: trimmed, the mark of register_protect taken off, at most max_characters. */
MUST_CHECK enum error_kind register_read_text(struct text cell, size_t max_characters,
                                              struct arena *arena, struct text *text_out,
                                              struct error *err);

/* A value as it is named in a message: not longer than a person reads. */
struct text register_shown(struct text value, struct arena *arena);

/* Text that a spreadsheet would run as a formula gets an apostrophe in front; register_unprotect
 * takes it off again (docs/domain/exchange.md X-15). */
struct text register_protect(struct text text, struct arena *arena);
struct text register_unprotect(struct text text);

#endif
