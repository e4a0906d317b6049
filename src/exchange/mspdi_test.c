#include "base/test_support.h"

#include "exchange/project_file.h"

#include <stdio.h>
#include <string.h>

static struct arena arena;
static struct error err;

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct text read_file(const char *path)
{
    char piece[4096];
    size_t got;
    struct text_builder bytes;
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    text_builder_init(&bytes, &arena, 1 << 20);
    while ((got = fread(piece, 1, sizeof piece, in)) > 0) {
        text_builder_add(&bytes, (struct text){piece, got});
    }
    fclose(in);
    return text_builder_text(&bytes);
}

/* --- what Microsoft Project computed ---------------------------------------------------------- */

struct row {
    char uid[12], summary[4], early[2][20], late[2][20], total[12], free[12], critical[8];
};

/* The next line; false at the end. `summaries`: it has a column that our own file has not. */
static bool next_row(const char **at, bool summaries, struct row *row)
{
    char line[256];
    const char *end = strchr(*at, '\n');
    if (end == NULL || (size_t)(end - *at) >= sizeof line) {
        return false;
    }
    memcpy(line, *at, (size_t)(end - *at));
    line[end - *at] = '\0';
    *at = end + 1;
    int got =
        sscanf(line,
               summaries ? "%11[^,],%3[^,],%19[^,],%19[^,],%19[^,],%19[^,],%11[^,],%11[^,],%7s"
                         : "%11[^,],%19[^,]%3[,]%19[^,],%19[^,],%19[^,],%11[^,],%11[^,],%7s",
               row->uid, summaries ? row->summary : row->early[0],
               summaries ? row->early[0] : row->summary, row->early[1], row->late[0], row->late[1],
               row->total, row->free, row->critical);
    return got == 9;
}

struct counts {
    int tasks, early, late, total, free, critical;
};

static struct counts compare(const char *name, bool summaries)
{
    char path[128];
    struct project_file file;
    struct project_schedule schedule;
    struct text_builder out;
    struct counts counts = {0};
    snprintf(path, sizeof path, "tests/data/oracles/%s.xml", name);
    assert_int_equal(mspdi_read(read_file(path), &arena, &file, &err), OK);
    assert_int_equal(project_file_schedule(&file, &arena, &schedule, &err), OK);
    text_builder_init(&out, &arena, 1 << 20);
    project_csv_add(&out, &file, &schedule);
    const char *ours = text_c_string(text_builder_text(&out), &arena);
    snprintf(path, sizeof path, "tests/data/oracles/%s.csv", name);
    const char *theirs = text_c_string(read_file(path), &arena);
    struct row a, b;
    ours = strchr(ours, '\n') + 1;
    theirs = strchr(theirs, '\n') + 1;
    while (next_row(&theirs, true, &b)) {
        assert_true(next_row(&ours, false, &a));
        assert_string_equal(a.uid, b.uid);
        if ((b.summary[0] == '1') != summaries) {
            continue;
        }
        counts.tasks++;
        counts.early += strcmp(a.early[0], b.early[0]) == 0 && strcmp(a.early[1], b.early[1]) == 0;
        counts.late += strcmp(a.late[0], b.late[0]) == 0 && strcmp(a.late[1], b.late[1]) == 0;
        counts.total += strcmp(a.total, b.total) == 0;
        counts.free += strcmp(a.free, b.free) == 0;
        counts.critical += strcmp(a.critical, b.critical) == 0;
    }
    return counts;
}

