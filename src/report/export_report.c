#include "report/export_report.h"

enum { WALK_PAGE = 1000 };

const char *project_state_zh(enum project_state state)
{
    static const char *const names[] = {
        [PROJECT_PLANNED] = "未开工", [PROJECT_OVERDUE] = "逾期未开工",
        [PROJECT_STARTED] = "已开工", [PROJECT_RESUMED] = "已复工",
        [PROJECT_STOPPED] = "停工",
    };
    return names[state];
}

enum error_kind export_filter_set(struct register_filter *filter, struct text name,
                                  struct text value, struct error *err)
{
    const struct {
        const char *name;
        struct text *field;
    } members[] = {
        {"q", &filter->q},       {"division", &filter->division}, {"sector", &filter->sector},
        {"type", &filter->type}, {"nature", &filter->nature},     {"state", &filter->state},
        {"sort", &filter->sort},
    };
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        if (text_is_equal(name, text_of(members[i].name))) {
            *members[i].field = value;
            return OK;
        }
    }
    error_set(err, ERROR_INVALID, "query.filter",
              "there is no filter \"%.*s\": q, division, sector, type, nature, state, sort",
              (int)(name.length < 40 ? name.length : 40), name.data);
    return error_at_field(err, "filter");
}

static enum error_kind walk_page(struct tx *tx, struct register_filter *filter,
                                 export_visitor *visit, void *context, struct arena *arena,
                                 size_t *count_out, struct error *err)
{
    struct register_row *rows;
    TRY(register_store_list(tx, filter, arena, &rows, count_out, err));
    for (size_t i = 0; i < *count_out; i++) {
        TRY(visit(context, &rows[i], err));
    }
    if (*count_out > 0) {
        filter->after_key = rows[*count_out - 1].sort_key;
        filter->after_code = rows[*count_out - 1].project.code;
    }
    return OK;
}

enum error_kind export_report_walk(struct tx *tx, const struct register_filter *filter,
                                   export_visitor *visit, void *context, struct error *err)
{
    struct register_filter page = *filter;
    struct arena arenas[2] = {{0}}; /* the last row of a page is needed while the next is read */
    size_t count = WALK_PAGE;
    enum error_kind kind = OK;
    page.limit = WALK_PAGE;
    page.after_key = page.after_code = TEXT("");
    for (int turn = 0; kind == OK && count == WALK_PAGE; turn ^= 1) {
        arena_release(&arenas[turn]);
        kind = walk_page(tx, &page, visit, context, &arenas[turn], &count, err);
    }
    arena_release(&arenas[0]);
    arena_release(&arenas[1]);
    return kind;
}
