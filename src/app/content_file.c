#include "app/content_file.h"

#include "app/mapped_file.h"
#include "domain/journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- keeping ------------------------------------------------------------------------------------ */

enum error_kind content_file_error(struct error *err)
{
    return errno == ENOSPC || errno == EDQUOT
               ? error_set(err, ERROR_FULL, "db.full", "the disk is full; nothing was stored")
               : error_set(err, ERROR_UNAVAILABLE, "file.write", "the file cannot be written: %s",
                           strerror(errno));
}

static enum error_kind write_synced(const char *path, struct text bytes, struct error *err)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) {
        return content_file_error(err);
    }
    size_t written = 0;
    while (written < bytes.length) {
        ssize_t got = write(file, bytes.data + written, bytes.length - written);
        if (got < 0 && errno != EINTR) {
            break;
        }
        written += got > 0 ? (size_t)got : 0;
    }
    bool whole = written == bytes.length && fsync(file) == 0;
    whole = close(file) == 0 && whole;
    return whole ? OK : content_file_error(err);
}

static enum error_kind sync_folder(const char *folder, struct error *err)
{
    int directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) {
        return content_file_error(err);
    }
    enum error_kind kind = fsync(directory) == 0 ? OK : content_file_error(err);
    close(directory);
    return kind;
}

/* The folder of kept files, made when it is missing. */
static enum error_kind open_folder(const struct app *app, const char *name, struct arena *arena,
                                   const char **folder_out, struct error *err)
{
    *folder_out = text_format(arena, "%s/%s", app->data_dir, name).data;
    return mkdir(*folder_out, 0700) == 0 || errno == EEXIST ? OK : content_file_error(err);
}

static struct text name_of(struct text bytes, struct arena *arena)
{
    char hex[HASH_HEX_SIZE];
    struct hash hash = hash_bytes(JOURNAL_SHA256, bytes);
    return text_copy(text_of(hash_hex(&hash, hex)), arena);
}

enum error_kind content_file_keep(const struct app *app, const char *folder_name, struct text bytes,
                                  struct arena *arena, struct text *name_out, struct error *err)
{
    struct text name = name_of(bytes, arena);
    const char *folder;
    TRY(open_folder(app, folder_name, arena, &folder, err));
    const char *path = text_format(arena, "%s/%.*s", folder, TEXT_ARGS(name)).data;
    const char *part = text_format(arena, "%s.%d.part", path, (int)gettid()).data;
    enum error_kind kind = write_synced(part, bytes, err);
    if (kind == OK && rename(part, path) != 0) {
        kind = content_file_error(err);
    }
    if (kind != OK) {
        unlink(part);
        return kind;
    }
    *name_out = name;
    return sync_folder(folder, err);
}

enum error_kind content_file_adopt(const struct app *app, const char *folder_name, const char *path,
                                   struct arena *arena, struct text *name_out, struct error *err)
{
    struct mapped_file file;
    const char *folder;
    if (!mapped_file_open(path, &file)) {
        return content_file_error(err);
    }
    struct text name = name_of(file.bytes, arena);
    mapped_file_close(&file);
    TRY(open_folder(app, folder_name, arena, &folder, err));
    const char *kept = text_format(arena, "%s/%.*s", folder, TEXT_ARGS(name)).data;
    if (link(path, kept) != 0 && errno != EEXIST) {
        return content_file_error(err);
    }
    *name_out = name;
    return sync_folder(folder, err);
}

const char *content_file_path(const struct app *app, const char *folder, struct text name,
                              struct arena *arena)
{
    struct hash hash;
    if (!hash_parse_hex(name, &hash)) {
        return NULL;
    }
    const char *path =
        text_format(arena, "%s/%s/%.*s", app->data_dir, folder, TEXT_ARGS(name)).data;
    return access(path, R_OK) == 0 ? path : NULL;
}
