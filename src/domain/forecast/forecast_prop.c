/* Laws of the forecast over random networks: without chance it is the schedule; desks with room for all
 * change nothing; a split of the trials changes no bit. PROP_SEED=17 replays one network. */
#include "base/test_support.h"

#include "domain/forecast/forecast.h"
#include "domain/schedule/schedule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 400, PROJECTS = 3, ACTIVITIES = 12, LINKS = 30, CALENDARS = 3, HORIZON = 900 };

struct random {
    uint64_t state;
};

static int any(struct random *random, int low, int high)
{
    random->state = random->state * 6364136223846793005u + 1442695040888963407u;
    return low + (int)((random->state >> 33) % (uint64_t)(high - low + 1));
}

struct case_ {
    struct arena arena;
    struct daymap maps[CALENDARS];
    struct network networks[PROJECTS];
    struct forecast_project projects[PROJECTS];
    struct duration_quantiles quantiles[2];
    int16_t capacity[HORIZON];
    struct forecast_desk desk;
    struct date checkpoint;
    struct forecast_input input;
};

static const struct date first_day = {18323}; /* 2020-03-02, a Monday */

static void any_calendars(struct case_ *c, struct random *random)
{
    for (int i = 0; i < CALENDARS; i++) {
        struct date *off = ARENA_ARRAY(&c->arena, struct date, 20);
        for (int d = 0; d < 20; d++) {
            off[d] = date_add_days(first_day, any(random, 0, 400));
        }
        unsigned week = i == 0 ? 0x7f : (unsigned)any(random, 1, 0x7f);
        daymap_init_week(&c->maps[i], TEXT("map"), week, off, i == 0 ? 0 : 20, NULL, 0, first_day,
                         &c->arena);
    }
}

static void any_network(struct case_ *c, struct random *random, size_t number)
{
    struct network *network = &c->networks[number];
    size_t n = (size_t)any(random, 1, ACTIVITIES),
           links = n < 2 ? 0 : (size_t)any(random, 0, LINKS);
    struct text *ids = ARENA_ARRAY(&c->arena, struct text, n);
    int32_t *durations = ARENA_ARRAY(&c->arena, int32_t, n);
    int32_t *calendars = ARENA_ARRAY(&c->arena, int32_t, n);
    struct date *not_before = ARENA_ARRAY(&c->arena, struct date, n);
    struct forecast_activity *activities = ARENA_ARRAY(&c->arena, struct forecast_activity, n);
    int32_t *from = ARENA_ARRAY(&c->arena, int32_t, links + 1);
    int32_t *to = ARENA_ARRAY(&c->arena, int32_t, links + 1);
    int32_t *lag = ARENA_ARRAY(&c->arena, int32_t, links + 1);
    uint8_t *type = ARENA_ARRAY(&c->arena, uint8_t, links + 1);
    struct daymap **maps = ARENA_ARRAY(&c->arena, struct daymap *, CALENDARS);
    for (int i = 0; i < CALENDARS; i++) {
        maps[i] = &c->maps[i];
    }
    for (size_t i = 0; i < n; i++) {
        durations[i] = any(random, 0, 3) == 0 ? 0 : any(random, 1, 15);
        calendars[i] = any(random, 0, CALENDARS - 1);
        not_before[i] =
            any(random, 0, 3) > 0 ? DATE_NONE : date_add_days(first_day, any(random, 0, 60));
        activities[i] = (struct forecast_activity){1000 * number + i, -1, any(random, -1, 2), 0};
    }
    for (size_t l = 0; l < links; l++) {
        from[l] = any(random, 0, (int)n - 2);
        to[l] = any(random, from[l] + 1, (int)n - 1);
        type[l] = (uint8_t)any(random, LINK_FS, LINK_SF);
        lag[l] = any(random, -3, 5);
    }
    *network = (struct network){.activity_count = n,
                                .ids = ids,
                                .durations = durations,
                                .calendars = calendars,
                                .not_before = not_before,
                                .link_count = links,
                                .link_from = from,
                                .link_to = to,
                                .link_type = type,
                                .link_lag = lag,
                                .maps = maps,
                                .map_count = CALENDARS,
                                .start = first_day,
                                .finish = DATE_NONE};
    c->projects[number] =
        (struct forecast_project){network, activities, (int32_t)n - 1, DATE_NONE, -1, 0};
}

