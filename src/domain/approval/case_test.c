#include "base/test_support.h"

#include "base/asset.h"
#include "domain/approval/case.h"

#include <string.h>

/* March 2020 has no holiday: Monday to Friday are working days. */
static struct calendar march_calendar(struct arena *arena)
{
    const struct asset *file = asset_find(TEXT("data/calendars/cn.json"));
    struct calendar_source nation;
    struct calendar calendar;
    struct error err;
    assert_int_equal(calendar_source_read((struct text){(const char *)file->bytes, file->size},
                                          arena, &nation, &err),
                     OK);
    assert_int_equal(calendar_build(&nation, 1, NULL, 0, DATE_NONE, date_of(2019, 1, 1),
                                    date_of(2021, 12, 31), arena, &calendar, &err),
                     OK);
    return calendar;
}

struct story {
    struct arena arena;
    struct calendar calendar;
    struct case_entry entries[16];
    struct case_facts facts;
    struct case_step step;
};

static void story_begin(struct story *s)
{
    *s = (struct story){0};
    s->calendar = march_calendar(&s->arena);
    s->facts = (struct case_facts){.entries = s->entries,
                                   .calendar = &s->calendar,
                                   .correction_days = 5,
                                   .extension_days = 10,
                                   .due_on = DATE_NONE};
}

static enum error_kind try(struct story *s, enum case_event event, enum case_side side,
                           struct date day, struct error *err)
{
    struct case_entry entry;
    s->step.event = event;
    s->step.side = side;
    s->facts.today = day;
    enum error_kind kind = case_apply(&s->facts, &s->step, &entry, err);
    if (kind == OK) {
        s->entries[s->facts.entry_count++] = entry;
    }
    return kind;
}

static void does(struct story *s, enum case_event event, enum case_side side, struct date day)
{
    struct error err = {0};
    if (try(s, event, side, day, &err) != OK) {
        fail_msg("%s on day %d: %s %s", case_event_name(event), day.day_number, err.code,
                 err.message);
    }
}

static void refuses(struct story *s, enum case_event event, enum case_side side, struct date day,
                    const char *code)
{
    struct error err = {0};
    size_t before = s->facts.entry_count;
    assert_int_not_equal(try(s, event, side, day, &err), OK);
    assert_string_equal(err.code, code);
    assert_int_equal(s->facts.entry_count, before);
}

static enum case_state state_of(const struct story *s)
{
    return case_state_of(s->entries, s->facts.entry_count);
}

static struct date march(int day)
{
    return date_of(2020, 3, day);
}

/* --- the table ---------------------------------------------------------------------------------- */

static void no_two_rows_share_state_and_event(void **state)
{
    (void)state;
    for (size_t i = 0; i < case_rule_count; i++) {
        for (size_t k = 0; k < i; k++) {
            assert_false(case_rules[i].from == case_rules[k].from &&
                         case_rules[i].event == case_rules[k].event);
        }
        assert_ptr_equal(case_rule_find(case_rules[i].from, case_rules[i].event), &case_rules[i]);
    }
}

static void every_state_but_the_draft_is_reached_and_every_event_stands_in_the_table(void **state)
{
    bool reached[CASE_STATE_COUNT] = {true}, used[CASE_EVENT_COUNT] = {false};
    (void)state;
    for (size_t i = 0; i < case_rule_count; i++) {
        reached[case_rules[i].to] = true;
        used[case_rules[i].event] = true;
    }
    for (int i = 0; i < CASE_STATE_COUNT; i++) {
        assert_true(reached[i]);
        assert_true(strlen(case_state_name(i)) > 0 && strlen(case_state_zh(i)) > 0);
    }
    for (int i = 0; i < CASE_EVENT_COUNT; i++) {
        enum case_event event;
        assert_true(used[i]);
        assert_true(case_event_parse(text_of(case_event_name(i)), &event));
        assert_int_equal(event, i);
        assert_true(strlen(case_event_zh(i)) > 0);
    }
}

