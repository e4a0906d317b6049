#include "base/test_support.h"

#include "domain/programme/programme.h"

static struct site_event event_on(enum site_event_kind kind, int month, int day)
{
    return (struct site_event){
        .section_id = 1,
        .kind = kind,
        .day = date_of(2020, month, day),
        .evidence = {.permit = TEXT("230109202003120101"),
                     .photo = TEXT("9f86d081"),
                     .photo_day = date_of(2020, month, day),
                     .photo_place = TEXT("松北区"),
                     .witness = TEXT("监理")},
    };
}

static void assert_event(const struct site_event *events, size_t count, enum project_nature nature,
                         struct site_event event, enum error_kind kind, const char *code)
{
    struct error err = {0};
    assert_int_equal(site_event_check(events, count, nature, &event, date_of(2020, 4, 1), &err),
                     kind);
    assert_string_equal(err.code, code);
    assert_int_equal(site_event_check(events, count, nature, &event, date_of(2020, 4, 1), NULL),
                     kind);
}

static void a_section_starts_once_ever(void **state)
{
    struct site_event events[] = {event_on(SITE_START, 3, 12), event_on(SITE_STOP, 3, 20)};
    (void)state;
    assert_event(NULL, 0, NATURE_NEW, event_on(SITE_START, 3, 12), OK, "");
    assert_event(events, 1, NATURE_NEW, event_on(SITE_START, 3, 20), ERROR_CONFLICT,
                 "event.started_before");
    assert_event(events, 2, NATURE_NEW, event_on(SITE_START, 3, 25), ERROR_CONFLICT,
                 "event.started_before");
}

static void a_section_resumes_only_after_a_stop(void **state)
{
    struct site_event events[] = {event_on(SITE_START, 3, 12), event_on(SITE_STOP, 3, 20)};
    (void)state;
    assert_event(NULL, 0, NATURE_NEW, event_on(SITE_RESUME, 3, 12), ERROR_CONFLICT,
                 "event.not_stopped");
    assert_event(events, 1, NATURE_NEW, event_on(SITE_RESUME, 3, 20), ERROR_CONFLICT,
                 "event.not_stopped");
    assert_event(events, 2, NATURE_NEW, event_on(SITE_RESUME, 3, 25), OK, "");
}

static void a_continued_section_may_begin_with_a_resume_and_then_never_starts(void **state)
{
    struct site_event events[] = {event_on(SITE_RESUME, 3, 12)};
    (void)state;
    assert_event(NULL, 0, NATURE_CONTINUED, event_on(SITE_RESUME, 3, 12), OK, "");
    assert_event(events, 1, NATURE_CONTINUED, event_on(SITE_START, 3, 13), ERROR_CONFLICT,
                 "event.started_before");
}

static void only_what_runs_can_stop(void **state)
{
    struct site_event events[] = {event_on(SITE_START, 3, 12), event_on(SITE_STOP, 3, 20)};
    (void)state;
    assert_event(NULL, 0, NATURE_NEW, event_on(SITE_STOP, 3, 20), ERROR_CONFLICT,
                 "event.not_running");
    assert_event(events, 1, NATURE_NEW, event_on(SITE_STOP, 3, 20), OK, "");
    assert_event(events, 2, NATURE_NEW, event_on(SITE_STOP, 3, 21), ERROR_CONFLICT,
                 "event.not_running");
}

static void no_event_lies_after_today_or_before_the_last_one(void **state)
{
    struct site_event events[] = {event_on(SITE_START, 3, 12)};
    (void)state;
    assert_event(NULL, 0, NATURE_NEW, event_on(SITE_START, 4, 1), OK, "");
    assert_event(NULL, 0, NATURE_NEW, event_on(SITE_START, 4, 2), ERROR_INVALID, "event.future");
    assert_event(events, 1, NATURE_NEW, event_on(SITE_STOP, 3, 12), OK, "");
    assert_event(events, 1, NATURE_NEW, event_on(SITE_STOP, 3, 11), ERROR_INVALID, "event.order");
}

static void a_start_needs_every_piece_of_evidence_unless_it_was_imported(void **state)
{
    struct site_event event = event_on(SITE_START, 3, 12);
    (void)state;
    event.evidence.permit = TEXT("");
    assert_event(NULL, 0, NATURE_NEW, event, ERROR_INVALID, "event.evidence");
    event = event_on(SITE_START, 3, 12);
    event.evidence.photo_place = TEXT("");
    assert_event(NULL, 0, NATURE_NEW, event, ERROR_INVALID, "event.evidence");
    event = event_on(SITE_START, 3, 12);
    event.evidence.photo_day = date_of(2020, 3, 11);
    assert_event(NULL, 0, NATURE_NEW, event, ERROR_INVALID, "event.evidence");
    event.evidence = (struct evidence){.photo_day = DATE_NONE, .imported = true};
    assert_event(NULL, 0, NATURE_NEW, event, OK, "");
}

static void a_resume_needs_no_new_permit_and_a_stop_no_evidence(void **state)
{
    struct site_event resume = event_on(SITE_RESUME, 3, 12), stop = event_on(SITE_STOP, 3, 20);
    struct site_event events[] = {event_on(SITE_RESUME, 3, 12)};
    (void)state;
    resume.evidence.permit = TEXT("");
    assert_event(NULL, 0, NATURE_CONTINUED, resume, OK, "");
    resume.evidence.witness = TEXT("");
    assert_event(NULL, 0, NATURE_CONTINUED, resume, ERROR_INVALID, "event.evidence");
    stop.evidence = (struct evidence){.photo_day = DATE_NONE};
    assert_event(events, 1, NATURE_CONTINUED, stop, OK, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_section_starts_once_ever),
        cmocka_unit_test(a_section_resumes_only_after_a_stop),
        cmocka_unit_test(a_continued_section_may_begin_with_a_resume_and_then_never_starts),
        cmocka_unit_test(only_what_runs_can_stop),
        cmocka_unit_test(no_event_lies_after_today_or_before_the_last_one),
        cmocka_unit_test(a_start_needs_every_piece_of_evidence_unless_it_was_imported),
        cmocka_unit_test(a_resume_needs_no_new_permit_and_a_stop_no_evidence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
