/* src/base/pinyin.h: how Chinese text is typed on a keyboard, for search.
 *
 * Letters without tones, ü as v. Characters with several readings take the usual one, but for the
 * phrases of the table (重庆, 银行). Latin letters and digits stay, in lower case and half-width;
 * everything else is left out. */
#ifndef KAIGONG_BASE_PINYIN_H
#define KAIGONG_BASE_PINYIN_H

#include "base/text.h"

/* "深圳产业园" gives "shenzhenchanyeyuan". */
struct text pinyin_full(struct text text, struct arena *arena);
/* "深圳产业园" gives "szcyy". */
struct text pinyin_initials(struct text text, struct arena *arena);

#endif
