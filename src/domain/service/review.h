/* src/domain/service/review.h
 *
 * On-line review by invited experts: who is out for a conflict of interest, who has signed, when there
 * is a quorum, who concludes. Pure. Rules: docs/domain/service.md. */
#ifndef KAIGONG_DOMAIN_REVIEW_H
#define KAIGONG_DOMAIN_REVIEW_H

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { REVIEW_PANEL_MIN = 3, REVIEW_PANEL_MAX = 30, REVIEW_QUORUM_MIN = 2 };

enum review_state { REVIEW_OPEN, REVIEW_CONCLUDED, REVIEW_CANCELLED };
enum verdict { VERDICT_NONE, VERDICT_PASS, VERDICT_CONDITIONS, VERDICT_FAIL };
enum declaration { DECLARED_NOT, DECLARED_CLEAR, DECLARED_CONFLICT };

const char *review_state_name(enum review_state state); /* "open", "concluded", "cancelled" */
bool review_state_parse(struct text text, enum review_state *state_out);
const char *verdict_name(enum verdict verdict); /* "", "pass", "conditions", "fail" */
const char *verdict_zh(enum verdict verdict);
bool verdict_parse(struct text text, enum verdict *verdict_out); /* not "" */
const char *declaration_name(enum declaration declared); /* "not_yet", "clear", "conflict" */

struct review_member {
    int64_t person_id, authority_id;
    struct text person, name;
    enum declaration declared;
    enum verdict verdict; /* VERDICT_NONE: not signed yet */
    struct text opinion, sha256;
    int64_t signed_at;
};

struct review {
    int64_t id, case_id, chair_id;
    struct text convened_by, link, conclusion;
    struct text department, item, project, project_name; /* read only */
    struct date day;
    int quorum;
    enum review_state state;
    enum verdict verdict;
    struct review_member *members;
    size_t member_count;
};

/* A panel of distinct people with its chair among them, a quorum of more than half of it, a day that
 * has not passed, a link or none.
 * Errors      ERROR_INVALID review.panel, review.chair, review.quorum, review.day, service.link */
MUST_CHECK enum error_kind review_check(const struct review *review, struct date today,
                                        struct error *err);
/* The member, of an open review. Errors      ERROR_NOT_FOUND review.unknown, ERROR_CONFLICT review.step */
MUST_CHECK enum error_kind review_find_member(const struct review *review, int64_t person_id,
                                              struct review_member **out, struct error *err);
/* Declares whether there is a conflict of interest; who has one is out and cannot come back.
 * Errors      ERROR_CONFLICT review.declared, review.signed */
MUST_CHECK enum error_kind review_declare(struct review_member *member, bool conflict,
                                          struct error *err);
/* Signs an opinion, once, by who declared to have no conflict.
 * Errors      ERROR_CONFLICT review.undeclared, review.conflict, review.signed */
MUST_CHECK enum error_kind review_sign(struct review_member *member, enum verdict verdict,
                                       struct text opinion, struct error *err);
/* Whether `person_id` concludes now: the chair, without a conflict, when a quorum has signed.
 * Errors      ERROR_FORBIDDEN review.chair, ERROR_CONFLICT review.conflict, review.quorum */
MUST_CHECK enum error_kind review_check_conclusion(const struct review *review, int64_t person_id,
                                                   struct error *err);
int review_count_signed(const struct review *review);

#endif
