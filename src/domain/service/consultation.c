#include "domain/service/consultation.h"

/* clang-format off */
static const struct {
    enum question_state from;
    enum question_event event;
    enum question_state to;
} rules[] = {
    {QUESTION_ASKED,    QUESTION_ANSWER, QUESTION_ANSWERED},
    {QUESTION_ANSWERED, QUESTION_ANSWER, QUESTION_ANSWERED}, /* a better answer */
    {QUESTION_ASKED,    QUESTION_ASK_ON, QUESTION_ASKED},
    {QUESTION_ANSWERED, QUESTION_ASK_ON, QUESTION_ASKED}, /* out of public sight until answered */
    {QUESTION_ASKED,    QUESTION_HIDE,   QUESTION_HIDDEN},
    {QUESTION_ANSWERED, QUESTION_HIDE,   QUESTION_HIDDEN},
};
/* clang-format on */

static const char *const states[] = {"asked", "answered", "hidden"};

const char *question_state_name(enum question_state state)
{
    return states[state];
}

bool question_state_parse(struct text text, enum question_state *state_out)
{
    for (int i = 0; i < 3; i++) {
        if (text_is_equal(text, text_of(states[i]))) {
            *state_out = (enum question_state)i;
            return true;
        }
    }
    return false;
}

enum error_kind question_check_bounds(bool anonymous, int64_t open, int64_t recent,
                                      struct error *err)
{
    if (anonymous ? open >= QUESTION_ANONYMOUS_MAX || recent >= QUESTION_ADDRESS_MAX
                  : open >= QUESTION_OPEN_MAX) {
        return error_set(err, ERROR_THROTTLED, "question.throttled",
                         "提问过多, 请稍后再问 (too many questions wait for an answer)");
    }
    return OK;
}

enum error_kind question_apply(enum question_state *state, enum question_event event,
                               struct error *err)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (rules[i].from == *state && rules[i].event == event) {
            *state = rules[i].to;
            return OK;
        }
    }
    return error_set(err, ERROR_CONFLICT, "question.step", "该咨询已屏蔽 (the question is hidden)");
}

bool question_is_public(enum question_state state, bool asked_private, bool answered_public)
{
    return state == QUESTION_ANSWERED && !asked_private && answered_public;
}
