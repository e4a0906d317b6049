#include "domain/approval/commitment.h"

struct word {
    const char *name, *zh;
};

/* clang-format off */
static const struct word states[COMMITMENT_STATE_COUNT] = {
    [COMMITMENT_DRAFT]      = {"draft",      "拟定"},
    [COMMITMENT_SIGNED]     = {"signed",     "已签"},
    [COMMITMENT_PENDING]    = {"pending",    "待补"},
    [COMMITMENT_SUPPLIED]   = {"supplied",   "已补"},
    [COMMITMENT_LATE]       = {"late",       "逾期"},
    [COMMITMENT_KEPT]       = {"kept",       "核查合格"},
    [COMMITMENT_BROKEN]     = {"broken",     "核查不合格"},
    [COMMITMENT_CORRECTING] = {"correcting", "整改"},
    [COMMITMENT_REVOKED]    = {"revoked",    "撤销"},
};
static const char *const events[COMMITMENT_EVENT_COUNT] = {
    [COMMITMENT_SIGN] = "sign",             [COMMITMENT_DECIDE] = "decide",
    [COMMITMENT_SUPPLY] = "supply",         [COMMITMENT_LAPSE] = "lapse",
    [COMMITMENT_CHECK_GOOD] = "check_good", [COMMITMENT_CHECK_BAD] = "check_bad",
    [COMMITMENT_ORDER] = "order",           [COMMITMENT_REVOKE] = "revoke",
};

const struct commitment_rule commitment_rules[] = {
    {COMMITMENT_DRAFT,      COMMITMENT_SIGN,       COMMITMENT_SIGNED,     SIDE_OWNER},
    {COMMITMENT_SIGNED,     COMMITMENT_DECIDE,     COMMITMENT_PENDING,    SIDE_DEPARTMENT},
    {COMMITMENT_PENDING,    COMMITMENT_SUPPLY,     COMMITMENT_SUPPLIED,   SIDE_OWNER},
    {COMMITMENT_PENDING,    COMMITMENT_LAPSE,      COMMITMENT_LATE,       SIDE_SYSTEM},
    {COMMITMENT_PENDING,    COMMITMENT_CHECK_GOOD, COMMITMENT_KEPT,       SIDE_DEPARTMENT},
    {COMMITMENT_PENDING,    COMMITMENT_CHECK_BAD,  COMMITMENT_BROKEN,     SIDE_DEPARTMENT},
    {COMMITMENT_SUPPLIED,   COMMITMENT_CHECK_GOOD, COMMITMENT_KEPT,       SIDE_DEPARTMENT},
    {COMMITMENT_SUPPLIED,   COMMITMENT_CHECK_BAD,  COMMITMENT_BROKEN,     SIDE_DEPARTMENT},
    {COMMITMENT_LATE,       COMMITMENT_SUPPLY,     COMMITMENT_SUPPLIED,   SIDE_OWNER},
    {COMMITMENT_LATE,       COMMITMENT_CHECK_BAD,  COMMITMENT_BROKEN,     SIDE_DEPARTMENT},
    {COMMITMENT_LATE,       COMMITMENT_ORDER,      COMMITMENT_CORRECTING, SIDE_DEPARTMENT},
    {COMMITMENT_LATE,       COMMITMENT_REVOKE,     COMMITMENT_REVOKED,    SIDE_HEAD},
    {COMMITMENT_BROKEN,     COMMITMENT_ORDER,      COMMITMENT_CORRECTING, SIDE_DEPARTMENT},
    {COMMITMENT_BROKEN,     COMMITMENT_REVOKE,     COMMITMENT_REVOKED,    SIDE_HEAD},
    {COMMITMENT_CORRECTING, COMMITMENT_SUPPLY,     COMMITMENT_SUPPLIED,   SIDE_OWNER},
    {COMMITMENT_CORRECTING, COMMITMENT_LAPSE,      COMMITMENT_BROKEN,     SIDE_SYSTEM},
    {COMMITMENT_CORRECTING, COMMITMENT_CHECK_GOOD, COMMITMENT_KEPT,       SIDE_DEPARTMENT},
    {COMMITMENT_CORRECTING, COMMITMENT_CHECK_BAD,  COMMITMENT_BROKEN,     SIDE_DEPARTMENT},
};
/* clang-format on */
const size_t commitment_rule_count = sizeof commitment_rules / sizeof commitment_rules[0];

const char *commitment_state_name(enum commitment_state state)
{
    return states[state].name;
}

const char *commitment_state_zh(enum commitment_state state)
{
    return states[state].zh;
}

bool commitment_state_parse(struct text text, enum commitment_state *state_out)
{
    for (int state = 0; state < COMMITMENT_STATE_COUNT; state++) {
        if (text_is_equal(text, text_of(states[state].name))) {
            *state_out = (enum commitment_state)state;
            return true;
        }
    }
    return false;
}

const char *commitment_event_name(enum commitment_event event)
{
    return events[event];
}

enum error_kind commitment_apply(enum commitment_state state, enum commitment_event event,
                                 enum case_side side, bool corrected_before,
                                 enum commitment_state *state_out, struct error *err)
{
    for (size_t i = 0; i < commitment_rule_count; i++) {
        const struct commitment_rule *rule = &commitment_rules[i];
        if (rule->from != state || rule->event != event) {
            continue;
        }
        if (rule->side != side) {
            return error_set(err, ERROR_FORBIDDEN, "commitment.side",
                             "这一步由%s办理 (the %s does this)", case_side_zh(rule->side),
                             case_side_name(rule->side));
        }
        if (event == COMMITMENT_ORDER && corrected_before) {
            return error_set(err, ERROR_CONFLICT, "commitment.corrected",
                             "已责令整改一次 (it was ordered to be put right once already)");
        }
        *state_out = rule->to;
        return OK;
    }
    return error_set(err, ERROR_CONFLICT, "commitment.step",
                     "承诺状态为“%s” (a commitment that is %s cannot do that)",
                     commitment_state_zh(state), commitment_state_name(state));
}

enum error_kind commitment_check_item(const struct template_item *item, struct date credit_until,
                                      struct date today, struct error *err)
{
    if (item->never_defer) {
        return error_set(err, ERROR_INVALID, "commitment.never_defer",
                         "“%.*s”不得告知承诺 (this item can never be deferred)",
                         TEXT_ARGS(item->name_zh));
    }
    if (!item->commitment) {
        return error_set(err, ERROR_INVALID, "commitment.item",
                         "“%.*s”不在告知承诺清单 (the published list does not have the item)",
                         TEXT_ARGS(item->name_zh));
    }
    if (!date_is_none(credit_until) && date_compare(today, credit_until) <= 0) {
        return error_set(err, ERROR_FORBIDDEN, "commitment.credit",
                         "失信记录未修复, 暂停容缺和承诺 (a credit record shuts the owner out)");
    }
    return OK;
}

const char *commitment_outcome_name(enum commitment_outcome outcome)
{
    static const char *const names[] = {"open", "kept", "late", "broken"};
    return names[outcome];
}

enum commitment_outcome commitment_outcome(enum commitment_state state, bool was_late)
{
    switch (state) {
    case COMMITMENT_BROKEN:
    case COMMITMENT_CORRECTING:
    case COMMITMENT_REVOKED:
        return OUTCOME_BROKEN;
    case COMMITMENT_LATE:
        return OUTCOME_LATE;
    case COMMITMENT_KEPT:
        return was_late ? OUTCOME_LATE : OUTCOME_KEPT;
    default:
        return was_late ? OUTCOME_LATE : OUTCOME_OPEN;
    }
}
