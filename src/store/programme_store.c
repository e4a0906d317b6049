#include "store/programme_store.h"

#include "base/pinyin.h"
#include "queries_sql.h"
#include "store/party_store.h"
#include "store/store_row.h"

/* --- programmes ------------------------------------------------------------------------------- */

static struct programme read_programme(struct statement *row, struct arena *arena)
{
    return (struct programme){
        .id = column_int(row, 0),
        .name = row_copy(row, 1, arena),
        .year = column_int(row, 2),
        .level = row_copy(row, 3, arena),
        .version = column_int(row, 4),
    };
}

enum error_kind programme_store_find(struct tx *tx, struct text name, int64_t year,
                                     struct arena *arena, struct programme *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &PROGRAMME_FIND);
    bind_text(find, PROGRAMME_FIND_NAME, name);
    bind_int(find, PROGRAMME_FIND_YEAR, year);
    bool row;
    TRY(statement_step(find, &row, err));
    if (!row) {
        return error_set(err, ERROR_NOT_FOUND, "programme.unknown",
                         "there is no programme \"%.*s\" of %lld", TEXT_ARGS(name),
                         (long long)year);
    }
    *out = read_programme(find, arena);
    return OK;
}

enum error_kind programme_store_list(struct tx *tx, struct arena *arena, struct programme **out,
                                     size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &PROGRAMME_LIST);
    struct programme *items = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        items = row_grow(arena, items, count, &capacity, sizeof *items);
        items[count] = read_programme(list, arena);
        items[count++].projects = column_int(list, 5);
    }
    *out = items;
    *count_out = count;
    return OK;
}

enum error_kind programme_store_add(struct tx *tx, struct programme *programme, struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &PROGRAMME_ADD);
    bind_text(add, PROGRAMME_ADD_NAME, programme->name);
    bind_int(add, PROGRAMME_ADD_YEAR, programme->year);
    bind_text(add, PROGRAMME_ADD_LEVEL, programme->level);
    TRY(row_step_found(add, "programme.add", "the programme was not added", err));
    programme->id = column_int(add, 0);
    programme->version = 1;
    return OK;
}

enum error_kind programme_store_new_version(struct tx *tx, struct programme *programme,
                                            struct error *err)
{
    SCOPED_STATEMENT next = tx_query(tx, &PROGRAMME_NEW_VERSION);
    bind_int(next, PROGRAMME_NEW_VERSION_ID, programme->id);
    TRY(row_step_found(next, "programme.unknown", "the programme is gone", err));
    programme->version = column_int(next, 0);
    return OK;
}

enum error_kind programme_store_has(struct tx *tx, int64_t programme_id, int64_t project_id,
                                    bool *has_out, struct error *err)
{
    SCOPED_STATEMENT has = tx_query(tx, &PROGRAMME_HAS_PROJECT);
    bind_int(has, PROGRAMME_HAS_PROJECT_PROGRAMME_ID, programme_id);
    bind_int(has, PROGRAMME_HAS_PROJECT_PROJECT_ID, project_id);
    return statement_step(has, has_out, err);
}

enum error_kind programme_store_join(struct tx *tx, const struct programme *programme,
                                     int64_t project_id, struct date since, struct error *err)
{
    SCOPED_STATEMENT join = tx_query(tx, &PROGRAMME_PROJECT_ADD);
    bind_int(join, PROGRAMME_PROJECT_ADD_PROGRAMME_ID, programme->id);
    bind_int(join, PROGRAMME_PROJECT_ADD_PROJECT_ID, project_id);
    bind_int(join, PROGRAMME_PROJECT_ADD_VERSION, programme->version);
    bind_date(join, PROGRAMME_PROJECT_ADD_DAY, since);
    TRY(statement_run(join, NULL, err));
    SCOPED_STATEMENT count = tx_query(tx, &PROGRAMME_COUNT_MEMBER);
    bind_int(count, PROGRAMME_COUNT_MEMBER_PROGRAMME_ID, programme->id);
    bind_date(count, PROGRAMME_COUNT_MEMBER_DAY, since);
    return statement_run(count, NULL, err);
}

