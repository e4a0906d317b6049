#include "domain/forecast/forecast.h"

#include <assert.h>

/* Whether less than the q-th middle share of the triangle lies below x. The inverse of its distribution
 * is a square root; asking for whole days needs squares only, so that no floating point decides. */
static bool lies_below(int64_t least, int64_t likely, int64_t most, int64_t x, int q)
{
    const int64_t shares = 2 * DURATION_QUANTILES;
    int64_t range = most - least, share = 2 * q + 1;
    if (x <= likely) {
        return (x - least) * (x - least) * shares < share * range * (likely - least);
    }
    int64_t rest = range * (most - likely);
    return (rest - (most - x) * (most - x)) * shares < share * rest;
}

void duration_quantiles_of_range(int least, int likely, int most, struct duration_quantiles *out)
{
    assert(1 <= least && least <= likely && likely <= most && most <= DURATION_DAYS_MAX);
    int day = least;
    for (int q = 0; q < DURATION_QUANTILES; q++) {
        /* In half days, so that the nearest whole day is taken. */
        while (day < most && lies_below(2 * least, 2 * likely, 2 * most, 2 * day + 1, q)) {
            day++;
        }
        out->days[q] = (int16_t)day;
    }
}

void duration_quantiles_of_cases(const int32_t *counts, size_t count,
                                 const struct duration_quantiles *prior, int prior_cases,
                                 struct duration_quantiles *out)
{
    int64_t cases = 0;
    for (size_t d = 0; d < count; d++) {
        cases += counts[d];
    }
    /* Each case weighs DURATION_QUANTILES, each quantile of the belief weighs prior_cases. */
    int64_t whole = (cases + prior_cases) * DURATION_QUANTILES, below = 0;
    size_t d = 0;
    int p = 0;
    int16_t day = prior->days[0];
    for (int q = 0; q < DURATION_QUANTILES; q++) {
        while (below * 2 * DURATION_QUANTILES < whole * (2 * q + 1) &&
               (d < count || (p < DURATION_QUANTILES && prior_cases > 0))) {
            bool belief = prior_cases > 0 && p < DURATION_QUANTILES &&
                          (d >= count || prior->days[p] <= (int64_t)d);
            day = belief ? prior->days[p] : counts[d] > 0 ? (int16_t)d : day;
            below += belief ? prior_cases : (int64_t)counts[d] * DURATION_QUANTILES;
            p += belief;
            d += !belief;
        }
        out->days[q] = day > 0 ? day : 1;
    }
}

void duration_quantiles_left(const struct duration_quantiles *whole, int spent,
                             struct duration_quantiles *out)
{
    int first = 0;
    while (first < DURATION_QUANTILES && whole->days[first] <= spent) {
        first++;
    }
    int count = DURATION_QUANTILES - first;
    for (int q = 0; q < DURATION_QUANTILES; q++) {
        out->days[q] =
            count == 0 ? 1 : (int16_t)(whole->days[first + q * count / DURATION_QUANTILES] - spent);
    }
}
