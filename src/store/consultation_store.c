#include "store/consultation_store.h"

#include "queries_sql.h"
#include "store/approval_store.h"
#include "store/store_row.h"

/* --- items ------------------------------------------------------------------------------------ */

static bool find_in(const struct template *template, struct text id, struct consulted_item *out)
{
    for (size_t i = 0; i < template->item_count; i++) {
        const struct template_item *item = &template->items[i];
        if (text_is_equal(item->id, id)) {
            *out = (struct consulted_item){item->id, item->name_zh, item->name_en,
                                           template->departments[item->department].id};
            return true;
        }
    }
    return false;
}

enum error_kind consulted_item_find(struct tx *tx, struct text id, struct arena *arena,
                                    struct consulted_item *out, struct error *err)
{
    struct template_reference *newest;
    size_t count;
    TRY(template_store_newest(tx, arena, &newest, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct template template;
        const struct project version = {.template_id = newest[i].id,
                                        .template_version = (int)newest[i].version};
        TRY(approval_store_template(tx, &version, arena, &template, err));
        if (find_in(&template, id, out)) {
            return OK;
        }
    }
    return error_set(err, ERROR_NOT_FOUND, "item.unknown", "没有这个事项 (there is no such item)");
}

/* --- questions -------------------------------------------------------------------------------- */

enum error_kind question_store_add(struct tx *tx, struct question *question, int64_t now,
                                   struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &QUESTION_ADD);
    bind_text(add, QUESTION_ADD_ITEM, question->item);
    bind_text(add, QUESTION_ADD_DEPARTMENT, question->department);
    if (question->person_id == 0) {
        bind_null(add, QUESTION_ADD_PERSON_ID);
    } else {
        bind_int(add, QUESTION_ADD_PERSON_ID, question->person_id);
    }
    bind_text(add, QUESTION_ADD_ADDRESS, question->address);
    bind_text(add, QUESTION_ADD_TICKET, question->ticket);
    bind_bool(add, QUESTION_ADD_ASKED_PRIVATE, question->asked_private);
    bind_int(add, QUESTION_ADD_NOW, now);
    TRY(row_step_found(add, "question.add", "the question was not stored", err));
    question->id = column_int(add, 0);
    question->version = 1;
    question->created_at = now;
    return OK;
}

static void read_question(struct statement *row, struct arena *arena, struct question *out)
{
    *out = (struct question){
        .id = column_int(row, 0),
        .item = row_copy(row, 1, arena),
        .department = row_copy(row, 2, arena),
        .person_id = column_int(row, 3),
        .ticket = row_copy(row, 4, arena),
        .asked_private = column_bool(row, 5),
        .public = column_bool(row, 6),
        .version = column_int(row, 8),
        .created_at = column_int(row, 9),
        .guide = column_int(row, 10),
    };
    question_state_parse(column_text(row, 7), &out->state);
}

enum error_kind question_store_find(struct tx *tx, int64_t id, struct arena *arena,
                                    struct question *out, struct error *err)
{
    SCOPED_STATEMENT find = tx_query(tx, &QUESTION_FIND);
    bind_int(find, QUESTION_FIND_ID, id);
    TRY(row_step_found(find, "question.unknown", "没有这条咨询 (there is no such question)", err));
    read_question(find, arena, out);
    return OK;
}

enum error_kind question_store_save(struct tx *tx, struct question *question, struct error *err)
{
    SCOPED_STATEMENT save = tx_query(tx, &QUESTION_SAVE);
    int64_t changes = 0;
    bind_int(save, QUESTION_SAVE_ID, question->id);
    bind_text(save, QUESTION_SAVE_STATE, text_of(question_state_name(question->state)));
    bind_bool(save, QUESTION_SAVE_PUBLIC, question->public);
    bind_int(save, QUESTION_SAVE_EXPECTED_VERSION, question->version);
    TRY(statement_run(save, &changes, err));
    if (changes != 1) {
        return error_set(err, ERROR_CONFLICT, "question.stale",
                         "已被他人办理, 请刷新 (somebody else was first)");
    }
    question->version++;
    return OK;
}

static enum error_kind read_questions(struct statement *list, struct arena *arena,
                                      struct question **out, size_t *count_out, struct error *err)
{
    struct question *rows = NULL;
    size_t count = 0, capacity = 0;
    for (;;) {
        bool row;
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        rows = row_grow(arena, rows, count, &capacity, sizeof *rows);
        read_question(list, arena, &rows[count++]);
    }
    *out = rows;
    *count_out = count;
    return OK;
}

enum error_kind question_store_list_public(struct tx *tx, struct text item, struct arena *arena,
                                           struct question **out, size_t *count_out,
                                           struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &QUESTION_LIST_PUBLIC);
    bind_text(list, QUESTION_LIST_PUBLIC_ITEM, item);
    return read_questions(list, arena, out, count_out, err);
}

enum error_kind question_store_list(struct tx *tx, struct text department, int64_t person_id,
                                    struct text state, struct arena *arena, struct question **out,
                                    size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &QUESTION_LIST);
    bind_text(list, QUESTION_LIST_DEPARTMENT, department);
    bind_int(list, QUESTION_LIST_PERSON_ID, person_id);
    bind_text(list, QUESTION_LIST_STATE, state);
    return read_questions(list, arena, out, count_out, err);
}

