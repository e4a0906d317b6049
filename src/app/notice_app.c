#include "app/notice_app.h"

#include "base/json.h"
#include "store/journal_store.h"

enum { BODY_MAX = 64 * 1024, CLAIM_S = 120, NOTE_MAX = 2000 };
#define SECOND INT64_C(1000000)
#define KEEP_SENT (30 * 24 * 3600 * SECOND)

/* --- writing messages ------------------------------------------------------------------------- */

/* One message a channel that the reader asked for. */
static enum error_kind add_messages(struct tx *tx, const struct notice_setting *setting,
                                    struct text title, struct text body, int64_t now,
                                    struct error *err)
{
    if (setting->by_email) {
        const struct message message = {
            .channel = TEXT("email"), .recipient = setting->email, .title = title, .body = body};
        TRY(outbox_store_add(tx, &message, now, err));
    }
    if (setting->by_webhook) {
        const struct message message = {
            .channel = TEXT("webhook"), .recipient = setting->phone, .title = title, .body = body};
        TRY(outbox_store_add(tx, &message, now, err));
    }
    return OK;
}

static struct text first_line(struct text text)
{
    size_t end = 0;
    while (end < text.length && (unsigned char)text.data[end] >= ' ') {
        end++;
    }
    return text_slice(text, 0, end);
}

enum error_kind notice_add(struct tx *tx, const struct notice *notice, int64_t now,
                           struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct notice_setting setting;
    bool urgent = notice_is_urgent(notice->kind);
    struct notice stored = *notice;
    if (stored.note.length > NOTE_MAX) {
        return error_set(err, ERROR_LIMIT, "notice.note", "a remark has at most %d bytes",
                         NOTE_MAX);
    }
    TRY(notice_setting_store_find(tx, notice->person_id, &arena, &setting, err));
    bool leaves = setting.by_email || setting.by_webhook;
    TRY(notice_store_add(tx, &stored, urgent || !leaves, now, err));
    if (!urgent || !leaves) {
        return OK;
    }
    struct text line = notice_text(&stored, setting.english, &arena);
    return add_messages(tx, &setting, first_line(line), line, now, err);
}

/* --- digests ---------------------------------------------------------------------------------- */

struct digest_work {
    struct date today;
    int hour_now;
    int64_t now;
};

static struct text digest_body(const struct stored_notice *notices, size_t count, bool english,
                               struct arena *arena)
{
    struct text_builder body;
    text_builder_init(&body, arena, BODY_MAX);
    for (size_t i = 0; i < count; i++) {
        text_builder_add_format(&body, "%zu. %.*s\n", i + 1,
                                TEXT_ARGS(notice_text(&notices[i].notice, english, arena)));
    }
    return text_builder_text(&body);
}

static enum error_kind make_digest(struct tx *tx, const struct digest_work *work, int64_t person_id,
                                   struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct notice_setting setting;
    struct stored_notice *notices;
    size_t count;
    bool noted;
    TRY(notice_store_note_digest(tx, person_id, work->today, &noted, err));
    TRY(notice_store_waiting(tx, person_id, &arena, &notices, &count, err));
    if (!noted || count == 0) {
        return OK;
    }
    TRY(notice_setting_store_find(tx, person_id, &arena, &setting, err));
    struct text title = text_format(&arena, setting.english ? "%zu notices" : "%zu 条消息", count);
    TRY(notice_store_settle(tx, person_id, notices[count - 1].id, err));
    return add_messages(tx, &setting, title, digest_body(notices, count, setting.english, &arena),
                        work->now, err);
}

static enum error_kind make_digests(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    const struct digest_work *work = context;
    int64_t *people;
    size_t count;
    TRY(notice_store_digest_candidates(tx, work->today, work->hour_now, &arena, &people, &count,
                                       err));
    for (size_t i = 0; i < count; i++) {
        TRY(make_digest(tx, work, people[i], err));
    }
    return OK;
}

static enum error_kind has_digests(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct digest_work *work = context;
    int64_t *people;
    size_t count;
    TRY(notice_store_digest_candidates(tx, work->today, work->hour_now, &arena, &people, &count,
                                       err));
    work->now = count == 0 ? 0 : work->now;
    return OK;
}

enum error_kind notice_app_make_digests(struct app *app, struct error *err)
{
    int64_t now = app_now(app), local = now + app->utc_offset_minutes * 60 * SECOND;
    struct digest_work work = {
        .today = date_of_instant(now, app->utc_offset_minutes),
        .hour_now = (int)(local / (3600 * SECOND) % 24),
        .now = now,
    };
    TRY(db_read(app->db, has_digests, &work, err));
    return work.now == 0 ? OK : db_write(app->db, make_digests, &work, err);
}

/* --- sending ---------------------------------------------------------------------------------- */

struct sending {
    struct arena *arena;
    struct message *messages;
    size_t count;
    int64_t id, now, next_at;
    struct text state, why;
    bool claimed;
};

static enum error_kind find_due(struct tx *tx, void *context, struct error *err)
{
    struct sending *work = context;
    return outbox_store_due(tx, work->now, work->arena, &work->messages, &work->count, err);
}

static enum error_kind claim(struct tx *tx, void *context, struct error *err)
{
    struct sending *work = context;
    return outbox_store_claim(tx, work->id, work->now, work->now + CLAIM_S * SECOND, &work->claimed,
                              err);
}

