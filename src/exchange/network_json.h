/* src/exchange/network_json.h: a network of activities as JSON, the form of `kaigong plan`.
 *
 * {"calendars":[{"id","week":[1,1,1,1,1,0,0],"off":[DAY…],"work":[DAY…]}],
 *  "activities":[{"id","name","duration","calendar"}],
 *  "links":[{"from","to","type":"FS|SS|FF|SF","lag"}],"start":DAY or "finish":DAY}
 *
 * Members in any order; members that are not named here are passed over. `name` is the id where it
 * is missing, `type` is FS, `lag` is 0. An id may be a number. `week` starts on Monday. A network
 * without calendars works every day; with exactly one, an activity need not name it. */
#ifndef KAIGONG_EXCHANGE_NETWORK_JSON_H
#define KAIGONG_EXCHANGE_NETWORK_JSON_H

#include "domain/network/network.h"

enum { NETWORK_JSON_MAX = 256 << 20 }; /* bytes */
enum { NETWORK_JSON_CALENDARS_MAX = 128 };

/* The network that network_check accepts; everything lives on the arena, texts partly in `bytes`.
 * Errors      ERROR_MALFORMED json.syntax; ERROR_LIMIT json.too_long
 *             ERROR_INVALID   json.type, json.missing, json.double, date.*, network.* with the
 *                             activity, link or calendar named */
MUST_CHECK enum error_kind network_json_read(struct text bytes, struct arena *arena,
                                             struct network *network_out, struct error *err);

#endif
