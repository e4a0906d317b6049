/* src/base/error.h: the one way to fail.
 *
 * A kind maps to one HTTP status and one exit code; `code` is stable and meant for programs,
 * `message` is one sentence for a person that names the value at fault. */
#ifndef KAIGONG_BASE_ERROR_H
#define KAIGONG_BASE_ERROR_H

#define MUST_CHECK __attribute__((warn_unused_result))

enum error_kind {
    OK = 0,
    ERROR_INVALID,         /* the input breaks a rule: 422, exit 1 */
    ERROR_NOT_FOUND,       /* or the caller may not know that it exists: 404 */
    ERROR_CONFLICT,        /* stale version, or a step that the state forbids: 409 */
    ERROR_FORBIDDEN,       /* the caller's role or scope does not allow it: 403 */
    ERROR_UNAUTHENTICATED, /* nobody is signed in, or the sign-in failed: 401 */
    ERROR_LIMIT,           /* larger than a declared bound: 413 */
    ERROR_MALFORMED,       /* the bytes cannot be read as what they claim to be: 400 */
    ERROR_PRECONDITION,    /* If-Match is missing: 428 */
    ERROR_THROTTLED,       /* too many tries: 429 */
    ERROR_UNAVAILABLE,     /* the outcome is unknown or the database is out of reach: 503 */
    ERROR_FULL,            /* no room on the disk; nothing was stored: 507 */
    ERROR_INTERNAL,        /* our mistake: 500 */
};

struct error {
    enum error_kind kind;
    char code[48];     /* "calendar.duration" */
    char message[512]; /* one sentence */
    char field[64];    /* the member or column at fault, or "" */
    long row;          /* the row at fault, counted from 1, or 0 */
};

/* Fills `err` and returns `kind`, so that a failure is one statement. `err` may be NULL. */
enum error_kind error_set(struct error *err, enum error_kind kind, const char *code,
                          const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Names the member or column at fault; returns `kind` of err, ERROR_INVALID where err is NULL. */
enum error_kind error_at_field(struct error *err, const char *field);
enum error_kind error_at_row(struct error *err, long row);

int error_http_status(enum error_kind kind);
int error_exit_code(enum error_kind kind);

/* Hands a failure to the caller. Only where nothing has to be released by hand. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum error_kind kind_ = (call);                                                            \
        if (kind_ != OK) {                                                                         \
            return kind_;                                                                          \
        }                                                                                          \
    } while (0)

#endif
