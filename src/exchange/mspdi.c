#include "exchange/project_file.h"

#include <expat.h>
#include <stddef.h>
#include <string.h>

enum { DEPTH_MAX = 24, LEAF_BYTES_MAX = 4096, NAME_BYTES_MAX = 48 };

/* A list that doubles on the arena. */
struct list {
    char *items;
    size_t count, capacity, size;
};

struct recurrence {
    int32_t from, to; /* days; NO_TICK: not said */
    int32_t type, period, days_of_week, month_item, month_position, month, month_day, occurrences;
    bool by_occurrences, working;
    struct day_hours hours;
};

struct reader {
    XML_Parser parser;
    struct arena *arena;
    struct error *err;
    enum error_kind failed;
    char names[DEPTH_MAX][NAME_BYTES_MAX];
    int depth;
    char leaf[LEAF_BYTES_MAX];
    size_t leaf_length;
    struct project_file file;
    struct list calendars, tasks, links, resources, assignments, exceptions, week_days, baselines;
    struct file_calendar calendar;
    struct file_task task;
    struct file_link link;
    bool cross_project, task_active, from_start;
    struct file_resource resource;
    struct file_assignment assignment;
    struct file_baseline baseline;
    struct recurrence recurrence;
    int32_t day_type;
    bool day_working;
    struct day_hours day_hours;
    int32_t shift_from, shift_to;
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

static void stop(struct reader *r, enum error_kind kind)
{
    if (r->failed == OK) {
        r->failed = kind;
        XML_StopParser(r->parser, XML_FALSE);
    }
}

static void refuse(struct reader *r, const char *what)
{
    stop(r, error_set(r->err, ERROR_MALFORMED, "mspdi.syntax", "line %lu: <%s> %s",
                      (unsigned long)XML_GetCurrentLineNumber(r->parser),
                      r->depth > 0 ? r->names[r->depth - 1] : "", what));
}

static void limit(struct reader *r, const char *what)
{
    stop(r, error_set(r->err, ERROR_LIMIT, "mspdi.size", "the file has too many %s", what));
}

/* --- values ----------------------------------------------------------------------------------- */

static struct text leaf(const struct reader *r)
{
    return text_trim((struct text){r->leaf, r->leaf_length});
}

static int32_t leaf_int(struct reader *r)
{
    int64_t value = 0;
    struct text text = leaf(r);
    for (size_t i = 0; i < text.length; i++) { /* lags are written "4800" or "4800.0" */
        text.length = text.data[i] == '.' ? i : text.length;
    }
    if (!text_parse_int64(text, &value) || value < INT32_MIN || value > INT32_MAX) {
        refuse(r, "is not a whole number of 32 bits");
        return 0;
    }
    return (int32_t)value;
}

static bool leaf_bool(struct reader *r)
{
    struct text text = leaf(r);
    return text_is_equal(text, TEXT("1")) || text_is_equal(text, TEXT("true"));
}

static bool two_digits(const char *data, int *value_out)
{
    if (data[0] < '0' || data[0] > '9' || data[1] < '0' || data[1] > '9') {
        return false;
    }
    *value_out = (data[0] - '0') * 10 + data[1] - '0';
    return true;
}

/* "17:00:00" */
static int32_t leaf_clock(struct reader *r)
{
    struct text text = leaf(r);
    int hour = 0, minute = 0;
    if (text.length < 5 || !two_digits(text.data, &hour) || text.data[2] != ':' ||
        !two_digits(text.data + 3, &minute) || hour > 24 || minute > 59) {
        refuse(r, "is not a time of day");
    }
    return hour * 60 + minute;
}

/* "2026-05-04T08:00:00"; seconds are cut off. */
static int32_t leaf_tick(struct reader *r)
{
    struct text text = leaf(r);
    struct date date = DATE_NONE;
    struct error ignored;
    int hour = 0, minute = 0;
    if (text.length == 0) {
        return NO_TICK;
    }
    if (text.length < 10 || date_parse(text_slice(text, 0, 10), &date, &ignored) != OK ||
        date_year(date) < PROJECT_YEAR_MIN || date_year(date) > PROJECT_YEAR_MAX ||
        (text.length >= 16 && (text.data[10] != 'T' || !two_digits(text.data + 11, &hour) ||
                               text.data[13] != ':' || !two_digits(text.data + 14, &minute)))) {
        refuse(r, "is not a date of the years 1600 to 2600");
        return NO_TICK;
    }
    return date.day_number * DAY_MINUTES + hour * 60 + minute;
}

static int32_t leaf_day(struct reader *r)
{
    int32_t tick = leaf_tick(r);
    if (tick == NO_TICK) {
        return NO_TICK;
    }
    return tick >= 0 ? tick / DAY_MINUTES : -((-tick + DAY_MINUTES - 1) / DAY_MINUTES);
}

/* "PT40H0M0S" in minutes. */
static int32_t leaf_duration(struct reader *r)
{
    struct text text = leaf(r);
    int64_t minutes = 0, number = 0;
    bool digits = false, good = text.length > 1;
    for (size_t i = 0; i < text.length && good; i++) {
        char c = text.data[i];
        if (c >= '0' && c <= '9' && number < INT32_MAX) {
            number = number * 10 + (c - '0');
            digits = true;
        } else if ((c == 'H' || c == 'M' || c == 'S' || c == 'D') && digits) {
            minutes += c == 'D'   ? number * DAY_MINUTES
                       : c == 'H' ? number * 60
                       : c == 'M' ? number
                                  : 0;
            number = 0;
            digits = false;
        } else {
            good = (c == 'P' && i == 0) || c == 'T' || (c == '-' && i == 0);
        }
        good = good && minutes <= NETWORK_MINUTES_MAX;
    }
    if (!good || (text.length > 0 && text.data[0] == '-')) {
        refuse(r, "is not a duration of 0 to 500000000 minutes");
        return 0;
    }
    return (int32_t)minutes;
}

/* --- calendars -------------------------------------------------------------------------------- */

static void add_day(struct reader *r, struct list *days, int32_t day, const struct day_hours *hours)
{
    struct day_exception exception = {day, *hours};
    if (days->count >= PROJECT_EXCEPTION_DAYS_MAX) {
        limit(r, "exceptions in a calendar");
        return;
    }
    list_add(days, r->arena, &exception);
}

/* The n-th (0 first ... 4 last) day of a kind in a month: item 0 any day, 1 weekday, 2 weekend day,
 * 3 Sunday ... 9 Saturday. */
static int32_t day_by_position(int year, int month, int32_t item, int32_t position)
{
    struct date first = date_of(year, month, 1), next = date_add_months(first, 1);
    int32_t found = NO_TICK;
    int count = 0;
    for (int32_t day = first.day_number; day < next.day_number; day++) {
        int weekday = date_weekday((struct date){day});
        bool fits = item == 0 || (item == 1 && weekday < 5) || (item == 2 && weekday >= 5) ||
                    (item >= 3 && (weekday + 1) % 7 == item - 3);
        if (fits && (position == 4 || count++ == position)) {
            found = day;
            if (position != 4) {
                break;
            }
        }
    }
    return found;
}

static int32_t day_in_month(int year, int month, int day)
{
    return date_is_valid(year, month, day) ? date_of(year, month, day).day_number : NO_TICK;
}

/* Whether a day of the period is one of a recurring exception. */
static bool recurs_on(const struct recurrence *x, int32_t day)
{
    int year, month, in_month, first_year, first_month, first_day;
    int32_t period = x->period > 0 ? x->period : 1;
    struct date date = {day}, from = {x->from};
    date_split(date, &year, &month, &in_month);
    date_split(from, &first_year, &first_month, &first_day);
    int months = (year - first_year) * 12 + month - first_month;
    int sunday_first = (date_weekday(date) + 1) % 7, from_sunday = (date_weekday(from) + 1) % 7;
    switch (x->type) {
    case 2: /* yearly, by day of the month; months count from 0 */
        return day == day_in_month(year, x->month + 1, x->month_day);
    case 3: /* yearly, by position */
        return month == x->month + 1 &&
               day == day_by_position(year, month, x->month_item, x->month_position);
    case 4: /* monthly, by day */
        return months % period == 0 && in_month == x->month_day;
    case 5: /* monthly, by position */
        return months % period == 0 &&
               day == day_by_position(year, month, x->month_item, x->month_position);
    case 6: /* weekly; bit 0 is Sunday */
        return (x->days_of_week >> sunday_first & 1) != 0 &&
               (day - sunday_first - (x->from - from_sunday)) / 7 % period == 0;
    default: /* daily */
        return (day - x->from) % period == 0;
    }
}

static void end_exception(struct reader *r)
{
    const struct recurrence *x = &r->recurrence;
    if (x->from == NO_TICK || x->type == 9) {
        return;
    }
    int32_t to = x->to == NO_TICK ? x->from : x->to, left = x->occurrences;
    bool counted = x->by_occurrences && x->type > 1 && left > 0;
    if ((x->type == 2 || x->type == 3) && (x->month < 0 || x->month > 11)) {
        refuse(r, "is in a month that there is not");
        return;
    }
    if (counted) { /* the period that is written may be shorter than so many of them */
        to = x->from + 366 * 100;
    }
    if (to - x->from > 366 * 1000) {
        limit(r, "days in one exception");
        return;
    }
    for (int32_t day = x->from; day <= to && r->failed == OK && (!counted || left > 0); day++) {
        if (recurs_on(x, day)) {
            add_day(r, &r->exceptions, day, x->working ? &x->hours : &(struct day_hours){0});
            left--;
        }
    }
}

/* A week day, or (day type 0) a period of days as files of Project 2003 have it. */
static void end_week_day(struct reader *r)
{
    struct day_hours none = {0};
    const struct day_hours *hours = r->day_working ? &r->day_hours : &none;
    if (r->day_type == 0) {
        for (int32_t day = r->recurrence.from;
             day != NO_TICK && day <= r->recurrence.to && r->failed == OK; day++) {
            add_day(r, &r->exceptions, day, hours);
        }
    } else if (r->day_type >= 1 && r->day_type <= 7) {
        int weekday = (r->day_type + 5) % 7;
        r->calendar.set[weekday] = true;
        r->calendar.clock.week[weekday] = *hours;
    } else {
        refuse(r, "is no day of the week");
    }
}

/* A work week: for its period each of its days. Later ones and exceptions come after it. */
static void end_work_week_day(struct reader *r)
{
    struct day_hours none = {0};
    int32_t from = r->recurrence.from, to = r->recurrence.to;
    if (from == NO_TICK || to == NO_TICK || r->day_type < 1 || r->day_type > 7) {
        return;
    }
    if (to - from > 366 * 200) {
        limit(r, "days in one work week");
        return;
    }
    for (int32_t day = from; day <= to && r->failed == OK; day++) {
        if (date_weekday((struct date){day}) == (r->day_type + 5) % 7) {
            add_day(r, &r->week_days, day, r->day_working ? &r->day_hours : &none);
        }
    }
}

static void end_working_time(struct reader *r)
{
    int32_t from = r->shift_from, to = r->shift_to == 0 ? DAY_MINUTES : r->shift_to;
    bool exception = strcmp(r->names[r->depth - 3], "Exception") == 0;
    if (from < 0 || r->shift_to < 0) {
        return;
    }
    if (from >= to || to > DAY_MINUTES ||
        !day_hours_add(exception ? &r->recurrence.hours : &r->day_hours, from, to)) {
        refuse(r, "is not a stretch of a day, or one of too many");
    }
}

/* Exceptions go before work weeks, so they are given after them. */
static void end_calendar(struct reader *r)
{
    size_t count = r->week_days.count + r->exceptions.count;
    struct day_exception *days = ARENA_ARRAY(r->arena, struct day_exception, count);
    if (r->week_days.count > 0) {
        memcpy(days, r->week_days.items, r->week_days.count * sizeof days[0]);
    }
    if (r->exceptions.count > 0) {
        memcpy(days + r->week_days.count, r->exceptions.items,
               r->exceptions.count * sizeof days[0]);
    }
    r->calendar.clock.exception_count = day_exceptions_settle(days, count, r->arena);
    r->calendar.clock.exceptions = days;
    if (r->calendars.count >= PROJECT_CALENDARS_MAX) {
        limit(r, "calendars");
        return;
    }
    list_add(&r->calendars, r->arena, &r->calendar);
}

static void end_any_week_day(struct reader *r)
{
    if (strcmp(r->names[r->depth - 3], "WorkWeek") == 0) {
        end_work_week_day(r);
    } else {
        end_week_day(r);
    }
}

/* --- elements --------------------------------------------------------------------------------- */

static void start_calendar(struct reader *r)
{
    r->calendar = (struct file_calendar){.uid = -1, .base_uid = -1};
    r->exceptions = (struct list){.size = sizeof(struct day_exception)};
    r->week_days = (struct list){.size = sizeof(struct day_exception)};
}

static void start_exception(struct reader *r)
{
    r->recurrence = (struct recurrence){.from = NO_TICK, .to = NO_TICK, .type = 1, .period = 1};
}

static void start_week_day(struct reader *r)
{
    if (strcmp(r->names[r->depth - 3], "WorkWeek") != 0) {
        start_exception(r);
    }
    r->day_type = -1;
    r->day_working = false;
    r->day_hours = (struct day_hours){0};
}

static void start_working_time(struct reader *r)
{
    r->shift_from = r->shift_to = -1;
}

static void start_task(struct reader *r)
{
    r->task = (struct file_task){.uid = -1,
                                 .start = NO_TICK,
                                 .finish = NO_TICK,
                                 .constraint_date = NO_TICK,
                                 .second_date = NO_TICK,
                                 .deadline = NO_TICK,
                                 .calendar_uid = -1,
                                 .actual_start = NO_TICK,
                                 .actual_finish = NO_TICK,
                                 .remaining = -1,
                                 .format = 7};
    r->task_active = true;
    r->baselines = (struct list){.size = sizeof(struct file_baseline)};
}

static void start_link(struct reader *r)
{
    r->link = (struct file_link){.from_uid = -1, .type = LINK_FS, .format = 7};
    r->cross_project = false;
}

static void start_baseline(struct reader *r)
{
    r->baseline = (struct file_baseline){0, NO_TICK, NO_TICK, NO_TICK};
}

static void start_resource(struct reader *r)
{
    r->resource = (struct file_resource){.uid = -1, .type = 1, .calendar_uid = -1};
}

static void start_assignment(struct reader *r)
{
    r->assignment = (struct file_assignment){-1, -1, -1};
}

static bool is_elapsed(int32_t format)
{
    int32_t plain = format >= 35 ? format - 32 : format; /* estimated ones lie 32 further on */
    return (plain >= 4 && plain <= 12 && plain % 2 == 0) || plain == 20;
}

static void end_task(struct reader *r)
{
    r->task.elapsed = is_elapsed(r->task.format);
    r->task.inactive = !r->task_active;
    if ((int)r->task.constraint < 0 || r->task.constraint > CONSTRAINT_FNLT) {
        refuse(r, "has a constraint that there is not");
        return;
    }
    r->task.baselines = (struct file_baseline *)(void *)r->baselines.items;
    r->task.baseline_count = r->baselines.count;
    if (r->tasks.count >= PROJECT_TASKS_MAX) {
        limit(r, "tasks");
        return;
    }
    list_add(&r->tasks, r->arena, &r->task);
}

static void end_link(struct reader *r)
{
    r->link.to = (int32_t)r->tasks.count;
    r->link.percent = r->link.format == 19 || r->link.format == 20 || r->link.format == 51 ||
                      r->link.format == 52;
    r->link.elapsed = is_elapsed(r->link.format);
    if (!r->link.percent) {
        r->link.lag /= 10; /* tenths of a minute */
    }
    if (r->links.count >= PROJECT_LINKS_MAX) {
        limit(r, "links");
        return;
    }
    if (!r->cross_project) {
        list_add(&r->links, r->arena, &r->link);
    }
}

static void end_baseline(struct reader *r)
{
    list_add(&r->baselines, r->arena, &r->baseline);
}

static void end_resource(struct reader *r)
{
    list_add(&r->resources, r->arena, &r->resource);
}

static void end_assignment(struct reader *r)
{
    list_add(&r->assignments, r->arena, &r->assignment);
}

/* The records of the file, by the name of their element and of what it stands in. */
static const struct record {
    const char *parent, *name;
    void (*start)(struct reader *r);
    void (*end)(struct reader *r);
} records[] = {
    /* clang-format off */
    {"Calendars",    "Calendar",        start_calendar,     end_calendar},
    {"Exceptions",   "Exception",       start_exception,    end_exception},
    {"WorkWeeks",    "WorkWeek",        start_exception,    NULL},
    {"WeekDays",     "WeekDay",         start_week_day,     end_any_week_day},
    {"WorkingTimes", "WorkingTime",     start_working_time, end_working_time},
    {"Tasks",        "Task",            start_task,         end_task},
    {"Task",         "PredecessorLink", start_link,         end_link},
    {"Task",         "Baseline",        start_baseline,     end_baseline},
    {"Resources",    "Resource",        start_resource,     end_resource},
    {"Assignments",  "Assignment",      start_assignment,   end_assignment},
    /* clang-format on */
};

/* --- fields ----------------------------------------------------------------------------------- */

enum kind { INT, BOOL, TICK, DAY, DURATION, CLOCK, NAME, LINK, TENTHS };

/* The leaves that are read: where they stand, what they hold, where it goes. */
static const struct field {
    const char *parent, *name;
    enum kind kind;
    size_t offset;
} fields[] = {
#define AT(member) offsetof(struct reader, member)
    /* clang-format off */
    {"Project", "Name",                NAME,     AT(file.name)},
    {"Project", "StartDate",           TICK,     AT(file.start)},
    {"Project", "FinishDate",          TICK,     AT(file.finish)},
    {"Project", "CalendarUID",         INT,      AT(file.calendar_uid)},
    {"Project", "MinutesPerDay",       INT,      AT(file.minutes_per_day)},
    {"Project", "MinutesPerWeek",      INT,      AT(file.minutes_per_week)},
    {"Project", "DaysPerMonth",        INT,      AT(file.days_per_month)},
    {"Project", "ScheduleFromStart",   BOOL,     AT(from_start)},
    {"Calendar", "UID",                INT,      AT(calendar.uid)},
    {"Calendar", "Name",               NAME,     AT(calendar.name)},
    {"Calendar", "IsBaseCalendar",     BOOL,     AT(calendar.is_base)},
    {"Calendar", "BaseCalendarUID",    INT,      AT(calendar.base_uid)},
    {"WeekDay", "DayType",             INT,      AT(day_type)},
    {"WeekDay", "DayWorking",          BOOL,     AT(day_working)},
    {"TimePeriod", "FromDate",         DAY,      AT(recurrence.from)},
    {"TimePeriod", "ToDate",           DAY,      AT(recurrence.to)},
    {"WorkingTime", "FromTime",        CLOCK,    AT(shift_from)},
    {"WorkingTime", "ToTime",          CLOCK,    AT(shift_to)},
    {"Exception", "DayWorking",        BOOL,     AT(recurrence.working)},
    {"Exception", "Type",              INT,      AT(recurrence.type)},
    {"Exception", "Period",            INT,      AT(recurrence.period)},
    {"Exception", "Occurrences",       INT,      AT(recurrence.occurrences)},
    {"Exception", "EnteredByOccurrences", BOOL,  AT(recurrence.by_occurrences)},
    {"Exception", "DaysOfWeek",        INT,      AT(recurrence.days_of_week)},
    {"Exception", "MonthItem",         INT,      AT(recurrence.month_item)},
    {"Exception", "MonthPosition",     INT,      AT(recurrence.month_position)},
    {"Exception", "Month",             INT,      AT(recurrence.month)},
    {"Exception", "MonthDay",          INT,      AT(recurrence.month_day)},
    {"Task", "UID",                    INT,      AT(task.uid)},
    {"Task", "ID",                     INT,      AT(task.id)},
    {"Task", "Name",                   NAME,     AT(task.name)},
    {"Task", "IsNull",                 BOOL,     AT(task.empty)},
    {"Task", "Active",                 BOOL,     AT(task_active)},
    {"Task", "Manual",                 BOOL,     AT(task.manual)},
    {"Task", "OutlineLevel",           INT,      AT(task.level)},
    {"Task", "Summary",                BOOL,     AT(task.summary)},
    {"Task", "Milestone",              BOOL,     AT(task.milestone)},
    {"Task", "Start",                  TICK,     AT(task.start)},
    {"Task", "Finish",                 TICK,     AT(task.finish)},
    {"Task", "Duration",               DURATION, AT(task.duration)},
    {"Task", "DurationFormat",         INT,      AT(task.format)},
    {"Task", "RemainingDuration",      DURATION, AT(task.remaining)},
    {"Task", "ConstraintType",         INT,      AT(task.constraint)},
    {"Task", "ConstraintDate",         TICK,     AT(task.constraint_date)},
    {"Task", "Deadline",               TICK,     AT(task.deadline)},
    {"Task", "CalendarUID",            INT,      AT(task.calendar_uid)},
    {"Task", "IgnoreResourceCalendar", BOOL,     AT(task.ignores_resources)},
    {"Task", "ActualStart",            TICK,     AT(task.actual_start)},
    {"Task", "ActualFinish",           TICK,     AT(task.actual_finish)},
    {"Task", "PercentComplete",        INT,      AT(task.percent)},
    {"Task", "LevelingDelay",          TENTHS,   AT(task.leveling_delay)},
    {"PredecessorLink", "PredecessorUID", INT,   AT(link.from_uid)},
    {"PredecessorLink", "Type",        LINK,     AT(link.type)},
    {"PredecessorLink", "CrossProject", BOOL,    AT(cross_project)},
    {"PredecessorLink", "LinkLag",     INT,      AT(link.lag)},
    {"PredecessorLink", "LagFormat",   INT,      AT(link.format)},
    {"Baseline", "Number",             INT,      AT(baseline.number)},
    {"Baseline", "Start",              TICK,     AT(baseline.start)},
    {"Baseline", "Finish",             TICK,     AT(baseline.finish)},
    {"Baseline", "Duration",           DURATION, AT(baseline.duration)},
    {"Resource", "UID",                INT,      AT(resource.uid)},
    {"Resource", "Name",               NAME,     AT(resource.name)},
    {"Resource", "Type",               INT,      AT(resource.type)},
    {"Resource", "CalendarUID",        INT,      AT(resource.calendar_uid)},
    {"Assignment", "UID",              INT,      AT(assignment.uid)},
    {"Assignment", "TaskUID",          INT,      AT(assignment.task_uid)},
    {"Assignment", "ResourceUID",      INT,      AT(assignment.resource_uid)},
/* clang-format on */
#undef AT
};

static enum link_type leaf_link_type(struct reader *r)
{
    static const enum link_type types[] = {LINK_FF, LINK_FS, LINK_SF, LINK_SS};
    int32_t type = leaf_int(r);
    if (type < 0 || type > 3) {
        refuse(r, "is no type of link");
        return LINK_FS;
    }
    return types[type];
}

static void read_field(struct reader *r, const struct field *field)
{
    void *at = (char *)r + field->offset;
    switch (field->kind) {
    case INT:
        *(int32_t *)at = leaf_int(r);
        break;
    case TENTHS:
        *(int32_t *)at = leaf_int(r) / 10;
        break;
    case BOOL:
        *(bool *)at = leaf_bool(r);
        break;
    case TICK:
        *(int32_t *)at = leaf_tick(r);
        break;
    case DAY:
        *(int32_t *)at = leaf_day(r);
        break;
    case DURATION:
        *(int32_t *)at = leaf_duration(r);
        break;
    case CLOCK:
        *(int32_t *)at = leaf_clock(r);
        break;
    case NAME:
        *(struct text *)at = text_copy(leaf(r), r->arena);
        break;
    case LINK:
        *(enum link_type *)at = leaf_link_type(r);
        break;
    }
}

static const char *name_at(const struct reader *r, int up)
{
    return r->depth > up ? r->names[r->depth - 1 - up] : "";
}

static const struct record *find_record(const struct reader *r)
{
    for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
        if (strcmp(records[i].name, name_at(r, 0)) == 0 &&
            strcmp(records[i].parent, name_at(r, 1)) == 0 && r->depth >= 3) {
            return &records[i];
        }
    }
    return NULL;
}

