/* Cases, events, papers and promises on both databases: what comes back is what went in, who is second
 * is told, and a statement that fails leaves nothing behind, whichever it is. */
#include "store/case_store.h"
#include "store/party_store.h"
#include "store/promise_store.h"
#include "store/store_fixture.h"

struct world {
    struct project project;
    struct application application;
    struct stored_case stored;
};

static enum error_kind make_world(struct tx *tx, void *context, struct error *err)
{
    struct world *world = context;
    const struct division division = {TEXT("230102"), TEXT("道里区"), TEXT("Daoli"),
                                      TEXT("district")};
    world->project = (struct project){.code = TEXT("P-1"),
                                      .name = TEXT("厂房"),
                                      .owner_code = TEXT("91230102MA1AAAAA1E"),
                                      .division = TEXT("230102"),
                                      .sector = TEXT("C"),
                                      .conditions = TEXT("{}")};
    TRY(division_store_add(tx, &division, 0, err));
    return project_store_add(tx, &world->project, 1, err);
}

/* An application with one case and its first event: four statements and more. */
static enum error_kind hand_in(struct tx *tx, void *context, struct error *err)
{
    struct world *world = context;
    world->application = (struct application){.project_id = world->project.id,
                                              .stage = 1,
                                              .form = TEXT("{}"),
                                              .submitted_on = date_of(2020, 3, 5),
                                              .submitted_by = TEXT("owner")};
    TRY(application_store_add(tx, &world->application, 1, err));
    world->stored = (struct stored_case){.application_id = world->application.id,
                                         .project_id = world->project.id,
                                         .item_id = TEXT("soil_water"),
                                         .department = TEXT("wr"),
                                         .stage = 1,
                                         .first_on = date_of(2020, 3, 5),
                                         .accepted_on = DATE_NONE,
                                         .ended_on = DATE_NONE,
                                         .due_on = DATE_NONE,
                                         .limit_on = DATE_NONE,
                                         .valid_until = DATE_NONE};
    TRY(case_store_add(tx, &world->stored, 1, err));
    const struct stored_entry entry = {.entry = {.event = CASE_START_SPECIAL,
                                                 .state = CASE_SPECIAL,
                                                 .day = date_of(2020, 3, 5),
                                                 .special = SPECIAL_PUBLIC_NOTICE,
                                                 .length = 10,
                                                 .unit = UNIT_NATURAL_DAY,
                                                 .reason = TEXT("依法公示")},
                                       .side = SIDE_DEPARTMENT,
                                       .actor = TEXT("wr"),
                                       .created_at = 7,
                                       .seq = 1};
    world->stored.state = CASE_SPECIAL;
    TRY(case_store_save(tx, &world->stored, 2, err));
    return case_event_store_add(tx, world->stored.id, &entry, err);
}

static enum error_kind save_case(struct tx *tx, void *context, struct error *err)
{
    return case_store_save(tx, context, 3, err);
}

struct reading {
    struct arena arena;
    int64_t id, project_id;
    struct stored_case stored;
    struct stored_entry *entries;
    size_t entry_count, case_count;
    bool has;
};

static enum error_kind read_case(struct tx *tx, void *context, struct error *err)
{
    struct reading *work = context;
    struct stored_case *cases;
    TRY(case_store_list_project(tx, work->project_id, &work->arena, &cases, &work->case_count,
                                err));
    TRY(case_store_has_item(tx, work->project_id, TEXT("soil_water"), &work->has, err));
    if (work->case_count == 0) {
        return OK;
    }
    TRY(case_store_find(tx, cases[0].id, &work->arena, &work->stored, err));
    return case_event_store_list(tx, cases[0].id, &work->arena, &work->entries, &work->entry_count,
                                 err);
}

static void case_body(struct store_fixture *fixture)
{
    struct world world;
    struct error err;
    assert_int_equal(db_write(fixture->db, make_world, &world, &err), OK);
    assert_int_equal(db_write(fixture->db, hand_in, &world, &err), OK);
    struct reading work = {.project_id = world.project.id};
    assert_int_equal(db_read(fixture->db, read_case, &work, &err), OK);
    assert_true(work.has);
    assert_int_equal(work.stored.state, CASE_SPECIAL);
    assert_int_equal(work.stored.version, 1);
    assert_true(work.stored.open && date_is_none(work.stored.accepted_on));
    assert_text(work.stored.project, "P-1");
    assert_int_equal(work.entry_count, 1);
    const struct case_entry *entry = &work.entries[0].entry;
    assert_int_equal(entry->event, CASE_START_SPECIAL);
    assert_int_equal(entry->special, SPECIAL_PUBLIC_NOTICE);
    assert_int_equal(entry->length, 10);
    assert_int_equal(entry->unit, UNIT_NATURAL_DAY);
    assert_text(entry->reason, "依法公示");
    assert_int_equal(work.entries[0].side, SIDE_DEPARTMENT);
    arena_release(&work.arena);
}

static void a_case_comes_back_as_it_went_in(void **state)
{
    (void)state;
    fixture_on_both(case_body);
}

