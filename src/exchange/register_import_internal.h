/* src/exchange/register_import_internal.h: what the reading of a list (register_import.c) and of one of
 * its rows (register_row.c) share. */
#ifndef KAIGONG_EXCHANGE_REGISTER_IMPORT_INTERNAL_H
#define KAIGONG_EXCHANGE_REGISTER_IMPORT_INTERNAL_H

#include "exchange/register_column.h"
#include "exchange/register_import.h"
#include "exchange/sheet.h"

/* A column of the file that is read. */
struct source_column {
    struct text header; /* as in the file */
    enum register_column column;
    int64_t cents_per_unit;
};

struct importer {
    const struct register_import_options *options;
    struct arena *arena;
    struct register_list *list;
    size_t row_capacity, refused_capacity, note_capacity;
    size_t refused_total;

    struct sheet_row pending[REGISTER_HEADER_ROWS]; /* the first rows, until the header is found */
    size_t pending_count;
    bool header_found;
    struct source_column columns[SHEET_COLUMNS_MAX];
    int index[COLUMN_COUNT];  /* the file's column of each field, or -1 */
    int64_t sheet_unit_cents; /* from a line such as 单位：亿元, or 0 */

    size_t *slots; /* codes seen: index into seen plus 1, open addressing */
    size_t slot_count;
    struct seen_code {
        struct text code;
        long row;
    } * seen;
    size_t seen_count, seen_capacity;
};

/* Room on the arena for one more than `count` items of `size` bytes; *capacity grows with it. */
void *register_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size);
/* What was left out or supposed, by the code of register_words.h; row 0 is the whole file. */
void register_note(struct importer *importer, long row, struct text column, const char *code);
void register_add_note(struct importer *importer, struct list_refusal note);
void register_refuse(struct importer *importer, struct list_refusal refusal);

/* Whether the file has the column. */
static inline bool register_has(const struct importer *importer, enum register_column column)
{
    return importer->index[column] >= 0;
}

/* Reads one project; what is wrong with it is refused by row and column.
 * Errors      ERROR_LIMIT register.rows   too many projects */
MUST_CHECK enum error_kind register_read_row(struct importer *importer, const struct sheet_row *row,
                                             struct error *err);

#endif
