/* src/app/case_work.h: one case inside a transaction: loaded with all that its rules ask about, moved
 * on by a step, saved with what follows from it (clock, progress of the plan, validity, journal). For
 * the use cases of this floor; case_app.h is the door. */
#ifndef KAIGONG_APP_CASE_WORK_H
#define KAIGONG_APP_CASE_WORK_H

#include "app/app.h"
#include "base/json.h"
#include "domain/approval/application.h"
#include "store/case_calendar.h"
#include "store/case_store.h"
#include "store/promise_store.h"

enum { CASE_JOURNAL_MAX = 16 * 1024, CASE_ROOM = 8 };

/* Who acts, on which day, in which transaction. */
struct case_session {
    struct tx *tx;
    struct arena *arena; /* lives as long as the transaction's work */
    const struct actor *actor;
    int64_t now;
    struct date today;
    struct case_calendars calendars; /* as known today */
};

/* A project with what its cases need. */
struct case_project {
    struct project project;
    struct project_approvals approvals; /* template, what applies, progress as of today */
    struct stored_case *cases;
    size_t case_count;
    struct paper_facts papers;
};

struct case_work {
    struct case_session *session;
    struct case_project *of;
    struct stored_case stored;
    int item; /* index into the template's items */
    const struct template_item *at;
    const struct calendar *calendar; /* of the department, for the project */
    struct stored_entry *stored_entries;
    struct case_entry *entries; /* the same for the domain, with room for CASE_ROOM more */
    size_t entry_count;
    struct tolerance *tolerances;
    size_t tolerance_count;
    struct commitment *commitments;
    size_t commitment_count;
    struct case_clock clock;
    bool papers_wait; /* a primary paper is still being produced */
    int papers_missing;
};

extern const struct actor case_system_actor; /* the program itself */

/* Reads the calendar of today.
 * Errors      those of case_calendars_open */
MUST_CHECK enum error_kind case_session_begin(struct case_session *session, struct app *app,
                                              const struct actor *actor, struct tx *tx,
                                              struct arena *arena, struct error *err);

/* The project within the actor's scope, with template, progress, cases and papers.
 * Errors      ERROR_NOT_FOUND project.unknown */
MUST_CHECK enum error_kind case_project_open(struct case_session *session, struct text code,
                                             struct case_project *out, struct error *err);

/* A case of an open project. Errors   ERROR_NOT_FOUND case.unknown */
MUST_CHECK enum error_kind case_work_open(struct case_session *session, struct case_project *of,
                                          int64_t case_id, struct case_work *out,
                                          struct error *err);
/* A case by its id alone: opens its project too.
 * Errors      ERROR_NOT_FOUND case.unknown   also when the project lies outside the actor's scope */
MUST_CHECK enum error_kind case_work_find(struct case_session *session, int64_t case_id,
                                          struct case_project *of_out, struct case_work *out,
                                          struct error *err);

/* Which side of a case the actor stands on for an event: the one that the table names, where the
 * actor's rights and department allow it.
 * Errors      ERROR_FORBIDDEN case.side, ERROR_NOT_FOUND party.department */
MUST_CHECK enum error_kind case_work_side(const struct case_work *work, enum case_event event,
                                          enum case_side *side_out, struct error *err);
/* Whether the actor may act for the case's department, at its window or as its head. Errors as above */
MUST_CHECK enum error_kind case_work_check_desk(const struct case_work *work, enum case_side side,
                                                struct error *err);

/* Does a step, stores and journals it, and what follows from it: the item's progress, the validity,
 * other cases of the project that waited for the decision.
 *
 * result      number of the permit, with a decision; ""
 * Errors      those of case_apply, ERROR_CONFLICT case.stale */
MUST_CHECK enum error_kind case_work_step(struct case_work *work, const struct case_step *step,
                                          struct text result, struct error *err);

/* Stores what follows from the case's events and days without a new event; the version moves on. */
MUST_CHECK enum error_kind case_work_save(struct case_work *work, struct error *err);

/* Reads the clock anew. */
MUST_CHECK enum error_kind case_work_read_clock(struct case_work *work, struct error *err);

/* The members "case" and "item" open the object of an entry; the caller adds its own and calls
 * case_journal_end. `to` says who has to be told: "owner officer"; "" for nobody. */
void case_journal_begin(const struct case_work *work, struct json_writer *json);
MUST_CHECK enum error_kind case_journal_end(const struct case_work *work, struct json_writer *json,
                                            const char *action, const char *to, struct error *err);

/* Tells those whom `to` names, in the kind that the action has; an action without a kind tells nobody
 * (case_notice.c). */
MUST_CHECK enum error_kind case_notice_send(const struct case_work *work, const char *action,
                                            const char *to, struct error *err);

/* Hands in the drafts of the project that wait no longer. */
MUST_CHECK enum error_kind case_project_release(struct case_session *session, struct text code,
                                                struct error *err);

/* Last day on which the project's owner is shut out of tolerance and commitment; DATE_NONE. */
MUST_CHECK enum error_kind case_owner_credit(struct case_session *session,
                                             const struct project *project, struct date *until_out,
                                             struct error *err);
/* A credit record of the project's owner from today on, journalled. Source */
MUST_CHECK enum error_kind case_owner_record(struct case_work *work, const char *kind,
                                             struct text reason, struct error *err);

/* What is to be said of the permit's validity today. */
MUST_CHECK enum error_kind case_work_find_warning(struct case_work *work,
                                                  enum validity_warning *out, struct error *err);
/* Compares the validity with the planned start and says so when it has become true. */
MUST_CHECK enum error_kind case_work_check_validity(struct case_work *work, struct error *err);

#endif
