#include "app/programme_app.h"

#include "domain/party/party.h"
#include "store/journal_store.h"

#include <stdlib.h>

enum { ENTRY_DATA_MAX = 64 * 1024 };

struct date programme_app_effective_day(int64_t year, struct date today)
{
    return date_year(today) == year ? today : date_of((int)year, 1, 1);
}

static enum error_kind check_year(int64_t year, struct error *err)
{
    if (year < 2000 || year > 2100) {
        error_set(err, ERROR_INVALID, "programme.year",
                  "a programme's year is 2000 to 2100, not %lld", (long long)year);
        return error_at_field(err, "year");
    }
    return OK;
}

/* --- journal ---------------------------------------------------------------------------------- */

static enum error_kind journal(struct tx *tx, const char *action, const char *kind,
                               struct text subject, const struct actor *actor,
                               const struct json_writer *data, int64_t now, struct arena *arena,
                               struct error *err)
{
    struct text data_text;
    TRY(json_writer_text(data, &data_text, err));
    return journal_store_append(tx, action, text_format(arena, "%s:%.*s", kind, TEXT_ARGS(subject)),
                                actor->name, data_text, now, err);
}

static void write_project(struct json_writer *json, const struct project *project)
{
    json_object_open(json);
    json_member_text(json, "code", project->code);
    json_key(json, "conditions");
    json_put_raw(json, project->conditions);
    json_member_text(json, "division", project->division);
    json_member_text(json, "name", project->name);
    json_member_string(json, "nature", project_nature_name(project->nature));
    json_member_text(json, "owner", project->owner_name);
    json_member_text(json, "owner_code", project->owner_code);
    json_member_text(json, "place", project->place);
    json_member_text(json, "problem", project->problem);
    json_member_text(json, "sector", project->sector);
    json_member_text(json, "service_officer", project->service_officer);
    json_member_text(json, "source", project->source);
    json_member_text(json, "template", project->template_id);
    json_member_int(json, "template_version", project->template_version);
    json_member_wan(json, "total_wan", project->total);
    json_member_string(json, "type", project_type_name(project->type));
    json_object_close(json);
}

static void write_plan(struct json_writer *json, const struct plan_version *plan)
{
    json_object_open(json);
    json_member_wan(json, "annual_plan_wan", plan->annual);
    json_member_date(json, "effective_on", plan->effective_on);
    json_member_int(json, "number", plan->number);
    json_member_date(json, "planned_finish", plan->planned_finish);
    json_member_date(json, "planned_start", plan->planned_start);
    json_member_text(json, "reason", plan->reason);
    json_member_int(json, "year", plan->year);
    json_object_close(json);
}

/* --- shared steps ----------------------------------------------------------------------------- */

/* Which template a type of project follows, and the conditions that the type itself decides. */
struct template_choice {
    enum project_type type;
    const char *template_id;
    const char *conditions;
};

/* clang-format off */
static const struct template_choice choices[] = {
    {TYPE_GOVERNMENT, "gov_building",    "{}"},
    {TYPE_LINEAR,     "gov_linear",      "{}"},
    {TYPE_RATIFIED,   "social_general",  "{\"filing\":false,\"ratification\":true}"},
    {TYPE_FILED,      "social_general",  "{}"},
    {TYPE_SMALL,      "social_small",    "{}"},
    {TYPE_LAND_PLAN,  "social_landplan", "{}"},
};
/* clang-format on */

static enum error_kind newest_version(struct tx *tx, struct text template_id, int *version_out,
                                      struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct template_reference *templates;
    size_t count;
    TRY(template_store_newest(tx, &arena, &templates, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (text_is_equal(templates[i].id, template_id)) {
            *version_out = (int)templates[i].version;
            return OK;
        }
    }
    error_set(err, ERROR_INVALID, "template.unknown", "there is no template \"%.*s\"",
              (int)(template_id.length < 60 ? template_id.length : 60), template_id.data);
    return error_at_field(err, "template");
}

enum error_kind programme_app_choose_template(struct tx *tx, struct project *project,
                                              struct arena *arena, struct error *err)
{
    (void)arena;
    if (project->template_id.length == 0) {
        for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
            if (choices[i].type == project->type) {
                project->template_id = text_of(choices[i].template_id);
                project->conditions = text_of(choices[i].conditions);
            }
        }
        project->template_version = 0;
    }
    if (project->conditions.length == 0) {
        project->conditions = TEXT("{}");
    }
    if (project->template_version == 0) {
        TRY(newest_version(tx, project->template_id, &project->template_version, err));
    }
    return OK;
}

