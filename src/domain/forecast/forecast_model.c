#include "domain/forecast/forecast_internal.h"

#include <assert.h>
#include <stdlib.h>

struct build {
    const struct forecast_input *input;
    struct arena *arena;
    struct forecast_model *model;
    int16_t *tables[FORECAST_CALENDARS_MAX][FORECAST_CALENDARS_MAX][3];
    struct forecast_calendar calendars[FORECAST_CALENDARS_MAX];
    uint32_t bind_count, source_count;
};

/* --- calendars ----------------------------------------------------------------------------------- */

static void read_calendar(struct build *b, struct daymap *map, struct forecast_calendar *out)
{
    int32_t base = b->input->as_of.day_number, horizon = b->input->horizon;
    *out = (struct forecast_calendar){.map = map};
    out->day_of = ARENA_ARRAY(b->arena, int16_t, (size_t)horizon + 2);
    out->index_of = ARENA_ARRAY(b->arena, int16_t, (size_t)horizon + 1);
    for (int32_t day = 0; day < horizon; day++) {
        out->index_of[day] = out->limit;
        /* A day beyond what the calendar knows counts as none that works. */
        if (daymap_is_working(map, (struct date){base + day})) {
            out->day_of[out->limit++] = (int16_t)day;
        }
    }
    out->index_of[horizon] = out->limit;
    out->day_of[out->limit] = (int16_t)horizon;
}

static enum error_kind find_calendar(struct build *b, struct daymap *map, uint8_t *out,
                                     struct error *err)
{
    struct forecast_model *model = b->model;
    for (size_t i = 0; i < model->calendar_count; i++) {
        if (b->calendars[i].map == map) {
            *out = (uint8_t)i;
            return OK;
        }
    }
    if (model->calendar_count == FORECAST_CALENDARS_MAX) {
        return error_set(err, ERROR_LIMIT, "forecast.calendars", "more than %d calendars",
                         FORECAST_CALENDARS_MAX);
    }
    *out = (uint8_t)model->calendar_count;
    read_calendar(b, map, &b->calendars[model->calendar_count++]);
    return OK;
}

/* The table that reads times of one calendar in another; NULL within one calendar, where every map is
 * the identity. */
static const int16_t *find_table(struct build *b, uint8_t from, uint8_t to, enum time_map kind)
{
    int16_t **table = &b->tables[from][to][kind];
    const struct forecast_calendar *source = &b->calendars[from], *target = &b->calendars[to];
    if (from == to) {
        return NULL;
    }
    if (*table == NULL) {
        *table = ARENA_ARRAY(b->arena, int16_t, (size_t)source->limit + 1);
        for (int16_t i = 0; i < source->limit; i++) {
            int day = kind == MAP_START ? source->day_of[i] : i == 0 ? -1 : source->day_of[i - 1];
            int16_t index = day < 0            ? 0
                            : kind == MAP_NEXT ? target->index_of[day + 1]
                                               : target->index_of[day];
            (*table)[i] = kind == MAP_FINISH && day >= 0 && index < target->limit
                              ? (int16_t)(index + 1)
                              : index;
        }
        (*table)[source->limit] = target->limit;
    }
    return *table;
}

/* --- one project --------------------------------------------------------------------------------- */

/* Kahn's algorithm; place[activity] is its position. */
static enum error_kind order_project(const struct network *network, int32_t *order, int32_t *place,
                                     struct error *err)
{
    SCOPED_ARENA scratch = {0};
    size_t n = network->activity_count, placed = 0, done = 0;
    int32_t *waiting = ARENA_ARRAY(&scratch, int32_t, n);
    int32_t *head = ARENA_ARRAY(&scratch, int32_t, n);
    int32_t *next = ARENA_ARRAY(&scratch, int32_t, network->link_count);
    for (size_t i = 0; i < n; i++) {
        head[i] = -1;
    }
    for (size_t l = network->link_count; l-- > 0;) {
        next[l] = head[network->link_from[l]];
        head[network->link_from[l]] = (int32_t)l;
        waiting[network->link_to[l]]++;
    }
    for (size_t i = 0; i < n; i++) {
        if (waiting[i] == 0) {
            place[i] = (int32_t)placed;
            order[placed++] = (int32_t)i;
        }
    }
    while (done < placed) {
        for (int32_t l = head[order[done++]]; l >= 0; l = next[l]) {
            int32_t to = network->link_to[l];
            if (--waiting[to] == 0) {
                place[to] = (int32_t)placed;
                order[placed++] = to;
            }
        }
    }
    if (placed < n) {
        return error_set(err, ERROR_INVALID, "schedule.cycle",
                         "a network of the forecast has a cycle");
    }
    return OK;
}

