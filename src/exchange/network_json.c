#include "exchange/network_json.h"

#include "base/json_scan.h"

#include <string.h>

/* A list that doubles on the arena. */
struct list {
    void *items;
    size_t count, capacity;
};

static void *list_add(struct list *list, size_t size, struct arena *arena)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 256 : list->capacity * 2;
        void *items = arena_alloc_array(arena, capacity, size);
        if (list->count > 0) {
            memcpy(items, list->items, list->count * size);
        }
        list->items = items;
        list->capacity = capacity;
    }
    return (char *)list->items + list->count++ * size;
}

struct calendar_row {
    struct text id;
    unsigned week;
    struct list off, work; /* struct date */
};

struct activity_row {
    struct text id, name, calendar;
    int32_t duration;
};

struct link_row {
    struct text from, to;
    int32_t lag;
    enum link_type type;
};

struct reader {
    struct json_scan scan;
    struct arena *arena;
    struct list calendars, activities, links;
    struct date start, finish;
    struct error *err;
};

static enum error_kind fault(struct reader *reader, const char *code, const char *what,
                             struct text value)
{
    return error_set(reader->err, ERROR_INVALID, code, "line %ld: %s \"%.*s\"",
                     json_scan_line(&reader->scan), what,
                     (int)(value.length < 80 ? value.length : 80), value.data);
}

/* Marks member number `bit` of an object as read. */
static enum error_kind once(struct reader *reader, unsigned *seen, int bit, struct text key)
{
    if ((*seen & 1u << bit) != 0) {
        return fault(reader, "json.double", "this member is there twice:", key);
    }
    *seen |= 1u << bit;
    return OK;
}

static int find_key(struct text key, const char *const *keys)
{
    for (int i = 0; keys[i] != NULL; i++) {
        if (key.length == strlen(keys[i]) && memcmp(key.data, keys[i], key.length) == 0) {
            return i;
        }
    }
    return -1;
}

/* The next member that is one of `keys`, its place in *which_out; -1 at the end of the object. */
static enum error_kind next_member(struct reader *reader, const char *const *keys, unsigned *seen,
                                   int *which_out)
{
    struct text key;
    bool more;
    for (;;) {
        TRY(json_scan_member(&reader->scan, &key, &more, reader->err));
        if (!more) {
            *which_out = -1;
            return OK;
        }
        int which = find_key(key, keys);
        if (which >= 0) {
            *which_out = which;
            return once(reader, seen, which, key);
        }
        TRY(json_scan_skip(&reader->scan, reader->err));
    }
}

static enum error_kind missing(struct reader *reader, const char *key)
{
    error_set(reader->err, ERROR_INVALID, "json.missing", "line %ld: the member \"%s\" is missing",
              json_scan_line(&reader->scan), key);
    return reader->err == NULL ? ERROR_INVALID : error_at_field(reader->err, key);
}

/* A text, or a number taken as the text of its digits. */
static enum error_kind read_id(struct reader *reader, struct text *id_out)
{
    if (json_scan_kind(&reader->scan) == JSON_INT) {
        int64_t value;
        const char *start = reader->scan.at;
        TRY(json_scan_int(&reader->scan, &value, reader->err));
        *id_out = (struct text){start, (size_t)(reader->scan.at - start)};
        return OK;
    }
    return json_scan_text(&reader->scan, id_out, reader->err);
}

static enum error_kind read_whole(struct reader *reader, int64_t low, int64_t high,
                                  const char *code, const char *what, int32_t *value_out)
{
    int64_t value;
    TRY(json_scan_int(&reader->scan, &value, reader->err));
    if (value < low || value > high) {
        return error_set(
            reader->err, ERROR_INVALID, code, "line %ld: %s is %lld to %lld working days, not %lld",
            json_scan_line(&reader->scan), what, (long long)low, (long long)high, (long long)value);
    }
    *value_out = (int32_t)value;
    return OK;
}

static enum error_kind read_day(struct reader *reader, struct date *day_out)
{
    struct text text;
    TRY(json_scan_text(&reader->scan, &text, reader->err));
    return date_parse(text, day_out, reader->err);
}

