/* Laws of cases, on random events over random calendars. A failure prints the seed; PROP_SEED=17
 * replays one. */
#include "base/test_support.h"

#include "domain/approval/case_clock.h"

#include <stdio.h>
#include <stdlib.h>

enum { WORLDS = 600, STEPS = 40, SPAN = 700, CHANGES = 60 };

struct random {
    uint64_t state;
};

static int any(struct random *random, int low, int high)
{
    random->state = random->state * 6364136223846793005u + 1442695040888963407u;
    return low + (int)((random->state >> 33) % (uint64_t)(high - low + 1));
}

struct world {
    struct arena arena;
    struct random random;
    struct calendar calendar;
    struct date first;
    struct case_entry entries[STEPS];
    size_t count;
    struct date today;
    struct case_limits limits;
};

static int compare(const void *a, const void *b)
{
    return date_compare(((const struct calendar_day *)a)->day,
                        ((const struct calendar_day *)b)->day);
}

static void make_calendar(struct world *w)
{
    static const int years[] = {2019, 2020, 2021};
    struct calendar_day days[CHANGES];
    struct error err;
    for (int i = 0; i < CHANGES; i++) {
        days[i] = (struct calendar_day){date_add_days(w->first, any(&w->random, 0, SPAN)),
                                        any(&w->random, 0, 2) == 0};
    }
    qsort(days, CHANGES, sizeof *days, compare);
    const struct calendar_version version = {.published_on = date_of(2018, 1, 1),
                                             .years = years,
                                             .year_count = 3,
                                             .days = days,
                                             .day_count = CHANGES};
    const struct calendar_source source = {
        .id = TEXT("x"), .versions = &version, .version_count = 1};
    assert_int_equal(calendar_build(&source, 1, NULL, 0, DATE_NONE, w->first,
                                    date_add_days(w->first, SPAN), &w->arena, &w->calendar, &err),
                     OK);
}

/* A random event by a random side; more often one that has a row. */
static struct case_step any_step(struct world *w)
{
    struct random *r = &w->random;
    struct case_step step = {.event = (enum case_event)any(r, 0, CASE_EVENT_COUNT - 1),
                             .side = (enum case_side)any(r, 0, SIDE_COUNT - 1),
                             .reason = any(r, 0, 9) == 0 ? TEXT("") : TEXT("因"),
                             .special = (enum special_kind)any(r, 0, SPECIAL_COUNT - 1),
                             .length = any(r, 0, 12),
                             .unit = any(r, 0, 1) == 0 ? UNIT_WORKING_DAY : UNIT_NATURAL_DAY};
    if (any(r, 0, 3) > 0) {
        const struct case_rule *rule = &case_rules[any(r, 0, (int)case_rule_count - 1)];
        if (rule->from == case_state_of(w->entries, w->count)) {
            step.event = rule->event;
            step.side = rule->side;
        }
    }
    return step;
}

static void play(struct world *w, uint64_t seed)
{
    *w = (struct world){.random = {seed * 2654435761u + 1}};
    w->first = date_add_days(date_of(2019, 1, 1), any(&w->random, 0, 100));
    make_calendar(w);
    w->today = date_add_days(w->first, any(&w->random, 1, 30));
    w->limits =
        (struct case_limits){any(&w->random, 0, 20), any(&w->random, 20, 40),
                             any(&w->random, 0, 3) == 0 ? UNIT_NATURAL_DAY : UNIT_WORKING_DAY};
    for (int i = 0; i < 200 && w->count < STEPS; i++) {
        struct case_clock clock;
        struct case_entry entry;
        struct error err;
        w->today = date_add_days(w->today, any(&w->random, 0, 3) == 0 ? any(&w->random, 0, 6) : 0);
        assert_int_equal(case_clock_read(w->entries, w->count, &w->limits, &w->calendar, w->today,
                                         &w->arena, &clock, &err),
                         OK);
        struct case_facts facts = {.entries = w->entries,
                                   .entry_count = w->count,
                                   .today = w->today,
                                   .calendar = &w->calendar,
                                   .correction_days = 5,
                                   .extension_days = 10,
                                   .papers_missing = any(&w->random, 0, 3) == 0,
                                   .accept_tolerances_open = any(&w->random, 0, 3) == 0,
                                   .decide_tolerances_open = any(&w->random, 0, 2) == 0,
                                   .committed = any(&w->random, 0, 5) == 0,
                                   .deemed_consent = any(&w->random, 0, 1) == 0,
                                   .due_on = clock.due_on};
        struct case_step step = any_step(w);
        enum case_state before = case_state_of(w->entries, w->count);
        if (case_apply(&facts, &step, &entry, &err) != OK) {
            continue;
        }
        const struct case_rule *rule = case_rule_find(before, step.event);
        assert_non_null(rule);
        assert_int_equal(rule->to, entry.state);
        assert_int_equal(rule->side, step.side);
        assert_true(w->count == 0 || date_compare(entry.day, w->entries[w->count - 1].day) >= 0);
        assert_true(date_compare(entry.day, w->today) <= 0);
        assert_false(case_state_is_end(before) && !case_state_is_decided(before));
        w->entries[w->count++] = entry;
    }
    w->today = date_add_days(w->today, any(&w->random, 0, 20));
}

