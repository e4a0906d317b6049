/* Instances of the literature from foreign bytes: what is accepted is levelled, checked, or refused. */
#include "exchange/psplib.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int64_t slots_of(const struct psplib *instance)
{
    int64_t sum = 1;
    for (size_t m = 0; m < instance->mode_count; m++) {
        sum += instance->durations[m];
    }
    for (size_t l = 0; l < instance->link_count; l++) {
        sum += llabs(instance->links[l].lag);
    }
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA arena = {0};
    const struct levelling_options options = {.seed = 1, .schedules = 40, .islands = 1};
    struct psplib instance;
    struct levelling_project project;
    struct levelling_answer answer;
    struct error err = {0};

    if (psplib_read((struct text){(const char *)data, size}, &arena, &instance, &err) != OK ||
        psplib_project(&instance, &arena, &project, &err) != OK) {
        return 0;
    }
    if (slots_of(&instance) > 100000) {
        return 0; /* right, but slow */
    }
    if (levelling_solve(&project, &options, &arena, &answer, &err) == ERROR_INTERNAL) {
        abort();
    }
    return 0;
}
