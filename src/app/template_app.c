#include "app/template_app.h"

#include "base/json.h"
#include "store/journal_store.h"
#include "store/programme_store.h"

enum { TEMPLATE_ENTRY_MAX = 1024 };

struct addition {
    const struct actor *actor;
    const struct template *template;
    struct text bytes;
    int64_t now;
};

static enum error_kind check_version(struct tx *tx, const struct template *template,
                                     struct arena *arena, struct error *err)
{
    struct template_reference *newest;
    size_t count;
    int64_t next = 1;
    TRY(template_store_newest(tx, arena, &newest, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (text_is_equal(newest[i].id, template->id)) {
            next = newest[i].version + 1;
        }
    }
    if (template->version != next) {
        return error_set(
            err, ERROR_CONFLICT, "template.version",
            "模板 %.*s 的下一版本应为 %lld, 不是 %d (the next version of the template is "
            "%lld)",
            TEXT_ARGS(template->id), (long long)next, template->version, (long long)next);
    }
    return OK;
}

static enum error_kind add(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    const struct addition *work = context;
    const struct template *template = work->template;
    struct hash hash = hash_bytes(JOURNAL_SHA256, work->bytes);
    char hex[HASH_HEX_SIZE];
    struct json_writer data;
    struct text text;

    TRY(check_version(tx, template, &arena, err));
    TRY(template_store_add(tx, template->id, template->version, work->bytes, work->now, err));
    json_writer_init(&data, &arena, TEMPLATE_ENTRY_MAX);
    json_object_open(&data);
    json_member_string(&data, "sha256", hash_hex(&hash, hex));
    json_member_int(&data, "version", template->version);
    json_object_close(&data);
    TRY(json_writer_text(&data, &text, err));
    return journal_store_append(tx, "template.add",
                                text_format(&arena, "template:%.*s", TEXT_ARGS(template->id)),
                                work->actor->name, text, work->now, err);
}

enum error_kind template_app_add(struct app *app, const struct actor *actor, struct text bytes,
                                 struct arena *arena, struct template *template_out,
                                 struct error *err)
{
    struct template template;
    const struct template_problem *problems;
    size_t count;
    TRY(template_read(bytes, arena, &template, &problems, &count, err));
    if (count > 0) {
        return error_set(err, ERROR_INVALID, "template.problems", "%.*s: %s: %.*s (%zu in all)",
                         TEXT_ARGS(problems[0].item), problems[0].rule,
                         TEXT_ARGS(problems[0].message), count);
    }
    struct addition work = {actor, &template, bytes, app_now(app)};
    TRY(db_write(app->db, add, &work, err));
    *template_out = template;
    return OK;
}
