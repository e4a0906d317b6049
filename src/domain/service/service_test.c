/* Rules of service officers, questions and bookings, with values worked out by hand. */
#include "base/test_support.h"
#include "domain/service/booking.h"
#include "domain/service/consultation.h"
#include "domain/service/officer.h"

static struct arena arena;
static struct error err;

static void assert_masked(const char *phone, const char *masked)
{
    assert_string_equal(text_c_string(phone_mask(text_of(phone), &arena), &arena), masked);
    arena_release(&arena);
}

static void a_masked_number_keeps_three_and_four_digits(void **state)
{
    (void)state;
    assert_masked("13812345678", "138****5678");
    assert_masked("84664000", "****00");
    assert_masked("1", "****"); /* nothing is left to show */
    assert_masked("", "");
}

static void covers_overlap_when_they_share_a_day(void **state)
{
    (void)state;
    const struct cover a = {.from = date_of(2020, 4, 1), .until = date_of(2020, 4, 9)};
    const struct cover touching = {.from = date_of(2020, 4, 9), .until = date_of(2020, 4, 9)};
    const struct cover next = {.from = date_of(2020, 4, 10), .until = date_of(2020, 4, 12)};
    assert_true(cover_overlaps(&a, &touching) && cover_overlaps(&touching, &a));
    assert_false(cover_overlaps(&a, &next) || cover_overlaps(&next, &a));
}

static void a_poor_rating_is_put_right_by_the_officer_and_closed_by_another(void **state)
{
    (void)state;
    enum rating_state task = RATING_OPEN;
    assert_false(grade_is_poor(GRADE_FAIR));
    assert_true(grade_is_poor(GRADE_POOR) && grade_is_poor(GRADE_VERY_POOR));
    assert_int_equal(rating_close(&task, 7, 8, &err), ERROR_CONFLICT); /* nothing was put right */
    assert_int_equal(rating_correct(&task, 7, 8, &err), ERROR_FORBIDDEN);
    assert_int_equal(rating_correct(&task, 7, 7, &err), OK);
    assert_int_equal(rating_close(&task, 7, 7, &err), ERROR_FORBIDDEN);
    assert_string_equal(err.code, "rating.own");
    assert_int_equal(rating_close(&task, 7, 8, &err), OK);
    assert_int_equal(task, RATING_CLOSED);
    assert_int_equal(rating_close(&task, 7, 8, &err), ERROR_CONFLICT);
}

static void times_are_read_strictly(void **state)
{
    (void)state;
    int minute = -1;
    char text[MINUTE_TEXT_SIZE];
    assert_true(minute_parse(TEXT("09:30"), &minute));
    assert_int_equal(minute, 570);
    assert_string_equal(minute_format(1439, text), "23:59");
    static const char *const wrong[] = {"9:30", "24:00", "12:60", "ab:cd", "12-30", "", "12:300"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(minute_parse(text_of(wrong[i]), &minute));
    }
}

static void a_booking_is_bounded_by_time_places_and_the_persons_own_record(void **state)
{
    (void)state;
    const struct date today = date_of(2020, 4, 1);
    struct slot slot = {.day = today, .from_minute = 600, .to_minute = 630, .capacity = 2};
    assert_int_equal(booking_check(&slot, today, 599, 2, 2, &err), OK);
    assert_int_equal(booking_check(&slot, today, 600, 0, 0, &err), ERROR_CONFLICT);
    assert_string_equal(err.code, "booking.past");
    assert_int_equal(booking_check(&slot, today, 599, 3, 0, &err), ERROR_CONFLICT);
    assert_string_equal(err.code, "booking.too_many");
    assert_int_equal(booking_check(&slot, today, 599, 0, 3, &err), ERROR_CONFLICT);
    assert_string_equal(err.code, "booking.missed");
    slot.taken = 2;
    assert_int_equal(booking_check(&slot, today, 599, 0, 0, &err), ERROR_CONFLICT);
    assert_string_equal(err.code, "booking.full");
}

static void each_event_of_a_booking_has_its_time(void **state)
{
    (void)state;
    const struct date today = date_of(2020, 4, 1);
    const struct slot slot = {.day = today, .from_minute = 600, .to_minute = 630, .capacity = 2};
    enum booking_state booking = BOOKING_BOOKED;
    assert_int_equal(booking_apply(&booking, BOOKING_MISS, &slot, today, 599, &err),
                     ERROR_CONFLICT);
    assert_string_equal(err.code, "booking.ahead");
    assert_int_equal(booking_apply(&booking, BOOKING_CANCEL, &slot, today, 600, &err),
                     ERROR_CONFLICT);
    assert_string_equal(err.code, "booking.begun");
    assert_int_equal(booking_apply(&booking, BOOKING_MISS, &slot, today, 600, &err), OK);
    assert_int_equal(booking_apply(&booking, BOOKING_COME, &slot, today, 600, &err), OK);
    assert_int_equal(booking_apply(&booking, BOOKING_MISS, &slot, today, 600, &err),
                     ERROR_CONFLICT);
    assert_string_equal(err.code, "booking.step");
}

static void a_link_is_https_with_a_host_and_without_blanks(void **state)
{
    (void)state;
    assert_int_equal(link_check(TEXT(""), &err), OK);
    assert_int_equal(link_check(TEXT("https://meeting.example.cn/j/1?p=2"), &err), OK);
    static const char *const wrong[] = {"http://a.cn",         "https://",
                                        "https:///x",          "https://a b",
                                        "javascript:alert(1)", "https://a\"b"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(link_check(text_of(wrong[i]), &err), ERROR_INVALID);
        assert_string_equal(err.code, "service.link");
    }
}

static void the_public_sees_what_both_sides_meant_for_all(void **state)
{
    (void)state;
    assert_true(question_is_public(QUESTION_ANSWERED, false, true));
    assert_false(question_is_public(QUESTION_ANSWERED, true, true));
    assert_false(question_is_public(QUESTION_ANSWERED, false, false));
    assert_false(question_is_public(QUESTION_ASKED, false, true));
    assert_false(question_is_public(QUESTION_HIDDEN, false, true));
    enum question_state question = QUESTION_HIDDEN;
    for (int event = QUESTION_ANSWER; event <= QUESTION_HIDE; event++) {
        assert_int_equal(question_apply(&question, (enum question_event)event, &err),
                         ERROR_CONFLICT);
    }
    assert_int_equal(question_check_bounds(false, 19, 99, &err), OK);
    assert_int_equal(question_check_bounds(false, 20, 0, &err), ERROR_THROTTLED);
    assert_int_equal(question_check_bounds(true, 499, 4, &err), OK);
    assert_int_equal(question_check_bounds(true, 0, 5, &err), ERROR_THROTTLED);
    assert_int_equal(question_check_bounds(true, 500, 0, &err), ERROR_THROTTLED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_masked_number_keeps_three_and_four_digits),
        cmocka_unit_test(covers_overlap_when_they_share_a_day),
        cmocka_unit_test(a_poor_rating_is_put_right_by_the_officer_and_closed_by_another),
        cmocka_unit_test(times_are_read_strictly),
        cmocka_unit_test(a_booking_is_bounded_by_time_places_and_the_persons_own_record),
        cmocka_unit_test(each_event_of_a_booking_has_its_time),
        cmocka_unit_test(a_link_is_https_with_a_host_and_without_blanks),
        cmocka_unit_test(the_public_sees_what_both_sides_meant_for_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
