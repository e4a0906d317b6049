#include "report/brief_internal.h"

#include "queries_sql.h"
#include "report/calendar_report.h"
#include "store/party_store.h"

#include <stdlib.h>

enum { BRIEF_NEXT_DAYS = 14 };

/* --- making ----------------------------------------------------------------------------------- */

static int compare_ahead(const void *a, const void *b)
{
    const struct ahead *left = a, *right = b;
    if (left->natural_days != right->natural_days) {
        return left->natural_days < right->natural_days ? 1 : -1;
    }
    return (left->index > right->index) - (left->index < right->index);
}

struct planned {
    struct date day;
    size_t index;
};

static int compare_planned(const void *a, const void *b)
{
    const struct planned *left = a, *right = b;
    int order = date_compare(left->day, right->day);
    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

static void sort_by_plan(struct brief *brief, struct arena *arena)
{
    size_t count = brief->facts.count;
    struct planned *planned = ARENA_ARRAY(arena, struct planned, count);
    size_t *order = ARENA_ARRAY(arena, size_t, count);
    for (size_t i = 0; i < count; i++) {
        planned[i] = (struct planned){brief->facts.facts[i].planned_start, i};
    }
    qsort(planned, count, sizeof *planned, compare_planned);
    for (size_t i = 0; i < count; i++) {
        order[i] = planned[i].index;
    }
    brief->order = order;
}

static void find_ahead(struct brief *brief, struct arena *arena)
{
    struct ahead *ahead = ARENA_ARRAY(arena, struct ahead, brief->facts.count);
    size_t count = 0;
    for (size_t i = 0; i < brief->facts.count; i++) {
        struct date planned = brief->facts.facts[i].baseline_start;
        struct date since = brief->facts.summaries[i].since;
        if (date_is_none(planned) || date_is_none(since) || date_compare(since, planned) >= 0) {
            continue;
        }
        ahead[count].index = i;
        ahead[count++].natural_days = planned.day_number - since.day_number;
    }
    qsort(ahead, count, sizeof *ahead, compare_ahead);
    brief->ahead = ahead;
    brief->ahead_count = count;
}

static enum error_kind find_speeds(struct tx *tx, struct brief *brief, const struct scope *scope,
                                   struct arena *arena, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &FACTS_PROGRESS);
    struct approval_speed *speeds = ARENA_ARRAY(arena, struct approval_speed, brief->facts.count);
    size_t count = 0;
    bool row;
    bind_int(list, FACTS_PROGRESS_PROGRAMME_ID, brief->facts.programme.id);
    bind_date(list, FACTS_PROGRESS_AS_OF, brief->facts.as_of);
    scope_bind(list, FACTS_PROGRESS_SCOPE, FACTS_PROGRESS_SCOPE_DAY, scope);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row || count == brief->facts.count) {
            break;
        }
        struct approval_speed *speed = &speeds[count];
        speed->code = text_copy(column_text(list, 0), arena);
        speed->name = text_copy(column_text(list, 3), arena);
        speed->source = text_copy(column_text(list, 4), arena);
        speed->accepted_on = column_date(list, 1);
        speed->decided_on = column_date(list, 2);
        if (date_is_none(speed->decided_on)) {
            continue;
        }
        speed->natural_days = speed->decided_on.day_number - speed->accepted_on.day_number;
        count++;
    }
    brief->speeds = speeds;
    brief->speed_count = count;
    return OK;
}

/* The fastest first; of the same pace, by code. */
static int compare_speeds(const void *a, const void *b)
{
    const struct approval_speed *left = a, *right = b;
    if (left->working_days != right->working_days) {
        return left->working_days < right->working_days ? -1 : 1;
    }
    return text_compare(left->code, right->code);
}

static void widen(struct date from, struct date to, struct date *first, struct date *last)
{
    *first = date_compare(from, *first) < 0 ? from : *first;
    *last = date_compare(to, *last) > 0 ? to : *last;
}

/* Working days need a calendar of just the years that the brief speaks of: a year of which nothing is
 * known yet must not stop a brief that does not need it. */
