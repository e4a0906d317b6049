/* A workbook as an officer uploads it. The first byte chooses: the bytes are the whole file, or one
 * part of a workbook made around them, since random bytes rarely are a zip file. */
#include "exchange/register_import.h"
#include "exchange/xlsx_read.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

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

/* A zip file of stored parts, made by hand: the library's own writer takes longer than the reading. */
struct zip_entry {
    const char *path;
    struct text content;
    uint32_t offset;
};

static void put_number(struct text_builder *out, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        text_builder_add_byte(out, (char)(value >> (8 * i)));
    }
}

/* What the local and the central header of an entry share (APPNOTE 4.3.7, 4.3.12). */
static void put_entry(struct text_builder *out, const struct zip_entry *entry)
{
    put_number(out, 20, 2);         /* version needed */
    put_number(out, 0, 2);          /* flags */
    put_number(out, 0, 2);          /* stored */
    put_number(out, 0x00210000, 4); /* 1980-01-01 */
    put_number(out,
               (uint32_t)crc32(0, (const Bytef *)entry->content.data, (uInt)entry->content.length),
               4);
    put_number(out, (uint32_t)entry->content.length, 4);
    put_number(out, (uint32_t)entry->content.length, 4);
    put_number(out, (uint32_t)strlen(entry->path), 2);
    put_number(out, 0, 2);
}

static struct text make_book(int chosen, struct text content, struct arena *arena)
{
    struct zip_entry entries[PARTS];
    struct text_builder out;
    text_builder_init(&out, arena, content.length + 8192);
    for (int i = 0; i < PARTS; i++) {
        entries[i] = (struct zip_entry){parts[i].path, i == chosen ? content : parts[i].plain,
                                        (uint32_t)out.length};
        text_builder_add(&out, TEXT("PK\x03\x04"));
        put_entry(&out, &entries[i]);
        text_builder_add(&out, text_of(entries[i].path));
        text_builder_add(&out, entries[i].content);
    }
    uint32_t directory = (uint32_t)out.length;
    for (int i = 0; i < PARTS; i++) {
        text_builder_add(&out, TEXT("PK\x01\x02"));
        put_number(&out, 20, 2);
        put_entry(&out, &entries[i]);
        put_number(&out, 0, 4); /* comment, disk */
        put_number(&out, 0, 2); /* attributes */
        put_number(&out, 0, 4);
        put_number(&out, entries[i].offset, 4);
        text_builder_add(&out, text_of(entries[i].path));
    }
    uint32_t directory_bytes = (uint32_t)out.length - directory;
    text_builder_add(&out, TEXT("PK\x05\x06"));
    put_number(&out, 0, 4);
    put_number(&out, PARTS, 2);
    put_number(&out, PARTS, 2);
    put_number(&out, directory_bytes, 4);
    put_number(&out, directory, 4);
    put_number(&out, 0, 2);
    return text_builder_text(&out);
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
    static struct arena arena; /* kept: fresh memory costs more than what is done with it here */
    struct register_list list;
    struct error err = {0};
    long row = 0;
    if (size == 0) {
        return 0;
    }
    arena_reset(&arena);
    struct text bytes = {(const char *)data + 1, size - 1};
    if (data[0] >= '0' && data[0] < '0' + PARTS) {
        bytes = make_book(data[0] - '0', bytes, &arena);
    }
    enum error_kind kind = xlsx_read_rows(bytes, 0, &arena, check_row, &row, &err);
    if (kind != OK && (err.kind != kind || !text_is_utf8(text_of(err.message)))) {
        abort();
    }
    if (kind == OK) {
        (void)!register_import(bytes, &options, &arena, &list, &err);
    }
    return 0;
}
