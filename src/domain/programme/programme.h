/* src/domain/programme/programme.h
 *
 * The register of a city's major projects: what a project is, its plans, the start, stop and resume
 * of its sections, and the statistics that follow from them as of a day. Pure: no clock, no input or
 * output. Codes and checks are in programme_code.c, events in programme_event.c, counting in
 * programme_statistics.c. */
#ifndef KAIGONG_DOMAIN_PROGRAMME_H
#define KAIGONG_DOMAIN_PROGRAMME_H

#include "base/date.h"
#include "base/error.h"
#include "base/money.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum project_nature { NATURE_NEW, NATURE_CONTINUED, NATURE_EXTENSION }; /* 新建 续建 改扩建 */

/* How the project is set up, which chooses its template (项目类型). */
enum project_type {
    TYPE_GOVERNMENT, /* 政府投资 */
    TYPE_LINEAR,     /* 线性基础设施 */
    TYPE_RATIFIED,   /* 企业核准 */
    TYPE_FILED,      /* 企业备案 */
    TYPE_SMALL,      /* 小型社会投资 */
    TYPE_LAND_PLAN,  /* 带方案出让 */
};

/* Longest texts, in characters. */
enum { PROJECT_NAME_MAX = 200, PROJECT_PLACE_MAX = 200, PROJECT_PROBLEM_MAX = 2000 };

/* One row of the register: what an official's list says of a project in a year. */
struct project {
    int64_t id;             /* 0 before it is stored */
    int64_t version;        /* optimistic; 1 at first */
    struct text code;       /* 项目代码, unique, never changes */
    struct text name;       /* 项目名称 */
    struct text owner_name; /* 建设单位, may be empty */
    struct text owner_code; /* 统一社会信用代码, may be empty */
    struct text division;   /* GB/T 2260 code or zone id */
    struct text place;      /* 建设地点 */
    struct text sector;     /* GB/T 4754 section letter */
    enum project_type type;
    enum project_nature nature;
    struct money total;       /* 总投资 */
    struct money annual_plan; /* 年度计划投资, of the newest plan version of the programme's year */
    struct date planned_start;  /* 计划开(复)工; DATE_NONE when unknown */
    struct date planned_finish; /* 计划竣工 */
    struct date actual_start;   /* first start or resume of the year that stands; derived */
    struct text problem;        /* 存在问题 */
    struct text source;         /* 名称来源: 报道, 合成 or empty */
    struct text template_id;
    int template_version;
    struct text conditions; /* JSON object: condition id -> bool; only what differs from default */
    struct text service_officer; /* name, may be empty */
};

/* project_nature_name and project_type_name give the stable English word of the API ("new",
 * "continued", "extension"; "government", "linear", "ratified", "filed", "small", "land_plan");
 * the _zh ones the official's word. */
const char *project_nature_name(enum project_nature nature);
const char *project_nature_zh(enum project_nature nature);
bool project_nature_parse(struct text text, enum project_nature *nature_out); /* either language */
const char *project_type_name(enum project_type type);
const char *project_type_zh(enum project_type type);
bool project_type_parse(struct text text, enum project_type *type_out); /* either language */

/* 项目代码 in both forms: YYYY-DDDDDD-II-TT-NNNNNN and YYMM-DDDDDD-GG-TT-RRRRRC.
 * Errors      ERROR_INVALID project.code   which part breaks which rule
 * Source      docs/domain/programme.md P-1; domain research 4.1 */
MUST_CHECK enum error_kind project_code_check(struct text code, struct error *err);

/* GB 32100 统一社会信用代码 with its check character; empty is not accepted.
 * Errors      ERROR_INVALID owner.code */
MUST_CHECK enum error_kind credit_code_check(struct text code, struct error *err);

/* Every field rule of a project before it is stored (lengths, codes, sector letter, dates in order,
 * annual plan at most the total). err->field names the API member.
 * Errors      ERROR_INVALID project.* */
MUST_CHECK enum error_kind project_check(const struct project *project, struct error *err);

enum site_event_kind { SITE_START, SITE_STOP, SITE_RESUME }; /* 开工 停工 复工 */
const char *site_event_name(enum site_event_kind kind);      /* "start", "stop", "resume" */
const char *site_event_zh(enum site_event_kind kind);
bool site_event_parse(struct text text, enum site_event_kind *kind_out);

/* What shows that it happened (docs/domain/programme.md P-7). */
struct evidence {
    struct text permit; /* number of the construction permit or staged permit */
    struct text photo;  /* SHA-256 of the stored photo, hex */
    struct date photo_day;
    struct text photo_place;
    struct text witness; /* who confirms: supervisor or officer */
    bool imported;       /* taken over from a list: no evidence was handed in */
};

struct site_event {
    int64_t id, section_id;
    enum site_event_kind kind;
    struct date day;
    struct evidence evidence;
};

/* Whether `event` may follow the section's `events` (ascending by day): one start ever, resume only
 * after a stop (or as the first event of a section continued from an earlier year), no event before
 * the one it follows, none after `today`, a day within the photo's reach.
 * Errors      ERROR_CONFLICT event.started_before, event.not_stopped, event.not_running
 *             ERROR_INVALID  event.future, event.order, event.evidence */
MUST_CHECK enum error_kind site_event_check(const struct site_event *events, size_t count,
                                            enum project_nature nature,
                                            const struct site_event *event, struct date today,
                                            struct error *err);

/* Where a project stands as of a day. */
enum project_state {
    PROJECT_PLANNED, /* not started, planned day not yet passed or none */
    PROJECT_OVERDUE, /* not started and the planned day has passed */
    PROJECT_STARTED, /* 开工 and not stopped */
    PROJECT_RESUMED, /* 复工 and not stopped */
    PROJECT_STOPPED, /* stopped again */
};
const char *project_state_name(enum project_state state); /* "planned", ... */

/* What the statistics need of one project; events are all of its sections', ascending by day. */
struct project_facts {
    struct text code;
    struct text division, sector;
    enum project_nature nature;
    struct money total, annual_plan;
    struct date planned_start;  /* of the newest plan */
    struct date baseline_start; /* of the first plan: "ahead" is measured against it */
    const struct site_event *events;
    size_t event_count;
};

/* State as of `day`; *since_out is the first start or resume of the year that stands, or DATE_NONE. */
enum project_state project_state_as_of(const struct project_facts *facts, struct date day,
                                       struct date *since_out);

struct programme_statistics {
    size_t projects;
    struct money total, annual_plan;
    size_t started_by_day; /* 已开复工: started or resumed on or before the day and standing */
    size_t started_before_day; /* of these, before the day */
    size_t started_on_day;
    size_t starts, resumes; /* of started_by_day: 开工, 复工 */
    size_t new_projects, continued_projects;
    size_t overdue, stopped;
};

/* Errors      ERROR_LIMIT money.overflow
 * Source      domain research 2.3 and 7 */
MUST_CHECK enum error_kind programme_count(const struct project_facts *facts, size_t count,
                                           struct date day, struct programme_statistics *out,
                                           struct error *err);

/* Projects that are started by `as_of`, or not, but planned on or before `by`. */
size_t programme_planned_by(const struct project_facts *facts, size_t count, struct date as_of,
                            struct date by);

#endif
