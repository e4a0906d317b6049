/* src/exchange/message_send.h: the adapter to libcurl that carries messages out of the house: e-mail
 * by SMTP, and a signed webhook for a city's own SMS or messenger. Addresses come from the settings of
 * the installation, never from a request. One of these belongs to one thread. */
#ifndef KAIGONG_EXCHANGE_MESSAGE_SEND_H
#define KAIGONG_EXCHANGE_MESSAGE_SEND_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct message_send_settings {
    struct text mail_server; /* "smtp://host:587", "smtps://host:465"; "" for none */
    struct text mail_from, mail_from_name;
    struct text mail_user, mail_password; /* "" without signing in */
    bool mail_plain; /* allowed without TLS: only for a server on the same machine */
    struct text webhook_url, webhook_secret;
    struct text ca_file;         /* PEM: whom to trust instead of the system's list; "" for that */
    const atomic_bool *stopping; /* once true, what is on its way is broken off; or NULL */
};

struct message_send; /* libcurl's handle */

/* arena   holds it as long as it is open */
struct message_send *message_send_open(const struct message_send_settings *settings,
                                       struct arena *arena);
void message_send_close(struct message_send *send);

/* Whether there is a way out for a channel: "email", "webhook". */
bool message_send_has(const struct message_send *send, struct text channel);

/* Errors      ERROR_UNAVAILABLE message.mail   the server was not reached or did not take it */
MUST_CHECK enum error_kind message_send_mail(struct message_send *send, struct text id,
                                             struct text to, struct text subject, struct text body,
                                             int64_t now, struct error *err);

/* Posts {"id","recipient","text","title"} with X-Kaigong-Timestamp (seconds since 1970),
 * X-Kaigong-Signature "sha256=" and the hex HMAC-SHA256 of timestamp "." body under the secret, and
 * X-Kaigong-Id, the same for every attempt. A status of 200 to 299 takes it; redirects are not followed.
 * Errors      ERROR_UNAVAILABLE message.webhook */
MUST_CHECK enum error_kind message_send_webhook(struct message_send *send, struct text id,
                                                struct text recipient, struct text title,
                                                struct text body, int64_t now, struct error *err);

#endif
