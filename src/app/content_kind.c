/* What a file is: by its own marks, which have to be whole, and by libmagic's opinion. A file that is two
 * formats at once is refused: what a reviewer's program opens has to be what was looked at here. */
#include "app/content_file.h"
#include "app/mapped_file.h"

#include <magic.h>
#include <string.h>

enum {
    HEAD_BYTES = 1024,        /* where readers of PDF look for its mark */
    TAIL_BYTES = 1024,        /* where they look for its end */
    END_RECORD = 22,          /* of a ZIP, without a comment */
    END_SEARCH = 65535 + 22,  /* how far from the end a ZIP's may begin */
    MAGIC_BYTES = 1024 * 1024 /* what libmagic looks at */
};

static const struct text end_mark = {"PK\x05\x06", 4};

static struct text head_of(struct text bytes, size_t length)
{
    return text_slice(bytes, 0, bytes.length < length ? bytes.length : length);
}

static struct text tail_of(struct text bytes, size_t length)
{
    return text_slice(bytes, bytes.length < length ? 0 : bytes.length - length, bytes.length);
}

static bool ends_with(struct text bytes, struct text end)
{
    return text_is_equal(tail_of(bytes, end.length), end);
}

/* --- one format, whole -------------------------------------------------------------------------- */

static bool is_jpeg(struct text bytes)
{
    return text_has_prefix(bytes, (struct text){"\xFF\xD8\xFF", 3}) &&
           ends_with(bytes, (struct text){"\xFF\xD9", 2});
}

static bool is_png(struct text bytes)
{
    return text_has_prefix(bytes, (struct text){"\x89PNG\r\n\x1A\n", 8}) &&
           ends_with(bytes, (struct text){"IEND\xAE\x42\x60\x82", 8});
}

static bool is_pdf(struct text bytes)
{
    return text_has_prefix(bytes, TEXT("%PDF-")) &&
           text_contains(tail_of(bytes, TAIL_BYTES), TEXT("%%EOF"));
}

static bool is_drawing(struct text bytes)
{
    return text_has_prefix(bytes, TEXT("AC10"));
}

static uint32_t little_endian(const char *at, int bytes)
{
    uint32_t value = 0;
    for (int i = bytes; i-- > 0;) {
        value = value << 8 | (uint8_t)at[i];
    }
    return value;
}

/* The directory of a ZIP that is nothing but a ZIP: it begins with its first entry, and the directory
 * and its end are the last bytes. "" otherwise. */
static struct text directory_of(struct text bytes)
{
    if (bytes.length < END_RECORD || !text_has_prefix(bytes, (struct text){"PK\x03\x04", 4})) {
        return TEXT("");
    }
    size_t end = bytes.length - END_RECORD;
    const char *record = bytes.data + end;
    size_t size = little_endian(record + 12, 4), from = little_endian(record + 16, 4);
    bool whole = text_is_equal((struct text){record, end_mark.length}, end_mark) &&
                 little_endian(record + 20, 2) == 0 && from <= end && size == end - from;
    return whole ? text_slice(bytes, from, end) : TEXT("");
}

static bool is_word(struct text bytes)
{
    return text_contains(directory_of(bytes), TEXT("word/document.xml"));
}

static bool is_sheet(struct text bytes)
{
    return text_contains(directory_of(bytes), TEXT("xl/workbook.xml"));
}

static bool is_ofd(struct text bytes)
{
    return text_contains(directory_of(bytes), TEXT("OFD.xml"));
}

/* clang-format off */
static const struct {
    bool (*is)(struct text bytes);
    const char *media;
    const char *magic; /* how libmagic's answer begins */
    bool package;
} kinds[] = {
    {is_jpeg,    "image/jpeg",      "image/jpeg",      false},
    {is_png,     "image/png",       "image/png",       false},
    {is_pdf,     "application/pdf", "application/pdf", false},
    {is_drawing, "image/vnd.dwg",   "image/vnd.dwg",   false},
    {is_word,    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/", true},
    {is_sheet,   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",       "application/", true},
    {is_ofd,     "application/ofd", "application/",    true},
};
/* clang-format on */

/* --- no second one ------------------------------------------------------------------------------ */

static bool is_page(struct text head)
{
    return text_contains(head, TEXT("<html")) || text_contains(head, TEXT("<HTML")) ||
           text_contains(head, TEXT("<script")) || text_contains(head, TEXT("<?php"));
}

static bool has_second_format(struct text bytes, bool package)
{
    struct text head = head_of(bytes, HEAD_BYTES);
    bool pdf = text_has_prefix(bytes, TEXT("%PDF-"));
    return is_page(head) || (!pdf && text_contains(head, TEXT("%PDF-"))) ||
           (!package && text_contains(tail_of(bytes, END_SEARCH), end_mark));
}

static bool magic_says(struct text bytes, const char *wanted)
{
    magic_t cookie = magic_open(MAGIC_MIME_TYPE);
    bool says = false;
    if (cookie != NULL && magic_load(cookie, NULL) == 0) {
        struct text head = head_of(bytes, MAGIC_BYTES);
        const char *answer = magic_buffer(cookie, head.data, head.length);
        says = answer != NULL && strncmp(answer, wanted, strlen(wanted)) == 0;
    }
    if (cookie != NULL) {
        magic_close(cookie);
    }
    return says;
}

const char *content_file_media(struct text bytes)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].is(bytes)) {
            return !has_second_format(bytes, kinds[i].package) && magic_says(bytes, kinds[i].magic)
                       ? kinds[i].media
                       : NULL;
        }
    }
    return NULL;
}

const char *content_file_media_of(const char *path)
{
    struct mapped_file file;
    if (!mapped_file_open(path, &file)) {
        return NULL;
    }
    const char *media = content_file_media(file.bytes);
    mapped_file_close(&file);
    return media;
}
