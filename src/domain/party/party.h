/* src/domain/party/party.h
 *
 * People, their roles, what a role may do (party.c, one table), on whose projects (one scope
 * function), the rules of passwords, and how guessing is slowed down (party_throttle.c). Pure: the
 * hash itself is made in app/, the clock and the store are the caller's. Rules: docs/domain/party.md. */
#ifndef KAIGONG_DOMAIN_PARTY_H
#define KAIGONG_DOMAIN_PARTY_H

#include "base/date.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum role {
    ROLE_ANONYMOUS,
    ROLE_COORDINATOR, /* 项目办: the programme office */
    ROLE_LEADER,      /* 领导: reads everything, changes nothing */
    ROLE_DISTRICT,    /* 区县: sees and changes the projects of its own division */
    ROLE_SYSTEM,      /* 系统管理员: settings, templates, calendars */
    ROLE_SECURITY,    /* 安全管理员: people and their rights */
    ROLE_AUDIT,       /* 审计管理员: reads the journal */
    ROLE_OWNER,       /* 建设单位: the projects of its enterprise */
    ROLE_DELEGATE,    /* 代办人: acts for an owner by a written authority with an end */
    ROLE_OFFICER,     /* 首席服务员: the projects assigned to it */
    ROLE_APPROVER,    /* 审批人员: the cases of its department */
    ROLE_HEAD,        /* 部门负责人: the same, and who in it does what */
    ROLE_EXPERT,      /* 评审专家: the projects whose reviews it is invited to */
    ROLE_COUNT,
};

enum permission {
    PERMISSION_PUBLIC,    /* also without signing in */
    PERMISSION_SIGNED_IN, /* whoever is signed in: own session, own views, reference data */
    PERMISSION_READ,      /* register, plans, cockpit, brief */
    PERMISSION_CHANGE,    /* projects, plans, events, progress */
    PERMISSION_IMPORT,    /* whole lists */
    PERMISSION_JOURNAL,   /* the journal of the whole installation */
    PERMISSION_USERS,     /* people and their rights */
    PERMISSION_SETTINGS,  /* templates, settings */
    PERMISSION_APPLY,     /* applications, papers, questions, commitments of a project */
    PERMISSION_HANDLE,    /* the cases of the own department */
    PERMISSION_DESK,      /* a department's inbox, its load, what its cases teach */
    PERMISSION_DIRECT,    /* who in the department does what; extensions, tolerance, procedures */
    PERMISSION_REVIEW,    /* opinions in a review */
    PERMISSION_AUTHORISE, /* give and end authorities: delegates, assignments, invitations */
    PERMISSION_CALENDAR,  /* calendars, seasons, thaws, disruptions */
    PERMISSION_CASE,      /* take part in a case; the table of its events says who does which */
    PERMISSION_OFFICERS,  /* the directory of service officers, their assignments and stand-ins */
    PERMISSION_SERVE,     /* the work of a service officer: work log, putting right */
    PERMISSION_JOINT,     /* joint meetings: their conclusion sheets */
    PERMISSION_COUNT,
};

/* Who acts. The zeroed struct is nobody. */
struct actor {
    struct text name; /* the sign-in name; "" for nobody, "system" for the program itself */
    enum role role;
    struct text division; /* scope of a district office, or "" */
    int64_t person_id;    /* 0 for nobody and for the command line */
    bool must_change;     /* has to choose an own password before changing anything else */
    bool must_enrol;      /* has to set up a second factor before seeing anything else */
    struct text body;     /* of an owner or a delegate: the enterprise's code (GB 32100); of an
                             approver or a head: the department's id; else "" */
    struct date today;    /* the day on which authorities count */
};

/* Whose projects an actor reaches, as a key that SQL compares (fragment in_scope) and the day on
 * which authorities count. The key is "" for all, a division's code, "body:CODE" for the enterprise's
 * own, "ROLE:PERSON" for those that an authority names, or "none". */
enum { SCOPE_KEY_SIZE = 72 };
struct scope {
    char key[SCOPE_KEY_SIZE];
    struct date today;
};

/* 综合窗口: a desk of no department, whose people receive for all of them. */
#define PARTY_WINDOW "window"

/* What a role belongs to. */
enum body_kind { BODY_NONE, BODY_DIVISION, BODY_ENTERPRISE, BODY_DEPARTMENT };

/* "anonymous", "coordinator", "leader", "district", "system", "security", "audit", "owner",
 * "delegate", "officer", "approver", "head", "expert". */
const char *role_name(enum role role);
const char *role_zh(enum role role);
bool role_parse(struct text text, enum role *role_out);
const char *permission_name(enum permission permission);

bool role_has(enum role role, enum permission permission);

enum body_kind role_body(enum role role);
/* Whether a person of the role has to show a second factor where the city requires one: everybody
 * but the public and the enterprises' people. Source docs/domain/party.md U-11 */
bool role_is_two_factor(enum role role);

/* THE scope function: whose projects the actor may see and change.
 * Source      docs/domain/party.md U-3 */
struct scope party_scope(const struct actor *actor);
struct text scope_key(const struct scope *scope);
/* No bound at all. */
bool scope_is_all(const struct scope *scope);
/* Whether a project lies in the scope by what it says of itself; false also where only an authority
 * can tell (project_store_find_in asks for that). */
