/* guard: see the header. */
#include "web/guard.h"
#include <sodium.h>
#include <string.h>
#include <strings.h>
#include "base/codec.h"

#define NONCE_LEN 8
#define MAC_LEN 16

/* 33 bytes: a multiple of three, so base64 needs no padding. */
struct raw_token {
    uint8_t kind, nonce[NONCE_LEN], made[8], mac[MAC_LEN];
};

_Static_assert(sizeof(struct raw_token) == 33, "the token has no holes");

const struct guard_head guard_heads[GUARD_HEADS] = {
    { "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
      "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
      "frame-ancestors 'none'" },
    { "X-Content-Type-Options", "nosniff" },
    { "Referrer-Policy", "no-referrer" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
    { "Permissions-Policy",
      "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
      "magnetometer=(), microphone=(), midi=(), payment=(), usb=()" },
    { "Strict-Transport-Security", "max-age=31536000" },
};

void csrf_key_of(const uint8_t server_key[32], struct csrf_key *out)
{
    static const char purpose[] = "posko csrf v1";

    crypto_generichash(out->b, sizeof out->b, (const unsigned char *)purpose, sizeof purpose - 1,
                       server_key, 32);
}

static void seal(const struct csrf_key *key, const struct raw_token *t, struct str binding,
                 uint8_t out[MAC_LEN])
{
    crypto_generichash_state state;

    crypto_generichash_init(&state, key->b, sizeof key->b, MAC_LEN);
    crypto_generichash_update(&state, (const unsigned char *)t, sizeof *t - MAC_LEN);
    crypto_generichash_update(&state, (const unsigned char *)(binding.at ? binding.at : ""),
                              binding.len);
    crypto_generichash_final(&state, out, MAC_LEN);
}

static void put_time(uint8_t out[8], int64_t us)
{
    for (int i = 0; i < 8; i++)
        out[i] = (uint8_t)((uint64_t)us >> (8 * i));
}

static int64_t get_time(const uint8_t in[8])
{
    uint64_t us = 0;

    for (int i = 0; i < 8; i++)
        us |= (uint64_t)in[i] << (8 * i);
    return (int64_t)us;
}

struct str csrf_make(struct cx *cx, const struct csrf_key *key, enum csrf_kind kind,
                     struct str binding)
{
    struct raw_token t = { .kind = (uint8_t)kind };

    cx->random(t.nonce, sizeof t.nonce);
    put_time(t.made, cx->now_us);
    seal(key, &t, binding, t.mac);
    return base64_of(cx->arena, (struct bytes){ (const uint8_t *)&t, sizeof t });
}

static bool read_token(struct str token, struct raw_token *out)
{
    struct raw_token t;
    size_t len = 0;

    if (token.len != CSRF_TOKEN_LEN || !base64_decode(token, &t, sizeof t, &len)
        || len != sizeof t || t.kind == 0 || !strchr("ordv", t.kind))
        return false;
    *out = t;
    return true;
}

bool csrf_peek(struct str token, enum csrf_kind *out)
{
    struct raw_token t;

    if (!read_token(token, &t))
        return false;
    *out = (enum csrf_kind)t.kind;
    return true;
}

bool csrf_check(const struct csrf_key *key, struct str token, enum csrf_kind kind,
                struct str binding, int64_t now_us, struct csrf_claim *out)
{
    struct raw_token t;
    uint8_t mac[MAC_LEN];
    int64_t made;

    if (!read_token(token, &t) || t.kind != kind || (kind != CSRF_VISITOR && binding.len == 0))
        return false;
    seal(key, &t, binding, mac);
    if (sodium_memcmp(mac, t.mac, MAC_LEN) != 0)
        return false;
    made = get_time(t.made);
    if (made > now_us || now_us - made > CSRF_LIFE_US)
        return false;
    *out = (struct csrf_claim){ kind, made };
    return true;
}

static struct str host_of_origin(struct str origin)
{
    size_t at = str_find(origin, STR("://"));

    return at == SIZE_MAX ? STR("") : str_from(origin, at + 3);
}

/*
 * "null" is what browsers send with a form when the page says Referrer-Policy: no-referrer, as
 * ours do (Fetch, "append a request Origin header"). It says nothing either way, so it is let
 * through to the other fences.
 */
bool guard_same_site(struct str sec_fetch_site, struct str origin, struct str host,
                     struct str own)
{
    struct str from;

    if (sec_fetch_site.len > 0 && !str_is(sec_fetch_site, "same-origin")
        && !str_is(sec_fetch_site, "none"))
        return false;
    if (origin.len == 0 || str_is(origin, "null"))
        return true;
    if (own.len > 0 && str_eq(origin, own))
        return true;
    from = host_of_origin(origin);
    return from.len > 0 && from.len == host.len && strncasecmp(from.at, host.at, from.len) == 0;
}

bool guard_local_host(struct str host, bool forwarded)
{
    struct str name = host;
    size_t colon;

    if (forwarded)
        return false;
    if (str_starts(host, STR("[::1]")))
        return host.len == 5 || host.at[5] == ':';
    colon = str_find(host, STR(":"));
    if (colon != SIZE_MAX)
        name = str_first(host, colon);
    return str_is(name, "127.0.0.1") || str_is(name, "localhost");
}

void request_id_make(const uint8_t key[16], uint64_t number, char out[17])
{
    uint8_t raw[crypto_shorthash_BYTES];

    _Static_assert(sizeof raw == 8 && crypto_shorthash_KEYBYTES == 16, "16 digits, 16 bytes");
    crypto_shorthash(raw, (const unsigned char *)&number, sizeof number, key);
    hex_encode(out, raw, sizeof raw);
}
