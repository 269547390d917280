/*
 * slip: recovery slips: codes on paper that stand in for a second factor, each once.
 *
 * 16 Crockford symbols, 80 random bits. Stored is a hash under the server's key, so that a copy
 * of the database alone cannot even try them.
 */
#pragma once
#include "base/cx.h"
#include "vault/keys.h"

#define SLIP_SYMBOLS 16
#define SLIPS_GIVEN 8

struct slip {
    char symbols[SLIP_SYMBOLS]; /* secret */
};

void slip_new(struct cx *cx, struct slip *out);
/* Any case, O as 0, I and L as 1; blanks and hyphens anywhere. False unless 16 symbols remain. */
bool slip_parse(struct str typed, struct slip *out) MUST_USE;
/* "XXXX-XXXX-XXXX-XXXX"; at == NULL past the arena's cap. */
struct str slip_shown(struct arena *arena, const struct slip *slip);
void slip_hash(const struct secret32 *server_key, const uint8_t officer[16],
               const struct slip *slip, uint8_t out[32]);
void slip_wipe(struct slip *slip); /* fits AUTO */
