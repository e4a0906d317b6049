#include "cli/example_history.h"

#include "app/start_app.h"
#include "report/plan_report.h"

enum {
    PROJECTS_MAX = 1000,
    EARLY_ONE_IN = 2,    /* so many owners use the winter for their papers */
    LEAD_MAX = 6,        /* the others are so many working days ahead of the last safe day */
    LATE_ONE_IN = 6,     /* of the projects that have not started, so many fall behind */
    LATE_SINCE_MAX = 30, /* natural days before the end at which they fell behind */
    LATE_MIN = 15,       /* working days that they lose */
    LATE_MAX = 40,
};

const struct actor example_actor = {
    .name = {"simulation", 10},
    .role = ROLE_COORDINATOR,
    .division = {"", 0},
};

/* The clock of a day that is played. The application's clock is a function without a context. */
static int64_t played_instant;

static int64_t played_clock(void)
{
    return played_instant++;
}

struct app example_app_on(const struct app *app, struct date day)
{
    enum { NINE_IN_THE_MORNING = 9 * 60 };
    static const int64_t minute = INT64_C(60000000);
    struct app then = *app;
    played_instant =
        (day.day_number * INT64_C(1440) + NINE_IN_THE_MORNING - app->utc_offset_minutes) * minute;
    then.clock = played_clock;
    then.as_of = day;
    return then;
}

/* --- chance: SplitMix64 (Steele, Lea, Flood 2014), the same on every machine -------------------- */

static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static int draw_up_to(uint64_t *state, int most)
{
    return (int)(draw(state) % (uint64_t)(most + 1));
}

/* --- the script ---------------------------------------------------------------------------------- */

struct project_script {
    struct text code;
    enum project_nature nature;
    struct date start; /* DATE_NONE: not within the history */
    const struct item_progress *items;
    size_t count;
};

struct script {
    const struct example_history *history;
    struct arena *arena;
    struct plan_context plans;
    struct project_script *projects;
    size_t count;
};

static struct date start_of(const struct example_history *history, struct text code)
{
    for (size_t i = 0; i < history->start_count; i++) {
        if (text_is_equal(history->starts[i].code, code)) {
            return history->starts[i].day;
        }
    }
    return DATE_NONE;
}

static const struct example_given *given_of(const struct example_history *history, struct text code)
{
    for (size_t i = 0; i < history->given_count; i++) {
        if (text_is_equal(history->given[i].code, code)) {
            return &history->given[i];
        }
    }
    return NULL;
}

/* The pace of one project: how far ahead of its plan it is, and from which day on it is behind. */
struct pace {
    int lead, delay;
    struct date behind_since; /* DATE_NONE: never */
};

/* room: the working days from the first day that is played to the first last safe day */
static struct pace draw_pace(const struct example_history *history, bool starts, int room,
                             uint64_t *chance)
{
    struct pace pace = {draw_up_to(chance, LEAD_MAX), 0, DATE_NONE};
    if (draw_up_to(chance, LATE_ONE_IN - 1) == 0 && !starts) {
        pace.behind_since = date_add_days(history->to, -draw_up_to(chance, LATE_SINCE_MAX));
        pace.delay = LATE_MIN + draw_up_to(chance, LATE_MAX - LATE_MIN);
    } else if (draw_up_to(chance, EARLY_ONE_IN - 1) == 0 && room > LEAD_MAX) {
        pace.lead = LEAD_MAX + draw_up_to(chance, room - LEAD_MAX);
    }
    return pace;
}

/* An item of the plan as it happened: submitted `lead` working days before its last safe day, decided
 * within its duration. A shift by one number of working days keeps the order of the plan. */
static struct item_progress draw_item(const struct plan_item *item, const struct plan_dates *dates,
                                      const struct pace *pace, struct daymap *working,
                                      uint64_t *chance)
{
    int32_t accepted = daymap_index(working, dates->late_start.day_number) - pace->lead;
    int32_t decided = daymap_index_back(working, dates->late_finish.day_number) - pace->lead;
    decided -= item->duration > 1 ? draw_up_to(chance, item->duration / 2) : 0;
    decided = decided < accepted ? accepted : decided;
    if (daymap_day(working, accepted) > pace->behind_since.day_number) {
        accepted += pace->delay;
        decided += pace->delay;
    }
    return (struct item_progress){
        item->id, {daymap_day(working, accepted)}, {daymap_day(working, decided)}, DATE_NONE};
}

static int room_before(const struct project_plan *plan, struct daymap *working, struct date from)
{
    int32_t first = INT32_MAX;
    for (size_t r = 0; r < plan->built.row_count; r++) {
        int32_t day = plan->dates[r].late_start.day_number;
        first = plan->built.rows[r].item >= 0 && day < first ? day : first;
    }
    return first == INT32_MAX
               ? 0
               : daymap_index(working, first) - daymap_index(working, from.day_number);
}

