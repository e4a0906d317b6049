#include "app/import_app.h"

#include "app/programme_app.h"
#include "domain/party/party.h"
#include "store/journal_store.h"

#include <stdlib.h>
#include <string.h>

enum { IMPORT_ENTRY_MAX = 64 * 1024 };

struct import {
    const struct actor *actor;
    const struct import_request *request;
    struct arena *arena;
    int64_t now;
    struct date today, day;
    /* set anew by each run of the work */
    struct import_report report;
    struct import_change *changes;
    struct list_refusal *refused;
};

/* What one row does, found before anything is stored. */
struct row_plan {
    const struct list_row *row;
    struct project merged; /* as it will be */
    struct project stored;
    const struct list_change *changes;
    size_t change_count;
    bool is_new, joins;
    int64_t moved_event; /* an imported event whose day the list corrects, or 0 */
    int64_t section_id;
};

/* The header that officials know a member by, for messages about rows. */
static struct text member_label(const char *member)
{
    static const char *const labels[][2] = {
        {"code", "项目代码"},
        {"name", "项目名称"},
        {"owner", "建设单位"},
        {"owner_code", "统一社会信用代码"},
        {"division", "行政区划代码"},
        {"place", "建设地点"},
        {"sector", "行业门类"},
        {"type", "项目类型"},
        {"nature", "建设性质"},
        {"total_wan", "总投资(万元)"},
        {"annual_plan_wan", "年度计划投资(万元)"},
        {"planned_start", "计划开复工日期"},
        {"planned_finish", "计划竣工日期"},
        {"actual_start", "实际开复工日期"},
        {"problem", "存在问题"},
        {"source", "名称来源"},
        {"service_officer", "首席服务员"},
    };
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        if (strcmp(labels[i][0], member) == 0) {
            return text_of(labels[i][1]);
        }
    }
    return text_of(member);
}

static void refuse(struct import *import, long row, const struct error *err)
{
    const struct project_rule *rule = project_rule_find(err->code);
    bool chinese = rule != NULL && rule->zh[0] != '\0';
    import->refused[import->report.refused_count++] = (struct list_refusal){
        .row = row,
        .column = member_label(err->field),
        .code = text_copy(text_of(err->code), import->arena),
        .message = text_copy(text_of(chinese ? rule->zh : err->message), import->arena),
        .message_en = text_of(rule == NULL ? "" : rule->en),
    };
}

/* --- reading what is there -------------------------------------------------------------------- */

/* The start or resume of the year that stands in the register, or NULL. */
static const struct stored_event *standing_event(const struct stored_event *events, size_t count,
                                                 int64_t year)
{
    const struct stored_event *standing = NULL;
    for (size_t i = 0; i < count; i++) {
        if (events[i].event.kind == SITE_STOP) {
            standing = NULL;
        } else if (standing == NULL && date_year(events[i].event.day) == year) {
            standing = &events[i];
        }
    }
    return standing;
}

static enum error_kind load_year(struct tx *tx, struct import *import, struct row_plan *plan,
                                 struct stored_event **events_out, size_t *event_count_out,
                                 const struct stored_event **standing_out, struct error *err)
{
    struct plan_version newest;
    bool found;
    TRY(plan_store_newest(tx, plan->stored.id, import->request->year, date_of(9999, 12, 31),
                          import->arena, &newest, &found, err));
    if (found) {
        plan->stored.annual_plan = newest.annual;
        plan->stored.planned_start = newest.planned_start;
        plan->stored.planned_finish = newest.planned_finish;
    }
    TRY(event_store_list(tx, plan->stored.id, import->arena, events_out, event_count_out, err));
    *standing_out = standing_event(*events_out, *event_count_out, import->request->year);
    if (*standing_out != NULL) {
        plan->stored.actual_start = (*standing_out)->event.day;
    }
    return OK;
}

