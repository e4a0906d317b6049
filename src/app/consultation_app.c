#include "app/consultation_app.h"

#include "app/party_app.h"
#include "app/service_work.h"
#include "domain/journal/journal.h"
#include "domain/service/officer.h"

enum { TICKET_BYTES = 16, TITLE_MAX = 100, ASK_ON_MAX = 40 };

struct consultation_work {
    struct service_session session;
    struct arena *arena;
    int64_t id, version;
    struct text item, body, title, address, ticket, state;
    bool asked_private, public;
    struct question *question;
    struct consulted_item *item_out;
    struct consultation *one;
    struct consultation **out;
    struct guide_text **guides_out;
    size_t *count_out, *guide_count_out;
};

static struct text hash_of(struct text ticket, struct arena *arena)
{
    char hex[HASH_HEX_SIZE];
    struct hash hash = hash_bytes(JOURNAL_SHA256, ticket);
    return text_copy(text_of(hash_hex(&hash, hex)), arena);
}

static enum error_kind journal(struct tx *tx, const struct consultation_work *work,
                               const char *action, const struct question *question,
                               struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct json_writer json;
    service_journal_begin(&json, &arena);
    json_member_text(&json, "department", question->department);
    json_member_text(&json, "item", question->item);
    json_member_bool(&json, "public", question->public);
    json_member_text(&json, "text", work->body);
    return service_journal_end(tx, &json, action,
                               text_format(&arena, "question:%lld", (long long)question->id),
                               &work->session, err);
}

static enum error_kind tell_desk(struct tx *tx, const struct consultation_work *work,
                                 const struct question *question, const struct consulted_item *item,
                                 struct error *err)
{
    SCOPED_ARENA arena = {0};
    const struct notice notice = {
        .kind = NOTICE_ANSWER,
        .subject = text_format(&arena, "question:%lld", (long long)question->id),
        .item = item->name_zh,
        .item_en = item->name_en,
        .note = TEXT("新提问"),
        .day = DATE_NONE,
    };
    return service_tell_desk(tx, question->department, &notice, &work->session, err);
}

/* --- asking ------------------------------------------------------------------------------------- */

static enum error_kind check_bounds(struct tx *tx, const struct consultation_work *work,
                                    struct error *err)
{
    int64_t person_id = work->session.actor->person_id, open, recent = 0;
    TRY(question_store_count_open(tx, person_id, &open, err));
    if (person_id == 0) {
        TRY(question_store_count_address(
            tx, work->address, work->session.now - QUESTION_ADDRESS_WINDOW, &recent, err));
    }
    return question_check_bounds(person_id == 0, open, recent, err);
}

static enum error_kind add_post(struct tx *tx, const struct consultation_work *work,
                                const struct question *question, bool answers, struct error *err)
{
    const struct question_post post = {
        .answers = answers, .body = work->body, .author = work->session.actor->name};
    return question_store_add_post(tx, question->id, &post, work->session.now, err);
}

static enum error_kind ask(struct tx *tx, void *context, struct error *err)
{
    struct consultation_work *work = context;
    const struct actor *actor = work->session.actor;
    struct consulted_item item;
    TRY(consulted_item_find(tx, work->item, work->arena, &item, err));
    TRY(check_bounds(tx, work, err));
    *work->question = (struct question){
        .item = work->item,
        .department = item.department,
        .person_id = actor->person_id,
        .address = actor->person_id == 0 ? work->address : TEXT(""),
        .ticket = actor->person_id == 0 ? hash_of(work->ticket, work->arena) : TEXT(""),
        .asked_private = work->asked_private,
    };
    TRY(question_store_add(tx, work->question, work->session.now, err));
    TRY(add_post(tx, work, work->question, false, err));
    TRY(tell_desk(tx, work, work->question, &item, err));
    return journal(tx, work, "question.ask", work->question, err);
}

enum error_kind consultation_app_ask(struct app *app, const struct actor *actor, struct text item,
                                     struct text body, bool asked_private, struct text address,
                                     struct arena *arena, struct question *out,
                                     struct text *ticket_out, struct error *err)
{
    struct consultation_work work = {
        .session = service_session_begin(app, actor),
        .arena = arena,
        .item = item,
        .body = body,
        .asked_private = asked_private,
        .address = address,
        .ticket = actor->person_id == 0 ? party_app_random(TICKET_BYTES, arena) : TEXT(""),
        .question = out,
    };
    TRY(service_check_text(body, "text", err));
    TRY(app_write(app, ask, &work, err));
    *ticket_out = work.ticket;
    return OK;
}

static bool is_asker(const struct question *question, const struct actor *actor, struct text ticket,
                     struct arena *arena)
{
    if (question->person_id != 0) {
        return question->person_id == actor->person_id;
    }
    return ticket.length > 0 && text_is_equal(question->ticket, hash_of(ticket, arena));
}

static enum error_kind unknown(struct error *err)
{
    return error_set(err, ERROR_NOT_FOUND, "question.unknown",
                     "没有这条咨询 (there is no such question)");
}