/* S-3: a milestone's finish is its start. */
static enum link_type settled(const struct network *network, size_t link)
{
    enum link_type type = (enum link_type)network->link_type[link];
    bool from = network->durations[network->link_from[link]] == 0;
    bool to = network->durations[network->link_to[link]] == 0;
    bool finish_binds = (type == LINK_FS || type == LINK_FF) && !from;
    bool binds_finish = (type == LINK_FF || type == LINK_SF) && !to;
    return finish_binds ? (binds_finish ? LINK_FF : LINK_FS) : binds_finish ? LINK_SF : LINK_SS;
}

struct link_reading {
    const int16_t *table;
    int16_t limit, add;
    bool minus_duration;
    time_source source;
};

static struct link_reading read_link(struct build *b, const struct network *network, size_t link,
                                     const int32_t *place)
{
    int32_t from = place[network->link_from[link]];
    const struct model_activity *first = b->model->activities + b->model->activity_count;
    uint8_t source = first[from].calendar, target = first[place[network->link_to[link]]].calendar;
    enum link_type type = settled(network, link);
    enum time_map kind = type == LINK_FS ? MAP_NEXT : type == LINK_FF ? MAP_FINISH : MAP_START;
    int32_t add = network->link_lag[link] + (type == LINK_SF);
    bool end = type == LINK_FS || type == LINK_FF;
    add = add > INT16_MAX / 4 ? INT16_MAX / 4 : add < -INT16_MAX / 4 ? -INT16_MAX / 4 : add;
    return (struct link_reading){find_table(b, source, target, kind), b->calendars[source].limit,
                                 (int16_t)add, type == LINK_FF || type == LINK_SF,
                                 2 * (uint32_t)from + end};
}

static bool binds_alike(const struct bind *bind, const struct link_reading *reading)
{
    return bind->table == reading->table && bind->add == reading->add &&
           bind->minus_duration == reading->minus_duration;
}

/* Links into each activity, those that bind alike together. */
static void read_binds(struct build *b, const struct network *network, const int32_t *place,
                       struct arena *scratch)
{
    struct forecast_model *model = b->model;
    size_t n = network->activity_count, links = network->link_count;
    uint32_t *first = ARENA_ARRAY(scratch, uint32_t, n + 2);
    struct link_reading *into = ARENA_ARRAY(scratch, struct link_reading, links);
    for (size_t l = 0; l < links; l++) {
        first[place[network->link_to[l]] + 2]++;
    }
    for (size_t i = 2; i <= n + 1; i++) {
        first[i] += first[i - 1];
    }
    for (size_t l = 0; l < links; l++) {
        into[first[place[network->link_to[l]] + 1]++] = read_link(b, network, l, place);
    }
    for (size_t i = 0; i < n; i++) {
        struct model_activity *activity = &model->activities[model->activity_count + i];
        activity->first_bind = b->bind_count;
        for (uint32_t at = first[i]; at < first[i + 1]; at++) {
            struct bind *bind = &model->binds[b->bind_count];
            if (into[at].limit < 0) {
                continue; /* taken with an earlier one */
            }
            *bind = (struct bind){into[at].table,          into[at].limit,  into[at].add,
                                  into[at].minus_duration, b->source_count, 0};
            for (uint32_t other = at; other < first[i + 1]; other++) {
                if (into[other].limit >= 0 && binds_alike(bind, &into[other])) {
                    model->sources[b->source_count++] = into[other].source;
                    bind->source_count++;
                    into[other].limit = -1;
                }
            }
            b->bind_count++;
            activity->bind_count++;
        }
    }
}

