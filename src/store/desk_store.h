/* src/store/desk_store.h: a department's inbox, its people, stand-ins and capacity. Every function works
 * inside a transaction; texts that come out are copied to the arena. */
#ifndef KAIGONG_STORE_DESK_STORE_H
#define KAIGONG_STORE_DESK_STORE_H

#include "domain/approval/case.h"
#include "domain/approval/desk.h"
#include "store/programme_store.h"

struct desk_filter {
    struct text department; /* PARTY_WINDOW: what waits at the one-stop window */
    struct date today;
    int state;        /* -1: any */
    struct text item; /* "": any */
    struct text
        assignee; /* a sign-in name, with the cases of those whom it stands in for; "": any */
    bool unassigned, overdue, green;
    int64_t after_rank, after_id; /* where the last page ended; INT64_MIN at first */
    int64_t limit;
};

struct desk_row {
    int64_t id, version;
    struct project project; /* id, code, name, owner_name, division, template */
    struct text item_id, department;
    int stage;
    enum case_state state;
    struct desk_cost cost;
    struct text assignee;
    int64_t rank;
};

/* One page in the order of desk_rank. */
MUST_CHECK enum error_kind desk_store_list(struct tx *tx, const struct desk_filter *filter,
                                           struct arena *arena, struct desk_row **out,
                                           size_t *count_out, struct error *err);

struct desk_counts {
    int64_t open, lost, overdue; /* each at most DESK_COUNT_MAX: so many or more */
};
enum { DESK_COUNT_MAX = 1000 };
MUST_CHECK enum error_kind desk_store_count(struct tx *tx, struct text department,
                                            struct date today, struct desk_counts *out,
                                            struct error *err);

/* Keeps what a plan says of an open case; its version stays. */
struct desk_case_cost {
    int64_t case_id;
    struct desk_cost cost;
};
MUST_CHECK enum error_kind desk_store_set_cost(struct tx *tx, const struct desk_case_cost *cost,
                                               struct error *err);

/* Projects with open cases, ascending by id, at most `limit` after an id. */
struct desk_project {
    int64_t id;
    struct text code;
};
MUST_CHECK enum error_kind desk_store_list_projects(struct tx *tx, int64_t after, int64_t limit,
                                                    struct arena *arena, struct desk_project **out,
                                                    size_t *count_out, struct error *err);

/* Open cases of a department, for its load, by project and item. */
struct desk_running {
    struct text project, item; /* code, id */
    struct date until;         /* due, or the last safe day where the clock has not started; or
                                  DATE_NONE */
};
MUST_CHECK enum error_kind desk_store_list_running(struct tx *tx, struct text department,
                                                   struct arena *arena, struct desk_running **out,
                                                   size_t *count_out, struct error *err);

struct desk_person {
    struct text name, display_name, role;
};
MUST_CHECK enum error_kind desk_store_list_people(struct tx *tx, struct text department,
                                                  struct arena *arena, struct desk_person **out,
                                                  size_t *count_out, struct error *err);

/* Somebody looks after another's cases from a day to a day. */
struct stand_in {
    int64_t id;
    struct text department, person, stand_in; /* sign-in names */
    struct date from, until;                  /* both count */
    struct text set_by;
};
/* Sets stand_in->id. */
MUST_CHECK enum error_kind stand_in_store_add(struct tx *tx, struct stand_in *stand_in, int64_t now,
                                              struct error *err);
/* Those that are not over. */
MUST_CHECK enum error_kind stand_in_store_list(struct tx *tx, struct text department,
                                               struct date today, struct arena *arena,
                                               struct stand_in **out, size_t *count_out,
                                               struct error *err);
/* Errors      ERROR_NOT_FOUND stand_in.unknown */
MUST_CHECK enum error_kind stand_in_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                               struct stand_in *out, struct error *err);
MUST_CHECK enum error_kind stand_in_store_end(struct tx *tx, int64_t id, struct error *err);

/* How many cases a department handles at a time from a day on. */
struct desk_capacity {
    struct date from;
    int64_t cases;
    struct text set_by;
};
MUST_CHECK enum error_kind desk_capacity_store_put(struct tx *tx, struct text department,
                                                   const struct desk_capacity *capacity,
                                                   int64_t now, struct error *err);
/* Ascending by day. */
MUST_CHECK enum error_kind desk_capacity_store_list(struct tx *tx, struct text department,
                                                    struct arena *arena, struct desk_capacity **out,
                                                    size_t *count_out, struct error *err);

#endif