enum error_kind programme_store_of_project(struct tx *tx, int64_t project_id, struct arena *arena,
                                           struct programme *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &PROGRAMME_OF_PROJECT);
    bind_int(find, PROGRAMME_OF_PROJECT_PROJECT_ID, project_id);
    TRY(row_step_found(find, "programme.unknown", "the project stands in no programme", err));
    *out = read_programme(find, arena);
    return OK;
}

/* --- projects --------------------------------------------------------------------------------- */

/* The first 18 columns of a project, in the order of project_find and register_columns. */
static struct project read_project(struct statement *row, struct arena *arena)
{
    struct project project = {
        .id = column_int(row, 0),
        .version = column_int(row, 1),
        .code = row_copy(row, 2, arena),
        .name = row_copy(row, 3, arena),
        .owner_name = row_copy(row, 4, arena),
        .owner_code = row_copy(row, 5, arena),
        .division = row_copy(row, 6, arena),
        .place = row_copy(row, 7, arena),
        .sector = row_copy(row, 8, arena),
        .total = {column_int(row, 11)},
        .problem = row_copy(row, 12, arena),
        .source = row_copy(row, 13, arena),
        .template_id = row_copy(row, 14, arena),
        .template_version = (int)column_int(row, 15),
        .conditions = row_copy(row, 16, arena),
        .service_officer = row_copy(row, 17, arena),
        .planned_start = DATE_NONE,
        .planned_finish = DATE_NONE,
        .actual_start = DATE_NONE,
    };
    project_type_parse(column_text(row, 9), &project.type);
    project_nature_parse(column_text(row, 10), &project.nature);
    return project;
}

enum error_kind project_store_find(struct tx *tx, struct text code, struct arena *arena,
                                   struct project *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &PROJECT_FIND);
    bind_text(find, PROJECT_FIND_CODE, code);
    bool row;
    TRY(statement_step(find, &row, err));
    if (!row) {
        return error_set(err, ERROR_NOT_FOUND, "project.unknown", "there is no project %.*s",
                         (int)(code.length < 40 ? code.length : 40), code.data);
    }
    *out = read_project(find, arena);
    return OK;
}

enum error_kind project_store_find_in(struct tx *tx, const struct scope *scope, struct text code,
                                      struct arena *arena, struct project *out, struct error *err)
{
    struct project project;
    bool has = false;
    TRY(project_store_find(tx, code, arena, &project, err));
    TRY(scope_store_has(tx, scope, project.id, project.division, project.owner_code, &has, err));
    if (!has) {
        return error_set(err, ERROR_NOT_FOUND, "project.unknown", "there is no project %.*s",
                         (int)(code.length < 40 ? code.length : 40), code.data);
    }
    *out = project;
    return OK;
}

/* The name without what stands in brackets: "深圳(哈尔滨)产业园" is looked for as 深圳产业园 too. */
static struct text without_brackets(struct text name, struct arena *arena)
{
    struct text_builder plain;
    int depth = 0;
    text_builder_init(&plain, arena, name.length);
    for (size_t offset = 0; offset < name.length;) {
        size_t from = offset;
        uint32_t character = text_next_character(name, &offset);
        bool opens = character == '(' || character == 0xFF08;
        bool closes = character == ')' || character == 0xFF09;
        depth += opens;
        if (depth == 0) {
            text_builder_add(&plain, text_slice(name, from, offset));
        }
        depth -= closes && depth > 0;
    }
    return text_builder_text(&plain);
}

/* What a name is found by: its reading, and its reading without brackets where that differs. */
static struct text reading(struct text name, struct text (*spell)(struct text, struct arena *),
                           struct arena *arena)
{
    struct text plain = without_brackets(name, arena), whole = spell(name, arena);
    if (plain.length == name.length) {
        return whole;
    }
    struct text second = spell(plain, arena);
    return text_format(arena, "%.*s %.*s", TEXT_ARGS(whole), TEXT_ARGS(second));
}

/* The parameters that adding and saving a project share, each query under its own numbers. */
struct project_parameters {
    int name, name_pinyin, name_initials, owner_name, owner_code, division, place, sector, type;
    int nature, total_cents, problem, source, template_id, template_version, conditions;
    int service_officer, now;
};

