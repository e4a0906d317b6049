/* src/app/application_app.h: one form for a stage: handed in once, sent out to all its departments,
 * told once what is missing, closed by the lead department; and the papers of a project, handed in once.
 * Each function is one transaction. */
#ifndef KAIGONG_APP_APPLICATION_APP_H
#define KAIGONG_APP_APPLICATION_APP_H

#include "app/app.h"
#include "store/case_store.h"

enum { APPLICATION_FORM_MAX = 64 * 1024, PAPER_MAX_BYTES = 20 << 20, PAPER_NAME_MAX = 200 };

struct application_request {
    struct text project; /* its code */
    int stage;
    const struct text
        *items; /* ids; none: all of the stage that apply and are neither open nor decided */
    size_t item_count;
    struct text form; /* canonical JSON object */
};

/* Hands in a stage. Items whose primary papers are still produced by others wait as drafts.
 *
 * id_out      of the application
 * Errors      ERROR_INVALID  application.item (not of the stage, or does not apply),
 *                            application.empty (nothing is left to hand in)
 *             ERROR_CONFLICT case.open
 *             ERROR_NOT_FOUND project.unknown */
MUST_CHECK enum error_kind application_app_submit(struct app *app, const struct actor *actor,
                                                  const struct application_request *request,
                                                  int64_t *id_out, struct error *err);

/* Tells the applicant once what all departments miss: every case with defects goes to correction.
 * Errors      ERROR_INVALID  notice.empty, case.told_once, case.told_late
 *             ERROR_NOT_FOUND application.unknown, ERROR_FORBIDDEN case.side */
MUST_CHECK enum error_kind application_app_notify(struct app *app, const struct actor *actor,
                                                  int64_t id, struct text reason,
                                                  struct error *err);

/* The lead department closes the stage when each case has ended; items beside it do not count.
 * Errors      ERROR_CONFLICT  application.running, application.closed
 *             ERROR_FORBIDDEN application.lead */
MUST_CHECK enum error_kind application_app_close(struct app *app, const struct actor *actor,
                                                 int64_t id, struct error *err);

/* Keeps a paper for the whole project; what was tolerated for lack of it is supplied, and drafts that
 * waited for it are handed in.
 *
 * paper       id of a paper of any item of the template
 * stored_out  on the arena
 * Errors      ERROR_INVALID paper.unknown, paper.kind, paper.name; ERROR_FULL db.full */
MUST_CHECK enum error_kind paper_app_add(struct app *app, const struct actor *actor,
                                         struct text project, struct text paper, struct text name,
                                         struct text bytes, struct arena *arena,
                                         struct stored_paper *stored_out, struct error *err);

/* What paper_app_add would say before it looks at the bytes. */
MUST_CHECK enum error_kind paper_app_check(struct app *app, const struct actor *actor,
                                           struct text project, struct text paper, struct text name,
                                           struct error *err);
/* The same for a file in the data folder, which is durable and stays where it is too. */
struct paper_file {
    struct text project, paper, name;
    const char *path;
    int64_t size;
};
MUST_CHECK enum error_kind paper_app_take(struct app *app, const struct actor *actor,
                                          const struct paper_file *file, struct arena *arena,
                                          struct stored_paper *stored_out, struct error *err);

/* Where a paper of the project lies. Errors   ERROR_NOT_FOUND paper.unknown */
MUST_CHECK enum error_kind paper_app_find(struct app *app, const struct actor *actor,
                                          struct text project, struct text paper,
                                          struct arena *arena, struct stored_paper *stored_out,
                                          const char **path_out, struct error *err);

#endif
