/* src/domain/network/lever.h
 *
 * The levers (五招) as changes to what a project's network is built from: decide before supplementary
 * papers have come, decide at once on a commitment, serve first. Each use has a price, and what may never be
 * deferred stays as it is whatever is asked. Serial and parallel handling are the network's own two ways
 * (network_build.h). Rules: docs/domain/lever.md. */
#ifndef KAIGONG_DOMAIN_LEVER_H
#define KAIGONG_DOMAIN_LEVER_H

#include "domain/network/network_build.h"

enum lever { LEVER_TOLERANCE, LEVER_COMMITMENT, LEVER_GREEN, LEVER_COUNT };

struct lever_rule {
    const char *id; /* "tolerance" */
    const char *name_zh, *name_en;
    int price; /* of one use, in points: what it costs in supervision, risk or priority */
};
extern const struct lever_rule lever_rules[LEVER_COUNT];

/* The request with levers pulled (a set of bits 1u << lever). An item that is decided or running is left
 * alone.
 *
 * price_out   the sum of the prices of the uses that change something
 * request_out on the arena; borrows from `request` */
void levers_apply(const struct plan_request *request, unsigned levers, struct arena *arena,
                  struct plan_request *request_out, int *price_out);

#endif
