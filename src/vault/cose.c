/* cose: see the header. */
#include "vault/cose.h"
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <sodium.h>
#include <string.h>
#include "vault/cbor.h"

#define RSA_BYTES_MIN 256
#define RSA_BYTES_MAX 512
#define ED25519_PART_MAX 2048

/* RFC 9053: labels of a key's members and values of its kind. */
enum { LABEL_KTY = 1, LABEL_ALG = 3, LABEL_FIRST = -1, LABEL_SECOND = -2, LABEL_THIRD = -3 };
enum { KTY_OKP = 1, KTY_EC2 = 2, KTY_RSA = 3 };
enum { CRV_P256 = 1, CRV_ED25519 = 6 };

/* The members as they come. -1 is a curve, or an RSA modulus. */
struct members {
    bool has_kty, has_alg, has_curve;
    int64_t kty, alg, curve;
    struct bytes first, second, third; /* at == NULL: not there */
};

static bool member_bytes(struct cbor *c, struct bytes *out)
{
    return out->at == NULL && cbor_bytes(c, out);
}

/* Major types 0 and 1 are the two whose three high bits are 000 or 001. */
static bool comes_int(const struct cbor *c)
{
    return c->at < c->in.len && c->in.at[c->at] >> 5 < 2;
}

static bool member(struct cbor *c, struct members *m)
{
    int64_t label;

    if (!cbor_int(c, &label))
        return false;
    switch (label) {
    case LABEL_KTY:
        return !m->has_kty && (m->has_kty = cbor_int(c, &m->kty));
    case LABEL_ALG:
        return !m->has_alg && (m->has_alg = cbor_int(c, &m->alg));
    case LABEL_FIRST:
        if (!comes_int(c))
            return member_bytes(c, &m->first);
        return !m->has_curve && (m->has_curve = cbor_int(c, &m->curve));
    case LABEL_SECOND:
        return member_bytes(c, &m->second);
    case LABEL_THIRD:
        return member_bytes(c, &m->third);
    default:
        return false;
    }
}

/* ---- OpenSSL's shapes ---- */

static void pkey_free(EVP_PKEY **k)
{
    EVP_PKEY_free(*k);
}

static void pkey_ctx_free(EVP_PKEY_CTX **c)
{
    EVP_PKEY_CTX_free(*c);
}

static void md_ctx_free(EVP_MD_CTX **c)
{
    EVP_MD_CTX_free(*c);
}

static void param_build_free(OSSL_PARAM_BLD **b)
{
    OSSL_PARAM_BLD_free(*b);
}

static void params_free(OSSL_PARAM **p)
{
    OSSL_PARAM_free(*p);
}

static void number_free(BIGNUM **n)
{
    BN_free(*n);
}

/* The caller frees what is not NULL. */
static EVP_PKEY *pkey_of(const char *kind, OSSL_PARAM *params)
{
    AUTO(pkey_ctx_free) EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, kind, NULL);
    EVP_PKEY *key = NULL;

    if (!ctx || EVP_PKEY_fromdata_init(ctx) != 1
        || EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
        return NULL;
    return key;
}

/* OpenSSL refuses a point that is not on the curve here. */
static EVP_PKEY *pkey_ec(const struct cose_key *k)
{
    char curve[] = "prime256v1";
    uint8_t point[65] = { 4 };
    OSSL_PARAM params[3];

    memcpy(point + 1, k->x.at, 32);
    memcpy(point + 33, k->y.at, 32);
    params[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve, 0);
    params[1] = OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point);
    params[2] = OSSL_PARAM_construct_end();
    return pkey_of("EC", params);
}

static EVP_PKEY *pkey_rsa(const struct cose_key *k)
{
    AUTO(param_build_free) OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    AUTO(number_free) BIGNUM *n = BN_bin2bn(k->n.at, (int)k->n.len, NULL);
    AUTO(number_free) BIGNUM *e = BN_bin2bn(k->e.at, (int)k->e.len, NULL);
    AUTO(params_free) OSSL_PARAM *params = NULL;

    if (!build || !n || !e || OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) != 1
        || OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) != 1)
        return NULL;
    params = OSSL_PARAM_BLD_to_param(build);
    return params ? pkey_of("RSA", params) : NULL;
}

static EVP_PKEY *pkey_new(const struct cose_key *k)
{
    return k->alg == COSE_ALG_ES256 ? pkey_ec(k) : pkey_rsa(k);
}

