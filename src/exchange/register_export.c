#include "exchange/register_export.h"

#include "exchange/csv_write.h"
#include "exchange/register_column.h"
#include "exchange/register_value.h"
#include "exchange/xlsx_write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct register_export {
    enum register_format format;
    struct xlsx_writer *xlsx;
    FILE *csv;
    long number; /* 序号 of the latest line */
};

/* A column: a text, a day or an amount of the line, or its number where there is no function. */
struct export_column {
    enum register_column column;
    const char *header; /* NULL: register_column_zh(column) */
    double width;
    struct text (*text)(const struct register_line *line);
    struct date (*date)(const struct register_line *line);
    struct money (*money)(const struct register_line *line);
};

#define TEXT_GETTER(name, expression)                                                              \
    static struct text get_##name(const struct register_line *line)                                \
    {                                                                                              \
        return expression;                                                                         \
    }
#define DATE_GETTER(name)                                                                          \
    static struct date get_##name(const struct register_line *line)                                \
    {                                                                                              \
        return line->project.name;                                                                 \
    }
#define MONEY_GETTER(name)                                                                         \
    static struct money get_##name(const struct register_line *line)                               \
    {                                                                                              \
        return line->project.name;                                                                 \
    }

TEXT_GETTER(code, line->project.code)
TEXT_GETTER(name, line->project.name)
TEXT_GETTER(owner, line->project.owner_name)
TEXT_GETTER(owner_code, line->project.owner_code)
TEXT_GETTER(division, line->project.division)
TEXT_GETTER(division_zh, line->division_zh)
TEXT_GETTER(place, line->project.place)
TEXT_GETTER(sector, line->project.sector)
TEXT_GETTER(type, text_of(project_type_zh(line->project.type)))
TEXT_GETTER(nature, text_of(project_nature_zh(line->project.nature)))
TEXT_GETTER(problem, line->project.problem)
TEXT_GETTER(source, line->project.source)
TEXT_GETTER(service_officer, line->project.service_officer)
TEXT_GETTER(state, line->state_zh)
DATE_GETTER(planned_start)
DATE_GETTER(planned_finish)
DATE_GETTER(actual_start)
MONEY_GETTER(total)
MONEY_GETTER(annual_plan)

/* The first sixteen as in the lists that cities keep; what they rarely have follows. */
/* clang-format off */
static const struct export_column columns[] = {
    {COLUMN_IGNORED,         "序号", 6,  NULL,                NULL,               NULL},
    {COLUMN_CODE,            NULL,  28, get_code,            NULL,               NULL},
    {COLUMN_NAME,            NULL,  48, get_name,            NULL,               NULL},
    {COLUMN_OWNER,           NULL,  34, get_owner,           NULL,               NULL},
    {COLUMN_PLACE,           NULL,  18, get_place,           NULL,               NULL},
    {COLUMN_DIVISION,        NULL,  14, get_division,        NULL,               NULL},
    {COLUMN_SECTOR,          NULL,  10, get_sector,          NULL,               NULL},
    {COLUMN_TYPE,            NULL,  14, get_type,            NULL,               NULL},
    {COLUMN_NATURE,          NULL,  10, get_nature,          NULL,               NULL},
    {COLUMN_TOTAL,           NULL,  16, NULL,                NULL,               get_total},
    {COLUMN_ANNUAL_PLAN,     NULL,  20, NULL,                NULL,               get_annual_plan},
    {COLUMN_PLANNED_START,   NULL,  16, NULL,                get_planned_start,  NULL},
    {COLUMN_ACTUAL_START,    NULL,  16, NULL,                get_actual_start,   NULL},
    {COLUMN_PLANNED_FINISH,  NULL,  16, NULL,                get_planned_finish, NULL},
    {COLUMN_PROBLEM,         NULL,  40, get_problem,         NULL,               NULL},
    {COLUMN_SOURCE,          NULL,  10, get_source,          NULL,               NULL},
    {COLUMN_OWNER_CODE,      NULL,  22, get_owner_code,      NULL,               NULL},
    {COLUMN_DIVISION_NAME,   NULL,  12, get_division_zh,     NULL,               NULL},
    {COLUMN_SERVICE_OFFICER, NULL,  12, get_service_officer, NULL,               NULL},
    {COLUMN_IGNORED,         "状态", 10, get_state,           NULL,               NULL},
};
/* clang-format on */

enum { COLUMNS = sizeof columns / sizeof columns[0] };

static const char *header_of(const struct export_column *column)
{
    return column->header != NULL ? column->header : register_column_zh(column->column);
}

bool register_format_parse(struct text text, enum register_format *format_out)
{
    bool xlsx = text_is_equal(text, TEXT("xlsx"));
    if (xlsx || text_is_equal(text, TEXT("csv"))) {
        *format_out = xlsx ? REGISTER_XLSX : REGISTER_CSV;
        return true;
    }
    return false;
}

const char *register_format_media_type(enum register_format format)
{
    return format == REGISTER_XLSX
               ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
               : "text/csv; charset=utf-8";
}

