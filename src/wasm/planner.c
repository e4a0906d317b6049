/* src/wasm/planner.c: the face of the domain core for the browser. A page hands in one block of words (32-bit
 * integers), asks for plans under other targets, ways of handling and levers, and for the forecast; the
 * answers are words too. The code behind it is the server's own, so the answers are the server's, bit for
 * bit.
 *
 * The block, made by src/report/planner_report.c. NONE is INT32_MAX; days are day numbers since 1970-01-01:
 *   1 (version), as_of, horizon, by, seed, cause_weight
 *   calendar_count; each: first_day, day_count, then the days as bits, 32 a word
 *   table_count; each: least, likely, most, prior_cases, spent, pairs, then (days, cases) times pairs
 *   project_count; each: handling, target, started_on, working, natural, season, every, item_count,
 *     gate_all_count, group_count, items, then gate_all, then groups (count, items)
 *   an item: duration, statutory, flags, accepted, decided, expected, window, clock, factor, table,
 *     identity low, identity high, prerequisite_count, then (item, soft) times that
 * Calendars are places in the list; -1 for none. */
#include "domain/forecast/forecast.h"
#include "domain/network/lever.h"
#include "domain/schedule/schedule_project.h"
#include "report/planner_words.h"

#define EXPORT(name) __attribute__((export_name(name), used))

enum {
    NONE = INT32_MAX,
    ROW_WORDS = 11,
};

struct planner_project {
    struct plan_request request;
    const int32_t *tables, *factors; /* one an item */
    const uint64_t *identities;
    unsigned levers;
};

static struct planner {
    struct arena program; /* what was loaded */
    struct arena plan;    /* the last answer; reset before the next */
    struct arena trials;  /* the forecast that runs */
    int32_t *words;
    size_t word_count, place;
    bool cut; /* the block ended early or named what is not there */
    struct date as_of, by;
    int32_t horizon, cause_weight;
    uint64_t seed;
    struct daymap *calendars;
    int32_t calendar_count;
    struct duration_quantiles *tables;
    int32_t table_count;
    struct planner_project *projects;
    int32_t project_count;
    struct forecast_input input;
    const struct forecast_model *model;
    struct forecast_result result;
    struct date checkpoints[1];
    struct error error;
} planner;

static struct text identifier = {"-", 1};

/* --- reading the block --------------------------------------------------------------------------- */

static int32_t word(void)
{
    if (planner.place >= planner.word_count) {
        planner.cut = true;
        return 0;
    }
    return planner.words[planner.place++];
}

/* A count of things of at least one word each: never more than words are left. */
static int32_t count_word(void)
{
    int32_t count = word();
    if (count < 0 || (size_t)count > planner.word_count - planner.place) {
        planner.cut = true;
        return 0;
    }
    return count;
}

static struct date day_word(void)
{
    return (struct date){word()}; /* NONE is DATE_NONE */
}

static struct daymap *calendar_word(void)
{
    int32_t place = word();
    planner.cut = planner.cut || place >= planner.calendar_count;
    return place < 0 || planner.cut ? NULL : &planner.calendars[place];
}

static void read_calendar(struct daymap *map)
{
    struct date first = day_word();
    int32_t days = word();
    size_t words = days < 1 ? 0 : ((size_t)days + 31) / 32;
    if (days < 1 || words > planner.word_count - planner.place) {
        planner.cut = true;
        days = 1;
    }
    uint8_t *working = ARENA_ARRAY(&planner.program, uint8_t, (size_t)days);
    for (int32_t day = 0; day < days && !planner.cut; day++) {
        uint32_t bits = (uint32_t)planner.words[planner.place + (size_t)day / 32];
        working[day] = bits >> (day % 32) & 1;
    }
    planner.place += planner.cut ? 0 : words;
    daymap_init_days(map, identifier, first, working, (size_t)days, &planner.program);
}

static void read_table(struct duration_quantiles *out)
{
    int32_t counts[DURATION_CASE_DAYS + 1] = {0};
    int32_t least = word(), likely = word(), most = word(), prior = word(), spent = word();
    int32_t pairs = count_word();
    for (int32_t i = 0; i < pairs; i++) {
        int32_t days = word(), cases = word();
        if (days >= 0 && days <= DURATION_CASE_DAYS) {
            counts[days] = cases;
        }
    }
    if (planner.cut || least < 1 || likely < least || most < likely || most > DURATION_DAYS_MAX) {
        planner.cut = true;
        return;
    }
    struct duration_quantiles range;
    duration_quantiles_of_range(least, likely, most, &range);
    duration_quantiles_of_cases(counts, DURATION_CASE_DAYS + 1, &range, prior, out);
    if (spent > 0) {
        struct duration_quantiles whole = *out;
        duration_quantiles_left(&whole, spent, out);
    }
}

