#include "store/store_row.h"

#include <string.h>

struct text row_copy(struct statement *row, int column, struct arena *arena)
{
    struct text text = column_text(row, column);
    return arena == NULL ? text : text_copy(text, arena);
}

enum error_kind row_step_found(struct statement *statement, const char *code, const char *message,
                               struct error *err)
{
    bool row;
    TRY(statement_step(statement, &row, err));
    return row ? OK : error_set(err, ERROR_NOT_FOUND, code, "%s", message);
}

void *row_grow(struct arena *arena, const void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) {
        return (void *)items;
    }
    size_t larger = *capacity == 0 ? 16 : *capacity * 2;
    char *grown = arena_alloc_array(arena, larger, size);
    if (count > 0) {
        memcpy(grown, items, count * size);
    }
    *capacity = larger;
    return grown;
}
