/* src/report/history_report.h: what the journal says of one thing, newest first. */
#ifndef KAIGONG_REPORT_HISTORY_REPORT_H
#define KAIGONG_REPORT_HISTORY_REPORT_H

#include "base/json.h"
#include "store/db.h"

/* The member "items" in an open object: journal entries as they were signed.
 *
 * before     entries with a lower sequence number only
 * next_out   the `before` of the next page; unchanged when this is the last */
MUST_CHECK enum error_kind history_report_write(struct tx *tx, struct text subject, int64_t before,
                                                int64_t limit, struct json_writer *json,
                                                int64_t *next_out, struct error *err);

#endif
