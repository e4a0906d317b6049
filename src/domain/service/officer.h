/* src/domain/service/officer.h
 *
 * Chief service officers: what the public directory shows, how many projects one carries, who stands
 * in, the work log, the rating of a finished case and the task that a poor one opens. Pure: no clock,
 * no input or output. Rules: docs/domain/service.md. */
#ifndef KAIGONG_DOMAIN_OFFICER_H
#define KAIGONG_DOMAIN_OFFICER_H

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>

/* What stands of an officer in the directory. */
struct officer {
    int64_t person_id;
    struct text person, name; /* sign-in name, display name; read only */
    struct text unit, post, office_phone, serves;
    struct text mobile; /* shown only after it was revealed with a reason */
    bool listed;        /* in the public directory */
    int64_t version;    /* 0: nothing was entered yet */
    int projects;       /* assignments that count today; read only */
    struct text deputy; /* who stands in today, or ""; read only */
    struct date deputy_until;
};

/* Errors      ERROR_INVALID officer.*   with the field */
MUST_CHECK enum error_kind officer_check(const struct officer *officer, struct error *err);
/* "138****5678": the first three and the last four characters; of a shorter number the last two,
 * of a single one none. */
struct text phone_mask(struct text phone, struct arena *arena);
/* A reason that a person writes: 1 to REASON_MAX characters.
 * Errors      ERROR_INVALID service.reason   at `field` */
enum { REASON_MAX = 1000 };
MUST_CHECK enum error_kind service_check_text(struct text text, const char *field,
                                              struct error *err);

enum { OFFICER_LOAD = 8 }; /* projects an officer carries before a warning, unless set */

/* Somebody does an officer's work for some days (stand-in), or takes it over (hand-over). */
enum cover_kind { COVER_STAND_IN, COVER_HAND_OVER };
struct cover {
    int64_t id, officer_id, deputy_id;
    struct text officer, officer_name, deputy, deputy_name; /* read only */
    enum cover_kind kind;
    struct date from, until; /* both count; with a hand-over both work side by side on these days */
};
const char *cover_kind_name(enum cover_kind kind); /* "stand_in", "hand_over" */
bool cover_kind_parse(struct text text, enum cover_kind *kind_out);
/* Errors      ERROR_INVALID cover.deputy, cover.from, cover.until   with the field */
MUST_CHECK enum error_kind cover_check(const struct cover *cover, struct date today,
                                       struct error *err);
bool cover_overlaps(const struct cover *a, const struct cover *b);

/* What an officer did for a project on a day. */
enum work_log_kind {
    WORK_LOG_POLICY,   /* 政策解答 */
    WORK_LOG_PAPERS,   /* 代办跑件 */
    WORK_LOG_VISIT,    /* 现场服务 */
    WORK_LOG_PUSH,     /* 催办协调 */
    WORK_LOG_ESCALATE, /* 上报升级 */
    WORK_LOG_SAFETY,   /* 安全提醒 */
    WORK_LOG_KIND_COUNT,
};
const char *work_log_kind_name(enum work_log_kind kind);
const char *work_log_kind_zh(enum work_log_kind kind);
bool work_log_kind_parse(struct text text, enum work_log_kind *kind_out);
/* A day that is not in the future nor older than WORK_LOG_DAYS, and a text.
 * Errors      ERROR_INVALID work_log.day, service.text */
enum { WORK_LOG_DAYS = 31 };
MUST_CHECK enum error_kind work_log_check(struct date day, struct text text, struct date today,
                                          struct error *err);

/* 好差评: five grades. */
enum grade { GRADE_VERY_GOOD = 1, GRADE_GOOD, GRADE_FAIR, GRADE_POOR, GRADE_VERY_POOR };
const char *grade_zh(enum grade grade); /* 非常满意 满意 基本满意 不满意 非常不满意 */
const char *grade_en(enum grade grade);
bool grade_is_poor(enum grade grade);
enum { RATING_TASK_DAYS = 15 }; /* working days to put a poor rating right and call back */

/* Task of a poor rating: the officer says what was put right, somebody else calls back and closes. */
enum rating_state { RATING_OPEN, RATING_CORRECTED, RATING_CLOSED };
const char *rating_state_name(enum rating_state state); /* "open", "corrected", "closed" */
bool rating_state_parse(struct text text, enum rating_state *state_out);
/* Errors      ERROR_CONFLICT rating.step, ERROR_FORBIDDEN rating.officer */
MUST_CHECK enum error_kind rating_correct(enum rating_state *state, int64_t officer_id,
                                          int64_t actor_id, struct error *err);
/* Errors      ERROR_CONFLICT rating.step, ERROR_FORBIDDEN rating.own   the officer's own task */
MUST_CHECK enum error_kind rating_close(enum rating_state *state, int64_t officer_id,
                                        int64_t actor_id, struct error *err);

#endif
