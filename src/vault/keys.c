/*
 * keys: derivations by crypto_kdf (BLAKE2b, keyed and personalised), pairs by
 * libsodium, officer key files by secretbox.
 */
#include "vault/keys.h"

#include <libgfshare.h>
#include <sodium.h>
#include <string.h>

/* crypto_kdf contexts are exactly 8 bytes; numbers within a context never change. */
#define KDF_AGENCY "poskoAgy"
#define KDF_CASE "poskoCas"
#define KDF_CUSTODIAN "poskoCus"
#define KDF_PAPER "poskoPap"

enum { AGENCY_BOX = 1, AGENCY_SIGN = 2, AGENCY_CACHE = 3, AGENCY_READS = 4 };
enum { CASE_SMALL = 1 };
enum { CUSTODIAN_BOX = 1 };
enum { PAPER_BOX = 1 };

static void fill_random(unsigned char *out, unsigned int len)
{
    randombytes_buf(out, len);
}

bool vault_start(void)
{
    if (sodium_init() < 0)
        return false;
    gfshare_fill_rand = fill_random; /* NULL by default, and called all the same */
    return true;
}

void secret32_new(struct cx *cx, struct secret32 *out)
{
    cx->random(out->b, sizeof out->b);
}

static void derive(struct secret32 *out, uint64_t number, const char *context,
                   const struct secret32 *from)
{
    crypto_kdf_derive_from_key(out->b, sizeof out->b, number, context, from->b);
}

void agency_keys_derive(const struct secret32 *master, struct agency_keys *out)
{
    AUTO(secret32_wipe) struct secret32 seed = { { 0 } };

    derive(&seed, AGENCY_BOX, KDF_AGENCY, master);
    crypto_box_seed_keypair(out->pk.b, out->sk.b, seed.b);
    derive(&seed, AGENCY_SIGN, KDF_AGENCY, master);
    crypto_sign_seed_keypair(out->sign_pk.b, out->sign_sk.b, seed.b);
    derive(&out->cache, AGENCY_CACHE, KDF_AGENCY, master);
}

void agency_reads_key(const struct secret32 *master, struct secret32 *out)
{
    derive(out, AGENCY_READS, KDF_AGENCY, master);
}

static void pair_new(struct cx *cx, struct box_pk *pk, struct box_sk *sk)
{
    cx->random(sk->b, sizeof sk->b);
    crypto_scalarmult_base(pk->b, sk->b);
}

void case_keys_new(struct cx *cx, struct case_keys *out)
{
    pair_new(cx, &out->pk, &out->sk);
}

void case_secret(const struct case_keys *keys, struct secret32 *out)
{
    memcpy(out->b, keys->sk.b, sizeof out->b);
}

void case_keys_of(const struct secret32 *secret, struct case_keys *out)
{
    memcpy(out->sk.b, secret->b, sizeof out->sk.b);
    crypto_scalarmult_base(out->pk.b, out->sk.b);
}

void case_small_key(const struct secret32 *secret, struct secret32 *out)
{
    derive(out, CASE_SMALL, KDF_CASE, secret);
}

void custodian_keys_of(const struct secret32 *secret, struct custodian_keys *out)
{
    AUTO(secret32_wipe) struct secret32 seed = { { 0 } };

    derive(&seed, CUSTODIAN_BOX, KDF_CUSTODIAN, secret);
    crypto_box_seed_keypair(out->pk.b, out->sk.b, seed.b);
}

void paper_keys_of(const struct secret32 *secret, struct officer_keys *out)
{
    AUTO(secret32_wipe) struct secret32 seed = { { 0 } };

    derive(&seed, PAPER_BOX, KDF_PAPER, secret);
    crypto_box_seed_keypair(out->pk.b, out->sk.b, seed.b);
}

void reporter_keys_of(const uint8_t seed[32], struct reporter_keys *out)
{
    crypto_box_seed_keypair(out->pk.b, out->sk.b, seed);
}

void officer_keys_new(struct cx *cx, struct officer_keys *out)
{
    pair_new(cx, &out->pk, &out->sk);
}

void officer_file_seal(struct cx *cx, const struct officer_keys *keys, const struct secret32 *kek,
                       uint8_t out[OFFICER_FILE_LEN])
{
    cx->random(out, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(out + crypto_secretbox_NONCEBYTES, keys->sk.b, sizeof keys->sk.b, out,
                          kek->b);
}

enum err officer_file_open(struct cx *cx, const uint8_t file[OFFICER_FILE_LEN],
                           const struct secret32 *kek, const struct box_pk *expected,
                           struct officer_keys *out)
{
    AUTO(officer_keys_wipe) struct officer_keys keys = { 0 };

    if (crypto_secretbox_open_easy(keys.sk.b, file + crypto_secretbox_NONCEBYTES,
                                   OFFICER_FILE_LEN - crypto_secretbox_NONCEBYTES, file,
                                   kek->b) != 0)
        return FAIL(cx, ERR_DENIED, "officer key file does not open");
    crypto_scalarmult_base(keys.pk.b, keys.sk.b);
    if (sodium_memcmp(keys.pk.b, expected->b, sizeof keys.pk.b) != 0)
        return FAIL(cx, ERR_CORRUPT, "officer key file holds another key");
    *out = keys;
    return OK;
}

void bytes_wipe(void *at, size_t len)
{
    sodium_memzero(at, len);
}

void secret32_wipe(struct secret32 *s)
{
    sodium_memzero(s, sizeof *s);
}

void box_sk_wipe(struct box_sk *s)
{
    sodium_memzero(s, sizeof *s);
}

void agency_keys_wipe(struct agency_keys *k)
{
    sodium_memzero(k, sizeof *k);
}

void case_keys_wipe(struct case_keys *k)
{
    sodium_memzero(k, sizeof *k);
}

void reporter_keys_wipe(struct reporter_keys *k)
{
    sodium_memzero(k, sizeof *k);
}

void officer_keys_wipe(struct officer_keys *k)
{
    sodium_memzero(k, sizeof *k);
}

void custodian_keys_wipe(struct custodian_keys *k)
{
    sodium_memzero(k, sizeof *k);
}
