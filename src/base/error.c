#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum error_kind error_set(struct error *err, enum error_kind kind, const char *code,
                          const char *format, ...)
{
    if (err == NULL) {
        return kind;
    }
    memset(err, 0, sizeof *err);
    err->kind = kind;
    snprintf(err->code, sizeof err->code, "%s", code);
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(err->message, sizeof err->message, format, arguments);
    va_end(arguments);
    /* A cut message must not end in half a character. */
    if (length >= (int)sizeof err->message) {
        size_t end = sizeof err->message - 1;
        while (end > 0 && ((unsigned char)err->message[end] & 0xC0) == 0x80) {
            end--;
        }
        if (end > 0 && ((unsigned char)err->message[end] & 0xC0) == 0xC0) {
            err->message[end] = '\0';
        }
        while (end > 0 && ((unsigned char)err->message[end - 1] & 0xC0) == 0x80) {
            end--;
        }
        if (end > 0 && ((unsigned char)err->message[end - 1] & 0xC0) == 0xC0) {
            err->message[end - 1] = '\0';
        }
    }
    return kind;
}

enum error_kind error_at_field(struct error *err, const char *field)
{
    snprintf(err->field, sizeof err->field, "%s", field);
    return err->kind;
}

enum error_kind error_at_row(struct error *err, long row)
{
    err->row = row;
    return err->kind;
}

int error_http_status(enum error_kind kind)
{
    static const int statuses[] = {
        [OK] = 200,
        [ERROR_INVALID] = 422,
        [ERROR_NOT_FOUND] = 404,
        [ERROR_CONFLICT] = 409,
        [ERROR_FORBIDDEN] = 403,
        [ERROR_UNAUTHENTICATED] = 401,
        [ERROR_LIMIT] = 413,
        [ERROR_MALFORMED] = 400,
        [ERROR_PRECONDITION] = 428,
        [ERROR_THROTTLED] = 429,
        [ERROR_UNAVAILABLE] = 503,
        [ERROR_FULL] = 507,
        [ERROR_INTERNAL] = 500,
    };
    return statuses[kind];
}

int error_exit_code(enum error_kind kind)
{
    return kind == OK ? 0 : 1;
}
