/* XER: tables of tab-separated text. "%T" names a table, "%F" its columns, "%R" is a row. */
#include "exchange/encoding.h"
#include "exchange/project_file.h"

#include <string.h>

enum { COLUMNS_MAX = 256, CALENDAR_DEPTH_MAX = 16 };
enum { SERIAL_DAY_ZERO = -25569 }; /* 1899-12-30, from which exceptions count their days */

struct list {
    char *items;
    size_t count, capacity, size;
};

struct reader {
    struct arena *arena;
    struct error *err;
    size_t line;
    struct text table;
    struct text columns[COLUMNS_MAX], values[COLUMNS_MAX];
    size_t column_count, value_count;
    struct project_file file;
    struct list calendars, tasks, links, resources, assignments;
    struct text lag_calendar; /* how lags are counted, as SCHEDOPTIONS says */
};

/* A row of TASKPRED names its ends by their ids; they become places when all tasks are read. */
struct pending_link {
    struct file_link link;
    int32_t to_uid;
};

static void *list_add(struct list *list, struct arena *arena, const void *item)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 64 : list->capacity * 2;
        char *items = arena_alloc_array(arena, capacity, list->size);
        if (list->count > 0) {
            memcpy(items, list->items, list->count * list->size);
        }
        list->items = items;
        list->capacity = capacity;
    }
    return memcpy(list->items + list->count++ * list->size, item, list->size);
}

static enum error_kind refuse(struct reader *r, const char *column, const char *what)
{
    return error_set(r->err, ERROR_MALFORMED, "xer.syntax", "line %zu: %s %s", r->line, column,
                     what);
}

static enum error_kind limit(struct reader *r, const char *what)
{
    return error_set(r->err, ERROR_LIMIT, "xer.size", "the file has too many %s", what);
}

/* --- values of a row -------------------------------------------------------------------------- */

static struct text value(const struct reader *r, const char *column)
{
    for (size_t i = 0; i < r->column_count && i < r->value_count; i++) {
        if (text_is_equal(r->columns[i], text_of(column))) {
            return text_trim(r->values[i]);
        }
    }
    return (struct text){"", 0};
}

static bool is(const struct reader *r, const char *column, const char *word)
{
    return text_is_equal(value(r, column), text_of(word));
}

static enum error_kind value_id(struct reader *r, const char *column, int32_t *id_out)
{
    struct text text = value(r, column);
    int64_t number = -1;
    if (text.length > 0 &&
        (!text_parse_int64(text, &number) || number < INT32_MIN || number > INT32_MAX)) {
        return refuse(r, column, "is not a whole number of 32 bits");
    }
    *id_out = (int32_t)number;
    return OK;
}

/* Hours with a decimal point, in minutes; half a minute and more counts as one. */
static enum error_kind value_hours(struct reader *r, const char *column, int32_t *minutes_out)
{
    struct text text = value(r, column);
    bool negative = text.length > 0 && text.data[0] == '-', point = false;
    int64_t whole = 0, part = 0, scale = 1;
    for (size_t i = negative; i < text.length; i++) {
        char c = text.data[i];
        if (c >= '0' && c <= '9' && whole < NETWORK_MINUTES_MAX) {
            if (!point) {
                whole = whole * 10 + (c - '0');
            } else if (scale < 1000000) {
                part = part * 10 + (c - '0');
                scale *= 10;
            }
        } else if ((c == '.' || c == ',') && !point) {
            point = true;
        } else {
            return refuse(r, column, "is not a number of hours");
        }
    }
    int64_t minutes = whole * 60 + (part * 60 * 2 + scale) / (scale * 2);
    if (minutes > NETWORK_MINUTES_MAX) {
        return refuse(r, column, "has more than 500000000 minutes");
    }
    *minutes_out = (int32_t)(negative ? -minutes : minutes);
    return OK;
}

static bool two_digits(struct text text, size_t at, int *value_out)
{
    if (at + 2 > text.length || text.data[at] < '0' || text.data[at] > '9' ||
        text.data[at + 1] < '0' || text.data[at + 1] > '9') {
        return false;
    }
    *value_out = (text.data[at] - '0') * 10 + text.data[at + 1] - '0';
    return true;
}

