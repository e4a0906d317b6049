#include "domain/party/party.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct error err;

static void every_role_has_a_name_that_reads_back(void **state)
{
    (void)state;
    for (int role = ROLE_ANONYMOUS + 1; role < ROLE_COUNT; role++) {
        enum role back = ROLE_ANONYMOUS;
        assert_true(role_parse(text_of(role_name((enum role)role)), &back));
        assert_int_equal(back, role);
        assert_true(strlen(role_zh((enum role)role)) > 0);
    }
    enum role none = ROLE_LEADER;
    assert_false(role_parse(TEXT("anonymous"), &none));
    assert_false(role_parse(TEXT("root"), &none));
    for (int permission = 0; permission < PERMISSION_COUNT; permission++) {
        assert_non_null(permission_name((enum permission)permission));
    }
}

static void nobody_may_only_what_is_public(void **state)
{
    (void)state;
    const struct actor nobody = {0};
    for (int permission = 0; permission < PERMISSION_COUNT; permission++) {
        enum error_kind kind =
            party_check_permission(&nobody, (enum permission)permission, false, &err);
        assert_int_equal(kind, permission == PERMISSION_PUBLIC ? OK : ERROR_UNAUTHENTICATED);
    }
}

static void the_three_administrators_are_kept_apart(void **state)
{
    (void)state;
    static const enum role administrators[] = {ROLE_SYSTEM, ROLE_SECURITY, ROLE_AUDIT};
    for (int i = 0; i < 3; i++) {
        assert_false(role_has(administrators[i], PERMISSION_CHANGE));
        assert_false(role_has(administrators[i], PERMISSION_IMPORT));
        assert_int_equal(role_has(administrators[i], PERMISSION_USERS),
                         administrators[i] == ROLE_SECURITY);
        assert_int_equal(role_has(administrators[i], PERMISSION_SETTINGS),
                         administrators[i] == ROLE_SYSTEM);
        assert_int_equal(role_has(administrators[i], PERMISSION_JOURNAL),
                         administrators[i] == ROLE_AUDIT);
    }
}

static void a_leader_changes_nothing(void **state)
{
    (void)state;
    const struct actor leader = {TEXT("leader"), ROLE_LEADER, TEXT(""), 3, false};
    assert_int_equal(party_check_permission(&leader, PERMISSION_READ, false, &err), OK);
    assert_int_equal(party_check_permission(&leader, PERMISSION_CHANGE, true, &err),
                     ERROR_FORBIDDEN);
    assert_string_equal(err.code, "party.permission");
}

static void a_district_reaches_its_own_division_only(void **state)
{
    (void)state;
    const struct actor district = {TEXT("daoli"), ROLE_DISTRICT, TEXT("230102"), 4, false};
    const struct actor coordinator = {TEXT("office"), ROLE_COORDINATOR, TEXT(""), 5, false};
    assert_int_equal(party_check_division(&district, TEXT("230102"), &err), OK);
    assert_int_equal(party_check_division(&district, TEXT("230103"), &err), ERROR_NOT_FOUND);
    assert_string_equal(err.code, "party.scope");
    assert_int_equal(party_check_division(&coordinator, TEXT("230103"), &err), OK);
    const struct scope everything = party_scope(&coordinator);
    assert_true(scope_is_all(&everything));
    /* A district without a division reaches nothing, not everything. */
    const struct actor broken = {TEXT("x"), ROLE_DISTRICT, TEXT(""), 6, false};
    assert_int_equal(party_check_division(&broken, TEXT("230102"), &err), ERROR_NOT_FOUND);
}

/* Roles by whose projects they reach: everything, one division, one enterprise, named ones, nothing. */
static void every_role_reaches_what_its_key_says(void **state)
{
    (void)state;
    static const struct {
        enum role role;
        const char *key;
    } expected[] = {
        {ROLE_ANONYMOUS, "none"},
        {ROLE_COORDINATOR, ""},
        {ROLE_LEADER, ""},
        {ROLE_DISTRICT, "230102"},
        {ROLE_SYSTEM, ""},
        {ROLE_SECURITY, ""},
        {ROLE_AUDIT, ""},
        {ROLE_OWNER, "body:CODE"},
        {ROLE_DELEGATE, "delegate:17"},
        {ROLE_OFFICER, "officer:17"},
        {ROLE_APPROVER, ""},
        {ROLE_HEAD, ""},
        {ROLE_EXPERT, "expert:17"},
    };
    assert_int_equal(sizeof expected / sizeof expected[0], ROLE_COUNT);
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        const struct actor actor = {.name = TEXT("x"),
                                    .role = expected[i].role,
                                    .division = TEXT("230102"),
                                    .body = TEXT("CODE"),
                                    .person_id = 17};
        const struct scope scope = party_scope(&actor);
        assert_string_equal(scope.key, expected[i].key);
    }
}

