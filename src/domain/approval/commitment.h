/* src/domain/approval/commitment.h
 *
 * Notice and commitment (告知承诺): the authority says the standard, the owner signs to meet it, the
 * decision is made at once and checked afterwards. A commitment that covers several conditions of the
 * start is 承诺即开工. Rules, docs/domain/approval.md. */
#ifndef KAIGONG_DOMAIN_COMMITMENT_H
#define KAIGONG_DOMAIN_COMMITMENT_H

#include "domain/approval/case.h"
#include "domain/template/template.h"

enum commitment_state {
    COMMITMENT_DRAFT,      /* 拟定 */
    COMMITMENT_SIGNED,     /* 已签 */
    COMMITMENT_PENDING,    /* 待补: decided; what was promised is still owed */
    COMMITMENT_SUPPLIED,   /* 已补 */
    COMMITMENT_LATE,       /* 逾期 */
    COMMITMENT_KEPT,       /* 核查合格 */
    COMMITMENT_BROKEN,     /* 核查不合格 */
    COMMITMENT_CORRECTING, /* 整改 */
    COMMITMENT_REVOKED,    /* 撤销 */
    COMMITMENT_STATE_COUNT,
};

enum commitment_event {
    COMMITMENT_SIGN,
    COMMITMENT_DECIDE, /* the item is decided on it */
    COMMITMENT_SUPPLY,
    COMMITMENT_LAPSE, /* the day has passed */
    COMMITMENT_CHECK_GOOD,
    COMMITMENT_CHECK_BAD,
    COMMITMENT_ORDER, /* put it right by a day; once */
    COMMITMENT_REVOKE,
    COMMITMENT_EVENT_COUNT,
};

struct commitment_rule {
    enum commitment_state from;
    enum commitment_event event; /* no two rules share from and event */
    enum commitment_state to;
    enum case_side side;
};
extern const struct commitment_rule commitment_rules[];
extern const size_t commitment_rule_count;

const char *commitment_state_name(enum commitment_state state); /* "draft", ... */
const char *commitment_state_zh(enum commitment_state state);
bool commitment_state_parse(struct text text, enum commitment_state *state_out);
const char *commitment_event_name(enum commitment_event event); /* "sign", ... */

/* The state after the event.
 *
 * corrected_before   it was ordered to be put right once already
 * Errors      ERROR_CONFLICT  commitment.step, commitment.corrected
 *             ERROR_FORBIDDEN commitment.side */
MUST_CHECK enum error_kind commitment_apply(enum commitment_state state,
                                            enum commitment_event event, enum case_side side,
                                            bool corrected_before, enum commitment_state *state_out,
                                            struct error *err);

/* Whether an item may be committed to by an owner.
 *
 * credit_until   the owner is shut out up to this day, or DATE_NONE
 * Errors      ERROR_INVALID   commitment.never_defer, commitment.item
 *             ERROR_FORBIDDEN commitment.credit */
MUST_CHECK enum error_kind commitment_check_item(const struct template_item *item,
                                                 struct date credit_until, struct date today,
                                                 struct error *err);

/* How a commitment counts in the statistics. */
enum commitment_outcome {
    OUTCOME_OPEN,
    OUTCOME_KEPT,   /* 履约 */
    OUTCOME_LATE,   /* 逾期: what was promised came after its day, or has not come */
    OUTCOME_BROKEN, /* 违诺 */
};
const char *commitment_outcome_name(enum commitment_outcome outcome);
enum commitment_outcome commitment_outcome(enum commitment_state state, bool was_late);

#endif
