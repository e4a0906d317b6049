/* src/exchange/register_words.h: what the reading of a list says of a cell, in both languages, by the
 * stable code of its rule. Rules: docs/domain/exchange.md. */
#ifndef KAIGONG_EXCHANGE_REGISTER_WORDS_H
#define KAIGONG_EXCHANGE_REGISTER_WORDS_H

#include "base/arena.h"
#include "base/text.h"

struct register_rule {
    const char *code;
    const char *zh; /* "" where the Chinese words hold the value, and so stand where it is read */
    const char *en;
};

/* The rule of a code; asserted to be there. */
const struct register_rule *register_rule_find(const char *code);

/* The English sentence of a rule of this module or of the register itself, with the cell's value in
 * front unless that is "". A code that neither knows gives "". */
struct text register_rule_english(const char *code, struct text value, struct arena *arena);

#endif
