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
    PERMISSION_SETTINGS,  /* templates, calendars, settings */
    PERMISSION_COUNT,
};

/* Who acts. The zeroed struct is nobody. */
struct actor {
    struct text name; /* the sign-in name; "" for nobody, "system" for the program itself */
    enum role role;
    struct text division; /* scope of a district office, or "" */
    int64_t person_id;    /* 0 for nobody and for the command line */
    bool must_change;     /* has to choose an own password before changing anything else */
};

/* "anonymous", "coordinator", "leader", "district", "system", "security", "audit". */
const char *role_name(enum role role);
const char *role_zh(enum role role);
bool role_parse(struct text text, enum role *role_out);
const char *permission_name(enum permission permission);

bool role_has(enum role role, enum permission permission);

/* THE scope function: the division whose projects the actor may see and change; "" means all.
 * Source      docs/domain/party.md U-3 */
struct text party_scope(const struct actor *actor);

/* Whether the actor may see or change a project of `division`.
 * Errors      ERROR_NOT_FOUND party.scope   it is outside the scope: the caller may not know of it */
MUST_CHECK enum error_kind party_check_division(const struct actor *actor, struct text division,
                                                struct error *err);
/* Errors      ERROR_UNAUTHENTICATED party.sign_in, ERROR_FORBIDDEN party.permission,
 *             ERROR_FORBIDDEN party.must_change (changing while the first password still stands) */
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
/* A role and its division: a district has one, no other role has.
 * Errors      ERROR_INVALID person.division */
MUST_CHECK enum error_kind person_role_check(enum role role, struct text division,
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
void throttle_note_success(struct throttle *throttle, struct text account, struct text address);

#endif
