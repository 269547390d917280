/*
 * keys: the shapes of keys and where each comes from (ledger.md 6.2).
 *
 * officer (password) -> agency -> case -> objects. An agency is one 32-byte
 * master secret; its box pair, signing pair and cache key derive from it, so a
 * grant of the master is a grant of all three. All secrets live in memory the
 * caller provides: an arena (wiped on reset) or a variable under AUTO(x_wipe).
 * Not here: who may hold which key. No SQL, no files.
 */
#pragma once
#include "base/cx.h"

struct box_pk { uint8_t b[32]; };   /* X25519 */
struct box_sk { uint8_t b[32]; };
struct sign_pk { uint8_t b[32]; };  /* Ed25519 */
struct sign_sk { uint8_t b[64]; };  /* seed || public key, as libsodium has it */
struct secret32 { uint8_t b[32]; }; /* a symmetric key or a master secret */

struct agency_keys {
    struct box_pk pk;
    struct box_sk sk;
    struct sign_pk sign_pk;
    struct sign_sk sign_sk;
    struct secret32 cache; /* for grant_cache: never leaves this agency */
};

/* Each its own type: a reporter's pair cannot slip in for a case's. */
struct case_keys {
    struct box_pk pk;
    struct box_sk sk;
};
struct reporter_keys {
    struct box_pk pk;
    struct box_sk sk;
};
struct officer_keys {
    struct box_pk pk;
    struct box_sk sk;
};
/* What an agency's custodians hold: opens the agency's shares of identities, and nothing else. */
struct custodian_keys {
    struct box_pk pk;
    struct box_sk sk;
};

#define OFFICER_FILE_LEN 72 /* nonce 24 || secretbox(sk 32) */

/* Once per process, before anything else of the vault; later calls do no harm.
 * Picks libsodium's fast code and gives libgfshare its randomness. False if the
 * machine cannot give random bytes: do not go on. */
bool vault_start(void) MUST_USE;

void secret32_new(struct cx *cx, struct secret32 *out);
/* Derives everything an agency holds; the same master gives the same keys. */
void agency_keys_derive(const struct secret32 *master, struct agency_keys *out);
/* What the agency alone may read of its own privileged reads: words searched for. */
void agency_reads_key(const struct secret32 *master, struct secret32 *out);
void case_keys_new(struct cx *cx, struct case_keys *out);
/* The secret that a case grant carries, and the pair back from it. The latter
 * costs a curve multiplication; where only case_small_key is wanted, skip it. */
void case_secret(const struct case_keys *keys, struct secret32 *out);
void case_keys_of(const struct secret32 *secret, struct case_keys *out);
/* The case's symmetric key for small boxes and keyed objects (object.h), made by
 * whoever holds the case secret: opens without any curve arithmetic, so a list of
 * 50 cases costs microseconds. */
void case_small_key(const struct secret32 *secret, struct secret32 *out);
/* From the secret that a custodian grant carries; the same secret gives the same pair. */
void custodian_keys_of(const struct secret32 *secret, struct custodian_keys *out);
/* From the secret that an agency's slips of paper give: the pair stands where an officer's does. */
void paper_keys_of(const struct secret32 *secret, struct officer_keys *out);
/* seed: code_seed of the reporter's code. */
void reporter_keys_of(const uint8_t seed[32], struct reporter_keys *out);
void officer_keys_new(struct cx *cx, struct officer_keys *out);

/* The officer's secret key under the key that his password gives (password.h). */
void officer_file_seal(struct cx *cx, const struct officer_keys *keys, const struct secret32 *kek,
                       uint8_t out[OFFICER_FILE_LEN]);
/* ERR_DENIED if the kek does not open it, ERR_CORRUPT if it holds the secret of
 * another public key than the expected one. */
enum err officer_file_open(struct cx *cx, const uint8_t file[OFFICER_FILE_LEN],
                           const struct secret32 *kek, const struct box_pk *expected,
                           struct officer_keys *out) MUST_USE;

/* All fit AUTO. */
void secret32_wipe(struct secret32 *s);
void box_sk_wipe(struct box_sk *s);
void agency_keys_wipe(struct agency_keys *k);
void case_keys_wipe(struct case_keys *k);
void reporter_keys_wipe(struct reporter_keys *k);
void officer_keys_wipe(struct officer_keys *k);
void custodian_keys_wipe(struct custodian_keys *k);
void bytes_wipe(void *at, size_t len); /* for what has no type here */