/* The same clock by looking at each day: who held it before the day began. */
struct slow_clock {
    int counted, stopped, natural, charges[CHARGE_COUNT];
};

static void slow_day(const struct world *w, struct date day, struct slow_clock *slow)
{
    const struct case_entry *holder = NULL;
    bool accepted = false;
    for (size_t i = 0; i < w->count && date_compare(w->entries[i].day, day) < 0; i++) {
        holder = &w->entries[i];
        accepted =
            accepted || holder->event == CASE_ACCEPT_WINDOW || holder->event == CASE_DEEM_ACCEPTED;
    }
    if (holder == NULL || case_state_is_end(holder->state)) {
        return;
    }
    enum case_charge charge = CHARGE_DEPARTMENT;
    bool stopped = holder->state == CASE_CORRECTION;
    charge = stopped ? CHARGE_OWNER : charge;
    if (holder->state == CASE_SPECIAL) {
        struct date end;
        struct error err;
        assert_int_equal(
            calendar_deadline(&w->calendar, holder->day, holder->length, holder->unit, &end, &err),
            OK);
        stopped = date_compare(day, end) <= 0;
        bool notice = holder->special == SPECIAL_PUBLIC_NOTICE ||
                      holder->special == SPECIAL_TENDER || holder->special == SPECIAL_AUCTION;
        charge = !stopped ? CHARGE_DEPARTMENT : notice ? CHARGE_NOTICE : CHARGE_CONSULTEE;
    }
    int days = w->limits.unit == UNIT_NATURAL_DAY || calendar_is_workday(&w->calendar, day);
    slow->natural++;
    slow->charges[charge]++;
    slow->counted += accepted && !stopped ? days : 0;
    slow->stopped += accepted && stopped ? days : 0;
}

static void charges_add_up_and_agree_with_a_count_of_each_day(const struct world *w)
{
    SCOPED_ARENA arena = {0};
    struct case_clock clock;
    struct slow_clock slow = {0};
    struct error err;
    int sum = 0;
    assert_int_equal(case_clock_read(w->entries, w->count, &w->limits, &w->calendar, w->today,
                                     &arena, &clock, &err),
                     OK);
    for (struct date day = w->first; date_compare(day, w->today) <= 0;
         day = date_add_days(day, 1)) {
        slow_day(w, day, &slow);
    }
    for (int i = 0; i < CHARGE_COUNT; i++) {
        assert_int_equal(clock.charges[i], slow.charges[i]);
        sum += clock.charges[i];
    }
    assert_int_equal(sum, clock.natural_days);
    assert_int_equal(clock.natural_days, slow.natural);
    assert_int_equal(clock.counted, slow.counted);
    assert_int_equal(clock.stopped, slow.stopped);
    if (!date_is_none(clock.first_on)) {
        struct date end = date_is_none(clock.ended_on) ? w->today : clock.ended_on;
        assert_int_equal(clock.natural_days, end.day_number - clock.first_on.day_number);
    }
    if (!date_is_none(clock.due_on)) {
        assert_true(date_compare(clock.due_on, clock.accepted_on) >= 0);
        assert_true(date_compare(clock.limit_on, clock.due_on) >= 0);
    }
}

