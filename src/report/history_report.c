#include "report/history_report.h"

#include "queries_sql.h"

enum error_kind history_report_write(struct tx *tx, struct text subject, int64_t before,
                                     int64_t limit, struct json_writer *json, int64_t *next_out,
                                     struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &HISTORY_OF_SUBJECT);
    int64_t shown = 0, last = 0;
    bool row;
    bind_text(list, HISTORY_OF_SUBJECT_SUBJECT, subject);
    bind_int(list, HISTORY_OF_SUBJECT_BEFORE, before);
    bind_int(list, HISTORY_OF_SUBJECT_LIMIT, limit + 1);
    json_key(json, "items");
    json_array_open(json);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        if (shown == limit) {
            *next_out = last;
            break;
        }
        last = column_int(list, 0);
        json_put_raw(json, column_text(list, 1));
        shown++;
    }
    json_array_close(json);
    return OK;
}
