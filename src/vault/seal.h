/*
 * seal: libsodium's sealed box (crypto_box_seal) from its parts, so that chance
 * is cx->random and one ephemeral key may serve several recipients.
 *
 * Inside the vault only. Output is byte for byte what crypto_box_seal_open takes:
 * ephemeral public key 32 || crypto_box(plain, nonce = BLAKE2b-192(epk || pk)).
 */
#pragma once
#include "base/cx.h"
#include "vault/keys.h"

#define SEAL_EXTRA 48

struct seal_pair {
    uint8_t pk[32];
    uint8_t sk[32];
};

/* An ephemeral pair: fresh for every act of sealing, wiped after it. */
void seal_pair_new(struct cx *cx, struct seal_pair *out);
void seal_pair_wipe(struct seal_pair *p); /* fits AUTO */

/* Seals with the pair; never twice with one pair to one recipient, for key and nonce
 * would be the same. out holds len + SEAL_EXTRA. ERR_INVALID if the recipient's key
 * is of small order. */
enum err seal_with(struct cx *cx, const struct seal_pair *pair, const void *plain, size_t len,
                   const struct box_pk *to, uint8_t *out) MUST_USE;
/* A fresh pair and one recipient. */
enum err seal_to(struct cx *cx, const void *plain, size_t len, const struct box_pk *to,
                 uint8_t *out) MUST_USE;
/* out holds len - SEAL_EXTRA; false if it does not open. */
bool seal_open(const uint8_t *sealed, size_t len, const struct box_pk *pk,
               const struct box_sk *sk, uint8_t *out) MUST_USE;
