#include "app/booking_app.h"

#include "app/service_work.h"
#include "domain/service/officer.h"

struct booking_work {
    struct service_session session;
    struct arena *arena;
    struct slot *slot;
    struct booking *booking;
    int64_t id;
    struct text reason, department;
    struct date from, until;
    enum booking_event event;
    struct slot **slots_out;
    struct booking **out;
    size_t *count_out;
};

static enum error_kind journal(struct tx *tx, const struct booking_work *work, const char *action,
                               const struct slot *slot, const struct booking *booking,
                               struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct json_writer json;
    char from[MINUTE_TEXT_SIZE];
    service_journal_begin(&json, &arena);
    if (booking != NULL) {
        json_member_int(&json, "booking", booking->id);
        json_member_text(&json, "person", booking->person);
    }
    json_member_date(&json, "day", slot->day);
    json_member_text(&json, "department", slot->department);
    json_member_string(&json, "from", minute_format(slot->from_minute, from));
    if (work->reason.length > 0) {
        json_member_text(&json, "reason", work->reason);
    }
    json_member_int(&json, "slot", slot->id);
    return service_journal_end(tx, &json, action,
                               text_format(&arena, "slot:%lld", (long long)slot->id),
                               &work->session, err);
}

static enum error_kind tell(struct tx *tx, const struct booking_work *work, int64_t person_id,
                            const struct slot *slot, struct text note, struct error *err)
{
    SCOPED_ARENA arena = {0};
    char from[MINUTE_TEXT_SIZE];
    struct notice notice = {
        .person_id = person_id,
        .kind = NOTICE_APPOINTMENT,
        .subject = TEXT("bookings"),
        .project = text_format(&arena, "%s %.*s", minute_format(slot->from_minute, from),
                               TEXT_ARGS(slot->place)),
        .note = note,
        .day = slot->day,
    };
    return notice_add(tx, &notice, work->session.now, err);
}

/* --- slots ------------------------------------------------------------------------------------ */

static enum error_kind add_slot(struct tx *tx, void *context, struct error *err)
{
    struct booking_work *work = context;
    TRY(slot_store_add(tx, work->slot, work->session.actor->name, work->session.now, err));
    return journal(tx, work, "slot.add", work->slot, NULL, err);
}

enum error_kind slot_app_add(struct app *app, const struct actor *actor, struct slot *slot,
                             struct error *err)
{
    struct booking_work work = {.session = service_session_begin(app, actor), .slot = slot};
    slot->department = actor->body;
    TRY(slot_check(slot, work.session.today, err));
    return app_write(app, add_slot, &work, err);
}

static enum error_kind close_slot(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct booking_work *work = context;
    struct slot slot;
    struct booking *bookings;
    size_t count;
    TRY(slot_store_find(tx, work->id, &arena, &slot, err));
    TRY(party_check_department(work->session.actor, slot.department, err));
    TRY(booking_store_list_slot(tx, work->id, &arena, &bookings, &count, err));
    TRY(slot_store_close(tx, work->id, err));
    for (size_t i = 0; i < count; i++) {
        bookings[i].state = BOOKING_CANCELLED;
        TRY(booking_store_save(tx, &bookings[i], BOOKING_BOOKED, err));
        TRY(tell(tx, work, bookings[i].person_id, &slot, work->reason, err));
    }
    return journal(tx, work, "slot.close", &slot, NULL, err);
}

enum error_kind slot_app_close(struct app *app, const struct actor *actor, int64_t id,
                               struct text reason, struct error *err)
{
    struct booking_work work = {
        .session = service_session_begin(app, actor), .id = id, .reason = reason};
    TRY(service_check_text(reason, "reason", err));
    return app_write(app, close_slot, &work, err);
}

static enum error_kind list_slots(struct tx *tx, void *context, struct error *err)
{
    struct booking_work *work = context;
    return slot_store_list(tx, work->department, work->from, work->until, work->arena,
                           work->slots_out, work->count_out, err);
}

enum error_kind slot_app_list(struct app *app, struct text department, struct date from,
                              struct date until, struct arena *arena, struct slot **out,
                              size_t *count_out, struct error *err)
{
    struct booking_work work = {.arena = arena,
                                .department = department,
                                .from = from,
                                .until = until,
                                .slots_out = out,
                                .count_out = count_out};
    return db_read(app->db, list_slots, &work, err);
}

/* --- bookings --------------------------------------------------------------------------------- */