static enum site_event_kind event_kind(const struct project *project)
{
    return project->nature == NATURE_CONTINUED ? SITE_RESUME : SITE_START;
}

/* The section on which the list's start is recorded: the first. */
static enum error_kind first_section(struct tx *tx, struct row_plan *plan, struct arena *arena,
                                     struct error *err)
{
    struct section *sections;
    size_t count;
    TRY(section_store_list(tx, plan->stored.id, arena, &sections, &count, err));
    plan->section_id = count > 0 ? sections[0].id : 0;
    return OK;
}

static enum error_kind check_event(struct tx *tx, struct import *import, struct row_plan *plan,
                                   const struct stored_event *events, size_t count,
                                   const struct stored_event *standing, struct error *err)
{
    struct site_event event = {.section_id = plan->section_id,
                               .kind = event_kind(&plan->merged),
                               .day = plan->merged.actual_start,
                               .evidence = {.imported = true, .photo_day = DATE_NONE}};
    struct site_event *others = ARENA_ARRAY(import->arena, struct site_event, count);
    size_t other_count = 0;
    (void)tx;
    for (size_t i = 0; i < count; i++) {
        if (&events[i] != standing && events[i].event.section_id == plan->section_id) {
            others[other_count++] = events[i].event;
        }
    }
    if (standing != NULL) {
        if (!standing->event.evidence.imported) {
            error_set(err, ERROR_CONFLICT, "event.recorded",
                      "开复工已凭证据登记, 清单不能更改; 请在项目页更正");
            return error_at_field(err, "actual_start");
        }
        plan->moved_event = standing->event.id;
        event.kind = standing->event.kind;
    }
    enum error_kind kind =
        site_event_check(others, other_count, plan->merged.nature, &event, import->today, err);
    return kind == OK ? OK : error_at_field(err, "actual_start");
}

static enum error_kind plan_new(struct tx *tx, struct import *import, struct row_plan *plan,
                                struct error *err)
{
    plan->is_new = true;
    plan->merged = plan->row->project;
    TRY(programme_app_choose_template(tx, &plan->merged, import->arena, err));
    TRY(project_check(&plan->merged, err));
    if (!date_is_none(plan->merged.actual_start)) {
        TRY(check_event(tx, import, plan, NULL, 0, NULL, err));
    }
    return OK;
}

static enum error_kind plan_known(struct tx *tx, struct import *import, struct row_plan *plan,
                                  int64_t programme_id, struct error *err)
{
    struct stored_event *events;
    const struct stored_event *standing;
    size_t event_count;
    struct list_change *changes;
    bool member = false;

    TRY(load_year(tx, import, plan, &events, &event_count, &standing, err));
    if (programme_id != 0) {
        TRY(programme_store_has(tx, programme_id, plan->stored.id, &member, err));
    }
    plan->joins = !member;
    list_row_compare(&plan->stored, plan->row, import->arena, &plan->merged, &changes,
                     &plan->change_count);
    plan->changes = changes;
    if (plan->change_count == 0) {
        return OK;
    }
    TRY(project_check(&plan->merged, err));
    TRY(first_section(tx, plan, import->arena, err));
    if (date_compare(plan->merged.actual_start, plan->stored.actual_start) != 0) {
        TRY(check_event(tx, import, plan, events, event_count, standing, err));
    }
    return OK;
}

static bool is_in_scope(const struct actor *actor, struct text division)
{
    struct error unused;
    return party_check_division(actor, division, &unused) == OK;
}

static enum error_kind plan_row(struct tx *tx, struct import *import, struct row_plan *plan,
                                int64_t programme_id, struct error *err)
{
    enum error_kind kind =
        project_store_find(tx, plan->row->project.code, import->arena, &plan->stored, err);
    if (kind != OK && kind != ERROR_NOT_FOUND) {
        return kind;
    }
    if ((kind == OK && !is_in_scope(import->actor, plan->stored.division)) ||
        ((plan->row->given & 1u << LIST_DIVISION) != 0 &&
         !is_in_scope(import->actor, plan->row->project.division))) {
        error_set(err, ERROR_FORBIDDEN, "import.scope", "不是本区县的项目, 不能导入");
        return error_at_field(err, "division");
    }
    return kind == OK ? plan_known(tx, import, plan, programme_id, err)
                      : plan_new(tx, import, plan, err);
}

