/* src/exchange/register_import.h: officials' lists of projects, read into rows for the register.
 *
 * Takes a file as it comes (.xlsx or .csv in any usual encoding) and gives everything that it says:
 * rows that can be taken over, cells that cannot with the reason, and notes. It changes nothing; what
 * to do with a list that has refusals is the app's business. Rules: docs/domain/exchange.md. */
#ifndef KAIGONG_EXCHANGE_REGISTER_IMPORT_H
#define KAIGONG_EXCHANGE_REGISTER_IMPORT_H

#include "domain/programme/programme_list.h"

enum {
    REGISTER_ROWS_MAX = 50000,
    REGISTER_REFUSED_MAX = 1000, /* cells named one by one; the rest is only counted */
    REGISTER_HEADER_ROWS = 20,   /* rows with content among which the header is looked for */
};

struct register_division {
    struct text code, name_zh;
};

struct register_import_options {
    const struct register_division *divisions;
    size_t division_count;
    int year; /* of the programme: the year of "4月14日" in a start column */
};

struct register_list {
    struct list_row *rows; /* ascending by row; no code twice; on the arena, with all texts */
    size_t row_count;
    size_t data_rows; /* rows of projects in the file, taken over or refused */
    struct list_refusal *refused;
    size_t refused_count;
    struct list_refusal *notes; /* what was left out or supposed, and why */
    size_t note_count;
};

/* Reads a list. A refused row is not among `rows`.
 *
 * bytes       the file, at most what the door allows
 * Errors      ERROR_INVALID register.header    no row looks like a header
 *             ERROR_INVALID register.columns   required columns are missing; names them
 *             ERROR_INVALID register.twice     two columns mean the same
 *             ERROR_LIMIT   register.rows      more than REGISTER_ROWS_MAX projects
 *             those of xlsx_read_rows and csv_read_rows
 * Source      docs/domain/exchange.md */
MUST_CHECK enum error_kind register_import(struct text bytes,
                                           const struct register_import_options *options,
                                           struct arena *arena, struct register_list *list_out,
                                           struct error *err);

#endif
