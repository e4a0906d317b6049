#include "base/pinyin.h"

enum { SYLLABLE_MAX = 8 };

static struct text spell(struct text name, bool initials, struct arena *arena)
{
    struct text_builder out;
    text_builder_init(&out, arena, name.length * SYLLABLE_MAX + 1);
    for (size_t offset = 0; offset < name.length;) {
        uint32_t character = text_next_character(name, &offset);
        if (character >= 0xFF01 && character <= 0xFF5E) {
            character -= 0xFEE0; /* full width */
        }
        if (character >= PINYIN_FIRST && character <= PINYIN_LAST) {
            struct text syllable =
                text_of(pinyin_syllables[pinyin_readings[character - PINYIN_FIRST]]);
            text_builder_add(&out, initials ? text_slice(syllable, 0, 1) : syllable);
        } else if (character >= 'A' && character <= 'Z') {
            text_builder_add_byte(&out, (char)(character - 'A' + 'a'));
        } else if ((character >= 'a' && character <= 'z') || (character >= '0' && character <= '9')) {
            text_builder_add_byte(&out, (char)character);
        }
    }
    return text_builder_text(&out);
}

struct text pinyin_full(struct text name, struct arena *arena)
{
    return spell(name, false, arena);
}

struct text pinyin_initials(struct text name, struct arena *arena)
{
    return spell(name, true, arena);
}
