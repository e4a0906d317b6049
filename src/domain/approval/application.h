/* src/domain/approval/application.h
 *
 * One form for a stage (一张表单、一套材料): which papers its items need, each asked for once. Papers
 * of one name are one paper (T-22); what an item of the same project produces is never asked for. Rules
 * docs/domain/approval.md. */
#ifndef KAIGONG_DOMAIN_APPLICATION_H
#define KAIGONG_DOMAIN_APPLICATION_H

#include "domain/template/template.h"

enum paper_standing {
    PAPER_NEEDED,    /* 待提交 */
    PAPER_PRESENT,   /* 已提交: handed in once, for whichever item */
    PAPER_PRODUCED,  /* 共享: the result of an item that is decided */
    PAPER_RECEIPT,   /* 凭受理单: supplementary, its item is being handled */
    PAPER_WAITS,     /* 待前置: primary, its item is not decided yet */
    PAPER_TOLERATED, /* 容缺 */
};
const char *paper_standing_name(enum paper_standing standing); /* "needed", ... */
const char *paper_standing_zh(enum paper_standing standing);

/* What is known of a project, one entry an item of its template but for the papers. */
struct paper_facts {
    const struct template *template;
    const bool *applies;
    const bool *decided;       /* its result is there */
    const bool *handled;       /* a case is open, or it was accepted: a receipt is known */
    const struct text *papers; /* ids of the papers that were handed in (paper_key) */
    size_t paper_count;
};

/* The id under which a paper is kept: that of the first paper of the template with its name. */
struct text paper_key(const struct template *template, const struct paper *paper);

/* How a paper of an item stands, tolerance left aside. */
enum paper_standing paper_standing_of(const struct paper_facts *facts, const struct paper *paper);

/* How many papers of an item are needed still, and whether one waits for another item.
 *
 * tolerated   keys of the papers that are tolerated for the item */
int item_papers_missing(const struct paper_facts *facts, int item, const struct text *tolerated,
                        size_t tolerated_count, bool *waits_out);

/* A paper of a form, once for all its items. */
struct form_paper {
    struct text key, name_zh, name_en;
    bool primary; /* for at least one of the items */
    enum paper_standing standing;
    int producer;     /* the item that produces it, or -1 */
    const int *items; /* that need it */
    size_t item_count;
};

/* The papers of the items, each once, in the template's order. */
void application_form(const struct paper_facts *facts, const int *items, size_t item_count,
                      struct arena *arena, struct form_paper **papers_out, size_t *count_out);

/* Whether an item is handed in with a stage's form: it applies and stands inside the approval clock. */
bool application_has_item(const struct template *template, const bool *applies, int item,
                          int stage);

/* A department's green channels stay scarce: at most `share_percent` of its open cases, and one in
 * any case.
 * Errors      ERROR_CONFLICT green.share
 * Source      docs/domain/approval.md A-34 */
MUST_CHECK enum error_kind green_check_share(int64_t open_green, int64_t open_cases,
                                             int share_percent, struct error *err);

#endif