/* DATE_NONE for null. */
static enum error_kind read_anchor(struct reader *reader, struct date *day_out)
{
    if (json_scan_kind(&reader->scan) == JSON_NULL) {
        return json_scan_skip(&reader->scan, reader->err);
    }
    return read_day(reader, day_out);
}

static enum error_kind read_days(struct reader *reader, struct list *days)
{
    bool more;
    TRY(json_scan_array_open(&reader->scan, reader->err));
    for (;;) {
        struct date day;
        TRY(json_scan_item(&reader->scan, &more, reader->err));
        if (!more) {
            return OK;
        }
        TRY(read_day(reader, &day));
        *(struct date *)list_add(days, sizeof day, reader->arena) = day;
    }
}

static enum error_kind read_week(struct reader *reader, unsigned *week_out)
{
    unsigned week = 0;
    int count = 0;
    bool more;
    TRY(json_scan_array_open(&reader->scan, reader->err));
    for (;;) {
        int64_t number = 0;
        bool works;
        TRY(json_scan_item(&reader->scan, &more, reader->err));
        if (!more) {
            break;
        }
        if (json_scan_kind(&reader->scan) == JSON_BOOL) {
            TRY(json_scan_bool(&reader->scan, &works, reader->err));
        } else {
            TRY(json_scan_int(&reader->scan, &number, reader->err));
            works = number == 1;
        }
        if (count == 7 || number < 0 || number > 1) {
            return fault(reader, "network.week",
                         "a week is seven numbers 0 or 1, Monday first:", TEXT("week"));
        }
        week |= (unsigned)works << count++;
    }
    if (count != 7) {
        return fault(reader, "network.week",
                     "a week is seven numbers 0 or 1, Monday first:", TEXT("week"));
    }
    *week_out = week;
    return OK;
}

static enum error_kind read_calendar(struct reader *reader)
{
    static const char *const keys[] = {"id", "week", "off", "work", NULL};
    struct calendar_row *row = list_add(&reader->calendars, sizeof *row, reader->arena);
    unsigned seen = 0;
    int which;
    *row = (struct calendar_row){.week = 0x7f};
    TRY(json_scan_object_open(&reader->scan, reader->err));
    for (;;) {
        TRY(next_member(reader, keys, &seen, &which));
        switch (which) {
        case 0:
            TRY(read_id(reader, &row->id));
            break;
        case 1:
            TRY(read_week(reader, &row->week));
            break;
        case 2:
            TRY(read_days(reader, &row->off));
            break;
        case 3:
            TRY(read_days(reader, &row->work));
            break;
        default:
            return (seen & 1) == 0   ? missing(reader, "id")
                   : (seen & 2) == 0 ? missing(reader, "week")
                                     : OK;
        }
    }
}

static enum error_kind read_activity(struct reader *reader)
{
    static const char *const keys[] = {"id", "duration", "calendar", "name", NULL};
    struct activity_row *row = list_add(&reader->activities, sizeof *row, reader->arena);
    unsigned seen = 0;
    int which;
    *row = (struct activity_row){.duration = -1};
    TRY(json_scan_object_open(&reader->scan, reader->err));
    for (;;) {
        TRY(next_member(reader, keys, &seen, &which));
        switch (which) {
        case 0:
            TRY(read_id(reader, &row->id));
            break;
        case 1:
            TRY(read_whole(reader, 0, NETWORK_DURATION_MAX, "network.duration", "a duration",
                           &row->duration));
            break;
        case 2:
            TRY(read_id(reader, &row->calendar));
            break;
        case 3:
            TRY(json_scan_text(&reader->scan, &row->name, reader->err));
            break;
        default:
            return (seen & 1) == 0   ? missing(reader, "id")
                   : (seen & 2) == 0 ? missing(reader, "duration")
                                     : OK;
        }
    }
}

