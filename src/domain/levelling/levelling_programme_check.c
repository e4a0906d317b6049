/* The second opinion on a levelled programme: rules L-10 to L-12 read as sentences about ticks. */
#include "domain/levelling/levelling_programme.h"

#include <string.h>

static enum error_kind broken(const char *what, size_t index, struct error *err)
{
    return error_set(err, ERROR_INTERNAL, "levelling.check", "%s: activity, link or project %zu",
                     what, index);
}

/* Works on its working ticks only, as many as it lasts, from its first to its last. */
static enum error_kind check_span(const struct levelling_programme *p,
                                  const struct levelled_programme *out, size_t a, struct error *err)
{
    const struct levelled_activity *one = &p->activities[a];
    const uint8_t *calendar = p->calendars[one->calendar];
    int32_t worked = 0, start = out->starts[a], end = out->ends[a];
    if (start >= p->horizon) {
        return end == p->horizon ? OK : broken("ends without a place", a, err);
    }
    for (int32_t t = start; t < end; t++) {
        worked += calendar[t] != 0;
    }
    if (start < one->release || worked != one->duration || end > p->horizon) {
        return broken("does not take its time", a, err);
    }
    if (one->duration > 0 && (calendar[start] == 0 || calendar[end - 1] == 0)) {
        return broken("starts or ends on a tick of rest", a, err);
    }
    return one->duration > 0 || start == end ? OK : broken("takes time", a, err);
}

static bool is_taken(const struct levelled_programme *out, size_t activity)
{
    return out->starts[activity] >= 0;
}

static enum error_kind check_desk(const struct levelling_programme *p,
                                  const struct levelled_programme *out, size_t desk,
                                  const bool *green, int32_t *used, int32_t *used_green,
                                  struct error *err)
{
    memset(used, 0, (size_t)p->horizon * sizeof *used);
    memset(used_green, 0, (size_t)p->horizon * sizeof *used_green);
    for (size_t a = 0; a < p->activity_count; a++) {
        if (p->activities[a].desk != (int32_t)desk || !is_taken(out, a)) {
            continue;
        }
        for (int32_t t = out->starts[a]; t < out->ends[a]; t++) {
            bool works = p->calendars[p->activities[a].calendar][t] != 0;
            used[t] += works;
            used_green[t] += works && green[a];
        }
    }
    for (int32_t t = 0; t < p->horizon; t++) {
        if (used[t] > p->desks[desk].capacity[t] || used_green[t] > p->desks[desk].green_most) {
            return error_set(err, ERROR_INTERNAL, "levelling.check",
                             "desk %zu has %d cases on tick %d", desk, used[t], t);
        }
    }
    return OK;
}

static enum error_kind check_value(const struct levelling_programme *p,
                                   const struct levelled_programme *out, bool *green,
                                   struct error *err)
{
    struct levelling_value value = {0};
    for (size_t i = 0; i < p->project_count; i++) {
        const struct levelled_project *project = &p->projects[i];
        int32_t taken = out->variant[i] - project->first_variant;
        if (taken < 0 || taken >= project->variant_count) {
            return broken("takes another's variant", i, err);
        }
        const struct levelled_variant *variant = &p->variants[out->variant[i]];
        for (int32_t k = 0; k < variant->activity_count; k++) {
            size_t a = (size_t)(variant->first_activity + k);
            green[a] = project->green;
            if (!is_taken(out, a)) {
                return broken("is left out", a, err);
            }
        }
        int64_t opened = out->ends[variant->first_activity + variant->gate];
        int64_t late = opened > project->due ? opened - project->due : 0;
        if (opened != out->opened[i]) {
            return broken("opens on another tick", i, err);
        }
        value.late += late * project->weight;
        value.price += variant->price;
        value.end = opened > value.end ? opened : value.end;
    }
    return value.late == out->value.late && value.price == out->value.price &&
                   value.end == out->value.end && out->late_bound <= value.late
               ? OK
               : broken("adds up to another value", p->project_count, err);
}

enum error_kind levelling_programme_check(const struct levelling_programme *p,
                                          const struct levelled_programme *out, struct arena *arena,
                                          struct error *err)
{
    bool *green = ARENA_ARRAY(arena, bool, p->activity_count + 1);
    int32_t *used = ARENA_ARRAY(arena, int32_t, 2 * (size_t)p->horizon + 1);
    TRY(check_value(p, out, green, err));
    for (size_t a = 0; a < p->activity_count; a++) {
        if (is_taken(out, a)) {
            TRY(check_span(p, out, a, err));
        }
    }
    for (size_t l = 0; l < p->link_count; l++) {
        const struct levelling_link *link = &p->links[l];
        int64_t ready =
            is_taken(out, (size_t)link->from) ? (int64_t)out->ends[link->from] + link->lag : 0;
        ready = ready < p->horizon ? ready : p->horizon;
        if (is_taken(out, (size_t)link->to) && out->starts[link->to] < ready) {
            return broken("breaks a link", l, err);
        }
    }
    for (size_t d = 0; d < p->desk_count; d++) {
        TRY(check_desk(p, out, d, green, used, used + p->horizon, err));
    }
    return OK;
}
