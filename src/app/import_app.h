/* src/app/import_app.h: takes an official's list into a programme, all of it or nothing. */
#ifndef KAIGONG_APP_IMPORT_APP_H
#define KAIGONG_APP_IMPORT_APP_H

#include "app/app.h"
#include "base/json.h"
#include "domain/programme/programme_list.h"

enum { IMPORT_ROWS_MAX = 100000 };

struct import_request {
    struct text programme_name;
    int64_t year;
    struct text file_name;
    const struct list_row *rows;
    size_t row_count;
    const struct list_refusal *refusals; /* what reading the file found already */
    size_t refusal_count;
    const struct list_refusal *notes; /* what reading left out or supposed; refuses nothing */
    size_t note_count;
    size_t rows_read; /* rows of data in the file, refused ones too */
    struct date day;  /* the day on which the list takes effect; DATE_NONE: see programme_app.h */
    bool dry_run;
};

struct import_change {
    long row;
    struct text code, name;
    bool added; /* then without fields */
    const struct list_change *fields;
    size_t field_count;
};

struct import_report {
    size_t rows, added, changed, unchanged;
    const struct import_change *changes; /* added and changed, in the order of the file */
    size_t change_count;
    const struct list_refusal *refused; /* ascending by row; not empty: nothing was stored */
    size_t refused_count;
    const struct list_refusal *notes; /* those of the request, borrowed; row 0: of the whole file */
    size_t note_count;
    bool dry_run, stored;
};

/* A refused row is a result, not an error: the report says so and nothing is stored.
 * Errors      ERROR_INVALID programme.*   the programme's name or year
 *             ERROR_LIMIT   import.rows   more than IMPORT_ROWS_MAX rows
 *             ERROR_LIMIT   import.name   a file name of more than PROJECT_NAME_MAX characters */
MUST_CHECK enum error_kind import_app_run(struct app *app, const struct actor *actor,
                                          const struct import_request *request, struct arena *arena,
                                          struct import_report *report_out, struct error *err);

/* The report as the API and the command line give it. */
void import_report_write(const struct import_report *report, struct json_writer *json);

#endif
