/* src/domain/approval/validity.h
 *
 * How long a permit holds before the works have to begin. A construction permit is void when they do
 * not begin within 3 months; it may be extended twice by 3 months (施工许可管理办法). What would lapse before
 * the planned start is said on the day on which that becomes true. Rules, docs/domain/approval.md. */
#ifndef KAIGONG_DOMAIN_VALIDITY_H
#define KAIGONG_DOMAIN_VALIDITY_H

#include "base/date.h"
#include "base/error.h"
#include "domain/template/template.h"

/* The last day on which the permit holds; DATE_NONE: it has no end.
 *
 * extensions  how often it was extended */
struct date validity_until(const struct template_item *item, struct date decided_on,
                           int extensions);

enum validity_warning {
    VALIDITY_FINE,
    VALIDITY_WILL_LAPSE, /* before the planned start */
    VALIDITY_LAPSED,     /* today lies behind it, and the works have not begun */
};
const char *
validity_warning_name(enum validity_warning warning); /* "fine", "will_lapse", "lapsed" */

/* planned_start   DATE_NONE: no plan
 * started         the works have begun: the validity has done its duty */
enum validity_warning validity_check(struct date until, struct date planned_start, bool started,
                                     struct date today);

/* Whether one more extension is allowed, and until when the permit then holds.
 * Errors      ERROR_INVALID  validity.none      the item has no validity or no extensions
 *             ERROR_INVALID  validity.used      all extensions are used
 *             ERROR_CONFLICT validity.lapsed    it is void already: a new permit is needed */
MUST_CHECK enum error_kind validity_extend(const struct template_item *item, struct date decided_on,
                                           int extensions, struct date today,
                                           struct date *until_out, struct error *err);

#endif
