#include "app/upload_app.h"

#include "app/application_app.h"
#include "app/content_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define UPLOAD_FOLDER "uploads"
enum { ID_BYTES = 16, SWEEP_PAGE = 500 };

struct upload_job {
    struct app *app;
    const struct actor *actor;
    struct text id;
    struct arena *arena; /* for what is handed out */
    struct upload *upload;
    struct upload *list;
    size_t count;
    struct text *ids; /* a page of the sweep */
};

/* --- files -------------------------------------------------------------------------------------- */

static const char *path_of(const struct app *app, struct text id, struct arena *arena)
{
    return text_format(arena, "%s/%s/%.*s", app->data_dir, UPLOAD_FOLDER, TEXT_ARGS(id)).data;
}

static void close_file(int *file)
{
    if (*file >= 0) {
        close(*file);
    }
}
#define SCOPED_UPLOAD __attribute__((cleanup(close_file))) int

static enum error_kind make_file(const struct app *app, struct text id, struct error *err)
{
    SCOPED_ARENA arena = {0};
    const char *folder = text_format(&arena, "%s/%s", app->data_dir, UPLOAD_FOLDER).data;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        return content_file_error(err);
    }
    SCOPED_UPLOAD file =
        open(path_of(app, id, &arena), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return file >= 0 ? OK : content_file_error(err);
}

static int64_t size_of(int file)
{
    struct stat stat;
    return fstat(file, &stat) == 0 ? (int64_t)stat.st_size : -1;
}

/* Writes the piece and makes it durable; a piece that cannot be written whole is taken back. */
static enum error_kind write_piece(int file, int64_t offset, struct text piece, struct error *err)
{
    size_t written = 0;
    while (written < piece.length) {
        ssize_t got = pwrite(file, piece.data + written, piece.length - written,
                             (off_t)offset + (off_t)written);
        if (got < 0 && errno != EINTR) {
            break;
        }
        written += got > 0 ? (size_t)got : 0;
    }
    if (written == piece.length && fsync(file) == 0) {
        return OK;
    }
    enum error_kind kind = content_file_error(err);
    if (ftruncate(file, (off_t)offset) != 0) {
        return kind; /* the next piece finds out by its offset */
    }
    return kind;
}

/* --- rows --------------------------------------------------------------------------------------- */

static enum error_kind unknown(struct error *err)
{
    return error_set(err, ERROR_NOT_FOUND, "upload.unknown",
                     "没有这次上传 (there is no such upload)");
}

static enum error_kind find_own(struct tx *tx, void *context, struct error *err)
{
    struct upload_job *job = context;
    TRY(upload_store_find(tx, job->id, job->arena, job->upload, err));
    return job->upload->person_id == job->actor->person_id ? OK : unknown(err);
}

static enum error_kind remove_row(struct tx *tx, void *context, struct error *err)
{
    struct upload_job *job = context;
    return upload_store_remove(tx, job->id, err);
}

/* Row first: without one the file is swept, without the file the row would be of no use. */
static enum error_kind forget(struct app *app, struct text id, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct upload_job job = {.id = id};
    TRY(db_write(app->db, remove_row, &job, err));
    return unlink(path_of(app, id, &arena)) == 0 || errno == ENOENT ? OK : content_file_error(err);
}

/* Opens the file of an own upload, alone; sets upload->offset. */
static enum error_kind open_own(struct upload_job *job, int *file_out, struct error *err)
{
    TRY(db_read(job->app->db, find_own, job, err));
    *file_out = open(path_of(job->app, job->upload->id, job->arena), O_RDWR | O_CLOEXEC);
    if (*file_out < 0) {
        return unknown(err);
    }
    if (flock(*file_out, LOCK_EX | LOCK_NB) != 0) {
        return error_set(err, ERROR_CONFLICT, "upload.busy",
                         "上一段仍在写入 (another piece is being written)");
    }
    job->upload->offset = size_of(*file_out);
    return job->upload->offset >= 0 ? OK : content_file_error(err);
}

