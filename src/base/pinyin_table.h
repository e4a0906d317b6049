/* src/base/pinyin_table.h: the readings behind pinyin.c, made by tools/pinyin/make_table.js. */
#ifndef KAIGONG_BASE_PINYIN_TABLE_H
#define KAIGONG_BASE_PINYIN_TABLE_H

#include <stddef.h>
#include <stdint.h>

enum { PINYIN_FIRST = 0x4E00, PINYIN_LAST = 0x9FA5 };

struct pinyin_phrase {
    const char *text;
    const char *readings; /* one a character, a blank between */
};

extern const char *const pinyin_syllables[];
/* Index of pinyin_syllables; the empty syllable for characters without a reading. */
extern const uint16_t pinyin_readings[PINYIN_LAST - PINYIN_FIRST + 1];
/* Longest first; ends with NULL. */
extern const struct pinyin_phrase pinyin_phrases[];

#endif
