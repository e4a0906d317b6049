#include "domain/schedule/schedule_project.h"

static const struct plan_item *item_of(const struct project_plan *plan, size_t row)
{
    int32_t item = plan->built.rows[row].item;
    return item < 0 ? NULL : &plan->request.items[item];
}

static struct plan_dates done_dates(struct date from, struct date to)
{
    from = date_is_none(from) ? to : from;
    return (struct plan_dates){from, to, from, to, DATE_NONE, 0, 0, false};
}

/* DATE_NONE where the calendar knows none. */
static struct date last_working_day(const struct daymap *working, struct date day)
{
    while (day.day_number >= working->first_day && !daymap_is_working(working, day)) {
        day = date_add_days(day, -1);
    }
    return day.day_number >= working->first_day ? day : DATE_NONE;
}

static struct plan_dates dates_of(const struct project_plan *plan, size_t row)
{
    const struct plan_row *shown = &plan->built.rows[row];
    const struct plan_item *item = item_of(plan, row);
    const struct schedule *s = &plan->schedule;
    if (shown->state == PLAN_DONE) {
        return item == NULL ? done_dates(plan->request.started_on, plan->request.started_on)
                            : done_dates(item->accepted_on, item->decided_on);
    }
    int32_t a = shown->activity;
    struct plan_dates dates = {s->early_start[a], s->early_finish[a], s->late_start[a],
                               s->late_finish[a], s->submit_by[a],    s->total_float[a],
                               s->free_float[a],  s->critical[a]};
    if (item == NULL) {
        dates.submit_by = DATE_NONE;
    } else if (shown->state == PLAN_TODO && item->natural) {
        /* N-4: days are counted as they come, but a window accepts on its working days. */
        dates.submit_by = last_working_day(plan_item_window(&plan->request.calendars, item),
                                           date_add_days(dates.late_start, -1));
    } else if (shown->state == PLAN_RUNNING) {
        dates.early_start = dates.late_start = item->accepted_on;
        dates.submit_by = DATE_NONE;
    }
    return dates;
}

/* N-10: of what is late, the row whose last day comes first; the season when nothing is late. */
static void find_conflict(struct project_plan *plan)
{
    plan->conflict_row = -1;
    for (size_t row = 0; row < plan->built.row_count; row++) {
        const struct plan_dates *dates = &plan->dates[row];
        if (plan->built.rows[row].state == PLAN_DONE || dates->total_float >= 0) {
            continue;
        }
        plan->conflict = CONFLICT_LATE;
        if (plan->conflict_row < 0 ||
            date_compare(dates->late_finish, plan->dates[plan->conflict_row].late_finish) < 0) {
            plan->conflict_row = (int32_t)row;
        }
    }
    if (plan->built.season_closed && plan->conflict == CONFLICT_NONE) {
        plan->conflict = CONFLICT_SEASON;
        plan->conflict_row = (int32_t)plan->built.row_count - 1;
    }
    plan->feasible = plan->conflict == CONFLICT_NONE;
}

enum error_kind project_plan_compute(const struct plan_request *request, struct arena *arena,
                                     struct project_plan *plan_out, struct error *err)
{
    struct project_plan plan = {.request = *request};
    TRY(network_build(request, arena, &plan.built, err));
    TRY(schedule_compute(&plan.built.network, arena, &plan.schedule, err));
    schedule_trace(&plan.built.network, &plan.schedule, arena, &plan.chains);
    plan.dates = ARENA_ARRAY(arena, struct plan_dates, plan.built.row_count);
    for (size_t row = 0; row < plan.built.row_count; row++) {
        plan.dates[row] = dates_of(&plan, row);
    }
    find_conflict(&plan);
    *plan_out = plan;
    return OK;
}

/* Says the map's own exceptions that touch the span, three at most in a sentence. */
enum { NOTES_SAID = 3 };

static void add_notes(const struct daymap *map, struct date from, struct date to, bool zh,
                      size_t *said, struct text_builder *out)
{
    for (size_t i = 0; i < map->note_count && *said < NOTES_SAID; i++) {
        const struct daymap_note *note = &map->notes[i];
        char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
        if (date_compare(note->last, from) < 0 || date_compare(note->first, to) > 0) {
            continue;
        }
        date_format(note->first, first);
        date_format(note->last, last);
        text_builder_add(out, *said == 0 ? (zh ? TEXT("其间 ") : TEXT(" Between: "))
                                         : (zh ? TEXT("，") : TEXT(", ")));
        text_builder_add(out, text_of(first));
        if (date_compare(note->first, note->last) != 0) {
            text_builder_add(out, zh ? TEXT(" 至 ") : TEXT(" to "));
            text_builder_add(out, text_of(last));
        }
        text_builder_add_byte(out, ' ');
        text_builder_add(out, zh ? note->zh : note->en);
        (*said)++;
    }
}

static struct date earlier(struct date a, struct date b)
{
    return date_compare(a, b) < 0 ? a : b;
}

static struct date later(struct date a, struct date b)
{
    return date_compare(a, b) > 0 ? a : b;
}

/* Names what the row's calendar takes out or gives back between the days that drive its dates and those
 * dates: from where the early dates were counted to their end, and the same for the late ones. */