/* The state is made by one entry, so that each cell of states times events times sides is tried. */
static void what_has_no_row_is_refused_and_what_has_one_is_done_by_its_side_only(void **state)
{
    struct story s;
    (void)state;
    story_begin(&s);
    for (int from = 0; from < CASE_STATE_COUNT; from++) {
        for (int event = 0; event < CASE_EVENT_COUNT; event++) {
            const struct case_rule *rule = case_rule_find(from, event);
            for (int side = 0; side < SIDE_COUNT; side++) {
                s.entries[0] = (struct case_entry){.event = CASE_SUBMIT, .state = from};
                s.entries[0].day = march(2);
                s.facts.entry_count = 1;
                s.step.reason = TEXT("");
                if (rule == NULL) {
                    refuses(&s, event, side, march(3), "case.step");
                } else if ((int)rule->side != side) {
                    refuses(&s, event, side, march(3), "case.side");
                } else if (rule->guard == NULL) {
                    does(&s, event, side, march(3));
                    assert_int_equal(s.entries[1].state, rule->to);
                }
            }
        }
    }
    arena_release(&s.arena);
}

static void an_end_has_no_way_on_but_recalling_and_revoking(void **state)
{
    (void)state;
    for (size_t i = 0; i < case_rule_count; i++) {
        if (case_state_is_end(case_rules[i].from)) {
            assert_true(case_rules[i].to == CASE_RECALLED || case_rules[i].to == CASE_REVOKED);
            assert_true(case_state_is_decided(case_rules[i].from));
        }
    }
}

/* --- the ways of a case ------------------------------------------------------------------------- */

static void the_short_way_leads_from_the_owner_to_a_permit(void **state)
{
    struct story s;
    enum case_side turn;
    (void)state;
    story_begin(&s);
    does(&s, CASE_SUBMIT, SIDE_OWNER, march(4));
    assert_true(case_turn(s.entries, 1, &turn) && turn == SIDE_WINDOW);
    does(&s, CASE_ACCEPT_WINDOW, SIDE_WINDOW, march(5));
    does(&s, CASE_ACCEPT_DEPARTMENT, SIDE_DEPARTMENT, march(5));
    assert_true(case_turn(s.entries, 3, &turn) && turn == SIDE_DEPARTMENT);
    refuses(&s, CASE_DECIDE_YES, SIDE_DEPARTMENT, march(4), "case.day");
    does(&s, CASE_DECIDE_YES, SIDE_DEPARTMENT, march(12));
    assert_int_equal(state_of(&s), CASE_APPROVED);
    assert_false(case_turn(s.entries, 4, &turn));
    refuses(&s, CASE_REVOKE, SIDE_HEAD, march(13), "case.reason");
    s.step.reason = TEXT("虚假材料");
    does(&s, CASE_REVOKE, SIDE_HEAD, march(13));
    assert_int_equal(state_of(&s), 15);
    arena_release(&s.arena);
}

/* Received on Monday 2 March: told by Monday 9 March, the fifth working day. */
static void what_is_missing_is_told_once_and_within_five_working_days(void **state)
{
    struct story s;
    struct date by;
    struct error err;
    (void)state;
    story_begin(&s);
    s.facts.papers_missing = 2;
    does(&s, CASE_SUBMIT, SIDE_OWNER, march(2));
    s.facts.today = march(2);
    assert_int_equal(case_told_by(&s.facts, &by, &err), OK);
    assert_int_equal(by.day_number, march(9).day_number);
    refuses(&s, CASE_ACCEPT_WINDOW, SIDE_WINDOW, march(2), "case.papers");
    refuses(&s, CASE_ASK_CORRECTION, SIDE_WINDOW, march(9), "case.reason");
    s.step.reason = TEXT("缺宗地图");
    refuses(&s, CASE_ASK_CORRECTION, SIDE_WINDOW, march(10), "case.told_late");
    does(&s, CASE_ASK_CORRECTION, SIDE_WINDOW, march(9));
    assert_int_equal(state_of(&s), 6);
    does(&s, CASE_CORRECT, SIDE_OWNER, march(12));
    s.facts.papers_missing = 0;
    refuses(&s, CASE_ACCEPT_DEPARTMENT, SIDE_DEPARTMENT, march(12), "case.step");
    does(&s, CASE_ACCEPT_WINDOW, SIDE_WINDOW, march(13));
    refuses(&s, CASE_ASK_CORRECTION, SIDE_WINDOW, march(13), "case.told_once");
    arena_release(&s.arena);
}

static void what_was_not_told_in_time_is_accepted_on_the_day_of_receipt(void **state)
{
    struct story s;
    (void)state;
    story_begin(&s);
    s.facts.papers_missing = 1;
    does(&s, CASE_SUBMIT, SIDE_OWNER, march(2));
    refuses(&s, CASE_DEEM_ACCEPTED, SIDE_SYSTEM, march(9), "case.not_yet");
    does(&s, CASE_DEEM_ACCEPTED, SIDE_SYSTEM, march(10));
    assert_int_equal(s.entries[1].day.day_number, march(2).day_number);
    assert_text(s.entries[1].rule, "A-6");
    assert_int_equal(state_of(&s), 3);
    arena_release(&s.arena);
}