/* "2026-05-04 08:00" */
static enum error_kind value_tick(struct reader *r, const char *column, int32_t *tick_out)
{
    struct text text = value(r, column);
    struct date date;
    struct error ignored;
    int hour = 0, minute = 0;
    if (text.length == 0) {
        *tick_out = NO_TICK;
        return OK;
    }
    if (text.length < 10 || date_parse(text_slice(text, 0, 10), &date, &ignored) != OK ||
        date_year(date) < PROJECT_YEAR_MIN || date_year(date) > PROJECT_YEAR_MAX ||
        (text.length > 10 && (!two_digits(text, 11, &hour) || !two_digits(text, 14, &minute) ||
                              hour > 24 || minute > 59))) {
        return refuse(r, column, "is not a date of the years 1600 to 2600");
    }
    *tick_out = date.day_number * DAY_MINUTES + hour * 60 + minute;
    return OK;
}

/* --- calendars -------------------------------------------------------------------------------- */

/* clndr_data: (0||NAME(PARAMETERS)(CHILDREN)), one inside the other. */
struct scan {
    struct reader *reader;
    struct text text;
    size_t at;
    struct text path[CALENDAR_DEPTH_MAX];
    struct file_calendar *calendar;
    int weekday; /* the day whose shifts are read; -1: none */
    struct day_exception exception;
    struct list exceptions;
};

static void skip_blanks(struct scan *s)
{
    while (s->at < s->text.length &&
           ((unsigned char)s->text.data[s->at] <= ' ' || s->text.data[s->at] == 0x7f)) {
        s->at++;
    }
}

static bool take(struct scan *s, char c)
{
    skip_blanks(s);
    if (s->at < s->text.length && s->text.data[s->at] == c) {
        s->at++;
        return true;
    }
    return false;
}

static struct text take_until(struct scan *s, char stop)
{
    size_t start = s->at;
    while (s->at < s->text.length && s->text.data[s->at] != stop) {
        s->at++;
    }
    return text_slice(s->text, start, s->at);
}

/* The value of a parameter: "s|08:00|f|12:00" has s and f. */
static struct text parameter(struct text parameters, char name)
{
    struct text none = {"", 0};
    bool is_name = true, found = false;
    for (size_t start = 0, i = 0; i <= parameters.length; i++) {
        if (i < parameters.length && parameters.data[i] != '|') {
            continue;
        }
        struct text piece = text_trim(text_slice(parameters, start, i));
        if (found) {
            return piece;
        }
        found = is_name && piece.length == 1 && piece.data[0] == name;
        is_name = !is_name;
        start = i + 1;
    }
    return none;
}

static bool clock_time(struct text text, int *minute_out)
{
    int hour, minute;
    if (text.length != 5 || !two_digits(text, 0, &hour) || !two_digits(text, 3, &minute) ||
        hour > 24 || minute > 59) {
        return false;
    }
    *minute_out = hour * 60 + minute;
    return true;
}

static bool add_shift(struct scan *s, struct text parameters, struct day_hours *hours)
{
    int from, to;
    if (!clock_time(parameter(parameters, 's'), &from) ||
        !clock_time(parameter(parameters, 'f'), &to)) {
        return true; /* not a shift */
    }
    (void)s;
    to = to == 0 || to == DAY_MINUTES - 1 ? DAY_MINUTES : to; /* 23:59 is how some end a day */
    return from < to && to <= DAY_MINUTES && day_hours_add(hours, from, to);
}

static bool enter_node(struct scan *s, int depth, struct text parameters)
{
    bool week = depth >= 2 && text_is_equal(s->path[1], TEXT("DaysOfWeek"));
    bool exception = depth >= 2 && text_is_equal(s->path[1], TEXT("Exceptions"));
    int64_t number;
    if (depth == 2 && week) {
        if (!text_parse_int64(s->path[2], &number) || number < 1 || number > 7) {
            return false;
        }
        s->weekday = (int)(number + 5) % 7;
    } else if (depth == 2 && exception) {
        struct text day = parameter(parameters, 'd');
        if (!text_parse_int64(day, &number) || number < -110000 || number > 260000) {
            return false;
        }
        s->exception = (struct day_exception){.day = (int32_t)number + SERIAL_DAY_ZERO};
    } else if (depth == 3 && week) {
        return add_shift(s, parameters, &s->calendar->clock.week[s->weekday]);
    } else if (depth == 3 && exception) {
        return add_shift(s, parameters, &s->exception.hours);
    }
    return true;
}

