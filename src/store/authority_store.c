/* Bodies, authorities and the check of a project's scope; declared in party_store.h. */
#include "queries_sql.h"
#include "store/party_store.h"
#include "store/store_row.h"

#include <string.h>

/* --- bodies ----------------------------------------------------------------------------------- */

enum error_kind body_store_put(struct tx *tx, const struct body *body, struct error *err)
{
    SCOPED_STATEMENT put = tx_query(tx, &BODY_PUT);
    bind_text(put, BODY_PUT_CODE, body->code);
    bind_text(put, BODY_PUT_KIND, body->kind);
    bind_text(put, BODY_PUT_NAME_ZH, body->name_zh);
    bind_text(put, BODY_PUT_NAME_EN, body->name_en);
    return statement_run(put, NULL, err);
}

enum error_kind body_store_find(struct tx *tx, struct text code, struct arena *arena,
                                bool *found_out, struct body *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &BODY_FIND);
    bind_text(find, BODY_FIND_CODE, code);
    TRY(statement_step(find, found_out, err));
    if (*found_out) {
        *out = (struct body){
            .code = code,
            .kind = row_copy(find, 0, arena),
            .name_zh = row_copy(find, 1, arena),
            .name_en = row_copy(find, 2, arena),
        };
    }
    return OK;
}

enum error_kind body_store_owner_name(struct tx *tx, struct text code, struct arena *arena,
                                      struct text *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &BODY_OWNER_NAME);
    bool row;
    bind_text(find, BODY_OWNER_NAME_CODE, code);
    TRY(statement_step(find, &row, err));
    *out = row ? row_copy(find, 0, arena) : TEXT("");
    return OK;
}

/* --- scope ------------------------------------------------------------------------------------ */

void scope_bind(struct statement *statement, int scope, int scope_day, const struct scope *of)
{
    bind_text(statement, scope, scope_key(of));
    bind_date(statement, scope_day, of->today);
}

enum error_kind scope_store_has(struct tx *tx, const struct scope *scope, int64_t project_id,
                                struct text division, struct text owner_code, bool *has_out,
                                struct error *err)
{
    if (scope_has(scope, division, owner_code)) {
        *has_out = true;
        return OK;
    }
    SCOPED_STATEMENT find = tx_query(tx, &SCOPE_FIND_PROJECT);
    bind_int(find, SCOPE_FIND_PROJECT_ID, project_id);
    scope_bind(find, SCOPE_FIND_PROJECT_SCOPE, SCOPE_FIND_PROJECT_SCOPE_DAY, scope);
    return statement_step(find, has_out, err);
}

/* --- authorities ------------------------------------------------------------------------------ */

static void read_authority(struct statement *row, struct arena *arena, struct authority *out)
{
    struct text holder = column_text(row, 4);
    const char *colon = holder.length == 0 ? NULL : memchr(holder.data, ':', holder.length);
    enum role role = ROLE_ANONYMOUS;
    if (colon != NULL) {
        role_parse(text_slice(holder, 0, (size_t)(colon - holder.data)), &role);
    }
    *out = (struct authority){
        .id = column_int(row, 0),
        .person_id = column_int(row, 1),
        .person = row_copy(row, 2, arena),
        .person_name = row_copy(row, 3, arena),
        .role = role,
        .body = row_copy(row, 5, arena),
        .project_id = column_int(row, 6),
        .project = row_copy(row, 7, arena),
        .project_name = row_copy(row, 8, arena),
        .from = column_date(row, 9),
        .until = column_date(row, 10),
        .paper = row_copy(row, 11, arena),
        .given_by = row_copy(row, 12, arena),
        .ended = column_bool(row, 13),
    };
}

enum error_kind authority_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                     struct authority *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &AUTHORITY_FIND);
    bind_int(find, AUTHORITY_FIND_ID, id);
    TRY(row_step_found(find, "authority.unknown", "there is no such authority", err));
    read_authority(find, arena, out);
    return OK;
}

enum error_kind authority_store_list(struct tx *tx, const struct authority_filter *filter,
                                     struct arena *arena, struct authority **out, size_t *count_out,
                                     struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &AUTHORITY_LIST);
    struct authority *rows = NULL;
    size_t count = 0, capacity = 0;
    bind_int(list, AUTHORITY_LIST_PERSON_ID, filter->person_id);
    bind_text(list, AUTHORITY_LIST_BODY, filter->body);
    bind_text(list, AUTHORITY_LIST_PROJECT, filter->project);
    bind_text(list, AUTHORITY_LIST_ROLE,
              filter->role == ROLE_ANONYMOUS
                  ? TEXT("")
                  : text_format(arena, "%s:%%", role_name(filter->role)));
    for (;;) {
        bool row;
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        rows = row_grow(arena, rows, count, &capacity, sizeof *rows);
        read_authority(list, arena, &rows[count++]);
    }
    *out = rows;
    *count_out = count;
    return OK;
}

enum error_kind authority_store_add(struct tx *tx, struct authority *authority, int64_t now,
                                    struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &AUTHORITY_ADD);
    SCOPED_ARENA arena = {0};
    const struct actor holder = {.role = authority->role, .person_id = authority->person_id};
    const struct scope scope = party_scope(&holder);
    bind_int(add, AUTHORITY_ADD_PERSON_ID, authority->person_id);
    bind_text(add, AUTHORITY_ADD_HOLDER, scope_key(&scope));
    bind_text(add, AUTHORITY_ADD_BODY, authority->body);
    if (authority->project_id == 0) {
        bind_null(add, AUTHORITY_ADD_PROJECT_ID);
    } else {
        bind_int(add, AUTHORITY_ADD_PROJECT_ID, authority->project_id);
    }
    bind_date(add, AUTHORITY_ADD_FROM_DAY, authority->from);
    bind_date(add, AUTHORITY_ADD_UNTIL_DAY, authority->until);
    bind_text(add, AUTHORITY_ADD_PAPER, authority->paper);
    bind_text(add, AUTHORITY_ADD_GIVEN_BY, authority->given_by);
    bind_int(add, AUTHORITY_ADD_CREATED_AT, now);
    TRY(row_step_found(add, "authority.add", "the authority was not stored", err));
    authority->id = column_int(add, 0);
    return OK;
}

enum error_kind authority_store_end(struct tx *tx, int64_t id, int64_t now, struct error *err)
{
    SCOPED_STATEMENT end = tx_query(tx, &AUTHORITY_END);
    int64_t changes = 0;
    bind_int(end, AUTHORITY_END_NOW, now);
    bind_int(end, AUTHORITY_END_ID, id);
    TRY(statement_run(end, &changes, err));
    return changes == 1 ? OK
                        : error_set(err, ERROR_CONFLICT, "authority.ended", "it has ended already");
}
