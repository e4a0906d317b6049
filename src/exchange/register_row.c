/* One row of a list as a project: its cells, what they say of each other, codes that came before. */
#include "exchange/register_import_internal.h"
#include "exchange/register_value.h"
#include "exchange/register_words.h"

#include <stdio.h>
#include <string.h>

enum { OWNER_MAX = 200 };

/* ---- codes that were seen ---- */

static size_t hash(struct text text)
{
    uint64_t value = 14695981039346656037u;
    for (size_t i = 0; i < text.length; i++) {
        value = (value ^ (unsigned char)text.data[i]) * 1099511628211u;
    }
    return (size_t)(value ^ value >> 29);
}

static void put_slot(struct importer *importer, size_t seen)
{
    size_t at = hash(importer->seen[seen].code) & (importer->slot_count - 1);
    while (importer->slots[at] != 0) {
        at = (at + 1) & (importer->slot_count - 1);
    }
    importer->slots[at] = seen + 1;
}

/* The row in which the code came first; remembers it as of `row` when it is new and gives 0. */
static long find_or_add_code(struct importer *importer, struct text code, long row)
{
    if (importer->slot_count > 0) {
        size_t at = hash(code) & (importer->slot_count - 1);
        for (; importer->slots[at] != 0; at = (at + 1) & (importer->slot_count - 1)) {
            struct seen_code *seen = &importer->seen[importer->slots[at] - 1];
            if (text_is_equal(seen->code, code)) {
                return seen->row;
            }
        }
    }
    importer->seen = register_grow(importer->arena, importer->seen, importer->seen_count,
                                   &importer->seen_capacity, sizeof *importer->seen);
    importer->seen[importer->seen_count++] = (struct seen_code){code, row};
    if (importer->seen_count * 2 > importer->slot_count) {
        importer->slot_count = importer->slot_count == 0 ? 256 : importer->slot_count * 2;
        importer->slots = ARENA_ARRAY(importer->arena, size_t, importer->slot_count);
        for (size_t i = 0; i < importer->seen_count; i++) {
            put_slot(importer, i);
        }
    } else {
        put_slot(importer, importer->seen_count - 1);
    }
    return 0;
}

/* ---- rows of projects ---- */

struct reading {
    struct importer *importer;
    const struct sheet_row *row;
    struct list_row out;
    size_t refused_before;
};

static const struct cell *find_cell(const struct reading *reading, enum register_column column)
{
    int index = reading->importer->index[column];
    for (size_t i = 0; index >= 0 && i < reading->row->count; i++) {
        if (reading->row->cells[i].column == index) {
            return &reading->row->cells[i];
        }
    }
    return NULL;
}

static struct text header_of(const struct importer *importer, enum register_column column)
{
    return register_has(importer, column) ? importer->columns[importer->index[column]].header
                                          : text_of(register_column_zh(column));
}

/* Says in both languages what is wrong with a cell, or that it is missing. */
static void refuse_cell(struct reading *reading, enum register_column column,
                        const struct error *err)
{
    struct arena *arena = reading->importer->arena;
    const struct cell *cell = find_cell(reading, column);
    struct text value = cell == NULL ? (struct text){"", 0} : register_shown(cell->text, arena);
    register_refuse(reading->importer,
                    (struct list_refusal){
                        .row = reading->row->number,
                        .column = header_of(reading->importer, column),
                        .code = text_copy(text_of(err->code), arena),
                        .message = text_copy(text_of(err->message), arena),
                        .message_en = register_rule_english(err->code, value, arena),
                    });
}

/* The same by a rule whose words need no value. */
static void refuse_by(struct reading *reading, enum register_column column, const char *code)
{
    struct error err = {0};
    error_set(&err, ERROR_INVALID, code, "%s", register_rule_find(code)->zh);
    refuse_cell(reading, column, &err);
}

static void read_text(struct reading *reading, enum register_column column, enum list_field field,
                      size_t max_characters, struct text *text_out)
{
    struct importer *importer = reading->importer;
    struct error err = {0};
    const struct cell *cell = find_cell(reading, column);
    *text_out = (struct text){"", 0};
    if (!register_has(importer, column)) {
        return;
    }
    reading->out.given |= 1u << field;
    if (cell != NULL &&
        register_read_text(cell->text, max_characters, importer->arena, text_out, &err) != OK) {
        refuse_cell(reading, column, &err);
    }
}

static void read_date(struct reading *reading, enum register_column column, enum list_field field,
                      int year, bool month_ends, struct date *date_out)
{
    struct importer *importer = reading->importer;
    struct error err = {0};
    const struct cell *cell = find_cell(reading, column);
    *date_out = DATE_NONE;
    if (!register_has(importer, column)) {
        return;
    }
    reading->out.given |= 1u << field;
    if (cell != NULL &&
        register_read_date(cell, year, month_ends, importer->arena, date_out, &err) != OK) {
        refuse_cell(reading, column, &err);
    }
}

