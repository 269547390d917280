/*
 * password: rules, Argon2id, and the split into what is stored and what opens.
 */
#include "vault/password.h"

#include <sodium.h>
#include <string.h>
#include "vault/common.h"

#define RECORD_MAGIC "PSKW1"
#define RECORD_MAGIC_LEN 5
#define KDF_AUTH "poskoAut"
#define KDF_KEK "poskoKek"
#define PASSES_MAX 16
#define MEMORY_KIB_MIN 1024
#define MEMORY_KIB_MAX 1048576
#define DIFFERENT_MIN 5

enum { KDF_AUTH_NUMBER = 1, KDF_KEK_NUMBER = 2 };

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool holds_ignoring_case(struct str hay, struct str needle)
{
    if (needle.len == 0)
        return false;
    for (size_t i = 0; i + needle.len <= hay.len; i++) {
        size_t same = 0;
        while (same < needle.len && lower(hay.at[i + same]) == lower(needle.at[same]))
            same++;
        if (same == needle.len)
            return true;
    }
    return false;
}

/* Few different bytes, or each byte the same step from the one before: "1234...",
 * "aaaa...", "zyxw...". Found wherever a list would need thousands of rows. */
static bool too_plain(struct str typed)
{
    bool seen[256] = { false };
    size_t different = 0, steps = 0;

    for (size_t i = 0; i < typed.len; i++) {
        unsigned char c = lower(typed.at[i]);
        different += !seen[c];
        seen[c] = true;
        if (i > 0) {
            int step = c - lower(typed.at[i - 1]);
            steps += step == 1 || step == -1 || step == 0;
        }
    }
    return different < DIFFERENT_MIN || steps + 3 > typed.len;
}

enum password_fault password_rules(struct str typed, struct str login)
{
    if (typed.len > PASSWORD_BYTES_MAX)
        return PASSWORD_TOO_LONG;
    if (!utf8_valid(typed))
        return PASSWORD_NOT_TEXT;
    for (size_t i = 0; i < typed.len; i++)
        if ((unsigned char)typed.at[i] < 0x20)
            return PASSWORD_NOT_TEXT;
    if (utf8_length(typed) < PASSWORD_CHARS_MIN)
        return PASSWORD_TOO_SHORT;
    if (utf8_length(typed) > PASSWORD_CHARS_MAX)
        return PASSWORD_TOO_LONG;
    if (too_plain(typed))
        return PASSWORD_TOO_PLAIN;
    if (login.len >= 3 && holds_ignoring_case(typed, login))
        return PASSWORD_IS_LOGIN;
    return common_password(typed) ? PASSWORD_COMMON : PASSWORD_FINE;
}

static bool params_fit(struct password_params p)
{
    return p.passes >= 1 && p.passes <= PASSES_MAX && p.memory_kib >= MEMORY_KIB_MIN &&
           p.memory_kib <= MEMORY_KIB_MAX;
}

static enum err stretch(struct cx *cx, struct str typed, struct password_params params,
                        const uint8_t salt[16], struct secret32 *out)
{
    if (!params_fit(params))
        return FAIL(cx, ERR_INVALID, "Argon2id with %u passes, %u KiB", params.passes,
                    params.memory_kib);
    if (typed.len > PASSWORD_BYTES_MAX)
        return FAIL(cx, ERR_TOO_LARGE, "password of %zu bytes", typed.len);
    if (crypto_pwhash(out->b, sizeof out->b, typed.len > 0 ? typed.at : "", typed.len, salt,
                      params.passes, (size_t)params.memory_kib * 1024,
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        return FAIL(cx, ERR_UNAVAILABLE, "no %u KiB for Argon2id", params.memory_kib);
    return OK;
}

static void auth_hash(const struct secret32 *stretched, uint8_t out[32])
{
    AUTO(secret32_wipe) struct secret32 auth;

    crypto_kdf_derive_from_key(auth.b, sizeof auth.b, KDF_AUTH_NUMBER, KDF_AUTH, stretched->b);
    crypto_generichash(out, 32, auth.b, sizeof auth.b, NULL, 0);
}

static void kek_of(const struct secret32 *stretched, struct secret32 *kek)
{
    crypto_kdf_derive_from_key(kek->b, sizeof kek->b, KDF_KEK_NUMBER, KDF_KEK, stretched->b);
}

enum err password_new(struct cx *cx, struct str typed, struct password_params params,
                      struct password_record *out, struct secret32 *kek)
{
    AUTO(secret32_wipe) struct secret32 stretched = { { 0 } };
    struct password_record record = { .params = params };

    cx->random(record.salt, sizeof record.salt);
    TRY(stretch(cx, typed, params, record.salt, &stretched));
    auth_hash(&stretched, record.auth_hash);
    kek_of(&stretched, kek);
    *out = record;
    return OK;
}

enum err password_check(struct cx *cx, struct str typed, const struct password_record *record,
                        struct secret32 *kek)
{
    AUTO(secret32_wipe) struct secret32 stretched = { { 0 } };
    uint8_t hash[32];

    TRY(stretch(cx, typed, record->params, record->salt, &stretched));
    auth_hash(&stretched, hash);
    if (sodium_memcmp(hash, record->auth_hash, sizeof hash) != 0)
        return FAIL(cx, ERR_DENIED, "not the password");
    kek_of(&stretched, kek);
    return OK;
}

enum err password_refuse(struct cx *cx, struct str typed, struct password_params params)
{
    AUTO(secret32_wipe) struct secret32 kek = { { 0 } };
    /* No password hashes to a random value, so this is password_check without a hit. */
    struct password_record nobody = { .params = params };

    cx->random(nobody.salt, sizeof nobody.salt);
    cx->random(nobody.auth_hash, sizeof nobody.auth_hash);
    TRY(password_check(cx, typed, &nobody, &kek));
    return FAIL(cx, ERR_DENIED, "not the password");
}

static void u32_write(uint8_t out[4], uint32_t v)
{
    for (int i = 0; i < 4; i++)
        out[i] = (uint8_t)(v >> (24 - 8 * i));
}

static uint32_t u32_read(const uint8_t in[4])
{
    return (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 | (uint32_t)in[2] << 8 | in[3];
}

void password_record_write(const struct password_record *record, uint8_t out[PASSWORD_RECORD_LEN])
{
    memcpy(out, RECORD_MAGIC, RECORD_MAGIC_LEN);
    u32_write(out + 5, record->params.passes);
    u32_write(out + 9, record->params.memory_kib);
    memcpy(out + 13, record->salt, sizeof record->salt);
    memcpy(out + 29, record->auth_hash, sizeof record->auth_hash);
}

enum err password_record_read(struct cx *cx, struct bytes in, struct password_record *out)
{
    struct password_record record;

    if (in.len != PASSWORD_RECORD_LEN || memcmp(in.at, RECORD_MAGIC, RECORD_MAGIC_LEN) != 0)
        return FAIL(cx, ERR_CORRUPT, "password record of %zu bytes", in.len);
    record.params = (struct password_params){ u32_read(in.at + 5), u32_read(in.at + 9) };
    if (!params_fit(record.params))
        return FAIL(cx, ERR_CORRUPT, "password record with %u passes, %u KiB",
                    record.params.passes, record.params.memory_kib);
    memcpy(record.salt, in.at + 13, sizeof record.salt);
    memcpy(record.auth_hash, in.at + 29, sizeof record.auth_hash);
    *out = record;
    return OK;
}