static enum error_kind check_places(const struct forecast_input *input,
                                    const struct forecast_project *project, struct error *err)
{
    bool right = project->start >= 0 && (size_t)project->start < project->network->activity_count &&
                 project->ground < (int32_t)input->thaw_count;
    for (size_t i = 0; i < project->network->activity_count && right; i++) {
        const struct forecast_activity *activity = &project->activities[i];
        right = activity->quantiles < (int32_t)input->quantile_count &&
                activity->factor < FORECAST_FACTORS_MAX &&
                activity->desk < (int32_t)input->desk_count;
    }
    return right ? OK
                 : error_set(err, ERROR_INVALID, "forecast.index",
                             "a project of the forecast names a place that does not exist");
}

static uint32_t key_of(uint64_t seed, uint64_t identity, uint64_t kind)
{
    /* The finish of MurmurHash3 for 64 bits (Appleby, public domain). */
    uint64_t z = seed * UINT64_C(0x9E3779B97F4A7C15) ^ identity ^ kind << 56;
    z = (z ^ z >> 33) * UINT64_C(0xFF51AFD7ED558CCD);
    z = (z ^ z >> 33) * UINT64_C(0xC4CEB9FE1A85EC53);
    return (uint32_t)(z ^ z >> 33);
}

static int16_t index_from(const struct build *b, uint8_t calendar, struct date day)
{
    int32_t offset = date_is_none(day) ? 0 : day.day_number - b->input->as_of.day_number;
    offset = offset < 0 ? 0 : offset > b->input->horizon ? b->input->horizon : offset;
    return b->calendars[calendar].index_of[offset];
}

static enum error_kind read_activity(struct build *b, const struct forecast_project *project,
                                     int32_t number, struct model_activity *out, struct error *err)
{
    const struct network *network = project->network;
    const struct forecast_activity *given = &project->activities[number];
    int32_t duration = network->durations[number];
    TRY(find_calendar(b, network->maps[network->calendars[number]], &out->calendar, err));
    out->activity = number;
    out->key = key_of(b->input->seed, given->identity, 1);
    out->quantiles = duration == 0 ? -1 : given->quantiles;
    out->factor = given->factor;
    out->desk = duration == 0 ? -1 : given->desk;
    out->duration = (int16_t)(duration > DURATION_DAYS_MAX ? DURATION_DAYS_MAX : duration);
    out->limit = b->calendars[out->calendar].limit;
    out->not_before = index_from(b, out->calendar, network->start);
    if (network->not_before != NULL && !date_is_none(network->not_before[number])) {
        int16_t own = index_from(b, out->calendar, network->not_before[number]);
        out->not_before = own > out->not_before ? own : out->not_before;
    }
    if (given->factor >= (int32_t)b->model->factor_count) {
        b->model->factor_count = (size_t)given->factor + 1;
    }
    return OK;
}

static enum error_kind read_project(struct build *b, const struct forecast_project *project,
                                    struct model_project *out, struct error *err)
{
    SCOPED_ARENA scratch = {0};
    struct forecast_model *model = b->model;
    int32_t wait = date_is_none(project->not_before)
                       ? 0
                       : project->not_before.day_number - b->input->as_of.day_number;
    wait = wait < 0 ? 0 : wait > b->input->horizon ? b->input->horizon : wait;
    *out = (struct model_project){.first = (uint32_t)model->activity_count,
                                  .ground = project->ground,
                                  .not_before = (int16_t)wait,
                                  .started = project->network == NULL};
    if (out->started) {
        return OK;
    }
    TRY(check_places(b->input, project, err));
    size_t n = project->network->activity_count;
    int32_t *order = ARENA_ARRAY(&scratch, int32_t, n), *place = ARENA_ARRAY(&scratch, int32_t, n);
    TRY(order_project(project->network, order, place, err));
    for (size_t i = 0; i < n; i++) {
        TRY(read_activity(b, project, order[i], &model->activities[model->activity_count + i],
                          err));
    }
    read_binds(b, project->network, place, &scratch);
    out->start = (uint32_t)place[project->start];
    out->count = (uint32_t)n;
    model->activity_count += n;
    model->largest_project = n > model->largest_project ? n : model->largest_project;
    return OK;
}

/* --- the programme ------------------------------------------------------------------------------- */

struct rank {
    int32_t rank;
    uint32_t project;
};

static int compare_ranks(const void *a, const void *b)
{
    const struct rank *left = a, *right = b;
    int order = (left->rank > right->rank) - (left->rank < right->rank);
    return order != 0 ? order : (left->project > right->project) - (left->project < right->project);
}

