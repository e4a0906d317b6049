/* src/http/routes.h: the table of every address that the server answers (routes.c). From it come
 * the guards, `kaigong routes`, docs/api.md and GET /api/v1/openapi.json. */
#ifndef KAIGONG_HTTP_ROUTES_H
#define KAIGONG_HTTP_ROUTES_H

#include "http/http.h"

enum { NO_BODY = 0, KIB = 1024, MIB = 1024 * 1024 };

/* Whose things the route shows or changes, beyond its permission. */
enum route_scope {
    SCOPE_NONE,       /* nothing that belongs to a division or a person */
    SCOPE_OWN,        /* the caller's own things */
    SCOPE_PROJECTS,   /* the projects that the caller reaches (party_scope) */
    SCOPE_DEPARTMENT, /* the cases of the caller's department (party_check_department) */
    SCOPE_ALL,        /* the whole installation */
};

enum route_answer { ANSWER_JSON, ANSWER_NONE, ANSWER_FILE, ANSWER_EVENTS };

/* A quick route reads a few rows by key and never writes: on SQLite the io thread answers it itself,
 * since handing it to a worker and back costs more than the answer (docs/decisions/0020).
 * A kept route shows only what moves with the journal, for its target, the role, scope and body of who
 * asks, and today: its answer is kept until the journal moves (docs/decisions/0040). */
enum route_trait { ROUTE_QUICK = 1, ROUTE_KEPT = 2 };

struct route {
    enum http_method method;
    const char *pattern; /* :name matches one segment */
    enum permission permission;
    enum route_scope scope;
    size_t body_limit; /* bytes; a larger body is refused unread */
    http_handler *handler;
    enum route_answer answer;
    const char *query; /* names of the query parameters, separated by blanks; others are refused */
    const char *summary; /* one line of docs/api.md */
    unsigned traits;     /* of enum route_trait */
};

extern const struct route routes[];
extern const size_t route_count;
const char *route_scope_name(enum route_scope scope);
const char *http_method_name(enum http_method method);

/* The route of a path, with its parameters; NULL when there is none. methods_out collects the
 * methods that the path has, as bits, so that 405 can say them. */
const struct route *route_find(enum http_method method, struct text path,
                               struct http_pair parameters[HTTP_PARAMETERS_MAX],
                               size_t *parameter_count_out, unsigned *methods_out);

/* Whether a query parameter of this name stands in the route's row. */
bool route_knows_query(const struct route *route, struct text name);

/* The table as text: "tsv" (method, pattern, permission, scope), "markdown" (docs/api.md) or
 * "json" (the table as JSON).
 * Errors      ERROR_INVALID routes.format */
MUST_CHECK enum error_kind routes_write(const char *format, struct arena *arena,
                                        struct text *text_out, struct error *err);
MUST_CHECK enum error_kind routes_openapi(struct arena *arena, struct text *text_out,
                                          struct error *err);

#endif
