#include "store/booking_store.h"

#include "queries_sql.h"
#include "store/store_row.h"

#include <string.h>

/* --- slots ------------------------------------------------------------------------------------ */

enum error_kind slot_store_add(struct tx *tx, struct slot *slot, struct text made_by, int64_t now,
                               struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &SLOT_ADD);
    bind_text(add, SLOT_ADD_DEPARTMENT, slot->department);
    bind_date(add, SLOT_ADD_DAY, slot->day);
    bind_int(add, SLOT_ADD_FROM_MINUTE, slot->from_minute);
    bind_int(add, SLOT_ADD_TO_MINUTE, slot->to_minute);
    bind_text(add, SLOT_ADD_PLACE, slot->place);
    bind_text(add, SLOT_ADD_LINK, slot->link);
    bind_int(add, SLOT_ADD_CAPACITY, slot->capacity);
    bind_text(add, SLOT_ADD_MADE_BY, made_by);
    bind_int(add, SLOT_ADD_NOW, now);
    TRY(row_step_found(add, "slot.add", "the slot was not stored", err));
    slot->id = column_int(add, 0);
    return OK;
}

static struct slot read_slot(struct statement *row, int first, struct arena *arena)
{
    return (struct slot){
        .id = column_int(row, first),
        .department = row_copy(row, first + 1, arena),
        .day = column_date(row, first + 2),
        .from_minute = (int)column_int(row, first + 3),
        .to_minute = (int)column_int(row, first + 4),
        .place = row_copy(row, first + 5, arena),
        .link = row_copy(row, first + 6, arena),
        .capacity = (int)column_int(row, first + 7),
        .taken = (int)column_int(row, first + 8),
    };
}

enum error_kind slot_store_find(struct tx *tx, int64_t id, struct arena *arena, struct slot *out,
                                struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &SLOT_FIND);
    bind_int(find, SLOT_FIND_ID, id);
    TRY(row_step_found(find, "slot.unknown", "没有这个时段 (there is no such slot)", err));
    *out = read_slot(find, 0, arena);
    return OK;
}

enum error_kind slot_store_list(struct tx *tx, struct text department, struct date from,
                                struct date until, struct arena *arena, struct slot **out,
                                size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &SLOT_LIST);
    struct slot *rows = NULL;
    size_t count = 0, capacity = 0;
    bind_text(list, SLOT_LIST_DEPARTMENT, department);
    bind_date(list, SLOT_LIST_FROM_DAY, from);
    bind_date(list, SLOT_LIST_UNTIL_DAY, until);
    for (;;) {
        bool row;
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        rows = row_grow(arena, rows, count, &capacity, sizeof *rows);
        rows[count++] = read_slot(list, 0, arena);
    }
    *out = rows;
    *count_out = count;
    return OK;
}

enum error_kind slot_store_close(struct tx *tx, int64_t id, struct error *err)
{
    SCOPED_STATEMENT close = tx_query(tx, &SLOT_CLOSE);
    int64_t changes = 0;
    bind_int(close, SLOT_CLOSE_ID, id);
    TRY(statement_run(close, &changes, err));
    return changes == 1 ? OK
                        : error_set(err, ERROR_NOT_FOUND, "slot.unknown",
                                    "没有这个时段 (there is no such slot)");
}

/* --- bookings --------------------------------------------------------------------------------- */

static enum error_kind insert_booking(struct tx *tx, struct booking *booking, int64_t now,
                                      struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &BOOKING_ADD);
    bind_int(add, BOOKING_ADD_SLOT_ID, booking->slot.id);
    bind_int(add, BOOKING_ADD_PERSON_ID, booking->person_id);
    bind_text(add, BOOKING_ADD_SUBJECT, booking->subject);
    bind_int(add, BOOKING_ADD_NOW, now);
    enum error_kind kind = row_step_found(add, "booking.add", "the booking was not stored", err);
    if (kind == ERROR_CONFLICT && strcmp(err->code, "db.unique") == 0) {
        return error_set(err, ERROR_CONFLICT, "booking.twice",
                         "该时段已预约过 (the slot is booked already)");
    }
    TRY(kind);
    booking->id = column_int(add, 0);
    return OK;
}

