/* Why a date is what it is: the driving links, followed back to a constraint, and said in words. */
#include "domain/schedule/schedule_internal.h"

/* The activity at the other end of the driving link, or -1. */
static int32_t next_on_chain(const struct network *network, const struct schedule *schedule,
                             size_t activity, bool late)
{
    int32_t link = late ? schedule->late_driver[activity] : schedule->early_driver[activity];
    if (link < 0) {
        return -1;
    }
    return late ? link_target(network, (size_t)link) : link_source(network, (size_t)link);
}

size_t schedule_explain(const struct network *network, const struct schedule *schedule,
                        size_t activity, bool late, struct arena *arena, int32_t **links_out)
{
    size_t length = 0;
    for (int32_t at = (int32_t)activity;
         (at = next_on_chain(network, schedule, (size_t)at, late)) >= 0;) {
        length++;
    }
    int32_t *links = ARENA_ARRAY(arena, int32_t, length);
    int32_t at = (int32_t)activity;
    for (size_t i = 0; i < length; i++) {
        links[i] = late ? schedule->late_driver[at] : schedule->early_driver[at];
        at = next_on_chain(network, schedule, (size_t)at, late);
    }
    *links_out = links;
    return length;
}

size_t schedule_longest_path(const struct network *network, const struct schedule *schedule,
                             struct arena *arena, int32_t **activities_out)
{
    size_t last = 0;
    int32_t *links;
    for (size_t a = 1; a < schedule->activity_count; a++) {
        if (date_compare(schedule->early_finish[a], schedule->early_finish[last]) > 0) {
            last = a;
        }
    }
    size_t length = schedule_explain(network, schedule, last, false, arena, &links);
    int32_t *activities = ARENA_ARRAY(arena, int32_t, length + 1);
    activities[length] = (int32_t)last;
    for (size_t i = 0; i < length; i++) {
        activities[length - 1 - i] = link_source(network, (size_t)links[i]);
    }
    *activities_out = activities;
    return length + 1;
}

/* Each activity is walked over once and written once: linear. */
static void trace(const struct network *network, const struct schedule *schedule, bool late,
                  int32_t *roots, int32_t *links, int32_t *path)
{
    for (size_t i = 0; i < network->activity_count; i++) {
        roots[i] = -1;
    }
    for (size_t i = 0; i < network->activity_count; i++) {
        size_t length = 0;
        int32_t at = (int32_t)i, next;
        while (roots[at] < 0 && (next = next_on_chain(network, schedule, (size_t)at, late)) >= 0) {
            path[length++] = at;
            at = next;
        }
        if (roots[at] < 0) {
            roots[at] = at;
            links[at] = 0;
        }
        for (; length > 0; length--) {
            int32_t previous = path[length - 1];
            roots[previous] = roots[at];
            links[previous] = links[at] + 1;
            at = previous;
        }
    }
}

void schedule_trace(const struct network *network, const struct schedule *schedule,
                    struct arena *arena, struct schedule_chains *chains_out)
{
    size_t count = network->activity_count;
    int32_t *path = ARENA_ARRAY(arena, int32_t, count);
    chains_out->early_root = ARENA_ARRAY(arena, int32_t, count);
    chains_out->early_links = ARENA_ARRAY(arena, int32_t, count);
    chains_out->late_root = ARENA_ARRAY(arena, int32_t, count);
    chains_out->late_links = ARENA_ARRAY(arena, int32_t, count);
    trace(network, schedule, false, chains_out->early_root, chains_out->early_links, path);
    trace(network, schedule, true, chains_out->late_root, chains_out->late_links, path);
}

static void add_int(struct text_builder *out, int32_t value)
{
    char digits[12];
    size_t at = sizeof digits;
    uint32_t rest = value < 0 ? 0u - (uint32_t)value : (uint32_t)value;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        digits[--at] = '-';
    }
    text_builder_add(out, (struct text){digits + at, sizeof digits - at});
}

static void add_date(struct text_builder *out, struct date date)
{
    char buffer[DATE_TEXT_SIZE];
    date_format(date, buffer);
    text_builder_add(out, (struct text){buffer, DATE_TEXT_SIZE - 1});
}

static void add_name(struct text_builder *out, const struct network *network, int32_t activity)
{
    text_builder_add(out,
                     network->names != NULL ? network->names[activity] : network->ids[activity]);
}

/* "FS", "SS+3", "FF-1" */
static void add_link(struct text_builder *out, const struct network *network, int32_t link)
{
    int32_t lag = network->link_lag[link];
    text_builder_add(out, text_of(link_type_name((enum link_type)network->link_type[link])));
    if (lag != 0) {
        if (lag > 0) {
            text_builder_add_byte(out, '+');
        }
        add_int(out, lag);
    }
}

static struct text calendar_of(const struct network *network, int32_t activity, bool zh)
{
    const struct daymap *map = network->maps[network->calendars[activity]];
    struct text name = zh ? map->name_zh : map->name_en;
    return name.length > 0 ? name : map->id;
}

static bool binds_finish(const struct network *network, int32_t link)
{
    return network->link_type[link] == LINK_FF || network->link_type[link] == LINK_SF;
}

static bool leaves_finish(const struct network *network, int32_t link)
{
    return network->link_type[link] == LINK_FS || network->link_type[link] == LINK_FF;
}

