/* From a file of another product to the network that the schedule takes, and back to its tasks. */
#include "exchange/project_file.h"

#include <string.h>

enum { JOINS_MAX = 4096 };

struct join {
    int32_t a, b, result;
    enum dayclock_join join;
};

struct builder {
    const struct project_file *file;
    struct arena *arena;
    struct error *err;
    struct project_schedule *result;
    int32_t *parent;       /* [task]: its summary, or -1 */
    bool *summary;         /* [task] */
    int32_t *opens, *ends; /* [task]: the milestones that stand for a summary, or -1 */
    int32_t *map_of;       /* [calendar]: its map once it is made, or -1 */
    struct daymap **maps;
    size_t map_count;
    int32_t natural; /* the map of all minutes */
    struct join *joins;
    size_t join_count;
    int32_t *resource_map; /* [task]: what its working resources share, or -1 */
    struct date anchor;
    /* the network */
    size_t activity_count, activity_max, link_count, link_max;
    struct text *ids, *names;
    int32_t *durations, *calendars, *from, *to, *lag;
    uint8_t *type;
    struct date *not_before, *not_after;
    struct activity_rule *rules;
    struct link_rule *link_rules;
};

/* --- uids ------------------------------------------------------------------------------------- */

/* From numbers to places in a list; open addressing. */
struct uid_table {
    int32_t *uids, *places;
    size_t mask;
};

static size_t uid_slot(const struct uid_table *table, int32_t uid)
{
    size_t slot = ((uint32_t)uid * 2654435761u) & table->mask;
    while (table->places[slot] != 0 && table->uids[slot] != uid) {
        slot = (slot + 1) & table->mask;
    }
    return slot;
}

static struct uid_table make_uid_table(size_t count, struct arena *arena)
{
    struct uid_table table;
    size_t size = 16;
    while (size < count * 2) {
        size *= 2;
    }
    table.mask = size - 1;
    table.uids = ARENA_ARRAY(arena, int32_t, size);
    table.places = ARENA_ARRAY(arena, int32_t, size);
    return table;
}

static void uid_put(struct uid_table *table, int32_t uid, size_t place)
{
    size_t slot = uid_slot(table, uid);
    table->uids[slot] = uid;
    table->places[slot] = (int32_t)place + 1;
}

static int32_t uid_find(const struct uid_table *table, int32_t uid)
{
    return table->places[uid_slot(table, uid)] - 1;
}

/* --- calendars -------------------------------------------------------------------------------- */

static bool clock_is_equal(const struct dayclock *a, const struct dayclock *b)
{
    bool equal = a->exception_count == b->exception_count;
    for (int i = 0; i < 7 && equal; i++) {
        equal = day_hours_is_equal(&a->week[i], &b->week[i]);
    }
    for (size_t i = 0; i < a->exception_count && equal; i++) {
        equal = a->exceptions[i].day == b->exceptions[i].day &&
                day_hours_is_equal(&a->exceptions[i].hours, &b->exceptions[i].hours);
    }
    return equal;
}

static bool clock_works(const struct dayclock *clock)
{
    bool works = false;
    for (int i = 0; i < 7; i++) {
        works = works || clock->week[i].count > 0;
    }
    for (size_t i = 0; i < clock->exception_count && !works; i++) {
        works = clock->exceptions[i].hours.count > 0;
    }
    return works;
}

/* The map of a clock: an equal one that is there, or a new one. */
static enum error_kind add_map(struct builder *b, struct text name, const struct dayclock *clock,
                               int32_t *map_out)
{
    for (size_t i = 0; i < b->map_count; i++) {
        if (clock_is_equal(b->maps[i]->clock, clock)) {
            *map_out = (int32_t)i;
            return OK;
        }
    }
    if (!clock_works(clock)) {
        return error_set(b->err, ERROR_INVALID, "project.calendar",
                         "calendar \"%.*s\" has no working time", TEXT_ARGS(name));
    }
    if (b->map_count == NETWORK_CALENDARS_MAX) {
        return error_set(b->err, ERROR_LIMIT, "network.too_large",
                         "more than %d different calendars", NETWORK_CALENDARS_MAX);
    }
    struct dayclock *kept = ARENA_NEW(b->arena, struct dayclock);
    struct daymap *map = ARENA_NEW(b->arena, struct daymap);
    *kept = *clock;
    daymap_init_clock(map, name, kept, b->anchor, b->arena);
    *map_out = (int32_t)b->map_count;
    b->maps[b->map_count++] = map;
    return OK;
}

