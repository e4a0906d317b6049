#include "report/portal_report.h"

#include "report/case_report.h"

#include <stdlib.h>

/* What the owner has to do about an item. */
struct portal_action {
    const char *act; /* "submit": hand it in; "correct": complete what was told to be missing */
    const struct plan_item *item;
    int64_t case_id; /* 0: none yet */
    struct date by;  /* DATE_NONE: no day depends on it */
    bool start_lost;
};

struct portal {
    struct plan_context *context;
    const struct register_row *row;
    const struct project_plan *plan;
    struct stored_case *cases;
    size_t case_count;
    struct arena *arena;
    struct json_writer *json;
};

/* The newest case of an item; NULL: none. */
static const struct stored_case *case_of(const struct portal *portal, struct text item)
{
    const struct stored_case *found = NULL;
    for (size_t i = 0; i < portal->case_count; i++) {
        found = text_is_equal(portal->cases[i].item_id, item) ? &portal->cases[i] : found;
    }
    return found;
}

static int compare_actions(const void *a, const void *b)
{
    const struct portal_action *left = a, *right = b;
    int order = date_compare(left->by, right->by); /* DATE_NONE is the last of all days */
    return order != 0 ? order : text_compare(left->item->id, right->item->id);
}

static bool find_action(const struct portal *portal, size_t r, struct portal_action *out)
{
    const struct plan_row *row = &portal->plan->built.rows[r];
    const struct plan_dates *dates = &portal->plan->dates[r];
    struct date today = portal->context->as_of;
    if (row->item < 0 || row->state == PLAN_DONE) {
        return false;
    }
    const struct plan_item *item = &portal->plan->request.items[row->item];
    const struct stored_case *stored = case_of(portal, item->id);
    bool open = stored != NULL && stored->open;
    if (open && stored->state == CASE_CORRECTION) {
        *out = (struct portal_action){"correct", item, stored->id, dates->late_start, false};
    } else if (!open && row->state == PLAN_TODO) {
        *out = (struct portal_action){"submit", item, 0, dates->submit_by, false};
    } else {
        return false;
    }
    out->start_lost = !date_is_none(out->by) && date_compare(out->by, today) < 0;
    return true;
}

static void write_actions(const struct portal *portal)
{
    struct json_writer *json = portal->json;
    size_t rows = portal->plan->built.row_count, count = 0;
    struct portal_action *actions = ARENA_ARRAY(portal->arena, struct portal_action, rows);
    for (size_t r = 0; r < rows; r++) {
        count += find_action(portal, r, &actions[count]);
    }
    if (count > 0) {
        qsort(actions, count, sizeof *actions, compare_actions);
    }
    json_key(json, "actions");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(json);
        json_member_string(json, "act", actions[i].act);
        json_member_text(json, "item", actions[i].item->id);
        json_member_text(json, "name_zh", actions[i].item->name_zh);
        json_member_text(json, "name_en", actions[i].item->name_en);
        json_member_int(json, "case", actions[i].case_id);
        json_member_date(json, "by", actions[i].by);
        json_member_bool(json, "start_lost", actions[i].start_lost);
        json_object_close(json);
    }
    json_array_close(json);
}

static void write_permit(const struct portal *portal, size_t r)
{
    struct json_writer *json = portal->json;
    const struct plan_row *row = &portal->plan->built.rows[r];
    const struct plan_item *item = &portal->plan->request.items[row->item];
    const struct stored_case *stored = case_of(portal, item->id);
    json_object_open(json);
    json_member_text(json, "item", item->id);
    json_member_text(json, "name_zh", item->name_zh);
    json_member_text(json, "name_en", item->name_en);
    json_member_text(json, "department", item->department);
    json_member_text(json, "department_zh", item->department_zh);
    json_member_text(json, "department_en", item->department_en);
    json_member_string(json, "state", plan_state_name(row->state));
    json_member_int(json, "case", stored == NULL ? 0 : stored->id);
    json_member_date(json, "due_on", stored == NULL ? DATE_NONE : stored->due_on);
    json_member_date(json, "decide_by", portal->plan->dates[r].late_finish);
    json_object_close(json);
}

static enum error_kind write_cases(const struct portal *portal, const struct scope *scope,
                                   struct error *err)
{
    struct case_context *cases = ARENA_NEW(portal->arena, struct case_context);
    TRY(case_report_init(cases, portal->context->tx, scope, portal->row->project.code,
                         portal->context->as_of, portal->arena, err));
    json_key(portal->json, "cases");
    return case_report_write_list(cases, portal->json, err);
}

static enum error_kind write_applications(const struct portal *portal, struct error *err)
{
    struct application *applications;
    size_t count;
    TRY(application_store_list(portal->context->tx, portal->row->project.id, portal->arena,
                               &applications, &count, err));
    json_key(portal->json, "applications");
    json_array_open(portal->json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(portal->json);
        json_member_text(portal->json, "number",
                         application_number(&applications[i], portal->arena));
        json_member_int(portal->json, "stage", applications[i].stage);
        json_member_date(portal->json, "submitted_on", applications[i].submitted_on);
        json_object_close(portal->json);
    }
    json_array_close(portal->json);
    return OK;
}

static enum error_kind write_project(struct plan_context *context, const struct register_row *row,
                                     const struct scope *scope, struct json_writer *json,
                                     struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct project_plan plan;
    struct portal portal = {
        .context = context, .row = row, .plan = &plan, .arena = &arena, .json = json};
    TRY(plan_report_project(context, row, HANDLING_PARALLEL, &arena, &plan, err));
    TRY(case_store_list_project(context->tx, row->project.id, &arena, &portal.cases,
                                &portal.case_count, err));
    json_object_open(json);
    json_member_text(json, "code", row->project.code);
    json_member_text(json, "name", row->project.name);
    json_member_date(json, "planned_start", row->project.planned_start);
    json_member_bool(json, "feasible", plan.feasible);
    json_member_text(json, "conflict_zh", project_plan_conflict(&plan, SCHEDULE_ZH, &arena));
    json_member_text(json, "conflict_en", project_plan_conflict(&plan, SCHEDULE_EN, &arena));
    write_actions(&portal);
    json_key(json, "permits");
    json_array_open(json);
    for (size_t r = 0; r < plan.built.row_count; r++) {
        if (plan.built.rows[r].item >= 0) {
            write_permit(&portal, r);
        }
    }
    json_array_close(json);
    TRY(write_applications(&portal, err));
    TRY(write_cases(&portal, scope, err));
    json_object_close(json);
    return OK;
}

enum error_kind portal_report_write(struct plan_context *context, const struct programme *programme,
                                    const struct scope *scope, struct json_writer *json,
                                    struct error *err)
{
    struct register_filter filter = {.programme_id = programme->id,
                                     .year = programme->year,
                                     .as_of = context->as_of,
                                     .scope = *scope,
                                     .limit = PORTAL_PROJECTS_MAX};
    struct register_row *rows;
    size_t count;
    TRY(register_store_list(context->tx, &filter, context->arena, &rows, &count, err));
    json_object_open(json);
    json_member_date(json, "as_of", context->as_of);
    json_key(json, "projects");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        if (!project_is_running(rows[i].state) && rows[i].project.nature != NATURE_CONTINUED) {
            TRY(write_project(context, &rows[i], scope, json, err));
        }
    }
    json_array_close(json);
    json_object_close(json);
    return OK;
}