static enum error_kind draw_items(struct script *script, struct register_row *row,
                                  struct project_script *out, uint64_t chance, struct error *err)
{
    struct project_plan plan;
    if (!date_is_none(out->start)) {
        row->project.planned_start = out->start;
    }
    if (date_is_none(row->project.planned_start)) {
        return OK;
    }
    TRY(plan_report_project(&script->plans, row, HANDLING_PARALLEL, script->arena, &plan, err));
    struct daymap *working = plan.request.calendars.working;
    struct item_progress *items =
        ARENA_ARRAY(script->arena, struct item_progress, plan.built.row_count);
    struct pace pace = draw_pace(script->history, !date_is_none(out->start),
                                 room_before(&plan, working, script->history->from), &chance);
    for (size_t r = 0; r < plan.built.row_count; r++) {
        const struct plan_row *at = &plan.built.rows[r];
        if (at->item >= 0) {
            items[out->count++] =
                draw_item(&plan.request.items[at->item], &plan.dates[r], &pace, working, &chance);
        }
    }
    out->items = items;
    return OK;
}

static enum error_kind write_project(struct script *script, struct register_row *row, uint64_t seed,
                                     struct error *err)
{
    const struct example_given *given = given_of(script->history, row->project.code);
    struct project_script *out = &script->projects[script->count++];
    *out = (struct project_script){.code = row->project.code,
                                   .nature = row->project.nature,
                                   .start = start_of(script->history, row->project.code)};
    if (given != NULL) {
        out->items = given->items;
        out->count = given->count;
        return OK;
    }
    if (out->nature == NATURE_CONTINUED) {
        return OK; /* it has its permits */
    }
    return draw_items(script, row, out, seed, err);
}

static enum error_kind write_script(struct tx *tx, void *context, struct error *err)
{
    struct script *script = context;
    const struct example_history *history = script->history;
    struct programme programme;
    struct register_row *rows;
    size_t count;
    uint64_t seeds = history->seed;
    TRY(programme_store_find(tx, history->programme, history->year, script->arena, &programme,
                             err));
    struct register_filter filter = {.programme_id = programme.id,
                                     .year = history->year,
                                     .as_of = history->to,
                                     .limit = PROJECTS_MAX};
    TRY(register_store_list(tx, &filter, script->arena, &rows, &count, err));
    TRY(plan_report_init(&script->plans, tx, TEXT(""), history->from, script->arena, err));
    /* Holidays as they came to be, not as first announced. */
    TRY(plan_report_know(&script->plans, history->to, err));
    script->projects = ARENA_ARRAY(script->arena, struct project_script, count);
    for (size_t i = 0; i < count; i++) {
        TRY(write_project(script, &rows[i], draw(&seeds), err));
    }
    return OK;
}

/* --- the play ------------------------------------------------------------------------------------ */

/* What became known of an item on a day; on the first day also what lies before it. */
static bool is_news(const struct item_progress *item, const struct example_history *history,
                    struct date day)
{
    if (date_compare(day, history->from) == 0) {
        return date_compare(item->accepted_on, day) <= 0;
    }
    return date_compare(item->accepted_on, day) == 0 || date_compare(item->decided_on, day) == 0;
}

static enum error_kind play_items(struct app *app, const struct project_script *project,
                                  const struct example_history *history, struct date day,
                                  struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct item_progress *news = ARENA_ARRAY(&arena, struct item_progress, project->count);
    size_t count = 0;
    for (size_t i = 0; i < project->count; i++) {
        if (is_news(&project->items[i], history, day)) {
            news[count] = project->items[i];
            if (date_compare(news[count].decided_on, day) > 0) {
                news[count].decided_on = DATE_NONE;
            }
            count++;
        }
    }
    return count == 0
               ? OK
               : start_app_set_progress(app, &example_actor, project->code, news, count, err);
}

/* The day of the start comes from the list, which has no photo: it counts as taken from a list. */
static enum error_kind play_start(struct app *app, const struct project_script *project,
                                  struct date day, struct error *err)
{
    struct site_event event = {.kind =
                                   project->nature == NATURE_CONTINUED ? SITE_RESUME : SITE_START,
                               .day = day,
                               .evidence = {.imported = true, .photo_day = DATE_NONE}};
    return start_app_record(app, &example_actor, project->code, 1, TEXT(""), &event, err);
}

static enum error_kind play_day(struct app *app, const struct script *script, struct date day,
                                struct error *err)
{
    struct app then = example_app_on(app, day);
    for (size_t i = 0; i < script->count; i++) {
        const struct project_script *project = &script->projects[i];
        TRY(play_items(&then, project, script->history, day, err));
        if (date_compare(project->start, day) == 0) {
            TRY(play_start(&then, project, day, err));
        }
    }
    return OK;
}

enum error_kind example_history_play(struct app *app, const struct example_history *history,
                                     struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct script script = {.history = history, .arena = &arena};
    TRY(db_read(app->db, write_script, &script, err));
    for (struct date day = history->from; date_compare(day, history->to) <= 0;
         day = date_add_days(day, 1)) {
        TRY(play_day(app, &script, day, err));
    }
    return OK;
}
