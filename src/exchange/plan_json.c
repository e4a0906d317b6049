#include "exchange/plan_json.h"

enum { SENTENCE_MAX = 1 << 20 };

static void add_csv_text(struct text_builder *out, struct text text)
{
    bool plain = true;
    for (size_t i = 0; i < text.length && plain; i++) {
        plain = text.data[i] != ',' && text.data[i] != '"' && text.data[i] != '\n' &&
                text.data[i] != '\r';
    }
    if (plain) {
        text_builder_add(out, text);
        return;
    }
    text_builder_add_byte(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '"') {
            text_builder_add_byte(out, '"');
        }
        text_builder_add_byte(out, text.data[i]);
    }
    text_builder_add_byte(out, '"');
}

/* A row's words come from whoever wrote the network: text that a spreadsheet would take for a
 * formula gets an apostrophe. */
static void add_csv_name(struct text_builder *out, struct text text)
{
    if (text.length > 0 && (text.data[0] == '=' || text.data[0] == '+' || text.data[0] == '@' ||
                            text.data[0] == '\t' || text.data[0] == '-')) {
        text_builder_add_byte(out, '\'');
    }
    add_csv_text(out, text);
}

static void add_csv_date(struct text_builder *out, struct date date)
{
    char buffer[DATE_TEXT_SIZE];
    text_builder_add(out, text_of(date_format(date, buffer)));
    text_builder_add_byte(out, ',');
}

static void add_csv_dates(struct text_builder *out, const struct plan_dates *dates)
{
    add_csv_date(out, dates->early_start);
    add_csv_date(out, dates->early_finish);
    add_csv_date(out, dates->late_start);
    add_csv_date(out, dates->late_finish);
    text_builder_add_format(out, "%d,", dates->total_float);
    add_csv_date(out, dates->submit_by);
    text_builder_add(out, dates->critical ? TEXT("true,") : TEXT("false,"));
}

static void put_dates(struct json_writer *json, const struct plan_dates *dates)
{
    json_member_date(json, "early_start", dates->early_start);
    json_member_date(json, "early_finish", dates->early_finish);
    json_member_date(json, "late_start", dates->late_start);
    json_member_date(json, "late_finish", dates->late_finish);
    json_member_int(json, "total_float", dates->total_float);
    json_member_int(json, "free_float", dates->free_float);
    json_member_date(json, "submit_by", dates->submit_by);
    json_member_bool(json, "critical", dates->critical);
}

/* --- a network that is no project's ----------------------------------------------------------- */

static struct plan_dates dates_of(const struct schedule *s, size_t a)
{
    return (struct plan_dates){s->early_start[a], s->early_finish[a], s->late_start[a],
                               s->late_finish[a], s->submit_by[a],    s->total_float[a],
                               s->free_float[a],  s->critical[a]};
}

void plan_csv_add_activity(struct text_builder *out, const struct network_plan *plan,
                           size_t activity, struct text_builder *sentence)
{
    struct plan_dates dates = dates_of(&plan->schedule, activity);
    add_csv_text(out, plan->network.ids[activity]);
    text_builder_add_byte(out, ',');
    add_csv_text(out, plan->network.names[activity]);
    text_builder_add_byte(out, ',');
    add_csv_dates(out, &dates);
    sentence->length = 0;
    schedule_because(&plan->network, &plan->schedule, &plan->chains, activity, SCHEDULE_EN,
                     sentence);
    add_csv_text(out, text_builder_text(sentence));
    text_builder_add_byte(out, '\n');
}

static void put_activity(struct json_writer *json, const struct network_plan *plan, size_t a,
                         struct text_builder *sentence)
{
    const struct network *network = &plan->network;
    struct plan_dates dates = dates_of(&plan->schedule, a);
    json_object_open(json);
    json_member_text(json, "id", network->ids[a]);
    json_member_text(json, "name", network->names[a]);
    json_member_int(json, "duration", network->durations[a]);
    json_member_text(json, "calendar", network->maps[network->calendars[a]]->id);
    put_dates(json, &dates);
    sentence->length = 0;
    schedule_because(network, &plan->schedule, &plan->chains, a, SCHEDULE_EN, sentence);
    json_member_text(json, "because", text_builder_text(sentence));
    sentence->length = 0;
    schedule_because(network, &plan->schedule, &plan->chains, a, SCHEDULE_ZH, sentence);
    json_member_text(json, "because_zh", text_builder_text(sentence));
    json_object_close(json);
}

