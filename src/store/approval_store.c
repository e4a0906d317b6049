#include "store/approval_store.h"

#include "store/store_row.h"

static struct date up_to(struct date day, struct date as_of)
{
    return date_is_none(day) || date_compare(day, as_of) > 0 ? DATE_NONE : day;
}

enum error_kind approval_store_template(struct tx *tx, const struct project *project,
                                        struct arena *arena, struct template *out,
                                        struct error *err)
{
    const struct template_problem *problems;
    size_t problem_count;
    struct text body;
    TRY(template_store_find(tx, project->template_id, project->template_version, arena, &body,
                            err));
    TRY(template_read(body, arena, out, &problems, &problem_count, err));
    if (problem_count > 0) {
        return error_set(err, ERROR_INTERNAL, "template.broken", "template %.*s: %.*s",
                         TEXT_ARGS(project->template_id), TEXT_ARGS(problems[0].message));
    }
    return OK;
}

enum error_kind approval_store_load(struct tx *tx, const struct project *project, struct date as_of,
                                    struct arena *arena, struct project_approvals *out,
                                    struct error *err)
{
    struct item_progress *stored;
    size_t count;
    TRY(approval_store_template(tx, project, arena, &out->template, err));
    TRY(template_apply(&out->template, project->conditions, arena, &out->applies, err));
    TRY(progress_store_list(tx, project->id, as_of, arena, &stored, &count, err));
    out->progress = ARENA_ARRAY(arena, struct item_progress, out->template.item_count);
    for (size_t i = 0; i < out->template.item_count; i++) {
        struct item_progress *progress = &out->progress[i];
        *progress =
            (struct item_progress){out->template.items[i].id, DATE_NONE, DATE_NONE, DATE_NONE};
        for (size_t k = 0; k < count; k++) {
            if (text_is_equal(stored[k].item_id, progress->item_id)) {
                progress->accepted_on = up_to(stored[k].accepted_on, as_of);
                progress->decided_on = up_to(stored[k].decided_on, as_of);
                progress->expected_on = stored[k].expected_on;
            }
        }
    }
    return OK;
}

enum error_kind approval_store_gate(struct tx *tx, const struct project *project, struct date as_of,
                                    struct arena *arena, struct gate_unmet **unmet_out,
                                    size_t *count_out, struct error *err)
{
    struct project_approvals approvals;
    TRY(approval_store_load(tx, project, as_of, arena, &approvals, err));
    bool *decided = ARENA_ARRAY(arena, bool, approvals.template.item_count);
    for (size_t i = 0; i < approvals.template.item_count; i++) {
        decided[i] = !date_is_none(approvals.progress[i].decided_on);
    }
    gate_check(&approvals.template, approvals.applies, decided, arena, unmet_out, count_out);
    return OK;
}

/* --- departments and scopes ------------------------------------------------------------------- */

static bool has_department(const struct template_department *items, size_t count, struct text id)
{
    for (size_t i = 0; i < count; i++) {
        if (text_is_equal(items[i].id, id)) {
            return true;
        }
    }
    return false;
}

enum error_kind approval_store_departments(struct tx *tx, struct arena *arena,
                                           struct template_department **out, size_t *count_out,
                                           struct error *err)
{
    struct template_reference *templates;
    struct template_department *items = NULL;
    size_t template_count, count = 0, capacity = 0;
    TRY(template_store_newest(tx, arena, &templates, &template_count, err));
    for (size_t i = 0; i < template_count; i++) {
        struct project project = {.template_id = templates[i].id,
                                  .template_version = (int)templates[i].version};
        struct template template;
        TRY(approval_store_template(tx, &project, arena, &template, err));
        for (size_t d = 0; d < template.department_count; d++) {
            if (!has_department(items, count, template.departments[d].id)) {
                items = row_grow(arena, items, count, &capacity, sizeof *items);
                items[count++] = template.departments[d];
            }
        }
    }
    *out = items;
    *count_out = count;
    return OK;
}

static enum error_kind unknown_scope(const struct calendar_scope *scope, const char *what,
                                     struct error *err)
{
    error_set(err, ERROR_NOT_FOUND, "calendar.scope", "there is no %s \"%.*s\"", what,
              TEXT_ARGS(scope->id));
    return error_at_field(err, "scope");
}

static enum error_kind check_division(struct tx *tx, const struct calendar_scope *scope,
                                      struct arena *arena, struct error *err)
{
    struct division *divisions;
    size_t count;
    TRY(division_store_list(tx, arena, &divisions, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (text_is_equal(divisions[i].code, scope->id)) {
            return OK;
        }
    }
    return unknown_scope(scope, "division", err);
}

enum error_kind approval_store_check_scope(struct tx *tx, const struct calendar_scope *scope,
                                           const struct scope *within, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct template_department *departments;
    struct project project;
    size_t count;
    switch (scope->kind) {
    case SCOPE_OF_NATION:
    case SCOPE_OF_CITY:
        break;
    case SCOPE_OF_DIVISION:
        return check_division(tx, scope, &arena, err);
    case SCOPE_OF_DEPARTMENT:
        TRY(approval_store_departments(tx, &arena, &departments, &count, err));
        return has_department(departments, count, scope->id)
                   ? OK
                   : unknown_scope(scope, "department", err);
    case SCOPE_OF_PROJECT: {
        enum error_kind kind = project_store_find_in(tx, within, scope->id, &arena, &project, err);
        if (kind == ERROR_NOT_FOUND) {
            return unknown_scope(scope, "project", err);
        }
        return kind;
    }
    }
    return OK;
}
