/* Who is told of what happens to a case: docs/domain/approval.md A-35. */
#include "app/case_work.h"
#include "app/notice_app.h"

/* clang-format off */
static const struct {
    const char *action;
    enum notice_kind kind;
} kinds[] = {
    {"case.ask_correction",   NOTICE_CORRECTION},
    {"case.accept_window",    NOTICE_ACCEPTED},
    {"case.deem_accepted",    NOTICE_ACCEPTED},
    {"case.start_special",    NOTICE_PROCEDURE},
    {"case.end_special",      NOTICE_PROCEDURE},
    {"case.lapse_special",    NOTICE_PROCEDURE},
    {"case.extend",           NOTICE_PROCEDURE},
    {"case.deadline",         NOTICE_PROCEDURE},
    {"case.decide_yes",       NOTICE_DECIDED},
    {"case.decide_committed", NOTICE_DECIDED},
    {"case.decide_tolerance", NOTICE_DECIDED},
    {"case.decide_no",        NOTICE_DECIDED},
    {"case.deem_consent",     NOTICE_DECIDED},
    {"case.not_accept",       NOTICE_DECIDED},
    {"case.refuse",           NOTICE_DECIDED},
    {"case.recall",           NOTICE_DECIDED},
    {"case.revoke",           NOTICE_DECIDED},
    {"tolerance.allow",       NOTICE_TOLERANCE},
    {"tolerance.refuse",      NOTICE_TOLERANCE},
    {"tolerance.supply",      NOTICE_TOLERANCE},
    {"tolerance.remind",      NOTICE_DEADLINE},
    {"tolerance.lapse",       NOTICE_OVERDUE},
    {"commitment.sign",       NOTICE_COMMITMENT},
    {"commitment.supply",     NOTICE_COMMITMENT},
    {"commitment.check",      NOTICE_COMMITMENT},
    {"commitment.correct",    NOTICE_CORRECTION},
    {"commitment.revoke",     NOTICE_COMMITMENT},
    {"commitment.remind",     NOTICE_DEADLINE},
    {"commitment.lapse",      NOTICE_OVERDUE},
    {"permit.will_lapse",     NOTICE_DEADLINE},
    {"permit.lapsed",         NOTICE_OVERDUE},
};
/* clang-format on */

static bool find_kind(const char *action, enum notice_kind *kind_out)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (text_is_equal(text_of(action), text_of(kinds[i].action))) {
            *kind_out = kinds[i].kind;
            return true;
        }
    }
    return false;
}

/* The day that counts: of what is owed, else of the permit, else of the item. */
static struct date day_of(const struct case_work *work, enum notice_kind kind, const char *action)
{
    if (text_has_prefix(text_of(action), TEXT("permit."))) {
        return work->stored.valid_until;
    }
    for (size_t i = 0; i < work->tolerance_count && kind != NOTICE_DECIDED; i++) {
        if (text_has_prefix(text_of(action), TEXT("tolerance.")) &&
            work->tolerances[i].state == TOLERANCE_OPEN) {
            return work->tolerances[i].due_on;
        }
    }
    for (size_t i = work->commitment_count; i > 0; i--) {
        if (text_has_prefix(text_of(action), TEXT("commitment."))) {
            return work->commitments[i - 1].due_on;
        }
    }
    return kind == NOTICE_DECIDED     ? work->session->today
           : kind == NOTICE_PROCEDURE ? work->clock.due_on
                                      : DATE_NONE;
}

/* The beginning of the reason of what happened last; the page has the whole of it. */
static struct text remark_of(const struct case_work *work)
{
    enum { REMARK_MAX = 200 };
    struct text reason =
        work->entry_count > 0 ? work->entries[work->entry_count - 1].reason : TEXT("");
    size_t end = 0;
    for (int i = 0; i < REMARK_MAX && end < reason.length; i++) {
        text_next_character(reason, &end);
    }
    return text_slice(reason, 0, end);
}

enum error_kind case_notice_send(const struct case_work *work, const char *action, const char *to,
                                 struct error *err)
{
    struct case_session *session = work->session;
    const struct text names = text_of(to);
    const struct case_readers readers = {
        text_contains(names, TEXT("owner")), text_contains(names, TEXT("officer")),
        text_contains(names, TEXT("department")), text_contains(names, TEXT("head"))};
    struct notice notice = {
        .subject = text_format(session->arena, "case:%lld", (long long)work->stored.id),
        .project = work->of->project.name,
        .item = work->at->name_zh,
        .item_en = work->at->name_en,
        .note = text_has_prefix(text_of(action), TEXT("case.")) ? remark_of(work) : TEXT(""),
    };
    int64_t *ids;
    size_t count;
    if (names.length == 0 || !find_kind(action, &notice.kind)) {
        return OK;
    }
    notice.day = day_of(work, notice.kind, action);
    TRY(case_store_list_readers(session->tx, &work->of->project, work->stored.department, &readers,
                                session->today, session->arena, &ids, &count, err));
    for (size_t i = 0; i < count; i++) {
        notice.person_id = ids[i];
        TRY(notice_add(session->tx, &notice, session->now, err));
    }
    return OK;
}