/* --- beginning ---------------------------------------------------------------------------------- */

static enum error_kind add_row(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct upload_job *job = context;
    const struct scope scope = party_scope(job->actor);
    struct upload *others;
    struct project project;
    size_t count;
    TRY(project_store_find_in(tx, &scope, job->upload->project, &arena, &project, err));
    TRY(upload_store_list(tx, job->actor->person_id, &arena, &others, &count, err));
    if (count >= UPLOADS_OPEN_MAX) {
        return error_set(err, ERROR_LIMIT, "upload.many",
                         "最多 %d 个未完成的上传 (at most %d unfinished uploads)", UPLOADS_OPEN_MAX,
                         UPLOADS_OPEN_MAX);
    }
    return upload_store_add(tx, job->upload, project.id, app_now(job->app), err);
}

enum error_kind upload_app_begin(struct app *app, const struct actor *actor, struct upload *upload,
                                 struct arena *arena, struct error *err)
{
    struct upload_job job = {.app = app, .actor = actor, .upload = upload};
    unsigned char raw[ID_BYTES];
    char hex[2 * ID_BYTES + 1];
    if (upload->size < 1 || upload->size > UPLOAD_MAX_BYTES) {
        error_set(err, ERROR_INVALID, "upload.size",
                  "文件应为 1 字节至 100 MiB (a file has 1 byte to 100 MiB)");
        return error_at_field(err, "size");
    }
    TRY(paper_app_check(app, actor, upload->project, upload->paper, upload->name, err));
    randombytes_buf(raw, sizeof raw);
    sodium_bin2hex(hex, sizeof hex, raw, sizeof raw);
    upload->id = text_copy(text_of(hex), arena);
    upload->person_id = actor->person_id;
    upload->offset = 0;
    TRY(make_file(app, upload->id, err));
    enum error_kind kind = db_write(app->db, add_row, &job, err);
    if (kind != OK && kind != ERROR_UNAVAILABLE) {
        unlink(path_of(app, upload->id, arena));
    }
    return kind;
}

/* --- going on ----------------------------------------------------------------------------------- */

enum error_kind upload_app_find(struct app *app, const struct actor *actor, struct text id,
                                struct arena *arena, struct upload *out, struct error *err)
{
    struct upload_job job = {.app = app, .actor = actor, .id = id, .arena = arena, .upload = out};
    struct stat stat_of;
    TRY(db_read(app->db, find_own, &job, err));
    if (stat(path_of(app, out->id, arena), &stat_of) != 0) {
        return unknown(err);
    }
    out->offset = (int64_t)stat_of.st_size;
    return OK;
}

static enum error_kind list_own(struct tx *tx, void *context, struct error *err)
{
    struct upload_job *job = context;
    return upload_store_list(tx, job->actor->person_id, job->arena, &job->list, &job->count, err);
}

enum error_kind upload_app_list(struct app *app, const struct actor *actor, struct arena *arena,
                                struct upload **out, size_t *count_out, struct error *err)
{
    struct upload_job job = {.app = app, .actor = actor, .arena = arena};
    TRY(db_read(app->db, list_own, &job, err));
    for (size_t i = 0; i < job.count; i++) {
        struct stat stat_of;
        bool there = stat(path_of(app, job.list[i].id, arena), &stat_of) == 0;
        job.list[i].offset = there ? (int64_t)stat_of.st_size : 0;
    }
    *out = job.list;
    *count_out = job.count;
    return OK;
}

