#include "domain/network/calendar_book.h"

/* Which table: what it counts and whose days it has. A text that makes no difference is "", so that
 * places share a table. */
enum map_kind { MAP_WORKING, MAP_NATURAL, MAP_SEASON };

struct map_key {
    enum map_kind kind;
    enum work_kind work; /* of a season */
    struct calendar_place place;
};

struct book_map {
    struct map_key key;
    struct daymap map;
    struct book_map *next;
};

enum { LAYERS_MAX = 4 };

struct layers {
    struct calendar_source sources[LAYERS_MAX];
    const struct calendar_source *city, *department, *project; /* in sources, or NULL */
    size_t count;
};

/* --- opening ---------------------------------------------------------------------------------- */

enum error_kind calendar_book_open(struct calendar_book *book, struct arena *arena,
                                   struct error *err)
{
    int year = date_year(book->as_of), first = year, last = year;
    book->arena = arena;
    book->maps = NULL;
    if (!calendar_source_knows(&book->nation, year)) {
        return error_set(err, ERROR_INVALID, "calendar.year",
                         "%d 年的节假日安排尚无数据, 不能计算工作日 (no holidays are known for %d)",
                         year, year);
    }
    while (first > year - BOOK_YEARS && calendar_source_knows(&book->nation, first - 1)) {
        first--;
    }
    while (last < year + BOOK_YEARS && calendar_source_knows(&book->nation, last + 1)) {
        last++;
    }
    book->from = date_of(first, 1, 1);
    book->to = date_of(last, 12, 31);
    size_t count = (size_t)(book->to.day_number - book->from.day_number + 1);
    uint8_t *days = ARENA_ARRAY(arena, uint8_t, count);
    for (size_t i = 0; i < count; i++) {
        days[i] = 1;
    }
    book->every = ARENA_NEW(arena, struct daymap);
    daymap_init_days(book->every, TEXT("natural"), book->from, days, count, arena);
    book->every->name_zh = TEXT("自然日");
    book->every->name_en = TEXT("natural days");
    return OK;
}

static const struct calendar_source *find_source(const struct calendar_book *book,
                                                 enum calendar_scope_kind kind, struct text id)
{
    size_t low = 0, high = book->source_count;
    while (id.length > 0 && low < high) {
        size_t middle = low + (high - low) / 2;
        const struct calendar_scope *scope = &book->sources[middle].scope;
        int order =
            scope->kind != kind ? (int)scope->kind - (int)kind : text_compare(scope->id, id);
        if (order == 0) {
            return &book->sources[middle].source;
        }
        *(order < 0 ? &low : &high) = order < 0 ? middle + 1 : middle;
    }
    return NULL;
}

static const struct book_season *find_season(const struct calendar_book *book, struct text division)
{
    for (size_t i = 0; i < book->division_count; i++) {
        if (text_is_equal(book->divisions[i].division, division)) {
            return &book->divisions[i];
        }
    }
    return NULL;
}

const struct seasons *calendar_book_seasons(const struct calendar_book *book, struct text division)
{
    const struct book_season *season = find_season(book, division);
    return season != NULL ? &season->seasons : book->seasons;
}

static void lay(const struct calendar_book *book, const struct calendar_place *place,
                struct layers *layers)
{
    const struct calendar_source *department =
        find_source(book, SCOPE_OF_DEPARTMENT, place->department);
    const struct calendar_source *project = find_source(book, SCOPE_OF_PROJECT, place->project);
    *layers = (struct layers){.count = 1};
    layers->sources[0] = book->nation;
    if (book->city.version_count > 0) {
        layers->city = &layers->sources[layers->count];
        layers->sources[layers->count++] = book->city;
    }
    if (department != NULL) {
        layers->department = &layers->sources[layers->count];
        layers->sources[layers->count++] = *department;
    }
    if (project != NULL) {
        layers->project = &layers->sources[layers->count];
        layers->sources[layers->count++] = *project;
    }
}

/* --- notes ------------------------------------------------------------------------------------ */

struct notes {
    struct daymap_note *items;
    size_t count, capacity;
    struct arena *arena;
};

static void add_note(struct notes *notes, struct daymap_note note)
{
    if (notes->count == notes->capacity) {
        size_t capacity = notes->capacity == 0 ? 8 : notes->capacity * 2;
        struct daymap_note *items = ARENA_ARRAY(notes->arena, struct daymap_note, capacity);
        for (size_t i = 0; i < notes->count; i++) {
            items[i] = notes->items[i];
        }
        notes->items = items;
        notes->capacity = capacity;
    }
    notes->items[notes->count++] = note;
}