static bool is_about_the_row(enum error_kind kind)
{
    return kind == ERROR_INVALID || kind == ERROR_CONFLICT || kind == ERROR_FORBIDDEN ||
           kind == ERROR_LIMIT;
}

/* --- storing ---------------------------------------------------------------------------------- */

static enum error_kind journal_changes(struct tx *tx, struct import *import,
                                       const struct row_plan *plan, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct json_writer data;
    struct text text;
    json_writer_init(&data, &arena, IMPORT_ENTRY_MAX);
    json_object_open(&data);
    for (size_t i = 0; i < plan->change_count; i++) {
        json_key(&data, list_field_name(plan->changes[i].field));
        json_array_open(&data);
        json_put_text(&data, plan->changes[i].from);
        json_put_text(&data, plan->changes[i].to);
        json_array_close(&data);
    }
    json_object_close(&data);
    TRY(json_writer_text(&data, &text, err));
    return journal_store_append(tx, "project.change",
                                text_format(&arena, "project:%.*s", TEXT_ARGS(plan->merged.code)),
                                import->actor->name, text, import->now, err);
}

static enum error_kind store_event(struct tx *tx, struct import *import, struct row_plan *plan,
                                   struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct site_event event = {.section_id = plan->section_id,
                               .kind = event_kind(&plan->merged),
                               .day = plan->merged.actual_start,
                               .evidence = {.imported = true, .photo_day = DATE_NONE}};
    struct json_writer data;
    struct text text;
    if (plan->moved_event != 0) {
        return event_store_move(tx, plan->moved_event, event.day, err);
    }
    TRY(event_store_add(tx, plan->merged.id, &event, import->actor->name, import->now, err));
    json_writer_init(&data, &arena, IMPORT_ENTRY_MAX);
    json_object_open(&data);
    json_member_date(&data, "day", event.day);
    json_member_bool(&data, "imported", true);
    json_member_int(&data, "section", 1);
    json_object_close(&data);
    TRY(json_writer_text(&data, &text, err));
    return journal_store_append(tx, event.kind == SITE_START ? "site.start" : "site.resume",
                                text_format(&arena, "project:%.*s", TEXT_ARGS(plan->merged.code)),
                                import->actor->name, text, import->now, err);
}

static bool plan_differs(const struct project *a, const struct project *b)
{
    return a->annual_plan.cents != b->annual_plan.cents ||
           date_compare(a->planned_start, b->planned_start) != 0 ||
           date_compare(a->planned_finish, b->planned_finish) != 0;
}

static enum error_kind store_row(struct tx *tx, struct import *import,
                                 const struct programme *programme, struct row_plan *plan,
                                 struct error *err)
{
    if (plan->is_new) {
        TRY(programme_app_store_project(tx, import->actor, programme, &plan->merged, import->day,
                                        import->now, err));
        plan->stored = plan->merged;
        plan->stored.actual_start = DATE_NONE;
        TRY(first_section(tx, plan, import->arena, err));
    } else {
        if (plan->joins) {
            TRY(programme_store_join(tx, programme, plan->stored.id, import->day, err));
        }
        if (plan->change_count > 0) {
            TRY(project_store_save(tx, &plan->merged, import->now, err));
            TRY(journal_changes(tx, import, plan, err));
        }
        if (plan_differs(&plan->stored, &plan->merged)) {
            struct plan_version version = {.year = programme->year,
                                           .effective_on = import->day,
                                           .planned_start = plan->merged.planned_start,
                                           .planned_finish = plan->merged.planned_finish,
                                           .annual = plan->merged.annual_plan,
                                           .author = import->actor->name,
                                           .reason = import->request->file_name};
            TRY(plan_store_add(tx, plan->stored.id, &version, import->now, err));
        }
    }
    if (date_compare(plan->merged.actual_start, plan->stored.actual_start) != 0) {
        TRY(store_event(tx, import, plan, err));
    }
    return OK;
}

