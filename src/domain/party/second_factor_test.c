#include "domain/party/second_factor.h"

#include "base/test_support.h"

static struct arena arena;
/* RFC 6238 appendix B: the secret of its SHA-1 rows. */
static const unsigned char *const secret = (const unsigned char *)"12345678901234567890";

/* Appendix B gives eight digits; six are their end. */
static void the_codes_of_rfc_6238_come_out(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds;
        int code;
    } rows[] = {{59, 287082},       {1111111109, 81804},  {1111111111, 50471},
                {1234567890, 5924}, {2000000000, 279037}, {20000000000, 353130}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(totp_code(secret, rows[i].seconds / TOTP_STEP_S), rows[i].code);
    }
}

/* 59 s lies in step 1: its code counts from 0 s (the step after) to 89 s (the step before). */
static void a_code_counts_in_its_step_and_in_the_one_on_each_side(void **state)
{
    (void)state;
    assert_int_equal(totp_find_step(secret, TEXT("287082"), 0, -1), 1);
    assert_int_equal(totp_find_step(secret, TEXT("287082"), 59, -1), 1);
    assert_int_equal(totp_find_step(secret, TEXT("287082"), 89, -1), 1);
    assert_int_equal(totp_find_step(secret, TEXT("287082"), 90, -1), -1);
    assert_int_equal(totp_find_step(secret, TEXT("287 082"), 59, -1), 1);
    assert_int_equal(totp_find_step(secret, TEXT("005924"), 1234567890, -1), 41152263);
}

static void a_code_counts_once(void **state)
{
    (void)state;
    assert_int_equal(totp_find_step(secret, TEXT("287082"), 59, 0), 1);
    assert_int_equal(totp_find_step(secret, TEXT("287082"), 59, 1), -1);
    assert_int_equal(totp_find_step(secret, TEXT("287082"), 59, 2), -1);
}

static void what_is_no_six_digits_is_no_code(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "28708", "2870820", "28708a", "-87082", "２８７０８２"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(totp_find_step(secret, text_of(bad[i]), 59, -1), -1);
    }
}

/* RFC 4648 10. */
static void base32_writes_what_rfc_4648_says(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"", ""},
                                          {"f", "MY"},
                                          {"fo", "MZXQ"},
                                          {"foo", "MZXW6"},
                                          {"foob", "MZXW6YQ"},
                                          {"fooba", "MZXW6YTB"},
                                          {"foobar", "MZXW6YTBOI"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct text bytes = text_of(rows[i][0]);
        assert_text(base32_write((const unsigned char *)bytes.data, bytes.length, &arena),
                    rows[i][1]);
    }
    arena_release(&arena);
}

static void the_address_for_the_device_escapes_its_names(void **state)
{
    (void)state;
    assert_text(totp_uri(secret, TEXT("开工 A&B"), TEXT("zhang"), &arena),
                "otpauth://totp/%E5%BC%80%E5%B7%A5%20A%26B:zhang"
                "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E5%BC%80%E5%B7%A5%20A%26B"
                "&algorithm=SHA1&digits=6&period=30");
    arena_release(&arena);
}

static void a_recovery_code_is_read_as_people_type_it(void **state)
{
    (void)state;
    assert_text(recovery_code_normal(TEXT("abcd-efgh-ijkl-2345"), &arena), "ABCDEFGHIJKL2345");
    assert_text(recovery_code_normal(TEXT(" ABCD EFGH IJKL 2345"), &arena), "ABCDEFGHIJKL2345");
    assert_text(recovery_code_normal(TEXT("ABCD-EFGH-IJKL-234"), &arena), "");
    assert_text(recovery_code_normal(TEXT("ABCD-EFGH-IJKL-2341"), &arena), "");
    assert_text(recovery_code_normal(TEXT("123456"), &arena), "");
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_codes_of_rfc_6238_come_out),
        cmocka_unit_test(a_code_counts_in_its_step_and_in_the_one_on_each_side),
        cmocka_unit_test(a_code_counts_once),
        cmocka_unit_test(what_is_no_six_digits_is_no_code),
        cmocka_unit_test(base32_writes_what_rfc_4648_says),
        cmocka_unit_test(the_address_for_the_device_escapes_its_names),
        cmocka_unit_test(a_recovery_code_is_read_as_people_type_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
