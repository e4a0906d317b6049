/* Sheets of 100,000 x 10 cells: writing against bare libxlsxwriter, taken in turns in one run, and
 * reading back. Prints one JSON object a line; times are CPU time; memory is the peak of the process
 * that did only this.
 *   excel [ROUNDS] */
#include "exchange/xlsx_read.h"
#include "exchange/xlsx_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { ROWS = 100000, COLUMNS = 10, ROUNDS_MAX = 100 };

static const char path[] = "/tmp/kaigong-bench-excel.xlsx";
static const char *const texts[] = {"2020-230102-65-03-000001", "哈尔滨大数据产业园二期项目",
                                    "某某建设集团有限公司", "道里区"};

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool write_ours(void)
{
    SCOPED_ARENA arena = {0};
    struct xlsx_write_column columns[COLUMNS];
    struct xlsx_writer *writer;
    struct error err;
    for (int i = 0; i < COLUMNS; i++) {
        columns[i] = (struct xlsx_write_column){"总投资(万元)", 16};
    }
    if (xlsx_writer_open(path, "a", columns, COLUMNS, &arena, &writer, &err) != OK) {
        return false;
    }
    for (int row = 0; row < ROWS; row++) {
        for (size_t i = 0; i < 4; i++) {
            xlsx_writer_put_text(writer, i, text_of(texts[i]));
        }
        for (size_t i = 4; i < 7; i++) {
            xlsx_writer_put_number(writer, i, row + (double)i);
        }
        for (size_t i = 7; i < COLUMNS; i++) {
            xlsx_writer_put_date(writer, i, (struct date){18262 + row % 365});
        }
        xlsx_writer_end_row(writer);
    }
    return xlsx_writer_close(writer, &err) == OK;
}

static bool write_bare(void)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *workbook = workbook_new_opt(path, &options);
    lxw_worksheet *sheet = workbook_add_worksheet(workbook, "a");
    lxw_format *day = workbook_add_format(workbook);
    format_set_num_format(day, "yyyy-mm-dd");
    for (lxw_row_t row = 1; row <= ROWS; row++) {
        for (lxw_col_t i = 0; i < 4; i++) {
            worksheet_write_string(sheet, row, i, texts[i], NULL);
        }
        for (lxw_col_t i = 4; i < 7; i++) {
            worksheet_write_number(sheet, row, i, (double)row + i, NULL);
        }
        for (lxw_col_t i = 7; i < COLUMNS; i++) {
            worksheet_write_number(sheet, row, i, 43831 + (row - 1) % 365, day);
        }
    }
    return workbook_close(workbook) == LXW_NO_ERROR;
}

static enum error_kind count_cells(void *context, const struct sheet_row *row, struct error *err)
{
    (void)err;
    *(size_t *)context += row->count;
    return OK;
}

static bool read_ours(void)
{
    SCOPED_ARENA arena = {0};
    struct error err;
    size_t cells = 0;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        return false;
    }
    size_t size = (size_t)ftell(file);
    char *bytes = arena_alloc(&arena, size);
    rewind(file);
    bool complete = fread(bytes, 1, size, file) == size;
    fclose(file);
    return complete &&
           xlsx_read_rows((struct text){bytes, size}, 0, &arena, count_cells, &cells, &err) == OK &&
           cells == (size_t)(ROWS + 1) * COLUMNS;
}

/* Runs `work` in a process of its own, so that its memory is only its own. */
static bool measure(bool (*work)(void), double *seconds_out, long *peak_kib_out)
{
    int ends[2];
    if (pipe(ends) != 0) {
        return false;
    }
    pid_t child = fork();
    if (child == 0) {
        double start = cpu_seconds();
        double seconds = work() ? cpu_seconds() - start : -1;
        _exit(write(ends[1], &seconds, sizeof seconds) == sizeof seconds ? 0 : 1);
    }
    close(ends[1]);
    double seconds = -1;
    bool told = child > 0 && read(ends[0], &seconds, sizeof seconds) == sizeof seconds;
    close(ends[0]);
    struct rusage usage;
    int status;
    told = child > 0 && wait4(child, &status, 0, &usage) == child && told;
    *seconds_out = seconds;
    *peak_kib_out = usage.ru_maxrss;
    return told && seconds >= 0;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    int64_t rounds = 5;
    double ours[ROUNDS_MAX], bare[ROUNDS_MAX], in[ROUNDS_MAX];
    long out_kib = 0, in_kib = 0, bare_kib = 0;
    if (argc > 1 &&
        (!text_parse_int64(text_of(argv[1]), &rounds) || rounds < 1 || rounds > ROUNDS_MAX)) {
        fprintf(stderr, "usage: excel [ROUNDS, 1 to %d]\n", ROUNDS_MAX);
        return 2;
    }
    for (int64_t i = 0; i < rounds; i++) {
        if (!measure(write_bare, &bare[i], &bare_kib) || !measure(write_ours, &ours[i], &out_kib) ||
            !measure(read_ours, &in[i], &in_kib)) {
            fprintf(stderr, "excel: a round failed\n");
            return 1;
        }
    }
    unlink(path);
    qsort(ours, (size_t)rounds, sizeof ours[0], compare);
    qsort(bare, (size_t)rounds, sizeof bare[0], compare);
    qsort(in, (size_t)rounds, sizeof in[0], compare);
    double out_cpu = ours[rounds / 2], bare_cpu = bare[rounds / 2], in_cpu = in[rounds / 2];
    printf("{\"bench\":\"excel_out\",\"cells\":%d,\"cpu_s\":%.3f,\"yardstick\":\"libxlsxwriter\","
           "\"yardstick_cpu_s\":%.3f,\"ratio\":%.2f,\"ratio_max\":1.3,\"peak_mib\":%.1f,"
           "\"peak_mib_max\":32}\n",
           ROWS * COLUMNS, out_cpu, bare_cpu, out_cpu / bare_cpu, (double)out_kib / 1024);
    printf(
        "{\"bench\":\"excel_in\",\"cells\":%d,\"cpu_s\":%.3f,\"cpu_s_max\":1.0,\"peak_mib\":%.1f,"
        "\"peak_mib_max\":64}\n",
        ROWS * COLUMNS, in_cpu, (double)in_kib / 1024);
    return 0;
}
