#include "domain/approval/validity.h"

struct date validity_until(const struct template_item *item, struct date decided_on, int extensions)
{
    return item->validity_months == 0 || date_is_none(decided_on)
               ? DATE_NONE
               : date_add_months(decided_on, item->validity_months * (1 + extensions));
}

const char *validity_warning_name(enum validity_warning warning)
{
    static const char *const names[] = {"fine", "will_lapse", "lapsed"};
    return names[warning];
}

enum validity_warning validity_check(struct date until, struct date planned_start, bool started,
                                     struct date today)
{
    if (date_is_none(until) || started) {
        return VALIDITY_FINE;
    }
    if (date_compare(today, until) > 0) {
        return VALIDITY_LAPSED;
    }
    return !date_is_none(planned_start) && date_compare(until, planned_start) < 0
               ? VALIDITY_WILL_LAPSE
               : VALIDITY_FINE;
}

enum error_kind validity_extend(const struct template_item *item, struct date decided_on,
                                int extensions, struct date today, struct date *until_out,
                                struct error *err)
{
    struct date until = validity_until(item, decided_on, extensions);
    if (date_is_none(until) || item->validity_extensions == 0) {
        return error_set(err, ERROR_INVALID, "validity.none",
                         "该许可没有可延续的有效期 (the permit has no validity to extend)");
    }
    if (extensions >= item->validity_extensions) {
        return error_set(err, ERROR_INVALID, "validity.used",
                         "已延续 %d 次, 不能再延 (extended %d times already)", extensions,
                         extensions);
    }
    if (date_compare(today, until) > 0) {
        return error_set(err, ERROR_CONFLICT, "validity.lapsed",
                         "许可已失效, 应重新申领 (the permit is void, a new one is needed)");
    }
    *until_out = validity_until(item, decided_on, extensions + 1);
    return OK;
}
