#include "report/forecast_report.h"

#include "report/learned_report.h"

#include <pthread.h>
#include <stdlib.h>

enum {
    PAGE = 1000,
    TABLES_MAX = 4096,    /* distributions of one forecast */
    CAUSE_WEIGHT = 77,    /* of 256: 30 % of the draws are the department's */
    DAYS_AFTER_LAST = 90, /* the horizon reaches so far beyond the last plan */
    HORIZON_MAX = 1200,
    CHECKPOINTS_MAX = 64,
};

/* Finished cases of one item, by how many days they took. */
struct learned {
    struct text item;
    int32_t working[DURATION_CASE_DAYS + 1], natural[DURATION_CASE_DAYS + 1];
};

/* A distribution and what it was made from. */
struct table_key {
    struct text item;
    int32_t likely, most, spent;
    bool natural;
};

struct load {
    struct plan_context plans;
    struct forecast_report *report;
    struct arena *arena;
    struct learned *learned;
    size_t learned_count;
    struct table_key keys[TABLES_MAX];
    struct duration_source sources[TABLES_MAX];
    struct duration_quantiles *tables;
    size_t table_count;
    struct text factors[FORECAST_FACTORS_MAX];
    size_t factor_count;
    struct forecast_project *projects;
    struct date last_plan;
};

/* --- what finished cases teach ------------------------------------------------------------------- */

static struct learned *learned_of(struct load *load, struct text item)
{
    for (size_t i = 0; i < load->learned_count; i++) {
        if (text_is_equal(load->learned[i].item, item)) {
            return &load->learned[i];
        }
    }
    return NULL;
}

/* An item's cases of all departments and seasons. */
static enum error_kind learn(struct load *load, struct error *err)
{
    struct learned_set set;
    TRY(learned_report_load(&load->plans, load->arena, &set, err));
    load->learned = ARENA_ARRAY(load->arena, struct learned, set.count);
    load->report->learned_cases = set.cases;
    for (size_t i = 0; i < set.count; i++) {
        struct learned *learned = learned_of(load, set.groups[i]->item);
        if (learned == NULL) {
            learned = &load->learned[load->learned_count++];
            learned->item = set.groups[i]->item;
        }
        for (int days = 0; days <= LEARNED_DAYS_MAX; days++) {
            learned->working[days] += set.groups[i]->working[days];
            learned->natural[days] += set.groups[i]->natural[days];
        }
    }
    return OK;
}

/* --- distributions ------------------------------------------------------------------------------- */

static bool is_same_key(const struct table_key *a, const struct table_key *b)
{
    return a->likely == b->likely && a->most == b->most && a->spent == b->spent &&
           a->natural == b->natural && text_is_equal(a->item, b->item);
}

static void make_table(const struct duration_source *source, struct duration_quantiles *out)
{
    struct duration_quantiles range, whole;
    duration_quantiles_of_range(source->least, source->likely, source->most, &range);
    whole = range;
    if (source->counts != NULL) {
        duration_quantiles_of_cases(source->counts, DURATION_CASE_DAYS + 1, &range,
                                    DURATION_PRIOR_CASES, &whole);
    }
    *out = whole;
    if (source->spent > 0) {
        duration_quantiles_left(&whole, source->spent, out);
    }
}

static int32_t table_of(struct load *load, const struct table_key *key)
{
    for (size_t i = 0; i < load->table_count; i++) {
        if (is_same_key(&load->keys[i], key)) {
            return (int32_t)i;
        }
    }
    if (load->table_count == TABLES_MAX) {
        return -1; /* the network's duration stands */
    }
    load->keys[load->table_count] = *key;
    load->keys[load->table_count].item = text_copy(key->item, load->arena);
    const struct learned *learned = learned_of(load, key->item);
    struct duration_source *source = &load->sources[load->table_count];
    *source = (struct duration_source){(key->likely + 1) / 2, key->likely, key->most, key->spent,
                                       learned == NULL ? NULL
                                       : key->natural  ? learned->natural
                                                       : learned->working};
    make_table(source, &load->tables[load->table_count]);
    return (int32_t)load->table_count++;
}

static int32_t factor_of(struct load *load, struct text department)
{
    for (size_t i = 0; i < load->factor_count; i++) {
        if (text_is_equal(load->factors[i], department)) {
            return (int32_t)i;
        }
    }
    if (load->factor_count == FORECAST_FACTORS_MAX) {
        return -1;
    }
    load->factors[load->factor_count] = text_copy(department, load->arena);
    return (int32_t)load->factor_count++;
}

/* FNV-1a: the same project and item draw the same in every scenario. */
static uint64_t identity_of(struct text code, struct text item)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < code.length + item.length; i++) {
        char byte = i < code.length ? code.data[i] : item.data[i - code.length];
        hash = (hash ^ (uint8_t)byte) * UINT64_C(0x100000001B3);
    }
    return hash;
}

