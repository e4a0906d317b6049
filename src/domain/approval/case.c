#include "domain/approval/case.h"

/* --- what the entries say ----------------------------------------------------------------------- */

enum case_state case_state_of(const struct case_entry *entries, size_t count)
{
    return count == 0 ? CASE_DRAFT : entries[count - 1].state;
}

static const struct case_entry *find_last(const struct case_entry *entries, size_t count,
                                          enum case_event event)
{
    for (size_t i = count; i > 0; i--) {
        if (entries[i - 1].event == event) {
            return &entries[i - 1];
        }
    }
    return NULL;
}

bool case_is_accepted(const struct case_entry *entries, size_t count)
{
    return find_last(entries, count, CASE_ACCEPT_WINDOW) != NULL ||
           find_last(entries, count, CASE_DEEM_ACCEPTED) != NULL;
}

bool case_turn(const struct case_entry *entries, size_t count, enum case_side *side_out)
{
    enum case_state state = case_state_of(entries, count);
    switch (state) {
    case CASE_DRAFT:
    case CASE_CORRECTION:
        *side_out = SIDE_OWNER;
        return true;
    case CASE_RECEIVED:
        *side_out = SIDE_WINDOW;
        return true;
    case CASE_CORRECTED:
        *side_out = case_is_accepted(entries, count) ? SIDE_DEPARTMENT : SIDE_WINDOW;
        return true;
    default:
        *side_out = SIDE_DEPARTMENT;
        return !case_state_is_end(state);
    }
}

/* The papers were last handed in: from then the authority has its days to say what is missing. */
static const struct case_entry *last_receipt(const struct case_facts *facts)
{
    for (size_t i = facts->entry_count; i > 0; i--) {
        enum case_event event = facts->entries[i - 1].event;
        if (event == CASE_SUBMIT || event == CASE_RELEASE || event == CASE_CORRECT) {
            return &facts->entries[i - 1];
        }
    }
    return NULL;
}

enum error_kind case_told_by(const struct case_facts *facts, struct date *day_out,
                             struct error *err)
{
    enum case_state state = case_state_of(facts->entries, facts->entry_count);
    bool asked = find_last(facts->entries, facts->entry_count, CASE_ASK_CORRECTION) != NULL;
    bool accepted = case_is_accepted(facts->entries, facts->entry_count);
    bool runs = state == CASE_RECEIVED || (state == CASE_CORRECTED && !accepted) ||
                (state == CASE_AT_WINDOW && !asked);
    const struct case_entry *receipt = last_receipt(facts);
    *day_out = DATE_NONE;
    if (!runs || receipt == NULL) {
        return OK;
    }
    return calendar_add(facts->calendar, receipt->day, facts->correction_days, day_out, err);
}

enum error_kind case_special_end(const struct case_entry *entries, size_t count,
                                 const struct calendar *calendar, struct date *day_out,
                                 struct error *err)
{
    *day_out = DATE_NONE;
    if (case_state_of(entries, count) != CASE_SPECIAL) {
        return OK;
    }
    const struct case_entry *begin = find_last(entries, count, CASE_START_SPECIAL);
    return calendar_deadline(calendar, begin->day, begin->length, begin->unit, day_out, err);
}

/* --- guards ------------------------------------------------------------------------------------- */

typedef enum error_kind case_guard(const struct case_facts *facts, const struct case_step *step,
                                   struct error *err);

static enum error_kind with_reason(const struct case_facts *facts, const struct case_step *step,
                                   struct error *err)
{
    size_t length = text_count_characters(step->reason);
    (void)facts;
    if (length == 0 || length > CASE_REASON_MAX) {
        error_set(err, ERROR_INVALID, "case.reason", "请写明理由 (a reason of 1 to %d characters)",
                  CASE_REASON_MAX);
        return error_at_field(err, "reason");
    }
    return OK;
}

