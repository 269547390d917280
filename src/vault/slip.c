/* slip: see the header. */
#include "vault/slip.h"
#include <sodium.h>
#include "base/codec.h"

#define PURPOSE "posko slip v1"

void slip_new(struct cx *cx, struct slip *out)
{
    uint8_t chance[SLIP_SYMBOLS];

    cx->random(chance, sizeof chance);
    for (size_t i = 0; i < SLIP_SYMBOLS; i++)
        out->symbols[i] = crockford_digits[chance[i] & 31];
    sodium_memzero(chance, sizeof chance);
}

bool slip_parse(struct str typed, struct slip *out)
{
    AUTO(slip_wipe) struct slip slip = { { 0 } };
    size_t len = 0;

    for (size_t i = 0; i < typed.len; i++) {
        int value = crockford_value(typed.at[i]);

        if (typed.at[i] == ' ' || typed.at[i] == '-')
            continue;
        if (value < 0 || len == SLIP_SYMBOLS)
            return false;
        slip.symbols[len++] = crockford_digits[value];
    }
    if (len != SLIP_SYMBOLS)
        return false;
    *out = slip;
    return true;
}

struct str slip_shown(struct arena *arena, const struct slip *slip)
{
    const char *s = slip->symbols;

    return arena_printf(arena, "%.4s-%.4s-%.4s-%.4s", s, s + 4, s + 8, s + 12);
}

void slip_hash(const struct secret32 *server_key, const uint8_t officer[16],
               const struct slip *slip, uint8_t out[32])
{
    crypto_generichash_state state;

    crypto_generichash_init(&state, server_key->b, sizeof server_key->b, 32);
    crypto_generichash_update(&state, (const uint8_t *)PURPOSE, sizeof PURPOSE);
    crypto_generichash_update(&state, officer, 16);
    crypto_generichash_update(&state, (const uint8_t *)slip->symbols, sizeof slip->symbols);
    crypto_generichash_final(&state, out, 32);
}

void slip_wipe(struct slip *slip)
{
    sodium_memzero(slip, sizeof *slip);
}
