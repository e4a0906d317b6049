/* Cost of scheduling, as JSON lines: in memory by size, and programmes of projects.
 *
 * CPU time of this process. Sizes are measured by turns, several rounds, and the best round counts,
 * since machines are shared. The networks are like real plans: an activity depends on two of the
 * 200 before it, all four link types, lags, two calendars; a larger network is more plans of 10,000
 * activities side by side, so that all sizes span the same years. "shuffled" has its activities in
 * random order over the whole network, which costs the passes their locality. */
#include "base/asset.h"
#include "domain/network/network_template.h"
#include "domain/schedule/schedule_project.h"
#include "domain/schedule/schedule_replan.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 5, CALENDARS = 2, PLAN_ACTIVITIES = 10000 };

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

struct sample {
    struct arena arena, work; /* work is used again, as a planner's is on every drag */
    struct network network;
    struct daymap five, all;
    struct daymap *maps[CALENDARS];
    double best;
};

static void make_network(struct sample *s, int count, bool shuffled)
{
    static const uint8_t types[] = {LINK_FS, LINK_FS, LINK_FS, LINK_SS, LINK_FF, LINK_SF};
    struct arena *arena = &s->arena;
    size_t link_count = (size_t)count * 2;
    int32_t *durations = ARENA_ARRAY(arena, int32_t, (size_t)count);
    int32_t *calendars = ARENA_ARRAY(arena, int32_t, (size_t)count);
    int32_t *place = ARENA_ARRAY(arena, int32_t, (size_t)count);
    int32_t *from = ARENA_ARRAY(arena, int32_t, link_count);
    int32_t *to = ARENA_ARRAY(arena, int32_t, link_count);
    int32_t *lag = ARENA_ARRAY(arena, int32_t, link_count);
    uint8_t *type = ARENA_ARRAY(arena, uint8_t, link_count);
    struct text *ids = ARENA_ARRAY(arena, struct text, (size_t)count);

    for (int i = 0; i < count; i++) {
        durations[i] = any(0, 10);
        calendars[i] = any(0, 1);
        ids[i] = TEXT("activity");
        place[i] = i;
    }
    for (int i = count - 1; shuffled && i > 0; i--) {
        int other = any(0, i), kept = place[i];
        place[i] = place[other];
        place[other] = kept;
    }
    for (size_t i = 0; i < link_count; i++) {
        int b = (int)(i / 2), in_plan = b % PLAN_ACTIVITIES;
        b += in_plan == 0; /* the first activity of a plan depends on nothing */
        int a = b - any(1, in_plan > 200 ? 200 : in_plan == 0 ? 1 : in_plan);
        from[i] = place[a];
        to[i] = place[b];
        type[i] = types[any(0, 5)];
        lag[i] = any(0, 2) == 0 ? any(-1, 3) : 0;
    }
    struct date finish = date_of(2020, 4, 30);
    daymap_init_week(&s->five, TEXT("five"), 0x1f, NULL, 0, NULL, 0, finish, arena);
    daymap_init_week(&s->all, TEXT("all"), 0x7f, NULL, 0, NULL, 0, finish, arena);
    s->maps[0] = &s->five;
    s->maps[1] = &s->all;
    s->network = (struct network){.activity_count = (size_t)count,
                                  .ids = ids,
                                  .durations = durations,
                                  .calendars = calendars,
                                  .link_count = link_count,
                                  .link_from = from,
                                  .link_to = to,
                                  .link_type = type,
                                  .link_lag = lag,
                                  .maps = s->maps,
                                  .map_count = CALENDARS,
                                  .start = DATE_NONE,
                                  .finish = finish};
    s->best = 1e9;
}

static void fail(const struct error *err)
{
    fprintf(stderr, "bench: %s\n", err->message);
    exit(1);
}

static void bench_sizes(bool shuffled)
{
    static const int sizes[] = {10000, 100000, 1000000};
    enum { SIZES = 3 };
    struct sample samples[SIZES] = {0};
    struct error err = {0};
    for (int i = 0; i < SIZES; i++) {
        make_network(&samples[i], sizes[i], shuffled);
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < SIZES; i++) {
            int repeats = 1000000 / sizes[i];
            double before = cpu_seconds();
            for (int r = 0; r < repeats; r++) {
                struct schedule schedule;
                arena_reset(&samples[i].work);
                if (schedule_compute(&samples[i].network, &samples[i].work, &schedule, &err) !=
                    OK) {
                    fail(&err);
                }
            }
            double each = (cpu_seconds() - before) / repeats / sizes[i];
            samples[i].best = each < samples[i].best ? each : samples[i].best;
        }
    }
    for (int i = 0; i < SIZES; i++) {
        printf("{\"bench\":\"schedule\",\"order\":\"%s\",\"activities\":%d,\"links\":%d,"
               "\"cpu_ns_per_activity\":%.1f,\"times_10000\":%.2f,\"limit\":2}\n",
               shuffled ? "shuffled" : "given", sizes[i], sizes[i] * 2, samples[i].best * 1e9,
               samples[i].best / samples[0].best);
        arena_release(&samples[i].arena);
        arena_release(&samples[i].work);
    }
}

static struct text product_file(const char *path)
{
    const struct asset *asset = asset_find(text_of(path));
    if (asset == NULL) {
        fprintf(stderr, "bench: %s is not in the program\n", path);
        exit(1);
    }
    return (struct text){(const char *)asset->bytes, asset->size};
}

struct programme {
    struct arena arena;
    struct template templates[5];
    struct calendar calendar;
    struct seasons seasons;
    struct plan_calendars calendars;
};

