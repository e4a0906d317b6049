/* src/exchange/psplib.h: instances of the scheduling literature.
 *
 * Reads the formats of PSPLIB, .sm (one mode a job) and .mm (several) of Kolisch and Sprecher 1997,
 * and .sch of ProGen/max (Schwindt 1996: start-to-start lags of any sign). Does not solve. */
#ifndef KAIGONG_EXCHANGE_PSPLIB_H
#define KAIGONG_EXCHANGE_PSPLIB_H

#include "base/text.h"
#include "domain/levelling/levelling.h"

enum {
    PSPLIB_BYTES_MAX = 64 << 20,
    PSPLIB_JOBS_MAX = 100000,
    PSPLIB_MODES_MAX = 1000000,
    PSPLIB_RESOURCES_MAX = 256,
    PSPLIB_LINKS_MAX = 4000000,
    PSPLIB_VALUE_MAX = 10000000, /* of any duration, lag, need or capacity */
};

struct psplib_link {
    int32_t from, to; /* jobs, counted from 0 */
    int32_t lag; /* start to start with `start_to_start`, otherwise after the finish of `from` */
    bool start_to_start;
};

struct psplib {
    size_t job_count;
    int32_t *mode_first; /* [job + 1]: its modes in the arrays below */
    size_t mode_count;
    int32_t *durations;             /* [mode] */
    size_t renewable, nonrenewable; /* resources of either kind, renewable ones first */
    int32_t *needs;                 /* [mode * (renewable + nonrenewable) + resource] */
    int32_t *capacities;            /* [resource] */
    size_t link_count;
    struct psplib_link *links;
};

/* Reads an instance; the format is told by its first line.
 *
 * psplib_out  on the arena
 * Errors      ERROR_MALFORMED psplib.syntax   names line and column and what was expected there
 *             ERROR_LIMIT     psplib.size     more than the bounds above */
MUST_CHECK enum error_kind psplib_read(struct text bytes, struct arena *arena,
                                       struct psplib *psplib_out, struct error *err);

/* The instance as a project to be levelled.
 *
 * Errors  ERROR_INVALID psplib.modes  a job has several modes or there are nonrenewable resources
 *         ERROR_INVALID psplib.lag    a maximal lag: a lag that leads back along other links */
MUST_CHECK enum error_kind psplib_project(const struct psplib *psplib, struct arena *arena,
                                          struct levelling_project *project_out, struct error *err);

#endif
