#include "base/date.h"

#include <assert.h>
#include <stdio.h>

/* Days before the civil date, by the era of 400 years that starts on 1 March. */
static int32_t days_from_civil(int year, int month, int day)
{
    year -= month <= 2;
    int era = (year >= 0 ? year : year - 399) / 400;
    int year_of_era = year - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool date_is_valid(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days_in_month(year, month);
}

struct date date_of(int year, int month, int day)
{
    assert(date_is_valid(year, month, day));
    return (struct date){days_from_civil(year, month, day)};
}

void date_split(struct date date, int *year_out, int *month_out, int *day_out)
{
    int days = date.day_number + 719468;
    int era = (days >= 0 ? days : days - 146096) / 146097;
    int day_of_era = days - era * 146097;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted_month = (5 * day_of_year + 2) / 153;
    *day_out = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    *month_out = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    *year_out = year_of_era + era * 400 + (*month_out <= 2);
}

int date_year(struct date date)
{
    int year, month, day;
    date_split(date, &year, &month, &day);
    return year;
}

int date_weekday(struct date date)
{
    int weekday = (date.day_number + 3) % 7; /* 1970-01-01 was a Thursday */
    return weekday < 0 ? weekday + 7 : weekday;
}

struct date date_add_days(struct date date, int days)
{
    return (struct date){date.day_number + days};
}

struct date date_add_months(struct date date, int months)
{
    int year, month, day;
    date_split(date, &year, &month, &day);
    int index = year * 12 + month - 1 + months;
    year = index / 12;
    month = index % 12 + 1;
    int last = days_in_month(year, month);
    return date_of(year, month, day < last ? day : last);
}

int date_compare(struct date a, struct date b)
{
    return (a.day_number > b.day_number) - (a.day_number < b.day_number);
}

enum error_kind date_parse(struct text text, struct date *date_out, struct error *err)
{
    int fields[3] = {0, 0, 0};
    bool shaped = text.length == 10 && text.data[4] == '-' && text.data[7] == '-';
    for (size_t i = 0; shaped && i < text.length; i++) {
        if (i == 4 || i == 7) {
            continue;
        }
        int digit = text.data[i] - '0';
        shaped = digit >= 0 && digit <= 9;
        int *field = &fields[i < 4 ? 0 : i < 7 ? 1 : 2];
        *field = *field * 10 + digit;
    }
    if (!shaped) {
        return error_set(err, ERROR_INVALID, "date.format",
                         "a day is written 2020-03-12, not \"%.*s\"",
                         (int)(text.length < 40 ? text.length : 40), text.data);
    }
    if (!date_is_valid(fields[0], fields[1], fields[2])) {
        return error_set(err, ERROR_INVALID, "date.day", "there is no day %.*s", TEXT_ARGS(text));
    }
    *date_out = date_of(fields[0], fields[1], fields[2]);
    return OK;
}

char *date_format(struct date date, char buffer[DATE_TEXT_SIZE])
{
    if (date_is_none(date)) {
        buffer[0] = '\0';
        return buffer;
    }
    int year, month, day;
    date_split(date, &year, &month, &day);
    assert(year >= 0 && year <= 9999);
    /* By hand: plans print hundreds of thousands of dates. */
    const int fields[] = {year / 100, year % 100, month, day};
    static const int places[] = {0, 2, 5, 8};
    for (int i = 0; i < 4; i++) {
        buffer[places[i]] = (char)('0' + fields[i] / 10);
        buffer[places[i] + 1] = (char)('0' + fields[i] % 10);
    }
    buffer[4] = buffer[7] = '-';
    buffer[DATE_TEXT_SIZE - 1] = '\0';
    return buffer;
}

struct date date_of_instant(int64_t microseconds, int offset_minutes)
{
    int64_t local = microseconds + (int64_t)offset_minutes * 60 * 1000000;
    int64_t day = local / 86400000000;
    return (struct date){(int32_t)(local % 86400000000 < 0 ? day - 1 : day)};
}

char *instant_format(int64_t microseconds, char buffer[INSTANT_TEXT_SIZE])
{
    struct date date = date_of_instant(microseconds, 0);
    int64_t rest = microseconds - (int64_t)date.day_number * 86400000000;
    char day[DATE_TEXT_SIZE];
    snprintf(buffer, INSTANT_TEXT_SIZE, "%sT%02u:%02u:%02u.%06uZ", date_format(date, day),
             (unsigned)(rest / 3600000000) % 100, (unsigned)(rest / 60000000 % 60),
             (unsigned)(rest / 1000000 % 60), (unsigned)(rest % 1000000));
    return buffer;
}
