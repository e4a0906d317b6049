/* A forecast as JSON and as lines for a person. */
#include "report/forecast_report.h"

#include <stdlib.h>

enum { DRIVERS_SHOWN = 3, DRIVER_TILES = 8, LISTED_MAX = 500, DRIVEN_MAX = 100 };

/* Projects that have started by as_of or are planned to by `day`. */
static size_t planned_by(const struct forecast_report *report, struct date day)
{
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++) {
        const struct forecast_row *row = &report->rows[i];
        count += row->started || date_compare(row->planned_start, day) <= 0;
    }
    return count;
}

static size_t started(const struct forecast_report *report)
{
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++) {
        count += report->rows[i].started;
    }
    return count;
}

static size_t checkpoint_of(const struct forecast_report *report, struct date day)
{
    size_t place = 0;
    while (place + 1 < report->input.checkpoint_count &&
           date_compare(report->input.checkpoints[place], day) < 0) {
        place++;
    }
    return place;
}

static void write_percentiles(const struct forecast_report *report, size_t checkpoint,
                              struct json_writer *json)
{
    const struct forecast_result *result = &report->result;
    struct date day = report->input.checkpoints[checkpoint];
    json_member_int(json, "planned", (int64_t)planned_by(report, day));
    json_member_int(json, "p10", (int64_t)forecast_percentile(result, checkpoint, 100).value);
    json_member_int(json, "p50", (int64_t)forecast_percentile(result, checkpoint, 500).value);
    json_member_int(json, "p90", (int64_t)forecast_percentile(result, checkpoint, 900).value);
}

static void write_curve(const struct forecast_report *report, struct json_writer *json)
{
    json_key(json, "curve");
    json_array_open(json);
    for (size_t c = 0; c < report->input.checkpoint_count; c++) {
        json_object_open(json);
        json_member_date(json, "day", report->input.checkpoints[c]);
        write_percentiles(report, c, json);
        json_object_close(json);
    }
    json_array_close(json);
}

/* --- projects ------------------------------------------------------------------------------------ */

struct place {
    size_t project;
    int32_t chance;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *left = a, *right = b;
    int order = (left->chance > right->chance) - (left->chance < right->chance);
    return order != 0 ? order : (left->project > right->project) - (left->project < right->project);
}

static int32_t permille(int32_t millionths)
{
    return (millionths + 500) / 1000;
}

/* The items that decide about the start: on the chain in most trials. */
static void write_drivers(const struct forecast_report *report, size_t project,
                          struct json_writer *json)
{
    SCOPED_ARENA arena = {0};
    const struct forecast_row *row = &report->rows[project];
    struct forecast_driver *drivers =
        ARENA_ARRAY(&arena, struct forecast_driver, row->activity_count);
    bool *shown = ARENA_ARRAY(&arena, bool, row->activity_count);
    forecast_drivers(report->model, project, 0, DRIVER_TILES, drivers);
    json_key(json, "drivers");
    json_array_open(json);
    for (int n = 0; n < DRIVERS_SHOWN; n++) {
        size_t best = row->activity_count;
        for (size_t i = 0; i < row->activity_count; i++) {
            bool open = !shown[i] && row->items_zh[i].length > 0 && drivers[i].critical > 0;
            if (open &&
                (best == row->activity_count || drivers[i].influence > drivers[best].influence)) {
                best = i;
            }
        }
        if (best == row->activity_count) {
            break;
        }
        shown[best] = true;
        json_object_open(json);
        json_member_text(json, "name_zh", row->items_zh[best]);
        json_member_text(json, "name_en", row->items_en[best]);
        json_member_int(json, "critical", permille(drivers[best].critical));
        json_member_int(json, "influence", drivers[best].influence);
        json_object_close(json);
    }
    json_array_close(json);
}

static void write_project(const struct forecast_report *report, const struct place *place,
                          bool drivers, struct json_writer *json)
{
    const struct forecast_row *row = &report->rows[place->project];
    size_t p = place->project;
    int32_t by_plan = date_is_none(row->planned_start)
                          ? 0
                          : forecast_chance(&report->result, report->model, p, row->planned_start);
    json_object_open(json);
    json_member_text(json, "code", row->code);
    json_member_text(json, "name", row->name);
    json_member_date(json, "planned_start", row->planned_start);
    json_member_int(json, "chance_by_plan", permille(by_plan));
    json_member_int(json, "chance_by", permille(place->chance));
    json_member_date(json, "p50_start", forecast_day(&report->result, report->model, p, 500));
    json_member_date(json, "p90_start", forecast_day(&report->result, report->model, p, 900));
    if (drivers) {
        write_drivers(report, p, json);
    }
    json_object_close(json);
}