static void who_should_belong_somewhere_and_does_not_reaches_nothing(void **state)
{
    (void)state;
    static const enum role roles[] = {ROLE_DISTRICT, ROLE_OWNER};
    for (int i = 0; i < 2; i++) {
        const struct actor actor = {.name = TEXT("x"), .role = roles[i], .person_id = 17};
        const struct scope scope = party_scope(&actor);
        assert_string_equal(scope.key, "none");
        assert_false(scope_has(&scope, TEXT(""), TEXT("")));
        assert_false(scope_has(&scope, TEXT("230102"), TEXT("CODE")));
    }
}

static void an_owner_reaches_the_projects_of_its_enterprise(void **state)
{
    (void)state;
    const struct actor owner = {.role = ROLE_OWNER, .body = TEXT("91230102MA1AAAAA1E")};
    const struct scope scope = party_scope(&owner);
    assert_true(scope_has(&scope, TEXT("230102"), TEXT("91230102MA1AAAAA1E")));
    assert_false(scope_has(&scope, TEXT("230102"), TEXT("91230103MA1BBBBB28")));
    assert_false(scope_has(&scope, TEXT("230102"), TEXT("")));
    /* It adds no project anywhere: that is the programme office's. */
    assert_int_equal(party_check_division(&owner, TEXT("230102"), &err), ERROR_NOT_FOUND);
}

static void a_desk_is_that_of_the_own_department(void **state)
{
    (void)state;
    const struct actor approver = {.role = ROLE_APPROVER, .body = TEXT("nr")};
    const struct actor head = {.role = ROLE_HEAD, .body = TEXT("nr")};
    const struct actor owner = {.role = ROLE_OWNER, .body = TEXT("nr")};
    const struct actor broken = {.role = ROLE_APPROVER};
    assert_int_equal(party_check_department(&approver, TEXT("nr"), &err), OK);
    assert_int_equal(party_check_department(&head, TEXT("nr"), &err), OK);
    assert_int_equal(party_check_department(&head, TEXT("hc"), &err), ERROR_NOT_FOUND);
    assert_string_equal(err.code, "party.department");
    assert_int_equal(party_check_department(&owner, TEXT("nr"), &err), ERROR_NOT_FOUND);
    assert_int_equal(party_check_department(&broken, TEXT(""), &err), ERROR_NOT_FOUND);
}

static void authorities_are_given_by_who_may(void **state)
{
    (void)state;
    const struct text mine = TEXT("91230102MA1AAAAA1E"), theirs = TEXT("91230103MA1BBBBB28");
    const struct actor owner = {.role = ROLE_OWNER, .body = TEXT("91230102MA1AAAAA1E")};
    const struct actor office = {.role = ROLE_COORDINATOR};
    const struct actor head = {.role = ROLE_HEAD, .body = TEXT("nr")};
    assert_int_equal(authority_check_giver(&owner, ROLE_DELEGATE, mine, &err), OK);
    assert_int_equal(authority_check_giver(&owner, ROLE_DELEGATE, theirs, &err), ERROR_NOT_FOUND);
    assert_int_equal(authority_check_giver(&owner, ROLE_OFFICER, mine, &err), ERROR_FORBIDDEN);
    assert_int_equal(authority_check_giver(&office, ROLE_DELEGATE, theirs, &err), OK);
    assert_int_equal(authority_check_giver(&office, ROLE_OFFICER, TEXT(""), &err), OK);
    assert_int_equal(authority_check_giver(&head, ROLE_EXPERT, TEXT(""), &err), OK);
    assert_int_equal(authority_check_giver(&head, ROLE_OFFICER, TEXT(""), &err), ERROR_FORBIDDEN);
    assert_string_equal(err.code, "authority.giver");
}

