/* The route table as text: for `kaigong routes`, docs/api.md and the OpenAPI document. */
#include "http/routes.h"

#include <string.h>

enum { TABLE_TEXT_MAX = 4 * MIB };

static void write_tsv(struct text_builder *out)
{
    for (size_t i = 0; i < route_count; i++) {
        text_builder_add_format(out, "%s\t%s\t%s\t%s\n", http_method_name(routes[i].method),
                                routes[i].pattern, permission_name(routes[i].permission),
                                route_scope_name(routes[i].scope));
    }
}

static void write_limit(struct text_builder *out, size_t bytes)
{
    if (bytes == NO_BODY) {
        text_builder_add(out, TEXT("–"));
    } else if (bytes >= MIB) {
        text_builder_add_format(out, "%zu MiB", bytes / MIB);
    } else {
        text_builder_add_format(out, "%zu KiB", bytes / KIB);
    }
}

static void write_markdown(struct text_builder *out)
{
    text_builder_add(
        out,
        TEXT("# HTTP API\n\n"
             "Made from the route table: `kaigong routes --format markdown`. Change "
             "`src/http/routes.c`, not this file.\n\n"
             "- JSON in UTF-8. A failure is `application/problem+json`: `{\"type\",\"title\","
             "\"status\",\"code\",\"detail\",\"field\",\"row\",\"request_id\"}`; programs look at "
             "`code`.\n"
             "- `POST /api/v1/sign-in` `{\"name\",\"password\"}` (and `\"code\"` of the second "
             "factor where 401 `party.code` asks for it) sets the cookie "
             "`kaigong_session` and answers `{\"csrf\",\"user\"}`. Every other request that is not "
             "a GET carries that token in `X-CSRF-Token`.\n"
             "- What has a version is changed with `If-Match: \"3\"`: 428 without it, 409 with "
             "`\"current\"` when somebody was quicker.\n"
             "- A list answers `next`; give it back as `cursor`.\n"
             "- A query parameter that its row does not name is refused: 422 `query.unknown`, with "
             "the names that there are.\n"
             "- An answer with a weak `ETag` (`W/\"…\"`) can be asked for again with "
             "`If-None-Match`: 304 when nothing changed. `Cache-Control: no-store` has it made "
             "anew.\n"
             "- A POST with `Idempotency-Key is done once: the same key answers what the first "
             "one did, for a day.\n"
             "- Scope `projects`: a district reaches its division's projects, an owner its "
             "enterprise's, a delegate, a service officer and an expert those that an authority "
             "names; the rest does not exist for them (404). Scope `department`: the cases of the "
             "own department.\n"
             "\n| method | path | query | permission | scope | body | |\n"
             "|---|---|---|---|---|---|---|\n"));
    for (size_t i = 0; i < route_count; i++) {
        const struct route *route = &routes[i];
        text_builder_add_format(out, "| %s | `%s` | %s | %s | %s | ",
                                http_method_name(route->method), route->pattern, route->query,
                                permission_name(route->permission), route_scope_name(route->scope));
        write_limit(out, route->body_limit);
        text_builder_add_format(out, " | %s |\n", route->summary);
    }
}

static void put_route(struct json_writer *json, const struct route *route)
{
    json_object_open(json);
    json_member_string(json, "method", http_method_name(route->method));
    json_member_string(json, "pattern", route->pattern);
    json_member_string(json, "permission", permission_name(route->permission));
    json_member_string(json, "scope", route_scope_name(route->scope));
    json_member_int(json, "body_limit", (int64_t)route->body_limit);
    json_member_string(json, "query", route->query);
    json_member_string(json, "summary", route->summary);
    json_object_close(json);
}

enum error_kind routes_write(const char *format, struct arena *arena, struct text *text_out,
                             struct error *err)
{
    if (strcmp(format, "json") == 0) {
        struct json_writer json;
        json_writer_init(&json, arena, TABLE_TEXT_MAX);
        json_array_open(&json);
        for (size_t i = 0; i < route_count; i++) {
            put_route(&json, &routes[i]);
        }
        json_array_close(&json);
        return json_writer_text(&json, text_out, err);
    }
    struct text_builder out;
    text_builder_init(&out, arena, TABLE_TEXT_MAX);
    if (strcmp(format, "tsv") == 0) {
        write_tsv(&out);
    } else if (strcmp(format, "markdown") == 0) {
        write_markdown(&out);
    } else {
        return error_set(err, ERROR_INVALID, "routes.format",
                         "the format is tsv, markdown or json, not %s", format);
    }
    *text_out = text_builder_text(&out);
    return OK;
}

/* --- OpenAPI 3.1 ------------------------------------------------------------------------------- */

/* "/api/v1/projects/:code" is "/api/v1/projects/{code}" there. */
static struct text openapi_path(const char *pattern, struct arena *arena)
{
    struct text_builder out;
    bool open = false;
    text_builder_init(&out, arena, 1024);
    for (const char *c = pattern; *c != '\0'; c++) {
        if (*c == ':') {
            text_builder_add_byte(&out, '{');
            open = true;
        } else {
            if (*c == '/' && open) {
                text_builder_add_byte(&out, '}');
                open = false;
            }
            text_builder_add_byte(&out, *c);
        }
    }
    if (open) {
        text_builder_add_byte(&out, '}');
    }
    return text_builder_text(&out);
}

static void put_parameter(struct json_writer *json, struct text name, const char *place,
                          bool required)
{
    json_object_open(json);
    json_member_text(json, "name", name);
    json_member_string(json, "in", place);
    json_member_bool(json, "required", required);
    json_key(json, "schema");
    json_object_open(json);
    json_member_string(json, "type", "string");
    json_object_close(json);
    json_object_close(json);
}

