/* src/report/programme_report.h: a programme as of a day: the facts its statistics are counted from,
 * and the cockpit's figures as JSON. */
#ifndef KAIGONG_REPORT_PROGRAMME_REPORT_H
#define KAIGONG_REPORT_PROGRAMME_REPORT_H

#include "base/json.h"
#include "domain/calendar/calendar.h"
#include "store/programme_store.h"

/* One project with what the reports say of it beside the facts. */
struct project_summary {
    struct text name, problem, division_zh, division_en, source, owner;
    enum project_state state;
    struct date since; /* start or resume that stands, or DATE_NONE */
    bool start_lost;   /* its plan cannot meet the target any more; set by due_report_mark */
};

struct programme_facts {
    struct programme programme;
    struct date as_of;
    struct project_facts *facts;       /* one a project */
    struct project_summary *summaries; /* the same order */
    size_t count;
    struct programme_statistics statistics;
};

/* The programme by name and year; an empty name or year 0 takes the newest that fits.
 * Errors      ERROR_NOT_FOUND programme.unknown */
MUST_CHECK enum error_kind programme_report_find(struct tx *tx, struct text name, int64_t year,
                                                 struct arena *arena, struct programme *out,
                                                 struct error *err);

/* Loads members, plans and events as of a day.
 *
 * scope       only projects that lie in it */
MUST_CHECK enum error_kind programme_report_load(struct tx *tx, const struct programme *programme,
                                                 const struct scope *scope, struct date as_of,
                                                 struct arena *arena, struct programme_facts *out,
                                                 struct error *err);

bool project_is_running(enum project_state state);
struct date month_end(struct date day);
const char *sector_name_zh(char letter); /* GB/T 4754-2017; "" for no section */
const char *sector_name_en(char letter);

/* Projects of one division or one sector. */
struct report_group {
    struct text key, name, name_en; /* of the division; "" for a sector */
    size_t projects, started, at_risk;
};
enum { REPORT_GROUPS_MAX = 512 };
/* Fills groups, most projects not yet running first; returns how many. Projects of further groups
 * are left out. */
size_t report_groups(const struct programme_facts *facts, bool by_sector,
                     struct report_group groups[REPORT_GROUPS_MAX]);
/* The member "divisions" or "sectors". */
void report_write_groups(const struct programme_facts *facts, bool by_sector,
                         struct json_writer *json);

/* {"as_of","programme","statistics","planned_by","curve","divisions","sectors","at_risk","upcoming"};
 * the object is left open for the caller's "due". */
void cockpit_report_write(const struct programme_facts *facts, struct json_writer *json);

#endif
