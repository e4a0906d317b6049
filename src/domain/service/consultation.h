/* src/domain/service/consultation.h
 *
 * Questions about an item: who may ask how often, what may happen to one, what the public sees. Pure.
 * Rules: docs/domain/service.md. */
#ifndef KAIGONG_DOMAIN_CONSULTATION_H
#define KAIGONG_DOMAIN_CONSULTATION_H

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    QUESTION_OPEN_MAX = 20,      /* unanswered ones of a signed-in person */
    QUESTION_ADDRESS_MAX = 5,    /* anonymous ones of an address within an hour */
    QUESTION_ANONYMOUS_MAX = 500 /* unanswered anonymous ones altogether */
};
#define QUESTION_ADDRESS_WINDOW ((int64_t)3600 * 1000000)

enum question_state { QUESTION_ASKED, QUESTION_ANSWERED, QUESTION_HIDDEN };
enum question_event { QUESTION_ANSWER, QUESTION_ASK_ON, QUESTION_HIDE };
const char *question_state_name(enum question_state state); /* "asked", "answered", "hidden" */
bool question_state_parse(struct text text, enum question_state *state_out);

/* Errors      ERROR_THROTTLED question.throttled
 * anonymous   open and recent count the anonymous ones, of all and of the address; else open counts
 *             those of the person */
MUST_CHECK enum error_kind question_check_bounds(bool anonymous, int64_t open, int64_t recent,
                                                 struct error *err);
/* Asked to answered; answered anew, or asked on after an answer; hidden for good.
 * Errors      ERROR_CONFLICT question.step */
MUST_CHECK enum error_kind question_apply(enum question_state *state, enum question_event event,
                                          struct error *err);
/* Whether everybody sees it: answered, and both sides meant it for all. */
bool question_is_public(enum question_state state, bool asked_private, bool answered_public);

#endif