static void dates_are_those_that_microsoft_project_computed(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct counts counts;
    } plans[] = {
        /* clang-format off */
        {"aspose-actual",        {14, 14, 14, 14, 14, 14}},
        {"aspose-blank2010",     {5, 5, 5, 5, 5, 5}},
        {"aspose-homemove",      {126, 126, 126, 126, 126, 126}},
        /* Two tasks with a calendar of their own: their slack is told in it, but they move by what
         * it shares with their resources' one. */
        {"aspose-ozbuild16",     {15, 15, 15, 13, 15, 15}},
        {"aspose-swdev-plan",    {74, 74, 74, 74, 74, 74}},
        {"mpxj-legacy-bug1",     {10, 10, 8, 8, 10, 10}},
        {"mpxj-legacy-sample",   {18, 18, 18, 18, 18, 18}},
        {"mpxj-mpp14relations",  {5, 5, 5, 5, 5, 5}},
        {"mpxj-slack9",          {15, 15, 15, 15, 15, 15}},
        /* clang-format on */
    };
    int tasks = 0, early = 0, late = 0, summary_count = 0, summary_early = 0, summary_late = 0;
    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++) {
        struct counts c = compare(plans[i].name, false), s = compare(plans[i].name, true);
        printf("%-20s tasks %3d early %3d late %3d total slack %3d free slack %3d critical %3d\n",
               plans[i].name, c.tasks, c.early, c.late, c.total, c.free, c.critical);
        assert_memory_equal(&c, &plans[i].counts, sizeof c);
        tasks += c.tasks;
        early += c.early;
        late += c.late;
        summary_count += s.tasks;
        summary_early += s.early;
        summary_late += s.late;
    }
    printf("all: early %d of %d, late %d; summaries: early %d of %d, late %d\n", early, tasks, late,
           summary_early, summary_count, summary_late);
    assert_int_equal(summary_early, summary_count);
    assert_int_equal(summary_late, summary_count);
}

/* --- small files ------------------------------------------------------------------------------ */

#define STANDARD_DAY(number)                                                                       \
    "<WeekDay><DayType>" number "</DayType><DayWorking>1</DayWorking><WorkingTimes>"               \
    "<WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>"            \
    "<WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime>"            \
    "</WorkingTimes></WeekDay>"
#define STANDARD_WEEK                                                                              \
    "<WeekDays>" STANDARD_DAY("2") STANDARD_DAY("3") STANDARD_DAY("4") STANDARD_DAY("5")           \
        STANDARD_DAY("6") "</WeekDays>"
/* Monday 4 May 2026. */
#define FILE_WITH(exceptions, tasks)                                                               \
    "<Project xmlns=\"http://schemas.microsoft.com/project\"><StartDate>2026-05-04T08:00:00"       \
    "</StartDate><CalendarUID>1</CalendarUID><Calendars><Calendar><UID>1</UID><Name>S</Name>"      \
    "<BaseCalendarUID>-1</BaseCalendarUID>" STANDARD_WEEK exceptions                               \
    "</Calendar></Calendars><Tasks>" tasks "</Tasks></Project>"
#define TASK(uid, level, duration, rest)                                                           \
    "<Task><UID>" uid "</UID><OutlineLevel>" level "</OutlineLevel><Duration>" duration            \
    "</Duration><DurationFormat>7</DurationFormat>" rest "</Task>"
#define AFTER(uid, type, lag, format)                                                              \
    "<PredecessorLink><PredecessorUID>" uid "</PredecessorUID><Type>" type "</Type><LinkLag>" lag  \
    "</LinkLag><LagFormat>" format "</LagFormat></PredecessorLink>"

static const char *plan(const char *xml)
{
    struct project_file file;
    struct project_schedule schedule;
    struct text_builder out;
    err.message[0] = '\0';
    assert_int_equal(mspdi_read(text_of(xml), &arena, &file, &err), OK);
    assert_int_equal(project_file_schedule(&file, &arena, &schedule, &err), OK);
    text_builder_init(&out, &arena, 1 << 20);
    project_csv_add(&out, &file, &schedule);
    return strchr(text_c_string(text_builder_text(&out), &arena), '\n') + 1;
}

