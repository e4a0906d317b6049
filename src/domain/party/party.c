#include "domain/party/party.h"

#include <stdio.h>
#include <string.h>

/* clang-format off */
/* docs/domain/party.md U-1, U-9, U-11. */
static const struct {
    const char *name, *zh;
    enum body_kind body;
    bool two_factor;
} roles[ROLE_COUNT] = {
    [ROLE_ANONYMOUS]   = {"anonymous",   "公众",       BODY_NONE,       false},
    [ROLE_COORDINATOR] = {"coordinator", "项目办",     BODY_NONE,       true},
    [ROLE_LEADER]      = {"leader",      "领导",       BODY_NONE,       true},
    [ROLE_DISTRICT]    = {"district",    "区县",       BODY_DIVISION,   true},
    [ROLE_SYSTEM]      = {"system",      "系统管理员", BODY_NONE,       true},
    [ROLE_SECURITY]    = {"security",    "安全管理员", BODY_NONE,       true},
    [ROLE_AUDIT]       = {"audit",       "审计管理员", BODY_NONE,       true},
    [ROLE_OWNER]       = {"owner",       "建设单位",   BODY_ENTERPRISE, false},
    [ROLE_DELEGATE]    = {"delegate",    "代办人",     BODY_ENTERPRISE, false},
    [ROLE_OFFICER]     = {"officer",     "首席服务员", BODY_NONE,       true},
    [ROLE_APPROVER]    = {"approver",    "审批人员",   BODY_DEPARTMENT, true},
    [ROLE_HEAD]        = {"head",        "部门负责人", BODY_DEPARTMENT, true},
    [ROLE_EXPERT]      = {"expert",      "评审专家",   BODY_NONE,       true},
};

/* What a role may do: docs/domain/party.md U-2. A cell that is not written is "no". */
#define MAY(permission) [PERMISSION_##permission] = true
static const bool rights[ROLE_COUNT][PERMISSION_COUNT] = {
    [ROLE_ANONYMOUS]   = {MAY(PUBLIC)},
    [ROLE_COORDINATOR] = {MAY(PUBLIC), MAY(SIGNED_IN), MAY(READ), MAY(CHANGE), MAY(IMPORT), MAY(JOURNAL), MAY(AUTHORISE), MAY(CALENDAR), MAY(OFFICERS), MAY(DESK), MAY(JOINT)},
    [ROLE_LEADER]      = {MAY(PUBLIC), MAY(SIGNED_IN), MAY(READ), MAY(JOURNAL), MAY(DESK)},
    [ROLE_DISTRICT]    = {MAY(PUBLIC), MAY(SIGNED_IN), MAY(READ), MAY(CHANGE)},
    [ROLE_SYSTEM]      = {MAY(PUBLIC), MAY(SIGNED_IN), MAY(READ), MAY(SETTINGS), MAY(CALENDAR)},
    [ROLE_SECURITY]    = {MAY(PUBLIC), MAY(SIGNED_IN), MAY(READ), MAY(USERS)},
    [ROLE_AUDIT]       = {MAY(PUBLIC), MAY(SIGNED_IN), MAY(READ), MAY(JOURNAL)},
    [ROLE_OWNER]       = {MAY(PUBLIC), MAY(SIGNED_IN), MAY(READ), MAY(APPLY), MAY(CASE), MAY(AUTHORISE)},
    [ROLE_DELEGATE]    = {MAY(PUBLIC), MAY(SIGNED_IN), MAY(READ), MAY(APPLY), MAY(CASE)},
    [ROLE_OFFICER]     = {MAY(PUBLIC), MAY(SIGNED_IN), MAY(READ), MAY(APPLY), MAY(CASE), MAY(SERVE)},
    [ROLE_APPROVER]    = {MAY(PUBLIC), MAY(SIGNED_IN), MAY(READ), MAY(HANDLE), MAY(CASE), MAY(DESK)},
    [ROLE_HEAD]        = {MAY(PUBLIC), MAY(SIGNED_IN), MAY(READ), MAY(HANDLE), MAY(CASE), MAY(DIRECT), MAY(AUTHORISE), MAY(DESK), MAY(JOINT)},
    [ROLE_EXPERT]      = {MAY(PUBLIC), MAY(SIGNED_IN), MAY(READ), MAY(REVIEW)},
};
#undef MAY

static const char *const permissions[PERMISSION_COUNT] = {
    [PERMISSION_PUBLIC] = "public",   [PERMISSION_SIGNED_IN] = "signed_in",
    [PERMISSION_READ] = "read",       [PERMISSION_CHANGE] = "change",
    [PERMISSION_IMPORT] = "import",   [PERMISSION_JOURNAL] = "journal",
    [PERMISSION_USERS] = "users",     [PERMISSION_SETTINGS] = "settings",
    [PERMISSION_APPLY] = "apply",     [PERMISSION_HANDLE] = "handle",
    [PERMISSION_DIRECT] = "direct",   [PERMISSION_REVIEW] = "review",
    [PERMISSION_DESK] = "desk",         [PERMISSION_AUTHORISE] = "authorise", [PERMISSION_CALENDAR] = "calendar",
    [PERMISSION_CASE] = "case",
    [PERMISSION_OFFICERS] = "officers", [PERMISSION_SERVE] = "serve",
    [PERMISSION_JOINT] = "joint",
};