static enum error_kind book(struct tx *tx, void *context, struct error *err)
{
    struct booking_work *work = context;
    const struct service_session *session = &work->session;
    struct booking booking = {.person_id = session->actor->person_id,
                              .person = session->actor->name,
                              .subject = work->reason};
    struct date since = date_add_days(session->today, -BOOKING_NO_SHOW_DAYS);
    int64_t open, missed;
    TRY(slot_store_find(tx, work->id, work->arena, &booking.slot, err));
    TRY(booking_store_count(tx, booking.person_id, BOOKING_BOOKED, session->today, &open, err));
    TRY(booking_store_count(tx, booking.person_id, BOOKING_NO_SHOW, since, &missed, err));
    TRY(booking_check(&booking.slot, session->today, session->minute, open, missed, err));
    TRY(booking_store_add(tx, &booking, session->now, err));
    TRY(tell(tx, work, booking.person_id, &booking.slot, TEXT(""), err));
    *work->booking = booking;
    return journal(tx, work, "booking.add", &booking.slot, &booking, err);
}

enum error_kind booking_app_book(struct app *app, const struct actor *actor, int64_t slot_id,
                                 struct text subject, struct arena *arena, struct booking *out,
                                 struct error *err)
{
    struct booking_work work = {.session = service_session_begin(app, actor),
                                .arena = arena,
                                .id = slot_id,
                                .reason = subject,
                                .booking = out};
    TRY(service_check_text(subject, "subject", err));
    return app_write(app, book, &work, err);
}

static bool may_see(const struct booking *booking, const struct actor *actor)
{
    bool desk = role_has(actor->role, PERMISSION_HANDLE);
    return desk ? text_is_equal(booking->slot.department, actor->body)
                : booking->person_id == actor->person_id;
}

static enum error_kind find_visible(struct tx *tx, const struct booking_work *work,
                                    struct arena *arena, struct booking *out, struct error *err)
{
    struct booking booking;
    TRY(booking_store_find(tx, work->id, arena, &booking, err));
    if (!may_see(&booking, work->session.actor)) {
        return error_set(err, ERROR_NOT_FOUND, "booking.unknown",
                         "没有这项预约 (there is no such booking)");
    }
    *out = booking;
    return OK;
}

static enum error_kind do_booking(struct tx *tx, void *context, struct error *err)
{
    static const char *const actions[] = {"booking.cancel", "booking.came", "booking.no_show"};
    SCOPED_ARENA arena = {0};
    struct booking_work *work = context;
    struct booking booking;
    TRY(find_visible(tx, work, &arena, &booking, err));
    enum booking_state was = booking.state;
    TRY(booking_apply(&booking.state, work->event, &booking.slot, work->session.today,
                      work->session.minute, err));
    TRY(booking_store_save(tx, &booking, was, err));
    return journal(tx, work, actions[work->event], &booking.slot, &booking, err);
}

enum error_kind booking_app_do(struct app *app, const struct actor *actor, int64_t id,
                               enum booking_event event, struct error *err)
{
    struct booking_work work = {
        .session = service_session_begin(app, actor), .id = id, .event = event};
    return app_write(app, do_booking, &work, err);
}

static enum error_kind list_bookings(struct tx *tx, void *context, struct error *err)
{
    struct booking_work *work = context;
    const struct actor *actor = work->session.actor;
    bool desk = role_has(actor->role, PERMISSION_HANDLE);
    return booking_store_list(tx, desk ? 0 : actor->person_id, desk ? actor->body : TEXT(""),
                              work->from, work->arena, work->out, work->count_out, err);
}

enum error_kind booking_app_list(struct app *app, const struct actor *actor, struct date from,
                                 struct arena *arena, struct booking **out, size_t *count_out,
                                 struct error *err)
{
    struct booking_work work = {.session = service_session_begin(app, actor),
                                .arena = arena,
                                .from = from,
                                .out = out,
                                .count_out = count_out};
    return db_read(app->db, list_bookings, &work, err);
}

static enum error_kind find_booking(struct tx *tx, void *context, struct error *err)
{
    struct booking_work *work = context;
    return find_visible(tx, work, work->arena, work->booking, err);
}

enum error_kind booking_app_find(struct app *app, const struct actor *actor, int64_t id,
                                 struct arena *arena, struct booking *out, struct error *err)
{
    struct booking_work work = {
        .session = service_session_begin(app, actor), .arena = arena, .id = id, .booking = out};
    return db_read(app->db, find_booking, &work, err);
}
