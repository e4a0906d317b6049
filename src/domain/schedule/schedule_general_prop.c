/* Random networks with all that the general network has: whole days and minutes, three kinds of
 * lag, maximal lags, activities that hold, stand, have begun or are done. Whatever is computed has to
 * satisfy the checker, which walks the calendars tick by tick and asks that one tick more would
 * break what drives a date. PROP_SEED=17 replays one network. */
#include "base/test_support.h"

#include "domain/schedule/schedule_replan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NETWORKS = 1500, ACTIVITIES_MAX = 9, LINKS_MAX = 22, CALENDARS = 3, EXCEPTIONS = 5 };

struct random {
    uint64_t state;
};

static int any(struct random *random, int low, int high)
{
    random->state = random->state * 6364136223846793005u + 1442695040888963407u;
    return low + (int)((random->state >> 33) % (uint64_t)(high - low + 1));
}

static bool one_in(struct random *random, int chances)
{
    return any(random, 1, chances) == 1;
}

struct world {
    struct arena arena;
    struct dayclock clocks[CALENDARS];
    struct day_exception exceptions[CALENDARS][EXCEPTIONS];
    struct daymap map_of[CALENDARS];
    struct daymap *maps[CALENDARS];
    struct text ids[ACTIVITIES_MAX];
    int32_t durations[ACTIVITIES_MAX], calendars[ACTIVITIES_MAX];
    struct date not_before[ACTIVITIES_MAX], not_after[ACTIVITIES_MAX];
    struct activity_rule rules[ACTIVITIES_MAX];
    int32_t from[LINKS_MAX], to[LINKS_MAX], lag[LINKS_MAX];
    uint8_t type[LINKS_MAX];
    struct link_rule link_rules[LINKS_MAX];
    struct network network;
};

static struct day_hours any_hours(struct random *random)
{
    struct day_hours hours = {0};
    int shifts = any(random, 0, 2);
    for (int i = 0, at = any(random, 300, 700); i < shifts; i++) {
        int to = at + any(random, 10, 200);
        assert_true(day_hours_add(&hours, at, to));
        at = to + any(random, 1, 200);
    }
    return hours;
}

static void make_calendars(struct world *w, struct random *random, int day, bool minutes)
{
    for (int c = 0; c < CALENDARS; c++) {
        struct dayclock *clock = &w->clocks[c];
        struct date off[EXCEPTIONS];
        for (int i = 0; i < 7; i++) {
            clock->week[i] = any_hours(random);
        }
        (void)day_hours_add(&clock->week[any(random, 0, 6)], 480, 720);
        for (int i = 0; i < EXCEPTIONS; i++) {
            off[i].day_number = day + any(random, -10, 20);
            w->exceptions[c][i] = (struct day_exception){off[i].day_number, any_hours(random)};
        }
        clock->exceptions = w->exceptions[c];
        clock->exception_count = day_exceptions_settle(w->exceptions[c], EXCEPTIONS, &w->arena);
        w->maps[c] = &w->map_of[c];
        if (minutes) {
            daymap_init_clock(&w->map_of[c], TEXT("c"), clock, (struct date){day}, &w->arena);
        } else {
            daymap_init_week(&w->map_of[c], TEXT("c"), (unsigned)any(random, 1, 127), off,
                             EXCEPTIONS, NULL, 0, (struct date){day}, &w->arena);
        }
    }
}

static void make_rule(struct world *w, struct random *random, int a, int anchor, int scale)
{
    struct activity_rule *rule = &w->rules[a];
    int32_t near = anchor + any(random, -2 * scale, 12 * scale);
    *rule = (struct activity_rule){
        .finish_not_before = NO_TICK, .start_not_after = NO_TICK, .deadline = NO_TICK};
    w->not_before[a] = w->not_after[a] = DATE_NONE;
    switch (any(random, 0, 14)) {
    case 0:
        w->not_before[a].day_number = near;
        break;
    case 1:
        w->not_after[a].day_number = near;
        rule->holds = one_in(random, 2);
        break;
    case 2:
        rule->finish_not_before = near;
        break;
    case 3:
        rule->start_not_after = near;
        rule->holds = one_in(random, 2);
        break;
    case 4:
        rule->deadline = near;
        break;
    case 5:
        w->not_before[a].day_number = near;
        rule->stands = true;
        break;
    case 6:
        rule->finish_not_before = near;
        rule->stands = true;
        break;
    case 7:
        w->not_before[a].day_number = near;
        rule->early_stands = true;
        rule->started = one_in(random, 2);
        break;
    default:
        break;
    }
}

