/* Calendar and season files from anywhere: no crash; what is accepted can be built and asked.
 * Corpus: tests/fuzz/corpus/calendar/. */
#include "domain/calendar/calendar.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA arena = {0};
    const struct text bytes = {(const char *)data, size};
    const struct date from = date_of(2020, 1, 1), to = date_of(2020, 12, 31);
    struct calendar_source source;
    struct calendar calendar;
    struct seasons seasons;
    struct error err;

    if (calendar_source_read(bytes, &arena, &source, &err) == OK &&
        calendar_build(&source, 1, NULL, 0, DATE_NONE, from, to, &arena, &calendar, &err) == OK) {
        int count = 0;
        struct date end;
        if (calendar_count(&calendar, from, to, &count, &err) != OK) {
            assert(0);
        }
        assert(count >= 0 && count <= 365);
        if (calendar_add(&calendar, from, count, &end, &err) != OK) {
            assert(0);
        }
        assert(date_compare(end, to) <= 0);
    }
    if (seasons_read(bytes, &arena, &seasons, &err) == OK) {
        const struct date thaw = date_of(2020, 4, 10);
        seasons.thaws = &thaw;
        seasons.thaw_count = 1;
        for (int work = 0; work < WORK_KIND_COUNT; work++) {
            const uint8_t *days =
                season_days(&seasons, (enum work_kind)work, true, from, to, &arena);
            assert(days[0] <= 1);
        }
    }
    return 0;
}