static void stale_body(struct store_fixture *fixture)
{
    struct world world;
    struct error err;
    assert_int_equal(db_write(fixture->db, make_world, &world, &err), OK);
    assert_int_equal(db_write(fixture->db, hand_in, &world, &err), OK);
    struct stored_case first = world.stored, second = world.stored;
    assert_int_equal(db_write(fixture->db, save_case, &first, &err), OK);
    assert_int_equal(db_write(fixture->db, save_case, &second, &err), ERROR_CONFLICT);
    assert_string_equal(err.code, "case.stale");
    /* A second open case of the item is refused; after the first has ended it is not. */
    assert_int_equal(db_write(fixture->db, hand_in, &world, &err), ERROR_CONFLICT);
    assert_string_equal(err.code, "case.open");
    first.open = false;
    assert_int_equal(db_write(fixture->db, save_case, &first, &err), OK);
    assert_int_equal(db_write(fixture->db, hand_in, &world, &err), OK);
}

static void who_is_second_is_told_and_an_item_has_one_open_case(void **state)
{
    (void)state;
    fixture_on_both(stale_body);
}

static void fault_body(struct store_fixture *fixture)
{
    struct world world;
    struct error err;
    bool struck = true;
    assert_int_equal(db_write(fixture->db, make_world, &world, &err), OK);
    for (int n = 1; struck; n++) {
        struct reading work = {.project_id = world.project.id};
        db_test_fail_after(n);
        enum error_kind kind = db_write(fixture->db, hand_in, &world, &err);
        struck = db_test_fail_after(0);
        assert_int_equal(kind, struck ? ERROR_INTERNAL : OK);
        assert_int_equal(db_read(fixture->db, read_case, &work, &err), OK);
        assert_int_equal(work.case_count, struck ? 0 : 1);
        assert_true(work.has == !struck);
        arena_release(&work.arena);
        assert_true(n < 40);
    }
}

static void a_statement_that_fails_leaves_no_case_behind(void **state)
{
    (void)state;
    fixture_on_both(fault_body);
}

/* --- promises ------------------------------------------------------------------------------------ */

struct promises {
    struct arena arena;
    struct world *world;
    struct tolerance *tolerances;
    struct commitment *commitments;
    size_t tolerance_count, commitment_count;
    int64_t counts[OUTCOME_BROKEN + 1];
    struct date credit_until;
    struct green_share *shares;
    size_t share_count;
};

static enum error_kind promise(struct tx *tx, void *context, struct error *err)
{
    const struct world *world = context;
    struct tolerance tolerance = {.case_id = world->stored.id,
                                  .project_id = world->project.id,
                                  .paper = TEXT("sw-d2"),
                                  .mode = TOLERANCE_DECIDE,
                                  .basis = TEXT("清单"),
                                  .text_id = TEXT("tolerance"),
                                  .text_version = 1,
                                  .signer = TEXT("李"),
                                  .allowed_by = TEXT("wr"),
                                  .allowed_on = date_of(2020, 3, 5),
                                  .due_on = date_of(2020, 4, 2)};
    struct commitment commitment = {.case_id = world->stored.id,
                                    .project_id = world->project.id,
                                    .text_id = TEXT("item"),
                                    .text_version = 2,
                                    .signer = TEXT("李"),
                                    .signed_on = date_of(2020, 3, 5),
                                    .due_on = date_of(2020, 4, 2),
                                    .state = COMMITMENT_SIGNED,
                                    .late_on = DATE_NONE};
    struct credit_record record = {.owner = TEXT("O"),
                                   .case_id = world->stored.id,
                                   .kind = TEXT("tolerance"),
                                   .reason = TEXT("逾期"),
                                   .recorded_on = date_of(2020, 4, 3),
                                   .until_on = date_of(2020, 10, 3)};
    const struct green_request granted = {.state = TEXT("granted"),
                                          .decided_by = TEXT("head"),
                                          .decided_on = date_of(2020, 3, 6),
                                          .answer = TEXT("省百大")};
    TRY(tolerance_store_add(tx, &tolerance, err));
    tolerance.state = TOLERANCE_SUPPLIED;
    tolerance.ended_on = date_of(2020, 3, 20);
    TRY(tolerance_store_save(tx, &tolerance, err));
    TRY(commitment_store_add(tx, &commitment, err));
    commitment.state = COMMITMENT_BROKEN;
    commitment.late_on = date_of(2020, 4, 3);
    TRY(commitment_store_save(tx, &commitment, err));
    TRY(credit_store_add(tx, &record, err));
    TRY(green_store_ask(tx, world->stored.id, TEXT("急"), TEXT("owner"), date_of(2020, 3, 5), err));
    return green_store_decide(tx, world->stored.id, &granted, err);
}

static enum error_kind read_promises(struct tx *tx, void *context, struct error *err)
{
    struct promises *work = context;
    int64_t id = work->world->stored.id;
    TRY(tolerance_store_list(tx, id, &work->arena, &work->tolerances, &work->tolerance_count, err));
    TRY(commitment_store_list(tx, id, &work->arena, &work->commitments, &work->commitment_count,
                              err));
    TRY(commitment_store_count(tx, TEXT(""), work->counts, err));
    TRY(green_store_statistics(tx, &work->arena, &work->shares, &work->share_count, err));
    return credit_store_until(tx, TEXT("O"), &work->credit_until, err);
}

