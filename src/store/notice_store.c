#include "store/notice_store.h"

#include "queries_sql.h"
#include "store/store_row.h"

static struct stored_notice read_notice(struct statement *row, struct arena *arena)
{
    struct stored_notice out = {
        .id = column_int(row, 0),
        .created_at = column_int(row, 9),
        .read_at = column_int(row, 10),
        .notice = {.person_id = column_int(row, 1),
                   .subject = row_copy(row, 3, arena),
                   .project = row_copy(row, 4, arena),
                   .item = row_copy(row, 5, arena),
                   .item_en = row_copy(row, 6, arena),
                   .note = row_copy(row, 7, arena),
                   .day = column_date(row, 8)},
    };
    notice_kind_parse(column_text(row, 2), &out.notice.kind);
    return out;
}

static enum error_kind read_notices(struct statement *list, struct arena *arena,
                                    struct stored_notice **out, size_t *count_out,
                                    struct error *err)
{
    struct stored_notice *rows = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        rows = row_grow(arena, rows, count, &capacity, sizeof *rows);
        rows[count++] = read_notice(list, arena);
    }
    *out = rows;
    *count_out = count;
    return OK;
}

enum error_kind notice_store_add(struct tx *tx, const struct notice *notice, bool settled,
                                 int64_t now, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &NOTICE_ADD);
    bind_int(add, NOTICE_ADD_PERSON_ID, notice->person_id);
    bind_text(add, NOTICE_ADD_KIND, text_of(notice_kind_name(notice->kind)));
    bind_text(add, NOTICE_ADD_SUBJECT, notice->subject);
    bind_text(add, NOTICE_ADD_PROJECT, notice->project);
    bind_text(add, NOTICE_ADD_ITEM, notice->item);
    bind_text(add, NOTICE_ADD_ITEM_EN, notice->item_en);
    bind_text(add, NOTICE_ADD_NOTE, notice->note);
    bind_date(add, NOTICE_ADD_DAY, notice->day);
    bind_int(add, NOTICE_ADD_CREATED_AT, now);
    bind_bool(add, NOTICE_ADD_SETTLED, settled);
    return row_step_found(add, "notice.add", "the notice was not stored", err);
}

enum error_kind notice_store_list(struct tx *tx, int64_t person_id, int64_t before, bool unread,
                                  int64_t limit, struct arena *arena, struct stored_notice **out,
                                  size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &NOTICE_LIST);
    bind_int(list, NOTICE_LIST_PERSON_ID, person_id);
    bind_int(list, NOTICE_LIST_BEFORE, before);
    bind_bool(list, NOTICE_LIST_UNREAD, unread);
    bind_int(list, NOTICE_LIST_LIMIT, limit);
    return read_notices(list, arena, out, count_out, err);
}

enum error_kind notice_store_count_unread(struct tx *tx, int64_t person_id, int64_t *count_out,
                                          struct error *err)
{
    SCOPED_STATEMENT count = tx_query(tx, &NOTICE_COUNT_UNREAD);
    bind_int(count, NOTICE_COUNT_UNREAD_PERSON_ID, person_id);
    TRY(row_step_found(count, "notice.count", "notices cannot be counted", err));
    *count_out = column_int(count, 0);
    return OK;
}

enum error_kind notice_store_read(struct tx *tx, int64_t person_id, int64_t id, bool all_before,
                                  int64_t now, struct error *err)
{
    if (all_before) {
        SCOPED_STATEMENT read = tx_query(tx, &NOTICE_READ);
        bind_int(read, NOTICE_READ_NOW, now);
        bind_int(read, NOTICE_READ_PERSON_ID, person_id);
        bind_int(read, NOTICE_READ_UP_TO, id);
        return statement_run(read, NULL, err);
    }
    SCOPED_STATEMENT one = tx_query(tx, &NOTICE_READ_ONE);
    bind_int(one, NOTICE_READ_ONE_NOW, now);
    bind_int(one, NOTICE_READ_ONE_PERSON_ID, person_id);
    bind_int(one, NOTICE_READ_ONE_ID, id);
    return statement_run(one, NULL, err);
}

enum error_kind notice_store_waiting(struct tx *tx, int64_t person_id, struct arena *arena,
                                     struct stored_notice **out, size_t *count_out,
                                     struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &NOTICE_WAITING);
    bind_int(list, NOTICE_WAITING_PERSON_ID, person_id);
    return read_notices(list, arena, out, count_out, err);
}

enum error_kind notice_store_settle(struct tx *tx, int64_t person_id, int64_t up_to,
                                    struct error *err)
{
    SCOPED_STATEMENT settle = tx_query(tx, &NOTICE_SETTLE);
    bind_int(settle, NOTICE_SETTLE_PERSON_ID, person_id);
    bind_int(settle, NOTICE_SETTLE_UP_TO, up_to);
    return statement_run(settle, NULL, err);
}

enum error_kind notice_store_newest(struct tx *tx, int64_t *id_out, struct error *err)
{
    SCOPED_STATEMENT newest = tx_query(tx, &NOTICE_NEWEST);
    TRY(row_step_found(newest, "notice.newest", "notices cannot be read", err));
    *id_out = column_int(newest, 0);
    return OK;
}

enum error_kind notice_store_visit(struct tx *tx, int64_t after, notice_visit *visit, void *context,
                                   struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &NOTICE_AFTER);
    bool row;
    bind_int(list, NOTICE_AFTER_AFTER, after);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            return OK;
        }
        visit(context, column_int(list, 0), column_int(list, 1));
    }
}

/* --- settings --------------------------------------------------------------------------------- */

