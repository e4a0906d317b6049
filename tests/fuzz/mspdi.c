/* Schedules of Microsoft Project from foreign bytes: whatever is read has to be scheduled or
 * refused, the checker of debug builds has to agree, and what is written is read again. */
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

    if (mspdi_read((struct text){(const char *)data, size}, &arena, &file, &err) != OK) {
        return 0;
    }
    enum error_kind kind = project_file_schedule(&file, &arena, &schedule, &err);
    if (kind == ERROR_INTERNAL) {
        abort(); /* the checker found a broken rule */
    }
    if (kind == OK) {
        struct project_file again;
        text_builder_init(&out, &arena, 64 << 20);
        project_csv_add(&out, &file, &schedule);
        out.length = 0;
        mspdi_write(&file, &schedule, &out);
        if (mspdi_read(text_builder_text(&out), &arena, &again, &err) != OK) {
            abort(); /* what is written is read again */
        }
    }
    return 0;
}