static enum error_kind open_csv(struct register_export *export, const char *path, struct error *err)
{
    export->csv = fopen(path, "wbe");
    if (export->csv == NULL) {
        return error_set(err, ERROR_INTERNAL, "export.write", "cannot write %s: %s", path,
                         strerror(errno));
    }
    fputs("\xEF\xBB\xBF", export->csv);
    for (size_t i = 0; i < COLUMNS; i++) {
        fputs(i > 0 ? "," : "", export->csv);
        csv_write_value(export->csv, text_of(header_of(&columns[i])));
    }
    fputs("\r\n", export->csv);
    return OK;
}

enum error_kind register_export_open(enum register_format format, const char *path,
                                     struct arena *arena, struct register_export **export_out,
                                     struct error *err)
{
    struct register_export *export = ARENA_NEW(arena, struct register_export);
    export->format = format;
    if (format == REGISTER_CSV) {
        TRY(open_csv(export, path, err));
    } else {
        struct xlsx_write_column written[COLUMNS];
        for (size_t i = 0; i < COLUMNS; i++) {
            written[i] = (struct xlsx_write_column){header_of(&columns[i]), columns[i].width};
        }
        TRY(xlsx_writer_open(path, "项目清单", written, COLUMNS, arena, &export->xlsx, err));
    }
    *export_out = export;
    return OK;
}

static void add_xlsx(struct register_export *export, const struct register_line *line)
{
    SCOPED_ARENA arena = {0};
    for (size_t i = 0; i < COLUMNS; i++) {
        const struct export_column *column = &columns[i];
        if (column->text != NULL) {
            xlsx_writer_put_text(export->xlsx, i, register_protect(column->text(line), &arena));
        } else if (column->date != NULL) {
            xlsx_writer_put_date(export->xlsx, i, column->date(line));
        } else if (column->money != NULL) {
            xlsx_writer_put_wan(export->xlsx, i, column->money(line));
        } else {
            xlsx_writer_put_number(export->xlsx, i, (double)export->number);
        }
    }
    xlsx_writer_end_row(export->xlsx);
}

static void add_csv(struct register_export *export, const struct register_line *line)
{
    SCOPED_ARENA arena = {0};
    char formatted[MONEY_TEXT_SIZE];
    for (size_t i = 0; i < COLUMNS; i++) {
        const struct export_column *column = &columns[i];
        fputs(i > 0 ? "," : "", export->csv);
        if (column->text != NULL) {
            csv_write_value(export->csv, register_protect(column->text(line), &arena));
        } else if (column->date != NULL) {
            fputs(date_format(column->date(line), formatted), export->csv);
        } else if (column->money != NULL) {
            fputs(money_format_wan(column->money(line), formatted), export->csv);
        } else {
            fprintf(export->csv, "%ld", export->number);
        }
    }
    fputs("\r\n", export->csv);
}

void register_export_add(struct register_export *export, const struct register_line *line)
{
    export->number++;
    if (export->format == REGISTER_CSV) {
        add_csv(export, line);
    } else {
        add_xlsx(export, line);
    }
}

enum error_kind register_export_close(struct register_export *export, struct error *err)
{
    if (export->format == REGISTER_XLSX) {
        return xlsx_writer_close(export->xlsx, err);
    }
    bool failed = ferror(export->csv) != 0;
    failed = fclose(export->csv) != 0 || failed;
    return failed ? error_set(err, ERROR_INTERNAL, "export.write", "the file was not written: %s",
                              strerror(errno))
                  : OK;
}

static enum error_kind read_back(const char *path, struct arena *arena, struct text *bytes_out,
                                 struct error *err)
{
    FILE *file = fopen(path, "rbe");
    bool sized = file != NULL && fseek(file, 0, SEEK_END) == 0;
    long size = sized ? ftell(file) : -1;
    char *bytes = size < 0 ? NULL : arena_alloc(arena, (size_t)size);
    bool complete = bytes != NULL && fseek(file, 0, SEEK_SET) == 0 &&
                    fread(bytes, 1, (size_t)size, file) == (size_t)size;
    if (file != NULL) {
        fclose(file);
    }
    if (!complete) {
        return error_set(err, ERROR_INTERNAL, "export.write", "cannot read %s back", path);
    }
    *bytes_out = (struct text){bytes, (size_t)size};
    return OK;
}

static enum error_kind write_all(enum register_format format, const char *path,
                                 const struct register_line *lines, size_t count,
                                 struct arena *arena, struct error *err)
{
    struct register_export *export = NULL;
    TRY(register_export_open(format, path, arena, &export, err));
    for (size_t i = 0; i < count; i++) {
        register_export_add(export, &lines[i]);
    }
    return register_export_close(export, err);
}

enum error_kind register_export_bytes(enum register_format format,
                                      const struct register_line *lines, size_t count,
                                      struct arena *arena, struct text *bytes_out,
                                      struct error *err)
{
    const char *folder = getenv("TMPDIR");
    struct text path = text_format(arena, "%s/kaigong-export-XXXXXX",
                                   folder == NULL || folder[0] == '\0' ? "/tmp" : folder);
    char *name = arena_copy(arena, path.data, path.length);
    int file = mkstemp(name);
    if (file < 0) {
        return error_set(err, ERROR_INTERNAL, "export.write", "cannot make a file in %s: %s",
                         folder == NULL ? "/tmp" : folder, strerror(errno));
    }
    close(file);
    enum error_kind kind = write_all(format, name, lines, count, arena, err);
    if (kind == OK) {
        kind = read_back(name, arena, bytes_out, err);
    }
    unlink(name);
    return kind;
}
