/* src/domain/approval/tolerance.h
 *
 * Tolerance (容缺): a supplementary paper may come later, either after acceptance and before the
 * decision (容缺受理), or after the decision (容缺审批). What may be tolerated is said by the template and
 * published; what is refused names its rule. Rules, docs/domain/approval.md. */
#ifndef KAIGONG_DOMAIN_TOLERANCE_H
#define KAIGONG_DOMAIN_TOLERANCE_H

#include "domain/approval/case.h"
#include "domain/template/template.h"

/* A paper tolerated at acceptance comes within so many working days, and so many before the promised
 * end. Source 深圳 2019, docs/domain/approval.md A-20 */
enum { TOLERANCE_ACCEPT_DAYS_MAX = 20, TOLERANCE_DAYS_BEFORE_END = 2 };
/* A lapsed tolerance and a broken commitment shut their owner out for so long. */
enum { CREDIT_SUSPENSION_MONTHS = 6 };

enum tolerance_state {
    TOLERANCE_OPEN,     /* 待补 */
    TOLERANCE_SUPPLIED, /* 已补 */
    TOLERANCE_LAPSED,   /* 逾期 */
    TOLERANCE_ENDED,    /* the case ended before the paper was due */
};
const char *tolerance_state_name(enum tolerance_state state);
const char *tolerance_state_zh(enum tolerance_state state);
bool tolerance_state_parse(struct text text, enum tolerance_state *state_out);
const char *tolerance_mode_name(enum tolerance_mode mode); /* "none", "accept", "decide" */
const char *tolerance_mode_zh(enum tolerance_mode mode);
bool tolerance_mode_parse(struct text text, enum tolerance_mode *mode_out);

struct tolerance_request {
    const struct template_item *item;
    int paper; /* index into the item's papers; -1: none of them */
    enum tolerance_mode mode;
    int days; /* working days in which the paper will come */
    struct text basis;
    bool signed_by_owner;  /* the commitment text was signed */
    bool already;          /* a tolerance of the same paper is open */
    enum case_state state; /* of the case */
    int promised_days;     /* of the item with its extension */
    struct date today;
    struct date credit_until; /* the owner is shut out up to this day, by an unrepaired record; or
                                    DATE_NONE */
    const struct calendar *calendar;
};

/* Whether the paper may come later, and when it is due.
 *
 * due_on_out  the day; a paper tolerated at acceptance counts from the acceptance, which is today
 * Errors      ERROR_INVALID  tolerance.paper, .primary, .never_defer, .instant, .mode, .long, .end,
 *                            .basis, .unsigned: the rule that refuses; err->field names the member
 *             ERROR_CONFLICT tolerance.state, .twice
 *             ERROR_FORBIDDEN tolerance.credit
 * Source      docs/domain/approval.md */
MUST_CHECK enum error_kind tolerance_check(const struct tolerance_request *request,
                                           struct date *due_on_out, struct error *err);

/* The reminder that is due: 5, 3 or 1 working days before the day; 0: none.
 *
 * reminded    the last one that was sent, or 0
 * Errors      ERROR_LIMIT calendar.span */
MUST_CHECK enum error_kind reminder_due(struct date due_on, int reminded, struct date today,
                                        const struct calendar *calendar, int *days_out,
                                        struct error *err);

#endif
