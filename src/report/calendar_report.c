#include "report/calendar_report.h"

#include "base/asset.h"
#include "store/approval_store.h"

#include <stdlib.h>
#include <string.h>

/* --- loading ---------------------------------------------------------------------------------- */

struct loading {
    struct tx *tx;
    struct date as_of;
    struct arena *arena;
    struct calendar_book *book;
    struct division *divisions;
    size_t division_count;
    struct text city; /* code */
};

static struct text file_bytes(const char *path)
{
    const struct asset *file = asset_find(text_of(path));
    return (struct text){(const char *)file->bytes, file->size};
}

static enum error_kind read_body(const struct stored_calendar *stored, struct arena *arena,
                                 struct calendar_version *out, struct error *err)
{
    const struct json_value *years;
    *out =
        (struct calendar_version){.number = stored->version, .published_on = stored->published_on};
    TRY(json_read(stored->body, stored->body.length, arena, &years, err));
    return calendar_years_read(years, arena, out, err);
}

/* The versions of one scope: `count` rows in a row. */
static enum error_kind read_source(const struct stored_calendar *rows, size_t count,
                                   struct arena *arena, struct calendar_source *out,
                                   struct error *err)
{
    struct calendar_version *versions = ARENA_ARRAY(arena, struct calendar_version, count);
    for (size_t i = 0; i < count; i++) {
        TRY(read_body(&rows[i], arena, &versions[i], err));
    }
    *out = (struct calendar_source){rows[0].scope, versions, count, false};
    return OK;
}

/* Notices of the file and of the city, by the day of their publication; the city's own later. */
static void merge_nation(struct calendar_source *nation, const struct calendar_source *own,
                         struct arena *arena)
{
    size_t count = nation->version_count + own->version_count, f = 0, o = 0;
    struct calendar_version *merged = ARENA_ARRAY(arena, struct calendar_version, count);
    for (size_t i = 0; i < count; i++) {
        bool file = o == own->version_count ||
                    (f < nation->version_count && date_compare(nation->versions[f].published_on,
                                                               own->versions[o].published_on) <= 0);
        merged[i] = file ? nation->versions[f++] : own->versions[o++];
    }
    nation->versions = merged;
    nation->version_count = count;
}

static int compare_sources(const void *a, const void *b)
{
    const struct calendar_scope *left = &((const struct book_source *)a)->scope;
    const struct calendar_scope *right = &((const struct book_source *)b)->scope;
    return left->kind != right->kind ? (int)left->kind - (int)right->kind
                                     : text_compare(left->id, right->id);
}

static enum error_kind load_sources(struct loading *loading, struct text project, struct error *err)
{
    struct calendar_book *book = loading->book;
    struct stored_calendar *rows;
    size_t count;
    TRY(calendar_source_read(file_bytes("data/calendars/cn.json"), loading->arena, &book->nation,
                             err));
    TRY(calendar_store_list(loading->tx, TEXT(""), loading->as_of, loading->arena, &rows, &count,
                            err));
    struct book_source *sources = ARENA_ARRAY(loading->arena, struct book_source, count);
    for (size_t first = 0, next; first < count; first = next) {
        struct book_source one;
        for (next = first + 1;
             next < count && text_is_equal(rows[next].scope, rows[first].scope);) {
            next++;
        }
        if (!calendar_scope_parse(rows[first].scope, &one.scope) ||
            (one.scope.kind == SCOPE_OF_PROJECT && project.length > 0 &&
             !text_is_equal(one.scope.id, project))) {
            continue;
        }
        TRY(read_source(&rows[first], next - first, loading->arena, &one.source, err));
        if (one.scope.kind == SCOPE_OF_NATION) {
            merge_nation(&book->nation, &one.source, loading->arena);
        } else if (one.scope.kind == SCOPE_OF_CITY) {
            book->city = one.source;
        } else {
            sources[book->source_count++] = one;
        }
    }
    qsort(sources, book->source_count, sizeof *sources, compare_sources);
    book->sources = sources;
    book->nation.first_stands_in = true;
    return OK;
}

