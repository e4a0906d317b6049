/* src/store/approval_store.h: a project's template and progress, read together. */
#ifndef KAIGONG_STORE_APPROVAL_STORE_H
#define KAIGONG_STORE_APPROVAL_STORE_H

#include "domain/approval/gate.h"
#include "domain/calendar/disruption.h"
#include "store/programme_store.h"

/* What is known of a project's approvals on a day. */
struct project_approvals {
    struct template template;
    bool *applies;                  /* one a item */
    struct item_progress *progress; /* one a item; what happened after the day is left out */
};

/* The version of the template that the project keeps. Errors as below. */
MUST_CHECK enum error_kind approval_store_template(struct tx *tx, const struct project *project,
                                                   struct arena *arena, struct template *out,
                                                   struct error *err);

/* The departments of the newest templates, each id once. */
MUST_CHECK enum error_kind approval_store_departments(struct tx *tx, struct arena *arena,
                                                      struct template_department **out,
                                                      size_t *count_out, struct error *err);

/* Whether what a calendar or a disruption belongs to exists.
 *
 * within      whose projects the reader reaches: another one does not exist
 * Errors      ERROR_NOT_FOUND calendar.scope   field "scope" */
MUST_CHECK enum error_kind approval_store_check_scope(struct tx *tx,
                                                      const struct calendar_scope *scope,
                                                      const struct scope *within,
                                                      struct error *err);

/* Errors      ERROR_NOT_FOUND template.unknown, ERROR_INTERNAL template.broken */
MUST_CHECK enum error_kind approval_store_load(struct tx *tx, const struct project *project,
                                               struct date as_of, struct arena *arena,
                                               struct project_approvals *out, struct error *err);

/* The unmet conditions of the project's start gate on a day. */
MUST_CHECK enum error_kind approval_store_gate(struct tx *tx, const struct project *project,
                                               struct date as_of, struct arena *arena,
                                               struct gate_unmet **unmet_out, size_t *count_out,
                                               struct error *err);

#endif