static void read_money(struct reading *reading, enum register_column column, enum list_field field,
                       struct money *money_out)
{
    struct importer *importer = reading->importer;
    struct error err = {0};
    const struct cell *cell = find_cell(reading, column);
    *money_out = (struct money){0};
    if (cell == NULL || register_is_blank(register_fold(cell->text, importer->arena))) {
        if (column == COLUMN_TOTAL) {
            refuse_by(reading, column, "register.total_missing");
        }
        return;
    }
    reading->out.given |= 1u << field;
    if (register_read_money(cell, importer->columns[cell->column].cents_per_unit, importer->arena,
                            money_out, &err) != OK) {
        refuse_cell(reading, column, &err);
    }
}

static void read_code(struct reading *reading)
{
    struct importer *importer = reading->importer;
    struct error err = {0};
    const struct cell *cell = find_cell(reading, COLUMN_CODE);
    if (cell == NULL) {
        refuse_by(reading, COLUMN_CODE, "register.code_missing");
    } else if (register_read_code(cell->text, importer->arena, &reading->out.project.code, &err) !=
               OK) {
        refuse_cell(reading, COLUMN_CODE, &err);
    } else {
        struct text code = reading->out.project.code;
        long first = find_or_add_code(importer, code, reading->row->number);
        if (first != 0) {
            error_set(&err, ERROR_INVALID, "register.code_twice",
                      "项目代码“%.*s”与第%ld行重复，一个项目只能有一行", TEXT_ARGS(code), first);
            refuse_cell(reading, COLUMN_CODE, &err);
        }
    }
}

/* The division by its code; else by its name; else by the place, where that names one. */
static void read_division(struct reading *reading)
{
    struct importer *importer = reading->importer;
    struct project *project = &reading->out.project;
    static const enum register_column order[] = {COLUMN_DIVISION, COLUMN_DIVISION_NAME,
                                                 COLUMN_PLACE};
    enum register_column found_in = COLUMN_UNKNOWN, first = COLUMN_PLACE;
    for (int i = 2; i >= 0; i--) {
        first = register_has(importer, order[i]) ? order[i] : first;
    }
    for (size_t i = 0; i < 3; i++) {
        struct error err = {0};
        struct text code = {0};
        const struct cell *cell = find_cell(reading, order[i]);
        if (cell == NULL || (order[i] == COLUMN_PLACE && found_in != COLUMN_UNKNOWN)) {
            continue;
        }
        if (register_read_division(cell->text, importer->options, importer->arena, &code, &err) !=
            OK) {
            refuse_cell(reading, order[i], &err);
            return;
        }
        if (found_in != COLUMN_UNKNOWN && !text_is_equal(code, project->division)) {
            refuse_by(reading, order[i], "register.division_differs");
            return;
        }
        project->division = code;
        found_in = order[i];
        reading->out.given |= 1u << LIST_DIVISION;
    }
    if (found_in == COLUMN_UNKNOWN) {
        refuse_by(reading, first, "register.division_missing");
    }
}

/* How a project is set up, from digits 15 and 16 of the code, for lists that do not say. */
static enum project_type type_of_code(struct text code)
{
    struct text kind = text_slice(code, 15, 17);
    return text_is_equal(kind, TEXT("02"))   ? TYPE_RATIFIED
           : text_is_equal(kind, TEXT("03")) ? TYPE_FILED
                                             : TYPE_GOVERNMENT;
}

static void read_words(struct reading *reading)
{
    struct arena *arena = reading->importer->arena;
    struct project *project = &reading->out.project;
    struct error err = {0};
    const struct cell *cell = find_cell(reading, COLUMN_SECTOR);
    if (cell == NULL) {
        project->sector = register_sector_of_code(project->code);
    } else {
        reading->out.given |= 1u << LIST_SECTOR;
        if (register_read_sector(cell->text, arena, &project->sector, &err) != OK) {
            refuse_cell(reading, COLUMN_SECTOR, &err);
        }
    }
    cell = find_cell(reading, COLUMN_TYPE);
    if (cell == NULL) {
        project->type = type_of_code(project->code);
    } else {
        reading->out.given |= 1u << LIST_TYPE;
        if (register_read_type(cell->text, arena, &project->type, &err) != OK) {
            refuse_cell(reading, COLUMN_TYPE, &err);
        }
    }
    cell = find_cell(reading, COLUMN_NATURE);
    if (cell != NULL) {
        reading->out.given |= 1u << LIST_NATURE;
        if (register_read_nature(cell->text, arena, &project->nature, &err) != OK) {
            refuse_cell(reading, COLUMN_NATURE, &err);
        }
    }
}

static enum register_column column_of_field(const char *field)
{
    static const struct {
        const char *field;
        enum register_column column;
    } fields[] = {{"code", COLUMN_CODE},
                  {"name", COLUMN_NAME},
                  {"owner", COLUMN_OWNER},
                  {"owner_name", COLUMN_OWNER},
                  {"owner_code", COLUMN_OWNER_CODE},
                  {"division", COLUMN_DIVISION},
                  {"place", COLUMN_PLACE},
                  {"sector", COLUMN_SECTOR},
                  {"type", COLUMN_TYPE},
                  {"nature", COLUMN_NATURE},
                  {"total_wan", COLUMN_TOTAL},
                  {"total", COLUMN_TOTAL},
                  {"annual_plan_wan", COLUMN_ANNUAL_PLAN},
                  {"annual_plan", COLUMN_ANNUAL_PLAN},
                  {"planned_start", COLUMN_PLANNED_START},
                  {"planned_finish", COLUMN_PLANNED_FINISH},
                  {"actual_start", COLUMN_ACTUAL_START},
                  {"problem", COLUMN_PROBLEM},
                  {"source", COLUMN_SOURCE},
                  {"service_officer", COLUMN_SERVICE_OFFICER}};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (strcmp(field, fields[i].field) == 0) {
            return fields[i].column;
        }
    }
    return COLUMN_CODE;
}