bool scope_has(const struct scope *scope, struct text division, struct text owner_code);

/* Whether the actor may add a project to `division`, or move one there; fails closed for whoever is
 * not bound to a division. An existing project is found by project_store_find_in.
 * Errors      ERROR_NOT_FOUND party.scope   it is outside the scope: the caller may not know of it */
MUST_CHECK enum error_kind party_check_division(const struct actor *actor, struct text division,
                                                struct error *err);
/* Whether the actor works at the desk of a department.
 * Errors      ERROR_NOT_FOUND party.department   it is another department's */
MUST_CHECK enum error_kind party_check_department(const struct actor *actor, struct text department,
                                                  struct error *err);
/* Errors      ERROR_UNAUTHENTICATED party.sign_in, ERROR_FORBIDDEN party.permission,
 *             ERROR_FORBIDDEN party.must_change (changing while the first password still stands),
 *             ERROR_FORBIDDEN party.must_enrol (the second factor that the city asks for is missing) */
MUST_CHECK enum error_kind party_check_permission(const struct actor *actor,
                                                  enum permission permission, bool changes,
                                                  struct error *err);

/* A sign-in name: 1 to 64 characters, no blanks at the ends, no control characters, not "system".
 * Errors      ERROR_INVALID person.name */
MUST_CHECK enum error_kind person_name_check(struct text name, struct error *err);
/* A new password: 8 to 128 characters, not the name, not one of the passwords everybody tries.
 * Errors      ERROR_INVALID person.password */
MUST_CHECK enum error_kind password_check(struct text password, struct text name,
                                          struct error *err);
/* A role and what it belongs to: a district has a division, an owner and a delegate an enterprise,
 * an approver and a head a department; no other role has any of them.
 * Errors      ERROR_INVALID person.division, person.body */
MUST_CHECK enum error_kind person_role_check(enum role role, struct text division, struct text body,
                                             struct error *err);

/* A written authority: a delegate acts for an owner, a service officer goes with a project, an
 * expert reviews it; from a day to a day. docs/domain/party.md U-10 */
struct authority {
    int64_t id;
    int64_t person_id;
    struct text person; /* sign-in name of who holds it */
    struct text person_name;
    enum role role;      /* ROLE_DELEGATE, ROLE_OFFICER or ROLE_EXPERT */
    struct text body;    /* the enterprise whose projects all count, or "" */
    int64_t project_id;  /* the one project, or 0 */
    struct text project; /* its code, or "" */
    struct text project_name;
    struct date from, until; /* both days count; until DATE_NONE: until it is ended */
    struct text paper;       /* number or place of the signed paper */
    struct text given_by;    /* sign-in name */
    bool ended;
};

/* Whether `actor` may give or end an authority: an owner to delegates of its own enterprise; the
 * programme office any; a head of department invitations to experts only.
 * Errors      ERROR_FORBIDDEN authority.giver, ERROR_NOT_FOUND authority.unknown */
MUST_CHECK enum error_kind authority_check_giver(const struct actor *actor, enum role holder,
                                                 struct text body, struct error *err);
/* A delegate's has a paper, an end and either a project or the whole enterprise; an officer's and an
 * expert's has a project. The end does not lie before the beginning nor before today.
 * Errors      ERROR_INVALID authority.* with the field */
MUST_CHECK enum error_kind authority_check(const struct authority *authority, struct date today,
                                           struct error *err);

/* Limits of a session, in microseconds. Source docs/domain/party.md U-6 */
#define SESSION_IDLE_LIMIT ((int64_t)2 * 3600 * 1000000)
#define SESSION_ABSOLUTE_LIMIT ((int64_t)12 * 3600 * 1000000)
bool session_is_over(int64_t created_at, int64_t seen_at, int64_t now);

/* --- guessing ---------------------------------------------------------------------------------- */

enum { THROTTLE_SLOTS = 4096, THROTTLE_TRIES = 10, THROTTLE_ADDRESS_TRIES = 50 };
#define THROTTLE_WINDOW ((int64_t)15 * 60 * 1000000)

/* Failures of the last 15 minutes: per account, per address and per pair of both. A zeroed struct
 * is empty. Fixed size; when it is full the oldest entry makes room. */
struct throttle {
    struct throttle_slot {
        uint64_t key; /* 0: free */
        int64_t since;
        int64_t latest;
        int failures;
    } slots[THROTTLE_SLOTS];
    uint64_t known[THROTTLE_SLOTS]; /* accounts at the addresses from which they did sign in */
};

/* Whether a try may go on to the password check. Where the account has signed in from the address
 * before, only the failures of both together count, so that nobody can lock an honest owner out by
 * failing elsewhere.
 * Errors          ERROR_THROTTLED party.throttled
 * Source          docs/domain/party.md U-5 */
MUST_CHECK enum error_kind throttle_check(struct throttle *throttle, struct text account,
                                          struct text address, int64_t now, struct error *err);
/* A try is noted as a failure before its password is looked at, so that many at once do not slip
 * through together; a success takes its own note back. */
void throttle_note_failure(struct throttle *throttle, struct text account, struct text address,
                           int64_t now);
void throttle_take_back(struct throttle *throttle, struct text account, struct text address);
void throttle_note_success(struct throttle *throttle, struct text account, struct text address);

#endif
