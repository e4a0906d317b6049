/* src/report/brief_report.h: the brief of a programme as of a day: JSON, Chinese or English text, and
 * a page in the manner of GB/T 9704. Everything in it is computed. */
#ifndef KAIGONG_REPORT_BRIEF_REPORT_H
#define KAIGONG_REPORT_BRIEF_REPORT_H

#include "report/programme_report.h"

/* A project that started before its first plan. */
struct ahead {
    size_t index; /* of the facts */
    int natural_days, working_days;
};

/* From acceptance to decision, where progress is known. */
struct approval_speed {
    struct text code, name, source;
    struct date accepted_on, decided_on;
    int working_days, natural_days;
};

struct brief {
    struct programme_facts facts;
    struct date by; /* the day that planned_by looks at */
    size_t planned_by;
    const size_t *order; /* of the facts: by planned start, those without one last */
    struct ahead *ahead; /* most natural days first */
    size_t ahead_count;
    struct approval_speed *speeds; /* the fewest working days first */
    size_t speed_count;
    struct text city_zh, city_en;
    bool synthetic; /* some rows are made up: said wherever it is shown */
};

struct brief_request {
    struct text programme; /* "" and 0: the newest */
    int64_t year;
    struct date as_of;
    struct date by; /* DATE_NONE: the end of as_of's month */
    struct scope scope;
    struct text city_zh, city_en;
    bool synthetic; /* the installation holds made-up history */
};

/* Errors      ERROR_NOT_FOUND programme.unknown, ERROR_INVALID calendar.year */
MUST_CHECK enum error_kind brief_report_make(struct tx *tx, const struct brief_request *request,
                                             struct arena *arena, struct brief *out,
                                             struct error *err);

MUST_CHECK enum error_kind brief_report_json(const struct brief *brief, struct arena *arena,
                                             struct text *out, struct error *err);
struct text brief_report_text(const struct brief *brief, bool english, struct arena *arena);
/* Errors      ERROR_INTERNAL brief.pdf */
MUST_CHECK enum error_kind brief_report_pdf(const struct brief *brief, bool english,
                                            struct arena *arena, struct text *out,
                                            struct error *err);
const char *brief_projects_zh(const struct brief *brief);

/* "2020年4月1日" */
struct text date_zh(struct date day, struct arena *arena);
/* Money in 亿元 without trailing zeros: "3835". */
struct text money_yi(struct money money, struct arena *arena);

#endif