static bool is_driving(const struct schedule *s, const struct network *network, size_t link)
{
    return s->early_driver[network->link_to[link]] == (int32_t)link ||
           s->late_driver[network->link_from[link]] == (int32_t)link;
}

static void put_link(struct json_writer *json, struct text from, struct text to,
                     enum link_type type, int32_t lag, bool driving)
{
    json_object_open(json);
    json_member_text(json, "from", from);
    json_member_text(json, "to", to);
    json_member_string(json, "type", link_type_name(type));
    json_member_int(json, "lag", lag);
    json_member_bool(json, "driving", driving);
    json_object_close(json);
}

void plan_json_put_network(struct json_writer *json, const struct network_plan *plan,
                           struct arena *arena)
{
    const struct network *network = &plan->network;
    struct text_builder sentence;
    text_builder_init(&sentence, arena, SENTENCE_MAX);
    json_object_open(json);
    json_member_date(json, "start", plan->schedule.start);
    json_member_date(json, "finish", plan->schedule.finish);
    json_key(json, "activities");
    json_array_open(json);
    for (size_t a = 0; a < network->activity_count; a++) {
        put_activity(json, plan, a, &sentence);
    }
    json_array_close(json);
    json_key(json, "links");
    json_array_open(json);
    for (size_t i = 0; i < network->link_count; i++) {
        put_link(json, network->ids[network->link_from[i]], network->ids[network->link_to[i]],
                 (enum link_type)network->link_type[i], network->link_lag[i],
                 is_driving(&plan->schedule, network, i));
    }
    json_array_close(json);
    json_object_close(json);
}

/* --- a project's plan ------------------------------------------------------------------------- */

static void add_because(const struct project_plan *plan, size_t row,
                        enum schedule_language language, struct text_builder *sentence)
{
    sentence->length = 0;
    project_plan_because(plan, row, language, sentence);
}

void plan_csv_add_project(struct text_builder *out, const struct project_plan *plan,
                          struct arena *arena)
{
    struct text_builder sentence;
    text_builder_init(&sentence, arena, SENTENCE_MAX);
    text_builder_add(out, TEXT(PLAN_CSV_HEADER));
    for (size_t row = 0; row < plan->built.row_count; row++) {
        add_csv_name(out, plan->built.rows[row].id);
        text_builder_add_byte(out, ',');
        add_csv_name(out, plan->built.rows[row].name_zh);
        text_builder_add_byte(out, ',');
        add_csv_dates(out, &plan->dates[row]);
        add_because(plan, row, SCHEDULE_ZH, &sentence);
        add_csv_text(out, text_builder_text(&sentence));
        text_builder_add_byte(out, '\n');
    }
}

static void put_row(struct json_writer *json, const struct project_plan *plan, size_t number,
                    struct text_builder *sentence)
{
    const struct plan_row *row = &plan->built.rows[number];
    const struct plan_item *item = row->item < 0 ? NULL : &plan->request.items[row->item];
    bool natural = item == NULL || item->natural;
    json_object_open(json);
    json_member_text(json, "id", row->id);
    json_member_text(json, "name", row->name_zh);
    json_member_text(json, "name_en", row->name_en);
    json_member_int(json, "stage", item == NULL ? 0 : item->stage);
    json_member_text(json, "department", item == NULL ? TEXT("") : item->department);
    json_member_text(json, "department_zh", item == NULL ? TEXT("") : item->department_zh);
    json_member_text(json, "department_en", item == NULL ? TEXT("") : item->department_en);
    json_member_text(json, "kind", item == NULL ? TEXT("milestone") : item->kind);
    json_member_int(json, "duration", item == NULL ? 0 : item->duration);
    json_member_string(json, "unit", natural ? "natural_day" : "working_day");
    json_member_text(json, "calendar",
                     item != NULL ? plan_item_clock(&plan->request.calendars, item)->id
                     : number + 1 == plan->built.row_count ? plan->request.calendars.season->id
                                                           : plan->request.calendars.natural->id);
    put_dates(json, &plan->dates[number]);
    json_member_string(json, "state", plan_state_name(row->state));
    json_member_date(json, "accepted_on", item == NULL ? DATE_NONE : item->accepted_on);
    json_member_date(json, "decided_on", item == NULL ? DATE_NONE : item->decided_on);
    json_member_date(json, "expected_on", item == NULL ? DATE_NONE : item->expected_on);
    add_because(plan, number, SCHEDULE_ZH, sentence);
    json_member_text(json, "because", text_builder_text(sentence));
    add_because(plan, number, SCHEDULE_EN, sentence);
    json_member_text(json, "because_en", text_builder_text(sentence));
    json_object_close(json);
}

