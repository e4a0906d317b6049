#include "base/test_support.h"

#include "domain/approval/validity.h"

static const struct template_item permit = {.validity_months = 3, .validity_extensions = 2};

#define assert_day(day, year, month, number)                                                       \
    assert_int_equal((day).day_number, date_of(year, month, number).day_number)

/* Decided on 20 December 2019: void after 20 March, three weeks before the planned 14 April. */
static void a_permit_of_december_lapses_before_april(void **state)
{
    struct date until = validity_until(&permit, date_of(2019, 12, 20), 0);
    struct date today = date_of(2019, 12, 20);
    (void)state;
    assert_day(until, 2020, 3, 20);
    assert_int_equal(validity_check(until, date_of(2020, 4, 14), false, today),
                     VALIDITY_WILL_LAPSE);
    assert_int_equal(validity_check(until, date_of(2020, 3, 20), false, today), VALIDITY_FINE);
    assert_int_equal(validity_check(until, DATE_NONE, false, today), VALIDITY_FINE);
    assert_int_equal(validity_check(until, date_of(2020, 4, 14), true, today), VALIDITY_FINE);
    assert_int_equal(validity_check(until, date_of(2020, 4, 14), false, date_of(2020, 3, 20)),
                     VALIDITY_WILL_LAPSE);
    assert_int_equal(validity_check(until, DATE_NONE, false, date_of(2020, 3, 21)),
                     VALIDITY_LAPSED);
    assert_string_equal(validity_warning_name(VALIDITY_WILL_LAPSE), "will_lapse");
}

static void it_is_extended_twice_and_not_after_it_lapsed(void **state)
{
    struct date decided = date_of(2019, 11, 30), until;
    struct error err;
    (void)state;
    assert_int_equal(validity_extend(&permit, decided, 0, date_of(2020, 2, 29), &until, &err), OK);
    assert_day(until, 2020, 5, 30); /* six months after the decision, not three after 29 February */
    assert_int_equal(validity_extend(&permit, decided, 1, date_of(2020, 5, 30), &until, &err), OK);
    assert_day(until, 2020, 8, 30);
    assert_int_equal(validity_extend(&permit, decided, 2, date_of(2020, 6, 1), &until, &err),
                     ERROR_INVALID);
    assert_string_equal(err.code, "validity.used");
    assert_int_equal(validity_extend(&permit, decided, 0, date_of(2020, 3, 1), &until, &err),
                     ERROR_CONFLICT);
    assert_string_equal(err.code, "validity.lapsed");
}

static void what_has_no_end_is_not_extended(void **state)
{
    const struct template_item filing = {0}, ratified = {.validity_months = 24};
    struct date decided = date_of(2019, 11, 30), until;
    struct error err;
    (void)state;
    assert_true(date_is_none(validity_until(&filing, decided, 0)));
    assert_true(date_is_none(validity_until(&permit, DATE_NONE, 0)));
    assert_int_equal(validity_check(DATE_NONE, date_of(2030, 1, 1), false, decided), VALIDITY_FINE);
    assert_int_equal(validity_extend(&filing, decided, 0, decided, &until, &err), ERROR_INVALID);
    assert_int_equal(validity_extend(&ratified, decided, 0, decided, &until, &err), ERROR_INVALID);
    assert_string_equal(err.code, "validity.none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_permit_of_december_lapses_before_april),
        cmocka_unit_test(it_is_extended_twice_and_not_after_it_lapsed),
        cmocka_unit_test(what_has_no_end_is_not_extended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
