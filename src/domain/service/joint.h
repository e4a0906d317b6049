/* src/domain/service/joint.h
 *
 * Joint handling (会办): several cases, one meeting, one conclusion sheet that each department signs.
 * Pure. Rules: docs/domain/service.md. */
#ifndef KAIGONG_DOMAIN_JOINT_H
#define KAIGONG_DOMAIN_JOINT_H

#include "domain/approval/case.h"

enum { JOINT_CASES_MAX = 50 };

enum joint_state { JOINT_OPEN, JOINT_DONE, JOINT_CANCELLED };
const char *joint_state_name(enum joint_state state); /* "open", "done", "cancelled" */
bool joint_state_parse(struct text text, enum joint_state *state_out);

/* What the sheet concludes for one case. */
struct joint_case {
    int64_t case_id, version; /* of the case when the sheet was written */
    struct text department, project, item;
    enum case_event event;
    struct text reason, result; /* result: the number of a permit, or "" */
};
struct joint_signature {
    struct text department, signer;
    int64_t signed_at;
};
struct joint_sheet {
    int64_t id;
    struct text title, conclusion, link, made_by;
    struct date met_on;
    enum joint_state state;
    struct joint_case *cases;
    size_t case_count;
    struct joint_signature *signatures;
    size_t signature_count;
};

/* A title, a conclusion, a meeting that was held, a link or none, 1 to JOINT_CASES_MAX cases, none
 * twice, each with an event of a department and a reason.
 * Errors      ERROR_INVALID joint.*, service.text, service.link with the field and the row */
MUST_CHECK enum error_kind joint_check(const struct joint_sheet *sheet, struct date today,
                                       struct error *err);
/* Whether a department signs: the sheet is open, concerns it and has not got its signature.
 * Errors      ERROR_CONFLICT joint.step, joint.signed; ERROR_NOT_FOUND joint.unknown */
MUST_CHECK enum error_kind joint_check_signer(const struct joint_sheet *sheet,
                                              struct text department, struct error *err);
/* Whether every department has signed. */
bool joint_is_complete(const struct joint_sheet *sheet);

#endif
