/* src/exchange/csv_read.h: comma-separated files as spreadsheets write them (RFC 4180). */
#ifndef KAIGONG_EXCHANGE_CSV_READ_H
#define KAIGONG_EXCHANGE_CSV_READ_H

#include "exchange/sheet.h"

/* Hands each record to `handler`; every cell is CELL_TEXT, trimmed; a record's number counts
 * records as a spreadsheet shows them, also empty ones.
 *
 * bytes       UTF-8, UTF-16 with a byte order mark, or GB18030; delimiter , ; or tab is found out
 * arena       for the converted text, where it is not UTF-8
 * Errors      ERROR_MALFORMED encoding.*       see encoding.h
 *             ERROR_MALFORMED csv.quote        a quotation mark is never closed
 *             ERROR_LIMIT csv.rows, csv.columns, csv.cell, csv.row
 *             whatever the handler returns */
MUST_CHECK enum error_kind csv_read_rows(struct text bytes, struct arena *arena,
                                         sheet_row_handler *handler, void *context,
                                         struct error *err);

#endif