/* Days in a row of one version are one note. */
static void note_layer(const struct calendar_book *book, const struct calendar_source *source,
                       const char *zh, const char *en, struct notes *notes)
{
    for (int year = date_year(book->from); source != NULL && year <= date_year(book->to); year++) {
        const struct calendar_version *version = calendar_source_version(source, year, book->as_of);
        for (size_t i = 0; version != NULL && i < version->day_count;) {
            const struct calendar_day *day = &version->days[i++];
            struct date last = day->day;
            if (date_year(day->day) != year) {
                continue;
            }
            while (i < version->day_count && version->days[i].working == day->working &&
                   version->days[i].day.day_number == last.day_number + 1) {
                last = version->days[i++].day;
            }
            add_note(notes, (struct daymap_note){day->day, last,
                                                 text_format(notes->arena, "%s（%s第 %lld 版）",
                                                             day->working ? "上班" : "不上班", zh,
                                                             (long long)version->number),
                                                 text_format(notes->arena, "%s (%s, version %lld)",
                                                             day->working ? "working" : "off", en,
                                                             (long long)version->number)});
        }
    }
}

static void note_disruptions(const struct calendar_book *book, const struct calendar_place *place,
                             bool works, struct notes *notes)
{
    for (size_t i = 0; i < book->disruption_count; i++) {
        const struct disruption *disruption = &book->disruptions[i];
        if (disruption_concerns(disruption, place, works)) {
            add_note(notes, (struct daymap_note){disruption->from, disruption->to,
                                                 text_format(notes->arena, "%s（%.*s）",
                                                             works ? "停工" : "停办",
                                                             TEXT_ARGS(disruption->reason)),
                                                 text_format(notes->arena, "%s stand still (%.*s)",
                                                             works ? "works" : "approvals",
                                                             TEXT_ARGS(disruption->reason))});
        }
    }
}

static void note_thaws(const struct seasons *seasons, enum work_kind work, struct notes *notes)
{
    for (size_t i = 0; i < seasons->thaw_count && seasons->follows_thaw[work]; i++) {
        struct date thaw = seasons->thaws[i];
        char day[DATE_TEXT_SIZE];
        date_format(thaw, day);
        add_note(notes, (struct daymap_note){
                            date_of(date_year(thaw), 1, 1), thaw,
                            text_format(notes->arena, "地面未化冻（%s 化冻）", day),
                            text_format(notes->arena, "the ground is frozen (thaw on %s)", day)});
    }
}

/* --- tables ----------------------------------------------------------------------------------- */

/* One entry a day that disruptions take out. */
static struct calendar_day *expand_disruptions(const struct calendar_book *book,
                                               const struct calendar_place *place, bool works,
                                               struct arena *arena, size_t *count_out)
{
    size_t count = 0;
    for (size_t i = 0; i < book->disruption_count; i++) {
        const struct disruption *one = &book->disruptions[i];
        count += disruption_concerns(one, place, works)
                     ? (size_t)(one->to.day_number - one->from.day_number + 1)
                     : 0;
    }
    struct calendar_day *days = ARENA_ARRAY(arena, struct calendar_day, count);
    *count_out = count;
    count = 0;
    for (size_t i = 0; i < book->disruption_count; i++) {
        const struct disruption *one = &book->disruptions[i];
        for (struct date day = one->from;
             disruption_concerns(one, place, works) && date_compare(day, one->to) <= 0;
             day = date_add_days(day, 1)) {
            days[count++] = (struct calendar_day){day, false};
        }
    }
    return days;
}

enum error_kind calendar_book_days(const struct calendar_book *book,
                                   const struct calendar_place *place, struct date from,
                                   struct date to, struct arena *arena, struct calendar *out,
                                   struct error *err)
{
    struct layers layers;
    size_t count;
    struct calendar_day *days = expand_disruptions(book, place, false, arena, &count);
    lay(book, place, &layers);
    return calendar_build(layers.sources, layers.count, days, count, book->as_of, from, to, arena,
                          out, err);
}

/* "工作日（市、部门日历）" */
static void name_working(struct daymap *map, const struct layers *layers, struct arena *arena)
{
    static const char *const zh[] = {"市", "部门", "项目"};
    static const char *const en[] = {"city", "department", "project"};
    const bool has[] = {layers->city != NULL, layers->department != NULL, layers->project != NULL};
    struct text_builder names_zh, names_en;
    text_builder_init(&names_zh, arena, 200);
    text_builder_init(&names_en, arena, 200);
    for (int i = 0; i < 3; i++) {
        if (has[i]) {
            text_builder_add_format(&names_zh, "%s%s", names_zh.length > 0 ? "、" : "", zh[i]);
            text_builder_add_format(&names_en, "%s%s", names_en.length > 0 ? ", " : "", en[i]);
        }
    }
    map->name_zh = TEXT("工作日");
    map->name_en = TEXT("working days");
    if (names_zh.length > 0) {
        map->name_zh =
            text_format(arena, "工作日（%.*s日历）", TEXT_ARGS(text_builder_text(&names_zh)));
        map->name_en = text_format(arena, "working days (%.*s calendar)",
                                   TEXT_ARGS(text_builder_text(&names_en)));
    }
}

