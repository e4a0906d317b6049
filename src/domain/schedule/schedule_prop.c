/* The passes against brute force on random networks. The brute force knows days only: it moves each
 * activity day by day until no sentence of docs/domain/schedule.md S-1 to S-6 is broken. A failure
 * prints the seed; PROP_SEED=17 replays one network. */
#include "base/test_support.h"

#include "domain/schedule/schedule.h"

#include <stdio.h>
#include <stdlib.h>

enum { NETWORKS = 1500, ACTIVITIES_MAX = 14, LINKS_MAX = 40, CALENDARS = 3, EXCEPTIONS = 12 };

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
    unsigned weeks[CALENDARS];
    struct date off[CALENDARS][EXCEPTIONS], work[CALENDARS][EXCEPTIONS];
    struct daymap map_of[CALENDARS];
    struct daymap *maps[CALENDARS];
    struct text ids[ACTIVITIES_MAX];
    int32_t durations[ACTIVITIES_MAX], calendars[ACTIVITIES_MAX];
    int32_t from[LINKS_MAX], to[LINKS_MAX], lag[LINKS_MAX];
    uint8_t type[LINKS_MAX];
    struct network network;
};

static void make_world(struct world *w, struct random *random)
{
    struct date anchor = {18000 + any(random, 0, 400)};
    *w = (struct world){0};
    for (int c = 0; c < CALENDARS; c++) {
        do {
            w->weeks[c] = c == 0 ? 0x1f : (unsigned)any(random, 1, 127);
        } while (w->weeks[c] == 0);
        for (int i = 0; i < EXCEPTIONS; i++) {
            w->off[c][i].day_number = anchor.day_number + any(random, -60, 60);
            w->work[c][i].day_number = anchor.day_number + any(random, -60, 60);
        }
        daymap_init_week(&w->map_of[c], TEXT("c"), w->weeks[c], w->off[c],
                         (size_t)any(random, 0, EXCEPTIONS), w->work[c],
                         (size_t)any(random, 0, EXCEPTIONS), anchor, &w->arena);
        w->maps[c] = &w->map_of[c];
    }
    int count = any(random, 1, ACTIVITIES_MAX), links = count > 1 ? any(random, 0, LINKS_MAX) : 0;
    bool shuffled = any(random, 0, 1) == 1;
    int place[ACTIVITIES_MAX];
    for (int i = 0; i < count; i++) {
        w->ids[i] = text_format(&w->arena, "A%d", i);
        w->durations[i] = any(random, 0, 3) == 0 ? 0 : any(random, 1, 6);
        w->calendars[i] = any(random, 0, CALENDARS - 1);
        place[i] = i;
    }
    for (int i = count - 1; shuffled && i > 0; i--) {
        int other = any(random, 0, i), kept = place[i];
        place[i] = place[other];
        place[other] = kept;
    }
    for (int i = 0; i < links; i++) {
        int b = any(random, 1, count - 1), a = any(random, 0, b - 1);
        w->from[i] = place[a];
        w->to[i] = place[b];
        w->type[i] = (uint8_t)any(random, 0, 3);
        w->lag[i] = any(random, 0, 2) == 0 ? any(random, -4, 6) : 0;
    }
    int anchors = any(random, 0, 4);
    w->network = (struct network){
        .activity_count = (size_t)count,
        .ids = w->ids,
        .durations = w->durations,
        .calendars = w->calendars,
        .link_count = (size_t)links,
        .link_from = w->from,
        .link_to = w->to,
        .link_type = w->type,
        .link_lag = w->lag,
        .maps = w->maps,
        .map_count = CALENDARS,
        .start = anchors < 3 ? anchor : DATE_NONE,
        .finish = anchors < 2 ? DATE_NONE : (struct date){anchor.day_number + any(random, 0, 40)}};
}

static bool works(const struct world *w, int a, int day)
{
    return daymap_is_working(w->maps[w->calendars[a]], (struct date){day});
}

/* The day of the n-th working day counted from `day`, which is the first if it works. */
static int nth(const struct world *w, int a, int day, int n)
{
    for (;; day++) {
        if (works(w, a, day) && --n == 0) {
            return day;
        }
    }
}

static int finish_of(const struct world *w, int a, int start)
{
    return w->durations[a] == 0 ? start : nth(w, a, start, w->durations[a]);
}

/* n working days before (n < 0) or after the working day `day`. */
static int moved(const struct world *w, int a, int day, int n)
{
    while (n != 0) {
        day += n > 0 ? 1 : -1;
        if (works(w, a, day)) {
            n += n > 0 ? -1 : 1;
        }
    }
    return day;
}

/* Whether link i holds when its ends start on these days. */
static bool holds(const struct world *w, int i, int from_start, int to_start)
{
    int from = w->from[i], to = w->to[i];
    bool from_finish = (w->type[i] == LINK_FS || w->type[i] == LINK_FF) && w->durations[from] > 0;
    bool to_finish = (w->type[i] == LINK_FF || w->type[i] == LINK_SF) && w->durations[to] > 0;
    int day = from_finish ? finish_of(w, from, from_start) : from_start;
    /* Work starts on the day after another's finish, but may finish on the same day. */
    int first = nth(w, to, from_finish && !to_finish ? day + 1 : day, 1);
    return (to_finish ? finish_of(w, to, to_start) : to_start) >= moved(w, to, first, w->lag[i]);
}

