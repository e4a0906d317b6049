/* The second opinion: rules S-1 to S-9 read as sentences about days, checked by walking the
 * calendar one day at a time. It uses no table, no index and no function of schedule.c. */
#include "domain/schedule/schedule_check_internal.h"

static bool works(const struct network *network, size_t activity, struct date day)
{
    return daymap_is_working(network->maps[network->calendars[activity]], day);
}

static struct date next_working(const struct network *network, size_t activity, struct date day)
{
    while (!works(network, activity, day) && day.day_number <= DAYMAP_LAST_DAY) {
        day = date_add_days(day, 1);
    }
    return day;
}

static struct date last_working(const struct network *network, size_t activity, struct date day)
{
    while (!works(network, activity, day) && day.day_number >= DAYMAP_FIRST_DAY) {
        day = date_add_days(day, -1);
    }
    return day;
}

/* `steps` working days on from a working day, or back. */
static struct date step(const struct network *network, size_t activity, struct date day,
                        int32_t steps)
{
    for (; steps > 0; steps--) {
        day = next_working(network, activity, date_add_days(day, 1));
    }
    for (; steps < 0; steps++) {
        day = last_working(network, activity, date_add_days(day, -1));
    }
    return day;
}

static enum error_kind broken(const struct network *network, size_t activity, const char *rule,
                              struct error *err)
{
    return error_set(err, ERROR_INTERNAL, "schedule.check", "activity \"%.*s\" breaks %s",
                     (int)(network->ids[activity].length < 80 ? network->ids[activity].length : 80),
                     network->ids[activity].data, rule);
}

/* The first day on which the bound end of the successor may lie (S-3, S-4). *finish_out tells which
 * end that is. */
static struct date earliest_end(const struct network *network, size_t link, struct date from_start,
                                struct date from_finish, bool *finish_out)
{
    size_t from = (size_t)network->link_from[link], to = (size_t)network->link_to[link];
    enum link_type type = (enum link_type)network->link_type[link];
    bool finish_of_from = (type == LINK_FS || type == LINK_FF) && network->durations[from] > 0;
    bool finish_of_to = (type == LINK_FF || type == LINK_SF) && network->durations[to] > 0;
    struct date day = finish_of_from ? from_finish : from_start;
    if (finish_of_from && !finish_of_to) {
        day = date_add_days(day, 1);
    }
    day = next_working(network, to, day);
    *finish_out = finish_of_to;
    return step(network, to, day, network->link_lag[link]);
}

static bool link_holds(const struct network *network, size_t link, struct date from_start,
                       struct date from_finish, struct date to_start, struct date to_finish)
{
    bool finish;
    struct date earliest = earliest_end(network, link, from_start, from_finish, &finish);
    return date_compare(finish ? to_finish : to_start, earliest) >= 0;
}

static enum error_kind check_span(const struct network *network, size_t a, struct date start,
                                  struct date finish, struct error *err)
{
    int32_t duration = network->durations[a];
    if (!works(network, a, start) || !works(network, a, finish)) {
        return broken(network, a, "S-1: starts or finishes on a day that does not work", err);
    }
    struct date expected = step(network, a, start, duration > 0 ? duration - 1 : 0);
    if (date_compare(expected, finish) != 0) {
        return broken(network, a, "S-2: does not finish on the last day of its duration", err);
    }
    return OK;
}

static bool has_bound(const struct date *bounds, size_t activity)
{
    return bounds != NULL && !date_is_none(bounds[activity]);
}

