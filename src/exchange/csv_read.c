#include "exchange/csv_read.h"

#include "exchange/encoding.h"

#include <string.h>

enum { DELIMITERS = 3, SAMPLE_RECORDS = 50, SAMPLE_BYTES = 256 * 1024 };

static const char delimiters[DELIMITERS] = {',', ';', '\t'};

/* The delimiter that occurs in most of the first records, then the most often; a comma on a tie. */
static char find_delimiter(struct text text)
{
    size_t records[DELIMITERS] = {0}, totals[DELIMITERS] = {0}, here[DELIMITERS] = {0};
    int seen = 0;
    bool quoted = false;
    text = text_slice(text, 0, SAMPLE_BYTES);
    for (size_t i = 0; i <= text.length && seen < SAMPLE_RECORDS; i++) {
        char c = i < text.length ? text.data[i] : '\n';
        if (c == '"') {
            quoted = !quoted;
        } else if ((c == '\n' && !quoted) || i == text.length) {
            for (int d = 0; d < DELIMITERS; d++) {
                records[d] += here[d] > 0;
                totals[d] += here[d];
                here[d] = 0;
            }
            seen++;
        } else if (!quoted) {
            for (int d = 0; d < DELIMITERS; d++) {
                here[d] += c == delimiters[d];
            }
        }
    }
    int best = 0;
    for (int d = 1; d < DELIMITERS; d++) {
        if (records[d] > records[best] ||
            (records[d] == records[best] && totals[d] > totals[best])) {
            best = d;
        }
    }
    return delimiters[best];
}

struct reader {
    struct text text;
    size_t at;
    char delimiter;
    long row;         /* of the record being read */
    size_t full_rows; /* that were not empty */
    struct cell *cells;
    size_t cell_count;
    char *buffer; /* values with doubled quotation marks, SHEET_ROW_BYTES_MAX bytes */
    size_t buffer_used;
};

static enum error_kind refuse_limit(const struct reader *reader, int column, const char *code,
                                    const char *what, struct error *err)
{
    char name[SHEET_COLUMN_TEXT_SIZE];
    error_set(err, ERROR_LIMIT, code, "第%ld行%s列：%s", reader->row,
              sheet_column_format(column, name), what);
    error_at_field(err, name);
    return error_at_row(err, reader->row);
}

/* Reads a quoted value up to the mark that closes it. */
static enum error_kind read_quoted(struct reader *reader, int column, struct error *err)
{
    struct text text = reader->text;
    size_t i = reader->at + 1;
    for (;;) {
        const char *mark = i >= text.length ? NULL : memchr(text.data + i, '"', text.length - i);
        size_t end = mark == NULL ? text.length : (size_t)(mark - text.data);
        if (end - i > SHEET_CELL_BYTES_MAX) {
            return refuse_limit(reader, column, "csv.cell", "内容太长（上限 32767 字）", err);
        }
        if (end - i + 1 > SHEET_ROW_BYTES_MAX - reader->buffer_used) {
            return refuse_limit(reader, column, "csv.row", "整行内容太长（上限 256 KB）", err);
        }
        memcpy(reader->buffer + reader->buffer_used, text.data + i, end - i);
        reader->buffer_used += end - i;
        if (mark == NULL) {
            error_set(err, ERROR_MALFORMED, "csv.quote",
                      "第%ld行：引号没有配对，到文件末尾都没有结束", reader->row);
            return error_at_row(err, reader->row);
        }
        i = end + 1;
        if (i >= text.length || text.data[i] != '"') {
            break;
        }
        reader->buffer[reader->buffer_used++] = '"';
        i++;
    }
    reader->at = i;
    return OK;
}

/* Reads one value, up to the delimiter or the end of the record. */
static enum error_kind read_value(struct reader *reader, int column, struct text *value_out,
                                  struct error *err)
{
    struct text text = reader->text;
    bool quoted = reader->at < text.length && text.data[reader->at] == '"';
    size_t start = reader->buffer_used;
    if (quoted) {
        TRY(read_quoted(reader, column, err));
    }
    size_t from = reader->at, to = from;
    while (to < text.length && text.data[to] != reader->delimiter && text.data[to] != '\n' &&
           text.data[to] != '\r') {
        to++;
    }
    reader->at = to;
    size_t length = to - from + (quoted ? reader->buffer_used - start : 0);
    if (length > SHEET_CELL_BYTES_MAX) {
        return refuse_limit(reader, column, "csv.cell", "内容太长（上限 32767 字）", err);
    }
    if (!quoted) {
        *value_out = text_slice(text, from, to);
        return OK;
    }
    if (to - from > SHEET_ROW_BYTES_MAX - reader->buffer_used) {
        return refuse_limit(reader, column, "csv.row", "整行内容太长（上限 256 KB）", err);
    }
    memcpy(reader->buffer + reader->buffer_used, text.data + from, to - from);
    reader->buffer_used += to - from;
    *value_out = (struct text){reader->buffer + start, length};
    return OK;
}

static enum error_kind read_record(struct reader *reader, struct error *err)
{
    struct text text = reader->text;
    reader->cell_count = 0;
    reader->buffer_used = 0;
    for (int column = 0;; column++) {
        struct text value;
        if (column >= 16384) {
            return refuse_limit(reader, 16383, "csv.columns", "列数太多", err);
        }
        TRY(read_value(reader, column, &value, err));
        value = text_trim(value);
        if (value.length > 0) {
            if (column >= SHEET_COLUMNS_MAX) {
                return refuse_limit(reader, column, "csv.columns", "列数太多（上限 512 列）", err);
            }
            reader->cells[reader->cell_count++] =
                (struct cell){column, CELL_TEXT, value, DATE_NONE};
        }
        if (reader->at >= text.length || text.data[reader->at] != reader->delimiter) {
            break;
        }
        reader->at++;
    }
    if (reader->at < text.length && text.data[reader->at] == '\r') {
        reader->at++;
        if (reader->at < text.length && text.data[reader->at] == '\n') {
            reader->at++;
        }
    } else if (reader->at < text.length) {
        reader->at++;
    }
    return OK;
}

enum error_kind csv_read_rows(struct text bytes, struct arena *arena, sheet_row_handler *handler,
                              void *context, struct error *err)
{
    struct reader reader = {.row = 1};
    TRY(encoding_to_utf8(bytes, arena, &reader.text, err));
    reader.cells = ARENA_ARRAY(arena, struct cell, SHEET_COLUMNS_MAX);
    reader.buffer = arena_alloc(arena, SHEET_ROW_BYTES_MAX);
    reader.delimiter = find_delimiter(reader.text);
    /* Excel's own way to name the delimiter, as the first record. */
    if (reader.text.length > 5 && memcmp(reader.text.data, "sep=", 4) == 0 &&
        (reader.text.data[5] == '\r' || reader.text.data[5] == '\n')) {
        reader.delimiter = reader.text.data[4];
        while (reader.at < reader.text.length && reader.text.data[reader.at] != '\n') {
            reader.at++;
        }
        reader.at += reader.at < reader.text.length;
        reader.row = 2;
    }

    for (; reader.at < reader.text.length; reader.row++) {
        TRY(read_record(&reader, err));
        if (reader.cell_count == 0) {
            continue;
        }
        if (++reader.full_rows > SHEET_ROWS_MAX) {
            return refuse_limit(&reader, 0, "csv.rows", "行数太多（上限 200000 行）", err);
        }
        const struct sheet_row row = {reader.row, reader.cells, reader.cell_count};
        TRY(handler(context, &row, err));
    }
    return OK;
}
