#include "domain/network/network_build.h"

const char *handling_name(enum handling handling)
{
    return handling == HANDLING_SERIAL ? "serial" : "parallel";
}

bool handling_parse(struct text text, enum handling *handling_out)
{
    for (int handling = HANDLING_SERIAL; handling <= HANDLING_PARALLEL; handling++) {
        if (text_is_equal(text, text_of(handling_name((enum handling)handling)))) {
            *handling_out = (enum handling)handling;
            return true;
        }
    }
    return false;
}

const char *plan_state_name(enum plan_state state)
{
    static const char *const names[] = {"done", "running", "todo"};
    return names[state];
}

/* Calendars of the network, as indices; those of single departments follow. */
enum { WORKING, NATURAL, SEASON, EVERY, MAPS };

struct daymap *plan_item_window(const struct plan_calendars *calendars,
                                const struct plan_item *item)
{
    return item->window != NULL ? item->window : calendars->working;
}

struct daymap *plan_item_clock(const struct plan_calendars *calendars, const struct plan_item *item)
{
    return item->clock != NULL ? item->clock
           : item->natural     ? calendars->natural
                               : calendars->working;
}

struct builder {
    const struct plan_request *request;
    struct arena *arena;
    struct project_network *result;
    int32_t *row_of; /* row of an item, -1 when the start does not need it */
    int32_t *durations, *calendars;
    struct text *ids, *names_zh, *names_en;
    struct date *not_before, *not_after;
    int32_t *from, *to, *lag;
    uint8_t *type;
    struct daymap **maps;
    int32_t map_count;
    struct error *err;
};

static enum plan_state item_state(const struct plan_item *item)
{
    return !date_is_none(item->decided_on)    ? PLAN_DONE
           : !date_is_none(item->accepted_on) ? PLAN_RUNNING
                                              : PLAN_TODO;
}

static enum error_kind check_progress(const struct plan_request *request, struct error *err)
{
    for (size_t i = 0; i < request->item_count; i++) {
        const struct plan_item *item = &request->items[i];
        struct date last = date_is_none(item->decided_on) ? item->accepted_on : item->decided_on;
        bool backwards = !date_is_none(item->decided_on) && !date_is_none(item->accepted_on) &&
                         date_compare(item->decided_on, item->accepted_on) < 0;
        bool ahead = !date_is_none(last) && date_compare(last, request->as_of) > 0;
        if (backwards || ahead) {
            return error_set(err, ERROR_INVALID, "network.progress", "item \"%.*s\" is %s",
                             TEXT_ARGS(item->id),
                             backwards ? "decided before it was accepted"
                                       : "accepted or decided after the day of the plan");
        }
    }
    return OK;
}

/* N-3: of several items of which one suffices, the one that is furthest; else the one that the
 * project chose by a condition; else the first. */
static int32_t choose_of_group(const struct plan_request *request, const struct plan_group *group)
{
    int32_t best = group->items[0];
    for (size_t i = 1; i < group->count; i++) {
        const struct plan_item *one = &request->items[group->items[i]];
        const struct plan_item *other = &request->items[best];
        enum plan_state a = item_state(one), b = item_state(other);
        if (a < b || (a == b && one->chosen && !other->chosen)) {
            best = group->items[i];
        }
    }
    return best;
}

static void mark_needed(const struct plan_request *request, int32_t item, bool *needed,
                        int32_t *stack)
{
    size_t depth = 0;
    if (needed[item]) {
        return;
    }
    needed[item] = true;
    stack[depth++] = item;
    while (depth > 0) {
        const struct plan_item *at = &request->items[stack[--depth]];
        for (size_t i = 0; i < at->prerequisite_count; i++) {
            int32_t before = at->prerequisites[i].item;
            if (!needed[before]) {
                needed[before] = true;
                stack[depth++] = before;
            }
        }
    }
}

/* N-2: what the start needs: the gate and all that leads to it. *gate_out lists the gate's items.
 */