static bool scan_node(struct scan *s, int depth)
{
    if (depth == CALENDAR_DEPTH_MAX || !take(s, '(')) {
        return false;
    }
    (void)take_until(s, '|');
    if (!take(s, '|') || !take(s, '|')) {
        return false;
    }
    s->path[depth] = text_trim(take_until(s, '('));
    if (!take(s, '(')) {
        return false;
    }
    struct text parameters = take_until(s, ')');
    if (!take(s, ')') || !enter_node(s, depth, parameters) || !take(s, '(')) {
        return false;
    }
    while (!take(s, ')')) {
        if (!scan_node(s, depth + 1)) {
            return false;
        }
    }
    if (depth == 2 && text_is_equal(s->path[1], TEXT("Exceptions"))) {
        if (s->exceptions.count >= PROJECT_EXCEPTION_DAYS_MAX) {
            return false;
        }
        list_add(&s->exceptions, s->reader->arena, &s->exception);
    }
    return take(s, ')');
}

static enum error_kind read_calendar(struct reader *r)
{
    struct file_calendar calendar = {.uid = -1, .base_uid = -1, .is_base = true};
    struct scan scan = {.reader = r,
                        .text = value(r, "clndr_data"),
                        .calendar = &calendar,
                        .exceptions = {.size = sizeof(struct day_exception)}};
    TRY(value_id(r, "clndr_id", &calendar.uid));
    TRY(value_id(r, "base_clndr_id", &calendar.base_uid));
    calendar.name = value(r, "clndr_name");
    for (int i = 0; i < 7 && scan.text.length > 0; i++) {
        calendar.set[i] = true;
    }
    if (scan.text.length > 0 && !scan_node(&scan, 0)) {
        return refuse(r, "clndr_data", "is not a calendar of P6");
    }
    struct day_exception *days = (struct day_exception *)(void *)scan.exceptions.items;
    calendar.clock.exceptions = days;
    calendar.clock.exception_count = day_exceptions_settle(days, scan.exceptions.count, r->arena);
    if (is(r, "default_flag", "Y") && r->file.calendar_uid < 0) {
        r->file.calendar_uid = calendar.uid;
    }
    if (r->calendars.count >= PROJECT_CALENDARS_MAX) {
        return limit(r, "calendars");
    }
    list_add(&r->calendars, r->arena, &calendar);
    return OK;
}

/* --- tasks and links -------------------------------------------------------------------------- */

static enum error_kind read_project(struct reader *r)
{
    int32_t data_date, start;
    TRY(value_tick(r, "last_recalc_date", &data_date));
    TRY(value_tick(r, "plan_start_date", &start));
    start = data_date != NO_TICK ? data_date : start;
    r->file.start = start < r->file.start ? start : r->file.start;
    if (r->file.name.length == 0) {
        r->file.name = value(r, "proj_short_name");
        int32_t calendar;
        TRY(value_id(r, "clndr_id", &calendar));
        r->file.calendar_uid = calendar >= 0 ? calendar : r->file.calendar_uid;
    }
    return OK;
}

static enum error_kind read_constraint(struct reader *r, const char *column,
                                       enum task_constraint *constraint_out)
{
    static const struct {
        const char *code;
        enum task_constraint constraint;
    } codes[] = {
        /* clang-format off */
        {"",             CONSTRAINT_ASAP},      {"CS_ALAP",      CONSTRAINT_ALAP},
        {"CS_MSO",       CONSTRAINT_START_ON},  {"CS_MSOA",      CONSTRAINT_SNET},
        {"CS_MSOB",      CONSTRAINT_START_BY},  {"CS_MEO",       CONSTRAINT_FINISH_ON},
        {"CS_MEOA",      CONSTRAINT_FNET},      {"CS_MEOB",      CONSTRAINT_FINISH_BY},
        {"CS_MANDSTART", CONSTRAINT_MSO},       {"CS_MANDFIN",   CONSTRAINT_MFO},
        /* clang-format on */
    };
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (is(r, column, codes[i].code)) {
            *constraint_out = codes[i].constraint;
            return OK;
        }
    }
    return refuse(r, column, "is a constraint that there is not");
}

