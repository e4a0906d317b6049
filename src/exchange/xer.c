#include "exchange/project_file.h"

enum error_kind xer_read(struct text bytes, struct arena *arena, struct project_file *file_out,
                         struct error *err)
{
    (void)bytes, (void)arena, (void)file_out;
    return error_set(err, ERROR_MALFORMED, "xer.syntax", "schedules of P6 are not read yet");
}