static enum error_kind papers_there(const struct case_facts *facts, const struct case_step *step,
                                    struct error *err)
{
    (void)step;
    return facts->papers_missing == 0 || facts->committed /* what is promised may come later */
               ? OK
               : error_set(err, ERROR_INVALID, "case.papers",
                           "还缺 %d 份材料 (papers are missing and not tolerated)",
                           facts->papers_missing);
}

static enum error_kind before_acceptance(const struct case_facts *facts, struct error *err)
{
    return case_is_accepted(facts->entries, facts->entry_count)
               ? error_set(err, ERROR_CONFLICT, "case.step",
                           "窗口已经受理 (it was accepted at the window before)")
               : OK;
}

static enum error_kind papers_there_again(const struct case_facts *facts,
                                          const struct case_step *step, struct error *err)
{
    TRY(before_acceptance(facts, err));
    return papers_there(facts, step, err);
}

static enum error_kind rejects_again(const struct case_facts *facts, const struct case_step *step,
                                     struct error *err)
{
    TRY(before_acceptance(facts, err));
    return with_reason(facts, step, err);
}

static enum error_kind after_acceptance(const struct case_facts *facts,
                                        const struct case_step *step, struct error *err)
{
    (void)step;
    return case_is_accepted(facts->entries, facts->entry_count)
               ? OK
               : error_set(err, ERROR_CONFLICT, "case.step",
                           "窗口尚未受理 (it is not accepted at the window yet)");
}

static enum error_kind tells_once(const struct case_facts *facts, const struct case_step *step,
                                  struct error *err)
{
    struct date by;
    TRY(with_reason(facts, step, err));
    if (find_last(facts->entries, facts->entry_count, CASE_ASK_CORRECTION) != NULL) {
        return error_set(err, ERROR_INVALID, "case.told_once",
                         "补正只能一次性告知 (what is missing is told once)");
    }
    TRY(case_told_by(facts, &by, err));
    if (date_compare(facts->today, by) > 0) {
        return error_set(
            err, ERROR_INVALID, "case.told_late",
            "已过一次性告知期限, 视为受理 (the %d working days to tell what is missing "
            "are over)",
            facts->correction_days);
    }
    return OK;
}

static enum error_kind not_told_in_time(const struct case_facts *facts,
                                        const struct case_step *step, struct error *err)
{
    struct date by;
    (void)step;
    TRY(before_acceptance(facts, err));
    TRY(case_told_by(facts, &by, err));
    return date_compare(facts->today, by) > 0
               ? OK
               : error_set(err, ERROR_INVALID, "case.not_yet",
                           "告知期限未到 (what is missing may still be told)");
}

static enum error_kind special_is_told(const struct case_facts *facts, const struct case_step *step,
                                       struct error *err)
{
    if (step->special == SPECIAL_NONE) {
        error_set(err, ERROR_INVALID, "case.special",
                  "请选择特别程序种类 (a special procedure has a kind)");
        return error_at_field(err, "special");
    }
    if (step->length < 1 || step->length > CASE_SPECIAL_DAYS_MAX) {
        error_set(err, ERROR_INVALID, "case.special",
                  "特别程序应告知 1 至 %d 日的期限 (its planned length has to be told)",
                  CASE_SPECIAL_DAYS_MAX);
        return error_at_field(err, "length");
    }
    return with_reason(facts, step, err);
}

static enum error_kind special_has_lapsed(const struct case_facts *facts,
                                          const struct case_step *step, struct error *err)
{
    struct date end;
    (void)step;
    TRY(case_special_end(facts->entries, facts->entry_count, facts->calendar, &end, err));
    return date_compare(facts->today, end) > 0
               ? OK
               : error_set(err, ERROR_INVALID, "case.not_yet",
                           "特别程序尚未到期 (its planned end has not passed)");
}