static enum error_kind ask_on(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct consultation_work *work = context;
    struct question question;
    struct consulted_item item;
    TRY(question_store_find(tx, work->id, &arena, &question, err));
    if (!is_asker(&question, work->session.actor, work->ticket, &arena)) {
        return unknown(err);
    }
    if (question.version > ASK_ON_MAX) {
        return error_set(err, ERROR_THROTTLED, "question.throttled",
                         "这条咨询已太长, 请另行提问 (the thread is long; ask anew)");
    }
    TRY(question_apply(&question.state, QUESTION_ASK_ON, err));
    TRY(question_store_save(tx, &question, err));
    TRY(add_post(tx, work, &question, false, err));
    TRY(consulted_item_find(tx, question.item, &arena, &item, err));
    TRY(tell_desk(tx, work, &question, &item, err));
    return journal(tx, work, "question.ask_on", &question, err);
}

enum error_kind consultation_app_ask_on(struct app *app, const struct actor *actor, int64_t id,
                                        struct text ticket, struct text body, struct error *err)
{
    struct consultation_work work = {
        .session = service_session_begin(app, actor), .id = id, .ticket = ticket, .body = body};
    TRY(service_check_text(body, "text", err));
    return app_write(app, ask_on, &work, err);
}

/* --- answering ---------------------------------------------------------------------------------- */

static enum error_kind find_own(struct tx *tx, const struct consultation_work *work,
                                struct arena *arena, struct question *out, struct error *err)
{
    TRY(question_store_find(tx, work->id, arena, out, err));
    return party_check_department(work->session.actor, out->department, err) == OK ? OK
                                                                                   : unknown(err);
}

static enum error_kind answer(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct consultation_work *work = context;
    struct question question;
    struct consulted_item item;
    TRY(find_own(tx, work, &arena, &question, err));
    TRY(question_apply(&question.state, QUESTION_ANSWER, err));
    question.public = work->public;
    TRY(question_store_save(tx, &question, err));
    TRY(add_post(tx, work, &question, true, err));
    TRY(consulted_item_find(tx, question.item, &arena, &item, err));
    const struct notice notice = {
        .kind = NOTICE_ANSWER,
        .subject = text_format(&arena, "question:%lld", (long long)question.id),
        .item = item.name_zh,
        .item_en = item.name_en,
        .note = TEXT("已答复"),
        .day = DATE_NONE,
    };
    TRY(service_tell(tx, &question.person_id, 1, &notice, &work->session, err));
    return journal(tx, work, "question.answer", &question, err);
}

enum error_kind consultation_app_answer(struct app *app, const struct actor *actor, int64_t id,
                                        struct text body, bool public, struct error *err)
{
    struct consultation_work work = {
        .session = service_session_begin(app, actor), .id = id, .body = body, .public = public};
    TRY(service_check_text(body, "text", err));
    return app_write(app, answer, &work, err);
}

static enum error_kind hide(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct consultation_work *work = context;
    struct question question;
    TRY(find_own(tx, work, &arena, &question, err));
    TRY(question_apply(&question.state, QUESTION_HIDE, err));
    TRY(question_store_save(tx, &question, err));
    return journal(tx, work, "question.hide", &question, err);
}

enum error_kind consultation_app_hide(struct app *app, const struct actor *actor, int64_t id,
                                      struct text reason, struct error *err)
{
    struct consultation_work work = {
        .session = service_session_begin(app, actor), .id = id, .body = reason};
    TRY(service_check_text(reason, "reason", err));
    return app_write(app, hide, &work, err);
}

static enum error_kind write_guide(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct consultation_work *work = context;
    struct question question;
    TRY(find_own(tx, work, &arena, &question, err));
    if (!question_is_public(question.state, question.asked_private, question.public)) {
        return error_set(err, ERROR_CONFLICT, "guide.private",
                         "只有公开答复的咨询可转为办事指南 (only what was answered for all becomes "
                         "a guide text)");
    }
    work->version = question.guide + 1;
    const struct guide_text guide = {.question_id = question.id,
                                     .version = work->version,
                                     .item = question.item,
                                     .title = work->title,
                                     .body = work->body,
                                     .author = work->session.actor->name,
                                     .written_on = work->session.today};
    TRY(guide_store_add(tx, &guide, work->session.now, err));
    return journal(tx, work, "guide.write", &question, err);
}

enum error_kind consultation_app_write_guide(struct app *app, const struct actor *actor, int64_t id,
                                             struct text title, struct text body,
                                             int64_t *version_out, struct error *err)
{
    struct consultation_work work = {
        .session = service_session_begin(app, actor), .id = id, .title = title, .body = body};
    TRY(service_check_text(body, "text", err));
    TRY(service_check_text(title, "title", err));
    if (text_count_characters(title) > TITLE_MAX) {
        error_set(err, ERROR_INVALID, "guide.title", "标题最多 %d 字 (at most %d characters)",
                  TITLE_MAX, TITLE_MAX);
        return error_at_field(err, "title");
    }
    TRY(app_write(app, write_guide, &work, err));
    *version_out = work.version;
    return OK;
}