enum error_kind upload_app_add(struct app *app, const struct actor *actor, struct text id,
                               int64_t offset, struct text piece, struct arena *arena,
                               struct upload *upload_out, struct error *err)
{
    struct upload_job job = {
        .app = app, .actor = actor, .id = id, .arena = arena, .upload = upload_out};
    SCOPED_UPLOAD file = -1;
    TRY(open_own(&job, &file, err));
    if (upload_out->offset != offset) {
        return error_set(err, ERROR_CONFLICT, "upload.offset",
                         "已收到 %lld 字节 (%lld bytes have come, the piece begins at %lld)",
                         (long long)upload_out->offset, (long long)upload_out->offset,
                         (long long)offset);
    }
    if ((int64_t)piece.length > upload_out->size - offset) {
        return error_set(err, ERROR_INVALID, "upload.size",
                         "超出所报大小 (the file would be larger than was said)");
    }
    TRY(write_piece(file, offset, piece, err));
    upload_out->offset += (int64_t)piece.length;
    return OK;
}

enum error_kind upload_app_finish(struct app *app, const struct actor *actor, struct text id,
                                  struct arena *arena, struct stored_paper *stored_out,
                                  struct error *err)
{
    struct upload upload;
    struct upload_job job = {
        .app = app, .actor = actor, .id = id, .arena = arena, .upload = &upload};
    struct error ignored;
    SCOPED_UPLOAD file = -1;
    TRY(open_own(&job, &file, err));
    if (upload.offset != upload.size) {
        return error_set(err, ERROR_CONFLICT, "upload.unfinished",
                         "还差 %lld 字节 (%lld bytes are still to come)",
                         (long long)(upload.size - upload.offset),
                         (long long)(upload.size - upload.offset));
    }
    const struct paper_file paper = {upload.project, upload.paper, upload.name,
                                     path_of(app, upload.id, arena), upload.size};
    enum error_kind kind = paper_app_take(app, actor, &paper, arena, stored_out, err);
    if (kind == OK || (kind == ERROR_INVALID && strcmp(err->code, "paper.kind") == 0)) {
        if (forget(app, upload.id, &ignored) != OK) {
            return kind; /* the sweep will */
        }
    }
    return kind;
}

enum error_kind upload_app_remove(struct app *app, const struct actor *actor, struct text id,
                                  struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct upload upload;
    struct upload_job job = {
        .app = app, .actor = actor, .id = id, .arena = &arena, .upload = &upload};
    TRY(db_read(app->db, find_own, &job, err));
    return forget(app, upload.id, err);
}

/* --- sweeping ----------------------------------------------------------------------------------- */

static bool is_old(const char *path)
{
    struct stat stat_of;
    struct timespec now;
    if (stat(path, &stat_of) != 0) {
        return true;
    }
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec - stat_of.st_mtim.tv_sec > (int64_t)UPLOAD_KEPT_HOURS * 3600;
}

static enum error_kind list_page(struct tx *tx, void *context, struct error *err)
{
    struct upload_job *job = context;
    return upload_store_list_all(tx, job->id, SWEEP_PAGE, job->arena, &job->ids, &job->count, err);
}

/* Files without a row: begun when the program died, or their row is gone. */
static void sweep_files(struct app *app, int64_t *removed)
{
    SCOPED_ARENA arena = {0};
    DIR *folder = opendir(text_format(&arena, "%s/%s", app->data_dir, UPLOAD_FOLDER).data);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (strlen(entry->d_name) != 2 * ID_BYTES) {
            continue;
        }
        const char *path = path_of(app, text_of(entry->d_name), &arena);
        *removed += is_old(path) && unlink(path) == 0;
    }
    if (folder != NULL) {
        closedir(folder);
    }
}

enum error_kind upload_app_sweep(struct app *app, int64_t *removed_out, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct upload_job job = {.app = app, .arena = &arena, .count = SWEEP_PAGE, .id = TEXT("")};
    int64_t removed = 0;
    while (job.count == SWEEP_PAGE) {
        TRY(db_read(app->db, list_page, &job, err));
        for (size_t i = 0; i < job.count; i++) {
            job.id = job.ids[i];
            if (is_old(path_of(app, job.ids[i], &arena))) {
                TRY(forget(app, job.ids[i], err));
                removed++;
            }
        }
    }
    sweep_files(app, &removed);
    *removed_out = removed;
    return OK;
}
