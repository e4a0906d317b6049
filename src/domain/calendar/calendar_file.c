/* Reading calendar and season files. */
#include "domain/calendar/calendar.h"

#include "base/json.h"

#include <stdlib.h>

enum { FILE_MAX = 4 << 20 };

static enum error_kind bad_file(const char *what, struct error *err)
{
    return error_set(err, ERROR_INVALID, "calendar.file", "the calendar file: %s", what);
}

static int compare_days(const void *a, const void *b)
{
    return date_compare(((const struct calendar_day *)a)->day,
                        ((const struct calendar_day *)b)->day);
}

static enum error_kind read_list(const struct json_value *year, const char *key, bool working,
                                 int number, struct calendar_day *days, size_t *count,
                                 struct error *err)
{
    const struct json_value *list = NULL;
    TRY(json_get_array(year, key, true, &list, err));
    for (size_t i = 0; i < list->count; i++) {
        struct date day;
        if (list->items[i].kind != JSON_TEXT) {
            return bad_file("a day is a text such as \"2020-01-24\"", err);
        }
        TRY(date_parse(list->items[i].text, &day, err));
        if (date_year(day) != number) {
            return error_set(err, ERROR_INVALID, "calendar.file", "%.*s stands under the year %d",
                             TEXT_ARGS(list->items[i].text), number);
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

static enum error_kind read_version(const struct json_value *value, struct arena *arena,
                                    struct calendar_version *out, struct error *err)
{
    const struct json_value *years = json_find(value, "years");
    TRY(json_get_date(value, "published_on", true, &out->published_on, err));
    if (years == NULL || years->kind != JSON_OBJECT) {
        return bad_file("a version has \"years\"", err);
    }
    int *numbers = ARENA_ARRAY(arena, int, years->count);
    struct calendar_day *days = ARENA_ARRAY(arena, struct calendar_day, count_days(years));
    for (size_t i = 0; i < years->count; i++) {
        int64_t number;
        if (!text_parse_int64(years->keys[i], &number) || number < 1949 || number > 2200) {
            return bad_file("a year is a number such as \"2020\"", err);
        }
        numbers[i] = (int)number;
        TRY(read_list(&years->items[i], "off", false, numbers[i], days, &out->day_count, err));
        TRY(read_list(&years->items[i], "work", true, numbers[i], days, &out->day_count, err));
    }
    qsort(days, out->day_count, sizeof *days, compare_days);
    for (size_t i = 1; i < out->day_count; i++) {
        if (date_compare(days[i - 1].day, days[i].day) == 0) {
            char day[DATE_TEXT_SIZE];
            return error_set(err, ERROR_INVALID, "calendar.file", "%s stands there twice",
                             date_format(days[i].day, day));
        }
    }
    out->years = numbers;
    out->year_count = years->count;
    out->days = days;
    return OK;
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

/* --- seasons ---------------------------------------------------------------------------------- */

static const char *const work_names[WORK_KIND_COUNT] = {
    [WORK_EARTH] = "earth",         [WORK_CONCRETE] = "concrete", [WORK_OUTDOOR] = "outdoor",
    [WORK_ROAD] = "road",           [WORK_STEEL] = "steel",       [WORK_INDOOR] = "indoor",
    [WORK_EQUIPMENT] = "equipment",
};
static const char *const season_names[] = {
    [SEASON_NORMAL] = "normal", [SEASON_WINTER] = "winter", [SEASON_CLOSED] = "closed"};

const char *work_kind_name(enum work_kind kind)
{
    return work_names[kind];
}

const char *season_kind_name(enum season_kind kind)
{
    return season_names[kind];
}

/* "04-20" as 420, or 0. */
static int read_month_day(struct text text)
{
    int64_t month, day;
    if (text.length != 5 || text.data[2] != '-' ||
        !text_parse_int64(text_slice(text, 0, 2), &month) ||
        !text_parse_int64(text_slice(text, 3, 5), &day) ||
        !date_is_valid(2020, (int)month, (int)day)) {
        return 0;
    }
    return (int)(month * 100 + day);
}

static enum error_kind read_window(const struct json_value *value, struct season_window *out,
                                   struct error *err)
{
    struct text kind = TEXT(""), from = TEXT(""), to = TEXT("");
    TRY(json_get_text(value, "kind", true, &kind, err));
    TRY(json_get_text(value, "from", true, &from, err));
    TRY(json_get_text(value, "to", true, &to, err));
    *out = (struct season_window){SEASON_NORMAL, read_month_day(from), read_month_day(to)};
    if (text_is_equal(kind, TEXT("winter"))) {
        out->kind = SEASON_WINTER;
    } else if (text_is_equal(kind, TEXT("closed"))) {
        out->kind = SEASON_CLOSED;
    } else if (!text_is_equal(kind, TEXT("normal"))) {
        return error_set(err, ERROR_INVALID, "season.file",
                         "a window is normal, winter or closed, not \"%.*s\"", TEXT_ARGS(kind));
    }
    if (out->from == 0 || out->to == 0 || out->from > out->to) {
        return error_set(err, ERROR_INVALID, "season.file",
                         "a window goes from MM-DD to MM-DD within a year, not %.*s to %.*s",
                         TEXT_ARGS(from), TEXT_ARGS(to));
    }
    return OK;
}

static int find_work(struct text name)
{
    for (int w = 0; w < WORK_KIND_COUNT; w++) {
        if (text_is_equal(name, text_of(work_names[w]))) {
            return w;
        }
    }
    return -1;
}

static enum error_kind unknown_work(struct text name, struct error *err)
{
    return error_set(err, ERROR_INVALID, "season.file", "there is no kind of work \"%.*s\"",
                     (int)(name.length < 60 ? name.length : 60), name.data);
}

/* A misspelt kind of work would silently have no season. */
static enum error_kind check_works(const struct json_value *works, struct error *err)
{
    if (works == NULL || works->kind != JSON_OBJECT) {
        return error_set(err, ERROR_INVALID, "season.file", "a season file has \"works\"");
    }
    for (size_t i = 0; i < works->count; i++) {
        if (find_work(works->keys[i]) < 0) {
            return unknown_work(works->keys[i], err);
        }
    }
    return OK;
}

static enum error_kind read_follows_thaw(const struct json_value *root, struct seasons *seasons,
                                         struct error *err)
{
    const struct json_value *names = NULL;
    TRY(json_get_array(root, "follow_thaw", false, &names, err));
    for (size_t i = 0; names != NULL && i < names->count; i++) {
        struct text name = names->items[i].kind == JSON_TEXT ? names->items[i].text : TEXT("");
        int work = find_work(name);
        if (work < 0) {
            return unknown_work(name, err);
        }
        seasons->follows_thaw[work] = true;
    }
    return OK;
}

enum error_kind seasons_read(struct text bytes, struct arena *arena, struct seasons *out,
                             struct error *err)
{
    const struct json_value *root;
    struct seasons seasons = {.id = TEXT("")};
    TRY(json_read(bytes, FILE_MAX, arena, &root, err));
    TRY(json_get_text(root, "id", true, &seasons.id, err));
    const struct json_value *works = json_find(root, "works");
    TRY(check_works(works, err));
    TRY(read_follows_thaw(root, &seasons, err));
    for (int w = 0; w < WORK_KIND_COUNT; w++) {
        const struct json_value *list = NULL;
        TRY(json_get_array(works, work_names[w], false, &list, err));
        if (list == NULL) {
            continue;
        }
        struct season_window *windows = ARENA_ARRAY(arena, struct season_window, list->count);
        for (size_t i = 0; i < list->count; i++) {
            TRY(read_window(&list->items[i], &windows[i], err));
            if (i > 0 && windows[i].from <= windows[i - 1].to) {
                return error_set(err, ERROR_INVALID, "season.file",
                                 "the windows of %s overlap or are out of order", work_names[w]);
            }
        }
        seasons.windows[w] = windows;
        seasons.window_counts[w] = list->count;
    }
    *out = seasons;
    return OK;
}

/* The kind of the last window that ends before `month_day` and is not normal: winter, if there is
 * none. */
static enum season_kind before_spring(const struct seasons *seasons, enum work_kind work,
                                      int month_day)
{
    enum season_kind kind = SEASON_WINTER;
    for (size_t i = 0; i < seasons->window_counts[work]; i++) {
        const struct season_window *window = &seasons->windows[work][i];
        if (window->to < month_day && window->kind != SEASON_NORMAL) {
            kind = window->kind;
        }
    }
    return kind;
}

enum season_kind season_of(const struct seasons *seasons, enum work_kind work, struct date day,
                           struct date thaw)
{
    int year, month, number;
    date_split(day, &year, &month, &number);
    int month_day = month * 100 + number;
    bool moved =
        seasons->follows_thaw[work] && month < 7 && !date_is_none(thaw) && date_year(thaw) == year;
    if (moved && date_compare(day, thaw) >= 0) {
        return SEASON_NORMAL;
    }
    enum season_kind kind = SEASON_NORMAL;
    for (size_t i = 0; i < seasons->window_counts[work]; i++) {
        const struct season_window *window = &seasons->windows[work][i];
        if (month_day >= window->from && month_day <= window->to) {
            kind = window->kind;
        }
    }
    return moved && kind == SEASON_NORMAL ? before_spring(seasons, work, month_day) : kind;
}

uint8_t *season_days(const struct seasons *seasons, enum work_kind work, bool winter_measures,
                     struct date thaw, struct date from, struct date to, struct arena *arena)
{
    int32_t count = to.day_number - from.day_number + 1;
    uint8_t *days = ARENA_ARRAY(arena, uint8_t, count);
    for (int32_t i = 0; i < count; i++) {
        enum season_kind kind = season_of(seasons, work, date_add_days(from, i), thaw);
        days[i] = kind == SEASON_NORMAL || (winter_measures && kind == SEASON_WINTER);
    }
    return days;
}
