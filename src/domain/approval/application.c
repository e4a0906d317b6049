#include "domain/approval/application.h"

struct word {
    const char *name, *zh;
};

static const struct word standings[] = {
    [PAPER_NEEDED] = {"needed", "待提交"},       [PAPER_PRESENT] = {"present", "已提交"},
    [PAPER_PRODUCED] = {"produced", "系统共享"}, [PAPER_RECEIPT] = {"receipt", "凭受理单"},
    [PAPER_WAITS] = {"waits", "待前置事项"},     [PAPER_TOLERATED] = {"tolerated", "容缺"},
};

const char *paper_standing_name(enum paper_standing standing)
{
    return standings[standing].name;
}

const char *paper_standing_zh(enum paper_standing standing)
{
    return standings[standing].zh;
}

struct text paper_key(const struct template *template, const struct paper *paper)
{
    for (size_t i = 0; i < template->item_count; i++) {
        const struct template_item *item = &template->items[i];
        for (size_t p = 0; p < item->paper_count; p++) {
            if (text_is_equal(item->papers[p].name_zh, paper->name_zh)) {
                return item->papers[p].id;
            }
        }
    }
    return paper->id;
}

static bool is_among(struct text key, const struct text *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text_is_equal(keys[i], key)) {
            return true;
        }
    }
    return false;
}

enum paper_standing paper_standing_of(const struct paper_facts *facts, const struct paper *paper)
{
    bool applies = false, handled = false;
    if (is_among(paper_key(facts->template, paper), facts->papers, facts->paper_count)) {
        return PAPER_PRESENT;
    }
    for (size_t i = 0; i < paper->produced_by_count; i++) {
        int producer = paper->produced_by[i];
        if (facts->decided[producer]) {
            return PAPER_PRODUCED;
        }
        applies = applies || facts->applies[producer];
        handled = handled || facts->handled[producer];
    }
    if (paper->primary) {
        return applies ? PAPER_WAITS : PAPER_NEEDED;
    }
    return handled ? PAPER_RECEIPT : PAPER_NEEDED;
}

int item_papers_missing(const struct paper_facts *facts, int item, const struct text *tolerated,
                        size_t tolerated_count, bool *waits_out)
{
    const struct template_item *at = &facts->template->items[item];
    int missing = 0;
    *waits_out = false;
    for (size_t p = 0; p < at->paper_count; p++) {
        enum paper_standing standing = paper_standing_of(facts, &at->papers[p]);
        bool needed = standing == PAPER_NEEDED || standing == PAPER_WAITS;
        *waits_out = *waits_out || standing == PAPER_WAITS;
        missing += needed && !is_among(paper_key(facts->template, &at->papers[p]), tolerated,
                                       tolerated_count);
    }
    return missing;
}

/* The form's paper of that key, or a new one at its end. */
static struct form_paper *take_paper(struct form_paper *papers, size_t *count, struct text key)
{
    for (size_t i = 0; i < *count; i++) {
        if (text_is_equal(papers[i].key, key)) {
            return &papers[i];
        }
    }
    papers[*count] = (struct form_paper){.key = key, .producer = -1};
    return &papers[(*count)++];
}

static void add_to_form(const struct paper_facts *facts, int item, const struct paper *paper,
                        size_t most_items, struct form_paper *entry, struct arena *arena)
{
    enum paper_standing standing = paper_standing_of(facts, paper);
    if (entry->item_count == 0) {
        entry->name_zh = paper->name_zh;
        entry->name_en = paper->name_en;
        entry->standing = standing;
        entry->items = ARENA_ARRAY(arena, int, most_items);
    } else if (standing == PAPER_NEEDED || standing == PAPER_WAITS) {
        entry->standing =
            standing; /* what one item needs is needed, though another has it easier */
    }
    entry->primary = entry->primary || paper->primary;
    for (size_t i = 0; i < paper->produced_by_count && entry->producer < 0; i++) {
        if (facts->applies[paper->produced_by[i]]) {
            entry->producer = paper->produced_by[i];
        }
    }
    if (entry->item_count == 0 || entry->items[entry->item_count - 1] != item) {
        ((int *)entry->items)[entry->item_count++] = item;
    }
}

void application_form(const struct paper_facts *facts, const int *items, size_t item_count,
                      struct arena *arena, struct form_paper **papers_out, size_t *count_out)
{
    size_t most = 0, count = 0;
    for (size_t i = 0; i < item_count; i++) {
        most += facts->template->items[items[i]].paper_count;
    }
    struct form_paper *papers = ARENA_ARRAY(arena, struct form_paper, most);
    for (size_t i = 0; i < item_count; i++) {
        const struct template_item *item = &facts->template->items[items[i]];
        for (size_t p = 0; p < item->paper_count; p++) {
            struct text key = paper_key(facts->template, &item->papers[p]);
            add_to_form(facts, items[i], &item->papers[p], item_count,
                        take_paper(papers, &count, key), arena);
        }
    }
    *papers_out = papers;
    *count_out = count;
}

bool application_has_item(const struct template *template, const bool *applies, int item, int stage)
{
    return applies[item] && template->items[item].stage == stage && template->items[item].counted;
}

enum error_kind green_check_share(int64_t open_green, int64_t open_cases, int share_percent,
                                  struct error *err)
{
    if (open_green == 0 || (open_green + 1) * 100 <= open_cases * share_percent) {
        return OK;
    }
    return error_set(err, ERROR_CONFLICT, "green.share",
                     "绿色通道已占在办件的 %d%% 上限 (%lld of %lld open cases are green already)",
                     share_percent, (long long)open_green, (long long)open_cases);
}
