#include "exchange/register_import.h"

#include "exchange/csv_read.h"
#include "exchange/register_column.h"
#include "exchange/register_value.h"
#include "exchange/xlsx_read.h"

#include <stdio.h>
#include <string.h>

enum { SHEETS_TRIED = 3, NOTES_MAX = 200, OWNER_MAX = 200 };

/* A column of the file that is read. */
struct source_column {
    struct text header; /* as in the file */
    enum register_column column;
    int64_t cents_per_unit;
};

struct importer {
    const struct register_import_options *options;
    struct arena *arena;
    struct register_list *list;
    size_t row_capacity, refused_capacity, note_capacity;
    size_t refused_total;

    struct sheet_row pending[REGISTER_HEADER_ROWS]; /* the first rows, until the header is found */
    size_t pending_count;
    bool header_found;
    struct source_column columns[SHEET_COLUMNS_MAX];
    int index[COLUMN_COUNT];  /* the file's column of each field, or -1 */
    int64_t sheet_unit_cents; /* from a line such as 单位：亿元, or 0 */

    size_t *slots; /* codes seen: index into seen plus 1, open addressing */
    size_t slot_count;
    struct seen_code {
        struct text code;
        long row;
    } * seen;
    size_t seen_count, seen_capacity;
};

/* ---- growing arrays on the arena ---- */

static void *grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) {
        return items;
    }
    size_t larger = *capacity == 0 ? 64 : *capacity * 2;
    void *grown = arena_alloc_array(arena, larger, size);
    if (count > 0) {
        memcpy(grown, items, count * size);
    }
    *capacity = larger;
    return grown;
}

static void add_note(struct importer *importer, long row, struct text column, struct text message)
{
    struct register_list *list = importer->list;
    if (list->note_count == NOTES_MAX) {
        return;
    }
    list->notes = grow(importer->arena, list->notes, list->note_count, &importer->note_capacity,
                       sizeof *list->notes);
    list->notes[list->note_count++] = (struct list_refusal){row, column, message};
}

