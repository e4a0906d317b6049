/* The second opinion on networks of minutes, on lags of all kinds and on activities that stand or
 * hold: rules S-12 to S-15 read as sentences about points of time, checked by walking the calendar
 * one tick at a time. Like schedule_check.c it uses no table, no index and no function of the
 * passes. */
#include "domain/schedule/schedule_check_internal.h"

struct walk {
    const struct network *network;
    const struct schedule *schedule;
    int32_t inclusive; /* a finish is the last tick of work, which ends one later */
};

static bool works(const struct walk *w, int32_t activity, int32_t tick)
{
    return daymap_is_working(w->network->maps[w->network->calendars[activity]],
                             (struct date){tick});
}

/* Working ticks from one point to another; negative when it lies before. */
static int32_t worked(const struct walk *w, int32_t activity, int32_t from, int32_t to)
{
    int32_t count = 0;
    for (int32_t tick = from; tick < to; tick++) {
        count += works(w, activity, tick);
    }
    for (int32_t tick = to; tick < from; tick++) {
        count -= works(w, activity, tick);
    }
    return count;
}

/* The first point that lies so many working ticks after another, or before it. */
static int32_t point_after(const struct walk *w, int32_t activity, int32_t point, int32_t ticks)
{
    enum { FAR = 3000000 };
    int32_t limit = point + FAR;
    for (; ticks > 0 && point < limit; point++) {
        ticks -= works(w, activity, point);
    }
    limit = point - FAR;
    for (; ticks < 0 && point > limit; point--) {
        ticks += works(w, activity, point - 1);
    }
    while (point > limit && !works(w, activity, point - 1)) {
        point--;
    }
    return point;
}

static int32_t start_of(const struct walk *w, int32_t activity, bool late)
{
    return late ? w->schedule->late_start[activity].day_number
                : w->schedule->early_start[activity].day_number;
}

/* The point at which work is over; of a milestone its start. */
static int32_t end_of(const struct walk *w, int32_t activity, bool late)
{
    int32_t finish = late ? w->schedule->late_finish[activity].day_number
                          : w->schedule->early_finish[activity].day_number;
    return finish + (w->network->durations[activity] > 0 ? w->inclusive : 0);
}

static struct link_rule rule_of_link(const struct walk *w, size_t link)
{
    return w->network->link_rules == NULL ? (struct link_rule){0} : w->network->link_rules[link];
}

static const struct activity_rule *rule_of(const struct walk *w, int32_t activity)
{
    return w->network->rules == NULL ? NULL : &w->network->rules[activity];
}

/* By how many working ticks of the successor the end that a link binds lies after the least (or, of
 * a maximal lag, before the most) that the link asks for. */
static int32_t room_of_link(const struct walk *w, size_t link, bool late)
{
    const struct network *n = w->network;
    int32_t from = n->link_from[link], to = n->link_to[link], lag = n->link_lag[link];
    uint8_t type = n->link_type[link];
    bool from_finish = (type == LINK_FS || type == LINK_FF) && n->durations[from] > 0;
    bool to_finish = (type == LINK_FF || type == LINK_SF) && n->durations[to] > 0;
    int32_t point = from_finish ? end_of(w, from, late) : start_of(w, from, late);
    int32_t bound = to_finish ? end_of(w, to, late) : start_of(w, to, late);
    struct link_rule rule = rule_of_link(w, link);

    if (w->inclusive == 1 && to_finish && !from_finish) {
        point++; /* "on the day of the start" is done when that day is over */
    }
    if (rule.lag == LAG_ELAPSED) {
        point += lag;
        lag = 0;
    } else if (rule.lag == LAG_PREDECESSOR && !rule.maximal) {
        point = point_after(w, from, point, lag);
        lag = 0;
    }
    if (w->inclusive == 1 && to_finish) {
        /* Whole days: the last day of work is compared, on or after the day before the point. */
        int32_t day = point - 1;
        while (!works(w, to, day)) {
            day++;
        }
        point = day + 1;
    }
    int32_t room = worked(w, to, point, bound) - lag;
    return rule.maximal ? -room : room;
}

static enum error_kind broken(const struct walk *w, int32_t activity, const char *rule,
                              struct error *err)
{
    struct text id = w->network->ids[activity];
    return error_set(err, ERROR_INTERNAL, "schedule.check", "activity \"%.*s\" breaks %s",
                     (int)(id.length < 80 ? id.length : 80), id.data, rule);
}

static bool stands(const struct activity_rule *rule, bool late)
{
    return rule != NULL && (rule->done || rule->stands || (!late && rule->early_stands));
}

static bool may_break_links(const struct activity_rule *rule, bool late)
{
    return stands(rule, late) || (rule != NULL && rule->holds && !late);
}