#define PROJECT_PARAMETERS(QUERY)                                                                  \
    {                                                                                              \
        QUERY##_NAME, QUERY##_NAME_PINYIN, QUERY##_NAME_INITIALS, QUERY##_OWNER_NAME,              \
            QUERY##_OWNER_CODE, QUERY##_DIVISION, QUERY##_PLACE, QUERY##_SECTOR, QUERY##_TYPE,     \
            QUERY##_NATURE, QUERY##_TOTAL_CENTS, QUERY##_PROBLEM, QUERY##_SOURCE,                  \
            QUERY##_TEMPLATE_ID, QUERY##_TEMPLATE_VERSION, QUERY##_CONDITIONS,                     \
            QUERY##_SERVICE_OFFICER, QUERY##_NOW                                                   \
    }

static void bind_project(struct statement *statement, const struct project_parameters *parameters,
                         const struct project *project, int64_t now)
{
    SCOPED_ARENA arena = {0};
    bind_text(statement, parameters->name, project->name);
    bind_text(statement, parameters->name_pinyin, reading(project->name, pinyin_full, &arena));
    bind_text(statement, parameters->name_initials,
              reading(project->name, pinyin_initials, &arena));
    bind_text(statement, parameters->owner_name, project->owner_name);
    bind_text(statement, parameters->owner_code, project->owner_code);
    bind_text(statement, parameters->division, project->division);
    bind_text(statement, parameters->place, project->place);
    bind_text(statement, parameters->sector, project->sector);
    bind_text(statement, parameters->type, text_of(project_type_name(project->type)));
    bind_text(statement, parameters->nature, text_of(project_nature_name(project->nature)));
    bind_int(statement, parameters->total_cents, project->total.cents);
    bind_text(statement, parameters->problem, project->problem);
    bind_text(statement, parameters->source, project->source);
    bind_text(statement, parameters->template_id, project->template_id);
    bind_int(statement, parameters->template_version, project->template_version);
    bind_text(statement, parameters->conditions, project->conditions);
    bind_text(statement, parameters->service_officer, project->service_officer);
    bind_int(statement, parameters->now, now);
}

enum error_kind project_store_add(struct tx *tx, struct project *project, int64_t now,
                                  struct error *err)
{
    static const struct project_parameters parameters = PROJECT_PARAMETERS(PROJECT_ADD);
    SCOPED_STATEMENT add = tx_query(tx, &PROJECT_ADD);
    bind_text(add, PROJECT_ADD_CODE, project->code);
    bind_project(add, &parameters, project, now);
    enum error_kind kind = row_step_found(add, "project.add", "the project was not added", err);
    if (kind == ERROR_CONFLICT) {
        return error_set(err, ERROR_CONFLICT, "project.code_taken", "the code %.*s is taken",
                         TEXT_ARGS(project->code));
    }
    if (kind == OK) {
        project->id = column_int(add, 0);
        project->version = 1;
    }
    return kind;
}

enum error_kind project_store_save(struct tx *tx, struct project *project, int64_t now,
                                   struct error *err)
{
    static const struct project_parameters parameters = PROJECT_PARAMETERS(PROJECT_SAVE);
    SCOPED_STATEMENT save = tx_query(tx, &PROJECT_SAVE);
    int64_t changes = 0;
    bind_int(save, PROJECT_SAVE_ID, project->id);
    bind_int(save, PROJECT_SAVE_EXPECTED_VERSION, project->version);
    bind_project(save, &parameters, project, now);
    TRY(statement_run(save, &changes, err));
    if (changes == 0) {
        return error_set(err, ERROR_CONFLICT, "project.stale",
                         "project %.*s has been changed since version %lld",
                         TEXT_ARGS(project->code), (long long)project->version);
    }
    project->version++;
    return OK;
}

enum error_kind project_store_touch(struct tx *tx, struct project *project, int64_t now,
                                    struct error *err)
{
    SCOPED_STATEMENT touch = tx_query(tx, &PROJECT_TOUCH);
    bind_int(touch, PROJECT_TOUCH_ID, project->id);
    bind_int(touch, PROJECT_TOUCH_NOW, now);
    TRY(row_step_found(touch, "project.unknown", "the project is gone", err));
    project->version = column_int(touch, 0);
    return OK;
}

/* --- register --------------------------------------------------------------------------------- */

/* `standing` is the day and kind of the start or resume that stands ("2020-03-12start"), "stopped", or
 * empty. */
