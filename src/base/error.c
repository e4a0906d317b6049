#include "base/error.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A message or field goes out as UTF-8 whatever bytes it quotes; one that was cut does not end in half a
 * character. */
static void mend_message(char *message, bool cut)
{
    static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD itself is no fault */
    struct text text = text_of(message);
    for (size_t offset = 0; offset < text.length;) {
        size_t start = offset;
        if (text_next_character(text, &offset) != 0xFFFD ||
            strncmp(message + start, replacement, 3) == 0) {
            continue;
        }
        if (cut && text.length - start < 4) {
            message[start] = '\0';
            return;
        }
        message[start] = '?';
        offset = start + 1;
    }
}

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
    mend_message(err->message, length >= (int)sizeof err->message);
    return kind;
}

enum error_kind error_at_field(struct error *err, const char *field)
{
    if (err == NULL) {
        return ERROR_INVALID;
    }
    int length = snprintf(err->field, sizeof err->field, "%s", field);
    mend_message(err->field, length >= (int)sizeof err->field);
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