/* What a calendar says itself, over what its base says. */
static struct dayclock inherit(const struct file_calendar *own, const struct dayclock *base,
                               struct arena *arena)
{
    struct dayclock clock = own->clock;
    size_t count = base->exception_count + own->clock.exception_count;
    struct day_exception *days = ARENA_ARRAY(arena, struct day_exception, count);
    for (int day = 0; day < 7; day++) {
        clock.week[day] = own->set[day] ? own->clock.week[day] : base->week[day];
    }
    if (base->exception_count > 0) {
        memcpy(days, base->exceptions, base->exception_count * sizeof days[0]);
    }
    if (own->clock.exception_count > 0) {
        memcpy(days + base->exception_count, own->clock.exceptions,
               own->clock.exception_count * sizeof days[0]);
    }
    clock.exceptions = days;
    clock.exception_count = day_exceptions_settle(days, count, arena);
    return clock;
}

static int32_t find_calendar(const struct project_file *file, int32_t uid)
{
    for (size_t i = 0; i < file->calendar_count; i++) {
        if (file->calendars[i].uid == uid) {
            return (int32_t)i;
        }
    }
    return -1;
}

static enum error_kind resolve(struct builder *b, size_t calendar, int depth,
                               struct dayclock *clock_out)
{
    enum { BASES_MAX = 16 };
    const struct file_calendar *own = &b->file->calendars[calendar];
    struct dayclock base = {0};
    int32_t base_place = own->base_uid < 0 ? -1 : find_calendar(b->file, own->base_uid);
    if (depth == BASES_MAX) {
        return error_set(b->err, ERROR_INVALID, "project.calendar",
                         "calendar \"%.*s\" leads back to itself", TEXT_ARGS(own->name));
    }
    if (base_place >= 0) {
        TRY(resolve(b, (size_t)base_place, depth + 1, &base));
    }
    *clock_out = inherit(own, &base, b->arena);
    return OK;
}

static enum error_kind calendar_map(struct builder *b, int32_t uid, int32_t *map_out)
{
    int32_t place = find_calendar(b->file, uid);
    if (place < 0) {
        *map_out = -1;
        return OK;
    }
    if (b->map_of[place] < 0) {
        struct dayclock clock;
        TRY(resolve(b, (size_t)place, 0, &clock));
        TRY(add_map(b, b->file->calendars[place].name, &clock, &b->map_of[place]));
    }
    *map_out = b->map_of[place];
    return OK;
}

/* The map of the time in which either of two works, or both do. */
static enum error_kind join_maps(struct builder *b, int32_t one, int32_t other,
                                 enum dayclock_join how, int32_t *map_out)
{
    if (one == other || one < 0 || other < 0) {
        *map_out = one < 0 ? other : one;
        return OK;
    }
    for (size_t i = 0; i < b->join_count; i++) {
        const struct join *join = &b->joins[i];
        if (join->a == one && join->b == other && join->join == how) {
            *map_out = join->result;
            return OK;
        }
    }
    struct dayclock clock =
        dayclock_combine(b->maps[one]->clock, b->maps[other]->clock, how, b->arena);
    TRY(add_map(b, b->maps[one]->id, &clock, map_out));
    if (b->join_count < JOINS_MAX) {
        b->joins[b->join_count++] = (struct join){one, other, *map_out, how};
    }
    return OK;
}

