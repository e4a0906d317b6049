/* Scopes and authorities on both databases: which day of an authority counts, on which projects. */
#include "store/party_store.h"
#include "store/programme_store.h"
#include "store/store_fixture.h"

#define MINE "91230102MA1AAAAA1E"
#define THEIRS "91230103MA1BBBBB28"

struct world {
    struct person delegate, officer;
    struct project mine, second, theirs;
};

static enum error_kind add_project(struct tx *tx, struct project *project, const char *code,
                                   const char *owner, struct error *err)
{
    *project = (struct project){.code = text_of(code),
                                .name = TEXT("道路"),
                                .owner_name = TEXT("某公司"),
                                .owner_code = text_of(owner),
                                .division = TEXT("230102"),
                                .sector = TEXT("E"),
                                .conditions = TEXT("{}")};
    return project_store_add(tx, project, 1, err);
}

static enum error_kind make_world(struct tx *tx, void *context, struct error *err)
{
    struct world *world = context;
    const struct division division = {TEXT("230102"), TEXT("道里区"), TEXT("Daoli"),
                                      TEXT("district")};
    world->delegate = (struct person){.name = TEXT("d"), .role = ROLE_DELEGATE, .body = TEXT(MINE)};
    world->officer = (struct person){.name = TEXT("o"), .role = ROLE_OFFICER};
    TRY(division_store_add(tx, &division, 0, err));
    TRY(person_store_add(tx, &world->delegate, 1, err));
    TRY(person_store_add(tx, &world->officer, 1, err));
    TRY(add_project(tx, &world->mine, "P-1", MINE, err));
    TRY(add_project(tx, &world->second, "P-2", MINE, err));
    return add_project(tx, &world->theirs, "P-3", THEIRS, err);
}

static enum error_kind give(struct tx *tx, void *context, struct error *err)
{
    return authority_store_add(tx, context, 1, err);
}

static enum error_kind end(struct tx *tx, void *context, struct error *err)
{
    return authority_store_end(tx, ((struct authority *)context)->id, 2, err);
}

struct look {
    struct scope scope;
    const char *code;
    bool found;
};

static enum error_kind look(struct tx *tx, void *context, struct error *err)
{
    struct look *work = context;
    SCOPED_ARENA arena = {0};
    struct project project;
    enum error_kind kind =
        project_store_find_in(tx, &work->scope, text_of(work->code), &arena, &project, err);
    work->found = kind == OK;
    if (kind == ERROR_NOT_FOUND) {
        assert_string_equal(err->code, "project.unknown");
        return OK;
    }
    return kind;
}

static bool reaches(struct db *db, const struct person *person, struct date today, const char *code)
{
    struct error err;
    const struct actor actor = {
        .role = person->role, .person_id = person->id, .body = person->body, .today = today};
    struct look work = {party_scope(&actor), code, false};
    assert_int_equal(db_read(db, look, &work, &err), OK);
    return work.found;
}

static void days_body(struct store_fixture *fixture)
{
    struct world world;
    struct error err;
    struct db *db = fixture->db;
    const struct date first = date_of(2020, 3, 2), last = date_of(2020, 4, 30);
    assert_int_equal(db_write(db, make_world, &world, &err), OK);
    struct authority authority = {.person_id = world.officer.id,
                                  .role = ROLE_OFFICER,
                                  .project_id = world.theirs.id,
                                  .from = first,
                                  .until = last};
    assert_int_equal(db_write(db, give, &authority, &err), OK);
    assert_false(reaches(db, &world.officer, date_add_days(first, -1), "P-3"));
    assert_true(reaches(db, &world.officer, first, "P-3"));
    assert_true(reaches(db, &world.officer, last, "P-3"));
    assert_false(reaches(db, &world.officer, date_add_days(last, 1), "P-3"));
    assert_false(reaches(db, &world.officer, first, "P-1"));
    assert_false(reaches(db, &world.officer, first, "P-4"));
    /* Another person's authority, or one held in another role, is none. */
    assert_false(reaches(db, &world.delegate, first, "P-3"));
    struct person changed = world.officer;
    changed.role = ROLE_EXPERT;
    assert_false(reaches(db, &changed, first, "P-3"));
}

