#include "exchange/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

static long line_at(struct text text, size_t offset)
{
    long line = 1;
    for (size_t i = 0; i < offset && i < text.length; i++) {
        line += text.data[i] == '\n';
    }
    return line;
}

static enum error_kind refuse_at(struct text bytes, size_t offset, const char *encoding,
                                 struct error *err)
{
    error_set(err, ERROR_MALFORMED, "encoding.unknown",
              "第%ld行的文字不是%s编码（第%zu个字节起），请另存为 UTF-8 或 GB18030 后再导入",
              line_at(bytes, offset), encoding, offset + 1);
    return error_at_row(err, line_at(bytes, offset));
}

static enum error_kind refuse_nul(struct text bytes, size_t offset, struct error *err)
{
    error_set(err, ERROR_MALFORMED, "encoding.nul", "第%ld行含有空字符（NUL），这不是文本文件",
              line_at(bytes, offset));
    return error_at_row(err, line_at(bytes, offset));
}

/* UTF-16 grows to at most 3/2, GB18030 to at most 3/2 as well (2 bytes to 3). */
static enum error_kind convert(struct text bytes, const char *encoding, struct arena *arena,
                               struct text *text_out, struct error *err)
{
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1) {
        return error_set(err, ERROR_INTERNAL, "encoding.missing",
                         "the system cannot convert from %s", encoding);
    }
    size_t capacity = bytes.length + bytes.length / 2 + 16;
    char *converted = arena_alloc(arena, capacity), *out = converted;
    char *in = (char *)(uintptr_t)bytes.data;
    size_t in_left = bytes.length, out_left = capacity;
    size_t result = iconv(converter, &in, &in_left, &out, &out_left);
    iconv_close(converter);
    if (result == (size_t)-1 || in_left != 0) {
        return refuse_at(bytes, bytes.length - in_left, encoding, err);
    }
    *text_out = (struct text){converted, (size_t)(out - converted)};
    return OK;
}

enum error_kind encoding_to_utf8(struct text bytes, struct arena *arena, struct text *text_out,
                                 struct error *err)
{
    struct text text = bytes;
    if (text_has_prefix(bytes, TEXT("\xEF\xBB\xBF"))) {
        text = text_slice(bytes, 3, bytes.length);
        if (!text_is_utf8(text) && memchr(text.data, 0, text.length) == NULL) {
            size_t offset = 0;
            for (size_t at = 0; at < text.length; offset = at) {
                if (text_next_character(text, &at) == 0xFFFD && at - offset != 3) {
                    break;
                }
            }
            return refuse_at(bytes, offset + 3, "UTF-8", err);
        }
    } else if (text_has_prefix(bytes, TEXT("\xFF\xFE"))) {
        TRY(convert(text_slice(bytes, 2, bytes.length), "UTF-16LE", arena, &text, err));
    } else if (text_has_prefix(bytes, TEXT("\xFE\xFF"))) {
        TRY(convert(text_slice(bytes, 2, bytes.length), "UTF-16BE", arena, &text, err));
    } else {
        const char *nul = bytes.length == 0 ? NULL : memchr(bytes.data, 0, bytes.length);
        if (nul != NULL) {
            return refuse_nul(bytes, (size_t)(nul - bytes.data), err);
        }
        if (!text_is_utf8(bytes)) {
            TRY(convert(bytes, "GB18030", arena, &text, err));
        }
    }
    const char *nul = text.length == 0 ? NULL : memchr(text.data, 0, text.length);
    if (nul != NULL) {
        return refuse_nul(text, (size_t)(nul - text.data), err);
    }
    *text_out = text;
    return OK;
}
