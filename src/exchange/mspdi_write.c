#include "exchange/project_file.h"

struct writer {
    struct text_builder *out;
    const struct project_file *file;
};

static void add(struct writer *w, const char *text)
{
    text_builder_add(w->out, text_of(text));
}

/* XML allows no control characters but tab and line ends. */
static void add_escaped(struct writer *w, struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == '&') {
            add(w, "&amp;");
        } else if (c == '<') {
            add(w, "&lt;");
        } else if (c == '>') {
            add(w, "&gt;");
        } else if ((unsigned char)c >= ' ' || c == '\t' || c == '\n') {
            text_builder_add_byte(w->out, c);
        }
    }
}

static void put_name(struct writer *w, struct text name)
{
    if (name.length > 0) {
        add(w, "<Name>");
        add_escaped(w, name);
        add(w, "</Name>");
    }
}

static void put_int(struct writer *w, const char *element, int64_t value)
{
    text_builder_add_format(w->out, "<%s>%lld</%s>", element, (long long)value, element);
}

static void put_duration(struct writer *w, const char *element, int32_t minutes)
{
    text_builder_add_format(w->out, "<%s>PT%dH%dM0S</%s>", element, minutes / 60, minutes % 60,
                            element);
}

static void put_tick(struct writer *w, const char *element, int32_t tick)
{
    char day[DATE_TEXT_SIZE];
    if (tick == NO_TICK) {
        return;
    }
    int32_t whole = tick / DAY_MINUTES;
    whole -= tick % DAY_MINUTES < 0;
    int32_t minute = tick - whole * DAY_MINUTES;
    date_format((struct date){whole}, day);
    text_builder_add_format(w->out, "<%s>%sT%02d:%02d:00</%s>", element, day, minute / 60,
                            minute % 60, element);
}

static void put_hours(struct writer *w, const struct day_hours *hours)
{
    put_int(w, "DayWorking", hours->count > 0);
    if (hours->count == 0) {
        return;
    }
    add(w, "<WorkingTimes>");
    for (int i = 0; i < hours->count; i++) {
        int from = hours->shifts[i].from, to = hours->shifts[i].to % DAY_MINUTES;
        text_builder_add_format(w->out,
                                "<WorkingTime><FromTime>%02d:%02d:00</FromTime>"
                                "<ToTime>%02d:%02d:00</ToTime></WorkingTime>",
                                from / 60, from % 60, to / 60, to % 60);
    }
    add(w, "</WorkingTimes>");
}

/* Days that follow each other with the same hours are one exception. */
static void put_exceptions(struct writer *w, const struct dayclock *clock)
{
    add(w, "<Exceptions>");
    for (size_t i = 0; i < clock->exception_count;) {
        const struct day_exception *first = &clock->exceptions[i];
        size_t end = i + 1;
        while (end < clock->exception_count &&
               clock->exceptions[end].day == first->day + (int32_t)(end - i) &&
               day_hours_is_equal(&clock->exceptions[end].hours, &first->hours)) {
            end++;
        }
        add(w, "<Exception><TimePeriod>");
        put_tick(w, "FromDate", first->day * DAY_MINUTES);
        put_tick(w, "ToDate", clock->exceptions[end - 1].day * DAY_MINUTES + DAY_MINUTES - 1);
        add(w, "</TimePeriod><Type>1</Type>");
        put_hours(w, &first->hours);
        add(w, "</Exception>");
        i = end;
    }
    add(w, "</Exceptions>");
}

static void put_calendars(struct writer *w)
{
    add(w, "<Calendars>\n");
    for (size_t i = 0; i < w->file->calendar_count; i++) {
        const struct file_calendar *calendar = &w->file->calendars[i];
        add(w, "<Calendar>");
        put_int(w, "UID", calendar->uid);
        put_name(w, calendar->name);
        put_int(w, "IsBaseCalendar", calendar->is_base);
        put_int(w, "BaseCalendarUID", calendar->base_uid);
        add(w, "<WeekDays>");
        for (int sunday_first = 0; sunday_first < 7; sunday_first++) {
            int weekday = (sunday_first + 6) % 7;
            if (calendar->set[weekday]) {
                add(w, "<WeekDay>");
                put_int(w, "DayType", sunday_first + 1);
                put_hours(w, &calendar->clock.week[weekday]);
                add(w, "</WeekDay>");
            }
        }
        add(w, "</WeekDays>");
        put_exceptions(w, &calendar->clock);
        add(w, "</Calendar>\n");
    }
    add(w, "</Calendars>\n");
}

/* MSPDI has no constraint that bounds both ways without breaking links: it is written as the one
 * that stands. */
static enum task_constraint mspdi_constraint(enum task_constraint constraint)
{
    switch (constraint) {
    case CONSTRAINT_START_ON:
        return CONSTRAINT_MSO;
    case CONSTRAINT_FINISH_ON:
        return CONSTRAINT_MFO;
    case CONSTRAINT_START_BY:
        return CONSTRAINT_SNLT;
    case CONSTRAINT_FINISH_BY:
        return CONSTRAINT_FNLT;
    default:
        return constraint;
    }
}

