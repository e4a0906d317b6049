/* src/app/booking_app.h: slots that departments offer, and bookings of them. Each change is one
 * transaction with its entry in the journal. Rules: docs/domain/service.md. */
#ifndef KAIGONG_APP_BOOKING_APP_H
#define KAIGONG_APP_BOOKING_APP_H

#include "app/app.h"
#include "store/booking_store.h"

/* Offers a slot of the actor's own department; sets slot->id and department.
 * Errors      ERROR_INVALID slot.*, service.link */
MUST_CHECK enum error_kind slot_app_add(struct app *app, const struct actor *actor,
                                        struct slot *slot, struct error *err);
/* Takes a slot back; who booked it is told and not bound any more.
 * Errors      ERROR_NOT_FOUND slot.unknown, party.department */
MUST_CHECK enum error_kind slot_app_close(struct app *app, const struct actor *actor, int64_t id,
                                          struct text reason, struct error *err);
MUST_CHECK enum error_kind slot_app_list(struct app *app, struct text department, struct date from,
                                         struct date until, struct arena *arena, struct slot **out,
                                         size_t *count_out, struct error *err);

/* Books a slot for the actor; sets the booking.
 * Errors      ERROR_CONFLICT booking.*, ERROR_NOT_FOUND slot.unknown, ERROR_INVALID service.text */
MUST_CHECK enum error_kind booking_app_book(struct app *app, const struct actor *actor,
                                            int64_t slot_id, struct text subject,
                                            struct arena *arena, struct booking *out,
                                            struct error *err);
/* The actor's own: cancel. The desk's: whether the visitor came.
 * Errors      ERROR_NOT_FOUND booking.unknown (also somebody else's), ERROR_CONFLICT booking.* */
MUST_CHECK enum error_kind booking_app_do(struct app *app, const struct actor *actor, int64_t id,
                                          enum booking_event event, struct error *err);
/* The actor's own, or those of its department's desk, from a day on. */
MUST_CHECK enum error_kind booking_app_list(struct app *app, const struct actor *actor,
                                            struct date from, struct arena *arena,
                                            struct booking **out, size_t *count_out,
                                            struct error *err);
/* One that booking_app_list would show. Errors      ERROR_NOT_FOUND booking.unknown */
MUST_CHECK enum error_kind booking_app_find(struct app *app, const struct actor *actor, int64_t id,
                                            struct arena *arena, struct booking *out,
                                            struct error *err);

#endif
