#include "report/register_report.h"

static void write_row_members(struct json_writer *json, const struct register_row *row)
{
    const struct project *project = &row->project;
    json_member_text(json, "code", project->code);
    json_member_text(json, "name", project->name);
    json_member_text(json, "owner", project->owner_name);
    json_member_text(json, "owner_code", project->owner_code);
    json_member_text(json, "division", project->division);
    json_member_text(json, "division_zh", row->division_zh);
    json_member_text(json, "division_en", row->division_en);
    json_member_text(json, "place", project->place);
    json_member_text(json, "sector", project->sector);
    json_member_string(json, "type", project_type_name(project->type));
    json_member_string(json, "nature", project_nature_name(project->nature));
    json_member_wan(json, "total_wan", project->total);
    json_member_wan(json, "annual_plan_wan", project->annual_plan);
    json_member_date(json, "planned_start", project->planned_start);
    json_member_date(json, "baseline_start", row->baseline_start);
    json_member_date(json, "actual_start", project->actual_start);
    json_member_date(json, "planned_finish", project->planned_finish);
    json_member_string(json, "state", project_state_name(row->state));
    json_member_text(json, "problem", project->problem);
    json_member_text(json, "source", project->source);
    json_member_text(json, "service_officer", project->service_officer);
    json_member_int(json, "version", project->version);
}

void register_report_write_row(struct json_writer *json, const struct register_row *row)
{
    json_object_open(json);
    write_row_members(json, row);
    json_object_close(json);
}

/* A page that is being written: its rows pass by and are not kept. */
struct page {
    struct arena *arena;
    struct json_writer *json;
    int64_t room; /* rows that may still be shown */
    bool more;
    struct register_place last;
};

static enum error_kind show_row(void *context, const struct register_row *row, struct error *err)
{
    struct page *page = context;
    (void)err;
    if (page->room == 0) {
        page->more = true;
        return OK;
    }
    register_report_write_row(page->json, row);
    if (--page->room == 0) {
        page->last = (struct register_place){text_copy(row->sort_key, page->arena),
                                             text_copy(row->project.code, page->arena)};
    }
    return OK;
}

enum error_kind register_report_list(struct tx *tx, const struct register_filter *filter,
                                     struct arena *arena, struct json_writer *json, bool *more_out,
                                     struct register_place *last_out, struct error *err)
{
    struct register_filter with_next = *filter;
    struct page page = {.arena = arena, .json = json, .room = filter->limit};
    int64_t total;

    with_next.limit = filter->limit + 1;
    TRY(register_store_count(tx, filter, &total, err));
    json_key(json, "items");
    json_array_open(json);
    TRY(register_store_visit(tx, &with_next, show_row, &page, err));
    json_array_close(json);
    json_member_int(json, "total", total);
    json_member_date(json, "as_of", filter->as_of);
    *more_out = page.more;
    *last_out = page.last;
    return OK;
}

/* --- one project ------------------------------------------------------------------------------ */

static void write_event(struct json_writer *json, const struct stored_event *stored)
{
    const struct evidence *evidence = &stored->event.evidence;
    json_object_open(json);
    json_member_int(json, "id", stored->event.id);
    json_member_string(json, "kind", site_event_name(stored->event.kind));
    json_member_date(json, "day", stored->event.day);
    json_member_text(json, "actor", stored->actor);
    json_key(json, "evidence");
    json_object_open(json);
    json_member_text(json, "permit", evidence->permit);
    json_member_text(json, "photo", evidence->photo);
    json_member_date(json, "photo_day", evidence->photo_day);
    json_member_text(json, "photo_place", evidence->photo_place);
    json_member_text(json, "witness", evidence->witness);
    json_member_bool(json, "imported", evidence->imported);
    json_object_close(json);
    json_object_close(json);
}

