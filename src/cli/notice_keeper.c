#include "cli/notice_keeper.h"

#include "app/notice_app.h"
#include "base/log.h"
#include "exchange/message_send.h"

#include <time.h>

enum { FIRST_PAUSE_S = 30, SECRET_MIN = 16 };

static void log_round(const char *event, size_t count, const struct error *err)
{
    struct log_line line;
    log_begin(&line, event);
    if (err != NULL) {
        json_member_string(&line.json, "code", err->code);
        json_member_string(&line.json, "message", err->message);
    } else {
        json_member_int(&line.json, "count", (int64_t)count);
    }
    log_end(&line);
}

static enum error_kind send_one(void *context, const struct message *message, struct error *err)
{
    struct notice_keeper *keeper = context;
    SCOPED_ARENA arena = {0};
    struct text id = text_format(&arena, "%lld", (long long)message->id);
    if (!message_send_has(keeper->send, message->channel)) {
        return error_set(err, ERROR_UNAVAILABLE, "message.channel", "no way out for %.*s is set",
                         TEXT_ARGS(message->channel));
    }
    int64_t now = app_now(keeper->app);
    return text_is_equal(message->channel, TEXT("email"))
               ? message_send_mail(keeper->send, id, message->recipient, message->title,
                                   message->body, now, err)
               : message_send_webhook(keeper->send, id, message->recipient, message->title,
                                      message->body, now, err);
}

static void keep_once(struct notice_keeper *keeper)
{
    struct error err;
    size_t sent, failed;
    if (notice_app_make_digests(keeper->app, &err) != OK) {
        log_round("notice.digest_failed", 0, &err);
    }
    if (notice_app_send(keeper->app, send_one, keeper, keeper->first_pause_s, &sent, &failed,
                        &err) != OK) {
        log_round("notice.send_failed", 0, &err);
        return;
    }
    if (failed > 0) {
        log_round("notice.given_up", failed, NULL);
    }
}

static void *keep(void *argument)
{
    struct notice_keeper *keeper = argument;
    while (!atomic_load(&keeper->stopping)) {
        struct timespec second = {1, 0};
        keep_once(keeper);
        nanosleep(&second, NULL);
    }
    return NULL;
}

static enum error_kind refuse(struct error *err, const char *setting, const char *why)
{
    return error_set(err, ERROR_INVALID, "notice.config", "kaigong.conf: %s %s", setting, why);
}

static enum error_kind read_settings(struct app *app, struct message_send_settings *settings,
                                     int *first_pause_s, struct error *err)
{
    int64_t pause = FIRST_PAUSE_S;
    *settings = (struct message_send_settings){
        .mail_server = app_config(app, "mail_server"),
        .mail_from = app_config(app, "mail_from"),
        .mail_from_name = app->city_zh,
        .mail_user = app_config(app, "mail_user"),
        .mail_password = app_config(app, "mail_password"),
        .mail_plain = text_is_equal(app_config(app, "mail_tls"), TEXT("off")),
        .ca_file = app_config(app, "message_ca"),
        .webhook_url = app_config(app, "webhook_url"),
        .webhook_secret = app_config(app, "webhook_secret"),
    };
    const struct notice_setting from = {.email = settings->mail_from, .by_email = true};
    if (settings->mail_server.length > 0 && notice_setting_check(&from, err) != OK) {
        return refuse(err, "mail_from", "is no e-mail address");
    }
    if (settings->webhook_url.length > 0 && settings->webhook_secret.length < SECRET_MIN) {
        return refuse(err, "webhook_secret", "has 16 characters or more");
    }
    struct text text = app_config(app, "notice_pause_seconds");
    if (text.length > 0 && (!text_parse_int64(text, &pause) || pause < 1 || pause > 3600)) {
        return refuse(err, "notice_pause_seconds", "is 1 to 3600");
    }
    *first_pause_s = (int)pause;
    return OK;
}

enum error_kind notice_keeper_start(struct notice_keeper *keeper, struct app *app,
                                    struct error *err)
{
    struct message_send_settings settings;
    *keeper = (struct notice_keeper){.app = app};
    TRY(read_settings(app, &settings, &keeper->first_pause_s, err));
    settings.stopping = &keeper->stopping;
    keeper->send = message_send_open(&settings, &app->arena);
    keeper->runs = pthread_create(&keeper->thread, NULL, keep, keeper) == 0;
    return OK;
}

void notice_keeper_stop(struct notice_keeper *keeper)
{
    if (keeper->runs) {
        atomic_store(&keeper->stopping, true);
        pthread_join(keeper->thread, NULL);
    }
    message_send_close(keeper->send);
}