/* Days of a running item's own unit since its acceptance. */
static int32_t spent_days(const struct load *load, const struct plan_item *item)
{
    struct daymap *map = plan_item_clock(&load->plans.calendars, item);
    int32_t spent = daymap_index_back(map, load->plans.as_of.day_number) -
                    daymap_index_back(map, item->accepted_on.day_number);
    return spent < 0 ? 0 : spent > DURATION_DAYS_MAX ? DURATION_DAYS_MAX : spent;
}

static struct forecast_activity draw_of(struct load *load, struct text code,
                                        const struct plan_item *item)
{
    /* The template promises `duration`; the law lets it take longer, and a market step half as long again. */
    int32_t most = item->statutory > item->duration ? item->statutory : item->duration;
    most = item->market || item->natural ? most + most / 2 : most;
    bool running = !date_is_none(item->accepted_on), done = !date_is_none(item->decided_on);
    struct table_key key = {item->id, item->duration, most, running ? spent_days(load, item) : 0,
                            item->natural};
    return (struct forecast_activity){identity_of(code, item->id),
                                      item->duration > 0 && !done ? table_of(load, &key) : -1,
                                      factor_of(load, item->department), -1};
}

/* --- projects ------------------------------------------------------------------------------------ */

static void add_network(struct load *load, const struct project_plan *plan,
                        struct forecast_row *row, struct forecast_project *out)
{
    struct arena *arena = load->arena;
    size_t n = plan->built.network.activity_count, items = plan->request.item_count;
    struct forecast_activity *activities = ARENA_ARRAY(arena, struct forecast_activity, n);
    struct forecast_activity *drawn = ARENA_ARRAY(arena, struct forecast_activity, items);
    row->plan = plan;
    row->drawn = drawn;
    row->items_zh = ARENA_ARRAY(arena, struct text, n);
    row->items_en = ARENA_ARRAY(arena, struct text, n);
    row->activity_count = n;
    for (size_t i = 0; i < items; i++) {
        drawn[i] = draw_of(load, row->code, &plan->request.items[i]);
    }
    for (size_t i = 0; i < n; i++) {
        activities[i] = (struct forecast_activity){0, -1, -1, -1};
    }
    for (size_t r = 0; r < plan->built.row_count; r++) {
        const struct plan_row *at = &plan->built.rows[r];
        if (at->item >= 0 && at->activity >= 0) {
            activities[at->activity] = drawn[at->item];
            row->items_zh[at->activity] = at->name_zh;
            row->items_en[at->activity] = at->name_en;
        }
    }
    *out = (struct forecast_project){.network = &plan->built.network,
                                     .activities = activities,
                                     .start = plan->built.rows[plan->built.row_count - 1].activity,
                                     .not_before = row->planned_start,
                                     .ground = -1};
}

static enum error_kind add_project(struct load *load, const struct register_row *stored,
                                   struct error *err)
{
    struct forecast_report *report = load->report;
    struct forecast_row *row = &report->rows[report->count];
    struct forecast_project *project = &load->projects[report->count];
    *row = (struct forecast_row){.project_id = stored->project.id,
                                 .code = stored->project.code,
                                 .name = stored->project.name,
                                 .division_zh = stored->division_zh,
                                 .division_en = stored->division_en,
                                 .total = stored->project.total,
                                 .started_on = stored->project.actual_start,
                                 .planned_start = stored->project.planned_start,
                                 .started = project_is_running(stored->state)};
    *project = (struct forecast_project){.network = NULL};
    if (!row->started) {
        struct project_plan *plan = ARENA_NEW(load->arena, struct project_plan);
        TRY(plan_report_project(&load->plans, stored, HANDLING_PARALLEL, load->arena, plan, err));
        add_network(load, plan, row, project);
        project->rank = (int32_t)report->count;
        if (!date_is_none(row->planned_start) &&
            date_compare(row->planned_start, load->last_plan) > 0) {
            load->last_plan = row->planned_start;
        }
    }
    report->count++;
    return OK;
}

static enum error_kind add_projects(struct load *load, struct tx *tx, struct error *err)
{
    struct forecast_report *report = load->report;
    struct register_filter filter = {.programme_id = report->programme.id,
                                     .year = report->programme.year,
                                     .as_of = report->request.as_of,
                                     .scope = report->request.scope,
                                     .limit = PAGE};
    size_t count = PAGE;
    while (count == PAGE) {
        struct register_row *rows;
        TRY(register_store_list(tx, &filter, load->arena, &rows, &count, err));
        for (size_t i = 0; i < count; i++) {
            if (report->count == FORECAST_PROJECTS_MAX) {
                return error_set(err, ERROR_LIMIT, "forecast.projects",
                                 "a forecast takes at most %d projects", FORECAST_PROJECTS_MAX);
            }
            TRY(add_project(load, &rows[i], err));
        }
        if (count > 0) {
            filter.after_code = rows[count - 1].project.code;
        }
    }
    return OK;
}