/* I-4: resources that work move a task by the time in which any of them does. */
static enum error_kind find_resource_maps(struct builder *b, const struct uid_table *tasks)
{
    const struct project_file *file = b->file;
    struct uid_table resources = make_uid_table(file->resource_count, b->arena);
    for (size_t i = 0; i < file->resource_count; i++) {
        uid_put(&resources, file->resources[i].uid, i);
    }
    for (size_t i = 0; i < file->assignment_count; i++) {
        int32_t task = uid_find(tasks, file->assignments[i].task_uid);
        int32_t resource = uid_find(&resources, file->assignments[i].resource_uid);
        int32_t map;
        if (task < 0 || resource < 0 || file->resources[resource].type != 1) {
            continue;
        }
        TRY(calendar_map(b, file->resources[resource].calendar_uid, &map));
        TRY(join_maps(b, b->resource_map[task], map, DAYCLOCK_EITHER, &b->resource_map[task]));
    }
    return OK;
}

static enum error_kind task_map(struct builder *b, size_t place, int32_t *map_out)
{
    const struct file_task *task = &b->file->tasks[place];
    int32_t own = -1, resources = b->resource_map[place];
    if (task->elapsed) {
        *map_out = b->natural;
        return OK;
    }
    if (task->calendar_uid >= 0) {
        TRY(calendar_map(b, task->calendar_uid, &own));
    }
    resources = own >= 0 && task->ignores_resources ? -1 : resources;
    TRY(join_maps(b, own, resources, DAYCLOCK_BOTH, map_out));
    if (*map_out < 0) {
        TRY(calendar_map(b, b->file->calendar_uid, map_out));
    }
    if (*map_out < 0 && b->file->calendar_count > 0) {
        TRY(calendar_map(b, b->file->calendars[0].uid, map_out));
    }
    *map_out = *map_out < 0 ? b->natural : *map_out;
    return OK;
}

static enum error_kind start_maps(struct builder *b)
{
    struct dayclock always = {0};
    for (int day = 0; day < 7; day++) {
        (void)day_hours_add(&always.week[day], 0, DAY_MINUTES);
    }
    b->maps = ARENA_ARRAY(b->arena, struct daymap *, NETWORK_CALENDARS_MAX);
    b->joins = ARENA_ARRAY(b->arena, struct join, JOINS_MAX);
    b->map_of = ARENA_ARRAY(b->arena, int32_t, b->file->calendar_count);
    for (size_t i = 0; i < b->file->calendar_count; i++) {
        b->map_of[i] = -1;
    }
    return add_map(b, TEXT("natural"), &always, &b->natural);
}

/* --- activities ------------------------------------------------------------------------------- */

static int32_t add_activity(struct builder *b, const struct file_task *task, int32_t map,
                            int32_t duration)
{
    size_t i = b->activity_count++;
    b->ids[i] = text_format(b->arena, "%d", task->uid);
    b->names[i] = task->name;
    b->durations[i] = duration;
    b->calendars[i] = map;
    b->not_before[i] = b->not_after[i] = DATE_NONE;
    b->rules[i] = (struct activity_rule){
        .finish_not_before = NO_TICK, .start_not_after = NO_TICK, .deadline = NO_TICK};
    return (int32_t)i;
}

static struct date earlier(struct date a, int32_t tick)
{
    return tick < a.day_number ? (struct date){tick} : a; /* NO_TICK is later than any */
}

static struct date later(struct date a, int32_t tick)
{
    return date_is_none(a) || tick > a.day_number ? (struct date){tick} : a;
}

/* I-5: what a constraint means. */
static void constrain(struct builder *b, int32_t i, enum task_constraint constraint, int32_t date)
{
    struct activity_rule *rule = &b->rules[i];
    if (date == NO_TICK) {
        return;
    }
    switch (constraint) {
    case CONSTRAINT_ASAP:
    case CONSTRAINT_ALAP:
        break;
    case CONSTRAINT_MSO:
        b->not_before[i].day_number = date;
        rule->finish_not_before = NO_TICK;
        rule->stands = true;
        break;
    case CONSTRAINT_MFO:
        b->not_before[i] = DATE_NONE;
        rule->finish_not_before = date;
        rule->stands = true;
        break;
    case CONSTRAINT_SNET:
        b->not_before[i] = later(b->not_before[i], date);
        break;
    case CONSTRAINT_SNLT:
        rule->start_not_after = date;
        rule->holds = true;
        break;
    case CONSTRAINT_FNET:
        rule->finish_not_before = date;
        break;
    case CONSTRAINT_FNLT:
        b->not_after[i] = earlier(b->not_after[i], date);
        rule->holds = true;
        break;
    case CONSTRAINT_START_ON:
        b->not_before[i] = later(b->not_before[i], date);
        rule->start_not_after = date;
        break;
    case CONSTRAINT_FINISH_ON:
        rule->finish_not_before = date;
        b->not_after[i] = earlier(b->not_after[i], date);
        break;
    case CONSTRAINT_START_BY:
        rule->start_not_after = date;
        break;
    case CONSTRAINT_FINISH_BY:
        b->not_after[i] = earlier(b->not_after[i], date);
        break;
    }
}