static enum error_kind settle(struct tx *tx, void *context, struct error *err)
{
    struct sending *work = context;
    return outbox_store_settle(tx, work->id, work->state, work->next_at, work->why, err);
}

static enum error_kind end_old(struct tx *tx, void *context, struct error *err)
{
    return outbox_store_end_old(tx, ((struct sending *)context)->now - KEEP_SENT, err);
}

/* What becomes of a message after an attempt. */
static void judge(struct sending *work, const struct message *message, enum error_kind kind,
                  const struct error *failure, int first_s)
{
    work->state = TEXT("sent");
    work->why = TEXT("");
    work->next_at = work->now;
    if (kind != OK) {
        int tries = (int)message->tries + 1;
        work->why = text_of(failure->message);
        work->state = tries >= NOTICE_TRIES ? TEXT("failed") : TEXT("waiting");
        work->next_at = work->now + notice_pause_s(tries, first_s) * SECOND;
    }
}

enum error_kind notice_app_send(struct app *app, message_sender *send, void *context, int first_s,
                                size_t *sent_out, size_t *failed_out, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct sending work = {.arena = &arena, .now = app_now(app)};
    *sent_out = *failed_out = 0;
    TRY(db_read(app->db, find_due, &work, err));
    for (size_t i = 0; i < work.count; i++) {
        struct error failure;
        work.id = work.messages[i].id;
        work.now = app_now(app);
        TRY(db_write(app->db, claim, &work, err));
        if (!work.claimed) {
            continue;
        }
        enum error_kind kind = send(context, &work.messages[i], &failure);
        work.now = app_now(app);
        judge(&work, &work.messages[i], kind, &failure, first_s);
        TRY(db_write(app->db, settle, &work, err));
        *sent_out += kind == OK;
        *failed_out += text_is_equal(work.state, TEXT("failed"));
    }
    return work.count == 0 ? OK : db_write(app->db, end_old, &work, err);
}

/* --- reading ---------------------------------------------------------------------------------- */

struct listing {
    int64_t person_id, before, limit, unread_total;
    bool unread;
    struct arena *arena;
    struct stored_notice *rows;
    size_t count;
};

static enum error_kind list(struct tx *tx, void *context, struct error *err)
{
    struct listing *work = context;
    TRY(notice_store_count_unread(tx, work->person_id, &work->unread_total, err));
    return notice_store_list(tx, work->person_id, work->before, work->unread, work->limit,
                             work->arena, &work->rows, &work->count, err);
}

enum error_kind notice_app_list(struct app *app, const struct actor *actor, int64_t before,
                                bool unread, int64_t limit, struct arena *arena,
                                struct stored_notice **out, size_t *count_out, int64_t *unread_out,
                                struct error *err)
{
    struct listing work = {.person_id = actor->person_id,
                           .before = before,
                           .limit = limit,
                           .unread = unread,
                           .arena = arena};
    TRY(db_read(app->db, list, &work, err));
    *out = work.rows;
    *count_out = work.count;
    *unread_out = work.unread_total;
    return OK;
}

struct reading {
    int64_t person_id, id, now;
    bool all_before;
};

static enum error_kind read_notice(struct tx *tx, void *context, struct error *err)
{
    const struct reading *work = context;
    return notice_store_read(tx, work->person_id, work->id, work->all_before, work->now, err);
}

enum error_kind notice_app_read(struct app *app, const struct actor *actor, int64_t id,
                                bool all_before, struct error *err)
{
    struct reading work = {actor->person_id, id, app_now(app), all_before};
    return db_write(app->db, read_notice, &work, err);
}

struct setting_work {
    const struct actor *actor;
    struct arena *arena;
    struct notice_setting *setting;
    int64_t now;
};

static enum error_kind find_setting(struct tx *tx, void *context, struct error *err)
{
    struct setting_work *work = context;
    return notice_setting_store_find(tx, work->actor->person_id, work->arena, work->setting, err);
}

enum error_kind notice_app_find_setting(struct app *app, const struct actor *actor,
                                        struct arena *arena, struct notice_setting *out,
                                        struct error *err)
{
    struct setting_work work = {actor, arena, out, 0};
    return db_read(app->db, find_setting, &work, err);
}

/* The journal says that a reader's channels changed, not to which address: that is personal. */
static enum error_kind put_setting(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    const struct setting_work *work = context;
    const struct notice_setting *setting = work->setting;
    struct json_writer json;
    struct text data;
    TRY(notice_setting_store_put(tx, work->actor->person_id, setting, err));
    json_writer_init(&json, &arena, 1024);
    json_object_open(&json);
    json_member_bool(&json, "by_email", setting->by_email);
    json_member_bool(&json, "by_webhook", setting->by_webhook);
    json_member_int(&json, "hour", setting->hour);
    json_object_close(&json);
    TRY(json_writer_text(&json, &data, err));
    return journal_store_append(tx, "notice.setting",
                                text_format(&arena, "person:%.*s", TEXT_ARGS(work->actor->name)),
                                work->actor->name, data, work->now, err);
}

enum error_kind notice_app_put_setting(struct app *app, const struct actor *actor,
                                       const struct notice_setting *setting, struct error *err)
{
    struct notice_setting copy = *setting;
    struct setting_work work = {actor, NULL, &copy, app_now(app)};
    TRY(notice_setting_check(setting, err));
    return db_write(app->db, put_setting, &work, err);
}