static enum project_state read_standing(struct text standing, struct date planned,
                                        struct date as_of, struct date *since_out)
{
    struct error ignored;
    if (date_parse(text_slice(standing, 0, DATE_TEXT_SIZE - 1), since_out, &ignored) == OK) {
        struct text kind = text_slice(standing, DATE_TEXT_SIZE - 1, standing.length);
        return text_is_equal(kind, TEXT("start")) ? PROJECT_STARTED : PROJECT_RESUMED;
    }
    *since_out = DATE_NONE;
    if (standing.length > 0) {
        return PROJECT_STOPPED;
    }
    return !date_is_none(planned) && date_compare(planned, as_of) < 0 ? PROJECT_OVERDUE
                                                                      : PROJECT_PLANNED;
}

static struct register_row read_row(struct statement *row, struct date as_of, struct arena *arena)
{
    struct register_row out = {.project = read_project(row, arena)};
    out.project.annual_plan.cents = column_int(row, 18);
    out.project.planned_start = column_date(row, 19);
    out.project.planned_finish = column_date(row, 20);
    out.baseline_start = column_date(row, 21);
    out.division_zh = row_copy(row, 22, arena);
    out.division_en = row_copy(row, 23, arena);
    out.state = read_standing(column_text(row, 24), out.project.planned_start, as_of,
                              &out.project.actual_start);
    out.sort_key = row_copy(row, 25, arena);
    return out;
}

/* "%part%" with the wildcards of the part made plain; "" stays "". */
static struct text like_pattern(struct text part, struct arena *arena)
{
    if (part.length == 0) {
        return part;
    }
    struct text_builder pattern;
    text_builder_init(&pattern, arena, part.length * 2 + 2);
    text_builder_add_byte(&pattern, '%');
    for (size_t i = 0; i < part.length; i++) {
        if (part.data[i] == '%' || part.data[i] == '_' || part.data[i] == '!') {
            text_builder_add_byte(&pattern, '!');
        }
        text_builder_add_byte(&pattern, part.data[i]);
    }
    text_builder_add_byte(&pattern, '%');
    return text_builder_text(&pattern);
}

/* The parameters that the register's queries share; every one has them under its own numbers. */
struct filter_parameters {
    int programme_id, year, as_of, year_start, division, scope, scope_day, sector, type, nature, q,
        state;
};

#define FILTER_PARAMETERS(QUERY)                                                                   \
    {                                                                                              \
        QUERY##_PROGRAMME_ID, QUERY##_YEAR, QUERY##_AS_OF, QUERY##_YEAR_START, QUERY##_DIVISION,   \
            QUERY##_SCOPE, QUERY##_SCOPE_DAY, QUERY##_SECTOR, QUERY##_TYPE, QUERY##_NATURE,        \
            QUERY##_Q, QUERY##_STATE                                                               \
    }

static void bind_filter(struct statement *list, const struct filter_parameters *parameters,
                        const struct register_filter *filter, struct text pattern)
{
    bind_int(list, parameters->programme_id, filter->programme_id);
    bind_int(list, parameters->year, filter->year);
    bind_date(list, parameters->as_of, filter->as_of);
    bind_date(list, parameters->year_start, date_of((int)filter->year, 1, 1));
    bind_text(list, parameters->division, filter->division);
    scope_bind(list, parameters->scope, parameters->scope_day, &filter->scope);
    bind_text(list, parameters->sector, filter->sector);
    bind_text(list, parameters->type, filter->type);
    bind_text(list, parameters->nature, filter->nature);
    bind_text(list, parameters->q, pattern);
    bind_text(list, parameters->state, filter->state);
}

static struct statement *list_query(struct tx *tx, const struct register_filter *filter,
                                    struct text pattern)
{
    static const struct filter_parameters by_code = FILTER_PARAMETERS(PROJECT_LIST_BY_CODE);
    static const struct filter_parameters ascending = FILTER_PARAMETERS(PROJECT_LIST_ASCENDING);
    static const struct filter_parameters descending = FILTER_PARAMETERS(PROJECT_LIST_DESCENDING);
    struct statement *list;

