#include "report/desk_report.h"

/* --- what plans say ------------------------------------------------------------------------------- */

static void set_cost(const struct project_plan *plan, struct text item, struct date target,
                     struct desk_cost *cost)
{
    for (size_t r = 0; r < plan->built.row_count; r++) {
        const struct plan_row *row = &plan->built.rows[r];
        if (row->item >= 0 && row->state != PLAN_DONE && text_is_equal(row->id, item)) {
            cost->planned = true;
            cost->float_days = plan->dates[r].total_float;
            cost->decide_by = plan->dates[r].late_finish;
            cost->target = target;
        }
    }
}

static bool has_start_to_lose(const struct register_row *row)
{
    return !project_is_running(row->state) && row->project.nature != NATURE_CONTINUED &&
           !date_is_none(row->project.planned_start);
}

enum error_kind desk_report_costs(struct plan_context *context, struct text project,
                                  struct arena *arena, struct desk_case_cost **costs_out,
                                  size_t *count_out, struct error *err)
{
    const struct scope all = {.today = context->as_of};
    struct register_row row;
    struct project_plan plan;
    struct stored_case *cases;
    size_t case_count, count = 0;
    bool planned = false;
    TRY(plan_report_find_row(context->tx, project, &all, context->as_of, arena, &row, err));
    TRY(case_store_list_project(context->tx, row.project.id, arena, &cases, &case_count, err));
    if (has_start_to_lose(&row)) {
        enum error_kind kind =
            plan_report_project(context, &row, HANDLING_PARALLEL, arena, &plan, err);
        planned = kind == OK;
        if (kind != OK && kind != ERROR_LIMIT && kind != ERROR_INVALID) {
            return kind; /* a plan that cannot be made has nothing to say; anything else has */
        }
    }
    struct desk_case_cost *costs = ARENA_ARRAY(arena, struct desk_case_cost, case_count);
    for (size_t i = 0; i < case_count; i++) {
        struct desk_case_cost *at = &costs[count];
        if (!cases[i].open) {
            continue;
        }
        *at = (struct desk_case_cost){cases[i].id,
                                      {.decide_by = DATE_NONE,
                                       .target = DATE_NONE,
                                       .due_on = cases[i].due_on,
                                       .green = cases[i].green}};
        if (planned) {
            set_cost(&plan, cases[i].item_id, row.project.planned_start, &at->cost);
        }
        count++;
    }
    *costs_out = costs;
    *count_out = count;
    return OK;
}

/* --- the inbox ------------------------------------------------------------------------------------ */

enum { TEMPLATES_MAX = 16 };

struct desk_page {
    struct tx *tx;
    struct arena *arena;
    struct date today;
    struct case_calendars calendars; /* as known today */
    struct template templates[TEMPLATES_MAX];
    int versions[TEMPLATES_MAX];
    size_t template_count;
};

static enum error_kind find_template(struct desk_page *page, const struct project *project,
                                     const struct template **out, struct error *err)
{
    for (size_t i = 0; i < page->template_count; i++) {
        if (page->versions[i] == project->template_version &&
            text_is_equal(page->templates[i].id, project->template_id)) {
            *out = &page->templates[i];
            return OK;
        }
    }
    size_t place = page->template_count < TEMPLATES_MAX ? page->template_count++ : 0;
    TRY(approval_store_template(page->tx, project, page->arena, &page->templates[place], err));
    page->versions[place] = project->template_version;
    *out = &page->templates[place];
    return OK;
}

static enum error_kind read_clock(struct desk_page *page, const struct desk_row *row,
                                  const struct template_item *item, const struct calendar *calendar,
                                  struct case_clock *out, enum case_side *turn_out,
                                  struct error *err)
{
    struct stored_entry *stored;
    size_t count;
    TRY(case_event_store_list(page->tx, row->id, page->arena, &stored, &count, err));
    struct case_entry *entries = ARENA_ARRAY(page->arena, struct case_entry, count);
    for (size_t i = 0; i < count; i++) {
        entries[i] = stored[i].entry;
    }
    *turn_out = SIDE_COUNT;
    if (!case_turn(entries, count, turn_out)) {
        *turn_out = SIDE_COUNT;
    }
    struct case_limits limits = case_limits_of(item);
    return case_clock_read(entries, count, &limits, calendar, page->today, page->arena, out, err);
}

/* Working days from today to a day; below 0 when it has passed. */
static enum error_kind days_left(const struct calendar *calendar, struct date today,
                                 struct date day, int *left_out, struct error *err)
{
    struct date last = date_add_days(calendar->first, calendar->day_count - 1);
    *left_out = 0;
    return date_is_none(day)
               ? OK
               : calendar_count(calendar, today, date_compare(day, last) > 0 ? last : day, left_out,
                                err);
}

