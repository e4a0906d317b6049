#include "exchange/message_send.h"

#include "base/json.h"
#include "exchange/mail_message.h"

#include <curl/curl.h>
#include <openssl/hmac.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { HOOK_BODY_MAX = 256 * 1024, HEX_SIZE = 65, TIMEOUT_S = 30 };

struct message_send {
    struct message_send_settings settings;
    CURL *curl;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start_library(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

struct message_send *message_send_open(const struct message_send_settings *settings,
                                       struct arena *arena)
{
    pthread_once(&once, start_library);
    struct message_send *send = ARENA_NEW(arena, struct message_send);
    send->settings = *settings;
    send->curl = curl_easy_init();
    if (send->curl == NULL) {
        abort();
    }
    return send;
}

void message_send_close(struct message_send *send)
{
    if (send != NULL) {
        curl_easy_cleanup(send->curl);
    }
}

bool message_send_has(const struct message_send *send, struct text channel)
{
    return text_is_equal(channel, TEXT("email")) ? send->settings.mail_server.length > 0
                                                 : send->settings.webhook_url.length > 0;
}

/* --- what both share ---------------------------------------------------------------------------- */

struct source {
    struct text bytes;
    size_t offset;
};

static size_t read_source(char *buffer, size_t size, size_t count, void *context)
{
    struct source *source = context;
    size_t left = source->bytes.length - source->offset, room = size * count;
    size_t taken = left < room ? left : room;
    memcpy(buffer, source->bytes.data + source->offset, taken);
    source->offset += taken;
    return taken;
}

/* Answers are of no use and may be endless: a few bytes are thrown away, more end the transfer. */
static size_t drop_answer(char *bytes, size_t size, size_t count, void *context)
{
    size_t *seen = context;
    (void)bytes;
    *seen += size * count;
    return *seen > HOOK_BODY_MAX ? 0 : size * count;
}

static int ask_whether_to_stop(void *context, curl_off_t a, curl_off_t b, curl_off_t c,
                               curl_off_t d)
{
    const struct message_send *send = context;
    (void)a, (void)b, (void)c, (void)d;
    return send->settings.stopping != NULL && atomic_load(send->settings.stopping);
}

static void prepare(struct message_send *send, struct text address, const char *protocols,
                    struct arena *arena, size_t *seen)
{
    CURL *curl = send->curl;
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, text_c_string(address, arena));
    if (send->settings.ca_file.length > 0) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, text_c_string(send->settings.ca_file, arena));
    }
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, protocols);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* not what the environment happens to say */
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop_answer);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, seen);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, ask_whether_to_stop);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, send);
    *seen = 0;
}

/* --- e-mail --------------------------------------------------------------------------------------- */

static void sign_in(CURL *curl, const struct message_send_settings *settings, struct arena *arena)
{
    if (settings->mail_user.length > 0) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, text_c_string(settings->mail_user, arena));
        curl_easy_setopt(curl, CURLOPT_PASSWORD, text_c_string(settings->mail_password, arena));
    }
}

enum error_kind message_send_mail(struct message_send *send, struct text id, struct text to,
                                  struct text subject, struct text body, int64_t now,
                                  struct error *err)
{
    SCOPED_ARENA arena = {0};
    const struct message_send_settings *settings = &send->settings;
    const struct mail_message message = {
        settings->mail_from, settings->mail_from_name, to, subject, body, id, now};
    struct source source = {mail_message_write(&message, &arena), 0};
    size_t seen;
    prepare(send, settings->mail_server, "smtp,smtps", &arena, &seen);
    CURL *curl = send->curl;
    sign_in(curl, settings, &arena);
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     settings->mail_plain ? (long)CURLUSESSL_TRY : (long)CURLUSESSL_ALL);
    struct curl_slist *recipients = curl_slist_append(NULL, text_c_string(to, &arena));
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, text_c_string(settings->mail_from, &arena));
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_source);
    curl_easy_setopt(curl, CURLOPT_READDATA, &source);
    CURLcode code = curl_easy_perform(curl);
    long answer = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
    curl_slist_free_all(recipients);
    return code == CURLE_OK ? OK
                            : error_set(err, ERROR_UNAVAILABLE, "message.mail", "%s (%ld)",
                                        curl_easy_strerror(code), answer);
}

/* --- webhook -------------------------------------------------------------------------------------- */

static void sign(struct text secret, struct text stamp, struct text body, struct arena *arena,
                 char hex[HEX_SIZE])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    struct text signed_text = text_format(arena, "%.*s.%.*s", TEXT_ARGS(stamp), TEXT_ARGS(body));
    HMAC(EVP_sha256(), secret.data, (int)secret.length, (const unsigned char *)signed_text.data,
         signed_text.length, digest, &length);
    for (unsigned int i = 0; i < length && i < 32; i++) {
        static const char digits[] = "0123456789abcdef";
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[64] = '\0';
}

static struct curl_slist *write_headers(struct message_send *send, struct text id, struct text body,
                                        int64_t now, struct arena *arena)
{
    char hex[HEX_SIZE];
    struct text stamp = text_format(arena, "%lld", (long long)(now / 1000000));
    sign(send->settings.webhook_secret, stamp, body, arena, hex);
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    headers = curl_slist_append(
        headers, text_format(arena, "X-Kaigong-Timestamp: %.*s", TEXT_ARGS(stamp)).data);
    headers =
        curl_slist_append(headers, text_format(arena, "X-Kaigong-Signature: sha256=%s", hex).data);
    headers =
        curl_slist_append(headers, text_format(arena, "X-Kaigong-Id: %.*s", TEXT_ARGS(id)).data);
    return curl_slist_append(headers, "Expect:");
}

enum error_kind message_send_webhook(struct message_send *send, struct text id,
                                     struct text recipient, struct text title, struct text body,
                                     int64_t now, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct json_writer json;
    struct text bytes;
    size_t seen;
    long status = 0;
    json_writer_init(&json, &arena, HOOK_BODY_MAX);
    json_object_open(&json);
    json_member_text(&json, "id", id);
    json_member_text(&json, "recipient", recipient);
    json_member_text(&json, "text", body);
    json_member_text(&json, "title", title);
    json_object_close(&json);
    TRY(json_writer_text(&json, &bytes, err));
    prepare(send, send->settings.webhook_url, "http,https", &arena, &seen);
    struct curl_slist *headers = write_headers(send, id, bytes, now, &arena);
    curl_easy_setopt(send->curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(send->curl, CURLOPT_POSTFIELDS, bytes.data);
    curl_easy_setopt(send->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)bytes.length);
    CURLcode code = curl_easy_perform(send->curl);
    curl_easy_getinfo(send->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    if (code != CURLE_OK) {
        return error_set(err, ERROR_UNAVAILABLE, "message.webhook", "%s", curl_easy_strerror(code));
    }
    return status >= 200 && status <= 299 ? OK
                                          : error_set(err, ERROR_UNAVAILABLE, "message.webhook",
                                                      "the webhook answered %ld", status);
}
