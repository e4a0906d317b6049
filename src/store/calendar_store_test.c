/* What is known of calendars, seasons, thaws and disruptions on a day, on both databases. */
#include "store/calendar_store.h"
#include "store/programme_store.h"
#include "store/store_fixture.h"

static struct arena arena;

static enum error_kind fill(struct tx *tx, void *context, struct error *err)
{
    const struct division division = {TEXT("230109"), TEXT("松北区"), TEXT("Songbei District"),
                                      TEXT("district")};
    const struct stored_calendar city[] = {
        {TEXT("city"), 1, date_of(2020, 1, 5), TEXT("{}"), TEXT("office"), TEXT("first"), 7},
        {TEXT("city"), 2, date_of(2020, 3, 1), TEXT("{}"), TEXT("office"), TEXT("second"), 8},
        {TEXT("department:nr"), 1, date_of(2020, 1, 5), TEXT("{}"), TEXT("office"), TEXT("x"), 9}};
    const struct stored_season season = {.division = TEXT("230109"),
                                         .work = TEXT("earth"),
                                         .version = 1,
                                         .known_on = date_of(2020, 2, 1),
                                         .follows_thaw = true,
                                         .windows = TEXT("[]"),
                                         .author = TEXT("office"),
                                         .reason = TEXT("通知"),
                                         .created_at = 7};
    struct stored_thaw thaw = {.division = TEXT("230109"),
                               .year = 2020,
                               .version = 1,
                               .known_on = date_of(2020, 3, 1),
                               .day = date_of(2020, 4, 5),
                               .author = TEXT("office"),
                               .reason = TEXT("测温"),
                               .created_at = 7};
    struct stored_disruption flood = {.scope = TEXT("division:230109"),
                                      .from = date_of(2020, 2, 3),
                                      .stops = TEXT("approvals"),
                                      .reason = TEXT("疫情"),
                                      .known_on = date_of(2020, 1, 30),
                                      .author = TEXT("office"),
                                      .created_at = 7,
                                      .version = 1,
                                      .end_known_on = date_of(2020, 1, 30),
                                      .to = date_of(2020, 2, 14),
                                      .end_author = TEXT("office"),
                                      .end_reason = TEXT("")};
    (void)context;
    TRY(division_store_add(tx, &division, 1, err));
    for (size_t i = 0; i < 3; i++) {
        TRY(calendar_store_add(tx, &city[i], err));
    }
    TRY(season_store_add(tx, &season, err));
    TRY(thaw_store_add(tx, &thaw, err));
    thaw.version = 2;
    thaw.known_on = date_of(2020, 3, 20);
    thaw.day = DATE_NONE;
    TRY(thaw_store_add(tx, &thaw, err));
    TRY(disruption_store_add(tx, &flood, err));
    TRY(disruption_store_end(tx, &flood, 7, err));
    flood.version = 2;
    flood.end_known_on = date_of(2020, 2, 7);
    flood.to = date_of(2020, 2, 9);
    return disruption_store_end(tx, &flood, 8, err);
}

struct known {
    struct date as_of;
    struct stored_calendar *all, *city;
    struct stored_season *seasons;
    struct stored_thaw *thaws;
    struct stored_disruption *disruptions;
    size_t all_count, city_count, season_count, thaw_count, disruption_count;
};

static enum error_kind read_known(struct tx *tx, void *context, struct error *err)
{
    struct known *k = context;
    TRY(calendar_store_list(tx, TEXT(""), k->as_of, &arena, &k->all, &k->all_count, err));
    TRY(calendar_store_list(tx, TEXT("city"), k->as_of, &arena, &k->city, &k->city_count, err));
    TRY(season_store_list(tx, k->as_of, &arena, &k->seasons, &k->season_count, err));
    TRY(thaw_store_list(tx, k->as_of, &arena, &k->thaws, &k->thaw_count, err));
    return disruption_store_list(tx, k->as_of, &arena, &k->disruptions, &k->disruption_count, err);
}

static struct known known_on(struct db *db, struct date as_of)
{
    struct known known = {.as_of = as_of};
    struct error err;
    if (db_read(db, read_known, &known, &err) != OK) {
        fail_msg("%s", err.message);
    }
    return known;
}

static enum error_kind add_twice(struct tx *tx, void *context, struct error *err)
{
    const struct stored_calendar again = {
        TEXT("city"), 2, date_of(2020, 3, 1), TEXT("{}"), TEXT("b"), TEXT("late"), 9};
    (void)context;
    return calendar_store_add(tx, &again, err);
}

static void versions_body(struct store_fixture *fixture)
{
    struct error err;
    assert_int_equal(db_write(fixture->db, fill, NULL, &err), OK);

    struct known january = known_on(fixture->db, date_of(2020, 1, 31));
    assert_int_equal(january.all_count, 2);
    assert_int_equal(january.city_count, 1);
    assert_int_equal(january.season_count + january.thaw_count, 0);
    assert_int_equal(january.disruption_count, 1);
    assert_int_equal(january.disruptions[0].to.day_number, date_of(2020, 2, 14).day_number);
    assert_int_equal(known_on(fixture->db, date_of(2020, 1, 29)).disruption_count, 0);

    struct known march = known_on(fixture->db, date_of(2020, 3, 1));
    assert_int_equal(march.city_count, 2);
    assert_true(text_is_equal(march.city[1].reason, TEXT("second")));
    assert_int_equal(march.city[1].version, 2);
    assert_int_equal(march.thaws[0].day.day_number, date_of(2020, 4, 5).day_number);
    assert_true(march.seasons[0].follows_thaw);
    assert_int_equal(march.disruptions[0].to.day_number, date_of(2020, 2, 9).day_number);
    assert_int_equal(march.disruptions[0].version, 2);

    struct known all = known_on(fixture->db, DATE_NONE);
    assert_int_equal(all.all_count, 3);
    assert_int_equal(all.thaw_count, 2);
    assert_true(date_is_none(all.thaws[1].day));
    assert_int_equal(db_write(fixture->db, add_twice, NULL, &err), ERROR_CONFLICT);
}

static void a_day_sees_the_versions_that_were_known_on_it(void **state)
{
    (void)state;
    fixture_on_both(versions_body);
}

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_sees_the_versions_that_were_known_on_it)};
    return cmocka_run_group_tests(tests, NULL, release);
}
