/* src/store/booking_store.h: slots of departments and their bookings. Texts that come out are copied
 * to the arena. */
#ifndef KAIGONG_STORE_BOOKING_STORE_H
#define KAIGONG_STORE_BOOKING_STORE_H

#include "base/arena.h"
#include "domain/service/booking.h"
#include "store/db.h"

struct booking {
    int64_t id, person_id;
    struct text person, person_name; /* read only */
    struct text subject;
    enum booking_state state;
    struct slot slot;
};

/* Sets slot->id. */
MUST_CHECK enum error_kind slot_store_add(struct tx *tx, struct slot *slot, struct text made_by,
                                          int64_t now, struct error *err);
/* Errors      ERROR_NOT_FOUND slot.unknown */
MUST_CHECK enum error_kind slot_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                           struct slot *out, struct error *err);
/* Of a department ("" for all), both days counted. */
MUST_CHECK enum error_kind slot_store_list(struct tx *tx, struct text department, struct date from,
                                           struct date until, struct arena *arena,
                                           struct slot **out, size_t *count_out, struct error *err);
/* Takes a slot back. Errors      ERROR_NOT_FOUND slot.unknown */
MUST_CHECK enum error_kind slot_store_close(struct tx *tx, int64_t id, struct error *err);

/* Takes a place of booking->slot and sets booking->id.
 * Errors      ERROR_CONFLICT booking.full, booking.twice */
MUST_CHECK enum error_kind booking_store_add(struct tx *tx, struct booking *booking, int64_t now,
                                             struct error *err);
/* Errors      ERROR_NOT_FOUND booking.unknown */
MUST_CHECK enum error_kind booking_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                              struct booking *out, struct error *err);
/* Of a person or a department's desk (0 and "" for none), from a day on. */
MUST_CHECK enum error_kind booking_store_list(struct tx *tx, int64_t person_id,
                                              struct text department, struct date from,
                                              struct arena *arena, struct booking **out,
                                              size_t *count_out, struct error *err);
MUST_CHECK enum error_kind booking_store_list_slot(struct tx *tx, int64_t slot_id,
                                                   struct arena *arena, struct booking **out,
                                                   size_t *count_out, struct error *err);
/* A person's bookings in a state, of slots on `from` or later. */
MUST_CHECK enum error_kind booking_store_count(struct tx *tx, int64_t person_id,
                                               enum booking_state state, struct date from,
                                               int64_t *count_out, struct error *err);
/* Saves the state that was `was`; a cancelled one gives its place back.
 * Errors      ERROR_CONFLICT booking.stale */
MUST_CHECK enum error_kind booking_store_save(struct tx *tx, const struct booking *booking,
                                              enum booking_state was, struct error *err);

#endif
