/* Papers of a project: handed in once, for whichever item needs them. */
#include "app/application_app.h"
#include "app/case_work.h"
#include "app/content_file.h"
#include "store/journal_store.h"

#define PAPER_FOLDER "papers"

struct paper_job {
    struct app *app;
    const struct actor *actor;
    struct text project, paper;
    struct stored_paper *stored;
    struct arena *arena; /* for what is handed out */
};

/* The key of a paper that the template names; "" when it names none. */
static struct text find_key(const struct template *template, struct text id)
{
    for (size_t i = 0; i < template->item_count; i++) {
        for (size_t p = 0; p < template->items[i].paper_count; p++) {
            if (text_is_equal(template->items[i].papers[p].id, id)) {
                return paper_key(template, &template->items[i].papers[p]);
            }
        }
    }
    return TEXT("");
}

/* What was tolerated for lack of the paper has come. */
static enum error_kind supply_tolerances(struct case_session *session, struct case_project *of,
                                         struct text key, struct error *err)
{
    for (size_t i = 0; i < of->case_count; i++) {
        struct case_work work;
        struct json_writer json;
        if (!of->cases[i].open && of->cases[i].state != CASE_TOLERATED) {
            continue;
        }
        TRY(case_work_open(session, of, of->cases[i].id, &work, err));
        for (size_t k = 0; k < work.tolerance_count; k++) {
            struct tolerance *tolerance = &work.tolerances[k];
            if (tolerance->state != TOLERANCE_OPEN || !text_is_equal(tolerance->paper, key)) {
                continue;
            }
            tolerance->state = TOLERANCE_SUPPLIED;
            tolerance->ended_on = session->today;
            TRY(tolerance_store_save(session->tx, tolerance, err));
            case_journal_begin(&work, &json);
            json_member_text(&json, "paper", key);
            json_member_int(&json, "tolerance", tolerance->id);
            TRY(case_journal_end(&work, &json, "tolerance.supply", "department", err));
        }
    }
    return OK;
}

static enum error_kind journal_paper(struct case_session *session, const struct paper_job *job,
                                     struct error *err)
{
    struct json_writer json;
    struct text data;
    json_writer_init(&json, session->arena, CASE_JOURNAL_MAX);
    json_object_open(&json);
    json_member_text(&json, "file", job->stored->file);
    json_member_text(&json, "name", job->stored->name);
    json_member_text(&json, "paper", job->stored->paper);
    json_member_int(&json, "size", job->stored->size);
    json_object_close(&json);
    TRY(json_writer_text(&json, &data, err));
    return journal_store_append(
        session->tx, "paper.add",
        text_format(session->arena, "project:%.*s", TEXT_ARGS(job->project)), job->actor->name,
        data, session->now, err);
}

static enum error_kind check_paper(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct paper_job *job = context;
    const struct scope scope = party_scope(job->actor);
    struct project project;
    struct template template;
    TRY(project_store_find_in(tx, &scope, job->project, &arena, &project, err));
    TRY(approval_store_template(tx, &project, &arena, &template, err));
    struct text key = find_key(&template, job->paper);
    if (key.length == 0) {
        error_set(err, ERROR_INVALID, "paper.unknown",
                  "流程模板没有这份材料 (the template has no such paper)");
        return error_at_field(err, "paper");
    }
    job->stored->paper = text_copy(key, job->arena);
    return OK;
}

static enum error_kind add_paper(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct paper_job *job = context;
    struct case_session session;
    struct case_project of;
    TRY(case_session_begin(&session, job->app, job->actor, tx, &arena, err));
    TRY(case_project_open(&session, job->project, &of, err));
    job->stored->added_on = session.today;
    job->stored->added_by = job->actor->name;
    TRY(paper_store_put(tx, of.project.id, job->stored, session.now, err));
    TRY(journal_paper(&session, job, err));
    TRY(supply_tolerances(&session, &of, job->stored->paper, err));
    return case_project_release(&session, job->project, err);
}