static void because_of_days(const struct project_plan *plan, size_t row, bool zh,
                            struct text_builder *out)
{
    const struct network *network = &plan->built.network;
    const struct schedule *s = &plan->schedule;
    int32_t a = plan->built.rows[row].activity, early = s->early_driver[a],
            late = s->late_driver[a];
    const struct daymap *map = network->maps[network->calendars[a]];
    struct date from =
        early >= 0 ? s->early_finish[network->link_from[early]] : plan->request.as_of;
    struct date to = late >= 0 ? s->late_start[network->link_to[late]] : s->finish;
    size_t said = 0;
    struct date late_from = earlier(s->late_start[a], to);
    struct date late_to = later(to, s->late_finish[a]);
    if (!date_is_none(s->submit_by[a])) {
        late_from = earlier(late_from, s->submit_by[a]);
    }
    from = earlier(from, s->early_start[a]);
    if (date_compare(late_from, s->early_finish[a]) <= 0 &&
        date_compare(late_to, from) >= 0) { /* the two spans overlap: one walk, nothing twice */
        from = earlier(from, late_from);
        add_notes(map, from, later(late_to, s->early_finish[a]), zh, &said, out);
    } else {
        add_notes(map, from, s->early_finish[a], zh, &said, out);
        add_notes(map, late_from, late_to, zh, &said, out);
    }
    if (said > 0) {
        text_builder_add(out, zh ? TEXT("。") : TEXT("."));
    }
}

void project_plan_because(const struct project_plan *plan, size_t row,
                          enum schedule_language language, struct text_builder *out)
{
    const struct plan_row *shown = &plan->built.rows[row];
    const struct plan_item *item = item_of(plan, row);
    bool zh = language == SCHEDULE_ZH;
    char day[DATE_TEXT_SIZE];
    if (shown->state == PLAN_DONE) {
        date_format(plan->dates[row].early_finish, day);
        const char *word = item == NULL ? (zh ? "开工" : "started") : (zh ? "办结" : "decided");
        text_builder_add_format(out, zh ? "已于 %s %s。" : "%s on %s.", zh ? day : word,
                                zh ? word : day);
        return;
    }
    if (shown->state == PLAN_RUNNING && item != NULL) {
        date_format(item->accepted_on, day);
        text_builder_add_format(out, zh ? "%s 已受理。" : "accepted on %s. ", day);
    }
    struct network network = plan->built.network;
    network.names = zh ? network.names : plan->built.names_en;
    schedule_because(&network, &plan->schedule, &plan->chains, (size_t)shown->activity, language,
                     out);
    because_of_days(plan, row, zh, out);
}

static struct text season_conflict(const struct project_plan *plan, bool zh, struct arena *arena)
{
    char target[DATE_TEXT_SIZE], opens[DATE_TEXT_SIZE];
    struct text_builder out;
    size_t said = 0;
    text_builder_init(&out, arena, 4096);
    date_format(plan->built.target_start, target);
    if (date_is_none(plan->built.season_opens)) {
        text_builder_add_format(&out,
                                zh ? "目标开工日 %s 不在施工季内，其后没有已知的可开工日。"
                                   : "The target start %s lies outside the season, and no later "
                                     "open day is known.",
                                target);
    } else {
        date_format(plan->built.season_opens, opens);
        text_builder_add_format(
            &out,
            zh ? "目标开工日 %s 不在施工季内，最早 %s 可以开工。"
               : "The target start %s lies outside the season, which opens on %s.",
            target, opens);
    }
    add_notes(plan->request.calendars.season, plan->built.target_start, plan->built.target_start,
              zh, &said, &out);
    if (said > 0) {
        text_builder_add(&out, zh ? TEXT("。") : TEXT("."));
    }
    return text_builder_text(&out);
}

static struct text late_conflict(const struct project_plan *plan, bool zh, struct arena *arena)
{
    const struct plan_row *row = &plan->built.rows[plan->conflict_row];
    const struct plan_dates *dates = &plan->dates[plan->conflict_row];
    const struct plan_item *item = item_of(plan, (size_t)plan->conflict_row);
    struct text name = zh ? row->name_zh : row->name_en;
    char last[DATE_TEXT_SIZE], early[DATE_TEXT_SIZE];
    const char *unit = item != NULL && !item->natural ? (zh ? "工作日" : "working days")
                                                      : (zh ? "自然日" : "natural days");
    if (item != NULL && row->state == PLAN_TODO) {
        date_format(dates->submit_by, last);
        date_format(dates->early_start, early);
        return text_format(arena,
                           zh ? "“%.*s”最迟应于 %s 申报，而最早 %s 才能开始计时，晚 %d 个%s。"
                              : "\"%.*s\" has to be submitted by %s, but its clock can start on %s "
                                "at the earliest: %d %s late.",
                           TEXT_ARGS(name), last, early, -dates->total_float, unit);
    }
    date_format(dates->late_finish, last);
    date_format(dates->early_finish, early);
    return text_format(arena,
                       zh ? "“%.*s”最迟应于 %s 完成，而最早 %s 才能完成，晚 %d 个%s。"
                          : "\"%.*s\" has to be done by %s, but can be done on %s at the earliest: "
                            "%d %s late.",
                       TEXT_ARGS(name), last, early, -dates->total_float, unit);
}

struct text project_plan_conflict(const struct project_plan *plan, enum schedule_language language,
                                  struct arena *arena)
{
    bool zh = language == SCHEDULE_ZH;
    switch (plan->conflict) {
    case CONFLICT_SEASON:
        return season_conflict(plan, zh, arena);
    case CONFLICT_LATE:
        return late_conflict(plan, zh, arena);
    case CONFLICT_NONE:
        break;
    }
    return TEXT("");
}
