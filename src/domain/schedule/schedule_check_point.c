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

struct span {
    int32_t start, end;
};

static struct span span_of_dates(const struct walk *w, int32_t activity, bool late)
{
    return (struct span){start_of(w, activity, late), end_of(w, activity, late)};
}

/* By how many working ticks of the successor the end that a link binds lies after the least (or, of
 * a maximal lag, before the most) that the link asks for. */
static int32_t room_of(const struct walk *w, size_t link, struct span before, struct span after)
{
    const struct network *n = w->network;
    int32_t from = n->link_from[link], to = n->link_to[link], lag = n->link_lag[link];
    uint8_t type = n->link_type[link];
    bool from_finish = (type == LINK_FS || type == LINK_FF) && n->durations[from] > 0;
    bool to_finish = (type == LINK_FF || type == LINK_SF) && n->durations[to] > 0;
    int32_t point = from_finish ? before.end : before.start;
    int32_t bound = to_finish ? after.end : after.start;
    struct link_rule rule = rule_of_link(w, link);

    if (w->inclusive == 1 && to_finish && !from_finish) {
        point++; /* "on the day of the start" is done when that day is over */
    }
    if (rule.lag == LAG_ELAPSED && rule.maximal) {
        return point + lag - bound; /* natural ticks, of which rest days are some */
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

static int32_t last_working(const struct walk *w, int32_t activity, int32_t before)
{
    int32_t tick = before - 1;
    while (!works(w, activity, tick)) {
        tick--;
    }
    return tick;
}

static int32_t next_working(const struct walk *w, int32_t activity, int32_t from)
{
    while (!works(w, activity, from)) {
        from++;
    }
    return from;
}

/* Late finishes are told as the end of work, late milestones as early as what follows asks; where a
 * maximal lag bounds them they may lie later, as long as no work lies between. */
static int32_t room_of_link(const struct walk *w, size_t link, bool late)
{
    int32_t from = w->network->link_from[link], to = w->network->link_to[link];
    struct span before = span_of_dates(w, from, late), after = span_of_dates(w, to, late);
    if (late && w->inclusive == 0 && rule_of_link(w, link).maximal) {
        before.end = next_working(w, from, before.end);
        before.start = next_working(w, from, before.start);
    }
    return room_of(w, link, before, after);
}

/* The same activity one working tick earlier, as late as that may be; a milestone of minutes may
 * stand at the beginning of the work that it stood after. */
static struct span one_earlier(const struct walk *w, int32_t activity)
{
    struct span span = span_of_dates(w, activity, false);
    span.start = last_working(w, activity, span.start);
    if (w->network->durations[activity] == 0) {
        span.end = span.start;
        return span;
    }
    int32_t last = last_working(w, activity, span.end);
    span.end = last_working(w, activity, last) + 1;
    return span;
}

/* And one working tick later than its late dates, as early as that may be. */
static struct span one_later(const struct walk *w, int32_t activity)
{
    struct span span = span_of_dates(w, activity, true);
    bool milestone = w->network->durations[activity] == 0;
    if (milestone && w->inclusive == 0) {
        span.start = next_working(w, activity, span.start) + 1;
        span.end = span.start;
        return span;
    }
    span.start = next_working(w, activity, span.start + 1);
    span.end = milestone ? span.start : next_working(w, activity, span.end) + 1;
    return span;
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

/* Dates are as early, or as late, as they say: one working tick more breaks the link they name. */
static enum error_kind check_drivers(const struct walk *w, int32_t a, struct error *err)
{
    int32_t early = w->schedule->early_driver[a], late = w->schedule->late_driver[a];
    const struct network *n = w->network;
    const struct activity_rule *rule = rule_of(w, a);
    if (early >= 0 && !may_break_links(rule, false)) {
        bool turned = rule_of_link(w, (size_t)early).maximal;
        int32_t other = turned ? n->link_to[early] : n->link_from[early];
        struct span moved = one_earlier(w, a), still = span_of_dates(w, other, false);
        if ((turned ? n->link_from[early] : n->link_to[early]) != a ||
            room_of(w, (size_t)early, turned ? moved : still, turned ? still : moved) >= 0) {
            return broken(w, a, "S-5: the link it names does not drive its early dates", err);
        }
    }
    if (late >= 0 && !stands(rule, true) && (rule == NULL || !rule->started)) {
        bool turned = rule_of_link(w, (size_t)late).maximal;
        int32_t other = turned ? n->link_from[late] : n->link_to[late];
        struct span moved = one_later(w, a), still = span_of_dates(w, other, true);
        const struct activity_rule *bound = rule_of(w, other);
        bool told = bound != NULL && (bound->started || stands(bound, true));
        if (!told &&
            room_of(w, (size_t)late, turned ? still : moved, turned ? moved : still) >= 0) {
            return broken(w, a, "S-6: the link it names does not drive its late dates", err);
        }
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
        TRY(check_drivers(&walk, a, err));
    }
    for (size_t i = 0; i < network->link_count; i++) {
        TRY(check_link(&walk, i, err));
    }
    return OK;
}