/* Words of `list` that stand between `separators`; those of a pattern begin with a colon. */
static void put_parameters(struct json_writer *json, const struct route *route)
{
    json_key(json, "parameters");
    json_array_open(json);
    for (const char *c = strchr(route->pattern, ':'); c != NULL; c = strchr(c + 1, ':')) {
        put_parameter(json, (struct text){c + 1, strcspn(c + 1, "/")}, "path", true);
    }
    const char *word = route->query;
    while (*word != '\0') {
        size_t length = strcspn(word, " ");
        put_parameter(json, (struct text){word, length}, "query", false);
        word += length;
        word += strspn(word, " ");
    }
    if (route->method == HTTP_PATCH) { /* pieces of a file have a place, all else a version */
        put_parameter(json, route->body_limit >= MIB ? TEXT("Upload-Offset") : TEXT("If-Match"),
                      "header", true);
    }
    if (route->method != HTTP_GET && route->permission != PERMISSION_PUBLIC) {
        put_parameter(json, TEXT("X-CSRF-Token"), "header", true);
    }
    json_array_close(json);
}

static void put_content(struct json_writer *json, const char *type)
{
    json_key(json, "content");
    json_object_open(json);
    json_key(json, type);
    json_object_open(json);
    json_object_close(json);
    json_object_close(json);
}

static void put_answers(struct json_writer *json, const struct route *route)
{
    static const char *const types[] = {
        [ANSWER_JSON] = "application/json",
        [ANSWER_NONE] = NULL,
        [ANSWER_FILE] = "application/octet-stream",
        [ANSWER_EVENTS] = "text/event-stream",
    };
    json_key(json, "responses");
    json_object_open(json);
    json_key(json, route->answer == ANSWER_NONE ? "204" : "2XX");
    json_object_open(json);
    json_member_string(json, "description", "done");
    if (types[route->answer] != NULL) {
        put_content(json, types[route->answer]);
    }
    json_object_close(json);
    json_key(json, "default");
    json_object_open(json);
    json_member_string(json, "$ref", "#/components/responses/Problem");
    json_object_close(json);
    json_object_close(json);
}

static void put_operation(struct json_writer *json, const struct route *route)
{
    static const char *const methods[] = {"get", "post", "put", "patch", "delete"};
    json_key(json, methods[route->method]);
    json_object_open(json);
    json_member_string(json, "summary", route->summary);
    put_parameters(json, route);
    if (route->body_limit != NO_BODY && route->method != HTTP_GET) {
        json_key(json, "requestBody");
        json_object_open(json);
        put_content(json,
                    route->body_limit >= MIB ? "application/octet-stream" : "application/json");
        json_object_close(json);
    }
    put_answers(json, route);
    json_key(json, "security");
    json_array_open(json);
    if (route->permission != PERMISSION_PUBLIC) {
        json_object_open(json);
        json_key(json, "session");
        json_array_open(json);
        json_array_close(json);
        json_object_close(json);
    }
    json_array_close(json);
    json_member_string(json, "x-permission", permission_name(route->permission));
    json_member_string(json, "x-scope", route_scope_name(route->scope));
    json_member_int(json, "x-body-limit", (int64_t)route->body_limit);
    json_object_close(json);
}

static bool is_first_of_pattern(size_t i)
{
    for (size_t other = 0; other < i; other++) {
        if (strcmp(routes[other].pattern, routes[i].pattern) == 0) {
            return false;
        }
    }
    return true;
}

static void put_paths(struct json_writer *json, struct arena *arena)
{
    json_key(json, "paths");
    json_object_open(json);
    for (size_t i = 0; i < route_count; i++) {
        if (!is_first_of_pattern(i)) {
            continue;
        }
        json_key(json, text_c_string(openapi_path(routes[i].pattern, arena), arena));
        json_object_open(json);
        for (size_t other = i; other < route_count; other++) {
            if (strcmp(routes[other].pattern, routes[i].pattern) == 0) {
                put_operation(json, &routes[other]);
            }
        }
        json_object_close(json);
    }
    json_object_close(json);
}

static const char components[] =
    "{\"securitySchemes\":{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":"
    "\"kaigong_session\"}},\"responses\":{\"Problem\":{\"description\":\"why it was refused\","
    "\"content\":{\"application/problem+json\":{\"schema\":{\"$ref\":"
    "\"#/components/schemas/Problem\"}}}}},\"schemas\":{\"Problem\":{\"type\":\"object\","
    "\"required\":[\"type\",\"title\",\"status\",\"code\",\"detail\",\"request_id\"],"
    "\"properties\":{\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},\"status\":"
    "{\"type\":\"integer\"},\"code\":{\"type\":\"string\"},\"detail\":{\"type\":\"string\"},"
    "\"field\":{\"type\":\"string\"},\"row\":{\"type\":\"integer\"},\"request_id\":{\"type\":"
    "\"string\"},\"current\":{},\"unmet\":{}}}}}";

enum error_kind routes_openapi(struct arena *arena, struct text *text_out, struct error *err)
{
    struct json_writer json;
    json_writer_init(&json, arena, TABLE_TEXT_MAX);
    json_object_open(&json);
    json_member_string(&json, "openapi", "3.1.0");
    json_key(&json, "info");
    json_object_open(&json);
    json_member_string(&json, "title", "Kaigong");
    json_member_string(&json, "version", "1");
    json_object_close(&json);
    put_paths(&json, arena);
    json_key(&json, "components");
    json_put_raw(&json, text_of(components));
    json_object_close(&json);
    return json_writer_text(&json, text_out, err);
}