static void refuse(struct importer *importer, long row, struct text column, struct text message)
{
    struct register_list *list = importer->list;
    if (++importer->refused_total > REGISTER_REFUSED_MAX) {
        return;
    }
    list->refused = grow(importer->arena, list->refused, list->refused_count,
                         &importer->refused_capacity, sizeof *list->refused);
    list->refused[list->refused_count++] = (struct list_refusal){row, column, message};
}

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
    importer->seen = grow(importer->arena, importer->seen, importer->seen_count,
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

/* ---- header ---- */

static size_t count_headers(const struct sheet_row *row, struct arena *arena)
{
    bool found[COLUMN_COUNT] = {false};
    size_t count = 0;
    for (size_t i = 0; i < row->count; i++) {
        enum register_column column = register_column_find(row->cells[i].text, arena).column;
        if (row->cells[i].kind == CELL_TEXT && column < COLUMN_COUNT && !found[column]) {
            found[column] = true;
            count++;
        }
    }
    return count;
}

/* 单位：亿元 or 金额单位：万元 above the header. */
static int64_t unit_line(const struct sheet_row *row, struct arena *arena)
{
    for (size_t i = 0; i < row->count; i++) {
        struct text folded = register_fold(row->cells[i].text, arena);
        const char *found = memmem(folded.data, folded.length, "单位:", strlen("单位:"));
        if (found == NULL) {
            continue;
        }
        struct text rest =
            text_slice(folded, (size_t)(found - folded.data) + strlen("单位:"), folded.length);
        if (text_has_prefix(rest, TEXT("亿元"))) {
            return 10000000000;
        }
        if (text_has_prefix(rest, TEXT("万元"))) {
            return 1000000;
        }
        if (text_has_prefix(rest, TEXT("元")) || text_has_prefix(rest, TEXT("人民币元"))) {
            return 100;
        }
    }
    return 0;
}

/* Blanks and line breaks in a header become one blank, so that it can be shown in one line. */
static struct text one_line(struct text header, struct arena *arena)
{
    char *line = arena_copy(arena, header.data, header.length);
    for (size_t i = 0; i < header.length; i++) {
        if ((unsigned char)line[i] < ' ') {
            line[i] = ' ';
        }
    }
    return (struct text){line, header.length};
}

static enum error_kind take_header(struct importer *importer, const struct sheet_row *row,
                                   struct error *err)
{
    struct arena *arena = importer->arena;
    for (size_t i = 0; i < row->count; i++) {
        const struct cell *cell = &row->cells[i];
        struct register_header found = register_column_find(cell->text, arena);
        struct source_column *source = &importer->columns[cell->column];
        source->header = one_line(cell->text, arena);
        source->column = found.column;
        source->cents_per_unit = found.cents_per_unit;
        if (found.year != 0 && importer->options->year != 0 &&
            found.year != importer->options->year) {
            source->column = COLUMN_UNKNOWN;
        }
        if (source->column == COLUMN_UNKNOWN) {
            add_note(importer, row->number, source->header, text_of("不认识的列，没有导入"));
        } else if (source->column != COLUMN_IGNORED) {
            int other = importer->index[source->column];
            if (other >= 0) {
                error_set(err, ERROR_INVALID, "register.twice",
                          "第%ld行：“%.*s”和“%.*s”两列意思相同，请只保留一列", row->number,
                          TEXT_ARGS(importer->columns[other].header), TEXT_ARGS(source->header));
                return error_at_row(err, row->number);
            }
            importer->index[source->column] = cell->column;
        }
    }
    return OK;
}

static bool has(const struct importer *importer, enum register_column column)
{
    return importer->index[column] >= 0;
}

static enum error_kind check_required(struct importer *importer, long row, struct error *err)
{
    struct text_builder missing;
    text_builder_init(&missing, importer->arena, 400);
    static const enum register_column required[] = {COLUMN_CODE, COLUMN_NAME, COLUMN_TOTAL};
    for (size_t i = 0; i < sizeof required / sizeof required[0]; i++) {
        if (!has(importer, required[i])) {
            text_builder_add_format(&missing, "%s%s", missing.length > 0 ? "、" : "",
                                    register_column_zh(required[i]));
        }
    }
    if (!has(importer, COLUMN_DIVISION) && !has(importer, COLUMN_DIVISION_NAME) &&
        !has(importer, COLUMN_PLACE)) {
        text_builder_add_format(&missing, "%s行政区划代码（或所属区县）",
                                missing.length > 0 ? "、" : "");
    }
    if (missing.length > 0) {
        error_set(err, ERROR_INVALID, "register.columns", "第%ld行的表头缺少必需的列：%.*s", row,
                  TEXT_ARGS(text_builder_text(&missing)));
        return error_at_row(err, row);
    }
    return OK;
}

static void note_units(struct importer *importer, long row)
{
    static const enum register_column money[] = {COLUMN_TOTAL, COLUMN_ANNUAL_PLAN};
    for (size_t i = 0; i < 2; i++) {
        if (!has(importer, money[i])) {
            continue;
        }
        struct source_column *source = &importer->columns[importer->index[money[i]]];
        if (source->cents_per_unit == 0 && importer->sheet_unit_cents != 0) {
            source->cents_per_unit = importer->sheet_unit_cents;
        } else if (source->cents_per_unit == 0) {
            source->cents_per_unit = MONEY_CENTS_PER_WAN;
            add_note(importer, row, source->header, text_of("没有写明单位，按万元计"));
        }
    }
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
    return has(importer, column) ? importer->columns[importer->index[column]].header
                                 : text_of(register_column_zh(column));
}

static void refuse_cell(struct reading *reading, enum register_column column, const char *message)
{
    refuse(reading->importer, reading->row->number, header_of(reading->importer, column),
           text_copy(text_of(message), reading->importer->arena));
}

static void read_text(struct reading *reading, enum register_column column, enum list_field field,
                      size_t max_characters, struct text *text_out)
{
    struct importer *importer = reading->importer;
    struct error err = {0};
    const struct cell *cell = find_cell(reading, column);
    *text_out = (struct text){"", 0};
    if (!has(importer, column)) {
        return;
    }
    reading->out.given |= 1u << field;
    if (cell != NULL &&
        register_read_text(cell->text, max_characters, importer->arena, text_out, &err) != OK) {
        refuse_cell(reading, column, err.message);
    }
}

static void read_date(struct reading *reading, enum register_column column, enum list_field field,
                      int year, bool month_ends, struct date *date_out)
{
    struct importer *importer = reading->importer;
    struct error err = {0};
    const struct cell *cell = find_cell(reading, column);
    *date_out = DATE_NONE;
    if (!has(importer, column)) {
        return;
    }
    reading->out.given |= 1u << field;
    if (cell != NULL &&
        register_read_date(cell, year, month_ends, importer->arena, date_out, &err) != OK) {
        refuse_cell(reading, column, err.message);
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
            refuse_cell(reading, column, "总投资是空的，请填写金额");
        }
        return;
    }
    reading->out.given |= 1u << field;
    if (register_read_money(cell, importer->columns[cell->column].cents_per_unit, importer->arena,
                            money_out, &err) != OK) {
        refuse_cell(reading, column, err.message);
    }
}

