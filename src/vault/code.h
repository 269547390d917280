/*
 * code: the reporter's receipt code, the one secret a reporter keeps.
 *
 * 20 Crockford base32 symbols, all of them random: 100 bits (design.md 4). So
 * no slow derivation is needed, and there is no check symbol: it would have to
 * cost random bits or a 21st place, and a mistyped code is simply not found.
 * The code is never stored: the store keeps code_lookup, and the key pair
 * comes from code_seed (keys.h). Neither leads to the other or to the code.
 */
#pragma once
#include "base/arena.h"
#include "base/cx.h"

#define CODE_SYMBOLS 20
#define CODE_TYPED_MAX 128 /* bytes of what a person may type for one */

/* Canonical symbols: digits and upper-case letters without I L O U; no NUL. */
struct receipt_code {
    char symbols[CODE_SYMBOLS];
};

/* A fresh code from cx->random. */
void code_new(struct cx *cx, struct receipt_code *out);
/* Reads what a person typed: any case, O as 0, I and L as 1; spaces, tabs, line
 * ends, dots, underscores and hyphens (typographic ones too) are skipped
 * anywhere. False if exactly 20 symbols do not remain. */
bool code_parse(struct str typed, struct receipt_code *out) MUST_USE;
/* "XXXXX-XXXXX-XXXXX-XXXXX" in the arena; at == NULL past its cap. */
struct str code_shown(struct arena *arena, const struct receipt_code *code);
/* What the store may know: BLAKE2b-256(code), personalised "poskoLookup". */
void code_lookup(const struct receipt_code *code, uint8_t out[32]);
/* Seed of the reporter's key pair: BLAKE2b-256(code), personalised
 * "poskoReporter". A secret: the caller wipes it. */
void code_seed(const struct receipt_code *code, uint8_t out[32]);
void code_wipe(struct receipt_code *code); /* fits AUTO */
