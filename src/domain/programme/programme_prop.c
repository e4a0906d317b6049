/* Laws of codes and counts, tried on numbers from a fixed seed. */
#include "base/test_support.h"

#include "domain/programme/programme.h"

enum { ROUNDS = 2000, PROJECTS = 12, EVENTS = 8 };

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
static uint64_t seed = 20200401;

static unsigned below(unsigned bound)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)((seed >> 33) % bound);
}

static int find_check(char code[19])
{
    int found = -1;
    for (int i = 0; i < 31; i++) {
        code[17] = alphabet[i];
        if (credit_code_check(text_of(code), NULL) == OK) {
            assert_int_equal(found, -1);
            found = i;
        }
    }
    assert_true(found >= 0);
    code[17] = alphabet[found];
    return found;
}

static void each_body_has_one_check_and_every_single_mistake_or_swap_is_found(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        char code[19] = {0};
        for (int i = 0; i < 17; i++) {
            code[i] = alphabet[below(31)];
        }
        find_check(code);
        unsigned at = below(18);
        char right = code[at], wrong = alphabet[below(31)];
        code[at] = wrong;
        assert_int_equal(credit_code_check(text_of(code), NULL),
                         wrong == right ? OK : ERROR_INVALID);
        code[at] = right;
        at = below(16);
        code[18] = code[at];
        code[at] = code[at + 1];
        code[at + 1] = code[18];
        code[18] = '\0';
        assert_int_equal(credit_code_check(text_of(code), NULL),
                         code[at] == code[at + 1] ? OK : ERROR_INVALID);
    }
}

struct world {
    struct site_event events[PROJECTS][EVENTS];
    struct project_facts facts[PROJECTS];
};

/* Histories as site_event_check lets them grow: each section runs and rests in turn. */
static void make_world(struct world *world)
{
    for (int p = 0; p < PROJECTS; p++) {
        struct project_facts *facts = &world->facts[p];
        int day = date_of(2019, 6, 1).day_number;
        bool running[2] = {false, false}, begun[2] = {false, false};
        *facts =
            (struct project_facts){.events = world->events[p], .event_count = below(EVENTS + 1)};
        facts->nature = below(2) == 0 ? NATURE_NEW : NATURE_CONTINUED;
        facts->total.cents = below(1000);
        facts->annual_plan.cents = below(100);
        facts->planned_start =
            below(5) == 0 ? DATE_NONE : date_add_days(date_of(2020, 1, 1), (int)below(200));
        facts->baseline_start = facts->planned_start;
        for (size_t e = 0; e < facts->event_count; e++) {
            unsigned section = below(2);
            day += (int)below(120);
            world->events[p][e] = (struct site_event){
                .section_id = section,
                .day = {day},
                .kind = running[section]                                      ? SITE_STOP
                        : begun[section] || facts->nature == NATURE_CONTINUED ? SITE_RESUME
                                                                              : SITE_START};
            running[section] = !running[section];
            begun[section] = true;
        }
    }
}

/* Said another way: some section's last event by the day is no stop and of the day's year. Sections
 * alternate, so the last event that is no stop is the one that it runs since. */
static bool runs(const struct project_facts *facts, struct date day, struct date *since)
{
    *since = DATE_NONE;
    for (int64_t section = 0; section < 2; section++) {
        const struct site_event *last = NULL;
        for (size_t e = 0; e < facts->event_count; e++) {
            if (facts->events[e].section_id == section &&
                date_compare(facts->events[e].day, day) <= 0) {
                last = &facts->events[e];
            }
        }
        if (last != NULL && last->kind != SITE_STOP && date_year(last->day) == date_year(day) &&
            date_compare(last->day, *since) < 0) {
            *since = last->day;
        }
    }
    return !date_is_none(*since);
}

static void counts_agree_with_counting_another_way(void **state)
{
    static struct world world;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct date day = date_add_days(date_of(2019, 12, 1), (int)below(300));
        struct programme_statistics s;
        size_t by = 0, before = 0;
        make_world(&world);
        assert_int_equal(programme_count(world.facts, PROJECTS, day, &s, NULL), OK);
        for (int p = 0; p < PROJECTS; p++) {
            struct date expected, since;
            bool running = runs(&world.facts[p], day, &expected);
            enum project_state found = project_state_as_of(&world.facts[p], day, &since);
            by += running;
            before += running && date_compare(expected, day) < 0;
            assert_int_equal(running, found == PROJECT_STARTED || found == PROJECT_RESUMED);
            assert_int_equal(since.day_number, expected.day_number);
        }
        assert_int_equal(s.started_by_day, by);
        assert_int_equal(s.started_before_day, before);
        assert_int_equal(s.started_before_day + s.started_on_day, by);
        assert_int_equal(s.starts + s.resumes, by);
        assert_int_equal(s.new_projects + s.continued_projects, PROJECTS);
        assert_true(by + s.overdue + s.stopped <= PROJECTS);
    }
}

static void what_happens_after_the_day_changes_nothing(void **state)
{
    static struct world world;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct date day = date_add_days(date_of(2019, 12, 1), (int)below(300));
        struct programme_statistics whole, known;
        make_world(&world);
        assert_int_equal(programme_count(world.facts, PROJECTS, day, &whole, NULL), OK);
        for (int p = 0; p < PROJECTS; p++) {
            size_t kept = 0;
            while (kept < world.facts[p].event_count &&
                   date_compare(world.facts[p].events[kept].day, day) <= 0) {
                kept++;
            }
            world.facts[p].event_count = kept;
        }
        assert_int_equal(programme_count(world.facts, PROJECTS, day, &known, NULL), OK);
        assert_int_equal(whole.started_by_day, known.started_by_day);
        assert_int_equal(whole.overdue, known.overdue);
        assert_int_equal(whole.stopped, known.stopped);
    }
}

static void a_later_day_never_plans_fewer_and_all_started_are_among_them(void **state)
{
    static struct world world;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct date day = date_add_days(date_of(2020, 1, 1), (int)below(200));
        struct programme_statistics s;
        size_t last = 0;
        make_world(&world);
        assert_int_equal(programme_count(world.facts, PROJECTS, day, &s, NULL), OK);
        for (int month = 1; month <= 12; month++) {
            size_t planned =
                programme_planned_by(world.facts, PROJECTS, day, date_of(2020, month, 28));
            assert_true(planned >= last);
            assert_true(planned >= s.started_by_day);
            assert_true(planned <= PROJECTS);
            last = planned;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_body_has_one_check_and_every_single_mistake_or_swap_is_found),
        cmocka_unit_test(counts_agree_with_counting_another_way),
        cmocka_unit_test(what_happens_after_the_day_changes_nothing),
        cmocka_unit_test(a_later_day_never_plans_fewer_and_all_started_are_among_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
