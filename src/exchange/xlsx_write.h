/* src/exchange/xlsx_write.h: one sheet with a frozen header, written row by row.
 *
 * Rows go to the disk as they come (libxlsxwriter's constant memory), so the size of the sheet does
 * not matter. Texts are never formulas or links. */
#ifndef KAIGONG_EXCHANGE_XLSX_WRITE_H
#define KAIGONG_EXCHANGE_XLSX_WRITE_H

#include "base/date.h"
#include "base/money.h"
#include "base/text.h"

struct xlsx_writer;

struct xlsx_write_column {
    const char *header;
    double width; /* in characters of the default font; a Chinese one takes two */
};

/* Begins a file at `path`; release with xlsx_writer_close, which also completes it.
 * Errors      ERROR_INTERNAL xlsx.write */
MUST_CHECK enum error_kind xlsx_writer_open(const char *path, const char *sheet_name,
                                            const struct xlsx_write_column *columns, size_t count,
                                            struct arena *arena, struct xlsx_writer **writer_out,
                                            struct error *err);
/* The values of one row, by ascending column from 0; then xlsx_writer_end_row. */
void xlsx_writer_put_text(struct xlsx_writer *writer, size_t column, struct text value);
void xlsx_writer_put_number(struct xlsx_writer *writer, size_t column, double value);
void xlsx_writer_put_date(struct xlsx_writer *writer, size_t column, struct date value);
void xlsx_writer_put_wan(struct xlsx_writer *writer, size_t column, struct money value);
void xlsx_writer_end_row(struct xlsx_writer *writer);
/* Errors      ERROR_INTERNAL xlsx.write   the file could not be completed
 *             ERROR_LIMIT    xlsx.rows    more rows than a sheet has */
MUST_CHECK enum error_kind xlsx_writer_close(struct xlsx_writer *writer, struct error *err);

#endif