static enum error_kind repair(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct text owner;
    (void)context;
    return credit_store_repair(tx, 1, date_of(2020, 5, 1), TEXT("head"), &arena, &owner, err);
}

static void promise_body(struct store_fixture *fixture)
{
    struct world world;
    struct error err;
    assert_int_equal(db_write(fixture->db, make_world, &world, &err), OK);
    assert_int_equal(db_write(fixture->db, hand_in, &world, &err), OK);
    assert_int_equal(db_write(fixture->db, promise, &world, &err), OK);
    struct promises work = {.world = &world};
    assert_int_equal(db_read(fixture->db, read_promises, &work, &err), OK);
    assert_int_equal(work.tolerance_count, 1);
    assert_int_equal(work.tolerances[0].mode, TOLERANCE_DECIDE);
    assert_int_equal(work.tolerances[0].state, TOLERANCE_SUPPLIED);
    assert_int_equal(work.tolerances[0].due_on.day_number, date_of(2020, 4, 2).day_number);
    assert_int_equal(work.commitments[0].state, COMMITMENT_BROKEN);
    assert_int_equal(work.commitments[0].version, 2);
    assert_int_equal(work.counts[OUTCOME_BROKEN], 1);
    assert_int_equal(work.counts[OUTCOME_KEPT], 0);
    assert_int_equal(work.credit_until.day_number, date_of(2020, 10, 3).day_number);
    assert_int_equal(work.share_count, 1);
    assert_int_equal(work.shares[0].granted, 1);
    arena_release(&work.arena);
    assert_int_equal(db_write(fixture->db, repair, NULL, &err), OK);
    assert_int_equal(db_write(fixture->db, repair, NULL, &err), ERROR_NOT_FOUND);
    work = (struct promises){.world = &world};
    assert_int_equal(db_read(fixture->db, read_promises, &work, &err), OK);
    assert_true(date_is_none(work.credit_until));
    arena_release(&work.arena);
}

static void promises_come_back_and_a_repaired_record_shuts_nobody_out(void **state)
{
    (void)state;
    fixture_on_both(promise_body);
}

/* --- progress ------------------------------------------------------------------------------------ */

struct progress_reading {
    int64_t project_id;
    struct date as_of, decided_on;
};

static enum error_kind set_and_undo(struct tx *tx, void *context, struct error *err)
{
    const struct world *world = context;
    const struct item_progress progress = {TEXT("permit"), date_of(2020, 3, 2), date_of(2020, 3, 9),
                                           DATE_NONE};
    TRY(progress_store_set(tx, world->project.id, &progress, err));
    return progress_store_undo(tx, world->project.id, TEXT("permit"), date_of(2020, 3, 20), err);
}

static enum error_kind read_progress(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct progress_reading *work = context;
    struct item_progress *items;
    size_t count;
    TRY(progress_store_list(tx, work->project_id, work->as_of, &arena, &items, &count, err));
    work->decided_on = items[0].decided_on;
    return OK;
}

static void undo_body(struct store_fixture *fixture)
{
    struct world world;
    struct error err;
    assert_int_equal(db_write(fixture->db, make_world, &world, &err), OK);
    assert_int_equal(db_write(fixture->db, set_and_undo, &world, &err), OK);
    struct progress_reading work = {world.project.id, date_of(2020, 3, 19), DATE_NONE};
    assert_int_equal(db_read(fixture->db, read_progress, &work, &err), OK);
    assert_int_equal(work.decided_on.day_number, date_of(2020, 3, 9).day_number);
    work.as_of = date_of(2020, 3, 20);
    assert_int_equal(db_read(fixture->db, read_progress, &work, &err), OK);
    assert_true(date_is_none(work.decided_on));
}

static void what_was_undone_counts_up_to_the_day_before(void **state)
{
    (void)state;
    fixture_on_both(undo_body);
}

static void a_number_leads_back_to_its_application(void **state)
{
    SCOPED_ARENA arena = {0};
    const struct application application = {.id = 17, .submitted_on = date_of(2020, 3, 5)};
    int64_t id;
    (void)state;
    assert_text(application_number(&application, &arena), "20200305-000017");
    assert_true(application_number_parse(TEXT("20200305-000017"), &id) && id == 17);
    assert_false(application_number_parse(TEXT("20200305"), &id));
    assert_false(application_number_parse(TEXT("20200305-x"), &id));
    assert_false(application_number_parse(TEXT("20200305-0"), &id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_comes_back_as_it_went_in),
        cmocka_unit_test(who_is_second_is_told_and_an_item_has_one_open_case),
        cmocka_unit_test(a_statement_that_fails_leaves_no_case_behind),
        cmocka_unit_test(promises_come_back_and_a_repaired_record_shuts_nobody_out),
        cmocka_unit_test(what_was_undone_counts_up_to_the_day_before),
        cmocka_unit_test(a_number_leads_back_to_its_application),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
