#include "report/calendar_report.h"

#include <stdlib.h>
#include <string.h>

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