static enum error_kind check_spans(const struct walk *w, int32_t a, struct error *err)
{
    const struct activity_rule *rule = rule_of(w, a);
    int32_t duration = w->network->durations[a];
    for (int late = 0; late <= 1; late++) {
        int32_t start = start_of(w, a, late), end = end_of(w, a, late);
        bool told = rule != NULL && (rule->done || rule->early_stands);
        if (!told && worked(w, a, start, end) != duration) {
            return broken(w, a, "S-2: its dates do not hold its duration", err);
        }
        if (!told && duration > 0 && !works(w, a, start)) {
            return broken(w, a, "S-12: it starts where no work is done", err);
        }
    }
    return OK;
}

static enum error_kind check_bounds(const struct walk *w, int32_t a, struct error *err)
{
    const struct network *n = w->network;
    const struct activity_rule *rule = rule_of(w, a);
    struct date least = n->not_before == NULL ? DATE_NONE : n->not_before[a];
    struct date most = n->not_after == NULL ? DATE_NONE : n->not_after[a];
    bool kept = may_break_links(rule, false);
    int32_t early = start_of(w, a, false);
    if (!kept && worked(w, a, w->schedule->start.day_number, early) < 0) {
        return broken(w, a, "S-5: it starts before the network", err);
    }
    if (!kept && !date_is_none(least) && worked(w, a, least.day_number, early) < 0) {
        return broken(w, a, "S-5: it starts before it may", err);
    }
    if (rule != NULL && !kept && rule->finish_not_before != NO_TICK &&
        worked(w, a, rule->finish_not_before, end_of(w, a, false)) < 0) {
        return broken(w, a, "S-15: it finishes before it may", err);
    }
    if (stands(rule, true)) {
        return OK;
    }
    int32_t end = end_of(w, a, true) - (n->durations[a] > 0 ? w->inclusive : 0);
    if (worked(w, a, w->schedule->finish.day_number, end) > 0 ||
        (!date_is_none(most) && worked(w, a, most.day_number, end) > 0) ||
        (rule != NULL && rule->deadline != NO_TICK && worked(w, a, rule->deadline, end) > 0)) {
        return broken(w, a, "S-6: its late finish is after the last tick", err);
    }
    if (rule != NULL && !rule->started && rule->start_not_after != NO_TICK &&
        worked(w, a, rule->start_not_after, start_of(w, a, true)) > 0) {
        return broken(w, a, "S-15: its late start is after the last tick", err);
    }
    return OK;
}

static enum error_kind check_floats(const struct walk *w, int32_t a, struct error *err)
{
    const struct activity_rule *rule = rule_of(w, a);
    const struct schedule *s = w->schedule;
    int32_t total = s->total_float[a], most = total > 0 ? total : 0;
    bool plain = !may_break_links(rule, false) && (rule == NULL || !rule->started);
    if (plain && worked(w, a, start_of(w, a, false), start_of(w, a, true)) != total) {
        return broken(w, a, "S-7: its total float is not the distance of its starts", err);
    }
    if (s->critical[a] != (total <= 0 && (rule == NULL || !rule->done))) {
        return broken(w, a, "S-7: critical is not total float of 0 or less", err);
    }
    if (s->free_float[a] < 0 || s->free_float[a] > most) {
        return broken(w, a, "S-7: its free float is negative or above its total float", err);
    }
    return OK;
}

/* The link that is named holds, and one working tick less would break it. */
static enum error_kind check_driver(const struct walk *w, int32_t a, struct error *err)
{
    int32_t driver = w->schedule->early_driver[a];
    if (driver < 0 || may_break_links(rule_of(w, a), false) ||
        rule_of_link(w, (size_t)driver).maximal) {
        return OK;
    }
    if (w->network->link_to[driver] != a || room_of_link(w, (size_t)driver, false) != 0) {
        return broken(w, a, "S-5: the link it names does not drive its early dates", err);
    }
    return OK;
}

static enum error_kind check_link(const struct walk *w, size_t link, struct error *err)
{
    int32_t from = w->network->link_from[link], to = w->network->link_to[link];
    bool turned = rule_of_link(w, link).maximal;
    const struct activity_rule *moved = rule_of(w, turned ? from : to);
    const struct activity_rule *bound = rule_of(w, turned ? to : from);
    if (!may_break_links(moved, false) && room_of_link(w, link, false) < 0) {
        return broken(w, to, "S-4: its early dates do not keep a link", err);
    }
    bool told = (moved != NULL && (moved->done || moved->started)) ||
                (bound != NULL && (bound->started || stands(bound, true)));
    if (!told && room_of_link(w, link, true) < 0) {
        return broken(w, to, "S-4: its late dates do not keep a link", err);
    }
    return OK;
}

enum error_kind schedule_check_points(const struct network *network,
                                      const struct schedule *schedule, struct error *err)
{
    struct walk walk = {network, schedule, network->unit == NETWORK_DAYS};
    for (int32_t a = 0; a < (int32_t)network->activity_count; a++) {
        TRY(check_spans(&walk, a, err));
        TRY(check_bounds(&walk, a, err));
        TRY(check_floats(&walk, a, err));
        TRY(check_driver(&walk, a, err));
    }
    for (size_t i = 0; i < network->link_count; i++) {
        TRY(check_link(&walk, i, err));
    }
    return OK;
}
