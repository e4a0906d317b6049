#include "store/approval_store.h"

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
    TRY(progress_store_list(tx, project->id, arena, &stored, &count, err));
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
