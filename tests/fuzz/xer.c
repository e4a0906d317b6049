/* Schedules of P6 from foreign bytes: whatever is read has to be scheduled or refused, and the
 * checker of debug builds has to agree. */
#include "exchange/project_file.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA arena = {0};
    struct project_file file;
    struct project_schedule schedule;
    struct text_builder out;
    struct error err = {0};

    if (xer_read((struct text){(const char *)data, size}, &arena, &file, &err) != OK) {
        return 0;
    }
    enum error_kind kind = project_file_schedule(&file, &arena, &schedule, &err);
    if (kind == ERROR_INTERNAL) {
        abort(); /* the checker found a broken rule */
    }
    if (kind == OK) {
        text_builder_init(&out, &arena, 64 << 20);
        project_csv_add(&out, &file, &schedule);
    }
    return 0;
}
