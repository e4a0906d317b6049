/* src/exchange/plan_json.h: a plan as the API and the command line give it.
 *
 * A project's plan is the document "Plan" of docs/plan-2.md; a network's plan is one object with
 * start, finish, activities and links. Both have the same ten CSV columns: id, name, early_start,
 * early_finish, late_start, late_finish, total_float, submit_by, critical, because. */
#ifndef KAIGONG_EXCHANGE_PLAN_JSON_H
#define KAIGONG_EXCHANGE_PLAN_JSON_H

#include "base/json.h"
#include "domain/schedule/schedule_project.h"

#define PLAN_CSV_HEADER                                                                            \
    "id,name,early_start,early_finish,late_start,late_finish,total_float,submit_by,critical,"      \
    "because\n"

/* A computed network that is no project's. */
struct network_plan {
    struct network network;
    struct schedule schedule;
    struct schedule_chains chains;
};

/* One project's plan as one JSON value; arena for what is needed on the way.
 *
 * cases       the project's cases as a JSON array; "" leaves them out */
void plan_json_put_project(struct json_writer *json, struct text code,
                           const struct project_plan *plan, struct text cases, struct arena *arena);
/* All rows with the header; `because` is Chinese. */
void plan_csv_add_project(struct text_builder *out, const struct project_plan *plan,
                          struct arena *arena);

void plan_json_put_network(struct json_writer *json, const struct network_plan *plan,
                           struct arena *arena);
/* One row, without the header; `because` is English. `sentence` is scratch. */
void plan_csv_add_activity(struct text_builder *out, const struct network_plan *plan,
                           size_t activity, struct text_builder *sentence);

#endif