static struct text map_id(const char *kind, struct text of, struct arena *arena)
{
    return of.length == 0 ? text_of(kind) : text_format(arena, "%s:%.*s", kind, TEXT_ARGS(of));
}

static enum error_kind make_working(const struct calendar_book *book, const struct map_key *key,
                                    struct arena *arena, struct daymap *map, struct error *err)
{
    struct notes notes = {.arena = arena};
    struct calendar calendar;
    struct layers layers;
    TRY(calendar_book_days(book, &key->place, book->from, book->to, arena, &calendar, err));
    lay(book, &key->place, &layers);
    daymap_init_days(map, map_id("working", key->place.department, arena), book->from,
                     calendar.working, (size_t)calendar.day_count, arena);
    name_working(map, &layers, arena);
    note_layer(book, layers.city, "本市日历", "city calendar", &notes);
    note_layer(book, layers.department, "部门日历", "department's calendar", &notes);
    note_layer(book, layers.project, "项目日历", "project's calendar", &notes);
    note_disruptions(book, &key->place, false, &notes);
    map->notes = notes.items;
    map->note_count = notes.count;
    return OK;
}

static void take_out(const struct calendar_book *book, const struct calendar_day *days,
                     size_t count, uint8_t *open)
{
    for (size_t i = 0; i < count; i++) {
        if (date_compare(days[i].day, book->from) >= 0 &&
            date_compare(days[i].day, book->to) <= 0 && !days[i].working) {
            open[days[i].day.day_number - book->from.day_number] = 0;
        }
    }
}

static void make_natural(const struct calendar_book *book, const struct map_key *key,
                         struct arena *arena, struct daymap *map)
{
    struct notes notes = {.arena = arena};
    size_t day_count = (size_t)(book->to.day_number - book->from.day_number + 1), count;
    uint8_t *open = ARENA_ARRAY(arena, uint8_t, day_count);
    struct calendar_day *days = expand_disruptions(book, &key->place, false, arena, &count);
    for (size_t i = 0; i < day_count; i++) {
        open[i] = 1;
    }
    take_out(book, days, count, open);
    daymap_init_days(map, map_id("natural", key->place.department, arena), book->from, open,
                     day_count, arena);
    map->name_zh = TEXT("自然日");
    map->name_en = TEXT("natural days");
    note_disruptions(book, &key->place, false, &notes);
    map->notes = notes.items;
    map->note_count = notes.count;
}

/* A day off of the project's calendar is one without works; a working day opens no season (C-11). */
static void make_season(const struct calendar_book *book, const struct map_key *key,
                        struct arena *arena, struct daymap *map)
{
    const struct book_season *own = find_season(book, key->place.division);
    const struct seasons *seasons = own != NULL ? &own->seasons : book->seasons;
    const struct calendar_source *project = find_source(book, SCOPE_OF_PROJECT, key->place.project);
    struct notes notes = {.arena = arena};
    size_t count;
    uint8_t *open = season_days(seasons, key->work, true, book->from, book->to, arena);
    struct calendar_day *days = expand_disruptions(book, &key->place, true, arena, &count);
    take_out(book, days, count, open);
    for (int year = date_year(book->from); project != NULL && year <= date_year(book->to); year++) {
        const struct calendar_version *version =
            calendar_source_version(project, year, book->as_of);
        for (size_t i = 0; version != NULL && i < version->day_count; i++) {
            if (date_year(version->days[i].day) == year) {
                take_out(book, &version->days[i], 1, open);
            }
        }
    }
    daymap_init_days(map, TEXT("season"), book->from, open,
                     (size_t)(book->to.day_number - book->from.day_number + 1), arena);
    map->name_zh = TEXT("施工季");
    map->name_en = TEXT("season");
    if (own != NULL) {
        map->name_zh = text_format(arena, "施工季（%.*s）", TEXT_ARGS(own->name_zh));
        map->name_en = text_format(arena, "season (%.*s)", TEXT_ARGS(own->name_en));
    }
    note_layer(book, project, "项目日历", "project's calendar", &notes);
    note_disruptions(book, &key->place, true, &notes);
    note_thaws(seasons, key->work, &notes);
    map->notes = notes.items;
    map->note_count = notes.count;
}

/* --- sharing ---------------------------------------------------------------------------------- */

