/* src/exchange/xlsx_sheet.h: the rows of one worksheet; internal to the xlsx reader. */
#ifndef KAIGONG_EXCHANGE_XLSX_SHEET_H
#define KAIGONG_EXCHANGE_XLSX_SHEET_H

#include "exchange/sheet.h"
#include "exchange/xlsx_internal.h"

/* What the cells refer to. */
struct xlsx_book {
    bool from_1904;          /* days count from 1904-01-01 */
    const bool *date_styles; /* by the cell's style index */
    size_t style_count;
    char *shared_data;     /* all shared texts, one after the other; owned */
    uint32_t *shared_ends; /* where each ends; owned */
    uint32_t shared_bytes;
    size_t shared_count;
};

/* Turns _x000D_ and the like into the characters they stand for, in place; returns the length. */
size_t xlsx_unescape(char *data, size_t length);

MUST_CHECK enum error_kind xlsx_sheet_read(struct xlsx_package *package, const char *path,
                                           const struct xlsx_book *book, struct arena *arena,
                                           sheet_row_handler *handler, void *context,
                                           struct error *err);

#endif
