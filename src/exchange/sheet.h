/* src/exchange/sheet.h: rows of a table file, one at a time.
 *
 * Both readers, xlsx_read and csv_read, hand rows to a handler in the order of the file, so that a
 * file of any size needs only the memory of one row. Empty rows and empty cells are left out. */
#ifndef KAIGONG_EXCHANGE_SHEET_H
#define KAIGONG_EXCHANGE_SHEET_H

#include "base/date.h"
#include "base/error.h"
#include "base/text.h"

enum {
    SHEET_ROW_MAX = 1048576,       /* highest row number, as Excel's */
    SHEET_ROWS_MAX = 200000,       /* rows that are not empty */
    SHEET_COLUMNS_MAX = 512,       /* highest column with a value */
    SHEET_CELL_BYTES_MAX = 131068, /* Excel's 32,767 characters */
    SHEET_ROW_BYTES_MAX = 262144,
};

enum cell_kind { CELL_TEXT, CELL_NUMBER, CELL_DATE, CELL_BOOLEAN };

struct cell {
    int column; /* from 0 */
    enum cell_kind kind;
    struct text text; /* any kind as text: "15700", "2020-04-14", "TRUE"; never empty */
    struct date date; /* CELL_DATE */
};

struct sheet_row {
    long number;              /* as in the file, from 1 */
    const struct cell *cells; /* ascending by column; valid until the handler returns */
    size_t count;
};

/* Anything but OK stops the reading and is handed to the reader's caller. */
typedef enum error_kind sheet_row_handler(void *context, const struct sheet_row *row,
                                          struct error *err);

/* "A" for 0, "AB" for 27. */
enum { SHEET_COLUMN_TEXT_SIZE = 4 };
char *sheet_column_format(int column, char buffer[SHEET_COLUMN_TEXT_SIZE]);

#endif
