/* src/domain/party/second_factor.h
 *
 * The second factor: six digits that a device makes of a shared secret and the time. Pure: the secret
 * is kept and sealed in app/, the clock is the caller's. Rules: docs/domain/party.md U-11. */
#ifndef KAIGONG_DOMAIN_SECOND_FACTOR_H
#define KAIGONG_DOMAIN_SECOND_FACTOR_H

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { TOTP_SECRET_BYTES = 20, TOTP_DIGITS = 6, TOTP_STEP_S = 30 };

/* What the city asks for (kaigong.conf): nothing, an offer, or of every role of U-11. */
enum second_factor_rule { SECOND_FACTOR_OFFERED, SECOND_FACTOR_REQUIRED, SECOND_FACTOR_OFF };
const char *second_factor_rule_name(enum second_factor_rule rule);
/* "" is SECOND_FACTOR_OFFERED. */
bool second_factor_rule_parse(struct text text, enum second_factor_rule *rule_out);

/* The code of a step, counted in TOTP_STEP_S from 1970 on: 0 to 999999.
 * Source      RFC 6238 with SHA-1; RFC 4226 5.3 */
int totp_code(const unsigned char secret[TOTP_SECRET_BYTES], int64_t step);

/* The step that a code stands for: that of `now_s`, the one before or the one after it, and later than
 * `last_step`, so that no code counts twice; -1 when there is none. Compares without telling by its
 * time where a code differs.
 *
 * code        six digits; blanks between them are left out */
int64_t totp_find_step(const unsigned char secret[TOTP_SECRET_BYTES], struct text code,
                       int64_t now_s, int64_t last_step);

/* RFC 4648 6 without padding. */
struct text base32_write(const unsigned char *bytes, size_t length, struct arena *arena);

/* otpauth://totp/ISSUER:NAME?secret=…: what authenticator programs read from a QR code. */
struct text totp_uri(const unsigned char secret[TOTP_SECRET_BYTES], struct text issuer,
                     struct text name, struct arena *arena);

/* A recovery code as it is compared: letters in upper case, digits, nothing else; "" when it has not
 * RECOVERY_CODE_LENGTH of them. */
enum { RECOVERY_CODES = 10, RECOVERY_CODE_BYTES = 10, RECOVERY_CODE_LENGTH = 16 };
struct text recovery_code_normal(struct text code, struct arena *arena);

#endif
