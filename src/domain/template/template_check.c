/* The rules of a template, T-5 and on. */
#include "domain/template/template_internal.h"

#include <stdarg.h>
#include <stdio.h>

void problem_add(struct problem_list *problems, struct text item, const char *rule,
                 const char *format, ...)
{
    char message[600];
    if (problems->count == PROBLEMS_MAX) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    problems->items[problems->count++] =
        (struct template_problem){item, rule, text_copy(text_of(message), problems->arena)};
}

/* --- cycles ----------------------------------------------------------------------------------- */

enum { NOT_SEEN, ON_PATH, DONE };

static void report_cycle(const struct template *template, const int *path, int length, int again,
                         struct problem_list *problems)
{
    struct text_builder chain;
    int from = 0;
    while (path[from] != again) {
        from++;
    }
    text_builder_init(&chain, problems->arena, 500);
    for (int i = from; i < length; i++) {
        text_builder_add(&chain, template->items[path[i]].id);
        text_builder_add(&chain, TEXT(" -> "));
    }
    text_builder_add(&chain, template->items[again].id);
    struct text text = text_builder_text(&chain);
    problem_add(problems, template->items[again].id, "T-5", "前置事项循环 (cycle): %.*s",
                TEXT_ARGS(text));
}

static void search(const struct template *template, int item, int *state, int *path, int length,
                   struct problem_list *problems)
{
    const struct template_item *at = &template->items[item];
    state[item] = ON_PATH;
    path[length++] = item;
    for (size_t i = 0; i < at->prerequisite_count; i++) {
        int before = at->prerequisites[i];
        if (state[before] == ON_PATH) {
            report_cycle(template, path, length, before, problems);
        } else if (state[before] == NOT_SEEN) {
            search(template, before, state, path, length, problems);
        }
    }
    state[item] = DONE;
}

static bool check_cycles(const struct template *template, struct problem_list *problems,
                         struct arena *arena)
{
    int *state = ARENA_ARRAY(arena, int, template->item_count);
    int *path = ARENA_ARRAY(arena, int, template->item_count + 1);
    size_t before = problems->count;
    for (size_t i = 0; i < template->item_count; i++) {
        if (state[i] == NOT_SEEN) {
            search(template, (int)i, state, path, 0, problems);
        }
    }
    return problems->count == before;
}

/* --- single items ----------------------------------------------------------------------------- */

/* Whether `earlier` is a prerequisite of `item`, directly or through others. */
static bool comes_before(const struct template *template, int earlier, int item, bool *visited)
{
    const struct template_item *at = &template->items[item];
    for (size_t i = 0; i < at->prerequisite_count; i++) {
        int before = at->prerequisites[i];
        if (before == earlier) {
            return true;
        }
        if (!visited[before]) {
            visited[before] = true;
            if (comes_before(template, earlier, before, visited)) {
                return true;
            }
        }
    }
    return false;
}

static void check_papers(const struct template *template, int index, bool acyclic,
                         struct problem_list *problems, struct arena *arena)
{
    const struct template_item *item = &template->items[index];
    bool supplementary = false;
    if (item->paper_count == 0) {
        problem_add(problems, item->id, "T-6", "没有申报材料 (no papers)");
    }
    for (size_t p = 0; p < item->paper_count; p++) {
        const struct paper *paper = &item->papers[p];
        supplementary = supplementary || !paper->primary;
        for (size_t m = 0; acyclic && paper->primary && m < paper->produced_by_count; m++) {
            bool *visited = ARENA_ARRAY(arena, bool, template->item_count);
            if (!comes_before(template, paper->produced_by[m], index, visited)) {
                problem_add(problems, item->id, "T-7",
                            "主件 \"%.*s\" 由 %.*s 产生, 但它不是前置事项 (primary paper of an item "
                            "that is no prerequisite)",
                            TEXT_ARGS(paper->name_zh),
                            TEXT_ARGS(template->items[paper->produced_by[m]].id));
            }
        }
    }
    if (item->tolerance != TOLERANCE_NONE && !supplementary && item->paper_count > 0) {
        problem_add(problems, item->id, "T-8", "可容缺但没有辅件 (tolerance without a "
                                               "supplementary paper)");
    }
}

static void check_item(const struct template *template, const struct template_item *item,
                       struct problem_list *problems)
{
    bool known = false;
    for (size_t s = 0; s < template->stage_count; s++) {
        known = known || template->stages[s].id == item->stage;
    }
    if (!known) {
        problem_add(problems, item->id, "T-4", "没有阶段 %d (unknown stage)", item->stage);
    }
    if (item->never_defer && (item->tolerance != TOLERANCE_NONE || item->commitment)) {
        problem_add(problems, item->id, "T-9",
                    "不得容缺或承诺的事项却设了容缺或承诺 (never_defer with tolerance or commitment)");
    }
    if (item->promised_days < 0 || item->statutory_days < 0 || item->natural_days < 0 ||
        item->promised_days > TEMPLATE_DAYS_MAX || item->statutory_days > TEMPLATE_DAYS_MAX ||
        item->natural_days > TEMPLATE_DAYS_MAX) {
        problem_add(problems, item->id, "T-10", "期限应为 0 至 %d 日 (duration out of range)",
                    TEMPLATE_DAYS_MAX);
    } else if (item->promised_days > item->statutory_days) {
        problem_add(problems, item->id, "T-10",
                    "承诺时限 %d 大于法定时限 %d (promise longer than the statute)",
                    item->promised_days, item->statutory_days);
    }
    if (item->tolerance == TOLERANCE_ACCEPT) {
        int latest = item->promised_days > 3 ? item->promised_days - 2 : 1;
        if (item->supply_days < 1 || item->supply_days > latest) {
            problem_add(problems, item->id, "T-11",
                        "容缺受理补件应在 1 至 %d 个工作日内, 不是 %d (papers come 2 days before the "
                        "promised end)",
                        latest, item->supply_days);
        }
    }
    if (item->tolerance == TOLERANCE_DECIDE && (item->supply_days < 1 || item->supply_days > 250)) {
        problem_add(problems, item->id, "T-11", "容缺审批补件期限应为 1 至 250 个工作日");
    }
}

static void check_twice(const struct template *template, struct problem_list *problems)
{
    for (size_t i = 0; i < template->item_count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (text_is_equal(template->items[i].id, template->items[k].id)) {
                problem_add(problems, template->items[i].id, "T-2",
                            "事项编号重复 (item id stands twice)");
            }
        }
    }
}

void template_check(const struct template *template, struct problem_list *problems,
                    struct arena *arena)
{
    check_twice(template, problems);
    bool acyclic = check_cycles(template, problems, arena);
    for (size_t i = 0; i < template->item_count; i++) {
        check_item(template, &template->items[i], problems);
        check_papers(template, (int)i, acyclic, problems, arena);
    }
    if (template->gate_all_count == 0 && template->gate_any_count == 0) {
        problem_add(problems, TEXT(""), "T-12", "没有开工条件 (the start gate is empty)");
    }
}
