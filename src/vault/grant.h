/*
 * grant: a secret, sealed to one holder of a key pair (ledger.md 6.2).
 *
 *   G = "PSKG1" || u8 purpose || 16-byte tag || 8-byte serial, big-endian || 32-byte secret
 *
 * sealed as crypto_box_seal does it, byte for byte: any libsodium opens it. A
 * sealed box binds nothing to its place, so purpose, tag and serial lie inside
 * and are checked after opening: a grant moved to another row is refused.
 */
#pragma once
#include "base/cx.h"
#include "vault/keys.h"

enum grant_purpose {
    GRANT_AGENCY_OFFICER = 1, /* tag agency id: agency master, to an officer          */
    GRANT_AGENCY_OLD = 2,     /* tag agency id: former master, to the agency's new key */
    GRANT_CASE_AGENCY = 3,    /* tag case tag: case secret, to an agency              */
    GRANT_CASE_OFFICER = 4,   /* tag case tag: case secret, to a named officer        */
    GRANT_CASE_REPORTER = 5,  /* tag case tag: case secret, to the reporter           */
    GRANT_AGENCY_CUSTODIAN = 6, /* tag agency id: the custodians' secret, to an officer */
    GRANT_WATCH_LINE = 7        /* tag line id: a line of the watch log, to an agency */
};

#define GRANT_PLAIN_LEN 62
#define GRANT_SEALED_LEN 110 /* + 48 of the sealed box */
#define GRANT_CACHED_LEN 72  /* nonce 24 || secret 32 || 16 */
#define GRANT_MANY_MAX 16

/* serial: the number of the secret (1, 2, ... when a key is renewed), chosen by the
 * caller and asked for again on opening. ERR_INVALID for a public key that is no
 * usable curve point or an unknown purpose. */
enum err grant_seal(struct cx *cx, enum grant_purpose purpose, const uint8_t tag[16],
                    uint64_t serial, const struct secret32 *secret, const struct box_pk *to,
                    uint8_t out[GRANT_SEALED_LEN]) MUST_USE;

struct grant_row {
    enum grant_purpose purpose;
    struct box_pk to;
    uint8_t sealed[GRANT_SEALED_LEN]; /* filled in */
};

/* The same secret to several holders at once, with one ephemeral key: cheaper by
 * a key generation each, and each row still opens as an ordinary sealed box. Safe
 * because the shared key and the nonce depend on the recipient; therefore
 * ERR_INVALID if two rows name the same key. At most GRANT_MANY_MAX rows. On
 * failure rows are not to be used. */
enum err grant_seal_many(struct cx *cx, const uint8_t tag[16], uint64_t serial,
                         const struct secret32 *secret, struct grant_row *rows, size_t count)
    MUST_USE;

/* ERR_DENIED if the pair does not open it (not for us, or altered); ERR_CORRUPT if
 * it opens but is not the grant that was asked for. */
enum err grant_open(struct cx *cx, enum grant_purpose purpose, const uint8_t tag[16],
                    uint64_t serial, const struct box_pk *pk, const struct box_sk *sk,
                    const uint8_t sealed[GRANT_SEALED_LEN], struct secret32 *out) MUST_USE;

/* The fast path: a secret once opened is kept under the agency's own symmetric key
 * (agency_keys.cache), bound to purpose, tag and serial. Opening takes about a
 * microsecond instead of a curve multiplication. */
enum err grant_cache(struct cx *cx, const struct secret32 *cache, enum grant_purpose purpose,
                     const uint8_t tag[16], uint64_t serial, const struct secret32 *secret,
                     uint8_t out[GRANT_CACHED_LEN]) MUST_USE;
/* ERR_DENIED if it does not open under this key for this purpose, tag and serial:
 * fall back to grant_open and cache anew. */
enum err grant_cache_open(struct cx *cx, const struct secret32 *cache, enum grant_purpose purpose,
                          const uint8_t tag[16], uint64_t serial,
                          const uint8_t cached[GRANT_CACHED_LEN], struct secret32 *out) MUST_USE;
