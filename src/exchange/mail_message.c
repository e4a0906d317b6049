#include "exchange/mail_message.h"

#include <openssl/evp.h>
#include <time.h>

enum { MAIL_MAX = 1 << 20, WORD_BYTES = 42, LINE_BYTES = 57 };

static void add_base64(struct text_builder *out, struct text bytes)
{
    unsigned char encoded[4 * ((LINE_BYTES + 2) / 3) + 1];
    int length = EVP_EncodeBlock(encoded, (const unsigned char *)bytes.data, (int)bytes.length);
    text_builder_add(out, (struct text){(const char *)encoded, (size_t)length});
}

static bool is_plain(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] < ' ' || text.data[i] > '~') {
            return false;
        }
    }
    return text.length <= 60;
}

/* A text in a header. What is not plain becomes encoded words, cut between characters. Control
 * characters, above all line ends, only ever stand inside the encoding. */
static void add_words(struct text_builder *out, struct text text)
{
    if (is_plain(text)) {
        text_builder_add(out, text);
        return;
    }
    for (size_t from = 0, to = 0; from < text.length; from = to) {
        while (to < text.length) {
            size_t next = to;
            text_next_character(text, &next);
            if (next - from > WORD_BYTES) {
                break;
            }
            to = next;
        }
        text_builder_add(out, from > 0 ? TEXT("\r\n =?UTF-8?B?") : TEXT("=?UTF-8?B?"));
        add_base64(out, text_slice(text, from, to));
        text_builder_add(out, TEXT("?="));
    }
}

static void add_date(struct text_builder *out, int64_t at)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(at / 1000000);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    text_builder_add_format(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[utc.tm_wday],
                            utc.tm_mday, months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour,
                            utc.tm_min, utc.tm_sec);
}

static void add_body(struct text_builder *out, struct text body, struct arena *arena)
{
    struct text_builder lines;
    text_builder_init(&lines, arena, MAIL_MAX);
    for (size_t i = 0; i < body.length; i++) {
        if (body.data[i] == '\n') {
            text_builder_add_byte(&lines, '\r');
        }
        text_builder_add_byte(&lines, body.data[i]);
    }
    struct text text = text_builder_text(&lines);
    for (size_t from = 0; from < text.length; from += LINE_BYTES) {
        size_t to = from + LINE_BYTES < text.length ? from + LINE_BYTES : text.length;
        add_base64(out, text_slice(text, from, to));
        text_builder_add(out, TEXT("\r\n"));
    }
}

struct text mail_message_write(const struct mail_message *message, struct arena *arena)
{
    struct text_builder out;
    text_builder_init(&out, arena, 2 * MAIL_MAX);
    add_date(&out, message->sent_at);
    text_builder_add(&out, TEXT("From: "));
    add_words(&out, message->from_name);
    text_builder_add_format(&out, " <%.*s>\r\nTo: <%.*s>\r\nSubject: ", TEXT_ARGS(message->from),
                            TEXT_ARGS(message->to));
    add_words(&out, message->subject);
    text_builder_add_format(&out, "\r\nMessage-ID: <%.*s.%.*s>\r\n", TEXT_ARGS(message->id),
                            TEXT_ARGS(message->from));
    text_builder_add(&out, TEXT("MIME-Version: 1.0\r\n"
                                "Content-Type: text/plain; charset=utf-8\r\n"
                                "Content-Transfer-Encoding: base64\r\n"
                                "Auto-Submitted: auto-generated\r\n\r\n"));
    add_body(&out, message->body, arena);
    return text_builder_text(&out);
}
