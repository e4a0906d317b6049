/* src/base/date.h: days and instants.
 *
 * A day is a count from 1970-01-01 in the proleptic Gregorian calendar; an instant is UTC
 * microseconds since 1970. The city's time zone appears only in doors. */
#ifndef KAIGONG_BASE_DATE_H
#define KAIGONG_BASE_DATE_H

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct date {
    int32_t day_number; /* days since 1970-01-01 */
};

/* No day: an empty date column. Sorts after every real day. */
#define DATE_NONE ((struct date){INT32_MAX})

struct date date_of(int year, int month, int day); /* asserts that the day exists */
bool date_is_valid(int year, int month, int day);  /* years 1 to 9999 */
void date_split(struct date date, int *year_out, int *month_out, int *day_out);
int date_year(struct date date);
int date_weekday(struct date date); /* 0 = Monday ... 6 = Sunday */
struct date date_add_days(struct date date, int days);
struct date date_add_months(struct date date, int months); /* clipped to the month's last day */
int date_compare(struct date a, struct date b);
static inline bool date_is_none(struct date date)
{
    return date.day_number == INT32_MAX;
}

/* "2020-03-12", strictly.
 * Errors      ERROR_INVALID date.format   not YYYY-MM-DD
 *             ERROR_INVALID date.day      no such day, as 2020-02-31 */
MUST_CHECK enum error_kind date_parse(struct text text, struct date *date_out, struct error *err);

enum { DATE_TEXT_SIZE = 11 };
/* Writes "2020-03-12" and a NUL; "" for DATE_NONE. Returns `buffer`. */
char *date_format(struct date date, char buffer[DATE_TEXT_SIZE]);

/* The day of an instant in a zone that is `offset_minutes` ahead of UTC. */
struct date date_of_instant(int64_t microseconds, int offset_minutes);
enum { INSTANT_TEXT_SIZE = 28 };
/* "2020-04-01T10:00:00.000000Z" */
char *instant_format(int64_t microseconds, char buffer[INSTANT_TEXT_SIZE]);

#endif
