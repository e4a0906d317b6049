/* src/domain/approval/case.h
 *
 * A case (办件): one approval item of one project in the hands of a department, as a state machine
 * whose every step is a row of one table (case.c). What happened is kept as entries, oldest first;
 * state, clock (case_clock.h) and deadline follow from them. Pure: the day is the caller's. Rules A-4 to
 * A-12, docs/domain/approval.md. */
#ifndef KAIGONG_DOMAIN_CASE_H
#define KAIGONG_DOMAIN_CASE_H

#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "domain/calendar/calendar.h"

/* The value is the code that is reported to the national platform; 0 never leaves this program. */
enum case_state {
    CASE_DRAFT = 0,          /* 拟稿: saved, or waits for a paper that another item produces */
    CASE_RECEIVED = 1,       /* 已接件 */
    CASE_WITHDRAWN = 2,      /* 已撤件 */
    CASE_AT_WINDOW = 3,      /* 窗口受理 */
    CASE_NOT_ACCEPTED = 4,   /* 不受理 */
    CASE_REFUSED = 5,        /* 不予受理: outside the powers */
    CASE_CORRECTION = 6,     /* 补正开始 */
    CASE_CORRECTED = 7,      /* 补正结束 */
    CASE_AT_DEPARTMENT = 8,  /* 部门受理 */
    CASE_SPECIAL = 9,        /* 特别程序开始 */
    CASE_SPECIAL_ENDED = 10, /* 特别程序结束 */
    CASE_APPROVED = 11,      /* 办结 (通过) */
    CASE_TOLERATED = 12,     /* 办结 (容缺通过) */
    CASE_REJECTED = 13,      /* 办结 (不通过) */
    CASE_RECALLED = 14,      /* 撤回 */
    CASE_REVOKED = 15,       /* 撤销 */
    CASE_STATE_COUNT = 16,
};

enum case_event {
    CASE_SUBMIT,
    CASE_RELEASE, /* a draft whose papers have all been produced by other items is handed in */
    CASE_ACCEPT_WINDOW,
    CASE_NOT_ACCEPT,
    CASE_REFUSE,
    CASE_ASK_CORRECTION,
    CASE_CORRECT,
    CASE_DEEM_ACCEPTED,
    CASE_ACCEPT_DEPARTMENT,
    CASE_START_SPECIAL,
    CASE_END_SPECIAL,
    CASE_LAPSE_SPECIAL, /* its planned end has passed: the clock runs again */
    CASE_EXTEND,
    CASE_DECIDE_YES,
    CASE_DECIDE_COMMITTED, /* at once, on the owner's commitment */
    CASE_DECIDE_TOLERANCE,
    CASE_DECIDE_NO,
    CASE_DEEM_CONSENT,
    CASE_LAPSE_TOLERANCE, /* the tolerated paper did not come: ended, or revoked after a decision */
    CASE_WITHDRAW,
    CASE_RECALL,
    CASE_REVOKE,
    CASE_EVENT_COUNT,
};

/* Who does it. */
enum case_side {
    SIDE_OWNER,      /* 建设单位, a delegate, a service officer with authority */
    SIDE_WINDOW,     /* 综合窗口 */
    SIDE_DEPARTMENT, /* 审批部门 */
    SIDE_HEAD,       /* 部门负责人 */
    SIDE_SYSTEM,     /* the program, by a rule that it names */
    SIDE_COUNT,
};

/* What an event does to the clock of the item. */
enum case_clock_effect {
    CLOCK_KEEPS,
    CLOCK_STARTS,
    CLOCK_STOPS,
    CLOCK_RESUMES, /* where it had started; before acceptance it stays stopped */
    CLOCK_LENGTHENS,
    CLOCK_ENDS,
};

/* Not counted, but told with their length (行政许可法 Art. 45). */
enum special_kind {
    SPECIAL_NONE,
    SPECIAL_HEARING,       /* 听证 */
    SPECIAL_TENDER,        /* 招标 */
    SPECIAL_AUCTION,       /* 拍卖、挂牌 */
    SPECIAL_INSPECTION,    /* 检验、检测、检疫 */
    SPECIAL_APPRAISAL,     /* 鉴定 */
    SPECIAL_EXPERT_REVIEW, /* 专家评审 */
    SPECIAL_PUBLIC_NOTICE, /* 公示 */
    SPECIAL_SITE_SURVEY,   /* 现场勘查 */
    SPECIAL_COUNT,
};

