#include "report/planner_report.h"

#include "domain/network/lever.h"

enum {
    NAMES_MAX = 4096,
    DAYS_BEFORE = 400, /* of calendars that know every day */
    DAYS_AFTER = 1600,
};

struct writing {
    const struct forecast_report *report;
    struct json_writer *json;
    struct daymap *calendars[PLANNER_CALENDARS_MAX];
    size_t calendar_count;
    const struct plan_item *names[NAMES_MAX];
    size_t name_count;
};

/* --- calendars ----------------------------------------------------------------------------------- */

static int64_t place_of_calendar(const struct writing *w, const struct daymap *map)
{
    for (size_t i = 0; i < w->calendar_count; i++) {
        if (w->calendars[i] == map) {
            return (int64_t)i;
        }
    }
    return -1;
}

static enum error_kind note_calendar(struct writing *w, struct daymap *map, struct error *err)
{
    if (map == NULL || place_of_calendar(w, map) >= 0) {
        return OK;
    }
    if (w->calendar_count == PLANNER_CALENDARS_MAX) {
        return error_set(err, ERROR_LIMIT, "planner.calendars", "more than %d calendars",
                         PLANNER_CALENDARS_MAX);
    }
    w->calendars[w->calendar_count++] = map;
    return OK;
}

static enum error_kind note_calendars(struct writing *w, struct error *err)
{
    for (size_t p = 0; p < w->report->count; p++) {
        const struct project_plan *plan = w->report->rows[p].plan;
        if (plan == NULL) {
            continue;
        }
        const struct plan_calendars *calendars = &plan->request.calendars;
        TRY(note_calendar(w, calendars->working, err));
        TRY(note_calendar(w, calendars->natural, err));
        TRY(note_calendar(w, calendars->season, err));
        TRY(note_calendar(w, calendars->every, err));
        for (size_t i = 0; i < plan->request.item_count; i++) {
            TRY(note_calendar(w, plan->request.items[i].window, err));
            TRY(note_calendar(w, plan->request.items[i].clock, err));
        }
    }
    return OK;
}

static void put_calendar(const struct writing *w, const struct daymap *map)
{
    int32_t as_of = w->report->request.as_of.day_number;
    int32_t first = map->working != NULL ? map->first_day : as_of - DAYS_BEFORE;
    int32_t last = map->working != NULL ? map->last_day : as_of + DAYS_AFTER;
    json_put_int(w->json, first);
    json_put_int(w->json, last - first + 1);
    for (int32_t day = first; day <= last; day += 32) {
        uint32_t bits = 0;
        for (int32_t bit = 0; bit < 32 && day + bit <= last; bit++) {
            bits |= (uint32_t)daymap_is_working(map, (struct date){day + bit}) << bit;
        }
        json_put_int(w->json, (int32_t)bits);
    }
}

/* --- tables and projects ------------------------------------------------------------------------- */

static void put_table(const struct writing *w, const struct duration_source *source)
{
    int64_t pairs = 0;
    for (int d = 0; source->counts != NULL && d <= DURATION_CASE_DAYS; d++) {
        pairs += source->counts[d] > 0;
    }
    json_put_int(w->json, source->least);
    json_put_int(w->json, source->likely);
    json_put_int(w->json, source->most);
    json_put_int(w->json, DURATION_PRIOR_CASES);
    json_put_int(w->json, source->spent);
    json_put_int(w->json, pairs);
    for (int d = 0; source->counts != NULL && d <= DURATION_CASE_DAYS; d++) {
        if (source->counts[d] > 0) {
            json_put_int(w->json, d);
            json_put_int(w->json, source->counts[d]);
        }
    }
}

static int64_t flags_of(const struct plan_item *item)
{
    return (item->natural ? PLANNER_NATURAL : 0) | (item->market ? PLANNER_MARKET : 0) |
           (item->never_defer ? PLANNER_NEVER_DEFER : 0) |
           (item->may_tolerate ? PLANNER_TOLERATE : 0) | (item->may_commit ? PLANNER_COMMIT : 0) |
           (item->chosen ? PLANNER_CHOSEN : 0);
}

static void put_item(const struct writing *w, const struct plan_item *item,
                     const struct forecast_activity *drawn)
{
    const int64_t words[] = {
        item->duration,
        item->statutory,
        flags_of(item),
        item->accepted_on.day_number,
        item->decided_on.day_number,
        item->expected_on.day_number,
        place_of_calendar(w, item->window),
        place_of_calendar(w, item->clock),
        drawn->factor,
        drawn->quantiles,
        (int32_t)(uint32_t)drawn->identity,
        (int32_t)(uint32_t)(drawn->identity >> 32),
        (int64_t)item->prerequisite_count,
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        json_put_int(w->json, words[i]);
    }
    for (size_t i = 0; i < item->prerequisite_count; i++) {
        json_put_int(w->json, item->prerequisites[i].item);
        json_put_int(w->json, item->prerequisites[i].soft);
    }
}

static void put_request(const struct writing *w, const struct forecast_row *row)
{
    const struct plan_request *request = &row->plan->request;
    const struct plan_calendars *calendars = &request->calendars;
    const int64_t words[] = {
        HANDLING_PARALLEL,
        request->target_start.day_number,
        request->started_on.day_number,
        place_of_calendar(w, calendars->working),
        place_of_calendar(w, calendars->natural),
        place_of_calendar(w, calendars->season),
        calendars->every == NULL ? -1 : place_of_calendar(w, calendars->every),
        (int64_t)request->item_count,
        (int64_t)request->gate_all_count,
        (int64_t)request->gate_any_count,
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        json_put_int(w->json, words[i]);
    }
    for (size_t i = 0; i < request->item_count; i++) {
        put_item(w, &request->items[i], &row->drawn[i]);
    }
    for (size_t i = 0; i < request->gate_all_count; i++) {
        json_put_int(w->json, request->gate_all[i]);
    }
    for (size_t g = 0; g < request->gate_any_count; g++) {
        json_put_int(w->json, (int64_t)request->gate_any[g].count);
        for (size_t i = 0; i < request->gate_any[g].count; i++) {
            json_put_int(w->json, request->gate_any[g].items[i]);
        }
    }
}