static void lags_are_worked_elapsed_or_a_share(void **state)
{
    (void)state;
    /* Two days of work end on Tuesday; one elapsed day later is Wednesday 17:00, so Thursday; half
     * of two days later is Thursday too. */
    assert_string_equal(
        plan(FILE_WITH("", TASK("1", "1", "PT16H0M0S", "")
                               TASK("2", "1", "PT8H0M0S", AFTER("1", "1", "14400", "8"))
                                   TASK("3", "1", "PT8H0M0S", AFTER("1", "1", "50", "19"))
                                       TASK("4", "1", "PT8H0M0S", AFTER("1", "3", "4800", "7")))),
        "1,2026-05-04T08:00,2026-05-05T17:00,2026-05-04T08:00,2026-05-05T17:00,0,0,true\n"
        "2,2026-05-07T08:00,2026-05-07T17:00,2026-05-07T08:00,2026-05-07T17:00,0,0,true\n"
        "3,2026-05-07T08:00,2026-05-07T17:00,2026-05-07T08:00,2026-05-07T17:00,0,0,true\n"
        "4,2026-05-05T08:00,2026-05-05T17:00,2026-05-07T08:00,2026-05-07T17:00,960,960,false\n");
}

static void constraints_hold_and_negative_slack_says_by_how_much(void **state)
{
    (void)state;
    /* Must finish on Tuesday though its predecessor needs until Wednesday: it stands, one day
     * negative; the predecessor has to end by Monday evening. */
    assert_string_equal(
        plan(FILE_WITH("", TASK("1", "1", "PT16H0M0S", "") TASK(
                               "2", "1", "PT8H0M0S",
                               "<ConstraintType>3</ConstraintType><ConstraintDate>"
                               "2026-05-05T17:00:00</ConstraintDate>" AFTER("1", "1", "0", "7"))
                               TASK("3", "1", "PT8H0M0S",
                                    "<ConstraintType>4</ConstraintType><ConstraintDate>"
                                    "2026-05-07T08:00:00</ConstraintDate>"
                                    "<Deadline>2026-05-06T17:00:00</Deadline>"))),
        "1,2026-05-04T08:00,2026-05-05T17:00,2026-05-01T08:00,2026-05-04T17:00,-480,0,true\n"
        "2,2026-05-05T08:00,2026-05-05T17:00,2026-05-05T08:00,2026-05-05T17:00,-480,0,true\n"
        "3,2026-05-07T08:00,2026-05-07T17:00,2026-05-06T08:00,2026-05-06T17:00,-480,0,true\n");
}

static void summaries_hand_links_to_their_tasks(void **state)
{
    (void)state;
    assert_string_equal(
        plan(FILE_WITH("", TASK("1", "1", "PT8H0M0S", "")
                               TASK("2", "1", "PT0H0M0S", AFTER("1", "1", "0", "7"))
                                   TASK("3", "2", "PT8H0M0S", "") TASK("4", "2", "PT16H0M0S", "")
                                       TASK("5", "1", "PT8H0M0S", AFTER("2", "1", "0", "7")))),
        "1,2026-05-04T08:00,2026-05-04T17:00,2026-05-04T08:00,2026-05-04T17:00,0,0,true\n"
        "2,2026-05-05T08:00,2026-05-06T17:00,2026-05-05T08:00,2026-05-06T17:00,0,0,true\n"
        "3,2026-05-05T08:00,2026-05-05T17:00,2026-05-06T08:00,2026-05-06T17:00,480,480,false\n"
        "4,2026-05-05T08:00,2026-05-06T17:00,2026-05-05T08:00,2026-05-06T17:00,0,0,true\n"
        "5,2026-05-07T08:00,2026-05-07T17:00,2026-05-07T08:00,2026-05-07T17:00,0,0,true\n");
}

#define EXCEPTION(from, to, rest)                                                                  \
    "<Exceptions><Exception><TimePeriod><FromDate>" from "T00:00:00</FromDate><ToDate>" to         \
    "T23:59:00</ToDate></TimePeriod>" rest "<DayWorking>0</DayWorking></Exception></Exceptions>"