static bool has_disruption(const struct calendar_book *book, enum calendar_scope_kind kind,
                           struct text id, bool works)
{
    for (size_t i = 0; i < book->disruption_count; i++) {
        const struct disruption *one = &book->disruptions[i];
        if (one->scope.kind == kind && text_is_equal(one->scope.id, id) &&
            (one->stops == STOPS_BOTH || (one->stops == STOPS_WORKS) == works)) {
            return true;
        }
    }
    return false;
}

/* Empties what makes no difference to the table. */
static struct map_key narrow(const struct calendar_book *book, struct map_key key)
{
    bool works = key.kind == MAP_SEASON, natural = key.kind == MAP_NATURAL;
    struct calendar_place *place = &key.place;
    if (!has_disruption(book, SCOPE_OF_DIVISION, place->division, works) &&
        (!works || find_season(book, place->division) == NULL)) {
        place->division = TEXT("");
    }
    if (works || (!has_disruption(book, SCOPE_OF_DEPARTMENT, place->department, false) &&
                  (natural || find_source(book, SCOPE_OF_DEPARTMENT, place->department) == NULL))) {
        place->department = TEXT("");
    }
    if (!has_disruption(book, SCOPE_OF_PROJECT, place->project, works) &&
        (natural || find_source(book, SCOPE_OF_PROJECT, place->project) == NULL)) {
        place->project = TEXT("");
    }
    return key;
}

static bool is_same(const struct map_key *a, const struct map_key *b)
{
    return a->kind == b->kind && a->work == b->work &&
           text_is_equal(a->place.division, b->place.division) &&
           text_is_equal(a->place.department, b->place.department) &&
           text_is_equal(a->place.project, b->place.project);
}

/* A table that only one project has lives on its arena and is not kept. */
static enum error_kind find_map(struct calendar_book *book, struct map_key wanted,
                                struct arena *arena, struct daymap **map_out, struct error *err)
{
    struct map_key key = narrow(book, wanted);
    bool shared = key.place.project.length == 0;
    for (struct book_map *made = book->maps; shared && made != NULL; made = made->next) {
        if (is_same(&made->key, &key)) {
            *map_out = &made->map;
            return OK;
        }
    }
    struct arena *home = shared ? book->arena : arena;
    struct book_map *made = ARENA_NEW(home, struct book_map);
    key.place.division = text_copy(key.place.division, home);
    key.place.department = text_copy(key.place.department, home);
    made->key = key;
    if (key.kind == MAP_WORKING) {
        TRY(make_working(book, &key, home, &made->map, err));
    } else if (key.kind == MAP_NATURAL) {
        make_natural(book, &key, home, &made->map);
    } else {
        make_season(book, &key, home, &made->map);
    }
    if (shared) {
        made->next = book->maps;
        book->maps = made;
    }
    *map_out = &made->map;
    return OK;
}

enum error_kind calendar_book_project(struct calendar_book *book,
                                      const struct calendar_place *place, enum work_kind work,
                                      struct arena *arena, struct plan_calendars *calendars_out,
                                      struct error *err)
{
    struct map_key key = {.place = *place};
    struct plan_calendars calendars = {.seasons = calendar_book_seasons(book, place->division),
                                       .work = work,
                                       .every = book->every};
    key.place.department = TEXT("");
    TRY(find_map(book, key, arena, &calendars.working, err));
    key.kind = MAP_NATURAL;
    TRY(find_map(book, key, arena, &calendars.natural, err));
    key.kind = MAP_SEASON;
    key.work = work;
    TRY(find_map(book, key, arena, &calendars.season, err));
    *calendars_out = calendars;
    return OK;
}

enum error_kind calendar_book_items(struct calendar_book *book, const struct calendar_place *place,
                                    struct arena *arena, struct plan_item *items, size_t item_count,
                                    struct error *err)
{
    for (size_t i = 0; i < item_count; i++) {
        struct plan_item *item = &items[i];
        struct map_key key = {.kind = MAP_WORKING, .place = *place};
        item->window = item->clock = NULL;
        key.place.department = item->department;
        if (find_source(book, SCOPE_OF_DEPARTMENT, item->department) == NULL &&
            !has_disruption(book, SCOPE_OF_DEPARTMENT, item->department, false)) {
            continue;
        }
        for (size_t before = 0; before < i && item->window == NULL; before++) {
            if (text_is_equal(items[before].department, item->department) &&
                items[before].natural == item->natural) {
                item->window = items[before].window;
                item->clock = items[before].clock;
            }
        }
        if (item->window != NULL) {
            continue;
        }
        TRY(find_map(book, key, arena, &item->window, err));
        key.kind = MAP_NATURAL;
        TRY(find_map(book, key, arena, &item->clock, err));
        if (!item->natural) {
            item->clock = item->window;
        }
    }
    return OK;
}