/* Applies what is stored of a division to its seasons; returns whether there was anything. */
static enum error_kind apply_seasons(struct loading *loading, struct text division,
                                     const struct stored_season *rows, size_t row_count,
                                     const struct stored_thaw *thaws, size_t thaw_count,
                                     struct seasons *seasons, bool *own_out, struct error *err)
{
    struct date *days = ARENA_ARRAY(loading->arena, struct date, seasons->thaw_count + thaw_count);
    size_t day_count = 0;
    *own_out = false;
    for (size_t i = 0; i < row_count; i++) {
        const struct json_value *windows;
        enum work_kind work;
        if (!text_is_equal(rows[i].division, division) || !work_kind_parse(rows[i].work, &work)) {
            continue;
        }
        TRY(json_read(rows[i].windows, rows[i].windows.length, loading->arena, &windows, err));
        TRY(season_windows_read(windows, work, loading->arena, seasons, err));
        seasons->follows_thaw[work] = rows[i].follows_thaw;
        *own_out = true;
    }
    for (size_t i = 0; i < seasons->thaw_count; i++) {
        days[day_count++] = seasons->thaws[i]; /* the city's, until the division has its own */
    }
    for (size_t i = 0; i < thaw_count; i++) {
        size_t place = 0;
        if (!text_is_equal(thaws[i].division, division)) {
            continue;
        }
        while (place < day_count && date_year(days[place]) != (int)thaws[i].year) {
            place++;
        }
        if (!date_is_none(thaws[i].day)) {
            days[place] = thaws[i].day;
            day_count += place == day_count;
        } else if (place < day_count) {
            days[place] = days[--day_count];
        }
        *own_out = true;
    }
    seasons->thaws = days;
    seasons->thaw_count = day_count;
    return OK;
}

static enum error_kind load_seasons(struct loading *loading, struct error *err)
{
    struct calendar_book *book = loading->book;
    struct seasons *city = ARENA_NEW(loading->arena, struct seasons);
    struct book_season *own =
        ARENA_ARRAY(loading->arena, struct book_season, loading->division_count);
    struct stored_season *rows;
    struct stored_thaw *thaws;
    size_t row_count, thaw_count;
    bool any;
    TRY(seasons_read(file_bytes("data/seasons/cn-northeast.json"), loading->arena, city, err));
    TRY(season_store_list(loading->tx, loading->as_of, loading->arena, &rows, &row_count, err));
    TRY(thaw_store_list(loading->tx, loading->as_of, loading->arena, &thaws, &thaw_count, err));
    TRY(apply_seasons(loading, loading->city, rows, row_count, thaws, thaw_count, city, &any, err));
    for (size_t i = 0; i < loading->division_count && row_count + thaw_count > 0; i++) {
        const struct division *division = &loading->divisions[i];
        struct book_season *season = &own[book->division_count];
        *season = (struct book_season){division->code, division->name_zh, division->name_en, *city};
        TRY(apply_seasons(loading, division->code, rows, row_count, thaws, thaw_count,
                          &season->seasons, &any, err));
        book->division_count += any && !text_is_equal(division->code, loading->city);
    }
    book->seasons = city;
    book->divisions = own;
    return OK;
}

static enum error_kind load_disruptions(struct loading *loading, struct error *err)
{
    struct stored_disruption *rows;
    size_t count;
    TRY(disruption_store_list(loading->tx, loading->as_of, loading->arena, &rows, &count, err));
    struct disruption *disruptions = ARENA_ARRAY(loading->arena, struct disruption, count);
    for (size_t i = 0; i < count; i++) {
        struct disruption *one = &disruptions[loading->book->disruption_count];
        *one = (struct disruption){
            .id = rows[i].id, .from = rows[i].from, .to = rows[i].to, .reason = rows[i].reason};
        if (!date_is_none(one->to) && disruption_scope_parse(rows[i].scope, &one->scope) &&
            disruption_stops_parse(rows[i].stops, &one->stops)) {
            loading->book->disruption_count++;
        }
    }
    loading->book->disruptions = disruptions;
    return OK;
}

enum error_kind calendar_report_load(struct tx *tx, struct text project, struct date as_of,
                                     struct arena *arena, struct calendar_book *book_out,
                                     struct error *err)
{
    struct loading loading = {.tx = tx, .as_of = as_of, .arena = arena, .book = book_out};
    *book_out = (struct calendar_book){.as_of = as_of};
    TRY(division_store_list(tx, arena, &loading.divisions, &loading.division_count, err));
    for (size_t i = 0; i < loading.division_count; i++) {
        if (text_is_equal(loading.divisions[i].kind, TEXT("city"))) {
            loading.city = loading.divisions[i].code;
        }
    }
    TRY(load_sources(&loading, project, err));
    TRY(load_seasons(&loading, err));
    return load_disruptions(&loading, err);
}

enum error_kind report_calendar(struct tx *tx, struct date as_of, struct date from, struct date to,
                                struct arena *arena, struct calendar *out, struct error *err)
{
    struct calendar_book book = {.as_of = as_of};
    struct loading loading = {.tx = tx, .as_of = as_of, .arena = arena, .book = &book};
    TRY(load_sources(&loading, TEXT("-"), err));
    const struct calendar_source sources[] = {book.nation, book.city};
    return calendar_build(sources, book.city.version_count > 0 ? 2 : 1, NULL, 0, as_of, from, to,
                          arena, out, err);
}

/* --- the days of a scope ---------------------------------------------------------------------- */

static bool is_span_of(const struct disruption *one, const struct calendar_view *view)
{
    return date_compare(one->to, view->from) >= 0 && date_compare(one->from, view->to) <= 0 &&
           (disruption_concerns(one, &view->place, false) ||
            disruption_concerns(one, &view->place, true));
}