static enum error_kind journal_import(struct tx *tx, struct import *import,
                                      const struct programme *programme, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct json_writer data;
    struct text text;
    json_writer_init(&data, &arena, IMPORT_ENTRY_MAX);
    json_object_open(&data);
    json_member_int(&data, "added", (int64_t)import->report.added);
    json_member_int(&data, "changed", (int64_t)import->report.changed);
    json_member_date(&data, "effective_on", import->day);
    json_member_text(&data, "file", import->request->file_name);
    json_member_int(&data, "unchanged", (int64_t)import->report.unchanged);
    json_member_int(&data, "version", programme->version);
    json_object_close(&data);
    TRY(json_writer_text(&data, &text, err));
    return journal_store_append(tx, "programme.import",
                                text_format(&arena, "programme:%.*s/%lld",
                                            TEXT_ARGS(programme->name), (long long)programme->year),
                                import->actor->name, text, import->now, err);
}

/* --- the whole -------------------------------------------------------------------------------- */

static int compare_refusals(const void *a, const void *b)
{
    long left = ((const struct list_refusal *)a)->row,
         right = ((const struct list_refusal *)b)->row;
    return (left > right) - (left < right);
}

static void count_row(struct import *import, const struct row_plan *plan)
{
    struct import_report *report = &import->report;
    if (plan->is_new) {
        report->added++;
    } else if (plan->change_count > 0 || plan->joins) {
        report->changed++;
    } else {
        report->unchanged++;
        return;
    }
    import->changes[report->change_count++] = (struct import_change){
        .row = plan->row->row,
        .code = plan->row->project.code,
        .name = plan->merged.name,
        .added = plan->is_new,
        .fields = plan->changes,
        .field_count = plan->change_count,
    };
}

static enum error_kind plan_rows(struct tx *tx, struct import *import, struct row_plan *plans,
                                 struct error *err)
{
    const struct import_request *request = import->request;
    SCOPED_ARENA scratch = {0};
    struct programme programme = {.id = 0};
    enum error_kind found =
        programme_store_find(tx, request->programme_name, request->year, &scratch, &programme, err);
    if (found != OK && found != ERROR_NOT_FOUND) {
        return found;
    }
    for (size_t i = 0; i < request->row_count; i++) {
        plans[i] = (struct row_plan){.row = &request->rows[i]};
        plans[i].stored.actual_start = DATE_NONE;
        enum error_kind kind = plan_row(tx, import, &plans[i], programme.id, err);
        if (is_about_the_row(kind)) {
            refuse(import, request->rows[i].row, err);
        } else if (kind != OK) {
            return kind;
        } else {
            count_row(import, &plans[i]);
        }
    }
    return OK;
}

static enum error_kind run_import(struct tx *tx, void *context, struct error *err)
{
    struct import *import = context;
    const struct import_request *request = import->request;
    struct row_plan *plans = ARENA_ARRAY(import->arena, struct row_plan, request->row_count);
    struct programme programme;
    bool made;