static enum error_kind check_name(struct text name, struct error *err)
{
    size_t length = text_count_characters(name);
    if (length == 0 || length > PAPER_NAME_MAX) {
        error_set(err, ERROR_INVALID, "paper.name", "文件名应为 1 至 %d 个字符 (the file's name)",
                  PAPER_NAME_MAX);
        return error_at_field(err, "name");
    }
    return OK;
}

static enum error_kind check_media(const char *media, struct stored_paper *stored,
                                   struct error *err)
{
    if (media == NULL) {
        return error_set(
            err, ERROR_INVALID, "paper.kind",
            "只收 PDF、JPEG、PNG、Word、Excel、OFD、DWG 文件, 且文件应完整 (a whole PDF, JPEG, "
            "PNG, Word, Excel or OFD package, or DWG, and nothing else in it)");
    }
    stored->media = text_of(media);
    return OK;
}

enum error_kind paper_app_check(struct app *app, const struct actor *actor, struct text project,
                                struct text paper, struct text name, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct stored_paper stored = {0};
    struct paper_job job = {app, actor, project, paper, &stored, &arena};
    TRY(check_name(name, err));
    return db_read(app->db, check_paper, &job, err);
}

enum error_kind paper_app_add(struct app *app, const struct actor *actor, struct text project,
                              struct text paper, struct text name, struct text bytes,
                              struct arena *arena, struct stored_paper *stored_out,
                              struct error *err)
{
    struct paper_job job = {app, actor, project, paper, stored_out, arena};
    *stored_out = (struct stored_paper){.name = name, .size = (int64_t)bytes.length};
    TRY(check_name(name, err));
    TRY(check_media(content_file_media(bytes), stored_out, err));
    TRY(db_read(app->db, check_paper, &job, err));
    TRY(content_file_keep(app, PAPER_FOLDER, bytes, arena, &stored_out->file, err));
    return db_write(app->db, add_paper, &job, err);
}

enum error_kind paper_app_take(struct app *app, const struct actor *actor,
                               const struct paper_file *file, struct arena *arena,
                               struct stored_paper *stored_out, struct error *err)
{
    struct paper_job job = {app, actor, file->project, file->paper, stored_out, arena};
    *stored_out = (struct stored_paper){.name = file->name, .size = file->size};
    TRY(check_name(file->name, err));
    TRY(check_media(content_file_media_of(file->path), stored_out, err));
    TRY(db_read(app->db, check_paper, &job, err));
    TRY(content_file_adopt(app, PAPER_FOLDER, file->path, arena, &stored_out->file, err));
    return app_write(app, add_paper, &job, err);
}

/* --- finding ------------------------------------------------------------------------------------ */

static enum error_kind find_paper(struct tx *tx, void *context, struct error *err)
{
    struct paper_job *job = context;
    struct stored_paper *papers;
    size_t count;
    const struct scope scope = party_scope(job->actor);
    struct project project;
    TRY(check_paper(tx, context, err));
    TRY(project_store_find_in(tx, &scope, job->project, job->arena, &project, err));
    TRY(paper_store_list(tx, project.id, job->arena, &papers, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (text_is_equal(papers[i].paper, job->stored->paper)) {
            *job->stored = papers[i];
            return OK;
        }
    }
    return error_set(err, ERROR_NOT_FOUND, "paper.unknown",
                     "尚未提交这份材料 (the paper was not handed in)");
}

enum error_kind paper_app_find(struct app *app, const struct actor *actor, struct text project,
                               struct text paper, struct arena *arena,
                               struct stored_paper *stored_out, const char **path_out,
                               struct error *err)
{
    struct paper_job job = {app, actor, project, paper, stored_out, arena};
    *stored_out = (struct stored_paper){0};
    TRY(db_read(app->db, find_paper, &job, err));
    *path_out = content_file_path(app, PAPER_FOLDER, stored_out->file, arena);
    return *path_out != NULL ? OK
                             : error_set(err, ERROR_NOT_FOUND, "paper.unknown",
                                         "文件不在了 (the file cannot be read)");
}