static enum error_kind extends_once(const struct case_facts *facts, const struct case_step *step,
                                    struct error *err)
{
    if (find_last(facts->entries, facts->entry_count, CASE_EXTEND) != NULL) {
        return error_set(err, ERROR_INVALID, "case.extended",
                         "期限只能延长一次 (the time limit is extended once)");
    }
    if (step->length < 1 || step->length > facts->extension_days) {
        error_set(err, ERROR_INVALID, "case.extension",
                  "延期应为 1 至 %d 个工作日, 不是 %d (longer than the law allows)",
                  facts->extension_days, step->length);
        return error_at_field(err, "length");
    }
    return with_reason(facts, step, err);
}

static enum error_kind nothing_open(const struct case_facts *facts, const struct case_step *step,
                                    struct error *err)
{
    int open = facts->accept_tolerances_open + facts->decide_tolerances_open;
    if (open > 0) {
        return error_set(err, ERROR_INVALID, "case.tolerance",
                         "还有 %d 份容缺材料未补 (tolerated papers have not come)", open);
    }
    return papers_there(facts, step, err);
}

static enum error_kind not_safety(const struct case_facts *facts, struct error *err)
{
    return facts->never_defer ? error_set(err, ERROR_INVALID, "case.never_defer",
                                          "该事项不得容缺或承诺 (this item can never be deferred)")
                              : OK;
}

static enum error_kind is_committed(const struct case_facts *facts, const struct case_step *step,
                                    struct error *err)
{
    (void)step;
    TRY(not_safety(facts, err));
    return facts->committed ? OK
                            : error_set(err, ERROR_INVALID, "case.commitment",
                                        "没有已签署的承诺书 (no signed commitment covers it)");
}

static enum error_kind tolerates(const struct case_facts *facts, const struct case_step *step,
                                 struct error *err)
{
    TRY(not_safety(facts, err));
    if (facts->accept_tolerances_open > 0) {
        return error_set(
            err, ERROR_INVALID, "case.tolerance",
            "容缺受理的材料未补, 不能办结 (a paper tolerated at acceptance comes before "
            "the decision)");
    }
    if (facts->decide_tolerances_open == 0) {
        return error_set(err, ERROR_INVALID, "case.tolerance",
                         "没有容缺审批的材料 (no paper is tolerated for the decision)");
    }
    return papers_there(facts, step, err);
}

static enum error_kind consents(const struct case_facts *facts, const struct case_step *step,
                                struct error *err)
{
    TRY(not_safety(facts, err));
    if (!facts->deemed_consent) {
        return error_set(err, ERROR_INVALID, "case.not_yet",
                         "该事项不适用超时默认 (deemed consent is off for this item)");
    }
    if (date_is_none(facts->due_on) || date_compare(facts->today, facts->due_on) <= 0) {
        return error_set(err, ERROR_INVALID, "case.not_yet",
                         "尚未超过办结期限 (the due day has not passed)");
    }
    return nothing_open(facts, step, err);
}

/* --- the table ---------------------------------------------------------------------------------- */

