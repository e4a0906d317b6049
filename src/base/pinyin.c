#include "base/pinyin.h"

#include "base/pinyin_table.h"

#include <string.h>

enum { LONGEST_SYLLABLE = 6 }; /* zhuang */

struct output {
    char *data;
    size_t length;
    bool initials;
};

static void add(struct output *out, const char *syllable, size_t length)
{
    length = out->initials && length > 1 ? 1 : length;
    memcpy(out->data + out->length, syllable, length);
    out->length += length;
}

static bool is_character(uint32_t c)
{
    return c >= PINYIN_FIRST && c <= PINYIN_LAST;
}

static const struct pinyin_phrase *find_phrase(struct text rest)
{
    for (const struct pinyin_phrase *phrase = pinyin_phrases; phrase->text != NULL; phrase++) {
        if (phrase->text[0] == rest.data[0] && phrase->text[1] == rest.data[1] &&
            phrase->text[2] == rest.data[2] && text_has_prefix(rest, text_of(phrase->text))) {
            return phrase;
        }
    }
    return NULL;
}

static void add_phrase(struct output *out, const char *readings)
{
    while (*readings != '\0') {
        size_t length = strcspn(readings, " ");
        add(out, readings, length);
        readings += length + (readings[length] == ' ');
    }
}

static void add_latin(struct output *out, uint32_t c)
{
    uint32_t half = c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c;
    bool upper = half >= 'A' && half <= 'Z';
    if (upper || (half >= 'a' && half <= 'z') || (half >= '0' && half <= '9')) {
        char letter = (char)(upper ? half - 'A' + 'a' : half);
        add(out, &letter, 1);
    }
}

static struct text convert(struct text text, bool initials, struct arena *arena)
{
    struct output out = {arena_alloc(arena, text.length * (LONGEST_SYLLABLE / 3) + 1), 0, initials};
    for (size_t at = 0; at < text.length;) {
        size_t from = at;
        uint32_t c = text_next_character(text, &at);
        if (!is_character(c)) {
            add_latin(&out, c);
            continue;
        }
        const struct pinyin_phrase *phrase = find_phrase(text_slice(text, from, text.length));
        if (phrase != NULL) {
            add_phrase(&out, phrase->readings);
            at = from + strlen(phrase->text);
        } else {
            const char *syllable = pinyin_syllables[pinyin_readings[c - PINYIN_FIRST]];
            add(&out, syllable, strlen(syllable));
        }
    }
    return (struct text){out.data, out.length};
}

struct text pinyin_full(struct text text, struct arena *arena)
{
    return convert(text, false, arena);
}

struct text pinyin_initials(struct text text, struct arena *arena)
{
    return convert(text, true, arena);
}
