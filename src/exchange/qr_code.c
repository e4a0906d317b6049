#include "exchange/qr_code.h"

#include <qrencode.h>

enum { QUIET = 4, QR_TEXT_MAX = 2300, PATH_MAX_LENGTH = 1 << 20 };

/* Dark modules of a row, neighbours drawn as one bar. */
static void add_row(struct text_builder *path, const QRcode *code, int row)
{
    const unsigned char *modules = code->data + (ptrdiff_t)row * code->width;
    for (int from = 0, to; from < code->width; from = to) {
        for (to = from; to < code->width && (modules[to] & 1) != 0; to++) {
        }
        if (to > from) {
            text_builder_add_format(path, "M%d %dh%dv1h-%dz", from + QUIET, row + QUIET, to - from,
                                    to - from);
        } else {
            to++;
        }
    }
}

enum error_kind qr_code_make(struct text text, struct arena *arena, struct qr_code *out,
                             struct error *err)
{
    QRcode *code = NULL;
    if (text.length > 0 && text.length <= QR_TEXT_MAX) {
        code =
            QRcode_encodeData((int)text.length, (const unsigned char *)text.data, 0, QR_ECLEVEL_M);
    }
    if (code == NULL) {
        return error_set(err, ERROR_LIMIT, "qr_code.long", "a QR code holds 1 to %d bytes",
                         QR_TEXT_MAX);
    }
    struct text_builder path;
    text_builder_init(&path, arena, PATH_MAX_LENGTH);
    for (int row = 0; row < code->width; row++) {
        add_row(&path, code, row);
    }
    *out = (struct qr_code){code->width + 2 * QUIET, text_builder_text(&path)};
    QRcode_free(code);
    return OK;
}
