#include "cli/desk_keeper.h"

#include "app/desk_app.h"
#include "base/log.h"
#include "report/desk_report.h"
#include "store/journal_store.h"

#include <time.h>

enum {
    ENTRIES_MAX = 1000,  /* of the journal, read at once */
    PROJECTS_MAX = 100,  /* planned in one reading transaction */
    CHANGED_MAX = 200,   /* more changed projects: all are planned */
    PAUSE_NS = 500000000 /* well within the second in which a change has to show */
};

struct round {
    struct desk_keeper *keeper;
    struct arena arena;
    struct date today;
    int64_t seen;
    bool sweep; /* plan all */
    struct text changed[CHANGED_MAX];
    size_t changed_count;
    struct desk_project *projects; /* the page of a sweep */
    size_t project_count;
    int64_t after;
    struct desk_case_cost *costs;
    size_t cost_count, cost_capacity;
};

static void log_failure(const struct error *err)
{
    struct log_line line;
    log_begin(&line, "desk.failed");
    json_member_string(&line.json, "code", err->code);
    json_member_string(&line.json, "message", err->message);
    log_end(&line);
}

/* --- what changed ------------------------------------------------------------------------------- */

static void note_project(struct round *round, struct text code)
{
    for (size_t i = 0; i < round->changed_count; i++) {
        if (text_is_equal(round->changed[i], code)) {
            return;
        }
    }
    if (round->changed_count == CHANGED_MAX) {
        round->sweep = true;
        return;
    }
    round->changed[round->changed_count++] = text_copy(code, &round->arena);
}

/* Calendars, seasons, thaws, disruptions and templates speak of many projects. */
static bool speaks_of_all(struct text subject)
{
    static const char *const of_few[] = {"person:", "department:", "journal", "programme:"};
    for (size_t i = 0; i < sizeof of_few / sizeof of_few[0]; i++) {
        if (text_has_prefix(subject, text_of(of_few[i]))) {
            return false;
        }
    }
    return true;
}

static enum error_kind note_entry(void *context, const struct journal_row *row, struct error *err)
{
    struct round *round = context;
    const struct text prefix = TEXT("project:");
    (void)err;
    round->seen = row->seq + 1;
    if (text_has_prefix(row->subject, prefix)) {
        note_project(round, text_slice(row->subject, prefix.length, row->subject.length));
    } else if (speaks_of_all(row->subject)) {
        round->sweep = true;
    }
    return OK;
}

static enum error_kind read_changes(struct tx *tx, void *context, struct error *err)
{
    struct round *round = context;
    if (round->seen < 0) { /* at the start all are planned: from the journal's end on */
        uint64_t size;
        TRY(journal_store_size(tx, &size, err));
        round->seen = (int64_t)size;
        return OK;
    }
    return journal_store_visit(tx, round->seen, ENTRIES_MAX, note_entry, round, err);
}

/* --- planning anew ------------------------------------------------------------------------------ */

static void take(struct round *round, const struct desk_case_cost *costs, size_t count)
{
    if (round->cost_count + count > round->cost_capacity) {
        size_t capacity = 2 * (round->cost_count + count) + 64;
        struct desk_case_cost *grown = ARENA_ARRAY(&round->arena, struct desk_case_cost, capacity);
        for (size_t i = 0; i < round->cost_count; i++) {
            grown[i] = round->costs[i];
        }
        round->costs = grown;
        round->cost_capacity = capacity;
    }
    for (size_t i = 0; i < count; i++) {
        round->costs[round->cost_count++] = costs[i];
    }
}

static enum error_kind plan_one(struct round *round, struct plan_context *plans, struct text code,
                                struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct desk_case_cost *costs;
    size_t count;
    enum error_kind kind = desk_report_costs(plans, code, &arena, &costs, &count, err);
    if (kind == ERROR_NOT_FOUND) {
        return OK;
    }
    TRY(kind);
    take(round, costs, count);
    return OK;
}

static enum error_kind plan_changed(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct round *round = context;
    struct plan_context *plans = ARENA_NEW(&arena, struct plan_context);
    round->cost_count = 0;
    TRY(plan_report_init(plans, tx, TEXT(""), round->today, &arena, err));
    for (size_t i = 0; i < round->changed_count; i++) {
        TRY(plan_one(round, plans, round->changed[i], err));
    }
    return OK;
}

static enum error_kind plan_page(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct round *round = context;
    struct plan_context *plans = ARENA_NEW(&arena, struct plan_context);
    round->cost_count = 0;
    TRY(desk_store_list_projects(tx, round->after, PROJECTS_MAX, &round->arena, &round->projects,
                                 &round->project_count, err));
    TRY(plan_report_init(plans, tx, TEXT(""), round->today, &arena, err));
    for (size_t i = 0; i < round->project_count; i++) {
        TRY(plan_one(round, plans, round->projects[i].code, err));
    }
    return OK;
}

static enum error_kind sweep(struct round *round, struct error *err)
{
    struct app *app = round->keeper->app;
    round->project_count = PROJECTS_MAX;
    while (round->project_count == PROJECTS_MAX && !atomic_load(&round->keeper->stopping)) {
        TRY(db_read(app->db, plan_page, round, err));
        TRY(desk_app_keep_costs(app, round->costs, round->cost_count, err));
        if (round->project_count > 0) {
            round->after = round->projects[round->project_count - 1].id;
        }
    }
    return OK;
}

static enum error_kind keep_round(struct round *round, struct error *err)
{
    struct app *app = round->keeper->app;
    TRY(db_read(app->db, read_changes, round, err));
    if (round->sweep) {
        return sweep(round, err);
    }
    if (round->changed_count == 0) {
        return OK;
    }
    TRY(db_read(app->db, plan_changed, round, err));
    return desk_app_keep_costs(app, round->costs, round->cost_count, err);
}

static void keep_once(struct desk_keeper *keeper)
{
    SCOPED_ARENA rounds = {0};
    struct round *round = ARENA_NEW(&rounds, struct round);
    struct error err;
    *round =
        (struct round){.keeper = keeper, .today = app_today(keeper->app), .seen = keeper->seen};
    round->sweep = date_compare(round->today, keeper->swept) != 0;
    enum error_kind kind = keep_round(round, &err);
    if (kind == OK && !atomic_load(&keeper->stopping)) {
        keeper->seen = round->seen;
        keeper->swept = round->today;
    } else if (kind != OK) {
        log_failure(&err);
    }
    arena_release(&round->arena);
}

static void *keep(void *argument)
{
    struct desk_keeper *keeper = argument;
    while (!atomic_load(&keeper->stopping)) {
        struct timespec pause = {0, PAUSE_NS};
        keep_once(keeper);
        nanosleep(&pause, NULL);
    }
    return NULL;
}

void desk_keeper_start(struct desk_keeper *keeper, struct app *app)
{
    *keeper = (struct desk_keeper){.app = app, .seen = -1, .swept = DATE_NONE};
    keeper->runs = pthread_create(&keeper->thread, NULL, keep, keeper) == 0;
}

void desk_keeper_stop(struct desk_keeper *keeper)
{
    if (keeper->runs) {
        atomic_store(&keeper->stopping, true);
        pthread_join(keeper->thread, NULL);
    }
}
