#include "domain/approval/case_clock.h"

const char *case_charge_name(enum case_charge charge)
{
    static const char *const names[CHARGE_COUNT] = {"owner", "department", "consultee", "notice"};
    return names[charge];
}

struct case_limits case_limits_of(const struct template_item *item)
{
    return item->natural_days > 0
               ? (struct case_limits){item->natural_days, item->natural_days, UNIT_NATURAL_DAY}
               : (struct case_limits){item->promised_days, item->statutory_days, UNIT_WORKING_DAY};
}

static enum case_charge charge_of_special(enum special_kind kind)
{
    return kind == SPECIAL_PUBLIC_NOTICE || kind == SPECIAL_TENDER || kind == SPECIAL_AUCTION
               ? CHARGE_NOTICE
               : CHARGE_CONSULTEE;
}

static enum case_charge charge_of(const struct case_entry *entry)
{
    switch (entry->state) {
    case CASE_CORRECTION:
        return CHARGE_OWNER;
    case CASE_SPECIAL:
        return charge_of_special(entry->special);
    default:
        return CHARGE_DEPARTMENT;
    }
}

static struct date earlier(struct date a, struct date b)
{
    return date_compare(a, b) < 0 ? a : b;
}

/* --- spans -------------------------------------------------------------------------------------- */

struct span_list {
    struct case_span *spans;
    size_t count;
};

static void add_span(struct span_list *list, struct date after, struct date last,
                     enum case_charge charge, bool running, bool stopped)
{
    if (date_compare(after, last) < 0) {
        list->spans[list->count++] =
            (struct case_span){date_add_days(after, 1), last, charge, running, stopped};
    }
}

/* What holds from an entry on until `last`: a special procedure stops the clock no longer than told. */
static enum error_kind add_entry_spans(struct span_list *list, const struct case_entry *entry,
                                       bool accepted, struct date last,
                                       const struct calendar *calendar, struct error *err)
{
    bool stops = entry->state == CASE_CORRECTION || entry->state == CASE_SPECIAL;
    struct date planned;
    if (entry->event != CASE_START_SPECIAL) {
        add_span(list, entry->day, last, charge_of(entry), accepted && !stops, accepted && stops);
        return OK;
    }
    TRY(calendar_deadline(calendar, entry->day, entry->length, entry->unit, &planned, err));
    add_span(list, entry->day, earlier(planned, last), charge_of(entry), false, true);
    add_span(list, planned, last, CHARGE_DEPARTMENT, true, false);
    return OK;
}

static bool starts_clock(const struct case_entry *entry)
{
    return entry->event == CASE_ACCEPT_WINDOW || entry->event == CASE_DEEM_ACCEPTED;
}

enum error_kind case_spans(const struct case_entry *entries, size_t count,
                           const struct calendar *calendar, struct date as_of, struct arena *arena,
                           struct case_span **spans_out, size_t *span_count_out, struct error *err)
{
    struct span_list list = {ARENA_ARRAY(arena, struct case_span, 2 * count), 0};
    bool accepted = false;
    for (size_t i = 0; i < count; i++) {
        const struct case_entry *entry = &entries[i];
        if (date_compare(entry->day, as_of) > 0 || case_state_is_end(entry->state)) {
            break;
        }
        accepted = accepted || starts_clock(entry);
        struct date last = i + 1 < count ? earlier(entries[i + 1].day, as_of) : as_of;
        TRY(add_entry_spans(&list, entry, accepted, last, calendar, err));
    }
    *spans_out = list.spans;
    *span_count_out = list.count;
    return OK;
}

/* --- the clock of a case ------------------------------------------------------------------------ */

static int span_days(const struct case_span *span)
{
    return span->last.day_number - span->first.day_number + 1;
}

static enum error_kind span_working_days(const struct case_span *span,
                                         const struct calendar *calendar, int *out,
                                         struct error *err)
{
    return calendar_count(calendar, date_add_days(span->first, -1), span->last, out, err);
}

static enum error_kind add_up(const struct case_span *spans, size_t count,
                              const struct calendar *calendar, struct case_clock *clock,
                              struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        int natural = span_days(&spans[i]), working;
        TRY(span_working_days(&spans[i], calendar, &working, err));
        int days = clock->limits.unit == UNIT_WORKING_DAY ? working : natural;
        clock->natural_days += natural;
        clock->working_days += working;
        clock->charges[spans[i].charge] += natural;
        clock->counted += spans[i].running ? days : 0;
        clock->stopped += spans[i].stopped ? days : 0;
    }
    return OK;
}

