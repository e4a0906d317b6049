#include "exchange/csv_write.h"

#include <string.h>

static bool needs_quotes(struct text value)
{
    for (size_t i = 0; i < value.length; i++) {
        if (strchr(",;\t\"\r\n", value.data[i]) != NULL) {
            return true;
        }
    }
    return text_trim(value).length != value.length;
}

void csv_write_value(FILE *file, struct text value)
{
    if (!needs_quotes(value)) {
        fwrite(value.data, 1, value.length, file);
        return;
    }
    fputc('"', file);
    for (size_t i = 0; i < value.length; i++) {
        if (value.data[i] == '"') {
            fputc('"', file);
        }
        fputc(value.data[i], file);
    }
    fputc('"', file);
}