/* clang-format off */
const struct case_rule case_rules[] = {
    {CASE_DRAFT,         CASE_SUBMIT,            CASE_RECEIVED,      SIDE_OWNER,      NULL,               CLOCK_KEEPS},
    {CASE_DRAFT,         CASE_RELEASE,           CASE_RECEIVED,      SIDE_SYSTEM,     NULL,               CLOCK_KEEPS},
    {CASE_DRAFT,         CASE_WITHDRAW,          CASE_WITHDRAWN,     SIDE_OWNER,      NULL,               CLOCK_ENDS},

    {CASE_RECEIVED,      CASE_ACCEPT_WINDOW,     CASE_AT_WINDOW,     SIDE_WINDOW,     papers_there,       CLOCK_STARTS},
    {CASE_RECEIVED,      CASE_NOT_ACCEPT,        CASE_NOT_ACCEPTED,  SIDE_WINDOW,     with_reason,        CLOCK_ENDS},
    {CASE_RECEIVED,      CASE_REFUSE,            CASE_REFUSED,       SIDE_WINDOW,     with_reason,        CLOCK_ENDS},
    {CASE_RECEIVED,      CASE_ASK_CORRECTION,    CASE_CORRECTION,    SIDE_WINDOW,     tells_once,         CLOCK_STOPS},
    {CASE_RECEIVED,      CASE_DEEM_ACCEPTED,     CASE_AT_WINDOW,     SIDE_SYSTEM,     not_told_in_time,   CLOCK_STARTS},
    {CASE_RECEIVED,      CASE_WITHDRAW,          CASE_WITHDRAWN,     SIDE_OWNER,      NULL,               CLOCK_ENDS},

    {CASE_CORRECTION,    CASE_CORRECT,           CASE_CORRECTED,     SIDE_OWNER,      NULL,               CLOCK_RESUMES},
    {CASE_CORRECTION,    CASE_NOT_ACCEPT,        CASE_NOT_ACCEPTED,  SIDE_WINDOW,     with_reason,        CLOCK_ENDS},
    {CASE_CORRECTION,    CASE_WITHDRAW,          CASE_WITHDRAWN,     SIDE_OWNER,      NULL,               CLOCK_ENDS},

    {CASE_CORRECTED,     CASE_ACCEPT_WINDOW,     CASE_AT_WINDOW,     SIDE_WINDOW,     papers_there_again, CLOCK_STARTS},
    {CASE_CORRECTED,     CASE_NOT_ACCEPT,        CASE_NOT_ACCEPTED,  SIDE_WINDOW,     rejects_again,      CLOCK_ENDS},
    {CASE_CORRECTED,     CASE_DEEM_ACCEPTED,     CASE_AT_WINDOW,     SIDE_SYSTEM,     not_told_in_time,   CLOCK_STARTS},
    {CASE_CORRECTED,     CASE_ACCEPT_DEPARTMENT, CASE_AT_DEPARTMENT, SIDE_DEPARTMENT, after_acceptance,   CLOCK_KEEPS},
    {CASE_CORRECTED,     CASE_LAPSE_TOLERANCE,   CASE_REJECTED,      SIDE_SYSTEM,     with_reason,        CLOCK_ENDS},
    {CASE_CORRECTED,     CASE_WITHDRAW,          CASE_WITHDRAWN,     SIDE_OWNER,      NULL,               CLOCK_ENDS},

    {CASE_AT_WINDOW,     CASE_ASK_CORRECTION,    CASE_CORRECTION,    SIDE_WINDOW,     tells_once,         CLOCK_STOPS},
    {CASE_AT_WINDOW,     CASE_ACCEPT_DEPARTMENT, CASE_AT_DEPARTMENT, SIDE_DEPARTMENT, NULL,               CLOCK_KEEPS},
    {CASE_AT_WINDOW,     CASE_EXTEND,            CASE_AT_WINDOW,     SIDE_HEAD,       extends_once,       CLOCK_LENGTHENS},
    {CASE_AT_WINDOW,     CASE_DECIDE_COMMITTED,  CASE_APPROVED,      SIDE_DEPARTMENT, is_committed,       CLOCK_ENDS},
    {CASE_AT_WINDOW,     CASE_DEEM_CONSENT,      CASE_APPROVED,      SIDE_SYSTEM,     consents,           CLOCK_ENDS},
    {CASE_AT_WINDOW,     CASE_LAPSE_TOLERANCE,   CASE_REJECTED,      SIDE_SYSTEM,     with_reason,        CLOCK_ENDS},
    {CASE_AT_WINDOW,     CASE_WITHDRAW,          CASE_WITHDRAWN,     SIDE_OWNER,      NULL,               CLOCK_ENDS},

    {CASE_AT_DEPARTMENT, CASE_START_SPECIAL,     CASE_SPECIAL,       SIDE_DEPARTMENT, special_is_told,    CLOCK_STOPS},
    {CASE_AT_DEPARTMENT, CASE_EXTEND,            CASE_AT_DEPARTMENT, SIDE_HEAD,       extends_once,       CLOCK_LENGTHENS},
    {CASE_AT_DEPARTMENT, CASE_DECIDE_YES,        CASE_APPROVED,      SIDE_DEPARTMENT, nothing_open,       CLOCK_ENDS},
    {CASE_AT_DEPARTMENT, CASE_DECIDE_COMMITTED,  CASE_APPROVED,      SIDE_DEPARTMENT, is_committed,       CLOCK_ENDS},
    {CASE_AT_DEPARTMENT, CASE_DECIDE_TOLERANCE,  CASE_TOLERATED,     SIDE_DEPARTMENT, tolerates,          CLOCK_ENDS},
    {CASE_AT_DEPARTMENT, CASE_DECIDE_NO,         CASE_REJECTED,      SIDE_DEPARTMENT, with_reason,        CLOCK_ENDS},
    {CASE_AT_DEPARTMENT, CASE_DEEM_CONSENT,      CASE_APPROVED,      SIDE_SYSTEM,     consents,           CLOCK_ENDS},
    {CASE_AT_DEPARTMENT, CASE_LAPSE_TOLERANCE,   CASE_REJECTED,      SIDE_SYSTEM,     with_reason,        CLOCK_ENDS},
    {CASE_AT_DEPARTMENT, CASE_WITHDRAW,          CASE_WITHDRAWN,     SIDE_OWNER,      NULL,               CLOCK_ENDS},

    {CASE_SPECIAL,       CASE_END_SPECIAL,       CASE_SPECIAL_ENDED, SIDE_DEPARTMENT, NULL,               CLOCK_RESUMES},
    {CASE_SPECIAL,       CASE_LAPSE_SPECIAL,     CASE_SPECIAL_ENDED, SIDE_SYSTEM,     special_has_lapsed, CLOCK_RESUMES},
    {CASE_SPECIAL,       CASE_LAPSE_TOLERANCE,   CASE_REJECTED,      SIDE_SYSTEM,     with_reason,        CLOCK_ENDS},
    {CASE_SPECIAL,       CASE_WITHDRAW,          CASE_WITHDRAWN,     SIDE_OWNER,      NULL,               CLOCK_ENDS},

    {CASE_SPECIAL_ENDED, CASE_START_SPECIAL,     CASE_SPECIAL,       SIDE_DEPARTMENT, special_is_told,    CLOCK_STOPS},
    {CASE_SPECIAL_ENDED, CASE_EXTEND,            CASE_SPECIAL_ENDED, SIDE_HEAD,       extends_once,       CLOCK_LENGTHENS},
    {CASE_SPECIAL_ENDED, CASE_DECIDE_YES,        CASE_APPROVED,      SIDE_DEPARTMENT, nothing_open,       CLOCK_ENDS},
    {CASE_SPECIAL_ENDED, CASE_DECIDE_COMMITTED,  CASE_APPROVED,      SIDE_DEPARTMENT, is_committed,       CLOCK_ENDS},
    {CASE_SPECIAL_ENDED, CASE_DECIDE_TOLERANCE,  CASE_TOLERATED,     SIDE_DEPARTMENT, tolerates,          CLOCK_ENDS},
    {CASE_SPECIAL_ENDED, CASE_DECIDE_NO,         CASE_REJECTED,      SIDE_DEPARTMENT, with_reason,        CLOCK_ENDS},
    {CASE_SPECIAL_ENDED, CASE_DEEM_CONSENT,      CASE_APPROVED,      SIDE_SYSTEM,     consents,           CLOCK_ENDS},
    {CASE_SPECIAL_ENDED, CASE_LAPSE_TOLERANCE,   CASE_REJECTED,      SIDE_SYSTEM,     with_reason,        CLOCK_ENDS},
    {CASE_SPECIAL_ENDED, CASE_WITHDRAW,          CASE_WITHDRAWN,     SIDE_OWNER,      NULL,               CLOCK_ENDS},

    {CASE_APPROVED,      CASE_RECALL,            CASE_RECALLED,      SIDE_HEAD,       with_reason,        CLOCK_KEEPS},
    {CASE_APPROVED,      CASE_REVOKE,            CASE_REVOKED,       SIDE_HEAD,       with_reason,        CLOCK_KEEPS},
    {CASE_TOLERATED,     CASE_RECALL,            CASE_RECALLED,      SIDE_HEAD,       with_reason,        CLOCK_KEEPS},
    {CASE_TOLERATED,     CASE_REVOKE,            CASE_REVOKED,       SIDE_HEAD,       with_reason,        CLOCK_KEEPS},
    {CASE_TOLERATED,     CASE_LAPSE_TOLERANCE,   CASE_REVOKED,       SIDE_SYSTEM,     with_reason,        CLOCK_KEEPS},
};
/* clang-format on */
const size_t case_rule_count = sizeof case_rules / sizeof case_rules[0];

