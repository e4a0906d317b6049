/* src/http/booking_http.h: slots of departments and their bookings. */
#ifndef KAIGONG_BOOKING_HTTP_H
#define KAIGONG_BOOKING_HTTP_H

#include "http/http.h"

http_handler slot_http_list, slot_http_add, slot_http_close, booking_http_book, booking_http_list,
    booking_http_cancel, booking_http_note, booking_http_calendar;

#endif
