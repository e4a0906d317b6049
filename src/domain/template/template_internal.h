/* What template_read.c and template_check.c share. */
#ifndef KAIGONG_DOMAIN_TEMPLATE_INTERNAL_H
#define KAIGONG_DOMAIN_TEMPLATE_INTERNAL_H

#include "domain/template/template.h"

enum { PROBLEMS_MAX = 10000, ID_MAX = 64 };

struct problem_list {
    struct arena *arena;
    struct template_problem *items;
    size_t count, capacity;
};

/* The last one that fits says that there are more. */
void problem_add(struct problem_list *problems, struct text item, const char *rule,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));

/* At most 60 bytes of a foreign text, cut between characters, for a message. */
struct text problem_quote(struct text text);

/* The rules that need the whole template; prerequisites name items that exist. */
void template_check(const struct template *template, struct problem_list *problems,
                    struct arena *arena);

#endif
