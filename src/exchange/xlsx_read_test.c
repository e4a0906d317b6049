#include "base/test_support.h"

#include "exchange/xlsx_read.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

/* ---- workbooks made in memory ---- */

struct part {
    const char *path;
    struct text content;
};

static struct text make_zip(const struct part *parts, size_t count, struct arena *arena)
{
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_source_keep(source);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
    assert_non_null(zip);
    for (size_t i = 0; i < count; i++) {
        zip_source_t *content =
            zip_source_buffer(zip, parts[i].content.data, parts[i].content.length, 0);
        assert_true(zip_file_add(zip, parts[i].path, content, ZIP_FL_ENC_UTF_8) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    zip_stat_t stat;
    assert_int_equal(zip_source_stat(source, &stat), 0);
    char *bytes = arena_alloc(arena, stat.size);
    assert_int_equal(zip_source_open(source), 0);
    assert_int_equal(zip_source_read(source, bytes, stat.size), (zip_int64_t)stat.size);
    zip_source_close(source);
    zip_source_free(source);
    return (struct text){bytes, stat.size};
}

#define TYPES "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELATIONSHIPS                                                                              \
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"

struct parts_of_book {
    struct text workbook, relations, styles, shared, sheet;
};

static struct parts_of_book plain_book(struct text sheet_data)
{
    return (struct parts_of_book){
        .workbook = TEXT("<workbook xmlns:r='x'><sheets><sheet name='a' sheetId='1' r:id='rId1'/>"
                         "</sheets></workbook>"),
        .relations = TEXT(RELATIONSHIPS
                          "<Relationship Id='rId1' Type='" TYPES "/worksheet' Target='s/a.xml'/>"
                          "<Relationship Id='rId2' Type='" TYPES "/styles' Target='/xl/st.xml'/>"
                          "<Relationship Id='rId3' Type='" TYPES
                          "/sharedStrings' Target='../xl/sh.xml'/></Relationships>"),
        .styles =
            TEXT("<styleSheet><numFmts><numFmt numFmtId='164' formatCode='yyyy\"年\"m\"月\"'/>"
                 "<numFmt numFmtId='165' formatCode='\"day \"0.00'/>"
                 "<numFmt numFmtId='166' formatCode='[Red]\\d0'/></numFmts>"
                 "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs>"
                 "<xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/>"
                 "<xf numFmtId='165'/><xf numFmtId='166'/></cellXfs></styleSheet>"),
        .shared = TEXT("<sst><si><t>甲</t></si><si><r><t>乙</t></r><r><t xml:space='preserve'> 丙"
                       "</t></r><rPh sb='0' eb='1'><t>yi</t></rPh></si><si><t/></si></sst>"),
        .sheet = sheet_data,
    };
}

static struct text zip_book(const struct parts_of_book *book, struct arena *arena)
{
    const struct part parts[] = {
        {"_rels/.rels", TEXT(RELATIONSHIPS "<Relationship Id='r' Type='" TYPES
                                           "/officeDocument' Target='xl/w.xml'/></Relationships>")},
        {"xl/w.xml", book->workbook},
        {"xl/_rels/w.xml.rels", book->relations},
        {"xl/st.xml", book->styles},
        {"xl/sh.xml", book->shared},
        {"xl/s/a.xml", book->sheet},
    };
    return make_zip(parts, sizeof parts / sizeof parts[0], arena);
}

static struct text book_of_rows(const char *rows, struct arena *arena)
{
    struct parts_of_book book =
        plain_book(text_format(arena, "<worksheet><sheetData>%s</sheetData></worksheet>", rows));
    return zip_book(&book, arena);
}

/* ---- what the reader gives, as one text ---- */

struct printed {
    struct text_builder out;
};

static enum error_kind print_row(void *context, const struct sheet_row *row, struct error *err)
{
    (void)err;
    struct printed *printed = context;
    static const char kinds[] = "tndb";
    text_builder_add_format(&printed->out, "%ld", row->number);
    for (size_t i = 0; i < row->count; i++) {
        text_builder_add_format(&printed->out, " %d%c:%.*s", row->cells[i].column,
                                kinds[row->cells[i].kind], TEXT_ARGS(row->cells[i].text));
    }
    text_builder_add_byte(&printed->out, '\n');
    return OK;
}

static enum error_kind read_sheet(struct text bytes, size_t sheet, struct arena *arena,
                                  struct text *printed_out, struct error *err)
{
    struct printed printed;
    text_builder_init(&printed.out, arena, 1 << 20);
    enum error_kind kind = xlsx_read_rows(bytes, sheet, arena, print_row, &printed, err);
    *printed_out = text_builder_text(&printed.out);
    return kind;
}

static void assert_rows(const char *rows, const char *expected)
{
    SCOPED_ARENA arena = {0};
    struct text printed;
    struct error err = {0};
    enum error_kind kind = read_sheet(book_of_rows(rows, &arena), 0, &arena, &printed, &err);
    if (kind != OK) {
        print_error("%s %s\n", err.code, err.message);
    }
    assert_int_equal(kind, OK);
    assert_text(printed, expected);
}

static struct error read_failing(struct text bytes, struct arena *arena)
{
    struct text printed;
    struct error err = {0};
    assert_int_not_equal(read_sheet(bytes, 0, arena, &printed, &err), OK);
    assert_true(text_is_utf8(text_of(err.message)));
    return err;
}

static void assert_refused(const char *rows, const char *code, long row)
{
    SCOPED_ARENA arena = {0};
    struct error err = read_failing(book_of_rows(rows, &arena), &arena);
    assert_string_equal(err.code, code);
    assert_int_equal(err.row, row);
}

/* ---- reading ---- */

static void every_kind_of_cell_is_read(void **state)
{
    (void)state;
    assert_rows(
        "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='C1' t='s'><v>1</v></c>"
        "<c r='D1' t='s'><v>2</v></c></row>"
        "<row r='3'><c r='A3' t='inlineStr'><is><r><t>a</t></r><rPh><t>x</t></rPh><r><t>&lt;b"
        "</t></r></is></c><c r='B3'><v>1.5700000000000001</v></c><c r='C3' t='b'><v>1</v></c>"
        "<c r='D3' t='str'><f>A1&amp;B1</f><v>ab</v></c><c r='E3'><f>1+1</f><v>2</v></c>"
        "<c r='F3' t='e'><v>#REF!</v></c><c r='G3' t='d'><v>2020-04-14T00:00:00</v></c>"
        "<c r='AB3'><v>1E3</v></c></row><row r='4'/><row r='5'><c s='1'/></row>",
        "1 0t:甲 2t:乙 丙\n"
        "3 0t:a<b 1n:1.57 2b:TRUE 3t:ab 4n:2 5t:#REF! 6d:2020-04-14 27n:1000\n");
}

static void days_are_told_by_the_number_format(void **state)
{
    (void)state;
    /* 43935 is 14 April 2020; 1 is 1 January 1900, 61 is 1 March 1900. */
    assert_rows(
        "<row><c s='1'><v>43935</v></c><c s='2'><v>43935.75</v></c><c s='3'><v>43935</v></c>"
        "<c s='4'><v>43935</v></c><c s='0'><v>43935</v></c><c s='1'><v>1</v></c>"
        "<c s='1'><v>61</v></c><c s='1'><v>0.5</v></c><c s='99'><v>7</v></c></row>",
        "1 0d:2020-04-14 1d:2020-04-14 2n:43935 3n:43935 4n:43935 5d:1900-01-01 "
        "6d:1900-03-01 7n:0.5 8n:7\n");
}

static void a_workbook_may_count_from_1904(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct parts_of_book book = plain_book(
        TEXT("<worksheet><sheetData><row><c s='1'><v>42473</v></c></row></sheetData></worksheet>"));
    book.workbook = TEXT("<workbook xmlns:r='x'><workbookPr date1904='1'/><sheets>"
                         "<sheet name='a' sheetId='1' r:id='rId1'/></sheets></workbook>");
    struct text printed;
    assert_int_equal(read_sheet(zip_book(&book, &arena), 0, &arena, &printed, NULL), OK);
    assert_text(printed, "1 0d:2020-04-14\n"); /* 43935 - 1462 */
}

static void elements_may_have_a_prefix_and_escapes(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct parts_of_book book = plain_book(
        TEXT("<x:worksheet xmlns:x='y'><x:sheetData><x:row r='2'><x:c r='B2' t='inlineStr'><x:is>"
             "<x:t>a_x000A_b_x005F_x000A_</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>"));
    struct text printed;
    assert_int_equal(read_sheet(zip_book(&book, &arena), 0, &arena, &printed, NULL), OK);
    assert_text(printed, "2 1t:a\nb_x000A_\n");
}

static void hidden_sheets_do_not_count(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct parts_of_book book = plain_book(
        TEXT("<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>"));
    book.workbook = TEXT(
        "<workbook xmlns:r='x'><sheets><sheet name='h' sheetId='2' state='hidden' r:id='rId9'/>"
        "<sheet name='a' sheetId='1' r:id='rId1'/></sheets></workbook>");
    struct text bytes = zip_book(&book, &arena), printed;
    struct error err;
    assert_int_equal(read_sheet(bytes, 0, &arena, &printed, &err), OK);
    assert_text(printed, "1 0n:1\n");
    assert_int_equal(read_sheet(bytes, 1, &arena, &printed, &err), ERROR_NOT_FOUND);
    assert_string_equal(err.code, "xlsx.no_sheet");
}

/* ---- refusing ---- */

static void other_files_are_refused_by_name(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct error err = read_failing(TEXT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old"), &arena);
    assert_string_equal(err.code, "xlsx.ole");
    assert_non_null(strstr(err.message, ".xls"));
    err = read_failing(TEXT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
                            "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"),
                       &arena);
    assert_non_null(strstr(err.message, "密码"));
    assert_string_equal(read_failing(TEXT("PK\x03\x04rubbish"), &arena).code, "xlsx.zip");
    assert_string_equal(read_failing(TEXT(""), &arena).code, "xlsx.zip");
    const struct part other[] = {{"word/document.xml", TEXT("<a/>")}};
    assert_string_equal(read_failing(make_zip(other, 1, &arena), &arena).code, "xlsx.part");
}

static void any_doctype_is_refused(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct parts_of_book book = plain_book(
        TEXT("<!DOCTYPE w [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><worksheet><sheetData><row><c "
             "t='str'><v>&b;</v></c></row></sheetData></worksheet>"));
    assert_string_equal(read_failing(zip_book(&book, &arena), &arena).code, "xlsx.doctype");
    book = plain_book(TEXT("<worksheet/>"));
    book.shared = TEXT("<!DOCTYPE s SYSTEM 'http://127.0.0.1/x'><sst/>");
    assert_string_equal(read_failing(zip_book(&book, &arena), &arena).code, "xlsx.doctype");
}

static void broken_xml_is_refused(void **state)
{
    (void)state;
    assert_refused("<row><c></row>", "xlsx.xml", 0);
    assert_refused("<row r='1'><c t='s'><v>7</v></c></row>", "xlsx.xml", 1);
    assert_refused("<row r='5'/><row r='5'/>", "xlsx.order", 5);
    assert_refused("<row r='4'><c r='B4'><v>1</v></c><c r='A4'><v>1</v></c></row>", "xlsx.order",
                   4);
    assert_refused("<row r='4'><c r='1B'><v>1</v></c></row>", "xlsx.order", 4);
    assert_refused("<row r='-1'/>", "xlsx.order", -1);
}

static void sheets_beyond_the_limits_are_refused_with_their_place(void **state)
{
    (void)state;
    assert_refused("<row r='1048577'/>", "xlsx.rows", 1048577);
    assert_refused("<row r='9'><c r='XFD9'><v>1</v></c></row>", "xlsx.columns", 9);
}

/* `head`, then `count` times `middle`, then `tail`. */
static struct text repeated(const char *head, const char *middle, size_t count, const char *tail,
                            struct arena *arena)
{
    struct text_builder out;
    text_builder_init(&out, arena, 200u << 20);
    text_builder_add(&out, text_of(head));
    for (size_t i = 0; i < count; i++) {
        text_builder_add(&out, text_of(middle));
    }
    text_builder_add(&out, text_of(tail));
    return text_builder_text(&out);
}

static struct error read_repeated(const char *head, const char *middle, size_t count,
                                  const char *tail)
{
    SCOPED_ARENA arena = {0}, reading = {0};
    struct parts_of_book book = plain_book(repeated(head, middle, count, tail, &arena));
    struct error err = read_failing(zip_book(&book, &arena), &reading);
    assert_true(reading.used_bytes < 8u << 20);
    return err;
}

#define THOUSAND(ten) ten ten ten ten ten ten ten ten ten ten
#define HUNDRED                                                                                    \
    "xxxxxxxxxxyyyyyyyyyyxxxxxxxxxxyyyyyyyyyyxxxxxxxxxxyyyyyyyyyyxxxxxxxxxxyyyyyyyyyyxxxxxxxxxxyy" \
    "yyyyyyyy"

static void a_huge_cell_is_refused_with_its_place(void **state)
{
    (void)state;
    struct error err =
        read_repeated("<worksheet><sheetData><row r='7'><c r='C7' t='inlineStr'><is><t>", HUNDRED,
                      5000, "</t></is></c></row></sheetData></worksheet>");
    assert_string_equal(err.code, "xlsx.cell");
    assert_int_equal(err.row, 7);
    assert_string_equal(err.field, "C");
    err = read_repeated("<worksheet><sheetData><row r='7'>",
                        "<c t='inlineStr'><is><t>" HUNDRED "</t></is></c>", 1100,
                        "</row></sheetData></worksheet>");
    assert_string_equal(err.code, "xlsx.columns");
}

static void zip_bombs_are_refused(void **state)
{
    (void)state;
    /* Ten million blanks shrink by more than 200. */
    struct error err = read_repeated("<worksheet>", "                                        ",
                                     250000, "</worksheet>");
    assert_string_equal(err.code, "xlsx.ratio");
    assert_int_equal(err.kind, ERROR_LIMIT);
    err = read_repeated("<worksheet a='", HUNDRED, 20000, "'/>");
    assert_string_equal(err.code, "xlsx.token");
    err = read_repeated("<worksheet>", "<a>", 100, "");
    assert_string_equal(err.code, "xlsx.depth");
}

static void more_inflated_than_the_limit_is_refused(void **state)
{
    (void)state;
    struct error err = read_repeated("<worksheet>", THOUSAND(HUNDRED), 136000, "</worksheet>");
    assert_string_equal(err.code, "xlsx.inflated");
}

/* Writes another size into the central directory (and the local header) of the last part. */
static void a_size_that_lies_is_refused(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct text bytes = book_of_rows("<row><c><v>1</v></c></row>", &arena);
    char *data = (char *)(uintptr_t)bytes.data;
    size_t found = 0;
    for (size_t i = 0; i + 46 < bytes.length; i++) {
        if (memcmp(data + i, "PK\1\2", 4) == 0) {
            found = i;
        }
    }
    assert_int_not_equal(found, 0);
    memcpy(data + found + 24, "\5\0\0\0", 4);
    const char *code = read_failing(bytes, &arena).code;
    assert_true(strcmp(code, "xlsx.size") == 0 || strcmp(code, "xlsx.zip") == 0);
    memcpy(data + found + 24, "\xFF\xFF\xFF\x0F", 4);
    assert_string_equal(read_failing(bytes, &arena).code, "xlsx.inflated");
    memcpy(data + found + 20, "\xFF\xFF\xFF\x0F", 4); /* larger than the file: overlapping */
    assert_true(strncmp(read_failing(bytes, &arena).code, "xlsx.", 5) == 0);
}

static void too_many_parts_are_refused(void **state)
{
    (void)state;
    SCOPED_ARENA arena = {0};
    struct part *parts = ARENA_ARRAY(&arena, struct part, XLSX_ENTRIES_MAX + 1);
    for (size_t i = 0; i <= XLSX_ENTRIES_MAX; i++) {
        parts[i] = (struct part){text_format(&arena, "p%zu", i).data, TEXT("x")};
    }
    struct error err = read_failing(make_zip(parts, XLSX_ENTRIES_MAX + 1, &arena), &arena);
    assert_string_equal(err.code, "xlsx.entries");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_cell_is_read),
        cmocka_unit_test(days_are_told_by_the_number_format),
        cmocka_unit_test(a_workbook_may_count_from_1904),
        cmocka_unit_test(elements_may_have_a_prefix_and_escapes),
        cmocka_unit_test(hidden_sheets_do_not_count),
        cmocka_unit_test(other_files_are_refused_by_name),
        cmocka_unit_test(any_doctype_is_refused),
        cmocka_unit_test(broken_xml_is_refused),
        cmocka_unit_test(sheets_beyond_the_limits_are_refused_with_their_place),
        cmocka_unit_test(a_huge_cell_is_refused_with_its_place),
        cmocka_unit_test(zip_bombs_are_refused),
        cmocka_unit_test(more_inflated_than_the_limit_is_refused),
        cmocka_unit_test(a_size_that_lies_is_refused),
        cmocka_unit_test(too_many_parts_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