static enum error_kind count_working_days(struct tx *tx, struct brief *brief, struct arena *arena,
                                          struct error *err)
{
    const struct programme_facts *facts = &brief->facts;
    struct date first = DATE_NONE, last = {INT32_MIN};
    struct calendar calendar;
    if (brief->ahead_count + brief->speed_count == 0) {
        return OK;
    }
    for (size_t i = 0; i < brief->ahead_count; i++) {
        size_t index = brief->ahead[i].index;
        widen(facts->summaries[index].since, facts->facts[index].baseline_start, &first, &last);
    }
    for (size_t i = 0; i < brief->speed_count; i++) {
        widen(brief->speeds[i].accepted_on, brief->speeds[i].decided_on, &first, &last);
    }
    TRY(calendar_book_store_city(tx, facts->as_of, first, last, arena, &calendar, err));
    for (size_t i = 0; i < brief->ahead_count; i++) {
        size_t index = brief->ahead[i].index;
        TRY(calendar_count(&calendar, facts->summaries[index].since,
                           facts->facts[index].baseline_start, &brief->ahead[i].working_days, err));
    }
    for (size_t i = 0; i < brief->speed_count; i++) {
        TRY(calendar_count(&calendar, brief->speeds[i].accepted_on, brief->speeds[i].decided_on,
                           &brief->speeds[i].working_days, err));
    }
    return OK;
}

enum error_kind brief_report_make(struct tx *tx, const struct brief_request *request,
                                  struct arena *arena, struct brief *out, struct error *err)
{
    struct programme programme;
    TRY(programme_report_find(tx, request->programme, request->year, arena, &programme, err));
    *out = (struct brief){.by = date_is_none(request->by) ? month_end(request->as_of) : request->by,
                          .city_zh = request->city_zh,
                          .city_en = request->city_en,
                          .synthetic = request->synthetic};
    TRY(programme_report_load(tx, &programme, &request->scope, request->as_of, arena, &out->facts,
                              err));
    out->planned_by =
        programme_planned_by(out->facts.facts, out->facts.count, request->as_of, out->by);
    for (size_t i = 0; i < out->facts.count; i++) {
        out->synthetic =
            out->synthetic || text_is_equal(out->facts.summaries[i].source, TEXT("合成"));
    }
    sort_by_plan(out, arena);
    find_ahead(out, arena);
    TRY(find_speeds(tx, out, &request->scope, arena, err));
    TRY(count_working_days(tx, out, arena, err));
    if (out->speed_count > 1) {
        qsort(out->speeds, out->speed_count, sizeof *out->speeds, compare_speeds);
    }
    return OK;
}

/* --- JSON ------------------------------------------------------------------------------------- */

static bool is_overdue(const struct brief *brief, size_t i)
{
    return brief->facts.summaries[i].state == PROJECT_OVERDUE;
}

bool brief_is_next(const struct brief *brief, size_t i)
{
    struct date planned = brief->facts.facts[i].planned_start;
    return brief->facts.summaries[i].state == PROJECT_PLANNED && !date_is_none(planned) &&
           planned.day_number - brief->facts.as_of.day_number <= BRIEF_NEXT_DAYS;
}

bool brief_has_problem(const struct brief *brief, size_t i)
{
    return brief->facts.summaries[i].problem.length > 0 &&
           !project_is_running(brief->facts.summaries[i].state);
}

static void write_ahead(const struct brief *brief, struct json_writer *json)
{
    json_key(json, "ahead");
    json_array_open(json);
    for (size_t i = 0; i < brief->ahead_count; i++) {
        const struct ahead *ahead = &brief->ahead[i];
        json_object_open(json);
        json_member_text(json, "code", brief->facts.facts[ahead->index].code);
        json_member_text(json, "name", brief->facts.summaries[ahead->index].name);
        json_member_date(json, "planned", brief->facts.facts[ahead->index].baseline_start);
        json_member_date(json, "started", brief->facts.summaries[ahead->index].since);
        json_member_int(json, "natural_days", ahead->natural_days);
        json_member_int(json, "working_days", ahead->working_days);
        json_object_close(json);
    }
    json_array_close(json);
}