static void read_prerequisites(struct plan_item *item, int32_t item_count)
{
    int32_t count = count_word();
    struct plan_prerequisite *found =
        ARENA_ARRAY(&planner.program, struct plan_prerequisite, (size_t)count);
    for (int32_t i = 0; i < count; i++) {
        found[i].item = word();
        found[i].soft = word() != 0;
        planner.cut = planner.cut || found[i].item < 0 || found[i].item >= item_count;
    }
    item->prerequisites = found;
    item->prerequisite_count = (size_t)count;
}

static void read_item(struct plan_item *item, int32_t item_count, int32_t *table, int32_t *factor,
                      uint64_t *identity)
{
    *item = (struct plan_item){.id = identifier, .name_zh = identifier, .name_en = identifier};
    item->duration = word();
    item->statutory = word();
    int32_t flags = word();
    item->natural = (flags & PLANNER_NATURAL) != 0;
    item->market = (flags & PLANNER_MARKET) != 0;
    item->never_defer = (flags & PLANNER_NEVER_DEFER) != 0;
    item->may_tolerate = (flags & PLANNER_TOLERATE) != 0;
    item->may_commit = (flags & PLANNER_COMMIT) != 0;
    item->chosen = (flags & PLANNER_CHOSEN) != 0;
    item->accepted_on = day_word();
    item->decided_on = day_word();
    item->expected_on = day_word();
    item->window = calendar_word();
    item->clock = calendar_word();
    *factor = word();
    *table = word();
    uint64_t low = (uint32_t)word();
    *identity = low | (uint64_t)(uint32_t)word() << 32;
    planner.cut = planner.cut || item->duration < 0 || *table >= planner.table_count ||
                  *factor >= FORECAST_FACTORS_MAX;
    read_prerequisites(item, item_count);
}

static const int32_t *read_places(int32_t count, int32_t item_count)
{
    int32_t *places = ARENA_ARRAY(&planner.program, int32_t, (size_t)count);
    for (int32_t i = 0; i < count; i++) {
        places[i] = word();
        planner.cut = planner.cut || places[i] < 0 || places[i] >= item_count;
    }
    return places;
}

static void read_project(struct planner_project *project)
{
    struct plan_request *request = &project->request;
    request->as_of = planner.as_of;
    request->handling = word() == HANDLING_SERIAL ? HANDLING_SERIAL : HANDLING_PARALLEL;
    request->target_start = day_word();
    request->started_on = day_word();
    request->calendars.working = calendar_word();
    request->calendars.natural = calendar_word();
    request->calendars.season = calendar_word();
    request->calendars.every = calendar_word();
    int32_t items = count_word(), gates = count_word(), groups = count_word();
    planner.cut = planner.cut || request->calendars.working == NULL ||
                  request->calendars.natural == NULL || request->calendars.season == NULL;
    struct plan_item *read = ARENA_ARRAY(&planner.program, struct plan_item, (size_t)items);
    int32_t *tables = ARENA_ARRAY(&planner.program, int32_t, (size_t)items);
    int32_t *factors = ARENA_ARRAY(&planner.program, int32_t, (size_t)items);
    uint64_t *identities = ARENA_ARRAY(&planner.program, uint64_t, (size_t)items);
    for (int32_t i = 0; i < items && !planner.cut; i++) {
        read_item(&read[i], items, &tables[i], &factors[i], &identities[i]);
    }
    request->items = read;
    request->item_count = (size_t)items;
    request->gate_all = read_places(gates, items);
    request->gate_all_count = (size_t)gates;
    struct plan_group *any = ARENA_ARRAY(&planner.program, struct plan_group, (size_t)groups);
    for (int32_t g = 0; g < groups && !planner.cut; g++) {
        int32_t count = count_word();
        any[g] = (struct plan_group){read_places(count, items), (size_t)count};
    }
    request->gate_any = any;
    request->gate_any_count = (size_t)groups;
    project->tables = tables;
    project->factors = factors;
    project->identities = identities;
}

