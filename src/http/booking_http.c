#include "http/booking_http.h"

#include "app/booking_app.h"
#include "exchange/appointment_file.h"
#include "http/officer_http.h"

static void put_slot_members(struct json_writer *json, const struct slot *slot)
{
    char from[MINUTE_TEXT_SIZE], to[MINUTE_TEXT_SIZE];
    json_member_text(json, "department", slot->department);
    json_member_date(json, "day", slot->day);
    json_member_string(json, "from", minute_format(slot->from_minute, from));
    json_member_string(json, "to", minute_format(slot->to_minute, to));
    json_member_text(json, "place", slot->place);
    json_member_text(json, "link", slot->link);
}

static void put_slot(struct json_writer *json, const struct slot *slot)
{
    json_object_open(json);
    json_member_int(json, "id", slot->id);
    put_slot_members(json, slot);
    json_member_int(json, "capacity", slot->capacity);
    json_member_int(json, "taken", slot->taken);
    json_object_close(json);
}

enum error_kind slot_http_list(struct http_request *request, struct http_response *response,
                               struct error *err)
{
    struct date from = app_today(request->app);
    struct date until;
    struct slot *slots;
    size_t count;
    struct json_writer json;
    TRY(http_query_date(request, "from", &from, err));
    until = date_add_days(from, BOOKING_AHEAD_DAYS);
    TRY(http_query_date(request, "until", &until, err));
    TRY(slot_app_list(request->app, http_query(request, "department"), from, until, request->arena,
                      &slots, &count, err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_key(&json, "items");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++) {
        put_slot(&json, &slots[i]);
    }
    json_array_close(&json);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

static enum error_kind read_minute(const struct json_value *body, const char *key, int *out,
                                   struct error *err)
{
    struct text text = TEXT("");
    TRY(json_get_text(body, key, true, &text, err));
    if (!minute_parse(text, out)) {
        error_set(err, ERROR_INVALID, "slot.time", "时间写作 09:30 (a time is like 09:30)");
        return error_at_field(err, key);
    }
    return OK;
}

enum error_kind slot_http_add(struct http_request *request, struct http_response *response,
                              struct error *err)
{
    static const char *const members[] = {"day", "from", "to", "place", "link", "capacity", NULL};
    const struct json_value *body;
    struct slot slot = {.place = TEXT(""), .link = TEXT("")};
    int64_t capacity = 1;
    struct json_writer json;
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_date(body, "day", true, &slot.day, err));
    TRY(read_minute(body, "from", &slot.from_minute, err));
    TRY(read_minute(body, "to", &slot.to_minute, err));
    TRY(json_get_text(body, "place", false, &slot.place, err));
    TRY(json_get_text(body, "link", false, &slot.link, err));
    TRY(json_get_int(body, "capacity", false, &capacity, err));
    slot.capacity = capacity < 1 || capacity > SLOT_CAPACITY_MAX ? 0 : (int)capacity;
    TRY(slot_app_add(request->app, &request->actor, &slot, err));
    http_json_init(request, &json);
    put_slot(&json, &slot);
    return http_json(response, 201, &json, err);
}

enum error_kind slot_http_close(struct http_request *request, struct http_response *response,
                                struct error *err)
{
    static const char *const members[] = {"reason", NULL};
    const struct json_value *body;
    struct text reason = TEXT("");
    int64_t id;
    TRY(service_http_id(request, "id", "slot.unknown", &id, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "reason", true, &reason, err));
    TRY(slot_app_close(request->app, &request->actor, id, reason, err));
    http_nothing(response);
    return OK;
}

/* --- bookings --------------------------------------------------------------------------------- */

static void put_booking(struct json_writer *json, const struct booking *booking)
{
    json_object_open(json);
    json_member_int(json, "id", booking->id);
    json_member_int(json, "slot", booking->slot.id);
    put_slot_members(json, &booking->slot);
    json_member_text(json, "person", booking->person);
    json_member_text(json, "person_name", booking->person_name);
    json_member_text(json, "subject", booking->subject);
    json_member_string(json, "state", booking_state_name(booking->state));
    json_member_string(json, "state_zh", booking_state_zh(booking->state));
    json_object_close(json);
}

enum error_kind booking_http_book(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    static const char *const members[] = {"subject", NULL};
    const struct json_value *body;
    struct text subject = TEXT("");
    struct booking booking;
    int64_t id;
    struct json_writer json;
    TRY(service_http_id(request, "id", "slot.unknown", &id, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_text(body, "subject", true, &subject, err));
    TRY(booking_app_book(request->app, &request->actor, id, subject, request->arena, &booking,
                         err));
    http_json_init(request, &json);
    put_booking(&json, &booking);
    return http_json(response, 201, &json, err);
}

enum error_kind booking_http_list(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    struct date from = app_today(request->app);
    struct booking *bookings;
    size_t count;
    struct json_writer json;
    TRY(http_query_date(request, "from", &from, err));
    TRY(booking_app_list(request->app, &request->actor, from, request->arena, &bookings, &count,
                         err));
    http_json_init(request, &json);
    json_object_open(&json);
    json_key(&json, "items");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++) {
        put_booking(&json, &bookings[i]);
    }
    json_array_close(&json);
    json_object_close(&json);
    return http_json(response, 200, &json, err);
}

enum error_kind booking_http_cancel(struct http_request *request, struct http_response *response,
                                    struct error *err)
{
    int64_t id;
    TRY(service_http_id(request, "id", "booking.unknown", &id, err));
    TRY(booking_app_do(request->app, &request->actor, id, BOOKING_CANCEL, err));
    http_nothing(response);
    return OK;
}

enum error_kind booking_http_note(struct http_request *request, struct http_response *response,
                                  struct error *err)
{
    static const char *const members[] = {"came", NULL};
    const struct json_value *body;
    struct booking booking;
    bool came = false;
    int64_t id;
    struct json_writer json;
    TRY(service_http_id(request, "id", "booking.unknown", &id, err));
    TRY(http_body_json(request, &body, err));
    TRY(json_only(body, members, err));
    TRY(json_get_bool(body, "came", true, &came, err));
    TRY(booking_app_do(request->app, &request->actor, id, came ? BOOKING_COME : BOOKING_MISS, err));
    TRY(booking_app_find(request->app, &request->actor, id, request->arena, &booking, err));
    http_json_init(request, &json);
    put_booking(&json, &booking);
    return http_json(response, 200, &json, err);
}

static int64_t instant_of(const struct app *app, struct date day, int minute)
{
    return ((int64_t)day.day_number * 24 * 60 + minute - app->utc_offset_minutes) * 60 * 1000000;
}

enum error_kind booking_http_calendar(struct http_request *request, struct http_response *response,
                                      struct error *err)
{
    struct booking booking;
    struct text bytes;
    int64_t id;
    TRY(service_http_id(request, "id", "booking.unknown", &id, err));
    TRY(booking_app_find(request->app, &request->actor, id, request->arena, &booking, err));
    const struct slot *slot = &booking.slot;
    const struct appointment appointment = {
        .uid = text_format(request->arena, "booking-%lld@%.*s.kaigong", (long long)id,
                           TEXT_ARGS(request->app->city_code)),
        .begins_at = instant_of(request->app, slot->day, slot->from_minute),
        .ends_at = instant_of(request->app, slot->day, slot->to_minute),
        .stamped_at = app_now(request->app),
        .title = text_format(request->arena, "办事预约：%.*s", TEXT_ARGS(booking.subject)),
        .place = slot->place,
        .note = booking.subject,
        .link = slot->link,
        .cancelled = booking.state == BOOKING_CANCELLED,
    };
    TRY(appointment_file_write(&appointment, request->arena, &bytes, err));
    http_bytes(request, response, bytes, "text/calendar; charset=utf-8", "booking.ics");
    return OK;
}