const struct case_rule *case_rule_find(enum case_state from, enum case_event event)
{
    for (size_t i = 0; i < case_rule_count; i++) {
        if (case_rules[i].from == from && case_rules[i].event == event) {
            return &case_rules[i];
        }
    }
    return NULL;
}

/* --- a step ------------------------------------------------------------------------------------- */

static struct date later(struct date a, struct date b)
{
    return date_compare(a, b) > 0 ? a : b;
}

/* What the program does is dated as the law dates it, and names its rule. */
static enum error_kind date_back(const struct case_facts *facts, struct case_entry *entry,
                                 struct error *err)
{
    switch (entry->event) {
    case CASE_RELEASE:
        entry->rule = TEXT("A-9");
        return OK;
    case CASE_DEEM_ACCEPTED:
        entry->day = last_receipt(facts)->day;
        entry->rule = TEXT("A-6");
        return OK;
    case CASE_LAPSE_SPECIAL:
        entry->rule = TEXT("A-7");
        return case_special_end(facts->entries, facts->entry_count, facts->calendar, &entry->day,
                                err);
    case CASE_DEEM_CONSENT:
        entry->day =
            later(date_add_days(facts->due_on, 1), facts->entries[facts->entry_count - 1].day);
        entry->rule = TEXT("A-10");
        return OK;
    case CASE_LAPSE_TOLERANCE:
        entry->rule = TEXT("A-22");
        return OK;
    default:
        return OK;
    }
}