/* Every few days from the day of the report to the horizon, and the day that is asked about. */
static void set_checkpoints(struct load *load, struct forecast_input *input)
{
    struct date by = load->report->request.by;
    struct date *days = ARENA_ARRAY(load->arena, struct date, CHECKPOINTS_MAX);
    int step = input->horizon / (CHECKPOINTS_MAX - 4) + 1;
    for (int offset = 0; offset < input->horizon; offset += step) {
        struct date day = date_add_days(input->as_of, offset);
        struct date before = input->checkpoint_count == 0 ? date_add_days(day, -1)
                                                          : days[input->checkpoint_count - 1];
        if (date_compare(before, by) < 0 && date_compare(by, day) < 0) {
            days[input->checkpoint_count++] = by;
        }
        days[input->checkpoint_count++] = day;
    }
    input->checkpoints = days;
}

static void settle_input(struct load *load)
{
    struct forecast_report *report = load->report;
    struct date last = load->last_plan;
    if (date_compare(report->request.by, last) > 0) {
        last = report->request.by;
    }
    int32_t horizon = last.day_number - report->request.as_of.day_number + DAYS_AFTER_LAST;
    report->input =
        (struct forecast_input){.as_of = report->request.as_of,
                                .horizon = horizon > HORIZON_MAX ? HORIZON_MAX : horizon,
                                .seed = (uint64_t)report->request.seed,
                                .cause_weight = CAUSE_WEIGHT,
                                .projects = load->projects,
                                .project_count = report->count,
                                .quantiles = load->tables,
                                .quantile_count = load->table_count};
    set_checkpoints(load, &report->input);
}

enum error_kind forecast_report_load(struct tx *tx, const struct forecast_request *request,
                                     struct arena *arena, struct forecast_report *report_out,
                                     struct error *err)
{
    struct load *load = ARENA_NEW(arena, struct load);
    *report_out = (struct forecast_report){.request = *request};
    struct date *by = &report_out->request.by;
    *by = date_is_none(*by) ? month_end(request->as_of) : *by;
    if (date_compare(*by, request->as_of) < 0 ||
        by->day_number - request->as_of.day_number > HORIZON_MAX - DAYS_AFTER_LAST) {
        error_set(err, ERROR_INVALID, "forecast.by",
                  "a forecast is about a day from its own on, at most %d days ahead",
                  HORIZON_MAX - DAYS_AFTER_LAST);
        return error_at_field(err, "by");
    }
    load->report = report_out;
    load->arena = arena;
    load->last_plan = request->as_of;
    load->tables = ARENA_ARRAY(arena, struct duration_quantiles, TABLES_MAX);
    load->projects = ARENA_ARRAY(arena, struct forecast_project, FORECAST_PROJECTS_MAX);
    report_out->rows = ARENA_ARRAY(arena, struct forecast_row, FORECAST_PROJECTS_MAX);
    TRY(programme_report_find(tx, request->programme, request->year, arena, &report_out->programme,
                              err));
    TRY(plan_report_init(&load->plans, tx, TEXT(""), request->as_of, arena, err));
    TRY(learn(load, err));
    TRY(add_projects(load, tx, err));
    report_out->sources = load->sources;
    settle_input(load);
    return forecast_model_build(&report_out->input, arena, &report_out->model, err);
}

/* --- the run ------------------------------------------------------------------------------------- */

struct worker {
    const struct forecast_model *model;
    uint32_t first, count;
    struct arena arena;
    struct forecast_result result;
};

static void *work(void *context)
{
    struct worker *worker = context;
    forecast_result_init(worker->model, &worker->arena, &worker->result);
    forecast_run(worker->model, worker->first, worker->count, &worker->arena, &worker->result);
    return NULL;
}

void forecast_report_run(struct forecast_report *report, struct arena *arena)
{
    struct worker workers[FORECAST_THREADS_MAX] = {0};
    pthread_t threads[FORECAST_THREADS_MAX];
    bool running[FORECAST_THREADS_MAX] = {false};
    uint32_t tiles = (uint32_t)((report->request.trials + FORECAST_TILE - 1) / FORECAST_TILE),
             first = 0;
    int wanted = report->request.threads;
    wanted = wanted < 1 ? 1 : wanted > FORECAST_THREADS_MAX ? FORECAST_THREADS_MAX : wanted;
    for (int w = 0; w < wanted; w++) {
        uint32_t end = (uint32_t)((uint64_t)tiles * (uint64_t)(w + 1) / (uint64_t)wanted);
        workers[w] = (struct worker){.model = report->model, .first = first, .count = end - first};
        first = end;
        running[w] = w > 0 && pthread_create(&threads[w], NULL, work, &workers[w]) == 0;
    }
    forecast_result_init(report->model, arena, &report->result);
    for (int w = 0; w < wanted; w++) {
        if (running[w]) {
            pthread_join(threads[w], NULL);
        } else {
            work(&workers[w]); /* the first part, and one for which there was no thread */
        }
        forecast_result_add(&report->result, &workers[w].result);
        arena_release(&workers[w].arena);
    }
}
