#include "domain/service/joint.h"

#include "domain/service/booking.h"
#include "domain/service/officer.h"

static const char *const states[] = {"open", "done", "cancelled"};

/* What a meeting may conclude: steps of departments that need nothing but a reason. */
static const enum case_event concluded[] = {
    CASE_ACCEPT_WINDOW, CASE_NOT_ACCEPT,       CASE_ACCEPT_DEPARTMENT, CASE_END_SPECIAL,
    CASE_DECIDE_YES,    CASE_DECIDE_TOLERANCE, CASE_DECIDE_NO,
};

const char *joint_state_name(enum joint_state state)
{
    return states[state];
}

bool joint_state_parse(struct text text, enum joint_state *state_out)
{
    for (int i = 0; i < 3; i++) {
        if (text_is_equal(text, text_of(states[i]))) {
            *state_out = (enum joint_state)i;
            return true;
        }
    }
    return false;
}

static bool is_concluded(enum case_event event)
{
    for (size_t i = 0; i < sizeof concluded / sizeof concluded[0]; i++) {
        if (concluded[i] == event) {
            return true;
        }
    }
    return false;
}

static enum error_kind check_case(const struct joint_sheet *sheet, size_t i, struct error *err)
{
    const struct joint_case *one = &sheet->cases[i];
    for (size_t other = 0; other < i; other++) {
        if (sheet->cases[other].case_id == one->case_id) {
            error_set(err, ERROR_INVALID, "joint.twice",
                      "办件 %lld 重复 (a case stands there twice)", (long long)one->case_id);
            return error_at_row(err, (long)i + 1);
        }
    }
    if (!is_concluded(one->event)) {
        error_set(err, ERROR_INVALID, "joint.event",
                  "会办不能作出“%s” (a joint meeting does not conclude %s)",
                  case_event_name(one->event), case_event_name(one->event));
        return error_at_row(err, (long)i + 1);
    }
    if (service_check_text(one->reason, "reason", err) != OK) {
        return error_at_row(err, (long)i + 1);
    }
    return OK;
}

enum error_kind joint_check(const struct joint_sheet *sheet, struct date today, struct error *err)
{
    TRY(service_check_text(sheet->title, "title", err));
    TRY(service_check_text(sheet->conclusion, "conclusion", err));
    TRY(link_check(sheet->link, err));
    if (date_is_none(sheet->met_on) || date_compare(sheet->met_on, today) > 0) {
        error_set(err, ERROR_INVALID, "joint.met_on",
                  "会议日期不晚于今天 (the meeting has been held)");
        return error_at_field(err, "met_on");
    }
    if (sheet->case_count < 1 || sheet->case_count > JOINT_CASES_MAX) {
        error_set(err, ERROR_INVALID, "joint.cases", "会办 1 至 %d 个办件 (1 to %d cases)",
                  JOINT_CASES_MAX, JOINT_CASES_MAX);
        return error_at_field(err, "cases");
    }
    for (size_t i = 0; i < sheet->case_count; i++) {
        TRY(check_case(sheet, i, err));
    }
    return OK;
}

static bool has_signed(const struct joint_sheet *sheet, struct text department)
{
    for (size_t i = 0; i < sheet->signature_count; i++) {
        if (text_is_equal(sheet->signatures[i].department, department)) {
            return true;
        }
    }
    return false;
}

enum error_kind joint_check_signer(const struct joint_sheet *sheet, struct text department,
                                   struct error *err)
{
    bool concerned = false;
    for (size_t i = 0; i < sheet->case_count; i++) {
        concerned = concerned || text_is_equal(sheet->cases[i].department, department);
    }
    if (!concerned) {
        return error_set(err, ERROR_NOT_FOUND, "joint.unknown",
                         "没有这份会办单 (there is no such sheet)");
    }
    if (sheet->state != JOINT_OPEN) {
        return error_set(err, ERROR_CONFLICT, "joint.step", "会办单已办结 (the sheet is %s)",
                         joint_state_name(sheet->state));
    }
    return has_signed(sheet, department) ? error_set(err, ERROR_CONFLICT, "joint.signed",
                                                     "本部门已签署 (the department has signed)")
                                         : OK;
}

bool joint_is_complete(const struct joint_sheet *sheet)
{
    for (size_t i = 0; i < sheet->case_count; i++) {
        if (!has_signed(sheet, sheet->cases[i].department)) {
            return false;
        }
    }
    return true;
}