static enum error_kind read_link(struct reader *reader)
{
    static const char *const keys[] = {"from", "to", "type", "lag", NULL};
    struct link_row *row = list_add(&reader->links, sizeof *row, reader->arena);
    struct text type;
    unsigned seen = 0;
    int which;
    *row = (struct link_row){.type = LINK_FS};
    TRY(json_scan_object_open(&reader->scan, reader->err));
    for (;;) {
        TRY(next_member(reader, keys, &seen, &which));
        switch (which) {
        case 0:
            TRY(read_id(reader, &row->from));
            break;
        case 1:
            TRY(read_id(reader, &row->to));
            break;
        case 2:
            TRY(json_scan_text(&reader->scan, &type, reader->err));
            if (!link_type_parse(type, &row->type)) {
                return fault(reader, "network.type", "a link is FS, SS, FF or SF, not", type);
            }
            break;
        case 3:
            TRY(read_whole(reader, -NETWORK_LAG_MAX, NETWORK_LAG_MAX, "network.lag", "a lag",
                           &row->lag));
            break;
        default:
            return (seen & 1) == 0   ? missing(reader, "from")
                   : (seen & 2) == 0 ? missing(reader, "to")
                                     : OK;
        }
    }
}

static enum error_kind read_list(struct reader *reader, enum error_kind (*read)(struct reader *),
                                 const struct list *list, size_t max, const char *what)
{
    bool more;
    TRY(json_scan_array_open(&reader->scan, reader->err));
    for (;;) {
        TRY(json_scan_item(&reader->scan, &more, reader->err));
        if (!more) {
            return OK;
        }
        if (list->count == max) {
            return error_set(reader->err, ERROR_LIMIT, "network.too_large",
                             "a network has at most %zu %s", max, what);
        }
        TRY(read(reader));
    }
}

static enum error_kind read_document(struct reader *reader)
{
    static const char *const keys[] = {"calendars", "activities", "links", "start", "finish", NULL};
    unsigned seen = 0;
    int which;
    TRY(json_scan_object_open(&reader->scan, reader->err));
    for (;;) {
        TRY(next_member(reader, keys, &seen, &which));
        switch (which) {
        case 0:
            TRY(read_list(reader, read_calendar, &reader->calendars, NETWORK_JSON_CALENDARS_MAX,
                          "calendars"));
            break;
        case 1:
            TRY(read_list(reader, read_activity, &reader->activities, NETWORK_ACTIVITIES_MAX,
                          "activities"));
            break;
        case 2:
            TRY(read_list(reader, read_link, &reader->links, NETWORK_LINKS_MAX, "links"));
            break;
        case 3:
            TRY(read_anchor(reader, &reader->start));
            break;
        case 4:
            TRY(read_anchor(reader, &reader->finish));
            break;
        default:
            if ((seen & 2) == 0) {
                return missing(reader, "activities");
            }
            return json_scan_end(&reader->scan, reader->err);
        }
    }
}

/* Tables of the calendars; without any, one that works every day. */
static enum error_kind make_maps(struct reader *reader, struct network *network,
                                 struct id_table *table)
{
    const struct calendar_row *rows = reader->calendars.items;
    size_t count = reader->calendars.count;
    struct date anchor = date_is_none(reader->start) ? reader->finish : reader->start;
    struct daymap **maps = ARENA_ARRAY(reader->arena, struct daymap *, count + 1);
    struct text *ids = ARENA_ARRAY(reader->arena, struct text, count);

    for (size_t i = 0; i < count; i++) {
        ids[i] = rows[i].id;
        maps[i] = ARENA_NEW(reader->arena, struct daymap);
        daymap_init_week(maps[i], rows[i].id, rows[i].week, rows[i].off.items, rows[i].off.count,
                         rows[i].work.items, rows[i].work.count, anchor, reader->arena);
    }
    if (count == 0) {
        maps[0] = ARENA_NEW(reader->arena, struct daymap);
        daymap_init_week(maps[0], TEXT("every day"), 0x7f, NULL, 0, NULL, 0, anchor, reader->arena);
    }
    network->maps = maps;
    network->map_count = count == 0 ? 1 : count;
    long twice = id_table_init(table, ids, count, reader->arena);
    return twice < 0 ? OK
                     : error_set(reader->err, ERROR_INVALID, "network.double",
                                 "the calendar \"%.*s\" is there twice", TEXT_ARGS(ids[twice]));
}

static enum error_kind make_activities(struct reader *reader, const struct id_table *calendars,
                                       struct network *network, struct id_table *table)
{
    const struct activity_row *rows = reader->activities.items;
    size_t count = reader->activities.count;
    struct text *ids = ARENA_ARRAY(reader->arena, struct text, count);
    struct text *names = ARENA_ARRAY(reader->arena, struct text, count);
    int32_t *durations = ARENA_ARRAY(reader->arena, int32_t, count);
    int32_t *chosen = ARENA_ARRAY(reader->arena, int32_t, count);

