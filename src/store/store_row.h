/* src/store/store_row.h: small steps that every store module takes with the rows of a query. */
#ifndef KAIGONG_STORE_STORE_ROW_H
#define KAIGONG_STORE_STORE_ROW_H

#include "store/db.h"

/* A column's text, copied to the arena; without an arena it is borrowed until the next step. */
struct text row_copy(struct statement *row, int column, struct arena *arena);

/* Steps to the one row that has to be there.
 * Errors      ERROR_NOT_FOUND code   there is none */
MUST_CHECK enum error_kind row_step_found(struct statement *statement, const char *code,
                                          const char *message, struct error *err);

/* Room for one more item in a list that grows on the arena by doubling; the list, moved or not. */
void *row_grow(struct arena *arena, const void *items, size_t count, size_t *capacity, size_t size);

#endif