static void write_clock(const struct case_clock *clock, struct arena *arena,
                        struct json_writer *json)
{
    json_key(json, "clock");
    json_object_open(json);
    json_member_int(json, "day", clock->counted);
    json_member_int(json, "of", clock->limits.promised);
    json_member_int(json, "stopped", clock->stopped);
    json_member_bool(json, "running", clock->running);
    json_member_bool(json, "overdue", clock->overdue);
    json_member_text(json, "text_zh", case_clock_zh(clock, arena));
    json_member_text(json, "text_en", case_clock_en(clock, arena));
    json_object_close(json);
}

static void write_head(const struct desk_row *row, const struct template_item *item,
                       enum case_side turn, struct json_writer *json)
{
    json_member_int(json, "id", row->id);
    json_member_int(json, "version", row->version);
    json_member_text(json, "project", row->project.code);
    json_member_text(json, "project_name", row->project.name);
    json_member_text(json, "owner", row->project.owner_name);
    json_member_text(json, "item", row->item_id);
    json_member_text(json, "name_zh", item->name_zh);
    json_member_text(json, "name_en", item->name_en);
    json_member_text(json, "department", row->department);
    json_member_int(json, "stage", row->stage);
    json_key(json, "state");
    json_object_open(json);
    json_member_int(json, "code", row->state);
    json_member_string(json, "name", case_state_name(row->state));
    json_member_string(json, "zh", case_state_zh(row->state));
    json_object_close(json);
    json_member_string(json, "turn", turn == SIDE_COUNT ? "nobody" : case_side_name(turn));
    json_member_text(json, "assignee", row->assignee);
    json_member_bool(json, "green", row->cost.green);
    json_member_date(json, "due_on", row->cost.due_on);
    json_member_date(json, "decide_by", row->cost.decide_by);
    json_member_date(json, "target_start", row->cost.target);
    json_key(json, "float");
    if (row->cost.planned) {
        json_put_int(json, row->cost.float_days);
    } else {
        json_put_null(json);
    }
    json_member_bool(json, "start_lost", row->rank < DESK_RANK_KEPT);
}

static enum error_kind write_row(struct desk_page *page, const struct desk_row *row,
                                 struct json_writer *json, struct error *err)
{
    const struct calendar_place where = {row->project.division, row->department, row->project.code};
    const struct template *template;
    const struct calendar *calendar;
    struct case_clock clock;
    enum case_side turn;
    int left;
    TRY(find_template(page, &row->project, &template, err));
    int place = template_find_item(template, row->item_id);
    const struct template_item *item = &template->items[place < 0 ? 0 : place];
    TRY(case_calendars_find(&page->calendars, &where, &calendar, err));
    TRY(read_clock(page, row, item, calendar, &clock, &turn, err));
    TRY(days_left(calendar, page->today, row->cost.decide_by, &left, err));
    json_object_open(json);
    write_head(row, item, turn, json);
    write_clock(&clock, page->arena, json);
    json_member_text(json, "reason_zh",
                     desk_reason_zh(&row->cost, row->project.name, left, page->arena));
    json_member_text(json, "reason_en",
                     desk_reason_en(&row->cost, row->project.name, left, page->arena));
    json_object_close(json);
    return OK;
}

static enum error_kind write_counts(struct tx *tx, const struct desk_filter *filter,
                                    struct json_writer *json, struct error *err)
{
    struct desk_counts counts;
    TRY(desk_store_count(tx, filter->department, filter->today, &counts, err));
    json_key(json, "counts");
    json_object_open(json);
    json_member_int(json, "open", counts.open);
    json_member_int(json, "lost", counts.lost);
    json_member_int(json, "overdue", counts.overdue);
    json_member_int(json, "most", DESK_COUNT_MAX);
    json_object_close(json);
    return OK;
}

enum error_kind desk_report_write(struct tx *tx, const struct desk_filter *filter,
                                  struct arena *arena, struct json_writer *json,
                                  struct desk_row *last_out, struct error *err)
{
    struct desk_page *page = ARENA_NEW(arena, struct desk_page);
    struct desk_filter asked = *filter;
    struct desk_row *rows;
    size_t count;
    *page = (struct desk_page){.tx = tx, .arena = arena, .today = filter->today};
    TRY(case_calendars_open(tx, filter->today, arena, &page->calendars, err));
    asked.limit++; /* one more says whether more follow */
    TRY(desk_store_list(tx, &asked, arena, &rows, &count, err));
    bool more = count > (size_t)filter->limit;
    count = more ? (size_t)filter->limit : count;
    *last_out = (struct desk_row){.id = 0};
    if (more) {
        *last_out = rows[count - 1];
    }
    TRY(write_counts(tx, filter, json, err));
    json_key(json, "items");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        TRY(write_row(page, &rows[i], json, err));
    }
    json_array_close(json);
    return OK;
}
