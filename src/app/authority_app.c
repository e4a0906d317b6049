#include "app/authority_app.h"

#include "app/notice_app.h"
#include "base/json.h"
#include "domain/template/template.h"
#include "store/approval_store.h"
#include "store/journal_store.h"
#include "store/programme_store.h"

#include <string.h>

enum { AUTHORITY_ENTRY_MAX = 4096, DEPARTMENTS_MAX = 200 };

/* --- bodies ----------------------------------------------------------------------------------- */

struct departments {
    struct arena *arena;
    struct body *bodies;
    size_t count;
};

static bool has_department(const struct departments *list, struct text id)
{
    for (size_t i = 0; i < list->count; i++) {
        if (text_is_equal(list->bodies[i].code, id)) {
            return true;
        }
    }
    return false;
}

static enum error_kind add_departments(struct tx *tx, const struct template_reference *reference,
                                       struct departments *list, struct error *err)
{
    struct template template;
    const struct project version = {.template_id = reference->id,
                                    .template_version = (int)reference->version};
    TRY(approval_store_template(tx, &version, list->arena, &template, err));
    for (size_t i = 0; i < template.department_count && list->count < DEPARTMENTS_MAX; i++) {
        const struct template_department *department = &template.departments[i];
        if (!has_department(list, department->id)) {
            list->bodies[list->count++] = (struct body){department->id, TEXT("department"),
                                                        department->name_zh, department->name_en};
        }
    }
    return OK;
}

static enum error_kind list_departments(struct tx *tx, void *context, struct error *err)
{
    struct departments *list = context;
    struct template_reference *templates;
    size_t count;
    list->bodies = ARENA_ARRAY(list->arena, struct body, DEPARTMENTS_MAX);
    list->bodies[0] = (struct body){TEXT(PARTY_WINDOW), TEXT("department"), TEXT("综合窗口"),
                                    TEXT("One-stop window")};
    list->count = 1;
    TRY(template_store_newest(tx, list->arena, &templates, &count, err));
    for (size_t i = 0; i < count; i++) {
        TRY(add_departments(tx, &templates[i], list, err));
    }
    return OK;
}

enum error_kind authority_app_list_departments(struct app *app, struct arena *arena,
                                               struct body **out, size_t *count_out,
                                               struct error *err)
{
    struct departments list = {.arena = arena};
    TRY(db_read(app->db, list_departments, &list, err));
    *out = list.bodies;
    *count_out = list.count;
    return OK;
}

static enum error_kind settle_department(struct tx *tx, struct text id, struct arena *arena,
                                         struct error *err)
{
    struct departments list = {.arena = arena};
    TRY(list_departments(tx, &list, err));
    for (size_t i = 0; i < list.count; i++) {
        if (text_is_equal(list.bodies[i].code, id)) {
            return body_store_put(tx, &list.bodies[i], err);
        }
    }
    error_set(err, ERROR_INVALID, "person.body", "no template has a department \"%.*s\"",
              TEXT_ARGS(id));
    return error_at_field(err, "body");
}

static enum error_kind settle_enterprise(struct tx *tx, const struct person *person,
                                         struct arena *arena, struct error *err)
{
    struct error why;
    if (credit_code_check(person->body, &why) != OK) {
        error_set(err, ERROR_INVALID, "person.body", "%s", why.message);
        return error_at_field(err, "body");
    }
    struct body body = {person->body, TEXT("enterprise"), TEXT(""), TEXT("")};
    TRY(body_store_owner_name(tx, person->body, arena, &body.name_zh, err));
    return body_store_put(tx, &body, err);
}

enum error_kind authority_app_settle_body(struct tx *tx, const struct person *person,
                                          struct error *err)
{
    SCOPED_ARENA arena = {0};
    switch (role_body(person->role)) {
    case BODY_DEPARTMENT:
        return settle_department(tx, person->body, &arena, err);
    case BODY_ENTERPRISE:
        return settle_enterprise(tx, person, &arena, err);
    case BODY_NONE:
    case BODY_DIVISION:
        break;
    }
    return OK;
}

/* --- authorities ------------------------------------------------------------------------------ */

struct authority_list {
    struct authority_filter filter;
    struct arena *arena;
    struct authority **out;
    size_t *count_out;
};

static enum error_kind list(struct tx *tx, void *context, struct error *err)
{
    struct authority_list *work = context;
    return authority_store_list(tx, &work->filter, work->arena, work->out, work->count_out, err);
}

enum error_kind authority_app_list(struct app *app, const struct actor *actor, struct text project,
                                   struct arena *arena, struct authority **out, size_t *count_out,
                                   struct error *err)
{
    struct authority_list work = {{.project = project}, arena, out, count_out};
    if (actor->role == ROLE_OWNER) {
        work.filter.body = actor->body;
    } else if (actor->role == ROLE_HEAD) {
        work.filter.role = ROLE_EXPERT;
    } else if (actor->role != ROLE_COORDINATOR && actor->role != ROLE_SECURITY) {
        work.filter.person_id = actor->person_id;
    }
    return db_read(app->db, list, &work, err);
}

