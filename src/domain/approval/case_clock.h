/* src/domain/approval/case_clock.h
 *
 * The clocks of a case, a stage and a project, as functions of what happened and of a calendar's
 * version: nothing is kept. Each day after the first submission is charged to the one whose turn it
 * was; the day of an event belongs to what went before it, as the day of acceptance is not counted.
 * Rules, docs/domain/approval.md. */
#ifndef KAIGONG_DOMAIN_CASE_CLOCK_H
#define KAIGONG_DOMAIN_CASE_CLOCK_H

#include "domain/approval/case.h"
#include "domain/template/template.h"

enum case_charge {
    CHARGE_OWNER,      /* 建设单位: corrections */
    CHARGE_DEPARTMENT, /* 审批部门, and the window */
    CHARGE_CONSULTEE,  /* 第三方: experts, inspectors, appraisers */
    CHARGE_NOTICE,     /* 公示、招标、拍卖: periods that the law keeps open */
    CHARGE_COUNT,
};
const char *case_charge_name(enum case_charge charge); /* "owner", ... */

/* The time limits of an item. */
struct case_limits {
    int promised, statutory; /* days of the unit */
    enum day_unit unit;
};

/* Natural days govern where the item sets them. */
struct case_limits case_limits_of(const struct template_item *item);

/* Days first..last, all after the event that began them, with one holder. */
struct case_span {
    struct date first, last;
    enum case_charge charge;
    bool running; /* the clock of the item ran */
    bool stopped; /* it had started and stood still */
};

struct case_clock {
    struct date first_on;    /* first submission; DATE_NONE: a draft */
    struct date accepted_on; /* the clock started; DATE_NONE: not yet */
    struct date ended_on;    /* decided or ended otherwise; DATE_NONE: open */
    bool running;
    int counted;               /* days of the unit that the clock ran, up to as_of or the end */
    int stopped;               /* days of the unit that it stood still since it started */
    int natural_days;          /* since the first submission, up to as_of or the end */
    int working_days;          /* the same in working days */
    int charges[CHARGE_COUNT]; /* natural days; they add up to natural_days */
    struct case_limits limits; /* lengthened by an extension */
    /* By the promise and by the statute; while a correction or a special procedure stops the clock, as
     * if it ran again at the planned end or, where none was told, from as_of on. DATE_NONE: it never
     * started, or the calendar does not reach that far. */
    struct date due_on, limit_on;
    bool overdue;         /* counted is beyond the promise */
    bool special_overrun; /* a special procedure went past its planned end, and the clock ran on */
    struct date special_end; /* planned end of the one that is open, or DATE_NONE */
};

/* The spans from the first submission to as_of or the end; what lies after as_of is left out.
 *
 * spans_out   on the arena, ascending, no gap; at most two an entry */
MUST_CHECK enum error_kind case_spans(const struct case_entry *entries, size_t count,
                                      const struct calendar *calendar, struct date as_of,
                                      struct arena *arena, struct case_span **spans_out,
                                      size_t *span_count_out, struct error *err);

/* Errors      ERROR_LIMIT calendar.span   an entry lies outside the calendar */
MUST_CHECK enum error_kind case_clock_read(const struct case_entry *entries, size_t count,
                                           const struct case_limits *limits,
                                           const struct calendar *calendar, struct date as_of,
                                           struct arena *arena, struct case_clock *out,
                                           struct error *err);

/* "第 12 天 / 共 20 个工作日，停表 3 天" and "day 12 of 20 working days, 3 stopped". */
struct text case_clock_zh(const struct case_clock *clock, struct arena *arena);
struct text case_clock_en(const struct case_clock *clock, struct arena *arena);

/* One item's spans, for the clock of its stage. */
struct stage_member {
    const struct case_span *spans;
    size_t span_count;
};

struct stage_clock {
    struct date first_on; /* the first submission of its items; DATE_NONE: none */
    int counted;          /* working days on which at least one of its items ran */
    int natural_days;     /* from the first submission to as_of, or to the end of the last */
};

/* The union of the running time of a stage's items.
 * Source      docs/domain/approval.md A-16 */
MUST_CHECK enum error_kind stage_clock_read(const struct stage_member *members, size_t count,
                                            const struct calendar *calendar,
                                            struct stage_clock *out, struct error *err);

struct project_clock {
    struct date first_on;
    int counted;      /* the sum of its stages */
    int natural_days; /* since the first submission */
};

/* Source      docs/domain/approval.md A-17 */
struct project_clock project_clock_read(const struct stage_clock *stages, size_t count);

#endif