static void because_early(const struct network *network, const struct schedule *s,
                          const struct schedule_chains *chains, int32_t a, bool zh,
                          struct text_builder *out)
{
    int32_t link = s->early_driver[a];
    bool finish = link >= 0 && binds_finish(network, link);
    text_builder_add(out, zh ? (finish ? TEXT("最早完成 ") : TEXT("最早开始 "))
                             : (finish ? TEXT("early finish ") : TEXT("early start ")));
    add_date(out, finish ? s->early_finish[a] : s->early_start[a]);
    text_builder_add(out, zh ? TEXT("：") : TEXT(": "));
    if (link < 0) {
        struct date day = link == DRIVEN_BY_ANCHOR ? s->start : network->not_before[a];
        text_builder_add(out, zh ? TEXT("不早于 ") : TEXT("not before "));
        add_date(out, day);
        text_builder_add(out, zh ? TEXT("，日历 ") : TEXT(", calendar "));
        text_builder_add(out, calendar_of(network, a, zh));
        return;
    }
    int32_t from = network->link_from[link], root = chains->early_root[a];
    bool finished = leaves_finish(network, link);
    if (zh) {
        add_name(out, network, from);
        text_builder_add(out, TEXT(" 于 "));
        add_date(out, finished ? s->early_finish[from] : s->early_start[from]);
        text_builder_add(out, finished ? TEXT(" 完成，") : TEXT(" 开始，"));
        add_link(out, network, link);
        text_builder_add(out, TEXT("，日历 "));
        text_builder_add(out, calendar_of(network, a, zh));
        text_builder_add(out, TEXT("；链长 "));
        add_int(out, chains->early_links[a]);
        text_builder_add(out, TEXT("，起于 "));
        add_name(out, network, root);
        text_builder_add_byte(out, ' ');
        add_date(out, s->early_start[root]);
        return;
    }
    add_link(out, network, link);
    text_builder_add(out, TEXT(" from "));
    add_name(out, network, from);
    text_builder_add(out, finished ? TEXT(" finishing ") : TEXT(" starting "));
    add_date(out, finished ? s->early_finish[from] : s->early_start[from]);
    text_builder_add(out, TEXT(", calendar "));
    text_builder_add(out, calendar_of(network, a, zh));
    text_builder_add(out, TEXT("; chain of "));
    add_int(out, chains->early_links[a]);
    text_builder_add(out, TEXT(" from "));
    add_name(out, network, root);
    text_builder_add(out, TEXT(" on "));
    add_date(out, s->early_start[root]);
}

static void because_late(const struct network *network, const struct schedule *s,
                         const struct schedule_chains *chains, int32_t a, bool zh,
                         struct text_builder *out)
{
    int32_t link = s->late_driver[a];
    bool start = link >= 0 && !leaves_finish(network, link);
    text_builder_add(out, zh ? (start ? TEXT("最迟开始 ") : TEXT("最迟完成 "))
                             : (start ? TEXT("late start ") : TEXT("late finish ")));
    add_date(out, start ? s->late_start[a] : s->late_finish[a]);
    text_builder_add(out, zh ? TEXT("：") : TEXT(": "));
    if (link < 0) {
        struct date day = link == DRIVEN_BY_ANCHOR ? s->finish : network->not_after[a];
        text_builder_add(out, zh ? TEXT("不晚于 ") : TEXT("not after "));
        add_date(out, day);
        text_builder_add(out, zh ? TEXT("，日历 ") : TEXT(", calendar "));
        text_builder_add(out, calendar_of(network, a, zh));
        return;
    }
    int32_t to = network->link_to[link], root = chains->late_root[a];
    bool finish = binds_finish(network, link);
    if (zh) {
        add_name(out, network, to);
        text_builder_add(out, TEXT(" 最迟 "));
        add_date(out, finish ? s->late_finish[to] : s->late_start[to]);
        text_builder_add(out, finish ? TEXT(" 完成，") : TEXT(" 开始，"));
        add_link(out, network, link);
        text_builder_add(out, TEXT("，日历 "));
        text_builder_add(out, calendar_of(network, to, zh));
        text_builder_add(out, TEXT("；链长 "));
        add_int(out, chains->late_links[a]);
        text_builder_add(out, TEXT("，止于 "));
        add_name(out, network, root);
        text_builder_add_byte(out, ' ');
        add_date(out, s->late_finish[root]);
        return;
    }
    add_link(out, network, link);
    text_builder_add(out, TEXT(" to "));
    add_name(out, network, to);
    text_builder_add(out, finish ? TEXT(" finishing by ") : TEXT(" starting by "));
    add_date(out, finish ? s->late_finish[to] : s->late_start[to]);
    text_builder_add(out, TEXT(", calendar "));
    text_builder_add(out, calendar_of(network, to, zh));
    text_builder_add(out, TEXT("; chain of "));
    add_int(out, chains->late_links[a]);
    text_builder_add(out, TEXT(" to "));
    add_name(out, network, root);
    text_builder_add(out, TEXT(" by "));
    add_date(out, s->late_finish[root]);
}

void schedule_because(const struct network *network, const struct schedule *schedule,
                      const struct schedule_chains *chains, size_t activity,
                      enum schedule_language language, struct text_builder *out)
{
    bool zh = language == SCHEDULE_ZH;
    bool backward = date_is_none(network->start);
    /* The dates that were computed first are said first. */
    if (backward) {
        because_late(network, schedule, chains, (int32_t)activity, zh, out);
        text_builder_add(out, zh ? TEXT("。") : TEXT(". "));
    }
    because_early(network, schedule, chains, (int32_t)activity, zh, out);
    if (!backward) {
        text_builder_add(out, zh ? TEXT("。") : TEXT(". "));
        because_late(network, schedule, chains, (int32_t)activity, zh, out);
    }
    text_builder_add(out, zh ? TEXT("。") : TEXT("."));
}
