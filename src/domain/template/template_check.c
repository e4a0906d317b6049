/* The rules of a template, T-5 and on. */
#include "domain/template/template_internal.h"

#include <stdarg.h>
#include <stdio.h>

static void grow(struct problem_list *problems)
{
    size_t capacity = problems->capacity == 0 ? 32 : problems->capacity * 2;
    struct template_problem *items =
        ARENA_ARRAY(problems->arena, struct template_problem, capacity);
    for (size_t i = 0; i < problems->count; i++) {
        items[i] = problems->items[i];
    }
    problems->items = items;
    problems->capacity = capacity;
}

void problem_add(struct problem_list *problems, struct text item, const char *rule,
                 const char *format, ...)
{
    struct text_builder message;
    char part[1000];
    if (problems->count == PROBLEMS_MAX) {
        problems->items[PROBLEMS_MAX - 1] = (struct template_problem){
            TEXT(""), "T-1", TEXT("问题太多, 其余未列出 (more problems than can be listed)")};
        return;
    }
    if (problems->count == problems->capacity) {
        grow(problems);
    }
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(part, sizeof part, format, arguments);
    va_end(arguments);
    text_builder_init(&message, problems->arena, sizeof part);
    text_builder_add(&message, text_of(part));
    problems->items[problems->count++] =
        (struct template_problem){item, rule, text_builder_text(&message)};
}

