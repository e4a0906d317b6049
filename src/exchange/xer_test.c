#include "base/test_support.h"

#include "exchange/project_file.h"

#include <string.h>

static struct arena arena;
static struct error err;

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* Monday to Friday 08:00 to 12:00 and 13:00 to 17:00; Tuesday 5 May 2026 (serial 46147) is free,
 * Saturday 9 May (46151) is worked in the morning. */
#define DAY(number) "(0||" number "()((0||0(s|08:00|f|12:00)())(0||1(f|17:00|s|13:00)())))"
#define CALENDAR_DATA                                                                              \
    "(0||CalendarData()(\x7f\x7f(0||DaysOfWeek()((0||1()())" DAY("2") DAY("3") DAY("4") DAY("5")   \
        DAY("6") "(0||7()())))(0||VIEW(ShowTotal|N)())(0||Exceptions()((0||0(d|46147)())"          \
                 "(0||1(d|46151)((0||0(s|08:00|f|12:00)())))))))"
#define HEAD                                                                                       \
    "ERMHDR\t19.12\t2026-05-01\tProject\tadmin\r\n"                                                \
    "%T\tPROJECT\r\n%F\tproj_id\tproj_short_name\tclndr_id\tlast_recalc_date\r\n"                  \
    "%R\t1\tSchool\t7\t2026-05-04 08:00\r\n"                                                       \
    "%T\tCALENDAR\r\n%F\tclndr_id\tdefault_flag\tclndr_name\tclndr_data\r\n"                       \
    "%R\t7\tY\tSite\t" CALENDAR_DATA "\r\n"
#define TASKS                                                                                      \
    "%T\tTASK\r\n%F\ttask_id\tclndr_id\ttask_type\ttask_name\ttarget_drtn_hr_cnt\t"                \
    "remain_drtn_hr_cnt\tact_start_date\tact_end_date\tcstr_type\tcstr_date\r\n"
#define LINKS "%T\tTASKPRED\r\n%F\ttask_pred_id\ttask_id\tpred_task_id\tpred_type\tlag_hr_cnt\r\n"

static const char *plan(const char *xer)
{
    struct project_file file;
    struct project_schedule schedule;
    struct text_builder out;
    err.message[0] = '\0';
    enum error_kind kind = xer_read(text_of(xer), &arena, &file, &err);
    if (kind == OK) {
        kind = project_file_schedule(&file, &arena, &schedule, &err);
    }
    if (kind != OK) {
        return err.message;
    }
    text_builder_init(&out, &arena, 1 << 20);
    project_csv_add(&out, &file, &schedule);
    return strchr(text_c_string(text_builder_text(&out), &arena), '\n') + 1;
}

static void calendars_links_and_lags_of_p6_are_read(void **state)
{
    (void)state;
    /* 12 hours from Monday: Tuesday is free, so until Wednesday noon. The lag of 4 hours is counted
     * in the predecessor's calendar: Wednesday 17:00, so Thursday. */
    assert_string_equal(
        plan(HEAD TASKS "%R\t100\t7\tTT_Task\tDig\t12\t12\t\t\t\t\r\n"
                        "%R\t200\t7\tTT_Task\tPour\t16\t16\t\t\t\t\r\n"
                        "%R\t300\t7\tTT_FinMile\tDone\t0\t0\t\t\t\t\r\n" LINKS
                        "%R\t1\t200\t100\tPR_FS\t4\r\n%R\t2\t300\t200\tPR_FS\t0\r\n%E\r\n"),
        "100,2026-05-04T08:00,2026-05-06T12:00,2026-05-04T08:00,2026-05-06T12:00,0,0,true\n"
        "200,2026-05-07T08:00,2026-05-08T17:00,2026-05-07T08:00,2026-05-08T17:00,0,0,true\n"
        "300,2026-05-08T17:00,2026-05-08T17:00,2026-05-08T17:00,2026-05-08T17:00,0,0,true\n");
}

static void exceptions_of_p6_may_be_worked(void **state)
{
    (void)state;
    assert_string_equal(
        plan(HEAD TASKS "%R\t100\t7\tTT_Task\tLong\t36\t36\t\t\t\t\r\n%E\r\n"),
        "100,2026-05-04T08:00,2026-05-09T12:00,2026-05-04T08:00,2026-05-09T12:00,0,0,true\n");
}

static void constraints_and_progress_of_p6_are_kept(void **state)
{
    (void)state;
    /* Done; half done, of which 8 hours remain from the data date; "start on or before" leaves the
     * early dates and makes the late ones earlier. */
    assert_string_equal(
        plan(HEAD TASKS "%R\t1\t7\tTT_Task\tDone\t8\t0\t2026-04-30 08:00\t2026-04-30 17:00\t\t\r\n"
                        "%R\t2\t7\tTT_Task\tRuns\t16\t8\t2026-04-30 08:00\t\t\t\r\n"
                        "%R\t3\t7\tTT_Task\tBy\t8\t8\t\t\tCS_MSOB\t2026-05-04 08:00\r\n" LINKS
                        "%R\t1\t3\t2\tPR_FS\t0\r\n%E\r\n"),
        "1,2026-04-30T08:00,2026-04-30T17:00,2026-04-30T08:00,2026-04-30T17:00,0,0,false\n"
        "2,2026-05-04T08:00,2026-05-04T17:00,2026-05-01T08:00,2026-05-01T17:00,-480,0,true\n"
        "3,2026-05-06T08:00,2026-05-06T17:00,2026-05-04T08:00,2026-05-04T17:00,-480,0,true\n");
}

static void bad_files_of_p6_are_refused(void **state)
{
    (void)state;
    assert_string_equal(plan("%T\tTASK\n"), "line 1: the file does not begin with ERMHDR");
    assert_string_equal(plan(HEAD TASKS "%R\t1\t7\tTT_Task\tA\tx\t8\t\t\t\t\r\n"),
                        "line 10: target_drtn_hr_cnt is not a number of hours");
    assert_string_equal(
        plan(HEAD TASKS "%R\t1\t7\tTT_Task\tA\t8\t8\t\t\t\t\r\n" LINKS "%R\t1\t1\t9\tPR_XX\t0\r\n"),
        "line 13: pred_type is no type of link");
    assert_string_equal(plan(HEAD TASKS "%R\t1\t7\tTT_Task\tA\t8\t8\t\t\t\t\r\n"
                                        "%R\t2\t7\tTT_Task\tB\t8\t8\t\t\t\t\r\n" LINKS
                                        "%R\t1\t1\t2\tPR_FS\t0\r\n%R\t2\t2\t1\tPR_SS\t0\r\n"),
                        "2 activities form a cycle: 2 → 1 → 2");
    assert_string_equal(plan("ERMHDR\n%T\tCALENDAR\n%F\tclndr_id\tclndr_data\n%R\t1\t(0||Calen\n"),
                        "line 4: clndr_data is not a calendar of P6");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calendars_links_and_lags_of_p6_are_read),
        cmocka_unit_test(exceptions_of_p6_may_be_worked),
        cmocka_unit_test(constraints_and_progress_of_p6_are_kept),
        cmocka_unit_test(bad_files_of_p6_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
