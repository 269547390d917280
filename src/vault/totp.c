/*
 * totp: RFC 4226's truncation over OpenSSL's HMAC, the window, and the address for apps.
 */
#include "vault/totp.h"

#include <assert.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <string.h>
#include "base/buf.h"

#define URI_MAX 1024

void totp_new(struct cx *cx, struct totp_secret *out)
{
    cx->random(out->b, sizeof out->b);
}

static const EVP_MD *digest(enum totp_hash hash)
{
    switch (hash) {
    case TOTP_SHA1: return EVP_sha1();
    case TOTP_SHA256: return EVP_sha256();
    case TOTP_SHA512: return EVP_sha512();
    }
    return NULL;
}

uint32_t totp_value(enum totp_hash hash, struct bytes key, uint64_t step, int digits)
{
    static const uint32_t power[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000,
                                      100000000 };
    uint8_t counter[8], mac[EVP_MAX_MD_SIZE] = { 0 };
    unsigned int mac_len = 0;

    assert(digits >= 6 && digits <= 8);
    for (int i = 0; i < 8; i++)
        counter[i] = (uint8_t)(step >> (56 - 8 * i));
    /* Can fail only for want of memory or in a build of OpenSSL without SHA-1. */
    unsigned char *made = HMAC(digest(hash), key.at, (int)key.len, counter, sizeof counter, mac,
                               &mac_len);
    assert(made != NULL && mac_len >= 20);
    size_t at = mac[mac_len - 1] & 15;
    uint32_t value = (uint32_t)(mac[at] & 0x7f) << 24 | (uint32_t)mac[at + 1] << 16 |
                     (uint32_t)mac[at + 2] << 8 | mac[at + 3];
    sodium_memzero(mac, sizeof mac);
    return value % power[digits];
}

/* The digits alone into out; false if they are not exactly six. */
static bool typed_digits(struct str typed, uint8_t out[TOTP_DIGITS])
{
    size_t count = 0;

    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.at[i];
        if (c == ' ')
            continue;
        if (c < '0' || c > '9' || count == TOTP_DIGITS)
            return false;
        out[count++] = (uint8_t)(c - '0');
    }
    return count == TOTP_DIGITS;
}

bool totp_check(const struct totp_secret *secret, struct str typed, int64_t now_us,
                int64_t last_step, int64_t *step)
{
    int64_t now_step = now_us / 1000000 / TOTP_PERIOD_S, hit = -1;
    uint8_t given[TOTP_DIGITS], right[TOTP_DIGITS];

    if (now_us < 0 || !typed_digits(typed, given))
        return false;
    for (int64_t s = now_step > 0 ? now_step - 1 : 0; s <= now_step + 1; s++) {
        uint32_t value = totp_value(TOTP_SHA1, (struct bytes){ secret->b, sizeof secret->b },
                                    (uint64_t)s, TOTP_DIGITS);
        for (int i = TOTP_DIGITS - 1; i >= 0; i--, value /= 10)
            right[i] = (uint8_t)(value % 10);
        /* No early end: time must not tell which step it was. */
        if (sodium_memcmp(given, right, sizeof given) == 0 && s > last_step && hit < 0)
            hit = s;
    }
    if (hit < 0)
        return false;
    *step = hit;
    return true;
}

bool totp_read(struct str text, struct totp_secret *out)
{
    struct totp_secret secret = { { 0 } };
    unsigned int held = 0, bits = 0;
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        unsigned int value;

        if (c == ' ')
            continue;
        if (c >= 'a' && c <= 'z')
            value = (unsigned int)(c - 'a');
        else if (c >= 'A' && c <= 'Z')
            value = (unsigned int)(c - 'A');
        else if (c >= '2' && c <= '7')
            value = (unsigned int)(c - '2') + 26;
        else
            return false;
        held = held << 5 | value;
        bits += 5;
        if (bits >= 8) {
            if (len == sizeof secret.b)
                return false;
            bits -= 8;
            secret.b[len++] = (uint8_t)(held >> bits);
            held &= (1u << bits) - 1;
        }
    }
    if (len != sizeof secret.b || bits != 0)
        return false;
    *out = secret;
    return true;
}

struct str totp_text(struct arena *arena, const struct totp_secret *secret)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    char *out = arena_alloc(arena, 33, 1);

    if (out == NULL)
        return (struct str){ NULL, 0 };
    /* 160 bits are exactly 32 digits of 5 bits. */
    for (size_t i = 0; i < 32; i++) {
        size_t bit = i * 5, byte = bit / 8;
        unsigned int two = (unsigned int)secret->b[byte] << 8;
        if (byte + 1 < sizeof secret->b)
            two |= secret->b[byte + 1];
        out[i] = digits[two >> (11 - bit % 8) & 31];
    }
    return (struct str){ out, 32 };
}

/* RFC 3986 unreserved stays, all else becomes %XX. */
static void add_percent(struct buf *out, struct str s)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
            c == '-' || c == '.' || c == '_' || c == '~') {
            buf_char(out, (char)c);
        } else {
            buf_char(out, '%');
            buf_char(out, hex[c >> 4]);
            buf_char(out, hex[c & 15]);
        }
    }
}

struct str totp_uri(struct arena *arena, struct str issuer, struct str account,
                    const struct totp_secret *secret)
{
    struct str text = totp_text(arena, secret);
    struct buf out = buf_in(arena, URI_MAX);

    if (text.at == NULL)
        return text;
    buf_lit(&out, "otpauth://totp/");
    add_percent(&out, issuer);
    buf_char(&out, ':');
    add_percent(&out, account);
    buf_lit(&out, "?secret=");
    buf_str(&out, text);
    buf_lit(&out, "&issuer=");
    add_percent(&out, issuer);
    buf_lit(&out, "&algorithm=SHA1&digits=6&period=30");
    return buf_end(&out);
}

void totp_wipe(struct totp_secret *s)
{
    sodium_memzero(s, sizeof *s);
}