enum error_kind case_apply(const struct case_facts *facts, const struct case_step *step,
                           struct case_entry *entry_out, struct error *err)
{
    enum case_state state = case_state_of(facts->entries, facts->entry_count);
    const struct case_rule *rule = case_rule_find(state, step->event);

    if (rule == NULL) {
        return error_set(err, ERROR_CONFLICT, "case.step",
                         "办件状态为“%s”, 不能“%s” (a case that is %s cannot do that)",
                         case_state_zh(state), case_event_zh(step->event), case_state_name(state));
    }
    if (rule->side != step->side) {
        return error_set(err, ERROR_FORBIDDEN, "case.side", "这一步由%s办理 (the %s does this)",
                         case_side_zh(rule->side), case_side_name(rule->side));
    }
    if (facts->entry_count > 0 &&
        date_compare(facts->today, facts->entries[facts->entry_count - 1].day) < 0) {
        return error_set(err, ERROR_CONFLICT, "case.day",
                         "后面的日期已有办理记录 (something later has happened already)");
    }
    if (rule->guard != NULL) {
        TRY(rule->guard(facts, step, err));
    }
    *entry_out = (struct case_entry){step->event,  rule->to,   facts->today, step->special,
                                     step->length, step->unit, step->reason, TEXT("")};
    return date_back(facts, entry_out, err);
}
