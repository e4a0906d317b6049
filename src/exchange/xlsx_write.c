#include "exchange/xlsx_write.h"

#include "exchange/sheet.h"

#include <stdio.h>
#include <string.h>
#include <xlsxwriter.h>

enum { DAYS_1900_TO_1970 = 25569 };

static const int64_t exact_cents = 999999999999999; /* a cell's number has 15 digits */

struct xlsx_writer {
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *whole, *decimal, *day;
    size_t columns;
    lxw_row_t row;
    lxw_error failed; /* the first failure; the close reports it */
    char scratch[SHEET_CELL_BYTES_MAX + 8];
};

static void keep_failure(struct xlsx_writer *writer, lxw_error error)
{
    if (writer->failed == LXW_NO_ERROR) {
        writer->failed = error;
    }
}

static void write_header(struct xlsx_writer *writer, const struct xlsx_write_column *columns)
{
    lxw_format *bold = workbook_add_format(writer->workbook);
    format_set_bold(bold);
    format_set_text_wrap(bold);
    format_set_align(bold, LXW_ALIGN_CENTER);
    format_set_align(bold, LXW_ALIGN_VERTICAL_CENTER);
    format_set_border(bold, LXW_BORDER_THIN);
    format_set_bg_color(bold, 0xE8EEF4);
    for (size_t i = 0; i < writer->columns; i++) {
        worksheet_set_column(writer->sheet, (lxw_col_t)i, (lxw_col_t)i, columns[i].width, NULL);
    }
    worksheet_freeze_panes(writer->sheet, 1, 0);
    worksheet_repeat_rows(writer->sheet, 0, 0);
    worksheet_set_landscape(writer->sheet);
    worksheet_fit_to_pages(writer->sheet, 1, 0);
    for (size_t i = 0; i < writer->columns; i++) {
        keep_failure(writer, worksheet_write_string(writer->sheet, 0, (lxw_col_t)i,
                                                    columns[i].header, bold));
    }
    writer->row = 1;
}

enum error_kind xlsx_writer_open(const char *path, const char *sheet_name,
                                 const struct xlsx_write_column *columns, size_t count,
                                 struct arena *arena, struct xlsx_writer **writer_out,
                                 struct error *err)
{
    struct xlsx_writer *writer = ARENA_NEW(arena, struct xlsx_writer);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    writer->workbook = workbook_new_opt(path, &options);
    writer->sheet =
        writer->workbook == NULL ? NULL : workbook_add_worksheet(writer->workbook, sheet_name);
    if (writer->sheet == NULL) {
        return error_set(err, ERROR_INTERNAL, "xlsx.write", "cannot begin %s", path);
    }
    writer->columns = count;
    writer->whole = workbook_add_format(writer->workbook);
    format_set_num_format(writer->whole, "#,##0");
    writer->decimal = workbook_add_format(writer->workbook);
    format_set_num_format(writer->decimal, "#,##0.00####");
    writer->day = workbook_add_format(writer->workbook);
    format_set_num_format(writer->day, "yyyy-mm-dd");
    write_header(writer, columns);
    *writer_out = writer;
    return OK;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

/* Whether the text at `i` reads like an escape, and so must be escaped itself. */
static bool looks_escaped(struct text value, size_t i)
{
    return value.length - i >= 7 && value.data[i + 1] == 'x' && value.data[i + 6] == '_' &&
           is_hex(value.data[i + 2]) && is_hex(value.data[i + 3]) && is_hex(value.data[i + 4]) &&
           is_hex(value.data[i + 5]);
}

void xlsx_writer_put_text(struct xlsx_writer *writer, size_t column, struct text value)
{
    if (value.length == 0) {
        return;
    }
    size_t length = 0;
    for (size_t i = 0; i < value.length; i++) {
        unsigned char c = (unsigned char)value.data[i];
        bool control = c < ' ' && c != '\n' && c != '\t';
        if (length + 8 > SHEET_CELL_BYTES_MAX) {
            keep_failure(writer, LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED);
            return;
        }
        if (control) {
            length += (size_t)snprintf(writer->scratch + length, 8, "_x%04X_", c);
        } else if (c == '_' && looks_escaped(value, i)) {
            memcpy(writer->scratch + length, "_x005F_", 7);
            length += 7;
        } else {
            writer->scratch[length++] = (char)c;
        }
    }
    writer->scratch[length] = '\0';
    keep_failure(writer, worksheet_write_string(writer->sheet, writer->row, (lxw_col_t)column,
                                                writer->scratch, NULL));
}

void xlsx_writer_put_number(struct xlsx_writer *writer, size_t column, double value)
{
    keep_failure(
        writer, worksheet_write_number(writer->sheet, writer->row, (lxw_col_t)column, value, NULL));
}

void xlsx_writer_put_date(struct xlsx_writer *writer, size_t column, struct date value)
{
    if (!date_is_none(value)) {
        keep_failure(writer,
                     worksheet_write_number(writer->sheet, writer->row, (lxw_col_t)column,
                                            value.day_number + DAYS_1900_TO_1970, writer->day));
    }
}

void xlsx_writer_put_wan(struct xlsx_writer *writer, size_t column, struct money value)
{
    if (value.cents > exact_cents) {
        char formatted[MONEY_TEXT_SIZE];
        xlsx_writer_put_text(writer, column, text_of(money_format_wan(value, formatted)));
        return;
    }
    bool whole = value.cents % MONEY_CENTS_PER_WAN == 0;
    keep_failure(writer, worksheet_write_number(writer->sheet, writer->row, (lxw_col_t)column,
                                                (double)value.cents / MONEY_CENTS_PER_WAN,
                                                whole ? writer->whole : writer->decimal));
}

void xlsx_writer_end_row(struct xlsx_writer *writer)
{
    writer->row++;
}

enum error_kind xlsx_writer_close(struct xlsx_writer *writer, struct error *err)
{
    worksheet_autofilter(writer->sheet, 0, 0, writer->row - 1, (lxw_col_t)(writer->columns - 1));
    keep_failure(writer, workbook_close(writer->workbook));
    if (writer->row > SHEET_ROW_MAX) {
        return error_set(err, ERROR_LIMIT, "xlsx.rows", "a sheet holds %d rows", SHEET_ROW_MAX);
    }
    if (writer->failed != LXW_NO_ERROR) {
        return error_set(err, ERROR_INTERNAL, "xlsx.write", "the workbook was not written: %s",
                         lxw_strerror(writer->failed));
    }
    return OK;
}
