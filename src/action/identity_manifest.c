/* identity_manifest: see the header. */
#include "action/identity_manifest.h"
#include "base/buf.h"
#include "base/codec.h"
#include <sodium.h>

#define MANIFEST_MAX 2048

enum err identity_manifest(struct cx *cx, const struct identity_row *identity,
                           const struct share_list *shares, uint8_t out[32])
{
    struct buf b = buf_in(cx->arena, MANIFEST_MAX);
    uint8_t hash[32];
    char hex[65];
    struct str text;

    crypto_hash_sha256(hash, identity->sealed.at, identity->sealed.len);
    hex_encode(hex, hash, sizeof hash);
    buf_printf(&b, "posko-identity/v1\n%s\nsealed %s\n", mode_name(identity->mode), hex);
    for (size_t i = 0; i < shares->len; i++) {
        const struct share_row *s = &shares->at[i];
        char agency[2 * ID_SIZE + 1];

        hex_encode(agency, s->agency.b, ID_SIZE);
        hex_encode(hex, s->commitment, sizeof s->commitment);
        buf_printf(&b, "share %u %s %s\n", s->number, agency, hex);
    }
    text = buf_end(&b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "manifest of an identity");
    crypto_hash_sha256(out, (const uint8_t *)text.at, text.len);
    return OK;
}
