/* The words of a case: stable English ones for the API, Chinese ones for the pages. */
#include "domain/approval/case.h"

struct word {
    const char *name, *zh;
};

/* clang-format off */
static const struct word states[CASE_STATE_COUNT] = {
    [CASE_DRAFT]         = {"draft",               "拟稿"},
    [CASE_RECEIVED]      = {"received",            "已接件"},
    [CASE_WITHDRAWN]     = {"withdrawn",           "已撤件"},
    [CASE_AT_WINDOW]     = {"accepted_window",     "窗口受理"},
    [CASE_NOT_ACCEPTED]  = {"not_accepted",        "不受理"},
    [CASE_REFUSED]       = {"refused",             "不予受理"},
    [CASE_CORRECTION]    = {"correction",          "补正开始"},
    [CASE_CORRECTED]     = {"corrected",           "补正结束"},
    [CASE_AT_DEPARTMENT] = {"accepted_department", "部门受理"},
    [CASE_SPECIAL]       = {"special",             "特别程序开始"},
    [CASE_SPECIAL_ENDED] = {"special_ended",       "特别程序结束"},
    [CASE_APPROVED]      = {"approved",            "办结（通过）"},
    [CASE_TOLERATED]     = {"approved_tolerance",  "办结（容缺通过）"},
    [CASE_REJECTED]      = {"rejected",            "办结（不通过）"},
    [CASE_RECALLED]      = {"recalled",            "撤回"},
    [CASE_REVOKED]       = {"revoked",             "撤销"},
};

static const struct word events[CASE_EVENT_COUNT] = {
    [CASE_SUBMIT]            = {"submit",            "申报"},
    [CASE_RELEASE]           = {"release",           "前置材料产生后转申报"},
    [CASE_ACCEPT_WINDOW]     = {"accept_window",     "窗口受理"},
    [CASE_NOT_ACCEPT]        = {"not_accept",        "不受理"},
    [CASE_REFUSE]            = {"refuse",            "不予受理"},
    [CASE_ASK_CORRECTION]    = {"ask_correction",    "一次性告知补正"},
    [CASE_CORRECT]           = {"correct",           "补正"},
    [CASE_DEEM_ACCEPTED]     = {"deem_accepted",     "视为受理"},
    [CASE_ACCEPT_DEPARTMENT] = {"accept_department", "部门受理"},
    [CASE_START_SPECIAL]     = {"start_special",     "开始特别程序"},
    [CASE_END_SPECIAL]       = {"end_special",       "结束特别程序"},
    [CASE_LAPSE_SPECIAL]     = {"lapse_special",     "特别程序到期"},
    [CASE_EXTEND]            = {"extend",            "延长期限"},
    [CASE_DECIDE_YES]        = {"decide_yes",        "准予"},
    [CASE_DECIDE_COMMITTED]  = {"decide_committed",  "告知承诺办结"},
    [CASE_DECIDE_TOLERANCE]  = {"decide_tolerance",  "容缺办结"},
    [CASE_DECIDE_NO]         = {"decide_no",         "不予许可"},
    [CASE_DEEM_CONSENT]      = {"deem_consent",      "超时默认"},
    [CASE_LAPSE_TOLERANCE]   = {"lapse_tolerance",   "容缺逾期"},
    [CASE_WITHDRAW]          = {"withdraw",          "撤件"},
    [CASE_RECALL]            = {"recall",            "撤回许可"},
    [CASE_REVOKE]            = {"revoke",            "撤销许可"},
};

static const struct word specials[SPECIAL_COUNT] = {
    [SPECIAL_NONE]          = {"",              ""},
    [SPECIAL_HEARING]       = {"hearing",       "听证"},
    [SPECIAL_TENDER]        = {"tender",        "招标"},
    [SPECIAL_AUCTION]       = {"auction",       "拍卖、挂牌"},
    [SPECIAL_INSPECTION]    = {"inspection",    "检验、检测、检疫"},
    [SPECIAL_APPRAISAL]     = {"appraisal",     "鉴定"},
    [SPECIAL_EXPERT_REVIEW] = {"expert_review", "专家评审"},
    [SPECIAL_PUBLIC_NOTICE] = {"public_notice", "公示"},
    [SPECIAL_SITE_SURVEY]   = {"site_survey",   "现场勘查"},
};
/* clang-format on */

const char *case_state_name(enum case_state state)
{
    return states[state].name;
}

const char *case_state_zh(enum case_state state)
{
    return states[state].zh;
}

const char *case_event_name(enum case_event event)
{
    return events[event].name;
}

const char *case_event_zh(enum case_event event)
{
    return events[event].zh;
}

bool case_event_parse(struct text text, enum case_event *event_out)
{
    for (int event = 0; event < CASE_EVENT_COUNT; event++) {
        if (text_is_equal(text, text_of(events[event].name))) {
            *event_out = (enum case_event)event;
            return true;
        }
    }
    return false;
}

const char *case_side_name(enum case_side side)
{
    static const char *const names[SIDE_COUNT] = {"owner", "window", "department", "head",
                                                  "system"};
    return names[side];
}

const char *case_side_zh(enum case_side side)
{
    static const char *const names[SIDE_COUNT] = {"建设单位", "综合窗口", "审批部门", "部门负责人",
                                                  "系统"};
    return names[side];
}

const char *special_name(enum special_kind kind)
{
    return specials[kind].name;
}

const char *special_zh(enum special_kind kind)
{
    return specials[kind].zh;
}

bool special_parse(struct text text, enum special_kind *kind_out)
{
    for (int kind = SPECIAL_NONE + 1; kind < SPECIAL_COUNT; kind++) {
        if (text_is_equal(text, text_of(specials[kind].name))) {
            *kind_out = (enum special_kind)kind;
            return true;
        }
    }
    return false;
}

bool case_state_is_end(enum case_state state)
{
    return state == CASE_WITHDRAWN || state == CASE_NOT_ACCEPTED || state == CASE_REFUSED ||
           state >= CASE_APPROVED;
}

bool case_state_is_decided(enum case_state state)
{
    return state == CASE_APPROVED || state == CASE_TOLERATED;
}
