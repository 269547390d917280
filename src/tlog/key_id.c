/* key_id: see the header. */
#include "tlog/key_id.h"
#include "base/codec.h"
#include <sodium.h>

struct str agency_key_id(struct arena *arena, struct str box, struct str sign,
                         struct str custodian)
{
    struct str text = arena_printf(arena, "posko-agency-key/v1\n%.*s\n%.*s\n%.*s\n", STR_FMT(box),
                                   STR_FMT(sign), STR_FMT(custodian));
    uint8_t hash[32];

    if (!text.at)
        return (struct str){ 0 };
    crypto_hash_sha256(hash, (const uint8_t *)text.at, text.len);
    return hex_of(arena, (struct bytes){ hash, sizeof hash });
}
