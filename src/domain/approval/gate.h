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

/* The conditions that are not met, in the template's order; none: the gate is open.
 *
 * applies, decided   one a item of the template
 * unmet_out          on the arena */
void gate_check(const struct template *template, const bool *applies, const bool *decided,
                struct arena *arena, struct gate_unmet **unmet_out, size_t *count_out);

#endif
