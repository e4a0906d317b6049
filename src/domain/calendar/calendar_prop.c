/* Laws of counting, on random calendars. A failure prints the seed; PROP_SEED=17 replays one. */
#include "base/test_support.h"

#include "domain/calendar/calendar.h"

#include <stdio.h>
#include <stdlib.h>

enum { WORLDS = 400, ASKS = 40, SPAN = 800, CHANGES = 60 };

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
};

static int compare(const void *a, const void *b)
{
    return date_compare(((const struct calendar_day *)a)->day,
                        ((const struct calendar_day *)b)->day);
}

static void make_world(struct world *w, uint64_t seed)
{
    static const int years[] = {2019, 2020, 2021, 2022};
    struct calendar_day days[CHANGES], flood[5];
    struct error err;
    *w = (struct world){.random = {seed * 2654435761u + 1}};
    w->first = date_add_days(date_of(2019, 1, 1), any(&w->random, 0, 300));
    for (int i = 0; i < CHANGES; i++) {
        days[i] = (struct calendar_day){date_add_days(w->first, any(&w->random, 0, SPAN)),
                                        any(&w->random, 0, 2) == 0};
    }
    qsort(days, CHANGES, sizeof *days, compare);
    for (int i = 0; i < 5; i++) {
        flood[i] = (struct calendar_day){date_add_days(w->first, any(&w->random, 0, SPAN)), false};
    }
    const struct calendar_version version = {date_of(2018, 1, 1), years, 4, days, CHANGES};
    const struct calendar_source source = {TEXT("x"), &version, 1};
    assert_int_equal(calendar_build(&source, 1, flood, 5, DATE_NONE, w->first,
                                    date_add_days(w->first, SPAN), &w->arena, &w->calendar, &err),
                     OK);
}

static struct date some_day(struct world *w)
{
    return date_add_days(w->first, any(&w->random, 0, SPAN));
}

/* Counting by looking at each day. */
static int slow_count(const struct calendar *calendar, struct date from, struct date to)
{
    int count = 0;
    for (int32_t day = from.day_number + 1; day <= to.day_number; day++) {
        count += calendar_is_workday(calendar, (struct date){day});
    }
    return count;
}

static int counted(const struct world *w, struct date from, struct date to)
{
    int count = 0;
    assert_int_equal(calendar_count(&w->calendar, from, to, &count, NULL), OK);
    return count;
}

static void check_counts(struct world *w)
{
    struct date a = some_day(w), b = some_day(w), c = some_day(w);
    if (date_compare(a, b) <= 0) {
        assert_int_equal(counted(w, a, b), slow_count(&w->calendar, a, b));
    }
    assert_int_equal(counted(w, a, b) + counted(w, b, c), counted(w, a, c));
    assert_int_equal(counted(w, a, b), -counted(w, b, a));
}

static void check_adding(struct world *w)
{
    struct date day = some_day(w), end, back, halfway, rest;
    int n = any(&w->random, 1, 60), part = any(&w->random, 0, n);
    if (calendar_add(&w->calendar, day, n, &end, NULL) != OK) {
        return;
    }
    assert_true(calendar_is_workday(&w->calendar, end));
    assert_int_equal(counted(w, day, end), n);
    /* Splitting the work changes nothing. */
    assert_int_equal(calendar_add(&w->calendar, day, part, &halfway, NULL), OK);
    assert_int_equal(calendar_add(&w->calendar, halfway, n - part, &rest, NULL), OK);
    assert_int_equal(rest.day_number, end.day_number);
    /* Going back n working days from the end gives the day, if that was a working day. */
    if (calendar_is_workday(&w->calendar, day)) {
        assert_int_equal(calendar_add(&w->calendar, end, -n, &back, NULL), OK);
        assert_int_equal(back.day_number, day.day_number);
    }
}

static void check_deadlines(struct world *w)
{
    struct date day = some_day(w), early, late;
    int n = any(&w->random, 0, 90);
    if (calendar_deadline(&w->calendar, day, n, UNIT_NATURAL_DAY, &early, NULL) != OK ||
        calendar_deadline(&w->calendar, day, n + 1, UNIT_NATURAL_DAY, &late, NULL) != OK) {
        return;
    }
    assert_true(calendar_is_workday(&w->calendar, early));
    assert_true(early.day_number >= day.day_number + n);
    assert_true(early.day_number <= late.day_number);
    assert_int_equal(slow_count(&w->calendar, date_add_days(day, n), early),
                     early.day_number > day.day_number + n);
}

static void check_world(uint64_t seed)
{
    struct world w;
    make_world(&w, seed);
    for (int i = 0; i < ASKS; i++) {
        check_counts(&w);
        check_adding(&w);
        check_deadlines(&w);
    }
    arena_release(&w.arena);
}

static void counts_add_up_adding_splits_and_can_be_taken_back(void **state)
{
    const char *replay = getenv("PROP_SEED");
    (void)state;
    if (replay != NULL) {
        check_world(strtoull(replay, NULL, 10));
        return;
    }
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        fprintf(stderr, "\rPROP_SEED=%llu ", (unsigned long long)seed);
        check_world(seed);
    }
    fprintf(stderr, "\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_add_up_adding_splits_and_can_be_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
