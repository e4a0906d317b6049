/* src/exchange/project_file.h
 *
 * A schedule of another product as its file tells it: calendars, tasks, links, resources as far as
 * they move tasks. mspdi.c and xer.c read it, mspdi_write.c writes it, and project_network makes
 * the network that schedule_compute takes. Minutes are counted from 1970-01-01 00:00, without a
 * time zone: what the file says on the clock. */
#ifndef KAIGONG_EXCHANGE_PROJECT_FILE_H
#define KAIGONG_EXCHANGE_PROJECT_FILE_H

#include "domain/network/dayclock.h"
#include "domain/schedule/schedule.h"

#define PROJECT_FILE_BYTES_MAX ((size_t)256 << 20)
enum {
    PROJECT_TASKS_MAX = 1000000,
    PROJECT_LINKS_MAX = 4000000,
    PROJECT_CALENDARS_MAX = 20000,
    PROJECT_EXCEPTION_DAYS_MAX = 100000, /* of one calendar, recurring ones counted day by day */
    PROJECT_YEAR_MIN = 1600,
    PROJECT_YEAR_MAX = 2600,
};

enum task_constraint { /* as MSPDI numbers them */
                       CONSTRAINT_ASAP,
                       CONSTRAINT_ALAP,
                       CONSTRAINT_MSO,
                       CONSTRAINT_MFO,
                       CONSTRAINT_SNET,
                       CONSTRAINT_SNLT,
                       CONSTRAINT_FNET,
                       CONSTRAINT_FNLT,
                       /* What P6 has beside them. */
                       CONSTRAINT_START_ON,  /* not before and not after, without breaking links */
                       CONSTRAINT_FINISH_ON, /* the same of the finish */
                       CONSTRAINT_START_BY,  /* not after, for the late dates only */
                       CONSTRAINT_FINISH_BY,
};

struct file_calendar {
    int32_t uid;
    struct text name;
    int32_t base_uid; /* -1: none */
    bool is_base;
    bool set[7]; /* Monday first: the day is said here, else it is the base's */
    struct dayclock clock;
};

struct file_baseline {
    int32_t number, start, finish, duration; /* NO_TICK where the file has none */
};

struct file_task {
    int32_t uid, id, level; /* level 0 is the project itself */
    struct text name;
    bool summary, milestone, manual, inactive, empty;
    int32_t duration; /* minutes: of work, or natural ones when `elapsed` */
    int32_t format;   /* the unit that the file shows, as MSPDI numbers them */
    bool elapsed;
    int32_t start, finish; /* as the file has them; NO_TICK: none. So all ticks below */
    enum task_constraint constraint;
    int32_t constraint_date;
    enum task_constraint second; /* P6: a second one; CONSTRAINT_ASAP when there is none */
    int32_t second_date;
    int32_t deadline;
    int32_t calendar_uid; /* -1: the project's */
    bool ignores_resources;
    int32_t actual_start, actual_finish;
    int32_t percent;
    int32_t remaining;      /* minutes; -1: not said */
    bool resumes;           /* P6: `duration` is what remains, planned from the data date on */
    int32_t leveling_delay; /* natural minutes */
    struct file_baseline *baselines;
    size_t baseline_count;
};

struct file_link {
    int32_t from_uid, to; /* the predecessor's uid; the successor's place in the list of tasks */
    enum link_type type;
    int32_t lag; /* minutes; of a percentage: percent of the predecessor's duration */
    bool percent, elapsed, of_predecessor;
    int32_t format; /* the unit that the file shows */
};

struct file_resource {
    int32_t uid;
    struct text name;
    int32_t type; /* 1: works */
    int32_t calendar_uid;
};

struct file_assignment {
    int32_t uid, task_uid, resource_uid;
};

struct project_file {
    struct text name;
    int32_t start, finish; /* NO_TICK where the file has none */
    bool from_finish;      /* scheduled back from the finish */
    int32_t calendar_uid;  /* the project's; -1: the first */
    int32_t minutes_per_day, minutes_per_week, days_per_month;
    struct file_calendar *calendars;
    struct file_task *tasks;
    struct file_link *links;
    struct file_resource *resources;
    struct file_assignment *assignments;
    size_t calendar_count, task_count, link_count, resource_count, assignment_count;
};

/* MSPDI, the XML of Microsoft Project 2003 and later.
 *
 * Errors  ERROR_MALFORMED mspdi.syntax   not XML, or a value that cannot be read; names line and
 *                                        element
 *         ERROR_MALFORMED mspdi.doctype  a document type, by which small files can grow without end
 *         ERROR_LIMIT     mspdi.size     more than the bounds above
 * Source  MSDN, "Project XML Data Interchange Schema Reference" (mspdi_pj12.xsd) */
MUST_CHECK enum error_kind mspdi_read(struct text bytes, struct arena *arena,
                                      struct project_file *file_out, struct error *err);

/* Whether the bytes look like XML, whose root mspdi_read then checks. */
bool project_file_is_xml(struct text bytes);

/* The file again, links grouped by successor as the readers give them. Recurring exceptions are
 * written day by day. A schedule that is given adds the computed dates; read again the file is
 * equal. */
struct project_schedule;
void mspdi_write(const struct project_file *file, const struct project_schedule *schedule,
                 struct text_builder *out);

/* P6's XER, one project of it.
 *
 * Errors  ERROR_MALFORMED xer.syntax  names the line
 *         ERROR_LIMIT     xer.size    more than the bounds above
 * Source  Oracle, "P6 XER Import/Export Data Map Guide (Project)" */
MUST_CHECK enum error_kind xer_read(struct text bytes, struct arena *arena,
                                    struct project_file *file_out, struct error *err);

/* What each task of a file comes to; ticks are minutes. A summary tells what its tasks come to. */
struct task_dates {
    bool scheduled; /* false: an empty row, or a summary without tasks */
    int32_t early_start, early_finish, late_start, late_finish;
    int32_t total_slack, free_slack; /* working minutes */
    bool critical;
};

struct project_schedule {
    struct network network; /* of the tasks that are no summaries */
    int32_t *activity;      /* [task]: its activity, or -1 */
    struct schedule schedule;
    struct task_dates *dates; /* [task] */
};

/* Schedules a file (docs/domain/schedule.md I-1 to I-8).
 *
 * Errors  as those of network_check and schedule_compute
 *         ERROR_INVALID project.calendar  a calendar that leads back to itself, or without any
 *                                         working time
 *         ERROR_INVALID project.link      a link from a task that there is not
 *         ERROR_INVALID project.anchor    the file has no day to count from */
MUST_CHECK enum error_kind project_file_schedule(const struct project_file *file,
                                                 struct arena *arena,
                                                 struct project_schedule *schedule_out,
                                                 struct error *err);

/* uid, early_start, early_finish, late_start, late_finish, total_slack, free_slack, critical, to
 * the minute: dates as 2026-05-04T08:00, slacks in working minutes. */
void project_csv_add(struct text_builder *out, const struct project_file *file,
                     const struct project_schedule *schedule);

#endif
