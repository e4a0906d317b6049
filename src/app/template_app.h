/* src/app/template_app.h: new versions of approval templates. */
#ifndef KAIGONG_APP_TEMPLATE_APP_H
#define KAIGONG_APP_TEMPLATE_APP_H

#include "app/app.h"
#include "domain/template/template.h"

/* Adds a template file: the first version of a new id, or the version after the newest of a known one.
 * Projects that run keep their version; new ones take the newest.
 *
 * bytes         the file; it breaks no rule (template_read)
 * template_out  what was added, on the arena
 * Errors        those of template_read
 *               ERROR_INVALID  template.problems   names the first item and rule, and how many there are
 *               ERROR_CONFLICT template.version    not the next version: the message names it */
MUST_CHECK enum error_kind template_app_add(struct app *app, const struct actor *actor,
                                            struct text bytes, struct arena *arena,
                                            struct template *template_out, struct error *err);

#endif