static void an_authority_counts_from_its_first_day_to_its_last(void **state)
{
    (void)state;
    fixture_on_both(days_body);
}

static void enterprise_body(struct store_fixture *fixture)
{
    struct world world;
    struct error err;
    struct db *db = fixture->db;
    const struct date day = date_of(2020, 4, 1);
    assert_int_equal(db_write(db, make_world, &world, &err), OK);
    assert_false(reaches(db, &world.delegate, day, "P-1"));
    struct authority authority = {.person_id = world.delegate.id,
                                  .role = ROLE_DELEGATE,
                                  .body = TEXT(MINE),
                                  .from = day,
                                  .until = day,
                                  .paper = TEXT("授权书")};
    assert_int_equal(db_write(db, give, &authority, &err), OK);
    assert_true(reaches(db, &world.delegate, day, "P-1"));
    assert_true(reaches(db, &world.delegate, day, "P-2"));
    assert_false(reaches(db, &world.delegate, day, "P-3"));
    assert_int_equal(db_write(db, end, &authority, &err), OK);
    assert_false(reaches(db, &world.delegate, day, "P-1"));
    assert_int_equal(db_write(db, end, &authority, &err), ERROR_CONFLICT);
    assert_string_equal(err.code, "authority.ended");
}

static void an_authority_for_an_enterprise_holds_for_its_projects_until_it_is_ended(void **state)
{
    (void)state;
    fixture_on_both(enterprise_body);
}

struct listing {
    struct authority_filter filter;
    struct arena arena;
    struct authority *rows;
    size_t count;
};

static enum error_kind list(struct tx *tx, void *context, struct error *err)
{
    struct listing *work = context;
    return authority_store_list(tx, &work->filter, &work->arena, &work->rows, &work->count, err);
}

static size_t count_of(struct db *db, struct authority_filter filter)
{
    struct listing work = {.filter = filter};
    struct error err;
    assert_int_equal(db_read(db, list, &work, &err), OK);
    arena_release(&work.arena);
    return work.count;
}

static void list_body(struct store_fixture *fixture)
{
    struct world world;
    struct error err;
    struct db *db = fixture->db;
    const struct date day = date_of(2020, 4, 1);
    assert_int_equal(db_write(db, make_world, &world, &err), OK);
    struct authority whole = {.person_id = world.delegate.id,
                              .role = ROLE_DELEGATE,
                              .body = TEXT(MINE),
                              .from = day,
                              .until = day};
    struct authority one = {.person_id = world.officer.id,
                            .role = ROLE_OFFICER,
                            .project_id = world.second.id,
                            .from = day,
                            .until = DATE_NONE};
    assert_int_equal(db_write(db, give, &whole, &err), OK);
    assert_int_equal(db_write(db, give, &one, &err), OK);
    assert_int_equal(count_of(db, (struct authority_filter){0}), 2);
    assert_int_equal(count_of(db, (struct authority_filter){.body = TEXT(MINE)}), 2);
    assert_int_equal(count_of(db, (struct authority_filter){.body = TEXT(THEIRS)}), 0);
    assert_int_equal(count_of(db, (struct authority_filter){.role = ROLE_OFFICER}), 1);
    assert_int_equal(count_of(db, (struct authority_filter){.project = TEXT("P-2")}), 1);
    assert_int_equal(count_of(db, (struct authority_filter){.person_id = world.delegate.id}), 1);
    struct listing work = {.filter = {.role = ROLE_OFFICER}};
    assert_int_equal(db_read(db, list, &work, &err), OK);
    assert_int_equal(work.rows[0].role, ROLE_OFFICER);
    assert_true(text_is_equal(work.rows[0].project, TEXT("P-2")));
    assert_true(text_is_equal(work.rows[0].person, TEXT("o")));
    assert_true(date_is_none(work.rows[0].until));
    assert_false(work.rows[0].ended);
    arena_release(&work.arena);
}

static void authorities_are_listed_by_holder_enterprise_project_and_role(void **state)
{
    (void)state;
    fixture_on_both(list_body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_authority_counts_from_its_first_day_to_its_last),
        cmocka_unit_test(an_authority_for_an_enterprise_holds_for_its_projects_until_it_is_ended),
        cmocka_unit_test(authorities_are_listed_by_holder_enterprise_project_and_role),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
