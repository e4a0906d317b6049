#include "app/photo_app.h"

#include "domain/journal/journal.h"
#include "store/programme_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *media_type(struct text bytes)
{
    if (text_has_prefix(bytes, (struct text){"\xFF\xD8\xFF", 3})) {
        return "image/jpeg";
    }
    if (text_has_prefix(bytes, (struct text){"\x89PNG\r\n\x1A\n", 8})) {
        return "image/png";
    }
    return NULL;
}

static const char *path_of(const struct app *app, struct text name, struct arena *arena)
{
    return text_format(arena, "%s/photos/%.*s", app->data_dir, TEXT_ARGS(name)).data;
}

static enum error_kind disk_error(struct error *err)
{
    return errno == ENOSPC || errno == EDQUOT
               ? error_set(err, ERROR_FULL, "db.full", "the disk is full; nothing was stored")
               : error_set(err, ERROR_UNAVAILABLE, "photo.write", "the photo cannot be written: %s",
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

struct project_scope {
    const struct actor *actor;
    struct text code;
};

static enum error_kind check_project(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct project_scope *scope = context;
    struct project project;
    const struct scope reach = party_scope(scope->actor);
    return project_store_find_in(tx, &reach, scope->code, &arena, &project, err);
}

enum error_kind photo_app_store(struct app *app, const struct actor *actor, struct text code,
                                struct text bytes, struct arena *arena, struct text *name_out,
                                struct error *err)
{
    struct project_scope scope = {actor, code};
    char hex[HASH_HEX_SIZE];
    TRY(db_read(app->db, check_project, &scope, err));
    if (media_type(bytes) == NULL) {
        return error_set(err, ERROR_INVALID, "photo.kind", "a photo is a JPEG or a PNG");
    }
    struct hash hash = hash_bytes(JOURNAL_SHA256, bytes);
    struct text name = text_copy(text_of(hash_hex(&hash, hex)), arena);
    const char *folder = text_format(arena, "%s/photos", app->data_dir).data;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        return disk_error(err);
    }
    const char *path = path_of(app, name, arena);
    const char *part = text_format(arena, "%s.%d.part", path, (int)gettid()).data;
    enum error_kind kind = write_synced(part, bytes, err);
    if (kind == OK && rename(part, path) != 0) {
        kind = disk_error(err);
    }
    if (kind != OK) {
        unlink(part);
        return kind;
    }
    int directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory >= 0) {
        kind = fsync(directory) == 0 ? OK : disk_error(err);
        close(directory);
    }
    *name_out = name;
    return kind;
}

enum error_kind photo_app_check(struct app *app, struct text name, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct hash hash;
    if (!hash_parse_hex(name, &hash) || access(path_of(app, name, &arena), R_OK) != 0) {
        error_set(err, ERROR_INVALID, "photo.unknown", "no such photo was handed in");
        return error_at_field(err, "photo");
    }
    return OK;
}

struct photo_search {
    struct project_scope scope;
    struct text name;
};

static enum error_kind find_event(struct tx *tx, void *context, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct photo_search *search = context;
    struct project project;
    struct stored_event *events;
    size_t count;
    const struct scope scope = party_scope(search->scope.actor);
    TRY(project_store_find_in(tx, &scope, search->scope.code, &arena, &project, err));
    TRY(event_store_list(tx, project.id, &arena, &events, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (text_is_equal(events[i].event.evidence.photo, search->name)) {
            return OK;
        }
    }
    return error_set(err, ERROR_NOT_FOUND, "photo.unknown", "the project has no such photo");
}

enum error_kind photo_app_find(struct app *app, const struct actor *actor, struct text code,
                               struct text name, struct arena *arena, const char **path_out,
                               const char **type_out, struct error *err)
{
    struct photo_search search = {{actor, code}, name};
    unsigned char head[8] = {0};
    TRY(db_read(app->db, find_event, &search, err));
    TRY(photo_app_check(app, name, err));
    *path_out = path_of(app, name, arena);
    int file = open(*path_out, O_RDONLY | O_CLOEXEC);
    ssize_t got = file < 0 ? 0 : read(file, head, sizeof head);
    if (file >= 0) {
        close(file);
    }
    *type_out = media_type((struct text){(const char *)head, got < 0 ? 0 : (size_t)got});
    return *type_out != NULL
               ? OK
               : error_set(err, ERROR_NOT_FOUND, "photo.unknown", "the photo cannot be read");
}