/* --- reading ------------------------------------------------------------------------------------ */

static enum error_kind read_posts(struct tx *tx, struct consultation *one, struct arena *arena,
                                  struct error *err)
{
    return question_store_list_posts(tx, one->question.id, arena, &one->posts, &one->post_count,
                                     err);
}

static enum error_kind find(struct tx *tx, void *context, struct error *err)
{
    struct consultation_work *work = context;
    const struct actor *actor = work->session.actor;
    struct question *question = &work->one->question;
    TRY(question_store_find(tx, work->id, work->arena, question, err));
    if (!question_is_public(question->state, question->asked_private, question->public) &&
        !is_asker(question, actor, work->ticket, work->arena) &&
        !(role_has(actor->role, PERMISSION_HANDLE) &&
          text_is_equal(actor->body, question->department))) {
        return unknown(err);
    }
    return read_posts(tx, work->one, work->arena, err);
}

enum error_kind consultation_app_find(struct app *app, const struct actor *actor, int64_t id,
                                      struct text ticket, struct arena *arena,
                                      struct consultation *out, struct error *err)
{
    struct consultation_work work = {.session = service_session_begin(app, actor),
                                     .arena = arena,
                                     .id = id,
                                     .ticket = ticket,
                                     .one = out};
    return db_read(app->db, find, &work, err);
}

static enum error_kind read_all(struct tx *tx, const struct consultation_work *work,
                                const struct question *questions, size_t count, struct error *err)
{
    struct consultation *rows = ARENA_ARRAY(work->arena, struct consultation, count);
    for (size_t i = 0; i < count; i++) {
        rows[i].question = questions[i];
        TRY(read_posts(tx, &rows[i], work->arena, err));
    }
    *work->out = rows;
    *work->count_out = count;
    return OK;
}

static enum error_kind list_item(struct tx *tx, void *context, struct error *err)
{
    struct consultation_work *work = context;
    struct question *questions;
    size_t count;
    TRY(consulted_item_find(tx, work->item, work->arena, work->item_out, err));
    TRY(question_store_list_public(tx, work->item, work->arena, &questions, &count, err));
    TRY(guide_store_list(tx, work->item, 0, work->arena, work->guides_out, work->guide_count_out,
                         err));
    return read_all(tx, work, questions, count, err);
}

enum error_kind consultation_app_list_item(struct app *app, struct text item, struct arena *arena,
                                           struct consulted_item *item_out,
                                           struct consultation **out, size_t *count_out,
                                           struct guide_text **guides_out, size_t *guide_count_out,
                                           struct error *err)
{
    struct consultation_work work = {.arena = arena,
                                     .item = item,
                                     .item_out = item_out,
                                     .out = out,
                                     .count_out = count_out,
                                     .guides_out = guides_out,
                                     .guide_count_out = guide_count_out};
    return db_read(app->db, list_item, &work, err);
}

static enum error_kind list(struct tx *tx, void *context, struct error *err)
{
    struct consultation_work *work = context;
    const struct actor *actor = work->session.actor;
    bool desk = role_has(actor->role, PERMISSION_HANDLE);
    struct question *questions;
    size_t count;
    TRY(question_store_list(tx, desk ? actor->body : TEXT(""), actor->person_id, work->state,
                            work->arena, &questions, &count, err));
    return read_all(tx, work, questions, count, err);
}

enum error_kind consultation_app_list(struct app *app, const struct actor *actor, struct text state,
                                      struct arena *arena, struct consultation **out,
                                      size_t *count_out, struct error *err)
{
    struct consultation_work work = {.session = service_session_begin(app, actor),
                                     .arena = arena,
                                     .state = state,
                                     .out = out,
                                     .count_out = count_out};
    enum question_state known;
    if (state.length > 0 && !question_state_parse(state, &known)) {
        error_set(err, ERROR_INVALID, "query.state", "a state is asked, answered or hidden");
        return error_at_field(err, "state");
    }
    return db_read(app->db, list, &work, err);
}

static enum error_kind list_versions(struct tx *tx, void *context, struct error *err)
{
    struct consultation_work *work = context;
    TRY(guide_store_list(tx, TEXT(""), work->id, work->arena, work->guides_out,
                         work->guide_count_out, err));
    return *work->guide_count_out > 0 ? OK
                                      : error_set(err, ERROR_NOT_FOUND, "guide.unknown",
                                                  "没有这份办事指南 (there is no such guide text)");
}

enum error_kind consultation_app_list_versions(struct app *app, int64_t question_id,
                                               struct arena *arena, struct guide_text **out,
                                               size_t *count_out, struct error *err)
{
    struct consultation_work work = {
        .arena = arena, .id = question_id, .guides_out = out, .guide_count_out = count_out};
    return db_read(app->db, list_versions, &work, err);
}
