/* src/exchange/encoding.h: foreign text files made UTF-8. */
#ifndef KAIGONG_EXCHANGE_ENCODING_H
#define KAIGONG_EXCHANGE_ENCODING_H

#include "base/error.h"
#include "base/text.h"

/* The bytes as UTF-8 without a byte order mark.
 *
 * A byte order mark decides (UTF-8, UTF-16 of both orders); without one, bytes that are UTF-8 are
 * taken as such, all others as GB18030, which Chinese Excel writes.
 *
 * text_out    points into `bytes` where nothing had to be changed, else onto the arena
 * Errors      ERROR_MALFORMED encoding.unknown  neither; err->row is the line of the first bad byte
 *             ERROR_MALFORMED encoding.nul      holds NUL: a binary file */
MUST_CHECK enum error_kind encoding_to_utf8(struct text bytes, struct arena *arena,
                                            struct text *text_out, struct error *err);

#endif
