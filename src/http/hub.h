/* src/http/hub.h: tells open pages what changed (server-sent events).
 *
 * A ring of the newest events; each subscriber has a place in it and sleeps as a suspended
 * connection. Whoever falls out of the ring, or was away, gets `event: reset` and reads anew. */
#ifndef KAIGONG_HTTP_HUB_H
#define KAIGONG_HTTP_HUB_H

#include "domain/party/party.h"

#include <microhttpd.h>

struct hub;
struct party;

struct hub *hub_open(struct party *party);
/* Ends every stream; they are gone once hub_count is 0. */
void hub_stop(struct hub *hub);
size_t hub_count(struct hub *hub);
void hub_close(struct hub *hub);

/* An event for every subscriber who may know of it. */
void hub_publish(struct hub *hub, struct text subject, int64_t seq);
/* Wakes all streams once, so that each writes a comment: dead peers are found, proxies stay open. */
void hub_heartbeat(struct hub *hub);

/* A response that streams; NULL when there are too many. last_event_id: "" or the newest seen.
 * The token is checked again before each write: a stream does not outlive its session. */
struct MHD_Response *hub_subscribe(struct hub *hub, struct MHD_Connection *connection,
                                   const struct actor *actor, struct text session_token,
                                   struct text last_event_id);

#endif