/* What cells say of each other, and then the register's own rules on a whole row. */
static void check_row(struct reading *reading)
{
    const struct project *project = &reading->out.project;
    const unsigned whole = 1u << LIST_DIVISION | 1u << LIST_SECTOR;
    struct error err = {0};
    char total[MONEY_TEXT_SIZE], annual[MONEY_TEXT_SIZE];
    char start[DATE_TEXT_SIZE], finish[DATE_TEXT_SIZE];
    if (project->annual_plan.cents > project->total.cents) {
        error_set(&err, ERROR_INVALID, "register.annual_over_total",
                  "年度计划投资 %s 万元大于总投资 %s 万元",
                  money_format_wan(project->annual_plan, annual),
                  money_format_wan(project->total, total));
        refuse_cell(reading, COLUMN_ANNUAL_PLAN, &err);
    } else if (!date_is_none(project->planned_start) && !date_is_none(project->planned_finish) &&
               date_compare(project->planned_finish, project->planned_start) < 0) {
        error_set(&err, ERROR_INVALID, "register.finish_before_start",
                  "计划竣工日期 %s 早于计划开复工日期 %s",
                  date_format(project->planned_finish, finish),
                  date_format(project->planned_start, start));
        refuse_cell(reading, COLUMN_PLANNED_FINISH, &err);
    } else if ((reading->out.given & whole) == whole && project_check(project, &err) != OK) {
        struct error rule = err;
        error_set(&rule, err.kind, err.code, "不合规定：%.400s", err.message);
        refuse_cell(reading, column_of_field(err.field), &rule);
    }
}

enum error_kind register_read_row(struct importer *importer, const struct sheet_row *row,
                                  struct error *err)
{
    struct reading reading = {.importer = importer,
                              .row = row,
                              .out = {.row = row->number},
                              .refused_before = importer->refused_total};
    struct project *project = &reading.out.project;
    int year = importer->options->year;
    if (++importer->list->data_rows > REGISTER_ROWS_MAX) {
        error_set(err, ERROR_LIMIT, "register.rows", "第%ld行：一个文件最多%d个项目", row->number,
                  REGISTER_ROWS_MAX);
        return error_at_row(err, row->number);
    }
    project->code = project->sector = project->division = (struct text){"", 0};
    project->template_id = project->conditions = (struct text){"", 0};
    read_code(&reading);
    read_text(&reading, COLUMN_NAME, LIST_NAME, PROJECT_NAME_MAX, &project->name);
    if (project->name.length == 0 && find_cell(&reading, COLUMN_NAME) == NULL) {
        refuse_by(&reading, COLUMN_NAME, "register.name_missing");
    }
    read_text(&reading, COLUMN_OWNER, LIST_OWNER, OWNER_MAX, &project->owner_name);
    read_text(&reading, COLUMN_OWNER_CODE, LIST_OWNER_CODE, OWNER_MAX, &project->owner_code);
    read_division(&reading);
    read_text(&reading, COLUMN_PLACE, LIST_PLACE, PROJECT_PLACE_MAX, &project->place);
    read_words(&reading);
    read_money(&reading, COLUMN_TOTAL, LIST_TOTAL, &project->total);
    read_money(&reading, COLUMN_ANNUAL_PLAN, LIST_ANNUAL_PLAN, &project->annual_plan);
    read_date(&reading, COLUMN_PLANNED_START, LIST_PLANNED_START, year, false,
              &project->planned_start);
    read_date(&reading, COLUMN_PLANNED_FINISH, LIST_PLANNED_FINISH, 0, true,
              &project->planned_finish);
    read_date(&reading, COLUMN_ACTUAL_START, LIST_ACTUAL_START, year, false,
              &project->actual_start);
    read_text(&reading, COLUMN_PROBLEM, LIST_PROBLEM, PROJECT_PROBLEM_MAX, &project->problem);
    read_text(&reading, COLUMN_SOURCE, LIST_SOURCE, OWNER_MAX, &project->source);
    read_text(&reading, COLUMN_SERVICE_OFFICER, LIST_SERVICE_OFFICER, OWNER_MAX,
              &project->service_officer);
    if (importer->refused_total == reading.refused_before) {
        check_row(&reading);
    }
    if (importer->refused_total == reading.refused_before) {
        struct register_list *list = importer->list;
        list->rows = register_grow(importer->arena, list->rows, list->row_count,
                                   &importer->row_capacity, sizeof *list->rows);
        list->rows[list->row_count++] = reading.out;
    }
    return OK;
}