static enum error_kind journal(struct tx *tx, const char *action, const struct authority *authority,
                               const struct actor *actor, int64_t now, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct json_writer json;
    struct text data;
    json_writer_init(&json, &arena, AUTHORITY_ENTRY_MAX);
    json_object_open(&json);
    json_member_text(&json, "body", authority->body);
    json_member_date(&json, "from", authority->from);
    json_member_int(&json, "id", authority->id);
    json_member_text(&json, "paper", authority->paper);
    json_member_text(&json, "project", authority->project);
    json_member_string(&json, "role", role_name(authority->role));
    json_member_date(&json, "until", authority->until);
    json_object_close(&json);
    TRY(json_writer_text(&json, &data, err));
    return journal_store_append(tx, action,
                                text_format(&arena, "person:%.*s", TEXT_ARGS(authority->person)),
                                actor->name, data, now, err);
}

/* Who holds it hears of it at once, and with the digest that it is over. */
static enum error_kind tell_holder(struct tx *tx, enum notice_kind kind,
                                   const struct authority *authority, struct date day, int64_t now,
                                   struct error *err)
{
    SCOPED_ARENA arena = {0};
    const struct notice notice = {
        .person_id = authority->person_id,
        .kind = kind,
        .subject = authority->project.length > 0
                       ? text_format(&arena, "project:%.*s", TEXT_ARGS(authority->project))
                       : TEXT(""),
        .project = authority->project.length > 0 ? authority->project_name : authority->body,
        .note = authority->paper,
        .day = day,
    };
    return notice_add(tx, &notice, now, err);
}

struct authority_work {
    const struct actor *actor;
    struct authority *authority;
    struct arena *arena;
    int64_t id, now;
    struct date today;
};

static enum error_kind find_holder(struct tx *tx, struct authority_work *work, struct error *err)
{
    struct person person;
    enum error_kind kind =
        person_store_find(tx, work->authority->person, work->arena, &person, err);
    if (kind == ERROR_NOT_FOUND) {
        return error_at_field(err, "person");
    }
    TRY(kind);
    work->authority->person_id = person.id;
    work->authority->person_name = person.display_name;
    work->authority->role = person.role;
    return OK;
}

/* owner_out: the enterprise that gives the authority, as far as one does. */
static enum error_kind find_subject(struct tx *tx, struct authority_work *work,
                                    struct text *owner_out, struct error *err)
{
    struct authority *authority = work->authority;
    *owner_out = authority->body;
    if (authority->project.length == 0 && authority->body.length == 0) {
        error_set(err, ERROR_INVALID, "authority.project", "name the project or the enterprise");
        return error_at_field(err, "project");
    }
    if (authority->project.length == 0) {
        return credit_code_check(authority->body, err);
    }
    struct project project;
    const struct scope scope = party_scope(work->actor);
    TRY(project_store_find_in(tx, &scope, authority->project, work->arena, &project, err));
    authority->project_id = project.id;
    authority->project_name = project.name;
    authority->body = TEXT("");
    *owner_out = project.owner_code;
    return OK;
}

static enum error_kind give(struct tx *tx, void *context, struct error *err)
{
    struct authority_work *work = context;
    struct text owner;
    TRY(find_holder(tx, work, err));
    TRY(find_subject(tx, work, &owner, err));
    TRY(authority_check_giver(work->actor, work->authority->role, owner, err));
    TRY(authority_check(work->authority, work->today, err));
    TRY(authority_store_add(tx, work->authority, work->now, err));
    TRY(tell_holder(tx, NOTICE_ASSIGNED, work->authority, work->authority->until, work->now, err));
    return journal(tx, "authority.give", work->authority, work->actor, work->now, err);
}

enum error_kind authority_app_give(struct app *app, const struct actor *actor,
                                   struct authority *authority, struct arena *arena,
                                   struct error *err)
{
    struct authority_work work = {.actor = actor,
                                  .authority = authority,
                                  .arena = arena,
                                  .now = app_now(app),
                                  .today = app_today(app)};
    authority->given_by = actor->name;
    return db_write(app->db, give, &work, err);
}

static enum error_kind end(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct authority_work *work = context;
    struct authority authority;
    struct text owner;
    TRY(authority_store_find(tx, work->id, &arena, &authority, err));
    owner = authority.body;
    if (authority.project.length > 0 && work->actor->role == ROLE_OWNER) {
        struct project project;
        TRY(project_store_find(tx, authority.project, &arena, &project, err));
        owner = project.owner_code;
    }
    TRY(authority_check_giver(work->actor, authority.role, owner, err));
    TRY(authority_store_end(tx, work->id, work->now, err));
    TRY(tell_holder(tx, NOTICE_ENDED, &authority, work->today, work->now, err));
    return journal(tx, "authority.end", &authority, work->actor, work->now, err);
}

enum error_kind authority_app_end(struct app *app, const struct actor *actor, int64_t id,
                                  struct error *err)
{
    struct authority_work work = {
        .actor = actor, .id = id, .now = app_now(app), .today = app_today(app)};
    return db_write(app->db, end, &work, err);
}