enum error_kind programme_app_ensure(struct tx *tx, const struct actor *actor, struct text name,
                                     int64_t year, int64_t now, struct arena *arena,
                                     struct programme *out, bool *made_out, struct error *err)
{
    TRY(check_year(year, err));
    if (name.length == 0 || text_count_characters(name) > 60) {
        error_set(err, ERROR_INVALID, "programme.name",
                  "a programme's name has 1 to 60 characters");
        return error_at_field(err, "programme");
    }
    enum error_kind kind = programme_store_find(tx, name, year, arena, out, err);
    *made_out = kind == ERROR_NOT_FOUND;
    if (kind != ERROR_NOT_FOUND) {
        return kind;
    }
    *out = (struct programme){.name = name, .year = year, .level = TEXT("province")};
    TRY(programme_store_add(tx, out, err));
    struct json_writer data;
    json_writer_init(&data, arena, ENTRY_DATA_MAX);
    json_object_open(&data);
    json_member_text(&data, "level", out->level);
    json_object_close(&data);
    return journal(tx, "programme.create", "programme",
                   text_format(arena, "%.*s/%lld", TEXT_ARGS(name), (long long)year), actor, &data,
                   now, arena, err);
}

static enum error_kind add_plan(struct tx *tx, const struct actor *actor,
                                const struct project *project, struct plan_version *plan,
                                int64_t now, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct json_writer data;
    TRY(plan_store_add(tx, project->id, plan, now, err));
    json_writer_init(&data, &arena, ENTRY_DATA_MAX);
    write_plan(&data, plan);
    return journal(tx, "plan.set", "project", project->code, actor, &data, now, &arena, err);
}

enum error_kind programme_app_store_project(struct tx *tx, const struct actor *actor,
                                            const struct programme *programme,
                                            struct project *project, struct date since, int64_t now,
                                            struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct json_writer data;
    int64_t section;
    struct plan_version plan = {.year = programme->year,
                                .effective_on = since,
                                .planned_start = project->planned_start,
                                .planned_finish = project->planned_finish,
                                .annual = project->annual_plan,
                                .author = actor->name,
                                .reason = TEXT("first plan")};

    TRY(project_store_add(tx, project, now, err));
    TRY(section_store_add(tx, project->id, 1, TEXT(""), &section, err));
    TRY(programme_store_join(tx, programme, project->id, since, err));
    json_writer_init(&data, &arena, ENTRY_DATA_MAX);
    write_project(&data, project);
    TRY(journal(tx, "project.create", "project", project->code, actor, &data, now, &arena, err));
    return add_plan(tx, actor, project, &plan, now, err);
}