static void make_links(struct world *w, struct random *random, int count, int links, int scale)
{
    int reach = scale == 1 ? 5 : 300;
    bool maximal = one_in(random, 2);
    for (int i = 0; i < links; i++) {
        int b = any(random, 1, count - 1), a = any(random, 0, b - 1);
        w->from[i] = a;
        w->to[i] = b;
        w->type[i] = (uint8_t)any(random, 0, 3);
        w->lag[i] = one_in(random, 2) ? any(random, -reach / 2, reach) : 0;
        w->link_rules[i] = (struct link_rule){.lag = (uint8_t)any(random, 0, 2)};
        if (maximal && one_in(random, 7)) {
            w->link_rules[i].maximal = true;
            w->link_rules[i].lag = (uint8_t)any(random, LAG_SUCCESSOR, LAG_ELAPSED);
            w->lag[i] = any(random, 0, reach * 6);
        }
    }
}

static void make_world(struct world *w, struct random *random)
{
    bool minutes = one_in(random, 2);
    int day = 18000 + any(random, 0, 400), scale = minutes ? DAY_MINUTES : 1;
    int anchor = day * scale + (minutes ? any(random, 0, DAY_MINUTES - 1) : 0);
    int count = any(random, 1, ACTIVITIES_MAX), links = count > 1 ? any(random, 0, LINKS_MAX) : 0;
    memset(w, 0, sizeof *w);
    make_calendars(w, random, day, minutes);
    for (int i = 0; i < count; i++) {
        w->ids[i] = text_format(&w->arena, "A%d", i);
        w->durations[i] = one_in(random, 4) ? 0 : minutes ? any(random, 1, 600) : any(random, 1, 6);
        w->calendars[i] = any(random, 0, CALENDARS - 1);
        make_rule(w, random, i, anchor, scale);
    }
    make_links(w, random, count, links, scale);
    bool back = one_in(random, 4);
    w->network = (struct network){
        .unit = minutes ? NETWORK_MINUTES : NETWORK_DAYS,
        .activity_count = (size_t)count,
        .ids = w->ids,
        .durations = w->durations,
        .calendars = w->calendars,
        .not_before = w->not_before,
        .not_after = w->not_after,
        .rules = one_in(random, 3) ? NULL : w->rules,
        .link_count = (size_t)links,
        .link_from = w->from,
        .link_to = w->to,
        .link_type = w->type,
        .link_lag = w->lag,
        .link_rules = w->link_rules,
        .maps = w->maps,
        .map_count = CALENDARS,
        .start = back ? DATE_NONE : (struct date){anchor},
        .finish = back ? (struct date){anchor} : DATE_NONE,
    };
}

static void print_world(const struct world *w, const struct schedule *s)
{
    for (size_t i = 0; i < w->network.activity_count; i++) {
        printf("A%zu calendar %d duration %d early %d-%d (%d) late %d-%d (%d)\n", i,
               w->calendars[i], w->durations[i], s->early_start[i].day_number,
               s->early_finish[i].day_number, s->early_driver[i], s->late_start[i].day_number,
               s->late_finish[i].day_number, s->late_driver[i]);
    }
    for (size_t i = 0; i < w->network.link_count; i++) {
        printf("%zu: A%d -> A%d %s lag %d kind %d%s\n", i, w->from[i], w->to[i],
               link_type_name((enum link_type)w->type[i]), w->lag[i], w->link_rules[i].lag,
               w->link_rules[i].maximal ? " at most" : "");
    }
}

