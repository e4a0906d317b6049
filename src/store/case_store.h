/* src/store/case_store.h: applications, cases with their events, papers of a project and what
 * departments miss. Every function works inside a transaction; texts that come out are copied to the
 * arena. */
#ifndef KAIGONG_STORE_CASE_STORE_H
#define KAIGONG_STORE_CASE_STORE_H

#include "domain/approval/application.h"
#include "domain/approval/case_clock.h"
#include "domain/approval/validity.h"
#include "store/approval_store.h"

struct application {
    int64_t id, project_id;
    struct text project; /* its code */
    int stage;
    struct text form; /* JSON object */
    struct date submitted_on;
    struct text submitted_by;
    struct date noticed_on, closed_on; /* DATE_NONE: not yet */
    struct text closed_by;
    int64_t version;
};

struct stored_case {
    int64_t id, application_id, project_id;
    struct text project; /* its code */
    struct text item_id, department;
    int stage;
    enum case_state state;
    int64_t version; /* one more with each change */
    bool open, committed, green;
    struct date first_on, accepted_on, ended_on, due_on, limit_on;
    struct text result;
    struct date valid_until;
    int validity_extensions;
    enum validity_warning validity_warning;
    struct text assignee;
};

/* An event as it is kept. */
struct stored_entry {
    struct case_entry entry;
    enum case_side side;
    struct text actor;
    int64_t created_at, seq;
};

struct stored_paper {
    struct text paper, file, name, media;
    int64_t size;
    struct date added_on;
    struct text added_by;
};

struct stored_defect {
    int64_t id;
    struct text paper, why;
    struct date told_on; /* DATE_NONE: not told yet */
    struct text added_by;
};

/* "20200305-000017": day of submission and id; the id is what is looked up. */
struct text application_number(const struct application *application, struct arena *arena);
bool application_number_parse(struct text number, int64_t *id_out);

/* Sets application->id. */
MUST_CHECK enum error_kind application_store_add(struct tx *tx, struct application *application,
                                                 int64_t now, struct error *err);
/* Errors      ERROR_NOT_FOUND application.unknown */
MUST_CHECK enum error_kind application_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                                  struct application *out, struct error *err);
MUST_CHECK enum error_kind application_store_list(struct tx *tx, int64_t project_id,
                                                  struct arena *arena, struct application **out,
                                                  size_t *count_out, struct error *err);
/* Errors      ERROR_CONFLICT application.stale */
MUST_CHECK enum error_kind application_store_save(struct tx *tx, struct application *application,
                                                  struct error *err);

/* Adds a draft; sets id, state and version. Errors   ERROR_CONFLICT case.open   the item has an open case */
MUST_CHECK enum error_kind case_store_add(struct tx *tx, struct stored_case *stored, int64_t now,
                                          struct error *err);
/* Errors      ERROR_NOT_FOUND case.unknown */
MUST_CHECK enum error_kind case_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                           struct stored_case *out, struct error *err);
MUST_CHECK enum error_kind case_store_list_project(struct tx *tx, int64_t project_id,
                                                   struct arena *arena, struct stored_case **out,
                                                   size_t *count_out, struct error *err);
MUST_CHECK enum error_kind case_store_list_application(struct tx *tx, int64_t application_id,
                                                       struct arena *arena,
                                                       struct stored_case **out, size_t *count_out,
                                                       struct error *err);
/* A page of the open cases, or of those with a validity, by id. */
enum { CASE_PAGE = 100 };
MUST_CHECK enum error_kind case_store_list_open(struct tx *tx, int64_t after, struct arena *arena,
                                                struct stored_case **out, size_t *count_out,
                                                struct error *err);
MUST_CHECK enum error_kind case_store_list_valid(struct tx *tx, int64_t after, struct arena *arena,
                                                 struct stored_case **out, size_t *count_out,
                                                 struct error *err);
/* Saves what follows from the events; moves version on.
 * Errors      ERROR_CONFLICT case.stale   somebody else was first */
MUST_CHECK enum error_kind case_store_save(struct tx *tx, struct stored_case *stored, int64_t now,
                                           struct error *err);
/* Whether the item ever had a case in the project. */
MUST_CHECK enum error_kind case_store_has_item(struct tx *tx, int64_t project_id, struct text item,
                                               bool *has_out, struct error *err);
/* Open cases of a department, and how many of them are in the green channel. */
MUST_CHECK enum error_kind case_store_count_open(struct tx *tx, struct text department,
                                                 int64_t *open_out, int64_t *green_out,
                                                 struct error *err);

/* Whom an entry about a case names. */
struct case_readers {
    bool owner, officer, department, head;
};
/* Their ids, ascending; nobody twice. The department is the case's. */
MUST_CHECK enum error_kind
case_store_list_readers(struct tx *tx, const struct project *project, struct text department,
                        const struct case_readers *readers, struct date today, struct arena *arena,
                        int64_t **ids_out, size_t *count_out, struct error *err);

MUST_CHECK enum error_kind case_event_store_add(struct tx *tx, int64_t case_id,
                                                const struct stored_entry *entry,
                                                struct error *err);
MUST_CHECK enum error_kind case_event_store_list(struct tx *tx, int64_t case_id,
                                                 struct arena *arena, struct stored_entry **out,
                                                 size_t *count_out, struct error *err);

MUST_CHECK enum error_kind paper_store_put(struct tx *tx, int64_t project_id,
                                           const struct stored_paper *paper, int64_t now,
                                           struct error *err);
MUST_CHECK enum error_kind paper_store_list(struct tx *tx, int64_t project_id, struct arena *arena,
                                            struct stored_paper **out, size_t *count_out,
                                            struct error *err);
/* What the rules of papers ask of a project: which items are decided or in hand (an open case, or
 * accepted), which papers are there. It borrows from approvals. */
MUST_CHECK enum error_kind paper_store_facts(struct tx *tx, int64_t project_id,
                                             const struct project_approvals *approvals,
                                             const struct stored_case *cases, size_t case_count,
                                             struct arena *arena, struct paper_facts *out,
                                             struct error *err);
/* Sets defect->id. */
MUST_CHECK enum error_kind defect_store_add(struct tx *tx, int64_t case_id,
                                            struct stored_defect *defect, int64_t now,
                                            struct error *err);
MUST_CHECK enum error_kind defect_store_list(struct tx *tx, int64_t case_id, struct arena *arena,
                                             struct stored_defect **out, size_t *count_out,
                                             struct error *err);
/* Marks those that were not told as told on the day. */
MUST_CHECK enum error_kind defect_store_tell(struct tx *tx, int64_t case_id, struct date day,
                                             struct error *err);

#endif