/* Passwords of 8 characters and more that every list of guesses begins with, in lower case. */
static const char *const common_passwords[] = {
    "00000000", "11111111", "12121212", "12341234", "12344321", "12345678", "123456789",
    "1234567890", "123123123", "147258369", "1q2w3e4r", "1q2w3e4r5t", "1qaz2wsx", "66666666",
    "87654321", "88888888", "987654321", "99999999", "a1234567", "a12345678", "a123456789",
    "aa123456", "aa123456789", "aaaaaaaa", "abc12345", "abc123456", "abcd1234", "abcd123456",
    "admin123", "admin1234", "admin12345", "admin123456", "administrator", "asd12345",
    "asdfghjk", "asdfghjkl", "baseball", "changeme", "computer", "football", "harbin123",
    "iloveyou", "kaigong123", "kaigong1", "letmein1", "p@ssw0rd", "p@ssword", "pass1234",
    "passw0rd", "password", "password1", "password12", "password123", "princess", "q1w2e3r4",
    "qazwsxedc", "qq123456", "qwer1234", "qwertyui", "qwertyuiop", "superman", "sunshine",
    "trustno1", "wang1234", "welcome1", "woaini520", "woaini1314", "xiaoming", "zxcvbnm1",
    "zxcvbnm123", "zaq12wsx", "5201314520", "1234qwer", "qwerty123",
};
/* clang-format on */

const char *role_name(enum role role)
{
    return roles[role].name;
}

const char *role_zh(enum role role)
{
    return roles[role].zh;
}

bool role_parse(struct text text, enum role *role_out)
{
    for (int role = ROLE_ANONYMOUS + 1; role < ROLE_COUNT; role++) {
        if (text_is_equal(text, text_of(roles[role].name))) {
            *role_out = (enum role)role;
            return true;
        }
    }
    return false;
}

const char *permission_name(enum permission permission)
{
    return permissions[permission];
}

bool role_has(enum role role, enum permission permission)
{
    return rights[role][permission];
}

enum body_kind role_body(enum role role)
{
    return roles[role].body;
}

bool role_is_two_factor(enum role role)
{
    return roles[role].two_factor;
}

struct scope party_scope(const struct actor *actor)
{
    struct scope scope = {.key = "none", .today = actor->today};
    switch (actor->role) {
    case ROLE_DISTRICT:
        if (actor->division.length > 0) {
            snprintf(scope.key, sizeof scope.key, "%.*s", TEXT_ARGS(actor->division));
        }
        break;
    case ROLE_OWNER:
        if (actor->body.length > 0) {
            snprintf(scope.key, sizeof scope.key, "body:%.*s", TEXT_ARGS(actor->body));
        }
        break;
    case ROLE_DELEGATE:
    case ROLE_OFFICER:
    case ROLE_EXPERT:
        snprintf(scope.key, sizeof scope.key, "%s:%lld", role_name(actor->role),
                 (long long)actor->person_id);
        break;
    case ROLE_ANONYMOUS:
    case ROLE_COUNT:
        break;
    case ROLE_COORDINATOR:
    case ROLE_LEADER:
    case ROLE_SYSTEM:
    case ROLE_SECURITY:
    case ROLE_AUDIT:
    case ROLE_APPROVER:
    case ROLE_HEAD:
        scope.key[0] = '\0';
        break;
    }
    return scope;
}

struct text scope_key(const struct scope *scope)
{
    return text_of(scope->key);
}

bool scope_is_all(const struct scope *scope)
{
    return scope->key[0] == '\0';
}

bool scope_has(const struct scope *scope, struct text division, struct text owner_code)
{
    struct text key = scope_key(scope);
    return scope_is_all(scope) || text_is_equal(key, division) ||
           (text_has_prefix(key, TEXT("body:")) &&
            text_is_equal(text_slice(key, 5, key.length), owner_code));
}

enum error_kind party_check_division(const struct actor *actor, struct text division,
                                     struct error *err)
{
    struct scope scope = party_scope(actor);
    if (!scope_is_all(&scope) && !text_is_equal(scope_key(&scope), division)) {
        return error_set(err, ERROR_NOT_FOUND, "party.scope",
                         "there is no such project in your division");
    }
    return OK;
}

enum error_kind party_check_department(const struct actor *actor, struct text department,
                                       struct error *err)
{
    if (role_body(actor->role) != BODY_DEPARTMENT || actor->body.length == 0 ||
        !text_is_equal(actor->body, department)) {
        return error_set(err, ERROR_NOT_FOUND, "party.department",
                         "there is no such case in your department");
    }
    return OK;
}

