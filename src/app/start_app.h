/* src/app/start_app.h: starts, stops and resumes of sections, and the progress of approval items. */
#ifndef KAIGONG_APP_START_APP_H
#define KAIGONG_APP_START_APP_H

#include "app/app.h"
#include "store/programme_store.h"

/* Records that a section started, stopped or resumed. The start gate of the project's template has
 * to be open for a start; a photo or permit that already shows another start is refused.
 *
 * section_number  1 is the first; a number one above the last makes a new section named section_name
 * event           kind, day and evidence; id and section_id are set
 * Errors          ERROR_CONFLICT event.*       see site_event_check
 *                 ERROR_CONFLICT event.duplicate   the evidence belongs to another project's start
 *                 ERROR_INVALID  gate.closed   the message lists what is unmet
 *                 ERROR_NOT_FOUND project.unknown, section.unknown */
MUST_CHECK enum error_kind start_app_record(struct app *app, const struct actor *actor,
                                            struct text code, int64_t section_number,
                                            struct text section_name, struct site_event *event,
                                            struct error *err);

/* Sets what is known of approval items of a project: accepted, decided, expected; all or none.
 * Errors      ERROR_INVALID progress.item   the template has no such item
 *             ERROR_INVALID progress.order  decided before accepted, or a day after today */
MUST_CHECK enum error_kind start_app_set_progress(struct app *app, const struct actor *actor,
                                                  struct text code,
                                                  const struct item_progress *items, size_t count,
                                                  struct error *err);

#endif
