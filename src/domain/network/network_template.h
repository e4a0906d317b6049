/* src/domain/network/network_template.h
 *
 * From a template, a project's conditions and its progress to what network_build takes; and
 * calendars that are the same for all projects as tables (calendar_book.h has those that are not). */
#ifndef KAIGONG_DOMAIN_NETWORK_TEMPLATE_H
#define KAIGONG_DOMAIN_NETWORK_TEMPLATE_H

#include "domain/calendar/calendar.h"
#include "domain/network/network_build.h"
#include "domain/template/template.h"

/* What has happened to an item of a project. */
struct plan_progress {
    struct text item;                                 /* id in the template */
    struct date accepted_on, decided_on, expected_on; /* DATE_NONE where unknown */
};

/* Sets items, gate_all and gate_any of a request; its other members are the caller's.
 *
 * conditions  the project's JSON object, as template_apply takes it
 * progress    of items that do not apply: passed over; an id twice: the last one counts
 * request_out lives on the arena and borrows the template's texts
 * Errors      those of template_apply
 *             ERROR_INVALID network.progress   an item that the template does not have
 * Source      docs/domain/schedule.md N-1, N-7 */
MUST_CHECK enum error_kind plan_request_read(const struct template *template,
                                             struct text conditions,
                                             const struct plan_progress *progress,
                                             size_t progress_count, struct arena *arena,
                                             struct plan_request *request_out, struct error *err);

/* The tables of a programme. The arena has to live as long as they are used.
 *
 * working     the departments' calendar; its span bounds every plan
 * seasons     of the division with its thaws, borrowed; days with winter measures are open */
void plan_calendars_init(struct plan_calendars *calendars, const struct calendar *working,
                         const struct seasons *seasons, enum work_kind work, struct arena *arena);

#endif