/* What has started: no items, any calendar. */
static void put_started(const struct writing *w, const struct forecast_row *row)
{
    struct date day = date_is_none(row->started_on) ? w->report->request.as_of : row->started_on;
    const int64_t words[] = {
        HANDLING_PARALLEL, row->planned_start.day_number, day.day_number, 0, 0, 0, -1, 0, 0, 0};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        json_put_int(w->json, words[i]);
    }
}

static void put_words(const struct writing *w)
{
    const struct forecast_report *report = w->report;
    json_key(w->json, "words");
    json_array_open(w->json);
    json_put_int(w->json, PLANNER_WORDS_VERSION);
    json_put_int(w->json, report->request.as_of.day_number);
    json_put_int(w->json, report->input.horizon);
    json_put_int(w->json, report->request.by.day_number);
    json_put_int(w->json, report->request.seed);
    json_put_int(w->json, report->input.cause_weight);
    json_put_int(w->json, (int64_t)w->calendar_count);
    for (size_t i = 0; i < w->calendar_count; i++) {
        put_calendar(w, w->calendars[i]);
    }
    json_put_int(w->json, (int64_t)report->input.quantile_count);
    for (size_t i = 0; i < report->input.quantile_count; i++) {
        put_table(w, &report->sources[i]);
    }
    json_put_int(w->json, (int64_t)report->count);
    for (size_t p = 0; p < report->count; p++) {
        if (report->rows[p].plan == NULL) {
            put_started(w, &report->rows[p]);
        } else {
            put_request(w, &report->rows[p]);
        }
    }
    json_array_close(w->json);
}

/* --- names --------------------------------------------------------------------------------------- */

static bool has_same_names(const struct plan_item *a, const struct plan_item *b)
{
    return text_is_equal(a->id, b->id) && text_is_equal(a->name_zh, b->name_zh) &&
           text_is_equal(a->department, b->department);
}

static size_t place_of_name(struct writing *w, const struct plan_item *item)
{
    size_t place = 0;
    while (place < w->name_count && !has_same_names(w->names[place], item)) {
        place++;
    }
    if (place == w->name_count && place + 1 < NAMES_MAX) {
        w->names[w->name_count++] = item;
    }
    return place;
}

static void put_names(const struct writing *w)
{
    json_key(w->json, "items");
    json_array_open(w->json);
    for (size_t i = 0; i < w->name_count; i++) {
        json_object_open(w->json);
        json_member_text(w->json, "id", w->names[i]->id);
        json_member_text(w->json, "name_zh", w->names[i]->name_zh);
        json_member_text(w->json, "name_en", w->names[i]->name_en);
        json_member_text(w->json, "department_zh", w->names[i]->department_zh);
        json_member_text(w->json, "department_en", w->names[i]->department_en);
        json_object_close(w->json);
    }
    json_array_close(w->json);
}

static void put_projects(struct writing *w)
{
    json_key(w->json, "projects");
    json_array_open(w->json);
    for (size_t p = 0; p < w->report->count; p++) {
        const struct forecast_row *row = &w->report->rows[p];
        json_object_open(w->json);
        json_member_text(w->json, "code", row->code);
        json_member_text(w->json, "name", row->name);
        json_member_text(w->json, "division_zh", row->division_zh);
        json_member_text(w->json, "division_en", row->division_en);
        json_member_wan(w->json, "total_wan", row->total);
        json_member_date(w->json, "planned_start", row->planned_start);
        json_member_bool(w->json, "started", row->started);
        json_key(w->json, "items");
        json_array_open(w->json);
        for (size_t i = 0; row->plan != NULL && i < row->plan->request.item_count; i++) {
            json_put_int(w->json, (int64_t)place_of_name(w, &row->plan->request.items[i]));
        }
        json_array_close(w->json);
        json_object_close(w->json);
    }
    json_array_close(w->json);
}

static void put_levers(const struct writing *w)
{
    json_key(w->json, "levers");
    json_array_open(w->json);
    for (int i = 0; i < LEVER_COUNT; i++) {
        json_object_open(w->json);
        json_member_string(w->json, "id", lever_rules[i].id);
        json_member_string(w->json, "name_zh", lever_rules[i].name_zh);
        json_member_string(w->json, "name_en", lever_rules[i].name_en);
        json_member_int(w->json, "price", lever_rules[i].price);
        json_object_close(w->json);
    }
    json_array_close(w->json);
}

enum error_kind planner_report_write(const struct forecast_report *report, struct json_writer *json,
                                     struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct writing *w = ARENA_NEW(&arena, struct writing);
    w->report = report;
    w->json = json;
    TRY(note_calendars(w, err));
    json_object_open(json);
    json_member_date(json, "as_of", report->request.as_of);
    json_member_date(json, "by", report->request.by);
    json_member_bool(json, "synthetic", report->request.synthetic);
    json_key(json, "programme");
    json_object_open(json);
    json_member_text(json, "name", report->programme.name);
    json_member_int(json, "year", report->programme.year);
    json_object_close(json);
    json_member_int(json, "none", DATE_NONE.day_number);
    put_levers(w);
    put_projects(w);
    put_names(w);
    put_words(w);
    json_object_close(json);
    return OK;
}