static void read_code(struct reading *reading)
{
    struct importer *importer = reading->importer;
    struct error err = {0};
    const struct cell *cell = find_cell(reading, COLUMN_CODE);
    if (cell == NULL) {
        refuse_cell(reading, COLUMN_CODE, "项目代码是空的，请填写 24 位项目代码");
    } else if (register_read_code(cell->text, importer->arena, &reading->out.project.code, &err) !=
               OK) {
        refuse_cell(reading, COLUMN_CODE, err.message);
    } else {
        struct text code = reading->out.project.code;
        long first = find_or_add_code(importer, code, reading->row->number);
        if (first != 0) {
            struct text message =
                text_format(importer->arena, "项目代码“%.*s”与第%ld行重复，一个项目只能有一行",
                            TEXT_ARGS(code), first);
            refuse(importer, reading->row->number, header_of(importer, COLUMN_CODE), message);
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
        first = has(importer, order[i]) ? order[i] : first;
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
            refuse_cell(reading, order[i], err.message);
            return;
        }
        if (found_in != COLUMN_UNKNOWN && !text_is_equal(code, project->division)) {
            refuse_cell(reading, order[i], "与行政区划代码所指的区划不一致，请核对");
            return;
        }
        project->division = code;
        found_in = order[i];
        reading->out.given |= 1u << LIST_DIVISION;
    }
    if (found_in == COLUMN_UNKNOWN) {
        refuse_cell(reading, first, "行政区划是空的，请填写区划代码或名称");
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
            refuse_cell(reading, COLUMN_SECTOR, err.message);
        }
    }
    cell = find_cell(reading, COLUMN_TYPE);
    if (cell == NULL) {
        project->type = type_of_code(project->code);
    } else {
        reading->out.given |= 1u << LIST_TYPE;
        if (register_read_type(cell->text, arena, &project->type, &err) != OK) {
            refuse_cell(reading, COLUMN_TYPE, err.message);
        }
    }
    cell = find_cell(reading, COLUMN_NATURE);
    if (cell != NULL) {
        reading->out.given |= 1u << LIST_NATURE;
        if (register_read_nature(cell->text, arena, &project->nature, &err) != OK) {
            refuse_cell(reading, COLUMN_NATURE, err.message);
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
        snprintf(err.message, sizeof err.message, "年度计划投资 %s 万元大于总投资 %s 万元",
                 money_format_wan(project->annual_plan, annual),
                 money_format_wan(project->total, total));
        refuse_cell(reading, COLUMN_ANNUAL_PLAN, err.message);
    } else if (!date_is_none(project->planned_start) && !date_is_none(project->planned_finish) &&
               date_compare(project->planned_finish, project->planned_start) < 0) {
        snprintf(err.message, sizeof err.message, "计划竣工日期 %s 早于计划开复工日期 %s",
                 date_format(project->planned_finish, finish),
                 date_format(project->planned_start, start));
        refuse_cell(reading, COLUMN_PLANNED_FINISH, err.message);
    } else if ((reading->out.given & whole) == whole && project_check(project, &err) != OK) {
        struct text message = text_format(reading->importer->arena, "不合规定：%s", err.message);
        refuse(reading->importer, reading->row->number,
               header_of(reading->importer, column_of_field(err.field)), message);
    }
}