static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    (void)attributes;
    struct reader *r = context;
    const char *colon = strrchr(name, ':');
    if (r->depth == DEPTH_MAX) {
        limit(r, "elements inside each other");
        return;
    }
    char *copy = r->names[r->depth++];
    size_t length = strlen(colon == NULL ? name : colon + 1);
    length = length < NAME_BYTES_MAX ? length : NAME_BYTES_MAX - 1;
    memcpy(copy, colon == NULL ? name : colon + 1, length);
    copy[length] = '\0';
    r->leaf_length = 0;
    if (r->depth == 1 && strcmp(copy, "Project") != 0) {
        refuse(r, "is not the root of a project, which is <Project>");
        return;
    }
    const struct record *record = find_record(r);
    if (record != NULL && record->start != NULL) {
        record->start(r);
    }
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    (void)name;
    struct reader *r = context;
    const struct record *record = find_record(r);
    if (record != NULL) {
        if (record->end != NULL) {
            record->end(r);
        }
    } else {
        for (size_t i = 0; i < sizeof fields / sizeof fields[0] && r->leaf_length > 0; i++) {
            if (strcmp(fields[i].name, name_at(r, 0)) == 0 &&
                strcmp(fields[i].parent, name_at(r, 1)) == 0) {
                read_field(r, &fields[i]);
                break;
            }
        }
    }
    r->leaf_length = 0;
    r->depth--;
}

