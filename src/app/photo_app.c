#include "app/photo_app.h"

#include "app/content_file.h"
#include "store/programme_store.h"

#include <fcntl.h>
#include <unistd.h>

#define PHOTO_FOLDER "photos"

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
    TRY(db_read(app->db, check_project, &scope, err));
    if (media_type(bytes) == NULL) {
        return error_set(err, ERROR_INVALID, "photo.kind", "a photo is a JPEG or a PNG");
    }
    return content_file_keep(app, PHOTO_FOLDER, bytes, arena, name_out, err);
}

enum error_kind photo_app_check(struct app *app, struct text name, struct error *err)
{
    SCOPED_ARENA arena = {0};
    if (content_file_path(app, PHOTO_FOLDER, name, &arena) == NULL) {
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
    *path_out = content_file_path(app, PHOTO_FOLDER, name, arena);
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