static enum error_kind read_project(struct importer *importer, const struct sheet_row *row,
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
        refuse_cell(&reading, COLUMN_NAME, "项目名称是空的，请填写");
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
        list->rows = grow(importer->arena, list->rows, list->row_count, &importer->row_capacity,
                          sizeof *list->rows);
        list->rows[list->row_count++] = reading.out;
    }
    return OK;
}

/* ---- rows that are no projects ---- */

static bool begins_with_any(struct text text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text_has_prefix(text, text_of(words[i]))) {
            return true;
        }
    }
    return false;
}

/* Why a row without a project code is left out, or NULL when it should be a project. */
static const char *reason_to_skip(const struct importer *importer, const struct sheet_row *row)
{
    static const char *const sums[] = {"合计", "总计", "小计", "共计", "累计", "总和", "平均"};
    static const char *const feet[] = {"注",   "备注", "说明",  "填报", "制表",
                                       "审核", "联系", "单位:", "日期", "负责人"};
    static const char *const parts[] = {"一、", "二、", "三、", "四、", "五、", "六、", "七、",
                                        "八、", "九、", "十、", "(一",  "(二",  "(三",  "(四",
                                        "(五",  "(六",  "(七",  "(八",  "(九",  "(十"};
    int code = importer->index[COLUMN_CODE], name = importer->index[COLUMN_NAME];
    const struct cell *first = NULL;
    bool named = false;
    for (size_t i = 0; i < row->count; i++) {
        const struct cell *cell = &row->cells[i];
        struct text folded = register_fold(cell->text, importer->arena);
        bool leading = cell->column == code || cell->column == name || first == NULL;
        first = first == NULL ? cell : first;
        if (leading && begins_with_any(folded, sums, sizeof sums / sizeof sums[0])) {
            return "合计行，没有导入";
        }
        if (leading && cell == first &&
            (begins_with_any(folded, feet, sizeof feet / sizeof feet[0]) ||
             (row->count <= 3 && begins_with_any(folded, parts, sizeof parts / sizeof parts[0])))) {
            return "标题或说明行，没有导入";
        }
        if (cell->column == code && cell->text.length >= 20) {
            return NULL;
        }
        named = named || cell->column == name;
    }
    if (row->count == 1 && !named && first->column != code) {
        return first->kind == CELL_NUMBER ||
                       importer->columns[first->column].column == COLUMN_IGNORED
                   ? ""
                   : "标题或说明行，没有导入";
    }
    return NULL;
}

static bool repeats_header(const struct importer *importer, const struct sheet_row *row)
{
    size_t same = 0;
    for (size_t i = 0; i < row->count; i++) {
        same += text_is_equal(row->cells[i].text, importer->columns[row->cells[i].column].header);
    }
    return same >= 3;
}

static enum error_kind take_row(struct importer *importer, const struct sheet_row *row,
                                struct error *err)
{
    const char *reason = reason_to_skip(importer, row);
    if (reason == NULL && repeats_header(importer, row)) {
        reason = "重复的表头，没有导入";
    }
    if (reason == NULL) {
        return read_project(importer, row, err);
    }
    if (reason[0] != '\0') {
        add_note(importer, row->number, (struct text){"", 0}, text_of(reason));
    }
    return OK;
}

/* ---- the file ---- */

