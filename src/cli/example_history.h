/* src/cli/example_history.h
 *
 * The made-up past of an example programme: what its owners submitted and its departments decided, and
 * when its projects started, played day by day through the use cases that people use. The same seed
 * gives the same past. Everything it writes is synthetic and carries the author "simulation". */
#ifndef KAIGONG_CLI_EXAMPLE_HISTORY_H
#define KAIGONG_CLI_EXAMPLE_HISTORY_H

#include "app/app.h"
#include "store/programme_store.h"

/* A day on which a project starts or resumes in any case. */
struct example_start {
    struct text code;
    struct date day;
};

/* A project whose items are given, not drawn. */
struct example_given {
    struct text code;
    const struct item_progress *items; /* ascending by acceptance */
    size_t count;
};

struct example_history {
    struct date from, to; /* the days that are played, both inside */
    uint64_t seed;
    struct text programme;
    int64_t year;
    const struct example_start *starts;
    size_t start_count;
    const struct example_given *given;
    size_t given_count;
};

/* Who did it, as the journal says. */
extern const struct actor example_actor;

/* The application as it is on a day: its clock stands at nine in the morning there and counts the
 * changes from then on. One at a time. */
struct app example_app_on(const struct app *app, struct date day);

/* Plays the history. The projects stand in the programme already.
 * Errors      those of the use cases: the history breaks a rule */
MUST_CHECK enum error_kind
example_history_play(struct app *app, const struct example_history *history, struct error *err);

#endif
