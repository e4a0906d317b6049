/* src/report/brief_internal.h: what the brief's JSON, text and page share. */
#ifndef KAIGONG_REPORT_BRIEF_INTERNAL_H
#define KAIGONG_REPORT_BRIEF_INTERNAL_H

#include "report/brief_report.h"

enum { BRIEF_JSON_MAX = 64 << 20, BRIEF_LIST_MAX = 15 };

/* A project of the facts whose start is planned within fourteen days. */
bool brief_is_next(const struct brief *brief, size_t i);
/* One that does not run and has a problem on record. */
bool brief_has_problem(const struct brief *brief, size_t i);

#endif