    if (filter->sort.length == 0 || text_is_equal(filter->sort, TEXT("code"))) {
        list = tx_query(tx, &PROJECT_LIST_BY_CODE);
        bind_filter(list, &by_code, filter, pattern);
        bind_text(list, PROJECT_LIST_BY_CODE_AFTER_CODE, filter->after_code);
        bind_int(list, PROJECT_LIST_BY_CODE_LIMIT, filter->limit);
    } else if (filter->sort.data[0] == '-') {
        list = tx_query(tx, &PROJECT_LIST_DESCENDING);
        bind_filter(list, &descending, filter, pattern);
        bind_text(list, PROJECT_LIST_DESCENDING_SORT,
                  text_slice(filter->sort, 1, filter->sort.length));
        bind_text(list, PROJECT_LIST_DESCENDING_AFTER_KEY, filter->after_key);
        bind_text(list, PROJECT_LIST_DESCENDING_AFTER_CODE, filter->after_code);
        bind_int(list, PROJECT_LIST_DESCENDING_LIMIT, filter->limit);
    } else {
        list = tx_query(tx, &PROJECT_LIST_ASCENDING);
        bind_filter(list, &ascending, filter, pattern);
        bind_text(list, PROJECT_LIST_ASCENDING_SORT, filter->sort);
        bind_text(list, PROJECT_LIST_ASCENDING_AFTER_KEY, filter->after_key);
        bind_text(list, PROJECT_LIST_ASCENDING_AFTER_CODE, filter->after_code);
        bind_int(list, PROJECT_LIST_ASCENDING_LIMIT, filter->limit);
    }
    return list;
}

enum error_kind register_store_visit(struct tx *tx, const struct register_filter *filter,
                                     register_visitor *visitor, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    SCOPED_STATEMENT list = list_query(tx, filter, like_pattern(filter->q, &arena));
    bool found;
    for (;;) {
        TRY(statement_step(list, &found, err));
        if (!found) {
            return OK;
        }
        struct register_row row = read_row(list, filter->as_of, NULL);
        TRY(visitor(context, &row, err));
    }
}

enum error_kind register_store_list(struct tx *tx, const struct register_filter *filter,
                                    struct arena *arena, struct register_row **rows_out,
                                    size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = list_query(tx, filter, like_pattern(filter->q, arena));
    struct register_row *rows = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    for (;;) {
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        rows = row_grow(arena, rows, count, &capacity, sizeof *rows);
        rows[count++] = read_row(list, filter->as_of, arena);
    }
    *rows_out = rows;
    *count_out = count;
    return OK;
}

enum error_kind register_store_row(struct tx *tx, const struct programme *programme,
                                   struct text code, struct date as_of, struct arena *arena,
                                   struct register_row *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &PROJECT_ROW);
    bool row;
    bind_text(find, PROJECT_ROW_CODE, code);
    bind_int(find, PROJECT_ROW_PROGRAMME_ID, programme->id);
    bind_int(find, PROJECT_ROW_YEAR, programme->year);
    bind_date(find, PROJECT_ROW_YEAR_START, date_of((int)programme->year, 1, 1));
    bind_date(find, PROJECT_ROW_AS_OF, as_of);
    TRY(statement_step(find, &row, err));
    if (row) {
        *out = read_row(find, as_of, arena);
    }
    return OK;
}

static bool is_unfiltered(const struct register_filter *filter)
{
    return scope_is_all(&filter->scope) && filter->q.length + filter->division.length +
                                                   filter->sector.length + filter->type.length +
                                                   filter->nature.length + filter->state.length ==
                                               0;
}

enum error_kind register_store_count(struct tx *tx, const struct register_filter *filter,
                                     int64_t *total_out, struct error *err)
{
    static const struct filter_parameters parameters = FILTER_PARAMETERS(PROJECT_COUNT_MATCHING);
    SCOPED_ARENA arena = {0};
    SCOPED_STATEMENT count =
        tx_query(tx, is_unfiltered(filter) ? &PROGRAMME_MEMBER_COUNT : &PROJECT_COUNT_MATCHING);
    if (is_unfiltered(filter)) {
        bind_int(count, PROGRAMME_MEMBER_COUNT_PROGRAMME_ID, filter->programme_id);
        bind_date(count, PROGRAMME_MEMBER_COUNT_AS_OF, filter->as_of);
    } else {
        bind_filter(count, &parameters, filter, like_pattern(filter->q, &arena));
        bind_int(count, PROJECT_COUNT_MATCHING_MOST, REGISTER_COUNT_MAX);
    }
    TRY(row_step_found(count, "register.count", "the register cannot be counted", err));
    *total_out = column_int(count, 0);
    return OK;
}
