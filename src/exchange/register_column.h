/* src/exchange/register_column.h: what the headers of officials' lists mean. */
#ifndef KAIGONG_EXCHANGE_REGISTER_COLUMN_H
#define KAIGONG_EXCHANGE_REGISTER_COLUMN_H

#include "domain/programme/programme_list.h"

enum register_column {
    COLUMN_CODE,
    COLUMN_NAME,
    COLUMN_OWNER,
    COLUMN_OWNER_CODE,
    COLUMN_DIVISION,
    COLUMN_DIVISION_NAME,
    COLUMN_PLACE,
    COLUMN_SECTOR,
    COLUMN_TYPE,
    COLUMN_NATURE,
    COLUMN_TOTAL,
    COLUMN_ANNUAL_PLAN,
    COLUMN_PLANNED_START,
    COLUMN_PLANNED_FINISH,
    COLUMN_ACTUAL_START,
    COLUMN_PROBLEM,
    COLUMN_SOURCE,
    COLUMN_SERVICE_OFFICER,
    COLUMN_IGNORED, /* known and left out without a note: 序号, 状态 */
    COLUMN_COUNT,
    COLUMN_UNKNOWN = COLUMN_COUNT,
};

struct register_header {
    enum register_column column;
    int64_t cents_per_unit; /* of money, or 0 when the header does not say */
    int year;               /* that the header begins with, or 0 */
};

/* The header as our own export writes it. */
const char *register_column_zh(enum register_column column);
struct register_header register_column_find(struct text header, struct arena *arena);

/* Full-width letters, digits and signs made half-width; blanks of every kind left out. */
struct text register_fold(struct text text, struct arena *arena);
/* 亿元, 万元 or 元 at the end of a folded text, in cents; 0 when there is none. *length_out is the
 * unit's length in bytes. */
int64_t register_unit(struct text folded, size_t *length_out);

#endif