static size_t find_needed(struct builder *b, bool *needed, int32_t *gate)
{
    const struct plan_request *request = b->request;
    int32_t *stack = ARENA_ARRAY(b->arena, int32_t, request->item_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < request->gate_all_count; i++) {
        gate[count++] = request->gate_all[i];
    }
    for (size_t i = 0; i < request->gate_any_count; i++) {
        if (request->gate_any[i].count > 0) {
            gate[count++] = choose_of_group(request, &request->gate_any[i]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        mark_needed(request, gate[i], needed, stack);
    }
    return count;
}

static int32_t add_activity(struct builder *b, struct plan_row *row, int32_t duration,
                            int32_t calendar)
{
    size_t i = b->result->network.activity_count++;
    b->ids[i] = row->id;
    b->names_zh[i] = row->name_zh;
    b->names_en[i] = row->name_en;
    b->durations[i] = duration;
    b->calendars[i] = calendar;
    b->not_before[i] = DATE_NONE;
    b->not_after[i] = DATE_NONE;
    row->activity = (int32_t)i;
    return (int32_t)i;
}

static void add_link(struct builder *b, int32_t from, int32_t to, enum link_type type, int32_t lag)
{
    struct project_network *result = b->result;
    struct plan_row *rows = result->rows;
    struct plan_link *link = &result->links[result->link_count++];
    *link = (struct plan_link){from, to, type, lag, -1};
    if (rows[from].activity < 0 || rows[to].activity < 0) {
        return; /* what is done holds nobody back: it lies before the day of the plan */
    }
    size_t i = result->network.link_count++;
    b->from[i] = rows[from].activity;
    b->to[i] = rows[to].activity;
    b->type[i] = (uint8_t)type;
    b->lag[i] = lag;
    link->link = (int32_t)i;
}

/* N-5: what is left of a running item after the day of the plan. */
static int32_t remaining(const struct plan_item *item, struct daymap *map, struct date as_of)
{
    int32_t end = item->expected_on.day_number;
    if (date_is_none(item->expected_on)) {
        int32_t accepted = daymap_index(map, item->accepted_on.day_number + 1);
        end = item->duration == 0 ? item->accepted_on.day_number
                                  : daymap_day(map, accepted + item->duration - 1);
    }
    int32_t left = daymap_index(map, end + 1) - daymap_index(map, as_of.day_number + 1);
    return left > 0 ? left : 0;
}

/* The place of a map among the network's. */
static int32_t place_of_map(struct builder *b, struct daymap *map)
{
    for (int32_t i = 0; i < b->map_count; i++) {
        if (b->maps[i] == map) {
            return i;
        }
    }
    b->maps[b->map_count] = map;
    return b->map_count++;
}

static void add_item(struct builder *b, int32_t item_number, struct plan_row *row)
{
    const struct plan_item *item = &b->request->items[item_number];
    struct daymap *window = plan_item_window(&b->request->calendars, item);
    struct daymap *map = plan_item_clock(&b->request->calendars, item);
    int32_t calendar = place_of_map(b, map);
    struct date as_of = b->request->as_of;

    *row = (struct plan_row){item->id, item->name_zh,   item->name_en, item_number,
                             -1,       item_state(item)};
    if (row->state == PLAN_RUNNING) {
        int32_t activity = add_activity(b, row, remaining(item, map, as_of), calendar);
        b->not_before[activity] = date_add_days(as_of, 1);
    } else if (row->state == PLAN_TODO) {
        /* N-4: accepted on the first working day from the day of the plan on, counted from the
         * next. */
        int32_t activity = add_activity(b, row, item->duration, calendar);
        int32_t acceptance = daymap_day(window, daymap_index(window, as_of.day_number));
        b->not_before[activity].day_number = acceptance + 1;
    }
}

/* N-6, N-7: how a prerequisite binds. */
static void add_prerequisite(struct builder *b, int32_t from, int32_t to, bool soft)
{
    const struct plan_row *row = &b->result->rows[to];
    bool never_defer = b->request->items[row->item].never_defer;
    if (row->state == PLAN_RUNNING) {
        add_link(b, from, to, LINK_FF, 0);
    } else if (soft && b->request->handling == HANDLING_PARALLEL && !never_defer) {
        add_link(b, from, to, LINK_SS, 0);
        add_link(b, from, to, LINK_FF, 0);
    } else {
        add_link(b, from, to, LINK_FS, 0);
    }
}

static void add_prerequisites(struct builder *b)
{
    for (size_t i = 0; i < b->request->item_count; i++) {
        const struct plan_item *item = &b->request->items[i];
        for (size_t p = 0; b->row_of[i] >= 0 && p < item->prerequisite_count; p++) {
            int32_t before = b->row_of[item->prerequisites[p].item];
            if (before >= 0) {
                add_prerequisite(b, before, b->row_of[i], item->prerequisites[p].soft);
            }
        }
    }
}

/* N-8: in serial handling the approval items follow each other, in the template's order as far as
 * their prerequisites allow: always the first one that waits for nothing. */
static void add_serial_order(struct builder *b)
{
    const struct plan_request *request = b->request;
    bool *taken = ARENA_ARRAY(b->arena, bool, request->item_count);
    int32_t previous = -1;
    for (;;) {
        int32_t next = -1;
        for (size_t i = 0; i < request->item_count && next < 0; i++) {
            const struct plan_item *item = &request->items[i];
            bool waits = taken[i] || b->row_of[i] < 0;
            for (size_t p = 0; !waits && p < item->prerequisite_count; p++) {
                int32_t before = item->prerequisites[p].item;
                waits = b->row_of[before] >= 0 && !taken[before];
            }
            next = waits ? -1 : (int32_t)i;
        }
        if (next < 0) {
            return; /* all taken; a cycle is left to the schedule, which names it */
        }
        taken[next] = true;
        const struct plan_row *row = &b->result->rows[b->row_of[next]];
        if (request->items[next].market || row->state == PLAN_DONE) {
            continue;
        }
        if (previous >= 0 && row->state == PLAN_TODO) {
            add_link(b, previous, b->row_of[next], LINK_FS, 0);
        }
        previous = b->row_of[next];
    }
}

/* N-9: the gate, then the season. */
static void add_milestones(struct builder *b, const int32_t *gate, size_t gate_count)
{
    struct project_network *result = b->result;
    int32_t ready = (int32_t)result->row_count++, start = (int32_t)result->row_count++;
    bool started = !date_is_none(b->request->started_on);
    result->rows[ready] = (struct plan_row){
        TEXT("ready"), TEXT("开工条件齐备"), TEXT("Ready to start"), -1, -1, PLAN_TODO};
    result->rows[start] = (struct plan_row){TEXT("start"),
                                            TEXT("开工"),
                                            TEXT("Start of works"),
                                            -1,
                                            -1,
                                            started ? PLAN_DONE : PLAN_TODO};
    int32_t activity = add_activity(b, &result->rows[ready], 0, EVERY);
    if (!started) {
        b->not_after[activity] = result->target_start;
        add_activity(b, &result->rows[start], 0,
                     result->season_closed && date_is_none(result->season_opens) ? EVERY : SEASON);
    }
    bool all_decided = true;
    for (size_t i = 0; i < gate_count; i++) {
        /* One day back: work may begin on the day of the last decision. */
        add_link(b, b->row_of[gate[i]], ready, LINK_FS, -1);
        all_decided = all_decided && result->rows[b->row_of[gate[i]]].state == PLAN_DONE;
    }
    add_link(b, ready, start, LINK_FS, 0);
    if (started && all_decided) {
        result->rows[ready].state = PLAN_DONE; /* its activity stays, so that the network has one */
    }
}

/* Whether work may begin on the target day, and if not, when. */
static void look_at_season(struct builder *b)
{
    struct daymap *season = b->request->calendars.season;
    struct project_network *result = b->result;
    struct date target =
        date_is_none(b->request->started_on) ? b->request->target_start : DATE_NONE;
    result->target_start = target;
    result->season_opens = DATE_NONE;
    result->network.finish = target;
    if (date_is_none(target) || daymap_is_working(season, target)) {
        return;
    }
    result->season_closed = true;
    season->overrun = false;
    struct date opens = {daymap_day(season, daymap_index(season, target.day_number))};
    if (!season->overrun && daymap_is_working(season, opens)) {
        result->season_opens = opens;
        result->network.finish = opens;
    }
}

static void make_room(struct builder *b, size_t prerequisites)
{
    size_t rows = b->request->item_count + 2;
    size_t links = 2 * prerequisites + 2 * b->request->item_count + b->request->gate_all_count +
                   b->request->gate_any_count + 2;
    struct arena *arena = b->arena;
    b->ids = ARENA_ARRAY(arena, struct text, rows);
    b->names_zh = ARENA_ARRAY(arena, struct text, rows);
    b->names_en = ARENA_ARRAY(arena, struct text, rows);
    b->durations = ARENA_ARRAY(arena, int32_t, rows);
    b->calendars = ARENA_ARRAY(arena, int32_t, rows);
    b->not_before = ARENA_ARRAY(arena, struct date, rows);
    b->not_after = ARENA_ARRAY(arena, struct date, rows);
    b->from = ARENA_ARRAY(arena, int32_t, links);
    b->to = ARENA_ARRAY(arena, int32_t, links);
    b->lag = ARENA_ARRAY(arena, int32_t, links);
    b->type = ARENA_ARRAY(arena, uint8_t, links);
    b->row_of = ARENA_ARRAY(arena, int32_t, rows);
    const struct plan_calendars *calendars = &b->request->calendars;
    b->maps = ARENA_ARRAY(arena, struct daymap *, MAPS + rows);
    b->maps[WORKING] = calendars->working;
    b->maps[NATURAL] = calendars->natural;
    b->maps[SEASON] = calendars->season;
    b->maps[EVERY] = calendars->every != NULL ? calendars->every : calendars->natural;
    b->map_count = MAPS;
    b->result->rows = ARENA_ARRAY(arena, struct plan_row, rows);
    b->result->links = ARENA_ARRAY(arena, struct plan_link, links);
}

static void fill_network(struct builder *b)
{
    struct network *network = &b->result->network;
    network->ids = b->ids;
    network->names = b->names_zh;
    b->result->names_en = b->names_en;
    network->durations = b->durations;
    network->calendars = b->calendars;
    network->not_before = b->not_before;
    network->not_after = b->not_after;
    network->link_from = b->from;
    network->link_to = b->to;
    network->link_lag = b->lag;
    network->link_type = b->type;
    network->maps = b->maps;
    network->map_count = (size_t)b->map_count;
    network->start = b->request->as_of;
}

enum error_kind network_build(const struct plan_request *request, struct arena *arena,
                              struct project_network *network_out, struct error *err)
{
    struct project_network result = {0};
    struct builder b = {.request = request, .arena = arena, .result = &result, .err = err};
    const struct daymap *working = request->calendars.working;
    size_t prerequisites = 0;

    TRY(check_progress(request, err));
    if (request->as_of.day_number < working->first_day ||
        request->as_of.day_number >= working->last_day) {
        char day[DATE_TEXT_SIZE];
        return error_set(err, ERROR_LIMIT, "schedule.horizon",
                         "calendar \"%.*s\" does not know %s, the day of the plan",
                         TEXT_ARGS(working->id), date_format(request->as_of, day));
    }
    for (size_t i = 0; i < request->item_count; i++) {
        prerequisites += request->items[i].prerequisite_count;
    }
    make_room(&b, prerequisites);
    bool *needed = ARENA_ARRAY(arena, bool, request->item_count + 1);
    int32_t *gate =
        ARENA_ARRAY(arena, int32_t, request->gate_all_count + request->gate_any_count + 1);
    size_t gate_count = find_needed(&b, needed, gate);
    for (size_t i = 0; i < request->item_count; i++) {
        b.row_of[i] = needed[i] ? (int32_t)result.row_count : -1;
        if (needed[i]) {
            add_item(&b, (int32_t)i, &result.rows[result.row_count++]);
        }
    }
    look_at_season(&b);
    add_prerequisites(&b);
    if (request->handling == HANDLING_SERIAL) {
        add_serial_order(&b);
    }
    add_milestones(&b, gate, gate_count);
    fill_network(&b);
    *network_out = result;
    return OK;
}