static enum error_kind check_division(struct tx *tx, struct text code, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct division *divisions;
    size_t count;
    TRY(division_store_list(tx, &arena, &divisions, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (text_is_equal(divisions[i].code, code)) {
            return OK;
        }
    }
    error_set(err, ERROR_INVALID, "project.division", "there is no division \"%.*s\"",
              (int)(code.length < 40 ? code.length : 40), code.data);
    return error_at_field(err, "division");
}

/* --- add a project ---------------------------------------------------------------------------- */

struct add_project {
    const struct actor *actor;
    struct text programme_name;
    int64_t year;
    struct project *project;
    int64_t now;
    struct date today;
};

static enum error_kind add_project(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct add_project *add = context;
    struct project project = *add->project;
    struct programme programme;
    bool made;

    TRY(party_check_division(add->actor, project.division, err));
    TRY(check_division(tx, project.division, err));
    TRY(programme_app_choose_template(tx, &project, &arena, err));
    TRY(project_check(&project, err));
    TRY(programme_app_ensure(tx, add->actor, add->programme_name, add->year, add->now, &arena,
                             &programme, &made, err));
    if (!made) {
        TRY(programme_store_new_version(tx, &programme, err));
    }
    TRY(programme_app_store_project(tx, add->actor, &programme, &project,
                                    programme_app_effective_day(add->year, add->today), add->now,
                                    err));
    add->project->id = project.id;
    add->project->version = project.version;
    return OK;
}

enum error_kind programme_app_add_project(struct app *app, const struct actor *actor,
                                          struct text programme_name, int64_t year,
                                          struct project *project, struct error *err)
{
    struct add_project add = {actor, programme_name, year, project, app_now(app), app_today(app)};
    TRY(app_write(app, add_project, &add, err));
    return OK;
}

/* --- change a project ------------------------------------------------------------------------- */

struct change_project {
    const struct actor *actor;
    struct text code;
    int64_t expected_version;
    const struct project_change *change;
    int64_t now;
};

/* Notes one changed member in the entry's data: "name":["old","new"]. */
static void note(struct json_writer *data, const char *member, struct text from, struct text to)
{
    json_key(data, member);
    json_array_open(data);
    json_put_text(data, from);
    json_put_text(data, to);
    json_array_close(data);
}

static void set_text(struct json_writer *data, const char *member, const struct text *to,
                     struct text *field, bool *changed)
{
    if (to != NULL && !text_is_equal(*to, *field)) {
        note(data, member, *field, *to);
        *field = *to;
        *changed = true;
    }
}

static enum error_kind set_words(struct json_writer *data, const struct project_change *change,
                                 struct project *project, bool *changed, struct error *err)
{
    enum project_type type = project->type;
    enum project_nature nature = project->nature;
    if (change->type != NULL && !project_type_parse(*change->type, &type)) {
        error_set(err, ERROR_INVALID, "project.type", "there is no type \"%.*s\"",
                  (int)(change->type->length < 40 ? change->type->length : 40), change->type->data);
        return error_at_field(err, "type");
    }
    if (change->nature != NULL && !project_nature_parse(*change->nature, &nature)) {
        error_set(err, ERROR_INVALID, "project.nature", "there is no nature \"%.*s\"",
                  (int)(change->nature->length < 40 ? change->nature->length : 40),
                  change->nature->data);
        return error_at_field(err, "nature");
    }
    if (type != project->type) {
        note(data, "type", text_of(project_type_name(project->type)),
             text_of(project_type_name(type)));
        project->type = type;
        *changed = true;
    }
    if (nature != project->nature) {
        note(data, "nature", text_of(project_nature_name(project->nature)),
             text_of(project_nature_name(nature)));
        project->nature = nature;
        *changed = true;
    }
    return OK;
}

static enum error_kind apply_change(struct tx *tx, struct json_writer *data,
                                    const struct project_change *change, struct project *project,
                                    bool *changed, struct error *err)
{
    set_text(data, "name", change->name, &project->name, changed);
    set_text(data, "owner", change->owner_name, &project->owner_name, changed);
    set_text(data, "owner_code", change->owner_code, &project->owner_code, changed);
    set_text(data, "division", change->division, &project->division, changed);
    set_text(data, "place", change->place, &project->place, changed);
    set_text(data, "sector", change->sector, &project->sector, changed);
    set_text(data, "problem", change->problem, &project->problem, changed);
    set_text(data, "service_officer", change->service_officer, &project->service_officer, changed);
    set_text(data, "conditions", change->conditions, &project->conditions, changed);
    if (change->template_id != NULL && !text_is_equal(*change->template_id, project->template_id)) {
        set_text(data, "template", change->template_id, &project->template_id, changed);
        TRY(newest_version(tx, project->template_id, &project->template_version, err));
    }
    if (change->total != NULL && change->total->cents != project->total.cents) {
        char from[MONEY_TEXT_SIZE], to[MONEY_TEXT_SIZE];
        note(data, "total_wan", text_of(money_format_wan(project->total, from)),
             text_of(money_format_wan(*change->total, to)));
        project->total = *change->total;
        *changed = true;
    }
    return set_words(data, change, project, changed, err);
}

static enum error_kind load_expected(struct tx *tx, const struct actor *actor, struct text code,
                                     int64_t expected_version, struct arena *arena,
                                     struct project *project, struct error *err)
{
    const struct scope scope = party_scope(actor);
    TRY(project_store_find_in(tx, &scope, code, arena, project, err));
    if (expected_version != project->version) {
        return error_set(err, ERROR_CONFLICT, "project.stale",
                         "project %.*s is at version %lld, not %lld", TEXT_ARGS(code),
                         (long long)project->version, (long long)expected_version);
    }
    return OK;
}

static enum error_kind change_project(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct change_project *work = context;
    struct project project;
    struct json_writer data;
    bool changed = false;

    TRY(load_expected(tx, work->actor, work->code, work->expected_version, &arena, &project, err));
    json_writer_init(&data, &arena, ENTRY_DATA_MAX);
    json_object_open(&data);
    TRY(apply_change(tx, &data, work->change, &project, &changed, err));
    json_object_close(&data);
    if (!changed) {
        return OK;
    }
    TRY(party_check_division(work->actor, project.division, err));
    TRY(check_division(tx, project.division, err));
    TRY(project_check(&project, err));
    TRY(project_store_save(tx, &project, work->now, err));
    return journal(tx, "project.change", "project", project.code, work->actor, &data, work->now,
                   &arena, err);
}

enum error_kind programme_app_change_project(struct app *app, const struct actor *actor,
                                             struct text code, int64_t expected_version,
                                             const struct project_change *change, struct error *err)
{
    struct change_project work = {actor, code, expected_version, change, app_now(app)};
    TRY(app_write(app, change_project, &work, err));
    return OK;
}

/* --- set a plan ------------------------------------------------------------------------------- */

struct set_plan {
    const struct actor *actor;
    struct text code;
    int64_t expected_version;
    struct plan_version *plan;
    int64_t now;
    struct date today;
};

static enum error_kind check_plan(const struct project *project, const struct plan_version *plan,
                                  struct error *err)
{
    struct project planned = *project;
    if (text_trim(plan->reason).length == 0 || text_count_characters(plan->reason) > 500) {
        error_set(err, ERROR_INVALID, "plan.reason",
                  "a new plan needs a reason of 1 to 500 characters");
        return error_at_field(err, "reason");
    }
    planned.planned_start = plan->planned_start;
    planned.planned_finish = plan->planned_finish;
    planned.annual_plan = plan->annual;
    return project_check(&planned, err);
}

static enum error_kind set_plan(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct set_plan *work = context;
    struct plan_version plan = *work->plan;
    struct project project;
    struct programme programme;

    TRY(load_expected(tx, work->actor, work->code, work->expected_version, &arena, &project, err));
    if (plan.year == 0) {
        TRY(programme_store_of_project(tx, project.id, &arena, &programme, err));
        plan.year = programme.year;
    }
    TRY(check_year(plan.year, err));
    TRY(check_plan(&project, &plan, err));
    plan.author = work->actor->name;
    plan.effective_on = programme_app_effective_day(plan.year, work->today);
    TRY(add_plan(tx, work->actor, &project, &plan, work->now, err));
    TRY(project_store_touch(tx, &project, work->now, err));
    work->plan->year = plan.year;
    work->plan->number = plan.number;
    work->plan->effective_on = plan.effective_on;
    return OK;
}

enum error_kind programme_app_set_plan(struct app *app, const struct actor *actor, struct text code,
                                       int64_t expected_version, struct plan_version *plan,
                                       struct error *err)
{
    struct set_plan work = {actor, code, expected_version, plan, app_now(app), app_today(app)};
    TRY(app_write(app, set_plan, &work, err));
    return OK;
}

/* --- conditions ------------------------------------------------------------------------------- */

static int compare_keys(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

enum error_kind programme_app_conditions(const struct json_value *object, struct arena *arena,
                                         struct text *text_out, struct error *err)
{
    struct json_writer json;
    bool valid = object->kind == JSON_OBJECT && object->count <= 100;
    for (size_t i = 0; valid && i < object->count; i++) {
        valid = object->items[i].kind == JSON_BOOL && object->keys[i].length <= 64;
    }
    if (!valid) {
        error_set(err, ERROR_INVALID, "project.conditions",
                  "conditions are an object of true and false");
        return error_at_field(err, "conditions");
    }
    struct text *keys = ARENA_ARRAY(arena, struct text, object->count);
    for (size_t i = 0; i < object->count; i++) {
        keys[i] = object->keys[i];
    }
    qsort(keys, object->count, sizeof *keys, compare_keys);
    json_writer_init(&json, arena, ENTRY_DATA_MAX);
    json_object_open(&json);
    for (size_t i = 0; i < object->count; i++) {
        const char *key = text_c_string(keys[i], arena);
        json_member_bool(&json, key, json_find(object, key)->boolean);
    }
    json_object_close(&json);
    return json_writer_text(&json, text_out, err);
}