static void order_desks(struct build *b)
{
    SCOPED_ARENA scratch = {0};
    struct forecast_model *model = b->model;
    size_t count = b->input->project_count, served = 0;
    struct rank *ranks = ARENA_ARRAY(&scratch, struct rank, count);
    model->served = ARENA_ARRAY(b->arena, uint32_t, model->activity_count);
    for (size_t p = 0; p < count; p++) {
        ranks[p] = (struct rank){b->input->projects[p].rank, (uint32_t)p};
    }
    qsort(ranks, count, sizeof *ranks, compare_ranks);
    for (size_t r = 0; r < count; r++) {
        const struct model_project *project = &model->projects[ranks[r].project];
        for (uint32_t i = 0; i < project->count; i++) {
            model->served[served++] = project->first + i;
        }
    }
}

static void read_causes(struct build *b)
{
    struct forecast_model *model = b->model;
    const struct forecast_input *input = b->input;
    model->factor_keys = ARENA_ARRAY(b->arena, uint32_t, model->factor_count);
    for (size_t f = 0; f < model->factor_count; f++) {
        model->factor_keys[f] = key_of(input->seed, f, 2);
    }
    model->thaw_keys = ARENA_ARRAY(b->arena, uint32_t, input->thaw_count);
    model->thaw_days = ARENA_ARRAY(b->arena, int16_t, input->thaw_count * DURATION_QUANTILES);
    for (size_t i = 0; i < input->thaw_count; i++) {
        model->thaw_keys[i] = key_of(input->seed, input->thaws[i].identity, 3);
        for (int q = 0; q < DURATION_QUANTILES; q++) {
            struct date day = input->thaws[i].days[q];
            int32_t offset = date_is_none(day) ? 0 : day.day_number - input->as_of.day_number;
            offset = offset < 0 ? 0 : offset > input->horizon ? input->horizon : offset;
            model->thaw_days[i * DURATION_QUANTILES + (size_t)q] = (int16_t)offset;
        }
    }
    model->checkpoints = ARENA_ARRAY(b->arena, int16_t, input->checkpoint_count);
    for (size_t i = 0; i < input->checkpoint_count; i++) {
        int32_t offset = input->checkpoints[i].day_number - input->as_of.day_number;
        model->checkpoints[i] = (int16_t)(offset < -1                ? -1
                                          : offset >= input->horizon ? input->horizon - 1
                                                                     : offset);
    }
}

enum error_kind forecast_model_build(const struct forecast_input *input, struct arena *arena,
                                     const struct forecast_model **model_out, struct error *err)
{
    SCOPED_ARENA scratch = {0};
    size_t activities = 0, links = 0;
    if (input->horizon < 1 || input->horizon > FORECAST_DAYS_MAX) {
        return error_set(err, ERROR_LIMIT, "forecast.horizon",
                         "a forecast looks 1 to %d days ahead, not %d", FORECAST_DAYS_MAX,
                         input->horizon);
    }
    for (size_t p = 0; p < input->project_count; p++) {
        const struct network *network = input->projects[p].network;
        activities += network == NULL ? 0 : network->activity_count;
        links += network == NULL ? 0 : network->link_count;
    }
    struct forecast_model *model = ARENA_NEW(arena, struct forecast_model);
    struct build *b = ARENA_NEW(&scratch, struct build);
    b->input = input;
    b->arena = arena;
    b->model = model;
    model->input = *input;
    model->projects = ARENA_ARRAY(arena, struct model_project, input->project_count);
    model->activities = ARENA_ARRAY(arena, struct model_activity, activities);
    model->binds = ARENA_ARRAY(arena, struct bind, links);
    model->sources = ARENA_ARRAY(arena, time_source, links);
    for (size_t p = 0; p < input->project_count; p++) {
        TRY(read_project(b, &input->projects[p], &model->projects[p], err));
    }
    model->calendars = ARENA_ARRAY(arena, struct forecast_calendar, model->calendar_count);
    for (size_t i = 0; i < model->calendar_count; i++) {
        model->calendars[i] = b->calendars[i];
    }
    order_desks(b);
    read_causes(b);
    *model_out = model;
    return OK;
}