static void an_authority_without_its_paper_end_or_project_is_refused(void **state)
{
    (void)state;
    const struct date today = date_of(2020, 4, 1);
    const struct authority good = {.role = ROLE_DELEGATE,
                                   .body = TEXT("91230102MA1AAAAA1E"),
                                   .from = date_of(2020, 3, 1),
                                   .until = today,
                                   .paper = TEXT("授权书 1 号")};
    struct authority bad = good;
    assert_int_equal(authority_check(&good, today, &err), OK);
    bad.paper = TEXT("");
    assert_int_equal(authority_check(&bad, today, &err), ERROR_INVALID);
    assert_string_equal(err.code, "authority.paper");
    bad = good;
    bad.until = DATE_NONE;
    assert_int_equal(authority_check(&bad, today, &err), ERROR_INVALID);
    assert_string_equal(err.code, "authority.until");
    bad.until = date_of(2020, 3, 31); /* yesterday */
    assert_int_equal(authority_check(&bad, today, &err), ERROR_INVALID);
    bad = good;
    bad.from = date_of(2020, 4, 2);
    assert_int_equal(authority_check(&bad, today, &err), ERROR_INVALID);
    bad = good;
    bad.role = ROLE_LEADER;
    assert_int_equal(authority_check(&bad, today, &err), ERROR_INVALID);
    assert_string_equal(err.code, "authority.person");
    bad.role = ROLE_OFFICER; /* names no project */
    assert_int_equal(authority_check(&bad, today, &err), ERROR_INVALID);
    assert_string_equal(err.code, "authority.project");
    bad.project_id = 3;
    bad.until = DATE_NONE;
    bad.paper = TEXT("");
    assert_int_equal(authority_check(&bad, today, &err), OK);
}

static void a_first_password_must_be_changed_before_anything_else_is(void **state)
{
    (void)state;
    const struct actor fresh = {TEXT("office"), ROLE_COORDINATOR, TEXT(""), 5, true};
    assert_int_equal(party_check_permission(&fresh, PERMISSION_READ, false, &err), OK);
    assert_int_equal(party_check_permission(&fresh, PERMISSION_SIGNED_IN, true, &err), OK);
    assert_int_equal(party_check_permission(&fresh, PERMISSION_CHANGE, true, &err),
                     ERROR_FORBIDDEN);
    assert_string_equal(err.code, "party.must_change");
}

static void names_are_refused_for_what_breaks_them(void **state)
{
    (void)state;
    char long_name[65];
    memset(long_name, 'a', sizeof long_name);
    assert_int_equal(person_name_check(TEXT("张伟"), &err), OK);
    assert_int_equal(person_name_check((struct text){long_name, 64}, &err), OK);
    assert_int_equal(person_name_check((struct text){long_name, 65}, &err), ERROR_INVALID);
    assert_int_equal(person_name_check(TEXT(""), &err), ERROR_INVALID);
    assert_int_equal(person_name_check(TEXT(" a"), &err), ERROR_INVALID);
    assert_int_equal(person_name_check(TEXT("a\nb"), &err), ERROR_INVALID);
    assert_int_equal(person_name_check(TEXT("system"), &err), ERROR_INVALID);
    assert_string_equal(err.code, "person.name");
    assert_string_equal(err.field, "name");
}

static void passwords_are_long_enough_and_not_the_first_guess(void **state)
{
    (void)state;
    assert_int_equal(password_check(TEXT("correct horse"), TEXT("admin"), &err), OK);
    assert_int_equal(password_check(TEXT("哈尔滨市重点项目"), TEXT("admin"), &err), OK);
    assert_int_equal(password_check(TEXT("seven77"), TEXT("admin"), &err), ERROR_INVALID);
    assert_int_equal(password_check(TEXT("PassWord123"), TEXT("admin"), &err), ERROR_INVALID);
    assert_int_equal(password_check(TEXT("Officer-One"), TEXT("officer-one"), &err), ERROR_INVALID);
    assert_string_equal(err.code, "person.password");
}

static void only_a_district_has_a_division(void **state)
{
    (void)state;
    assert_int_equal(person_role_check(ROLE_DISTRICT, TEXT("230102"), TEXT(""), &err), OK);
    assert_int_equal(person_role_check(ROLE_LEADER, TEXT(""), TEXT(""), &err), OK);
    assert_int_equal(person_role_check(ROLE_DISTRICT, TEXT(""), TEXT(""), &err), ERROR_INVALID);
    assert_int_equal(person_role_check(ROLE_LEADER, TEXT("230102"), TEXT(""), &err), ERROR_INVALID);
}

static void only_who_belongs_to_a_body_has_one(void **state)
{
    (void)state;
    static const enum role belonging[] = {ROLE_OWNER, ROLE_DELEGATE, ROLE_APPROVER, ROLE_HEAD};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(person_role_check(belonging[i], TEXT(""), TEXT("nr"), &err), OK);
        assert_int_equal(person_role_check(belonging[i], TEXT(""), TEXT(""), &err), ERROR_INVALID);
        assert_string_equal(err.code, "person.body");
        assert_int_equal(person_role_check(belonging[i], TEXT("230102"), TEXT("nr"), &err),
                         ERROR_INVALID);
    }
    assert_int_equal(person_role_check(ROLE_OFFICER, TEXT(""), TEXT("nr"), &err), ERROR_INVALID);
}

