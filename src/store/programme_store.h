/* src/store/programme_store.h: how the register is kept: programmes, projects, plan versions,
 * sections, site events, progress, and the reference lists. Every function works inside a
 * transaction; texts that come out are copied to the arena. */
#ifndef KAIGONG_STORE_PROGRAMME_STORE_H
#define KAIGONG_STORE_PROGRAMME_STORE_H

#include "domain/party/party.h"
#include "domain/programme/programme.h"
#include "store/db.h"

struct programme {
    int64_t id;
    struct text name;
    int64_t year;
    struct text level;
    int64_t version;
    int64_t projects; /* set by programme_store_list only */
};

struct plan_version {
    int64_t year, number;
    struct date effective_on, planned_start, planned_finish;
    struct money annual;
    struct text author, reason;
};

struct section {
    int64_t id, number;
    struct text name;
};

struct stored_event {
    struct site_event event;
    int64_t section_number;
    struct text actor;
};

struct item_progress {
    struct text item_id;
    struct date accepted_on, decided_on, expected_on; /* DATE_NONE when not yet */
};

struct division {
    struct text code, name_zh, name_en, kind;
};

/* What the register shows of a project as of a day. */
struct register_row {
    struct project project; /* annual_plan, planned_* and actual_start are filled as of the day */
    struct text division_zh, division_en;
    struct date baseline_start;
    enum project_state state;
    struct text sort_key;
};

struct register_filter {
    int64_t programme_id, year;
    struct date as_of;
    struct text q, division, sector, type, nature, state; /* "" lets everything through */
    struct scope scope;                                   /* whose projects the reader reaches */
    struct text sort; /* "code", "name", "planned_start", "total"; with "-" before: descending */
    struct text after_key, after_code; /* the last row of the page before, or "" */
    int64_t limit;
};

/* Errors      ERROR_NOT_FOUND programme.unknown */
MUST_CHECK enum error_kind programme_store_find(struct tx *tx, struct text name, int64_t year,
                                                struct arena *arena, struct programme *out,
                                                struct error *err);
MUST_CHECK enum error_kind programme_store_list(struct tx *tx, struct arena *arena,
                                                struct programme **out, size_t *count_out,
                                                struct error *err);
MUST_CHECK enum error_kind programme_store_add(struct tx *tx, struct programme *programme,
                                               struct error *err);
MUST_CHECK enum error_kind programme_store_new_version(struct tx *tx, struct programme *programme,
                                                       struct error *err);
MUST_CHECK enum error_kind programme_store_has(struct tx *tx, int64_t programme_id,
                                               int64_t project_id, bool *has_out,
                                               struct error *err);
MUST_CHECK enum error_kind programme_store_join(struct tx *tx, const struct programme *programme,
                                                int64_t project_id, struct date since,
                                                struct error *err);
/* The newest programme that the project stands in. ERROR_NOT_FOUND programme.unknown */
MUST_CHECK enum error_kind programme_store_of_project(struct tx *tx, int64_t project_id,
                                                      struct arena *arena, struct programme *out,
                                                      struct error *err);

/* The project's own columns; plan and events are read apart.
 * Errors      ERROR_NOT_FOUND project.unknown */
MUST_CHECK enum error_kind project_store_find(struct tx *tx, struct text code, struct arena *arena,
                                              struct project *out, struct error *err);
/* The same within a scope: what lies outside is as unknown as what is not there. */
MUST_CHECK enum error_kind project_store_find_in(struct tx *tx, const struct scope *scope,
                                                 struct text code, struct arena *arena,
                                                 struct project *out, struct error *err);
/* Sets project->id. Errors      ERROR_CONFLICT project.code_taken */
MUST_CHECK enum error_kind project_store_add(struct tx *tx, struct project *project, int64_t now,
                                             struct error *err);
/* Moves project->version on. Errors      ERROR_CONFLICT project.stale */
MUST_CHECK enum error_kind project_store_save(struct tx *tx, struct project *project, int64_t now,
                                              struct error *err);
MUST_CHECK enum error_kind project_store_touch(struct tx *tx, struct project *project, int64_t now,
                                               struct error *err);

/* A page of the register; total_out counts what the filter matches, at most `REGISTER_COUNT_MAX`. */
enum { REGISTER_COUNT_MAX = 100000 };
MUST_CHECK enum error_kind register_store_list(struct tx *tx, const struct register_filter *filter,
                                               struct arena *arena, struct register_row **rows_out,
                                               size_t *count_out, struct error *err);