static enum error_kind read_task(struct reader *r)
{
    struct file_task task = {
        .calendar_uid = -1,
        .deadline = NO_TICK,
        .level = 1,
        .format = 7,
        .ignores_resources = !is(r, "task_type", "TT_Rsrc"),
        .milestone = is(r, "task_type", "TT_Mile") || is(r, "task_type", "TT_FinMile"),
        /* They take their dates from others. */
        .inactive = is(r, "task_type", "TT_LOE") || is(r, "task_type", "TT_WBS"),
        .name = value(r, "task_name")};
    TRY(value_id(r, "task_id", &task.uid));
    TRY(value_id(r, "clndr_id", &task.calendar_uid));
    TRY(value_hours(r, "target_drtn_hr_cnt", &task.duration));
    TRY(value_hours(r, "remain_drtn_hr_cnt", &task.remaining));
    TRY(value_tick(r, "act_start_date", &task.actual_start));
    TRY(value_tick(r, "act_end_date", &task.actual_finish));
    TRY(value_tick(r, "target_start_date", &task.start));
    TRY(value_tick(r, "target_end_date", &task.finish));
    TRY(read_constraint(r, "cstr_type", &task.constraint));
    TRY(read_constraint(r, "cstr_type2", &task.second));
    TRY(value_tick(r, "cstr_date", &task.constraint_date));
    TRY(value_tick(r, "cstr_date2", &task.second_date));
    if (task.duration < 0 || task.remaining < 0) {
        return refuse(r, "target_drtn_hr_cnt", "is below 0");
    }
    task.id = (int32_t)r->tasks.count + 1;
    task.duration = task.milestone ? 0 : task.duration;
    if (task.actual_start != NO_TICK && task.actual_finish == NO_TICK) {
        task.resumes = true;
        task.duration = task.milestone ? 0 : task.remaining;
    }
    if (is(r, "task_type", "TT_Rsrc")) {
        task.calendar_uid = -1; /* its resources' calendars move it */
    }
    if (r->tasks.count >= PROJECT_TASKS_MAX) {
        return limit(r, "tasks");
    }
    list_add(&r->tasks, r->arena, &task);
    return OK;
}

static enum error_kind read_link(struct reader *r)
{
    struct pending_link pending = {.link = {.from_uid = -1, .format = 5}, .to_uid = -1};
    struct text type = value(r, "pred_type");
    TRY(value_id(r, "pred_task_id", &pending.link.from_uid));
    TRY(value_id(r, "task_id", &pending.to_uid));
    TRY(value_hours(r, "lag_hr_cnt", &pending.link.lag));
    if (!text_has_prefix(type, TEXT("PR_")) ||
        !link_type_parse(text_slice(type, 3, type.length), &pending.link.type)) {
        return refuse(r, "pred_type", "is no type of link");
    }
    if (r->links.count >= PROJECT_LINKS_MAX) {
        return limit(r, "links");
    }
    list_add(&r->links, r->arena, &pending);
    return OK;
}

static enum error_kind read_resource(struct reader *r)
{
    struct file_resource resource = {.type = is(r, "rsrc_type", "RT_Mat") ? 0 : 1,
                                     .name = value(r, "rsrc_name")};
    TRY(value_id(r, "rsrc_id", &resource.uid));
    TRY(value_id(r, "clndr_id", &resource.calendar_uid));
    list_add(&r->resources, r->arena, &resource);
    return OK;
}

static enum error_kind read_assignment(struct reader *r)
{
    struct file_assignment assignment;
    TRY(value_id(r, "taskrsrc_id", &assignment.uid));
    TRY(value_id(r, "task_id", &assignment.task_uid));
    TRY(value_id(r, "rsrc_id", &assignment.resource_uid));
    list_add(&r->assignments, r->arena, &assignment);
    return OK;
}

static enum error_kind read_options(struct reader *r)
{
    r->lag_calendar = value(r, "sched_calendar_on_relationship_lag");
    return OK;
}

static const struct table {
    const char *name;
    enum error_kind (*read)(struct reader *r);
} tables[] = {
    {"PROJECT", read_project},      {"CALENDAR", read_calendar}, {"TASK", read_task},
    {"TASKPRED", read_link},        {"RSRC", read_resource},     {"TASKRSRC", read_assignment},
    {"SCHEDOPTIONS", read_options},
};

/* --- the file --------------------------------------------------------------------------------- */

static size_t split(struct text line, struct text *cells)
{
    size_t count = 0, start = 0;
    for (size_t i = 0; i <= line.length && count < COLUMNS_MAX; i++) {
        if (i == line.length || line.data[i] == '\t') {
            cells[count++] = text_slice(line, start, i);
            start = i + 1;
        }
    }
    return count;
}

static enum error_kind read_line(struct reader *r, struct text line)
{
    if (text_has_prefix(line, TEXT("%T\t"))) {
        r->table = text_trim(text_slice(line, 3, line.length));
        r->column_count = 0;
    } else if (text_has_prefix(line, TEXT("%F\t"))) {
        r->column_count = split(text_slice(line, 3, line.length), r->columns);
        for (size_t i = 0; i < r->column_count; i++) {
            r->columns[i] = text_trim(r->columns[i]);
        }
    } else if (text_has_prefix(line, TEXT("%R\t"))) {
        r->value_count = split(text_slice(line, 3, line.length), r->values);
        for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
            if (text_is_equal(r->table, text_of(tables[i].name))) {
                return tables[i].read(r);
            }
        }
    }
    return OK;
}

