/* src/domain/network/network_build.h
 *
 * The network of one project on its way to the start (开工): the items of its template that apply
 * and that the start needs, what has been done so far, the way of handling, the season of the first
 * permanent work. Serial and parallel handling are link sets of one network
 * (docs/domain/schedule.md N-1 to N-10). schedule_project.h computes it. */
#ifndef KAIGONG_DOMAIN_NETWORK_BUILD_H
#define KAIGONG_DOMAIN_NETWORK_BUILD_H

#include "domain/calendar/calendar.h"
#include "domain/network/network.h"

enum handling { HANDLING_SERIAL, HANDLING_PARALLEL };
const char *handling_name(enum handling handling); /* "serial", "parallel" */
bool handling_parse(struct text text, enum handling *handling_out);

struct plan_prerequisite {
    int32_t item; /* place in plan_request.items */
    bool soft;    /* known through a supplementary paper (辅件) only */
};

/* One item of the template that applies to the project (others are left out before), in template
 * order, with its progress. */
struct plan_item {
    struct text id, name_zh, name_en;
    struct text department, department_zh, department_en;
    struct text kind; /* the template's word: permit, filing, market, ... */
    int stage;
    int32_t duration;  /* promised */
    int32_t statutory; /* what the law allows; in the same unit */
    bool natural;      /* counted in natural days; else in working days */
    bool market;       /* a step outside the approval clock: auction, tender, contract */
    bool never_defer;  /* no tolerance and no commitment */
    bool may_tolerate; /* may be decided before its supplementary papers have come (容缺审批) */
    bool may_commit;   /* may be decided at once on a commitment (告知承诺) */
    bool chosen;       /* it applies because of a condition of the project */
    const struct plan_prerequisite *prerequisites;
    size_t prerequisite_count;
    struct date accepted_on, decided_on, expected_on; /* DATE_NONE where unknown */
    /* The days on which its department is open and those that count for its duration, where they are
     * not those of plan_calendars; else NULL. */
    struct daymap *window, *clock;
};

/* One of a group of items has to be decided before the start. */
struct plan_group {
    const int32_t *items;
    size_t count;
};

/* Calendars that the projects of a programme share. A map is used by one thread at a time. */
struct plan_calendars {
    struct daymap *working; /* departments */
    struct daymap *natural; /* every day that no disruption takes out */
    struct daymap *season;  /* days on which the first permanent work may begin in the division */
    const struct seasons
        *seasons; /* where `season` comes from, to tell winter from normal; or NULL */
    enum work_kind work;
    struct daymap *every; /* every day, for milestones; NULL: `natural` */
};

/* An item's own days, or those of plan_calendars. */
struct daymap *plan_item_window(const struct plan_calendars *calendars,
                                const struct plan_item *item);
struct daymap *plan_item_clock(const struct plan_calendars *calendars,
                               const struct plan_item *item);

struct plan_request {
    const struct plan_item *items;
    size_t item_count;
    const int32_t *gate_all; /* items that have to be decided before the start */
    size_t gate_all_count;
    const struct plan_group *gate_any;
    size_t gate_any_count;
    enum handling handling;
    struct date as_of;
    struct date target_start; /* DATE_NONE: none, late dates then follow the early ones */
    struct date started_on;   /* DATE_NONE: not yet */
    struct plan_calendars calendars;
};

enum plan_state { PLAN_DONE, PLAN_RUNNING, PLAN_TODO };
const char *plan_state_name(enum plan_state state); /* "done", "running", "todo" */

/* What the plan shows as one row: an item that the start needs, in template order, then the two
 * milestones "ready" (开工条件齐备) and "start" (开工). */
struct plan_row {
    struct text id, name_zh, name_en;
    int32_t item;     /* place in plan_request.items; -1 for a milestone */
    int32_t activity; /* in the network; -1 when it is done (the milestone "ready" keeps one) */
    enum plan_state state;
};

struct plan_link {
    int32_t from, to; /* rows */
    enum link_type type;
    int32_t lag;
    int32_t link; /* in the network; -1 where one end is done */
};

struct project_network {
    struct network network; /* names are Chinese */
    const struct text *names_en;
    struct plan_row *rows;
    size_t row_count; /* the last two are "ready" and "start" */
    struct plan_link *links;
    size_t link_count;
    struct date target_start;
    bool season_closed;       /* no work may begin on the target day */
    struct date season_opens; /* the first day from the target on that is open; DATE_NONE unknown */
};

/* Builds the network. Everything lives on the arena; texts of the items are borrowed.
 *
 * Errors      ERROR_INVALID network.progress  decided before accepted, or after the day of the plan
 *             ERROR_LIMIT   schedule.horizon  the day of the plan lies outside the calendars */
MUST_CHECK enum error_kind network_build(const struct plan_request *request, struct arena *arena,
                                         struct project_network *network_out, struct error *err);

#endif
