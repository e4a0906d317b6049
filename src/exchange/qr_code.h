/* src/exchange/qr_code.h: a text as a QR code, the adapter to libqrencode. */
#ifndef KAIGONG_EXCHANGE_QR_CODE_H
#define KAIGONG_EXCHANGE_QR_CODE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

/* A square of `size` modules with the quiet zone of four around it; `path` draws the dark ones as the d
 * of an SVG path in units of a module, so that a page needs no picture and no markup. */
struct qr_code {
    int size;
    struct text path;
};

/* Level M, the smallest version that holds the text.
 * Errors      ERROR_LIMIT qr_code.long
 * Source      ISO/IEC 18004 */
MUST_CHECK enum error_kind qr_code_make(struct text text, struct arena *arena, struct qr_code *out,
                                        struct error *err);

#endif
