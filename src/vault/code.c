/*
 * code: making, reading and hashing receipt codes.
 */
#include "vault/code.h"

#include <sodium.h>
#include <string.h>
#include "base/codec.h"

void code_new(struct cx *cx, struct receipt_code *out)
{
    uint8_t raw[CODE_SYMBOLS];

    /* Five bits of each byte: 256 is a multiple of 32, so all symbols are equally likely. */
    cx->random(raw, sizeof raw);
    for (size_t i = 0; i < CODE_SYMBOLS; i++)
        out->symbols[i] = crockford_digits[raw[i] & 31];
    sodium_memzero(raw, sizeof raw);
}

/* The number of bytes at the front of s that people and phones put between groups. */
static size_t separator_len(struct str s)
{
    /* No-break space; U+2010..U+2015 hyphens and dashes; U+2007 and U+202F narrow
     * spaces; U+2212 minus. Keyboards turn "--" and " " into these unasked. */
    static const struct str longer[] = {
        STR("\xC2\xA0"),     STR("\xE2\x80\x90"), STR("\xE2\x80\x91"), STR("\xE2\x80\x92"),
        STR("\xE2\x80\x93"), STR("\xE2\x80\x94"), STR("\xE2\x80\x95"), STR("\xE2\x80\x87"),
        STR("\xE2\x80\xAF"), STR("\xE2\x88\x92"),
    };

    if (s.len > 0 && s.at[0] != '\0' && strchr(" \t\r\n-_.", s.at[0]) != NULL)
        return 1;
    for (size_t i = 0; i < COUNT_OF(longer); i++)
        if (str_starts(s, longer[i]))
            return longer[i].len;
    return 0;
}

bool code_parse(struct str typed, struct receipt_code *out)
{
    AUTO(code_wipe) struct receipt_code code = { { 0 } };
    size_t count = 0;

    if (typed.len > CODE_TYPED_MAX)
        return false;
    while (typed.len > 0) {
        size_t skip = separator_len(typed);
        if (skip == 0) {
            int value = crockford_value(typed.at[0]);
            if (value < 0 || count == CODE_SYMBOLS)
                return false;
            code.symbols[count++] = crockford_digits[value];
            skip = 1;
        }
        typed = str_from(typed, skip);
    }
    if (count != CODE_SYMBOLS)
        return false;
    *out = code;
    return true;
}

struct str code_shown(struct arena *arena, const struct receipt_code *code)
{
    const char *s = code->symbols;

    return arena_printf(arena, "%.5s-%.5s-%.5s-%.5s", s, s + 5, s + 10, s + 15);
}

static void code_hash(const struct receipt_code *code, const char *purpose, uint8_t out[32])
{
    uint8_t personal[crypto_generichash_blake2b_PERSONALBYTES] = { 0 };

    memcpy(personal, purpose, strlen(purpose));
    crypto_generichash_blake2b_salt_personal(out, 32, (const uint8_t *)code->symbols,
                                             sizeof code->symbols, NULL, 0, NULL, personal);
}

void code_lookup(const struct receipt_code *code, uint8_t out[32])
{
    code_hash(code, "poskoLookup", out);
}

void code_seed(const struct receipt_code *code, uint8_t out[32])
{
    code_hash(code, "poskoReporter", out);
}

void code_wipe(struct receipt_code *code)
{
    sodium_memzero(code, sizeof *code);
}