static bool is_free(const struct project_file *file, int year, int month, int day)
{
    return dayclock_hours(&file->calendars[0].clock, date_of(year, month, day).day_number)->count ==
           0;
}

static struct project_file read_exception(const char *xml)
{
    struct project_file file;
    assert_int_equal(mspdi_read(text_of(xml), &arena, &file, &err), OK);
    return file;
}

static void exceptions_recur(void **state)
{
    (void)state;
    /* Every second Wednesday and Thursday from Wednesday 6 May. */
    struct project_file weekly = read_exception(
        FILE_WITH(EXCEPTION("2026-05-06", "2026-06-30",
                            "<Type>6</Type><Period>2</Period><DaysOfWeek>24</DaysOfWeek>"),
                  ""));
    assert_true(is_free(&weekly, 2026, 5, 6) && is_free(&weekly, 2026, 5, 7));
    assert_false(is_free(&weekly, 2026, 5, 13));
    assert_true(is_free(&weekly, 2026, 5, 20));
    /* The first Monday of September, three times. */
    struct project_file yearly = read_exception(FILE_WITH(
        EXCEPTION("2026-09-01", "2026-09-30",
                  "<EnteredByOccurrences>1</EnteredByOccurrences><Occurrences>3</Occurrences>"
                  "<Type>3</Type><MonthItem>4</MonthItem><MonthPosition>0</MonthPosition>"
                  "<Month>8</Month>"),
        ""));
    assert_true(is_free(&yearly, 2026, 9, 7) && is_free(&yearly, 2027, 9, 6));
    assert_true(is_free(&yearly, 2028, 9, 4));
    assert_false(is_free(&yearly, 2029, 9, 3));
    /* The last weekday of each month. */
    struct project_file monthly = read_exception(
        FILE_WITH(EXCEPTION("2026-05-01", "2026-12-31",
                            "<Type>5</Type><Period>1</Period><MonthItem>1</MonthItem>"
                            "<MonthPosition>4</MonthPosition>"),
                  ""));
    assert_true(is_free(&monthly, 2026, 5, 29) && is_free(&monthly, 2026, 6, 30));
    assert_false(is_free(&monthly, 2026, 5, 28));
}

static void assert_refused(const char *xml, enum error_kind kind, const char *code)
{
    struct project_file file;
    struct project_schedule schedule;
    struct error refused = {0};
    enum error_kind got = mspdi_read(text_of(xml), &arena, &file, &refused);
    if (got == OK) {
        got = project_file_schedule(&file, &arena, &schedule, &refused);
    }
    assert_int_equal(got, kind);
    assert_string_equal(refused.code, code);
}

static void bad_files_are_refused(void **state)
{
    (void)state;
    assert_refused("<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]>"
                   "<Project>&lol2;</Project>",
                   ERROR_MALFORMED, "mspdi.doctype");
    assert_refused("<Projects/>", ERROR_MALFORMED, "mspdi.syntax");
    assert_refused("<Project><Tasks>", ERROR_MALFORMED, "mspdi.syntax");
    assert_refused(FILE_WITH("", TASK("1", "1", "PT99999999999H0M0S", "")), ERROR_MALFORMED,
                   "mspdi.syntax");
    assert_refused(FILE_WITH("", TASK("1", "1", "PT8H0M0S", "<Start>9999-01-01T08:00:00</Start>")),
                   ERROR_MALFORMED, "mspdi.syntax");
    assert_refused(FILE_WITH("", TASK("1", "1", "PT8H0M0S", AFTER("7", "1", "0", "7"))),
                   ERROR_INVALID, "project.link");
    assert_refused(FILE_WITH("", TASK("1", "1", "PT8H0M0S", AFTER("2", "1", "0", "7"))
                                     TASK("2", "1", "PT8H0M0S", AFTER("1", "3", "0", "7"))),
                   ERROR_INVALID, "schedule.cycle");
    assert_refused("<Project><StartDate>2026-05-04T08:00:00</StartDate><Calendars><Calendar>"
                   "<UID>1</UID><Name>S</Name></Calendar></Calendars><Tasks>" TASK(
                       "1", "1", "PT8H0M0S", "") "</Tasks></Project>",
                   ERROR_INVALID, "project.calendar");
    /* Work on one single day: what does not end on it never ends. */
    assert_refused(
        "<Project><StartDate>2026-05-04T08:00:00</StartDate><Calendars><Calendar><UID>1</UID>"
        "<Name>S</Name><Exceptions><Exception><TimePeriod><FromDate>2026-05-04T00:00:00</FromDate>"
        "<ToDate>2026-05-04T23:59:00</ToDate></TimePeriod><Type>1</Type><DayWorking>1</DayWorking>"
        "<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime>"
        "</WorkingTime></WorkingTimes></Exception></Exceptions></Calendar></Calendars><Tasks>" TASK(
            "1", "1", "PT8H0M0S", "") "</Tasks></Project>",
        ERROR_LIMIT, "schedule.horizon");
}

