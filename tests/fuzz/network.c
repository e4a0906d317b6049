/* Networks from foreign bytes: whatever is accepted has to be scheduled or refused, and the checker
 * of debug builds has to agree. */
#include "domain/schedule/schedule.h"
#include "exchange/network_json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA arena = {0};
    struct network network;
    struct schedule schedule;
    struct schedule_chains chains;
    struct text_builder sentence;
    struct error err = {0};

    if (network_json_read((struct text){(const char *)data, size}, &arena, &network, &err) != OK) {
        return 0;
    }
    enum error_kind kind = schedule_compute(&network, &arena, &schedule, &err);
    if (kind == ERROR_INTERNAL) {
        abort(); /* the checker found a broken rule */
    }
    if (kind != OK) {
        return 0;
    }
    schedule_trace(&network, &schedule, &arena, &chains);
    text_builder_init(&sentence, &arena, 1 << 20);
    for (size_t i = 0; i < network.activity_count; i++) {
        schedule_because(&network, &schedule, &chains, i, SCHEDULE_ZH, &sentence);
        schedule_because(&network, &schedule, &chains, i, SCHEDULE_EN, &sentence);
    }
    return 0;
}