static void read_block(void)
{
    planner.cut = word() != PLANNER_WORDS_VERSION;
    planner.as_of = day_word();
    planner.horizon = word();
    planner.by = day_word();
    planner.seed = (uint32_t)word();
    planner.cause_weight = word();
    planner.calendar_count = count_word();
    planner.cut = planner.cut || planner.calendar_count > PLANNER_CALENDARS_MAX;
    planner.calendars =
        ARENA_ARRAY(&planner.program, struct daymap, (size_t)planner.calendar_count);
    for (int32_t i = 0; i < planner.calendar_count && !planner.cut; i++) {
        read_calendar(&planner.calendars[i]);
    }
    planner.table_count = count_word();
    planner.tables =
        ARENA_ARRAY(&planner.program, struct duration_quantiles, (size_t)planner.table_count);
    for (int32_t i = 0; i < planner.table_count && !planner.cut; i++) {
        read_table(&planner.tables[i]);
    }
    planner.project_count = count_word();
    planner.projects =
        ARENA_ARRAY(&planner.program, struct planner_project, (size_t)planner.project_count);
    for (int32_t i = 0; i < planner.project_count && !planner.cut; i++) {
        read_project(&planner.projects[i]);
    }
}

/* --- what the page calls ------------------------------------------------------------------------- */

/* Room for a block of `count` words; forgets what was loaded before. NULL when there is not so much. */
EXPORT("planner_room") int32_t *planner_room(int32_t count)
{
    enum { WORDS_MAX = 64 << 20 };
    arena_release(&planner.plan);
    arena_release(&planner.trials);
    arena_release(&planner.program);
    planner = (struct planner){0};
    if (count < 1 || count > WORDS_MAX) {
        return NULL;
    }
    planner.words = ARENA_ARRAY(&planner.program, int32_t, (size_t)count);
    planner.word_count = (size_t)count;
    return planner.words;
}

/* Reads the block. The number of projects, or -1 when it is not one that this program understands. */
EXPORT("planner_load") int32_t planner_load(void)
{
    read_block();
    planner.project_count = planner.cut ? 0 : planner.project_count;
    return planner.cut ? -1 : planner.project_count;
}

/* Another target (NONE: none), way of handling (0 serial, 1 parallel) and levers (bits) of a project. */
EXPORT("planner_set")
void planner_set(int32_t number, int32_t handling, int32_t target, int32_t levers)
{
    if (number >= 0 && number < planner.project_count) {
        struct planner_project *project = &planner.projects[number];
        project->request.handling = handling == 0 ? HANDLING_SERIAL : HANDLING_PARALLEL;
        project->request.target_start.day_number = target;
        project->levers = (unsigned)levers;
    }
}

static enum error_kind compute(int32_t number, struct arena *arena, struct project_plan *plan,
                               int *price)
{
    struct plan_request request;
    levers_apply(&planner.projects[number].request, planner.projects[number].levers, arena,
                 &request, price);
    return project_plan_compute(&request, arena, plan, &planner.error);
}

/* The plan of a project: row_count, feasible, conflict (0 none, 1 season, 2 late), conflict_row, price, then
 * of each row item (-1 for the two milestones at the end), state, early_start, early_finish, late_start,
 * late_finish, submit_by, total_float, free_float, critical, season_closed. NULL: planner_message says why. */
EXPORT("planner_plan") int32_t *planner_plan(int32_t number)
{
    struct project_plan plan;
    int price = 0;
    arena_reset(&planner.plan);
    if (number < 0 || number >= planner.project_count ||
        compute(number, &planner.plan, &plan, &price) != OK) {
        return NULL;
    }
    size_t rows = plan.built.row_count;
    int32_t *out = ARENA_ARRAY(&planner.plan, int32_t, 5 + rows * ROW_WORDS), *at = out;
    *at++ = (int32_t)rows;
    *at++ = plan.feasible;
    *at++ = plan.conflict;
    *at++ = plan.conflict_row;
    *at++ = price;
    for (size_t r = 0; r < rows; r++) {
        const struct plan_row *row = &plan.built.rows[r];
        const struct plan_dates *dates = &plan.dates[r];
        const int32_t words[ROW_WORDS] = {
            row->item,
            row->state,
            dates->early_start.day_number,
            dates->early_finish.day_number,
            dates->late_start.day_number,
            dates->late_finish.day_number,
            dates->submit_by.day_number,
            dates->total_float,
            dates->free_float,
            dates->critical,
            plan.built.season_closed,
        };
        for (int w = 0; w < ROW_WORDS; w++) {
            *at++ = words[w];
        }
    }
    return out;
}

/* Of each project the day on which it can start, NONE where it cannot be computed; whether it meets its
 * target; and the price of its levers. */
