#include "store/setting_store.h"

#include "queries_sql.h"

enum error_kind setting_store_find(struct tx *tx, const char *name, struct arena *arena,
                                   struct text *value_out, struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &SETTING_FIND);
    bool row;
    bind_text(statement, SETTING_FIND_NAME, text_of(name));
    TRY(statement_step(statement, &row, err));
    *value_out = row ? text_copy(column_text(statement, 0), arena) : TEXT("");
    return OK;
}

enum error_kind setting_store_put(struct tx *tx, const char *name, struct text value,
                                  struct error *err)
{
    SCOPED_STATEMENT statement = tx_query(tx, &SETTING_PUT);
    bind_text(statement, SETTING_PUT_NAME, text_of(name));
    bind_text(statement, SETTING_PUT_VALUE, value);
    return statement_run(statement, NULL, err);
}
