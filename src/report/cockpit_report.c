/* The cockpit: counts, the curve by day, districts, sectors, what is at risk and what comes next. */
#include "report/programme_report.h"

#include <stdlib.h>

enum { CURVE_DAYS_MAX = 400, LIST_MAX = 50 };

static void write_statistics(const struct programme_statistics *statistics,
                             struct json_writer *json)
{
    json_key(json, "statistics");
    json_object_open(json);
    json_member_int(json, "projects", (int64_t)statistics->projects);
    json_member_wan(json, "total_wan", statistics->total);
    json_member_wan(json, "annual_plan_wan", statistics->annual_plan);
    json_member_int(json, "started_by_day", (int64_t)statistics->started_by_day);
    json_member_int(json, "started_before_day", (int64_t)statistics->started_before_day);
    json_member_int(json, "started_on_day", (int64_t)statistics->started_on_day);
    json_member_int(json, "starts", (int64_t)statistics->starts);
    json_member_int(json, "resumes", (int64_t)statistics->resumes);
    json_member_int(json, "new_projects", (int64_t)statistics->new_projects);
    json_member_int(json, "continued_projects", (int64_t)statistics->continued_projects);
    json_member_int(json, "overdue", (int64_t)statistics->overdue);
    json_member_int(json, "stopped", (int64_t)statistics->stopped);
    json_object_close(json);
}

/* --- the curve -------------------------------------------------------------------------------- */

/* The days that the curve shows: the first of the month of the first start or plan, to the last plan. */
static void curve_span(const struct programme_facts *facts, struct date *from, struct date *to)
{
    int year, month, day;
    *from = facts->as_of;
    *to = facts->as_of;
    for (size_t i = 0; i < facts->count; i++) {
        struct date planned = facts->facts[i].planned_start, since = facts->summaries[i].since;
        if (!date_is_none(planned)) {
            *from = date_compare(planned, *from) < 0 ? planned : *from;
            *to = date_compare(planned, *to) > 0 ? planned : *to;
        }
        if (!date_is_none(since) && date_compare(since, *from) < 0) {
            *from = since;
        }
    }
    date_split(*from, &year, &month, &day);
    *from = date_of(year, month, 1);
    *to = date_add_days(*to, 7);
    if (to->day_number - from->day_number >= CURVE_DAYS_MAX) {
        struct date earliest = date_add_days(facts->as_of, -CURVE_DAYS_MAX / 2);
        *from = date_compare(*from, earliest) < 0 ? earliest : *from;
        struct date latest = date_add_days(*from, CURVE_DAYS_MAX - 1);
        *to = date_compare(*to, latest) > 0 ? latest : *to;
    }
}

static void write_curve(const struct programme_facts *facts, struct json_writer *json)
{
    struct date from, to;
    curve_span(facts, &from, &to);
    int days = to.day_number - from.day_number + 1;
    int planned_on[CURVE_DAYS_MAX + 1] = {0}, started_on[CURVE_DAYS_MAX + 1] = {0};
    for (size_t i = 0; i < facts->count; i++) {
        struct date planned = facts->facts[i].planned_start, since = facts->summaries[i].since;
        int place = planned.day_number - from.day_number;
        if (!date_is_none(planned) && place < days) {
            planned_on[place < 0 ? 0 : place]++;
        }
        place = since.day_number - from.day_number;
        if (!date_is_none(since) && place < days) {
            started_on[place < 0 ? 0 : place]++;
        }
    }
    int planned = 0, started = 0;
    json_key(json, "curve");
    json_array_open(json);
    for (int i = 0; i < days; i++) {
        struct date day = date_add_days(from, i);
        planned += planned_on[i];
        started += started_on[i];
        json_object_open(json);
        json_member_date(json, "day", day);
        json_member_int(json, "planned", planned);
        json_key(json, "started");
        if (date_compare(day, facts->as_of) <= 0) {
            json_put_int(json, started);
        } else {
            json_put_null(json);
        }
        json_object_close(json);
    }
    json_array_close(json);
}

/* --- groups ----------------------------------------------------------------------------------- */

/* Not running although its day has passed, stopped, with a problem that nobody has closed, or with a
 * plan that cannot meet its target any more. */
static bool is_at_risk(const struct programme_facts *facts, size_t i)
{
    const struct project_summary *summary = &facts->summaries[i];
    return summary->state == PROJECT_OVERDUE || summary->state == PROJECT_STOPPED ||
           (summary->state == PROJECT_PLANNED &&
            (summary->problem.length > 0 || summary->start_lost));
}

static int compare_groups(const void *a, const void *b)
{
    const struct report_group *left = a, *right = b;
    size_t left_open = left->projects - left->started,
           right_open = right->projects - right->started;
    if (left_open != right_open) {
        return left_open < right_open ? 1 : -1;
    }
    return text_compare(left->key, right->key);
}

size_t report_groups(const struct programme_facts *facts, bool by_sector,
                     struct report_group groups[REPORT_GROUPS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < facts->count; i++) {
        struct text key = by_sector ? facts->facts[i].sector : facts->facts[i].division;
        size_t g = 0;
        while (g < count && !text_is_equal(groups[g].key, key)) {
            g++;
        }
        if (g == REPORT_GROUPS_MAX) {
            continue;
        }
        if (g == count) {
            groups[count++] = (struct report_group){
                .key = key,
                .name = by_sector ? TEXT("") : facts->summaries[i].division_zh,
                .name_en = by_sector ? TEXT("") : facts->summaries[i].division_en};
        }
        groups[g].projects++;
        groups[g].started += project_is_running(facts->summaries[i].state);
        groups[g].at_risk += is_at_risk(facts, i);
    }
    qsort(groups, count, sizeof *groups, compare_groups);
    return count;
}

