#include "report/programme_report.h"

#include "queries_sql.h"
#include "store/party_store.h"

#include <string.h>

bool project_is_running(enum project_state state)
{
    return state == PROJECT_STARTED || state == PROJECT_RESUMED;
}

struct date month_end(struct date day)
{
    int year, month, number;
    date_split(day, &year, &month, &number);
    return date_add_days(date_add_months(date_of(year, month, 1), 1), -1);
}

struct sector {
    const char *zh, *en;
};

/* GB/T 4754-2017, sections A to T. */
static const struct sector sectors[] = {
    {"农林牧渔", "Agriculture"},
    {"采矿", "Mining"},
    {"制造业", "Manufacturing"},
    {"电热燃水", "Utilities"},
    {"建筑业", "Construction"},
    {"批发零售", "Trade"},
    {"交通仓储", "Transport"},
    {"住宿餐饮", "Hotels, catering"},
    {"信息软件", "Information"},
    {"金融业", "Finance"},
    {"房地产", "Real estate"},
    {"租赁商务", "Business services"},
    {"科研技术", "Research"},
    {"水利环境公共设施", "Water, environment"},
    {"居民服务", "Resident services"},
    {"教育", "Education"},
    {"卫生社会", "Health, social work"},
    {"文体娱乐", "Culture, sports"},
    {"公共管理", "Public management"},
    {"国际组织", "International bodies"},
};

const char *sector_name_zh(char letter)
{
    return letter >= 'A' && letter <= 'T' ? sectors[letter - 'A'].zh : "";
}

const char *sector_name_en(char letter)
{
    return letter >= 'A' && letter <= 'T' ? sectors[letter - 'A'].en : "";
}

enum error_kind programme_report_find(struct tx *tx, struct text name, int64_t year,
                                      struct arena *arena, struct programme *out, struct error *err)
{
    struct programme *all;
    size_t count;
    TRY(programme_store_list(tx, arena, &all, &count, err));
    for (size_t i = 0; i < count; i++) {
        if ((name.length == 0 || text_is_equal(all[i].name, name)) &&
            (year == 0 || all[i].year == year)) {
            *out = all[i];
            return OK;
        }
    }
    return error_set(err, ERROR_NOT_FOUND, "programme.unknown",
                     "没有这个项目计划 (there is no such programme)");
}

/* --- loading ---------------------------------------------------------------------------------- */

struct loading {
    struct programme_facts *out;
    size_t capacity;
    int64_t *ids; /* of the projects, ascending */
};

static void make_room(struct loading *loading, struct arena *arena)
{
    struct programme_facts *out = loading->out;
    if (out->count < loading->capacity) {
        return;
    }
    size_t capacity = loading->capacity == 0 ? 256 : loading->capacity * 2;
    struct project_facts *facts = ARENA_ARRAY(arena, struct project_facts, capacity);
    struct project_summary *summaries = ARENA_ARRAY(arena, struct project_summary, capacity);
    int64_t *ids = ARENA_ARRAY(arena, int64_t, capacity);
    if (out->count > 0) {
        memcpy(facts, out->facts, out->count * sizeof *facts);
        memcpy(summaries, out->summaries, out->count * sizeof *summaries);
        memcpy(ids, loading->ids, out->count * sizeof *ids);
    }
    out->facts = facts;
    out->summaries = summaries;
    loading->ids = ids;
    loading->capacity = capacity;
}

static enum error_kind load_projects(struct tx *tx, const struct scope *scope, struct arena *arena,
                                     struct loading *loading, struct error *err)
{
    struct programme_facts *out = loading->out;
    SCOPED_STATEMENT list = tx_query(tx, &FACTS_PROJECTS);
    bool row;
    bind_int(list, FACTS_PROJECTS_PROGRAMME_ID, out->programme.id);
    bind_int(list, FACTS_PROJECTS_YEAR, out->programme.year);
    bind_date(list, FACTS_PROJECTS_AS_OF, out->as_of);
    scope_bind(list, FACTS_PROJECTS_SCOPE, FACTS_PROJECTS_SCOPE_DAY, scope);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            return OK;
        }
        make_room(loading, arena);
        struct project_facts *facts = &out->facts[out->count];
        loading->ids[out->count] = column_int(list, 0);
        facts->code = text_copy(column_text(list, 1), arena);
        facts->division = text_copy(column_text(list, 2), arena);
        facts->sector = text_copy(column_text(list, 3), arena);
        project_nature_parse(column_text(list, 4), &facts->nature);
        facts->total.cents = column_int(list, 5);
        facts->annual_plan.cents = column_int(list, 6);
        facts->planned_start = column_date(list, 7);
        facts->baseline_start = column_date(list, 8);
        out->summaries[out->count++] =
            (struct project_summary){.name = text_copy(column_text(list, 9), arena),
                                     .problem = text_copy(column_text(list, 10), arena),
                                     .division_zh = text_copy(column_text(list, 11), arena),
                                     .division_en = text_copy(column_text(list, 14), arena),
                                     .source = text_copy(column_text(list, 12), arena),
                                     .owner = text_copy(column_text(list, 13), arena)};
    }
}

/* Events come in the order of the projects, so that one walk hands each project its own. */
static enum error_kind load_events(struct tx *tx, struct arena *arena, struct loading *loading,
                                   struct error *err)
{
    struct programme_facts *out = loading->out;
    SCOPED_STATEMENT list = tx_query(tx, &FACTS_EVENTS);
    struct site_event *events = NULL;
    size_t count = 0, capacity = 0, at = 0;
    bool row;
    bind_int(list, FACTS_EVENTS_PROGRAMME_ID, out->programme.id);
    bind_date(list, FACTS_EVENTS_AS_OF, out->as_of);
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            return OK;
        }
        int64_t project = column_int(list, 0);
        while (at < out->count && loading->ids[at] < project) {
            at++;
        }
        if (at == out->count || loading->ids[at] != project) {
            continue; /* outside the scope */
        }
        if (count == capacity) {
            /* A new piece; a project whose events began in the old one takes them along. */
            size_t begun = out->facts[at].event_count;
            capacity = capacity == 0 ? 512 : capacity * 2;
            struct site_event *piece = ARENA_ARRAY(arena, struct site_event, capacity);
            if (begun > 0) {
                memcpy(piece, out->facts[at].events, begun * sizeof *piece);
                out->facts[at].events = piece;
            }
            events = piece;
            count = begun;
        }
        struct site_event *event = &events[count++];
        event->id = column_int(list, 1);
        event->section_id = column_int(list, 2);
        site_event_parse(column_text(list, 3), &event->kind);
        event->day = column_date(list, 4);
        if (out->facts[at].event_count++ == 0) {
            out->facts[at].events = event;
        }
    }
}

enum error_kind programme_report_load(struct tx *tx, const struct programme *programme,
                                      const struct scope *scope, struct date as_of,
                                      struct arena *arena, struct programme_facts *out,
                                      struct error *err)
{
    struct loading loading = {.out = out};
    *out = (struct programme_facts){.programme = *programme, .as_of = as_of};
    TRY(load_projects(tx, scope, arena, &loading, err));
    TRY(load_events(tx, arena, &loading, err));
    for (size_t i = 0; i < out->count; i++) {
        out->summaries[i].state =
            project_state_as_of(&out->facts[i], as_of, &out->summaries[i].since);
    }
    return programme_count(out->facts, out->count, as_of, &out->statistics, err);
}
