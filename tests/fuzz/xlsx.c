/* A workbook as an officer uploads it. The first byte chooses: the bytes are the whole file, or one
 * part of a workbook made around them, since random bytes rarely are a zip file. */
#include "exchange/register_import.h"
#include "exchange/xlsx_read.h"

#include <stdlib.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TYPES "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static const struct register_division divisions[] = {{{"230102", 6}, {"道里区", 9}}};
static const struct register_import_options options = {divisions, 1, 2020};

enum { PARTS = 6 };

static const struct {
    const char *path;
    struct text plain;
} parts[PARTS] = {
    {"xl/sheet.xml", {"<worksheet/>", 12}},
    {"xl/shared.xml", {"<sst><si><t>a</t></si></sst>", 28}},
    {"xl/styles.xml", {"<s><cellXfs><xf numFmtId='14'/></cellXfs></s>", 45}},
    {"xl/workbook.xml", TEXT("<workbook><sheets><sheet r:id='s'/></sheets></workbook>")},
    {"xl/_rels/workbook.xml.rels",
     TEXT("<R><Relationship Id='s' Type='" TYPES "/worksheet' Target='sheet.xml'/><Relationship "
          "Id='t' Type='" TYPES
          "/sharedStrings' Target='shared.xml'/><Relationship Id='u' Type='" TYPES
          "/styles' Target='styles.xml'/></R>")},
    {"_rels/.rels", TEXT("<R/>")},
};

static struct text make_book(int chosen, struct text content, struct arena *arena)
{
    zip_error_t error;
    struct text made = {"", 0};
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_source_keep(source);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
    for (int i = 0; i < PARTS; i++) {
        struct text part = i == chosen ? content : parts[i].plain;
        zip_source_t *bytes = zip_source_buffer(zip, part.data, part.length, 0);
        zip_int64_t index = zip_file_add(zip, parts[i].path, bytes, ZIP_FL_ENC_UTF_8);
        zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0);
    }
    zip_stat_t stat;
    if (zip_close(zip) == 0 && zip_source_stat(source, &stat) == 0 &&
        zip_source_open(source) == 0) {
        char *bytes = arena_alloc(arena, stat.size);
        zip_source_read(source, bytes, stat.size);
        made = (struct text){bytes, stat.size};
        zip_source_close(source);
    }
    zip_source_free(source);
    return made;
}

static enum error_kind check_row(void *context, const struct sheet_row *row, struct error *err)
{
    (void)err;
    long *before = context;
    if (row->number <= *before || row->count == 0) {
        abort();
    }
    *before = row->number;
    for (size_t i = 0; i < row->count; i++) {
        const struct cell *cell = &row->cells[i];
        if (cell->text.length == 0 || !text_is_utf8(cell->text) ||
            (i > 0 && cell->column <= row->cells[i - 1].column)) {
            abort();
        }
    }
    return OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED_ARENA arena = {0};
    struct register_list list;
    struct error err = {0};
    long row = 0;
    if (size == 0) {
        return 0;
    }
    struct text bytes = {(const char *)data + 1, size - 1};
    if (data[0] >= '0' && data[0] < '0' + PARTS) {
        bytes = make_book(data[0] - '0', bytes, &arena);
    }
    enum error_kind kind = xlsx_read_rows(bytes, 0, &arena, check_row, &row, &err);
    if (kind != OK && (err.kind != kind || !text_is_utf8(text_of(err.message)))) {
        abort();
    }
    (void)!register_import(bytes, &options, &arena, &list, &err);
    return 0;
}
