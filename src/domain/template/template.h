/* src/domain/template/template.h
 *
 * The templates of a city's approval flows: stages, items, papers, prerequisites, conditions, start
 * gate. A template is a file that a city copies and changes; a running project keeps its version.
 * Rules T-1 and on: docs/domain/template.md. */
#ifndef KAIGONG_DOMAIN_TEMPLATE_H
#define KAIGONG_DOMAIN_TEMPLATE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>

enum { TEMPLATE_FILE_MAX = 4 << 20, TEMPLATE_ITEMS_MAX = 500, TEMPLATE_DAYS_MAX = 1000 };

/* What a template's clock_rules leave out: 行政许可法 Art. 32 and 42. */
enum { TEMPLATE_CORRECTION_DAYS = 5, TEMPLATE_EXTENSION_DAYS = 10 };

enum tolerance_mode {
    TOLERANCE_NONE,
    TOLERANCE_ACCEPT, /* 容缺受理: accept now, decide when the paper has come */
    TOLERANCE_DECIDE, /* 容缺审批: decide now, the paper comes later */
};

struct paper {
    struct text id, name_zh, name_en;
    bool primary;           /* 主件: the review rests on it */
    const int *produced_by; /* items whose output it is */
    size_t produced_by_count;
};

struct template_item {
    struct text id, name_zh, name_en;
    struct text
        kind;  /* permit, filing, registration, technical, contract, market, service, acceptance */
    int stage; /* the stage's id */
    int department;                    /* index into departments */
    int statutory_days, promised_days; /* working days */
    int natural_days;                  /* when above 0, this number governs */
    bool counted; /* inside the approval clock; false: a step of the market or the owner */
    const int *prerequisites; /* items */
    size_t prerequisite_count;
    const struct paper *papers;
    size_t paper_count;
    enum tolerance_mode tolerance;
    int supply_days; /* working days in which a tolerated paper has to come */
    bool commitment, never_defer, milestone;
    int condition;           /* index into conditions; -1: always applies */
    struct text group;       /* parallel group, "PAR" beside the stages, or "" */
    int validity_months;     /* 0: no limit */
    int validity_extensions; /* how often the validity may be extended, each time as long again */
    int extension_days;      /* working days by which the head may extend the time limit, once */
    bool deemed_consent;     /* no decision in time counts as yes: a local policy */
    struct text output, basis;
};

struct template_stage {
    int id;
    struct text name_zh, name_en, lead;
    int limit_days; /* 0: none */
};

struct template_department {
    struct text id, name_zh, name_en;
};

struct template_condition {
    struct text id, name_zh, name_en;
    bool initially; /* its value unless the project says otherwise */
};

struct gate_group {
    const int *items; /* one of them decided is enough */
    size_t count;
};

struct template
{
    struct text id, name_zh, name_en, note;
    int version;
    const struct template_stage *stages;
    size_t stage_count;
    const struct template_department *departments;
    size_t department_count;
    const struct template_condition *conditions;
    size_t condition_count;
    const struct template_item *items; /* in the order of the file */
    size_t item_count;
    const int *gate_all; /* items that have to be decided before a start */
    size_t gate_all_count;
    const struct gate_group *gate_any;
    size_t gate_any_count;
    int cap_days;
    int correction_days; /* working days in which what is missing has to be told */
};

/* One thing that is wrong with a template. */
struct template_problem {
    struct text item; /* its id, "items[3]" when it has none, "start_gate", "" for the whole file */
    const char *rule; /* "T-3" */
    struct text message;
};

/* Reads a template file and checks every rule.
 *
 * out            set only when there is no problem
 * problems_out   all of them, not only the first
 * Errors         ERROR_MALFORMED json.syntax, ERROR_LIMIT json.too_long, template.long when it cannot
 *                be read at all; OK with problems when it can, but breaks rules
 * Source         docs/domain/template.md T-1 to T-14, T-20, T-21 */
MUST_CHECK enum error_kind template_read(struct text bytes, struct arena *arena,
                                         struct template *out,
                                         const struct template_problem **problems_out,
                                         size_t *problem_count_out, struct error *err);

int template_find_item(const struct template *template, struct text id); /* -1 when there is none */

/* Which items apply under a project's conditions.
 *
 * conditions   the project's JSON object; what it leaves out has its initial value
 * applies_out  one a item, on the arena
 * Errors       ERROR_INVALID template.condition   an unknown condition or no true/false */
MUST_CHECK enum error_kind template_apply(const struct template *template, struct text conditions,
                                          struct arena *arena, bool **applies_out,
                                          struct error *err);

/* The longest path in working days from nothing to the decision of an item, counting items inside
 * the approval clock only. Source domain research 1.4 */
int template_longest_path(const struct template *template, const bool *applies, int item,
                          bool statutory, struct arena *arena);

#endif
