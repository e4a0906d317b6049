/* Cost of a forecast, as JSON lines: nanoseconds of CPU an activity and trial, beside a bare kernel that
 * knows no calendars, no common causes and no histories, taken by turns in the same run; and a whole
 * programme of 111 projects through its desks. */
#include "domain/forecast/forecast.h"
#include "base/asset.h"
#include "domain/network/network_template.h"
#include "domain/schedule/schedule_project.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 7, TILES = 24, BARE_ACTIVITIES = 1000, PROJECTS = 111, DEPARTMENTS = 40 };

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static uint64_t random_state = 7;

static int any(int low, int high)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return low + (int)((random_state >> 33) % (uint64_t)(high - low + 1));
}

/* --- the bare kernel ----------------------------------------------------------------------------- */

struct bare {
    int32_t first[BARE_ACTIVITIES + 1], from[2 * BARE_ACTIVITIES];
    int16_t least[BARE_ACTIVITIES], span[BARE_ACTIVITIES];
    int16_t end[BARE_ACTIVITIES][FORECAST_TILE];
};

static void make_bare(struct bare *bare)
{
    int32_t links = 0;
    for (int a = 0; a < BARE_ACTIVITIES; a++) {
        bare->first[a] = links;
        for (int l = 0; l < (a % 5 == 0 ? 1 : 2) && a > 0; l++) { /* 1.8 links an activity */
            bare->from[links++] = a - any(1, a > 60 ? 60 : a);
        }
        bare->least[a] = (int16_t)any(1, 10);
        bare->span[a] = (int16_t)any(1, 20);
    }
    bare->first[BARE_ACTIVITIES] = links;
}

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
__attribute__((target_clones("avx2", "default"), optimize("O3")))
#endif
static void
run_bare(struct bare *bare, uint32_t tile)
{
    for (int a = 0; a < BARE_ACTIVITIES; a++) {
        int16_t *restrict end = bare->end[a];
        uint16_t draw[FORECAST_TILE];
        for (uint32_t i = 0; i < FORECAST_TILE / 2; i++) { /* antithetic: half of the draws */
            uint32_t h = (uint32_t)a ^ (tile * 32 + i) * UINT32_C(0x9E3779B9);
            h = (h ^ h >> 15) * UINT32_C(0x85EBCA6B);
            draw[i] = (uint16_t)(h >> 16);
        }
        for (int i = 0; i < FORECAST_TILE / 2; i++) {
            draw[FORECAST_TILE / 2 + i] = (uint16_t)~draw[i];
        }
        int16_t start[FORECAST_TILE] = {0};
        for (int32_t l = bare->first[a]; l < bare->first[a + 1]; l++) {
            const int16_t *restrict other = bare->end[bare->from[l]];
            for (int t = 0; t < FORECAST_TILE; t++) {
                start[t] = other[t] > start[t] ? other[t] : start[t];
            }
        }
        for (int t = 0; t < FORECAST_TILE; t++) {
            int16_t days = (int16_t)((uint32_t)draw[t] * (uint16_t)bare->span[a] >> 16);
            end[t] = (int16_t)(start[t] + bare->least[a] + days);
        }
    }
}

/* --- the programme ------------------------------------------------------------------------------- */

struct city {
    struct arena arena;
    struct template template;
    struct calendar calendar;
    struct seasons seasons;
    struct plan_calendars calendars;
};

static struct text product_file(const char *path)
{
    const struct asset *asset = asset_find(text_of(path));
    return (struct text){(const char *)asset->bytes, asset->size};
}

static enum error_kind open_city(struct city *city, struct error *err)
{
    const struct template_problem *problems;
    struct calendar_source source;
    size_t count;
    TRY(template_read(product_file("data/templates/gov_building.json"), &city->arena,
                      &city->template, &problems, &count, err));
    TRY(calendar_source_read(product_file("data/calendars/cn.json"), &city->arena, &source, err));
    TRY(calendar_build(&source, 1, NULL, 0, DATE_NONE, date_of(2018, 1, 1), date_of(2023, 12, 31),
                       &city->arena, &city->calendar, err));
    TRY(seasons_read(product_file("data/seasons/cn-northeast.json"), &city->arena, &city->seasons,
                     err));
    plan_calendars_init(&city->calendars, &city->calendar, &city->seasons, WORK_EARTH, DATE_NONE,
                        &city->arena);
    return OK;
}

struct programme {
    struct forecast_project projects[PROJECTS];
    struct duration_quantiles quantiles[64];
    struct forecast_desk desks[DEPARTMENTS];
    struct forecast_input input;
    const struct forecast_model *model;
    size_t activities;
};