static void XMLCALL on_text(void *context, const XML_Char *data, int length)
{
    struct reader *r = context;
    size_t room = LEAF_BYTES_MAX - r->leaf_length;
    size_t size = (size_t)length < room ? (size_t)length : room; /* notes are cut, and not read */
    memcpy(r->leaf + r->leaf_length, data, size);
    r->leaf_length += size;
}

static void XMLCALL on_doctype(void *context, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int has_subset)
{
    (void)name, (void)system, (void)public, (void)has_subset;
    struct reader *r = context;
    stop(r, error_set(r->err, ERROR_MALFORMED, "mspdi.doctype",
                      "the file declares a document type, which is not read"));
}

static void finish(struct reader *r, struct project_file *file)
{
    *file = r->file;
    file->from_finish = !r->from_start;
    file->calendars = (struct file_calendar *)(void *)r->calendars.items;
    file->calendar_count = r->calendars.count;
    file->tasks = (struct file_task *)(void *)r->tasks.items;
    file->task_count = r->tasks.count;
    file->links = (struct file_link *)(void *)r->links.items;
    file->link_count = r->links.count;
    file->resources = (struct file_resource *)(void *)r->resources.items;
    file->resource_count = r->resources.count;
    file->assignments = (struct file_assignment *)(void *)r->assignments.items;
    file->assignment_count = r->assignments.count;
}

