/* src/exchange/appointment_file.h: an appointment as an iCalendar file, for the visitor's own calendar. */
#ifndef KAIGONG_EXCHANGE_APPOINTMENT_FILE_H
#define KAIGONG_EXCHANGE_APPOINTMENT_FILE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct appointment {
    struct text uid;                        /* the same for every file of the appointment */
    int64_t begins_at, ends_at, stamped_at; /* UTC microseconds */
    struct text title, place, note, link;   /* UTF-8; "" leaves the property out */
    bool cancelled;
};

/* One VEVENT with an alarm an hour before, lines folded at 75 octets between whole characters and
 * ended by CRLF, on the arena.
 * Errors      ERROR_INTERNAL appointment_file.failed
 * Source      RFC 5545 3.1, 3.6.1, 3.6.6 */
MUST_CHECK enum error_kind appointment_file_write(const struct appointment *appointment,
                                                  struct arena *arena, struct text *out,
                                                  struct error *err);

#endif