    for (size_t i = 0; i < count; i++) {
        ids[i] = rows[i].id;
        names[i] = rows[i].name.data == NULL ? rows[i].id : rows[i].name;
        durations[i] = rows[i].duration;
        long calendar = rows[i].calendar.data != NULL ? id_table_find(calendars, rows[i].calendar)
                        : network->map_count == 1     ? 0
                                                      : -1;
        if (calendar < 0 && rows[i].calendar.data == NULL) {
            return error_set(reader->err, ERROR_INVALID, "network.calendar",
                             "activity \"%.*s\" names no calendar", TEXT_ARGS(ids[i]));
        }
        if (calendar < 0) {
            return error_set(reader->err, ERROR_INVALID, "network.calendar",
                             "activity \"%.*s\" names calendar \"%.*s\", which does not exist",
                             TEXT_ARGS(ids[i]), TEXT_ARGS(rows[i].calendar));
        }
        chosen[i] = (int32_t)calendar;
    }
    network->activity_count = count;
    network->ids = ids;
    network->names = names;
    network->durations = durations;
    network->calendars = chosen;
    long twice = id_table_init(table, ids, count, reader->arena);
    return twice < 0 ? OK
                     : error_set(reader->err, ERROR_INVALID, "network.double",
                                 "the activity \"%.*s\" is there twice", TEXT_ARGS(ids[twice]));
}

static enum error_kind find_end(struct reader *reader, const struct id_table *table, size_t link,
                                struct text id, int32_t *activity_out)
{
    long found = id_table_find(table, id);
    if (found < 0) {
        return error_set(reader->err, ERROR_INVALID, "network.link",
                         "link %zu names activity \"%.*s\", which does not exist", link + 1,
                         (int)(id.length < 80 ? id.length : 80), id.data);
    }
    *activity_out = (int32_t)found;
    return OK;
}

static enum error_kind make_links(struct reader *reader, const struct id_table *table,
                                  struct network *network)
{
    const struct link_row *rows = reader->links.items;
    size_t count = reader->links.count;
    int32_t *from = ARENA_ARRAY(reader->arena, int32_t, count);
    int32_t *to = ARENA_ARRAY(reader->arena, int32_t, count);
    int32_t *lag = ARENA_ARRAY(reader->arena, int32_t, count);
    uint8_t *type = ARENA_ARRAY(reader->arena, uint8_t, count);
    for (size_t i = 0; i < count; i++) {
        TRY(find_end(reader, table, i, rows[i].from, &from[i]));
        TRY(find_end(reader, table, i, rows[i].to, &to[i]));
        lag[i] = rows[i].lag;
        type[i] = (uint8_t)rows[i].type;
    }
    network->link_count = count;
    network->link_from = from;
    network->link_to = to;
    network->link_lag = lag;
    network->link_type = type;
    return OK;
}

enum error_kind network_json_read(struct text bytes, struct arena *arena,
                                  struct network *network_out, struct error *err)
{
    struct reader reader = {.arena = arena, .start = DATE_NONE, .finish = DATE_NONE, .err = err};
    struct network network = {0};
    struct id_table calendars, activities;

    if (bytes.length > NETWORK_JSON_MAX) {
        return error_set(err, ERROR_LIMIT, "json.too_long",
                         "the document has %zu bytes, at most %d are read", bytes.length,
                         NETWORK_JSON_MAX);
    }
    if (text_has_prefix(bytes, TEXT("\xEF\xBB\xBF"))) {
        bytes = text_slice(bytes, 3, bytes.length);
    }
    json_scan_init(&reader.scan, bytes, arena);
    TRY(read_document(&reader));
    network.start = reader.start;
    network.finish = reader.finish;
    if (date_is_none(network.start) && date_is_none(network.finish)) {
        return error_set(err, ERROR_INVALID, "network.anchor",
                         "a network needs a \"start\" or a \"finish\" day");
    }
    TRY(make_maps(&reader, &network, &calendars));
    TRY(make_activities(&reader, &calendars, &network, &activities));
    TRY(make_links(&reader, &activities, &network));
    TRY(network_check(&network, err));
    *network_out = network;
    return OK;
}
