#include "domain/service/review.h"

#include "domain/service/booking.h"

static const char *const states[] = {"open", "concluded", "cancelled"};
static const char *const verdicts[] = {"", "pass", "conditions", "fail"};

static bool parse_name(struct text text, const char *const *names, int first, int count, int *out)
{
    for (int i = first; i < count; i++) {
        if (text_is_equal(text, text_of(names[i]))) {
            *out = i;
            return true;
        }
    }
    return false;
}

const char *review_state_name(enum review_state state)
{
    return states[state];
}

bool review_state_parse(struct text text, enum review_state *state_out)
{
    int state;
    if (!parse_name(text, states, 0, 3, &state)) {
        return false;
    }
    *state_out = (enum review_state)state;
    return true;
}

const char *verdict_name(enum verdict verdict)
{
    return verdicts[verdict];
}

const char *verdict_zh(enum verdict verdict)
{
    static const char *const names[] = {"", "通过", "修改后通过", "不通过"};
    return names[verdict];
}

bool verdict_parse(struct text text, enum verdict *verdict_out)
{
    int verdict;
    if (!parse_name(text, verdicts, VERDICT_PASS, 4, &verdict)) {
        return false;
    }
    *verdict_out = (enum verdict)verdict;
    return true;
}

const char *declaration_name(enum declaration declared)
{
    static const char *const names[] = {"not_yet", "clear", "conflict"};
    return names[declared];
}

static enum error_kind fail_at(struct error *err, const char *code, const char *field,
                               const char *message)
{
    error_set(err, ERROR_INVALID, code, "%s", message);
    return error_at_field(err, field);
}

enum error_kind review_check(const struct review *review, struct date today, struct error *err)
{
    bool chaired = false;
    if (review->member_count < REVIEW_PANEL_MIN || review->member_count > REVIEW_PANEL_MAX) {
        return fail_at(err, "review.panel", "panel", "评审组 3 至 30 人 (a panel of 3 to 30)");
    }
    for (size_t i = 0; i < review->member_count; i++) {
        chaired = chaired || review->members[i].person_id == review->chair_id;
        for (size_t other = 0; other < i; other++) {
            if (review->members[other].person_id == review->members[i].person_id) {
                return fail_at(err, "review.panel", "panel",
                               "同一人重复 (somebody is named twice)");
            }
        }
    }
    if (!chaired) {
        return fail_at(err, "review.chair", "chair",
                       "组长须为评审组成员 (the chair is of the panel)");
    }
    if (review->quorum < REVIEW_QUORUM_MIN || review->quorum > (int)review->member_count ||
        review->quorum * 2 <= (int)review->member_count) {
        return fail_at(err, "review.quorum", "quorum",
                       "法定人数须过半 (a quorum is more than half of the panel)");
    }
    if (date_is_none(review->day) || date_compare(review->day, today) < 0) {
        return fail_at(err, "review.day", "day",
                       "评审日不早于今天 (a review is held today or later)");
    }
    return link_check(review->link, err);
}

enum error_kind review_find_member(const struct review *review, int64_t person_id,
                                   struct review_member **out, struct error *err)
{
    for (size_t i = 0; i < review->member_count; i++) {
        if (review->members[i].person_id != person_id) {
            continue;
        }
        if (review->state != REVIEW_OPEN) {
            return error_set(err, ERROR_CONFLICT, "review.step", "评审已结束 (the review is %s)",
                             review_state_name(review->state));
        }
        *out = &review->members[i];
        return OK;
    }
    return error_set(err, ERROR_NOT_FOUND, "review.unknown",
                     "没有这次评审 (there is no such review)");
}

enum error_kind review_declare(struct review_member *member, bool conflict, struct error *err)
{
    if (member->verdict != VERDICT_NONE) {
        return error_set(err, ERROR_CONFLICT, "review.signed",
                         "意见已签署 (the opinion is signed)");
    }
    if (member->declared == DECLARED_CONFLICT) {
        return error_set(err, ERROR_CONFLICT, "review.declared",
                         "已声明回避, 不能撤回 (who is out for a conflict stays out)");
    }
    member->declared = conflict ? DECLARED_CONFLICT : DECLARED_CLEAR;
    return OK;
}

enum error_kind review_sign(struct review_member *member, enum verdict verdict, struct text opinion,
                            struct error *err)
{
    if (member->declared == DECLARED_NOT) {
        return error_set(err, ERROR_CONFLICT, "review.undeclared",
                         "请先声明有无利害关系 (declare first whether there is a conflict)");
    }
    if (member->declared == DECLARED_CONFLICT) {
        return error_set(err, ERROR_CONFLICT, "review.conflict", "已回避 (out for a conflict)");
    }
    if (member->verdict != VERDICT_NONE) {
        return error_set(err, ERROR_CONFLICT, "review.signed",
                         "意见已签署 (the opinion is signed)");
    }
    member->verdict = verdict;
    member->opinion = opinion;
    return OK;
}

int review_count_signed(const struct review *review)
{
    int count = 0;
    for (size_t i = 0; i < review->member_count; i++) {
        count += review->members[i].verdict != VERDICT_NONE;
    }
    return count;
}

enum error_kind review_check_conclusion(const struct review *review, int64_t person_id,
                                        struct error *err)
{
    struct review_member *member;
    TRY(review_find_member(review, person_id, &member, err));
    if (review->chair_id != person_id) {
        return error_set(err, ERROR_FORBIDDEN, "review.chair",
                         "由组长作结论 (the chair concludes)");
    }
    if (member->declared == DECLARED_CONFLICT) {
        return error_set(err, ERROR_CONFLICT, "review.conflict", "组长已回避 (the chair is out)");
    }
    int count = review_count_signed(review);
    return count >= review->quorum
               ? OK
               : error_set(err, ERROR_CONFLICT, "review.quorum",
                           "已签署 %d 人, 法定 %d 人 (%d of the quorum of %d have signed)", count,
                           review->quorum, count, review->quorum);
}