static void a_correction_after_acceptance_goes_back_to_the_department(void **state)
{
    struct story s;
    (void)state;
    story_begin(&s);
    does(&s, CASE_SUBMIT, SIDE_OWNER, march(2));
    does(&s, CASE_ACCEPT_WINDOW, SIDE_WINDOW, march(3));
    s.step.reason = TEXT("图纸签章不清");
    does(&s, CASE_ASK_CORRECTION, SIDE_WINDOW, march(5));
    does(&s, CASE_CORRECT, SIDE_OWNER, march(6));
    refuses(&s, CASE_ACCEPT_WINDOW, SIDE_WINDOW, march(6), "case.step");
    refuses(&s, CASE_NOT_ACCEPT, SIDE_WINDOW, march(6), "case.step");
    refuses(&s, CASE_DEEM_ACCEPTED, SIDE_SYSTEM, march(30), "case.step");
    does(&s, CASE_ACCEPT_DEPARTMENT, SIDE_DEPARTMENT, march(9));
    assert_int_equal(state_of(&s), 8);
    arena_release(&s.arena);
}

/* Ten natural days from Monday 9 March end on Thursday 19 March. */
static void a_special_procedure_is_told_with_its_end_and_lapses_there(void **state)
{
    struct story s;
    struct date end;
    struct error err;
    (void)state;
    story_begin(&s);
    does(&s, CASE_SUBMIT, SIDE_OWNER, march(2));
    does(&s, CASE_ACCEPT_WINDOW, SIDE_WINDOW, march(2));
    does(&s, CASE_ACCEPT_DEPARTMENT, SIDE_DEPARTMENT, march(3));
    s.step.reason = TEXT("依法公示");
    refuses(&s, CASE_START_SPECIAL, SIDE_DEPARTMENT, march(9), "case.special");
    s.step.special = SPECIAL_PUBLIC_NOTICE;
    refuses(&s, CASE_START_SPECIAL, SIDE_DEPARTMENT, march(9), "case.special");
    s.step.length = 10;
    s.step.unit = UNIT_NATURAL_DAY;
    s.step.reason = TEXT("");
    refuses(&s, CASE_START_SPECIAL, SIDE_DEPARTMENT, march(9), "case.reason");
    s.step.reason = TEXT("依法公示");
    does(&s, CASE_START_SPECIAL, SIDE_DEPARTMENT, march(9));
    assert_int_equal(case_special_end(s.entries, 4, &s.calendar, &end, &err), OK);
    assert_int_equal(end.day_number, march(19).day_number);
    refuses(&s, CASE_DECIDE_YES, SIDE_DEPARTMENT, march(10), "case.step");
    refuses(&s, CASE_LAPSE_SPECIAL, SIDE_SYSTEM, march(19), "case.not_yet");
    does(&s, CASE_LAPSE_SPECIAL, SIDE_SYSTEM, march(23));
    assert_int_equal(s.entries[4].day.day_number, march(19).day_number);
    assert_text(s.entries[4].rule, "A-7");
    does(&s, CASE_START_SPECIAL, SIDE_DEPARTMENT, march(23));
    does(&s, CASE_END_SPECIAL, SIDE_DEPARTMENT, march(25));
    does(&s, CASE_DECIDE_YES, SIDE_DEPARTMENT, march(26));
    arena_release(&s.arena);
}

static void a_time_limit_is_extended_once_with_a_reason_and_no_longer_than_allowed(void **state)
{
    struct story s;
    (void)state;
    story_begin(&s);
    does(&s, CASE_SUBMIT, SIDE_OWNER, march(2));
    does(&s, CASE_ACCEPT_WINDOW, SIDE_WINDOW, march(2));
    s.step.length = 11;
    s.step.reason = TEXT("情况复杂");
    refuses(&s, CASE_EXTEND, SIDE_DEPARTMENT, march(3), "case.side");
    refuses(&s, CASE_EXTEND, SIDE_HEAD, march(3), "case.extension");
    s.step.length = 10;
    does(&s, CASE_EXTEND, SIDE_HEAD, march(3));
    assert_int_equal(state_of(&s), 3);
    refuses(&s, CASE_EXTEND, SIDE_HEAD, march(4), "case.extended");
    arena_release(&s.arena);
}

