/* A text file as an officer uploads it: rows from bytes, and a list of projects from rows. */
#include "exchange/csv_read.h"
#include "exchange/register_import.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct register_division divisions[] = {{{"230102", 6}, {"道里区", 9}}};
static const struct register_import_options options = {divisions, 1, 2020};

static enum error_kind check_row(void *context, const struct sheet_row *row, struct error *err)
{
    (void)err;
    long *before = context;
    if (row->number <= *before || row->count == 0) {
        abort();
    }
    *before = row->number;
    for (size_t i = 0; i < row->count; i++) {
        if (row->cells[i].text.length == 0 || !text_is_utf8(row->cells[i].text)) {
            abort();
        }
    }
    return OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA arena = {0};
    const struct text bytes = {(const char *)data, size};
    struct register_list list;
    struct error err = {0};
    long row = 0;
    enum error_kind kind = csv_read_rows(bytes, &arena, check_row, &row, &err);
    if (kind != OK && (err.kind != kind || !text_is_utf8(text_of(err.message)))) {
        abort();
    }
    if (register_import(bytes, &options, &arena, &list, &err) == OK &&
        list.row_count + list.refused_count == 0 && list.data_rows > 0) {
        abort();
    }
    return 0;
}