EXPORT("planner_starts") int32_t *planner_starts(void)
{
    SCOPED_ARENA scratch = {0};
    arena_reset(&planner.plan);
    int32_t *out = ARENA_ARRAY(&planner.plan, int32_t, 3 * (size_t)planner.project_count),
            *at = out;
    for (int32_t p = 0; p < planner.project_count; p++) {
        struct project_plan plan;
        int price = 0;
        const struct plan_request *request = &planner.projects[p].request;
        int32_t start = NONE, feasible = 0;
        arena_reset(&scratch);
        if (!date_is_none(request->started_on)) {
            start = request->started_on.day_number;
            feasible = 1;
        } else if (compute(p, &scratch, &plan, &price) == OK) {
            start = plan.dates[plan.built.row_count - 1].early_start.day_number;
            feasible = plan.feasible;
        }
        *at++ = start;
        *at++ = feasible;
        *at++ = price;
    }
    return out;
}

/* Why the last call failed; "" when it did not. */
EXPORT("planner_message") const char *planner_message(void)
{
    return planner.error.message;
}

/* --- the forecast -------------------------------------------------------------------------------- */

static enum error_kind add_project(int32_t number, struct forecast_project *out)
{
    const struct planner_project *from = &planner.projects[number];
    struct arena *arena = &planner.trials;
    struct project_plan plan;
    int price;
    *out = (struct forecast_project){.network = NULL};
    if (!date_is_none(from->request.started_on)) {
        return OK;
    }
    if (compute(number, arena, &plan, &price) != OK) {
        return planner.error.kind;
    }
    size_t n = plan.built.network.activity_count;
    struct network *network = ARENA_NEW(arena, struct network);
    struct forecast_activity *activities = ARENA_ARRAY(arena, struct forecast_activity, n);
    *network = plan.built.network;
    for (size_t i = 0; i < n; i++) {
        activities[i] = (struct forecast_activity){0, -1, -1, -1};
    }
    for (size_t r = 0; r < plan.built.row_count; r++) {
        const struct plan_row *row = &plan.built.rows[r];
        bool drawn = row->item >= 0 && row->activity >= 0;
        if (drawn) {
            bool changed =
                plan.request.items[row->item].duration != from->request.items[row->item].duration;
            activities[row->activity] = (struct forecast_activity){
                from->identities[row->item], changed ? -1 : from->tables[row->item],
                from->factors[row->item], -1};
        }
    }
    *out = (struct forecast_project){.network = network,
                                     .activities = activities,
                                     .start = plan.built.rows[plan.built.row_count - 1].activity,
                                     .not_before = from->request.target_start,
                                     .ground = -1,
                                     .rank = number};
    return OK;
}

/* Starts a forecast of the projects as they are set. 0, or -1: planner_message says why. */
EXPORT("planner_forecast") int32_t planner_forecast(void)
{
    arena_release(&planner.trials);
    planner.trials = (struct arena){0};
    struct forecast_project *projects =
        ARENA_ARRAY(&planner.trials, struct forecast_project, (size_t)planner.project_count);
    for (int32_t p = 0; p < planner.project_count; p++) {
        if (add_project(p, &projects[p]) != OK) {
            return -1;
        }
    }
    planner.checkpoints[0] = planner.by;
    planner.input = (struct forecast_input){.as_of = planner.as_of,
                                            .horizon = planner.horizon,
                                            .seed = planner.seed,
                                            .cause_weight = planner.cause_weight,
                                            .projects = projects,
                                            .project_count = (size_t)planner.project_count,
                                            .quantiles = planner.tables,
                                            .quantile_count = (size_t)planner.table_count,
                                            .checkpoints = planner.checkpoints,
                                            .checkpoint_count = 1};
    if (forecast_model_build(&planner.input, &planner.trials, &planner.model, &planner.error) !=
        OK) {
        return -1;
    }
    forecast_result_init(planner.model, &planner.trials, &planner.result);
    return 0;
}

/* Runs tiles of 64 trials more and answers, for all trials so far: P10, P50, P90 of the starts by the day,
 * then each project's chance to start by it, in thousandths. */
EXPORT("planner_trials") int32_t *planner_trials(int32_t first_tile, int32_t tiles)
{
    SCOPED_ARENA scratch = {0};
    static const int percentiles[] = {100, 500, 900};
    forecast_run(planner.model, (uint32_t)first_tile, (uint32_t)tiles, &scratch, &planner.result);
    arena_reset(&planner.plan);
    int32_t *out = ARENA_ARRAY(&planner.plan, int32_t, 3 + (size_t)planner.project_count);
    for (int i = 0; i < 3; i++) {
        out[i] = (int32_t)forecast_percentile(&planner.result, 0, percentiles[i]).value;
    }
    for (int32_t p = 0; p < planner.project_count; p++) {
        out[3 + p] =
            (forecast_chance(&planner.result, planner.model, (size_t)p, planner.by) + 500) / 1000;
    }
    return out;
}
