#include "store/calendar_book_store.h"

#include "base/asset.h"
#include "store/programme_store.h"

#include <stdlib.h>

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

enum error_kind calendar_book_store_load(struct tx *tx, struct text project, struct date as_of,
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

enum error_kind calendar_book_store_city(struct tx *tx, struct date as_of, struct date from,
                                         struct date to, struct arena *arena, struct calendar *out,
                                         struct error *err)
{
    struct calendar_book book = {.as_of = as_of};
    struct loading loading = {.tx = tx, .as_of = as_of, .arena = arena, .book = &book};
    TRY(load_sources(&loading, TEXT("-"), err));
    const struct calendar_source sources[] = {book.nation, book.city};
    return calendar_build(sources, book.city.version_count > 0 ? 2 : 1, NULL, 0, as_of, from, to,
                          arena, out, err);
}