enum error_kind notice_setting_store_find(struct tx *tx, int64_t person_id, struct arena *arena,
                                          struct notice_setting *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &NOTICE_SETTING_FIND);
    bool row;
    bind_int(find, NOTICE_SETTING_FIND_PERSON_ID, person_id);
    TRY(statement_step(find, &row, err));
    *out = (struct notice_setting){.hour = NOTICE_HOUR};
    if (row) {
        *out = (struct notice_setting){
            .email = row_copy(find, 0, arena),
            .phone = row_copy(find, 1, arena),
            .hour = (int)column_int(find, 2),
            .english = column_bool(find, 3),
            .by_email = column_bool(find, 4),
            .by_webhook = column_bool(find, 5),
        };
    }
    return OK;
}

enum error_kind notice_setting_store_put(struct tx *tx, int64_t person_id,
                                         const struct notice_setting *setting, struct error *err)
{
    SCOPED_STATEMENT put = tx_query(tx, &NOTICE_SETTING_PUT);
    bind_int(put, NOTICE_SETTING_PUT_PERSON_ID, person_id);
    bind_text(put, NOTICE_SETTING_PUT_EMAIL, setting->email);
    bind_text(put, NOTICE_SETTING_PUT_PHONE, setting->phone);
    bind_int(put, NOTICE_SETTING_PUT_HOUR, setting->hour);
    bind_bool(put, NOTICE_SETTING_PUT_ENGLISH, setting->english);
    bind_bool(put, NOTICE_SETTING_PUT_BY_EMAIL, setting->by_email);
    bind_bool(put, NOTICE_SETTING_PUT_BY_WEBHOOK, setting->by_webhook);
    return statement_run(put, NULL, err);
}

enum error_kind notice_store_digest_candidates(struct tx *tx, struct date today, int hour_now,
                                               struct arena *arena, int64_t **out,
                                               size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &NOTICE_DIGEST_CANDIDATES);
    int64_t *ids = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_int(list, NOTICE_DIGEST_CANDIDATES_HOUR_NOW, hour_now);
    bind_date(list, NOTICE_DIGEST_CANDIDATES_TODAY, today);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        ids = row_grow(arena, ids, count, &capacity, sizeof *ids);
        ids[count++] = column_int(list, 0);
    }
    *out = ids;
    *count_out = count;
    return OK;
}

enum error_kind notice_store_note_digest(struct tx *tx, int64_t person_id, struct date today,
                                         bool *noted_out, struct error *err)
{
    SCOPED_STATEMENT note = tx_query(tx, &NOTICE_DIGEST_NOTE);
    int64_t changes = 0;
    bind_date(note, NOTICE_DIGEST_NOTE_TODAY, today);
    bind_int(note, NOTICE_DIGEST_NOTE_PERSON_ID, person_id);
    TRY(statement_run(note, &changes, err));
    *noted_out = changes == 1;
    return OK;
}

/* --- messages --------------------------------------------------------------------------------- */

enum error_kind outbox_store_add(struct tx *tx, const struct message *message, int64_t now,
                                 struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &OUTBOX_ADD);
    bind_text(add, OUTBOX_ADD_CHANNEL, message->channel);
    bind_text(add, OUTBOX_ADD_RECIPIENT, message->recipient);
    bind_text(add, OUTBOX_ADD_TITLE, message->title);
    bind_text(add, OUTBOX_ADD_BODY, message->body);
    bind_int(add, OUTBOX_ADD_NOW, now);
    return statement_run(add, NULL, err);
}

enum error_kind outbox_store_due(struct tx *tx, int64_t now, struct arena *arena,
                                 struct message **out, size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &OUTBOX_DUE);
    struct message *rows = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    bind_int(list, OUTBOX_DUE_NOW, now);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        rows = row_grow(arena, rows, count, &capacity, sizeof *rows);
        rows[count++] = (struct message){
            .id = column_int(list, 0),
            .channel = row_copy(list, 1, arena),
            .recipient = row_copy(list, 2, arena),
            .title = row_copy(list, 3, arena),
            .body = row_copy(list, 4, arena),
            .tries = column_int(list, 5),
        };
    }
    *out = rows;
    *count_out = count;
    return OK;
}

enum error_kind outbox_store_claim(struct tx *tx, int64_t id, int64_t now, int64_t until,
                                   bool *claimed_out, struct error *err)
{
    SCOPED_STATEMENT claim = tx_query(tx, &OUTBOX_CLAIM);
    int64_t changes = 0;
    bind_int(claim, OUTBOX_CLAIM_UNTIL, until);
    bind_int(claim, OUTBOX_CLAIM_ID, id);
    bind_int(claim, OUTBOX_CLAIM_NOW, now);
    TRY(statement_run(claim, &changes, err));
    *claimed_out = changes == 1;
    return OK;
}

enum error_kind outbox_store_settle(struct tx *tx, int64_t id, struct text state, int64_t next_at,
                                    struct text why, struct error *err)
{
    SCOPED_STATEMENT settle = tx_query(tx, &OUTBOX_SETTLE);
    bind_text(settle, OUTBOX_SETTLE_STATE, state);
    bind_int(settle, OUTBOX_SETTLE_NEXT_AT, next_at);
    bind_text(settle, OUTBOX_SETTLE_ERROR, why);
    bind_int(settle, OUTBOX_SETTLE_ID, id);
    return statement_run(settle, NULL, err);
}

enum error_kind outbox_store_end_old(struct tx *tx, int64_t oldest, struct error *err)
{
    SCOPED_STATEMENT end = tx_query(tx, &OUTBOX_END_OLD);
    bind_int(end, OUTBOX_END_OLD_OLDEST, oldest);
    return statement_run(end, NULL, err);
}