static enum error_kind write_sections(struct tx *tx, int64_t project_id, struct arena *arena,
                                      struct json_writer *json, struct error *err)
{
    struct section *sections;
    struct stored_event *events;
    size_t section_count, event_count;
    TRY(section_store_list(tx, project_id, arena, &sections, &section_count, err));
    TRY(event_store_list(tx, project_id, arena, &events, &event_count, err));
    json_key(json, "sections");
    json_array_open(json);
    for (size_t i = 0; i < section_count; i++) {
        json_object_open(json);
        json_member_int(json, "number", sections[i].number);
        json_member_text(json, "name", sections[i].name);
        json_key(json, "events");
        json_array_open(json);
        for (size_t e = 0; e < event_count; e++) {
            if (events[e].event.section_id == sections[i].id) {
                write_event(json, &events[e]);
            }
        }
        json_array_close(json);
        json_object_close(json);
    }
    json_array_close(json);
    return OK;
}

static enum error_kind write_plans(struct tx *tx, int64_t project_id, struct arena *arena,
                                   struct json_writer *json, struct error *err)
{
    struct plan_version *plans;
    size_t count;
    TRY(plan_store_list(tx, project_id, arena, &plans, &count, err));
    json_key(json, "plans");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(json);
        json_member_int(json, "year", plans[i].year);
        json_member_int(json, "number", plans[i].number);
        json_member_date(json, "effective_on", plans[i].effective_on);
        json_member_date(json, "planned_start", plans[i].planned_start);
        json_member_date(json, "planned_finish", plans[i].planned_finish);
        json_member_wan(json, "annual_plan_wan", plans[i].annual);
        json_member_text(json, "author", plans[i].author);
        json_member_text(json, "reason", plans[i].reason);
        json_object_close(json);
    }
    json_array_close(json);
    return OK;
}

static enum error_kind write_progress(struct tx *tx, int64_t project_id, struct date as_of,
                                      struct arena *arena, struct json_writer *json,
                                      struct error *err)
{
    struct item_progress *items;
    size_t count;
    TRY(progress_store_list(tx, project_id, as_of, arena, &items, &count, err));
    json_key(json, "progress");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(json);
        json_member_text(json, "item", items[i].item_id);
        json_member_date(json, "accepted_on", items[i].accepted_on);
        json_member_date(json, "decided_on", items[i].decided_on);
        json_member_date(json, "expected_on", items[i].expected_on);
        json_object_close(json);
    }
    json_array_close(json);
    return OK;
}

/* The project as a register row of its newest programme; without one, of its own columns. */
static enum error_kind load_row(struct tx *tx, const struct project *project, struct date as_of,
                                struct arena *arena, struct programme *programme,
                                struct register_row *row, struct error *err)
{
    enum error_kind kind = programme_store_of_project(tx, project->id, arena, programme, err);
    if (kind != OK && kind != ERROR_NOT_FOUND) {
        return kind;
    }
    *row = (struct register_row){.project = *project, .baseline_start = DATE_NONE};
    if (kind == ERROR_NOT_FOUND) {
        return OK;
    }
    return register_store_row(tx, programme, project->code, as_of, arena, row, err);
}

enum error_kind register_report_project(struct tx *tx, struct text code, const struct scope *scope,
                                        struct date as_of, struct arena *arena,
                                        struct json_writer *json, int64_t *version_out,
                                        struct error *err)
{
    struct project project;
    struct programme programme = {.id = 0};
    struct register_row row;

    TRY(project_store_find_in(tx, scope, code, arena, &project, err));
    TRY(load_row(tx, &project, as_of, arena, &programme, &row, err));
    json_object_open(json);
    write_row_members(json, &row);
    json_member_date(json, "as_of", as_of);
    json_key(json, "programme");
    if (programme.id == 0) {
        json_put_null(json);
    } else {
        json_object_open(json);
        json_member_text(json, "name", programme.name);
        json_member_int(json, "year", programme.year);
        json_object_close(json);
    }
    json_key(json, "template");
    json_object_open(json);
    json_member_text(json, "id", project.template_id);
    json_member_int(json, "version", project.template_version);
    json_object_close(json);
    json_key(json, "conditions");
    json_put_raw(json, project.conditions);
    TRY(write_sections(tx, project.id, arena, json, err));
    TRY(write_plans(tx, project.id, arena, json, err));
    TRY(write_progress(tx, project.id, as_of, arena, json, err));
    json_object_close(json);
    *version_out = project.version;
    return OK;
}