static void put_conflict(struct json_writer *json, const struct project_plan *plan,
                         struct arena *arena)
{
    json_key(json, "first_conflict");
    if (plan->conflict == CONFLICT_NONE) {
        json_put_null(json);
        return;
    }
    json_object_open(json);
    json_member_text(json, "activity", plan->built.rows[plan->conflict_row].id);
    json_member_string(json, "kind", plan->conflict == CONFLICT_SEASON ? "season" : "late");
    json_member_text(json, "text", project_plan_conflict(plan, SCHEDULE_ZH, arena));
    json_member_text(json, "text_en", project_plan_conflict(plan, SCHEDULE_EN, arena));
    json_object_close(json);
}

/* The first and last day that the plan shows, a week more on both sides. */
static void find_span(const struct project_plan *plan, struct date *from_out, struct date *to_out)
{
    struct date from = plan->request.as_of, to = from;
    for (size_t row = 0; row < plan->built.row_count; row++) {
        const struct plan_dates *dates = &plan->dates[row];
        const struct date days[] = {dates->early_start, dates->late_start, dates->early_finish,
                                    dates->late_finish};
        for (int i = 0; i < 4; i++) {
            from = date_compare(days[i], from) < 0 ? days[i] : from;
            to = date_compare(days[i], to) > 0 && !date_is_none(days[i]) ? days[i] : to;
        }
    }
    const struct daymap *working = plan->request.calendars.working;
    *from_out = date_add_days(from, -7);
    *to_out = date_add_days(to, 7);
    if (from_out->day_number < working->first_day) {
        from_out->day_number = working->first_day;
    }
    if (to_out->day_number > working->last_day) {
        to_out->day_number = working->last_day;
    }
}

static enum season_kind season_on(const struct plan_calendars *calendars, struct date day)
{
    if (calendars->seasons != NULL) {
        return season_of(calendars->seasons, calendars->work, day);
    }
    return daymap_is_working(calendars->season, day) ? SEASON_NORMAL : SEASON_CLOSED;
}

static void put_season(struct json_writer *json, struct date from, struct date to,
                       enum season_kind kind)
{
    if (kind != SEASON_NORMAL) {
        json_object_open(json);
        json_member_date(json, "from", from);
        json_member_date(json, "to", to);
        json_member_string(json, "kind", season_kind_name(kind));
        json_object_close(json);
    }
}

/* What the Gantt shades: days that departments do not work, spans in which work may not begin. */
static void put_shades(struct json_writer *json, const struct project_plan *plan)
{
    const struct plan_calendars *calendars = &plan->request.calendars;
    struct date from, to;
    find_span(plan, &from, &to);
    json_key(json, "non_working");
    json_array_open(json);
    for (struct date day = from; date_compare(day, to) <= 0; day = date_add_days(day, 1)) {
        if (!daymap_is_working(calendars->working, day)) {
            json_put_date(json, day);
        }
    }
    json_array_close(json);
    json_key(json, "seasons");
    json_array_open(json);
    enum season_kind kind = season_on(calendars, from);
    struct date since = from;
    for (struct date day = from; date_compare(day, to) <= 0;) {
        struct date next = date_add_days(day, 1);
        bool last = date_compare(next, to) > 0;
        enum season_kind next_kind = last ? kind : season_on(calendars, next);
        if (last || next_kind != kind) {
            put_season(json, since, day, kind);
            since = next;
            kind = next_kind;
        }
        day = next;
    }
    json_array_close(json);
}

