#include "domain/approval/tolerance.h"

struct word {
    const char *name, *zh;
};

static const struct word states[] = {
    [TOLERANCE_OPEN] = {"open", "待补"},
    [TOLERANCE_SUPPLIED] = {"supplied", "已补"},
    [TOLERANCE_LAPSED] = {"lapsed", "逾期"},
    [TOLERANCE_ENDED] = {"ended", "终止"},
};
static const struct word modes[] = {
    [TOLERANCE_NONE] = {"none", "不得容缺"},
    [TOLERANCE_ACCEPT] = {"accept", "容缺受理"},
    [TOLERANCE_DECIDE] = {"decide", "容缺审批"},
};

const char *tolerance_state_name(enum tolerance_state state)
{
    return states[state].name;
}

const char *tolerance_state_zh(enum tolerance_state state)
{
    return states[state].zh;
}

bool tolerance_state_parse(struct text text, enum tolerance_state *state_out)
{
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        if (text_is_equal(text, text_of(states[i].name))) {
            *state_out = (enum tolerance_state)i;
            return true;
        }
    }
    return false;
}

const char *tolerance_mode_name(enum tolerance_mode mode)
{
    return modes[mode].name;
}

const char *tolerance_mode_zh(enum tolerance_mode mode)
{
    return modes[mode].zh;
}

bool tolerance_mode_parse(struct text text, enum tolerance_mode *mode_out)
{
    for (size_t i = TOLERANCE_ACCEPT; i < sizeof modes / sizeof modes[0]; i++) {
        if (text_is_equal(text, text_of(modes[i].name))) {
            *mode_out = (enum tolerance_mode)i;
            return true;
        }
    }
    return false;
}

/* --- what refuses a tolerance, in the order in which it is said --------------------------------- */

typedef bool tolerance_refusal(const struct tolerance_request *request);

static bool paper_is_unknown(const struct tolerance_request *request)
{
    return request->paper < 0 || (size_t)request->paper >= request->item->paper_count;
}

static bool paper_is_primary(const struct tolerance_request *request)
{
    return request->item->papers[request->paper].primary;
}

static bool item_is_safety(const struct tolerance_request *request)
{
    return request->item->never_defer;
}

static bool item_is_instant(const struct tolerance_request *request)
{
    return request->item->promised_days == 0 && request->item->natural_days == 0;
}

static bool mode_is_not_offered(const struct tolerance_request *request)
{
    return request->mode == TOLERANCE_NONE || request->mode != request->item->tolerance;
}

static bool is_too_long(const struct tolerance_request *request)
{
    return request->days < 1 || request->days > request->item->supply_days ||
           (request->mode == TOLERANCE_ACCEPT && request->days > TOLERANCE_ACCEPT_DAYS_MAX);
}

static bool is_too_near_the_end(const struct tolerance_request *request)
{
    return request->mode == TOLERANCE_ACCEPT && request->item->natural_days == 0 &&
           request->days > request->promised_days - TOLERANCE_DAYS_BEFORE_END;
}

static bool has_no_basis(const struct tolerance_request *request)
{
    return request->basis.length == 0;
}

static bool is_unsigned(const struct tolerance_request *request)
{
    return !request->signed_by_owner;
}

static bool owner_is_shut_out(const struct tolerance_request *request)
{
    return !date_is_none(request->credit_until) &&
           date_compare(request->today, request->credit_until) <= 0;
}

static bool state_is_wrong(const struct tolerance_request *request)
{
    if (request->mode == TOLERANCE_ACCEPT) {
        return request->state != CASE_RECEIVED && request->state != CASE_CORRECTED;
    }
    return request->state != CASE_RECEIVED && request->state != CASE_CORRECTED &&
           request->state != CASE_AT_WINDOW && request->state != CASE_AT_DEPARTMENT &&
           request->state != CASE_SPECIAL_ENDED;
}

static bool is_open_already(const struct tolerance_request *request)
{
    return request->already;
}

static const struct {
    tolerance_refusal *refuses;
    enum error_kind kind;
    const char *code, *field, *message;
} refusals[] = {
    {paper_is_unknown, ERROR_INVALID, "tolerance.paper", "paper",
     "该事项没有这份材料 (the item has no such paper)"},
    {item_is_safety, ERROR_INVALID, "tolerance.never_defer", "",
     "涉及安全、生态、健康的事项不得容缺 (this item can never be deferred)"},
    {item_is_instant, ERROR_INVALID, "tolerance.instant", "",
     "即办件不适用容缺 (an instant item has no tolerance)"},
    {paper_is_primary, ERROR_INVALID, "tolerance.primary", "paper",
     "主审要件不得容缺 (a primary paper is never missing)"},
    {mode_is_not_offered, ERROR_INVALID, "tolerance.mode", "mode",
     "公布的容缺清单没有这种方式 (the published list does not offer it)"},
    {is_too_long, ERROR_INVALID, "tolerance.long", "days",
     "补件期限超过规定 (longer than the published list allows)"},
    {is_too_near_the_end, ERROR_INVALID, "tolerance.end", "days",
     "应在承诺办结日前 2 个工作日补齐 (it has to come 2 working days before the promised end)"},
    {has_no_basis, ERROR_INVALID, "tolerance.basis", "basis",
     "请写明容缺依据 (name the legal basis)"},
    {is_unsigned, ERROR_INVALID, "tolerance.unsigned", "signer",
     "申请人应签署承诺书 (the applicant signs the commitment)"},
    {owner_is_shut_out, ERROR_FORBIDDEN, "tolerance.credit", "",
     "失信记录未修复, 暂停容缺和承诺 (a credit record shuts the owner out)"},
    {state_is_wrong, ERROR_CONFLICT, "tolerance.state", "",
     "当前办件状态不能容缺 (the state of the case does not allow it)"},
    {is_open_already, ERROR_CONFLICT, "tolerance.twice", "paper",
     "该材料已容缺 (the paper is tolerated already)"},
};

enum error_kind tolerance_check(const struct tolerance_request *request, struct date *due_on_out,
                                struct error *err)
{
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        if (refusals[i].refuses(request)) {
            error_set(err, refusals[i].kind, refusals[i].code, "%s", refusals[i].message);
            return err == NULL ? refusals[i].kind : error_at_field(err, refusals[i].field);
        }
    }
    return calendar_add(request->calendar, request->today, request->days, due_on_out, err);
}

/* --- reminders ---------------------------------------------------------------------------------- */

enum error_kind reminder_due(struct date due_on, int reminded, struct date today,
                             const struct calendar *calendar, int *days_out, struct error *err)
{
    static const int levels[] = {1, 3,
                                 5}; /* the nearest first: one that was missed is not made up */
    int left;
    *days_out = 0;
    TRY(calendar_count(calendar, today, due_on, &left, err));
    for (size_t i = 0; left >= 0 && i < sizeof levels / sizeof levels[0]; i++) {
        if (left <= levels[i]) {
            *days_out = reminded == 0 || reminded > levels[i] ? levels[i] : 0;
            return OK;
        }
    }
    return OK;
}
