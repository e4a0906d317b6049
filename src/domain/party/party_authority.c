/* Written authorities: who may give which, and what one needs. docs/domain/party.md U-10. */
#include "domain/party/party.h"

enum { PAPER_MAX = 200 };

enum error_kind authority_check_giver(const struct actor *actor, enum role holder, struct text body,
                                      struct error *err)
{
    bool may = actor->role == ROLE_COORDINATOR ||
               (actor->role == ROLE_OWNER && holder == ROLE_DELEGATE) ||
               (actor->role == ROLE_HEAD && holder == ROLE_EXPERT);
    if (!may) {
        return error_set(err, ERROR_FORBIDDEN, "authority.giver",
                         "a %s does not give authority to a %s", role_name(actor->role),
                         role_name(holder));
    }
    if (actor->role == ROLE_OWNER && !text_is_equal(actor->body, body)) {
        return error_set(err, ERROR_NOT_FOUND, "authority.unknown",
                         "there is no such authority of your enterprise");
    }
    return OK;
}

static enum error_kind refuse(struct error *err, const char *code, const char *field,
                              const char *why)
{
    error_set(err, ERROR_INVALID, code, "%s", why);
    return error_at_field(err, field);
}

enum error_kind authority_check(const struct authority *authority, struct date today,
                                struct error *err)
{
    bool delegate = authority->role == ROLE_DELEGATE;
    bool has_end = !date_is_none(authority->until);
    if (!delegate && authority->role != ROLE_OFFICER && authority->role != ROLE_EXPERT) {
        return refuse(err, "authority.person", "person",
                      "only a delegate, a service officer and an expert hold authorities");
    }
    if (!delegate && authority->project_id == 0) {
        return refuse(err, "authority.project", "project", "name the project");
    }
    if (delegate && (authority->paper.length == 0 || !has_end)) {
        return refuse(err, authority->paper.length == 0 ? "authority.paper" : "authority.until",
                      authority->paper.length == 0 ? "paper" : "until",
                      "a delegate acts by a signed paper with an end");
    }
    if (text_count_characters(authority->paper) > PAPER_MAX) {
        return refuse(err, "authority.paper", "paper", "a paper has at most 200 characters");
    }
    if (date_is_none(authority->from)) {
        return refuse(err, "authority.from", "from", "name the first day");
    }
    if (has_end && (date_compare(authority->until, authority->from) < 0 ||
                    date_compare(authority->until, today) < 0)) {
        return refuse(err, "authority.until", "until",
                      "the end lies before the beginning or before today");
    }
    return OK;
}