static void put_calendar(struct json_writer *json, const struct daymap *map)
{
    json_object_open(json);
    json_member_text(json, "id", map->id);
    json_member_text(json, "name_zh", map->name_zh);
    json_member_text(json, "name_en", map->name_en);
    json_key(json, "notes"); /* what it takes out or gives back beyond the common calendar */
    json_array_open(json);
    for (size_t i = 0; i < map->note_count; i++) {
        json_object_open(json);
        json_member_date(json, "from", map->notes[i].first);
        json_member_date(json, "to", map->notes[i].last);
        json_member_text(json, "text", map->notes[i].zh);
        json_member_text(json, "text_en", map->notes[i].en);
        json_object_close(json);
    }
    json_array_close(json);
    json_object_close(json);
}

/* Each calendar that a row names, once. */
static void put_calendars(struct json_writer *json, const struct project_plan *plan)
{
    const struct network *network = &plan->built.network;
    json_key(json, "calendars");
    json_array_open(json);
    for (size_t i = 0; i < network->map_count; i++) {
        bool named = false;
        for (size_t before = 0; before < i && !named; before++) {
            named = text_is_equal(network->maps[before]->id, network->maps[i]->id);
        }
        if (!named) {
            put_calendar(json, network->maps[i]);
        }
    }
    json_array_close(json);
}

/* When the works may begin: from the day on which the gate is met, with winter measures and without. */
static void put_works(struct json_writer *json, const struct project_plan *plan)
{
    const struct plan_calendars *calendars = &plan->request.calendars;
    const struct daymap *season = calendars->season;
    struct date ready = plan->dates[plan->built.row_count - 2].early_finish, day = ready;
    struct date may = DATE_NONE, normal = DATE_NONE;
    for (; !date_is_none(ready) && day.day_number <= season->last_day && date_is_none(normal);
         day = date_add_days(day, 1)) {
        if (daymap_is_working(season, day)) {
            may = date_is_none(may) ? day : may;
            normal = season_on(calendars, day) == SEASON_NORMAL ? day : DATE_NONE;
        }
    }
    json_key(json, "works");
    json_object_open(json);
    json_member_string(json, "kind", work_kind_name(calendars->work));
    json_member_date(json, "earliest", may);
    json_member_date(json, "earliest_normal", normal);
    json_key(json, "thaw");
    json_put_date(json, calendars->seasons == NULL
                            ? DATE_NONE
                            : season_thaw(calendars->seasons, date_year(plan->request.as_of)));
    json_object_close(json);
}

void plan_json_put_project(struct json_writer *json, struct text code,
                           const struct project_plan *plan, struct text cases, struct arena *arena)
{
    const struct project_network *built = &plan->built;
    struct text_builder sentence;
    text_builder_init(&sentence, arena, SENTENCE_MAX);
    json_object_open(json);
    json_member_text(json, "code", code);
    json_member_string(json, "handling", handling_name(plan->request.handling));
    json_member_date(json, "as_of", plan->request.as_of);
    json_member_date(json, "target_start", plan->request.target_start);
    json_key(json, "target_season"); /* "winter": the start needs winter measures */
    json_put_string(json, date_is_none(plan->request.target_start)
                              ? NULL
                              : season_kind_name(season_on(&plan->request.calendars,
                                                           plan->request.target_start)));
    json_member_bool(json, "feasible", plan->feasible);
    put_conflict(json, plan, arena);
    json_key(json, "activities");
    json_array_open(json);
    for (size_t row = 0; row < built->row_count; row++) {
        put_row(json, plan, row, &sentence);
    }
    json_array_close(json);
    json_key(json, "links");
    json_array_open(json);
    for (size_t i = 0; i < built->link_count; i++) {
        const struct plan_link *link = &built->links[i];
        put_link(json, built->rows[link->from].id, built->rows[link->to].id, link->type, link->lag,
                 link->link >= 0 &&
                     is_driving(&plan->schedule, &built->network, (size_t)link->link));
    }
    json_array_close(json);
    put_calendars(json, plan);
    put_works(json, plan);
    put_shades(json, plan);
    if (cases.length > 0) {
        json_key(json, "cases");
        json_put_raw(json, cases);
    }
    json_object_close(json);
}