static enum error_kind read_count(struct statement *count, int64_t *count_out, struct error *err)
{
    TRY(row_step_found(count, "question.count", "nothing was counted", err));
    *count_out = column_int(count, 0);
    return OK;
}

enum error_kind question_store_count_open(struct tx *tx, int64_t person_id, int64_t *count_out,
                                          struct error *err)
{
    SCOPED_STATEMENT count = tx_query(tx, &QUESTION_COUNT_OPEN);
    bind_int(count, QUESTION_COUNT_OPEN_PERSON_ID, person_id);
    return read_count(count, count_out, err);
}

enum error_kind question_store_count_address(struct tx *tx, struct text address, int64_t since,
                                             int64_t *count_out, struct error *err)
{
    SCOPED_STATEMENT count = tx_query(tx, &QUESTION_COUNT_ADDRESS);
    bind_text(count, QUESTION_COUNT_ADDRESS_ADDRESS, address);
    bind_int(count, QUESTION_COUNT_ADDRESS_SINCE, since);
    return read_count(count, count_out, err);
}

enum error_kind question_store_add_post(struct tx *tx, int64_t question_id,
                                        const struct question_post *post, int64_t now,
                                        struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &QUESTION_POST_ADD);
    bind_int(add, QUESTION_POST_ADD_QUESTION_ID, question_id);
    bind_bool(add, QUESTION_POST_ADD_ANSWERS, post->answers);
    bind_text(add, QUESTION_POST_ADD_BODY, post->body);
    bind_text(add, QUESTION_POST_ADD_AUTHOR, post->author);
    bind_int(add, QUESTION_POST_ADD_NOW, now);
    return statement_run(add, NULL, err);
}

enum error_kind question_store_list_posts(struct tx *tx, int64_t question_id, struct arena *arena,
                                          struct question_post **out, size_t *count_out,
                                          struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &QUESTION_POST_LIST);
    struct question_post *rows = NULL;
    size_t count = 0, capacity = 0;
    bind_int(list, QUESTION_POST_LIST_QUESTION_ID, question_id);
    for (;;) {
        bool row;
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        rows = row_grow(arena, rows, count, &capacity, sizeof *rows);
        rows[count++] = (struct question_post){
            .answers = column_bool(list, 0),
            .body = row_copy(list, 1, arena),
            .author = row_copy(list, 2, arena),
            .created_at = column_int(list, 3),
        };
    }
    *out = rows;
    *count_out = count;
    return OK;
}

/* --- guide texts ------------------------------------------------------------------------------ */

enum error_kind guide_store_add(struct tx *tx, const struct guide_text *guide, int64_t now,
                                struct error *err)
{
    SCOPED_STATEMENT add = tx_query(tx, &GUIDE_ADD);
    bind_int(add, GUIDE_ADD_QUESTION_ID, guide->question_id);
    bind_int(add, GUIDE_ADD_VERSION, guide->version);
    bind_text(add, GUIDE_ADD_ITEM, guide->item);
    bind_text(add, GUIDE_ADD_TITLE, guide->title);
    bind_text(add, GUIDE_ADD_BODY, guide->body);
    bind_text(add, GUIDE_ADD_AUTHOR, guide->author);
    bind_date(add, GUIDE_ADD_DAY, guide->written_on);
    bind_int(add, GUIDE_ADD_NOW, now);
    return statement_run(add, NULL, err);
}

static enum error_kind read_guides(struct statement *list, struct arena *arena,
                                   struct guide_text **out, size_t *count_out, struct error *err)
{
    struct guide_text *rows = NULL;
    size_t count = 0, capacity = 0;
    for (;;) {
        bool row;
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        rows = row_grow(arena, rows, count, &capacity, sizeof *rows);
        rows[count++] = (struct guide_text){
            .question_id = column_int(list, 0),
            .version = column_int(list, 1),
            .item = row_copy(list, 2, arena),
            .title = row_copy(list, 3, arena),
            .body = row_copy(list, 4, arena),
            .author = row_copy(list, 5, arena),
            .written_on = column_date(list, 6),
        };
    }
    *out = rows;
    *count_out = count;
    return OK;
}

enum error_kind guide_store_list(struct tx *tx, struct text item, int64_t question_id,
                                 struct arena *arena, struct guide_text **out, size_t *count_out,
                                 struct error *err)
{
    if (item.length > 0) {
        SCOPED_STATEMENT list = tx_query(tx, &GUIDE_LIST);
        bind_text(list, GUIDE_LIST_ITEM, item);
        return read_guides(list, arena, out, count_out, err);
    }
    SCOPED_STATEMENT list = tx_query(tx, &GUIDE_VERSIONS);
    bind_int(list, GUIDE_VERSIONS_QUESTION_ID, question_id);
    return read_guides(list, arena, out, count_out, err);
}

enum error_kind desk_store_people(struct tx *tx, struct text department, struct arena *arena,
                                  int64_t **out, size_t *count_out, struct error *err)
{
    SCOPED_STATEMENT list = tx_query(tx, &DESK_PEOPLE);
    int64_t *rows = NULL;
    size_t count = 0, capacity = 0;
    bind_text(list, DESK_PEOPLE_DEPARTMENT, department);
    for (;;) {
        bool row;
        TRY(statement_step(list, &row, err));
        if (!row) {
            break;
        }
        rows = row_grow(arena, rows, count, &capacity, sizeof *rows);
        rows[count++] = column_int(list, 0);
    }
    *out = rows;
    *count_out = count;
    return OK;
}
