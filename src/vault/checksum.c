/* checksum: see the header. */
#include "vault/checksum.h"
#include "base/codec.h"
#include <openssl/evp.h>
#include <string.h>

struct checksum {
    EVP_MD_CTX *ctx;
    uint8_t expected[EVP_MAX_MD_SIZE];
    size_t len;
};

static void ctx_free(void *ctx)
{
    EVP_MD_CTX_free(ctx);
}

static const EVP_MD *algorithm(struct str name)
{
    return str_is(name, "sha1") ? EVP_sha1() : str_is(name, "sha256") ? EVP_sha256() : NULL;
}

enum err checksum_begin(struct cx *cx, struct str header, struct checksum **out)
{
    size_t space = str_find(header, STR(" "));
    const EVP_MD *md = space == SIZE_MAX ? NULL : algorithm(str_first(header, space));
    struct checksum *c = ARENA_NEW(cx->arena, struct checksum);

    if (!md)
        return FAIL(cx, ERR_INVALID, "no checksum algorithm of ours");
    if (!c)
        return FAIL(cx, ERR_TOO_LARGE, "checksum");
    if (!base64_decode(str_from(header, space + 1), c->expected, sizeof c->expected, &c->len)
        || c->len != (size_t)EVP_MD_get_size(md))
        return FAIL(cx, ERR_INVALID, "not a digest of that algorithm");
    c->ctx = EVP_MD_CTX_new();
    if (!c->ctx || !arena_defer(cx->arena, ctx_free, c->ctx)
        || EVP_DigestInit_ex(c->ctx, md, NULL) != 1)
        return FAIL(cx, ERR_UNAVAILABLE, "checksum");
    *out = c;
    return OK;
}

enum err checksum_add(struct cx *cx, struct checksum *c, struct bytes piece)
{
    return EVP_DigestUpdate(c->ctx, piece.at, piece.len) == 1
               ? OK
               : FAIL(cx, ERR_UNAVAILABLE, "checksum");
}

bool checksum_holds(struct checksum *c)
{
    uint8_t is[EVP_MAX_MD_SIZE];
    unsigned int len = 0;

    return EVP_DigestFinal_ex(c->ctx, is, &len) == 1 && len == c->len
           && memcmp(is, c->expected, len) == 0;
}
