/* src/base/money.h: exact amounts of yuan. Whole cents (分); 1 万元 is 1,000,000 cents. */
#ifndef KAIGONG_BASE_MONEY_H
#define KAIGONG_BASE_MONEY_H

#include "base/error.h"
#include "base/text.h"

#include <stdint.h>

struct money {
    int64_t cents;
};

enum { MONEY_CENTS_PER_WAN = 1000000 };

/* Errors      ERROR_LIMIT money.overflow */
MUST_CHECK enum error_kind money_add(struct money a, struct money b, struct money *sum_out,
                                     struct error *err);

/* A decimal number of units: "15,700", "1.57", "３"; grouping commas and full-width digits allowed.
 *
 * cents_per_unit  100 元, 1000000 万元, 10000000000 亿元
 * Errors          ERROR_INVALID money.format     not a decimal number
 *                 ERROR_INVALID money.negative   below zero
 *                 ERROR_INVALID money.fraction   finer than one cent
 *                 ERROR_LIMIT   money.overflow */
MUST_CHECK enum error_kind money_parse(struct text text, int64_t cents_per_unit,
                                       struct money *money_out, struct error *err);

enum { MONEY_TEXT_SIZE = 32 };
/* In 万元 without trailing zeros: "15700", "0.5". */
char *money_format_wan(struct money money, char buffer[MONEY_TEXT_SIZE]);

#endif
