/* src/app/second_factor_app.h: second factors of people. The secret is shown once and stored sealed
 * (XChaCha20-Poly1305, bound to the person) under a key in the data folder, so that a copy of the
 * database alone makes no codes; recovery codes are stored as hashes. Each change is one transaction
 * with its entry in the journal. Rules: docs/domain/party.md U-11. */
#ifndef KAIGONG_APP_SECOND_FACTOR_APP_H
#define KAIGONG_APP_SECOND_FACTOR_APP_H

#include "app/party_app.h"
#include "domain/party/second_factor.h"

/* At signing in: whether a code of the device or a recovery code is right; either counts once. */
MUST_CHECK enum error_kind second_factor_app_check(struct app *app, const struct person *person,
                                                   struct text code, bool *right_out,
                                                   struct error *err);

struct second_factor_state {
    bool enrolled;
    int64_t recovery_codes; /* left */
};
MUST_CHECK enum error_kind second_factor_app_find(struct app *app, const struct actor *actor,
                                                  struct second_factor_state *out,
                                                  struct error *err);

/* Makes a new secret, which counts once it is proved.
 *
 * secret_out  base32, said once; uri_out for the QR code
 * Errors      ERROR_CONFLICT second_factor.enrolled, second_factor.off, and those of party_app_prove */
MUST_CHECK enum error_kind second_factor_app_start(struct party *party, struct app *app,
                                                   const struct actor *actor, struct text password,
                                                   struct text address, struct arena *arena,
                                                   struct text *secret_out, struct text *uri_out,
                                                   struct error *err);
/* Errors      ERROR_INVALID second_factor.code, ERROR_CONFLICT second_factor.none, .enrolled */
MUST_CHECK enum error_kind second_factor_app_confirm(struct party *party, struct app *app,
                                                     const struct actor *actor, struct text code,
                                                     struct arena *arena,
                                                     struct text codes_out[RECOVERY_CODES],
                                                     struct error *err);
/* Errors      ERROR_FORBIDDEN second_factor.required, ERROR_INVALID second_factor.code */
MUST_CHECK enum error_kind second_factor_app_remove(struct party *party, struct app *app,
                                                    const struct actor *actor, struct text password,
                                                    struct text code, struct text address,
                                                    struct error *err);
/* By the security administrator for somebody else who has lost the device.
 * Errors      ERROR_FORBIDDEN second_factor.own, ERROR_NOT_FOUND person.unknown */
MUST_CHECK enum error_kind second_factor_app_reset(struct party *party, struct app *app,
                                                   const struct actor *actor, struct text name,
                                                   struct error *err);

#endif