void report_write_groups(const struct programme_facts *facts, bool by_sector,
                         struct json_writer *json)
{
    struct report_group groups[REPORT_GROUPS_MAX];
    size_t count = report_groups(facts, by_sector, groups);
    json_key(json, by_sector ? "sectors" : "divisions");
    json_array_open(json);
    for (size_t g = 0; g < count; g++) {
        char letter = groups[g].key.length > 0 ? groups[g].key.data[0] : '\0';
        json_object_open(json);
        json_member_text(json, "code", groups[g].key);
        if (by_sector) {
            json_member_string(json, "name_zh", sector_name_zh(letter));
            json_member_string(json, "name_en", sector_name_en(letter));
        } else {
            json_member_text(json, "name_zh", groups[g].name);
            json_member_text(json, "name_en", groups[g].name_en);
        }
        json_member_int(json, "projects", (int64_t)groups[g].projects);
        json_member_int(json, "started", (int64_t)groups[g].started);
        json_member_int(json, "at_risk", (int64_t)groups[g].at_risk);
        json_object_close(json);
    }
    json_array_close(json);
}

/* --- lists ------------------------------------------------------------------------------------ */

struct place {
    size_t index;
    struct date day;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *left = a, *right = b;
    int order = date_compare(left->day, right->day);
    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

struct risk {
    const char *kind, *zh, *en;
};

static struct risk risk_of(const struct project_summary *summary)
{
    if (summary->state == PROJECT_OVERDUE) {
        return (struct risk){"overdue", "已过计划开工日", "past its planned start"};
    }
    if (summary->state == PROJECT_STOPPED) {
        return (struct risk){"stopped", "已停工", "stopped"};
    }
    if (summary->start_lost) {
        return (struct risk){"start_lost", "手续已来不及", "its approvals come too late"};
    }
    return (struct risk){"problem", "存在问题", "has an open problem"};
}

static void write_risk(const struct programme_facts *facts, size_t i, struct json_writer *json)
{
    const struct project_summary *summary = &facts->summaries[i];
    struct date planned = facts->facts[i].planned_start;
    struct risk risk = risk_of(summary);
    json_object_open(json);
    json_member_text(json, "code", facts->facts[i].code);
    json_member_text(json, "name", summary->name);
    json_member_text(json, "division_zh", summary->division_zh);
    json_member_text(json, "division_en", summary->division_en);
    json_member_date(json, "planned_start", planned);
    json_member_string(json, "kind", risk.kind);
    json_member_text(json, "problem", summary->problem);
    json_member_string(json, "reason_zh", risk.zh);
    json_member_string(json, "reason_en", risk.en);
    json_member_int(json, "days",
                    date_is_none(planned) ? 0 : planned.day_number - facts->as_of.day_number);
    json_object_close(json);
}

static void write_lists(const struct programme_facts *facts, struct json_writer *json)
{
    SCOPED_ARENA arena = {0};
    struct place *places = ARENA_ARRAY(&arena, struct place, facts->count);
    size_t count = 0;
    for (size_t i = 0; i < facts->count; i++) {
        if (!project_is_running(facts->summaries[i].state)) {
            places[count++] = (struct place){i, facts->facts[i].planned_start};
        }
    }
    qsort(places, count, sizeof *places, compare_places);
    size_t shown = 0;
    json_key(json, "at_risk");
    json_array_open(json);
    for (size_t p = 0; p < count && shown < LIST_MAX; p++) {
        if (is_at_risk(facts, places[p].index)) {
            write_risk(facts, places[p].index, json);
            shown++;
        }
    }
    json_array_close(json);
    shown = 0;
    json_key(json, "upcoming");
    json_array_open(json);
    for (size_t p = 0; p < count && shown < LIST_MAX; p++) {
        size_t i = places[p].index;
        if (facts->summaries[i].state == PROJECT_PLANNED && !date_is_none(places[p].day)) {
            json_object_open(json);
            json_member_text(json, "code", facts->facts[i].code);
            json_member_text(json, "name", facts->summaries[i].name);
            json_member_text(json, "division_zh", facts->summaries[i].division_zh);
            json_member_text(json, "division_en", facts->summaries[i].division_en);
            json_member_date(json, "planned_start", places[p].day);
            json_member_text(json, "problem", facts->summaries[i].problem);
            json_member_text(json, "source", facts->summaries[i].source);
            json_object_close(json);
            shown++;
        }
    }
    json_array_close(json);
}

/* Figures that count made-up projects are marked wherever they are shown. */
static bool has_synthetic(const struct programme_facts *facts)
{
    for (size_t i = 0; i < facts->count; i++) {
        if (text_is_equal(facts->summaries[i].source, TEXT("合成"))) {
            return true;
        }
    }
    return false;
}

void cockpit_report_write(const struct programme_facts *facts, struct json_writer *json)
{
    char day[DATE_TEXT_SIZE];
    struct date end = month_end(facts->as_of);
    json_object_open(json);
    json_member_date(json, "as_of", facts->as_of);
    json_key(json, "programme");
    json_object_open(json);
    json_member_text(json, "name", facts->programme.name);
    json_member_int(json, "year", facts->programme.year);
    json_member_int(json, "version", facts->programme.version);
    json_object_close(json);
    write_statistics(&facts->statistics, json);
    json_key(json, "planned_by");
    json_object_open(json);
    json_member_int(json, date_format(end, day),
                    (int64_t)programme_planned_by(facts->facts, facts->count, facts->as_of, end));
    json_object_close(json);
    json_member_bool(json, "synthetic", has_synthetic(facts));
    write_curve(facts, json);
    report_write_groups(facts, false, json);
    report_write_groups(facts, true, json);
    write_lists(facts, json);
}
