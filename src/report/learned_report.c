#include "report/learned_report.h"

#include "queries_sql.h"

enum { GROUPS_MAX = 4096 };

struct learning {
    struct plan_context *context;
    struct arena *arena;
    struct learned_set *set;
};

static bool is_winter(struct date day)
{
    int year, month, of_month;
    date_split(day, &year, &month, &of_month);
    return month >= 11 || month <= 3;
}

/* Rows come by item, so the group is near the end. */
static struct learned_group *find_group(struct learning *learning, const struct learned_group *key)
{
    struct learned_set *set = learning->set;
    for (size_t i = set->count; i-- > 0 && text_is_equal(set->groups[i]->item, key->item);) {
        if (set->groups[i]->winter == key->winter &&
            text_is_equal(set->groups[i]->department, key->department)) {
            return set->groups[i];
        }
    }
    if (set->count == GROUPS_MAX) {
        return NULL;
    }
    struct learned_group *group = ARENA_NEW(learning->arena, struct learned_group);
    *group = *key;
    group->item = text_copy(key->item, learning->arena);
    group->department = text_copy(key->department, learning->arena);
    group->name_zh = text_copy(key->name_zh, learning->arena);
    group->name_en = text_copy(key->name_en, learning->arena);
    set->groups[set->count++] = group;
    return group;
}

static int32_t at_most(int32_t days)
{
    return days < 0 ? 0 : days > LEARNED_DAYS_MAX ? LEARNED_DAYS_MAX : days;
}

static enum error_kind key_of(struct learning *learning, struct statement *row,
                              struct learned_group *key, struct error *err)
{
    const struct project project = {.template_id = column_text(row, 3),
                                    .template_version = (int)column_int(row, 4)};
    const struct template *template;
    *key = (struct learned_group){.item = column_text(row, 0),
                                  .winter = is_winter(column_date(row, 1))};
    TRY(plan_report_find_template(learning->context, &project, &template, err));
    int place = template_find_item(template, key->item);
    if (place >= 0) {
        const struct template_item *item = &template->items[place];
        key->department = template->departments[item->department].id;
        key->name_zh = item->name_zh;
        key->name_en = item->name_en;
    }
    return OK;
}

static enum error_kind learn_row(struct learning *learning, struct statement *row,
                                 struct error *err)
{
    struct daymap *working = learning->context->calendars.working;
    struct learned_group key;
    TRY(key_of(learning, row, &key, err));
    struct learned_group *group = find_group(learning, &key);
    int32_t from = column_date(row, 1).day_number, to = column_date(row, 2).day_number;
    if (group != NULL) {
        group
            ->working[at_most(daymap_index_back(working, to) - daymap_index_back(working, from))]++;
        group->natural[at_most(to - from)]++;
        group->cases++;
        learning->set->cases++;
    }
    return OK;
}

enum error_kind learned_report_load(struct plan_context *context, struct arena *arena,
                                    struct learned_set *out, struct error *err)
{
    SCOPED_STATEMENT cases = tx_query(context->tx, &LEARNED_CASES);
    struct learning learning = {context, arena, out};
    bool row;
    *out = (struct learned_set){.groups = ARENA_ARRAY(arena, struct learned_group *, GROUPS_MAX)};
    bind_date(cases, LEARNED_CASES_AS_OF, context->as_of);
    for (;;) {
        TRY(statement_step(cases, &row, err));
        if (!row) {
            return OK;
        }
        TRY(learn_row(&learning, cases, err));
    }
}

int learned_quantile(const int32_t *counts, int64_t total, int percent)
{
    int64_t wanted = (total * percent + 99) / 100, seen = 0;
    for (int days = 0; days < LEARNED_DAYS_MAX; days++) {
        seen += counts[days];
        if (seen >= wanted) {
            return days;
        }
    }
    return LEARNED_DAYS_MAX;
}

static void write_group(const struct learned_group *group, struct json_writer *json)
{
    const int32_t *days = group->working;
    int64_t sum = 0;
    int least = -1, most = 0;
    for (int d = 0; d <= LEARNED_DAYS_MAX; d++) {
        sum += (int64_t)d * days[d];
        least = least < 0 && days[d] > 0 ? d : least;
        most = days[d] > 0 ? d : most;
    }
    int p10 = learned_quantile(days, group->cases, 10);
    int p90 = learned_quantile(days, group->cases, 90);
    json_object_open(json);
    json_member_text(json, "item", group->item);
    json_member_text(json, "name_zh", group->name_zh);
    json_member_text(json, "name_en", group->name_en);
    json_member_text(json, "department", group->department);
    json_member_string(json, "season", group->winter ? "winter" : "summer");
    json_member_int(json, "cases", group->cases);
    json_member_int(json, "p10", p10);
    json_member_int(json, "p50", learned_quantile(days, group->cases, 50));
    json_member_int(json, "p90", p90);
    json_member_int(json, "mean_tenths", (20 * sum + group->cases) / (2 * group->cases));
    json_member_int(json, "spread", p90 - p10);
    json_member_int(json, "least", least);
    json_member_int(json, "most", most);
    json_object_close(json);
}

enum error_kind learned_report_write(struct plan_context *context, struct text department,
                                     struct json_writer *json, struct error *err)
{
    struct learned_set set;
    int64_t cases = 0;
    TRY(learned_report_load(context, context->arena, &set, err));
    json_object_open(json);
    json_member_date(json, "as_of", context->as_of);
    json_member_text(json, "department", department);
    json_key(json, "items");
    json_array_open(json);
    for (size_t i = 0; i < set.count; i++) {
        const struct learned_group *group = set.groups[i];
        if (group->department.length > 0 &&
            (department.length == 0 || text_is_equal(group->department, department))) {
            write_group(group, json);
            cases += group->cases;
        }
    }
    json_array_close(json);
    json_member_int(json, "cases", cases);
    json_object_close(json);
    return OK;
}
