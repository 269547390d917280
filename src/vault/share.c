/*
 * share: libgfshare's Shamir with libsodium's randomness (set in vault_start: without
 * it libgfshare calls NULL), commitments, and sealing to custodians.
 */
#include "vault/share.h"

#include <libgfshare.h>
#include <sodium.h>
#include <string.h>
#include "vault/seal.h"

#define COMMIT_DOMAIN "posko-share" /* with its NUL */
#define PLAIN_LEN 49

_Static_assert(PLAIN_LEN + SEAL_EXTRA == SHARE_SEALED_LEN, "ledger.md 6.3");

struct plain {
    uint8_t b[PLAIN_LEN];
};

static void plain_wipe(struct plain *p)
{
    sodium_memzero(p, sizeof *p);
}

/* The library wipes its own memory when it frees. */
static void sharing_free(gfshare_ctx **g)
{
    if (*g != NULL)
        gfshare_ctx_free(*g);
}

enum err share_split_at(struct cx *cx, const struct secret32 *key, size_t threshold, size_t count,
                        struct share out[SHARE_MAX])
{
    AUTO(sharing_free) gfshare_ctx *sharing = NULL;
    AUTO(secret32_wipe) struct secret32 copy = *key; /* the library takes no const */
    uint8_t numbers[SHARE_MAX] = { 1, 2, 3, 4, 5 };

    if (threshold < 2 || count < threshold || count > SHARE_MAX)
        return FAIL(cx, ERR_INVALID, "%zu of %zu shares", threshold, count);
    sharing = gfshare_ctx_init_enc(numbers, (unsigned int)count, (unsigned char)threshold,
                                   sizeof copy.b);
    if (sharing == NULL)
        return FAIL(cx, ERR_UNAVAILABLE, "no memory for sharing");
    gfshare_ctx_enc_setsecret(sharing, copy.b);
    for (size_t i = 0; i < count; i++) {
        out[i].number = numbers[i];
        gfshare_ctx_enc_getshare(sharing, (unsigned char)i, out[i].b);
    }
    return OK;
}

enum err share_split(struct cx *cx, const struct secret32 *key, size_t count,
                     struct share out[SHARE_MAX])
{
    return share_split_at(cx, key, SHARE_THRESHOLD, count, out);
}

enum err share_combine(struct cx *cx, const struct share *shares, size_t count,
                       struct secret32 *out)
{
    return share_combine_at(cx, SHARE_THRESHOLD, shares, count, out);
}

enum err share_combine_at(struct cx *cx, size_t threshold, const struct share *shares,
                          size_t count, struct secret32 *out)
{
    AUTO(sharing_free) gfshare_ctx *sharing = NULL;
    uint8_t numbers[SHARE_MAX] = { 0 };

    if (threshold < 2 || count < threshold || count > SHARE_MAX)
        return FAIL(cx, ERR_INVALID, "%zu shares", count);
    for (size_t i = 0; i < count; i++) {
        numbers[i] = shares[i].number;
        if (numbers[i] == 0 || numbers[i] > SHARE_MAX)
            return FAIL(cx, ERR_INVALID, "share number %u", numbers[i]);
        if (memchr(numbers, numbers[i], i) != NULL)
            return FAIL(cx, ERR_INVALID, "share %u twice", numbers[i]);
    }
    sharing = gfshare_ctx_init_dec(numbers, (unsigned int)count, sizeof out->b);
    if (sharing == NULL)
        return FAIL(cx, ERR_UNAVAILABLE, "no memory for sharing");
    for (size_t i = 0; i < count; i++) {
        AUTO(share_wipe) struct share copy = shares[i];
        gfshare_ctx_dec_giveshare(sharing, (unsigned char)i, copy.b);
    }
    gfshare_ctx_dec_extract(sharing, out->b);
    return OK;
}

void share_commit(const uint8_t case_tag[16], const struct share *share, uint8_t out[32])
{
    crypto_hash_sha256_state state;

    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const uint8_t *)COMMIT_DOMAIN, sizeof COMMIT_DOMAIN);
    crypto_hash_sha256_update(&state, case_tag, 16);
    crypto_hash_sha256_update(&state, &share->number, 1);
    crypto_hash_sha256_update(&state, share->b, sizeof share->b);
    crypto_hash_sha256_final(&state, out);
    sodium_memzero(&state, sizeof state);
}

size_t share_blame(const uint8_t case_tag[16], const struct share *shares, size_t count,
                   const uint8_t (*commitments)[32], size_t commitment_count)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t commitment[32];
        uint8_t number = shares[i].number;

        share_commit(case_tag, &shares[i], commitment);
        if (number == 0 || number > commitment_count ||
            sodium_memcmp(commitment, commitments[number - 1], sizeof commitment) != 0)
            return i;
    }
    return count;
}

enum err share_seal(struct cx *cx, const uint8_t case_tag[16], const struct share *share,
                    const struct box_pk *to, uint8_t out[SHARE_SEALED_LEN])
{
    AUTO(plain_wipe) struct plain plain;
    uint8_t sealed[SHARE_SEALED_LEN];

    memcpy(plain.b, case_tag, 16);
    plain.b[16] = share->number;
    memcpy(plain.b + 17, share->b, sizeof share->b);
    TRY(seal_to(cx, plain.b, sizeof plain.b, to, sealed));
    memcpy(out, sealed, sizeof sealed);
    return OK;
}

enum err share_open(struct cx *cx, const uint8_t case_tag[16], uint8_t number,
                    const struct box_pk *pk, const struct box_sk *sk,
                    const uint8_t sealed[SHARE_SEALED_LEN], struct share *out)
{
    AUTO(plain_wipe) struct plain plain;

    if (!seal_open(sealed, SHARE_SEALED_LEN, pk, sk, plain.b))
        return FAIL(cx, ERR_DENIED, "share does not open with this key");
    if (memcmp(plain.b, case_tag, 16) != 0 || plain.b[16] != number)
        return FAIL(cx, ERR_CORRUPT, "share is another case's or another number");
    out->number = number;
    memcpy(out->b, plain.b + 17, sizeof out->b);
    return OK;
}

void share_wipe(struct share *s)
{
    sodium_memzero(s, sizeof *s);
}
