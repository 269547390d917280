/*
 * grant: packing, sealing and checking of granted secrets, and their fast cache.
 */
#include "vault/grant.h"

#include <sodium.h>
#include <string.h>
#include "vault/seal.h"

#define GRANT_MAGIC "PSKG1"
#define GRANT_MAGIC_LEN 5
#define GRANT_NAME_LEN 30 /* magic, purpose, tag, serial: all that comes before the secret */
#define CACHE_CONTEXT "posko-cache|"

_Static_assert(GRANT_NAME_LEN + 32 == GRANT_PLAIN_LEN, "G of ledger.md 6.2");
_Static_assert(GRANT_PLAIN_LEN + SEAL_EXTRA == GRANT_SEALED_LEN, "sealed box around G");

struct plain {
    uint8_t b[GRANT_PLAIN_LEN];
};

static void plain_wipe(struct plain *p)
{
    sodium_memzero(p, sizeof *p);
}

static bool purpose_known(enum grant_purpose purpose)
{
    return purpose >= GRANT_AGENCY_OFFICER && purpose <= GRANT_WATCH_LINE;
}

static void name_write(enum grant_purpose purpose, const uint8_t tag[16], uint64_t serial,
                       uint8_t out[GRANT_NAME_LEN])
{
    memcpy(out, GRANT_MAGIC, GRANT_MAGIC_LEN);
    out[5] = (uint8_t)purpose;
    memcpy(out + 6, tag, 16);
    for (int i = 0; i < 8; i++)
        out[22 + i] = (uint8_t)(serial >> (56 - 8 * i));
}

static enum err seal_one(struct cx *cx, const struct seal_pair *pair, enum grant_purpose purpose,
                         const uint8_t tag[16], uint64_t serial, const struct secret32 *secret,
                         const struct box_pk *to, uint8_t out[GRANT_SEALED_LEN])
{
    AUTO(plain_wipe) struct plain plain;

    if (!purpose_known(purpose))
        return FAIL(cx, ERR_INVALID, "grant purpose %d", (int)purpose);
    name_write(purpose, tag, serial, plain.b);
    memcpy(plain.b + GRANT_NAME_LEN, secret->b, sizeof secret->b);
    return seal_with(cx, pair, plain.b, sizeof plain.b, to, out);
}

enum err grant_seal(struct cx *cx, enum grant_purpose purpose, const uint8_t tag[16],
                    uint64_t serial, const struct secret32 *secret, const struct box_pk *to,
                    uint8_t out[GRANT_SEALED_LEN])
{
    AUTO(seal_pair_wipe) struct seal_pair pair;
    uint8_t sealed[GRANT_SEALED_LEN];

    seal_pair_new(cx, &pair);
    TRY(seal_one(cx, &pair, purpose, tag, serial, secret, to, sealed));
    memcpy(out, sealed, sizeof sealed);
    return OK;
}

enum err grant_seal_many(struct cx *cx, const uint8_t tag[16], uint64_t serial,
                         const struct secret32 *secret, struct grant_row *rows, size_t count)
{
    AUTO(seal_pair_wipe) struct seal_pair pair;

    if (count > GRANT_MANY_MAX)
        return FAIL(cx, ERR_INVALID, "%zu grants at once", count);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (memcmp(rows[i].to.b, rows[j].to.b, sizeof rows[i].to.b) == 0)
                return FAIL(cx, ERR_INVALID, "grants %zu and %zu name one key", j, i);
    seal_pair_new(cx, &pair);
    for (size_t i = 0; i < count; i++)
        TRY(seal_one(cx, &pair, rows[i].purpose, tag, serial, secret, &rows[i].to,
                     rows[i].sealed));
    return OK;
}

enum err grant_open(struct cx *cx, enum grant_purpose purpose, const uint8_t tag[16],
                    uint64_t serial, const struct box_pk *pk, const struct box_sk *sk,
                    const uint8_t sealed[GRANT_SEALED_LEN], struct secret32 *out)
{
    AUTO(plain_wipe) struct plain plain;
    uint8_t name[GRANT_NAME_LEN];

    if (!seal_open(sealed, GRANT_SEALED_LEN, pk, sk, plain.b))
        return FAIL(cx, ERR_DENIED, "grant does not open with this key");
    name_write(purpose, tag, serial, name);
    if (memcmp(plain.b, name, sizeof name) != 0)
        return FAIL(cx, ERR_CORRUPT, "grant is for another purpose, tag or serial");
    memcpy(out->b, plain.b + GRANT_NAME_LEN, sizeof out->b);
    return OK;
}

/* Context and name as additional data: the cache binds what the grant binds. */
struct cache_ad {
    uint8_t b[sizeof CACHE_CONTEXT - 1 + GRANT_NAME_LEN];
};

static struct cache_ad cache_ad(enum grant_purpose purpose, const uint8_t tag[16], uint64_t serial)
{
    struct cache_ad ad;

    memcpy(ad.b, CACHE_CONTEXT, sizeof CACHE_CONTEXT - 1);
    name_write(purpose, tag, serial, ad.b + sizeof CACHE_CONTEXT - 1);
    return ad;
}

enum err grant_cache(struct cx *cx, const struct secret32 *cache, enum grant_purpose purpose,
                     const uint8_t tag[16], uint64_t serial, const struct secret32 *secret,
                     uint8_t out[GRANT_CACHED_LEN])
{
    struct cache_ad ad = cache_ad(purpose, tag, serial);

    if (!purpose_known(purpose))
        return FAIL(cx, ERR_INVALID, "grant purpose %d", (int)purpose);
    cx->random(out, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
                                               NULL, secret->b, sizeof secret->b, ad.b,
                                               sizeof ad.b, NULL, out, cache->b);
    return OK;
}

enum err grant_cache_open(struct cx *cx, const struct secret32 *cache, enum grant_purpose purpose,
                          const uint8_t tag[16], uint64_t serial,
                          const uint8_t cached[GRANT_CACHED_LEN], struct secret32 *out)
{
    const size_t nonce_len = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    AUTO(secret32_wipe) struct secret32 secret = { { 0 } };
    struct cache_ad ad = cache_ad(purpose, tag, serial);

    if (crypto_aead_xchacha20poly1305_ietf_decrypt(secret.b, NULL, NULL, cached + nonce_len,
                                                   GRANT_CACHED_LEN - nonce_len, ad.b, sizeof ad.b,
                                                   cached, cache->b) != 0)
        return FAIL(cx, ERR_DENIED, "cached grant does not open");
    *out = secret;
    return OK;
}
