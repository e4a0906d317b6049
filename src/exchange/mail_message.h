/* src/exchange/mail_message.h: an e-mail as the bytes that SMTP carries. */
#ifndef KAIGONG_EXCHANGE_MAIL_MESSAGE_H
#define KAIGONG_EXCHANGE_MAIL_MESSAGE_H

#include "base/arena.h"
#include "base/text.h"

#include <stdint.h>

struct mail_message {
    struct text from,
        from_name; /* address, checked by notice_setting_check's rule; a name in UTF-8 */
    struct text to;
    struct text subject, body; /* UTF-8; line ends of the body are \n */
    struct text id;            /* left part of the Message-ID: the same for every attempt */
    int64_t sent_at;           /* UTC microseconds */
};

/* Headers and body, lines ended by CRLF, in ASCII throughout: names and subject as encoded words of at
 * most 75 characters, the body as base64 in lines of 76. Dots need no stuffing here: the client of
 * SMTP does that.
 * Source      RFC 5322, RFC 2047, RFC 2045 6.8 */
struct text mail_message_write(const struct mail_message *message, struct arena *arena);

#endif
