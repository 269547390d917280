/*
 * cose: public keys of authenticators (RFC 9052, 9053) and what they signed.
 *
 * Three kinds, as ledger.md section 9 lists them: ES256 on P-256, EdDSA on Ed25519, RS256 from
 * 2048 to 4096 bits. A key is taken only with exactly the members of its kind, a point on its
 * curve and no way round: what verifies later is what was checked here.
 */
#pragma once
#include "base/str.h"

enum cose_alg { COSE_ALG_ES256 = -7, COSE_ALG_EDDSA = -8, COSE_ALG_RS256 = -257 };

#define COSE_KEY_MAX 600 /* bytes: RSA with 4096 bits */

struct cose_key {
    enum cose_alg alg;
    struct bytes x, y; /* EC2; OKP has x alone */
    struct bytes n, e; /* RSA */
};

enum cose_fault {
    COSE_FINE,
    COSE_MALFORMED, /* not the CBOR of a key, or members missing, twice or too many */
    COSE_ALGORITHM, /* another than the three */
    COSE_KEY        /* not a point of the curve, a modulus of another size, ... */
};

/* Reads one key from the beginning of in; *used says how many bytes it took (the key points
 * into them). */
enum cose_fault cose_key_read(struct bytes in, struct cose_key *out, size_t *used);

/* True if the signature is the key's over the two parts one after the other. ES256: DER. */
bool cose_verify(const struct cose_key *key, struct bytes part1, struct bytes part2,
                 struct bytes signature) MUST_USE;
