/* The profile of free capacity: one 32-bit slot a tick and plane. A plane holds four resources of
 * up to 127 units, two of up to 32,767 or one of up to 2^31 - 1; each lane keeps its top bit, the
 * guard, set. Taking the needs of an activity from a slot clears a guard exactly where a lane has
 * too little, so one subtraction tests all resources of a plane. Slots are read and written in
 * aligned groups of four: a read then never straddles a write that is still under way. */
#ifndef KAIGONG_DOMAIN_LEVELLING_LANE_H
#define KAIGONG_DOMAIN_LEVELLING_LANE_H

#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { LANE_GROUP = 4, LANE_WINDOW = 32 };

typedef uint32_t lane_group __attribute__((vector_size(16), may_alias));

static inline lane_group lane_all(uint32_t word)
{
    return (lane_group){word, word, word, word};
}

#ifdef __SSE2__
/* Bit i is set where slot i of 16 has room. */
static inline uint32_t lane_fit_16(const lane_group *slots, lane_group need, lane_group guard)
{
    __m128i a = (__m128i)(((slots[0] - need) & guard) == guard);
    __m128i b = (__m128i)(((slots[1] - need) & guard) == guard);
    __m128i c = (__m128i)(((slots[2] - need) & guard) == guard);
    __m128i d = (__m128i)(((slots[3] - need) & guard) == guard);
    return (uint32_t)_mm_movemask_epi8(
        _mm_packs_epi16(_mm_packs_epi32(a, b), _mm_packs_epi32(c, d)));
}
#else
static inline uint32_t lane_fit_16(const lane_group *slots, lane_group need, lane_group guard)
{
    uint32_t fit = 0;
    for (int g = 0; g < 4; g++) {
        lane_group free = slots[g] - need;
        for (int i = 0; i < LANE_GROUP; i++) {
            fit |= (uint32_t)((free[i] & guard[i]) == guard[i]) << (g * LANE_GROUP + i);
        }
    }
    return fit;
}
#endif

/* The same for the 32 slots from `slots`, which is aligned to a group. */
static inline uint32_t lane_fit(const uint32_t *slots, uint32_t need, uint32_t guard)
{
    const lane_group *groups = (const lane_group *)(const void *)slots;
    lane_group needs = lane_all(need), guards = lane_all(guard);
    return lane_fit_16(groups, needs, guards) | lane_fit_16(groups + 4, needs, guards) << 16;
}

/* Takes `need` from the slots from .. to-1 of a plane; touches, but does not change, up to 15 slots
 * on either side. */
static inline void lane_book(uint32_t *plane, int32_t from, int32_t to, uint32_t need)
{
    typedef int32_t index_group __attribute__((vector_size(16)));
    int32_t base = from & ~(LANE_GROUP - 1);
    const index_group low = {from, from, from, from}, high = {to, to, to, to};
    index_group index = (index_group){0, 1, 2, 3} + base;
    lane_group needs = lane_all(need);
    do {
        lane_group *groups = (lane_group *)(void *)(plane + base);
        for (int g = 0; g < 4; g++) {
            groups[g] -= needs & (lane_group)(index >= low) & (lane_group)(index < high);
            index += LANE_GROUP;
        }
        base += 4 * LANE_GROUP;
    } while (base < to);
}

#endif
