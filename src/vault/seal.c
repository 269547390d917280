/*
 * seal: X25519, HSalsa20 and XSalsa20-Poly1305 put together as crypto_box_seal does.
 */
#include "vault/seal.h"

#include <sodium.h>
#include <string.h>

void seal_pair_new(struct cx *cx, struct seal_pair *out)
{
    cx->random(out->sk, sizeof out->sk);
    crypto_scalarmult_base(out->pk, out->sk);
}

void seal_pair_wipe(struct seal_pair *p)
{
    sodium_memzero(p, sizeof *p);
}

static void seal_nonce(const uint8_t epk[32], const struct box_pk *to,
                       uint8_t out[crypto_box_NONCEBYTES])
{
    crypto_generichash_state state;

    crypto_generichash_init(&state, NULL, 0, crypto_box_NONCEBYTES);
    crypto_generichash_update(&state, epk, 32);
    crypto_generichash_update(&state, to->b, sizeof to->b);
    crypto_generichash_final(&state, out, crypto_box_NONCEBYTES);
}

enum err seal_with(struct cx *cx, const struct seal_pair *pair, const void *plain, size_t len,
                   const struct box_pk *to, uint8_t *out)
{
    uint8_t nonce[crypto_box_NONCEBYTES];

    seal_nonce(pair->pk, to, nonce);
    if (crypto_box_easy(out + sizeof pair->pk, plain, len, nonce, to->b, pair->sk) != 0)
        return FAIL(cx, ERR_INVALID, "public key of small order");
    memcpy(out, pair->pk, sizeof pair->pk);
    return OK;
}

enum err seal_to(struct cx *cx, const void *plain, size_t len, const struct box_pk *to,
                 uint8_t *out)
{
    AUTO(seal_pair_wipe) struct seal_pair pair;

    seal_pair_new(cx, &pair);
    return seal_with(cx, &pair, plain, len, to, out);
}

bool seal_open(const uint8_t *sealed, size_t len, const struct box_pk *pk,
               const struct box_sk *sk, uint8_t *out)
{
    return len >= SEAL_EXTRA && crypto_box_seal_open(out, sealed, len, pk->b, sk->b) == 0;
}
