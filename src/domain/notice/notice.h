/* src/domain/notice/notice.h
 *
 * What a person is told: kinds with their texts in both languages (one table), when a message leaves
 * at once and when it waits for the reader's digest, and when an attempt to send is made again. Pure:
 * the clock, the store and the senders are the caller's. Rules: docs/domain/notice.md. */
#ifndef KAIGONG_DOMAIN_NOTICE_H
#define KAIGONG_DOMAIN_NOTICE_H

#include "base/date.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>

enum notice_kind {
    NOTICE_ASSIGNED,    /* urgent: work or a project was given to the reader */
    NOTICE_DEADLINE,    /* urgent: a day is near by which the reader has to act */
    NOTICE_OVERDUE,     /* urgent: the day has passed */
    NOTICE_CORRECTION,  /* urgent: papers have to be completed by a day */
    NOTICE_ENDED,       /* an authority or assignment has ended */
    NOTICE_ACCEPTED,    /* an item was accepted */
    NOTICE_DECIDED,     /* an item was decided */
    NOTICE_PROCEDURE,   /* a special procedure or an extension began */
    NOTICE_TOLERANCE,   /* a paper was tolerated, came or lapsed */
    NOTICE_COMMITMENT,  /* a commitment was signed, checked, kept or broken */
    NOTICE_ANSWER,      /* a question was asked or answered */
    NOTICE_APPOINTMENT, /* a slot was booked, moved or cancelled */
    NOTICE_REVIEW,      /* a review or joint meeting invites or concludes */
    NOTICE_RATING,      /* a finished case can be rated, or was */
    NOTICE_SECURITY,    /* urgent: something about the reader's own account changed */
    NOTICE_KIND_COUNT,
};

/* What a notice says besides its kind; "" and DATE_NONE where it does not apply. */
struct notice {
    int64_t person_id; /* who reads it */
    enum notice_kind kind;
    struct text subject; /* what it is about: "project:CODE", "case:17"; the page links there */
    struct text project; /* name of the project */
    struct text item, item_en; /* name of the approval item */
    struct text note;          /* a remark by a person or a number, as it is */
    struct date day;           /* the day that counts */
};

const char *notice_kind_name(enum notice_kind kind);
bool notice_kind_parse(struct text text, enum notice_kind *kind_out);
/* Leaves at once, not with the digest: assignments and deadlines. Source N-2 */
bool notice_is_urgent(enum notice_kind kind);
/* One sentence for the reader. */
struct text notice_text(const struct notice *notice, bool english, struct arena *arena);

/* How a reader wants to be told. */
struct notice_setting {
    struct text email, phone; /* "" for none */
    int hour;                 /* of the city's day at which the digest leaves, 0 to 23 */
    bool english, by_email, by_webhook;
};
enum { NOTICE_HOUR = 8 }; /* unless the reader says otherwise */

/* Errors      ERROR_INVALID notice.email, notice.phone, notice.hour with the field */
MUST_CHECK enum error_kind notice_setting_check(const struct notice_setting *setting,
                                                struct error *err);

/* Whether a digest leaves now: once a day, from the reader's hour on.
 *
 * last   the day of the newest digest, or DATE_NONE */
bool notice_digest_is_due(int hour, struct date last, struct date today, int hour_now);

/* Seconds until a failed attempt is made again: doubles from `first_s`, at most six hours; after
 * NOTICE_TRIES attempts none is made. Source N-5 */
enum { NOTICE_TRIES = 12, NOTICE_PAUSE_MAX_S = 6 * 3600 };
int notice_pause_s(int tries, int first_s);

#endif
