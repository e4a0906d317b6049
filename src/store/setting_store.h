/* src/store/setting_store.h: settings of the installation, by name. */
#ifndef KAIGONG_STORE_SETTING_STORE_H
#define KAIGONG_STORE_SETTING_STORE_H

#include "store/db.h"

/* "" when it was never set. */
MUST_CHECK enum error_kind setting_store_find(struct tx *tx, const char *name, struct arena *arena,
                                              struct text *value_out, struct error *err);
MUST_CHECK enum error_kind setting_store_put(struct tx *tx, const char *name, struct text value,
                                             struct error *err);

#endif