/* I-6: what has begun or stands by hand keeps its dates. */
static void keep_given(struct builder *b, int32_t i, const struct file_task *task)
{
    struct activity_rule *rule = &b->rules[i];
    struct daymap *map = b->maps[b->calendars[i]];
    bool done = task->actual_finish != NO_TICK;
    int32_t start = task->actual_start != NO_TICK ? task->actual_start : task->start;
    int32_t finish = done ? task->actual_finish : task->finish;
    if (start == NO_TICK || (done && finish < start) || (task->resumes && !done)) {
        return;
    }
    bool begun = task->actual_start != NO_TICK;
    if (!done && !begun && !task->manual) {
        return;
    }
    *rule = (struct activity_rule){
        .finish_not_before = NO_TICK, .start_not_after = NO_TICK, .deadline = NO_TICK};
    b->not_after[i] = DATE_NONE;
    b->not_before[i].day_number = start;
    rule->done = done;
    rule->early_stands = !done;
    rule->started = begun;
    if (done || (task->manual && finish != NO_TICK && finish >= start)) {
        int32_t worked = daymap_index(map, finish) - daymap_index(map, start);
        rule->finish_not_before = finish;
        b->durations[i] = worked < NETWORK_MINUTES_MAX ? worked : NETWORK_MINUTES_MAX;
    }
}

static enum error_kind add_task(struct builder *b, size_t place)
{
    const struct file_task *task = &b->file->tasks[place];
    int32_t map;
    TRY(task_map(b, place, &map));
    int32_t i = add_activity(b, task, map, task->duration);
    b->result->activity[place] = i;
    constrain(b, i, task->second, task->second_date);
    constrain(b, i, task->constraint, task->constraint_date);
    keep_given(b, i, task);
    b->rules[i].deadline = task->deadline;
    return OK;
}

/* --- the outline ------------------------------------------------------------------------------ */

static bool is_left_out(const struct file_task *task)
{
    return task->empty || task->inactive;
}

/* I-2: a task with deeper ones right below it is a summary, whatever its mark says. */
static void find_outline(struct builder *b)
{
    enum { LEVELS = 64 };
    int32_t open[LEVELS];
    for (int i = 0; i < LEVELS; i++) {
        open[i] = -1;
    }
    int32_t previous = -1;
    for (size_t i = 0; i < b->file->task_count; i++) {
        const struct file_task *task = &b->file->tasks[i];
        int32_t level = task->level < 0 ? 0 : task->level < LEVELS ? task->level : LEVELS - 1;
        b->parent[i] = -1;
        b->opens[i] = b->ends[i] = -1;
        if (task->empty) {
            continue;
        }
        b->summary[i] = task->summary;
        for (int32_t up = level - 1; up >= 0 && b->parent[i] < 0; up--) {
            b->parent[i] = open[up];
        }
        if (b->parent[i] >= 0 && b->parent[i] == previous) {
            b->summary[previous] = true;
        }
        open[level] = (int32_t)i;
        for (int32_t down = level + 1; down < LEVELS; down++) {
            open[down] = -1;
        }
        previous = (int32_t)i;
    }
}

static void add_link(struct builder *b, int32_t from, int32_t to, enum link_type type, int32_t lag,
                     enum lag_kind kind)
{
    size_t i = b->link_count++;
    b->from[i] = from;
    b->to[i] = to;
    b->type[i] = (uint8_t)type;
    b->lag[i] = lag;
    b->link_rules[i] = (struct link_rule){.lag = (uint8_t)kind};
}

/* I-3: two milestones stand for a summary that has links or a constraint: all its tasks follow the
 * one, and the other follows them all. */
