#include "domain/approval/gate.h"

static struct gate_unmet unmet_item(const struct template_item *item)
{
    return (struct gate_unmet){item->id, item->name_zh, item->name_en, TEXT("尚未办结"),
                               TEXT("not decided yet")};
}

/* The names of the group's items that apply, joined; empty when none does. */
static struct text join_names(const struct template *template, const bool *applies,
                              const struct gate_group *group, bool english, struct arena *arena)
{
    struct text_builder names;
    text_builder_init(&names, arena, 4096);
    for (size_t i = 0; i < group->count; i++) {
        const struct template_item *item = &template->items[group->items[i]];
        if (applies[group->items[i]]) {
            if (names.length > 0) {
                text_builder_add(&names, english ? TEXT(" or ") : TEXT(" 或 "));
            }
            text_builder_add(&names, english ? item->name_en : item->name_zh);
        }
    }
    return text_builder_text(&names);
}

void gate_check(const struct template *template, const bool *applies, const bool *decided,
                struct arena *arena, struct gate_unmet **unmet_out, size_t *count_out)
{
    struct gate_unmet *unmet =
        ARENA_ARRAY(arena, struct gate_unmet, template->gate_all_count + template->gate_any_count);
    size_t count = 0;
    for (size_t i = 0; i < template->gate_all_count; i++) {
        int item = template->gate_all[i];
        if (applies[item] && !decided[item]) {
            unmet[count++] = unmet_item(&template->items[item]);
        }
    }
    for (size_t g = 0; g < template->gate_any_count; g++) {
        const struct gate_group *group = &template->gate_any[g];
        int first = -1;
        bool met = false;
        for (size_t i = 0; i < group->count; i++) {
            if (applies[group->items[i]]) {
                first = first < 0 ? group->items[i] : first;
                met = met || decided[group->items[i]];
            }
        }
        if (first >= 0 && !met) {
            unmet[count] = unmet_item(&template->items[first]);
            unmet[count].name_zh = join_names(template, applies, group, false, arena);
            unmet[count++].name_en = join_names(template, applies, group, true, arena);
        }
    }
    *unmet_out = unmet;
    *count_out = count;
}

const char *gate_standing_name(enum gate_standing standing)
{
    static const char *const names[] = {"open", "decided", "committed", "tolerated"};
    return names[standing];
}

static struct gate_line line_of(const struct template *template, int item, int group,
                                const enum gate_standing *standings)
{
    const struct template_item *at = &template->items[item];
    return (struct gate_line){item, group, standings[item], at->commitment, at->never_defer};
}

void gate_list(const struct template *template, const bool *applies,
               const enum gate_standing *standings, struct arena *arena,
               struct gate_line **lines_out, size_t *count_out)
{
    size_t most = template->gate_all_count, count = 0;
    for (size_t g = 0; g < template->gate_any_count; g++) {
        most += template->gate_any[g].count;
    }
    struct gate_line *lines = ARENA_ARRAY(arena, struct gate_line, most);
    for (size_t i = 0; i < template->gate_all_count; i++) {
        if (applies[template->gate_all[i]]) {
            lines[count++] = line_of(template, template->gate_all[i], 0, standings);
        }
    }
    for (size_t g = 0; g < template->gate_any_count; g++) {
        const struct gate_group *group = &template->gate_any[g];
        for (size_t i = 0; i < group->count; i++) {
            if (applies[group->items[i]]) {
                lines[count++] = line_of(template, group->items[i], (int)g + 1, standings);
            }
        }
    }
    *lines_out = lines;
    *count_out = count;
}
