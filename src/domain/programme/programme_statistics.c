/* Counting as of a day. Definitions: docs/domain/programme.md P-8 to P-12. */
#include "domain/programme/programme.h"

const char *project_state_name(enum project_state state)
{
    static const char *const names[] = {
        [PROJECT_PLANNED] = "planned", [PROJECT_OVERDUE] = "overdue", [PROJECT_STARTED] = "started",
        [PROJECT_RESUMED] = "resumed", [PROJECT_STOPPED] = "stopped",
    };
    return names[state];
}

/* The start or resume of the day's year after which the section has not stopped, or NULL. */
static const struct site_event *running_since(const struct project_facts *facts, int64_t section,
                                              struct date day)
{
    const struct site_event *since = NULL;
    for (size_t i = 0; i < facts->event_count; i++) {
        const struct site_event *event = &facts->events[i];
        if (event->section_id != section || date_compare(event->day, day) > 0) {
            continue;
        }
        if (event->kind == SITE_STOP) {
            since = NULL;
        } else if (since == NULL && date_year(event->day) == date_year(day)) {
            since = event;
        }
    }
    return since;
}

static bool is_first_of_section(const struct project_facts *facts, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (facts->events[i].section_id == facts->events[index].section_id) {
            return false;
        }
    }
    return true;
}

enum project_state project_state_as_of(const struct project_facts *facts, struct date day,
                                       struct date *since_out)
{
    const struct site_event *earliest = NULL;
    bool stopped = false;
    *since_out = DATE_NONE;
    for (size_t i = 0; i < facts->event_count; i++) {
        const struct site_event *event = &facts->events[i];
        stopped = stopped || (event->kind == SITE_STOP && date_compare(event->day, day) <= 0 &&
                              date_year(event->day) == date_year(day));
        if (!is_first_of_section(facts, i)) {
            continue;
        }
        const struct site_event *since = running_since(facts, event->section_id, day);
        if (since != NULL && (earliest == NULL || date_compare(since->day, earliest->day) < 0)) {
            earliest = since;
        }
    }
    if (earliest != NULL) {
        *since_out = earliest->day;
        return earliest->kind == SITE_START ? PROJECT_STARTED : PROJECT_RESUMED;
    }
    if (stopped) {
        return PROJECT_STOPPED;
    }
    bool overdue =
        !date_is_none(facts->planned_start) && date_compare(facts->planned_start, day) < 0;
    return overdue ? PROJECT_OVERDUE : PROJECT_PLANNED;
}

static bool is_running(enum project_state state)
{
    return state == PROJECT_STARTED || state == PROJECT_RESUMED;
}

enum error_kind programme_count(const struct project_facts *facts, size_t count, struct date day,
                                struct programme_statistics *out, struct error *err)
{
    struct programme_statistics sum = {.projects = count};
    for (size_t i = 0; i < count; i++) {
        struct date since;
        enum project_state state = project_state_as_of(&facts[i], day, &since);
        TRY(money_add(sum.total, facts[i].total, &sum.total, err));
        TRY(money_add(sum.annual_plan, facts[i].annual_plan, &sum.annual_plan, err));
        sum.new_projects += facts[i].nature != NATURE_CONTINUED;
        sum.continued_projects += facts[i].nature == NATURE_CONTINUED;
        sum.overdue += state == PROJECT_OVERDUE;
        sum.stopped += state == PROJECT_STOPPED;
        if (is_running(state)) {
            bool before = date_compare(since, day) < 0;
            sum.started_by_day++;
            sum.started_before_day += before;
            sum.started_on_day += !before;
            sum.starts += state == PROJECT_STARTED;
            sum.resumes += state == PROJECT_RESUMED;
        }
    }
    *out = sum;
    return OK;
}

size_t programme_planned_by(const struct project_facts *facts, size_t count, struct date as_of,
                            struct date by)
{
    size_t planned = 0;
    for (size_t i = 0; i < count; i++) {
        struct date since;
        bool running = is_running(project_state_as_of(&facts[i], as_of, &since));
        planned += running || (!date_is_none(facts[i].planned_start) &&
                               date_compare(facts[i].planned_start, by) <= 0);
    }
    return planned;
}