static void a_session_ends_after_two_idle_hours_and_after_twelve_in_all(void **state)
{
    (void)state;
    const int64_t hour = (int64_t)3600 * 1000000;
    assert_false(session_is_over(0, 0, 2 * hour - 1));
    assert_true(session_is_over(0, 0, 2 * hour));
    assert_false(session_is_over(0, 11 * hour, 12 * hour - 1));
    assert_true(session_is_over(0, 12 * hour - 1, 12 * hour));
}

static void the_eleventh_try_on_an_account_is_refused_whatever_its_address(void **state)
{
    (void)state;
    struct throttle *throttle = calloc(1, sizeof *throttle);
    char address[16];
    for (int i = 0; i < THROTTLE_TRIES; i++) {
        address[0] = (char)('a' + i);
        struct text from = {address, 1};
        assert_int_equal(throttle_check(throttle, TEXT("office"), from, i, &err), OK);
        throttle_note_failure(throttle, TEXT("office"), from, i);
    }
    assert_int_equal(throttle_check(throttle, TEXT("office"), TEXT("z"), 20, &err),
                     ERROR_THROTTLED);
    assert_string_equal(err.code, "party.throttled");
    /* Another account, and the same one a window later, are free. */
    assert_int_equal(throttle_check(throttle, TEXT("other"), TEXT("z"), 20, &err), OK);
    assert_int_equal(throttle_check(throttle, TEXT("office"), TEXT("z"), THROTTLE_WINDOW, &err),
                     OK);
    free(throttle);
}

static void failing_elsewhere_does_not_lock_the_owner_out(void **state)
{
    (void)state;
    struct throttle *throttle = calloc(1, sizeof *throttle);
    throttle_note_success(throttle, TEXT("office"), TEXT("10.0.0.1"));
    for (int i = 0; i < 100; i++) {
        throttle_note_failure(throttle, TEXT("office"), TEXT("6.6.6.6"), i);
    }
    assert_int_equal(throttle_check(throttle, TEXT("office"), TEXT("6.6.6.6"), 100, &err),
                     ERROR_THROTTLED);
    assert_int_equal(throttle_check(throttle, TEXT("office"), TEXT("10.0.0.1"), 100, &err), OK);
    free(throttle);
}

static void an_address_that_tries_many_accounts_is_refused(void **state)
{
    (void)state;
    struct throttle *throttle = calloc(1, sizeof *throttle);
    char account[2] = "aa";
    for (int i = 0; i < THROTTLE_ADDRESS_TRIES; i++) {
        account[0] = (char)('a' + i / 26);
        account[1] = (char)('a' + i % 26);
        throttle_note_failure(throttle, (struct text){account, 2}, TEXT("6.6.6.6"), i);
    }
    assert_int_equal(throttle_check(throttle, TEXT("office"), TEXT("6.6.6.6"), 99, &err),
                     ERROR_THROTTLED);
    assert_int_equal(throttle_check(throttle, TEXT("office"), TEXT("7.7.7.7"), 99, &err), OK);
    free(throttle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_role_has_a_name_that_reads_back),
        cmocka_unit_test(nobody_may_only_what_is_public),
        cmocka_unit_test(the_three_administrators_are_kept_apart),
        cmocka_unit_test(a_leader_changes_nothing),
        cmocka_unit_test(a_district_reaches_its_own_division_only),
        cmocka_unit_test(every_role_reaches_what_its_key_says),
        cmocka_unit_test(who_should_belong_somewhere_and_does_not_reaches_nothing),
        cmocka_unit_test(an_owner_reaches_the_projects_of_its_enterprise),
        cmocka_unit_test(a_desk_is_that_of_the_own_department),
        cmocka_unit_test(authorities_are_given_by_who_may),
        cmocka_unit_test(an_authority_without_its_paper_end_or_project_is_refused),
        cmocka_unit_test(only_who_belongs_to_a_body_has_one),
        cmocka_unit_test(a_first_password_must_be_changed_before_anything_else_is),
        cmocka_unit_test(names_are_refused_for_what_breaks_them),
        cmocka_unit_test(passwords_are_long_enough_and_not_the_first_guess),
        cmocka_unit_test(only_a_district_has_a_division),
        cmocka_unit_test(a_session_ends_after_two_idle_hours_and_after_twelve_in_all),
        cmocka_unit_test(the_eleventh_try_on_an_account_is_refused_whatever_its_address),
        cmocka_unit_test(failing_elsewhere_does_not_lock_the_owner_out),
        cmocka_unit_test(an_address_that_tries_many_accounts_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