static enum error_kind parse(struct reader *r, struct text bytes)
{
    enum { CHUNK_BYTES = 1 << 20 };
    for (size_t at = 0;;) {
        size_t size = bytes.length - at < CHUNK_BYTES ? bytes.length - at : CHUNK_BYTES;
        bool last = at + size == bytes.length;
        enum XML_Status status = XML_Parse(r->parser, bytes.data + at, (int)size, last);
        if (r->failed != OK) {
            return r->failed;
        }
        if (status != XML_STATUS_OK) {
            return error_set(r->err, ERROR_MALFORMED, "mspdi.syntax", "line %lu: %s",
                             (unsigned long)XML_GetCurrentLineNumber(r->parser),
                             XML_ErrorString(XML_GetErrorCode(r->parser)));
        }
        at += size;
        if (last) {
            return OK;
        }
    }
}

bool project_file_is_xml(struct text bytes)
{
    return text_has_prefix(text_trim(text_slice(bytes, 0, bytes.length < 64 ? bytes.length : 64)),
                           TEXT("<"));
}

enum error_kind mspdi_read(struct text bytes, struct arena *arena, struct project_file *file_out,
                           struct error *err)
{
    struct reader *r = ARENA_NEW(arena, struct reader);
    if (bytes.length > PROJECT_FILE_BYTES_MAX) {
        return error_set(err, ERROR_LIMIT, "mspdi.size", "the file has more than %zu bytes",
                         PROJECT_FILE_BYTES_MAX);
    }
    *r = (struct reader){
        .parser = XML_ParserCreate(NULL),
        .arena = arena,
        .err = err,
        .from_start = true,
        .file = {.start = NO_TICK,
                 .finish = NO_TICK,
                 .calendar_uid = -1,
                 .minutes_per_day = 480,
                 .minutes_per_week = 2400,
                 .days_per_month = 20},
        .calendars = {.size = sizeof(struct file_calendar)},
        .tasks = {.size = sizeof(struct file_task)},
        .links = {.size = sizeof(struct file_link)},
        .resources = {.size = sizeof(struct file_resource)},
        .assignments = {.size = sizeof(struct file_assignment)},
    };
    if (r->parser == NULL) {
        return error_set(err, ERROR_INTERNAL, "mspdi.parser", "no memory for the XML parser");
    }
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetCharacterDataHandler(r->parser, on_text);
    XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
    enum error_kind kind = parse(r, bytes);
    XML_ParserFree(r->parser);
    if (kind == OK) {
        finish(r, file_out);
    }
    return kind;
}