enum { CASE_REASON_MAX = 1000, CASE_SPECIAL_DAYS_MAX = 250 };

/* One thing that happened, append-only. */
struct case_entry {
    enum case_event event;
    enum case_state state; /* after it */
    struct date day;       /* from which it has effect; never before the entry before it */
    enum special_kind special;
    int length; /* planned length of a special procedure, or working days of an extension */
    enum day_unit unit;
    struct text reason;
    struct text rule; /* of an act of the program: "A-6" */
};

/* What the guards ask about the case, besides its entries. */
struct case_facts {
    const struct case_entry *entries; /* oldest first */
    size_t entry_count;
    struct date today;
    const struct calendar *calendar; /* known by today */
    int correction_days;             /* working days in which what is missing has to be told */
    int extension_days;              /* longest extension; 0: none */
    int papers_missing;              /* papers neither there nor tolerated */
    int accept_tolerances_open;      /* papers tolerated at acceptance that have not come */
    int decide_tolerances_open;      /* papers that a decision with tolerance leaves open */
    bool committed;                  /* the owner's signed commitment covers the item */
    bool deemed_consent, never_defer;
    struct date due_on; /* by the promise, as the clock stands; DATE_NONE while it stands still */
};

struct case_step {
    enum case_event event;
    enum case_side side;
    struct text reason;
    enum special_kind special;
    int length;
    enum day_unit unit;
};

struct case_rule {
    enum case_state from;
    enum case_event event; /* no two rules share from and event */
    enum case_state to;
    enum case_side side;
    enum error_kind (*guard)(const struct case_facts *facts, const struct case_step *step,
                             struct error *err); /* NULL: always open */
    enum case_clock_effect clock;
};
extern const struct case_rule case_rules[];
extern const size_t case_rule_count;

const char *case_state_name(enum case_state state); /* "received", ... */
const char *case_state_zh(enum case_state state);
const char *case_event_name(enum case_event event); /* "accept_window", ... */
const char *case_event_zh(enum case_event event);
bool case_event_parse(struct text text, enum case_event *event_out);
const char *case_side_name(enum case_side side); /* "owner", "window", ... */
const char *case_side_zh(enum case_side side);
const char *special_name(enum special_kind kind); /* "hearing", ...; "" for none */
const char *special_zh(enum special_kind kind);
bool special_parse(struct text text, enum special_kind *kind_out);

/* No step leads on but, after a decision, recalling and revoking. */
bool case_state_is_end(enum case_state state);
/* Decided yes, with tolerance or not, and neither recalled nor revoked. */
bool case_state_is_decided(enum case_state state);
/* The state after the entries; CASE_DRAFT when there are none. */
enum case_state case_state_of(const struct case_entry *entries, size_t count);

/* Whether the item's clock has started: accepted at the window, or deemed so. */
bool case_is_accepted(const struct case_entry *entries, size_t count);
/* Whose next act the case waits for; false: nobody's, it has ended. */
bool case_turn(const struct case_entry *entries, size_t count, enum case_side *side_out);

/* The row of the table, or NULL. */
const struct case_rule *case_rule_find(enum case_state from, enum case_event event);

/* Whether the step may be done; the entry that it appends.
 *
 * entry_out   its day is today, but for what the law dates back (deemed acceptance: day of receipt;
 *             a special procedure that lapsed: its planned end; deemed consent: the day after the due
 *             day)
 * Errors      ERROR_CONFLICT  case.step       the state does not allow the event
 *             ERROR_CONFLICT  case.day        an entry is dated after today
 *             ERROR_FORBIDDEN case.side       another side does this
 *             ERROR_INVALID   case.reason, case.papers, case.told_once, case.told_late,
 *                             case.not_yet, case.special, case.extended, case.extension,
 *                             case.tolerance, case.commitment, case.never_defer, calendar.span
 * Source      docs/domain/approval.md */
MUST_CHECK enum error_kind case_apply(const struct case_facts *facts, const struct case_step *step,
                                      struct case_entry *entry_out, struct error *err);

/* The last working day on which what is missing may be told; DATE_NONE when no timer runs. */
MUST_CHECK enum error_kind case_told_by(const struct case_facts *facts, struct date *day_out,
                                        struct error *err);
/* The planned end of the special procedure that is open; DATE_NONE when none is. */
MUST_CHECK enum error_kind case_special_end(const struct case_entry *entries, size_t count,
                                            const struct calendar *calendar, struct date *day_out,
                                            struct error *err);

#endif
