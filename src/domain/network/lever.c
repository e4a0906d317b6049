#include "domain/network/lever.h"

/* clang-format off */
const struct lever_rule lever_rules[LEVER_COUNT] = {
    [LEVER_TOLERANCE]  = {"tolerance",  "容缺审批", "Decide, papers later",   1},
    [LEVER_COMMITMENT] = {"commitment", "告知承诺", "Decide on a commitment", 3},
    [LEVER_GREEN]      = {"green",      "绿色通道", "Green channel",          2},
};
/* clang-format on */

/* LV-2: the decision waits no longer for what only supplementary papers tell. */
static int tolerate(struct plan_item *item, struct arena *arena)
{
    struct plan_prerequisite *kept =
        ARENA_ARRAY(arena, struct plan_prerequisite, item->prerequisite_count);
    size_t count = 0;
    for (size_t i = 0; i < item->prerequisite_count; i++) {
        if (!item->prerequisites[i].soft) {
            kept[count++] = item->prerequisites[i];
        }
    }
    if (!item->may_tolerate || count == item->prerequisite_count) {
        return 0;
    }
    item->prerequisites = kept;
    item->prerequisite_count = count;
    return lever_rules[LEVER_TOLERANCE].price;
}

/* LV-3: decided on the day on which it is accepted. */
static int commit(struct plan_item *item)
{
    if (!item->may_commit || item->duration == 0) {
        return 0;
    }
    item->duration = 0;
    return lever_rules[LEVER_COMMITMENT].price;
}

/* LV-4: served first, in half the time. Steps of the market keep theirs. */
static int serve_first(struct plan_item *item)
{
    if (item->market || item->natural || item->duration < 2) {
        return 0;
    }
    item->duration = (item->duration + 1) / 2;
    return lever_rules[LEVER_GREEN].price;
}

void levers_apply(const struct plan_request *request, unsigned levers, struct arena *arena,
                  struct plan_request *request_out, int *price_out)
{
    struct plan_item *items = ARENA_ARRAY(arena, struct plan_item, request->item_count);
    int price = 0;
    for (size_t i = 0; i < request->item_count; i++) {
        items[i] = request->items[i];
        if (!date_is_none(items[i].accepted_on) || !date_is_none(items[i].decided_on) ||
            items[i].never_defer) {
            continue; /* LV-1 */
        }
        price += (levers & 1u << LEVER_TOLERANCE) != 0 ? tolerate(&items[i], arena) : 0;
        price += (levers & 1u << LEVER_COMMITMENT) != 0 ? commit(&items[i]) : 0;
        price += (levers & 1u << LEVER_GREEN) != 0 ? serve_first(&items[i]) : 0;
    }
    *request_out = *request;
    request_out->items = items;
    *price_out = price;
}
