#include "exchange/xlsx_sheet.h"

#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum value_type {
    VALUE_NUMBER, /* t="n" or none */
    VALUE_SHARED,
    VALUE_INLINE,
    VALUE_TEXT, /* a formula's text, or an error such as #REF! */
    VALUE_BOOLEAN,
    VALUE_ISO_DATE,
};

struct sheet {
    struct xlsx_xml xml; /* first: the callbacks get its address */
    const struct xlsx_book *book;
    sheet_row_handler *handler;
    void *context;

    long row;
    size_t full_rows;
    bool in_row;
    struct cell *cells;
    size_t cell_count;
    char *buffer; /* texts of the row, SHEET_ROW_BYTES_MAX bytes */
    size_t buffer_used;

    bool in_cell, capturing;
    int phonetic;
    int column; /* of the current or latest cell, -1 before the first */
    enum value_type type;
    size_t style, value_start;
};

static void fail_at_cell(struct sheet *sheet, enum error_kind kind, const char *code,
                         const char *what)
{
    char name[SHEET_COLUMN_TEXT_SIZE];
    int column = sheet->column < 0 ? 0 : sheet->column;
    error_set(sheet->xml.err, kind, code, "第%ld行%s列：%s", sheet->row,
              sheet_column_format(column, name), what);
    error_at_field(sheet->xml.err, name);
    xlsx_xml_fail(&sheet->xml, error_at_row(sheet->xml.err, sheet->row));
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* The code of an escape at the start of `data`, or 0. Surrogates and NUL are left as they stand. */
static unsigned escape_code(const char *data, size_t length)
{
    unsigned code = 0;
    if (length < 7 || data[0] != '_' || data[1] != 'x' || data[6] != '_') {
        return 0;
    }
    for (int i = 2; i < 6; i++) {
        int digit = hex_value(data[i]);
        if (digit < 0) {
            return 0;
        }
        code = code << 4 | (unsigned)digit;
    }
    return code >= 0xD800 && code <= 0xDFFF ? 0 : code;
}

size_t xlsx_unescape(char *data, size_t length)
{
    if (memmem(data, length, "_x", 2) == NULL) {
        return length;
    }
    size_t kept = 0;
    for (size_t i = 0; i < length;) {
        unsigned code = escape_code(data + i, length - i);
        if (code == 0) {
            data[kept++] = data[i++];
            continue;
        }
        kept += (size_t)g_unichar_to_utf8(code, data + kept); /* at most 3 bytes, of 7 */
        i += 7;
    }
    return kept;
}

static enum value_type type_of(const char *type)
{
    if (type == NULL || strcmp(type, "n") == 0) {
        return VALUE_NUMBER;
    }
    return strcmp(type, "s") == 0           ? VALUE_SHARED
           : strcmp(type, "inlineStr") == 0 ? VALUE_INLINE
           : strcmp(type, "b") == 0         ? VALUE_BOOLEAN
           : strcmp(type, "d") == 0         ? VALUE_ISO_DATE
                                            : VALUE_TEXT;
}

/* The column of "AB12", or -1. */
static int column_of(const char *reference)
{
    int column = 0;
    const char *c = reference;
    for (; *c >= 'A' && *c <= 'Z' && c - reference < 3; c++) {
        column = column * 26 + (*c - 'A' + 1);
    }
    return *c >= '0' && *c <= '9' && column >= 1 && column <= 16384 ? column - 1 : -1;
}

static void start_row(struct sheet *sheet, const char **attributes)
{
    const char *number = xlsx_attribute(attributes, "r");
    long row = number == NULL ? sheet->row + 1 : strtol(number, NULL, 10);
    long before = sheet->row;
    sheet->cell_count = sheet->buffer_used = 0;
    sheet->column = -1;
    sheet->in_row = true;
    sheet->row = row;
    if (row <= before) {
        fail_at_cell(sheet, ERROR_MALFORMED, "xlsx.order", "行号没有递增");
    } else if (row > SHEET_ROW_MAX) {
        fail_at_cell(sheet, ERROR_LIMIT, "xlsx.rows", "行号超过上限 1048576");
    }
}

static void start_cell(struct sheet *sheet, const char **attributes)
{
    const char *reference = NULL, *style = NULL, *type = NULL;
    for (const char **a = attributes; a[0] != NULL; a += 2) {
        if (a[0][1] == '\0') {
            reference = a[0][0] == 'r' ? a[1] : reference;
            style = a[0][0] == 's' ? a[1] : style;
            type = a[0][0] == 't' ? a[1] : type;
        }
    }
    int before = sheet->column;
    sheet->column = reference == NULL ? before + 1 : column_of(reference);
    sheet->style = style == NULL ? 0 : strtoul(style, NULL, 10);
    sheet->type = type_of(type);
    sheet->in_cell = true;
    sheet->phonetic = 0;
    sheet->value_start = sheet->buffer_used;
    if (sheet->column < 0 || sheet->column > 16383) {
        sheet->column = before;
        fail_at_cell(sheet, ERROR_MALFORMED, "xlsx.order", "其后的单元格地址无法识别");
    } else if (sheet->column <= before) {
        fail_at_cell(sheet, ERROR_MALFORMED, "xlsx.order", "单元格没有按列的顺序排列");
    }
}

static void sheet_start(struct xlsx_xml *xml, const char *name, const char **attributes)
{
    struct sheet *sheet = (struct sheet *)xml;
    if (name[1] == '\0') {
        if (name[0] == 'c' && sheet->in_row && !sheet->in_cell) {
            start_cell(sheet, attributes);
        } else if (sheet->in_cell && name[0] == 'v') {
            sheet->capturing = sheet->type != VALUE_INLINE;
        } else if (sheet->in_cell && name[0] == 't') {
            sheet->capturing = sheet->type == VALUE_INLINE && sheet->phonetic == 0;
        }
    } else if (strcmp(name, "row") == 0 && !sheet->in_row) {
        start_row(sheet, attributes);
    } else if (strcmp(name, "rPh") == 0) {
        sheet->phonetic++;
    }
}

/* A number the way a person writes it: up to 15 digits, no exponent where it can be avoided. */
static struct text tidy_number(struct sheet *sheet, struct text value, double *number_out)
{
    char copy[64], formatted[G_ASCII_DTOSTR_BUF_SIZE], *end;
    if (value.length >= sizeof copy) {
        return (struct text){value.data, 0};
    }
    memcpy(copy, value.data, value.length);
    copy[value.length] = '\0';
    double number = g_ascii_strtod(copy, &end);
    if (end == copy || *end != '\0' || !isfinite(number) ||
        SHEET_ROW_BYTES_MAX - sheet->buffer_used < sizeof formatted) {
        return (struct text){value.data, 0};
    }
    *number_out = number;
    g_ascii_formatd(formatted, sizeof formatted, fabs(number) < 1e15 ? "%.15g" : "%.0f", number);
    size_t length = strlen(formatted);
    char *kept = sheet->buffer + sheet->buffer_used;
    memcpy(kept, formatted, length);
    sheet->buffer_used += length;
    return (struct text){kept, length};
}

/* Digits only, at most 15 of them: the usual case, which needs no tidying. */
static bool is_plain_integer(struct text value, double *number_out)
{
    double number = 0;
    if (value.length == 0 || value.length > 15 || (value.data[0] == '0' && value.length > 1)) {
        return false;
    }
    for (size_t i = 0; i < value.length; i++) {
        if (value.data[i] < '0' || value.data[i] > '9') {
            return false;
        }
        number = number * 10 + (value.data[i] - '0');
    }
    *number_out = number;
    return true;
}

/* Days since 1900 with the 29 February 1900 that never was, or since 1904. */
static bool date_of_serial(double serial, bool from_1904, struct date *date_out)
{
    if (!(serial >= (from_1904 ? 0 : 1)) || serial >= 2957004) {
        return false;
    }
    int day = (int)serial;
    int epoch = from_1904 ? -24107 : day < 60 ? -25568 : -25569;
    *date_out = (struct date){day + epoch};
    return true;
}

static void put_date(struct sheet *sheet, struct cell *cell, struct date date)
{
    char formatted[DATE_TEXT_SIZE];
    date_format(date, formatted);
    if (SHEET_ROW_BYTES_MAX - sheet->buffer_used < DATE_TEXT_SIZE) {
        return;
    }
    char *kept = sheet->buffer + sheet->buffer_used;
    memcpy(kept, formatted, DATE_TEXT_SIZE - 1);
    sheet->buffer_used += DATE_TEXT_SIZE - 1;
    cell->kind = CELL_DATE;
    cell->date = date;
    cell->text = (struct text){kept, DATE_TEXT_SIZE - 1};
}

static void read_number(struct sheet *sheet, struct cell *cell)
{
    double number = 0;
    struct text raw = text_trim(cell->text);
    struct text tidy = is_plain_integer(raw, &number) ? raw : tidy_number(sheet, raw, &number);
    if (tidy.length == 0) {
        return; /* not a number after all: text as it stands */
    }
    cell->kind = CELL_NUMBER;
    cell->text = tidy;
    struct date date;
    if (sheet->style < sheet->book->style_count && sheet->book->date_styles[sheet->style] &&
        date_of_serial(number, sheet->book->from_1904, &date)) {
        put_date(sheet, cell, date);
    }
}

static bool read_shared(struct sheet *sheet, struct cell *cell)
{
    const struct xlsx_book *book = sheet->book;
    int64_t index;
    if (!text_parse_int64(cell->text, &index) || index < 0 || (size_t)index >= book->shared_count) {
        fail_at_cell(sheet, ERROR_MALFORMED, "xlsx.xml", "指向不存在的共享文字");
        return false;
    }
    uint32_t from = index == 0 ? 0 : book->shared_ends[index - 1];
    cell->text = from == book->shared_ends[index]
                     ? (struct text){"", 0}
                     : (struct text){book->shared_data + from, book->shared_ends[index] - from};
    return true;
}

static void end_cell(struct sheet *sheet)
{
    char *data = sheet->buffer + sheet->value_start;
    size_t length = sheet->buffer_used - sheet->value_start;
    sheet->in_cell = sheet->capturing = false;
    if (length == 0) {
        return;
    }
    if (sheet->type == VALUE_INLINE || sheet->type == VALUE_TEXT) {
        length = xlsx_unescape(data, length);
    }
    struct cell cell = {sheet->column, CELL_TEXT, {data, length}, DATE_NONE};
    struct date date;
    if (sheet->type == VALUE_NUMBER) {
        read_number(sheet, &cell);
    } else if (sheet->type == VALUE_SHARED) {
        if (!read_shared(sheet, &cell)) {
            return;
        }
    } else if (sheet->type == VALUE_BOOLEAN) {
        cell.kind = CELL_BOOLEAN;
        cell.text = data[0] == '1' || data[0] == 't' ? TEXT("TRUE") : TEXT("FALSE");
    } else if (sheet->type == VALUE_ISO_DATE &&
               date_parse(text_slice(cell.text, 0, 10), &date, NULL) == OK) {
        put_date(sheet, &cell, date);
    }
    cell.text = text_trim(cell.text);
    if (cell.text.length == 0) {
        return;
    }
    if (sheet->column >= SHEET_COLUMNS_MAX) {
        fail_at_cell(sheet, ERROR_LIMIT, "xlsx.columns", "列数太多（上限 512 列）");
        return;
    }
    sheet->cells[sheet->cell_count++] = cell;
}

static void end_row(struct sheet *sheet)
{
    sheet->in_row = false;
    if (sheet->cell_count == 0) {
        return;
    }
    if (++sheet->full_rows > SHEET_ROWS_MAX) {
        fail_at_cell(sheet, ERROR_LIMIT, "xlsx.rows", "行数太多（上限 200000 行）");
        return;
    }
    const struct sheet_row row = {sheet->row, sheet->cells, sheet->cell_count};
    enum error_kind kind = sheet->handler(sheet->context, &row, sheet->xml.err);
    if (kind != OK) {
        xlsx_xml_fail(&sheet->xml, kind);
    }
}

static void sheet_end(struct xlsx_xml *xml, const char *name)
{
    struct sheet *sheet = (struct sheet *)xml;
    if (name[1] == '\0') {
        if (name[0] == 'c' && sheet->in_cell) {
            end_cell(sheet);
        } else if (name[0] == 'v' || name[0] == 't') {
            sheet->capturing = false;
        }
    } else if (strcmp(name, "row") == 0 && sheet->in_row) {
        end_row(sheet);
    } else if (strcmp(name, "rPh") == 0) {
        sheet->phonetic -= sheet->phonetic > 0;
    }
}

static void sheet_text(struct xlsx_xml *xml, const char *data, size_t length)
{
    struct sheet *sheet = (struct sheet *)xml;
    if (!sheet->capturing) {
        return;
    }
    if (sheet->buffer_used - sheet->value_start + length > SHEET_CELL_BYTES_MAX) {
        fail_at_cell(sheet, ERROR_LIMIT, "xlsx.cell", "内容太长（上限 32767 字）");
    } else if (length > SHEET_ROW_BYTES_MAX - sheet->buffer_used) {
        fail_at_cell(sheet, ERROR_LIMIT, "xlsx.row", "整行内容太长（上限 256 KB）");
    } else {
        memcpy(sheet->buffer + sheet->buffer_used, data, length);
        sheet->buffer_used += length;
    }
}

enum error_kind xlsx_sheet_read(struct xlsx_package *package, const char *path,
                                const struct xlsx_book *book, struct arena *arena,
                                sheet_row_handler *handler, void *context, struct error *err)
{
    struct sheet sheet = {.xml = {sheet_start, sheet_end, sheet_text},
                          .book = book,
                          .handler = handler,
                          .context = context,
                          .cells = ARENA_ARRAY(arena, struct cell, SHEET_COLUMNS_MAX),
                          .buffer = arena_alloc(arena, SHEET_ROW_BYTES_MAX),
                          .column = -1};
    return xlsx_package_parse(package, path, &sheet.xml, err);
}
