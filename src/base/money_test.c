#include "base/test_support.h"

#include "base/money.h"

enum { WAN = MONEY_CENTS_PER_WAN };

static int64_t parsed(const char *text, int64_t unit)
{
    struct money money = {-1};
    struct error err;
    assert_int_equal(money_parse(text_of(text), unit, &money, &err), OK);
    return money.cents;
}

static const char *refusal(const char *text, int64_t unit)
{
    static struct error err;
    struct money money = {7};
    assert_int_not_equal(money_parse(text_of(text), unit, &money, &err), OK);
    assert_int_equal(money.cents, 7);
    return err.code;
}

static void amounts_are_exact_in_every_unit(void **state)
{
    (void)state;
    assert_true(parsed("15,700", WAN) == INT64_C(15700000000));
    assert_true(parsed("1.57", INT64_C(10000000000)) == INT64_C(15700000000));
    assert_true(parsed("０.５", WAN) == 500000);
    assert_true(parsed(" 3835 ", INT64_C(10000000000)) == INT64_C(38350000000000));
    assert_true(parsed("0.000001", WAN) == 1);
    assert_true(parsed("-0", WAN) == 0);
}

static void what_is_no_amount_is_refused(void **state)
{
    (void)state;
    assert_string_equal(refusal("", WAN), "money.format");
    assert_string_equal(refusal(".", WAN), "money.format");
    assert_string_equal(refusal("1.2.3", WAN), "money.format");
    assert_string_equal(refusal("约5000", WAN), "money.format");
    assert_string_equal(refusal("-3", WAN), "money.negative");
    assert_string_equal(refusal("0.0000001", WAN), "money.fraction");
    assert_string_equal(refusal("99999999999999999", WAN), "money.overflow");
}

static void a_sum_that_overflows_is_refused(void **state)
{
    struct money sum = {0};
    struct error err;
    (void)state;
    assert_int_equal(money_add((struct money){INT64_MAX}, (struct money){1}, &sum, &err),
                     ERROR_LIMIT);
    assert_int_equal(sum.cents, 0);
}

static void amounts_are_written_without_trailing_zeros(void **state)
{
    char text[MONEY_TEXT_SIZE];
    (void)state;
    assert_string_equal(money_format_wan((struct money){INT64_C(15700000000)}, text), "15700");
    assert_string_equal(money_format_wan((struct money){500000}, text), "0.5");
    assert_string_equal(money_format_wan((struct money){-1}, text), "-0.000001");
    assert_string_equal(money_format_wan((struct money){0}, text), "0");
    assert_string_equal(money_format_wan((struct money){100000010}, text), "100.00001");
    assert_string_equal(money_format_wan((struct money){INT64_MIN}, text), "-9223372036854.775808");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_are_exact_in_every_unit),
        cmocka_unit_test(what_is_no_amount_is_refused),
        cmocka_unit_test(a_sum_that_overflows_is_refused),
        cmocka_unit_test(amounts_are_written_without_trailing_zeros),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
