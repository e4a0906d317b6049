/* Reading and writing calendar files. */
#include "domain/calendar/calendar.h"

#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>

enum { FILE_MAX = 4 << 20 };

static enum error_kind bad_file(const char *what, struct error *err)
{
    return error_set(err, ERROR_INVALID, "calendar.file", "the calendar file: %s", what);
}

/* Names a list of a year, "years.2020.off". */
static enum error_kind at_list(int year, const char *key, struct error *err)
{
    char field[40];
    snprintf(field, sizeof field, "years.%d.%s", year, key);
    return error_at_field(err, field);
}

static int compare_days(const void *a, const void *b)
{
    return date_compare(((const struct calendar_day *)a)->day,
                        ((const struct calendar_day *)b)->day);
}

static int compare_years(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static enum error_kind read_list(const struct json_value *year, const char *key, bool working,
                                 int number, struct calendar_day *days, size_t *count,
                                 struct error *err)
{
    const struct json_value *list = NULL;
    if (json_get_array(year, key, true, &list, err) != OK) {
        return at_list(number, key, err);
    }
    for (size_t i = 0; i < list->count; i++) {
        struct date day;
        if (list->items[i].kind != JSON_TEXT) {
            bad_file("a day is a text such as \"2020-01-24\"", err);
            return at_list(number, key, err);
        }
        if (date_parse(list->items[i].text, &day, err) != OK) {
            return at_list(number, key, err);
        }
        if (date_year(day) != number) {
            error_set(err, ERROR_INVALID, "calendar.file", "%.*s stands under the year %d",
                      TEXT_ARGS(list->items[i].text), number);
            return at_list(number, key, err);
        }
        days[(*count)++] = (struct calendar_day){day, working};
    }
    return OK;
}

static size_t count_days(const struct json_value *years)
{
    size_t count = 0;
    for (size_t i = 0; i < years->count; i++) {
        const struct json_value *off = json_find(&years->items[i], "off");
        const struct json_value *work = json_find(&years->items[i], "work");
        count += (off == NULL ? 0 : off->count) + (work == NULL ? 0 : work->count);
    }
    return count;
}

enum error_kind calendar_years_read(const struct json_value *years, struct arena *arena,
                                    struct calendar_version *version, struct error *err)
{
    if (years == NULL || years->kind != JSON_OBJECT) {
        bad_file("a version has \"years\"", err);
        return error_at_field(err, "years");
    }
    int *numbers = ARENA_ARRAY(arena, int, years->count);
    struct calendar_day *days = ARENA_ARRAY(arena, struct calendar_day, count_days(years));
    size_t count = 0;
    for (size_t i = 0; i < years->count; i++) {
        int64_t number;
        if (!text_parse_int64(years->keys[i], &number) || number < 1949 || number > 2200) {
            bad_file("a year is a number such as \"2020\"", err);
            return error_at_field(err, "years");
        }
        numbers[i] = (int)number;
        TRY(read_list(&years->items[i], "off", false, numbers[i], days, &count, err));
        TRY(read_list(&years->items[i], "work", true, numbers[i], days, &count, err));
    }
    qsort(numbers, years->count, sizeof *numbers, compare_years);
    for (size_t i = 1; i < years->count; i++) {
        if (numbers[i - 1] == numbers[i]) {
            bad_file("a year stands there twice", err);
            return error_at_field(err, "years");
        }
    }
    qsort(days, count, sizeof *days, compare_days);
    for (size_t i = 1; i < count; i++) {
        if (date_compare(days[i - 1].day, days[i].day) == 0) {
            char day[DATE_TEXT_SIZE];
            error_set(err, ERROR_INVALID, "calendar.file", "%s stands there twice",
                      date_format(days[i].day, day));
            return at_list(date_year(days[i].day), days[i].working ? "work" : "off", err);
        }
    }
    version->years = numbers;
    version->year_count = years->count;
    version->days = days;
    version->day_count = count;
    return OK;
}

static void write_days(const struct calendar_version *version, int year, const char *key,
                       bool working, struct json_writer *json)
{
    json_key(json, key);
    json_array_open(json);
    for (size_t i = 0; i < version->day_count; i++) {
        if (version->days[i].working == working && date_year(version->days[i].day) == year) {
            json_put_date(json, version->days[i].day);
        }
    }
    json_array_close(json);
}

void calendar_year_write(const struct calendar_version *version, int year, struct json_writer *json)
{
    json_object_open(json);
    write_days(version, year, "off", false, json);
    write_days(version, year, "work", true, json);
    json_object_close(json);
}

void calendar_years_write(const struct calendar_version *version, struct json_writer *json)
{
    json_object_open(json);
    for (size_t i = 0; i < version->year_count; i++) {
        char year[8];
        snprintf(year, sizeof year, "%04d", version->years[i] % 10000);
        json_key(json, year);
        calendar_year_write(version, version->years[i], json);
    }
    json_object_close(json);
}

static enum error_kind read_version(const struct json_value *value, struct arena *arena,
                                    struct calendar_version *out, struct error *err)
{
    TRY(json_get_date(value, "published_on", true, &out->published_on, err));
    return calendar_years_read(json_find(value, "years"), arena, out, err);
}

enum error_kind calendar_source_read(struct text bytes, struct arena *arena,
                                     struct calendar_source *out, struct error *err)
{
    const struct json_value *root, *versions = NULL;
    struct calendar_source source = {.id = TEXT("")};
    TRY(json_read(bytes, FILE_MAX, arena, &root, err));
    TRY(json_get_text(root, "id", true, &source.id, err));
    TRY(json_get_array(root, "versions", true, &versions, err));
    struct calendar_version *list = ARENA_ARRAY(arena, struct calendar_version, versions->count);
    for (size_t i = 0; i < versions->count; i++) {
        TRY(read_version(&versions->items[i], arena, &list[i], err));
        if (i > 0 && date_compare(list[i - 1].published_on, list[i].published_on) > 0) {
            return bad_file("versions stand in the order of their publication", err);
        }
    }
    source.versions = list;
    source.version_count = versions->count;
    *out = source;
    return OK;
}
