#include "app/start_app.h"

#include "base/json.h"
#include "domain/party/party.h"
#include "store/case_store.h"
#include "store/journal_store.h"

enum { START_ENTRY_MAX = 16 * 1024 };

static enum error_kind load_project(struct tx *tx, const struct actor *actor, struct text code,
                                    struct arena *arena, struct project *project, struct error *err)
{
    const struct scope scope = party_scope(actor);
    return project_store_find_in(tx, &scope, code, arena, project, err);
}

/* --- events ----------------------------------------------------------------------------------- */

struct record {
    const struct actor *actor;
    struct text code;
    int64_t section_number;
    struct text section_name;
    struct site_event *event;
    int64_t now;
    struct date today;
};

static enum error_kind find_section(struct tx *tx, const struct record *work,
                                    const struct project *project, struct arena *arena,
                                    int64_t *id_out, struct error *err)
{
    struct section *sections;
    size_t count;
    int64_t last = 0;
    TRY(section_store_list(tx, project->id, arena, &sections, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (sections[i].number == work->section_number) {
            *id_out = sections[i].id;
            return OK;
        }
        last = sections[i].number;
    }
    if (work->section_number != last + 1) {
        return error_set(err, ERROR_NOT_FOUND, "section.unknown",
                         "the project has sections 1 to %lld, not %lld", (long long)last,
                         (long long)work->section_number);
    }
    if (text_count_characters(work->section_name) > PROJECT_NAME_MAX) {
        error_set(err, ERROR_INVALID, "section.name", "a section's name has at most %d characters",
                  PROJECT_NAME_MAX);
        return error_at_field(err, "section_name");
    }
    return section_store_add(tx, project->id, work->section_number, work->section_name, id_out,
                             err);
}

static enum error_kind check_history(struct tx *tx, const struct project *project,
                                     const struct site_event *event, struct date today,
                                     struct arena *arena, struct error *err)
{
    struct stored_event *stored;
    size_t count, own = 0;
    struct text elsewhere;
    TRY(event_store_list(tx, project->id, arena, &stored, &count, err));
    struct site_event *events = ARENA_ARRAY(arena, struct site_event, count);
    for (size_t i = 0; i < count; i++) {
        if (stored[i].event.section_id == event->section_id) {
            events[own++] = stored[i].event;
        }
    }
    TRY(site_event_check(events, own, project->nature, event, today, err));
    TRY(event_store_duplicate(tx, event, arena, &elsewhere, err));
    if (elsewhere.length > 0) {
        return error_set(err, ERROR_CONFLICT, "event.duplicate",
                         "the evidence already shows a start of project %.*s",
                         TEXT_ARGS(elsewhere));
    }
    return OK;
}

/* A start needs an open gate; a continued project resumes under the permits that it has. */
static enum error_kind check_gate(struct tx *tx, const struct project *project,
                                  const struct site_event *event, struct arena *arena,
                                  struct error *err)
{
    struct gate_unmet *unmet;
    size_t count;
    if (event->kind != SITE_START) {
        return OK;
    }
    TRY(approval_store_gate(tx, project, event->day, arena, &unmet, &count, err));
    if (count == 0) {
        return OK;
    }
    struct text_builder list;
    text_builder_init(&list, arena, 400);
    for (size_t i = 0; i < count; i++) {
        text_builder_add_format(&list, "%s%.*s", i == 0 ? "" : ", ", TEXT_ARGS(unmet[i].name_zh));
    }
    struct text names = text_builder_text(&list);
    return error_set(err, ERROR_INVALID, "gate.closed", "开工条件未满足 %zu 项: %.*s", count,
                     TEXT_ARGS(names));
}

static enum error_kind journal_event(struct tx *tx, const struct record *work,
                                     const struct site_event *event, struct error *err)
{
    static const char *const actions[] = {
        [SITE_START] = "site.start", [SITE_STOP] = "site.stop", [SITE_RESUME] = "site.resume"};
    SCOPED_ARENA arena = {0};
    struct json_writer data;
    struct text text;
    json_writer_init(&data, &arena, START_ENTRY_MAX);
    json_object_open(&data);
    json_member_date(&data, "day", event->day);
    json_member_text(&data, "permit", event->evidence.permit);
    json_member_text(&data, "photo", event->evidence.photo);
    json_member_date(&data, "photo_day", event->evidence.photo_day);
    json_member_text(&data, "photo_place", event->evidence.photo_place);
    json_member_int(&data, "section", work->section_number);
    json_member_text(&data, "witness", event->evidence.witness);
    json_object_close(&data);
    TRY(json_writer_text(&data, &text, err));
    return journal_store_append(tx, actions[event->kind],
                                text_format(&arena, "project:%.*s", TEXT_ARGS(work->code)),
                                work->actor->name, text, work->now, err);
}

static enum error_kind record(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct record *work = context;
    struct site_event event = *work->event;
    struct project project;

    TRY(load_project(tx, work->actor, work->code, &arena, &project, err));
    TRY(find_section(tx, work, &project, &arena, &event.section_id, err));
    TRY(check_history(tx, &project, &event, work->today, &arena, err));
    TRY(check_gate(tx, &project, &event, &arena, err));
    TRY(event_store_add(tx, project.id, &event, work->actor->name, work->now, err));
    TRY(project_store_touch(tx, &project, work->now, err));
    TRY(journal_event(tx, work, &event, err));
    work->event->id = event.id;
    work->event->section_id = event.section_id;
    return OK;
}

enum error_kind start_app_record(struct app *app, const struct actor *actor, struct text code,
                                 int64_t section_number, struct text section_name,
                                 struct site_event *event, struct error *err)
{
    struct record work = {actor, code,         section_number, section_name,
                          event, app_now(app), app_today(app)};
    TRY(app_write(app, record, &work, err));
    return OK;
}

/* --- progress --------------------------------------------------------------------------------- */

struct set_progress {
    const struct actor *actor;
    struct text code;
    const struct item_progress *items;
    size_t count;
    int64_t now;
    struct date today;
};

static enum error_kind check_progress(const struct item_progress *progress, struct date today,
                                      struct error *err)
{
    bool accepted = !date_is_none(progress->accepted_on),
         decided = !date_is_none(progress->decided_on);
    if (decided && (!accepted || date_compare(progress->decided_on, progress->accepted_on) < 0)) {
        error_set(err, ERROR_INVALID, "progress.order", "an item is accepted before it is decided");
        return error_at_field(err, "decided_on");
    }
    if ((accepted && date_compare(progress->accepted_on, today) > 0) ||
        (decided && date_compare(progress->decided_on, today) > 0)) {
        error_set(err, ERROR_INVALID, "progress.future", "what has happened lies not after today");
        return error_at_field(err, decided ? "decided_on" : "accepted_on");
    }
    return OK;
}

static enum error_kind check_item(const struct project_approvals *approvals, struct text item,
                                  struct error *err)
{
    int found = template_find_item(&approvals->template, item);
    if (found < 0 || !approvals->applies[found]) {
        error_set(err, ERROR_INVALID, "progress.item",
                  "the project's template has no item \"%.*s\"",
                  (int)(item.length < 60 ? item.length : 60), item.data);
        return error_at_field(err, "item");
    }
    return OK;
}

/* The progress of an item with a case follows from the case: docs/domain/approval.md A-3. */
static enum error_kind check_no_case(struct tx *tx, const struct project *project, struct text item,
                                     struct error *err)
{
    bool has;
    TRY(case_store_has_item(tx, project->id, item, &has, err));
    return !has ? OK
                : error_set(err, ERROR_CONFLICT, "progress.case",
                            "事项“%.*s”的进展由办件产生 (its progress follows from its case)",
                            TEXT_ARGS(item));
}

static enum error_kind journal_progress(struct tx *tx, const struct set_progress *work,
                                        const struct item_progress *progress, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct json_writer data;
    struct text text;
    json_writer_init(&data, &arena, START_ENTRY_MAX);
    json_object_open(&data);
    json_member_date(&data, "accepted_on", progress->accepted_on);
    json_member_date(&data, "decided_on", progress->decided_on);
    json_member_date(&data, "expected_on", progress->expected_on);
    json_member_text(&data, "item", progress->item_id);
    json_object_close(&data);
    TRY(json_writer_text(&data, &text, err));
    return journal_store_append(tx, "progress.set",
                                text_format(&arena, "project:%.*s", TEXT_ARGS(work->code)),
                                work->actor->name, text, work->now, err);
}

static enum error_kind set_progress(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct set_progress *work = context;
    struct project project;
    struct project_approvals approvals;

    TRY(load_project(tx, work->actor, work->code, &arena, &project, err));
    TRY(approval_store_load(tx, &project, work->today, &arena, &approvals, err));
    for (size_t i = 0; i < work->count; i++) {
        TRY(check_item(&approvals, work->items[i].item_id, err));
        TRY(check_no_case(tx, &project, work->items[i].item_id, err));
        TRY(check_progress(&work->items[i], work->today, err));
        TRY(progress_store_set(tx, project.id, &work->items[i], err));
        TRY(journal_progress(tx, work, &work->items[i], err));
    }
    return project_store_touch(tx, &project, work->now, err);
}

enum error_kind start_app_set_progress(struct app *app, const struct actor *actor, struct text code,
                                       const struct item_progress *items, size_t count,
                                       struct error *err)
{
    struct set_progress work = {actor, code, items, count, app_now(app), app_today(app)};
    return app_write(app, set_progress, &work, err);
}
