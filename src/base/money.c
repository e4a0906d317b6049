#include "base/money.h"

#include <stdio.h>
#include <string.h>

enum error_kind money_add(struct money a, struct money b, struct money *sum_out, struct error *err)
{
    int64_t cents;
    if (__builtin_add_overflow(a.cents, b.cents, &cents)) {
        return error_set(err, ERROR_LIMIT, "money.overflow", "the sum is too large to be money");
    }
    sum_out->cents = cents;
    return OK;
}

static enum error_kind bad_format(struct text text, struct error *err)
{
    return error_set(err, ERROR_INVALID, "money.format", "\"%.*s\" is not an amount of money",
                     (int)(text.length < 40 ? text.length : 40), text.data);
}

enum error_kind money_parse(struct text text, int64_t cents_per_unit, struct money *money_out,
                            struct error *err)
{
    struct text rest = text_trim(text);
    int64_t cents = 0, scale = 0; /* scale: cents of one unit of the current fraction digit */
    bool digits = false, negative = false;

    for (size_t offset = 0; offset < rest.length;) {
        size_t at = offset;
        uint32_t character = text_next_character(rest, &offset);
        if (character >= 0xFF10 && character <= 0xFF19) {
            character = character - 0xFF10 + '0';
        }
        if (character == '-' && at == 0) {
            negative = true;
        } else if ((character == ',' || character == 0xFF0C) && digits && scale == 0) {
            continue;
        } else if (character == '.' && scale == 0) {
            scale = cents_per_unit;
        } else if (character < '0' || character > '9') {
            return bad_format(text, err);
        } else if (scale == 0) {
            int64_t digit_cents = (int64_t)(character - '0') * cents_per_unit;
            digits = true;
            if (__builtin_mul_overflow(cents, 10, &cents) ||
                __builtin_add_overflow(cents, digit_cents, &cents)) {
                return error_set(err, ERROR_LIMIT, "money.overflow", "\"%.*s\" is too large",
                                 (int)(text.length < 40 ? text.length : 40), text.data);
            }
        } else {
            digits = true;
            if (scale % 10 != 0 && character != '0') {
                return error_set(err, ERROR_INVALID, "money.fraction",
                                 "\"%.*s\" is finer than one cent",
                                 (int)(text.length < 40 ? text.length : 40), text.data);
            }
            if (scale % 10 == 0) {
                scale /= 10;
            }
            if (__builtin_add_overflow(cents, (int64_t)(character - '0') * scale, &cents)) {
                return error_set(err, ERROR_LIMIT, "money.overflow", "the amount is too large");
            }
        }
    }
    if (!digits) {
        return bad_format(text, err);
    }
    if (negative && cents != 0) {
        return error_set(err, ERROR_INVALID, "money.negative",
                         "an amount is 0 or more, not \"%.*s\"",
                         (int)(text.length < 40 ? text.length : 40), text.data);
    }
    money_out->cents = cents;
    return OK;
}

char *money_format_wan(struct money money, char buffer[MONEY_TEXT_SIZE])
{
    enum { FRACTION_DIGITS = 6 };
    uint64_t cents = money.cents < 0 ? -(uint64_t)money.cents : (uint64_t)money.cents;
    uint64_t whole = cents / MONEY_CENTS_PER_WAN, fraction = cents % MONEY_CENTS_PER_WAN;
    char digits[MONEY_TEXT_SIZE];
    size_t at = sizeof digits;
    /* By hand: a page of the register prints two hundred amounts. From the right; zeros at the end of
     * the fraction are left out. */
    for (int i = 0; i < FRACTION_DIGITS; i++, fraction /= 10) {
        if (fraction % 10 != 0 || at < sizeof digits) {
            digits[--at] = (char)('0' + fraction % 10);
        }
    }
    if (at < sizeof digits) {
        digits[--at] = '.';
    }
    do {
        digits[--at] = (char)('0' + whole % 10);
        whole /= 10;
    } while (whole > 0);
    if (money.cents < 0) {
        digits[--at] = '-';
    }
    memcpy(buffer, digits + at, sizeof digits - at);
    buffer[sizeof digits - at] = '\0';
    return buffer;
}
