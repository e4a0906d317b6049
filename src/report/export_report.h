/* src/report/export_report.h: walks the register page by page, for lists that go out. */
#ifndef KAIGONG_REPORT_EXPORT_REPORT_H
#define KAIGONG_REPORT_EXPORT_REPORT_H

#include "store/programme_store.h"

/* Calls `visit` for every row that the filter lets through, in the filter's order; a row lives until
 * the next page is read. filter->limit and after_* are the walk's own. */
typedef enum error_kind export_visitor(void *context, const struct register_row *row,
                                       struct error *err);
MUST_CHECK enum error_kind export_report_walk(struct tx *tx, const struct register_filter *filter,
                                              export_visitor *visit, void *context,
                                              struct error *err);

/* Sets a member of the filter by the name that the address uses: q, division, sector, type, nature,
 * state, sort. Errors ERROR_INVALID query.filter */
MUST_CHECK enum error_kind export_filter_set(struct register_filter *filter, struct text name,
                                             struct text value, struct error *err);

const char *project_state_zh(enum project_state state);

#endif