static enum error_kind open_summary(struct builder *b, int32_t place)
{
    const struct file_task *task = &b->file->tasks[place];
    struct file_task plain = *task;
    int32_t map;
    if (b->opens[place] >= 0) {
        return OK;
    }
    plain.elapsed = false;
    TRY(task_map(b, (size_t)place, &map));
    b->opens[place] = add_activity(b, &plain, map, 0);
    b->ends[place] = add_activity(b, &plain, map, 0);
    if (task->constraint == CONSTRAINT_SNET) {
        constrain(b, b->opens[place], CONSTRAINT_SNET, task->constraint_date);
    } else if (task->constraint == CONSTRAINT_FNLT) {
        b->not_after[b->ends[place]] = earlier(DATE_NONE, task->constraint_date);
    }
    return OK;
}

static enum error_kind open_summaries(struct builder *b, const struct uid_table *tasks)
{
    const struct project_file *file = b->file;
    for (size_t i = 0; i < file->link_count; i++) {
        int32_t from = uid_find(tasks, file->links[i].from_uid), to = file->links[i].to;
        if (from < 0) {
            return error_set(b->err, ERROR_INVALID, "project.link",
                             "task %d follows task %d, which is not in the file",
                             file->tasks[to].uid, file->links[i].from_uid);
        }
        if (b->summary[from]) {
            TRY(open_summary(b, from));
        }
        if (b->summary[to]) {
            TRY(open_summary(b, to));
        }
    }
    for (size_t i = 0; i < file->task_count; i++) {
        bool bound = file->tasks[i].constraint == CONSTRAINT_SNET ||
                     file->tasks[i].constraint == CONSTRAINT_FNLT;
        if (b->summary[i] && bound && !is_left_out(&file->tasks[i])) {
            TRY(open_summary(b, (int32_t)i));
        }
    }
    return OK;
}

/* Between the milestones of a summary and what stands in it. A chain of summaries is walked up once
 * for each task: outlines are shallow. */
static void link_outline(struct builder *b)
{
    for (size_t i = 0; i < b->file->task_count; i++) {
        int32_t activity = b->result->activity[i];
        if (activity < 0) {
            continue;
        }
        for (int32_t up = b->parent[i]; up >= 0; up = b->parent[up]) {
            if (b->opens[up] >= 0) {
                add_link(b, b->opens[up], activity, LINK_FS, 0, LAG_SUCCESSOR);
                add_link(b, activity, b->ends[up], LINK_FS, 0, LAG_SUCCESSOR);
            }
        }
    }
}

static size_t count_outline_links(const struct builder *b)
{
    size_t count = 0;
    for (size_t i = 0; i < b->file->task_count; i++) {
        for (int32_t up = b->parent[i]; up >= 0; up = b->parent[up]) {
            count += b->opens[up] >= 0 ? 2 : 0;
        }
    }
    return count;
}

/* --- links ------------------------------------------------------------------------------------ */

static void link_tasks(struct builder *b, const struct file_link *link, int32_t from_task)
{
    const struct file_task *before = &b->file->tasks[from_task];
    int32_t from = b->result->activity[from_task], to = b->result->activity[link->to];
    enum link_type type = link->type;
    if (b->summary[from_task]) {
        from = type == LINK_FS || type == LINK_FF ? b->ends[from_task] : b->opens[from_task];
    }
    if (b->summary[link->to]) {
        to = b->opens[link->to];
    }
    if (from < 0 || to < 0) {
        return; /* one end is left out */
    }
    int64_t lag = link->percent ? (int64_t)before->duration * link->lag / 100 : link->lag;
    lag = lag > NETWORK_MINUTES_MAX    ? NETWORK_MINUTES_MAX
          : lag < -NETWORK_MINUTES_MAX ? -NETWORK_MINUTES_MAX
                                       : lag;
    enum lag_kind kind = lag == 0               ? LAG_SUCCESSOR
                         : link->elapsed        ? LAG_ELAPSED
                         : link->of_predecessor ? LAG_PREDECESSOR
                                                : LAG_SUCCESSOR;
    add_link(b, from, to, type, (int32_t)lag, kind);
}