static void write_disruptions(const struct calendar_book *book, const struct calendar_view *view,
                              struct json_writer *json)
{
    json_key(json, "disruptions");
    json_array_open(json);
    for (size_t i = 0; i < book->disruption_count; i++) {
        const struct disruption *one = &book->disruptions[i];
        if (is_span_of(one, view)) {
            json_object_open(json);
            json_member_int(json, "id", one->id);
            json_member_date(json, "from", one->from);
            json_member_date(json, "to", one->to);
            json_member_string(json, "stops", disruption_stops_name(one->stops));
            json_member_text(json, "reason", one->reason);
            json_object_close(json);
        }
    }
    json_array_close(json);
}

static void write_seasons_of(const struct seasons *seasons, enum work_kind work, struct date from,
                             struct date to, struct json_writer *json)
{
    enum season_kind kind = season_of(seasons, work, from);
    struct date begin = from;
    for (struct date day = from; date_compare(day, to) <= 0; day = date_add_days(day, 1)) {
        struct date next = date_add_days(day, 1);
        bool ends = date_compare(day, to) == 0 || season_of(seasons, work, next) != kind;
        if (ends) {
            json_object_open(json);
            json_member_string(json, "work", work_kind_name(work));
            json_member_string(json, "kind", season_kind_name(kind));
            json_member_date(json, "from", begin);
            json_member_date(json, "to", day);
            json_object_close(json);
            begin = next;
            kind = season_of(seasons, work, next);
        }
    }
}

static void write_seasons(const struct calendar_book *book, const struct calendar_view *view,
                          struct json_writer *json)
{
    const struct seasons *seasons = calendar_book_seasons(book, view->place.division);
    json_key(json, "seasons");
    json_array_open(json);
    for (int work = 0; work < WORK_KIND_COUNT; work++) {
        if (view->all_works || work == (int)view->work) {
            write_seasons_of(seasons, (enum work_kind)work, view->from, view->to, json);
        }
    }
    json_array_close(json);
}

static void write_layer(const struct calendar_book *book, const struct calendar_source *source,
                        const struct calendar_view *view, const char *scope,
                        struct json_writer *json)
{
    for (int year = date_year(view->from); year <= date_year(view->to); year++) {
        const struct calendar_version *version = calendar_source_version(source, year, book->as_of);
        for (size_t i = 0; version != NULL && i < version->day_count; i++) {
            const struct calendar_day *day = &version->days[i];
            if (date_year(day->day) == year && date_compare(day->day, view->from) >= 0 &&
                date_compare(day->day, view->to) <= 0) {
                json_object_open(json);
                json_member_date(json, "day", day->day);
                json_member_string(json, "scope", scope);
                json_member_int(json, "version", version->number);
                json_member_bool(json, "working", day->working);
                json_object_close(json);
            }
        }
    }
}

/* What each layer says of single days, the nation's first. */
static void write_exceptions(const struct calendar_book *book, const struct calendar_view *view,
                             struct json_writer *json)
{
    json_key(json, "exceptions");
    json_array_open(json);
    write_layer(book, &book->nation, view, "nation", json);
    write_layer(book, &book->city, view, "city", json);
    for (size_t i = 0; i < book->source_count; i++) {
        const struct book_source *source = &book->sources[i];
        if (source->scope.kind == SCOPE_OF_DEPARTMENT &&
            text_is_equal(source->scope.id, view->place.department)) {
            write_layer(book, &source->source, view, "department", json);
        } else if (source->scope.kind == SCOPE_OF_PROJECT &&
                   text_is_equal(source->scope.id, view->place.project)) {
            write_layer(book, &source->source, view, "project", json);
        }
    }
    json_array_close(json);
}

static void write_days(const struct calendar *calendar, const struct calendar_view *view,
                       bool working_weekends, struct json_writer *json)
{
    json_array_open(json);
    for (struct date day = view->from; date_compare(day, view->to) <= 0;
         day = date_add_days(day, 1)) {
        bool works = calendar_is_workday(calendar, day);
        if (working_weekends ? works && date_weekday(day) >= 5 : !works) {
            json_put_date(json, day);
        }
    }
    json_array_close(json);
}

enum error_kind calendar_report_write_days(const struct calendar_book *book,
                                           const struct calendar_view *view, struct arena *arena,
                                           struct json_writer *json, struct error *err)
{
    struct calendar calendar;
    TRY(calendar_book_days(book, &view->place, view->from, view->to, arena, &calendar, err));
    json_key(json, "off");
    write_days(&calendar, view, false, json);
    json_key(json, "make_up");
    write_days(&calendar, view, true, json);
    write_exceptions(book, view, json);
    write_seasons(book, view, json);
    write_disruptions(book, view, json);
    return OK;
}