/* What the entries up to as_of say of the days and of the limits. */
static void read_days(const struct case_entry *entries, size_t count, struct date as_of,
                      struct case_clock *clock)
{
    for (size_t i = 0; i < count && date_compare(entries[i].day, as_of) <= 0; i++) {
        const struct case_entry *entry = &entries[i];
        if (date_is_none(clock->first_on) && entry->state != CASE_DRAFT) {
            clock->first_on = entry->day;
        }
        if (date_is_none(clock->accepted_on) && starts_clock(entry)) {
            clock->accepted_on = entry->day;
        }
        if (date_is_none(clock->ended_on) && case_state_is_end(entry->state)) {
            clock->ended_on = entry->day;
        }
        if (entry->event == CASE_EXTEND) {
            clock->limits.promised += entry->length;
            clock->limits.statutory += entry->length;
        }
    }
}

/* The day on which `limit` days will have been counted. Where the clock has run past it already,
 * the day on which they were. */
static enum error_kind find_deadline(const struct case_span *spans, size_t count,
                                     const struct calendar *calendar, enum day_unit unit, int limit,
                                     struct date from, struct date *day_out, struct error *err)
{
    int left = limit;
    for (size_t i = 0; i < count; i++) {
        int days = span_days(&spans[i]);
        if (!spans[i].running) {
            continue;
        }
        if (unit == UNIT_WORKING_DAY) {
            TRY(span_working_days(&spans[i], calendar, &days, err));
        }
        if (days >= left) {
            return calendar_deadline(calendar, date_add_days(spans[i].first, -1), left, unit,
                                     day_out, err);
        }
        left -= days;
    }
    return calendar_deadline(calendar, from, left, unit, day_out, err);
}

/* From when the clock goes on: now, or when the special procedure that is open is planned to end. */
static struct date goes_on_from(const struct case_clock *clock, struct date as_of)
{
    return !date_is_none(clock->special_end) && date_compare(clock->special_end, as_of) > 0
               ? clock->special_end
               : as_of;
}

static enum error_kind read_deadlines(const struct case_span *spans, size_t count,
                                      const struct calendar *calendar, struct date as_of,
                                      struct case_clock *clock, struct error *err)
{
    struct date from = goes_on_from(
        clock, date_is_none(clock->ended_on) ? as_of : earlier(as_of, clock->ended_on));
    struct error beyond = {0};
    const int limits[] = {clock->limits.promised, clock->limits.statutory};
    struct date *const days[] = {&clock->due_on, &clock->limit_on};
    for (int i = 0; i < 2; i++) {
        enum error_kind kind = find_deadline(spans, count, calendar, clock->limits.unit, limits[i],
                                             from, days[i], &beyond);
        if (kind == ERROR_LIMIT) {
            *days[i] = DATE_NONE; /* further than holidays are known */
        } else if (kind != OK) {
            return error_set(err, kind, beyond.code, "%s", beyond.message);
        }
    }
    return OK;
}

static enum error_kind read_special(const struct case_entry *entries, size_t count,
                                    const struct calendar *calendar, struct date as_of,
                                    struct case_clock *clock, struct error *err)
{
    struct date planned = DATE_NONE;
    for (size_t i = 0; i < count && date_compare(entries[i].day, as_of) <= 0; i++) {
        if (entries[i].event == CASE_START_SPECIAL) {
            TRY(calendar_deadline(calendar, entries[i].day, entries[i].length, entries[i].unit,
                                  &planned, err));
        } else if (entries[i].event == CASE_LAPSE_SPECIAL ||
                   (!date_is_none(planned) && date_compare(entries[i].day, planned) > 0)) {
            clock->special_overrun = true;
            planned = DATE_NONE;
        } else {
            planned = DATE_NONE;
        }
    }
    clock->special_overrun =
        clock->special_overrun || (!date_is_none(planned) && date_compare(as_of, planned) > 0);
    clock->special_end = planned;
    return OK;
}

/* Whether what happened last, up to as_of, stopped the clock. */
static bool stands_still(const struct case_entry *entries, size_t count,
                         const struct case_clock *clock, struct date as_of)
{
    while (count > 0 && date_compare(entries[count - 1].day, as_of) > 0) {
        count--;
    }
    enum case_state state = case_state_of(entries, count);
    return state == CASE_CORRECTION ||
           (state == CASE_SPECIAL && date_compare(as_of, clock->special_end) <= 0);
}