static void a_decision_waits_for_tolerated_papers(void **state)
{
    struct story s;
    (void)state;
    story_begin(&s);
    does(&s, CASE_SUBMIT, SIDE_OWNER, march(2));
    does(&s, CASE_ACCEPT_WINDOW, SIDE_WINDOW, march(2));
    does(&s, CASE_ACCEPT_DEPARTMENT, SIDE_DEPARTMENT, march(3));
    s.facts.accept_tolerances_open = 1;
    refuses(&s, CASE_DECIDE_YES, SIDE_DEPARTMENT, march(4), "case.tolerance");
    refuses(&s, CASE_DECIDE_TOLERANCE, SIDE_DEPARTMENT, march(4), "case.tolerance");
    s.facts.accept_tolerances_open = 0;
    refuses(&s, CASE_DECIDE_TOLERANCE, SIDE_DEPARTMENT, march(4), "case.tolerance");
    s.facts.decide_tolerances_open = 1;
    s.facts.never_defer = true;
    refuses(&s, CASE_DECIDE_TOLERANCE, SIDE_DEPARTMENT, march(4), "case.never_defer");
    refuses(&s, CASE_DECIDE_COMMITTED, SIDE_DEPARTMENT, march(4), "case.never_defer");
    s.facts.never_defer = false;
    refuses(&s, CASE_DECIDE_COMMITTED, SIDE_DEPARTMENT, march(4), "case.commitment");
    refuses(&s, CASE_DECIDE_YES, SIDE_DEPARTMENT, march(4), "case.tolerance");
    refuses(&s, CASE_DECIDE_NO, SIDE_DEPARTMENT, march(4), "case.reason");
    does(&s, CASE_DECIDE_TOLERANCE, SIDE_DEPARTMENT, march(4));
    assert_int_equal(state_of(&s), 12);
    s.step.reason = TEXT("逾期未补");
    does(&s, CASE_LAPSE_TOLERANCE, SIDE_SYSTEM, march(31));
    assert_int_equal(state_of(&s), 15);
    arena_release(&s.arena);
}

static void silence_is_consent_only_where_it_is_switched_on_and_never_for_safety(void **state)
{
    struct story s;
    (void)state;
    story_begin(&s);
    does(&s, CASE_SUBMIT, SIDE_OWNER, march(2));
    does(&s, CASE_ACCEPT_WINDOW, SIDE_WINDOW, march(2));
    s.facts.due_on = march(9);
    refuses(&s, CASE_DEEM_CONSENT, SIDE_SYSTEM, march(10), "case.not_yet");
    s.facts.deemed_consent = true;
    refuses(&s, CASE_DEEM_CONSENT, SIDE_SYSTEM, march(9), "case.not_yet");
    s.facts.never_defer = true;
    refuses(&s, CASE_DEEM_CONSENT, SIDE_SYSTEM, march(12), "case.never_defer");
    s.facts.never_defer = false;
    does(&s, CASE_DEEM_CONSENT, SIDE_SYSTEM, march(12));
    assert_int_equal(s.entries[2].day.day_number, march(10).day_number);
    assert_text(s.entries[2].rule, "A-10");
    arena_release(&s.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_two_rows_share_state_and_event),
        cmocka_unit_test(every_state_but_the_draft_is_reached_and_every_event_stands_in_the_table),
        cmocka_unit_test(what_has_no_row_is_refused_and_what_has_one_is_done_by_its_side_only),
        cmocka_unit_test(an_end_has_no_way_on_but_recalling_and_revoking),
        cmocka_unit_test(the_short_way_leads_from_the_owner_to_a_permit),
        cmocka_unit_test(what_is_missing_is_told_once_and_within_five_working_days),
        cmocka_unit_test(what_was_not_told_in_time_is_accepted_on_the_day_of_receipt),
        cmocka_unit_test(a_correction_after_acceptance_goes_back_to_the_department),
        cmocka_unit_test(a_special_procedure_is_told_with_its_end_and_lapses_there),
        cmocka_unit_test(a_time_limit_is_extended_once_with_a_reason_and_no_longer_than_allowed),
        cmocka_unit_test(a_decision_waits_for_tolerated_papers),
        cmocka_unit_test(silence_is_consent_only_where_it_is_switched_on_and_never_for_safety),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