static void put_links(struct writer *w, size_t task, size_t *next_link)
{
    static const int types[] = {1, 3, 0, 2}; /* FS, SS, FF, SF */
    const struct project_file *file = w->file;
    for (; *next_link < file->link_count && file->links[*next_link].to == (int32_t)task;
         ++*next_link) {
        const struct file_link *link = &file->links[*next_link];
        add(w, "<PredecessorLink>");
        put_int(w, "PredecessorUID", link->from_uid);
        put_int(w, "Type", types[link->type]);
        put_int(w, "CrossProject", 0);
        put_int(w, "LinkLag", link->percent ? link->lag : (int64_t)link->lag * 10);
        put_int(w, "LagFormat", link->format);
        add(w, "</PredecessorLink>");
    }
}

static void put_baselines(struct writer *w, const struct file_task *task)
{
    for (size_t i = 0; i < task->baseline_count; i++) {
        const struct file_baseline *baseline = &task->baselines[i];
        add(w, "<Baseline>");
        put_int(w, "Number", baseline->number);
        put_tick(w, "Start", baseline->start);
        put_tick(w, "Finish", baseline->finish);
        if (baseline->duration != NO_TICK) {
            put_duration(w, "Duration", baseline->duration);
        }
        add(w, "</Baseline>");
    }
}

static void put_dates(struct writer *w, const struct task_dates *dates)
{
    put_tick(w, "EarlyStart", dates->early_start);
    put_tick(w, "EarlyFinish", dates->early_finish);
    put_tick(w, "LateStart", dates->late_start);
    put_tick(w, "LateFinish", dates->late_finish);
    put_int(w, "FreeSlack", (int64_t)dates->free_slack * 10);
    put_int(w, "TotalSlack", (int64_t)dates->total_slack * 10);
    put_int(w, "Critical", dates->critical);
}

static void put_task(struct writer *w, size_t place, const struct task_dates *dates,
                     size_t *next_link)
{
    const struct file_task *task = &w->file->tasks[place];
    bool computed = dates != NULL && dates->scheduled;
    add(w, "<Task>");
    put_int(w, "UID", task->uid);
    put_int(w, "ID", task->id);
    put_name(w, task->name);
    put_int(w, "Active", !task->inactive);
    put_int(w, "Manual", task->manual);
    put_int(w, "IsNull", task->empty);
    put_int(w, "OutlineLevel", task->level);
    put_tick(w, "Start", task->start == NO_TICK && computed ? dates->early_start : task->start);
    put_tick(w, "Finish", task->finish == NO_TICK && computed ? dates->early_finish : task->finish);
    put_duration(w, "Duration", task->duration);
    put_int(w, "DurationFormat", task->format);
    put_int(w, "Milestone", task->milestone);
    put_int(w, "Summary", task->summary);
    if (computed) {
        put_dates(w, dates);
    }
    put_int(w, "PercentComplete", task->percent);
    put_tick(w, "ActualStart", task->actual_start);
    put_tick(w, "ActualFinish", task->actual_finish);
    if (task->remaining >= 0) {
        put_duration(w, "RemainingDuration", task->remaining);
    }
    put_int(w, "ConstraintType", mspdi_constraint(task->constraint));
    put_int(w, "CalendarUID", task->calendar_uid);
    put_tick(w, "ConstraintDate", task->constraint_date);
    put_tick(w, "Deadline", task->deadline);
    put_int(w, "LevelingDelay", (int64_t)task->leveling_delay * 10);
    put_int(w, "IgnoreResourceCalendar", task->ignores_resources);
    put_links(w, place, next_link);
    put_baselines(w, task);
    add(w, "</Task>\n");
}

static void put_resources(struct writer *w)
{
    add(w, "<Resources>\n");
    for (size_t i = 0; i < w->file->resource_count; i++) {
        const struct file_resource *resource = &w->file->resources[i];
        add(w, "<Resource>");
        put_int(w, "UID", resource->uid);
        put_name(w, resource->name);
        put_int(w, "Type", resource->type);
        put_int(w, "CalendarUID", resource->calendar_uid);
        add(w, "</Resource>\n");
    }
    add(w, "</Resources>\n<Assignments>\n");
    for (size_t i = 0; i < w->file->assignment_count; i++) {
        const struct file_assignment *assignment = &w->file->assignments[i];
        add(w, "<Assignment>");
        put_int(w, "UID", assignment->uid);
        put_int(w, "TaskUID", assignment->task_uid);
        put_int(w, "ResourceUID", assignment->resource_uid);
        add(w, "</Assignment>\n");
    }
    add(w, "</Assignments>\n");
}

void mspdi_write(const struct project_file *file, const struct project_schedule *schedule,
                 struct text_builder *out)
{
    struct writer writer = {out, file}, *w = &writer;
    size_t next_link = 0;
    add(w, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
           "<Project xmlns=\"http://schemas.microsoft.com/project\">\n");
    put_name(w, file->name);
    put_int(w, "ScheduleFromStart", !file->from_finish);
    put_tick(w, "StartDate", file->start);
    put_tick(w, "FinishDate", file->finish);
    put_int(w, "CalendarUID", file->calendar_uid);
    put_int(w, "MinutesPerDay", file->minutes_per_day);
    put_int(w, "MinutesPerWeek", file->minutes_per_week);
    put_int(w, "DaysPerMonth", file->days_per_month);
    put_calendars(w);
    add(w, "<Tasks>\n");
    for (size_t i = 0; i < file->task_count; i++) {
        put_task(w, i, schedule == NULL ? NULL : &schedule->dates[i], &next_link);
    }
    add(w, "</Tasks>\n");
    put_resources(w);
    add(w, "</Project>\n");
}
