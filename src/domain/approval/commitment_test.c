#include "base/test_support.h"

#include "domain/approval/commitment.h"

static enum commitment_state step(enum commitment_state from, enum commitment_event event,
                                  enum case_side side)
{
    enum commitment_state to;
    struct error err = {0};
    if (commitment_apply(from, event, side, false, &to, &err) != OK) {
        fail_msg("%s: %s", commitment_event_name(event), err.message);
    }
    return to;
}

static void a_commitment_is_signed_decided_supplied_and_found_kept(void **state)
{
    enum commitment_state at = COMMITMENT_DRAFT;
    (void)state;
    at = step(at, COMMITMENT_SIGN, SIDE_OWNER);
    at = step(at, COMMITMENT_DECIDE, SIDE_DEPARTMENT);
    assert_int_equal(commitment_outcome(at, false), OUTCOME_OPEN);
    at = step(at, COMMITMENT_SUPPLY, SIDE_OWNER);
    at = step(at, COMMITMENT_CHECK_GOOD, SIDE_DEPARTMENT);
    assert_int_equal(at, COMMITMENT_KEPT);
    assert_int_equal(commitment_outcome(at, false), OUTCOME_KEPT);
    assert_int_equal(commitment_outcome(at, true), OUTCOME_LATE);
}

static void a_broken_one_is_put_right_once_or_revoked(void **state)
{
    enum commitment_state at = step(COMMITMENT_PENDING, COMMITMENT_CHECK_BAD, SIDE_DEPARTMENT);
    struct error err;
    (void)state;
    assert_int_equal(at, COMMITMENT_BROKEN);
    assert_int_equal(commitment_outcome(at, false), OUTCOME_BROKEN);
    at = step(at, COMMITMENT_ORDER, SIDE_DEPARTMENT);
    at = step(at, COMMITMENT_LAPSE, SIDE_SYSTEM);
    assert_int_equal(at, COMMITMENT_BROKEN);
    assert_int_equal(commitment_apply(at, COMMITMENT_ORDER, SIDE_DEPARTMENT, true, &at, &err),
                     ERROR_CONFLICT);
    assert_string_equal(err.code, "commitment.corrected");
    assert_int_equal(commitment_apply(at, COMMITMENT_REVOKE, SIDE_DEPARTMENT, true, &at, &err),
                     ERROR_FORBIDDEN);
    assert_int_equal(step(at, COMMITMENT_REVOKE, SIDE_HEAD), COMMITMENT_REVOKED);
}

/* Each cell of states, events and sides: what has a row is done by its side, all else is refused. */
static void the_table_allows_what_it_says_and_nothing_else(void **state)
{
    (void)state;
    for (int from = 0; from < COMMITMENT_STATE_COUNT; from++) {
        for (int event = 0; event < COMMITMENT_EVENT_COUNT; event++) {
            const struct commitment_rule *rule = NULL;
            for (size_t i = 0; i < commitment_rule_count; i++) {
                if ((int)commitment_rules[i].from == from &&
                    (int)commitment_rules[i].event == event) {
                    assert_null(rule);
                    rule = &commitment_rules[i];
                }
            }
            for (int side = 0; side < SIDE_COUNT; side++) {
                enum commitment_state to;
                struct error err;
                enum error_kind kind = commitment_apply(from, event, side, false, &to, &err);
                if (rule == NULL) {
                    assert_int_equal(kind, ERROR_CONFLICT);
                } else if ((int)rule->side != side) {
                    assert_int_equal(kind, ERROR_FORBIDDEN);
                } else {
                    assert_int_equal(kind, OK);
                    assert_int_equal(to, rule->to);
                }
            }
        }
        enum commitment_state parsed;
        assert_true(commitment_state_parse(text_of(commitment_state_name(from)), &parsed));
        assert_int_equal(parsed, from);
        assert_non_null(commitment_state_zh(from));
    }
}

static void what_can_never_be_deferred_cannot_be_committed_to(void **state)
{
    const struct template_item fire = {.never_defer = true, .commitment = true}, plain = {0},
                               soil = {.commitment = true};
    struct date today = date_of(2020, 3, 5);
    struct error err;
    (void)state;
    assert_int_equal(commitment_check_item(&fire, DATE_NONE, today, &err), ERROR_INVALID);
    assert_string_equal(err.code, "commitment.never_defer");
    assert_int_equal(commitment_check_item(&plain, DATE_NONE, today, &err), ERROR_INVALID);
    assert_string_equal(err.code, "commitment.item");
    assert_int_equal(commitment_check_item(&soil, today, today, &err), ERROR_FORBIDDEN);
    assert_string_equal(err.code, "commitment.credit");
    assert_int_equal(commitment_check_item(&soil, date_of(2020, 3, 4), today, &err), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_commitment_is_signed_decided_supplied_and_found_kept),
        cmocka_unit_test(a_broken_one_is_put_right_once_or_revoked),
        cmocka_unit_test(the_table_allows_what_it_says_and_nothing_else),
        cmocka_unit_test(what_can_never_be_deferred_cannot_be_committed_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
