#include "domain/notice/notice.h"

#include "base/test_support.h"

static struct arena arena;
static struct error err;

static void assert_says(const struct notice *notice, const char *zh, const char *en)
{
    assert_string_equal(text_c_string(notice_text(notice, false, &arena), &arena), zh);
    assert_string_equal(text_c_string(notice_text(notice, true, &arena), &arena), en);
    arena_release(&arena);
}

static void a_notice_says_what_it_knows_and_leaves_the_rest_out(void **state)
{
    (void)state;
    struct notice notice = {.kind = NOTICE_DEADLINE,
                            .project = TEXT("2号地块"),
                            .item = TEXT("施工许可"),
                            .item_en = TEXT("Construction permit"),
                            .day = date_of(2020, 3, 12)};
    assert_says(&notice, "即将到期：2号地块 施工许可，最晚 2020-03-12",
                "Due soon: 2号地块 Construction permit, by 2020-03-12");
    notice.item_en = TEXT("");
    notice.day = DATE_NONE;
    notice.note = TEXT("缺 [1] 份 {材料}"); /* what a person wrote is taken as it is */
    assert_says(&notice, "即将到期：2号地块 施工许可，缺 [1] 份 {材料}",
                "Due soon: 2号地块 施工许可, 缺 [1] 份 {材料}");
    const struct notice bare = {.kind = NOTICE_SECURITY, .day = DATE_NONE};
    assert_says(&bare, "账号安全：", "Your account: ");
}

static void only_assignments_deadlines_and_the_own_account_leave_at_once(void **state)
{
    (void)state;
    static const enum notice_kind urgent[] = {NOTICE_ASSIGNED, NOTICE_DEADLINE, NOTICE_OVERDUE,
                                              NOTICE_CORRECTION, NOTICE_SECURITY};
    size_t count = 0;
    for (int kind = 0; kind < NOTICE_KIND_COUNT; kind++) {
        enum notice_kind back = NOTICE_KIND_COUNT;
        assert_true(notice_kind_parse(text_of(notice_kind_name((enum notice_kind)kind)), &back));
        assert_int_equal(back, kind);
        count += notice_is_urgent((enum notice_kind)kind);
    }
    for (size_t i = 0; i < sizeof urgent / sizeof urgent[0]; i++) {
        assert_true(notice_is_urgent(urgent[i]));
    }
    assert_int_equal(count, sizeof urgent / sizeof urgent[0]);
}

static void an_address_that_could_carry_a_second_one_is_refused(void **state)
{
    (void)state;
    static const char *const good[] = {"a@b", "zhang.wei+x@harbin.gov.cn", "o'neill@example.org"};
    static const char *const bad[] = {
        "a",     "@b",    "a@",      "a@b@c",        "a b@c", "a@b\r\nBcc: x@y",
        "a@b>x", "a@b,c", "\"a\"@b", "张@例子.中国", "a@b;c", "a@[127.0.0.1]"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        const struct notice_setting setting = {.email = text_of(good[i]), .by_email = true};
        assert_int_equal(notice_setting_check(&setting, &err), OK);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const struct notice_setting setting = {.email = text_of(bad[i])};
        assert_int_equal(notice_setting_check(&setting, &err), ERROR_INVALID);
        assert_string_equal(err.code, "notice.email");
        assert_string_equal(err.field, "email");
    }
}

static void a_channel_needs_its_address_and_an_hour_is_one_of_the_day(void **state)
{
    (void)state;
    struct notice_setting setting = {.by_email = true};
    assert_int_equal(notice_setting_check(&setting, &err), ERROR_INVALID);
    setting = (struct notice_setting){.by_webhook = true};
    assert_int_equal(notice_setting_check(&setting, &err), ERROR_INVALID);
    assert_string_equal(err.code, "notice.phone");
    setting.phone = TEXT("+86 451-8400 0000");
    assert_int_equal(notice_setting_check(&setting, &err), OK);
    setting.phone = TEXT("86+");
    assert_int_equal(notice_setting_check(&setting, &err), ERROR_INVALID);
    setting = (struct notice_setting){.hour = 24};
    assert_int_equal(notice_setting_check(&setting, &err), ERROR_INVALID);
    assert_string_equal(err.code, "notice.hour");
}

static void a_digest_leaves_once_a_day_from_the_readers_hour_on(void **state)
{
    (void)state;
    const struct date yesterday = date_of(2020, 3, 31), today = date_of(2020, 4, 1);
    assert_false(notice_digest_is_due(8, DATE_NONE, today, 7));
    assert_true(notice_digest_is_due(8, DATE_NONE, today, 8));
    assert_true(notice_digest_is_due(8, yesterday, today, 23)); /* late is better than never */
    assert_false(notice_digest_is_due(8, today, today, 9));
}

static void pauses_double_from_the_first_to_six_hours(void **state)
{
    (void)state;
    assert_int_equal(notice_pause_s(1, 30), 30);
    assert_int_equal(notice_pause_s(2, 30), 60);
    assert_int_equal(notice_pause_s(5, 30), 480);
    assert_int_equal(notice_pause_s(10, 30), 15360);
    assert_int_equal(notice_pause_s(11, 30), 21600);
    assert_int_equal(notice_pause_s(1000, 30), 21600);
    assert_int_equal(notice_pause_s(3, 1), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_notice_says_what_it_knows_and_leaves_the_rest_out),
        cmocka_unit_test(only_assignments_deadlines_and_the_own_account_leave_at_once),
        cmocka_unit_test(an_address_that_could_carry_a_second_one_is_refused),
        cmocka_unit_test(a_channel_needs_its_address_and_an_hour_is_one_of_the_day),
        cmocka_unit_test(a_digest_leaves_once_a_day_from_the_readers_hour_on),
        cmocka_unit_test(pauses_double_from_the_first_to_six_hours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