enum error_kind party_check_permission(const struct actor *actor, enum permission permission,
                                       bool changes, struct error *err)
{
    if (permission != PERMISSION_PUBLIC && actor->role == ROLE_ANONYMOUS) {
        return error_set(err, ERROR_UNAUTHENTICATED, "party.sign_in", "sign in first");
    }
    if (!role_has(actor->role, permission)) {
        return error_set(err, ERROR_FORBIDDEN, "party.permission", "a %s may not do this",
                         role_name(actor->role));
    }
    if (actor->must_enrol && permission != PERMISSION_PUBLIC &&
        permission != PERMISSION_SIGNED_IN) {
        return error_set(err, ERROR_FORBIDDEN, "party.must_enrol",
                         "set up the second factor that this city asks for");
    }
    if (changes && actor->must_change && permission != PERMISSION_PUBLIC &&
        permission != PERMISSION_SIGNED_IN) {
        return error_set(err, ERROR_FORBIDDEN, "party.must_change",
                         "choose your own password before changing anything");
    }
    return OK;
}

static bool has_control(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte < 0x20 || byte == 0x7F) {
            return true;
        }
    }
    return false;
}

static enum error_kind refuse_name(struct error *err, const char *why)
{
    error_set(err, ERROR_INVALID, "person.name", "a sign-in name %s", why);
    return error_at_field(err, "name");
}

enum error_kind person_name_check(struct text name, struct error *err)
{
    size_t characters = text_count_characters(name);
    if (characters < 1 || characters > 64) {
        return refuse_name(err, "has 1 to 64 characters");
    }
    if (!text_is_utf8(name) || has_control(name)) {
        return refuse_name(err, "is UTF-8 without control characters");
    }
    if (text_trim(name).length != name.length) {
        return refuse_name(err, "has no blank at its ends");
    }
    if (text_is_equal(name, TEXT("system"))) {
        return refuse_name(err, "cannot be \"system\": the journal writes that for the program");
    }
    return OK;
}

static bool is_equal_ignoring_case(struct text a, struct text b)
{
    bool equal = a.length == b.length;
    for (size_t i = 0; equal && i < a.length; i++) {
        char x = a.data[i], y = b.data[i];
        x = x >= 'A' && x <= 'Z' ? (char)(x + 32) : x;
        y = y >= 'A' && y <= 'Z' ? (char)(y + 32) : y;
        equal = x == y;
    }
    return equal;
}

static enum error_kind refuse_password(struct error *err, const char *why)
{
    error_set(err, ERROR_INVALID, "person.password", "a password %s", why);
    return error_at_field(err, "password");
}

enum error_kind password_check(struct text password, struct text name, struct error *err)
{
    if (!text_is_utf8(password)) {
        return refuse_password(err, "is UTF-8");
    }
    size_t characters = text_count_characters(password);
    if (characters < 8 || characters > 128) {
        return refuse_password(err, "has 8 to 128 characters");
    }
    if (is_equal_ignoring_case(password, name)) {
        return refuse_password(err, "is not the sign-in name");
    }
    for (size_t i = 0; i < sizeof common_passwords / sizeof common_passwords[0]; i++) {
        if (is_equal_ignoring_case(password, text_of(common_passwords[i]))) {
            return refuse_password(err, "is not one of those that everybody tries first");
        }
    }
    return OK;
}

static enum error_kind check_belonging(enum role role, enum body_kind kind, struct text given,
                                       const char *code, const char *field, struct error *err)
{
    static const char *const nouns[] = {"", "division", "enterprise", "department"};
    if (role_body(role) == kind && given.length == 0) {
        error_set(err, ERROR_INVALID, code, "a %s needs its %s", role_name(role), nouns[kind]);
        return error_at_field(err, field);
    }
    return OK;
}

enum error_kind person_role_check(enum role role, struct text division, struct text body,
                                  struct error *err)
{
    enum body_kind kind = role_body(role);
    TRY(check_belonging(role, BODY_DIVISION, division, "person.division", "division", err));
    TRY(check_belonging(role, BODY_ENTERPRISE, body, "person.body", "body", err));
    TRY(check_belonging(role, BODY_DEPARTMENT, body, "person.body", "body", err));
    if (kind != BODY_DIVISION && division.length > 0) {
        error_set(err, ERROR_INVALID, "person.division", "only a district office has a division");
        return error_at_field(err, "division");
    }
    if (kind != BODY_ENTERPRISE && kind != BODY_DEPARTMENT && body.length > 0) {
        error_set(err, ERROR_INVALID, "person.body",
                  "a %s belongs to no enterprise and no department", role_name(role));
        return error_at_field(err, "body");
    }
    return OK;
}

bool session_is_over(int64_t created_at, int64_t seen_at, int64_t now)
{
    return now - seen_at >= SESSION_IDLE_LIMIT || now - created_at >= SESSION_ABSOLUTE_LIMIT;
}
