/*
 * totp: the second factor by clock (RFC 6238): HMAC-SHA-1, 30 s, 6 digits.
 *
 * Not here: counting failed tries, and keeping the last accepted step; the caller
 * stores what totp_check gives and hands it in again. The secret is stored by
 * small_seal (object.h).
 */
#pragma once
#include "base/cx.h"

#define TOTP_PERIOD_S 30
#define TOTP_DIGITS 6

struct totp_secret {
    uint8_t b[20];
};

enum totp_hash { TOTP_SHA1, TOTP_SHA256, TOTP_SHA512 }; /* officers have SHA1 */

void totp_new(struct cx *cx, struct totp_secret *out);
/* RFC 6238 in general: the number for a step (unix seconds / 30), digits 6..8. */
uint32_t totp_value(enum totp_hash hash, struct bytes key, uint64_t step, int digits);

/* True if typed (6 digits, spaces allowed) is the code of the step before, now or
 * after, and that step is later than last_step (-1 for never): each code works once.
 * *step is what to store as the next last_step. All three are always compared. */
bool totp_check(const struct totp_secret *secret, struct str typed, int64_t now_us,
                int64_t last_step, int64_t *step) MUST_USE;

/* RFC 4648 base32 without padding, for typing by hand: 32 characters. */
struct str totp_text(struct arena *arena, const struct totp_secret *secret);
/* The secret from such text; case and spaces do not matter. False for anything else. */
bool totp_read(struct str text, struct totp_secret *out) MUST_USE;
/* "otpauth://totp/ISSUER:ACCOUNT?secret=...&issuer=...&algorithm=SHA1&digits=6&period=30",
 * percent-encoded; at == NULL past the arena's cap. */
struct str totp_uri(struct arena *arena, struct str issuer, struct str account,
                    const struct totp_secret *secret);
void totp_wipe(struct totp_secret *s); /* fits AUTO */
