/* fuzz_code: a receipt code, as somebody types it off paper. */
#include "fuzz.h"
#include "vault/code.h"
#include "vault/keys.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cx *cx = fuzz_cx();
    struct receipt_code code, again;
    struct str shown;

    if (!vault_start() || !code_parse(fuzz_text(cx, data, size), &code))
        return 0;
    shown = code_shown(cx->arena, &code);
    assert(shown.len == 23 && code_parse(shown, &again));
    assert(memcmp(&code, &again, sizeof code) == 0);
    return 0;
}