    import->report = (struct import_report){.rows = request->rows_read,
                                            .notes = request->notes,
                                            .note_count = request->note_count,
                                            .dry_run = request->dry_run};
    import->report.refused_count = request->refusal_count;
    if (request->refusal_count > 0) {
        memcpy(import->refused, request->refusals,
               request->refusal_count * sizeof *import->refused);
    }
    TRY(plan_rows(tx, import, plans, err));
    qsort(import->refused, import->report.refused_count, sizeof *import->refused, compare_refusals);
    import->report.refused = import->refused;
    import->report.changes = import->changes;
    if (request->dry_run || import->report.refused_count > 0 || import->report.change_count == 0) {
        return OK;
    }
    TRY(programme_app_ensure(tx, import->actor, request->programme_name, request->year, import->now,
                             import->arena, &programme, &made, err));
    if (!made) {
        TRY(programme_store_new_version(tx, &programme, err));
    }
    for (size_t i = 0; i < request->row_count; i++) {
        TRY(store_row(tx, import, &programme, &plans[i], err));
    }
    import->report.stored = true;
    return journal_import(tx, import, &programme, err);
}

enum error_kind import_app_run(struct app *app, const struct actor *actor,
                               const struct import_request *request, struct arena *arena,
                               struct import_report *report_out, struct error *err)
{
    if (request->row_count > IMPORT_ROWS_MAX) {
        return error_set(err, ERROR_LIMIT, "import.rows", "a list has at most %d rows, not %zu",
                         IMPORT_ROWS_MAX, request->row_count);
    }
    if (text_count_characters(request->file_name) > PROJECT_NAME_MAX) {
        return error_set(err, ERROR_LIMIT, "import.name", "a file's name has at most %d characters",
                         PROJECT_NAME_MAX);
    }
    struct import import = {
        .actor = actor,
        .request = request,
        .arena = arena,
        .now = app_now(app),
        .today = app_today(app),
        .changes = ARENA_ARRAY(arena, struct import_change, request->row_count),
        .refused =
            ARENA_ARRAY(arena, struct list_refusal, request->row_count + request->refusal_count),
    };
    import.day = date_is_none(request->day)
                     ? programme_app_effective_day(request->year, import.today)
                     : request->day;
    TRY(request->dry_run ? db_read(app->db, run_import, &import, err)
                         : app_write(app, run_import, &import, err));
    if (import.report.stored) {
    }
    *report_out = import.report;
    return OK;
}

static void write_cells(struct json_writer *json, const char *member,
                        const struct list_refusal *cells, size_t count)
{
    json_key(json, member);
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(json);
        json_member_int(json, "row", cells[i].row);
        json_member_text(json, "column", cells[i].column);
        json_member_text(json, "code", cells[i].code);
        json_member_text(json, "message", cells[i].message);
        json_member_text(json, "message_en", cells[i].message_en);
        json_object_close(json);
    }
    json_array_close(json);
}

void import_report_write(const struct import_report *report, struct json_writer *json)
{
    json_object_open(json);
    json_member_int(json, "rows", (int64_t)report->rows);
    json_member_int(json, "added", (int64_t)report->added);
    json_member_int(json, "changed", (int64_t)report->changed);
    json_member_int(json, "unchanged", (int64_t)report->unchanged);
    write_cells(json, "refused", report->refused, report->refused_count);
    write_cells(json, "notes", report->notes, report->note_count);
    json_key(json, "changes");
    json_array_open(json);
    for (size_t i = 0; i < report->change_count; i++) {
        const struct import_change *change = &report->changes[i];
        json_object_open(json);
        json_member_int(json, "row", change->row);
        json_member_text(json, "code", change->code);
        json_member_text(json, "name", change->name);
        json_member_bool(json, "added", change->added);
        json_key(json, "fields");
        json_array_open(json);
        for (size_t f = 0; f < change->field_count; f++) {
            json_object_open(json);
            json_member_string(json, "field", list_field_name(change->fields[f].field));
            json_member_text(json, "from", change->fields[f].from);
            json_member_text(json, "to", change->fields[f].to);
            json_object_close(json);
        }
        json_array_close(json);
        json_object_close(json);
    }
    json_array_close(json);
    json_member_bool(json, "dry_run", report->dry_run);
    json_member_bool(json, "stored", report->stored);
    json_object_close(json);
}
