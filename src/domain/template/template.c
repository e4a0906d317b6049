#include "domain/template/template.h"
#include "domain/template/template_internal.h"

#include "base/json.h"

int template_find_item(const struct template *template, struct text id)
{
    for (size_t i = 0; i < template->item_count; i++) {
        if (text_is_equal(template->items[i].id, id)) {
            return (int)i;
        }
    }
    return -1;
}

enum error_kind template_apply(const struct template *template, struct text conditions,
                               struct arena *arena, bool **applies_out, struct error *err)
{
    const struct json_value *object;
    bool *holds = ARENA_ARRAY(arena, bool, template->condition_count);
    bool *applies = ARENA_ARRAY(arena, bool, template->item_count);
    for (size_t c = 0; c < template->condition_count; c++) {
        holds[c] = template->conditions[c].initially;
    }
    TRY(json_read(conditions, TEMPLATE_FILE_MAX, arena, &object, err));
    if (object->kind != JSON_OBJECT) {
        return error_set(err, ERROR_INVALID, "template.condition",
                         "conditions are an object of true and false");
    }
    for (size_t i = 0; i < object->count; i++) {
        bool known = false;
        for (size_t c = 0; c < template->condition_count; c++) {
            if (text_is_equal(template->conditions[c].id, object->keys[i])) {
                holds[c] = object->items[i].boolean;
                known = object->items[i].kind == JSON_BOOL;
            }
        }
        if (!known) {
            return error_set(err, ERROR_INVALID, "template.condition",
                             "the template %.*s has no condition \"%.*s\"", TEXT_ARGS(template->id),
                             TEXT_ARGS(object->keys[i]));
        }
    }
    for (size_t i = 0; i < template->item_count; i++) {
        applies[i] = template->items[i].condition < 0 || holds[template->items[i].condition];
    }
    *applies_out = applies;
    return OK;
}

/* Longest path by depth-first search over prerequisites; a checked template has no cycle. */
static int path_to(const struct template *template, const bool *applies, int item, bool statutory,
                   int *known)
{
    const struct template_item *at = &template->items[item];
    if (known[item] >= 0) {
        return known[item];
    }
    int longest = 0;
    for (size_t i = 0; i < at->prerequisite_count; i++) {
        int before = at->prerequisites[i];
        if (applies[before]) {
            int path = path_to(template, applies, before, statutory, known);
            longest = path > longest ? path : longest;
        }
    }
    if (at->counted) {
        longest += statutory ? at->statutory_days : at->promised_days;
    }
    known[item] = longest;
    return longest;
}

int template_longest_path(const struct template *template, const bool *applies, int item,
                          bool statutory, struct arena *arena)
{
    int *known = ARENA_ARRAY(arena, int, template->item_count);
    for (size_t i = 0; i < template->item_count; i++) {
        known[i] = -1;
    }
    return path_to(template, applies, item, statutory, known);
}
