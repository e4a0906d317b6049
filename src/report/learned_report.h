/* src/report/learned_report.h: what finished cases teach: how long an item takes at its department, in
 * winter and in the rest of the year. The forecast draws from the same counts. Rules:
 * docs/domain/forecast.md F-3, docs/domain/desk.md D-7. */
#ifndef KAIGONG_REPORT_LEARNED_REPORT_H
#define KAIGONG_REPORT_LEARNED_REPORT_H

#include "report/plan_report.h"

enum { LEARNED_DAYS_MAX = 400 }; /* a longer case counts as this long */

/* Finished cases of one item at one department that were accepted in one season. */
struct learned_group {
    struct text item, department; /* ids */
    struct text name_zh, name_en; /* of the item */
    bool winter;                  /* accepted from November to March */
    int64_t cases;
    int32_t working[LEARNED_DAYS_MAX + 1], natural[LEARNED_DAYS_MAX + 1]; /* by days taken */
};

struct learned_set {
    struct learned_group **groups; /* by item */
    size_t count;
    size_t cases;
};

/* Items that were accepted and decided by the context's day. The day of acceptance is not counted. What
 * a template does not know any more is left out of the departments, not of the counts.
 *
 * arena       holds the set */
MUST_CHECK enum error_kind learned_report_load(struct plan_context *context, struct arena *arena,
                                               struct learned_set *out, struct error *err);

/* The number of days that at least `percent` of the cases keep to.
 *
 * counts      [LEARNED_DAYS_MAX + 1]
 * total       their sum, 1 or more */
int learned_quantile(const int32_t *counts, int64_t total, int percent);

/* {"as_of","department","cases","items":[{"item","name_zh","name_en","department","season","cases",
 * "p10","p50","p90","mean_tenths","spread","least","most"}]} in working days; spread is from p10 to p90.
 *
 * department  "" for all */
MUST_CHECK enum error_kind learned_report_write(struct plan_context *context,
                                                struct text department, struct json_writer *json,
                                                struct error *err);

#endif
