/* Seasons of kinds of work: their files, windows and thaws. */
#include "domain/calendar/calendar.h"

#include "base/json.h"

#include <stdio.h>

enum { SEASON_FILE_MAX = 1 << 20 };

static const char *const work_names[WORK_KIND_COUNT] = {
    [WORK_EARTH] = "earth",         [WORK_CONCRETE] = "concrete", [WORK_OUTDOOR] = "outdoor",
    [WORK_ROAD] = "road",           [WORK_STEEL] = "steel",       [WORK_INDOOR] = "indoor",
    [WORK_EQUIPMENT] = "equipment",
};
static const char *const work_words_zh[WORK_KIND_COUNT] = {
    [WORK_EARTH] = "土方与基础",   [WORK_CONCRETE] = "混凝土与砌体", [WORK_OUTDOOR] = "室外装修",
    [WORK_ROAD] = "道路与沥青",    [WORK_STEEL] = "钢结构",          [WORK_INDOOR] = "室内施工",
    [WORK_EQUIPMENT] = "设备安装",
};
static const char *const season_names[] = {
    [SEASON_NORMAL] = "normal", [SEASON_WINTER] = "winter", [SEASON_CLOSED] = "closed"};

const char *work_kind_name(enum work_kind kind)
{
    return work_names[kind];
}

const char *work_kind_zh(enum work_kind kind)
{
    return work_words_zh[kind];
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

bool work_kind_parse(struct text text, enum work_kind *kind_out)
{
    int work = find_work(text);
    if (work >= 0) {
        *kind_out = (enum work_kind)work;
    }
    return work >= 0;
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

static enum error_kind read_windows(const struct json_value *list, enum work_kind work,
                                    struct season_window *windows, struct error *err)
{
    for (size_t i = 0; i < list->count; i++) {
        TRY(read_window(&list->items[i], &windows[i], err));
        if (i > 0 && windows[i].from <= windows[i - 1].to) {
            return error_set(err, ERROR_INVALID, "season.file",
                             "the windows of %s overlap or are out of order", work_names[work]);
        }
    }
    return OK;
}

enum error_kind season_windows_read(const struct json_value *list, enum work_kind work,
                                    struct arena *arena, struct seasons *seasons, struct error *err)
{
    if (list == NULL || list->kind != JSON_ARRAY) {
        error_set(err, ERROR_INVALID, "season.file", "the windows of a season are a list");
        return error_at_field(err, "windows");
    }
    struct season_window *windows = ARENA_ARRAY(arena, struct season_window, list->count);
    if (read_windows(list, work, windows, err) != OK) {
        return error_at_field(err, "windows");
    }
    seasons->windows[work] = windows;
    seasons->window_counts[work] = list->count;
    return OK;
}

static void write_month_day(struct json_writer *json, const char *key, int month_day)
{
    char text[16];
    snprintf(text, sizeof text, "%02d-%02d", month_day / 100, month_day % 100);
    json_member_string(json, key, text);
}

void season_windows_write(const struct seasons *seasons, enum work_kind work,
                          struct json_writer *json)
{
    json_array_open(json);
    for (size_t i = 0; i < seasons->window_counts[work]; i++) {
        const struct season_window *window = &seasons->windows[work][i];
        json_object_open(json);
        write_month_day(json, "from", window->from);
        json_member_string(json, "kind", season_names[window->kind]);
        write_month_day(json, "to", window->to);
        json_object_close(json);
    }
    json_array_close(json);
}

enum error_kind seasons_read(struct text bytes, struct arena *arena, struct seasons *out,
                             struct error *err)
{
    const struct json_value *root;
    struct seasons seasons = {.id = TEXT("")};
    TRY(json_read(bytes, SEASON_FILE_MAX, arena, &root, err));
    TRY(json_get_text(root, "id", true, &seasons.id, err));
    const struct json_value *works = json_find(root, "works");
    TRY(check_works(works, err));
    TRY(read_follows_thaw(root, &seasons, err));
    for (int w = 0; w < WORK_KIND_COUNT; w++) {
        const struct json_value *list = NULL;
        TRY(json_get_array(works, work_names[w], false, &list, err));
        if (list != NULL) {
            TRY(season_windows_read(list, (enum work_kind)w, arena, &seasons, err));
        }
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

struct date season_thaw(const struct seasons *seasons, int year)
{
    for (size_t i = 0; i < seasons->thaw_count; i++) {
        if (date_year(seasons->thaws[i]) == year) {
            return seasons->thaws[i];
        }
    }
    return DATE_NONE;
}

enum season_kind season_of(const struct seasons *seasons, enum work_kind work, struct date day)
{
    int year, month, number;
    date_split(day, &year, &month, &number);
    int month_day = month * 100 + number;
    struct date thaw =
        seasons->follows_thaw[work] && month < 7 ? season_thaw(seasons, year) : DATE_NONE;
    if (!date_is_none(thaw) && date_compare(day, thaw) >= 0) {
        return SEASON_NORMAL;
    }
    enum season_kind kind = SEASON_NORMAL;
    for (size_t i = 0; i < seasons->window_counts[work]; i++) {
        const struct season_window *window = &seasons->windows[work][i];
        if (month_day >= window->from && month_day <= window->to) {
            kind = window->kind;
        }
    }
    return !date_is_none(thaw) && kind == SEASON_NORMAL ? before_spring(seasons, work, month_day)
                                                        : kind;
}

uint8_t *season_days(const struct seasons *seasons, enum work_kind work, bool winter_measures,
                     struct date from, struct date to, struct arena *arena)
{
    int32_t count = to.day_number - from.day_number + 1;
    uint8_t *days = ARENA_ARRAY(arena, uint8_t, count);
    for (int32_t i = 0; i < count; i++) {
        enum season_kind kind = season_of(seasons, work, date_add_days(from, i));
        days[i] = kind == SEASON_NORMAL || (winter_measures && kind == SEASON_WINTER);
    }
    return days;
}