static void add_project(struct programme *all, const struct project_plan *plan, size_t number,
                        struct arena *arena)
{
    const struct network *network = &plan->built.network;
    struct forecast_activity *activities =
        ARENA_ARRAY(arena, struct forecast_activity, network->activity_count);
    for (size_t i = 0; i < network->activity_count; i++) {
        int department = any(0, DEPARTMENTS - 1);
        activities[i] =
            (struct forecast_activity){number * 1000 + i, any(0, 63), department, department};
    }
    all->projects[number] = (struct forecast_project){
        network, activities, (int32_t)network->activity_count - 1, DATE_NONE, -1, (int32_t)number};
    all->activities += network->activity_count;
}

static enum error_kind make_programme(struct programme *all, struct city *city, struct error *err)
{
    enum { HORIZON = 600 };
    static struct date checkpoints[2];
    int16_t *capacity = ARENA_ARRAY(&city->arena, int16_t, HORIZON);
    for (int q = 0; q < 64; q++) {
        duration_quantiles_of_range(1 + q % 5, 5 + q % 12, 17 + q % 30, &all->quantiles[q]);
    }
    for (int day = 0; day < HORIZON; day++) {
        capacity[day] = 4;
    }
    for (int d = 0; d < DEPARTMENTS; d++) {
        all->desks[d].capacity = capacity;
    }
    for (size_t p = 0; p < PROJECTS; p++) {
        struct plan_request request = {.as_of = date_of(2019, 11, 1),
                                       .target_start = date_of(2020, 4, 20),
                                       .started_on = DATE_NONE,
                                       .handling = HANDLING_PARALLEL,
                                       .calendars = city->calendars};
        struct project_plan *plan = ARENA_NEW(&city->arena, struct project_plan);
        TRY(plan_request_read(&city->template, TEXT("{}"), NULL, 0, &city->arena, &request, err));
        request.calendars = city->calendars;
        TRY(project_plan_compute(&request, &city->arena, plan, err));
        add_project(all, plan, p, &city->arena);
    }
    checkpoints[0] = date_of(2020, 4, 1);
    checkpoints[1] = date_of(2020, 4, 30);
    all->input = (struct forecast_input){.as_of = date_of(2019, 11, 1),
                                         .horizon = HORIZON,
                                         .seed = 1,
                                         .cause_weight = 80,
                                         .projects = all->projects,
                                         .project_count = PROJECTS,
                                         .quantiles = all->quantiles,
                                         .quantile_count = 64,
                                         .desks = all->desks,
                                         .desk_count = DEPARTMENTS,
                                         .checkpoints = checkpoints,
                                         .checkpoint_count = 2};
    return forecast_model_build(&all->input, &city->arena, &all->model, err);
}

static double best(double a, double b)
{
    return a == 0 || b < a ? b : a;
}

static void measure(struct programme *all, struct bare *bare)
{
    double free_ns = 0, desk_ns = 0, bare_ns = 0, seconds = 0;
    double trials = TILES * FORECAST_TILE, cells = trials * (double)all->activities;
    for (int round = 0; round < ROUNDS; round++) {
        SCOPED_ARENA arena = {0};
        struct forecast_result result;
        forecast_result_init(all->model, &arena, &result);
        double begin = cpu_seconds();
        forecast_run(all->model, 0, TILES, &arena, &result);
        free_ns = best(free_ns, (cpu_seconds() - begin) * 1e9 / cells);
        begin = cpu_seconds();
        for (uint32_t tile = 0; tile < TILES; tile++) {
            run_bare(bare, tile);
        }
        bare_ns = best(bare_ns, (cpu_seconds() - begin) * 1e9 / (trials * BARE_ACTIVITIES));
        begin = cpu_seconds();
        forecast_run_desks(all->model, 0, TILES / 4, &arena, &result);
        desk_ns = best(desk_ns, (cpu_seconds() - begin) * 4e9 / cells);
    }
    seconds = desk_ns * 1e-9 * 10000 * (double)all->activities;
    printf("{\"bench\":\"forecast.trial\",\"projects\":%d,\"activities\":%zu,"
           "\"ns_per_activity_trial\":%.3f,\"bare_kernel_ns\":%.3f,\"ratio\":%.2f,\"bar\":4}\n",
           PROJECTS, all->activities, free_ns, bare_ns, free_ns / bare_ns);
    printf("{\"bench\":\"forecast.desks\",\"projects\":%d,\"activities\":%zu,\"desks\":%d,"
           "\"ns_per_activity_trial\":%.1f,\"bar_ns\":100,\"cpu_seconds_10000_trials\":%.2f,"
           "\"bar_seconds_two_cores\":5}\n",
           PROJECTS, all->activities, DEPARTMENTS, desk_ns, seconds);
}

int main(void)
{
    static struct programme all;
    static struct bare bare;
    struct city city = {0};
    struct error err;
    if (open_city(&city, &err) != OK || make_programme(&all, &city, &err) != OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    make_bare(&bare);
    measure(&all, &bare);
    arena_release(&city.arena);
    return 0;
}
