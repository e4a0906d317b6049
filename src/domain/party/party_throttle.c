/* How guessing is slowed down: docs/domain/party.md U-5.
 *
 * Three counters, each over a window that starts with its first failure: of an account, of an
 * address, and of an account at an address. Open addressing with a short search; the oldest slot
 * of the search makes room, so memory is fixed whatever an attacker sends. */
#include "domain/party/party.h"

enum { PROBES = 16 };
enum kind { ACCOUNT = 1, ADDRESS, PAIR };

static uint64_t mix(uint64_t hash, struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        hash = (hash ^ (unsigned char)text.data[i]) * 0x100000001B3u; /* FNV-1a, 64 bits */
    }
    return (hash ^ 0xFF) * 0x100000001B3u;
}

static uint64_t key_of(enum kind kind, struct text account, struct text address)
{
    uint64_t hash = (0xCBF29CE484222325u ^ (uint64_t)kind) * 0x100000001B3u;
    hash = mix(hash, kind == ADDRESS ? TEXT("") : account);
    hash = mix(hash, kind == ACCOUNT ? TEXT("") : address);
    return hash == 0 ? 1 : hash;
}

static struct throttle_slot *find(struct throttle *throttle, uint64_t key)
{
    for (int probe = 0; probe < PROBES; probe++) {
        struct throttle_slot *slot = &throttle->slots[(key + (uint64_t)probe) % THROTTLE_SLOTS];
        if (slot->key == key) {
            return slot;
        }
    }
    return NULL;
}

static struct throttle_slot *make(struct throttle *throttle, uint64_t key)
{
    struct throttle_slot *oldest = &throttle->slots[key % THROTTLE_SLOTS];
    for (int probe = 0; probe < PROBES; probe++) {
        struct throttle_slot *slot = &throttle->slots[(key + (uint64_t)probe) % THROTTLE_SLOTS];
        if (slot->key == 0) {
            oldest = slot;
            break;
        }
        if (slot->latest < oldest->latest) {
            oldest = slot;
        }
    }
    *oldest = (struct throttle_slot){.key = key};
    return oldest;
}

static int failures_of(struct throttle *throttle, uint64_t key, int64_t now)
{
    const struct throttle_slot *slot = find(throttle, key);
    return slot == NULL || now - slot->since >= THROTTLE_WINDOW ? 0 : slot->failures;
}

enum error_kind throttle_check(struct throttle *throttle, struct text account, struct text address,
                               int64_t now, struct error *err)
{
    uint64_t account_key = key_of(ACCOUNT, account, address);
    uint64_t address_key = key_of(ADDRESS, account, address);
    uint64_t pair_key = key_of(PAIR, account, address);
    bool shut = throttle->known[pair_key % THROTTLE_SLOTS] == pair_key
                    ? failures_of(throttle, pair_key, now) >= THROTTLE_TRIES
                    : failures_of(throttle, account_key, now) >= THROTTLE_TRIES ||
                          failures_of(throttle, address_key, now) >= THROTTLE_ADDRESS_TRIES;
    if (shut) {
        return error_set(err, ERROR_THROTTLED, "party.throttled",
                         "too many failed sign-ins; try again in 15 minutes");
    }
    return OK;
}

static void count_failure(struct throttle *throttle, uint64_t key, int64_t now)
{
    struct throttle_slot *slot = find(throttle, key);
    if (slot == NULL) {
        slot = make(throttle, key);
        slot->since = now;
    } else if (now - slot->since >= THROTTLE_WINDOW) {
        slot->since = now;
        slot->failures = 0;
    }
    slot->failures++;
    slot->latest = now;
}

void throttle_note_failure(struct throttle *throttle, struct text account, struct text address,
                           int64_t now)
{
    count_failure(throttle, key_of(ACCOUNT, account, address), now);
    count_failure(throttle, key_of(ADDRESS, account, address), now);
    count_failure(throttle, key_of(PAIR, account, address), now);
}

static void take_back(struct throttle *throttle, uint64_t key)
{
    struct throttle_slot *slot = find(throttle, key);
    if (slot != NULL && slot->failures > 0) {
        slot->failures--;
    }
}

/* The try was no failure and proves nothing either: nothing else is forgiven. */
void throttle_take_back(struct throttle *throttle, struct text account, struct text address)
{
    take_back(throttle, key_of(ACCOUNT, account, address));
    take_back(throttle, key_of(ADDRESS, account, address));
    take_back(throttle, key_of(PAIR, account, address));
}

void throttle_note_success(struct throttle *throttle, struct text account, struct text address)
{
    uint64_t pair_key = key_of(PAIR, account, address);
    struct throttle_slot *pair = find(throttle, pair_key);
    take_back(throttle, key_of(ACCOUNT, account, address));
    take_back(throttle, key_of(ADDRESS, account, address));
    if (pair != NULL) {
        pair->failures = 0;
    }
    throttle->known[pair_key % THROTTLE_SLOTS] = pair_key;
}
