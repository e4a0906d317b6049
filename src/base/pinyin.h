/* src/base/pinyin.h: how a Chinese name is read, for search: "深圳产业园" is shenzhenchanyeyuan, szcyy. */
#ifndef KAIGONG_BASE_PINYIN_H
#define KAIGONG_BASE_PINYIN_H

#include "base/text.h"

enum { PINYIN_FIRST = 0x4E00, PINYIN_LAST = 0x9FA5 };
extern const char *const pinyin_syllables[];
extern const unsigned short pinyin_readings[PINYIN_LAST - PINYIN_FIRST + 1];

/* Letters and digits in lower case, Chinese characters by their reading; everything else is left out.
 * ü is written v. */
struct text pinyin_full(struct text name, struct arena *arena);
/* The same with the first letter of each reading. */
struct text pinyin_initials(struct text name, struct arena *arena);

#endif
