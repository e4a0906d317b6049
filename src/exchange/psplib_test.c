#include "base/test_support.h"

#include "exchange/psplib.h"

#include <stdio.h>
#include <string.h>

static struct arena arena;

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct text file(const char *path)
{
    char piece[4096];
    size_t got;
    struct text_builder bytes;
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    text_builder_init(&bytes, &arena, 1 << 20);
    while ((got = fread(piece, 1, sizeof piece, in)) > 0) {
        text_builder_add(&bytes, (struct text){piece, got});
    }
    fclose(in);
    return text_builder_text(&bytes);
}

static const char multi_mode[] = "file with basedata : x\n"
                                 "jobs (incl. supersource/sink ):  3\n"
                                 "  - renewable                 :  1   R\n"
                                 "  - nonrenewable              :  1   N\n"
                                 "  - doubly constrained        :  0   D\n"
                                 "PRECEDENCE RELATIONS:\r\n"
                                 "jobnr.    #modes  #successors   successors\r\n"
                                 "   1        1          1           2\r\n"
                                 "   2        2          1           3\r\n"
                                 "   3        1          0        \r\n"
                                 "REQUESTS/DURATIONS:\n"
                                 "jobnr. mode duration  R 1  N 1\n"
                                 "------------------------------\n"
                                 "  1      1     0       0    0\n"
                                 "  2      1     4       3    0\n"
                                 "         2     9       1    5\n"
                                 "  3      1     0       0    0\n"
                                 "RESOURCEAVAILABILITIES:\n"
                                 "  R 1  N 1\n"
                                 "   12   5\n";

static const char progen_max[] = "2\t1\t0\t0\n"
                                 "0\t1\t2\t1\t2\t[0]\t[3]\n"
                                 "1\t1\t1\t3\t[5]\n"
                                 "2\t1\t1\t3\t[2]\n"
                                 "3\t1\t0\n"
                                 "0\t1\t0\t0\n"
                                 "1\t1\t5\t4\n"
                                 "2\t1\t2\t7\n"
                                 "3\t1\t0\t0\n"
                                 "8\n";

/* The second may start at most 4 after the first. */
static const char maximal_lag[] = "2 1 0 0\n"
                                  "0 1 2 1 2 [0] [3]\n"
                                  "1 1 1 3 [5]\n"
                                  "2 1 2 1 3 [-4] [2]\n"
                                  "3 1 0\n"
                                  "0 1 0 0\n"
                                  "1 1 5 4\n"
                                  "2 1 2 7\n"
                                  "3 1 0 0\n"
                                  "8\n";

static void an_instance_of_j30_is_read(void **state)
{
    struct psplib p;
    struct levelling_project project;
    struct error err;
    (void)state;
    assert_int_equal(psplib_read(file("tests/data/psplib/j301_1.sm"), &arena, &p, &err), OK);
    assert_int_equal(p.job_count, 32);
    assert_int_equal(p.mode_count, 32);
    assert_int_equal(p.renewable, 4);
    assert_int_equal(p.link_count, 48);
    assert_int_equal(p.durations[1], 8);
    assert_int_equal(p.needs[4], 4);
    assert_int_equal(p.capacities[0], 12);
    assert_int_equal(p.capacities[3], 12);
    assert_int_equal(psplib_project(&p, &arena, &project, &err), OK);
    /* Job 2 is followed by 6 after its 8 periods. */
    assert_int_equal(project.links[3].from, 1);
    assert_int_equal(project.links[3].to, 5);
    assert_int_equal(project.links[3].lag, 8);
}

static void modes_are_read_and_not_solved_in_silence(void **state)
{
    struct psplib p;
    struct levelling_project project;
    struct error err;
    (void)state;
    assert_int_equal(psplib_read(text_of(multi_mode), &arena, &p, &err), OK);
    assert_int_equal(p.mode_count, 4);
    assert_int_equal(p.mode_first[2] - p.mode_first[1], 2);
    assert_int_equal(p.durations[2], 9);
    assert_int_equal(p.needs[2 * 2 + 1], 5);
    assert_int_equal(p.capacities[1], 5);
    assert_int_equal(psplib_project(&p, &arena, &project, &err), ERROR_INVALID);
    assert_string_equal(err.code, "psplib.modes");
}

static void lags_of_progen_max_are_read(void **state)
{
    struct psplib p;
    struct levelling_project project;
    struct error err;
    (void)state;
    assert_int_equal(psplib_read(text_of(progen_max), &arena, &p, &err), OK);
    assert_int_equal(p.job_count, 4);
    assert_int_equal(p.link_count, 4);
    assert_int_equal(p.links[1].lag, 3);
    assert_int_equal(psplib_project(&p, &arena, &project, &err), OK);
    assert_int_equal(project.links[1].lag, 3);

    assert_int_equal(psplib_read(text_of(maximal_lag), &arena, &p, &err), OK);
    assert_int_equal(p.links[3].lag, -4);
    assert_int_equal(psplib_project(&p, &arena, &project, &err), ERROR_INVALID);
    assert_string_equal(err.code, "psplib.lag");
}

static void a_fault_is_named_by_line_and_column(void **state)
{
    struct psplib p;
    struct error err;
    char text[sizeof multi_mode];
    (void)state;
    memcpy(text, multi_mode, sizeof text);
    memcpy(strstr(text, "  2      1     4"), "  2      1     x", 16);
    assert_int_equal(psplib_read(text_of(text), &arena, &p, &err), ERROR_MALFORMED);
    assert_string_equal(err.code, "psplib.syntax");
    assert_int_equal(err.row, 15);
    assert_non_null(strstr(err.message, "line 15, column 16: a duration"));

    /* Every beginning of a file is refused, never read beyond its end. */
    for (size_t end = 0; end + 3 < sizeof multi_mode; end++) {
        const char *piece = arena_copy(&arena, multi_mode, end);
        assert_int_not_equal(psplib_read((struct text){piece, end}, &arena, &p, &err), OK);
    }
}

static void counts_are_bounded_before_memory_is_asked_for(void **state)
{
    struct psplib p;
    struct error err;
    (void)state;
    assert_int_equal(psplib_read(TEXT("2000000000 1 0 0\n"), &arena, &p, &err), ERROR_LIMIT);
    assert_string_equal(err.code, "psplib.size");
    assert_int_equal(psplib_read(TEXT("90000 1 0 0\n"), &arena, &p, &err), ERROR_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_instance_of_j30_is_read),
        cmocka_unit_test(modes_are_read_and_not_solved_in_silence),
        cmocka_unit_test(lags_of_progen_max_are_read),
        cmocka_unit_test(a_fault_is_named_by_line_and_column),
        cmocka_unit_test(counts_are_bounded_before_memory_is_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
