#include "base/test_support.h"

#include "base/asset.h"
#include "domain/approval/application.h"

/* The general enterprise with its initial conditions: filing, granted land. */
struct world {
    struct arena arena;
    struct template template;
    bool *applies;
    bool decided[TEMPLATE_ITEMS_MAX], handled[TEMPLATE_ITEMS_MAX];
    struct text papers[8];
    struct paper_facts facts;
};

static void world_begin(struct world *w)
{
    const struct asset *file = asset_find(TEXT("data/templates/social_general.json"));
    const struct template_problem *problems;
    size_t count;
    struct error err;
    *w = (struct world){0};
    assert_int_equal(template_read((struct text){(const char *)file->bytes, file->size}, &w->arena,
                                   &w->template, &problems, &count, &err),
                     OK);
    assert_int_equal(template_apply(&w->template, TEXT("{}"), &w->arena, &w->applies, &err), OK);
    w->facts = (struct paper_facts){&w->template, w->applies, w->decided, w->handled, w->papers, 0};
}

static int item(const struct world *w, const char *id)
{
    int found = template_find_item(&w->template, text_of(id));
    assert_true(found >= 0);
    return found;
}

static const struct form_paper *paper_of(const struct form_paper *papers, size_t count,
                                         const char *key)
{
    for (size_t i = 0; i < count; i++) {
        if (text_is_equal(papers[i].key, text_of(key))) {
            return &papers[i];
        }
    }
    return NULL;
}

/* The land right stands in the land permit (lp-d3) and in the works permit (wp-d2). */
static void a_paper_that_two_items_need_is_asked_for_once(void **state)
{
    struct world w;
    struct form_paper *papers;
    size_t count;
    (void)state;
    world_begin(&w);
    const int items[] = {item(&w, "land_permit"), item(&w, "works_permit")};
    application_form(&w.facts, items, 2, &w.arena, &papers, &count);
    const struct form_paper *right = paper_of(papers, count, "lp-d3");
    assert_non_null(right);
    assert_null(paper_of(papers, count, "wp-d2"));
    assert_int_equal(right->item_count, 2);
    assert_true(right->primary);
    assert_int_equal(right->producer, item(&w, "land_contract"));
    assert_int_equal(right->standing, PAPER_WAITS);
    assert_non_null(paper_of(papers, count, "wp-d1")); /* each has its own form */
    assert_non_null(paper_of(papers, count, "lp-d1"));
    arena_release(&w.arena);
}

static void what_another_item_produces_is_never_asked_for(void **state)
{
    struct world w;
    bool waits;
    (void)state;
    world_begin(&w);
    int works = item(&w, "works_permit");
    assert_int_equal(item_papers_missing(&w.facts, works, NULL, 0, &waits), 5);
    assert_true(waits);
    w.decided[item(&w, "land_contract")] = w.decided[item(&w, "scheme")] = true;
    assert_int_equal(item_papers_missing(&w.facts, works, NULL, 0, &waits), 3);
    assert_false(waits);
    w.papers[0] = TEXT("wp-d1");
    w.papers[1] = TEXT("wp-d4");
    w.facts.paper_count = 2;
    const struct text tolerated[] = {TEXT("wp-d5")};
    assert_int_equal(item_papers_missing(&w.facts, works, NULL, 0, &waits), 1);
    assert_int_equal(item_papers_missing(&w.facts, works, tolerated, 1, &waits), 0);
    arena_release(&w.arena);
}

/* drw-d3 is supplementary and produced by the works permit, which is being handled. */
static void a_supplementary_paper_of_an_item_in_hand_is_known_by_its_receipt(void **state)
{
    struct world w;
    (void)state;
    world_begin(&w);
    const struct template_item *drawings = &w.template.items[item(&w, "drawings")];
    assert_int_equal(paper_standing_of(&w.facts, &drawings->papers[2]), PAPER_NEEDED);
    w.handled[item(&w, "works_permit")] = true;
    assert_int_equal(paper_standing_of(&w.facts, &drawings->papers[2]), PAPER_RECEIPT);
    w.decided[item(&w, "works_permit")] = true;
    assert_int_equal(paper_standing_of(&w.facts, &drawings->papers[2]), PAPER_PRODUCED);
    arena_release(&w.arena);
}

/* Where the owner has the land already, no contract is made and the owner hands in the right. */
static void what_nobody_produces_for_the_project_is_handed_in(void **state)
{
    struct world w;
    struct error err;
    bool waits;
    (void)state;
    world_begin(&w);
    assert_int_equal(
        template_apply(&w.template, TEXT("{\"land_grant\":false}"), &w.arena, &w.applies, &err),
        OK);
    w.facts.applies = w.applies;
    w.decided[item(&w, "filing")] = true;
    const struct template_item *land = &w.template.items[item(&w, "land_permit")];
    assert_int_equal(paper_standing_of(&w.facts, &land->papers[2]), PAPER_NEEDED);
    assert_int_equal(item_papers_missing(&w.facts, item(&w, "land_permit"), NULL, 0, &waits), 3);
    assert_false(waits);
    arena_release(&w.arena);
}

static void a_stage_has_its_items_inside_the_approval_clock(void **state)
{
    struct world w;
    (void)state;
    world_begin(&w);
    assert_true(application_has_item(&w.template, w.applies, item(&w, "works_permit"), 2));
    assert_false(application_has_item(&w.template, w.applies, item(&w, "works_permit"), 1));
    assert_false(application_has_item(&w.template, w.applies, item(&w, "land_contract"), 1));
    assert_false(application_has_item(&w.template, w.applies, item(&w, "ratify"), 1));
    arena_release(&w.arena);
}

static void the_green_channel_stays_scarce(void **state)
{
    struct error err;
    (void)state;
    assert_int_equal(green_check_share(0, 1, 10, &err), OK); /* one in any case */
    assert_int_equal(green_check_share(1, 20, 10, &err), OK);
    assert_int_equal(green_check_share(2, 29, 10, &err), ERROR_CONFLICT);
    assert_string_equal(err.code, "green.share");
    assert_int_equal(green_check_share(2, 30, 10, &err), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_paper_that_two_items_need_is_asked_for_once),
        cmocka_unit_test(what_another_item_produces_is_never_asked_for),
        cmocka_unit_test(a_supplementary_paper_of_an_item_in_hand_is_known_by_its_receipt),
        cmocka_unit_test(what_nobody_produces_for_the_project_is_handed_in),
        cmocka_unit_test(a_stage_has_its_items_inside_the_approval_clock),
        cmocka_unit_test(the_green_channel_stays_scarce),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
