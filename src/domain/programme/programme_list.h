/* src/domain/programme/programme_list.h
 *
 * One row of an official's list against what the register holds: which fields change. What a list
 * does not have a column for is left as it is; so is the actual start where its cell is empty, since
 * an empty cell is no news. Reading files is the business of src/exchange/. */
#ifndef KAIGONG_DOMAIN_PROGRAMME_LIST_H
#define KAIGONG_DOMAIN_PROGRAMME_LIST_H

#include "domain/programme/programme.h"

/* The columns that a list can have; `given` of a row is a set of bits 1u << field. */
enum list_field {
    LIST_NAME,
    LIST_OWNER,
    LIST_OWNER_CODE,
    LIST_DIVISION,
    LIST_PLACE,
    LIST_SECTOR,
    LIST_TYPE,
    LIST_NATURE,
    LIST_TOTAL,
    LIST_ANNUAL_PLAN,
    LIST_PLANNED_START,
    LIST_PLANNED_FINISH,
    LIST_ACTUAL_START,
    LIST_PROBLEM,
    LIST_SOURCE,
    LIST_SERVICE_OFFICER,
    LIST_FIELD_COUNT,
};

struct list_row {
    long row;               /* in the file, from 1 */
    unsigned given;         /* columns that the file has */
    struct project project; /* dates DATE_NONE where the cell is empty */
};

struct list_refusal {
    long row;                        /* 0: the file as a whole */
    struct text column;              /* the header as in the file, or "" */
    struct text code;                /* of the rule, stable: "register.date" */
    struct text message, message_en; /* one sentence each; English "" where a rule has none */
};

/* What a rule of project_check or site_event_check says. */
struct project_rule {
    const char *code;
    const char *zh; /* "" where the error's own message is Chinese, with the value at fault */
    const char *en;
};

/* NULL for a code of neither. */
const struct project_rule *project_rule_find(const char *code);

struct list_change {
    enum list_field field;
    struct text from, to; /* as the API writes them */
};

const char *list_field_name(enum list_field field); /* the API's member */

/* What `row` changes of `stored` (whose plan and actual start are those of the list's year).
 *
 * merged_out   stored with the changes; changes_out on the arena, ascending by field */
void list_row_compare(const struct project *stored, const struct list_row *row, struct arena *arena,
                      struct project *merged_out, struct list_change **changes_out,
                      size_t *count_out);

#endif