static enum error_kind open_programme(struct programme *p, struct error *err)
{
    static const char *const paths[] = {
        "data/templates/gov_building.json", "data/templates/gov_linear.json",
        "data/templates/social_general.json", "data/templates/social_small.json",
        "data/templates/social_landplan.json"};
    struct calendar_source source;
    const struct template_problem *problems;
    size_t problem_count;
    for (int i = 0; i < 5; i++) {
        TRY(template_read(product_file(paths[i]), &p->arena, &p->templates[i], &problems,
                          &problem_count, err));
    }
    TRY(calendar_source_read(product_file("data/calendars/cn.json"), &p->arena, &source, err));
    TRY(calendar_build(&source, 1, NULL, 0, DATE_NONE, date_of(2018, 1, 1), date_of(2026, 12, 31),
                       &p->arena, &p->calendar, err));
    TRY(seasons_read(product_file("data/seasons/cn-northeast.json"), &p->arena, &p->seasons, err));
    plan_calendars_init(&p->calendars, &p->calendar, &p->seasons, WORK_EARTH, &p->arena);
    return OK;
}

static enum error_kind plan_projects(const struct programme *p, int count, size_t *activities_out,
                                     struct error *err)
{
    *activities_out = 0;
    for (int i = 0; i < count; i++) {
        SCOPED_ARENA arena = {0};
        struct plan_request request = {.handling = (enum handling)(i & 1),
                                       .as_of = date_of(2019, 11, 1),
                                       .target_start = date_of(2020, 4, 1 + i % 30),
                                       .started_on = DATE_NONE,
                                       .calendars = p->calendars};
        struct project_plan plan;
        TRY(plan_request_read(&p->templates[i % 5], TEXT("{}"), NULL, 0, &arena, &request, err));
        TRY(project_plan_compute(&request, &arena, &plan, err));
        *activities_out += plan.built.row_count;
    }
    return OK;
}

static void bench_programmes(void)
{
    static const int sizes[] = {111, 10000};
    double best[] = {1e9, 1e9};
    size_t activities[2];
    struct programme programme = {0};
    struct error err = {0};
    if (open_programme(&programme, &err) != OK) {
        fail(&err);
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < 2; i++) {
            int repeats = 10000 / sizes[i];
            double before = cpu_seconds();
            for (int r = 0; r < repeats; r++) {
                if (plan_projects(&programme, sizes[i], &activities[i], &err) != OK) {
                    fail(&err);
                }
            }
            double each = (cpu_seconds() - before) / repeats / sizes[i];
            best[i] = each < best[i] ? each : best[i];
        }
    }
    for (int i = 0; i < 2; i++) {
        printf("{\"bench\":\"programme\",\"projects\":%d,\"activities\":%zu,"
               "\"cpu_us_per_project\":%.2f,\"times_111\":%.2f,\"limit\":1.5}\n",
               sizes[i], activities[i], best[i] * 1e6, best[i] / best[0]);
    }
    arena_release(&programme.arena);
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* One changed duration, link or bound in a large network, beside the full pass over it. */
static void bench_replan(bool shuffled)
{
    enum { ACTIVITIES = 300000, CHANGES = 1001 };
    struct sample sample = {0};
    struct schedule_replan *replan;
    struct error err = {0};
    static double times[CHANGES];
    double moved_sum = 0;
    make_network(&sample, ACTIVITIES, shuffled);
    struct network *network = &sample.network;
    struct date *not_before = ARENA_ARRAY(&sample.arena, struct date, ACTIVITIES);
    for (int i = 0; i < ACTIVITIES; i++) {
        not_before[i] = DATE_NONE;
    }
    network->not_before = not_before;
    network->start = date_of(2020, 1, 1);
    network->finish = date_of(2500, 1, 1);
    if (schedule_replan_open(network, &sample.arena, &replan, &err) != OK) {
        fail(&err);
    }
    for (int i = 0; i < CHANGES; i++) {
        size_t moved, at = (size_t)any(0, ACTIVITIES - 1);
        int32_t *durations = (int32_t *)network->durations, *lags = (int32_t *)network->link_lag;
        double before = cpu_seconds();
        switch (i % 3) {
        case 0:
            durations[at] = any(0, 10);
            schedule_replan_activity(replan, at);
            break;
        case 1:
            lags[at] = any(-1, 3);
            schedule_replan_link(replan, at);
            break;
        default:
            not_before[at].day_number =
                schedule_replan_schedule(replan)->early_start[at].day_number + any(-5, 5);
            schedule_replan_activity(replan, at);
            break;
        }
        if (schedule_replan_run(replan, &moved, &err) != OK) {
            fail(&err);
        }
        times[i] = cpu_seconds() - before;
        moved_sum += (double)moved;
    }
    double before = cpu_seconds();
    struct schedule full;
    if (schedule_compute(network, &sample.work, &full, &err) != OK) {
        fail(&err);
    }
    double full_ms = (cpu_seconds() - before) * 1e3;
    qsort(times, CHANGES, sizeof times[0], compare_doubles);
    printf("{\"bench\":\"replan\",\"order\":\"%s\",\"activities\":%d,\"median_ms\":%.4f,"
           "\"p99_ms\":%.4f,\"worst_ms\":%.3f,\"mean_moved\":%.0f,\"full_pass_ms\":%.1f,"
           "\"limit_median_ms\":1}\n",
           shuffled ? "shuffled" : "given", ACTIVITIES, times[CHANGES / 2] * 1e3,
           times[CHANGES * 99 / 100] * 1e3, times[CHANGES - 1] * 1e3, moved_sum / CHANGES, full_ms);
    arena_release(&sample.arena);
    arena_release(&sample.work);
}

int main(void)
{
    bench_sizes(false);
    bench_sizes(true);
    bench_programmes();
    bench_replan(false);
    bench_replan(true);
    return 0;
}