/* Links by their successor's place, in the order of the tasks. */
static enum error_kind settle_links(struct reader *r)
{
    const struct pending_link *pending = (const struct pending_link *)(void *)r->links.items;
    const struct file_task *tasks = (const struct file_task *)(void *)r->tasks.items;
    size_t count = r->links.count, task_count = r->tasks.count;
    struct text *ids = ARENA_ARRAY(r->arena, struct text, task_count);
    int32_t *to = ARENA_ARRAY(r->arena, int32_t, count);
    size_t *first = ARENA_ARRAY(r->arena, size_t, task_count + 2);
    struct file_link *links = ARENA_ARRAY(r->arena, struct file_link, count);
    struct id_table table;
    for (size_t i = 0; i < task_count; i++) {
        ids[i] = text_format(r->arena, "%d", tasks[i].uid);
    }
    if (id_table_init(&table, ids, task_count, r->arena) >= 0) {
        return refuse(r, "task_id", "is there twice");
    }
    for (size_t i = 0; i < count; i++) {
        to[i] = (int32_t)id_table_find(&table, text_format(r->arena, "%d", pending[i].to_uid));
        if (to[i] < 0) {
            return refuse(r, "TASKPRED", "names a task that is not in the file");
        }
        first[to[i] + 2]++;
    }
    for (size_t i = 2; i <= task_count; i++) {
        first[i + 1] += first[i];
    }
    bool elapsed = text_is_equal(r->lag_calendar, TEXT("rcal_24Hour"));
    bool successor = text_is_equal(r->lag_calendar, TEXT("rcal_Successor"));
    for (size_t i = 0; i < count; i++) {
        struct file_link *link = &links[first[to[i] + 1]++];
        *link = pending[i].link;
        link->to = to[i];
        link->elapsed = elapsed;
        link->format = elapsed ? 6 : 5;
        link->of_predecessor = !elapsed && !successor;
    }
    r->file.links = links;
    r->file.link_count = count;
    return OK;
}

static void finish(struct reader *r)
{
    r->file.calendars = (struct file_calendar *)(void *)r->calendars.items;
    r->file.calendar_count = r->calendars.count;
    r->file.tasks = (struct file_task *)(void *)r->tasks.items;
    r->file.task_count = r->tasks.count;
    r->file.resources = (struct file_resource *)(void *)r->resources.items;
    r->file.resource_count = r->resources.count;
    r->file.assignments = (struct file_assignment *)(void *)r->assignments.items;
    r->file.assignment_count = r->assignments.count;
}

enum error_kind xer_read(struct text bytes, struct arena *arena, struct project_file *file_out,
                         struct error *err)
{
    struct reader *r = ARENA_NEW(arena, struct reader);
    struct text text;
    if (bytes.length > PROJECT_FILE_BYTES_MAX) {
        return error_set(err, ERROR_LIMIT, "xer.size", "the file has more than %zu bytes",
                         PROJECT_FILE_BYTES_MAX);
    }
    *r = (struct reader){
        .arena = arena,
        .err = err,
        .file = {.start = NO_TICK,
                 .finish = NO_TICK,
                 .calendar_uid = -1,
                 .minutes_per_day = 480,
                 .minutes_per_week = 2400,
                 .days_per_month = 20},
        .calendars = {.size = sizeof(struct file_calendar)},
        .tasks = {.size = sizeof(struct file_task)},
        .links = {.size = sizeof(struct pending_link)},
        .resources = {.size = sizeof(struct file_resource)},
        .assignments = {.size = sizeof(struct file_assignment)},
    };
    TRY(encoding_to_utf8(bytes, arena, &text, err));
    if (!text_has_prefix(text, TEXT("ERMHDR"))) {
        r->line = 1;
        return refuse(r, "the file", "does not begin with ERMHDR");
    }
    for (size_t at = 0; at < text.length; at++) {
        size_t start = at;
        while (at < text.length && text.data[at] != '\n') {
            at++;
        }
        size_t end = at > start && text.data[at - 1] == '\r' ? at - 1 : at;
        r->line++;
        TRY(read_line(r, text_slice(text, start, end)));
    }
    TRY(settle_links(r));
    finish(r);
    *file_out = r->file;
    return OK;
}