/* ---- what is taken ---- */

static bool rsa_fits(const struct cose_key *k)
{
    return k->n.len >= RSA_BYTES_MIN && k->n.len <= RSA_BYTES_MAX
        && k->n.at[0] >= (k->n.len == RSA_BYTES_MIN ? 0x80 : 1) && (k->n.at[k->n.len - 1] & 1)
        && k->e.len >= 1 && k->e.len <= 4 && k->e.at[0] != 0
        && (k->e.at[k->e.len - 1] & 1) && !(k->e.len == 1 && k->e.at[0] == 1);
}

static bool key_usable(const struct cose_key *k)
{
    AUTO(pkey_free) EVP_PKEY *key = NULL;

    if (k->alg == COSE_ALG_EDDSA) /* canonical, of the main subgroup: no small-order key */
        return crypto_core_ed25519_is_valid_point(k->x.at) == 1;
    if (k->alg == COSE_ALG_RS256 && !rsa_fits(k))
        return false;
    key = pkey_new(k);
    return key != NULL;
}

static enum cose_fault key_of(const struct members *m, size_t pairs, struct cose_key *out)
{
    struct cose_key k = { .alg = (enum cose_alg)m->alg };

    if (m->alg == COSE_ALG_ES256) {
        if (pairs != 5 || m->kty != KTY_EC2 || !m->has_curve || m->curve != CRV_P256
            || m->second.len != 32 || m->third.len != 32)
            return COSE_MALFORMED;
        k.x = m->second;
        k.y = m->third;
    } else if (m->alg == COSE_ALG_EDDSA) {
        if (pairs != 4 || m->kty != KTY_OKP || !m->has_curve || m->curve != CRV_ED25519
            || m->second.len != 32 || m->third.at)
            return COSE_MALFORMED;
        k.x = m->second;
    } else if (m->alg == COSE_ALG_RS256) {
        if (pairs != 4 || m->kty != KTY_RSA || m->has_curve || !m->first.at || !m->second.at
            || m->third.at)
            return COSE_MALFORMED;
        k.n = m->first;
        k.e = m->second;
    } else {
        return COSE_ALGORITHM;
    }
    if (!key_usable(&k))
        return COSE_KEY;
    *out = k;
    return COSE_FINE;
}

enum cose_fault cose_key_read(struct bytes in, struct cose_key *out, size_t *used)
{
    struct cbor c = cbor_over(in);
    struct members m = { 0 };
    enum cose_fault fault;
    size_t pairs;

    if (!cbor_map(&c, &pairs))
        return COSE_MALFORMED;
    for (size_t i = 0; i < pairs; i++)
        if (!member(&c, &m))
            return COSE_MALFORMED;
    if (!m.has_kty || !m.has_alg)
        return COSE_MALFORMED;
    fault = key_of(&m, pairs, out);
    if (fault == COSE_FINE)
        *used = c.at;
    return fault;
}

/* ---- signatures ---- */

static bool verify_ed25519(const struct cose_key *key, struct bytes part1, struct bytes part2,
                           struct bytes signature)
{
    uint8_t message[ED25519_PART_MAX];

    if (signature.len != crypto_sign_BYTES || part1.len + part2.len > sizeof message)
        return false;
    memcpy(message, part1.at, part1.len);
    memcpy(message + part1.len, part2.at, part2.len);
    return crypto_sign_verify_detached(signature.at, message, part1.len + part2.len, key->x.at)
        == 0;
}

bool cose_verify(const struct cose_key *key, struct bytes part1, struct bytes part2,
                 struct bytes signature)
{
    AUTO(pkey_free) EVP_PKEY *pkey = NULL;
    AUTO(md_ctx_free) EVP_MD_CTX *md = NULL;

    if (key->alg == COSE_ALG_EDDSA)
        return verify_ed25519(key, part1, part2, signature);
    pkey = pkey_new(key);
    md = EVP_MD_CTX_new();
    return pkey && md && EVP_DigestVerifyInit(md, NULL, EVP_sha256(), NULL, pkey) == 1
        && EVP_DigestVerifyUpdate(md, part1.at, part1.len) == 1
        && EVP_DigestVerifyUpdate(md, part2.at, part2.len) == 1
        && EVP_DigestVerifyFinal(md, signature.at, signature.len) == 1;
}