static enum error_kind check_activity(const struct network *network, const struct schedule *s,
                                      size_t a, struct error *err)
{
    TRY(check_span(network, a, s->early_start[a], s->early_finish[a], err));
    TRY(check_span(network, a, s->late_start[a], s->late_finish[a], err));
    if (date_compare(s->early_start[a], s->start) < 0 ||
        (has_bound(network->not_before, a) &&
         date_compare(s->early_start[a], network->not_before[a]) < 0)) {
        return broken(network, a, "S-5: starts before it may", err);
    }
    if (date_compare(s->late_finish[a], s->finish) > 0 ||
        (has_bound(network->not_after, a) &&
         date_compare(s->late_finish[a], network->not_after[a]) > 0)) {
        return broken(network, a, "S-6: its late finish is after the last day", err);
    }
    if (date_compare(step(network, a, s->early_start[a], s->total_float[a]), s->late_start[a]) !=
        0) {
        return broken(network, a, "S-7: its total float is not the distance of its starts", err);
    }
    struct date before = step(network, a, s->late_start[a], -1);
    if (date_compare(works(network, a, before) ? before : DATE_NONE, s->submit_by[a]) != 0) {
        return broken(network, a, "S-8: submit_by is not the working day before late_start", err);
    }
    if (s->critical[a] != (s->total_float[a] <= 0)) {
        return broken(network, a, "S-7: critical is not total float of 0 or less", err);
    }
    int32_t most = s->total_float[a] > 0 ? s->total_float[a] : 0;
    if (s->free_float[a] < 0 || s->free_float[a] > most) {
        return broken(network, a, "S-7: its free float is negative or above its total float", err);
    }
    return OK;
}

/* An early date is as early as it says: the constraint or the link it names stops it. */
static enum error_kind check_early_driver(const struct network *network, const struct schedule *s,
                                          size_t a, struct error *err)
{
    int32_t driver = s->early_driver[a];
    if (driver >= 0) {
        size_t from = (size_t)network->link_from[driver];
        bool finish;
        struct date earliest = earliest_end(network, (size_t)driver, s->early_start[from],
                                            s->early_finish[from], &finish);
        if ((size_t)network->link_to[driver] != a ||
            date_compare(earliest, finish ? s->early_finish[a] : s->early_start[a]) != 0) {
            return broken(network, a, "S-5: the link it names does not drive its early dates", err);
        }
        return OK;
    }
    struct date bound = driver == DRIVEN_BY_ANCHOR ? s->start : network->not_before[a];
    if (date_compare(next_working(network, a, bound), s->early_start[a]) != 0) {
        return broken(network, a, "S-5: its early start is later than its constraint", err);
    }
    return OK;
}

/* A late date is as late as it says: one working day more breaks the constraint or link it names.
 */
static enum error_kind check_late_driver(const struct network *network, const struct schedule *s,
                                         size_t a, struct error *err)
{
    int32_t driver = s->late_driver[a];
    if (driver >= 0) {
        size_t to = (size_t)network->link_to[driver];
        if ((size_t)network->link_from[driver] != a ||
            link_holds(network, (size_t)driver, step(network, a, s->late_start[a], 1),
                       step(network, a, s->late_finish[a], 1), s->late_start[to],
                       s->late_finish[to])) {
            return broken(network, a, "S-6: the link it names does not drive its late dates", err);
        }
        return OK;
    }
    struct date bound = driver == DRIVEN_BY_ANCHOR ? s->finish : network->not_after[a];
    if (date_compare(last_working(network, a, bound), s->late_finish[a]) != 0) {
        return broken(network, a, "S-6: its late finish is earlier than its constraint", err);
    }
    return OK;
}

enum error_kind schedule_check(const struct network *network, const struct schedule *s,
                               struct error *err)
{
    if (network->unit == NETWORK_MINUTES || network->rules != NULL || network->link_rules != NULL) {
        return schedule_check_points(network, s, err);
    }
    for (size_t a = 0; a < network->activity_count; a++) {
        TRY(check_activity(network, s, a, err));
        TRY(check_early_driver(network, s, a, err));
        TRY(check_late_driver(network, s, a, err));
    }
    for (size_t i = 0; i < network->link_count; i++) {
        size_t from = (size_t)network->link_from[i], to = (size_t)network->link_to[i];
        if (!link_holds(network, i, s->early_start[from], s->early_finish[from], s->early_start[to],
                        s->early_finish[to])) {
            return broken(network, to, "S-4: its early dates do not keep a link", err);
        }
        if (!link_holds(network, i, s->late_start[from], s->late_finish[from], s->late_start[to],
                        s->late_finish[to])) {
            return broken(network, to, "S-4: its late dates do not keep a link", err);
        }
        /* S-7: slipping by the free float keeps the link with the early dates of the successor. */
        if (!link_holds(network, i, step(network, from, s->early_start[from], s->free_float[from]),
                        step(network, from, s->early_finish[from], s->free_float[from]),
                        s->early_start[to], s->early_finish[to])) {
            return broken(network, from, "S-7: its free float moves a successor", err);
        }
    }
    return OK;
}
