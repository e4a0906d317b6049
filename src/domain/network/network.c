#include "domain/network/network.h"

#include <string.h>

static const char *const type_names[] = {"FS", "SS", "FF", "SF"};

const char *link_type_name(enum link_type type)
{
    return type_names[type];
}

bool link_type_parse(struct text text, enum link_type *type_out)
{
    for (int type = LINK_FS; type <= LINK_SF; type++) {
        if (text.length == 2 && memcmp(text.data, type_names[type], 2) == 0) {
            *type_out = (enum link_type)type;
            return true;
        }
    }
    return false;
}

static enum error_kind check_activities(const struct network *network, struct error *err)
{
    bool minutes = network->unit == NETWORK_MINUTES;
    int32_t most = minutes ? NETWORK_MINUTES_MAX : NETWORK_DURATION_MAX;
    for (size_t i = 0; i < network->activity_count; i++) {
        if (network->durations[i] < 0 || network->durations[i] > most) {
            return error_set(err, ERROR_INVALID, "network.duration",
                             "the duration of activity \"%.*s\" is 0 to %d working %s, not %d",
                             TEXT_ARGS(network->ids[i]), most, minutes ? "minutes" : "days",
                             network->durations[i]);
        }
        if (network->calendars[i] < 0 || (size_t)network->calendars[i] >= network->map_count) {
            return error_set(err, ERROR_INVALID, "network.calendar",
                             "activity \"%.*s\" has no calendar", TEXT_ARGS(network->ids[i]));
        }
    }
    return OK;
}

static enum error_kind check_links(const struct network *network, struct error *err)
{
    bool minutes = network->unit == NETWORK_MINUTES;
    int32_t most = minutes ? NETWORK_MINUTES_MAX : NETWORK_LAG_MAX;
    for (size_t i = 0; i < network->link_count; i++) {
        if (network->link_from[i] < 0 || network->link_to[i] < 0 ||
            (size_t)network->link_from[i] >= network->activity_count ||
            (size_t)network->link_to[i] >= network->activity_count ||
            network->link_type[i] > LINK_SF) {
            return error_set(err, ERROR_INVALID, "network.link",
                             "link %zu names an activity or a type that does not exist", i + 1);
        }
        if (network->link_lag[i] < -most || network->link_lag[i] > most) {
            return error_set(err, ERROR_INVALID, "network.lag",
                             "the lag of link %zu is at most %d working %s either way, not %d",
                             i + 1, most, minutes ? "minutes" : "days", network->link_lag[i]);
        }
    }
    return OK;
}

enum error_kind network_check(const struct network *network, struct error *err)
{
    if (date_is_none(network->start) && date_is_none(network->finish)) {
        return error_set(err, ERROR_INVALID, "network.anchor",
                         "a network needs a \"start\" or a \"finish\" day");
    }
    if (network->activity_count == 0) {
        return error_set(err, ERROR_INVALID, "network.empty", "the network has no activities");
    }
    if (network->activity_count > NETWORK_ACTIVITIES_MAX ||
        network->link_count > NETWORK_LINKS_MAX || network->map_count > NETWORK_CALENDARS_MAX) {
        return error_set(err, ERROR_LIMIT, "network.too_large",
                         "a network has at most %d activities, %d links and %d calendars",
                         NETWORK_ACTIVITIES_MAX, NETWORK_LINKS_MAX, NETWORK_CALENDARS_MAX);
    }
    TRY(check_activities(network, err));
    return check_links(network, err);
}

static uint64_t hash_text(struct text text)
{
    uint64_t hash = 0x9e3779b97f4a7c15u ^ text.length;
    size_t i = 0;
    for (; i + 8 <= text.length; i += 8) {
        uint64_t piece;
        memcpy(&piece, text.data + i, 8);
        hash = (hash ^ piece) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
    }
    uint64_t tail = 0;
    for (size_t shift = 0; i < text.length; i++, shift += 8) {
        tail |= (uint64_t)(unsigned char)text.data[i] << shift;
    }
    hash = (hash ^ tail) * 0xff51afd7ed558ccdu;
    hash ^= hash >> 32;
    return hash * 0xc4ceb9fe1a85ec53u >> 20;
}

long id_table_init(struct id_table *table, const struct text *ids, size_t count,
                   struct arena *arena)
{
    size_t size = 16;
    while (size < count * 2) {
        size *= 2;
    }
    table->ids = ids;
    table->mask = size - 1;
    table->slots = ARENA_ARRAY(arena, int32_t, size);
    for (size_t i = 0; i < count; i++) {
        size_t slot = hash_text(ids[i]) & table->mask;
        while (table->slots[slot] != 0) {
            if (text_is_equal(ids[table->slots[slot] - 1], ids[i])) {
                return (long)i;
            }
            slot = (slot + 1) & table->mask;
        }
        table->slots[slot] = (int32_t)i + 1;
    }
    return -1;
}

long id_table_find(const struct id_table *table, struct text id)
{
    size_t slot = hash_text(id) & table->mask;
    while (table->slots[slot] != 0) {
        if (text_is_equal(table->ids[table->slots[slot] - 1], id)) {
            return table->slots[slot] - 1;
        }
        slot = (slot + 1) & table->mask;
    }
    return -1;
}
