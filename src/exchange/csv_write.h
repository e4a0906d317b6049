/* src/exchange/csv_write.h: one value of a CSV file (RFC 4180). */
#ifndef KAIGONG_EXCHANGE_CSV_WRITE_H
#define KAIGONG_EXCHANGE_CSV_WRITE_H

#include "base/text.h"

#include <stdio.h>

/* Writes `value`, in quotation marks where a reader would need them. */
void csv_write_value(FILE *file, struct text value);

#endif