enum error_kind booking_store_add(struct tx *tx, struct booking *booking, int64_t now,
                                  struct error *err)
{
    SCOPED_STATEMENT take = tx_query(tx, &SLOT_TAKE);
    int64_t changes = 0;
    bind_int(take, SLOT_TAKE_ID, booking->slot.id);
    TRY(statement_run(take, &changes, err));
    if (changes != 1) {
        return error_set(err, ERROR_CONFLICT, "booking.full", "该时段已约满 (the slot is full)");
    }
    TRY(insert_booking(tx, booking, now, err));
    booking->state = BOOKING_BOOKED;
    booking->slot.taken++;
    return OK;
}

static void read_booking(struct statement *row, struct arena *arena, struct booking *out)
{
    *out = (struct booking){
        .id = column_int(row, 0),
        .person_id = column_int(row, 1),
        .person = row_copy(row, 2, arena),
        .person_name = row_copy(row, 3, arena),
        .subject = row_copy(row, 4, arena),
        .slot = read_slot(row, 6, arena),
    };
    booking_state_parse(column_text(row, 5), &out->state);
}

enum error_kind booking_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                   struct booking *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &BOOKING_FIND);
    bind_int(find, BOOKING_FIND_ID, id);
    TRY(row_step_found(find, "booking.unknown", "没有这项预约 (there is no such booking)", err));
    read_booking(find, arena, out);
    return OK;
}

static enum error_kind read_bookings(struct statement *list, struct arena *arena,
                                     struct booking **out, size_t *count_out, struct error *err)
{
    struct booking *rows = NULL;
    size_t count = 0, capacity = 0;
    for (;;) {
        bool row;
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        rows = row_grow(arena, rows, count, &capacity, sizeof *rows);
        read_booking(list, arena, &rows[count++]);
    }
    *out = rows;
    *count_out = count;
    return OK;
}

enum error_kind booking_store_list(struct tx *tx, int64_t person_id, struct text department,
                                   struct date from, struct arena *arena, struct booking **out,
                                   size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &BOOKING_LIST);
    bind_int(list, BOOKING_LIST_PERSON_ID, person_id);
    bind_text(list, BOOKING_LIST_DEPARTMENT, department);
    bind_date(list, BOOKING_LIST_FROM_DAY, from);
    return read_bookings(list, arena, out, count_out, err);
}

enum error_kind booking_store_list_slot(struct tx *tx, int64_t slot_id, struct arena *arena,
                                        struct booking **out, size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &BOOKING_LIST_SLOT);
    bind_int(list, BOOKING_LIST_SLOT_SLOT_ID, slot_id);
    return read_bookings(list, arena, out, count_out, err);
}

enum error_kind booking_store_count(struct tx *tx, int64_t person_id, enum booking_state state,
                                    struct date from, int64_t *count_out, struct error *err)
{
    SCOPED_STATEMENT count = tx_query(tx, &BOOKING_COUNT);
    bind_int(count, BOOKING_COUNT_PERSON_ID, person_id);
    bind_text(count, BOOKING_COUNT_STATE, text_of(booking_state_name(state)));
    bind_date(count, BOOKING_COUNT_FROM_DAY, from);
    TRY(row_step_found(count, "booking.count", "nothing was counted", err));
    *count_out = column_int(count, 0);
    return OK;
}

static enum error_kind give_back(struct tx *tx, int64_t slot_id, struct error *err)
{
    SCOPED_STATEMENT give = tx_query(tx, &SLOT_GIVE_BACK);
    bind_int(give, SLOT_GIVE_BACK_ID, slot_id);
    return statement_run(give, NULL, err);
}

enum error_kind booking_store_save(struct tx *tx, const struct booking *booking,
                                   enum booking_state was, struct error *err)
{
    SCOPED_STATEMENT save = tx_query(tx, &BOOKING_SAVE);
    int64_t changes = 0;
    bind_int(save, BOOKING_SAVE_ID, booking->id);
    bind_text(save, BOOKING_SAVE_STATE, text_of(booking_state_name(booking->state)));
    bind_text(save, BOOKING_SAVE_WAS, text_of(booking_state_name(was)));
    TRY(statement_run(save, &changes, err));
    if (changes != 1) {
        return error_set(err, ERROR_CONFLICT, "booking.stale",
                         "已被他人办理, 请刷新 (somebody else was first)");
    }
    return booking->state == BOOKING_CANCELLED ? give_back(tx, booking->slot.id, err) : OK;
}
