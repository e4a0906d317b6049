#include "app/content_file.h"

#include "domain/journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- what a file is ----------------------------------------------------------------------------- */

enum { TAIL_BYTES = 1024 };

static struct text tail_of(struct text bytes)
{
    size_t from = bytes.length > TAIL_BYTES ? bytes.length - TAIL_BYTES : 0;
    return text_slice(bytes, from, bytes.length);
}

static bool ends_with(struct text bytes, struct text end)
{
    return bytes.length >= end.length &&
           memcmp(bytes.data + bytes.length - end.length, end.data, end.length) == 0;
}

static bool is_jpeg(struct text bytes)
{
    return text_has_prefix(bytes, (struct text){"\xFF\xD8\xFF", 3}) &&
           ends_with(bytes, (struct text){"\xFF\xD9", 2});
}

static bool is_png(struct text bytes)
{
    return text_has_prefix(bytes, (struct text){"\x89PNG\r\n\x1A\n", 8}) &&
           ends_with(bytes, (struct text){"IEND\xAE\x42\x60\x82", 8});
}

static bool is_pdf(struct text bytes)
{
    return text_has_prefix(bytes, TEXT("%PDF-")) && text_contains(tail_of(bytes), TEXT("%%EOF")) &&
           !text_contains(tail_of(bytes), (struct text){"PK\x05\x06", 4});
}

static bool is_package(struct text bytes)
{
    return text_has_prefix(bytes, (struct text){"PK\x03\x04", 4}) &&
           text_contains(tail_of(bytes), (struct text){"PK\x05\x06", 4});
}

static bool is_drawing(struct text bytes)
{
    return text_has_prefix(bytes, TEXT("AC10")) &&
           !text_contains(tail_of(bytes), (struct text){"PK\x05\x06", 4});
}

static const struct {
    bool (*is)(struct text bytes);
    const char *media;
} kinds[] = {
    {is_jpeg, "image/jpeg"},         {is_png, "image/png"},         {is_pdf, "application/pdf"},
    {is_package, "application/zip"}, {is_drawing, "image/vnd.dwg"},
};

const char *content_file_media(struct text bytes)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].is(bytes)) {
            return kinds[i].media;
        }
    }
    return NULL;
}

/* --- keeping ------------------------------------------------------------------------------------ */

static enum error_kind disk_error(struct error *err)
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
        return disk_error(err);
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
    return whole ? OK : disk_error(err);
}

static enum error_kind sync_folder(const char *folder, struct error *err)
{
    int directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) {
        return disk_error(err);
    }
    enum error_kind kind = fsync(directory) == 0 ? OK : disk_error(err);
    close(directory);
    return kind;
}

enum error_kind content_file_keep(const struct app *app, const char *folder_name, struct text bytes,
                                  struct arena *arena, struct text *name_out, struct error *err)
{
    char hex[HASH_HEX_SIZE];
    struct hash hash = hash_bytes(JOURNAL_SHA256, bytes);
    struct text name = text_copy(text_of(hash_hex(&hash, hex)), arena);
    const char *folder = text_format(arena, "%s/%s", app->data_dir, folder_name).data;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        return disk_error(err);
    }
    const char *path = text_format(arena, "%s/%.*s", folder, TEXT_ARGS(name)).data;
    const char *part = text_format(arena, "%s.%d.part", path, (int)gettid()).data;
    enum error_kind kind = write_synced(part, bytes, err);
    if (kind == OK && rename(part, path) != 0) {
        kind = disk_error(err);
    }
    if (kind != OK) {
        unlink(part);
        return kind;
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
