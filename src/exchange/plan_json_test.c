#include "base/test_support.h"

#include "domain/schedule/schedule.h"
#include "exchange/network_json.h"
#include "exchange/plan_json.h"

#include <string.h>

struct fixture {
    struct arena arena;
    struct network_plan plan;
    struct error err;
};

static enum error_kind take(struct fixture *f, const char *json)
{
    *f = (struct fixture){0};
    return network_json_read(text_of(json), &f->arena, &f->plan.network, &f->err);
}

#define assert_refused(json, expected_code, part)                                                  \
    do {                                                                                           \
        struct fixture refused_;                                                                   \
        assert_int_not_equal(take(&refused_, json), OK);                                           \
        assert_string_equal(refused_.err.code, expected_code);                                     \
        assert_non_null(strstr(refused_.err.message, part));                                       \
        arena_release(&refused_.arena);                                                            \
    } while (0)

static void a_network_is_planned_and_written_as_csv(void **state)
{
    struct fixture f;
    struct text_builder out, sentence;
    (void)state;
    assert_int_equal(
        take(&f,
             "{\"links\":[{\"from\":\"A\",\"to\":2,\"lag\":1}],\"start\":\"2020-03-02\",\"x\":[{}],"
             "\"calendars\":[{\"id\":\"c\",\"week\":[1,1,1,1,true,0,false],"
             "\"off\":[\"2020-03-09\"],\"work\":[\"2020-03-14\"]}],"
             "\"activities\":[{\"id\":\"A\",\"name\":\"a, \\\"b\\\" \\u4e59\",\"duration\":5},"
             "{\"id\":2,\"duration\":4,\"calendar\":\"c\"}]}"),
        OK);
    assert_int_equal(schedule_compute(&f.plan.network, &f.arena, &f.plan.schedule, &f.err), OK);
    schedule_trace(&f.plan.network, &f.plan.schedule, &f.arena, &f.plan.chains);
    text_builder_init(&out, &f.arena, 4096);
    text_builder_init(&sentence, &f.arena, 4096);
    plan_csv_add_activity(&out, &f.plan, 0, &sentence);
    plan_csv_add_activity(&out, &f.plan, 1, &sentence);
    /* A from Monday to Friday; Monday the 9th is off, Saturday the 14th works: one day of lag (the
     * 10th), then Wednesday to Saturday. */
    assert_text(
        text_builder_text(&out),
        "A,\"a, \"\"b\"\" "
        "乙\",2020-03-02,2020-03-06,2020-03-02,2020-03-06,0,2020-02-28,true,\"early "
        "start 2020-03-02: not before 2020-03-02, calendar c. late finish 2020-03-06: FS+1 to 2 "
        "starting by 2020-03-11, calendar c; chain of 1 to 2 by 2020-03-14.\"\n"
        "2,2,2020-03-11,2020-03-14,2020-03-11,2020-03-14,0,2020-03-10,true,\"early start "
        "2020-03-11: "
        "FS+1 from a, \"\"b\"\" 乙 finishing 2020-03-06, calendar c; chain of 1 from a, \"\"b\"\" "
        "乙 on "
        "2020-03-02. late finish 2020-03-14: not after 2020-03-14, calendar c.\"\n");
    arena_release(&f.arena);
}

static void a_network_without_calendars_works_every_day(void **state)
{
    struct fixture f;
    (void)state;
    assert_int_equal(
        take(&f, "{\"activities\":[{\"id\":\"A\",\"duration\":3}],\"finish\":\"2020-03-08\"}"), OK);
    assert_int_equal(schedule_compute(&f.plan.network, &f.arena, &f.plan.schedule, &f.err), OK);
    assert_int_equal(f.plan.schedule.late_start[0].day_number, date_of(2020, 3, 6).day_number);
    arena_release(&f.arena);
}

static void what_is_wrong_is_named(void **state)
{
    (void)state;
    assert_refused("{\"activities\":[{\"id\":\"A\",\"duration\":3}]}", "network.anchor", "start");
    assert_refused("{\"activities\":[],\"start\":\"2020-03-08\"}", "network.empty",
                   "no activities");
    assert_refused("{\"start\":\"2020-03-08\"}", "json.missing", "activities");
    assert_refused("{\"activities\":[{\"id\":\"A\"}],\"start\":\"2020-03-08\"}", "json.missing",
                   "duration");
    assert_refused("{\"activities\":[{\"id\":\"A\",\"duration\":-1}],\"start\":\"2020-03-08\"}",
                   "network.duration", "-1");
    assert_refused("{\"activities\":[{\"id\":\"A\",\"duration\":1.5}],\"start\":\"2020-03-08\"}",
                   "json.type", "whole number");
    assert_refused("{\"activities\":[{\"id\":\"A\",\"duration\":1},{\"id\":\"A\",\"duration\":1}],"
                   "\"start\":\"2020-03-08\"}",
                   "network.double", "\"A\"");
    assert_refused("{\"activities\":[{\"id\":\"A\",\"duration\":1,\"calendar\":\"no\"}],"
                   "\"start\":\"2020-03-08\"}",
                   "network.calendar", "\"no\"");
    assert_refused("{\"activities\":[{\"id\":\"A\",\"duration\":1}],\"start\":\"2020-02-31\"}",
                   "date.day", "2020-02-31");
    assert_refused("{\"activities\":[{\"id\":\"A\",\"duration\":1}],\"start\":\"2020-02-01\","
                   "\"links\":[{\"from\":\"A\",\"to\":\"B\"}]}",
                   "network.link", "\"B\"");
    assert_refused("{\"activities\":[{\"id\":\"A\",\"duration\":1}],\"start\":\"2020-02-01\","
                   "\"links\":[{\"from\":\"A\",\"to\":\"A\",\"type\":\"XS\"}]}",
                   "network.type", "\"XS\"");
    assert_refused("{\"activities\":[{\"id\":\"A\",\"duration\":1}],\"start\":\"2020-02-01\","
                   "\"calendars\":[{\"id\":\"c\",\"week\":[1,1,1,1,1,0]}]}",
                   "network.week", "seven");
    assert_refused("{\"activities\":[{\"id\":\"A\",\"duration\":1}],\n\"start\":\"2020-02-01\" x",
                   "json.syntax", "line 2");
    assert_refused("[]", "json.type", "object");
    assert_refused("", "json.syntax", "early");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_network_is_planned_and_written_as_csv),
        cmocka_unit_test(a_network_without_calendars_works_every_day),
        cmocka_unit_test(what_is_wrong_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
