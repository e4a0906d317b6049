/* A list of projects from rows: the header, the rows that are no projects, the sheets of a file. */
#include "exchange/register_import.h"

#include "exchange/csv_read.h"
#include "exchange/register_import_internal.h"
#include "exchange/register_value.h"
#include "exchange/register_words.h"
#include "exchange/xlsx_read.h"

#include <stdio.h>
#include <string.h>

enum { SHEETS_TRIED = 3, NOTES_MAX = 200 };

/* ---- growing arrays on the arena ---- */

void *register_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size)
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

void register_add_note(struct importer *importer, struct list_refusal note)
{
    struct register_list *list = importer->list;
    if (list->note_count == NOTES_MAX) {
        return;
    }
    list->notes = register_grow(importer->arena, list->notes, list->note_count,
                                &importer->note_capacity, sizeof *list->notes);
    list->notes[list->note_count++] = note;
}

void register_note(struct importer *importer, long row, struct text column, const char *code)
{
    const struct register_rule *rule = register_rule_find(code);
    register_add_note(importer, (struct list_refusal){row, column, text_of(rule->code),
                                                      text_of(rule->zh), text_of(rule->en)});
}

void register_refuse(struct importer *importer, struct list_refusal refusal)
{
    struct register_list *list = importer->list;
    if (++importer->refused_total > REGISTER_REFUSED_MAX) {
        return;
    }
    list->refused = register_grow(importer->arena, list->refused, list->refused_count,
                                  &importer->refused_capacity, sizeof *list->refused);
    list->refused[list->refused_count++] = refusal;
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
            register_note(importer, row->number, source->header, "register.unknown_column");
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

static enum error_kind check_required(struct importer *importer, long row, struct error *err)
{
    struct text_builder missing;
    text_builder_init(&missing, importer->arena, 400);
    static const enum register_column required[] = {COLUMN_CODE, COLUMN_NAME, COLUMN_TOTAL};
    for (size_t i = 0; i < sizeof required / sizeof required[0]; i++) {
        if (!register_has(importer, required[i])) {
            text_builder_add_format(&missing, "%s%s", missing.length > 0 ? "、" : "",
                                    register_column_zh(required[i]));
        }
    }
    if (!register_has(importer, COLUMN_DIVISION) && !register_has(importer, COLUMN_DIVISION_NAME) &&
        !register_has(importer, COLUMN_PLACE)) {
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
        if (!register_has(importer, money[i])) {
            continue;
        }
        struct source_column *source = &importer->columns[importer->index[money[i]]];
        if (source->cents_per_unit == 0 && importer->sheet_unit_cents != 0) {
            source->cents_per_unit = importer->sheet_unit_cents;
        } else if (source->cents_per_unit == 0) {
            source->cents_per_unit = MONEY_CENTS_PER_WAN;
            register_note(importer, row, source->header, "register.no_unit");
        }
    }
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

/* The rule by which a row without a project code is left out, "" when there is nothing to say of it, or
 * NULL when it should be a project. */
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
            return "register.sum_row";
        }
        if (leading && cell == first &&
            (begins_with_any(folded, feet, sizeof feet / sizeof feet[0]) ||
             (row->count <= 3 && begins_with_any(folded, parts, sizeof parts / sizeof parts[0])))) {
            return "register.title_row";
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
                   : "register.title_row";
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
        reason = "register.header_again";
    }
    if (reason == NULL) {
        return register_read_row(importer, row, err);
    }
    if (reason[0] != '\0') {
        register_note(importer, row->number, (struct text){"", 0}, reason);
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
        size_t total = importer->refused_total;
        register_add_note(
            importer,
            (struct list_refusal){.column = {"", 0},
                                  .code = TEXT("register.more_faults"),
                                  .message = text_format(arena, "共有%zu处错误，只列出前%d处",
                                                         total, REGISTER_REFUSED_MAX),
                                  .message_en = text_format(
                                      arena, "%zu faults in all, of which the first %d are listed",
                                      total, REGISTER_REFUSED_MAX)});
    }
    *list_out = list;
    return OK;
}
