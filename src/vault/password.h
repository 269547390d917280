/*
 * password: an officer's password, and the key it gives (ledger.md 6.2, 9).
 *
 * Argon2id makes 32 bytes; one derivation of them (auth) is what the store may
 * recognise, by its BLAKE2b hash; another (kek) opens the officer's key file and
 * is never stored. Slow by design (about 0.1 s and 64 MiB): the slow lane's work.
 */
#pragma once
#include "base/cx.h"
#include "vault/keys.h"

#define PASSWORD_CHARS_MIN 12 /* code points; above ASVS 6.2.1's 8 */
#define PASSWORD_CHARS_MAX 128
#define PASSWORD_BYTES_MAX 512
#define PASSWORD_RECORD_LEN 61

enum password_fault {
    PASSWORD_FINE = 0,
    PASSWORD_TOO_SHORT,
    PASSWORD_TOO_LONG,
    PASSWORD_NOT_TEXT,  /* not UTF-8, or control characters            */
    PASSWORD_TOO_PLAIN, /* fewer than 5 different bytes, or 1234..., abc... */
    PASSWORD_IS_LOGIN,  /* holds the sign-in name                      */
    PASSWORD_COMMON     /* one of the 3000 most used, or one of these padded (common.h) */
};

/* The rules for a new password; used exactly as typed, no composition rules. */
enum password_fault password_rules(struct str typed, struct str login);

struct password_params {
    uint32_t passes;     /* 1..16                 */
    uint32_t memory_kib; /* 1024..1048576         */
};
#define PASSWORD_DEFAULT ((struct password_params){ .passes = 3, .memory_kib = 65536 })

/* What is stored. A settings change applies to new records only. */
struct password_record {
    struct password_params params;
    uint8_t salt[16];
    uint8_t auth_hash[32]; /* BLAKE2b-256(auth) */
};

/* A record for the typed password, and its key. ERR_INVALID for parameters out of
 * range, ERR_TOO_LARGE past PASSWORD_BYTES_MAX, ERR_UNAVAILABLE without memory. */
enum err password_new(struct cx *cx, struct str typed, struct password_params params,
                      struct password_record *out, struct secret32 *kek) MUST_USE;
/* ERR_DENIED if it is not the password. */
enum err password_check(struct cx *cx, struct str typed, const struct password_record *record,
                        struct secret32 *kek) MUST_USE;
/* The same work for a sign-in name that nobody has; always ERR_DENIED (or what
 * password_check would give for want of memory). ASVS 6.3.8. */
enum err password_refuse(struct cx *cx, struct str typed, struct password_params params) MUST_USE;

/* "PSKW1" || u32 passes || u32 KiB, big-endian || salt 16 || auth hash 32. */
void password_record_write(const struct password_record *record, uint8_t out[PASSWORD_RECORD_LEN]);
enum err password_record_read(struct cx *cx, struct bytes in, struct password_record *out) MUST_USE;