/* The same rows one by one, each borrowed until the visitor returns; its failure ends the walk. */
typedef enum error_kind register_visitor(void *context, const struct register_row *row,
                                         struct error *err);
MUST_CHECK enum error_kind register_store_visit(struct tx *tx, const struct register_filter *filter,
                                                register_visitor *visitor, void *context,
                                                struct error *err);
/* One project's row; *out stays as it was when the project is no member on that day. */
MUST_CHECK enum error_kind register_store_row(struct tx *tx, const struct programme *programme,
                                              struct text code, struct date as_of,
                                              struct arena *arena, struct register_row *out,
                                              struct error *err);
MUST_CHECK enum error_kind register_store_count(struct tx *tx, const struct register_filter *filter,
                                                int64_t *total_out, struct error *err);

MUST_CHECK enum error_kind plan_store_add(struct tx *tx, int64_t project_id,
                                          struct plan_version *plan, int64_t now,
                                          struct error *err);
/* *found_out is false when the project has no plan of that year by that day. */
MUST_CHECK enum error_kind plan_store_newest(struct tx *tx, int64_t project_id, int64_t year,
                                             struct date as_of, struct arena *arena,
                                             struct plan_version *out, bool *found_out,
                                             struct error *err);
MUST_CHECK enum error_kind plan_store_list(struct tx *tx, int64_t project_id, struct arena *arena,
                                           struct plan_version **out, size_t *count_out,
                                           struct error *err);

MUST_CHECK enum error_kind section_store_list(struct tx *tx, int64_t project_id,
                                              struct arena *arena, struct section **out,
                                              size_t *count_out, struct error *err);
MUST_CHECK enum error_kind section_store_add(struct tx *tx, int64_t project_id, int64_t number,
                                             struct text name, int64_t *id_out, struct error *err);
MUST_CHECK enum error_kind event_store_list(struct tx *tx, int64_t project_id, struct arena *arena,
                                            struct stored_event **out, size_t *count_out,
                                            struct error *err);
/* Errors      ERROR_CONFLICT event.started_before   the section has its start */
MUST_CHECK enum error_kind event_store_add(struct tx *tx, int64_t project_id,
                                           struct site_event *event, struct text actor, int64_t now,
                                           struct error *err);
/* Corrects an imported event. ERROR_CONFLICT event.recorded when it was recorded with evidence. */
MUST_CHECK enum error_kind event_store_move(struct tx *tx, int64_t event_id, struct date day,
                                            struct error *err);
/* The code of a project whose event uses the same photo or start permit, or "". */
MUST_CHECK enum error_kind event_store_duplicate(struct tx *tx, const struct site_event *event,
                                                 struct arena *arena, struct text *code_out,
                                                 struct error *err);

/* As of a day: what was undone by then has neither been accepted nor decided; what happened after the
 * day is not left out. */
MUST_CHECK enum error_kind progress_store_list(struct tx *tx, int64_t project_id, struct date as_of,
                                               struct arena *arena, struct item_progress **out,
                                               size_t *count_out, struct error *err);
/* From the day on the item counts as if it had not been begun. */
MUST_CHECK enum error_kind progress_store_undo(struct tx *tx, int64_t project_id,
                                               struct text item_id, struct date day,
                                               struct error *err);
MUST_CHECK enum error_kind progress_store_set(struct tx *tx, int64_t project_id,
                                              const struct item_progress *progress,
                                              struct error *err);

MUST_CHECK enum error_kind division_store_list(struct tx *tx, struct arena *arena,
                                               struct division **out, size_t *count_out,
                                               struct error *err);
MUST_CHECK enum error_kind division_store_add(struct tx *tx, const struct division *division,
                                              int64_t position, struct error *err);
MUST_CHECK enum error_kind template_store_add(struct tx *tx, struct text id, int64_t version,
                                              struct text body, int64_t now, struct error *err);
/* Errors      ERROR_NOT_FOUND template.unknown */
MUST_CHECK enum error_kind template_store_find(struct tx *tx, struct text id, int64_t version,
                                               struct arena *arena, struct text *body_out,
                                               struct error *err);
struct template_reference {
    struct text id;
    int64_t version;
};
MUST_CHECK enum error_kind template_store_newest(struct tx *tx, struct arena *arena,
                                                 struct template_reference **out, size_t *count_out,
                                                 struct error *err);

#endif
