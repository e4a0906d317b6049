/* src/exchange/xlsx_read.h: workbooks of Excel, WPS and LibreOffice (ECMA-376), read as a stream.
 *
 * Holds the shared texts and one row; formulas give the value stored with them. Real dates are told
 * by the cell's number format. Not read: old .xls files, protected files, anything but cells. */
#ifndef KAIGONG_EXCHANGE_XLSX_READ_H
#define KAIGONG_EXCHANGE_XLSX_READ_H

#include "exchange/sheet.h"

enum {
    XLSX_ENTRIES_MAX = 2000,
    XLSX_PART_BYTES_MAX = 96 * 1024 * 1024,   /* one part, inflated */
    XLSX_TOTAL_BYTES_MAX = 128 * 1024 * 1024, /* all parts together, inflated */
    XLSX_RATIO_MAX = 200,                     /* of parts above XLSX_RATIO_FROM_BYTES */
    XLSX_RATIO_FROM_BYTES = 8 * 1024 * 1024,
    XLSX_SHARED_BYTES_MAX = 32 * 1024 * 1024,
    XLSX_SHARED_MAX = 2000000,
    XLSX_TOKEN_BYTES_MAX = 1024 * 1024, /* one tag or piece of text */
    XLSX_DEPTH_MAX = 64,
};

bool xlsx_is_zip(struct text bytes); /* begins as a zip file does */
bool xlsx_is_ole(struct text bytes); /* an old .xls, or a workbook with a password */

/* Hands each row of one worksheet to `handler`.
 *
 * sheet       0 is the first visible worksheet in the order of the workbook
 * arena       for what lives as long as the reading: names, styles, one row
 * Errors      ERROR_NOT_FOUND xlsx.no_sheet  there are not so many visible worksheets
 *             ERROR_MALFORMED xlsx.ole       an old .xls file, or one with a password
 *             ERROR_MALFORMED xlsx.zip, xlsx.xml, xlsx.part, xlsx.doctype, xlsx.size, xlsx.order
 *             ERROR_LIMIT xlsx.entries, xlsx.inflated, xlsx.ratio, xlsx.overlap, xlsx.token,
 *                         xlsx.depth, xlsx.shared, xlsx.rows, xlsx.columns, xlsx.cell, xlsx.row
 *             whatever the handler returns */
MUST_CHECK enum error_kind xlsx_read_rows(struct text bytes, size_t sheet, struct arena *arena,
                                          sheet_row_handler *handler, void *context,
                                          struct error *err);

#endif