/* A pause that is planned one day longer never brings the deadline nearer, nor does a day that goes
 * by in it. */
static void the_deadline_is_monotone_in_its_pauses(const struct world *w)
{
    SCOPED_ARENA arena = {0};
    struct case_entry longer[STEPS];
    struct case_clock before, after;
    struct error err;
    for (size_t i = 0; i < w->count; i++) {
        longer[i] = w->entries[i];
        longer[i].length += longer[i].event == CASE_START_SPECIAL;
    }
    assert_int_equal(case_clock_read(w->entries, w->count, &w->limits, &w->calendar, w->today,
                                     &arena, &before, &err),
                     OK);
    assert_int_equal(
        case_clock_read(longer, w->count, &w->limits, &w->calendar, w->today, &arena, &after, &err),
        OK);
    assert_true(date_compare(after.due_on, before.due_on) >= 0);
    assert_true(after.counted <= before.counted);
    assert_int_equal(case_clock_read(w->entries, w->count, &w->limits, &w->calendar,
                                     date_add_days(w->today, 1), &arena, &after, &err),
                     OK);
    assert_true(date_compare(after.due_on, before.due_on) >= 0);
}

/* A stage of one item runs as long as the item; of two, no shorter than either and no longer than
 * both. */
static void a_stage_lies_between_its_longest_item_and_their_sum(const struct world *a,
                                                                const struct world *b)
{
    SCOPED_ARENA arena = {0};
    struct stage_member members[2];
    struct stage_clock one, other, both;
    struct error err;
    const struct world *worlds[] = {a, b};
    for (int i = 0; i < 2; i++) {
        struct case_span *spans;
        assert_int_equal(case_spans(worlds[i]->entries, worlds[i]->count, &a->calendar, a->today,
                                    &arena, &spans, &members[i].span_count, &err),
                         OK);
        members[i].spans = spans;
    }
    assert_int_equal(stage_clock_read(members, 1, &a->calendar, &one, &err), OK);
    assert_int_equal(stage_clock_read(members + 1, 1, &a->calendar, &other, &err), OK);
    assert_int_equal(stage_clock_read(members, 2, &a->calendar, &both, &err), OK);
    assert_true(both.counted >= one.counted && both.counted >= other.counted);
    assert_true(both.counted <= one.counted + other.counted);
    if (a->limits.unit == UNIT_WORKING_DAY) {
        struct case_clock clock;
        assert_int_equal(case_clock_read(a->entries, a->count, &a->limits, &a->calendar, a->today,
                                         &arena, &clock, &err),
                         OK);
        assert_int_equal(one.counted, clock.counted);
    }
}

static void laws_hold_in_random_worlds(void **state)
{
    const char *only = getenv("PROP_SEED");
    uint64_t first = only == NULL ? 1 : strtoull(only, NULL, 10);
    bool reached[CASE_STATE_COUNT] = {false};
    (void)state;
    for (uint64_t seed = first; seed < (only == NULL ? WORLDS : first + 1); seed++) {
        struct world world, other;
        fprintf(stderr, "\rPROP_SEED=%llu ", (unsigned long long)seed);
        play(&world, seed);
        play(&other, seed + WORLDS);
        for (size_t i = 0; i < world.count; i++) {
            reached[world.entries[i].state] = true;
        }
        charges_add_up_and_agree_with_a_count_of_each_day(&world);
        the_deadline_is_monotone_in_its_pauses(&world);
        if (date_compare(other.first, world.first) >= 0 &&
            date_compare(other.today, date_add_days(world.first, SPAN)) < 0) {
            a_stage_lies_between_its_longest_item_and_their_sum(&world, &other);
        }
        arena_release(&world.arena);
        arena_release(&other.arena);
    }
    for (int i = 1; only == NULL && i < CASE_STATE_COUNT; i++) {
        assert_true(reached[i]); /* else the laws were not tried where they matter */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(laws_hold_in_random_worlds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