static void write_speeds(const struct brief *brief, struct json_writer *json)
{
    json_key(json, "approvals");
    json_array_open(json);
    for (size_t i = 0; i < brief->speed_count; i++) {
        const struct approval_speed *speed = &brief->speeds[i];
        json_object_open(json);
        json_member_text(json, "code", speed->code);
        json_member_text(json, "name", speed->name);
        json_member_date(json, "accepted_on", speed->accepted_on);
        json_member_date(json, "decided_on", speed->decided_on);
        json_member_int(json, "working_days", speed->working_days);
        json_member_int(json, "natural_days", speed->natural_days);
        json_object_close(json);
    }
    json_array_close(json);
}

static void write_projects(const struct brief *brief, const char *key,
                           bool (*is_wanted)(const struct brief *brief, size_t i),
                           struct json_writer *json)
{
    json_key(json, key);
    json_array_open(json);
    for (size_t at = 0; at < brief->facts.count; at++) {
        size_t i = brief->order[at];
        if (is_wanted(brief, i)) {
            const struct project_summary *summary = &brief->facts.summaries[i];
            json_object_open(json);
            json_member_text(json, "code", brief->facts.facts[i].code);
            json_member_text(json, "name", summary->name);
            json_member_text(json, "division_zh", summary->division_zh);
            json_member_text(json, "division_en", summary->division_en);
            json_member_date(json, "planned_start", brief->facts.facts[i].planned_start);
            json_member_text(json, "problem", summary->problem);
            json_object_close(json);
        }
    }
    json_array_close(json);
}

enum error_kind brief_report_json(const struct brief *brief, struct arena *arena, struct text *out,
                                  struct error *err)
{
    const struct programme_statistics *statistics = &brief->facts.statistics;
    struct json_writer json;
    char day[DATE_TEXT_SIZE];
    json_writer_init(&json, arena, BRIEF_JSON_MAX);
    json_object_open(&json);
    json_member_date(&json, "as_of", brief->facts.as_of);
    json_member_text(&json, "programme", brief->facts.programme.name);
    json_member_int(&json, "year", brief->facts.programme.year);
    json_member_bool(&json, "synthetic", brief->synthetic);
    json_member_int(&json, "projects", (int64_t)statistics->projects);
    json_member_wan(&json, "total_wan", statistics->total);
    json_member_wan(&json, "annual_plan_wan", statistics->annual_plan);
    json_member_int(&json, "started_by_day", (int64_t)statistics->started_by_day);
    json_member_int(&json, "started_before_day", (int64_t)statistics->started_before_day);
    json_member_int(&json, "started_on_day", (int64_t)statistics->started_on_day);
    json_member_int(&json, "starts", (int64_t)statistics->starts);
    json_member_int(&json, "resumes", (int64_t)statistics->resumes);
    json_member_int(&json, "overdue", (int64_t)statistics->overdue);
    json_member_int(&json, "stopped", (int64_t)statistics->stopped);
    json_key(&json, "planned_by");
    json_object_open(&json);
    json_member_int(&json, date_format(brief->by, day), (int64_t)brief->planned_by);
    struct date end = month_end(brief->facts.as_of);
    if (date_compare(end, brief->by) != 0) {
        json_member_int(&json, date_format(end, day),
                        (int64_t)programme_planned_by(brief->facts.facts, brief->facts.count,
                                                      brief->facts.as_of, end));
    }
    json_object_close(&json);
    write_ahead(brief, &json);
    write_speeds(brief, &json);
    report_write_groups(&brief->facts, false, &json);
    report_write_groups(&brief->facts, true, &json);
    write_projects(brief, "overdue_projects", is_overdue, &json);
    write_projects(brief, "next_starts", brief_is_next, &json);
    write_projects(brief, "problems", brief_has_problem, &json);
    json_object_close(&json);
    return json_writer_text(&json, out, err);
}
