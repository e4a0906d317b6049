/* What will land at a department by week, from all plans, against what it can handle. */
#include "report/desk_report.h"

#include <stdlib.h>

enum { DAYS = 7, ITEMS_MAX = 500 };

/* One piece of work at the desk: first and last day in hand. */
struct desk_stay {
    struct date first, last;
};

struct desk_load {
    struct plan_context *context;
    struct text department;
    struct date monday; /* of the week of as_of */
    int weeks;
    struct due_item *items; /* of the department, without those that are in hand already */
    size_t item_count;
    struct desk_stay *stays;
    size_t stay_count;
    struct desk_capacity *capacities;
    size_t capacity_count;
};

static int compare_running(const void *a, const void *b)
{
    const struct desk_running *left = a, *right = b;
    int order = text_compare(left->project, right->project);
    return order != 0 ? order : text_compare(left->item, right->item);
}

static bool is_in_hand(const struct desk_running *running, size_t count,
                       const struct due_item *item)
{
    const struct desk_running key = {.project = item->code, .item = item->item};
    return count > 0 && bsearch(&key, running, count, sizeof key, compare_running) != NULL;
}

static struct date later(struct date a, struct date b)
{
    return date_compare(a, b) > 0 ? a : b;
}

static enum error_kind collect(struct desk_load *load, const struct programme *programme,
                               struct error *err)
{
    struct plan_context *context = load->context;
    const struct scope all = {.today = context->as_of};
    struct desk_running *running;
    struct due_item *due;
    size_t running_count, due_count;
    struct date until = date_add_days(load->monday, load->weeks * DAYS - 1);
    TRY(desk_store_list_running(context->tx, load->department, context->arena, &running,
                                &running_count, err));
    if (running_count > 0) {
        qsort(running, running_count, sizeof *running, compare_running);
    }
    TRY(due_report_find(context, programme, &all, until, &due, &due_count, err));
    load->items = ARENA_ARRAY(context->arena, struct due_item, due_count);
    load->stays = ARENA_ARRAY(context->arena, struct desk_stay, due_count + running_count);
    for (size_t i = 0; i < running_count; i++) {
        struct date last = date_is_none(running[i].until) ? context->as_of
                                                          : later(running[i].until, context->as_of);
        load->stays[load->stay_count++] = (struct desk_stay){context->as_of, last};
    }
    for (size_t i = 0; i < due_count; i++) {
        if (!text_is_equal(due[i].department, load->department) ||
            is_in_hand(running, running_count, &due[i])) {
            continue;
        }
        struct date first = later(due[i].submit_by, context->as_of);
        load->items[load->item_count++] = due[i];
        load->stays[load->stay_count++] =
            (struct desk_stay){first, later(due[i].late_finish, first)};
    }
    return OK;
}

static int count_in_hand(const struct desk_load *load, struct date day)
{
    int count = 0;
    for (size_t i = 0; i < load->stay_count; i++) {
        count += date_compare(load->stays[i].first, day) <= 0 &&
                 date_compare(load->stays[i].last, day) >= 0;
    }
    return count;
}

/* What was set for the day; -1: nothing. */
static int64_t capacity_on(const struct desk_load *load, struct date day)
{
    int64_t cases = -1;
    for (size_t i = 0; i < load->capacity_count; i++) {
        if (date_compare(load->capacities[i].from, day) <= 0) {
            cases = load->capacities[i].cases;
        }
    }
    return cases;
}

static int week_of(const struct desk_load *load, const struct due_item *item)
{
    struct date day = later(item->submit_by, load->context->as_of);
    return (day.day_number - load->monday.day_number) / DAYS;
}

static void write_week(const struct desk_load *load, int week, struct json_writer *json)
{
    struct date from = date_add_days(load->monday, week * DAYS);
    struct date until = date_add_days(from, DAYS - 1);
    int landing = 0, in_hand = 0;
    for (size_t i = 0; i < load->item_count; i++) {
        landing += week_of(load, &load->items[i]) == week;
    }
    for (int d = 0; d < DAYS; d++) {
        int count = count_in_hand(load, date_add_days(from, d));
        in_hand = count > in_hand ? count : in_hand;
    }
    int64_t capacity = capacity_on(load, until);
    json_object_open(json);
    json_member_date(json, "from", from);
    json_member_date(json, "until", until);
    json_member_int(json, "landing", landing);
    json_member_int(json, "in_hand", in_hand);
    json_key(json, "capacity");
    if (capacity < 0) {
        json_put_null(json);
    } else {
        json_put_int(json, capacity);
    }
    json_member_bool(json, "over", capacity >= 0 && in_hand > capacity);
    json_object_close(json);
}

static void write_load(const struct desk_load *load, struct json_writer *json)
{
    json_object_open(json);
    json_member_text(json, "department", load->department);
    json_member_date(json, "as_of", load->context->as_of);
    json_key(json, "weeks");
    json_array_open(json);
    for (int week = 0; week < load->weeks; week++) {
        write_week(load, week, json);
    }
    json_array_close(json);
    json_member_int(json, "item_count", (int64_t)load->item_count);
    json_key(json, "items");
    json_array_open(json);
    for (size_t i = 0; i < load->item_count && i < ITEMS_MAX; i++) {
        due_report_write_item(&load->items[i], json);
    }
    json_array_close(json);
    json_object_close(json);
}

enum error_kind desk_report_write_load(struct plan_context *context,
                                       const struct programme *programme, struct text department,
                                       int weeks, struct json_writer *json, struct error *err)
{
    struct desk_load load = {.context = context,
                             .department = department,
                             .monday = date_add_days(context->as_of, -date_weekday(context->as_of)),
                             .weeks = weeks};
    TRY(collect(&load, programme, err));
    TRY(desk_capacity_store_list(context->tx, department, context->arena, &load.capacities,
                                 &load.capacity_count, err));
    write_load(&load, json);
    return OK;
}