enum error_kind case_clock_read(const struct case_entry *entries, size_t count,
                                const struct case_limits *limits, const struct calendar *calendar,
                                struct date as_of, struct arena *arena, struct case_clock *out,
                                struct error *err)
{
    struct case_clock clock = {.first_on = DATE_NONE,
                               .accepted_on = DATE_NONE,
                               .ended_on = DATE_NONE,
                               .limits = *limits,
                               .due_on = DATE_NONE,
                               .limit_on = DATE_NONE,
                               .special_end = DATE_NONE};
    struct case_span *spans;
    size_t span_count;
    read_days(entries, count, as_of, &clock);
    TRY(read_special(entries, count, calendar, as_of, &clock, err));
    TRY(case_spans(entries, count, calendar, as_of, arena, &spans, &span_count, err));
    TRY(add_up(spans, span_count, calendar, &clock, err));
    if (!date_is_none(clock.accepted_on)) {
        TRY(read_deadlines(spans, span_count, calendar, as_of, &clock, err));
        clock.overdue = date_compare(earlier(as_of, clock.ended_on), clock.due_on) > 0;
        clock.running =
            date_is_none(clock.ended_on) && !stands_still(entries, count, &clock, as_of);
    }
    *out = clock;
    return OK;
}

/* --- words -------------------------------------------------------------------------------------- */

struct text case_clock_zh(const struct case_clock *clock, struct arena *arena)
{
    const char *unit = clock->limits.unit == UNIT_WORKING_DAY ? "个工作日" : "日";
    if (date_is_none(clock->accepted_on)) {
        return TEXT("未受理");
    }
    if (!date_is_none(clock->ended_on)) {
        return text_format(arena, "用时 %d%s，停表 %d", clock->counted, unit, clock->stopped);
    }
    return text_format(arena, "第 %d 天 / 共 %d%s，停表 %d", clock->counted, clock->limits.promised,
                       unit, clock->stopped);
}

struct text case_clock_en(const struct case_clock *clock, struct arena *arena)
{
    const char *unit = clock->limits.unit == UNIT_WORKING_DAY ? "working days" : "days";
    if (date_is_none(clock->accepted_on)) {
        return TEXT("not accepted yet");
    }
    if (!date_is_none(clock->ended_on)) {
        return text_format(arena, "took %d %s, %d stopped", clock->counted, unit, clock->stopped);
    }
    return text_format(arena, "day %d of %d %s, %d stopped", clock->counted, clock->limits.promised,
                       unit, clock->stopped);
}

/* --- stage and project -------------------------------------------------------------------------- */

/* The first running days after `after` of any item; of those that begin at once, the longest. */
static bool next_running(const struct stage_member *members, size_t count, struct date after,
                         struct case_span *out)
{
    bool found = false;
    for (size_t m = 0; m < count; m++) {
        for (size_t s = 0; s < members[m].span_count; s++) {
            struct case_span span = members[m].spans[s];
            if (!span.running || date_compare(span.last, after) <= 0) {
                continue;
            }
            if (date_compare(span.first, after) <= 0) {
                span.first = date_add_days(after, 1);
            }
            if (!found || date_compare(span.first, out->first) < 0 ||
                (date_compare(span.first, out->first) == 0 &&
                 date_compare(span.last, out->last) > 0)) {
                *out = span;
                found = true;
            }
        }
    }
    return found;
}

enum error_kind stage_clock_read(const struct stage_member *members, size_t count,
                                 const struct calendar *calendar, struct stage_clock *out,
                                 struct error *err)
{
    struct date last = {INT32_MIN}, reached = {INT32_MIN};
    struct case_span span;
    *out = (struct stage_clock){.first_on = DATE_NONE};
    for (size_t m = 0; m < count; m++) {
        if (members[m].span_count > 0) {
            const struct case_span *first = &members[m].spans[0];
            const struct case_span *end = &members[m].spans[members[m].span_count - 1];
            out->first_on = earlier(out->first_on, date_add_days(first->first, -1));
            last = date_compare(end->last, last) > 0 ? end->last : last;
        }
    }
    if (!date_is_none(out->first_on)) {
        out->natural_days = last.day_number - out->first_on.day_number;
    }
    while (next_running(members, count, reached, &span)) {
        int days;
        TRY(span_working_days(&span, calendar, &days, err));
        out->counted += days;
        reached = span.last;
    }
    return OK;
}

struct project_clock project_clock_read(const struct stage_clock *stages, size_t count)
{
    struct project_clock clock = {DATE_NONE, 0, 0};
    for (size_t i = 0; i < count; i++) {
        if (date_is_none(stages[i].first_on)) {
            continue;
        }
        struct date end = date_add_days(stages[i].first_on, stages[i].natural_days);
        struct date first = earlier(clock.first_on, stages[i].first_on);
        struct date known =
            date_is_none(clock.first_on) ? end : date_add_days(clock.first_on, clock.natural_days);
        struct date last = date_compare(end, known) > 0 ? end : known;
        clock.first_on = first;
        clock.natural_days = last.day_number - first.day_number;
        clock.counted += stages[i].counted;
    }
    return clock;
}