static void brute_early(const struct world *w, int start, int *early)
{
    bool changed = true;
    for (size_t a = 0; a < w->network.activity_count; a++) {
        early[a] = nth(w, (int)a, start, 1);
    }
    while (changed) {
        changed = false;
        for (size_t i = 0; i < w->network.link_count; i++) {
            while (!holds(w, (int)i, early[w->from[i]], early[w->to[i]])) {
                early[w->to[i]] = nth(w, w->to[i], early[w->to[i]] + 1, 1);
                changed = true;
            }
        }
    }
}

static void brute_late(const struct world *w, int finish, int *late)
{
    bool changed = true;
    for (size_t a = 0; a < w->network.activity_count; a++) {
        late[a] = finish;
        while (!works(w, (int)a, late[a]) || finish_of(w, (int)a, late[a]) > finish) {
            late[a]--;
        }
    }
    while (changed) {
        changed = false;
        for (size_t i = 0; i < w->network.link_count; i++) {
            while (!holds(w, (int)i, late[w->from[i]], late[w->to[i]])) {
                late[w->from[i]] = moved(w, w->from[i], late[w->from[i]], -1);
                changed = true;
            }
        }
    }
}

static int brute_float(const struct world *w, int a, int early, int late)
{
    int count = 0;
    for (int day = early; day < late; day++) {
        count += works(w, a, day);
    }
    for (int day = late; day < early; day++) {
        count -= works(w, a, day);
    }
    return count;
}

/* How far an activity may slip while every link to the others' early starts holds. */
static int brute_free_float(const struct world *w, int a, const int *early, int at_most)
{
    int slip = 0;
    for (; slip < at_most; slip++) {
        int start = moved(w, a, early[a], slip + 1);
        for (size_t i = 0; i < w->network.link_count; i++) {
            if (w->from[i] == a && !holds(w, (int)i, start, early[w->to[i]])) {
                return slip;
            }
        }
    }
    return slip;
}

static bool agrees(struct world *w)
{
    struct schedule s;
    struct error err = {0};
    int early[ACTIVITIES_MAX], late[ACTIVITIES_MAX];
    size_t count = w->network.activity_count;

    if (network_check(&w->network, &err) != OK ||
        schedule_compute(&w->network, &w->arena, &s, &err) != OK ||
        schedule_check(&w->network, &s, &err) != OK) {
        printf("%s\n", err.message);
        return false;
    }
    int start = w->network.start.day_number, finish = w->network.finish.day_number;
    if (date_is_none(w->network.start)) {
        brute_late(w, finish, late);
        start = late[0];
        for (size_t a = 1; a < count; a++) {
            start = late[a] < start ? late[a] : start;
        }
    }
    brute_early(w, start, early);
    if (date_is_none(w->network.finish)) {
        finish = finish_of(w, 0, early[0]);
        for (size_t a = 1; a < count; a++) {
            finish =
                finish_of(w, (int)a, early[a]) > finish ? finish_of(w, (int)a, early[a]) : finish;
        }
    }
    brute_late(w, finish, late);
    for (size_t a = 0; a < count; a++) {
        int total = brute_float(w, (int)a, early[a], late[a]);
        int submit_by = moved(w, (int)a, late[a], -1);
        if (s.early_start[a].day_number != early[a] || s.late_start[a].day_number != late[a] ||
            s.early_finish[a].day_number != finish_of(w, (int)a, early[a]) ||
            s.late_finish[a].day_number != finish_of(w, (int)a, late[a]) ||
            s.total_float[a] != total || s.critical[a] != (total <= 0) ||
            s.submit_by[a].day_number != submit_by ||
            s.free_float[a] != brute_free_float(w, (int)a, early, total)) {
            printf("activity %zu: early %d/%d late %d/%d float %d/%d free %d/%d\n", a,
                   s.early_start[a].day_number, early[a], s.late_start[a].day_number, late[a],
                   s.total_float[a], total, s.free_float[a],
                   brute_free_float(w, (int)a, early, total));
            return false;
        }
    }
    return true;
}

static void the_passes_agree_with_brute_force(void **state)
{
    const char *replay = getenv("PROP_SEED");
    uint64_t first = replay == NULL ? 1 : strtoull(replay, NULL, 10);
    uint64_t last = replay == NULL ? NETWORKS : first;
    (void)state;
    for (uint64_t seed = first; seed <= last; seed++) {
        struct random random = {seed * 0x9e3779b97f4a7c15u};
        static struct world world;
        make_world(&world, &random);
        bool agreed = agrees(&world);
        arena_release(&world.arena);
        if (!agreed) {
            printf("PROP_SEED=%llu\n", (unsigned long long)seed);
        }
        assert_true(agreed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_passes_agree_with_brute_force)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