static void any_case(struct case_ *c, struct random *random)
{
    memset(c, 0, sizeof *c);
    any_calendars(c, random);
    for (size_t p = 0; p < PROJECTS; p++) {
        any_network(c, random, p);
    }
    for (int d = 0; d < HORIZON; d++) {
        c->capacity[d] = 1000;
    }
    c->desk.capacity = c->capacity;
    c->checkpoint = date_add_days(first_day, 40);
    duration_quantiles_of_range(2, 3, 9, &c->quantiles[0]);
    duration_quantiles_of_range(1, 10, 40, &c->quantiles[1]);
    c->input = (struct forecast_input){.as_of = first_day,
                                       .horizon = HORIZON,
                                       .seed = random->state,
                                       .cause_weight = 80,
                                       .projects = c->projects,
                                       .project_count = PROJECTS,
                                       .quantiles = c->quantiles,
                                       .quantile_count = 2,
                                       .desks = &c->desk,
                                       .desk_count = 1,
                                       .checkpoints = &c->checkpoint,
                                       .checkpoint_count = 1};
}

static bool same(const struct forecast_result *a, const struct forecast_result *b)
{
    return a->trials == b->trials &&
           memcmp(a->day_counts, b->day_counts, PROJECTS * (HORIZON + 1) * sizeof *a->day_counts) ==
               0 &&
           memcmp(a->count_counts, b->count_counts, (PROJECTS + 1) * sizeof *a->count_counts) == 0;
}

static struct forecast_result result_of(struct case_ *c, uint32_t first, uint32_t count, bool desks)
{
    const struct forecast_model *model;
    struct forecast_result result;
    struct error err;
    assert_int_equal(forecast_model_build(&c->input, &c->arena, &model, &err), OK);
    forecast_result_init(model, &c->arena, &result);
    (desks ? forecast_run_desks : forecast_run)(model, first, count, &c->arena, &result);
    return result;
}

static bool is_the_schedule(struct case_ *c)
{
    struct forecast_result result = result_of(c, 0, 1, false);
    for (size_t p = 0; p < PROJECTS; p++) {
        struct schedule schedule;
        struct error err;
        assert_int_equal(schedule_compute(&c->networks[p], &c->arena, &schedule, &err), OK);
        int32_t day = schedule.early_start[c->projects[p].start].day_number - first_day.day_number;
        if (day < HORIZON && result.day_counts[p * (HORIZON + 1) + (size_t)day] != FORECAST_TILE) {
            printf("project %zu does not start on day %d\n", p, (int)day);
            return false;
        }
    }
    return true;
}

static void give_chance(struct case_ *c, struct random *random)
{
    for (size_t p = 0; p < PROJECTS; p++) {
        struct forecast_activity *activities =
            (struct forecast_activity *)c->projects[p].activities;
        for (size_t i = 0; i < c->networks[p].activity_count; i++) {
            activities[i].quantiles = any(random, -1, 1);
        }
    }
}

static bool holds(struct random *random)
{
    struct case_ c;
    any_case(&c, random);
    bool right = is_the_schedule(&c);
    give_chance(&c, random);
    struct forecast_result whole = result_of(&c, 0, 5, false), desks = result_of(&c, 0, 5, true);
    struct forecast_result split = result_of(&c, 3, 2, false), rest = result_of(&c, 0, 3, false);
    forecast_result_add(&split, &rest);
    right = right && same(&whole, &desks) && same(&whole, &split);
    arena_release(&c.arena);
    return right;
}

static void the_forecast_keeps_its_laws(void **state)
{
    const char *replay = getenv("PROP_SEED");
    uint64_t first = replay == NULL ? 1 : strtoull(replay, NULL, 10);
    uint64_t last = replay == NULL ? RUNS : first;
    (void)state;
    for (uint64_t seed = first; seed <= last; seed++) {
        struct random random = {seed * 0x9e3779b97f4a7c15u};
        if (!holds(&random)) {
            printf("PROP_SEED=%llu\n", (unsigned long long)seed);
            fail();
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_forecast_keeps_its_laws)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