static enum error_kind make_links(struct builder *b, const struct uid_table *tasks)
{
    b->link_max = b->file->link_count + count_outline_links(b);
    if (b->link_max > NETWORK_LINKS_MAX) {
        return error_set(b->err, ERROR_LIMIT, "network.too_large", "more than %d links",
                         NETWORK_LINKS_MAX);
    }
    b->from = ARENA_ARRAY(b->arena, int32_t, b->link_max);
    b->to = ARENA_ARRAY(b->arena, int32_t, b->link_max);
    b->lag = ARENA_ARRAY(b->arena, int32_t, b->link_max);
    b->type = ARENA_ARRAY(b->arena, uint8_t, b->link_max);
    b->link_rules = ARENA_ARRAY(b->arena, struct link_rule, b->link_max);
    for (size_t i = 0; i < b->file->link_count; i++) {
        const struct file_link *link = &b->file->links[i];
        link_tasks(b, link, uid_find(tasks, link->from_uid));
    }
    link_outline(b);
    return OK;
}

/* --- the whole -------------------------------------------------------------------------------- */

static int32_t first_start(const struct project_file *file)
{
    int32_t first = file->start;
    for (size_t i = 0; i < file->task_count && file->start == NO_TICK; i++) {
        first = file->tasks[i].start < first ? file->tasks[i].start : first;
    }
    return first;
}

static struct date day_of_tick(int32_t tick)
{
    int32_t day = tick / DAY_MINUTES;
    return (struct date){tick % DAY_MINUTES < 0 ? day - 1 : day};
}

static void allocate(struct builder *b)
{
    size_t tasks = b->file->task_count;
    b->activity_max = tasks * 2 + 1;
    b->parent = ARENA_ARRAY(b->arena, int32_t, tasks);
    b->summary = ARENA_ARRAY(b->arena, bool, tasks);
    b->opens = ARENA_ARRAY(b->arena, int32_t, tasks);
    b->ends = ARENA_ARRAY(b->arena, int32_t, tasks);
    b->resource_map = ARENA_ARRAY(b->arena, int32_t, tasks);
    b->result->activity = ARENA_ARRAY(b->arena, int32_t, tasks);
    b->ids = ARENA_ARRAY(b->arena, struct text, b->activity_max);
    b->names = ARENA_ARRAY(b->arena, struct text, b->activity_max);
    b->durations = ARENA_ARRAY(b->arena, int32_t, b->activity_max);
    b->calendars = ARENA_ARRAY(b->arena, int32_t, b->activity_max);
    b->not_before = ARENA_ARRAY(b->arena, struct date, b->activity_max);
    b->not_after = ARENA_ARRAY(b->arena, struct date, b->activity_max);
    b->rules = ARENA_ARRAY(b->arena, struct activity_rule, b->activity_max);
    for (size_t i = 0; i < tasks; i++) {
        b->resource_map[i] = b->result->activity[i] = -1;
    }
}

static enum error_kind make_network(struct builder *b, int32_t anchor)
{
    const struct project_file *file = b->file;
    struct uid_table tasks = make_uid_table(file->task_count, b->arena);
    for (size_t i = 0; i < file->task_count; i++) {
        uid_put(&tasks, file->tasks[i].uid, i);
    }
    allocate(b);
    TRY(start_maps(b));
    find_outline(b);
    TRY(find_resource_maps(b, &tasks));
    for (size_t i = 0; i < file->task_count; i++) {
        if (!b->summary[i] && !is_left_out(&file->tasks[i])) {
            TRY(add_task(b, i));
        }
    }
    TRY(open_summaries(b, &tasks));
    TRY(make_links(b, &tasks));
    b->result->network = (struct network){
        .unit = NETWORK_MINUTES,
        .activity_count = b->activity_count,
        .ids = b->ids,
        .names = b->names,
        .durations = b->durations,
        .calendars = b->calendars,
        .not_before = b->not_before,
        .not_after = b->not_after,
        .rules = b->rules,
        .link_count = b->link_count,
        .link_from = b->from,
        .link_to = b->to,
        .link_type = b->type,
        .link_lag = b->lag,
        .link_rules = b->link_rules,
        .maps = b->maps,
        .map_count = b->map_count,
        .start = file->from_finish ? DATE_NONE : (struct date){anchor},
        .finish = file->from_finish ? (struct date){anchor} : DATE_NONE,
    };
    return network_check(&b->result->network, b->err);
}

