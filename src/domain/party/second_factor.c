#include "domain/party/second_factor.h"

#include <openssl/hmac.h>
#include <stdio.h>
#include <string.h>

enum { URI_MAX = 4096, WINDOW = 1 };

static const char *const rules[] = {"offered", "required", "off"};

const char *second_factor_rule_name(enum second_factor_rule rule)
{
    return rules[rule];
}

bool second_factor_rule_parse(struct text text, enum second_factor_rule *rule_out)
{
    for (int rule = 0; rule < 3; rule++) {
        if (text_is_equal(text, text_of(rules[rule]))) {
            *rule_out = (enum second_factor_rule)rule;
            return true;
        }
    }
    *rule_out = SECOND_FACTOR_OFFERED;
    return text.length == 0;
}

int totp_code(const unsigned char secret[TOTP_SECRET_BYTES], int64_t step)
{
    unsigned char counter[8], mac[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    for (int i = 0; i < 8; i++) {
        counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    }
    HMAC(EVP_sha1(), secret, TOTP_SECRET_BYTES, counter, sizeof counter, mac, &length);
    const unsigned char *part = mac + (mac[length - 1] & 0x0F); /* dynamic truncation */
    uint32_t number = (uint32_t)(part[0] & 0x7F) << 24 | (uint32_t)part[1] << 16 |
                      (uint32_t)part[2] << 8 | part[3];
    return (int)(number % 1000000);
}

/* Six digits in `digits`, or false. */
static bool read_digits(struct text code, char digits[TOTP_DIGITS + 1])
{
    size_t count = 0;
    for (size_t i = 0; i < code.length; i++) {
        if (code.data[i] == ' ') {
            continue;
        }
        if (code.data[i] < '0' || code.data[i] > '9' || count == TOTP_DIGITS) {
            return false;
        }
        digits[count++] = code.data[i];
    }
    digits[count] = '\0';
    return count == TOTP_DIGITS;
}

static bool is_equal(const char *a, const char *b)
{
    unsigned char differs = 0;
    for (int i = 0; i < TOTP_DIGITS; i++) {
        differs |= (unsigned char)(a[i] ^ b[i]);
    }
    return differs == 0;
}

int64_t totp_find_step(const unsigned char secret[TOTP_SECRET_BYTES], struct text code,
                       int64_t now_s, int64_t last_step)
{
    char given[TOTP_DIGITS + 1], right[16];
    int64_t now = now_s / TOTP_STEP_S, found = -1;
    if (!read_digits(code, given)) {
        return -1;
    }
    for (int64_t step = now - WINDOW; step <= now + WINDOW; step++) {
        snprintf(right, sizeof right, "%06d", totp_code(secret, step));
        if (is_equal(given, right) && step > last_step && found < 0) {
            found = step;
        }
    }
    return found;
}

struct text base32_write(const unsigned char *bytes, size_t length, struct arena *arena)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    struct text_builder out;
    uint32_t held = 0;
    int bits = 0;
    text_builder_init(&out, arena, length * 2 + 8);
    for (size_t i = 0; i < length; i++) {
        held = held << 8 | bytes[i];
        for (bits += 8; bits >= 5; bits -= 5) {
            text_builder_add_byte(&out, alphabet[held >> (bits - 5) & 31]);
        }
    }
    if (bits > 0) {
        text_builder_add_byte(&out, alphabet[held << (5 - bits) & 31]);
    }
    return text_builder_text(&out);
}

static void add_escaped(struct text_builder *out, struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                     (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_';
        if (plain) {
            text_builder_add_byte(out, (char)byte);
        } else {
            text_builder_add_format(out, "%%%02X", byte);
        }
    }
}

struct text totp_uri(const unsigned char secret[TOTP_SECRET_BYTES], struct text issuer,
                     struct text name, struct arena *arena)
{
    struct text_builder out;
    struct text key = base32_write(secret, TOTP_SECRET_BYTES, arena);
    text_builder_init(&out, arena, URI_MAX);
    text_builder_add(&out, TEXT("otpauth://totp/"));
    add_escaped(&out, issuer);
    text_builder_add_byte(&out, ':');
    add_escaped(&out, name);
    text_builder_add_format(&out, "?secret=%.*s&issuer=", TEXT_ARGS(key));
    add_escaped(&out, issuer);
    text_builder_add_format(&out, "&algorithm=SHA1&digits=%d&period=%d", TOTP_DIGITS, TOTP_STEP_S);
    return text_builder_text(&out);
}

struct text recovery_code_normal(struct text code, struct arena *arena)
{
    struct text_builder out;
    text_builder_init(&out, arena, code.length + 1);
    for (size_t i = 0; i < code.length; i++) {
        char byte = code.data[i];
        byte = (char)(byte >= 'a' && byte <= 'z' ? byte - 'a' + 'A' : byte);
        if ((byte >= 'A' && byte <= 'Z') || (byte >= '2' && byte <= '7')) {
            text_builder_add_byte(&out, byte);
        } else if (byte != '-' && byte != ' ') {
            return TEXT("");
        }
    }
    struct text normal = text_builder_text(&out);
    return normal.length == RECOVERY_CODE_LENGTH ? normal : TEXT("");
}
