/* fuzz_json: bytes of strangers as JSON, as base64, as hex: refused or read, never beyond. */
#include "base/codec.h"
#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena *arena = arena_new(4u << 20);
    struct cx cx = { .arena = arena };
    struct str text = { (const char *)at, len };
    uint8_t room[64];
    size_t used;

    (void)!base64_decode(text, room, sizeof room, &used);
    (void)!hex_decode(text, room, len / 2 < sizeof room ? len / 2 : sizeof room);
    json_t *json = NULL;
    if (json_read(&cx, text, &json) == OK)
        json_decref(json);
    arena_free(arena);
    return 0;
}