static struct task_dates dates_of(const struct schedule *s, int32_t i)
{
    return (struct task_dates){true,
                               s->early_start[i].day_number,
                               s->early_finish[i].day_number,
                               s->late_start[i].day_number,
                               s->late_finish[i].day_number,
                               s->total_float[i],
                               s->free_float[i],
                               s->critical[i]};
}

/* I-7: a summary reaches from the first to the last of its tasks, and has the least of their
 * slacks. */
static void roll_up(struct task_dates *summary, const struct task_dates *task)
{
    if (!summary->scheduled) {
        *summary = *task;
    }
    summary->early_start =
        task->early_start < summary->early_start ? task->early_start : summary->early_start;
    summary->early_finish =
        task->early_finish > summary->early_finish ? task->early_finish : summary->early_finish;
    summary->late_start =
        task->late_start < summary->late_start ? task->late_start : summary->late_start;
    summary->late_finish =
        task->late_finish > summary->late_finish ? task->late_finish : summary->late_finish;
    summary->total_slack =
        task->total_slack < summary->total_slack ? task->total_slack : summary->total_slack;
    summary->free_slack = summary->total_slack > 0 ? summary->total_slack : 0;
    summary->critical = summary->total_slack <= 0;
}

static void tell_tasks(struct builder *b)
{
    struct project_schedule *result = b->result;
    for (size_t i = b->file->task_count; i-- > 0;) {
        int32_t activity = result->activity[i];
        if (activity >= 0) {
            result->dates[i] = dates_of(&result->schedule, activity);
        }
        if (result->dates[i].scheduled && b->parent[i] >= 0) {
            roll_up(&result->dates[b->parent[i]], &result->dates[i]);
        }
    }
}

enum error_kind project_file_schedule(const struct project_file *file, struct arena *arena,
                                      struct project_schedule *schedule_out, struct error *err)
{
    struct project_schedule result = {0};
    struct builder builder = {.file = file, .arena = arena, .err = err, .result = &result};
    int32_t anchor = file->from_finish ? file->finish : first_start(file);
    if (anchor == NO_TICK) {
        return error_set(err, ERROR_INVALID, "project.anchor",
                         "the file says on no day when the project starts");
    }
    builder.anchor = day_of_tick(anchor);
    TRY(make_network(&builder, anchor));
    TRY(schedule_compute(&result.network, arena, &result.schedule, err));
    result.dates = ARENA_ARRAY(arena, struct task_dates, file->task_count);
    tell_tasks(&builder);
    *schedule_out = result;
    return OK;
}

/* --- CSV -------------------------------------------------------------------------------------- */

static void add_tick(struct text_builder *out, int32_t tick)
{
    char day[DATE_TEXT_SIZE];
    struct date date = day_of_tick(tick);
    int32_t minute = tick - date.day_number * DAY_MINUTES;
    text_builder_add_format(out, "%sT%02d:%02d", date_format(date, day), minute / 60, minute % 60);
}

void project_csv_add(struct text_builder *out, const struct project_file *file,
                     const struct project_schedule *schedule)
{
    text_builder_add(out, TEXT("uid,early_start,early_finish,late_start,late_finish,total_slack,"
                               "free_slack,critical\n"));
    for (size_t i = 0; i < file->task_count; i++) {
        const struct task_dates *dates = &schedule->dates[i];
        if (!dates->scheduled) {
            continue;
        }
        text_builder_add_format(out, "%d,", file->tasks[i].uid);
        add_tick(out, dates->early_start);
        text_builder_add_byte(out, ',');
        add_tick(out, dates->early_finish);
        text_builder_add_byte(out, ',');
        add_tick(out, dates->late_start);
        text_builder_add_byte(out, ',');
        add_tick(out, dates->late_finish);
        text_builder_add_format(out, ",%d,%d,%s\n", dates->total_slack, dates->free_slack,
                                dates->critical ? "true" : "false");
    }
}