static void write_projects(const struct forecast_report *report, struct json_writer *json)
{
    SCOPED_ARENA arena = {0};
    struct place *places = ARENA_ARRAY(&arena, struct place, report->count);
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++) {
        if (!report->rows[i].started) {
            places[count++] = (struct place){
                i, forecast_chance(&report->result, report->model, i, report->request.by)};
        }
    }
    qsort(places, count, sizeof *places, compare_places);
    json_key(json, "projects");
    json_array_open(json);
    for (size_t i = 0; i < count && i < LISTED_MAX; i++) {
        write_project(report, &places[i], i < DRIVEN_MAX, json);
    }
    json_array_close(json);
}

void forecast_report_write(const struct forecast_report *report, struct json_writer *json)
{
    size_t by = checkpoint_of(report, report->request.by);
    struct forecast_percentile median = forecast_percentile(&report->result, by, 500);
    json_object_open(json);
    json_member_date(json, "as_of", report->request.as_of);
    json_member_date(json, "by", report->request.by);
    json_key(json, "programme");
    json_object_open(json);
    json_member_text(json, "name", report->programme.name);
    json_member_int(json, "year", report->programme.year);
    json_object_close(json);
    json_member_bool(json, "synthetic", report->request.synthetic);
    json_member_int(json, "trials", report->result.trials);
    json_member_int(json, "seed", report->request.seed);
    json_member_int(json, "learned_cases", (int64_t)report->learned_cases);
    json_member_int(json, "projects_in_all", (int64_t)report->count);
    json_member_int(json, "started", (int64_t)started(report));
    write_percentiles(report, by, json);
    json_member_int(json, "p50_low", (int64_t)median.low);
    json_member_int(json, "p50_high", (int64_t)median.high);
    write_curve(report, json);
    write_projects(report, json);
    json_object_close(json);
}

struct kept_forecast forecast_report_kept(const struct forecast_report *report, struct arena *arena)
{
    size_t by = checkpoint_of(report, report->request.by);
    struct kept_chance *chances = ARENA_ARRAY(arena, struct kept_chance, report->count);
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++) {
        if (!report->rows[i].started) {
            chances[count++] = (struct kept_chance){
                report->rows[i].project_id,
                permille(forecast_chance(&report->result, report->model, i, report->request.by))};
        }
    }
    return (struct kept_forecast){
        .programme_id = report->programme.id,
        .as_of = report->request.as_of,
        .by = report->request.by,
        .trials = report->result.trials,
        .seed = report->request.seed,
        .started = (int64_t)started(report),
        .planned = (int64_t)planned_by(report, report->request.by),
        .p10 = (int64_t)forecast_percentile(&report->result, by, 100).value,
        .p50 = (int64_t)forecast_percentile(&report->result, by, 500).value,
        .p90 = (int64_t)forecast_percentile(&report->result, by, 900).value,
        .chances = chances,
        .chance_count = count,
    };
}

struct text forecast_report_text(const struct forecast_report *report, bool english,
                                 struct arena *arena)
{
    enum { TEXT_MAX = 4096 };
    struct text_builder out;
    char as_of[DATE_TEXT_SIZE], day[DATE_TEXT_SIZE];
    size_t by = checkpoint_of(report, report->request.by);
    const struct forecast_result *result = &report->result;
    struct forecast_percentile median = forecast_percentile(result, by, 500);
    text_builder_init(&out, arena, TEXT_MAX);
    text_builder_add_format(
        &out,
        english
            ? "%.*s %lld as of %s%s: by %s, %zu of %zu projects are planned to have started (%zu "
              "have).\nForecast: P10 %zu, P50 %zu (%zu to %zu), P90 %zu; %lld trials, seed %lld, "
              "%zu finished cases.\n"
            : "%.*s %lld 年，截至 %s%s：到 %s 计划开复工 %zu 个，共 %zu 个（已开复工 %zu 个）。\n"
              "预测：P10 %zu 个，P50 %zu 个（%zu 至 %zu），P90 %zu 个；模拟 %lld 次，种子 %lld，"
              "已办结办件 %zu 件。\n",
        TEXT_ARGS(report->programme.name), (long long)report->programme.year,
        date_format(report->request.as_of, as_of),
        !report->request.synthetic ? ""
        : english                  ? " (synthetic data)"
                                   : "（合成数据）",
        date_format(report->request.by, day), planned_by(report, report->request.by), report->count,
        started(report), forecast_percentile(result, by, 100).value, median.value, median.low,
        median.high, forecast_percentile(result, by, 900).value, (long long)result->trials,
        (long long)report->request.seed, report->learned_cases);
    return text_builder_text(&out);
}