static void whatever_is_computed_satisfies_the_checker(void **state)
{
    const char *replay = getenv("PROP_SEED");
    uint64_t first = replay == NULL ? 1 : strtoull(replay, NULL, 10);
    uint64_t last = replay == NULL ? NETWORKS : first;
    int contradictions = 0;
    (void)state;
    for (uint64_t seed = first; seed <= last; seed++) {
        struct random random = {seed * 0x9e3779b97f4a7c15u};
        static struct world w;
        struct schedule schedule;
        struct error err = {0};
        make_world(&w, &random);
        assert_int_equal(network_check(&w.network, &err), OK);
        enum error_kind kind = schedule_compute(&w.network, &w.arena, &schedule, &err);
        if (kind == OK) {
            kind = schedule_check(&w.network, &schedule, &err);
        } else if (kind == ERROR_INVALID && strcmp(err.code, "schedule.contradiction") == 0) {
            contradictions++;
            kind = OK;
        }
        if (kind != OK) {
            printf("PROP_SEED=%llu %s: %s\n", (unsigned long long)seed,
                   w.network.unit == NETWORK_MINUTES ? "minutes" : "days", err.message);
        }
        if (replay != NULL && kind != OK) {
            print_world(&w, &schedule);
        }
        arena_release(&w.arena);
        assert_int_equal(kind, OK);
    }
    printf("%d of %d contradict themselves\n", contradictions, NETWORKS);
    assert_true(replay != NULL || contradictions < NETWORKS / 3);
}

static bool is_equal(const struct schedule *a, const struct schedule *b)
{
    size_t count = a->activity_count;
    bool equal = memcmp(&a->start, &b->start, sizeof a->start) == 0 &&
                 memcmp(&a->finish, &b->finish, sizeof a->finish) == 0;
#define SAME(field) (memcmp(a->field, b->field, count * sizeof a->field[0]) == 0)
    equal = equal && SAME(early_start) && SAME(early_finish) && SAME(late_start) &&
            SAME(late_finish) && SAME(submit_by) && SAME(total_float) && SAME(free_float) &&
            SAME(critical) && SAME(early_driver) && SAME(late_driver);
#undef SAME
    return equal;
}

/* One change of a kind that schedule_replan takes. */
static void change(struct world *w, struct random *random, struct schedule_replan *replan)
{
    int a = any(random, 0, (int)w->network.activity_count - 1);
    bool minutes = w->network.unit == NETWORK_MINUTES;
    int scale = minutes ? DAY_MINUTES : 1;
    if (w->network.link_count > 0 && one_in(random, 3)) {
        int link = any(random, 0, (int)w->network.link_count - 1);
        w->lag[link] = any(random, minutes ? -150 : -2, minutes ? 300 : 5);
        schedule_replan_link(replan, (size_t)link);
        return;
    }
    if (one_in(random, 2)) {
        w->durations[a] = one_in(random, 4) ? 0 : minutes ? any(random, 1, 600) : any(random, 1, 6);
    } else {
        int32_t anchor = date_is_none(w->network.start) ? w->network.finish.day_number
                                                        : w->network.start.day_number;
        make_rule(w, random, a, anchor, scale);
    }
    schedule_replan_activity(replan, (size_t)a);
}

static void replanning_after_a_change_equals_a_full_pass(void **state)
{
    const char *replay = getenv("PROP_SEED");
    uint64_t first = replay == NULL ? 1 : strtoull(replay, NULL, 10);
    uint64_t last = replay == NULL ? NETWORKS : first;
    (void)state;
    for (uint64_t seed = first; seed <= last; seed++) {
        struct random random = {seed * 0x9e3779b97f4a7c15u};
        static struct world w;
        struct schedule_replan *replan;
        struct schedule full;
        struct error err = {0};
        make_world(&w, &random);
        bool both_anchors = one_in(&random, 3);
        if (both_anchors) {
            int32_t anchor = date_is_none(w.network.start) ? w.network.finish.day_number
                                                           : w.network.start.day_number;
            w.network.start.day_number = anchor;
            w.network.finish.day_number =
                anchor + 20 * (w.network.unit == NETWORK_MINUTES ? DAY_MINUTES : 1);
        }
        if (schedule_replan_open(&w.network, &w.arena, &replan, &err) == OK) {
            for (int i = 0; i < 8; i++) {
                for (int changes = any(&random, 1, 2); changes > 0; changes--) {
                    change(&w, &random, replan);
                }
                enum error_kind kind = schedule_replan_run(replan, NULL, &err);
                assert_int_equal(schedule_compute(&w.network, &w.arena, &full, &err), kind);
                if (kind == OK && !is_equal(schedule_replan_schedule(replan), &full)) {
                    printf("PROP_SEED=%llu, after change %d\n", (unsigned long long)seed, i + 1);
                    print_world(&w, schedule_replan_schedule(replan));
                    print_world(&w, &full);
                    fail();
                }
            }
        }
        arena_release(&w.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replanning_after_a_change_equals_a_full_pass),
        cmocka_unit_test(whatever_is_computed_satisfies_the_checker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
