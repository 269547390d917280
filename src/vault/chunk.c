/* chunk: see the header. */
#include "vault/chunk.h"
#include <sodium.h>
#include <string.h>

#define MAGIC "posko-chunk/v1|"

_Static_assert(CHUNK_EXTRA == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
                                  + crypto_aead_xchacha20poly1305_ietf_ABYTES,
               "nonce and tag");

struct ad {
    uint8_t b[sizeof MAGIC - 1 + 16 + 8 + 1];
};

static struct ad ad_of(const struct chunk_place *place)
{
    struct ad ad;
    uint8_t *at = ad.b + sizeof MAGIC - 1;

    memcpy(ad.b, MAGIC, sizeof MAGIC - 1);
    memcpy(at, place->file_id, 16);
    for (int i = 0; i < 8; i++)
        at[16 + i] = (uint8_t)(place->index >> (56 - 8 * i));
    at[24] = place->last;
    return ad;
}

uint64_t chunk_count(uint64_t plain_len)
{
    return plain_len == 0 ? 1 : (plain_len - 1) / CHUNK_PLAIN + 1;
}

uint64_t chunk_total(uint64_t plain_len)
{
    return plain_len + chunk_count(plain_len) * CHUNK_EXTRA;
}

enum err chunk_seal(struct cx *cx, const struct secret32 *key, const struct chunk_place *place,
                    struct bytes plain, uint8_t *out)
{
    struct ad ad = ad_of(place);
    uint8_t *body = out + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;

    if (plain.len > CHUNK_PLAIN || (plain.len < CHUNK_PLAIN && !place->last))
        return FAIL(cx, ERR_INVALID, "a piece of %zu bytes", plain.len);
    cx->random(out, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(body, NULL, plain.at, plain.len, ad.b, sizeof ad.b,
                                               NULL, out, key->b);
    return OK;
}

enum err chunk_open(struct cx *cx, const struct secret32 *key, const struct chunk_place *place,
                    struct bytes sealed, uint8_t *out)
{
    struct ad ad = ad_of(place);
    const uint8_t *body = sealed.at + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;

    if (sealed.len < CHUNK_EXTRA || sealed.len > CHUNK_SEALED
        || (sealed.len < CHUNK_SEALED && !place->last))
        return FAIL(cx, ERR_CORRUPT, "a sealed piece of %zu bytes", sealed.len);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            out, NULL, NULL, body, sealed.len - crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, ad.b,
            sizeof ad.b, sealed.at, key->b)
        != 0)
        return FAIL(cx, ERR_CORRUPT, "piece %llu does not open",
                    (unsigned long long)place->index);
    return OK;
}
