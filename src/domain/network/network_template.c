#include "domain/network/network_template.h"

/* What binds an item to one before it. */
enum { BY_PREREQUISITE = 1, BY_PRIMARY = 2, BY_SUPPLEMENTARY = 4 };

struct reading {
    const struct template *template;
    const bool *applies;
    int32_t *place_of; /* of a template item in the request, or -1 */
    struct arena *arena;
};

/* N-1, N-7: prerequisites that apply, and papers that other items produce. */
static void read_prerequisites(const struct reading *r, const struct template_item *from,
                               uint8_t *bonds, struct plan_item *item)
{
    size_t count = 0;
    for (size_t i = 0; i < r->template->item_count; i++) {
        bonds[i] = 0;
    }
    for (size_t i = 0; i < from->prerequisite_count; i++) {
        bonds[from->prerequisites[i]] |= BY_PREREQUISITE;
    }
    for (size_t p = 0; p < from->paper_count; p++) {
        const struct paper *paper = &from->papers[p];
        for (size_t i = 0; i < paper->produced_by_count; i++) {
            bonds[paper->produced_by[i]] |= paper->primary ? BY_PRIMARY : BY_SUPPLEMENTARY;
        }
    }
    for (size_t i = 0; i < r->template->item_count; i++) {
        count += bonds[i] != 0 && r->applies[i];
    }
    struct plan_prerequisite *found = ARENA_ARRAY(r->arena, struct plan_prerequisite, count);
    item->prerequisites = found;
    item->prerequisite_count = count;
    for (size_t i = 0; i < r->template->item_count; i++) {
        if (bonds[i] != 0 && r->applies[i]) {
            bool soft = (bonds[i] & BY_SUPPLEMENTARY) != 0 && (bonds[i] & BY_PRIMARY) == 0;
            *found++ = (struct plan_prerequisite){r->place_of[i], soft};
        }
    }
}

static void read_item(const struct reading *r, const struct template_item *from,
                      struct plan_item *item)
{
    const struct template_department *department = &r->template->departments[from->department];
    *item = (struct plan_item){
        .id = from->id,
        .name_zh = from->name_zh,
        .name_en = from->name_en,
        .department = department->id,
        .department_zh = department->name_zh,
        .department_en = department->name_en,
        .kind = from->kind,
        .stage = from->stage,
        .duration = from->natural_days > 0 ? from->natural_days : from->promised_days,
        .statutory = from->natural_days > 0 ? from->natural_days : from->statutory_days,
        .natural = from->natural_days > 0,
        .market = !from->counted,
        .never_defer = from->never_defer,
        .may_tolerate = from->tolerance == TOLERANCE_DECIDE && !from->never_defer,
        .may_commit = from->commitment && !from->never_defer,
        .chosen = from->condition >= 0,
        .accepted_on = DATE_NONE,
        .decided_on = DATE_NONE,
        .expected_on = DATE_NONE,
    };
}

/* The items of a list that apply, as places in the request. */
static const int32_t *read_places(const struct reading *r, const int *items, size_t count,
                                  size_t *count_out)
{
    int32_t *places = ARENA_ARRAY(r->arena, int32_t, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (r->applies[items[i]]) {
            places[kept++] = r->place_of[items[i]];
        }
    }
    *count_out = kept;
    return places;
}

static void read_gate(const struct reading *r, struct plan_request *request)
{
    const struct template *template = r->template;
    struct plan_group *groups = ARENA_ARRAY(r->arena, struct plan_group, template->gate_any_count);
    request->gate_all =
        read_places(r, template->gate_all, template->gate_all_count, &request->gate_all_count);
    for (size_t i = 0; i < template->gate_any_count; i++) {
        groups[i].items = read_places(r, template->gate_any[i].items, template->gate_any[i].count,
                                      &groups[i].count);
    }
    request->gate_any = groups;
    request->gate_any_count = template->gate_any_count;
}

static enum error_kind read_progress(const struct reading *r, struct plan_item *items,
                                     const struct plan_progress *progress, size_t count,
                                     struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        int found = template_find_item(r->template, progress[i].item);
        if (found < 0) {
            return error_set(err, ERROR_INVALID, "network.progress",
                             "template \"%.*s\" has no item \"%.*s\"", TEXT_ARGS(r->template->id),
                             TEXT_ARGS(progress[i].item));
        }
        if (r->applies[found]) {
            struct plan_item *item = &items[r->place_of[found]];
            item->accepted_on = progress[i].accepted_on;
            item->decided_on = progress[i].decided_on;
            item->expected_on = progress[i].expected_on;
        }
    }
    return OK;
}

enum error_kind plan_request_read(const struct template *template, struct text conditions,
                                  const struct plan_progress *progress, size_t progress_count,
                                  struct arena *arena, struct plan_request *request_out,
                                  struct error *err)
{
    bool *applies;
    TRY(template_apply(template, conditions, arena, &applies, err));

    struct reading r = {template, applies, ARENA_ARRAY(arena, int32_t, template->item_count),
                        arena};
    uint8_t *bonds = ARENA_ARRAY(arena, uint8_t, template->item_count);
    struct plan_item *items = ARENA_ARRAY(arena, struct plan_item, template->item_count);
    int32_t count = 0;
    for (size_t i = 0; i < template->item_count; i++) {
        r.place_of[i] = applies[i] ? count++ : -1;
    }
    for (size_t i = 0; i < template->item_count; i++) {
        if (applies[i]) {
            read_item(&r, &template->items[i], &items[r.place_of[i]]);
            read_prerequisites(&r, &template->items[i], bonds, &items[r.place_of[i]]);
        }
    }
    TRY(read_progress(&r, items, progress, progress_count, err));
    request_out->items = items;
    request_out->item_count = (size_t)count;
    read_gate(&r, request_out);
    return OK;
}

void plan_calendars_init(struct plan_calendars *calendars, const struct calendar *working,
                         const struct seasons *seasons, enum work_kind work, struct arena *arena)
{
    struct daymap *maps = ARENA_ARRAY(arena, struct daymap, 3);
    size_t count = (size_t)working->day_count;
    struct date last = date_add_days(working->first, working->day_count - 1);

    daymap_init_days(&maps[0], TEXT("working"), working->first, working->working, count, arena);
    maps[0].name_zh = TEXT("工作日");
    maps[0].name_en = TEXT("working days");
    uint8_t *every = ARENA_ARRAY(arena, uint8_t, count);
    for (size_t i = 0; i < count; i++) {
        every[i] = 1;
    }
    daymap_init_days(&maps[1], TEXT("natural"), working->first, every, count, arena);
    maps[1].name_zh = TEXT("自然日");
    maps[1].name_en = TEXT("natural days");
    daymap_init_days(&maps[2], TEXT("season"), working->first,
                     season_days(seasons, work, true, working->first, last, arena), count, arena);
    maps[2].name_zh = TEXT("施工季");
    maps[2].name_en = TEXT("season");
    *calendars = (struct plan_calendars){&maps[0], &maps[1], &maps[2], seasons, work, NULL};
}