static struct text write_file(const struct project_file *file,
                              const struct project_schedule *schedule)
{
    struct text_builder out;
    text_builder_init(&out, &arena, 1 << 22);
    mspdi_write(file, schedule, &out);
    return text_builder_text(&out);
}

/* Read, written, read: the same text again and the same dates, and with dates added the same file. */
static void assert_round_trip(struct text xml)
{
    struct project_file file, again, third;
    struct project_schedule schedule, schedule_again;
    struct text_builder csv, csv_again;
    assert_int_equal(mspdi_read(xml, &arena, &file, &err), OK);
    assert_int_equal(project_file_schedule(&file, &arena, &schedule, &err), OK);
    struct text written = write_file(&file, NULL);
    assert_int_equal(mspdi_read(written, &arena, &again, &err), OK);
    assert_true(text_is_equal(write_file(&again, NULL), written));
    assert_int_equal(project_file_schedule(&again, &arena, &schedule_again, &err), OK);
    text_builder_init(&csv, &arena, 1 << 22);
    text_builder_init(&csv_again, &arena, 1 << 22);
    project_csv_add(&csv, &file, &schedule);
    project_csv_add(&csv_again, &again, &schedule_again);
    assert_true(text_is_equal(text_builder_text(&csv), text_builder_text(&csv_again)));
    assert_int_equal(mspdi_read(write_file(&file, &schedule), &arena, &third, &err), OK);
    assert_int_equal(third.task_count, file.task_count);
}

static void what_is_written_is_read_again(void **state)
{
    (void)state;
    static const char *const names[] = {
        "aspose-actual",      "aspose-homemove",     "aspose-ozbuild16", "aspose-swdev-plan",
        "mpxj-legacy-sample", "mpxj-mpp14relations", "mpxj-slack9"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[128];
        snprintf(path, sizeof path, "tests/data/oracles/%s.xml", names[i]);
        assert_round_trip(read_file(path));
    }
    assert_round_trip(text_of(FILE_WITH(
        EXCEPTION("2026-05-06", "2026-06-30",
                  "<Type>6</Type><Period>2</Period><DaysOfWeek>24</DaysOfWeek>"),
        TASK("1", "1", "PT16H0M0S",
             "<Name>a &lt; b &amp; c</Name><Baseline><Number>0</Number><Start>2026-05-04T08:00:00"
             "</Start><Duration>PT8H0M0S</Duration></Baseline><LevelingDelay>600</LevelingDelay>")
            TASK("2", "1", "PT8H0M0S",
                 AFTER("1", "1", "50", "19") AFTER("1", "0", "14400", "8")))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(dates_are_those_that_microsoft_project_computed),
        cmocka_unit_test(lags_are_worked_elapsed_or_a_share),
        cmocka_unit_test(constraints_hold_and_negative_slack_says_by_how_much),
        cmocka_unit_test(summaries_hand_links_to_their_tasks),
        cmocka_unit_test(exceptions_recur),
        cmocka_unit_test(bad_files_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
