/* src/domain/service/booking.h
 *
 * Booking a visit: slots of a department with a capacity, and what may happen to a booking. Pure.
 * Rules: docs/domain/service.md. */
#ifndef KAIGONG_DOMAIN_BOOKING_H
#define KAIGONG_DOMAIN_BOOKING_H

#include "base/date.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>

enum {
    BOOKING_OPEN_MAX = 3,     /* bookings that a person may have before one */
    BOOKING_NO_SHOWS_MAX = 3, /* as many within BOOKING_NO_SHOW_DAYS and no more can be made */
    BOOKING_NO_SHOW_DAYS = 90,
    BOOKING_AHEAD_DAYS = 60, /* slots are made at most so far ahead */
    SLOT_CAPACITY_MAX = 200,
};

/* Times are minutes of the city's day. */
struct slot {
    int64_t id;
    struct text department;
    struct date day;
    int from_minute, to_minute;
    struct text place, link; /* a room, or a page for a video call */
    int capacity, taken;
};

enum booking_state { BOOKING_BOOKED, BOOKING_CANCELLED, BOOKING_CAME, BOOKING_NO_SHOW };
enum booking_event { BOOKING_CANCEL, BOOKING_COME, BOOKING_MISS };

const char *
booking_state_name(enum booking_state state); /* "booked", "cancelled", "came", "no_show" */
const char *booking_state_zh(enum booking_state state);
bool booking_state_parse(struct text text, enum booking_state *state_out);

/* Reads "09:30"; writes it. */
bool minute_parse(struct text text, int *minute_out);
enum { MINUTE_TEXT_SIZE = 6 };
char *minute_format(int minute, char buffer[MINUTE_TEXT_SIZE]);

/* Errors      ERROR_INVALID slot.day, slot.time, slot.capacity, slot.place, service.link with the field */
MUST_CHECK enum error_kind slot_check(const struct slot *slot, struct date today,
                                      struct error *err);
/* A link to a meeting: https, a host, no blanks; it is shown and never fetched. "" is none.
 * Errors      ERROR_INVALID service.link */
MUST_CHECK enum error_kind link_check(struct text link, struct error *err);

/* Whether a person may book: the slot lies ahead and has room, and the person's bounds hold.
 *
 * now_minute   the minute of today; open, missed: the person's bookings ahead and missed ones
 * Errors       ERROR_CONFLICT booking.past, booking.full, booking.too_many, booking.missed */
MUST_CHECK enum error_kind booking_check(const struct slot *slot, struct date today, int now_minute,
                                         int64_t open, int64_t missed, struct error *err);
/* Moves a booking on: cancelled until the slot begins; came or not once it has begun.
 * Errors      ERROR_CONFLICT booking.step, booking.begun, booking.ahead */
MUST_CHECK enum error_kind booking_apply(enum booking_state *state, enum booking_event event,
                                         const struct slot *slot, struct date today, int now_minute,
                                         struct error *err);

#endif