struct text problem_quote(struct text text)
{
    size_t end = text.length < 60 ? text.length : 60;
    while (end > 0 && end < text.length && ((unsigned char)text.data[end] & 0xc0) == 0x80) {
        end--;
    }
    return text_slice(text, 0, end);
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
    text_builder_init(&chain, problems->arena, (TEMPLATE_ITEMS_MAX + 1) * (ID_MAX + 4));
    text_builder_add(&chain, TEXT("前置事项循环 (cycle): "));
    for (int i = from; i < length; i++) {
        text_builder_add(&chain, template->items[path[i]].id);
        text_builder_add(&chain, TEXT(" -> "));
    }
    text_builder_add(&chain, template->items[again].id);
    problem_add(problems, template->items[again].id, "T-5", "%s", "");
    problems->items[problems->count - 1].message = text_builder_text(&chain);
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

/* For each item the set of those before it, directly or through others, as bits. */
struct closure {
    uint64_t *bits;
    size_t words; /* an item */
    bool *known;
};

static void close_over(const struct template *template, int item, struct closure *closure)
{
    const struct template_item *at = &template->items[item];
    uint64_t *own = &closure->bits[(size_t)item * closure->words];
    closure->known[item] = true;
    for (size_t i = 0; i < at->prerequisite_count; i++) {
        int before = at->prerequisites[i];
        if (!closure->known[before]) {
            close_over(template, before, closure);
        }
        for (size_t w = 0; w < closure->words; w++) {
            own[w] |= closure->bits[(size_t)before * closure->words + w];
        }
        own[before / 64] |= UINT64_C(1) << (before % 64);
    }
}

static struct closure close_all(const struct template *template, struct arena *arena)
{
    struct closure closure = {.words = template->item_count / 64 + 1};
    closure.bits = ARENA_ARRAY(arena, uint64_t, template->item_count * closure.words);
    closure.known = ARENA_ARRAY(arena, bool, template->item_count);
    for (size_t i = 0; i < template->item_count; i++) {
        if (!closure.known[i]) {
            close_over(template, (int)i, &closure);
        }
    }
    return closure;
}

static bool comes_before(const struct closure *closure, int earlier, int item)
{
    uint64_t word = closure->bits[(size_t)item * closure->words + (size_t)earlier / 64];
    return (word >> (earlier % 64) & 1) != 0;
}

static void check_producers(const struct template *template, int index, const struct paper *paper,
                            const struct closure *closure, struct problem_list *problems)
{
    struct text name = problem_quote(paper->name_zh);
    for (size_t m = 0; m < paper->produced_by_count; m++) {
        if (!comes_before(closure, paper->produced_by[m], index)) {
            problem_add(
                problems, template->items[index].id, "T-7",
                "主件 \"%.*s\" 由 %.*s 产生, 但它不是前置事项 (primary paper of an item that is "
                "no prerequisite)",
                TEXT_ARGS(name), TEXT_ARGS(template->items[paper->produced_by[m]].id));
        }
    }
}

/* `closure` is NULL when there is a cycle: then nothing can be said of what comes before. */
static void check_papers(const struct template *template, int index, const struct closure *closure,
                         struct problem_list *problems)
{
    const struct template_item *item = &template->items[index];
    bool supplementary = false;
    if (item->paper_count == 0) {
        problem_add(problems, item->id, "T-6", "没有申报材料 (no papers)");
    }
    for (size_t p = 0; p < item->paper_count; p++) {
        const struct paper *paper = &item->papers[p];
        supplementary = supplementary || !paper->primary;
        if (closure != NULL && paper->primary) {
            check_producers(template, index, paper, closure, problems);
        }
        for (size_t k = 0; k < p; k++) {
            if (text_is_equal(paper->id, item->papers[k].id)) {
                problem_add(problems, item->id, "T-2",
                            "材料编号 \"%.*s\" 重复 (paper id stands twice)", TEXT_ARGS(paper->id));
            }
        }
    }
    if (item->tolerance != TOLERANCE_NONE && !supplementary && item->paper_count > 0) {
        problem_add(problems, item->id, "T-8",
                    "可容缺但没有辅件 (tolerance without a "
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
        problem_add(
            problems, item->id, "T-9",
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
    if (item->validity_months < 0 || item->validity_months > TEMPLATE_DAYS_MAX) {
        problem_add(problems, item->id, "T-10", "有效期应为 0 至 %d 个月 (validity out of range)",
                    TEMPLATE_DAYS_MAX);
    }
    if (item->extension_days < 0 || item->extension_days > TEMPLATE_DAYS_MAX ||
        item->validity_extensions < 0 || item->validity_extensions > 10 ||
        (item->validity_extensions > 0 && item->validity_months == 0)) {
        problem_add(problems, item->id, "T-20",
                    "延期天数或有效期延续次数不对 (extension out of range, or of no validity)");
    }
    if (item->deemed_consent && item->never_defer) {
        problem_add(problems, item->id, "T-21",
                    "不得容缺或承诺的事项不能超时默认 (never_defer with deemed consent)");
    }
    if (item->tolerance == TOLERANCE_ACCEPT) {
        int latest = item->promised_days > 3 ? item->promised_days - 2 : 1;
        if (item->supply_days < 1 || item->supply_days > latest) {
            problem_add(
                problems, item->id, "T-11",
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
    for (size_t i = 0; i < template->department_count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (text_is_equal(template->departments[i].id, template->departments[k].id)) {
                problem_add(problems, TEXT(""), "T-2",
                            "部门编号 \"%.*s\" 重复 (department id stands twice)",
                            TEXT_ARGS(template->departments[i].id));
            }
        }
    }
    for (size_t i = 0; i < template->stage_count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (template->stages[i].id == template->stages[k].id) {
                problem_add(problems, TEXT(""), "T-2", "阶段 %d 重复 (stage stands twice)",
                            template->stages[i].id);
            }
        }
    }
}

static void check_limits(const struct template *template, struct problem_list *problems)
{
    for (size_t s = 0; s < template->stage_count; s++) {
        if (template->stages[s].limit_days < 0 ||
            template->stages[s].limit_days > TEMPLATE_DAYS_MAX) {
            problem_add(problems, TEXT(""), "T-10",
                        "阶段 %d 的时限应为 0 至 %d (stage limit out of range)",
                        template->stages[s].id, TEMPLATE_DAYS_MAX);
        }
    }
    if (template->cap_days < 0 || template->cap_days > TEMPLATE_DAYS_MAX) {
        problem_add(problems, TEXT(""), "T-10", "总时限应为 0 至 %d (cap out of range)",
                    TEMPLATE_DAYS_MAX);
    }
}

/* T-14, under the conditions that hold initially. */
static void check_cap(const struct template *template, struct problem_list *problems,
                      struct arena *arena)
{
    bool *applies = ARENA_ARRAY(arena, bool, template->item_count);
    for (size_t i = 0; i < template->item_count; i++) {
        int condition = template->items[i].condition;
        applies[i] = condition < 0 || template->conditions[condition].initially;
    }
    for (size_t i = 0; i < template->item_count; i++) {
        const struct template_item *item = &template->items[i];
        if (applies[i] && item->counted) {
            int path = template_longest_path(template, applies, (int)i, false, arena);
            if (path > template->cap_days && path - item->promised_days <= template->cap_days) {
                problem_add(
                    problems, item->id, "T-14",
                    "到此事项的承诺时限共 %d 个工作日, 超过总时限 %d (the promised path passes the "
                    "cap)",
                    path, template->cap_days);
            }
        }
    }
}

void template_check(const struct template *template, struct problem_list *problems,
                    struct arena *arena)
{
    struct closure closure = {0};
    check_twice(template, problems);
    check_limits(template, problems);
    bool acyclic = check_cycles(template, problems, arena);
    if (acyclic) {
        closure = close_all(template, arena);
    }
    for (size_t i = 0; i < template->item_count; i++) {
        check_item(template, &template->items[i], problems);
        check_papers(template, (int)i, acyclic ? &closure : NULL, problems);
    }
    if (template->gate_all_count == 0 && template->gate_any_count == 0) {
        problem_add(problems, TEXT("start_gate"), "T-12", "没有开工条件 (the start gate is empty)");
    }
    if (problems->count == 0 && template->cap_days > 0) {
        check_cap(template, problems, arena);
    }
}
