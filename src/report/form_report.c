/* The form of a stage and the start gate, as of a day. */
#include "report/case_report.h"

#include "domain/approval/gate.h"

static const struct stored_case *newest_case(const struct stored_case *cases, size_t count,
                                             struct text item)
{
    const struct stored_case *found = NULL;
    for (size_t i = 0; i < count; i++) {
        found = text_is_equal(cases[i].item_id, item) ? &cases[i] : found;
    }
    return found;
}

static void write_item(const struct case_context *context, int item,
                       const struct paper_facts *facts, const struct stored_case *stored,
                       struct json_writer *json)
{
    const struct template *template = &context->approvals.template;
    const struct template_item *at = &template->items[item];
    bool waits;
    json_object_open(json);
    json_member_text(json, "item", at->id);
    json_member_text(json, "name_zh", at->name_zh);
    json_member_text(json, "name_en", at->name_en);
    json_member_text(json, "department", template->departments[at->department].id);
    json_member_text(json, "department_zh", template->departments[at->department].name_zh);
    json_member_int(json, "promised_days", at->promised_days);
    json_member_int(json, "papers_missing", item_papers_missing(facts, item, NULL, 0, &waits));
    json_member_bool(json, "waits", waits);
    json_member_bool(json, "commitment", at->commitment);
    json_member_bool(json, "decided", facts->decided[item]);
    json_key(json, "case");
    if (stored == NULL) {
        json_put_null(json);
    } else {
        json_put_int(json, stored->id);
    }
    json_object_close(json);
}

/* Whether one of the items may do without the paper for a while, and how. */
static enum tolerance_mode tolerable(const struct template *template,
                                     const struct form_paper *paper)
{
    for (size_t i = 0; i < paper->item_count && !paper->primary; i++) {
        const struct template_item *item = &template->items[paper->items[i]];
        if (item->tolerance != TOLERANCE_NONE) {
            return item->tolerance;
        }
    }
    return TOLERANCE_NONE;
}

static void write_paper(const struct template *template, const struct form_paper *paper,
                        struct json_writer *json)
{
    json_object_open(json);
    json_member_text(json, "paper", paper->key);
    json_member_text(json, "name_zh", paper->name_zh);
    json_member_text(json, "name_en", paper->name_en);
    json_member_bool(json, "primary", paper->primary);
    json_member_string(json, "standing", paper_standing_name(paper->standing));
    json_member_string(json, "standing_zh", paper_standing_zh(paper->standing));
    json_key(json, "producer");
    if (paper->producer < 0) {
        json_put_null(json);
    } else {
        json_put_text(json, template->items[paper->producer].id);
    }
    json_member_string(json, "tolerance",
                       tolerable(template, paper) == TOLERANCE_ACCEPT   ? "accept"
                       : tolerable(template, paper) == TOLERANCE_DECIDE ? "decide"
                                                                        : "none");
    json_key(json, "items");
    json_array_open(json);
    for (size_t i = 0; i < paper->item_count; i++) {
        json_put_text(json, template->items[paper->items[i]].id);
    }
    json_array_close(json);
    json_object_close(json);
}

enum error_kind case_report_write_form(struct case_context *context, int stage,
                                       struct json_writer *json, struct error *err)
{
    const struct template *template = &context->approvals.template;
    struct paper_facts facts;
    struct stored_case *cases;
    struct form_paper *papers;
    size_t case_count, paper_count, count = 0;
    int *items = ARENA_ARRAY(context->arena, int, template->item_count);
    TRY(case_store_list_project(context->tx, context->project.id, context->arena, &cases,
                                &case_count, err));
    TRY(paper_store_facts(context->tx, context->project.id, &context->approvals, cases, case_count,
                          context->arena, &facts, err));
    for (size_t i = 0; i < template->item_count; i++) {
        if (application_has_item(template, context->approvals.applies, (int)i, stage)) {
            items[count++] = (int)i;
        }
    }
    if (count == 0) {
        return error_set(err, ERROR_NOT_FOUND, "form.stage",
                         "本项目没有这个阶段 (the project has no such stage)");
    }
    application_form(&facts, items, count, context->arena, &papers, &paper_count);
    json_object_open(json);
    json_member_text(json, "project", context->project.code);
    json_member_int(json, "stage", stage);
    json_key(json, "items");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        write_item(context, items[i], &facts,
                   newest_case(cases, case_count, template->items[items[i]].id), json);
    }
    json_array_close(json);
    json_key(json, "papers");
    json_array_open(json);
    for (size_t i = 0; i < paper_count; i++) {
        write_paper(template, &papers[i], json);
    }
    json_array_close(json);
    json_object_close(json);
    return OK;
}

/* --- the gate ----------------------------------------------------------------------------------- */

static enum gate_standing standing_of(const struct case_context *context, size_t item,
                                      const struct stored_case *stored)
{
    if (date_is_none(context->approvals.progress[item].decided_on)) {
        return GATE_OPEN;
    }
    if (stored == NULL) {
        return GATE_DECIDED;
    }
    return stored->state == CASE_TOLERATED ? GATE_TOLERATED
           : stored->committed             ? GATE_COMMITTED
                                           : GATE_DECIDED;
}

static void write_unmet(const struct gate_unmet *unmet, size_t count, struct json_writer *json)
{
    json_key(json, "unmet");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(json);
        json_member_text(json, "item", unmet[i].item);
        json_member_text(json, "name_zh", unmet[i].name_zh);
        json_member_text(json, "name_en", unmet[i].name_en);
        json_member_text(json, "reason", unmet[i].reason_zh);
        json_member_text(json, "reason_en", unmet[i].reason_en);
        json_object_close(json);
    }
    json_array_close(json);
}

enum error_kind case_report_write_gate(struct case_context *context, struct json_writer *json,
                                       struct error *err)
{
    const struct template *template = &context->approvals.template;
    size_t items = template->item_count, case_count, unmet_count, line_count;
    enum gate_standing *standings = ARENA_ARRAY(context->arena, enum gate_standing, items);
    bool *decided = ARENA_ARRAY(context->arena, bool, items);
    struct stored_case *cases;
    struct gate_unmet *unmet;
    struct gate_line *lines;
    TRY(case_store_list_project(context->tx, context->project.id, context->arena, &cases,
                                &case_count, err));
    for (size_t i = 0; i < items; i++) {
        standings[i] =
            standing_of(context, i, newest_case(cases, case_count, template->items[i].id));
        decided[i] = standings[i] != GATE_OPEN;
    }
    gate_check(template, context->approvals.applies, decided, context->arena, &unmet, &unmet_count);
    gate_list(template, context->approvals.applies, standings, context->arena, &lines, &line_count);
    json_object_open(json);
    json_member_bool(json, "open", unmet_count == 0);
    write_unmet(unmet, unmet_count, json);
    json_key(json, "conditions");
    json_array_open(json);
    for (size_t i = 0; i < line_count; i++) {
        const struct template_item *item = &template->items[lines[i].item];
        json_object_open(json);
        json_member_text(json, "item", item->id);
        json_member_text(json, "name_zh", item->name_zh);
        json_member_text(json, "name_en", item->name_en);
        json_member_int(json, "group", lines[i].group);
        json_member_string(json, "standing", gate_standing_name(lines[i].standing));
        json_member_bool(json, "commitment", lines[i].commitment);
        json_member_bool(json, "never_defer", lines[i].never_defer);
        json_object_close(json);
    }
    json_array_close(json);
    json_object_close(json);
    return OK;
}
