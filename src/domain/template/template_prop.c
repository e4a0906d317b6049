/* The rules about order on random templates, against plain search: cycles, primary papers, paths.
 * A failure prints the seed; PROP_SEED=17 replays one template. */
#include "base/test_support.h"

#include "domain/template/template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEMPLATES = 600, ITEMS_MAX = 12, FILE_TEXT_MAX = 1 << 18 };

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
    int count;
    bool needs[ITEMS_MAX][ITEMS_MAX]; /* [item][prerequisite] */
    int maker[ITEMS_MAX];             /* of the item's primary paper; -1: the owner */
    int promised[ITEMS_MAX];
    bool counted[ITEMS_MAX], conditional[ITEMS_MAX];
    struct text file;
};

static void add_item(struct world *w, struct text_builder *out, int i)
{
    const char *comma = "";
    text_builder_add_format(
        out,
        "%s{\"id\":\"i%d\",\"name_zh\":\"项\",\"kind\":\"permit\",\"stage\":1,\"department_id\":"
        "\"d\","
        "\"statutory_working_days\":%d,\"promised_working_days\":%d,\"counted_in_total\":%s,"
        "\"condition\":%s,\"prerequisites\":[",
        i == 0 ? "" : ",", i, w->promised[i] + 1, w->promised[i], w->counted[i] ? "true" : "false",
        w->conditional[i] ? "\"c\"" : "null");
    for (int k = 0; k < w->count; k++) {
        if (w->needs[i][k]) {
            text_builder_add_format(out, "%s\"i%d\"", comma, k);
            comma = ",";
        }
    }
    text_builder_add(
        out, TEXT("],\"documents\":[{\"id\":\"p\",\"name_zh\":\"纸\",\"kind\":\"primary\""));
    if (w->maker[i] >= 0) {
        text_builder_add_format(out, ",\"produced_by\":\"i%d\"", w->maker[i]);
    }
    text_builder_add(out, TEXT("}]}"));
}

static void make_world(struct world *w, uint64_t seed)
{
    struct random random = {seed * 2654435761u + 1};
    struct text_builder out;
    *w = (struct world){.count = any(&random, 1, ITEMS_MAX)};
    bool forward = any(&random, 0, 3) > 0; /* most have no cycle */
    for (int i = 0; i < w->count; i++) {
        w->promised[i] = any(&random, 0, 9);
        w->counted[i] = any(&random, 0, 4) > 0;
        w->conditional[i] = any(&random, 0, 3) == 0;
        w->maker[i] = any(&random, 0, 3) == 0 ? any(&random, 0, w->count - 1) : -1;
        for (int k = 0; k < (forward ? i : w->count); k++) {
            w->needs[i][k] = any(&random, 0, 4) == 0;
        }
    }
    text_builder_init(&out, &w->arena, FILE_TEXT_MAX);
    text_builder_add(
        &out, TEXT("{\"id\":\"t\",\"name_zh\":\"测\",\"stages\":[{\"id\":1,\"name_zh\":\"一\"}],"
                   "\"departments\":[{\"id\":\"d\",\"name_zh\":\"部\"}],\"conditions\":{\"c\":"
                   "{\"zh\":\"条件\",\"default\":true}},\"start_gate\":{\"all_decided\":[\"i0\"],"
                   "\"any_decided\":[]},\"items\":["));
    for (int i = 0; i < w->count; i++) {
        add_item(w, &out, i);
    }
    text_builder_add(&out, TEXT("]}"));
    assert_false(out.overflowed);
    w->file = text_builder_text(&out);
}

/* Warshall's closure, as plainly as can be. */
static void close_plainly(const struct world *w, bool before[ITEMS_MAX][ITEMS_MAX])
{
    memcpy(before, w->needs, sizeof w->needs);
    for (int k = 0; k < w->count; k++) {
        for (int i = 0; i < w->count; i++) {
            for (int j = 0; j < w->count; j++) {
                before[i][j] = before[i][j] || (before[i][k] && before[k][j]);
            }
        }
    }
}

/* All paths, one by one; only for templates without a cycle. */
static int slow_path(const struct world *w, const bool *applies, int item)
{
    int longest = 0;
    for (int k = 0; k < w->count; k++) {
        if (w->needs[item][k] && applies[k]) {
            int path = slow_path(w, applies, k);
            longest = path > longest ? path : longest;
        }
    }
    return longest + (w->counted[item] ? w->promised[item] : 0);
}

static void check_paths(struct world *w, const struct template *template, const char *conditions)
{
    bool *applies;
    assert_int_equal(template_apply(template, text_of(conditions), &w->arena, &applies, NULL), OK);
    for (int i = 0; i < w->count; i++) {
        assert_int_equal(applies[i], !w->conditional[i] || strstr(conditions, "false") == NULL);
        assert_int_equal(template_longest_path(template, applies, i, false, &w->arena),
                         slow_path(w, applies, i));
    }
}

static void check_world(uint64_t seed)
{
    struct world w;
    bool before[ITEMS_MAX][ITEMS_MAX];
    struct template template;
    const struct template_problem *problems;
    size_t count, cycles = 0, papers = 0, strangers = 0;
    bool cyclic = false;

    make_world(&w, seed);
    close_plainly(&w, before);
    for (int i = 0; i < w.count; i++) {
        cyclic = cyclic || before[i][i];
        strangers += w.maker[i] >= 0 && !before[i][w.maker[i]];
    }
    assert_int_equal(template_read(w.file, &w.arena, &template, &problems, &count, NULL), OK);
    for (size_t i = 0; i < count; i++) {
        cycles += strcmp(problems[i].rule, "T-5") == 0;
        papers += strcmp(problems[i].rule, "T-7") == 0;
    }
    assert_int_equal(cycles + papers, count);
    assert_int_equal(cycles > 0, cyclic);
    if (!cyclic) {
        assert_int_equal(papers, strangers);
    }
    if (count == 0) {
        check_paths(&w, &template, "{}");
        check_paths(&w, &template, "{\"c\":false}");
    }
    arena_release(&w.arena);
}

static void cycles_papers_and_paths_are_those_of_a_plain_search(void **state)
{
    const char *replay = getenv("PROP_SEED");
    (void)state;
    if (replay != NULL) {
        check_world(strtoull(replay, NULL, 10));
        return;
    }
    for (uint64_t seed = 1; seed <= TEMPLATES; seed++) {
        fprintf(stderr, "\rPROP_SEED=%llu ", (unsigned long long)seed);
        check_world(seed);
    }
    fprintf(stderr, "\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cycles_papers_and_paths_are_those_of_a_plain_search),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