static struct sheet_row keep_row(const struct sheet_row *row, struct arena *arena)
{
    struct cell *cells = ARENA_ARRAY(arena, struct cell, row->count);
    for (size_t i = 0; i < row->count; i++) {
        cells[i] = row->cells[i];
        cells[i].text = text_copy(row->cells[i].text, arena);
    }
    return (struct sheet_row){row->number, cells, row->count};
}

/* Takes the pending row with the most known headers for the header, then the rows after it. */
static enum error_kind decide_header(struct importer *importer, struct error *err)
{
    size_t best = 0, best_count = 0;
    for (size_t i = 0; i < importer->pending_count; i++) {
        size_t count = count_headers(&importer->pending[i], importer->arena);
        if (count > best_count) {
            best = i;
            best_count = count;
        }
    }
    if (best_count < 2) {
        return error_set(err, ERROR_INVALID, "register.header",
                         "前%d行里没有找到表头，表头应有“项目代码”“项目名称”“总投资”等列",
                         REGISTER_HEADER_ROWS);
    }
    const struct sheet_row *header = &importer->pending[best];
    for (size_t i = 0; i < best && importer->sheet_unit_cents == 0; i++) {
        importer->sheet_unit_cents = unit_line(&importer->pending[i], importer->arena);
    }
    TRY(take_header(importer, header, err));
    TRY(check_required(importer, header->number, err));
    note_units(importer, header->number);
    importer->header_found = true;
    for (size_t i = best + 1; i < importer->pending_count; i++) {
        TRY(take_row(importer, &importer->pending[i], err));
    }
    return OK;
}

static enum error_kind on_row(void *context, const struct sheet_row *row, struct error *err)
{
    struct importer *importer = context;
    if (importer->header_found) {
        return take_row(importer, row, err);
    }
    importer->pending[importer->pending_count++] = keep_row(row, importer->arena);
    return importer->pending_count == REGISTER_HEADER_ROWS ? decide_header(importer, err) : OK;
}

static void start_sheet(struct importer *importer, const struct register_import_options *options,
                        struct arena *arena, struct register_list *list)
{
    *list = (struct register_list){0};
    *importer = (struct importer){.options = options, .arena = arena, .list = list};
    for (int i = 0; i < COLUMN_COUNT; i++) {
        importer->index[i] = -1;
    }
}

static enum error_kind read_sheet(struct importer *importer, struct text bytes, bool workbook,
                                  size_t sheet, struct error *err)
{
    TRY(workbook ? xlsx_read_rows(bytes, sheet, importer->arena, on_row, importer, err)
                 : csv_read_rows(bytes, importer->arena, on_row, importer, err));
    return importer->header_found ? OK : decide_header(importer, err);
}

enum error_kind register_import(struct text bytes, const struct register_import_options *options,
                                struct arena *arena, struct register_list *list_out,
                                struct error *err)
{
    bool workbook = xlsx_is_zip(bytes) || xlsx_is_ole(bytes);
    struct importer *importer = ARENA_NEW(arena, struct importer);
    struct register_list list;
    struct error reason = {0};
    enum error_kind kind = OK;
    /* A workbook may begin with a cover: the first sheet that has a header is the list. */
    for (size_t sheet = 0; sheet < SHEETS_TRIED; sheet++) {
        struct error here = {0};
        start_sheet(importer, options, arena, &list);
        kind = read_sheet(importer, bytes, workbook, sheet, &here);
        if (sheet == 0 || kind == OK || strcmp(here.code, "xlsx.no_sheet") != 0) {
            reason = here;
        }
        if (!workbook || kind == OK || strcmp(here.code, "register.header") != 0) {
            break;
        }
    }
    if (kind != OK) {
        if (err != NULL) {
            *err = reason;
        }
        return reason.kind;
    }
    if (importer->refused_total > REGISTER_REFUSED_MAX) {
        add_note(importer, 0, (struct text){"", 0},
                 text_format(arena, "共有%zu处错误，只列出前%d处", importer->refused_total,
                             REGISTER_REFUSED_MAX));
    }
    *list_out = list;
    return OK;
}
