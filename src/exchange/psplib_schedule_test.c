/* The longest path of a PSPLIB instance is the MPM-Time that its file gives, an answer of the
 * scheduler that others computed. KAIGONG_PSPLIB names a folder of more instances. */
#include "base/test_support.h"

#include "domain/schedule/schedule.h"
#include "exchange/psplib.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct text read_file(const char *path, struct arena *arena)
{
    char piece[4096];
    size_t got;
    struct text_builder bytes;
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    text_builder_init(&bytes, arena, PSPLIB_BYTES_MAX);
    while ((got = fread(piece, 1, sizeof piece, in)) > 0) {
        text_builder_add(&bytes, (struct text){piece, got});
    }
    fclose(in);
    return text_builder_text(&bytes);
}

/* The last number of the line below the heading that ends in "MPM-Time". */
static long mpm_time(struct text bytes, struct arena *arena)
{
    const char *at = strstr(text_c_string(bytes, arena), "MPM-Time");
    long time = -1;
    assert_non_null(at);
    assert_int_equal(sscanf(strchr(at, '\n'), "%*d %*d %*d %*d %*d %ld", &time), 1);
    return time;
}

static int32_t longest_path(const struct psplib *psplib, struct arena *arena)
{
    size_t count = psplib->job_count, links = psplib->link_count;
    struct date start = {0};
    struct error err;
    struct schedule schedule;
    struct daymap every_day, *maps[] = {&every_day};
    int32_t *calendars = ARENA_ARRAY(arena, int32_t, count);
    int32_t *durations = ARENA_ARRAY(arena, int32_t, count);
    int32_t *from = ARENA_ARRAY(arena, int32_t, links), *to = ARENA_ARRAY(arena, int32_t, links);
    int32_t *lag = ARENA_ARRAY(arena, int32_t, links);
    uint8_t *type = ARENA_ARRAY(arena, uint8_t, links);
    struct text *ids = ARENA_ARRAY(arena, struct text, count);
    for (size_t i = 0; i < count; i++) {
        ids[i] = text_format(arena, "%zu", i + 1);
        durations[i] = psplib->durations[psplib->mode_first[i]];
    }
    for (size_t i = 0; i < links; i++) {
        from[i] = psplib->links[i].from;
        to[i] = psplib->links[i].to;
        lag[i] = psplib->links[i].lag;
        type[i] = LINK_FS;
    }
    daymap_init_week(&every_day, TEXT("days"), 0x7f, NULL, 0, NULL, 0, start, arena);
    struct network network = {.activity_count = count,
                              .ids = ids,
                              .durations = durations,
                              .calendars = calendars,
                              .link_count = links,
                              .link_from = from,
                              .link_to = to,
                              .link_type = type,
                              .link_lag = lag,
                              .maps = maps,
                              .map_count = 1,
                              .start = start,
                              .finish = DATE_NONE};
    assert_int_equal(network_check(&network, &err), OK);
    assert_int_equal(schedule_compute(&network, arena, &schedule, &err), OK);
    return schedule.early_start[count - 1].day_number; /* the sink takes no time */
}

static void the_longest_path_is_the_mpm_time_of_the_file(void **state)
{
    (void)state;
    const char *folder = getenv("KAIGONG_PSPLIB");
    folder = folder == NULL ? "tests/data/psplib" : folder;
    DIR *directory = opendir(folder);
    int files = 0;
    assert_non_null(directory);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        const char *dot = strrchr(entry->d_name, '.');
        if (dot == NULL || strcmp(dot, ".sm") != 0) {
            continue;
        }
        SCOPED_ARENA arena = {0};
        struct psplib psplib;
        struct error err;
        struct text bytes = read_file(
            text_c_string(text_format(&arena, "%s/%s", folder, entry->d_name), &arena), &arena);
        assert_int_equal(psplib_read(bytes, &arena, &psplib, &err), OK);
        assert_int_equal(longest_path(&psplib, &arena), mpm_time(bytes, &arena));
        files++;
    }
    closedir(directory);
    printf("%d files\n", files);
    assert_true(files >= 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_path_is_the_mpm_time_of_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
