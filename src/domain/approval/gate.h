/* src/domain/approval/gate.h
 *
 * The start gate (开工条件): what has to be decided before a start may be recorded. It holds whatever
 * was tolerated or committed before. Rule A-1, docs/domain/approval.md. */
#ifndef KAIGONG_DOMAIN_APPROVAL_GATE_H
#define KAIGONG_DOMAIN_APPROVAL_GATE_H

#include "domain/template/template.h"

struct gate_unmet {
    struct text item, name_zh, name_en;
    struct text reason_zh, reason_en;
};

/* How a condition of the start stands. */
enum gate_standing {
    GATE_OPEN,      /* 未办结 */
    GATE_DECIDED,   /* 已办结 */
    GATE_COMMITTED, /* 承诺办结: decided on a commitment */
    GATE_TOLERATED, /* 容缺办结: decided, a paper is still owed */
};
const char *gate_standing_name(enum gate_standing standing); /* "open", ... */

struct gate_line {
    int item;
    int group; /* 0: needed in any case; else one of the group's items is enough */
    enum gate_standing standing;
    bool commitment;  /* the owner may commit to it, so that it is decided at once */
    bool never_defer; /* decided in full before the start, whatever else is promised */
};

/* All conditions that apply to the project, met or not, in the template's order.
 *
 * standings   one a item of the template */
void gate_list(const struct template *template, const bool *applies,
               const enum gate_standing *standings, struct arena *arena,
               struct gate_line **lines_out, size_t *count_out);

/* The conditions that are not met, in the template's order; none: the gate is open.
 *
 * applies, decided   one a item of the template
 * unmet_out          on the arena */
void gate_check(const struct template *template, const bool *applies, const bool *decided,
                struct arena *arena, struct gate_unmet **unmet_out, size_t *count_out);

#endif
